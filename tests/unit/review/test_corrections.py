"""What a ruling does on record: identities, references, gallery, versions, the agency's copy, and the way back."""

from __future__ import annotations

import threading
import uuid
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

import resources
from models.matching.calibration import Calibration
from models.matching.gallery import Gallery
from station.config import Config
from station.counter.checks import Checks, NoWatchlist
from station.counter.draft import Draft
from station.counter.enrol import seal_visit
from station.counter.timing import Stopwatch
from station.counter.verify import Verifier
from station.domain.audit import Act
from station.domain.case import Case, CaseStatus
from station.domain.correction import Correction, apart_from
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseReason, CaseRuling, Inspection, Modality, Outcome, Verdict
from station.domain.reference import Reference
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger, MissingFinger, MissingReason
from station.domain.visit import Visit
from station.errors import CaseConflict, NotAllowed
from station.review.cases import Cases, RulingIncomplete
from station.road import cases_in
from station.store import audit_log, corrections, officers, outbox, record, records, references, stays
from station.store import cases as cases_kept
from station.store.errors import RecordMissing
from station.vault import envelope
from station.workflow import policy
from station.workflow.adjudication import rule as ruled
from tests.rig import visits
from tests.unit.agency.test_matcher import Body

BUDI, SITI = (Officer(name, name, Role.SUPERVISOR) for name in ("budi", "siti"))
SAME = (CaseRuling.SAME_PERSON, "features_agree", "the ears agree")
OTHER = (CaseRuling.DIFFERENT_PEOPLE, "faces_differ", "the ears differ")
REFER = (CaseRuling.REFER, "scores_between", "seen")
CALIBRATION = Calibration.load()
RULES = policy.parse(resources.path("policy/policy.json").read_bytes())
YEARS = timedelta(days=5 * 365)


class Post:
    """A store, its queue of cases and its gallery, joined as the composition root joins them."""

    def __init__(self, store: Any, agency: Any) -> None:
        self.store, self.agency = store, agency
        with store.unit() as unit:
            for one in (BUDI, SITI):
                officers.add(unit, one, "")
        rules = replace(RULES, review=policy.ReviewRules((), ()))
        config = Config(station=store.keys.station)
        self.cases = Cases(store, config, rules)
        biometrics: Any = SimpleNamespace(gallery=Gallery(CALIBRATION), calibration=CALIBRATION, stopwatch=Stopwatch())
        self.gallery = biometrics.gallery
        pictures: Any = SimpleNamespace(picture=lambda _: None)
        verifier = Verifier(biometrics, rules.matching)
        self.checks = Checks(store, biometrics, verifier, self.cases, pictures, config, NoWatchlist())
        self.cases.identities = self.checks.follow

    def seal(self, visit: Visit) -> Visit:
        """As the decision step does."""
        seal_visit(self.store, visit, override_needs_two=False)
        self.checks.remember(visit)
        self.checks.follow(self.cases.people(visit.cases))
        return visit

    def open(self, of: Visit, reason: CaseReason, person: str | None = None, visit: str | None = None) -> Case:
        made = replace(
            visits.case_of(of, str(uuid.uuid4())), reason=reason, candidate_person=person, candidate_visit=visit
        )
        self.cases.open(made)
        return made

    def rule(self, case: Case, word: tuple[CaseRuling, str, str], by: Officer = BUDI) -> None:
        if self.cases.case(case.id).status is CaseStatus.RULED:
            self.cases.reopen(case.id, by, "another picture was found")
        self.cases.claim(case.id, by)
        self.cases.rule(case.id, by, *word)

    def reference(self, person: str) -> Reference | None:
        with self.store.reading() as unit:
            return references.first_reference(unit, person)

    def person(self, visit: Visit) -> str:
        with self.store.reading() as unit:
            return records.summary(unit, visit.id).person

    def versions(self, visit: Visit) -> list[Correction]:
        with self.store.reading() as unit:
            return corrections.of_visit(unit, visit.id)

    def compared(self, visit: Visit) -> dict[Modality, Any]:
        """What the counter says when this traveller stands there next."""
        draft = Draft("rini", person=visit.person, known=True, document=visit.document, face=visit.face)
        draft.fingers = {sample.finger: sample for sample in visit.fingers}
        self.checks.run(draft, threading.Event())
        return {c.modality: c for c in draft.comparisons}


