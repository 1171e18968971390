"""Words of the camera bench: how a camera stands before its chart, what it lets one set, what it sees of the chart."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from station.domain import foreign

RANGES: Mapping[str, tuple[float, float]] = {
    "distance_mm": (200.0, 2000.0),  # the range of a supervised capture, 40 to 100 cm, and room around it
    "lens_height_cm": (50.0, 250.0),
    "travel_up_cm": (0.0, 100.0),
    "travel_down_cm": (0.0, 100.0),
}
TEXT = 80  # characters of a chart's name or its certificate's number


@dataclass(frozen=True)
class CameraSetting:
    """What the technician measured with a tape, and which chart stands there. The defaults are the usual post."""

    distance_mm: float = 600.0  # from the lens to the chart
    lens_height_cm: float = 160.0  # from the floor to the lens
    travel_up_cm: float = 0.0  # how far the camera can be moved up and down
    travel_down_cm: float = 0.0
    chart: str = "printed chart"
    chart_certificate: str = ""

    def wrong(self) -> tuple[str, ...]:
        """Names of the fields that no post can have; empty when all is well."""
        found = [
            name
            for name, (low, high) in RANGES.items()
            if not (math.isfinite(getattr(self, name)) and low <= getattr(self, name) <= high)
        ]
        if not 1 <= len(self.chart.strip()) <= TEXT:
            found.append("chart")
        if len(self.chart_certificate) > TEXT:
            found.append("chart_certificate")
        return tuple(found)

    def as_text(self) -> str:
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> CameraSetting:
        """The inverse of `as_text`. ValueError for anything else, and for a setting that is `wrong`."""
        fields = foreign.record(text, set(cls.__dataclass_fields__))
        if not all(isinstance(fields[name], (int, float)) for name in RANGES):
            raise ValueError("a length is not a number")
        if not all(isinstance(fields[name], str) for name in ("chart", "chart_certificate")):
            raise ValueError("the chart is no text")
        setting = cls(**fields)
        if setting.wrong():
            raise ValueError(", ".join(setting.wrong()))
        return setting


@dataclass(frozen=True)
class CameraSwitch:
    """Something that a camera lets one set, in its own units. `automatic`: it may do this by itself, and does or not;
    None where it cannot."""

    key: str  # "exposure", "focus"
    value: float | None  # None: it can only be left to the camera
    automatic: bool | None


@dataclass(frozen=True)
class BenchView:
    """What the page shows of one camera before anything is measured."""

    device: str
    setting: CameraSetting
    switches: tuple[CameraSwitch, ...]
    sharpness_limit: float  # cycles per pixel


@dataclass(frozen=True)
class ChartLook:
    """The live picture of this moment."""

    sharpness: float | None  # cycles per pixel at half contrast, of the softest edge; None where no chart is in view
    detail: float  # fine structure of the whole picture: grows with sharpness, only to be compared with itself
