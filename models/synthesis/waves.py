"""Bars integrated over the footprint of each sensor pixel, in closed form, so that their centres lie where planted."""

from __future__ import annotations

from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Axis = Literal["x", "y"]


class WaveSensor(Protocol):
    """What a wave is seen by."""

    @property
    def rows(self) -> int: ...
    @property
    def columns(self) -> int: ...
    def project(self, u: Floats, v: Floats) -> tuple[Floats, Floats]: ...


def turned(platen: tuple[Floats, Floats], degrees: float) -> tuple[Floats, Floats]:
    """The platen's coordinates as a target laid `degrees` clockwise upon it counts them."""
    x, y = platen
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return c * x + s * y, c * y - s * x


def square_wave(reader: WaveSensor, axis: Axis, cycles: float, turn: float, phase: float) -> Floats:
    """Mean of a 0/1 square wave over the parallelogram that each pixel sees (its sides projected on the wave).

    The footprint is the convolution of two boxes, so the mean is a second difference of the wave's second integral.
    """

    def at(du: float, dv: float) -> Floats:
        u, v = np.meshgrid(np.arange(reader.columns) + du, np.arange(reader.rows) + dv)
        x, y = turned(reader.project(u, v), turn)
        return (x if axis == "x" else y) * cycles + phase

    p = at(0.0, 0.0)
    a = np.maximum(np.abs(at(0.5, 0) - at(-0.5, 0)) / 2, 1e-6)
    b = np.maximum(np.abs(at(0, 0.5) - at(0, -0.5)) / 2, 1e-6)
    second = _twice_integrated
    return np.asarray(
        0.5 + (second(p + a + b) - second(p + a - b) - second(p - a + b) + second(p - a - b)) / (4 * a * b)
    )


def _twice_integrated(p: Floats) -> Floats:
    """Second integral of the wave +1/2, -1/2 of period 1, itself periodic and of zero mean slope."""
    t = p - np.floor(p)
    w = t - 0.5
    return np.where(t < 0.5, t * t / 4 - t / 8, w / 8 - w * w / 4)
