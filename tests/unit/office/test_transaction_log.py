"""The log of transactions: what a visit leaves in it, and its two files, validated by libraries that know the schema
only."""

from __future__ import annotations

import dataclasses
import json
import os
import typing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import resources
from station.counter import transactions as closing
from station.counter.draft import Draft
from station.counter.enrol import seal_visit
from station.domain import desk
from station.domain.audit import Act
from station.domain.outcome import Candidate
from station.domain.samples import Finger, MissingReason
from station.domain.slaps import HandCheck, Slap, SlapAttempt, SlapFinger, SlapView, SlapWarning
from station.domain.transaction import Transaction
from station.office import transaction_log
from station.office.transaction_log import JSON_LINES, XML, LogNotSaved, plain, save
from station.store import audit_log, records, transactions
from station.workflow import policy
from tests.rig import transaction_schema, visits

RULES = policy.parse(resources.path("policy/policy.json").read_bytes())
T0 = visits.T0
DAY = timedelta(days=1)
LIMITS = closing.limits(RULES, HandCheck.ON)
SCHEMA = etree.XMLSchema(etree.parse(str(transaction_schema.XSD)))
VALIDATOR = jsonschema.Draft202012Validator(
    json.loads(transaction_schema.JSON.read_text()), format_checker=jsonschema.FormatChecker()
)


def whole(seed: int = 1) -> tuple[Draft, typing.Any]:
    """A visit in which everything happened that the log has a field for."""
    visit = visits.visit(seed)
    draft = Draft("rini", id=visit.id, opened_at=visit.opened_at, document=visit.document, person=visit.person)
    draft.known, draft.stay, draft.face, draft.comparisons = True, visit.stay, visit.face, visit.comparisons
    draft.fingers = {sample.finger: sample for sample in visit.fingers}
    draft.missing = {Finger.RIGHT_LITTLE: MissingReason.TEMPORARY}
    listed = Candidate("person of another", "visit-9", "ALSO, NAMED", "X1234567", 9.5, 1, (), False)
    check: typing.Any = SimpleNamespace(candidates=(SimpleNamespace(candidate=listed),), gallery_size=1200)
    draft.check = check
    log = draft.gathered
    for word in (desk.Guidance.STEP_BACK, desk.Guidance.MULTIPLE_FACES, desk.Guidance.STEP_BACK):
        log.said(word.value)
    shots = tuple(desk.FaceShot(None, visit.face.gate, True, False, 0.125 * n, n == 2) for n in range(3))
    log.face_done(desk.FaceCapture(desk.CaptureResult.SUCCESS, shots, 1))
    log.face_chosen(1)
    log.said(desk.FingerHint.SEARCHING_FINGERS.value)
    tries = tuple(desk.FingerAttempt(n + 1, score, None, 0.25, False) for n, score in enumerate((12, 255, 61)))
    task = desk.FingerTask(Finger.RIGHT_INDEX, 30, tries, 2, True, (Finger.RIGHT_THUMB,))
    log.finger_done(task)
    log.fingers_chosen(2)
    log.fingers_rejected("recapture", Finger.RIGHT_INDEX)
    fingers = tuple(SlapFinger(f, None, 44, 20, True, 0.5, True) for f in (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE))
    attempt = SlapAttempt(1, fingers, 2, frozenset({SlapWarning.OTHER_HAND}), True, None, 0.25)
    log.slap_done(SlapView(Slap.RIGHT_FOUR, (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE), (attempt,), 0, True))
    log.fingers_chosen(0)
    log.failed("cancelled", Finger.RIGHT_RING)
    return draft, visit


def sealed(store, seed: int = 1, at: timedelta = timedelta()):
    draft, visit = whole(seed)
    visit = replace(visit, closed_at=T0 + at)
    seal_visit(store, visit, closing.of_visit(draft, visit, LIMITS))
    return visit


