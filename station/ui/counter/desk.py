"""What the counter's pages need of the work behind them; `station.counter.counter.Counter` is one.

Only calls that say so return at once; all others may block and belong on the counter's worker. mypy holds the two
against each other where the window is given its back (station.app).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

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
    FingerHint,
    FingerTask,
    InterruptedVisit,
    PictureSlot,
    PurposeName,
    RecordFace,
    RecordPreview,
    SignedRecord,
    StateName,
    TravelCode,
    VisaClass,
    VisitView,
)
from station.domain.officer import Officer
from station.domain.outcome import Inspection, Modality, Verdict
from station.domain.samples import Finger, MissingReason, Veto
from station.domain.slaps import Slap, SlapView
from station.domain.visit import Direction, Document, Leaving
from station.workflow.counter import Event, Step


class Scanned(Protocol):
    """What a document reader sent that poses as a keyboard."""

    @property
    def text(self) -> str: ...
    @property
    def lines(self) -> tuple[str, ...]:
        """Of a machine readable zone; () for anything else."""
        ...


class KeyBurst(Protocol):
    @property
    def released(self) -> str:
        """Characters that are typing after all."""
        ...

    @property
    def scan(self) -> Scanned | None: ...


class KeyWedge(Protocol):
    """Tells a scan from typing by its speed. Everything at once; times by `time.monotonic`."""

    def key(self, characters: str, at: float) -> KeyBurst: ...
    def idle(self, at: float) -> KeyBurst: ...
    @property
    def due(self) -> float | None:
        """When `idle` must be called if nothing comes."""
        ...


class VisitDesk(Protocol):
    """The visit in hand, as every step needs it."""

    @property
    def step(self) -> Step:
        """At once."""
        ...

    @property
    def view(self) -> VisitView:
        """As it stood after the last accepted step; frozen, at once."""
        ...

    def allows(self, event: Event) -> bool:
        """At once."""
        ...

    def back(self) -> None: ...
    def resume(self, visit: str) -> object: ...


class DocumentDesk(Protocol):
    def page_camera(self) -> PictureSlot: ...
    def read_lines(self, text: str) -> DocumentReading: ...
    def photograph(self, stop: Callable[[], bool]) -> DocumentReading:
        """Read the page that the camera sees now. Raises "no_document" and the like."""
        ...

    def wedge(self) -> KeyWedge:
        """A new one. At once."""
        ...

    def read_codes(self) -> tuple[TravelCode, ...]:
        """The barcodes that the camera sees now, named and never opened."""
        ...

    def name_code(self, text: str) -> TravelCode:
        """What a barcode is that was scanned; never opened. At once."""
        ...

    def take_code(self, text: str) -> DocumentReading | None:
        """What was scanned, judged where it is a seal: the document that was read before, with it; None where it is
        none. Raises "seal_before_document"."""
        ...

    def states(self) -> tuple[StateName, ...]:
        """At once."""
        ...

    @property
    def chip(self) -> ChipView | None:
        """As it stands; None at a counter without chip reading. At once."""
        ...

    def watch_chip(self, changed: Callable[[ChipView], None]) -> Callable[[], None]:
        """Tell of every change, from any thread; returns how to stop that."""
        ...

    def choose_chip_key(self, index: int) -> None:
        """At once; what comes of it is told."""
        ...

    def open_chip_with(self, number: str) -> None:
        """The card access number. At once; what comes of it is told. Raises "card_number_unfit"."""
        ...

    def read_chip_again(self) -> None:
        """At once; what comes of it is told."""
        ...

    def choose_document(self, index: int) -> DocumentReading: ...
    def answer_document(self, answers: Mapping[str, str]) -> DocumentReading: ...
    def enter_document(self, entry: DocumentEntry) -> DocumentReading: ...
    def notice_languages(self) -> tuple[str, ...]:
        """Of the policy. At once."""
        ...

    def purposes(self) -> tuple[PurposeName, ...]:
        """Of the traveller whose document is read, of everybody before. At once."""
        ...

    def visa_classes(self, purpose: str) -> tuple[VisaClass, ...]:
        """What the traveller whose document is read may have; nothing before. At once."""
        ...

    def classes_known(self) -> bool:
        """Whether there is a document, so that `visa_classes` are all there are. At once."""
        ...

    def stays_confirmed(self) -> bool:
        """Whether the agency has confirmed classes and lists of the policy. At once."""
        ...

    def last_day(
        self, direction: Direction, purpose: str, visa_class: str, days: int, proofs: Mapping[str, str]
    ) -> date | None:
        """At once, without a disk. Raises StayError."""
        ...

    def stay_warning(self, direction: Direction, visa_class: str, last_day: date | None) -> str:
        """What the record will say although it stops nothing: "passport_too_short"; "" for nothing. At once."""
        ...

    def confirm_document(self, document: Document, accept_expired: bool, renewed_person: str | None) -> None: ...
    def set_stay(
        self,
        direction: Direction,
        purpose: str,
        visa_class: str,
        days: int,
        language: str,
        proofs: Mapping[str, str],
    ) -> object: ...


class FaceDesk(Protocol):
    def face_camera(self) -> PictureSlot: ...
    def face_on_record(self) -> RecordFace | None:
        """Of a traveller who is on record; None where there is none."""
        ...

    def capture_face(
        self,
        cancel: threading.Event,
        force: threading.Event,
        on_event: Callable[[FaceEvent], None],
        on_verdict: Callable[[FaceVerdict], None] | None = None,
    ) -> FaceCapture:
        """Blocks until a capture passes the gate, `force` is set, the time is over or `cancel` is set; `on_verdict` is
        told from another thread, also after that, what the live face of a traveller on record looks like so far."""
        ...

    def watch_turn(self, cancel: threading.Event, on_event: Callable[[FaceEvent], None]) -> FaceCapture:
        """The traveller was asked to turn the head; the shots of the capture, with what was seen."""
        ...

    def accept_face(self, index: int, veto: Veto | None, note: str = "") -> None: ...
    def skip_face(self, note: str) -> None:
        """Go on without a picture; the reason stays in the record."""
        ...


class FingersDesk(Protocol):
    def slap_codes(self) -> tuple[Slap, ...]:
        """What a reader that works now takes at once. At once."""
        ...

    def expected_slap(self) -> Slap | None:
        """The slap that is asked for now; None where a finger is, or nothing. At once."""
        ...

    def one_by_one(self, chosen: bool) -> None:
        """One finger after the other from here on, or slaps again; what was taken stays taken."""
        ...

    def slap_view(self) -> PictureSlot:
        """The platen while a slap is captured; empty in between."""
        ...

    def capture_slap(self, slap: Slap, cancel: threading.Event, on_hint: Callable[[FingerHint, int], None]) -> SlapView:
        """Up to three attempts, best-of, uniqueness, which hand it looks like. Raises as `capture_finger` does."""
        ...

    def accept_slap(self, slap: Slap, index: int, veto: Veto | None = None) -> None:
        """What the attempt did not bring is asked for singly."""
        ...

    def recapture_slap(self, slap: Slap) -> None: ...
    def finger_view(self) -> PictureSlot:
        """The platen while a finger is captured; empty in between."""
        ...

    def capture_finger(
        self,
        finger: Finger,
        cancel: threading.Event,
        on_event: Callable[[FingerEvent], None],
        force: threading.Event | None = None,
        onward: bool = False,
    ) -> FingerTask:
        """Up to three attempts, best-of, uniqueness. Raises DeviceError; a cancel is one, code "cancelled".

        `force` set: the next picture is taken, whatever lies there. `onward`: a finger of sufficient quality need not
        be compared with the others before it is accepted; what speaks against it afterwards makes it the expected one
        again, and then this gives its task at once.
        """
        ...

    def accept_finger(self, finger: Finger, index: int, veto: Veto | None = None) -> None: ...
    def accept_duplicate(self) -> None:
        """The officer saw the uniqueness warning and uses the print."""
        ...

    def recapture(self, finger: Finger) -> None: ...
    def relabel(self) -> None:
        """Fingers that the check found exchanged take each other's names."""
        ...

    def mark_missing(self, finger: Finger, reason: MissingReason) -> None: ...
    def mark_none_left(self, reason: MissingReason) -> None:
        """Every finger that is still asked for cannot be captured."""
        ...

    def restart_fingers(self) -> None: ...
    def finish_fingers(self) -> None: ...


