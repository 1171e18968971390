"""The chip beside the visit: what it says, what stops it, and that nothing of it costs the visit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from drivers.card.password import check_digit
from drivers.emulated.card_reader import EmulatedCardReader
from drivers.emulated.passport import (
    CardFault,
    EmulatedPassport,
    Holder,
    Traits,
    with_changed_group,
    with_forged_sod,
    with_traits,
)
from drivers.emulated.passport_state import EmulatedState
from models.document.compose import compose
from station.counter.chip_faces import FacesOfChip
from station.counter.chip_reader import ChipReader
from station.counter.trust import NOTHING, Trust, TrustLibrary
from station.domain.chip import (
    ChipEvidence,
    ChipResult,
    FacePair,
    Pair,
    Substitution,
    TrustLists,
    against,
    combine,
    substitution,
    unlike,
)
from station.domain.desk import ChipPhase, ChipView
from station.domain.outcome import Outcome
from tests.rig.passports import LINES, NOW, passport, state, store

SECONDS = 20.0


class PlainFaces(FacesOfChip):
    """No picture is looked into: that a face is found is not what these tests are about."""

    def __init__(self) -> None:
        pass

    @staticmethod
    def picture(group: bytes) -> object:
        return group

    def template(self, bgr: object) -> None:  # type: ignore[override]
        return None


def trust(*states: EmulatedState) -> Trust:
    known = store(*states) if states else store()
    return Trust(known, (), (), TrustLists(authorities=known.keys))


class Rig:
    def __init__(self, of: Trust, *, rehearsal: bool = True, name: str = "Emulated chip reader") -> None:
        self.reader = EmulatedCardReader(name)
        self.chip = ChipReader(
            self.reader, PlainFaces(), TrustLibrary(None, of), rehearsal=rehearsal, clock=lambda: NOW
        )
        self.views: list[ChipView] = []
        self.chip.watch(self.views.append)
        self.chip.start()

    def until(self, what: Callable[[ChipView], bool]) -> ChipView:
        end = time.monotonic() + SECONDS
        while not what(self.chip.view):
            assert time.monotonic() < end, self.chip.view
            time.sleep(0.002)
        return self.chip.view

    def read(self, card: EmulatedPassport, lines: tuple[str, ...] = LINES, visit: str = "v") -> ChipView:
        self.chip.read(visit, lines)
        self.reader.lay(card)
        return self.until(lambda v: v.phase in {ChipPhase.DONE, ChipPhase.STOPPED, ChipPhase.KEY})


@pytest.fixture
def rig() -> Iterator[Rig]:
    made = Rig(trust())
    yield made
    made.chip.close()


def codes(found: ChipEvidence | None) -> set[str]:
    assert found is not None
    return {reason.code for reason in found.reasons if reason.result is not None}


def test_a_genuine_chip_is_green_and_everything_of_it_is_kept(rig: Rig):
    rig.read(passport(Traits()))
    found = rig.chip.evidence("v")
    assert found is not None
    assert (found.verdict, found.way, found.mapping) == (ChipResult.SUCCESSFUL, "PACE", "GM")
    assert found.result("genuine") is ChipResult.SUCCESSFUL
    assert found.result("zone") is ChipResult.SUCCESSFUL
    assert {"SOD", "COM", "DG1", "DG2", "DG11", "DG14", "DG15", "CardAccess", "AA answer"} <= {
        f.name for f in found.files
    }
    assert found.details.name == "ERIKSSON, ANNA MARIA"
    assert found.details.birth == "1974-08-12"
    assert not against(found)


def test_the_zone_is_there_before_the_picture_and_checks_arrive_meanwhile(rig: Rig):
    rig.read(with_traits(passport(Traits(), octets=20_000), seconds=0.004))
    reading = [v for v in rig.views if v.phase is ChipPhase.READING and v.evidence is not None]
    assert reading
    assert all(v.face is None for v in reading)
    assert any(v.evidence is not None and v.evidence.lines == LINES for v in reading)
    assert any(v.evidence is not None and v.evidence.result("sod") is ChipResult.SUCCESSFUL for v in reading)


@pytest.mark.parametrize(
    "way", [Traits(), Traits(pace=()), Traits(pace=(("CAM", 2, 13),)), Traits(pace=(("IM", 2, 12),))]
)
def test_a_clone_is_named_whichever_way_it_is_opened(rig: Rig, way: Traits):
    rig.read(passport(way).clone())
    found = rig.chip.evidence("v")
    assert found is not None
    assert found.verdict is ChipResult.FAILED
    assert {"active_authentication_wrong", "chip_authentication_wrong"} <= codes(found)
    assert against(found)


@pytest.mark.parametrize(
    ("spoil", "code"), [(with_changed_group, "group_changed"), (with_forged_sod, "signer_certificate_forged")]
)
def test_changed_data_and_a_forged_signature_are_named(
    rig: Rig, spoil: Callable[[EmulatedPassport], EmulatedPassport], code: str
):
    rig.read(spoil(passport(Traits())))
    found = rig.chip.evidence("v")
    assert found is not None
    assert found.verdict is ChipResult.FAILED
    assert code in codes(found)


def test_without_lists_everything_is_undetermined_and_never_green():
    rig = Rig(NOTHING)
    try:
        view = rig.read(passport(Traits()))
        assert view.evidence is not None
        assert view.evidence.verdict is ChipResult.UNDETERMINED
        assert view.evidence.result("genuine") is ChipResult.UNDETERMINED
        assert not view.has_lists
        assert not against(view.evidence)
    finally:
        rig.chip.close()


def printed_and_misread() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines, and the same with a G for a 6, which no check digit can tell: they are ten apart."""
    lines = compose(
        "TD3", issuer="UTO", nationality="UTO", number="L898906C3", surname="ERIKSSON", given_names="ANNA MARIA",
        birth="1974-08-12", sex="F", expiry=date(2032, 4, 15),
    )  # fmt: skip
    return lines, (lines[0], lines[1].replace("L898906C3", "L89890GC3"))


