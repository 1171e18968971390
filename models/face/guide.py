"""What to tell the traveller: the states of border profile 1 (TR-03121-2-2 8.1.4), from geometry alone."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np

from models.face.detect import Face
from models.face.gate import Assessment
from models.face.mesh import Mesh
from models.face.portrait import ASPECT, EYES_FROM_TOP, HEAD_TO_WIDTH, HEAD_TO_WIDTH_TIGHT, HEAD_WIDTH, MIN_SIZE

MAX_ROLL = 8.0  # degrees, component 1.3
MAX_YAW, MAX_PITCH = 8.0, 11.0  # degrees, components 1.1 and 1.2 with what the mesh cannot tell (models.face.gate)
MIN_EYES_FULL = MIN_SIZE[0] * HEAD_TO_WIDTH / HEAD_WIDTH  # pixels between eyes that fill the smallest portrait
_NEAREST_TO_FURTHEST = 0.7  # how much nearer than the furthest good place one may stand when the frame is small
_COMPANION = 0.35  # a second face this wide, relative to the first, is somebody at the counter
_STILL = 0.06  # of the eye distance, moved between two frames


class FrameGuidance(Enum):
    """The state to show; left and right are the traveller's own."""

    SEARCHING_FACE = "searching_face"
    FACE_RECOGNIZED = "face_recognized"
    STEP_BACK = "step_back"
    STEP_FORWARD = "step_forward"
    STEP_LEFT = "step_left"
    STEP_RIGHT = "step_right"
    MOVE_UP = "move_up"
    MOVE_DOWN = "move_down"
    STAND_STILL = "stand_still"
    LOOK_STRAIGHT = "look_straight"
    OPEN_EYES = "open_eyes"
    CLOSE_MOUTH = "close_mouth"
    MULTIPLE_FACES = "multiple_faces"


def eye_distance_range(frame_shape: Sequence[int]) -> tuple[float, float]:
    """Fewest and most pixels between the eyes from which a portrait can be cut in a frame [height, width, ...]."""
    height, width = frame_shape[:2]
    most = min(width, height / ASPECT) * HEAD_TO_WIDTH_TIGHT / HEAD_WIDTH
    return min(MIN_EYES_FULL, _NEAREST_TO_FURTHEST * most), most


def guide(
    frame_shape: Sequence[int], faces: Sequence[Face], history: Sequence[Face] = (), mesh: Mesh | None = None
) -> FrameGuidance:
    """The most urgent state for the faces (the traveller's first) of a frame of shape [height, width, ...].

    `mesh`: of the first face; without, only its roll is known. `history`: the first face of the frames just before,
    oldest first; empty where nothing is known. FACE_RECOGNIZED means: well placed, so the gate may now judge the
    pixels.
    """
    if not faces:
        return FrameGuidance.SEARCHING_FACE
    face = faces[0]
    if any(other.width > _COMPANION * face.width for other in faces[1:]):
        return FrameGuidance.MULTIPLE_FACES
    misplaced = _distance(frame_shape, face) or _off_centre(frame_shape, face)
    if misplaced is not None:
        return misplaced
    turned = mesh is not None and (abs(mesh.yaw) > MAX_YAW or abs(mesh.pitch) > MAX_PITCH)
    if abs(face.roll) > MAX_ROLL or turned:
        return FrameGuidance.LOOK_STRAIGHT
    if history and _moved(face, history[-1]) > _STILL:
        return FrameGuidance.STAND_STILL
    return FrameGuidance.FACE_RECOGNIZED


def _distance(frame_shape: Sequence[int], face: Face) -> FrameGuidance | None:
    fewest, most = eye_distance_range(frame_shape)
    if face.eye_distance > most:
        return FrameGuidance.STEP_BACK
    return FrameGuidance.STEP_FORWARD if face.eye_distance < fewest else None


def _off_centre(frame_shape: Sequence[int], face: Face) -> FrameGuidance | None:
    height, width = frame_shape[:2]
    left_eye, right_eye = face.eyes
    x, y = (left_eye + right_eye) / 2
    across = HEAD_WIDTH * face.eye_distance / HEAD_TO_WIDTH_TIGHT
    if min(width, height / ASPECT) >= MIN_SIZE[0]:
        across = max(across, MIN_SIZE[0])
    down = across * ASPECT
    # The camera faces the traveller: who is too far left in the picture steps to the own left.
    if x < across / 2:
        return FrameGuidance.STEP_LEFT
    if x > width - across / 2:
        return FrameGuidance.STEP_RIGHT
    if y < EYES_FROM_TOP * down:
        return FrameGuidance.MOVE_DOWN
    if y > height - (1 - EYES_FROM_TOP) * down:
        return FrameGuidance.MOVE_UP
    return None


def _moved(face: Face, before: Face) -> float:
    shift = (np.add(*face.eyes) - np.add(*before.eyes)) / 2
    return float(np.hypot(*shift)) / face.eye_distance


_ANSWERS = {
    "2.2": FrameGuidance.CLOSE_MOUTH,
    "3.1": FrameGuidance.OPEN_EYES,
    "3.3": FrameGuidance.LOOK_STRAIGHT,
    "1.1": FrameGuidance.LOOK_STRAIGHT,
    "1.2": FrameGuidance.LOOK_STRAIGHT,
    "1.3": FrameGuidance.LOOK_STRAIGHT,
    "4.3": FrameGuidance.MULTIPLE_FACES,
}


def answer(assessment: Assessment) -> FrameGuidance | None:
    """What the traveller can do about a failed gate; None where it passed or only light and camera can help."""
    failed = {component.id for component in assessment.components if component.passed is False}
    return next((state for component, state in _ANSWERS.items() if component in failed), None)
