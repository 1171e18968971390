"""The limits a scanner or a camera is measured against, each with its source, in one versioned table.

A quantity without a published limit is marked `project`: the value is this project's own. In-service checks of a
reader behind an open driver are no certification, whatever they show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from models.calibration.errors import BadFrames

VERSION = "2026-11-1"

TR = "BSI TR-03122-3 v6.0, test 2.1.12 (500 ppi)"
PROFILE = "BSI TR-03121-3, single-finger scanner"
PROJECT = "project"


class Grade(Enum):
    PASSED = "pass"
    FAILED = "fail"
    OUTSIDE = "outside_profile"  # no unit of this construction can reach it: too few rows, too small a platen
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True)
class Limit:
    """`low` and `high` are inclusive; None: no bound. `source` is a document, or "project"."""

    quantity: str
    unit: str
    low: float | None
    high: float | None
    source: str

    @property
    def published(self) -> bool:
        return self.source != PROJECT

    def holds(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


def ctf_minimum(cycles: float) -> float:
    """Smallest CTF at `cycles` per mm, 500 ppi (TR-03122-3)."""
    return 3.04105e-4 * cycles**2 - 7.99095e-2 * cycles + 1.02774


_ROWS: tuple[tuple[str, str, float | None, float | None, str], ...] = (
    # what the reader is
    ("native_resolution_x", "ppi", 500.0, None, TR),  # optical resolution at least the nominal one
    ("native_resolution_y", "ppi", 500.0, None, TR),
    ("area_width", "mm", 16.0, None, PROFILE),
    ("area_height", "mm", 20.0, None, PROFILE),
    # geometry of the rectified picture
    ("resolution_x", "ppi", 495.0, 505.0, TR),
    ("resolution_y", "ppi", 495.0, 505.0, TR),
    ("anisotropy", "ratio", None, 0.01, PROJECT),
    ("accuracy_short", "inch", None, 0.0007, TR),  # 99 % of pairs up to 0.07 inch
    ("accuracy_long", "ratio", None, 0.01, TR),  # 99 % of pairs up to 1.5 inch
    ("accuracy_along", "inch", None, 0.016, TR),
    ("residual_after", "px", None, 1.0, PROJECT),
    # geometry of the sensor
    ("rotation", "deg", -0.5, 0.5, PROJECT),
    ("skew", "deg", -0.5, 0.5, PROJECT),
    ("keystone_x", "ratio", -0.10, 0.10, PROJECT),
    ("keystone_y", "ratio", -0.10, 0.10, PROJECT),
    ("residual", "px", None, 1.0, PROJECT),
    # tone
    ("linearity", "levels", None, 7.65, TR),
    ("snr_white", "ratio", 125.0, None, TR),
    ("snr_black", "ratio", 125.0, None, TR),
    ("black_level", "levels", 4.0, None, TR),  # at least 4 above the minimum
    ("white_level", "levels", None, 251.0, TR),  # at least 4 below the maximum
    ("rows_dark", "levels", None, 1.0, TR),
    ("rows_bright", "levels", None, 2.0, TR),
    ("columns_dark", "levels", None, 1.0, TR),
    ("columns_bright", "levels", None, 2.0, TR),
    ("pixels_dark", "levels", None, 8.0, TR),
    ("pixels_bright", "levels", None, 22.0, TR),
    ("areas_dark", "levels", None, 3.0, TR),
    ("areas_bright", "levels", None, 12.0, TR),
    # of the one verification print: 128 is asked of 99 % of prints; the 200 of 80 % take ten people to judge
    ("grey_range", "count", 128.0, None, TR),
    ("grey_gaps", "count", None, 0.0, TR),
    # sensor health
    ("dark_noise", "levels", None, 2.0, PROJECT),
    ("dark_rise", "levels", None, 3.0, PROJECT),  # against the commissioning baseline
    ("lamp", "ratio", 0.8, 1.2, PROJECT),  # flat level against commissioning
    ("prnu_before", "ratio", None, 0.05, PROJECT),
    ("prnu_after", "ratio", None, 0.01, PROJECT),
    ("shading", "ratio", None, 0.60, PROJECT),
    ("defect_share", "ratio", None, 1e-4, PROJECT),
    ("defect_cluster", "px", None, 2.0, PROJECT),  # longer side of the largest cluster in the central area
    # every day
    ("dirt_blocks", "ratio", None, 0.02, PROJECT),
    ("dirt_level", "levels", None, 4.0, PROJECT),
    ("latent", "ratio", None, 0.3, PROJECT),
)

SCANNER: dict[str, Limit] = {row[0]: Limit(*row) for row in _ROWS}
for _axis in "xy":
    for _f in range(1, 11):
        _name = f"ctf_{_axis}_{_f}"
        SCANNER[_name] = Limit(_name, "ratio", round(ctf_minimum(_f), 3), 1.05, TR)


FACE = "BSI TR-03121-3, camera and face gate"
_CAMERA_ROWS: tuple[tuple[str, str, float | None, float | None, str], ...] = (
    ("portrait_height", "px", 1440.0, None, FACE),  # at 60 cm; 1600, ten per cent less is allowed (4.1.2)
    ("portrait_width", "px", 1080.0, None, FACE),
    ("eye_distance_far", "px", 120.0, None, FACE),  # at 100 cm, the far end of the range (gate 5.7)
    ("body_low", "cm", None, 140.0, FACE),  # the smallest and the tallest person who fits at 60 cm (4.1.3)
    ("body_high", "cm", 200.0, None, FACE),
    ("roll", "deg", -2.0, 2.0, PROJECT),
    ("focus", "cy/px", 0.12, None, PROJECT),  # MTF50 of the softest edge
    ("focus_even", "ratio", 0.5, None, PROJECT),  # softest over sharpest edge
    ("white_level", "levels", 200.0, 250.0, PROJECT),
    ("black_level", "levels", 20.0, 90.0, PROJECT),
    ("clipped", "ratio", None, 0.001, PROJECT),
    ("evenness", "ratio", 0.7, None, PROJECT),  # darkest over brightest ground, linear light
    ("grey_chroma", "deltaE", None, 6.0, PROJECT),  # white balance: the most coloured of the greys
    ("colour_mean", "deltaE", None, 6.0, PROJECT),  # CIEDE2000 over 24 patches, exposure taken out
    ("colour_max", "deltaE", None, 15.0, PROJECT),
    ("noise", "ratio", None, 0.03, PROJECT),  # spread over mean of the middle grey
)
CAMERA: dict[str, Limit] = {row[0]: Limit(*row) for row in _CAMERA_ROWS}


@dataclass(frozen=True)
class LimitResult:
    """One quantity of one reader. `stage`: "raw" as the sensor delivers, "corrected" as captures are stored."""

    quantity: str
    stage: str
    value: float | None
    limit: Limit
    verdict: Grade


def judge(
    quantity: str,
    value: float | None,
    stage: str = "corrected",
    *,
    reachable: bool = True,
    resolved: bool = True,
    table: Mapping[str, Limit] = SCANNER,
) -> LimitResult:
    """`value` against the table.

    `reachable` False says that this construction cannot meet the limit; a value that meets it passes all the same.
    `resolved` False says that the value lies beyond what the sensor samples: it is told, but never passed.
    Raises BadFrames for a quantity that the table does not know.
    """
    limit = table.get(quantity)
    if limit is None:
        raise BadFrames(f"no limit is known for {quantity}")
    if value is None:
        verdict = Grade.NOT_MEASURED
    elif not resolved:
        verdict = Grade.OUTSIDE
    elif limit.holds(value):
        verdict = Grade.PASSED
    else:
        verdict = Grade.FAILED if reachable else Grade.OUTSIDE
    return LimitResult(quantity, stage, value, limit, verdict)
