"""A document with a chip at the counter, from the reader to the sealed record: genuine, copied, and after a stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from models.synthesis.page import page, under_camera
from models.synthesis.people import SyntheticTraveller, travellers
from station import rehearsal
from station.counter.chip_faces import FacesOfChip
from station.counter.counter import Counter
from station.counter.in_hand import VisitIncomplete
from station.domain import desk
from station.domain.chip import ChipResult, Pair, Substitution
from station.domain.outcome import CaseReason, Outcome, Verdict
from station.domain.visit import Leaving, Visit
from station.rehearsed_chips import ChipKind, EmulatedIssuers
from station.store import open_visits, records
from tests.rig.counter import Rig, build, until

pytestmark = pytest.mark.shared_devices

PEOPLE = travellers(2)


@pytest.fixture(scope="module")
def issuers() -> EmulatedIssuers:
    return EmulatedIssuers()


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory, issuers: EmulatedIssuers) -> Iterator[Rig]:
    built = build(tmp_path_factory.mktemp("chip"), trust=issuers.trust)
    yield built
    built.close()


@pytest.fixture
def counter(rig: Rig) -> Iterator[Counter]:
    opened = rig.counter()
    yield opened
    opened.close()
    rig.emulated.cards.lift()


def lay(rig: Rig, counter: Counter, issuers: EmulatedIssuers, kind: ChipKind) -> desk.ChipView:
    """The document of PEOPLE[0] is read and its chip with it."""
    counter.begin()
    reading = counter.document.read_lines("\n".join(PEOPLE[0].mrz))
    made = issuers.document(PEOPLE[0].mrz, PEOPLE[0].face(), kind)
    assert made is not None
    assert reading.document is not None
    rig.emulated.cards.lay(made)
    until(lambda: (view := counter.document.chip) is not None and view.phase is desk.ChipPhase.DONE)
    counter.document.confirm_document(replace(reading.document, name_confirmed=True), False, None)
    rig.stay(counter)
    view = counter.document.chip
    assert view is not None
    return view


def sealed(rig: Rig, visit: str) -> Visit:
    with rig.store.reading() as unit:
        return records.visit(unit, visit)


def test_a_clone_is_said_at_the_check_and_sealed_with_what_was_read(
    rig: Rig, counter: Counter, issuers: EmulatedIssuers
):
    view = lay(rig, counter, issuers, ChipKind.CLONE)
    assert view.evidence is not None
    assert view.evidence.verdict is ChipResult.FAILED
    rig.face(counter, PEOPLE[0], 0)
    rig.fingers(counter, PEOPLE[0], 0)
    result = counter.check.compare()
    assert result.chip is not None
    live = {pair.pair: pair.outcome for pair in result.chip.faces}[Pair.CHIP_LIVE]
    assert live is not Outcome.NOT_DONE
    assert "chip_failed" in counter.view.warnings
    counter.check.finish_check()
    assert counter.decision.preview().admit_needs_note
    with pytest.raises(VisitIncomplete) as refused:
        counter.decision.sign(Verdict.ADMIT, "in_order", "")
    assert refused.value.code == "note_needed"
    case = rig.station.cases.case(counter.check.checks.raise_case(counter.visit.draft, "look at the chip"))
    assert case.reason is CaseReason.DOCUMENT
    assert case.chip is not None
    assert case.chip.faces == result.chip.faces
    assert [file.name for file in case.chip.files] == ["DG2"]
    record = counter.decision.sign(Verdict.REFER, "document_doubt", "the chip is a copy")
    kept = sealed(rig, record.visit)
    assert kept.chip is not None
    assert kept.chip.verdict is ChipResult.FAILED
    assert {"SOD", "DG1", "DG2", "AA answer"} <= {file.name for file in kept.chip.files}
    assert kept.chip.faces == result.chip.faces


def photograph(rig: Rig, counter: Counter, face: SyntheticTraveller) -> desk.ChipView:
    """The page of PEOPLE[0] with this face printed in it; the view once it was compared with the chip's."""
    sheet = under_camera(page(PEOPLE[0].mrz, face.face()), size=rehearsal.FRAME)
    assert rig.emulated.look(sheet, rig.station.camera)
    assert counter.document.photograph().document is not None

    def compared() -> bool:
        view = counter.document.chip
        pairs = {} if view is None or view.evidence is None else {p.pair: p.outcome for p in view.evidence.faces}
        return pairs.get(Pair.CHIP_PAGE, Outcome.NOT_DONE) is not Outcome.NOT_DONE

    until(compared)
    view = counter.document.chip
    assert view is not None
    return view


