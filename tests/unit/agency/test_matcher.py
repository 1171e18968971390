"""Who enrolled at one post under one name is found when they arrive at another under another."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

import resources
from models.finger import codec
from models.matching.calibration import Calibration
from models.types import Minutiae
from station.agency.desk import Desk
from station.agency.expected import expect
from station.agency.join import join
from station.agency.ledger import Ledger
from station.agency.matcher import CentralMatcher, OneProcess
from station.agency.sealed_shards import cipher, shard_key
from station.config import Config
from station.domain.case import Case, CaseStatus
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseReason, CaseRuling
from station.domain.samples import FaceSample, Finger, FingerSample
from station.domain.visit import Visit
from station.review.cases import Cases
from station.road.road import open_road
from station.road.sync import INTERVAL
from station.store import cases, outbox, records, references
from station.store.session import Store
from station.wire.errors import CentralRefused
from station.workflow import policy as policy_file
from station.workflow.policy import ReviewRules
from tests.rig import visits
from tests.rig.central import Central, agency_of, station_keys_of
from tests.rig.waiting import wait_for

FOUR = (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE, Finger.RIGHT_RING, Finger.RIGHT_LITTLE)


class Body:
    """A person made of random minutiae and a random face; `visit` is one appearance with its own noise."""

    def __init__(self, seed: int) -> None:
        self._draw = np.random.default_rng(seed)
        self._prints = {finger: self._print() for finger in FOUR}
        self._face = self._unit(self._draw.standard_normal(128))

    @staticmethod
    def _unit(vector: np.ndarray) -> np.ndarray:
        return (vector / np.linalg.norm(vector)).astype(np.float32)

    def _print(self) -> Minutiae:
        count = 42
        return Minutiae(
            self._draw.uniform(40, 320, count).astype(np.float32),
            self._draw.uniform(40, 360, count).astype(np.float32),
            self._draw.uniform(0, 2 * np.pi, count).astype(np.float32),
            self._draw.integers(1, 3, count).astype(np.uint8),
            self._draw.integers(50, 90, count).astype(np.uint8),
            360,
            400,
        )

    def _impression(self, print_: Minutiae) -> Minutiae:
        noise = lambda size, scale: self._draw.normal(0, scale, size).astype(np.float32)  # noqa: E731
        count = len(print_.x)
        kept = self._draw.random(count) > 0.08
        return Minutiae(
            (print_.x + noise(count, 1.5))[kept],
            (print_.y + noise(count, 1.5))[kept],
            np.mod(print_.angle + noise(count, 0.05), 2 * np.pi).astype(np.float32)[kept],
            print_.kind[kept],
            print_.quality[kept],
            360,
            400,
        )

    def visit(self, station: str, surname: str, number: str, person: str | None = None) -> Visit:
        made = visits.visit(
            int(self._draw.integers(1 << 30)),
            octets=20_000,
            station=station,
            person=person or str(uuid.uuid4()),
            mode="demo",
            document=visits.document(number, surname, "GIVEN"),
            opened_at=datetime.now(UTC),
            closed_at=datetime.now(UTC),
        )
        assert isinstance(made.face, FaceSample)
        fingers: list[FingerSample] = []
        for finger in FOUR:
            template = codec.encode([self._impression(self._prints[finger])], int(finger), [80])
            fingers.append(replace(made.fingers[0], finger=finger, template=template))
        face = self._unit(self._face + self._draw.normal(0, 0.02, 128))
        return replace(made, fingers=tuple(fingers), face=replace(made.face, embedding=face.astype("<f4").tobytes()))


class Counter:
    """A station with its road running."""

    def __init__(self, central: Central, agency, folder: Path, name: str, *, post: str, interval: float) -> None:
        keys = station_keys_of(name, agency)
        settings = central.another(name, post, signing_key=keys.signer.public, recipient_key=keys.recipient_public)
        self.name, self.post = name, post
        self.policy = policy_file.parse(resources.path("policy/policy.json").read_bytes())
        self.store = Store.open(folder / f"{name}.db", keys)
        self.sync = open_road(self.store, lambda: settings, interval=interval).sync
        self.sync.start()

    def seal(self, visit: Visit) -> Visit:
        sealed = records.seal(self.store.keys, visit)
        with self.store.unit() as unit:
            records.add_visit(unit, visit, sealed)
            outbox.put(unit, visit.id, "visit", None)
        self.sync.wake()
        return visit

    def cases(self) -> Cases:
        """The supervisors' desk of this counter."""
        return Cases(self.store, Config(mode="demo", station=self.name), self.policy, self.sync.wake)

    def queue(self) -> list[Case]:
        with self.store.reading() as unit:
            return [case for case in cases.every(unit) if case.status is not CaseStatus.RULED]

    def receipted(self, record_id: str) -> bool:
        with self.store.reading() as unit:
            return outbox.receipt(unit, record_id) is not None

    def close(self) -> None:
        self.sync.stop()
        self.store.close()


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    return Calibration.load()