class CheckDesk(Protocol):
    def compare(self, cancel: threading.Event | None = None) -> CheckResult:
        """1:1, 1:N and the watchlist. A case that the rules ask for is raised here and comes in the result."""
        ...

    def inspect(self, modality: Modality, inspection: Inspection, note: str) -> None: ...
    def keep_order(self) -> None:
        """The fingers are in order: the next comparison stands as it is."""
        ...

    def give_proof(self, proof: str, day: date | None, receipt: str = "") -> CheckResult:
        """What the traveller showed of a crossing that is missing, or the receipt of a fee; the register again."""
        ...

    def raise_case(self, note: str = "") -> CaseState: ...
    def case_state(self) -> CaseState | None:
        """The case that this visit waits for; a ruling moves the visit on to the decision."""
        ...

    def watch_case(self, changed: Callable[[CaseState], None]) -> Callable[[], None]:
        """Tell of a change of this visit's case, from any thread; returns how to stop that."""
        ...

    def finish_check(self) -> None: ...
    def refer_while_waiting(self) -> None: ...


class DecisionDesk(Protocol):
    def preview(self) -> RecordPreview: ...
    def reasons(self, verdict: Verdict) -> tuple[str, ...]:
        """The reasons of the policy for this verdict; at once."""
        ...

    def sign(self, verdict: Verdict, reason: str, note: str) -> SignedRecord:
        """Seal, append to the audit log and put into the outbox, in one transaction."""
        ...

    def print_slip(self, document: bytes) -> None:
        """A PDF, on the printer of this machine. Raises "no_printer", "printer_failed"."""
        ...


class CounterDesk(VisitDesk, Protocol):
    """One officer's counter: the visit in hand, and a desk for each step."""

    @property
    def document(self) -> DocumentDesk: ...
    @property
    def face(self) -> FaceDesk: ...
    @property
    def fingers(self) -> FingersDesk: ...
    @property
    def check(self) -> CheckDesk: ...
    @property
    def decision(self) -> DecisionDesk: ...

    def begin(self) -> None: ...
    def leave(self, reason: Leaving) -> bool:
        """Give the visit up; whether it was sealed with its evidence."""
        ...

    def park(self) -> None:
        """Set the visit that waits for a supervisor aside."""
        ...

    def take_up(self, visit: str) -> object:
        """Go on with a parked visit; an empty one in hand gives way."""
        ...

    def discard(self, visit: str, reason: Leaving) -> bool:
        """Give an interrupted visit up; whether it was sealed with its evidence."""
        ...

    def interrupted(self) -> tuple[InterruptedVisit, ...]:
        """Parked ones, and those that were open when the station stopped."""
        ...

    def take_over(self, officer: Officer) -> None: ...
    def close(self) -> None: ...
