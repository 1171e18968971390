"""What every fingerprint scanner offers, whatever its make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


# Fingers that are taken at once, by the code of the slap (ISO/IEC 19794-4:2011, ANSI/NIST-ITL table 8).
RIGHT_SLAP, LEFT_SLAP, THUMBS = 13, 14, 15
SLAPS: dict[int, tuple[int, ...]] = {RIGHT_SLAP: (2, 3, 4, 5), LEFT_SLAP: (7, 8, 9, 10), THUMBS: (1, 6)}


@dataclass(frozen=True)
class ScannerInfo:
    """Who a scanner is. `serial` falls back to "port:<path>" where the device has none of its own. `slaps`: codes of
    what it takes at once; none: one finger after the other."""

    model: str
    serial: str
    port: str  # "1-2.3": bus 1, port 2 of the root, port 3 of the hub there
    vendor_id: int
    product_id: int
    firmware: str  # as the device words it, "" where it has no such words
    driver: str
    emulated: bool
    slaps: tuple[int, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What a capture is about: one `finger` (1 to 10, None where nobody knows which), or a `slap` (13 to 15) without
    those of its fingers that are `missing`."""

    finger: int | None = None
    slap: int | None = None
    missing: tuple[int, ...] = ()

    @property
    def positions(self) -> tuple[int, ...]:
        """Finger codes, in the order of the slap."""
        if self.slap is not None:
            return tuple(code for code in SLAPS[self.slap] if code not in self.missing)
        return () if self.finger is None else (self.finger,)


@dataclass(frozen=True, eq=False)
class FingerFrame:
    """One picture of the platen.

    `pixels`: uint8 (h, w) at `ppi` (500), ridges dark, upright, mended and resampled by the unit's calibration record
    or, without one, by the nominal geometry. `raw`: uint8 as the sensor delivered it, only assembled, turned upright
    and inverted so that ridges are dark; its pixels are not square. `interpolated_rows`: rows of `raw` that the device
    did not send. `lost`: (row, column) of further pixels of `raw` that did not survive the wire.
    """

    pixels: Image
    ppi: float
    raw: Image
    info: ScannerInfo
    calibration_id: str | None
    interpolated_rows: tuple[int, ...]
    lost: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, eq=False)
class SlapFrame:
    """Several fingers that were taken at once.

    `fingers`: what the reader itself cut out, by finger code; may be fewer than asked for, or more. `whole`: the
    undivided picture, where the reader sends one. `view`: the newest live picture before it was taken, uint8 (h, w) of
    unknown scale; nobody vouches for it, so it is for hints only.
    """

    wanted: Wanted
    fingers: tuple[tuple[int, FingerFrame], ...]
    whole: FingerFrame | None
    view: Image | None
    info: ScannerInfo


Look = Callable[[FingerFrame | None], None]
"""Is shown a picture of the platen, None where the live picture stopped; must not block."""

Choose = Callable[[FingerFrame], FingerFrame | None]
"""The picture to take, which may be an earlier one; None: one more. Must not block; may raise FingerGone."""


class FingerGone(Exception):
    """Raised by a `Choose`: nothing lies there any more, so wait for a finger again."""


class Rectifier(Protocol):
    """The calibration record of one unit, as a driver applies it."""

    @property
    def calibration_id(self) -> str: ...

    def apply(self, raw: Image) -> Image:
        """A raw frame (mended, ridges dark, upright) to an image at 500 ppi."""
        ...


@dataclass(frozen=True)
class SelfTestStep:
    name: str  # snake_case, stable
    passed: bool
    detail: str
    milliseconds: float


@dataclass(frozen=True)
class SelfTestReport:
    """What a scanner showed when it was asked to show everything; nothing personal in it."""

    info: ScannerInfo
    steps: tuple[SelfTestStep, ...]

    @property
    def passed(self) -> bool:
        return all(step.passed for step in self.steps)

    def as_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return {
            "model": self.info.model,
            "serial": self.info.serial,
            "port": self.info.port,
            "firmware": self.info.firmware,
            "driver": self.info.driver,
            "emulated": self.info.emulated,
            "passed": self.passed,
            "steps": [
                {"name": s.name, "passed": s.passed, "detail": s.detail, "milliseconds": round(s.milliseconds, 3)}
                for s in self.steps
            ],
        }


class FingerScanner(Protocol):
    """One opened reader. All times in seconds. One thread at a time; every method raises `DeviceError`.

    `wait_finger` and `wait_lift` may be called again and again with short times: a call goes on where the last one
    stopped, so that a caller can look at its own cancel flag in between.
    """

    @property
    def info(self) -> ScannerInfo: ...

    def open(self) -> None:
        """Claim and initialise; afterwards `info` is complete."""
        ...

    def close(self) -> None:
        """Switch off and let go. Never raises because the device is gone already."""
        ...

    def aim(self, wanted: Wanted) -> None:
        """What the next captures are about. A reader of single fingers takes whichever it is shown."""
        ...

    def wait_finger(self, timeout: float, look: Look | None = None) -> bool:
        """True as soon as a finger lies on the platen, False when the time is over.

        `look` is shown every picture that is taken meanwhile; a reader with finger events takes none. It is called
        from the thread of this call.
        """
        ...

    def capture(self, timeout: float, choose: Choose | None = None) -> FingerFrame:
        """The finger that lies there; bad frames are read again. Raises TimedOut, Garbled, Unplugged.

        `choose` is shown one picture after the other until it takes one; what it raises ends the capture.
        """
        ...

    def wait_lift(self, timeout: float) -> bool:
        """True as soon as the platen is free."""
        ...

    def preview(self, timeout: float) -> FingerFrame:
        """The platen as it is now, with or without a finger."""
        ...

    def check(self) -> None:
        """A quick look whether the device still answers and is awake; wakes it where it is not."""
        ...

    def self_test(self) -> SelfTestReport:
        """Everything that can be tried without a finger."""
        ...

    def off(self) -> None:
        """Lamp off, no more events, still open."""
        ...


class SlapScanner(FingerScanner, Protocol):
    """A reader whose `info.slaps` names any."""

    def capture_slap(self, timeout: float) -> SlapFrame:
        """The slap that `aim` asked for, after `wait_finger`. Raises TimedOut, Garbled, Declined, Unplugged."""
        ...
