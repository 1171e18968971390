"""A face cut out upright, as a network was trained on it: the similarity transform that lays five points on places."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import BadImage


def chip(
    bgr: NDArray[np.uint8], landmarks: NDArray[np.float32], places: NDArray[np.float64], size: int
) -> NDArray[np.uint8]:
    """uint8 [size, size, 3], RGB: `bgr` (uint8 [height, width, 3]) with `landmarks` laid on `places`.

    Both float [n, 2], x and y in pixels. The transform has the least squared error (Umeyama 1991); a large face is
    averaged, not sampled. Raises BadImage where the landmarks fall on one point.
    """
    matrix = similarity(np.asarray(landmarks, np.float64), places)
    shrink = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    source = bgr
    if shrink < 0.5:  # below half size, bilinear sampling would skip pixels
        factor = 2 * shrink
        source = np.asarray(cv2.resize(bgr, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
        across, down = source.shape[1] / bgr.shape[1], source.shape[0] / bgr.shape[0]
        back = np.array([[1 / across, 0, 0.5 / across - 0.5], [0, 1 / down, 0.5 / down - 0.5], [0, 0, 1]])
        matrix = matrix @ back
    cut = cv2.warpAffine(source, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.ascontiguousarray(cut[:, :, ::-1])


def similarity(source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """float64[2, 3]: turn, scale and shift that bring `source` nearest to `target` (float64[n, 2] each)."""
    middle_s, middle_t = source.mean(0), target.mean(0)
    s = (source - middle_s) @ (1, 1j)
    t = (target - middle_t) @ (1, 1j)
    spread = float(np.sum(np.abs(s) ** 2))
    if spread == 0:
        raise BadImage("the landmarks fall on one point")
    turn = np.sum(np.conj(s) * t) / spread
    matrix = np.array([[turn.real, -turn.imag, 0.0], [turn.imag, turn.real, 0.0]])
    matrix[:, 2] = middle_t - matrix[:, :2] @ middle_s
    return matrix
