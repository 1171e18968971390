from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from station.counter.enrol import seal_visit
from station.domain.outcome import Decision, Verdict
from station.store import audit_log, outbox, record, records
from station.store.errors import RecordExists, RecordKeyGone, RecordMissing
from station.vault import envelope
from tests.rig import visits


def test_a_sealed_visit_comes_back_whole(store):
    visit = visits.visit()
    sealed = seal_visit(store, visit)
    assert sealed.record_id == visit.id
    with store.reading() as unit:
        assert records.visit(unit, visit.id) == visit
        assert envelope.digest(records.envelope_of(unit, visit.id)) == sealed.digest


def test_sealing_writes_record_reference_outbox_and_audit_together(store, agency):
    visit = visits.visit()
    sealed = seal_visit(store, visit)
    with store.reading() as unit:
        assert records.summary(unit, visit.id).name == "TANUWIJAYA, SRI AYU"
        reference = records.latest_reference(unit, visit.document.key)
        (row,) = outbox.take(unit)
        assert (row.record_id, row.kind, row.digest) == (visit.id, "visit", sealed.digest)
        opened = envelope.open_as_agency(row.body, agency.sealing_private, records.identity("POST-1", visit.id))
        assert record.decode(opened) == visit
        ((number, event),) = audit_log.entries(unit)
        assert (number, event.act, event.subject) == (sealed.audit_number, "visit_sealed", visit.id)
        assert event.detail["digest"] == sealed.digest
    assert reference is not None
    assert reference.person == visit.person
    assert reference.embedding == visit.face.embedding
    assert reference.face_crop == visit.face.image
    assert {f: r.template for f, r in reference.fingers.items()} == {int(s.finger): s.template for s in visit.fingers}


def test_the_audit_entry_names_nobody(store):
    visit = visits.visit()
    seal_visit(store, visit)
    with store.reading() as unit:
        ((_, event),) = audit_log.entries(unit)
    leaf = event.leaf(0, bytes(32))
    for personal in ("TANUWIJAYA", visit.document.number, visit.document.birth):
        assert personal.encode() not in leaf


def test_a_visit_is_sealed_once(store):
    seal_visit(store, visits.visit())
    with pytest.raises(RecordExists):
        seal_visit(store, visits.visit())
    with store.reading() as unit:
        assert audit_log.count(unit) == 1
        assert outbox.counts(unit).waiting == 1


@pytest.mark.parametrize("table", ["envelopes", "data_keys", "reference", "outbox", "audit_entries"])
def test_a_visit_is_kept_whole_or_not_at_all(store, table):
    from sqlalchemy import text

    with store.unit() as unit:
        unit.connection.execute(text(f"ALTER TABLE {table} RENAME TO away"))
    visit = visits.visit()
    with pytest.raises(Exception, match="no such table"):
        seal_visit(store, visit)
    with store.unit() as unit:
        unit.connection.execute(text(f"ALTER TABLE away RENAME TO {table}"))
    with store.reading() as unit:
        assert not records.exists(unit, visit.id)
        assert outbox.counts(unit).waiting == 0
        assert audit_log.count(unit) == 0
        assert records.latest_reference(unit, visit.document.key) is None
        with pytest.raises(RecordMissing):
            records.envelope_of(unit, visit.id)


def test_without_the_local_key_only_the_agency_opens_the_record(store, agency):
    visit = visits.visit()
    seal_visit(store, visit)
    with store.unit() as unit:
        assert records.remove_data_key(unit, visit.id)
        assert not records.remove_data_key(unit, visit.id)
    with store.reading() as unit:
        with pytest.raises(RecordKeyGone):
            records.visit(unit, visit.id)
        sealed = records.envelope_of(unit, visit.id)
        payload = envelope.open_as_agency(sealed, agency.sealing_private, records.identity("POST-1", visit.id))
        assert record.decode(payload) == visit
        assert records.latest_reference(unit, visit.document.key) is not None


def test_an_unknown_visit_is_named(store):
    with store.reading() as unit:
        with pytest.raises(RecordMissing):
            records.visit(unit, "nobody")
        with pytest.raises(RecordMissing):
            records.summary(unit, "nobody")
        assert records.latest_reference(unit, "UTO:1") is None
        assert records.visit_reference(unit, "nobody") is None


def test_names_are_found_without_accents_and_case(store):
    visit = visits.visit(document=visits.document(surname="MÜLLER-Łukasz", given="José Maria"))
    seal_visit(store, visit)
    with store.reading() as unit:
        for typed in ("muller", "MÜLLER lukasz", "jose", "maria lukasz"):
            assert [s.id for s in records.search(unit, typed)] == [visit.id], typed
        assert records.search(unit, "muller peter") == []
        assert records.search(unit, "%") == records.recent(unit)
        assert records.of_document(unit, visit.document.key) == records.of_person(unit, visit.person)


def test_the_newest_trusted_reference_of_a_document_is_taken(store, clock):
    first, second, refused = visits.visit(1), visits.visit(2), visits.visit(3)
    second = replace(second, document=first.document, closed_at=first.closed_at + timedelta(days=1))
    no = Decision(Verdict.REFUSE, "mismatch", "", "rini", visits.T0)
    refused = replace(refused, document=first.document, decision=no, closed_at=first.closed_at + timedelta(days=2))
    for visit in (first, refused, second):
        seal_visit(store, visit)
    with store.reading() as unit:
        assert records.latest_reference(unit, first.document.key).visit == second.id
        assert records.first_references(unit) == {v.person: v.id for v in (refused, second, first)}
        assert not records.visit_reference(unit, refused.id).trusted


def test_a_renewed_passport_finds_the_person_by_name_and_birth(store):
    visit = visits.visit(1)
    seal_visit(store, visit)
    with store.reading() as unit:
        (found,) = records.people_like(unit, "Tanuwijaya", "sri  ayu", "1984-02-XX")
        assert found.person == visit.person
        assert records.people_like(unit, "Tanuwijaya", "Sri Ayu", "1985-01-01") == []


def test_a_visit_can_be_moved_to_the_person_it_belongs_to(store):
    visit = visits.visit(1)
    seal_visit(store, visit)
    with store.unit() as unit:
        records.move_person(unit, visit.id, "the-same-person")
    with store.reading() as unit:
        assert [r.visit for r in records.person_references(unit, "the-same-person")] == [visit.id]
        assert records.person_references(unit, visit.person) == []
        assert records.summary(unit, visit.id).person == "the-same-person"


def test_a_removed_visit_leaves_no_row(store):
    visit = visits.visit(1)
    seal_visit(store, visit)
    with store.unit() as unit:
        records.remove(unit, visit.id)
    with store.reading() as unit:
        assert records.recent(unit) == []
        assert records.first_references(unit) == {}


def test_a_traveller_without_samples_has_no_reference(store):
    visit = visits.visit(1, face=None, fingers=())
    seal_visit(store, visit)
    with store.reading() as unit:
        assert records.latest_reference(unit, visit.document.key) is None
        assert records.visit(unit, visit.id) == visit