@pytest.fixture
def post(store, agency):
    return Post(store, agency)


def _later(visit: Visit, by: timedelta = YEARS, **changes: Any) -> Visit:
    at = visits.T0 + by
    return replace(visit, opened_at=at, closed_at=at + timedelta(minutes=2), **changes)


def _sufficient(visit: Visit) -> Visit:
    assert visit.face is not None
    return replace(visit, face=replace(visit.face, sufficient=True))


def _aged(body: Body, face_of: Body, number: str, person: str) -> Visit:
    """The same fingers with the face of years later, which is nobody's whom the record knows."""
    made = body.visit("POST-1", "SARI", number, person)
    other = face_of.visit("POST-1", "SARI", number, person)
    return _sufficient(replace(made, face=other.face))


def test_the_next_visit_is_compared_with_what_the_tables_say(post):
    """The record's face is five years old: the live one becomes the reference, the fingers stay those of the record."""
    body, later = Body(1), Body(2)
    first = post.seal(_later(body.visit("POST-1", "SARI", "A0000001"), timedelta()))
    aged = _later(_aged(body, later, "A0000001", first.person))
    case = post.open(aged, CaseReason.FUSED_NO_MATCH, first.person, first.id)
    next_one = _later(_aged(body, later, "A0000001", first.person), YEARS + timedelta(days=30))
    before = post.compared(next_one)
    assert before[Modality.FACE].outcome is Outcome.NO_MATCH and before[Modality.FACE].reference_visit == first.id

    post.rule(case, SAME)
    assert post.versions(first) == [] and post.reference(first.person).visit == first.id  # nothing is sealed yet
    post.seal(replace(aged, cases=(case.id,)))

    after = post.compared(next_one)
    assert after[Modality.FACE].outcome is Outcome.MATCH and after[Modality.FACE].reference_visit == aged.id
    assert after[Modality.FINGERS].outcome is Outcome.MATCH
    standing = post.reference(first.person)
    assert {f: r.template for f, r in standing.fingers.items()} == {int(s.finger): s.template for s in first.fingers}
    assert post.gallery.note(first.person) == standing.note != first.id


def test_a_ruling_that_is_taken_back_takes_back_the_reference_and_the_visit(post):
    body, stranger = Body(3), Body(4)
    first = post.seal(_later(body.visit("POST-1", "SARI", "A0000002"), timedelta()))
    second = _later(_aged(body, stranger, "A0000002", first.person))
    case = post.open(second, CaseReason.FUSED_NO_MATCH, first.person, first.id)
    post.rule(case, SAME)
    post.seal(replace(second, cases=(case.id,)))
    assert post.reference(first.person).visit == second.id

    post.rule(case, OTHER, SITI)
    apart = apart_from(second.id)
    assert post.person(second) == apart
    assert (post.reference(first.person).visit, post.reference(first.person).changed_by) == (first.id, ())
    assert post.gallery.note(first.person) == first.id and post.gallery.note(apart) == second.id
    with post.store.reading() as unit:
        assert records.of_document(unit, first.document.key, limit=1)[0].person == apart
        holder = records.holder_of_document(unit, first.document.key)
    assert holder is not None
    one, two = post.versions(second)
    assert (one.number, one.corrects, one.ruling, one.references.face) == (1, second.id, SAME[0], True)
    assert (two.number, two.corrects, two.takes_back) == (2, one.id, (one.id,))
    assert (two.before, two.person, two.supervisor) == (first.person, apart, "siti")
    assert two.finding is Inspection.TRUE_NON_MATCH

    post.rule(case, SAME, BUDI)
    assert post.person(second) == first.person and post.reference(first.person).visit == second.id
    assert post.gallery.note(apart) is None
    assert [v.number for v in post.versions(second)] == [1, 2, 3]