def test_a_wrong_key_offers_look_alikes_and_the_officer_s_choice_opens_the_chip(rig: Rig):
    (printed, lines), true = printed_and_misread(), "L898906C3"
    card = EmulatedPassport(state(), Holder(printed, b"\xff\xd8" + bytes(2000)), Traits())
    view = rig.read(card, lines)
    assert view.phase is ChipPhase.KEY
    assert true in view.offers
    assert view.tries == 2
    rig.chip.choose(view.offers.index(true))
    done = rig.until(lambda v: v.phase is ChipPhase.DONE)
    assert done.evidence is not None
    assert done.evidence.lines == printed
    assert [d.field for d in done.evidence.differences] == ["number"]
    assert done.evidence.result("zone") is ChipResult.FAILED


def test_no_more_than_three_keys_are_tried(rig: Rig):
    other = ("P<UTOOKAFOR<<CHIDI".ljust(44, "<"), "X000000006UTO7408122F3204159" + "<" * 16)
    number = "X0O0D0008"
    wrong = (other[0], number + check_digit(number) + other[1][10:])
    card = passport(Traits(pace=()))
    view = rig.read(card, wrong)
    tried = 1
    while view.phase is ChipPhase.KEY and view.offers and tried < 6:
        before = len(rig.views)
        rig.chip.choose(min(tried - 1, len(view.offers) - 1))
        rig.until(lambda v, before=before: len(rig.views) > before and v.phase is not ChipPhase.READING)  # type: ignore[misc]
        view = rig.chip.view
        tried += 1
    assert view.phase is ChipPhase.STOPPED
    assert view.problem == "card_key_wrong"
    found = rig.chip.evidence("v")
    assert found is not None
    assert found.keys == 3
    assert found.verdict is ChipResult.ABORTED


def test_a_chip_that_is_lifted_says_so_and_is_read_when_it_is_laid_down_again(rig: Rig):
    card = passport(Traits())
    view = rig.read(with_traits(card, fault=CardFault.LIFTED, from_answer=30))
    assert (view.phase, view.problem) == (ChipPhase.STOPPED, "card_lifted")
    found = rig.chip.evidence("v")
    assert found is not None
    assert found.verdict is ChipResult.ABORTED
    assert not against(found)  # no evidence of anything
    rig.reader.lift()
    rig.reader.lay(with_traits(card, fault=None))
    done = rig.until(lambda v: v.phase is ChipPhase.DONE)
    assert done.evidence is not None
    assert done.evidence.verdict is ChipResult.SUCCESSFUL


