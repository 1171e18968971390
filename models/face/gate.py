"""The quality gate of a face: every component of border profile 1 (TR-03121-3-1 4.4.1), or "not provided".

The values are our own measurements in the spirit of OFIQ; they are not OFIQ's and no conformance is claimed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.face import measures
from models.face.detect import Face
from models.face.mesh import Mesh
from models.face.portrait import Portrait, cut

Bounds = tuple[float | None, float | None]

# id, name, mandatory, limits. Limits with a number in the profile are the profile's; those it leaves to
# configuration were set on our data (docs/accuracy.md) or are None: measured and shown, but not judged.
# Yaw and pitch are the exceptions: the profile's -5..5 degrees is widened by one and a half times what the mesh differs
# from another network's word in the mean (2.1 and 3.9 degrees).
_TABLE: tuple[tuple[str, str, bool, float | None, float | None], ...] = (
    ("1.1", "yaw", False, -8, 8),
    ("1.2", "pitch", False, -11, 11),
    ("1.3", "roll", True, -8, 8),
    ("2.1", "neutral_expression", False, None, None),
    ("2.2", "mouth_closed", True, None, 0.08),
    ("2.3", "no_raised_brows", False, None, None),
    ("3.1", "eyes_open", False, 0.25, None),
    ("3.2", "eyes_not_occluded", False, None, None),
    ("3.3", "gaze_at_camera", False, None, 0.2),
    ("4.1", "uniform_background", False, None, None),
    ("4.2", "no_background_shadow", False, None, None),
    ("4.3", "no_other_people", False, None, 0),
    ("5.1", "height", True, 800, 1600),
    ("5.2", "width", True, 600, 1200),
    ("5.3", "head_to_width", True, 0.50, 0.75),
    ("5.4", "head_to_height", True, 0.60, 0.90),
    ("5.5", "vertical_position", True, 0.30, 0.50),
    ("5.6", "horizontal_position", True, 0.45, 0.55),
    ("5.7", "eye_distance", True, 120, None),
    ("6.1", "even_lighting", False, 0.35, None),
    ("6.2", "no_face_shadow", False, 0.55, None),
    ("6.3", "no_hot_spots", False, None, 0.05),
    ("6.4", "no_glasses_effects", False, None, None),
    ("7.1", "exposure", True, 60, 220),
    ("7.2", "focus", True, 0.2, None),
    ("7.3", "natural_colours", False, None, 10),
    ("7.4", "no_red_eyes", False, None, 0.2),
    ("7.5", "colour_space", True, 1, 1),
    ("7.6", "grey_density", True, 80, None),
)
RGB24, GREY8 = 1, 3  # codes of component 7.5

DEFAULT_LIMITS: Mapping[str, Bounds] = {row[0]: (row[3], row[4]) for row in _TABLE}


@dataclass(frozen=True)
class Component:
    """One line of the gate; value None: not provided; passed None: not provided, or not judged."""

    id: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    mandatory: bool
    passed: bool | None


@dataclass(frozen=True, eq=False)
class Assessment:
    """Every component of the table, and the portrait that was judged. Whether the whole passes is the station's rule
    (station.workflow.face)."""

    components: tuple[Component, ...]
    portrait: Portrait


def assess(
    bgr: NDArray[np.uint8],
    face: Face,
    mesh: Mesh,
    faces: Sequence[Face] = (),
    limits: Mapping[str, Bounds] = DEFAULT_LIMITS,
) -> Assessment:
    """Cut the portrait of `face` out of the frame `bgr` (uint8 [height, width, 3]) and judge it.

    `mesh`: of the same face in the same frame. `faces`: all faces of the frame, for component 4.3 (not provided when
    empty). `limits`: (low, high) by component id; an id left out, or None as a bound, is not judged. Raises BadImage.
    """
    portrait = cut(bgr, face)
    values = _values(portrait, face, mesh, faces)
    components = []
    for identifier, name, mandatory, _, _ in _TABLE:
        value = values.get(identifier)
        if value is not None and not math.isfinite(value):
            value = None
        low, high = limits.get(identifier, (None, None))
        passed = None
        if value is not None and (low is not None or high is not None):
            passed = (low is None or value >= low) and (high is None or value <= high)
        components.append(Component(identifier, name, value, low, high, mandatory, passed))
    return Assessment(tuple(components), portrait)


def _values(portrait: Portrait, face: Face, mesh: Mesh, faces: Sequence[Face]) -> dict[str, float]:
    """Every component that has a source. Missing, so "not provided": expression, brows, occlusion of the eyes,
    effects of glasses; mesh and pixels say nothing trustworthy about them."""
    pixels, placed = portrait.pixels, portrait.face
    height, width = pixels.shape[:2]
    left_eye, right_eye = placed.eyes
    x, y = (left_eye + right_eye) / 2
    aligned = measures.align(pixels, placed)
    shrunk = placed.eye_distance / face.eye_distance
    unevenness, shadow = measures.background(pixels, placed)
    values = {
        "1.1": mesh.yaw,
        "1.2": mesh.pitch,
        "1.3": face.roll,  # of the frame: the portrait itself is already upright
        "2.2": mesh.mouth_gap,
        "3.1": min(measures.eye_openings(aligned)),
        "3.3": measures.gaze_offset(aligned),
        "4.1": unevenness,
        "4.2": shadow,
        "5.1": height,
        "5.2": width,
        "5.3": mesh.head_width * shrunk / width,
        "5.4": mesh.head_height * shrunk / height,
        "5.5": float(y) / height,
        "5.6": float(x) / width,
        "5.7": placed.eye_distance,
        "6.1": measures.lighting_evenness(aligned),
        "6.2": measures.socket_shadow(aligned),
        "6.3": measures.hot_spots(aligned),
        "7.1": measures.exposure(aligned),
        "7.2": measures.sharpness(pixels, placed),
        "7.4": measures.red_eyes(aligned),
        "7.5": GREY8 if measures.is_grey(pixels) else RGB24,
        "7.6": measures.intensity_count(aligned),
    }
    if values["7.5"] == RGB24:
        values["7.3"] = measures.colour_cast(aligned)
    if faces:
        values["4.3"] = len(faces) - 1
    return {key: float(value) for key, value in values.items()}