def test_each_version_is_signed_sealed_for_the_agency_queued_and_in_the_log(post):
    first = post.seal(_later(Body(5).visit("POST-1", "SARI", "A0000003"), timedelta()))
    again = post.seal(_later(Body(6).visit("POST-1", "SARI", "A0000003", first.person)))
    case = post.open(again, CaseReason.FUSED_NO_MATCH, first.person, first.id)
    post.rule(case, OTHER)
    (made,) = post.versions(again)
    with post.store.reading() as unit:
        sent = {row.record_id: row for row in outbox.take(unit, 100)}[made.id]
        log = [event for _, event in audit_log.entries(unit) if event.act == Act.RECORD_CORRECTED]
        assert made.digest == records.digest(unit, again.id)
    assert sent.kind == corrections.KIND
    envelope.verify_signature(sent.body, post.store.keys.signer.public)
    named = f"{corrections.KIND}/POST-1/{made.id}".encode()
    assert record.unpack(Correction, envelope.open_as_agency(sent.body, post.agency.sealing_private, named)) == made
    (entry,) = log
    assert (entry.actor, entry.subject, entry.detail["case"], entry.detail["moved"]) == (
        "budi",
        again.id,
        case.id,
        True,
    )
    assert first.document.surname not in sent.body.decode("latin-1")


def test_two_identities_that_were_one_person_are_linked_and_can_be_kept_apart_again(post):
    body = Body(7)
    known = post.seal(_later(body.visit("POST-1", "SARI", "A0000004"), timedelta()))
    twice = [
        post.seal(_later(body.visit("POST-1", "DEWI", "B0000004", "other"), timedelta(days=days))) for days in (10, 20)
    ]
    case = post.open(twice[1], CaseReason.CENTRAL_HIT, known.person, known.id)
    post.rule(case, SAME)
    assert {post.person(visit) for visit in twice} == {known.person}
    assert post.gallery.note("other") is None and known.person in post.gallery
    with post.store.reading() as unit:
        assert stays.of_person(unit, "other") == [] and len(stays.of_person(unit, known.person)) == 3

    post.rule(case, REFER, SITI)  # it cannot be decided after all
    assert {post.person(visit) for visit in twice} == {"other"}
    assert post.gallery.note("other") == twice[0].id
    with post.store.reading() as unit:
        assert len(stays.of_person(unit, "other")) == 2


def test_a_visit_that_was_moved_for_another_reason_stays_where_it_is(post):
    visit = post.seal(_later(Body(8).visit("POST-1", "SARI", "A0000005"), timedelta()))
    case = post.open(visit, CaseReason.FUSED_NO_MATCH, visit.person)
    with post.store.unit() as unit:
        records.move_person(unit, visit.id, "somebody else")
    post.rule(case, OTHER)
    assert post.person(visit) == "somebody else"


def test_a_ruling_of_another_post_is_done_where_the_visit_is_on_record(post):
    first = post.seal(_later(Body(9).visit("POST-1", "SARI", "A0000006"), timedelta()))
    case = post.open(first, CaseReason.FUSED_NO_MATCH, first.person)
    away = replace(case, status=CaseStatus.CLAIMED, claimed_by="rina")
    there = visits.T0 + timedelta(hours=1)
    word = SimpleNamespace(ruling=OTHER[0], reason=OTHER[1], note="", supervisor="rina", decided_at=there, finding=None)
    from station.domain.outcome import Ruling

    arrived = ruled(away, Ruling(**vars(word)))
    for _ in range(2):  # the same state may come twice
        with post.store.unit() as unit:
            cases_in.merge(unit, arrived)
    post.cases.arrived(frozenset({case.id}))
    assert post.person(first) == apart_from(first.id) and len(post.versions(first)) == 1
    assert post.gallery.note(first.person) is None and post.gallery.note(apart_from(first.id)) == first.id


def test_nothing_of_a_traveller_who_was_not_admitted_becomes_a_reference(post):
    body = Body(10)
    first = post.seal(_later(body.visit("POST-1", "SARI", "A0000007"), timedelta()))
    refused = _later(_aged(body, Body(11), "A0000007", first.person))
    assert refused.decision is not None
    refused = replace(refused, decision=replace(refused.decision, verdict=Verdict.REFUSE))
    case = post.open(refused, CaseReason.FUSED_NO_MATCH, first.person, first.id)
    post.rule(case, SAME)
    post.seal(replace(refused, cases=(case.id,)))
    assert post.reference(first.person).note == first.id


