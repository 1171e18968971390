"""What the technician's desk says to its page, as plain values: devices, self-tests, calibrations, drift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from station.domain.calibration import PlatenState, Wear
from station.domain.desk.status import Health


class DeviceKind(Enum):
    FINGER = "finger"
    CAMERA = "camera"
    CHIP = "chip"


@dataclass(frozen=True)
class DeviceEvent:
    at: datetime
    code: str  # "plugged", "unplugged", "stalled", "recovered", "certified", or an error code


@dataclass(frozen=True)
class CardReaderView:
    """A chip reader that is connected. atr: of what lies on it, hexadecimal; slot: inside a reader, for the card of its
    operator; emulated: a program plays what lies on it; mute: what lies there does not answer; taken: another program
    keeps it for itself."""

    name: str
    atr: str = ""
    present: bool = False
    contactless: bool = False
    slot: bool = False
    emulated: bool = False
    mute: bool = False
    taken: bool = False


@dataclass(frozen=True)
class CardTest:
    """A chip reader's self-test with a reference document. sizes: octets of a READ that were tried, that held in the
    end (0: the reader failed), and the seconds; commands, seconds: of the fastest; limit: seconds of TR-03135-1."""

    reader: str
    atr: str
    way: str
    sizes: tuple[tuple[int, int, float], ...]
    commands: int
    seconds: float
    limit: float

    @property
    def passed(self) -> bool:
        return self.seconds <= self.limit


@dataclass(frozen=True)
class DeviceView:
    id: str  # serial or stable id
    kind: DeviceKind
    model: str
    serial: str
    port: str
    firmware: str
    health: Health
    emulated: bool = False
    error: str = ""  # error code
    calibration: str | None = None
    calibrated_at: datetime | None = None
    calibration_expired: bool = False
    history: tuple[DeviceEvent, ...] = ()
    valid_until: date | None = None  # of the newest certificate
    due_soon: bool = False  # it ends within days, or has ended
    in_use: bool = True  # False: connected, but not the camera of this counter
    card: CardReaderView | None = None  # of a chip reader


class StepState(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    OUTSIDE = "outside"  # measured, but outside the profile that it is held against


@dataclass(frozen=True)
class Measurement:
    """One measured quantity against its limits."""

    name: str  # stable key, e.g. "dead_pixels"
    value: float | None
    unit: str  # "px", "ppi", "%", "ms", ""
    low: float | None
    high: float | None
    state: StepState
    own_limit: bool = False  # the limit is this project's own, no published one exists
    source: str = ""  # the document that the limit was read in


@dataclass(frozen=True)
class SelfTestView:
    device: str
    at: datetime
    passed: bool
    measurements: tuple[Measurement, ...]
    card: CardTest | None = None  # of a chip reader


@dataclass(frozen=True)
class CalibrationStep:
    key: str  # "clean", "dark", "flat", "target_along", "target_across", "verify"
    state: StepState = StepState.WAITING
    progress: float = 0.0  # 0..1
    error: str = ""


@dataclass(frozen=True)
class CalibrationResult:
    device: str
    certificate: str
    at: datetime
    passed: bool
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True)
class DriftLine:
    """One quantity of a device over its calibrations, oldest first."""

    quantity: str  # of a reader "lamp", "dark_rise", "defect_share"; of a camera "focus", "colour_mean", "evenness"
    values: tuple[float, ...]
    fresh: float  # what it is, or ought to be, at commissioning
    low: float | None
    high: float | None

    def used(self, value: float) -> float:
        """The share of the way from `fresh` to the limit on that side: 0 as new, 1 at the limit, 0 without a limit."""
        limit = self.low if value < self.fresh else self.high
        return 0.0 if limit is None or limit == self.fresh else (value - self.fresh) / (limit - self.fresh)


@dataclass(frozen=True)
class DriftView:
    """A device since its commissioning, and the platen of a reader as it lies now."""

    device: str
    at: tuple[datetime, ...]  # one a calibration, oldest first
    lines: tuple[DriftLine, ...]  # each with as many values as `at`
    wear: Wear
    days_left: float | None = None  # until the first limit is crossed on the present course
    platen: PlatenState | None = None  # None: a camera has none
