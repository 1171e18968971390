"""All fingerprint readers of a station: who is plugged in, who may work, and a capture that outlives a pulled cable.

One thread looks for arrivals and departures and keeps allowed readers open. Captures run on a thread of their own, so
that the caller gets its answer in time even where a device does not answer at all.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, cast

from drivers.errors import Busy, Cancelled, DeviceError, NotFound, Refused, Unplugged
from drivers.finger.base import (
    Choose,
    FingerFrame,
    FingerScanner,
    Rectifier,
    SelfTestReport,
    SlapFrame,
    SlapScanner,
    Wanted,
)
from drivers.finger.preview import Preview
from drivers.finger.ride import CaptureEvent, Ride, T, Take, Watch
from drivers.finger.roster import Roster
from drivers.finger.slot import ScannerState, ScannerStatus, Slot
from drivers.finger.source import Source, UsbSource

__all__ = ["CaptureEvent", "FingerHub", "ScannerState", "ScannerStatus", "Watch"]

ASLEEP = 15.0  # seconds between looks while nobody works here
HURRY = 0.15  # seconds between looks while somebody waits for a reader
CANCEL_LOOK = 0.02


class FingerHub:
    """`backends`: pyusb backends. `allowed(serial)`: may this reader feed a record. `calibrations(serial)`: its record.
    `services`: where else readers are found.

    All methods may be called from any thread.
    """

    def __init__(
        self,
        backends: Sequence[Any],
        allowed: Callable[[str], bool] = lambda _: True,
        calibrations: Callable[[str], Rectifier | None] = lambda _: None,
        poll: float = 1.0,
        slept: Callable[[], float] | None = None,
        services: Sequence[Source] = (),
    ) -> None:
        self._roster = Roster([*map(UsbSource, backends), *services], allowed, calibrations, slept)
        self._poll = poll
        self._asleep = False
        self._subscribers: list[Callable[[tuple[ScannerStatus, ...]], None]] = []
        self._thread: threading.Thread | None = None
        self._workers: set[threading.Thread] = set()
        self._previews: list[Preview] = []

    def start(self) -> None:
        """Begin to look; the first look has been done when this returns."""
        self._roster.stopping = False
        for source in self._roster.sources:
            source.start()
        self._roster.look()
        self._thread = threading.Thread(target=self._run, name="finger-hub")
        self._thread.start()

    def stop(self) -> None:
        """End every capture and live picture, switch every reader off and let it go."""
        with self._roster.changed:
            self._roster.stopping = True
            self._roster.changed.notify_all()
            previews, workers = list(self._previews), list(self._workers)
        self._roster.wake.set()
        for preview in previews:
            preview.close()
        for worker in workers:
            worker.join()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        for source in self._roster.sources:
            source.stop()
        for slot in self._roster.slots.values():
            with slot.use:
                self._roster.release(slot, ScannerState.ABSENT)

    def sleep(self) -> None:
        """Nobody works here now: lamps off, and the readers are looked at seldom. A capture needs no `wake`."""
        self._asleep = True
        for source in self._roster.sources:
            source.sleep()
        self._roster.rest()

    def wake(self) -> None:
        """Somebody does again: what came and went meanwhile is seen at once. Returns before."""
        self._asleep = False
        for source in self._roster.sources:
            source.wake()
        self._roster.look_now()

    def status(self) -> tuple[ScannerStatus, ...]:
        """Every reader seen since the start, in the order of arrival."""
        return self._roster.status()

    def look_now(self) -> None:
        """Do not wait for the next regular look."""
        self._roster.look_now()

    def subscribe(self, callback: Callable[[tuple[ScannerStatus, ...]], None]) -> Callable[[], None]:
        """`callback(status)` from the hub's thread after every change. Returns what ends it."""
        with self._roster.changed:
            self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    # --- work with one reader ---------------------------------------------------------------------------------------

    def capture(
        self,
        timeout: float,
        cancel: threading.Event | None = None,
        serial: str | None = None,
        on_event: Callable[[CaptureEvent], None] | None = None,
        watch: Watch | None = None,
        finger: int | None = None,
    ) -> FingerFrame:
        """One picture of one finger, of the reader `serial` or of any that is ready. Blocks the caller.

        `finger`: 1 to 10, for readers that must be told; None: whichever is shown. A reader that is pulled out or
        plugged in again meanwhile is ridden through until `timeout` seconds are over. `watch` sees what the reader sees
        and says which picture is taken; without it, the first one.
        Raises Cancelled, Refused, Declined, Garbled; TimedOut when no finger came; NotFound when no reader was there at
        the end.
        """
        return self._ridden(timeout, cancel, serial, on_event, watch, Wanted(finger), _one_finger)

    def capture_slap(
        self,
        slap: int,
        timeout: float,
        cancel: threading.Event | None = None,
        serial: str | None = None,
        on_event: Callable[[CaptureEvent], None] | None = None,
        watch: Watch | None = None,
        missing: Sequence[int] = (),
    ) -> SlapFrame:
        """Several fingers at once: `slap` 13 to 15, less the finger codes that are `missing`. Otherwise as `capture`;
        Declined, too, where no reader that is ready takes that slap."""
        wanted = Wanted(slap=slap, missing=tuple(sorted(missing)))
        return self._ridden(timeout, cancel, serial, on_event, watch, wanted, _slap)

    def slaps(self, serial: str | None = None) -> tuple[int, ...]:
        """Codes of what readers that work now take at once."""
        working = {ScannerState.READY, ScannerState.BUSY}
        here = [s.info for s in self.status() if s.state in working and serial in (None, s.info.serial)]
        return tuple(sorted({slap for info in here for slap in info.slaps}))

    def _ridden(
        self,
        timeout: float,
        cancel: threading.Event | None,
        serial: str | None,
        on_event: Callable[[CaptureEvent], None] | None,
        watch: Watch | None,
        wanted: Wanted,
        take: Take[T],
    ) -> T:
        say = on_event or (lambda _: None)
        ride = Ride(self._roster, timeout, cancel or threading.Event(), serial, say, watch, wanted, take)
        worker = threading.Thread(target=ride.run, name="finger-capture")
        with self._roster.changed:
            if self._roster.stopping:
                raise Cancelled("hub_stopped")
            self._workers = {w for w in self._workers if w.is_alive()} | {worker}
        worker.start()
        while not ride.done.wait(CANCEL_LOOK):
            if ride.cancelled or ride.overdue:
                break
        return ride.result()

    def live(self, serial: str) -> Preview:
        """Pictures of the platen, newest wins, until `close` is called on it. Raises NotFound, Busy."""
        slot = self._take(serial)
        scanner = slot.scanner
        if scanner is None:
            slot.use.release()
            raise Unplugged("scanner_unplugged", serial)
        preview = Preview(scanner, lambda error: self._given_back(slot, error))
        with self._roster.changed:
            self._previews = [p for p in self._previews if p.running] + [preview]
        preview.start()
        return preview

    def self_test(self, serial: str) -> SelfTestReport:
        """Everything that can be tried without a finger. Raises NotFound, Busy, Unplugged."""
        slot = self._take(serial)
        problem: DeviceError | None = None
        try:
            if slot.scanner is None:
                raise Unplugged("scanner_unplugged", serial)
            return slot.scanner.self_test()
        except DeviceError as error:
            problem = error
            raise
        finally:
            self._given_back(slot, problem)

    def _take(self, serial: str) -> Slot:
        with self._roster.changed:
            slot = self._roster.slots.get(serial)
            if slot is None or slot.state is ScannerState.ABSENT:
                raise NotFound("no_scanner", serial)
            if slot.state in (ScannerState.FAULT, ScannerState.REFUSED):
                raise Refused(slot.error or "scanner_fault", slot.detail)
            if not slot.use.acquire(blocking=False):
                raise Busy("scanner_busy", serial)
            self._roster.note(slot, ScannerState.BUSY)
            return slot

    def _given_back(self, slot: Slot, problem: DeviceError | None) -> None:
        """`use` is held and is let go here."""
        slot.finger_lies = False
        if problem is None:
            self._roster.note(slot, ScannerState.READY)
        else:
            self._roster.lose(slot, problem)
        slot.use.release()

    # --- the hub's thread -------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._roster.stopping:
            pace = ASLEEP if self._asleep else self._poll
            self._roster.wake.wait(min(pace, HURRY) if self._roster.waiting else pace)
            self._roster.wake.clear()
            if not self._roster.stopping:
                try:
                    self._roster.look()
                except Exception:  # noqa: BLE001  a fault in one look must not end the watch: the next one may succeed
                    _report()
                self._tell()

    def _tell(self) -> None:
        with self._roster.changed:
            dirty, self._roster.dirty = self._roster.dirty, False
            subscribers, status = list(self._subscribers), self._roster.status()
        if dirty:
            for subscriber in subscribers:
                try:
                    subscriber(status)
                except Exception:  # noqa: BLE001  a listener's fault must not end the watch over the readers
                    _report()


def _report() -> None:
    """Of what was just caught, as where it had ended this thread."""
    threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))


def _one_finger(scanner: FingerScanner, seconds: float, choose: Choose | None) -> FingerFrame:
    return scanner.capture(seconds, choose)


def _slap(scanner: FingerScanner, seconds: float, choose: Choose | None) -> SlapFrame:  # noqa: ARG001  it judges itself
    return cast(SlapScanner, scanner).capture_slap(seconds)  # one whose info names slaps, or it were not asked