def test_an_erased_visit_takes_its_versions_and_what_they_changed_with_it(post):
    body = Body(12)
    first = post.seal(_later(body.visit("POST-1", "SARI", "A0000008"), timedelta()))
    second = _later(_aged(body, Body(13), "A0000008", first.person))
    case = post.open(second, CaseReason.FUSED_NO_MATCH, first.person, first.id)
    post.rule(case, SAME)
    post.seal(replace(second, cases=(case.id,)))
    (made,) = post.versions(second)
    with post.store.unit() as unit:
        corrections.remove(unit, second.id)
        records.remove(unit, second.id)
    assert post.checks.refresh([second.id]) == 1
    assert post.reference(first.person).note == first.id == post.gallery.note(first.person)
    with post.store.reading() as unit:
        assert not outbox.knows(unit, made.id)


# ---- each cell of the table of fingers, through the store


def _hand(fingers: tuple[Finger, ...], score: int = 40, *, sufficient: bool = True) -> Any:
    made = visits.visit(int(fingers[0]) + score)
    return tuple(
        replace(made.fingers[0], finger=f, nfiq2=score, sufficient=sufficient, template=bytes([f, score]))
        for f in fingers
    )


R, L = RIGHT_FOUR, LEFT_FOUR
GONE_R = tuple(MissingFinger(f, MissingReason.PERMANENT) for f in R)
GONE_L = tuple(MissingFinger(f, MissingReason.PERMANENT) for f in L)
HURT_R = tuple(MissingFinger(f, MissingReason.TEMPORARY) for f in R)
CELLS = [
    (1, (), _hand(R), (), R),
    (2, (), _hand(L), HURT_R, L),
    (3, _hand(R[:2]), _hand(R, 41), (), R),  # more fingers than before
    (3, _hand(R), _hand(R, 60), (), None),  # better, and above the threshold: nothing
    (3, _hand(R, 12, sufficient=False), _hand(R, 60), (), R),
    (4, _hand(R), _hand(L, 41), HURT_R, L),
    (5, (), (), HURT_R, ()),
    (6, _hand(R), (), HURT_R, None),
    (6, _hand(R), (), GONE_R, ()),
    (7, _hand(L), _hand(R, 41), (), R),
    (8, _hand(L), _hand(L, 41), HURT_R, None),
    (8, _hand(L[:2]), _hand(L, 41), HURT_R, L),
    (9, _hand(L), (), HURT_R, None),
    (9, _hand(L), (), GONE_L, ()),
]


@pytest.mark.parametrize(("cell", "stored", "live", "missing", "taken"), CELLS)
def test_every_cell_of_the_table_of_fingers_is_done(post, cell, stored, live, missing, taken):
    """`taken`: whose references are the live ones' afterwards; None: those of the record stand."""
    first = _later(visits.visit(100, fingers=stored, missing=()), timedelta())
    seal_visit(post.store, first)
    second = visits.visit(101, person=first.person, document=first.document, fingers=live, missing=missing)
    second = _later(replace(second, comparisons=()), timedelta(days=1))
    case = post.open(second, CaseReason.FUSED_NO_MATCH, first.person, first.id)
    post.rule(case, SAME)
    seal_visit(post.store, replace(second, cases=(case.id,)))
    post.rule(case, REFER)
    post.rule(case, SAME)  # once more, as a correction: there is a version of it whatever it says
    made = post.versions(second)[-1].references
    assert made.cell == cell
    expected = stored if taken is None else live if taken else ()
    standing = post.reference(first.person)
    assert {f: r.template for f, r in standing.fingers.items()} == {int(s.finger): s.template for s in expected}
    assert set(made.missing) <= set(missing)
    if cell in (4, 5, 8):
        assert set(made.missing) == set(HURT_R)


# ---- linked identities are taken apart


