"""One capture from asking to picture, over every reader that comes and goes meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import Enum
from typing import Generic, Protocol, TypeVar

from drivers.errors import Cancelled, Declined, DeviceError, Garbled, Refused, TimedOut, Unplugged
from drivers.finger.base import Choose, FingerFrame, FingerGone, FingerScanner, SlapFrame, Wanted
from drivers.finger.roster import Roster
from drivers.finger.slot import ScannerState, Slot

SLICE = 0.05  # seconds after which a waiting capture looks whether it is cancelled
FAILURES = 3  # faults of readers, each followed by a fresh initialisation, before the caller is told
SCAN = 5.0  # seconds a finger that lies there may take, re-reads included
GRACE = 0.25  # seconds past the time-out for a frame that is nearly there

T = TypeVar("T", FingerFrame, SlapFrame)
Take = Callable[[FingerScanner, float, Choose | None], T]
"""How the picture is taken of a reader, within seconds."""


class CaptureEvent(Enum):
    WAITING_READER = "waiting_reader"  # none is plugged in and ready
    WAITING_FINGER = "waiting_finger"
    SCANNING = "scanning"
    CAPTURED = "captured"
    LIFT = "lift"  # the finger of the last capture still lies there
    UNPLUGGED = "unplugged"
    RECONNECTED = "reconnected"
    RETRY = "retry"  # the reader failed and is initialised afresh


class Watch(Protocol):
    """Who looks on while a finger is captured. Called from the capture's thread, so nothing here may block."""

    @property
    def forced(self) -> bool:
        """The officer wants a picture now, whatever lies there; what `choose` says of the next one still holds."""
        ...

    def look(self, frame: FingerFrame | None) -> None:
        """The platen while no finger has been noticed; None where the live picture stopped."""
        ...

    def choose(self, frame: FingerFrame) -> FingerFrame | None:
        """The picture to take, None for one more. Raises FingerGone where nothing lies there any more."""
        ...


