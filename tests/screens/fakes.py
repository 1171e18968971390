"""Desks that answer from plain values and note what they were asked; the presenters cannot tell."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from models.document.wedge import Wedge
from station.domain.desk import (
    CaseState,
    CheckResult,
    ChipView,
    DocumentEntry,
    DocumentReading,
    FaceCapture,
    FaceEvent,
    FaceVerdict,
    FingerEvent,
    FingerTask,
    Guidance,
    PurposeName,
    RecordFace,
    RecordPreview,
    SignedRecord,
    StateName,
    TravelCode,
    Turned,
    VisaClass,
    VisitView,
)  # fmt: skip
from station.domain.outcome import Inspection, Modality, Verdict
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger, FingerSample, MissingFinger, MissingReason, Veto
from station.domain.slaps import Slap, SlapView
from station.domain.visit import Direction, Document, Leaving, Notice, Purpose, Stay
from station.errors import StationError
from station.workflow.counter import Event, Step, counter_machine
from station.workflow.fingers import hand_in_use, next_finger
from station.workflow.slaps import done_slaps, left_open, next_slap
from tests.screens.people import NOW, SOURCE

TODAY = date(2026, 11, 24)


@dataclass
class Draft:
    fingers: dict[Finger, FingerSample] = field(default_factory=dict)
    missing: dict[Finger, MissingReason] = field(default_factory=dict)
    reading: DocumentReading | None = None
    document: Document | None = None
    person: str = "p1"
    stay: Stay | None = None
    notice: Notice | None = None
    warnings: set[str] = field(default_factory=set)


class FakeCounter:
    """The counter's own table decides what may happen; everything else is scripted."""

    def __init__(self, step: Step) -> None:
        self.machine = counter_machine(step)
        self.draft = Draft()
        self.asked: list[Any] = []
        self.reading: DocumentReading | Exception = DocumentReading(None)
        self.photographs: list[DocumentReading | Exception] = []
        self.capture: FaceCapture | Exception | None = None
        self.turned = Turned.HEAD
        self.record_face: RecordFace | None = None
        self.face_events: list[FaceEvent] = []
        self.face_verdicts: list[FaceVerdict] = []
        self.forced = False
        self.tasks: list[FingerTask | Exception] = []
        self.slaps: tuple[Slap, ...] = ()
        self.slap_tasks: list[SlapView | Exception] = []
        self.taken_slaps: dict[Slap, SlapView] = {}
        self.single = False
        self.result: CheckResult | None = None
        self.case: CaseState | None = None
        self.record_preview: RecordPreview | None = None
        self.signed: SignedRecord | Exception | None = None
        self.chip: ChipView | None = None
        self.tell_chip: Callable[[ChipView], None] = lambda _view: None

    def _note(self, *what: Any) -> None:
        self.asked.append(what)

    @property
    def document(self) -> FakeCounter:
        """The desk of a step; here each is the whole counter."""
        return self

    face = fingers = check = decision = document

    @property
    def step(self) -> Step:
        return self.machine.state

    @property
    def view(self) -> VisitView:
        draft = self.draft
        return VisitView(
            draft.reading,
            draft.document,
            draft.person,
            stay=draft.stay,
            notice=draft.notice,
            warnings=tuple(sorted(draft.warnings)),
            hand=hand_in_use(draft.missing),
            expected=left_open(tuple(draft.fingers), draft.missing) or next_finger(tuple(draft.fingers), draft.missing),
            taken=tuple(draft.fingers[f] for f in sorted(draft.fingers)),
            missing=tuple(MissingFinger(f, r) for f, r in sorted(draft.missing.items())),
        )

    @property
    def names(self) -> list[str]:
        return [what[0] for what in self.asked]

    def allows(self, event: Event) -> bool:
        return self.machine.allows(event)

    def back(self) -> None:
        self._note("back")
        self.machine.fire(Event.BACK)

    # an interrupted visit

    def resume(self, visit: str) -> Step:
        self._note("resume", visit)
        return self.machine.state

    def discard(self, visit: str, reason: Leaving) -> bool:
        self._note("discard", visit, reason)
        return False

    # document

    def read_lines(self, text: str) -> DocumentReading:
        self._note("read_lines", text)
        return _given(self.reading)

    def photograph(self, stop: Callable[[], bool]) -> DocumentReading:
        self._note("photograph")
        return _given(self.photographs.pop(0))

    def wedge(self) -> Wedge:
        return Wedge()

    def take_code(self, text: str) -> DocumentReading | None:
        self._note("take_code", text)
        return None

    def name_code(self, text: str) -> TravelCode:
        return TravelCode("text", False, text)

    def states(self) -> tuple[StateName, ...]:
        return (StateName("UTO", "specimen", "Utopia", "Utopia"), StateName("IDN", "state", "Indonesia", "Indonesia"))

    def watch_chip(self, changed: Callable[[ChipView], None]) -> Callable[[], None]:
        self.tell_chip = changed
        return lambda: self._note("unwatch_chip")

    def choose_chip_key(self, index: int) -> None:
        self._note("choose_chip_key", index)

    def open_chip_with(self, number: str) -> None:
        self._note("open_chip_with", number)

    def read_chip_again(self) -> None:
        self._note("read_chip_again")

    def choose_document(self, index: int) -> DocumentReading:
        self._note("choose_document", index)
        return _given(self.reading)

    def answer_document(self, answers: Mapping[str, str]) -> DocumentReading:
        self._note("answer_document", dict(answers))
        return _given(self.reading)

    def enter_document(self, entry: DocumentEntry) -> DocumentReading:
        self._note("enter_document", entry)
        return _given(self.reading)

    def notice_languages(self) -> tuple[str, ...]:
        return ("id", "en", "fr")

    def read_codes(self) -> tuple[TravelCode, ...]:
        return ()

    def purposes(self) -> tuple[PurposeName, ...]:
        return tuple(PurposeName(purpose.value) for purpose in Purpose)

    def visa_classes(self, purpose: str) -> tuple[VisaClass, ...]:
        return (
            (VisaClass("NONE", None),) if purpose == Purpose.RETURNING else (VisaClass("VOA", 30), VisaClass("C1", 60))
        )

    def classes_known(self) -> bool:
        return True

    def stays_confirmed(self) -> bool:
        return False

    def last_day(
        self, direction: Direction, purpose: str, visa_class: str, days: int, proofs: Mapping[str, str]
    ) -> date | None:
        assert not proofs
        if direction is Direction.DEPARTURE or visa_class in {"NONE", "-"}:
            return None
        if days > {"VOA": 30, "C1": 60}[visa_class]:
            raise StationError(code="stay_too_long")
        return TODAY + timedelta(days=days - 1)

    def stay_warning(self, direction: Direction, visa_class: str, last_day: date | None) -> str:
        return ""

    def confirm_document(self, document: Document, accept_expired: bool, renewed_person: str | None) -> None:
        self._note("confirm_document", document, accept_expired, renewed_person)
        self.machine.fire(Event.DOCUMENT_CONFIRMED)

    def set_stay(
        self, direction: Direction, purpose: str, visa_class: str, days: int, language: str, proofs: Mapping[str, str]
    ) -> None:
        self._note("set_stay", direction, purpose, visa_class, days, language)
        self.machine.fire(Event.STAY_SET)

    # face

    def face_on_record(self) -> RecordFace | None:
        return self.record_face

    def capture_face(
        self,
        cancel: threading.Event,
        force: threading.Event,
        on_event: Callable[[FaceEvent], None],
        on_verdict: Callable[[FaceVerdict], None] | None = None,
    ) -> FaceCapture:
        self._note("capture_face")
        for event in self.face_events:
            on_event(event)
        for verdict in self.face_verdicts if on_verdict is not None else ():
            on_verdict(verdict)
        self.forced = force.is_set()
        assert self.capture is not None
        return _given(self.capture)

    def watch_turn(self, cancel: threading.Event, on_event: Callable[[FaceEvent], None]) -> FaceCapture:
        self._note("watch_turn")
        on_event(FaceEvent(Guidance.TURN_HEAD))
        assert isinstance(self.capture, FaceCapture)
        return replace(self.capture, turned=self.turned)

    def accept_face(self, index: int, veto: Veto | None, note: str = "") -> None:
        self._note("accept_face", index, veto, note)
        self.machine.fire(Event.FACE_TAKEN)

    def skip_face(self, note: str) -> None:
        self._note("skip_face", note)
        self.machine.fire(Event.FACE_TAKEN)

    # fingers

    def capture_finger(
        self,
        finger: Finger,
        cancel: threading.Event,
        on_event: Callable[[FingerEvent], None],
        force: threading.Event | None = None,
        onward: bool = False,
    ) -> FingerTask:
        self._note("capture_finger", finger)
        self.force, self.onward = force, onward
        return _given(self.tasks.pop(0))

    def accept_finger(self, finger: Finger, index: int, veto: Veto | None = None) -> None:
        self._note("accept_finger", finger, index, veto)
        self.draft.fingers[finger] = FingerSample(
            finger, b"", 500.0, b"", 50, 10, 1, (50,), True, veto, None, SOURCE, NOW
        )

    def slap_codes(self) -> tuple[Slap, ...]:
        return self.slaps

    def expected_slap(self) -> Slap | None:
        if self.single or not self.slaps or left_open(tuple(self.draft.fingers), self.draft.missing) is not None:
            return None
        return next_slap(done_slaps(tuple(self.draft.fingers)), tuple(self.draft.missing), ten=True)

    def one_by_one(self, chosen: bool) -> None:
        self._note("one_by_one", chosen)
        self.single = chosen

    def capture_slap(self, slap: Slap, cancel: threading.Event, on_hint: Callable[[Any, int], None]) -> SlapView:
        self._note("capture_slap", slap)
        self.taken_slaps[slap] = given = _given(self.slap_tasks.pop(0))
        return given

    def accept_slap(self, slap: Slap, index: int, veto: Veto | None = None) -> None:
        self._note("accept_slap", slap, index, veto)
        for one in self.taken_slaps[slap].attempts[index].fingers:
            self.draft.fingers[one.finger] = FingerSample(
                one.finger, b"", 500.0, b"", 50, 10, 1, (50,), True, veto, None, SOURCE, NOW
            )

    def recapture_slap(self, slap: Slap) -> None:
        self._note("recapture_slap", slap)

    def accept_duplicate(self) -> None:
        self._note("accept_duplicate")

    def recapture(self, finger: Finger) -> None:
        self._note("recapture", finger)
        self.draft.fingers.pop(finger, None)

    def relabel(self) -> None:
        self._note("relabel")

    def mark_missing(self, finger: Finger, reason: MissingReason) -> None:
        self._note("mark_missing", finger, reason)
        self.draft.missing[finger] = reason

    def mark_none_left(self, reason: MissingReason) -> None:
        self._note("mark_none_left", reason)
        taken = self.draft.fingers
        asked = RIGHT_FOUR if any(f in taken for f in RIGHT_FOUR) else (*RIGHT_FOUR, *LEFT_FOUR)
        self.draft.missing |= {f: reason for f in asked if f not in taken and f not in self.draft.missing}

    def restart_fingers(self) -> None:
        self._note("restart_fingers")
        self.draft = Draft()

    def finish_fingers(self) -> None:
        self._note("finish_fingers")
        self.machine.fire(Event.FINGERS_TAKEN)

    # check

    def compare(self, cancel: threading.Event | None = None) -> CheckResult:
        assert self.result is not None
        if self.result.case is not None:
            self.machine.fire(Event.CASE_RAISED)
        return self.result

    def give_proof(self, proof: str, day: date | None, receipt: str = "") -> CheckResult:
        self._note("give_proof", proof, day, receipt)
        assert self.result is not None
        return self.result

    def inspect(self, modality: Modality, inspection: Inspection, note: str) -> None:
        self._note("inspect", modality, inspection, note)
        if self.case is not None:
            self.machine.fire(Event.CASE_RAISED)

    def keep_order(self) -> None:
        self._note("keep_order")

    def raise_case(self, note: str = "") -> CaseState:
        self._note("raise_case")
        self.machine.fire(Event.CASE_RAISED)
        assert self.case is not None
        return self.case

    def case_state(self) -> CaseState | None:
        self._note("case_state")
        if self.case is not None and self.case.ruling is not None and self.allows(Event.CASE_RULED):
            self.machine.fire(Event.CASE_RULED)
        return self.case

    def watch_case(self, changed: Callable[[CaseState], None]) -> Callable[[], None]:
        self._note("watch_case")
        self.changed = changed
        return lambda: self._note("unwatch_case")

    def finish_check(self) -> None:
        self._note("finish_check")
        self.machine.fire(Event.CHECKED)

    def refer_while_waiting(self) -> None:
        self._note("refer_while_waiting")
        self.machine.fire(Event.REFERRED)

    # decision

    def preview(self) -> RecordPreview:
        assert self.record_preview is not None
        return self.record_preview

    def reasons(self, verdict: Verdict) -> tuple[str, ...]:
        return {Verdict.ADMIT: ("in_order",), Verdict.REFER: ("identity_doubt",)}.get(verdict, ("entry_ban",))

    def sign(self, verdict: Verdict, reason: str, note: str) -> SignedRecord:
        self._note("sign", verdict, reason, note)
        assert self.signed is not None
        return _given(self.signed)


def _given(value: Any) -> Any:
    if isinstance(value, Exception):
        raise value
    return value


class Seen(list):  # type: ignore[type-arg]
    """Where a page would be: the states that were shown, and which ways it was left."""

    def __init__(self) -> None:
        super().__init__()
        self.ways: list[Any] = []

    def way(self, name: str) -> Callable[..., None]:
        return lambda *values: self.ways.append((name, *values))

    @property
    def last(self) -> Any:
        return self[-1]


def at_once(call: Callable[[], None]) -> None:
    call()
