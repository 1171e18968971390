"""A finger reader behind an SBI service, as the hub knows readers: one finger a capture, in clear (RCAPTURE).

The service watches for the finger, judges it and waits for the lift itself, so a capture is one long request: it begins
with `wait_finger`, and `capture` gives what it brought. The live picture is a second request beside it.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

from drivers.errors import DeviceError, NotFound, TimedOut, Unplugged
from drivers.finger import iso_image
from drivers.finger.base import Choose, FingerFrame, Look, ScannerInfo, SelfTestReport
from drivers.finger.geometry import STANDARD_PPI, Geometry
from drivers.finger.sbi import SbiClient, SbiDevice, SubId
from drivers.finger.sbi_http import Line
from drivers.finger.sbi_live import SbiLive
from drivers.finger.self_test import SelfTest
from drivers.pictures import unpack_grey

ANY_FINGER = "UNKNOWN"  # bioSubType of a finger that only the officer can name
ASK = 30.0  # seconds one request may wait for a finger; then it is asked again
NO_FINGER = "sbi_device_101"  # "unable to detect a biometric object"
NO_SERVICE = {"sbi_unreachable", "sbi_device"}


class _Asked:
    """One capture that runs at the service."""

    def __init__(self, client: SbiClient, device: SbiDevice) -> None:
        self._client, self._device = client, device
        self._line = Line()
        self.done = threading.Event()
        self.record: bytes | None = None
        self.error: DeviceError | None = None
        self._thread = threading.Thread(target=self._run, name=f"sbi-{device.port}")
        self._thread.start()

    def _run(self) -> None:
        try:
            taken = self._client.capture(self._device, SubId.UNKNOWN, (ANY_FINGER,), timeout=ASK, line=self._line)
            self.record = taken.samples[0].record
        except DeviceError as error:
            self.error = error
        finally:
            self.done.set()

    def end(self) -> None:
        self._line.cut()
        self._thread.join()


class SbiScanner:
    """One device of one service. `open` proves who it is; nothing it announces is believed before."""

    driver = "sbi"

    def __init__(self, client: SbiClient, device: SbiDevice) -> None:
        self._client, self._device = client, device
        self._asked: _Asked | None = None
        self._live: SbiLive | None = None
        self._info = announced(device)

    @property
    def info(self) -> ScannerInfo:
        return self._info

    def open(self) -> None:
        with _service_gone_is_unplugged():
            told = self._client.info(self._device)
        identity = told["digitalId"]
        model = " ".join(str(identity.get(part, "")) for part in ("make", "model")).strip()
        # A device that was made for trials says so in what it signs.
        trial = str(told.get("env", "")) != "Production"
        before = self._info
        self._info = ScannerInfo(
            model or before.model, before.serial, before.port, 0, 0, before.firmware, self.driver, trial
        )  # fmt: skip

    def close(self) -> None:
        self.off()

    def off(self) -> None:
        """End a capture that waits; the service may go on with it alone until its time is over."""
        live, self._live = self._live, None
        if live is not None:
            live.close()
        self._end_asked()

    def _end_asked(self) -> None:
        asked, self._asked = self._asked, None
        if asked is not None:
            asked.end()

    def wait_finger(self, timeout: float, look: Look | None = None) -> bool:
        """`look` is shown the newest picture of the live stream, if there is one, when the time is over."""
        if self._asked is None:
            self._asked = _Asked(self._client, self._device)
        asked = self._asked
        if look is not None and self._live is None:
            self._live = SbiLive(self._client, self._device, self._info)
        if not asked.done.wait(timeout):
            if look is not None and self._live is not None:
                self._live.show(look)
            return False
        error = asked.error
        if error is None:
            return True
        if error.code == NO_FINGER or isinstance(error, TimedOut):
            self._end_asked()
            return False  # its time was over: the next call asks again
        self.off()
        with _service_gone_is_unplugged():
            raise error

    def capture(self, timeout: float, choose: Choose | None = None) -> FingerFrame:
        """The service has judged the picture already: `choose` sees it, and it is taken."""
        if not self.wait_finger(timeout):
            self.off()
            raise TimedOut("no_finger", "the service has not seen a finger")
        record = self._asked.record if self._asked is not None else None
        self.off()
        frame = self._frame(record or b"")
        return (choose(frame) if choose is not None else None) or frame

    def _frame(self, record: bytes) -> FingerFrame:
        found = iso_image.read(record)
        pixels = Geometry(found.ppi_x, found.ppi_y).to_500(found.pixels)
        return FingerFrame(pixels, STANDARD_PPI, found.pixels, self._info, None, ())

    def wait_lift(self, timeout: float) -> bool:  # noqa: ARG002  the service waits for it before it captures again
        return True

    def preview(self, timeout: float) -> FingerFrame:
        """One picture of the live stream, as it comes: for the eye, its scale is not known."""
        for jpeg in self._client.stream(self._device, SubId.UNKNOWN, timeout):
            pixels = unpack_grey(jpeg, "sbi_stream")
            return FingerFrame(pixels, STANDARD_PPI, pixels, self._info, None, ())
        raise TimedOut("frame_timeout", "the stream ended without a picture")

    def check(self) -> None:
        if self._asked is not None:
            return
        with _service_gone_is_unplugged():
            status = self._client.status(self._device)
        if status not in ("Ready", "Busy"):
            raise DeviceError("sbi_not_ready", f"the service says {status[:40]!r}")

    def self_test(self) -> SelfTestReport:
        test = SelfTest(self._info)
        with test.step("info") as note:
            self.open()
            note(f"signed by a certificate that we know; status {self._client.status(self._device)}")
        with test.step("picture") as note:
            start = time.monotonic()
            taken = self.preview(2.0)
            note(f"{taken.raw.shape[1]} x {taken.raw.shape[0]} pixels after {time.monotonic() - start:.2f} s")
        return test.report()


def announced(device: SbiDevice) -> ScannerInfo:
    """What a service says of its device before anything was proved."""
    port, firmware = f"sbi:{device.port}", f"service {device.service_version}"
    return ScannerInfo(device.model or "SBI device", device.serial, port, 0, 0, firmware, SbiScanner.driver, False)


@contextlib.contextmanager
def _service_gone_is_unplugged() -> Iterator[None]:
    try:
        yield
    except NotFound as error:
        if error.code in NO_SERVICE:
            raise Unplugged("scanner_unplugged", error.detail) from error
        raise
