"""Finds faces in a picture: YuNet on a small copy, five landmarks on the picture itself."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import cv2
import dlib
import numpy as np
from numpy.typing import NDArray

from models import weights
from models.errors import BadImage

LIVE_WIDTH = 320  # pixels: a face needs about 12 of them across
_LADDER_STEP = 2  # each further copy is twice as wide
_LIVE_STEPS = 2  # a live frame is searched at 320 and, when that is empty, at 640 pixels
_STILL_WIDTH = 1600  # a still is searched up to this width, and small pictures are enlarged up to twice their size
_SCORE = 0.6  # YuNet's confidence, 0..1
_SECOND_SCORE = 0.8  # a face beside another needs more: a false one would send the traveller's company away
_OVERLAP = 0.3  # of two boxes, shared by their union: the weaker one is the same face
_MOST = 50  # faces of a picture
_SMALLEST = 8.0  # pixels across: less has no landmarks
# The five-point model was trained on the square boxes of dlib's HOG detector. Where those lie for a face that YuNet
# sees, in the median of 387 photographs (LFW): side over the root of the area of YuNet's box, and from the middle
# between its eyes and its corners of the mouth to the centre, in sides.
_SIDE, _RIGHT, _DOWN = 0.979, 0.014, 0.022
_LANDMARK_BOX = 300  # pixels; landmarks are placed on a copy whose face box is this wide, for sub-pixel positions
_MARGIN = 0.5  # of the box, cut around it for the landmarks

# dlib's order of the five points, as positions in the picture: the eyes of the person are mirrored.
LEFT_EYE_OUTER, LEFT_EYE_INNER, RIGHT_EYE_OUTER, RIGHT_EYE_INNER, NOSE = range(5)


@dataclass(frozen=True, eq=False)
class Face:
    """One face. box: left, top, right, bottom in pixels; landmarks: float32[5, 2], x and y in pixels.

    The points are the outer and inner corner of the person's left eye (right in the picture), the outer and
    inner corner of the right eye, and the base of the nose. The box is a square from the brows to the chin. score: the
    detector's confidence, 0..1.
    """

    box: tuple[float, float, float, float]
    landmarks: NDArray[np.float32]
    score: float

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    @property
    def centre(self) -> tuple[float, float]:
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2

    @property
    def eyes(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Centres of the eye on the left and of the eye on the right side of the picture, float32[2] each."""
        points = self.landmarks
        return (points[2] + points[3]) / 2, (points[0] + points[1]) / 2

    @property
    def eye_distance(self) -> float:
        """Pixels between the centres of the eyes."""
        left, right = self.eyes
        return float(np.hypot(*(right - left)))

    @property
    def roll(self) -> float:
        """Degrees; positive where the head leans towards the right side of the picture (clockwise)."""
        left, right = self.eyes
        return float(np.degrees(np.arctan2(right[1] - left[1], right[0] - left[0])))


def require_picture(bgr: NDArray[np.uint8]) -> None:
    """Raises BadImage unless `bgr` is uint8 [height, width, 3], at least 32 pixels a side."""
    if bgr.dtype != np.uint8 or bgr.ndim != 3 or bgr.shape[2] != 3 or min(bgr.shape[:2]) < 32:
        raise BadImage(f"a colour picture of 8 bits is needed, not {bgr.dtype} {bgr.shape}")


def principal(faces: list[Face], shape: tuple[int, ...]) -> Face | None:
    """The face a portrait is of: large and near the middle of a picture of shape [height, width, ...]."""
    middle = shape[1] / 2, shape[0] / 2

    def weight(face: Face) -> float:
        x, y = face.centre
        return face.width / (0.2 * min(shape[:2]) + float(np.hypot(x - middle[0], y - middle[1])))

    return max(faces, key=weight, default=None)