class Ride(Generic[T]):
    """`run` on a thread; `result` in the caller's as soon as `done`, `cancelled` or `overdue`."""

    def __init__(
        self,
        hub: Roster,
        timeout: float,
        cancel: threading.Event,
        serial: str | None,
        on_event: Callable[[CaptureEvent], None],
        watch: Watch | None,
        wanted: Wanted,
        take: Take[T],
    ) -> None:
        self._hub = hub
        self._wanted = wanted
        self._take: Take[T] = take
        self._watch = watch
        self._deadline = time.monotonic() + timeout
        self._cancel = cancel
        self._abandoned = threading.Event()
        self._serial = serial
        self._on_event = on_event
        self._last_event: CaptureEvent | None = None
        self._had_reader = False
        self._failures = 0
        self._frame: T | None = None
        self._error: BaseException | None = None
        self.done = threading.Event()

    @property
    def cancelled(self) -> bool:
        return self._cancel.is_set() or self._hub.stopping

    @property
    def overdue(self) -> bool:
        return time.monotonic() > self._deadline + GRACE

    def result(self) -> T:
        """The picture, or why there is none. The thread, where it still runs, stops by itself."""
        if self.done.is_set() and self._frame is not None and not self._cancel.is_set():
            return self._frame
        self._abandoned.set()
        if self.cancelled:
            raise Cancelled("capture_cancelled")
        if self.done.is_set() and self._error is not None:
            raise self._error
        raise TimedOut("scanner_silent", "the reader does not answer")

    def run(self) -> None:
        try:
            self._frame = self._ride()
        except BaseException as error:  # noqa: BLE001  handed to the caller by `result`
            self._error = error
        finally:
            self.done.set()

    def _say(self, event: CaptureEvent) -> None:
        if event is not self._last_event and not self._abandoned.is_set():
            self._last_event = event
            self._on_event(event)

    def _ride(self) -> T:
        while True:
            slot = self._next_reader()
            try:
                scanner = slot.scanner
                if scanner is None:
                    continue
                if self._had_reader and self._last_event in (CaptureEvent.UNPLUGGED, CaptureEvent.WAITING_READER):
                    self._say(CaptureEvent.RECONNECTED)
                self._had_reader = True
                self._hub.note(slot, ScannerState.BUSY)
                frame = self._use(slot, scanner)
                slot.finger_lies = True
                self._hub.note(slot, ScannerState.READY)
                self._say(CaptureEvent.CAPTURED)
                return frame  # noqa: TRY300  the loop is left here only
            except Cancelled:
                self._rest(slot)
                raise
            except _TimeOver:
                self._rest(slot)
                raise self._hub.nothing_came(self._serial, self._had_reader) from None
            except Declined:
                self._rest(slot)
                raise
            except Unplugged as error:
                self._hub.lose(slot, error)
                self._say(CaptureEvent.UNPLUGGED)
            except Refused as error:  # what it delivers cannot be trusted: asking again changes nothing
                self._hub.lose(slot, error)
                raise
            except DeviceError as error:
                self._hub.lose(slot, error)
                self._failures += 1
                if self._failures >= FAILURES:
                    raise
                self._say(CaptureEvent.RETRY)
            finally:
                slot.use.release()

    def _rest(self, slot: Slot) -> None:
        """Lamp off: nobody waits for a finger any more. Where one still lies there, its leaving stays armed."""
        try:
            if slot.scanner is not None and not slot.finger_lies:
                slot.scanner.off()
        except DeviceError as error:
            self._hub.lose(slot, error)
        else:
            self._hub.note(slot, ScannerState.READY)

    def _next_reader(self) -> Slot:
        """A ready reader whose `use` is now held by this thread."""
        hub = self._hub
        counted = False
        try:
            while True:
                self._go_on(hub.nothing_came(self._serial, self._had_reader))
                with hub.changed:
                    slot = hub.pick(self._serial, self._wanted.slap)
                    if slot is not None and slot.use.acquire(blocking=False):
                        return slot
                    begins = slot is None and not counted
                    if begins:
                        counted = True
                        hub.waiting += 1
                if begins:
                    hub.look_now()  # from now on it looks often
                    if self._last_event not in (CaptureEvent.UNPLUGGED, CaptureEvent.RETRY):
                        self._say(CaptureEvent.WAITING_READER)
                with hub.changed:
                    hub.changed.wait(SLICE)
        finally:
            if counted:
                with hub.changed:
                    hub.waiting -= 1

    def _go_on(self, otherwise: DeviceError) -> None:
        if self.cancelled or self._abandoned.is_set():
            raise Cancelled("capture_cancelled")
        if time.monotonic() >= self._deadline:
            raise otherwise

    def _slice(self) -> float:
        if self.cancelled or self._abandoned.is_set():
            raise Cancelled("capture_cancelled")
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise _TimeOver
        return min(SLICE, left)

    def _use(self, slot: Slot, scanner: FingerScanner) -> T:
        while slot.finger_lies:
            if scanner.wait_lift(self._slice()):
                slot.finger_lies = False
            else:
                self._say(CaptureEvent.LIFT)
        scanner.aim(self._wanted)
        watch = self._watch
        look = None if watch is None else watch.look
        while True:
            self._say(CaptureEvent.WAITING_FINGER)
            while not (watch is not None and watch.forced) and not scanner.wait_finger(self._slice(), look):
                pass
            self._say(CaptureEvent.SCANNING)
            self._slice()
            left = max(GRACE, self._deadline - time.monotonic())
            try:
                frame = self._take(scanner, min(SCAN, left), None if watch is None else self._choose)
            except FingerGone:
                continue
            self._require_new(slot, frame)
            return frame

    @staticmethod
    def _require_new(slot: Slot, frame: T) -> None:
        """No sensor gives the same picture twice: one that comes again is of whoever lay there before."""
        frames = [frame] if isinstance(frame, FingerFrame) else [one for _, one in frame.fingers]
        for one in frames:
            if one.raw.size == 0:
                raise Garbled("frame_short", "empty picture")
        if not slot.info.emulated and not slot.take_note([one.raw for one in frames]):
            raise Garbled("frame_repeated", "the reader gave an earlier picture again")

    def _choose(self, frame: FingerFrame) -> FingerFrame | None:
        self._slice()
        return None if self._watch is None else self._watch.choose(frame)


class _TimeOver(Exception):
    """The caller's time is over while a reader is in use."""