@pytest.fixture(scope="module")
def agency():
    return agency_of()


@pytest.fixture
def house(central, agency, calibration, tmp_path, request) -> Iterator[tuple[Counter, Counter, Counter]]:
    """Two posts, the second with two stations, and the agency's process."""
    salt = uuid.uuid4().hex[:6].upper()
    interval = getattr(request, "param", 0.3)
    with ExitStack() as until:

        def counter(letter: str, post: str) -> Counter:
            made = Counter(central, agency, tmp_path, f"{letter}-{salt}", post=f"{post}{salt}", interval=interval)
            until.callback(made.close)
            return made

        made = counter("A", "A"), counter("B", "B"), counter("C", "B")
        running = join(central.process, agency, calibration=calibration)
        until.callback(running.stop)
        running.process.start()
        yield made


@pytest.mark.parametrize("house", [INTERVAL], indirect=True)  # as a station is shipped
def test_two_names_of_one_person_at_two_posts_make_a_case_where_they_arrive(central, house) -> None:
    a, b, c = house
    person, stranger = Body(1), Body(2)
    first = a.seal(person.visit(a.name, "ALPHA", "A1111111"))
    a.seal(stranger.visit(a.name, "STRANGER", "A2222222"))
    assert wait_for(lambda: a.receipted(first.id))
    arrived = time.monotonic()
    second = b.seal(person.visit(b.name, "OMEGA", "B9999999"))
    assert wait_for(lambda: bool(b.queue()), 10), "no case within ten seconds"
    assert time.monotonic() - arrived < 10
    (case,) = b.queue()
    assert case.reason is CaseReason.CENTRAL_HIT
    assert (case.visit, case.person) == (second.id, second.person)
    assert (case.candidate_person, case.candidate_visit) == (first.person, first.id)
    assert case.candidates[0].name == "ALPHA, GIVEN"
    assert {part.part for part in case.candidates[0].parts} == {"face", "2", "3", "4", "5"}
    with b.store.reading() as unit:
        reference = references.visit_reference(unit, first.id)
    assert reference is not None, "the other side of the case is not here"
    assert reference.document == first.document
    assert set(reference.fingers) == {2, 3, 4, 5}
    assert wait_for(lambda: bool(c.queue())), "the other counter of the post does not see the case"
    assert not a.queue()
    rows = dict(central.query("SELECT id::text, outcome FROM border.matches"))
    assert (rows[first.id], rows[second.id]) == ("new", "hit")


def test_the_same_person_under_the_same_document_elsewhere_is_no_case(central, house) -> None:
    a, b, _ = house
    person = Body(3)
    first = a.seal(person.visit(a.name, "SAME", "S1111111"))
    assert wait_for(lambda: a.receipted(first.id))
    second = b.seal(person.visit(b.name, "SAME", "S1111111"))
    assert wait_for(lambda: central.query("SELECT 1 FROM border.matches WHERE id = %s", second.id) != [])
    assert central.query("SELECT outcome FROM border.matches WHERE id = %s", second.id) == [("linked",)]
    assert not b.queue()


