"""Head pose from five points, as far as five points go: yaw from the nose, no pitch."""

from __future__ import annotations

import numpy as np

from models.face.detect import NOSE, Face

# How far the base of the nose lies before the plane of the eye centres, in eye distances: about 21 of 63 mm
# (subnasale before endocanthion 15 mm, endocanthion before the centre of the eye fissure 6 mm; Farkas 1994).
_NOSE_DEPTH = 0.33


def yaw(face: Face) -> float:
    """Degrees the head is turned, -90..90, positive towards the right side of the picture.

    From the sideways shift of the base of the nose against the middle of the eyes, in the upright face, by
    orthographic projection of a mean face. One person's own asymmetry enters in full: 1 mm is 3 degrees.
    Pitch is not estimated: the length of a person's nose and its foreshortening look the same.
    """
    left, right = face.eyes
    across = (right - left) / face.eye_distance
    shift = float(np.dot(face.landmarks[NOSE] - (left + right) / 2, across)) / face.eye_distance
    # The projected eye distance shrinks with cos(yaw), so shift / distance is depth * tan(yaw).
    return float(np.degrees(np.arctan(shift / _NOSE_DEPTH)))
