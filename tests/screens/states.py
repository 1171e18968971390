"""Every page of the station in the states that matter, with synthetic people only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from station.domain.desk import (
    CaptureResult,
    DocumentReading,
    FaceCapture,
    FaceEvent,
    FaceShot,
    FieldProblem,
    FingerAttempt,
    FingerHint,
    FingerTask,
    Guidance,
    Health,
    KnownPerson,
    NoticeText,
    StationStatus,
    VisaClass,
)
from station.domain.officer import Officer, Role
from station.domain.samples import RIGHT_FOUR, Finger, Veto
from station.domain.visit import Direction
from station.ui.presenter import Problem
from station.ui.screens.document import DocumentScreen, DocumentView
from station.ui.screens.face import FaceScreen, FaceState
from station.ui.screens.fingers import FingersScreen, FingersState
from station.ui.screens.log_in import LogInScreen, LogInView
from station.ui.screens.page import Page
from station.ui.widgets.rail import RailState, TravellerState
from station.workflow.counter import Step
from tests.screens import people
from tests.screens.people import DOCUMENT, MISSING, NOW, sample

OFFICER = Officer("awijaya", "A. Wijaya", Role.OFFICER)
STATUS = StationStatus(
    "Counter 07", "Terminal 3", "demo", Health.READY, Health.READY, False, 3, NOW - timedelta(minutes=12)
)


class Still:
    """A slot with one picture."""

    def __init__(self, picture: Any) -> None:
        self._picture = picture

    def get(self) -> tuple[int, Any]:
        return 1, self._picture


@dataclass(frozen=True)
class Shown:
    """One picture of the gallery."""

    name: str
    page: Callable[[], Page]
    state: Any
    step: Step = Step.IDLE
    traveller: bool = False
    officer: Officer | None = OFFICER
    first_visit: bool | None = None
    fingers: int = 0


NOTICE = NoticeText(
    "2026-11-1",
    "en",
    "We take your face and fingerprints to check that this document is yours and to protect the border. The law on "
    "immigration allows it. We keep them for five years, encrypted. You may ask to see, correct or erase them.",
)
VISAS = (VisaClass("VOA", 30), VisaClass("BVK", 30), VisaClass("C1", 60), VisaClass("D1", 60))
READ = DocumentView(
    lines=DOCUMENT.lines, reading=DocumentReading(DOCUMENT, DOCUMENT.lines), name_confirmed=True, visas=VISAS,
    visa_class="VOA", days=14, last_day=date(2026, 12, 7), notice=NOTICE, notice_shown=True,
)  # fmt: skip
EMPTY = DocumentView(visas=VISAS, visa_class="VOA", days=30, last_day=date(2026, 12, 23), notice=NOTICE)


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
    base = {"visas": VISAS, "visa_class": "VOA", "days": 45, "notice": NOTICE}
    yield Shown("document_empty", page, EMPTY, Step.DOCUMENT)
    yield Shown("document_read", page, READ, Step.DOCUMENT, traveller=True, first_visit=False)
    yield Shown(
        "document_wrong", page,
        DocumentView(lines=DOCUMENT.lines, reading=wrong, stay_problem=Problem("stay_too_long"), **base), Step.DOCUMENT,
    )  # fmt: skip
    yield Shown(
        "document_expired", page, DocumentView(lines=DOCUMENT.lines, reading=renewed, link="p1", **base), Step.DOCUMENT,
        traveller=True,
    )  # fmt: skip
    yield Shown(
        "document_failed", page,
        DocumentView(problem=Problem("no_document"), direction=Direction.DEPARTURE, notice=NOTICE, visas=VISAS),
        Step.DOCUMENT,
    )  # fmt: skip


def face_states() -> Iterator[Shown]:
    def page() -> FaceScreen:
        screen = FaceScreen()
        screen.view.watch(Still(people.frame()))
        return screen

    box = (0.34, 0.16, 0.56, 0.56)
    good = FaceShot(people.portrait(), people.gate(), True)
    bad = FaceShot(people.portrait(1), people.gate(False), False)
    live = FaceState(busy=True, capturing=True, event=FaceEvent(Guidance.FACE_RECOGNIZED, people.gate(), box, 21.0))
    closer = FaceState(busy=True, capturing=True, event=FaceEvent(Guidance.STEP_FORWARD, people.gate(False), box, 6.0))
    taken = FaceState(capture=FaceCapture(CaptureResult.SUCCESS, (good,)), can_accept=True, can_go_back=True)
    late = FaceState(
        capture=FaceCapture(CaptureResult.TIMEOUT_WITH_IMAGE, (bad, good, bad), 0), can_accept=True, can_go_back=True,
        veto_open=True,
    )  # fmt: skip
    lost = FaceState(capture=FaceCapture(CaptureResult.CAMERA_FAILURE), can_go_back=True)
    for name, state in (
        ("face_live", live), ("face_closer", closer), ("face_taken", taken), ("face_veto", late), ("face_lost", lost),
    ):  # fmt: skip
        yield Shown(name, page, state, Step.FACE, traveller=True, first_visit=True)


def finger_states() -> Iterator[Shown]:
    taken = (sample(Finger.RIGHT_INDEX, 71), sample(Finger.RIGHT_MIDDLE, 18, 20, Veto.OK_OBVIOUS))
    prints = [people.fingerprint(4, i) for i in range(3)]
    attempts = tuple(FingerAttempt(i + 1, n, p) for i, (n, p) in enumerate(zip((4, 8, 255), prints, strict=True)))
    weak = FingerTask(Finger.RIGHT_RING, 10, attempts, 1, False)
    same = FingerTask(
        Finger.RIGHT_RING, 10, (FingerAttempt(1, 64, people.fingerprint(2)),), 0, True, (Finger.RIGHT_INDEX,)
    )
    base = {"hand": RIGHT_FOUR, "taken": taken, "finger": Finger.RIGHT_RING, "threshold": 10, "can_go_back": True}
    scanning = FingersState(
        busy=True, capturing=True, hint=FingerHint.KEEP_STILL, attempts=attempts[:1], missing=MISSING, **base
    )
    unplugged = FingersState(busy=True, capturing=True, hint=FingerHint.UNPLUGGED, missing_open=True, **base)
    below = FingersState(task=weak, attempts=attempts, chosen=1, veto_open=True, **base)
    twice = FingersState(task=same, attempts=same.attempts, **base)
    done = FingersState(
        hand=RIGHT_FOUR, taken=(*taken, sample(Finger.RIGHT_RING, 44, 10)), missing=MISSING, can_finish=True,
        can_go_back=True,
    )  # fmt: skip
    for name, state in (
        ("fingers_scanning", scanning), ("fingers_unplugged", unplugged), ("fingers_below", below),
        ("fingers_twice", twice), ("fingers_done", done),
    ):  # fmt: skip
        yield Shown(
            name, FingersScreen, state, Step.FINGERS, traveller=True, first_visit=True, fingers=len(state.taken)
        )


def all_states() -> list[Shown]:
    log_in = [
        Shown("log_in", LogInScreen, LogInView(), officer=None),
        Shown("log_in_wrong", LogInScreen, LogInView(problem=Problem("bad_credentials"), attempt=1), officer=None),
        Shown("locked", LogInScreen, LogInView(locked=OFFICER), officer=None),
    ]
    return [*log_in, *document_states(), *face_states(), *finger_states()]


def rail(shown: Shown) -> RailState:
    return RailState(shown.step, fingers_done=shown.fingers)


def traveller(shown: Shown) -> TravellerState:
    return TravellerState(DOCUMENT if shown.traveller else None, shown.first_visit)
