"""How a picture of known resolution lands on the grid of an emulated sensor."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


@dataclass(frozen=True)
class Platen:
    """A sensor of `width` x `height` pixels with `ppi_x` across and `ppi_y` along the finger."""

    width: int
    height: int
    ppi_x: float
    ppi_y: float

    def place(self, image: Image, ppi: float) -> Image:
        """uint8 (h, w) at `ppi`, ridges dark, to the sensor's own grid; what is bigger than the platen is cut off
        around the part with most ridges, what is smaller lies in its middle on white. A picture of exactly the sensor's
        size passes untouched."""
        if image.dtype != np.uint8 or image.ndim != 2:
            raise ValueError("a picture of a finger is a grey image of 8 bits")
        if image.shape == (self.height, self.width):
            return image.copy()
        size = (max(1, round(image.shape[1] * self.ppi_x / ppi)), max(1, round(image.shape[0] * self.ppi_y / ppi)))
        scaled = np.asarray(_resize(image, size), np.uint8)
        left, top = self._corner(scaled)
        canvas = np.full((self.height, self.width), 255, np.uint8)
        part = scaled[max(top, 0) : top + self.height, max(left, 0) : left + self.width]
        y, x = max(-top, 0), max(-left, 0)
        canvas[y : y + part.shape[0], x : x + part.shape[1]] = part
        return canvas

    def _corner(self, scaled: Image) -> tuple[int, int]:
        """Left and top of the window; negative where the picture is smaller."""
        high, wide = scaled.shape
        left, top = (wide - self.width) // 2, (high - self.height) // 2
        if wide <= self.width and high <= self.height:
            return left, top
        ridges = cv2.absdiff(scaled, cv2.blur(scaled, (15, 15))).astype(np.float64)
        total = np.zeros((high + 1, wide + 1))
        total[1:, 1:] = ridges.cumsum(0).cumsum(1)
        tops = np.arange(max(high - self.height, 0) + 1)
        lefts = np.arange(max(wide - self.width, 0) + 1)
        bottoms, rights = np.minimum(tops + self.height, high), np.minimum(lefts + self.width, wide)
        sums = total[bottoms][:, rights] - total[tops][:, rights] - total[bottoms][:, lefts] + total[tops][:, lefts]
        best_top, best_left = np.unravel_index(int(sums.argmax()), sums.shape)
        return (int(best_left) if wide > self.width else left), (int(best_top) if high > self.height else top)


def _resize(image: Image, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Smaller by averaging, larger by cubic; each axis by its own need."""
    wide, high = size
    across = cv2.INTER_AREA if wide < image.shape[1] else cv2.INTER_CUBIC
    along = cv2.INTER_AREA if high < image.shape[0] else cv2.INTER_CUBIC
    first = cv2.resize(image, (wide, image.shape[0]), interpolation=across)
    return np.asarray(cv2.resize(first, (wide, high), interpolation=along), np.uint8)