def _linked(post: Post, seed: int, number: str) -> tuple[Visit, list[Visit], Case]:
    body = Body(seed)
    known = post.seal(_later(body.visit("POST-1", "SARI", f"A{number}"), timedelta()))
    twice = [
        post.seal(_later(body.visit("POST-1", "DEWI", f"B{number}", f"other-{seed}"), timedelta(days=days)))
        for days in (10, 20)
    ]
    case = post.open(twice[1], CaseReason.CENTRAL_HIT, known.person, known.id)
    post.rule(case, SAME)
    assert {post.person(visit) for visit in twice} == {known.person}
    return known, twice, case


def _acts(post: Post, subject: str) -> list[str]:
    with post.store.reading() as unit:
        return [event.act for _, event in audit_log.entries(unit) if event.subject == subject]


def test_a_supervisor_takes_apart_what_a_ruling_linked_with_a_reason_and_a_note(post):
    known, twice, case = _linked(post, 21, "0000021")
    with post.store.reading() as unit:
        links = corrections.links(unit, known.person, [known.id, *(visit.id for visit in twice)])
    assert {made.visit for made in links} == {visit.id for visit in twice}
    for reason, note in (("scores_between", "seen"), ("faces_differ", " ")):  # of another ruling; nothing written
        with pytest.raises(RulingIncomplete):
            post.cases.unlink(case.id, SITI, reason, note)
    assert post.person(twice[0]) == known.person and "case_reopened" not in _acts(post, case.id)

    post.cases.unlink(case.id, SITI, "faces_differ", "the ears differ")
    assert {post.person(visit) for visit in twice} == {"other-21"} and post.person(known) == known.person
    assert post.gallery.note("other-21") == twice[0].id
    for visit in twice:
        linked, apart = post.versions(visit)
        assert (apart.corrects, apart.takes_back, apart.person) == (linked.id, (linked.id,), "other-21")
        assert (apart.supervisor, apart.ruling, apart.reason) == ("siti", CaseRuling.DIFFERENT_PEOPLE, "faces_differ")
        assert _acts(post, visit.id)[-1] == Act.RECORD_CORRECTED
    assert _acts(post, case.id)[-3:] == [Act.CASE_REOPENED, Act.CASE_CLAIMED, Act.CASE_RULED]
    after = post.cases.case(case.id)
    assert after.earlier[-1].ruling is CaseRuling.SAME_PERSON and after.reopened_for == "the ears differ"
    with post.store.reading() as unit:
        assert corrections.links(unit, known.person, [visit.id for visit in twice]) == []
    with pytest.raises(CaseConflict):  # nothing is linked any more
        post.cases.unlink(case.id, SITI, "faces_differ", "once more")


def test_where_policy_asks_for_two_the_link_stands_until_the_second_has_spoken(post):
    known, twice, case = _linked(post, 22, "0000022")
    every = tuple(CaseReason)
    post.cases._policy = replace(post.cases._policy, review=policy.ReviewRules(every, ()))
    first = post.cases.unlink(case.id, SITI, "faces_differ", "the ears differ")
    assert first.ruling is None and post.person(twice[0]) == known.person
    with pytest.raises(CaseConflict):  # nobody twice
        post.cases.unlink(case.id, SITI, "faces_differ", "the ears differ")
    assert post.cases.unlink(case.id, BUDI, "both_differ", "the fingers too").ruling is not None
    assert {post.person(visit) for visit in twice} == {"other-22"}


def test_where_policy_asks_for_a_first_look_the_case_waits_for_it_and_the_link_stands(post):
    known, twice, case = _linked(post, 23, "0000023")
    every = tuple(CaseReason)
    post.cases._policy = replace(post.cases._policy, review=policy.ReviewRules((), every))
    after = post.cases.unlink(case.id, SITI, "faces_differ", "the ears differ")
    assert (after.status, after.opinions, after.claimed_by) == (CaseStatus.WAITING, (), None)
    assert post.person(twice[0]) == known.person and [row.id for row in post.cases.queue()] == [case.id]