def cancelled(store, at: timedelta = timedelta()) -> Transaction:
    draft, _ = whole(99)
    draft.id = "given-up"
    made = replace(
        closing.of_draft(draft, "POST-1", "production", LIMITS, "cancelled", "traveller_left"), closed_at=T0 + at
    )
    with store.unit() as unit:
        transactions.add(unit, made)
    return made


def test_the_published_schemas_are_those_of_the_fields():
    assert transaction_schema.XSD.read_text(encoding="utf-8") == transaction_schema.xsd()
    assert transaction_schema.JSON.read_text(encoding="utf-8") == transaction_schema.json_text()


def test_a_sealed_visit_and_one_that_was_given_up_are_valid_in_both_forms(store, tmp_path):
    sealed(store)
    cancelled(store, timedelta(hours=1))
    for form in (XML, JSON_LINES):
        out = tmp_path / f"log.{form}"
        assert save(store, out, T0, T0 + DAY, form) == 2
        assert out.stat().st_mode & 0o077 == 0 or os.name == "nt"
    tree = etree.parse(str(tmp_path / "log.xml"))
    SCHEMA.assertValid(tree)
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    for line in lines:
        VALIDATOR.validate(line)
    names = {"t": transaction_log.NAMESPACE}
    found = tree.xpath("/t:transactions/t:transaction/t:outcome/text()", namespaces=names)
    assert found == ["admit", "cancelled"] == [line["outcome"] for line in lines]
    assert tree.xpath("//t:fingers/t:captures/t:nfiq2/text()", namespaces=names)[:3] == ["12", "255", "61"]


def test_every_field_that_the_guideline_asks_for_is_there(store):
    """Section 4.11, field by field."""
    visit = sealed(store)
    with store.reading() as unit:
        (log,) = transactions.between(unit, T0, T0 + DAY)
        assert log.record == records.digest(unit, visit.id)
    assert (log.id, log.location, log.profile, log.error) == (visit.id, "POST-1", "BCL_ManualBorderControl", "")
    (compared,) = log.verification
    assert (compared.score, compared.threshold, len(compared.parts)) == (10.75, 6.0, 2)
    assert [(c.rank, c.score, c.reference) for c in log.identification] == [(1, 9.5, "visit-9")]
    (face,) = log.face
    assert (len(face.captures), face.chosen, face.several_people) == (3, 2, True)
    assert face.messages == ("step_back", "multiple_faces")
    roll = face.captures[0].components[0]
    assert (roll.id, roll.value, roll.low, roll.high, roll.passed) == ("1.3", -2.5, -8.0, 8.0, True)
    assert (face.captures[2].pad_score, face.captures[2].pad_alarm) == (0.25, True)
    single, slap, broken = log.fingers
    assert [(c.attempt, c.nfiq2, c.threshold) for c in single.captures] == [(1, 12, 30), (2, 255, 30), (3, 61, 30)]
    assert (single.captures[2].duplicates, single.rejected, single.chosen) == ((1,), "recapture", None)
    assert (slap.slap, slap.hand_score, slap.warnings, slap.chosen) == (13, 0.25, ("other_hand",), 1)
    assert (broken.rejected, broken.asked) == ("cancelled", (4,))
    assert [(m.finger, m.reason) for m in log.missing] == [(5, "temporary")]
    taken = {one.position: one for one in log.taken}
    assert taken[0].veto == "ok_obvious" and taken[2].ppi == 500.0 and taken[2].device == "U.are.U 4500 EMU-1"
    limits = log.configured
    assert limits.finger_timeout_ms == 60_000 and limits.uniqueness_fmr == RULES.matching.uniqueness_fmr
    assert limits.hand_check == "on"


