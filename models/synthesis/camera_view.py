"""The camera bench's chart as a camera with known faults would see it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.calibration import camera_chart as chart
from models.calibration import colour

Floats = NDArray[np.float64]
FINE = 8  # board pixels per mm before projection


def board() -> NDArray[np.uint8]:
    """The chart itself, uint8[200 * 8, 280 * 8, 3], R G B, sRGB."""
    picture = np.full((int(chart.HEIGHT * FINE), int(chart.WIDTH * FINE), 3), chart.GROUND, np.uint8)
    for number, (left, top) in enumerate(chart.MARKERS):
        quiet = [int((v - chart.QUIET) * FINE) for v in (left, top)]
        side = int((chart.MARKER + 2 * chart.QUIET) * FINE)
        picture[quiet[1] : quiet[1] + side, quiet[0] : quiet[0] + side] = 243
        cells = np.kron(chart.marker_cells(number), np.ones((int(chart.MARKER / 6 * FINE),) * 2, np.uint8))
        x, y = int(left * FINE), int(top * FINE)
        picture[y : y + cells.shape[0], x : x + cells.shape[1]] = np.where(cells > 0, 243, 20)[..., None]
    half = int(chart.PATCH * FINE / 2)
    for (x, y), level in zip(chart.patch_centres() * FINE, colour.CHART_24, strict=True):
        picture[int(y) - half : int(y) + half, int(x) - half : int(x) + half] = np.rint(level)
    c, s = np.cos(np.radians(chart.SLANT)), np.sin(np.radians(chart.SLANT))
    turn = np.array([[c, -s], [s, c]])
    for centre in chart.SQUARES:
        corners = (np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * chart.SQUARE / 2 @ turn.T + centre) * FINE - 0.5
        # cv2.fillPoly counts in 1/16 pixels here: the edge keeps its slant
        cv2.fillPoly(picture, [np.rint(corners * 16).astype(np.int32)], (chart.SQUARE_LEVEL,) * 3, cv2.LINE_AA, 4)
    return picture


@dataclass(frozen=True)
class PlantedCamera:
    """`scale` px/mm, `roll` degrees, `tilt` relative change of scale from left to right, `blur` sigma in px,
    `exposure` in stops, `balance` gains of R, G, B, `falloff` share of light lost at the corners, `noise` relative
    sigma of linear light at the middle grey (shot noise)."""

    width: int = 1600
    height: int = 1200
    scale: float = 5.0
    roll: float = 0.0
    tilt: float = 0.0
    blur: float = 0.6
    exposure: float = 0.0
    balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    falloff: float = 0.0
    noise: float = 0.0
    seed: int = 1

    def to_pixel(self) -> Floats:
        """float64[3,3], board mm to pixel centres."""
        c, s = np.cos(np.radians(self.roll)), np.sin(np.radians(self.roll))
        centred = np.array([[1, 0, -chart.WIDTH / 2], [0, 1, -chart.HEIGHT / 2], [0, 0, 1]])
        tilted = np.array([[1, 0, 0], [0, 1, 0], [-self.tilt / chart.WIDTH, 0, 1]])
        turned = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ np.diag([self.scale, self.scale, 1])
        back = np.array([[1, 0, (self.width - 1) / 2], [0, 1, (self.height - 1) / 2], [0, 0, 1]])
        return np.asarray(back @ turned @ tilted @ centred)

    def frame(self) -> NDArray[np.uint8]:
        """BGR uint8[height, width, 3] of the chart before a grey wall, area-sampled 3x3."""
        light = colour.linear(np.arange(256.0)).astype(np.float32)[board()]
        # a board pixel's centre lies half a pixel from its edge
        fine = np.array([[1 / FINE, 0, 0.5 / FINE], [0, 1 / FINE, 0.5 / FINE], [0, 0, 1]])
        over = 3
        up = np.array([[over, 0, (over - 1) / 2], [0, over, (over - 1) / 2], [0, 0, 1]])
        wall = float(colour.linear(np.array(180.0)))
        big = cv2.warpPerspective(
            light, up @ self.to_pixel() @ fine, (self.width * over, self.height * over), flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT, borderValue=(wall, wall, wall),
        )  # fmt: skip
        if self.blur:
            big = cv2.GaussianBlur(big, (0, 0), self.blur * over)
        seen = cv2.resize(big, (self.width, self.height), interpolation=cv2.INTER_AREA).astype(np.float64)
        u, v = np.linspace(-1, 1, self.width)[None, :], np.linspace(-1, 1, self.height)[:, None]
        seen = seen * (1 - self.falloff * (u**2 + v**2) / 2)[..., None] * 2.0**self.exposure * np.array(self.balance)
        if self.noise:
            middle = float(colour.linear(np.array(160.0)))
            sigma = self.noise * np.sqrt(np.maximum(seen, 0) * middle)
            seen = seen + sigma * np.random.default_rng(self.seed).standard_normal(seen.shape)
        return np.rint(colour.encoded(seen)[..., ::-1]).astype(np.uint8)

    def half_frequency(self) -> float:
        """MTF50, cycles per pixel, of the planted blur behind square pixels."""
        f = np.linspace(0, 1, 20001)
        value = np.abs(np.sinc(f)) * np.exp(-2 * (np.pi * self.blur * f) ** 2)
        return float(f[int(np.argmax(value < 0.5))])