def test_strangers_do_not_match(central, house) -> None:
    a, b, _ = house
    seen = [a.seal(Body(10 + n).visit(a.name, f"NAME{n}", f"N{n:07d}")) for n in range(4)]
    seen.append(b.seal(Body(99).visit(b.name, "OTHER", "Z1234567")))
    ids = [visit.id for visit in seen]
    count = "SELECT count(*) FROM border.matches WHERE outcome = 'new' AND id = ANY(%s::uuid[])"
    assert wait_for(lambda: central.query(count, ids) == [(5,)])
    assert not b.queue()


def test_a_matcher_that_starts_anew_knows_everybody_and_repeats_no_case(central, house, agency, calibration) -> None:
    a, b, _ = house
    person = Body(5)
    first = a.seal(person.visit(a.name, "FIRST", "F1111111"))
    assert wait_for(lambda: central.query("SELECT 1 FROM border.matches WHERE id = %s", first.id) != [])
    desk, ledger = Desk(central.process, agency), Ledger(central.process)
    fresh = CentralMatcher(desk, ledger, OneProcess(calibration), calibration, name="fresh")
    assert fresh.catch_up() >= 1
    b.seal(person.visit(b.name, "SECOND", "F2222222"))
    assert wait_for(lambda: bool(b.queue()))
    time.sleep(0.5)
    assert fresh.step() == 0  # the running one has noted it
    assert len(b.queue()) == 1
    assert central.query("SELECT people > 0, shards, covered FROM border.matchers WHERE name = 'fresh'") == [
        (True, 1, 1)
    ]


def test_a_matcher_that_kept_its_gallery_opens_no_record_again(
    central, house, agency, calibration, tmp_path, monkeypatch
) -> None:
    a, _, _ = house
    people = [Body(60 + n) for n in range(3)]
    seen = [a.seal(person.visit(a.name, f"KEPT{n}", f"K{n:07d}")) for n, person in enumerate(people)]
    matched = "SELECT count(*) FROM border.matches WHERE id = ANY(%s::uuid[])"
    assert wait_for(lambda: central.query(matched, [visit.id for visit in seen]) == [(3,)])
    folder, seal = tmp_path / "gallery", cipher(shard_key(agency.sealing_private))

    def start(name: str) -> tuple[CentralMatcher, OneProcess, list[str]]:
        desk, searcher = Desk(central.process, agency), OneProcess(calibration, folder, seal)
        opened: list[str] = []
        really = desk.open
        monkeypatch.setattr(desk, "open", lambda delivery: (opened.append(delivery.record), really(delivery))[1])
        return CentralMatcher(desk, Ledger(central.process), searcher, calibration, name=name), searcher, opened

    first, searcher, opened = start("kept")
    everybody = first.catch_up()
    assert everybody >= 3 and len(opened) >= everybody
    second, searcher, opened = start("kept")
    assert len(searcher) == everybody and second.catch_up() == everybody
    ours = {visit.id for visit in seen}  # what cannot be read is tried again at every start
    assert not ours & set(opened)

    searcher.remove(seen[1].person)  # as if the machine had stopped before this was written
    searcher.put("nobody", None, {}, "a visit that was erased while no matcher ran")
    searcher.save()
    third, searcher, opened = start("kept")
    rounds = 0
    while not third._caught_up:
        assert third.step() == 1  # receipts are written between two steps
        rounds += 1
    assert rounds >= 2 and len(searcher) == everybody and "nobody" not in searcher
    assert [record for record in opened if record in ours] == [seen[1].id]
    assert searcher.note(seen[1].person) == seen[1].id
    assert all(b"visit" not in path.read_bytes() for path in folder.iterdir())


