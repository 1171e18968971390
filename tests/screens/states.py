"""Every page of the station in the states that matter, with synthetic people only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Any

import numpy as np

import resources
from models.document.codes import qr_modules
from station.domain.calibration import PlatenState, Wear
from station.domain.camera_bench import BenchView, CameraSetting, CameraSwitch, ChartLook
from station.domain.desk import (
    CalibrationResult,
    CalibrationStep,
    CaptureResult,
    CardReaderView,
    CardTest,
    CaseCount,
    CaseDetail,
    CaseState,
    CaseStatus,
    CaseSummary,
    CheckedCandidate,
    CheckResult,
    Curves,
    DeviceEvent,
    DeviceKind,
    DeviceView,
    Difference,
    DocumentConcern,
    DocumentOnRecord,
    DocumentPlace,
    DocumentReading,
    DriftLine,
    DriftView,
    FaceCapture,
    FaceEvent,
    FaceShot,
    FaceVerdict,
    FieldProblem,
    FingerAdvice,
    FingerAttempt,
    FingerHint,
    FingerPair,
    FingerTask,
    Fit,
    Guidance,
    Health,
    InterruptedVisit,
    KnownPerson,
    Likeness,
    LikenessReason,
    ListedField,
    ListState,
    Mark,
    Meaning,
    Measurement,
    NoticeText,
    PrintPair,
    PurposeName,
    QueueView,
    RecordFace,
    RecordPreview,
    RulingChoice,
    SelfTestView,
    SignedRecord,
    StateName,
    StationStatus,
    StepState,
    TravelCode,
    VisaClass,
)  # fmt: skip
from station.domain.figures import (
    AnswersTold,
    ArrivalsTold,
    CounterNow,
    ElementTold,
    Expected,
    FiguresPart,
    ServiceTold,
    ShareOf,
    ShiftNow,
    Times,
)
from station.domain.officer import Officer, Role
from station.domain.outcome import (
    Candidate,
    CaseReason,
    CaseRuling,
    Comparison,
    Feature,
    Inspection,
    Modality,
    Opinion,
    Outcome,
    PartScore,
    Ruling,
    Seen,
    Verdict,
)  # fmt: skip
from station.domain.reference import VisitSummary
from station.domain.register import (
    Closing,
    Link,
    RegisterAnswer,
    RegisterFinding,
    StayAct,
    StayCounts,
    StayCourse,
    StayEvent,
    StayLine,
    StayList,
    StayListing,
    StayPage,
    StayRecord,
    Traveller,
    Unlinked,
)
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger, MissingFinger, MissingReason, Veto
from station.domain.satisfaction import NINE
from station.domain.self_look import ErrorTold, SelfLook, SelfLooks, WorseGroup
from station.domain.sign_in import Session
from station.domain.slaps import Slap, SlapAttempt, SlapFinger, SlapView, SlapWarning
from station.domain.training import Happened, Marking
from station.domain.visit import Direction, Leaving, ManualReason, Purpose, Stay
from station.ui.bench.technician import TechnicianScreen
from station.ui.bench.technician_desk import TechnicianState
from station.ui.counter.check import CheckScreen, CheckState
from station.ui.counter.decision import DecisionScreen, DecisionState
from station.ui.counter.document import DocumentScreen, DocumentView
from station.ui.counter.done import DoneScreen, DoneState
from station.ui.counter.face import FaceScreen, FaceState
from station.ui.counter.fingers import FingersScreen, FingersState
from station.ui.counter.leave import LeaveScreen, LeaveState
from station.ui.counter.manual import ManualScreen, ManualState
from station.ui.counter.parked import ParkedScreen, ParkedState
from station.ui.debrief import DebriefScreen, DebriefState
from station.ui.office.log_in import LogInScreen
from station.ui.office.log_in_desk import LogInView
from station.ui.presenter import Problem
from station.ui.review.figures import FiguresScreen
from station.ui.review.figures_desk import FiguresState
from station.ui.review.past import PastScreen
from station.ui.review.past_desk import PastState
from station.ui.review.queue import Shelf
from station.ui.review.stays import StaysScreen
from station.ui.review.stays_desk import StaysState
from station.ui.review.supervisor import SupervisorScreen, SupervisorState
from station.ui.widgets.rail import RailState, TravellerState
from station.workflow.counter import Step
from station.workflow.slaps import FINGERS
from station.workflow.training import mark
from station.workflow.training import parse as parse_scenarios
from tests.screens import chip_states, people
from tests.screens.office_states import office_states
from tests.screens.people import DOCUMENT, MISSING, NOW, sample
from tests.screens.shown import OFFICER, Shown

SUPERVISOR = Officer("shartono", "S. Hartono", Role.SUPERVISOR)
TECHNICIAN = Officer("rputra", "R. Putra", Role.TECHNICIAN)
SESSION = Session("s1", OFFICER, NOW, ("password",), None)
THRESHOLD = 6.9
STATUS = StationStatus(
    "Counter 07",
    "Terminal 3",
    "demo",
    Health.READY,
    Health.READY,
    False,
    3,
    NOW - timedelta(minutes=12),
    stored=1204,
    receipted=1198,
)


class Still:
    """A slot with one picture."""

    def __init__(self, picture: Any) -> None:
        self._picture = picture

    def get(self) -> tuple[int, Any]:
        return 1, self._picture


NOTICE = NoticeText(
    "2026-11-1",
    "en",
    "We take your face and fingerprints to check that this document is yours and to protect the border. The law on "
    "immigration allows it. We keep them for five years, encrypted. You may ask to see, correct or erase them.",
)
LANGUAGES = ("id", "en", "ru", "fr", "de", "es")
VISAS = (
    VisaClass("B1", 30, (("en", "visa on arrival"), ("id", "visa kunjungan saat kedatangan"))),
    VisaClass("C1", 60, (("en", "visit, tourism"), ("id", "kunjungan, wisata")), ("visa_number",)),
    VisaClass("E23", None, (("en", "limited stay, work"),), ("permit_number", "permit_until")),
)
PURPOSES = tuple(PurposeName(purpose.value) for purpose in Purpose)
READ = DocumentView(
    lines=DOCUMENT.lines, reading=DocumentReading(DOCUMENT, DOCUMENT.lines), name_confirmed=True, visas=VISAS,
    purposes=PURPOSES, visa_class="B1", days=14, last_day=date(2026, 12, 7), notice=NOTICE, notice_shown=True,
    languages=LANGUAGES,
)  # fmt: skip
EMPTY = DocumentView(
    visas=VISAS,
    purposes=PURPOSES,
    visa_class="B1",
    days=30,
    last_day=date(2026, 12, 23),
    notice=NOTICE,
    languages=LANGUAGES,
)


def document_states() -> Iterator[Shown]:
    def page() -> DocumentScreen:
        screen = DocumentScreen()
        screen.camera.watch(Still(people.frame()))
        return screen

    wrong = DocumentReading(
        DOCUMENT,
        DOCUMENT.lines,
        (FieldProblem("expiry", "mrz_check_digit"), FieldProblem("composite", "mrz_check_digit")),
    )
    known = KnownPerson("p1", "ERIKSSON, ANNA MARIA", "UTO:K112233", "1974-08-12", date(2024, 3, 9))
    renewed = DocumentReading(DOCUMENT, DOCUMENT.lines, expired=True, renewed=(known,))
    base = {
        "visas": VISAS,
        "purposes": PURPOSES,
        "visa_class": "B1",
        "days": 45,
        "notice": NOTICE,
        "languages": LANGUAGES,
    }
    yield Shown("document_empty", page, EMPTY, Step.DOCUMENT)
    case = CaseState("c1", (CaseReason.FUSED_NO_MATCH,), CaseStatus.WAITING)
    interrupted = InterruptedVisit("v1", DOCUMENT.name, "wijaya", NOW, True, 3, ("c1",), case=case, face_done=True)
    yield Shown("document_interrupted", page, replace(EMPTY, offered=interrupted), Step.FINGERS, fingers=3)
    yield Shown("document_read", page, READ, Step.DOCUMENT, traveller=True, first_visit=False)
    permit = replace(
        READ, visa_class="E23", purpose=Purpose.WORK, proofs=(("permit_number", "2C11JE1234"),), last_day=None,
        stay_problem=Problem("proof_missing"), confirmed=False,
    )  # fmt: skip
    yield Shown("document_permit", page, permit, Step.DOCUMENT, traveller=True, first_visit=False)
    yield Shown(
        "document_wrong", page,
        DocumentView(lines=DOCUMENT.lines, reading=wrong, stay_problem=Problem("stay_too_long"), **base), Step.DOCUMENT,
    )  # fmt: skip
    yield Shown(
        "document_expired", page, DocumentView(lines=DOCUMENT.lines, reading=renewed, link="p1", **base), Step.DOCUMENT,
        traveller=True,
    )  # fmt: skip
    yield from _open_documents(page)
    for name, view in chip_states.views().items():
        yield Shown(f"document_chip_{name}", page, replace(READ, chip=view), Step.DOCUMENT, traveller=True)
    yield Shown(
        "document_failed", page,
        DocumentView(
            problem=Problem("no_document"), direction=Direction.DEPARTURE, notice=NOTICE, visas=VISAS, purposes=PURPOSES
        ), Step.DOCUMENT,
    )  # fmt: skip


def _open_documents(page: Callable[[], DocumentScreen]) -> Iterator[Shown]:
    """Readings that leave something open, and a document that is entered by hand."""
    base = {
        "visas": VISAS,
        "purposes": PURPOSES,
        "visa_class": "B1",
        "days": 14,
        "notice": NOTICE,
        "languages": LANGUAGES,
    }
    zone = people.zone(DOCUMENT.lines)
    pitch = zone.shape[1] // 44
    alike = tuple(
        DocumentConcern("look_alike", "number", DocumentPlace(1, at, at + 1), choices)
        for at, choices in ((1, ("8", "B")), (4, ("8", "B")))
    )
    cuts = tuple(
        (c.place, zone[zone.shape[0] // 2 :, max(0, (c.place.start - 2) * pitch) : (c.place.stop + 2) * pitch])
        for c in alike
    )
    question = DocumentConcern("birth_century", "birth", None, ("2021-08-12", "1921-08-12"), True)
    visa = replace(DOCUMENT, kind="MRV-A", code="V", number="V1234567")
    seen = DocumentReading(
        DOCUMENT, DOCUMENT.lines, concerns=(*alike, question), photographed=True, picture=zone, closeups=cuts,
        states=(StateName("UTO", "specimen", "Utopia", "Utopia"),), visa=visa, visa_differs=("name",),
        repaired=("number",),
    )  # fmt: skip
    other = replace(DOCUMENT, number="X7654321", surname="OKAFOR", given_names="CHIDI")
    two = DocumentReading(
        None, problems=(FieldProblem("document", "several_documents"),), photographed=True, picture=zone,
        choices=(DocumentReading(DOCUMENT), DocumentReading(other)),
    )  # fmt: skip
    hand = replace(DOCUMENT, kind="MANUAL", code="", lines=(), expiry=date.max)
    entered = DocumentReading(hand, missing=("expiry",), manual=ManualReason.LETTER)
    code = TravelCode("e_visa", False, "A1B2C3D4")
    for name, state in (
        ("document_photographed", DocumentView(lines=DOCUMENT.lines, reading=seen, **base)),
        ("document_choice", DocumentView(reading=two, **base)),
        ("document_by_hand", DocumentView(reading=entered, code=code, **base)),
    ):
        yield Shown(name, page, state, Step.DOCUMENT)
    states = (StateName("IDN", "state", "Indonesia", "Indonesia"),)
    empty = ManualState(states=states)
    wrong = ManualState(
        problem=Problem("entry_birth"), start=(("surname", "SITI"), ("issuer", "IDN"), ("birth", "1974-13-01")),
        states=states, reason=ManualReason.LETTER,
    )  # fmt: skip
    yield Shown("manual_empty", ManualScreen, empty, Step.DOCUMENT)
    yield Shown("manual_wrong", ManualScreen, wrong, Step.DOCUMENT)


def face_states() -> Iterator[Shown]:
    def page() -> FaceScreen:
        screen = FaceScreen()
        screen.view.watch(Still(people.frame()))
        return screen

    box = (0.38, 0.24, 0.62, 0.74)
    good = FaceShot(people.portrait(), people.gate(), True)
    bad = FaceShot(people.portrait(1), people.gate(False), False)
    live = FaceState(busy=True, capturing=True, event=FaceEvent(Guidance.FACE_RECOGNIZED, people.gate(), box, 21.0))
    low_box = (0.36, 0.62, 0.64, 1.0)
    low = FaceState(busy=True, capturing=True, event=FaceEvent(Guidance.MOVE_UP, people.gate(False), low_box, 14.0))
    closer = FaceState(busy=True, capturing=True, event=FaceEvent(Guidance.STEP_FORWARD, people.gate(False), box, 6.0))
    taken = FaceState(capture=FaceCapture(CaptureResult.SUCCESS, (good,)), can_accept=True, can_go_back=True)
    late = FaceState(
        capture=FaceCapture(CaptureResult.TIMEOUT_WITH_IMAGE, (bad, good, bad), 0), can_accept=True, can_go_back=True,
        veto_open=True,
    )  # fmt: skip
    over = replace(taken, capture=replace(taken.capture, calibration_expired=True))
    lost = FaceState(capture=FaceCapture(CaptureResult.CAMERA_FAILURE), can_go_back=True)
    for name, state in (
        ("face_live", live), ("face_closer", closer), ("face_taken", taken), ("face_veto", late), ("face_lost", lost),
        ("face_camera_expired", over), ("face_low", low),
    ):  # fmt: skip
        yield Shown(name, page, state, Step.FACE, traveller=True, first_visit=True)
    record = RecordFace(people.portrait(2), date(2026, 6, 12))
    alike, unlike = FaceVerdict((True, True), True, 3), FaceVerdict((False, True, False), False, 3)
    live = replace(live, verdict=alike)
    for name, state in (
        ("face_record_live", live), ("face_record_veto", late), ("face_record_unlike", replace(taken, verdict=unlike)),
    ):  # fmt: skip
        yield Shown(name, page, replace(state, record=record), Step.FACE, traveller=True, first_visit=False)


def finger_states() -> Iterator[Shown]:
    taken = (sample(Finger.RIGHT_INDEX, 71), sample(Finger.RIGHT_MIDDLE, 18, 20, Veto.OK_OBVIOUS))
    prints = [people.fingerprint(4, i) for i in range(3)]
    attempts = tuple(FingerAttempt(i + 1, n, p) for i, (n, p) in enumerate(zip((4, 8, 255), prints, strict=True)))
    weak = FingerTask(Finger.RIGHT_RING, 10, attempts, 1, False)
    same = FingerTask(
        Finger.RIGHT_RING, 10, (FingerAttempt(1, 64, people.fingerprint(2)),), 0, True, (Finger.RIGHT_INDEX,)
    )
    base = {"hand": RIGHT_FOUR, "taken": taken, "finger": Finger.RIGHT_RING, "threshold": 10, "can_go_back": True}
    aside = people.half_off(4)

    def watching(picture: Any) -> Callable[[], FingersScreen]:
        def page() -> FingersScreen:
            screen = FingersScreen()
            screen.live.watch(Still(picture))
            return screen

        return page

    running = {"busy": True, "capturing": True, **base}
    scanning = FingersState(hint=FingerHint.KEEP_STILL, attempts=attempts[:1], missing=MISSING, **running)
    off = FingersState(hint=FingerHint.MOVE_LEFT, **running)
    waiting = FingersState(hint=FingerHint.SEARCHING_FINGERS, **running)
    hand = replace(attempts[1], forced=True)
    by_hand = FingersState(task=replace(weak, attempts=(hand,), chosen=0), attempts=(hand,), **base)
    unplugged = FingersState(busy=True, capturing=True, hint=FingerHint.UNPLUGGED, **base)
    paused = FingersState(missing_open=True, paused=True, **base)
    none_left = FingersState(missing_open=True, missing_all=True, paused=True, **(base | {"taken": ()}))
    none = FingersState(
        hand=LEFT_FOUR, missing=tuple(MissingFinger(f, MissingReason.PERMANENT) for f in (*RIGHT_FOUR, *LEFT_FOUR)),
        can_finish=True, can_go_back=True,
    )  # fmt: skip
    below = FingersState(task=weak, attempts=attempts, chosen=1, veto_open=True, **base)
    twice = FingersState(task=same, attempts=same.attempts, **base)
    done = FingersState(
        hand=RIGHT_FOUR, taken=(*taken, sample(Finger.RIGHT_RING, 44, 10)), missing=MISSING, can_finish=True,
        can_go_back=True,
    )  # fmt: skip
    still = watching(people.fingerprint(4))
    slaps = _slap_states()
    for name, page, state in (
        ("fingers_scanning", still, scanning), ("fingers_aside", watching(aside), off),
        ("fingers_waiting", FingersScreen, waiting), ("fingers_by_hand", FingersScreen, by_hand),
        ("fingers_paused", FingersScreen, paused), ("fingers_none_left", FingersScreen, none_left),
        ("fingers_none", FingersScreen, none), ("fingers_unplugged", FingersScreen, unplugged),
        ("fingers_below", FingersScreen, below), ("fingers_twice", FingersScreen, twice),
        ("fingers_done", FingersScreen, done), *slaps,
    ):  # fmt: skip
        yield Shown(name, page, state, Step.FINGERS, traveller=True, first_visit=True, fingers=len(state.taken))


def _slap_states() -> list[tuple[str, Callable[[], FingersScreen], FingersState]]:
    def finger(finger: Finger, nfiq2: int, left: int) -> SlapFinger:
        box = (left, 120, left + 300, 620)
        return SlapFinger(finger, people.fingerprint(int(finger)), nfiq2, 20, nfiq2 >= 20, box=box)

    whole = np.full((760, 1300), 255, np.uint8)
    for place, left in enumerate((30, 340, 650, 960)):
        print_ = people.fingerprint(10 - place)
        whole[130 : 130 + print_.shape[0], left : left + min(300, print_.shape[1])] = print_[:, :300]
    taken = tuple(sample(f, n, 20) for f, n in zip(RIGHT_FOUR, (71, 58, 44, 31), strict=True))
    base = {"hand": tuple(Finger), "taken": taken, "slap": Slap.LEFT_FOUR, "slaps": True, "can_go_back": True}
    three = tuple(
        finger(f, n, left)
        for f, n, left in ((Finger.LEFT_RING, 41, 340), (Finger.LEFT_MIDDLE, 12, 650), (Finger.LEFT_INDEX, 52, 960))
    )
    few = SlapAttempt(1, three, 3, frozenset({SlapWarning.TOO_FEW}), False, whole)
    asked = FINGERS[Slap.LEFT_FOUR]
    other = SlapAttempt(1, three, 4, frozenset({SlapWarning.OTHER_HAND}), False, None, 0.9)
    waiting = FingersState(busy=True, capturing=True, hint=FingerHint.SEARCHING_FINGERS, **base)
    mismatch = FingersState(slap_task=SlapView(Slap.LEFT_FOUR, asked, (few,), 0, False), **base)
    exchanged = FingersState(slap_task=SlapView(Slap.LEFT_FOUR, asked, (other,) * 3, 2, False), chosen=2, **base)
    return [
        ("fingers_slap_waiting", FingersScreen, waiting), ("fingers_slap_mismatch", FingersScreen, mismatch),
        ("fingers_slap_other_hand", FingersScreen, exchanged),
    ]  # fmt: skip


def _comparison(modality: Modality, score: float, **changes: Any) -> Comparison:
    outcome = Outcome.MATCH if score >= THRESHOLD else Outcome.NO_MATCH
    values = {"achieved_fmr": 1e-9 if score > 20 else 0.02, "outcome": outcome} | changes
    return Comparison(modality, "v1", "p1", score, THRESHOLD, 0.001, **values)


def _candidate(
    rank: int, score: float, name: str, same: bool = False, reasons: tuple[str, ...] = ()
) -> CheckedCandidate:
    candidate = Candidate(f"p{rank}", f"v{rank}", name, f"UTO:K{rank}44192", score, rank, (), same, reasons)
    return CheckedCandidate(candidate, people.portrait(0, 5 if same else 11))


OVERDUE = RegisterAnswer(
    (RegisterFinding(3, "departure_missing_overdue", "refer", date(2026, 11, 2), 22),),
    last_at=NOW, last_direction="arrival",
    stay=StayRecord("s", "p1", "UTO:L898902C3", "UTO", "B1", "tourism", "visitor", "CGK-1", date(2026, 10, 4), "+07:00",
                    date(2026, 11, 2)),
    used=52, left=0, over=22, currency="Rp", since=NOW, heard_at=NOW, asks_proof=True,
)  # fmt: skip


def _listed() -> CheckedCandidate:
    """Somebody on a list beside the traveller of the pictures, with every kind of likeness."""
    known = _candidate(1, 3.0, "ERIKSON, ANA M.", reasons=("name", "face", "wanted"))
    fields = (
        ListedField("name", DOCUMENT.name, "ERIKSON, ANA M.", Likeness.ALIKE,
                    (LikenessReason("sound", "ERIKSSON", "ERIKSON"), LikenessReason("initial", "MARIA", "M"))),
        ListedField("birth", DOCUMENT.birth, "1974-08-12", Likeness.SAME),
        ListedField("nationality", "UTO", "UTO", Likeness.SAME),
        ListedField("document", DOCUMENT.number, "T41180275", Likeness.DIFFERENT),
        ListedField("face", "taken", "", Likeness.NOT_COMPARED),
    )  # fmt: skip
    parts = (PartScore("name", 14.2, 0.0), PartScore("birth:same", 9.0, 0.0))
    return replace(known, picture=None, fields=fields, candidate=replace(known.candidate, parts=parts))


def check_states() -> Iterator[Shown]:
    face, fingers = _comparison(Modality.FACE, 9.4), _comparison(Modality.FINGERS, 41.2)
    fused = _comparison(Modality.FUSED, 50.6)
    low = _comparison(Modality.FACE, 1.2)
    listed = (_candidate(1, 50.6, "ERIKSSON, ANNA MARIA", True), _candidate(2, -4.1, "OKAFOR, CHIDI"))
    pictures = {
        "live_face": people.portrait(),
        "reference_face": people.portrait(2),
        "gallery_size": 1284,
        "list_state": ListState(12408, date(2026, 11, 20)),
        "prints": tuple(
            PrintPair(
                finger,
                people.png(people.fingerprint(int(finger))),
                people.png(people.fingerprint(int(finger), 1)),
                True,
            )
            for finger in (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE, Finger.RIGHT_RING, Finger.RIGHT_LITTLE)
        ),
    }
    match = CheckResult(False, face=face, fingers=fingers, fused=fused, candidates=listed, **pictures)
    half = CheckResult(
        False, face=low, fingers=fingers, fused=_comparison(Modality.FUSED, 42.4), candidates=listed, **pictures
    )
    first = CheckResult(
        True, live_face=people.portrait(), gallery_size=1284, candidates=(_candidate(1, -6.3, "LI, WEI"),)
    )
    alone = CheckResult(True, gallery_size=1284, nothing_taken=True)
    case = CaseState("c1", (CaseReason.FUSED_NO_MATCH, CaseReason.WATCHLIST), CaseStatus.CLAIMED, "S. Hartono")
    ruling = Ruling(CaseRuling.DIFFERENT_PEOPLE, "both_differ", "Ears and ridge flow differ.", "S. Hartono", NOW)
    bad = CheckResult(
        False, face=_comparison(Modality.FACE, -7.7), fingers=_comparison(Modality.FINGERS, -11.0),
        fused=_comparison(Modality.FUSED, -18.7), candidates=(_candidate(1, 37.5, "SANTOSO, DEWI"), *listed[1:]),
        watchlist=(_listed(),), case=case,
        **(pictures | {"reference_face": people.portrait(0, 11)}),
    )  # fmt: skip
    ruled = replace(bad, case=CaseState("c1", case.reasons, CaseStatus.RULED, "S. Hartono", ruling))
    advice = FingerAdvice((Finger.RIGHT_LITTLE,), 178, ((Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE),))
    exchanged = replace(match, advice=advice)
    waiting = CheckState(busy=True)
    overdue = replace(match, register=OVERDUE)
    match = replace(
        match,
        register=RegisterAnswer((), last_at=NOW, last_direction="departure", used=18, left=42, since=NOW, alone=True),
    )
    chip = {"chip_face": people.portrait(), "page_face": people.frame()}
    cloned, swapped = replace(match, chip=chip_states.CLONE, **chip), replace(match, chip=chip_states.SWAPPED, **chip)
    unlike = replace(match, chip=chip_states.UNLIKE, chip_face=people.portrait())  # no page: the lines were swiped
    for name, state in (
        ("check_overdue", CheckState(result=overdue, can_finish=True, can_go_back=True, can_raise=True)),
        ("check_comparing", waiting),
        ("check_match", CheckState(result=match, can_finish=True, can_go_back=True, can_raise=True)),
        ("check_inspect", CheckState(result=half, inspecting=Modality.FACE, can_go_back=True, can_raise=True)),
        ("check_exchanged", CheckState(result=exchanged, can_go_back=True, can_raise=True)),
        ("check_first", CheckState(result=first, can_finish=True, can_go_back=True, can_raise=True)),
        ("check_chip_clone", CheckState(result=cloned, can_finish=True, can_go_back=True, can_raise=True)),
        ("check_chip_swapped", CheckState(result=swapped, can_finish=True, can_go_back=True, can_raise=True)),
        ("check_chip_unlike", CheckState(result=unlike, can_finish=True, can_go_back=True, can_raise=True)),
        ("check_case", CheckState(result=bad, can_refer=True)),
        ("check_ruled", CheckState(result=ruled)),
    ):
        yield Shown(name, CheckScreen, state, Step.CHECK, traveller=True, first_visit=state.result is first, fingers=4)
    one = replace(first, live_face=None, one_finger=True)
    for name, result, taken in (("check_one_finger", one, 1), ("check_document_alone", alone, 0)):
        state = CheckState(result=result, can_finish=True, can_go_back=True, can_raise=True)
        yield Shown(name, CheckScreen, state, Step.CHECK, traveller=True, first_visit=True, fingers=taken)


def _seen_at_the_check() -> CheckResult:
    listed = (_candidate(1, 50.6, "ERIKSSON, ANNA MARIA", True), _candidate(2, -4.1, "OKAFOR, CHIDI"))
    return CheckResult(False, gallery_size=1284, candidates=listed, list_state=ListState(12408, date(2026, 11, 20)))


def decision_states() -> Iterator[Shown]:
    stay = Stay(Direction.ARRIVAL, Purpose.TOURISM, "B1", 14, date(2026, 12, 7))
    fingers = (sample(Finger.RIGHT_INDEX, 71), sample(Finger.RIGHT_MIDDLE, 18, 20, Veto.OK_OBVIOUS))
    compared = (_comparison(Modality.FACE, 1.2), _comparison(Modality.FINGERS, 41.2), _comparison(Modality.FUSED, 42.4))
    preview = RecordPreview(DOCUMENT, stay, people.portrait(), fingers, MISSING, compared, ("finger_veto", "inspected"),
                            check=_seen_at_the_check(), signer=OFFICER.display)  # fmt: skip
    admit = ("in_order", "inspected", "ruled_same_person")
    refuse = ("expired_document", "false_document", "different_person")
    ready = DecisionState(
        preview=preview, verdict=Verdict.ADMIT, reasons=admit, reason="inspected", can_sign=True, can_go_back=True
    )
    failed = DecisionState(
        problem=Problem("disk_full"), preview=replace(preview, blocked=(Verdict.ADMIT,)), verdict=Verdict.REFUSE,
        reasons=refuse, reason="different_person", note="Ruled by the supervisor.", can_sign=True,
    )  # fmt: skip
    within = RegisterAnswer(
        (RegisterFinding(2, "departure_missing", "ask_proof", date(2026, 12, 2)),), last_at=NOW,
        last_direction="arrival", stay=replace(OVERDUE.stay, last_day=date(2026, 12, 2)), used=52, left=8, since=NOW,
        heard_at=NOW, asks_proof=True,
    )  # fmt: skip
    half = DecisionState(preview=replace(preview, register=within), can_sign=True, can_go_back=True)
    yield Shown("decision_half", DecisionScreen, half, Step.DECISION, traveller=True, first_visit=False, fingers=2)
    yield Shown("decision_ready", DecisionScreen, ready, Step.DECISION, traveller=True, first_visit=False, fingers=2)
    yield Shown("decision_failed", DecisionScreen, failed, Step.DECISION, traveller=True, first_visit=False, fingers=2)
    record = SignedRecord(
        "5f0c1c9e-31f4-4a5e-9d0a-7d5f3f6c9b10", Verdict.ADMIT, NOW, 83.0, date(2026, 12, 7), 4, DOCUMENT.name,
        document=DOCUMENT.number, nationality="UTO", station="counter-07",
        modules=tuple(tuple(map(bool, row)) for row in qr_modules("5f0c1c9e-31f4-4a5e-9d0a-7d5f3f6c9b10")),
    )  # fmt: skip
    yield Shown("done_admitted", DoneScreen, DoneState(record), Step.SEALED, traveller=True, fingers=2)
    referred = replace(record, verdict=Verdict.REFER, case_open=True)
    yield Shown("done_referred", DoneScreen, DoneState(referred, parked=2), Step.SEALED, traveller=True, fingers=2)
    foreign = replace(record, name="\u0e2a\u0e21\u0e0a\u0e32\u0e22, \u9673\u5927\u6587")
    no_printer = DoneState(foreign, parked=1, problem="no_printer")
    yield Shown("done_no_printer", DoneScreen, no_printer, Step.SEALED, traveller=True, fingers=2)
    refused = replace(record, verdict=Verdict.REFUSE, waiting=0)
    yield Shown("done_refused", DoneScreen, DoneState(refused, True), Step.SEALED, traveller=True, fingers=2)


def parked_states() -> Iterator[Shown]:
    ruling = Ruling(CaseRuling.DIFFERENT_PEOPLE, "features_differ", "not the same", "R. Hartono", NOW)
    waits = CaseState("c1", (CaseReason.FUSED_NO_MATCH,), CaseStatus.WAITING)
    ruled = CaseState("c2", (CaseReason.FUSED_NO_MATCH,), CaseStatus.RULED, "R. Hartono", ruling)
    visits = (
        InterruptedVisit("v1", DOCUMENT.name, "awijaya", NOW, True, 4, ("c1",), True, waits),
        InterruptedVisit("v2", "SANTOSO, BUDI", "awijaya", NOW, True, 4, ("c2",), True, ruled),
    )
    for name, state in (
        ("parked_some", ParkedState(visits, "v2")),
        ("parked_none", ParkedState()),
        ("parked_gone", ParkedState(visits, "v1", problem="visit_open")),
    ):
        yield Shown(name, ParkedScreen, state, Step.DOCUMENT)


def leave_states() -> Iterator[Shown]:
    for name, state in (
        ("leave_asked", LeaveState()),
        ("leave_chosen", LeaveState(evidence=True, reason=Leaving.TRAVELLER_LEFT)),
    ):
        yield Shown(name, LeaveScreen, state, Step.FINGERS, traveller=True, first_visit=True, fingers=2)


def debrief_states() -> Iterator[Shown]:
    known = {one.key: one for one in parse_scenarios(resources.path("training/scenarios.json").read_bytes())}
    clone, late = known["chip_clone"], known["overstay"]
    wrong = mark(clone, Happened(visits=1, sealed=True, verdict="admit", language="en", seconds=40))
    right = Marking("overstay", 100.0, dict.fromkeys(("decision", "procedure", "time", "courtesy"), 1.0))
    for name, scenario, marked in (("debrief_grave", clone, wrong), ("debrief_passed", late, right)):
        yield Shown(name, DebriefScreen, DebriefState(scenario, marked), officer=None)


def supervisor_states() -> Iterator[Shown]:
    queue = tuple(
        CaseSummary(
            f"c{i}", name, (reason,), f"Counter 0{i}", NOW - timedelta(minutes=4 * i), score, claimed,
            escalated=i == 1, blind=i == 3, opinions=int(i == 2),
        )
        for i, (name, reason, score, claimed) in enumerate(
            (
                ("ERIKSSON, ANNA MARIA", CaseReason.FUSED_NO_MATCH, 3.9, "S. Hartono"),
                ("OKAFOR, CHIDI", CaseReason.WATCHLIST, 2.3, ""),
                ("NGUYEN, MINH", CaseReason.OTHER_CANDIDATE, -0.6, ""),
                ("", CaseReason.CENTRAL_HIT, None, ""),
                ("SITUMORANG, AGUS", CaseReason.DOCUMENT, None, ""),
            )
        )
    )  # fmt: skip
    counts = tuple(CaseCount(one.reasons[0], one.counter, 1) for one in queue)
    view = QueueView(queue, counts)
    marks = [Mark(60 + 17 * i % 200, 70 + 41 * i % 240, i * 0.7, i % 3 != 0, i % 2 == 0) for i in range(18)]
    joined = tuple((i, i, 0.5 - 0.02 * i) for i in range(18) if i % 3 != 0)[:6]
    seen = {a for a, _, _ in joined}
    turn = tuple(replace(mark, paired=i in seen) for i, mark in enumerate(marks))
    pairs = tuple(
        FingerPair(
            f, people.fingerprint(int(f)), people.fingerprint(int(f), 1), s, turn, turn,
            joined if s > 0 else (), Fit(1.0, 0.02, 2.0, -3.0) if s > 0 else None, 71, 66,
        )
        for f, s in ((Finger.RIGHT_INDEX, 7.1), (Finger.RIGHT_MIDDLE, -3.2), (Finger.RIGHT_RING, 12.6))
    )  # fmt: skip
    fields = (
        ("surname", "ERIKSSON", "ERIKSON"), ("given_names", "ANNA MARIA", "ANNA MARIA"),
        ("birth", "1974-08-12", "1974-08-12"),
        ("sex", "F", "F"), ("nationality", "UTO", "UTO"), ("number", "L898902C3", "K1122334"),
    )  # fmt: skip
    at = tuple(i * 0.5 for i in range(-40, 61))
    curves = Curves(
        at,
        tuple(2.0 ** -(((a - 12) / 6) ** 2) for a in at),
        tuple(2.0 ** -(((a + 7) / 3) ** 2) for a in at),
        983,
        471_622,
    )
    detail = CaseDetail(
        queue[0], people.portrait(), people.portrait(2), "UTO L898902C3", "UTO K1122334", NOW - timedelta(days=600),
        4.2, pairs, tuple(Difference(*f) for f in fields), 11.9, 6.9, 0.001,
        meaning=Meaning(1e5, True, True, "very_strong"), curves=curves, needed=2, given=1,
        encounters=((NOW - timedelta(days=600), "arrival", "admit"), (NOW - timedelta(days=590), "departure", "admit")),
        findings=(
            (CaseRuling.SAME_PERSON, Inspection.FALSE_NON_MATCH),
            (CaseRuling.DIFFERENT_PEOPLE, Inspection.TRUE_NON_MATCH),
        ),
        colleagues=(("rhartono", "R. Hartono"),),
    )  # fmt: skip
    choices = (
        RulingChoice(CaseRuling.SAME_PERSON, ("features_agree", "poor_capture")),
        RulingChoice(CaseRuling.DIFFERENT_PEOPLE, ("faces_differ", "both_differ")),
        RulingChoice(CaseRuling.REFER, ("scores_between",)),
    )
    chosen = SupervisorState(
        view=view, selected="c0", detail=detail, part="2", choices=choices, ruling=CaseRuling.SAME_PERSON,
        reason="features_agree", note="Family names differ by one letter; the index prints agree.", fresh=1,
    )  # fmt: skip
    yield Shown("supervisor_case", SupervisorScreen, chosen, officer=SUPERVISOR)
    papers = replace(
        detail, live_page=people.frame(), live_chip=people.portrait(3), record_chip=people.portrait(2),
        document_face=people.frame(), chip=chip_states.SWAPPED,
    )  # fmt: skip
    yield Shown("supervisor_chip", SupervisorScreen, replace(chosen, detail=papers, part="chip"), officer=SUPERVISOR)
    ticked = dict(zip(Feature, (Seen.AGREES, Seen.AGREES, Seen.DIFFERS, Seen.NOT_SEEN), strict=False))
    yield Shown("supervisor_face", SupervisorScreen, replace(chosen, part="face", features=ticked), officer=SUPERVISOR)
    covered = replace(
        detail, summary=queue[3], blind=True, meaning=None, curves=None, differences=(), score=None, face_score=None,
        live_document="", record_document="", recorded_at=None, findings=(), encounters=(), given=0,
        fingers=tuple(replace(pair, score=None, joined=(), fit=None) for pair in pairs),
    )  # fmt: skip
    blind = replace(
        chosen, selected="c3", detail=covered, part="face", features=ticked, ruling=None, reason="", note=""
    )
    yield Shown("supervisor_blind", SupervisorScreen, blind, officer=SUPERVISOR)
    ruling = Ruling(CaseRuling.SAME_PERSON, "features_agree", "ears", "rhartono", NOW, Inspection.FALSE_NON_MATCH)
    shelf = tuple(
        replace(one, ruled_at=NOW, ruled_by="rhartono", ruling=CaseRuling.SAME_PERSON, blind=False) for one in queue[:3]
    )
    said = Opinion("shartono", CaseRuling.DIFFERENT_PEOPLE, "faces_differ", "ears", NOW)
    past = replace(detail, summary=shelf[0], ruling=ruling, may_rule=False, opinions=(said,), given=3)
    ruled = replace(
        chosen, view=QueueView(shelf, counts), shelf=Shelf.RULED, detail=past, ruling=None, reason="", note="", fresh=0
    )
    yield Shown("supervisor_ruled", SupervisorScreen, ruled, officer=SUPERVISOR)
    yield Shown("supervisor_empty", SupervisorScreen, SupervisorState(choices=choices, ruled="c0"), officer=SUPERVISOR)


def camera_bench_states() -> Iterator[Shown]:
    """The bench before a measurement, after one, without a chart in view, and on its way."""

    def page() -> TechnicianScreen:
        screen = TechnicianScreen()
        screen.view.watch(Still(people.camera_chart()))
        return screen

    history = (DeviceEvent(NOW, "plugged"), DeviceEvent(NOW, "stalled"), DeviceEvent(NOW, "recovered"))
    camera = DeviceView(
        "usb-Brio_2249ZB", DeviceKind.CAMERA, "Brio 500", "usb-Brio_2249ZB", "/dev/v4l/by-id/usb-Brio_2249ZB",
        "usb 046d:0943 0317", Health.READY, False, "", "CAL-20261110-5d0b1c22", NOW - timedelta(days=360), False,
        history, NOW.date() + timedelta(days=5), due_soon=True,
    )  # fmt: skip
    other = DeviceView(
        "usb-C920", DeviceKind.CAMERA, "HD Pro Webcam C920", "usb-C920", "/dev/video2", "usb 046d:082d 0011",
        Health.UNUSED, in_use=False,
    )  # fmt: skip
    reader = DeviceView(
        "EMU-0001", DeviceKind.FINGER, "U.are.U 4500", "EMU-0001", "1-2.3", "b6 29 00", Health.READY, True
    )
    face = "BSI TR-03121-3, camera and face gate"
    measured = (
        Measurement("focus", 0.31, "cy/px", 0.12, None, StepState.PASSED, True),
        Measurement("focus_even", 0.41, "ratio", 0.5, None, StepState.FAILED, True),
        Measurement("white_level", 231.0, "levels", 200, 250, StepState.PASSED, True),
        Measurement("colour_mean", 2.1, "deltaE", None, 6, StepState.PASSED, True),
        Measurement("portrait_height", 1200.0, "px", 1440, None, StepState.OUTSIDE, source=face),
        Measurement("eye_distance_far", 182.0, "px", 120, None, StepState.PASSED, source=face),
        Measurement("body_low", 139.2, "cm", None, 140, StepState.PASSED, source=face),
        Measurement("body_high", 201.0, "cm", 200, None, StepState.PASSED, source=face),
    )
    switches = (CameraSwitch("exposure", 156.0, True), CameraSwitch("focus", 35.0, False))
    setting = CameraSetting(600, 158, 25, 30, "Chart 7", "K-2026-0417")
    base = {
        "devices": (reader, camera, other), "selected": camera.id,
        "bench": BenchView(camera.id, setting, switches, 0.12), "setting": setting,
        "best_sharpness": 0.33, "best_detail": 0.2,
    }  # fmt: skip
    sharp = ChartLook(0.31, 0.19)
    drift = DriftView(
        camera.id,
        tuple(NOW - timedelta(days=360 - 120 * k) for k in range(4)),
        (
            DriftLine("focus", (0.34, 0.33, 0.33, 0.31), 0.34, 0.12, None),
            DriftLine("colour_mean", (1.8, 1.9, 2.2, 2.1), 1.8, None, 6.0),
            DriftLine("evenness", (0.93, 0.92, 0.93, 0.91), 0.93, 0.7, None),
        ),
        Wear.STEADY,
    )
    yield Shown("camera_bench", page, TechnicianState(look=sharp, drift=drift, **base), officer=TECHNICIAN)
    yield Shown(
        "camera_bench_running", page,
        TechnicianState(look=sharp, busy=True, running="measure", progress=0.4, **base), officer=TECHNICIAN,
    )  # fmt: skip
    result = CalibrationResult(camera.id, "CAL-20261124-0a1b2c3d", NOW, False, measured)
    yield Shown(
        "camera_bench_result", page, TechnicianState(look=sharp, result=result, drift=drift, **base),
        officer=TECHNICIAN,
    )  # fmt: skip
    still = {**base, "bench": BenchView(camera.id, setting, (), 0.12)}
    yield Shown(
        "camera_bench_no_chart", page,
        TechnicianState(look=ChartLook(None, 0.08), problem=Problem("camera_chart_not_seen"), **still),
        officer=TECHNICIAN,
    )  # fmt: skip


@dataclass(frozen=True)
class History:
    documents: tuple[Traveller, ...]
    crossings: tuple[VisitSummary, ...]
    stays: tuple[StayRecord, ...]
    links: tuple[Link, ...] = ()


def past_states() -> Iterator[Shown]:
    names = ("ERIKSSON, ANNA MARIA", "TANUWIJAYA, KRISTOFORUS ADITYANUGRAHA", "OKAFOR, CHIDI", "SITI")
    found = tuple(
        Traveller(90 - n, f"p{n}", f"UTO:L89890{n}C3", f"L89890{n}C3", name, "UTO", "1974-08-12", NOW)
        for n, name in enumerate(names)
    )
    crossings = tuple(
        VisitSummary(
            f"v{n}", "p0", names[0], "UTO:L898900C3", "UTO", "1974-08-12", ("arrival", "departure")[n % 2],
            ("admit", "refer", None)[n % 3], "awijaya", NOW - timedelta(days=40 * n), "production",
        )
        for n in range(5)
    )  # fmt: skip
    day = NOW.date()
    stays = (
        StayRecord("s1", "p0", "UTO:L898900C3", "UTO", "B1", "tourism", "visa", "CGK-1", day, "+07:00", day),
        StayRecord(
            "s2", "p0", "UTO:L898900C3", "UTO", "B1", "tourism", "visa", "CGK-1", day, "+07:00", day, None,
            closing=Closing.INFERRED,
        ),
    )  # fmt: skip

    def shown(name: str, state: PastState, officer: Officer = OFFICER) -> Shown:
        return Shown(f"past_{name}", PastScreen, state, officer=officer)

    yield shown("empty", PastState())
    yield shown("nobody", PastState(typed="quixote", searched=True), SUPERVISOR)
    full = PastState(typed="an", searched=True, travellers=found, more=87, selected="p0")
    history = replace(full, history=History(found[:1], crossings, stays))
    yield shown("history", history)
    face, page = people.portrait(), people.frame()
    kept = DocumentOnRecord("v0", page, True, face, chip_states.CLONE, (chip_states.SEAL,))
    yield shown("document", replace(history, crossing="v0", kept=kept), SUPERVISOR)
    alone = DocumentOnRecord("v1", page, True)
    yield shown("page", replace(history, crossing="v1", kept=alone), SUPERVISOR)
    link = Link("v1", "c1", "budi", NOW - timedelta(days=3), "features_agree", waits=False)
    linked = replace(
        history, history=History(found[:1], crossings, stays, (link, replace(link, visit="v3"))), crossing="v1",
        kept=DocumentOnRecord("v1", None, False), reasons=("faces_differ", "fingers_differ"),
        reason="faces_differ", note="The ears differ.",
    )  # fmt: skip
    yield shown("linked", linked, SUPERVISOR)
    yield shown("unlinked", replace(history, reasons=("faces_differ",), unlinked=Unlinked.APART), SUPERVISOR)
    yield shown("refused", replace(full, problem=Problem("record_missing")))


def stays_states() -> Iterator[Shown]:
    day = NOW.date()
    names = ("ERIKSSON, ANNA MARIA", "TANUWIJAYA, KRISTOFORUS ADITYANUGRAHA", "OKAFOR, CHIDI", "SITI")
    lines = tuple(
        StayLine(
            StayRecord(
                f"s{n}", f"p{n}", f"UTO:L89890{n}C3", "UTO", ("B1", "A1", "C2", "E23")[n], "tourism", "visa", "CGK-1",
                day - timedelta(days=40 + n), "+07:00", day - timedelta(days=60 - 20 * n),
            ),
            name,
            max(0, 60 - 20 * n),
        )
        for n, name in enumerate(names)
    )  # fmt: skip
    listing = StayListing(
        StayList.OVER, StayPage(lines, ("", "s3")), StayCounts(4318, 31, 126, 12), NOW, NOW - timedelta(days=600)
    )
    full = StaysState(listing=listing, lines=lines, selected="s1")
    events = (
        StayEvent("s1", NOW - timedelta(days=41), StayAct.OPENED, "awijaya", day=lines[1].stay.last_day),
        StayEvent("s1", NOW - timedelta(days=9), StayAct.EXTENDED, "rsari", "bsantoso", "IMI-2026-0117", day),
    )
    traveller = Traveller(1, "p1", "UTO:L898901C3", "L898901C3", names[1], "UTO", "1974-08-12", NOW)
    course = StayCourse(lines[1].stay, names[1], (traveller,), events, (lines[1].stay,), 40)

    def shown(name: str, state: StaysState) -> Shown:
        return Shown(f"stays_{name}", StaysScreen, state, officer=SUPERVISOR)

    yield shown("list", replace(full, selected=""))
    yield shown("course", replace(full, course=course))
    nobody = replace(listing, kind=StayList.HALVES, page=StayPage(()), since=None, alone=True)
    yield shown("nobody", StaysState(kind=StayList.HALVES, listing=nobody))
    yield shown("refused", StaysState(problem=Problem("not_allowed")))


def figures_states() -> Iterator[Shown]:
    at = datetime(2026, 11, 24, 10, 40, tzinfo=timezone(timedelta(hours=7)))
    day = at.date()
    steps = tuple(
        (name, Times(median, median * 1.8, 212))
        for name, median in (("document", 9.4), ("face", 7.1), ("fingers", 16.8), ("decision", 5.2))
    )
    shift = ShiftNow(
        False, at, at.replace(hour=0, minute=0),
        tuple(
            CounterNow(f"CGK-0{n}", name, 71 - 9 * n, 12 - n, at - timedelta(minutes=3 * n), Times(39.0 + n, 71.5, 70))
            for n, name in enumerate(("awijaya", "rsari", "bsantoso"), 1)
        ),
        (0, 0, 0, 0, 4, 11, 19, 33, 48, 60, 37), Times(39.6, 71.5, 212), ShareOf(0.71, 0.66, 0.76, 212), steps, 45.0,
        ((CaseReason.FUSED_NO_MATCH, "CGK-01", 2), (CaseReason.OVERSTAY, "CGK-03", 1)), at - timedelta(minutes=9),
    )  # fmt: skip
    own = replace(
        shift, own=True, counters=shift.counters[:1], waiting=(), oldest=None, in_budget=ShareOf(None, None, None, 7),
        visit=Times(None, None, 7), steps=(("document", Times(None, None, 7)),),
    )  # fmt: skip
    elements = tuple(ElementTold(name, 3.0 + 0.07 * n, 301 + n) for n, name in enumerate(NINE))
    answers = AnswersTold(
        date(2026, 10, 1), 6120, 2410, 3.32, 3.27, 3.37,
        (*elements[:3], ElementTold("cost", None, None), *elements[4:]), None, None, 380,
        (("en", 1510, 702), ("id", 4410, 1633)), (("admit", 5980, 2371), ("refer", 112, 31)),
    )  # fmt: skip
    service = ServiceTold(
        day - timedelta(days=28), day - timedelta(days=1), 8412, Times(38.2, 74.0, 8412),
        ShareOf(0.69, 0.66, 0.72, 8412), steps, 45.0, (0.0121, 0.0098, 0.0149), ShareOf(0.97, 0.91, 0.99, 74),
        ShareOf(0.946, 0.87, 0.98, 74), Times(312.0, 1480.0, 72), ShareOf(0.982, 0.974, 0.988, 8412),
        ShareOf(0.91, 0.89, 0.93, 8412),
        ShareOf(0.94, 0.86, 0.98, 88), ShareOf(0.991, 0.987, 0.994, 8324), answers,
    )  # fmt: skip
    days = [day - timedelta(days=365 - n) for n in range(365)]
    arrivals = ArrivalsTold(
        days[0], days[-1], tuple((d, 240 + 40 * (d.weekday() > 4) + d.day) for d in days),
        tuple(tuple((h > 4) * (7 - abs(14 - h)) ** 2 * 11 + d for h in range(24)) for d in range(7)),
        (("AUS", 30112), ("IDN", 21004), ("SGP", 9431), ("NLD", 3312)), 4410,
        (("tourism", 41230), ("business", 10233), ("family", 4120)), 912, (("CGK-1", 68269),),
        tuple(Expected(at.replace(minute=0) + timedelta(hours=n), 21.0 - n / 2, 12.0 - n / 2, 31.0) for n in range(24)),
        tuple((day + timedelta(days=n), 260.5 + n) for n in range(7)), 4.21, 5.77,
    )  # fmt: skip
    looks = tuple(
        SelfLook(
            2026, week, at - timedelta(weeks=47 - week), 310 * week, 270 * week // 10 * 10, 0.02, 1.0 + week / 30, 40.0,
            False, (0.012 + 0.02 / week, 0.004, 0.02 + 0.2 / week), 4 * week, False, (), (1.9, 4.4),
        )
        for week in range(47, 0, -1)
    )  # fmt: skip
    errors = (
        ErrorTold("face", "fnmr", 0.021, 0.017, 0.026, 1240, 14570),
        ErrorTold("face", "fmr", None, 0.0, 0.0012, 1000, 3000),
        ErrorTold("fused", "fnmr", 0.0124, 0.0043, 0.0243, 1240, 14570),
        ErrorTold("fused", "fmr", 0.00231, 0.0011, 0.0042, 1000, 3000),
    )  # fmt: skip
    looks = (replace(looks[0], errors=errors), *looks[1:])
    quiet = SelfLooks(2026, looks, 0.05, 52)
    worse = WorseGroup("nationality", "PNG", "fnmr", 3.1, 2.0, 4.6, 410)
    alarm = replace(looks[0], above=True, worse=True, groups=(worse,), evidence=88.4)

    def shown(name: str, state: FiguresState, officer: Officer = SUPERVISOR) -> Shown:
        return Shown(f"figures_{name}", FiguresScreen, state, officer=officer)

    yield shown("shift", FiguresState(figures=shift))
    yield shown("steps", FiguresState(figures=shift, chart=1))
    yield shown("own", FiguresState(whole=False, figures=own), OFFICER)
    yield shown("service", FiguresState(part=FiguresPart.SERVICE, figures=service))
    yield shown("satisfaction", FiguresState(part=FiguresPart.SERVICE, figures=service, chart=1))
    yield shown("arrivals", FiguresState(part=FiguresPart.ARRIVALS, figures=arrivals))
    yield shown("week", FiguresState(part=FiguresPart.ARRIVALS, figures=arrivals, chart=2))
    yield shown("year", FiguresState(part=FiguresPart.ARRIVALS, figures=arrivals, chart=3, saved="arrivals-4.csv"))
    yield shown("quiet", FiguresState(part=FiguresPart.LOOKS, figures=quiet))
    yield shown("errors", FiguresState(part=FiguresPart.LOOKS, figures=quiet, chart=1))
    yield shown("alarm", FiguresState(part=FiguresPart.LOOKS, figures=replace(quiet, looks=(alarm, *looks[1:]))))
    yield shown("no_look", FiguresState(part=FiguresPart.LOOKS, figures=SelfLooks(2026, (), 0.05, 52)))
    yield shown("reading", FiguresState(busy=True))
    yield shown("refused", FiguresState(problem=Problem("not_allowed")))


def technician_states() -> Iterator[Shown]:
    def page() -> TechnicianScreen:
        screen = TechnicianScreen()
        screen.view.watch(Still(people.fingerprint()))
        return screen

    history = (DeviceEvent(NOW, "plugged"), DeviceEvent(NOW, "unplugged"), DeviceEvent(NOW, "plugged"))
    devices = (
        DeviceView(
            "EMU-0001", DeviceKind.FINGER, "U.are.U 4500", "EMU-0001", "1-2.3", "b6 29 00", Health.READY, True, "",
            "C-2026-11-20", NOW, False, history,
        ),
        DeviceView("cam", DeviceKind.CAMERA, "USB Camera", "SN0042", "/dev/video0", "", Health.STALLED,
            error="camera_stalled",
        ),
    )  # fmt: skip
    measured = (
        Measurement("defect_share", 0.02, "%", None, 0.1, StepState.PASSED, True),
        Measurement("prnu_after", 1.4, "%", None, 3, StepState.PASSED, True),
        Measurement("snr_white", 118.2, "", 125, None, StepState.OUTSIDE),
        Measurement("areas_bright_raw", 9.1, "", None, 12, StepState.PASSED),
    )
    keys = ("clean", "dark", "flat", "verify")
    running = tuple(
        CalibrationStep(k, s, 0.4)
        for k, s in zip(keys, (StepState.PASSED, StepState.PASSED, StepState.RUNNING, StepState.WAITING), strict=True)
    )
    result = CalibrationResult("EMU-0001", "C-2026-11-24-1", NOW, False, measured)
    done = tuple(CalibrationStep(k, StepState.PASSED, 1.0) for k in keys)
    drift = DriftView(
        "EMU-0001",
        tuple(NOW - timedelta(days=30 * (6 - k)) for k in range(7)),
        (
            DriftLine("lamp", (1.0, 0.97, 0.94, 0.91, 0.88, 0.85, 0.83), 1.0, 0.8, 1.2),
            DriftLine("dark_rise", (0.0, 0.2, -0.1, 0.4, 0.6, 0.5, 0.9), 0.0, None, 3.0),
            DriftLine("defect_share", (1e-5, 1e-5, 1e-5, 2e-5, 2e-5, 2e-5, 3e-5), 0.0, None, 1e-4),
        ),
        Wear.REPLACE_SOON,
        19.0,
        PlatenState.LATENT,
    )
    first = replace(
        drift, at=drift.at[:1], lines=tuple(replace(line, values=line.values[:1]) for line in drift.lines),
        wear=Wear.TOO_FEW, days_left=None, platen=PlatenState.CLEAN,
    )  # fmt: skip
    base = {"devices": devices, "selected": "EMU-0001", "drift": drift}
    yield Shown(
        "technician_running",
        page,
        TechnicianState(busy=True, running="flat", steps=running, **base),
        officer=TECHNICIAN,
    )
    yield Shown("technician_result", page, TechnicianState(steps=done, result=result, **base), officer=TECHNICIAN)
    due = tuple(CalibrationStep(k) for k in keys)
    yield Shown(
        "technician_saved",
        page,
        TechnicianState(
            devices=devices, selected="EMU-0001", steps=due, drift=first, saved=("C-2026-11-20", "C-2026-11-20.pdf")
        ),
        officer=TECHNICIAN,
    )
    yield Shown(
        "technician_unsaved",
        page,
        TechnicianState(
            devices=devices, selected="EMU-0001", steps=due, drift=first,
            problem=Problem("certificate_unwritten"),
        ),
        officer=TECHNICIAN,
    )  # fmt: skip
    yield from chip_reader_states(devices)
    report = SelfTestView("cam", NOW, True, (Measurement("frame_rate", 29.7, "1/s", 15, None, StepState.PASSED, True),))
    bench = BenchView("cam", CameraSetting(), (), 0.12)
    tested = TechnicianState(devices=devices, selected="cam", report=report, bench=bench)
    yield Shown("technician_tested", TechnicianScreen, tested, officer=TECHNICIAN)


def chip_reader_states(others: tuple[DeviceView, ...]) -> Iterator[Shown]:
    """A chip reader with a document on it, its self-test on the way, done and failed; no service for chip readers."""
    atr = "3B8E80018031806412002300000000073B"
    card = CardReaderView("ACS ACR1252 1S CL Reader [ACR1252 Dual Reader PICC] 00 00", atr, True, True)
    slot = CardReaderView("ACS ACR1252 1S CL Reader [ACR1252 Dual Reader SAM] 00 01", slot=True)
    readers = tuple(
        DeviceView(
            f"pcsc:{one.name}", DeviceKind.CHIP, one.name[:-6], "", one.name, "",
            Health.UNUSED if one.slot else Health.READY, in_use=not one.slot, card=one,
        )
        for one in (card, slot)
    )  # fmt: skip
    base = {"devices": (*others, *readers), "selected": readers[0].id}
    sizes = ((160, 160, 2.41), (223, 223, 2.02), (256, 223, 2.31), (1024, 1024, 1.27), (4096, 0, 0.0))
    tested = CardTest(card.name, atr, "PACE GM AES-128", sizes, 58, 1.27, 7.0)
    slow = replace(tested, sizes=((160, 160, 9.4),), commands=171, seconds=9.4)
    yield Shown("technician_card", TechnicianScreen, TechnicianState(**base), officer=TECHNICIAN)
    yield Shown(
        "technician_card_running", TechnicianScreen,
        TechnicianState(busy=True, running="card", progress=0.4, **base), officer=TECHNICIAN,
    )  # fmt: skip
    for name, test in (("tested", tested), ("slow", slow)):
        report = SelfTestView(readers[0].id, NOW, test.passed, (), test)
        yield Shown(
            f"technician_card_{name}", TechnicianScreen, TechnicianState(report=report, **base), officer=TECHNICIAN
        )
    missing = DeviceView("pcsc:", DeviceKind.CHIP, "PC/SC", "", "", "", Health.ABSENT, error="card_service_missing")
    yield Shown(
        "technician_card_service", TechnicianScreen,
        TechnicianState(devices=(*others, missing), selected=missing.id), officer=TECHNICIAN,
    )  # fmt: skip
    yield Shown(
        "technician_card_wrong", TechnicianScreen,
        TechnicianState(problem=Problem("card_key_wrong"), **base), officer=TECHNICIAN,
    )  # fmt: skip


@cache
def collected() -> list[Shown]:
    """`all_states` for files of tests: the pictures are painted when the first of them begins (conftest)."""
    with people.later():
        return all_states()


def all_states() -> list[Shown]:
    log_in = [
        Shown("log_in", LogInScreen, LogInView(), officer=None),
        Shown("log_in_wrong", LogInScreen, LogInView(problem=Problem("sign_in_wrong"), attempt=1), officer=None),
        Shown(
            "log_in_code",
            LogInScreen,
            LogInView(name="awijaya", ask_code=True, problem=Problem("second_factor_needed")),
            officer=None,
        ),
        Shown(
            "log_in_finger",
            LogInScreen,
            LogInView(True, name="awijaya", ask_finger=True, finger_runs=True, hint=FingerHint.SEARCHING_FINGERS),
            officer=None,
        ),
        Shown(
            "log_in_either",
            LogInScreen,
            LogInView(True, name="awijaya", ask_code=True, ask_finger=True, finger_runs=True),
            officer=None,
        ),
        Shown(
            "log_in_finger_wrong",
            LogInScreen,
            LogInView(name="awijaya", ask_finger=True, problem=Problem("second_factor_wrong")),
            officer=None,
        ),
        Shown(
            "log_in_first_password",
            LogInScreen,
            LogInView(name="awijaya", must_change=True, problem=Problem("password_must_change")),
            officer=None,
        ),
        Shown("locked", LogInScreen, LogInView(locked=SESSION), officer=None),
    ]
    counter = [
        *document_states(),
        *face_states(),
        *finger_states(),
        *check_states(),
        *decision_states(),
        *leave_states(),
        *debrief_states(),
        *parked_states(),
    ]
    return [
        *log_in,
        *counter,
        *past_states(),
        *stays_states(),
        *figures_states(),
        *supervisor_states(),
        *technician_states(),
        *camera_bench_states(),
        *office_states(),
    ]


def rail(shown: Shown) -> RailState:
    return RailState(shown.step, fingers_done=shown.fingers)


def traveller(shown: Shown) -> TravellerState:
    return TravellerState(DOCUMENT if shown.traveller else None, shown.first_visit)