def test_nothing_of_a_person_is_in_the_file(store, tmp_path):
    visit = sealed(store)
    for form in (XML, JSON_LINES):
        save(store, tmp_path / form, T0, T0 + DAY, form)
        said = (tmp_path / form).read_text()
        document = visit.document
        for word in (document.surname, document.number, document.birth, visit.person, "NAMED", "X1234567", "rini"):
            assert word not in said
        for octets in (visit.face.embedding, visit.fingers[0].template):
            assert octets.hex() not in said


def test_a_span_is_from_its_first_moment_to_before_its_last_and_read_in_pages(store, tmp_path, monkeypatch):
    monkeypatch.setattr(transactions, "PAGE", 2)
    visits_ = [sealed(store, n, timedelta(hours=n)) for n in range(1, 6)]
    out = tmp_path / "log.jsonl"
    assert save(store, out, T0 + timedelta(hours=2), T0 + timedelta(hours=5), JSON_LINES) == 3
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == [v.id for v in visits_[1:4]]
    with store.reading() as unit:
        saved = [event for _, event in audit_log.entries(unit) if event.act == Act.TRANSACTIONS_SAVED]
    assert [(event.detail["count"], event.detail["form"]) for event in saved] == [(3, "jsonl")]


@pytest.mark.parametrize("days", [0, -1, transaction_log.MOST_DAYS + 1])
def test_no_days_and_too_many_are_refused(store, tmp_path, days):
    with pytest.raises(LogNotSaved) as refused:
        save(store, tmp_path / "log.xml", T0, T0 + days * DAY, XML)
    assert refused.value.code == "transactions_span" and list(tmp_path.glob("log.xml*")) == []


def test_a_disk_that_fails_leaves_the_file_of_before(store, tmp_path, monkeypatch):
    sealed(store)
    out = tmp_path / "log.xml"
    out.write_text("of before")

    def full(_: int) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LogNotSaved) as refused:
        save(store, out, T0, T0 + DAY, XML)
    monkeypatch.undo()
    assert refused.value.code == "transactions_unwritable"
    assert out.read_text() == "of before" and not list(tmp_path.glob("*.part"))


def test_the_log_goes_with_its_visit_and_without_one_after_its_days(store):
    visit = sealed(store)
    cancelled(store)
    with store.unit() as unit:
        assert transactions.remove_before(unit, (T0 + DAY).isoformat()) == 1  # the one that left no record
        records.remove(unit, visit.id)
        assert transactions.count(unit, T0, T0 + DAY) == 0


# ---- any values whatever

_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


def _any(kind: typing.Any, name: str) -> st.SearchStrategy[typing.Any]:
    inner, missing, many = transaction_schema._field(object, name, kind)
    if dataclasses.is_dataclass(inner):
        hints = typing.get_type_hints(inner)
        one = st.builds(inner, **{f.name: _any(hints[f.name], f.name) for f in dataclasses.fields(inner)})
    elif inner is datetime:
        one = st.datetimes(timezones=st.just(UTC))
    elif inner is str:
        fixed = {"record": ["", "0" * 64], "id": ["a-1"]} | transaction_schema.WORDS
        one = st.sampled_from(fixed[name]) if name in fixed else _TEXT
    elif inner is bool:
        one = st.booleans()
    else:
        low, high = transaction_schema.NUMBERS.get(name, (None, None))
        limits = {"min_value": low, "max_value": high}
        one = st.integers(**limits) if inner is int else st.floats(**limits, allow_nan=False, allow_infinity=False)
    if many:
        return st.lists(one, max_size=2).map(tuple)
    return st.none() | one if missing else one


@settings(max_examples=25, deadline=None)
@given(_any(Transaction, ""))
def test_whatever_the_values_are_both_forms_hold_them(made: Transaction) -> None:
    VALIDATOR.validate(json.loads(json.dumps(plain(made))))
    text = "".join(transaction_log._elements("transaction", plain(made)))
    tree = etree.fromstring(f'<transactions xmlns="{transaction_log.NAMESPACE}">{text}</transactions>'.encode())
    SCHEMA.assertValid(tree)
