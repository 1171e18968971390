"""Calibration targets as a reader with known faults would see them: every fault is planted, so it can be recovered.

Frames are light, as on the wire: bright means contact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from models.synthesis.waves import Axis, square_wave, turned

Floats = NDArray[np.float64]
MM = 25.4


@dataclass(frozen=True)
class Flat:
    """Uniform contact of reflectance 0 (nothing lies on the platen) to 1 (the brightest target)."""

    reflectance: float = 1.0

    def seen(self, reader: PlantedReader) -> Floats:
        return np.full((reader.rows, reader.columns), float(self.reflectance))


@dataclass(frozen=True)
class Bars:
    """A Ronchi target, `cycles` a millimetre across `axis` ("x": vertical bars), laid `turn` degrees off the platen."""

    axis: Axis
    cycles: float = 1.0
    turn: float = 0.0
    phase: float = 0.21  # of a cycle, where the first bar begins at the centre of the platen
    low: float = 0.05
    high: float = 0.95

    def seen(self, reader: PlantedReader) -> Floats:
        return self.low + (self.high - self.low) * square_wave(reader, self.axis, self.cycles, self.turn, self.phase)


@dataclass(frozen=True)
class Patch:
    """A rectangle of a chart in millimetres from the platen's centre: bars of `cycles` a mm, or even where 0."""

    left: float
    top: float
    width: float
    height: float
    cycles: float = 0.0
    reflectance: float = 1.0


@dataclass(frozen=True)
class Chart:
    """Rectangles on a ground of one reflectance: a step wedge, or bars of several frequencies beside large patches."""

    patches: tuple[Patch, ...]
    axis: Axis = "x"
    turn: float = 0.0
    ground: float = 0.0
    low: float = 0.05
    high: float = 0.95

    def seen(self, reader: PlantedReader) -> Floats:
        x, y = turned(reader.platen, self.turn)
        picture = np.full(x.shape, self.ground)
        for patch in self.patches:
            inside = (x >= patch.left) & (x < patch.left + patch.width)
            inside &= (y >= patch.top) & (y < patch.top + patch.height)
            if patch.cycles:
                wave = square_wave(reader, self.axis, patch.cycles, self.turn, 0.0)
                picture[inside] = (self.low + (self.high - self.low) * wave)[inside]
            else:
                picture[inside] = patch.reflectance
        return picture


@dataclass(frozen=True, eq=False)
class Picture:
    """A finger, or anything printed: `pixels` uint8, ridges dark, at `ppi`, its centre `off` mm from the platen's."""

    pixels: NDArray[np.uint8]
    ppi: float = 500.0
    off: tuple[float, float] = (0.0, 0.0)

    def seen(self, reader: PlantedReader) -> Floats:
        """Mean of nine samples over each sensor pixel; beside the picture nothing touches."""
        light = (255 - self.pixels).astype(np.float32) / 255
        u, v = np.meshgrid(np.arange(reader.columns, dtype=float), np.arange(reader.rows, dtype=float))
        total = np.zeros(u.shape)
        for du, dv in ((i / 3, j / 3) for i in (-1, 0, 1) for j in (-1, 0, 1)):
            x, y = reader.project(u + du, v + dv)
            column = (x - self.off[0]) * self.ppi / MM + (self.pixels.shape[1] - 1) / 2
            row = (y - self.off[1]) * self.ppi / MM + (self.pixels.shape[0] - 1) / 2
            total += cv2.remap(light, column.astype(np.float32), row.astype(np.float32), cv2.INTER_CUBIC)
        return np.clip(total / 9, 0, 1)


Target = Flat | Bars | Chart | Picture


