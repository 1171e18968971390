"""What a station erases on request is erased at central and withdrawn from everybody who was sent it."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.matching.calibration import Calibration
from station.agency import status
from station.agency.desk import Desk
from station.agency.head_keeper import HeadKeeper
from station.agency.join import Agency, join
from station.agency.ledger import Ledger
from station.agency.matcher import ERASED_SECONDS, VISIT, CentralMatcher, OneProcess
from station.domain.visit import Visit
from station.road.client import CentralClient
from station.store import outbox, pulled, references
from station.vault import erasure
from station.wire.errors import CentralRefused
from tests.rig.central import agency_of
from tests.rig.waiting import wait_for
from tests.unit.agency.test_matcher import Body, Counter


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    return Calibration.load()


@pytest.fixture(scope="module")
def agency():
    return agency_of()


@pytest.fixture
def running(central, agency, calibration) -> Iterator[Agency]:
    made = join(central.process, agency, calibration=calibration)
    made.process.start()
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def posts(central, agency, running, tmp_path: Path) -> Iterator[tuple[Counter, Counter]]:
    salt = uuid.uuid4().hex[:6].upper()
    with (
        closing(Counter(central, agency, tmp_path, f"EA-{salt}", post=f"EA{salt}", interval=0.2)) as a,
        closing(Counter(central, agency, tmp_path, f"EB-{salt}", post=f"EB{salt}", interval=0.2)) as b,
    ):
        yield a, b


def ask(counter: Counter, visit: str) -> str:
    """What services.retain leaves in the outbox."""
    record_id = str(uuid.uuid4())
    fields = {"visit": visit, "approval": "two people", "at": datetime.now(UTC).isoformat()}
    with counter.store.unit() as unit:
        outbox.put(unit, record_id, "erasure", erasure.sign(fields, counter.store.keys.signer))
    counter.sync.wake()
    return record_id


def answer(counter: Counter, visit: str) -> str:
    with counter.store.reading() as unit:
        found = pulled.get(unit, "erased", visit)
    return json.loads(found)["outcome"] if found else ""


def octets(central, visit: str) -> int:
    return int(
        str(central.query("SELECT coalesce(sum(length(bytes)), 0) FROM border.chunks WHERE id = %s", visit)[0][0])
    )


def holds(counter: Counter, visit: Visit) -> bool:
    with counter.store.reading() as unit:
        return references.visit_reference(unit, visit.id) is not None


def test_an_erased_visit_is_gone_at_central_at_other_posts_and_from_the_search(
    central, agency, calibration, posts, tmp_path
) -> None:
    a, b = posts
    person = Body(41)
    first = a.seal(person.visit(a.name, "ALPHA", "E1111111"))
    assert wait_for(lambda: a.receipted(first.id))
    second = b.seal(person.visit(b.name, "OMEGA", "E2222222"))
    assert wait_for(lambda: bool(b.queue()))
    assert wait_for(lambda: holds(b, first))
    assert octets(central, first.id) > 0
    asked = ask(a, first.id)
    assert wait_for(lambda: answer(a, first.id) == "erased", 20)

    assert octets(central, first.id) == 0
    assert a.receipted(asked)
    assert central.query("SELECT verdict FROM border.receipts WHERE id = %s", first.id) == [("accepted",)]
    left = "SELECT count(*) FROM border.outgoing WHERE kind = 'evidence' AND key = %s AND body <> ''"
    assert central.query(left, first.id) == [(0,)]
    assert wait_for(lambda: not holds(b, first))
    assert octets(central, second.id) > 0
    assert "erasures_waiting" not in status.read(central.process).alerts()
    assert status.read(central.process).erased >= 1

    third = b.seal(person.visit(b.name, "SIGMA", "E3333333"))
    assert wait_for(lambda: any(case.visit == third.id for case in b.queue()))
    (case,) = [case for case in b.queue() if case.visit == third.id]
    assert {candidate.person for candidate in case.candidates} == {second.person}  # the running matcher forgot

    matcher = CentralMatcher(
        Desk(central.process, agency), Ledger(central.process), OneProcess(calibration), calibration
    )
    matcher.catch_up()  # and one that starts anew does not see it
    kept = {delivery.record for delivery in Ledger(central.process).deliveries(VISIT, None, 500, matched=True)}
    assert first.id not in kept
    assert second.id in kept

    with closing(Counter(central, agency, tmp_path, f"EL-{uuid.uuid4().hex[:6]}", post=b.post, interval=0.2)) as late:
        HeadKeeper(central.process, agency).bring_up_to_date()
        assert wait_for(lambda: late.sync.status().online)
        assert wait_for(lambda: (b.sync.status().trouble, late.sync.status().trouble) == ("", ""))


def test_a_matcher_forgets_what_another_process_of_the_agency_has_erased(central, agency, calibration, posts) -> None:
    a, _ = posts
    gone, stays = (a.seal(Body(n).visit(a.name, f"KAPPA {n}", f"E474747{n % 10}")) for n in (47, 48))
    matched = "SELECT count(*) FROM border.matches WHERE id = ANY(%s::uuid[])"
    assert wait_for(lambda: central.query(matched, [gone.id, stays.id]) == [(2,)], 20)
    searcher = OneProcess(calibration)
    other = CentralMatcher(Desk(central.process, agency), Ledger(central.process), searcher, calibration)
    other.catch_up()
    assert (searcher.noted(gone.id), searcher.noted(stays.id)) == ([gone.person], [stays.person])
    ask(a, gone.id)
    assert wait_for(lambda: answer(a, gone.id) == "erased", 20)
    assert wait_for(lambda: other.step() == 0 and searcher.noted(gone.id) == [], 2 * ERASED_SECONDS + 5)
    assert searcher.noted(stays.id) == [stays.person]


def test_a_case_about_an_erased_visit_leaves_the_queues(central, posts) -> None:
    a, b = posts
    person = Body(42)
    first = a.seal(person.visit(a.name, "ALPHA", "F1111111"))
    assert wait_for(lambda: a.receipted(first.id))
    second = b.seal(person.visit(b.name, "OMEGA", "F2222222"))
    assert wait_for(lambda: bool(b.queue()))
    ask(b, second.id)
    assert wait_for(lambda: answer(b, second.id) == "erased", 20)
    assert wait_for(lambda: not b.queue())
    assert octets(central, first.id) > 0


def test_nobody_erases_the_record_of_another_station(central, posts) -> None:
    a, b = posts
    visit = a.seal(Body(43).visit(a.name, "ALPHA", "G1111111"))
    assert wait_for(lambda: a.receipted(visit.id))
    ask(b, visit.id)
    assert wait_for(lambda: answer(b, visit.id) == "not_its_own", 20)
    assert octets(central, visit.id) > 0
    unknown = str(uuid.uuid4())
    ask(b, unknown)
    assert wait_for(lambda: answer(b, unknown) == "not_held", 20)


def test_an_erasure_that_the_station_did_not_sign_is_refused(central, posts) -> None:
    a, _ = posts
    visit = a.seal(Body(44).visit(a.name, "ALPHA", "H1111111"))
    assert wait_for(lambda: a.receipted(visit.id))
    body = erasure.sign({"visit": visit.id}, agency_of().signer)
    record_id = str(uuid.uuid4())
    with a.store.unit() as unit:
        outbox.put(unit, record_id, "erasure", body)
    a.sync.wake()
    query = "SELECT verdict, reason FROM border.receipts WHERE id = %s"
    assert wait_for(lambda: central.query(query, record_id) == [("refused", "forged_signature")])
    assert octets(central, visit.id) > 0
    with pytest.raises(CentralRefused) as refused:
        Ledger(central.process).erase(record_id, visit.id)
    assert refused.value.code == "erasure_not_asked"


def test_only_the_agencys_process_erases_and_only_by_the_function(central, raw) -> None:
    target = str(uuid.uuid4())
    with pytest.raises(Exception, match="permission denied"):
        raw(central.a).execute("SELECT border.erase_record(%s, %s)", (target, target))
    for statement in ("DELETE FROM border.chunks", "UPDATE border.outgoing SET body = ''"):
        for way in (central.a, central.process):
            with pytest.raises(Exception, match="permission denied"):
                raw(way).execute(statement)


def test_a_station_restored_from_a_backup_sends_an_erased_record_and_nothing_comes_back(central, posts) -> None:
    a, _ = posts
    visit = a.seal(Body(45).visit(a.name, "ALPHA", "J1111111"))
    assert wait_for(lambda: a.receipted(visit.id))
    with a.store.reading() as unit:
        (body,) = unit.connection.exec_driver_sql(
            "SELECT envelope FROM envelopes WHERE record_id = ?", (visit.id,)
        ).one()
    ask(a, visit.id)
    assert wait_for(lambda: answer(a, visit.id) == "erased", 20)
    client = CentralClient(central.another(a.name, a.post))
    digest = hashlib.sha256(body).digest()
    assert client.send(visit.id, "visit", bytes(body), digest) == digest
    client.close()
    assert octets(central, visit.id) == 0


def test_a_row_that_somebody_blanks_in_the_database_is_a_gap(central, agency, posts) -> None:
    a, b = posts
    person = Body(46)
    first = a.seal(person.visit(a.name, "ALPHA", "K1111111"))
    assert wait_for(lambda: a.receipted(first.id))
    b.seal(person.visit(b.name, "OMEGA", "K2222222"))
    assert wait_for(lambda: bool(b.queue()))
    b.sync.stop()
    with central.owner.connect("test") as connection:
        connection.execute(
            "UPDATE border.outgoing SET erased_digest = sha256(body), body = '' WHERE audience = %s AND kind = 'case'",
            (f"station:{b.name}",),
        )
    with b.store.unit() as unit:  # as a station that reads everything for the first time
        unit.connection.exec_driver_sql("DELETE FROM meta WHERE key IN ('central_cursor', 'central_stream')")
    b.sync.start()
    assert wait_for(lambda: b.sync.status().trouble == "pull_gap", 20)
