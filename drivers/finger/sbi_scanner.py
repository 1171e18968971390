"""A finger reader behind an SBI service, as the hub knows readers: one finger or a slap a capture, in clear (RCAPTURE).

The service watches for the fingers, judges them and waits for the lift itself, so a capture is one long request: it
begins with `wait_finger`, and `capture` gives what it brought. The live picture is a second request beside it; it is
asked for first, because a service of MOSIP's form shows none once a capture runs.

A device for slaps takes no single finger: it is asked for the slap in which the finger is, with the others of it as
exceptions. Which finger that is must be said; where nobody knows it is the right index finger.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from drivers.errors import Busy, DeviceError, Garbled, NotFound, TimedOut, Unplugged
from drivers.finger import iso_image
from drivers.finger.base import (
    SLAPS,
    Choose,
    FingerFrame,
    Image,
    Look,
    ScannerInfo,
    SelfTestReport,
    SlapFrame,
    Wanted,
)
from drivers.finger.geometry import STANDARD_PPI, PixelGeometry
from drivers.finger.sbi import SbiClient, SbiSample
from drivers.finger.sbi_device import ANY_FINGER, CODES, NAMES, SUB_IDS, SbiDevice, SubId
from drivers.finger.sbi_http import HttpLine
from drivers.finger.sbi_live import SbiLive
from drivers.finger.self_test import SelfTest
from drivers.pictures import unpack_grey

ASK = 10.0  # seconds one request may wait for a finger; then it is asked again. One that was cut goes on so long alone
BUSY_PAUSE = 0.3  # seconds after which a service that still works on a capture nobody wants is asked again
LIVE_FIRST = 0.5  # seconds the live picture is waited for before a capture is asked for
NO_SERVICE = {"sbi_unreachable", "sbi_device"}
ENVIRONMENTS = ("Staging", "Developer", "Pre-Production", "Production")
RIGHT_INDEX = 2


def of_device(wanted: Wanted, slaps: Sequence[int]) -> tuple[SubId, Wanted]:
    """How a device that takes `slaps` is asked for what is wanted."""
    if wanted.slap is not None:
        return SUB_IDS[wanted.slap], wanted
    if not slaps:
        return SubId.UNKNOWN, wanted
    finger = wanted.finger or RIGHT_INDEX
    slap = next((slap for slap in slaps if finger in SLAPS[slap]), slaps[0])
    return SUB_IDS[slap], Wanted(finger, slap, tuple(code for code in SLAPS[slap] if code != finger))


class _Asked:
    """One capture that runs at the service."""

    def __init__(
        self,
        client: SbiClient,
        device: SbiDevice,
        sub_id: SubId,
        wanted: Wanted,
        environment: str,
        live: SbiLive | None,
    ) -> None:
        self._client, self._device, self._sub_id, self._environment = client, device, sub_id, environment
        self._positions = tuple(NAMES[code] for code in wanted.positions) or (ANY_FINGER,)
        self._missing = tuple(NAMES[code] for code in wanted.missing)
        self._live = live
        self._line = HttpLine()
        self.done = threading.Event()
        self.samples: tuple[SbiSample, ...] = ()
        self.error: DeviceError | None = None
        self._thread = threading.Thread(target=self._run, name=f"sbi-{device.port}")
        self._thread.start()

    def _run(self) -> None:
        try:
            if self._live is not None:
                self._live.begun.wait(LIVE_FIRST)
            self.samples = self._client.capture(
                self._device,
                self._sub_id,
                self._positions,
                missing=self._missing,
                timeout=ASK,
                environment=self._environment,
                line=self._line,
            ).samples
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
        self._wanted = Wanted()
        self._not_before = 0.0  # time.monotonic() before which it is not asked
        self._environment = ENVIRONMENTS[-1]
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
        environment = str(told.get("env", ""))
        self._environment = environment if environment in ENVIRONMENTS else ENVIRONMENTS[-1]
        slaps = replace(self._device, kind=str(identity.get("deviceSubType", ""))).slaps
        trial = environment != ENVIRONMENTS[-1]
        self._info = replace(self._info, model=model or self._info.model, emulated=trial, slaps=slaps)

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

    def aim(self, wanted: Wanted) -> None:
        if wanted != self._wanted:
            self.off()
            self._wanted = wanted

    def wait_finger(self, timeout: float, look: Look | None = None) -> bool:
        """`look` is shown the newest picture of the live stream, if there is one, when the time is over."""
        sub_id, wanted = of_device(self._wanted, self._info.slaps)
        if look is not None and self._live is None:
            self._live = SbiLive(self._client, self._device, self._info, sub_id)
        if self._asked is None:
            pause = self._not_before - time.monotonic()
            if pause > 0:
                time.sleep(min(pause, timeout))
                return False
            self._asked = _Asked(self._client, self._device, sub_id, wanted, self._environment, self._live)
        asked = self._asked
        if not asked.done.wait(timeout):
            if look is not None and self._live is not None:
                self._live.show(look)
            return False
        error = asked.error
        if error is None:
            return True
        if isinstance(error, (TimedOut, Busy)):  # its time was over, or it is not done with the last one
            self._end_asked()
            if isinstance(error, Busy):
                self._not_before = time.monotonic() + BUSY_PAUSE
            return False  # the next call asks again
        self.off()
        with _service_gone_is_unplugged():
            raise error

    def capture(self, timeout: float, choose: Choose | None = None) -> FingerFrame:
        """The service has judged the picture already: `choose` sees it, and it is taken."""
        samples, _ = self._taken(timeout)
        finger = of_device(self._wanted, self._info.slaps)[1].finger
        names = {ANY_FINGER, *([] if finger is None else [NAMES[finger]])}
        mine = [sample for sample in samples if sample.position in names] if finger is not None else list(samples)
        if not mine:
            raise Garbled("sbi_answer", "another finger than the one that was asked for")
        frame = self._frame(mine[0].record)
        return (choose(frame) if choose is not None else None) or frame

    def capture_slap(self, timeout: float) -> SlapFrame:
        """The fingers as the service cut them out, or the picture of all of them where it sends that one."""
        samples, view = self._taken(timeout)
        fingers, whole = [], None
        for sample in samples:
            found = iso_image.read(sample.record)
            frame = self._pictured(found)
            if found.position in SLAPS:
                whole = frame
            elif sample.position in CODES:
                fingers.append((CODES[sample.position], frame))
        if not fingers and whole is None:
            raise Garbled("sbi_answer", "fingers without names")
        return SlapFrame(self._wanted, tuple(fingers), whole, view, self._info)

    def _taken(self, timeout: float) -> tuple[tuple[SbiSample, ...], Image | None]:
        """What the service brought, and what the live stream showed last."""
        deadline = time.monotonic() + timeout
        while not self.wait_finger(max(0.0, deadline - time.monotonic())):
            if time.monotonic() < deadline:
                continue
            self.off()
            raise TimedOut("no_finger", "the service has not seen a finger")
        samples = self._asked.samples if self._asked is not None else ()
        view = self._live.newest if self._live is not None else None
        self.off()
        return samples, view

    def _frame(self, record: bytes) -> FingerFrame:
        return self._pictured(iso_image.read(record))

    def _pictured(self, found: iso_image.IsoFinger) -> FingerFrame:
        pixels = PixelGeometry(found.ppi_x, found.ppi_y).to_500(found.pixels)
        return FingerFrame(pixels, STANDARD_PPI, found.pixels, self._info, None, ())

    def wait_lift(self, timeout: float) -> bool:  # noqa: ARG002  the service waits for it before it captures again
        return True

    def preview(self, timeout: float) -> FingerFrame:
        """One picture of the live stream, as it comes: for the eye, its scale is not known."""
        for jpeg in self._client.stream(self._device, of_device(self._wanted, self._info.slaps)[0], timeout):
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
    model = device.model or "SBI device"
    return ScannerInfo(model, device.serial, port, 0, 0, firmware, SbiScanner.driver, False, device.slaps)


@contextlib.contextmanager
def _service_gone_is_unplugged() -> Iterator[None]:
    try:
        yield
    except NotFound as error:
        if error.code in NO_SERVICE:
            raise Unplugged("scanner_unplugged", error.detail) from error
        raise
