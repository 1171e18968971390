"""A device against its commissioning: what every certificate since then said, and where the course leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from models.calibration import limits, platen
from models.calibration.limits import Limit
from station.domain import desk
from station.domain.calibration import Certificate, PlatenState, Wear

# Of a camera: a lens that works loose, colours that wander, light that grows uneven.
CAMERA_COURSES = ("focus", "colour_mean", "evenness")


@dataclass(frozen=True)
class DriftPoint:
    at: datetime
    certificate: str
    lamp: float  # flat level over the one at commissioning
    dark_rise: float  # grey levels against commissioning
    defects: float  # share of pixels


@dataclass(frozen=True)
class Drift:
    """A reader since its commissioning, oldest first; what the screen plots and what it says."""

    points: tuple[DriftPoint, ...]
    wear: Wear
    days_left: float | None  # until the first limit is crossed on the present course


def drift(certificates: Sequence[Certificate]) -> Drift:
    """Compare certificates of one reader, oldest first."""
    points = []
    first = certificates[0] if certificates else None
    light = None if first is None else first.level("flat_level")
    dark = None if first is None else first.level("dark_level")
    for certificate in certificates:
        now_light, now_dark = certificate.level("flat_level"), certificate.level("dark_level")
        broken = certificate.reading("defect_share")
        if not light or dark is None or now_light is None or now_dark is None:
            continue
        share = 0.0 if broken is None or broken.value is None else broken.value
        points.append(DriftPoint(certificate.made_at, certificate.id, now_light / light, now_dark - dark, share))
    series = [
        (limits.SCANNER["lamp"], [p.lamp for p in points]),
        (limits.SCANNER["dark_rise"], [p.dark_rise for p in points]),
        (limits.SCANNER["defect_share"], [p.defects for p in points]),
    ]
    return Drift(tuple(points), *wear([p.at for p in points], series))


def of_reader(serial: str, found: Drift, lies: PlatenState) -> desk.DriftView:
    """For the screen; `lies`: what lies on the platen now."""
    courses = (
        ("lamp", 1.0, [p.lamp for p in found.points]),
        ("dark_rise", 0.0, [p.dark_rise for p in found.points]),
        ("defect_share", 0.0, [p.defects for p in found.points]),
    )
    lines = tuple(_line(limits.SCANNER[name], fresh, values) for name, fresh, values in courses)
    return desk.DriftView(serial, tuple(p.at for p in found.points), lines, found.wear, found.days_left, lies)


def of_camera(serial: str, certificates: Sequence[Certificate]) -> desk.DriftView:
    """A camera's certificates, oldest first, for the screen. A quantity that was never within its limit has no course:
    that camera was not commissioned well, and did not drift there."""
    at = tuple(c.made_at for c in certificates)
    courses: list[tuple[Limit, list[float]]] = []
    for name in CAMERA_COURSES:
        readings = [c.reading(name) for c in certificates]
        values = [r.value for r in readings if r is not None and r.value is not None]
        limit = limits.CAMERA[name]
        if len(values) == len(at) and values and limit.holds(values[0]):
            courses.append((limit, values))
    lines = tuple(_line(limit, values[0], values) for limit, values in courses)
    return desk.DriftView(serial, at, lines, *wear(at, courses))


def _line(limit: Limit, fresh: float, values: Sequence[float]) -> desk.DriftLine:
    return desk.DriftLine(limit.quantity, tuple(values), fresh, limit.low, limit.high)


def wear(at: Sequence[datetime], series: Sequence[tuple[Limit, Sequence[float]]]) -> tuple[Wear, float | None]:
    """What the newest values and their courses say, and the days until the first limit is crossed."""
    if not at or not series:
        return Wear.TOO_FEW, None
    days = np.array([(moment - at[0]).total_seconds() / 86400 for moment in at])
    left: list[float] = []
    spoken = False
    for limit, values in series:
        if not limit.holds(values[-1]):
            return Wear.WORN, 0.0
        course = platen.trend(days, np.array(values), limit.low, limit.high)
        spoken = spoken or course is not None
        if course is not None and course.days_left is not None:
            left.append(course.days_left)
    if not spoken:
        return Wear.TOO_FEW, None
    nearest = min(left, default=None)
    soon = nearest is not None and nearest <= platen.WARN_DAYS
    return (Wear.REPLACE_SOON if soon else Wear.STEADY), nearest
