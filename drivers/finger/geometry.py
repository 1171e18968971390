"""From the sensor's own grid to square pixels at 500 ppi, where no unit has been measured."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from drivers.finger.base import Image

STANDARD_PPI = 500.0


@dataclass(frozen=True)
class PixelGeometry:
    """Resolution of a raw frame across (x) and along (y) the finger, in pixels per inch."""

    ppi_x: float
    ppi_y: float

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height at 500 ppi of a raw frame of `width` x `height`."""
        return round(width * STANDARD_PPI / self.ppi_x), round(height * STANDARD_PPI / self.ppi_y)

    def to_500(self, raw: Image) -> Image:
        """uint8 (h, w) to uint8 at 500 ppi; cubic, pixel centres kept, the centre of the platen stays the centre."""
        height, width = raw.shape
        out_width, out_height = self.size(width, height)
        if (out_width, out_height) == (width, height):
            return raw.copy()
        step_x, step_y = self.ppi_x / STANDARD_PPI, self.ppi_y / STANDARD_PPI
        inverse = np.array(
            [
                [step_x, 0.0, (width - 1) / 2 - step_x * (out_width - 1) / 2],
                [0.0, step_y, (height - 1) / 2 - step_y * (out_height - 1) / 2],
            ]
        )
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        result = cv2.warpAffine(raw, inverse, (out_width, out_height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(result, np.uint8)
