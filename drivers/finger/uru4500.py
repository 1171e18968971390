"""DigitalPersona U.are.U 4000, 4000B and 4500.

Written from the published wire facts of the family. Registers are read and written by vendor requests, events come by
interrupt transfers, pictures by one bulk transfer each.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator

from drivers.errors import DeviceError, Garbled, TimedOut
from drivers.finger import uru4500_frame
from drivers.finger.base import Choose, FingerFrame, Look, Rectifier, ScannerInfo, SelfTestReport, Wanted
from drivers.finger.geometry import STANDARD_PPI, PixelGeometry
from drivers.finger.self_test import SelfTest
from drivers.finger.transport import UsbTransport

# The vendor's own software makes 357 x 392 pixels at about 512 ppi out of 384 x 290: our assumption for a unit that
# nobody has measured yet.
NOMINAL = PixelGeometry(ppi_x=512 * 384 / 357, ppi_y=512 * 290 / 392)

_REQUEST = 0x04
_HWSTAT, _QUERY, _ANSWER, _MODE, _INFO = 0x07, 0x33, 0x34, 0x4E, 0xF0
_LOW_POWER, _WEDGED, _ALIVE = 0x80, 0x84, 0x01
_AWAIT_ON, _AWAIT_OFF, _CAPTURE, _OFF = 0x10, 0x12, 0x20, 0x70
_INTERRUPT, _BULK = 0x81, 0x82
_POWERED, _FINGER_ON, _FINGER_OFF, _DEATH = _KNOWN = 0x56AA, 0x0101, 0x0200, 0x0800

POWER_TRIES = 3
POWER_EVENT = 0.3  # seconds to wait for the event "scan power on"
POLLS, POLL = 100, 0.01
REREADS = 3
FRAME_TIMEOUT = 0.5  # seconds; a frame takes 0.13 at full speed
EVENT_READ = 0.2  # how long one interrupt read stays pending
LOOK_EVERY = 1.0  # while waiting, ask whether the device has fallen asleep
MODELS = {0x0007: "U.are.U 4000", 0x000A: "U.are.U 4000B/4500"}


class Uru4500:
    """One reader of the family. A thread of its own keeps an interrupt read pending from `open` to `close`."""

    driver = "uru4500"

    def __init__(self, transport: UsbTransport, rectifier: Callable[[str], Rectifier | None] | None = None) -> None:
        self._usb = transport
        self._rectifier = rectifier
        self._rotated = transport.product_id == 0x000A
        self._changed = threading.Condition()
        self._events: deque[int] = deque(maxlen=64)
        self._failure: DeviceError | None = None
        self._reader: threading.Thread | None = None
        self._stop = threading.Event()
        self._mode: int | None = None
        self._look_at = 0.0  # time.monotonic() at which a unit that is waited for is asked whether it is awake
        self._firmware = ""
        self._info = self._identity()

    @property
    def info(self) -> ScannerInfo:
        return self._info

    def _identity(self, model: str = "", serial: str = "") -> ScannerInfo:
        usb = self._usb
        name, number = model or MODELS.get(usb.product_id, "U.are.U"), serial or f"port:{usb.port}"
        return ScannerInfo(
            name, number, usb.port, usb.vendor_id, usb.product_id, self._firmware, self.driver, usb.emulated
        )  # fmt: skip

    def open(self) -> None:
        """Claim, power up, read the firmware words. After an error the device is closed again."""
        self._stop.clear()
        self._failure = None
        self._mode = None
        try:
            self._usb.open()
            self._usb.require(_INTERRUPT, 3)
            self._usb.require(_BULK, 2)
            self._info = self._identity(self._usb.string("product"), self._usb.string("serial_number"))
            self._reader = threading.Thread(target=self._read_events, name=f"uru4500-{self._usb.port}")
            self._reader.start()
            words = self._power_up()
        except BaseException:
            self._let_go()
            raise
        version, revision = words[10:12].hex(), words[4:6].hex()
        self._firmware = f"{version}.{revision} usb {self._usb.release >> 8:x}.{self._usb.release & 0xFF:02x}"
        self._info = self._identity(self._info.model, self._info.serial)

    def close(self) -> None:
        """Mode 0x70 and let go. Register 7 is left alone: writing 0x80 there is what wedges some units."""
        if self._failure is None and self._reader is not None:
            with contextlib.suppress(DeviceError):  # gone or deaf: letting go is all that is left
                self._set_mode(_OFF)
        self._let_go()

    def _let_go(self) -> None:
        self._stop.set()
        if self._reader is not None:
            self._reader.join()
            self._reader = None
        self._usb.close()

    def off(self) -> None:
        self._set_mode(_OFF)

    def _get(self, register: int, length: int) -> bytes:
        with self._mute_is_final():
            return self._usb.control_in(_REQUEST, register, length)

    def _put(self, register: int, data: bytes) -> None:
        with self._mute_is_final():
            self._usb.control_out(_REQUEST, register, data)

    @contextlib.contextmanager
    def _mute_is_final(self) -> Iterator[None]:
        """Who does not answer a register access is not asked again, not even to switch off: open it afresh."""
        try:
            yield
        except TimedOut as error:
            self._failure = error
            raise

    def _set_mode(self, mode: int) -> None:
        with self._changed:
            self._events.clear()  # whatever came before belongs to the past
        self._put(_MODE, bytes([mode]))
        self._mode = mode

    # --- events -----------------------------------------------------------------------------------------------------

    def _read_events(self) -> None:
        while not self._stop.is_set():
            try:
                message = self._usb.read(_INTERRUPT, 64, EVENT_READ)
            except TimedOut:
                continue
            except DeviceError as error:
                with self._changed:
                    self._failure = error
                    self._changed.notify_all()
                return
            event = int.from_bytes(message[:2], "big")
            if event in _KNOWN:
                with self._changed:
                    self._events.append(event)
                    self._changed.notify_all()

    def _await(self, wanted: int, timeout: float) -> bool:
        """True when the event `wanted` or a death notice came. Raises what the event reader met."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                if self._failure is not None:
                    raise self._failure
                while self._events:
                    event = self._events.popleft()
                    if event == wanted:
                        return True
                    if event == _DEATH:
                        self._mode = None  # the next scan would return nothing: start over
                        return False
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)

    def _power_up(self) -> bytes:
        """Wake the scan unit and return the 16 bytes of device information. Raises Garbled when it stays asleep."""
        self._mode = None
        for _ in range(POWER_TRIES):
            with self._changed:
                self._events.clear()
            status = self._get(_HWSTAT, 1)[0]
            if status & _WEDGED == _WEDGED:
                self._put(_HWSTAT, bytes([status & 0x0F]))
                self._poll(lambda now: bool(now & _ALIVE), "reboot")
                status = self._get(_HWSTAT, 1)[0]
            if not status & _LOW_POWER:
                self._put(_HWSTAT, bytes([status | _LOW_POWER]))
            self._wake(status & 0x0F)
            if self._await(_POWERED, POWER_EVENT):
                return self._get(_INFO, 16)
        raise Garbled("scan_power", f"no power-on event in {POWER_TRIES} tries")

    def _wake(self, value: int) -> None:
        def write_and_look(_: int) -> bool:
            self._put(_HWSTAT, bytes([value]))
            return not self._get(_HWSTAT, 1)[0] & _LOW_POWER

        self._poll(write_and_look, "wake", read_first=False)

    def _poll(self, done: Callable[[int], bool], doing: str, read_first: bool = True) -> None:
        for _ in range(POLLS):
            if done(self._get(_HWSTAT, 1)[0] if read_first else 0):
                return
            if self._stop.wait(POLL):
                break
        raise Garbled("scan_power", f"{doing}: register 7 never changed")

    def check(self) -> None:
        """Wake the unit where it sleeps (suspend, brown-out). Raises Unplugged where it is gone."""
        if self._failure is not None:
            raise self._failure
        if self._get(_HWSTAT, 1)[0] & _LOW_POWER:
            self._power_up()

    # --- the capture cycle ------------------------------------------------------------------------------------------

    def aim(self, wanted: Wanted) -> None:
        """It takes whichever finger it is shown."""

    def wait_finger(self, timeout: float, look: Look | None = None) -> bool:  # noqa: ARG002  no picture without a finger
        return self._wait_event(_AWAIT_ON, _FINGER_ON, timeout)

    def wait_lift(self, timeout: float) -> bool:
        return self._wait_event(_AWAIT_OFF, _FINGER_OFF, timeout)

    def _wait_event(self, mode: int, event: int, timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        while True:
            if self._mode != mode:
                self.check()
                self._set_mode(mode)
                self._look_at = time.monotonic() + LOOK_EVERY
            left = deadline - time.monotonic()
            if self._await(event, max(0.0, min(left, LOOK_EVERY))):
                return True
            if self._mode is None:  # a death notice: wake the unit and arm again
                self._power_up()
            elif time.monotonic() >= self._look_at:
                self.check()
                self._look_at = time.monotonic() + LOOK_EVERY
            if time.monotonic() >= deadline:
                return False

    def capture(self, timeout: float, choose: Choose | None = None) -> FingerFrame:
        deadline = time.monotonic() + timeout
        frame = self._scan(timeout)
        if choose is not None:
            while (chosen := choose(frame)) is None:
                frame = self._scan(deadline - time.monotonic(), keep=True)
            frame = chosen
        self._set_mode(_AWAIT_OFF)
        return frame

    def preview(self, timeout: float) -> FingerFrame:
        return self._scan(timeout, keep=self._mode == _CAPTURE)

    def _scan(self, timeout: float, keep: bool = False) -> FingerFrame:
        """One good frame in mode 0x20, after at most REREADS bad ones."""
        deadline = time.monotonic() + timeout
        if not keep:
            self._set_mode(_CAPTURE)
        problem: DeviceError = TimedOut("frame_timeout", "no time was given")
        for _ in range(1 + REREADS):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                data = self._usb.read(_BULK, uru4500_frame.REQUEST, min(left, FRAME_TIMEOUT))
                return self._finish(uru4500_frame.decode(data, self._key, self._rotated))
            except TimedOut as error:
                problem = TimedOut("frame_timeout", error.detail)
                self._power_up()  # asleep, or deaf as after an event 0800: only fresh power helps
                self._set_mode(_CAPTURE)
            except Garbled as error:
                problem = error
        self._set_mode(_OFF)
        raise problem

    def _key(self, number: int) -> int:
        """The device XORs its key with whatever it is asked with."""
        seed = secrets.randbits(32)
        self._put(_QUERY, bytes([number]) + seed.to_bytes(4, "little"))
        return int.from_bytes(self._get(_ANSWER, 4), "little") ^ seed

    def _finish(self, raw: uru4500_frame.RawFrame) -> FingerFrame:
        mended = uru4500_frame.mend(raw)
        rectifier = self._rectifier(self._info.serial) if self._rectifier else None
        pixels = rectifier.apply(mended) if rectifier else NOMINAL.to_500(mended)
        calibration = rectifier.calibration_id if rectifier else None
        return FingerFrame(pixels, STANDARD_PPI, raw.image, self._info, calibration, raw.absent, raw.lost)

    def self_test(self) -> SelfTestReport:
        test = SelfTest(self._info)
        with test.step("power") as note:
            note(f"device words {self._power_up().hex()}")
        with test.step("key_exchange") as note:
            if self._key(0) != self._key(0):
                raise Garbled("key_exchange", "one key number gave two keys")
            note("two questions, one key")
        with test.step("picture") as note:
            frame = self.preview(2 * FRAME_TIMEOUT)
            note(f"mean grey {frame.raw.mean():.1f}, rows not sent {len(frame.interpolated_rows)}")
        with test.step("off"):
            self.off()
        return test.report()