def test_a_ruling_at_one_counter_of_a_post_reaches_the_other(house) -> None:
    a, b, c = house
    visit = Body(6).visit(b.name, "CASED", "C1111111")
    case = replace(visits.case_of(visit), id=str(uuid.uuid4()), station=b.name, mode="demo")
    b.cases().open(case)
    assert wait_for(lambda: [found.id for found in c.queue()] == [case.id])
    supervisor, ruling = Officer("supervisor", "Supervisor", Role.SUPERVISOR), CaseRuling.SAME_PERSON
    reason = c.policy.ruling_reasons[ruling.value][0]
    c.cases().claim(case.id, supervisor)
    ruled = c.cases().rule(case.id, supervisor, ruling, reason, "seen")

    def told() -> bool:
        with b.store.reading() as unit:
            return cases.case(unit, case.id).status is CaseStatus.RULED

    assert wait_for(told)
    with b.store.reading() as unit:
        assert cases.case(unit, case.id).ruling == ruled.ruling
    assert not a.queue()


def test_central_finds_a_person_by_what_a_ruling_said_of_their_visit(central, house, agency, calibration) -> None:
    """Kept apart by a ruling, the visit is found under an identity of its own, also by a matcher that starts anew; two
    names that are one person are found under one."""
    a, b, _ = house
    person = Body(70)
    first = a.seal(person.visit(a.name, "ALPHA", "A7777777"))
    assert wait_for(lambda: a.receipted(first.id))
    second = b.seal(person.visit(b.name, "OMEGA", "B7777777"))
    assert wait_for(lambda: bool(b.queue()))
    (case,) = b.queue()
    supervisor = Officer("supervisor", "Supervisor", Role.SUPERVISOR)
    desk = Cases(
        b.store, Config(mode="demo", station=b.name), replace(b.policy, review=ReviewRules((), ())), b.sync.wake
    )

    def rule(word: CaseRuling) -> None:
        if desk.case(case.id).status is CaseStatus.RULED:
            desk.reopen(case.id, supervisor, "seen again")
        desk.claim(case.id, supervisor)
        desk.rule(case.id, supervisor, word, b.policy.ruling_reasons[word.value][0], "seen")

    def known() -> set[str]:
        """By whom a matcher that starts now finds this person's two visits."""
        searcher = OneProcess(calibration)
        CentralMatcher(Desk(central.process, agency), Ledger(central.process), searcher, calibration).catch_up()
        return {one for one in (first.person, second.person) if one in searcher}

    count = (
        "SELECT count(*) FROM border.matches m JOIN border.records r ON r.id = m.id"
        " WHERE r.kind = 'correction' AND m.outcome = 'linked' AND r.station = %s"
    )
    assert known() == {first.person, second.person}
    rule(CaseRuling.SAME_PERSON)
    assert wait_for(lambda: central.query(count, b.name) == [(1,)])
    assert known() == {first.person}
    rule(CaseRuling.DIFFERENT_PEOPLE)
    assert wait_for(lambda: central.query(count, b.name) == [(2,)])
    assert known() == {first.person, second.person}


def test_who_is_expected_at_a_post_is_known_there_before_they_arrive(central, house, agency) -> None:
    a, b, c = house
    visit = a.seal(Body(8).visit(a.name, "EXPECTED", "E1111111"))
    assert wait_for(lambda: a.receipted(visit.id))
    desk, ledger = Desk(central.process, agency), Ledger(central.process)
    assert expect(desk, ledger, b.post, [visit.id]) == 2

    def known(counter: Counter) -> bool:
        with counter.store.reading() as unit:
            return references.latest_reference(unit, visit.document.key) is not None

    assert wait_for(lambda: known(b) and known(c))
    with pytest.raises(CentralRefused) as refused:
        expect(desk, ledger, "NOWHERE", [visit.id])
    assert refused.value.code == "post_unknown"
    with pytest.raises(CentralRefused) as refused:
        expect(desk, ledger, b.post, [str(uuid.uuid4())])
    assert refused.value.code == "record_unknown"


def test_a_record_of_another_mode_is_not_matched(central, house) -> None:
    a, _, _ = house
    visit = a.seal(replace(Body(7).visit(a.name, "REAL", "R1111111"), mode="production"))
    found = "SELECT outcome FROM border.matches WHERE id = %s"
    assert wait_for(lambda: central.query(found, visit.id) != [])
    assert central.query(found, visit.id) == [("unreadable",)]