def test_a_page_with_another_s_face_is_named_by_the_three_comparisons(
    rig: Rig, counter: Counter, issuers: EmulatedIssuers
):
    counter.begin()
    made = issuers.document(PEOPLE[0].mrz, PEOPLE[0].face(), ChipKind.GENUINE)
    assert made is not None
    rig.emulated.cards.lay(made)
    view = photograph(rig, counter, PEOPLE[1])
    assert view.evidence is not None
    assert {p.pair: p.outcome for p in view.evidence.faces}[Pair.CHIP_PAGE] is Outcome.NO_MATCH
    # What the check does with the face before the counter, without four fingers on the way to it.
    faces = FacesOfChip(rig.station.biometrics, rig.policy.matching.fmr_verification)
    counter.visit.take_chip(faces.template(PEOPLE[0].face(0, rehearsal.FRAME)))
    found = counter.visit.draft.chip
    assert found is not None
    assert {p.pair: p.outcome for p in found.faces} == {
        Pair.CHIP_LIVE: Outcome.MATCH, Pair.CHIP_PAGE: Outcome.NO_MATCH, Pair.PAGE_LIVE: Outcome.NO_MATCH,
    }  # fmt: skip
    assert found.substitution is Substitution.PAGE
    assert "substitution_page" in counter.view.warnings
    counter.leave(Leaving.MISTAKE)


def test_the_own_face_on_the_page_agrees_with_the_chip_s(rig: Rig, counter: Counter, issuers: EmulatedIssuers):
    counter.begin()
    made = issuers.document(PEOPLE[0].mrz, PEOPLE[0].face(), ChipKind.GENUINE)
    assert made is not None
    rig.emulated.cards.lay(made)
    view = photograph(rig, counter, PEOPLE[0])
    assert view.evidence is not None
    assert {p.pair: p.outcome for p in view.evidence.faces}[Pair.CHIP_PAGE] is Outcome.MATCH
    counter.leave(Leaving.MISTAKE)


def test_a_visit_that_was_stopped_keeps_what_its_chip_said(rig: Rig, counter: Counter, issuers: EmulatedIssuers):
    lay(rig, counter, issuers, ChipKind.GENUINE)
    before = counter.visit.draft.chip
    assert before is not None
    assert before.verdict is ChipResult.SUCCESSFUL
    visit = counter.visit.draft.id
    with rig.store.reading() as unit:
        kept = open_visits.document(unit, visit)
    assert kept is not None
    assert kept.chip == before
    other = rig.counter()
    rig.emulated.cards.lift()
    (offered,) = (one for one in other.interrupted() if one.id == visit)
    assert offered.fingers == 0
    other.resume(visit)
    assert other.visit.draft.chip == before
    other.leave(Leaving.MISTAKE)
    other.close()


def test_a_chip_that_cannot_be_read_costs_the_visit_nothing(rig: Rig, counter: Counter, issuers: EmulatedIssuers):
    counter.begin()
    reading = counter.document.read_lines("\n".join(PEOPLE[1].mrz))
    assert reading.document is not None
    made = issuers.document(PEOPLE[0].mrz, PEOPLE[0].face())  # another document lies there
    assert made is not None
    rig.emulated.cards.lay(made)
    stopped = (desk.ChipPhase.KEY, desk.ChipPhase.STOPPED)
    until(lambda: (view := counter.document.chip) is not None and view.phase in stopped)
    counter.document.confirm_document(replace(reading.document, name_confirmed=True), False, None)
    rig.stay(counter)
    found = counter.visit.draft.chip
    assert found is not None
    assert (found.verdict, found.problem) == (ChipResult.ABORTED, "card_key_wrong")
    assert "chip_aborted" in counter.view.warnings
    counter.leave(Leaving.MISTAKE)
