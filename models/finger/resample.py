"""Fingerprint images of any resolution, brought to 500 ppi."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.errors import BadImage


def checked(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The image itself when it is uint8 [rows, columns] of a usable size; BadImage otherwise."""
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8 or image.ndim != 2:
        raise BadImage("a fingerprint image is a two-dimensional array of uint8")
    if not all(p.MIN_IMAGE_SIDE <= side <= p.MAX_IMAGE_SIDE for side in image.shape):
        raise BadImage(f"{image.shape[1]}x{image.shape[0]} pixels; {p.MIN_IMAGE_SIDE} to {p.MAX_IMAGE_SIDE} a side")
    return image


def to_500(image: npt.NDArray[np.uint8], ppi_x: float, ppi_y: float | None = None) -> npt.NDArray[np.uint8]:
    """uint8 [rows, columns] at ppi_x by ppi_y (pixels per inch; equal when only one is given), resampled to 500 ppi.

    Unchanged pixels when the size does not change. Raises BadImage for a resolution outside 100..2000 ppi.
    """
    checked(image)
    resolutions = (ppi_x, ppi_x if ppi_y is None else ppi_y)
    if not all(100.0 <= ppi <= 2000.0 for ppi in resolutions):
        raise BadImage(f"resolution {resolutions[0]:g} x {resolutions[1]:g} ppi is outside 100..2000")
    rows, columns = image.shape
    size = (round(columns * p.PPI / resolutions[0]), round(rows * p.PPI / resolutions[1]))
    if size == (columns, rows):
        return image
    shrinks = size[0] * 4 < columns * 3  # averaging avoids aliasing; cubic keeps ridges sharp for small changes
    resized = cv2.resize(image, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    return np.asarray(resized, np.uint8)