def test_an_officer_and_whoever_raised_the_case_take_nothing_apart(post):
    _, twice, case = _linked(post, 24, "0000024")
    officer, raiser = Officer("rini", "Rini", Role.OFFICER), Officer(case.officer, "R", Role.SUPERVISOR)
    with post.store.unit() as unit:
        officers.add(unit, raiser, "")
    for nobody in (replace(officer, name="somebody"), raiser):
        with pytest.raises(NotAllowed):
            post.cases.unlink(case.id, nobody, "faces_differ", "the ears differ")
    assert post.cases.case(case.id).status is CaseStatus.RULED and len(post.versions(twice[0])) == 1


@pytest.mark.parametrize("here", ["record", "reference", "line"])
def test_what_a_case_past_its_days_linked_is_taken_apart_with_the_evidence_that_is_here(post, here: str):
    seed = {"record": 31, "reference": 32, "line": 33}[here]
    known, twice, case = _linked(post, seed, f"00000{seed}")
    with post.store.unit() as unit:
        cases_kept.remove(unit, case.id)  # as the retention does
        for visit in twice if here != "record" else ():
            records.remove_data_key(unit, visit.id)
        if here == "line":
            references.remove(unit, twice[1].id)
    post.cases._policy = replace(post.cases._policy, review=policy.ReviewRules((CaseReason.CENTRAL_HIT,), ()))
    first = post.cases.unlink(case.id, SITI, "faces_differ", "the ears differ")
    assert first.status is CaseStatus.WAITING and first.needed == 2, "as much as any case by which people are linked"
    assert (first.visit, first.person, first.candidate_person) == (twice[1].id, f"other-{seed}", known.person)
    assert (first.face is None, bool(first.fingers)) == (here == "line", here == "record")
    assert first.document.number == twice[1].document.number and first.document.name == twice[1].document.name
    assert first.earlier[-1].ruling is CaseRuling.SAME_PERSON and first.earlier[-1].supervisor == "budi"
    assert first.candidate_visit == known.id and first.reopened_for == "the ears differ"
    assert post.person(twice[0]) == known.person
    with post.store.unit() as unit:
        assert case.id not in cases_kept.ruled_before(unit, unit.now().isoformat())  # its days begin again
    assert post.cases.unlink(case.id, BUDI, "both_differ", "the fingers too").ruling is not None
    assert {post.person(visit) for visit in twice} == {f"other-{seed}"} and post.person(known) == known.person
    said = [Act.CASE_REOPENED, Act.CASE_CLAIMED, Act.CASE_OPINION, Act.CASE_CLAIMED, Act.CASE_RULED]
    assert _acts(post, case.id)[-5:] == said
    with post.store.reading() as unit:
        sent = [row for row in outbox.take(unit, 500) if row.kind == "case"]
    assert len({row.record_id for row in sent}) == len(sent)
    with pytest.raises(CaseConflict):  # nothing is linked any more
        post.cases.unlink(case.id, SITI, "faces_differ", "once more")


def test_a_case_that_linked_nobody_is_not_laid_out_again(post):
    body = Body(34)
    visit = post.seal(_later(body.visit("POST-1", "SARI", "0000034"), timedelta()))
    case = post.open(visit, CaseReason.OTHER_CANDIDATE)
    post.rule(case, OTHER)
    with post.store.unit() as unit:
        cases_kept.remove(unit, case.id)
    with pytest.raises(RecordMissing):
        post.cases.unlink(case.id, SITI, "faces_differ", "the ears differ")
    with pytest.raises(RecordMissing):
        post.cases.unlink(str(uuid.uuid4()), SITI, "faces_differ", "the ears differ")


def test_whoever_raised_a_case_past_its_days_takes_nothing_apart(post):
    _, twice, case = _linked(post, 35, "0000035")
    raiser = Officer(twice[1].officer, "R", Role.SUPERVISOR)
    with post.store.unit() as unit:
        officers.add(unit, raiser, "")
        cases_kept.remove(unit, case.id)
    with pytest.raises(NotAllowed):
        post.cases.unlink(case.id, raiser, "faces_differ", "the ears differ")
    with post.store.reading() as unit:
        assert cases_kept.status(unit, case.id) is None
