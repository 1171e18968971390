"""The camera bench: focus, exposure, colour and the range of distances and heights, from one frame of the chart.

Focus and colour are diagnostic, with the project's own limits; range and sizes are those of TR-03121-3 (border
profile, section 7): bodies of 140 to 200 cm, capture at 40 to 100 cm, a crop of 1600x1200 at 60 cm.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.calibration import camera_chart as chart
from models.calibration import colour, edge
from models.calibration.errors import NoChart
from models.calibration.limits import CAMERA, Result, judge

Floats = NDArray[np.float64]
Picture = NDArray[np.uint8]

NEAR, USUAL, FAR = 400.0, 600.0, 1000.0  # mm from the camera
# Assumed people (project): head breadth and eye distance of adults, eye height as a share of body height after
# R. Drillis and R. Contini, "Body Segment Parameters", 1966.
HEAD_BREADTH, EYE_DISTANCE, EYE_HEIGHT = 152.0, 62.0, 0.936
HEAD_SHARE = 0.625  # of the portrait's width: the middle of 0.50..0.75 (gate 5.3)
FACE_FROM_TOP = 0.40  # of the portrait's height: the middle of 0.30..0.50 (gate 5.5)
PORTRAIT_WIDTH = HEAD_BREADTH / HEAD_SHARE  # mm
PORTRAIT_HEIGHT = PORTRAIT_WIDTH * 4 / 3
CLIPPED = 254
INNER = 0.6  # of a patch's side is read
GROUND = (  # places of the bare board where evenness is read, mm
    (70.0, 26.0), (210.0, 26.0), (70.0, 174.0), (210.0, 174.0),
    (20.0, 60.0), (260.0, 60.0), (20.0, 140.0), (260.0, 140.0),
)  # fmt: skip
REFERENCE_GREY = 20  # the patch of level 160, by which exposure is taken out of the colours


@dataclass(frozen=True)
class Setting:
    """How the camera stands: mm to the chart, cm from the floor to the lens, cm it can be moved up and down."""

    distance: float = USUAL
    lens_height: float = 160.0
    travel_up: float = 0.0
    travel_down: float = 0.0


def measure(bgr: Picture, setting: Setting) -> tuple[Result, ...]:
    """All quantities from one frame uint8[h, w, 3] of the chart, which stands upright before the lens.

    Raises NoChart where the chart, or one of its parts, is not in the frame.
    """
    found = chart.find(bgr)
    colours = _patches(bgr, found)
    values = {
        "roll": found.roll(), **_focus(bgr, found), **_exposure(bgr, found, colours), **_colour(colours),
    }  # fmt: skip
    results = [judge(name, value, "raw", table=CAMERA) for name, value in values.items()]
    # what a fixed lens and sensor cannot show is no fault of this unit
    results += [
        judge(name, value, "raw", reachable=False, table=CAMERA)
        for name, value in reach(found.scale(), (bgr.shape[1], bgr.shape[0]), setting).items()
    ]
    return tuple(results)


def reach(scale: float, frame: tuple[int, int], setting: Setting) -> dict[str, float]:
    """Portrait size, eye distance and body heights from px/mm at the chart's distance; `frame` = (width, height)."""
    usual = scale * setting.distance / USUAL
    far = scale * setting.distance / FAR
    seen = frame[1] / usual / 10  # cm from top to bottom of the frame at 60 cm
    above, below = FACE_FROM_TOP * PORTRAIT_HEIGHT / 10, (1 - FACE_FROM_TOP) * PORTRAIT_HEIGHT / 10
    low = (setting.lens_height - setting.travel_down - seen / 2 + below) / EYE_HEIGHT
    high = (setting.lens_height + setting.travel_up + seen / 2 - above) / EYE_HEIGHT
    return {
        "portrait_height": min(PORTRAIT_HEIGHT * usual, float(frame[1])),
        "portrait_width": min(PORTRAIT_WIDTH * usual, float(frame[0])),
        "eye_distance_far": EYE_DISTANCE * far,
        "body_low": low,
        "body_high": high,
    }


def _piece(bgr: Picture, found: chart.Found, centre: tuple[float, float], half: tuple[float, float]) -> Picture:
    """The upright box of the frame that holds the board's box about `centre`; NoChart beside the frame."""
    x, y = centre
    box = np.array([(x + i * half[0], y + j * half[1]) for i in (-1, 1) for j in (-1, 1)])
    corners = found.pixel(box)
    left, top = np.ceil(corners.min(axis=0)).astype(int)
    right, bottom = np.floor(corners.max(axis=0)).astype(int) + 1
    if left < 0 or top < 0 or right > bgr.shape[1] or bottom > bgr.shape[0] or right - left < 4 or bottom - top < 4:
        raise NoChart("a part of the chart lies beside the frame, or is too small")
    return bgr[top:bottom, left:right]


def _patches(bgr: Picture, found: chart.Found) -> list[Picture]:
    half = (INNER * chart.PATCH / 2, INNER * chart.PATCH / 2)
    return [_piece(bgr, found, (float(x), float(y)), half) for x, y in chart.patch_centres()]


def _focus(bgr: Picture, found: chart.Found) -> dict[str, float]:
    halves = []
    away = chart.SQUARE / 2 / np.cos(np.radians(chart.SLANT))
    for x, y in chart.SQUARES:
        piece = _piece(bgr, found, (x + float(away), y), chart.EDGE)
        light = colour.linear(np.asarray(cv2.cvtColor(piece, cv2.COLOR_BGR2GRAY), np.float64))
        halves.append(edge.half_frequency(light))
    return {"focus": min(halves), "focus_even": min(halves) / max(halves)}


def _exposure(bgr: Picture, found: chart.Found, patches: list[Picture]) -> dict[str, float]:
    greys = [np.asarray(cv2.cvtColor(p, cv2.COLOR_BGR2GRAY), np.float64) for p in patches[colour.GREYS]]
    middle = colour.linear(greys[2])
    ground = [
        float(colour.linear(np.asarray(cv2.cvtColor(_piece(bgr, found, at, (4, 4)), cv2.COLOR_BGR2GRAY), float)).mean())
        for at in GROUND
    ]
    board = np.concatenate([p.reshape(-1, 3) for p in patches])
    return {
        "white_level": float(greys[0].mean()),
        "black_level": float(greys[5].mean()),
        "clipped": float((board >= CLIPPED).any(axis=1).mean()),
        "evenness": min(ground) / max(ground),
        "noise": float(middle.std() / max(middle.mean(), 1e-9)),
    }


def _colour(patches: list[Picture]) -> dict[str, float]:
    seen = np.array([colour.linear(p.reshape(-1, 3)[:, ::-1].astype(np.float64)).mean(axis=0) for p in patches])
    wanted = colour.linear(colour.CHART_24)
    # exposure is judged on its own: the middle grey takes it out, by luminance
    weights = np.array([0.2126, 0.7152, 0.0722])
    gain = float(wanted[REFERENCE_GREY] @ weights) / max(float(seen[REFERENCE_GREY] @ weights), 1e-9)
    got = colour.lab(colour.encoded(seen * gain))
    apart = colour.difference(got, colour.lab(colour.CHART_24))
    return {
        "grey_chroma": float(np.hypot(got[colour.GREYS, 1], got[colour.GREYS, 2]).max()),
        "colour_mean": float(apart.mean()),
        "colour_max": float(apart.max()),
    }
