"""The face mesh: 468 points in three dimensions, by MediaPipe's network (Y. Kartynnik and others, "Real-time Facial
Surface Geometry from Monocular Video on Mobile GPUs", 2019; Apache-2.0), converted from its packaged file.

What is read off it: how far the lips are apart, how far the head is turned, where the head ends. For the lids of the
eyes it is too coarse.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face import converted, tflite
from models.face.chip import warped
from models.face.detect import Face, require_picture
from models.face.portrait import HEAD_HEIGHT, HEAD_WIDTH

POINTS = 468
_INPUT = 192  # pixels, square, RGB, 0..1
_NAME = "face-mesh.onnx"
_SHA256 = "3a0596710a75b190de0bdbb0b79ce3a58abffcf3ed431508fbd7aeda4aa0121f"
# The square that the network wants, in sides of our box (models.face.detect), and how far above its centre: lips were
# told apart best so, on 199 faces labelled by eye (sides of 1.3 to 1.95 were tried).
_SIDE, _UP = 1.5, 0.04

# Indices of the mesh (mediapipe, face_geometry/data/canonical_face_model_uv_visualization.png).
_LIPS = ((81, 178), (82, 87), (13, 14), (312, 317), (311, 402))  # inner edges, upper and lower, from left to right
_OUTER_EYES = (33, 263)  # corners, left and right in the picture
_FOREHEAD, _CHIN = 10, 152  # hairline and chin
_EARS = (234, 454)  # just before them, left and right
_EYES = ((33, 133), (362, 263))  # corners of the eye on the left and of the eye on the right side of the picture
# Points at the sides of the face, left and right in the picture, that hardly move with expression: corners of the eyes,
# temples, cheekbones, jaw below the ears, wings of the nose.
_PAIRS = ((33, 263), (133, 362), (127, 356), (234, 454), (93, 323), (116, 345), (50, 280), (98, 327), (129, 358))
_UPRIGHT = (
    (10, 152),
    (151, 17),
    (9, 200),
    (8, 18),
)  # from above the brows to below the lips, in the middle of the face
_PITCH_OF_PHOTOGRAPHS = -5.2  # degrees
# The mesh ends before the ears and below the crown. Over 775 photographs (LFW) its median breadth is 2.31 and its
# median height 2.70 distances of the eyes, where an adult head has 2.3 and 3.55 (models.face.portrait).
_TO_BREADTH, _TO_CROWN = HEAD_WIDTH / 2.31, HEAD_HEIGHT / 2.70


@dataclass(frozen=True, eq=False)
class Mesh:
    """points: float32[468, 3]: x and y in pixels of the picture, z in the same unit, smaller towards the camera.

    presence: 0..1, the network's own word whether this is a face.
    """

    points: NDArray[np.float32]
    presence: float

    @property
    def mouth_gap(self) -> float:
        """Mean height of the gap between the inner lips over the distance of the outer corners of the eyes; about 0.01
        for a closed mouth, 0.1 for a smile with teeth."""
        heights = [self._apart(upper, lower) for upper, lower in _LIPS]
        return float(np.mean(heights)) / max(1e-6, self._apart(*_OUTER_EYES))

    @property
    def head_width(self) -> float:
        """Pixels: the breadth of the head at the ears."""
        return _TO_BREADTH * self._apart(*_EARS)

    @property
    def head_height(self) -> float:
        """Pixels from crown to chin."""
        return _TO_CROWN * self._apart(_FOREHEAD, _CHIN)

    @property
    def yaw(self) -> float:
        """Degrees the head is turned, -90..90, positive towards the right side of the picture."""
        left, right = (self.points[[pair[side] for pair in _PAIRS]] for side in (0, 1))
        across = np.asarray((right - left).mean(0), np.float64)
        return float(np.degrees(np.arctan2(across[2], np.hypot(across[0], across[1]))))

    @property
    def pitch(self) -> float:
        """Degrees the head is tipped back, -90..90; 0 for the median of 775 photographs (LFW), for nothing in the mesh
        itself says which way a face looks that is neither tipped back nor bowed."""
        upper, lower = (self.points[[pair[side] for pair in _UPRIGHT]] for side in (0, 1))
        down = np.asarray((lower - upper).mean(0), np.float64)
        return float(np.degrees(np.arctan2(-down[2], np.hypot(down[0], down[1])))) - _PITCH_OF_PHOTOGRAPHS

    @property
    def roll(self) -> float:
        """Degrees; positive where the head leans towards the right side of the picture (clockwise)."""
        left, right = self.eyes
        return float(np.degrees(np.arctan2(right[1] - left[1], right[0] - left[0])))

    @property
    def eyes(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Centres of the eye on the left and of the eye on the right side of the picture, float32[2] each."""
        left, right = (self.points[list(corners), :2].mean(0, dtype=np.float32) for corners in _EYES)
        return left, right

    def _apart(self, one: int, other: int) -> float:
        return float(np.linalg.norm(self.points[one] - self.points[other]))


class MeshFinder:
    """Safe to share between threads; one forward pass runs at a time. `cache`: folder of the converted network."""

    def __init__(self, cache: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._net = converted.load(network(cache))

    def warm(self) -> None:
        """Run once, so that the first traveller does not wait for memory to be laid out."""
        self._forward(np.zeros((_INPUT, _INPUT, 3), np.uint8))

    def find(self, bgr: NDArray[np.uint8], face: Face) -> Mesh:
        """The mesh of one face of `bgr` (uint8 [height, width, 3]). Raises BadImage."""
        require_picture(bgr)
        side = _SIDE * face.width
        x, y = face.centre
        turn = np.deg2rad(face.roll)
        x, y = x + _UP * face.width * np.sin(turn), y - _UP * face.width * np.cos(turn)
        matrix = np.asarray(cv2.getRotationMatrix2D((x, y), face.roll, _INPUT / side), np.float64)
        matrix[:, 2] += _INPUT / 2 - np.array([x, y])
        points, presence = self._forward(warped(bgr, matrix, _INPUT))
        back = cv2.invertAffineTransform(matrix)
        flat = points[:, :2] @ back[:, :2].T + back[:, 2]
        placed = np.column_stack([flat, points[:, 2] * side / _INPUT])
        return Mesh(np.asarray(placed, np.float32), presence)

    def _forward(self, rgb: NDArray[np.uint8]) -> tuple[NDArray[np.float32], float]:
        blob = np.ascontiguousarray(rgb.astype(np.float32).transpose(2, 0, 1)[None] / np.float32(255))
        with self._lock:
            self._net.setInput(blob)
            points, presence = self._net.forward(["points", "presence"])
        certain = float(1 / (1 + np.exp(-np.clip(presence.ravel()[0], -50, 50))))
        return np.asarray(points, np.float32).reshape(POINTS, 3), certain


def network(cache: Path | None) -> bytes:
    """The file that runs, as ONNX."""

    def made(data: bytes) -> bytes:
        return tflite.to_onnx(data, "face_mesh", {"points": 0, "presence": 1})

    return converted.converted("face_mesh", made, _NAME, _SHA256, cache)