class Detector:
    """YuNet (W. Wu, H. Peng, S. Yu, "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research,
    2023) and dlib's 5-point shape predictor (both free for commercial use).

    Safe to share between threads; one picture is searched at a time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        network = np.fromfile(weights.path("face_detection"), np.uint8)
        with _QuietOpenCv():
            self._detector = cv2.FaceDetectorYN.create(
                "onnx", network, np.zeros(0, np.uint8), (LIVE_WIDTH, LIVE_WIDTH), _SCORE, _OVERLAP, _MOST
            )
        self._predictor = dlib.shape_predictor(str(weights.path("face_landmarks")))

    def find(self, bgr: NDArray[np.uint8], max_width: int = LIVE_WIDTH, *, still: bool = False) -> list[Face]:
        """The faces in `bgr` (uint8 [height, width, 3]), largest first; an empty list when there are none.

        A copy at most `max_width` pixels wide is searched first, then one of twice that width. `still`: there is
        no next frame, so go on to full scale (and to twice the size of a small picture) before giving up.
        Raises BadImage.
        """
        require_picture(bgr)
        with self._lock:
            for width in self._widths(bgr.shape[1], max_width, still):
                boxes = self._search(bgr, width / bgr.shape[1])
                if boxes:
                    best = max(score for _, score in boxes)
                    boxes = [(box, score) for box, score in boxes if score >= min(best, _SECOND_SCORE)]
                    faces = [Face(box, self._landmarks(bgr, box), score) for box, score in boxes]
                    return sorted(faces, key=lambda face: -face.width)
        return []

    @staticmethod
    def _widths(full: int, max_width: int, still: bool) -> list[int]:
        widths = [min(full, max_width)]
        limit = min(max(2 * full, max_width), _STILL_WIDTH) if still else full
        while widths[-1] < limit and (still or len(widths) < _LIVE_STEPS):
            widths.append(min(widths[-1] * _LADDER_STEP, limit))
        return widths

    def _search(self, bgr: NDArray[np.uint8], scale: float) -> list[tuple[tuple[float, float, float, float], float]]:
        small = bgr
        if scale != 1:
            kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
            small = np.asarray(cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=kind), np.uint8)
        size = np.array([small.shape[1], small.shape[0]])
        self._detector.setInputSize((int(size[0]), int(size[1])))
        _, rows = self._detector.detect(small)
        if rows is None:
            return []
        factor = size / (bgr.shape[1], bgr.shape[0])
        found = []
        for row in np.asarray(rows, np.float64):  # left, top, width, height, five points, confidence
            points = (row[4:14].reshape(5, 2) + 0.5) / factor - 0.5
            side = _SIDE * float(np.sqrt(max(0.0, row[2] * row[3]) / np.prod(factor)))
            x, y = (points[:2].mean(0) + points[3:].mean(0)) / 2 + np.array([_RIGHT, _DOWN]) * side
            inside = 0 <= x < bgr.shape[1] and 0 <= y < bgr.shape[0]  # of a face cut off further, nothing is to be seen
            if np.isfinite(row).all() and side >= _SMALLEST and inside:
                half = side / 2
                found.append(((float(x - half), float(y - half), float(x + half), float(y + half)), float(row[14])))
        return found

    def _landmarks(self, bgr: NDArray[np.uint8], box: tuple[float, float, float, float]) -> NDArray[np.float32]:
        left, top, right, bottom = box
        margin = _MARGIN * (right - left)
        x0, y0 = max(0, int(left - margin)), max(0, int(top - margin))
        x1, y1 = int(np.ceil(right + margin)), int(np.ceil(bottom + margin))
        cut = bgr[y0:y1, x0:x1]
        scale = _LANDMARK_BOX / (right - left)
        kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        copy = cv2.cvtColor(cv2.resize(cut, None, fx=scale, fy=scale, interpolation=kind), cv2.COLOR_BGR2RGB)
        across, down = copy.shape[1] / cut.shape[1], copy.shape[0] / cut.shape[0]
        inside = dlib.rectangle(
            round((left - x0) * across),
            round((top - y0) * down),
            round((right - x0) * across) - 1,
            round((bottom - y0) * down) - 1,
        )
        shape = self._predictor(copy, inside)
        points = np.array([(p.x, p.y) for p in shape.parts()], np.float32)
        return np.asarray((points + 0.5) / (across, down) - 0.5 + (x0, y0), np.float32)


class _QuietOpenCv:
    """No warning that OpenCV 5's engine knows no target, which FaceDetectorYN sets without being asked."""

    def __enter__(self) -> None:
        self._level = cv2.utils.logging.getLogLevel()
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)

    def __exit__(self, *_: object) -> None:
        cv2.utils.logging.setLogLevel(self._level)
