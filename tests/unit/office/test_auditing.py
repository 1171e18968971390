from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from station.counter.enrol import seal_visit
from station.domain import merkle
from station.domain.audit import Act, AuditEvent, Defect
from station.domain.office import LogQuery
from station.domain.officer import Officer, Role
from station.domain.sign_in import Session
from station.errors import NotAllowed
from station.office import auditing, proof_file
from station.office.auditing import Auditing, CheckStopped, WitnessUnread
from station.office.proof_file import FileUnwritten
from station.store import audit_log
from station.vault import note
from tests.rig import paper, visits
from tests.rig.visits import T0

AUDITOR = Session("s-1", Officer("wati", "Wati", Role.AUDITOR), T0, ("password",), None)
ALL = LogQuery()


def fill(store, clock, count: int = 8, actor: str = "rini") -> None:
    with store.unit() as unit:
        for number in range(count):
            event = AuditEvent(clock(), actor, Act.VISIT_SEALED, "POST-1", f"v{number}", {"n": number})
            audit_log.append(unit, event)


@pytest.fixture
def log(store) -> Auditing:
    return Auditing(store, AUDITOR)


def run(store, statement: str, **values) -> None:
    with store.unit() as unit:
        unit.connection.execute(text(statement), values)


def verify(log: Auditing, witnesses=()):
    shares: list[float] = []
    report = log.verify(witnesses, threading.Event(), shares.append)
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
    return report


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_nobody_but_an_auditor_reads_the_log(store, role):
    with pytest.raises(NotAllowed):
        Auditing(store, Session("s", Officer("x", "X", role), T0, ("password",), None))


def test_the_newest_entry_is_that_the_log_was_read(log, store, clock):
    fill(store, clock)
    page = log.query(ALL)
    assert [e.number for e in page.entries] == [8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert (page.entries[0].actor, page.entries[0].act, page.entries[0].subject) == ("wati", "log_read", "s-1")
    assert not page.older


def test_a_long_log_comes_in_pages_without_a_gap(log, store, clock):
    fill(store, clock, 2 * auditing.PAGE)
    page = log.query(ALL)
    numbers = [e.number for e in page.entries]
    while page.older:
        page = log.page(ALL, numbers[-1])
        numbers += [e.number for e in page.entries]
    assert numbers == list(range(2 * auditing.PAGE, -1, -1))


def test_entries_are_chosen_by_actor_act_and_days(log, store, clock):
    fill(store, clock, 2)
    clock.forward(days=2)
    fill(store, clock, 3, "budi")
    assert {e.actor for e in log.query(LogQuery(actor="budi")).entries} == {"budi"}
    assert [e.act for e in log.query(LogQuery(act=Act.LOG_READ)).entries] == ["log_read", "log_read"]
    sealed = LogQuery(act=Act.VISIT_SEALED)
    assert log.page(replace(sealed, text="Visit SEALED"), None) == log.page(sealed, None)
    assert log.page(replace(sealed, text="no such text"), None).entries == ()
    named = {(e.actor, e.act) for e in log.page(LogQuery(text="BUDI"), None).entries}
    assert named == {("budi", "visit_sealed"), ("wati", "log_read")}  # who did it, and who asked for that name
    first = T0.astimezone().date()
    assert [e.actor for e in log.query(LogQuery(last_day=first)).entries] == ["rini", "rini"]
    later = log.query(LogQuery(first_day=first + timedelta(days=1), act=Act.VISIT_SEALED))
    assert [e.actor for e in later.entries] == ["budi"] * 3
    assert log.actors() == ("budi", "rini", "wati")


def test_the_days_of_a_query_are_the_posts_whatever_the_machine_runs_in(store, clock):
    clock.at = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)  # half past midnight of the next day in Jakarta
    fill(store, clock, 1)
    log = Auditing(store, AUDITOR, "+07:00")
    second = date(2026, 3, 2)
    assert len(log.page(LogQuery(first_day=second, act=Act.VISIT_SEALED), None).entries) == 1
    assert log.page(LogQuery(last_day=second - timedelta(days=1), act=Act.VISIT_SEALED), None).entries == ()


def test_an_act_that_only_stands_in_the_detail_is_not_that_act(log, store, clock):
    with store.unit() as unit:
        audit_log.append(unit, AuditEvent(clock(), "rini", Act.TWO_PERSON_ACT, "POST-1", "v", {"act": "erased"}))
    assert log.query(LogQuery(act=Act.ERASED)).entries == ()


def test_a_row_that_is_no_entry_any_more_is_still_listed(log, store, clock):
    fill(store, clock, 3)
    run(store, "UPDATE audit_entries SET leaf = :leaf WHERE number = 1", leaf=b"rubbish")
    assert [(e.number, e.at is None) for e in log.query(ALL).entries] == [(3, False), (2, False), (1, True), (0, False)]
    assert log.actors() == ("rini", "wati")


