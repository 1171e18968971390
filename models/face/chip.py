"""A face cut out upright, as a network was trained on it: the similarity transform that lays five points on places."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import BadImage

_MARGIN = 4  # pixels of the result, kept around what is cut out of the picture, for the filters


def chip(
    bgr: NDArray[np.uint8], landmarks: NDArray[np.float32], places: NDArray[np.float64], size: int
) -> NDArray[np.uint8]:
    """uint8 [size, size, 3], RGB: `bgr` (uint8 [height, width, 3]) with `landmarks` laid on `places`.

    Both float [n, 2], x and y in pixels. The transform has the least squared error (Umeyama 1991). Raises BadImage
    where the landmarks fall on one point.
    """
    return warped(bgr, similarity(np.asarray(landmarks, np.float64), places), size)


def warped(bgr: NDArray[np.uint8], matrix: NDArray[np.float64], size: int) -> NDArray[np.uint8]:
    """uint8 [size, size, 3], RGB: `bgr` under a similarity transform float64[2, 3], black outside of the picture.

    A large face is averaged, not sampled; only the part of the picture that is seen is touched.
    """
    back = cv2.invertAffineTransform(matrix)
    low, high = -_MARGIN, size + _MARGIN
    corners = np.array([[low, low, 1], [high, low, 1], [low, high, 1], [high, high, 1]]) @ back.T
    left, top = np.clip(np.floor(corners.min(0)), 0, (bgr.shape[1] - 1, bgr.shape[0] - 1)).astype(int)
    right, bottom = np.clip(np.ceil(corners.max(0)), (left + 1, top + 1), (bgr.shape[1], bgr.shape[0])).astype(int)
    source = bgr[top:bottom, left:right]
    matrix = np.column_stack([matrix[:, :2], matrix[:, 2] + matrix[:, :2] @ (left, top)])
    shrink = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if shrink < 0.5:  # below half size, bilinear sampling would skip pixels
        factor, whole = 2 * shrink, source
        source = np.asarray(cv2.resize(whole, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
        across, down = source.shape[1] / whole.shape[1], source.shape[0] / whole.shape[0]
        moved = np.array([[1 / across, 0, 0.5 / across - 0.5], [0, 1 / down, 0.5 / down - 0.5], [0, 0, 1]])
        matrix = matrix @ moved
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
