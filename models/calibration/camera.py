"""The camera bench: focus, exposure, colour and the range of distances and heights, from frames of the chart.

Focus and colour are diagnostic, with the project's own limits; range and sizes are those of TR-03121-3 (border
profile, section 7): bodies of 140 to 200 cm, capture at 40 to 100 cm, a crop of 1600x1200 at 60 cm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.calibration import camera_chart as chart
from models.calibration import colour, edge
from models.calibration.errors import ChartMoved, NoCameraChart
from models.calibration.limits import CAMERA, LimitResult, judge

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
STILL = 2.0  # px by which a corner of the board may wander between frames: more is a hand or a tripod (project)


@dataclass(frozen=True)
class Setting:
    """How the camera stands: mm to the chart, cm from the floor to the lens, cm it can be moved up and down."""

    distance: float = USUAL
    lens_height: float = 160.0
    travel_up: float = 0.0
    travel_down: float = 0.0


def measure(frames: Sequence[Picture], setting: Setting) -> tuple[LimitResult, ...]:
    """All quantities, each the median over `frames` uint8[h, w, 3] of the chart, which stands upright before the lens.

    Raises NoCameraChart where the chart, or one of its parts, is not in a frame; ChartMoved where it was not still.
    """
    seen = [chart.find(frame) for frame in frames]
    if not seen:
        raise NoCameraChart("no frame was given")
    corners = np.array([(0, 0), (chart.WIDTH, 0), (0, chart.HEIGHT), (chart.WIDTH, chart.HEIGHT)])
    places = np.stack([found.pixel(corners) for found in seen])
    wandered = float(np.linalg.norm(places - np.median(places, axis=0), axis=2).max())
    if wandered > STILL:
        raise ChartMoved(f"a corner of the chart wandered by {wandered:.1f} px")
    size = (frames[0].shape[1], frames[0].shape[0])
    single = [_frame(frame, found) for frame, found in zip(frames, seen, strict=True)]
    results = [judge(name, float(np.median([s[name] for s in single])), "raw", table=CAMERA) for name in single[0]]
    scale = float(np.median([found.scale() for found in seen]))
    # what a fixed lens and sensor cannot show is no fault of this unit
    results += [
        judge(name, value, "raw", reachable=False, table=CAMERA) for name, value in reach(scale, size, setting).items()
    ]
    return tuple(results)


def _frame(bgr: Picture, found: chart.BoardPose) -> dict[str, float]:
    """What one frame tells by itself."""
    colours = _patches(bgr, found)
    return {"roll": found.roll(), **_focus(bgr, found), **_exposure(bgr, found, colours), **_colour(colours)}


@dataclass(frozen=True)
class LiveFocus:
    """A live frame, for a hand on the lens: `sharpness` is MTF50 of the softest edge in cycles per pixel, None where no
    chart is in view; `detail` has no unit and is there without a chart, too."""

    sharpness: float | None
    detail: float


def look(bgr: Picture) -> LiveFocus:
    """How sharp a frame is now. Energy of the gradient over energy of the picture (Tenengrad after J. M. Tenenbaum,
    "Accommodation in computer vision", 1970, freed of exposure) leads to where the markers of the chart can be read."""
    grey = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY), np.float32)
    right, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    detail = float((right * right + down * down).mean() / max(float(grey.var()), 1.0))
    try:
        return LiveFocus(_focus(bgr, chart.find(bgr))["focus"], detail)
    except NoCameraChart:
        return LiveFocus(None, detail)


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


def _piece(bgr: Picture, found: chart.BoardPose, centre: tuple[float, float], half: tuple[float, float]) -> Picture:
    """The upright box of the frame that holds the board's box about `centre`; NoCameraChart beside the frame."""
    x, y = centre
    box = np.array([(x + i * half[0], y + j * half[1]) for i in (-1, 1) for j in (-1, 1)])
    corners = found.pixel(box)
    left, top = np.ceil(corners.min(axis=0)).astype(int)
    right, bottom = np.floor(corners.max(axis=0)).astype(int) + 1
    if left < 0 or top < 0 or right > bgr.shape[1] or bottom > bgr.shape[0] or right - left < 4 or bottom - top < 4:
        raise NoCameraChart("a part of the chart lies beside the frame, or is too small")
    return bgr[top:bottom, left:right]


def _patches(bgr: Picture, found: chart.BoardPose) -> list[Picture]:
    half = (INNER * chart.PATCH / 2, INNER * chart.PATCH / 2)
    return [_piece(bgr, found, (float(x), float(y)), half) for x, y in chart.patch_centres()]


def _focus(bgr: Picture, found: chart.BoardPose) -> dict[str, float]:
    halves = []
    away = chart.SQUARE / 2 / np.cos(np.radians(chart.SLANT))
    for x, y in chart.SQUARES:
        piece = _piece(bgr, found, (x + float(away), y), chart.EDGE)
        light = colour.linear(np.asarray(cv2.cvtColor(piece, cv2.COLOR_BGR2GRAY), np.float64))
        halves.append(edge.half_frequency(light))
    return {"focus": min(halves), "focus_even": min(halves) / max(halves)}


def _exposure(bgr: Picture, found: chart.BoardPose, patches: list[Picture]) -> dict[str, float]:
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