def test_a_sound_log_says_so_and_the_check_is_an_entry(log, store, clock):
    fill(store, clock)
    report = verify(log)
    assert (report.sound, report.size, report.compared) == (True, 8, 0)
    with store.reading() as unit:
        (_, last) = next(audit_log.newest(unit))
    assert (last.act, last.detail) == (Act.LOG_VERIFIED, {"size": 8, "findings": 0})


@pytest.mark.parametrize(
    ("statement", "defect", "number"),
    [
        ("DELETE FROM audit_entries WHERE number = 3", Defect.REMOVED, 3),
        ("UPDATE audit_entries SET leaf = replace(leaf, 'rini', 'budi') WHERE number = 5", Defect.CHANGED, 5),
    ],
)
def test_an_edited_log_is_not_sound_and_the_entry_is_named(log, store, clock, statement, defect, number):
    fill(store, clock)
    run(store, statement)
    assert [(f.defect, f.number) for f in verify(log).findings] == [(defect, number)]


def test_exchanged_entries_say_where_they_stand_now(log, store, clock):
    fill(store, clock)
    for old, new in ((2, 99), (6, 2), (99, 6)):
        run(store, "UPDATE audit_entries SET number = :new WHERE number = :old", old=old, new=new)
    moved = [f for f in verify(log).findings if f.defect is Defect.REORDERED]
    assert [(f.number, f.also) for f in moved] == [(2, 6), (6, 2)]


def test_the_check_can_be_stopped(log, store, clock):
    fill(store, clock)
    stop = threading.Event()
    stop.set()
    with pytest.raises(CheckStopped):
        log.verify((), stop, lambda _: None)


def test_a_checkpoint_of_central_is_read_from_a_file(log, store, clock, tmp_path):
    fill(store, clock)
    file = tmp_path / "witness.txt"
    assert log.save_checkpoint(file) == 8
    report = verify(log, [file])
    assert (report.sound, report.witnesses, report.compared) == (True, 1, 1)
    file.write_text("no checkpoint")
    with pytest.raises(WitnessUnread):
        verify(log, [file])
    with pytest.raises(WitnessUnread):
        verify(log, [tmp_path / "missing"])


def test_what_central_confirmed_is_told(log, store, clock):
    assert (log.witnessed().checkpoint, log.witnessed().confirmed) == (0, 0)
    fill(store, clock)
    with store.unit() as unit:
        audit_log.checkpoint(unit)
        audit_log.witnessed(unit, 8, T0)
    fill(store, clock, 2)
    with store.unit() as unit:
        audit_log.checkpoint(unit)
    told = log.witnessed()
    assert (told.size, told.checkpoint, told.confirmed, told.confirmed_at) == (10, 10, 8, T0)
    run(store, "UPDATE audit_checkpoints SET note = 'x' WHERE size = 10")
    assert log.witnessed().checkpoint == 8  # the list opens all the same; the check names the false checkpoint
    assert Defect.BAD_CHECKPOINT in {f.defect for f in verify(log).findings}


def test_the_proof_of_an_entry_is_checked_with_the_public_key_alone(log, store, clock, keys, tmp_path):
    fill(store, clock)
    log.save_proof(5, tmp_path / "proof.json")
    (proof,) = proof_file.from_json((tmp_path / "proof.json").read_bytes())
    head = note.verify(proof.checkpoint, keys.signer.public, audit_log.origin("POST-1"))
    assert merkle.includes(merkle.leaf_hash(proof.leaf), 5, head.size, proof.path, head.root)
    assert AuditEvent.from_leaf(proof.leaf)[0].subject == "v5"


def test_the_chosen_entries_are_saved_as_json_with_the_checkpoint(log, store, clock, keys, tmp_path):
    fill(store, clock, 3)
    fill(store, clock, 2, "budi")
    assert log.save_list(LogQuery(actor="budi"), tmp_path / "log.json") == 2
    saved = json.loads((tmp_path / "log.json").read_text())
    assert [e["subject"] for e in saved["entries"]] == ["v1", "v0"]
    assert note.verify(saved["checkpoint"], keys.signer.public, audit_log.origin("POST-1")).size == 5


def test_the_chosen_entries_are_saved_on_paper(log, store, clock, tmp_path):
    fill(store, clock, 120)
    assert log.save_list(ALL, tmp_path / "log.pdf") == 120
    content = (tmp_path / "log.pdf").read_bytes()
    assert paper.pages(content) > 1
    assert {f"v{n}" for n in range(120)} <= set(paper.words(content))


def test_a_file_that_cannot_be_written_is_named(log, store, clock, tmp_path):
    fill(store, clock, 1)
    (tmp_path / "file").write_text("")
    with pytest.raises(FileUnwritten):
        log.save_checkpoint(tmp_path / "file" / "below")


def test_no_name_of_a_traveller_stands_in_the_log(log, store, tmp_path):
    visit = visits.visit(1)
    seal_visit(store, visit)
    log.query(ALL)
    log.save_list(ALL, tmp_path / "log.json")
    saved = (tmp_path / "log.json").read_text()
    assert visit.id in saved
    for word in (visit.document.surname, visit.document.given_names, visit.document.number):
        assert word not in saved
