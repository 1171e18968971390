"""Who is plugged in, who may work, who is open: the list of a station's readers and how it is kept true."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from drivers.errors import Busy, Declined, DeviceError, NotFound, Refused, TimedOut, Unplugged
from drivers.finger.base import FingerScanner, ScannerInfo
from drivers.finger.slot import ScannerState, ScannerStatus, Slot
from drivers.finger.source import Calibrations, ReaderFound, Source

MUTE_PAUSE = 5.0  # seconds a reader that does not answer, or cannot be trusted, is left alone
SLEEP_GAP = 1.0  # seconds of suspend that make a fresh start necessary
BACK_SOON = 5.0  # seconds a reader that failed or was pulled out is waited for, where another one is ready


class Roster:
    """Slots by serial number. `look` is called again and again by one thread; the rest from any thread.

    `changed` guards the list and the states; a slot's `use` is held by whoever talks to its reader.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        allowed: Callable[[str], bool],
        calibrations: Calibrations,
        slept: Callable[[], float] | None,
    ) -> None:
        self.sources = list(sources)
        self._allowed = allowed
        self._calibrations = calibrations
        self._slept = slept or _seconds_suspended
        self._slept_before = self._slept()
        self.changed = threading.Condition(threading.RLock())
        self.slots: dict[str, Slot] = {}
        self.waiting = 0  # captures that wait for a reader
        self.stopping = False
        self.dirty = False  # something changed since subscribers were told
        self.wake = threading.Event()
        self._trouble: DeviceError | None = None  # of the bus itself
        self._mute: dict[object, int] = {}  # how often a reader, by its place on the bus, did not answer

    def status(self) -> tuple[ScannerStatus, ...]:
        """Every reader seen since the start, in the order of arrival."""
        with self.changed:
            return tuple(slot.status() for slot in self.slots.values())

    def look_now(self) -> None:
        """Do not wait for the next regular look."""
        self.wake.set()

    def pick(self, serial: str | None, slap: int | None = None) -> Slot | None:
        """A reader that is ready now, and takes `slap`. Raises Refused where only refused readers are plugged in,
        Declined where none that is there, or was just now, takes it."""
        with self.changed:
            slots = [s for name, s in self.slots.items() if serial in (None, name)]
            ready = [slot for slot in slots if slot.state is ScannerState.READY]
            for slot in ready:
                if slap is None or slap in slot.info.slaps:
                    return slot
            if ready and not any(slap in slot.info.slaps and _is_back_soon(slot) for slot in slots):
                raise Declined("no_slap_reader", "no reader that is ready takes several fingers at once")
            here = [s for s in slots if s.state is not ScannerState.ABSENT]
            if here and all(s.state is ScannerState.REFUSED and s.error != "serial_duplicate" for s in here):
                raise Refused(here[0].error or "reader_not_allowed", here[0].detail)
            return None

    def nothing_came(self, serial: str | None, had_reader: bool) -> DeviceError:
        """What to tell a caller whose time is over."""
        with self.changed:
            slots = [s for name, s in self.slots.items() if serial in (None, name)]
            for slot in slots:
                if slot.state is ScannerState.FAULT:
                    return DeviceError(slot.error or "scanner_fault", slot.detail)
            if not had_reader and any(s.state is ScannerState.BUSY for s in slots):
                return Busy("scanner_busy", "another capture or a live picture uses it")
            if any(s.state in (ScannerState.READY, ScannerState.BUSY) for s in slots):
                return TimedOut("no_finger", "a reader was ready, no finger came")
            if had_reader:
                return Unplugged("scanner_unplugged", "the reader did not come back in time")
            return NotFound("no_scanner", str(self._trouble or "no reader is plugged in"))

    def note(self, slot: Slot, state: ScannerState, problem: DeviceError | None = None) -> None:
        with self.changed:
            self.dirty |= slot.become(state, problem)
            self.changed.notify_all()

    def lose(self, slot: Slot, problem: DeviceError) -> None:
        """A reader failed while it was used (`use` is held): close it; the next look finds it again or not."""
        slot.retry_at = self._next_try(slot.key, problem)
        self.release(slot, _state_of(problem), problem)
        self.wake.set()

    def release(self, slot: Slot, state: ScannerState, problem: DeviceError | None = None) -> None:
        scanner, slot.scanner = slot.scanner, None
        slot.finger_lies = False
        if scanner is not None:
            scanner.close()
        if state is ScannerState.ABSENT:
            slot.key = None  # not before it is closed: until then it is no newcomer
        self.note(slot, state, problem)

    def rest(self) -> None:
        """Lamps off, wherever no capture runs."""
        for slot in list(self.slots.values()):
            if slot.use.acquire(blocking=False):
                try:
                    if slot.scanner is not None:
                        slot.scanner.off()
                except DeviceError as error:
                    self.lose(slot, error)
                finally:
                    slot.use.release()

    def look(self) -> None:
        """Compare the list with the bus: close what is gone, wake what sleeps, open what came."""
        asleep = self._slept()
        resumed, self._slept_before = asleep - self._slept_before > SLEEP_GAP, asleep
        here: dict[object, ReaderFound] = {}
        for number, source in enumerate(self.sources):
            try:
                for found in source.here():
                    here[(number, found.key)] = found
            except DeviceError as error:
                self._trouble = error  # this source tells nothing now: its readers count as gone, the others work on
        for slot in list(self.slots.values()):
            self._check(slot, here, resumed)
        self._mute = {key: times for key, times in self._mute.items() if key in here}
        known = {slot.key for slot in self.slots.values()}
        for key, found in here.items():
            if key not in known:
                self._arrive(key, found, here)

    def _check(self, slot: Slot, here: dict[object, ReaderFound], resumed: bool) -> None:
        """Gone, fallen asleep, no longer or newly allowed? A reader in use tells its user itself."""
        if slot.key is None or not slot.use.acquire(blocking=False):
            return
        try:
            if slot.key not in here:
                self.release(slot, ScannerState.ABSENT)
            elif slot.scanner is None:
                if self._worth_another_try(slot):
                    slot.key = None  # arrives once more
            elif slot.scanner is not None:
                if not self._allowed(slot.info.serial):
                    self.release(slot, ScannerState.REFUSED, _not_allowed(slot.info.serial))
                elif resumed:
                    self.release(slot, ScannerState.ABSENT)
                else:
                    self._look_after(slot, slot.scanner)
        except DeviceError as error:
            self.lose(slot, error)
        finally:
            slot.use.release()

    def _worth_another_try(self, slot: Slot) -> bool:
        """A reader that is plugged in and not open: may that have changed?"""
        if slot.error == "reader_not_allowed":
            return self._allowed(slot.info.serial)
        if slot.error == "serial_duplicate":
            return all(s is slot or s.info.serial != slot.info.serial or s.key is None for s in self.slots.values())
        return slot.error != "reader_unsupported" and time.monotonic() >= slot.retry_at

    def _next_try(self, key: object, problem: DeviceError) -> float:
        """At once, but not where a reader said nothing twice, for every question to it holds up the others; nor where
        it was refused."""
        if isinstance(problem, Refused):
            return time.monotonic() + MUTE_PAUSE
        if not (isinstance(problem, TimedOut) and problem.code == "usb_timeout"):
            return 0.0
        self._mute[key] = self._mute.get(key, 0) + 1
        return time.monotonic() + (MUTE_PAUSE if self._mute[key] > 1 else 0.0)

    def _look_after(self, slot: Slot, scanner: FingerScanner) -> None:
        """An idle reader: awake? And has the finger of the last capture gone, so that the lamp can go out?"""
        scanner.check()
        if slot.finger_lies and scanner.wait_lift(0.0):
            slot.finger_lies = False
            scanner.off()

    def _arrive(self, key: object, found: ReaderFound, here: dict[object, ReaderFound]) -> None:
        port = found.info.port
        try:
            serial = found.serial() or f"port:{port}"
        except DeviceError as error:
            self._blocked(f"port:{port}", found, key, error)
            return
        for name in (f"port:{port}", f"{serial}@{port}"):  # what it was taken for before
            if name in self.slots and name != serial and self.slots[name].key is None:
                self.note(self.slots[name], ScannerState.ABSENT)
        slot = self.slots.get(serial)
        if slot is not None and slot.key is not None and slot.key not in here:
            return  # replugged so quickly that its old handle is still in somebody's hands: next time
        problem = found.problem
        if slot is not None and slot.key is not None:
            problem = Refused("serial_duplicate", f"{serial} is plugged in already")
            self._blocked(f"{serial}@{port}", found, key, problem, serial)
        elif problem is not None:
            self._blocked(serial, found, key, problem)
        elif not self._allowed(serial):
            self._blocked(serial, found, key, _not_allowed(serial))
        else:
            self._open(serial, key, found.scanner(self._calibrations))

    def _open(self, serial: str, key: object, scanner: FingerScanner) -> None:
        before = replace(scanner.info, serial=serial)  # the device itself has not been asked yet
        slot = self._slot(serial, before)
        slot.info = before
        with slot.use:
            try:
                scanner.open()
            except DeviceError as error:
                slot.key = None if isinstance(error, Unplugged) else key
                slot.retry_at = self._next_try(key, error)
                self.note(slot, _state_of(error), error)
                return
            with self.changed:
                slot.scanner, slot.key, slot.info = scanner, key, scanner.info
            self._mute.pop(key, None)
            self.note(slot, ScannerState.READY)

    def _blocked(
        self, name: str, found: ReaderFound, key: object, problem: DeviceError, serial: str | None = None
    ) -> None:
        info = replace(found.info, serial=serial or name)
        slot = self._slot(name, info)
        slot.info = replace(slot.info, port=info.port)
        slot.key = None if isinstance(problem, Unplugged) else key
        slot.retry_at = self._next_try(key, problem)
        self.note(slot, _state_of(problem), problem)
        found.let_go()

    def _slot(self, serial: str, info: ScannerInfo) -> Slot:
        with self.changed:
            if serial not in self.slots:
                self.slots[serial] = Slot(info)
            return self.slots[serial]


def _state_of(problem: DeviceError) -> ScannerState:
    if isinstance(problem, Unplugged):
        return ScannerState.ABSENT
    return ScannerState.REFUSED if isinstance(problem, Refused) else ScannerState.FAULT


def _is_back_soon(slot: Slot) -> bool:
    """In use, by a capture that is just being given up, say; or away for a moment."""
    if slot.state is ScannerState.BUSY:
        return True
    return slot.state in (ScannerState.ABSENT, ScannerState.FAULT) and time.time() - slot.since < BACK_SOON


def _not_allowed(serial: str) -> Refused:
    return Refused("reader_not_allowed", f"{serial} is not on this station's list")


def _seconds_suspended() -> float:
    """How long this machine has slept since it booted; 0 where the system does not tell."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