def test_a_pulled_reader_and_none_at_all_are_said(rig: Rig):
    rig.chip.read("v", LINES)
    assert rig.until(lambda v: v.phase is ChipPhase.WAITING).problem == ""
    rig.reader.pull()
    view = rig.until(lambda v: v.phase is ChipPhase.NO_READER)
    assert view.problem == "card_reader_missing"
    rig.reader.plug()
    rig.until(lambda v: v.phase is ChipPhase.WAITING)


def test_nothing_of_a_document_stays_when_its_visit_is_over(rig: Rig):
    rig.read(passport(Traits()))
    rig.chip.forget()
    assert rig.chip.evidence("v") is None
    assert rig.chip.view.evidence is None
    assert rig.chip.view.face is None


def test_the_chip_of_another_visit_is_not_taken_for_this_one(rig: Rig):
    rig.read(passport(Traits()), visit="one")
    assert rig.chip.evidence("two") is None


def test_a_reader_that_a_program_plays_counts_in_rehearsals_only():
    rig = Rig(trust(), rehearsal=False, name="Virtual PCD 00 00")
    try:
        rig.chip.read("v", LINES)
        rig.reader.lay(passport(Traits()))
        time.sleep(0.1)
        assert rig.chip.view.phase is ChipPhase.NO_READER
    finally:
        rig.chip.close()


def test_what_was_found_wrong_stays_wrong_when_the_rest_breaks_off(rig: Rig):
    card = with_changed_group(passport(Traits(), octets=12_000), 1)
    rig.chip.read("v", LINES)
    rig.reader.lay(with_traits(card, seconds=0.003))
    rig.until(lambda v: v.evidence is not None and v.evidence.verdict is ChipResult.FAILED)
    rig.reader.lift()
    rig.until(lambda v: v.phase is ChipPhase.STOPPED)
    found = rig.chip.evidence("v")
    assert found is not None
    assert found.verdict is ChipResult.FAILED


@pytest.mark.parametrize(
    ("live", "page", "between", "expected"),
    [
        (True, True, True, None),
        (False, True, False, Substitution.LIVE),
        (True, False, False, Substitution.PAGE),
        (False, False, True, Substitution.CHIP),
        (False, False, False, Substitution.ALL),
        (False, True, True, None),
    ],
)
def test_the_pattern_of_three_comparisons_names_who_was_replaced(
    live: bool, page: bool, between: bool, expected: Substitution | None
):
    outcome = {True: Outcome.MATCH, False: Outcome.NO_MATCH}
    faces = [
        FacePair(pair, outcome[same])
        for pair, same in ((Pair.CHIP_LIVE, live), (Pair.CHIP_PAGE, page), (Pair.PAGE_LIVE, between))
    ]
    assert substitution(faces) is expected
    without = [replace(faces[0], outcome=Outcome.NOT_DONE), *faces[1:]]
    assert substitution(without) is None


@pytest.mark.parametrize(
    ("outcomes", "pairs"),
    [
        ((Outcome.NO_MATCH, Outcome.NOT_DONE, Outcome.NOT_DONE), (Pair.CHIP_LIVE,)),  # a swipe reader takes no page
        ((Outcome.NOT_DONE, Outcome.NO_MATCH, Outcome.NOT_DONE), (Pair.CHIP_PAGE,)),  # no face before the counter
        ((Outcome.NO_MATCH, Outcome.MATCH, Outcome.MATCH), (Pair.CHIP_LIVE,)),
        ((Outcome.NO_MATCH, Outcome.MATCH, Outcome.NO_MATCH), ()),  # the pattern says it
        ((Outcome.MATCH, Outcome.NOT_DONE, Outcome.NOT_DONE), ()),
    ],
)
def test_faces_that_do_not_agree_are_held_against_the_chip_where_no_pattern_tells_whose(
    outcomes: tuple[Outcome, ...], pairs: tuple[Pair, ...]
):
    faces = tuple(FacePair(pair, outcome) for pair, outcome in zip(Pair, outcomes, strict=True))
    found = ChipEvidence(ChipResult.SUCCESSFUL, "r", NOW, faces=faces, substitution=substitution(faces))
    assert unlike(faces) == pairs
    assert against(found) is (Outcome.NO_MATCH in outcomes)