@dataclass(frozen=True, eq=False)
class PlantedReader:
    """A reader whose every deviation is chosen. Lengths in mm, angles in degrees, levels in grey levels of 255.

    `ppi_x`, `ppi_y`: resolution at the centre of the sensor. `rotation`: of the sensor against the platen, positive
    turns bars clockwise in the picture. `keystone_x`/`keystone_y`: relative growth of a pixel's footprint from the
    left to the right edge, from the top to the bottom. `barrel`: relative outward shift at the corner, which no plane
    projection explains. `blur`: Gaussian sigma of the optics in raw pixels. `curve`: departure from a straight grey
    response at half reflectance, in grey levels. `falloff`: share of light lost at the corners. `prnu`, `dsnu`: pixel
    to pixel spread of response (relative) and of darkness (levels). `noise`: temporal sigma. `lamp`: light left of
    the lamp, 1 when new.
    """

    ppi_x: float = 384 / 357 * 512
    ppi_y: float = 290 / 392 * 512
    rotation: float = 0.0
    keystone_x: float = 0.0
    keystone_y: float = 0.0
    barrel: float = 0.0
    blur: float = 0.0
    dark: float = 8.0
    white: float = 225.0
    curve: float = 0.0
    falloff: float = 0.0
    prnu: float = 0.0
    dsnu: float = 0.0
    noise: float = 0.0
    lamp: float = 1.0
    dead: int = 0
    hot: int = 0
    stuck: int = 0
    seed: int = 1
    rows: int = 290
    columns: int = 384
    lost: NDArray[np.bool_] | None = field(default=None, repr=False)

    @cached_property
    def _fixed(self) -> np.random.Generator:
        return np.random.default_rng([self.seed, 7])

    @cached_property
    def faults(self) -> tuple[Floats, Floats]:
        """Relative response and extra darkness of each pixel."""
        shape = (self.rows, self.columns)
        return 1 + self.prnu * self._fixed.standard_normal(shape), self.dsnu * self._fixed.standard_normal(shape)

    @cached_property
    def defects(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Sorted flat indices of the planted dead, hot and stuck pixels; no two alike."""
        count = self.dead + self.hot + self.stuck
        chosen = np.random.default_rng([self.seed, 11]).choice(self.rows * self.columns, count, replace=False)
        a, b = self.dead, self.dead + self.hot
        return np.sort(chosen[:a]), np.sort(chosen[a:b]), np.sort(chosen[b:])

    def project(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Millimetres from the platen's centre, (right, down), seen at raw column `u` and row `v`."""
        half_u, half_v = self.columns / 2, self.rows / 2
        du, dv = u - (self.columns - 1) / 2, v - (self.rows - 1) / 2
        if self.barrel:
            r2 = ((du / half_u) ** 2 + (dv / half_v) ** 2) / 2
            du, dv = du * (1 + self.barrel * r2), dv * (1 + self.barrel * r2)
        # X = x/(1 - kx u' - ky v'): the footprint dX/du grows as 1/(1 - ...)^2, by 4k over the width of 2 half-widths
        depth = 1 - self.keystone_x / 4 * du / half_u - self.keystone_y / 4 * dv / half_v
        x, y = du * MM / self.ppi_x / depth, dv * MM / self.ppi_y / depth
        c, s = np.cos(np.radians(self.rotation)), np.sin(np.radians(self.rotation))
        return c * x + s * y, c * y - s * x

    @cached_property
    def platen(self) -> tuple[Floats, Floats]:
        u, v = np.meshgrid(np.arange(self.columns, dtype=float), np.arange(self.rows, dtype=float))
        return self.project(u, v)

    def levels(self, target: Target) -> Floats:
        """Mean grey levels float64[rows, columns] without temporal noise, quantisation and defects."""
        seen = target.seen(self)
        if self.blur:
            seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), self.blur, borderType=cv2.BORDER_REPLICATE), np.float64)
        u = np.linspace(-1, 1, self.columns)[None, :]
        v = np.linspace(-1, 1, self.rows)[:, None]
        light = self.lamp * (1 - self.falloff * (u**2 + v**2) / 2)
        response, darkness = self.faults
        span = self.white - self.dark
        bent = span * seen + 4 * self.curve * seen * (1 - seen)
        return np.asarray(self.dark + darkness + bent * light * response)

    def frame(self, target: Target, number: int = 0) -> NDArray[np.uint8]:
        """One raw frame uint8[rows, columns]; `number` varies the temporal noise."""
        return self.expose(self.levels(target), number)

    def expose(self, levels: Floats, number: int = 0) -> NDArray[np.uint8]:
        """A raw frame of given mean levels: temporal noise, planted defects, lost pixels, eight bits."""
        if self.noise:
            levels = levels + self.noise * np.random.default_rng([self.seed, 13, number]).standard_normal(levels.shape)
        picture = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
        dead, hot, stuck = self.defects
        flat = picture.reshape(-1)
        flat[dead] = np.minimum(flat[dead], 12)
        flat[hot] = 255
        flat[stuck] = 120
        if self.lost is not None:
            picture[self.lost] = 0
        return picture

    def frames(self, target: Target, count: int, first: int = 0) -> NDArray[np.uint8]:
        """uint8[count, rows, columns]"""
        levels = self.levels(target)
        return np.stack([self.expose(levels, first + k) for k in range(count)])


class Drawn(Protocol):
    """A rectangle of a chart's drawing, as models/calibration/charts.py has them."""

    @property
    def left(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def reflectance(self) -> float: ...
    @property
    def cycles(self) -> float: ...


def chart(
    drawing: Iterable[Drawn], axis: Axis = "x", turn: float = 0.0, off: tuple[float, float] = (0.0, 0.0)
) -> Chart:
    """The chart of a drawing, laid `off` mm (right, down) its place and `turn` degrees askew."""
    patches = tuple(Patch(r.left + off[0], r.top + off[1], r.width, r.height, r.cycles, r.reflectance) for r in drawing)
    return Chart(patches, axis, turn)
