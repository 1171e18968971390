"""Planted against measured for the camera bench; part of `python -m models.calibration.prove`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.calibration import camera, colour
from models.calibration import camera_chart as chart
from models.calibration.row import Row
from models.synthesis.camera_view import PlantedCamera

CAMERAS: tuple[PlantedCamera, ...] = (
    PlantedCamera(1300, 960, 4.4, roll=1.2, blur=1.0, exposure=-0.3, falloff=0.2, noise=0.02, seed=1),
    PlantedCamera(1300, 960, 4.2, roll=-0.7, tilt=0.06, blur=1.6, exposure=-0.1, balance=(1.08, 1.0, 0.92), seed=2),
)
# luminance of three channels of equal, independent noise
LUMA = float(np.sqrt(0.299**2 + 0.587**2 + 0.114**2))


def prove(number: int, planted: PlantedCamera) -> Iterator[Row]:
    """Rows of one planted camera that stands 60 cm before the chart."""
    frame = planted.frame()
    value = {r.quantity: r.value or 0.0 for r in camera.measure([frame], camera.Setting())}

    def row(quantity: str, unit: str, wanted: float, tolerance: float, measured: float | None = None) -> Row:
        return Row(
            number,
            f"camera_{quantity}",
            unit,
            float(wanted),
            value[quantity] if measured is None else measured,
            tolerance,
        )

    yield row("scale", "px/mm", planted.scale, 0.002 * planted.scale, chart.find(frame).scale())
    yield row("roll", "deg", planted.roll, 0.05)
    yield row("focus", "cy/px", planted.half_frequency(), 0.06 * planted.half_frequency())
    gain = 2.0**planted.exposure
    levels = colour.encoded(colour.linear(colour.CHART_24[[18, 23]]) * gain * np.array(planted.balance))
    luma = levels @ np.array([0.299, 0.587, 0.114])
    # the two patches lie off the middle, where the planted falloff takes some light
    yield row("white_level", "levels", luma[0], 5 if planted.falloff else 1.5)
    yield row("black_level", "levels", luma[1], 3 if planted.falloff else 1.5)
    yield row("evenness", "ratio", _evenness(planted), 0.01)
    if planted.noise:
        yield row("noise", "ratio", planted.noise * LUMA / np.sqrt(gain), 0.2 * planted.noise)
    tinted = colour.linear(colour.CHART_24) * np.array(planted.balance)
    weights = np.array([0.2126, 0.7152, 0.0722])
    tinted *= colour.linear(colour.CHART_24[20]) @ weights / (tinted[20] @ weights)
    seen = colour.lab(colour.encoded(tinted))
    yield row("colour_mean", "deltaE", float(colour.difference(seen, colour.lab(colour.CHART_24)).mean()), 0.5)
    yield row("grey_chroma", "deltaE", float(np.hypot(seen[18:, 1], seen[18:, 2]).max()), 0.5)
    wanted = camera.reach(planted.scale, (planted.width, planted.height), camera.Setting())
    yield row("eye_distance_far", "px", wanted["eye_distance_far"], 0.5)
    yield row("body_low", "cm", wanted["body_low"], 0.2)
    yield row("body_high", "cm", wanted["body_high"], 0.2)


def _evenness(planted: PlantedCamera) -> float:
    """Darkest over brightest of the eight places of the ground, from the planted falloff."""
    places = chart.BoardPose(planted.to_pixel(), 0.0).pixel(np.array(camera.GROUND))
    u, v = 2 * places[:, 0] / (planted.width - 1) - 1, 2 * places[:, 1] / (planted.height - 1) - 1
    light = 1 - planted.falloff * (u**2 + v**2) / 2
    return float(light.min() / light.max())