def test_undetermined_is_never_outvoted():
    assert combine([ChipResult.SUCCESSFUL, ChipResult.UNDETERMINED]) is ChipResult.UNDETERMINED
    assert combine([ChipResult.SUCCESSFUL, ChipResult.ABORTED, ChipResult.FAILED]) is ChipResult.FAILED
    assert combine([ChipResult.NOT_SUPPORTED]) is ChipResult.NOT_SUPPORTED


def test_a_card_without_printed_lines_is_opened_by_its_access_number_and_says_what_is_in_it(rig: Rig):
    rig.reader.lay(passport(Traits()))
    view = rig.until(lambda v: v.phase is ChipPhase.NO_ZONE)
    assert view.number_tries == 3
    rig.chip.use_number("v", " 123 456 ")
    view = rig.until(lambda v: v.phase is ChipPhase.DONE)
    assert view.number_tries == 0
    found = rig.chip.evidence("v")
    assert found is not None
    assert (found.lines, found.way, found.keys) == (LINES, "PACE", 1)
    assert found.result("zone") is None  # nothing is printed that it could differ from
    rig.chip.read("v", found.lines)  # the officer takes the chip's lines: the number opens it again, and they agree
    rig.until(lambda v: v.phase is ChipPhase.DONE and v.evidence is not None and v.evidence.result("zone") is not None)
    again = rig.chip.evidence("v")
    assert again is not None
    assert again.result("zone") is ChipResult.SUCCESSFUL


def test_a_number_opens_a_chip_that_refuses_the_lines(rig: Rig):
    _, lines = printed_and_misread()
    view = rig.read(passport(Traits()), lines)
    assert (view.phase, view.number_tries) == (ChipPhase.KEY, 3)
    rig.chip.use_number("v", "123456")
    done = rig.until(lambda v: v.phase is ChipPhase.DONE)
    assert done.evidence is not None
    assert done.evidence.result("zone") is ChipResult.FAILED
    assert done.evidence.keys == 2


def test_a_wrong_number_is_tried_three_times_and_no_more(rig: Rig):
    rig.reader.lay(passport(Traits()))
    rig.until(lambda v: v.phase is ChipPhase.NO_ZONE)
    for left in (2, 1, 0):
        rig.chip.use_number("v", "654321")
        view = rig.until(lambda v, left=left: v.phase is ChipPhase.STOPPED and v.number_tries == left)  # type: ignore[misc]
        assert view.problem == "card_number_wrong"
    before = len(rig.views)
    rig.chip.use_number("v", "123456")
    time.sleep(0.05)
    assert len(rig.views) == before
    found = rig.chip.evidence("v")
    assert found is not None
    assert (found.keys, found.verdict) == (3, ChipResult.ABORTED)
    rig.chip.read("v", LINES)  # the printed lines have tries of their own
    rig.until(lambda v: v.phase is ChipPhase.DONE)


def test_what_is_no_number_is_refused_before_the_chip_sees_it(rig: Rig):
    for wrong in ("", "12-456", "1" * 30):
        with pytest.raises(ValueError, match="number"):
            rig.chip.use_number("v", wrong)


def test_a_card_that_is_lifted_while_its_number_opens_it_is_read_again_with_the_same_number(rig: Rig):
    card = passport(Traits())
    rig.reader.lay(with_traits(card, fault=CardFault.LIFTED, from_answer=30))
    rig.until(lambda v: v.phase is ChipPhase.NO_ZONE)
    rig.chip.use_number("v", "123456")
    rig.until(lambda v: v.phase is ChipPhase.STOPPED and v.problem == "card_lifted")
    rig.reader.lift()
    rig.reader.lay(with_traits(card, fault=None))
    rig.until(lambda v: v.phase is ChipPhase.DONE)
