"""Ridge orientation of an invented finger, from its singular points.

Zero-pole model of B. G. Sherlock and D. M. Monro, "A model for interpreting fingerprint topology", Pattern
Recognition 26(7), 1993, with the arch of R. Cappelli, "SFinGe: an approach to synthetic fingerprint generation", 2004.
The correction of P. R. Vizcaya and L. A. Gerhardt, "A nonlinear orientation model for global description of
fingerprints", Pattern Recognition 29(7), 1996, is a piecewise-linear bend of each point's angle.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Pattern(Enum):
    ARCH = "arch"
    TENTED_ARCH = "tented_arch"
    LEFT_LOOP = "left_loop"  # opens to the lower left of the picture
    RIGHT_LOOP = "right_loop"
    WHORL = "whorl"


# Natural frequencies of the classes (C. L. Wilson, G. T. Candela, C. I. Watson, "Neural network fingerprint
# classification", 1994): arch, tented arch, loops together, whorl. Loops open towards the little finger in some
# nineteen of twenty.
FREQUENCIES = {Pattern.ARCH: 0.037, Pattern.TENTED_ARCH: 0.029, Pattern.WHORL: 0.279}
ULNAR = 0.95
_KNOTS = 8  # of the piecewise-linear bend, as in the paper


@dataclass(frozen=True)
class Field:
    """Orientation of the ridges over a picture. angle: float32[h, w], radians modulo pi, counter-clockwise, y up."""

    angle: Floats
    pattern: Pattern
    cores: tuple[complex, ...]  # x + iy from the centre of the picture, y up, pixels
    deltas: tuple[complex, ...]


def choose(random: np.random.Generator, right_hand: bool) -> Pattern:
    """A class of fingerprint for one finger, by natural frequency."""
    draw = random.random()
    for pattern, share in FREQUENCIES.items():
        if draw < share:
            return pattern
        draw -= share
    ulnar = random.random() < ULNAR
    # of the right hand the little finger lies to the right of a print as it is looked at
    return Pattern.RIGHT_LOOP if ulnar == right_hand else Pattern.LEFT_LOOP


def field(random: np.random.Generator, pattern: Pattern, height: int, width: int) -> Field:
    """An orientation field of `pattern`; the same random state gives the same field."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    z = (x - width / 2) + 1j * (height / 2 - y)
    if pattern is Pattern.ARCH:
        return Field(_arch(random, z, height, width), pattern, (), ())
    cores, deltas = _singular_points(random, pattern, height, width)
    angle = np.zeros(z.shape, np.float32)
    bends = random.normal(0, 0.09, (len(cores) + len(deltas), _KNOTS))
    for point, sign, bend in zip((*cores, *deltas), [1.0] * len(cores) + [-1.0] * len(deltas), bends, strict=True):
        angle += np.float32(0.5 * sign) * _bent(np.angle(z - point), bend)
    if pattern is not Pattern.WHORL:
        # above the core the ridges of a loop run level: take out the tilt that the lone delta gives there
        above = cores[0] + 0.35j * height
        angle -= np.float32(0.6 * 0.5 * (np.pi / 2 - np.angle(above - deltas[0])))
    return Field(_fitted(random, angle, z, cores, deltas), pattern, cores, deltas)


def _fitted(
    random: np.random.Generator,
    angle: Floats,
    z: NDArray[np.complexfloating],
    cores: tuple[complex, ...],
    deltas: tuple[complex, ...],
) -> Floats:
    """The field bent to a finger: ridges follow the tip's outline above the core and level out at the crease."""
    height, width = z.shape
    above = _ramp((z.imag - cores[0].imag) / (0.5 * height - cores[0].imag))
    angle = angle - np.float32(random.uniform(0.5, 0.8)) * above * np.sin(np.pi * z.real / width).astype(np.float32)
    lowest = min(point.imag for point in deltas)
    below = _ramp((lowest - z.imag) / (0.5 * height + lowest))
    signed = np.mod(angle + np.float32(np.pi / 2), np.float32(np.pi)) - np.float32(np.pi / 2)
    bent = np.where(below > 0, signed * (1 - np.float32(0.8) * below), angle)
    return np.asarray(np.mod(bent, np.pi), np.float32)


def _ramp(position: NDArray[np.floating]) -> Floats:
    """0 up to 0, 1 from 1 on, smooth between."""
    t = np.clip(position, 0, 1).astype(np.float32)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def _bent(angle: NDArray[np.floating], bend: NDArray[np.float64]) -> Floats:
    """The angle plus a periodic piecewise-linear correction with the values `bend` at equal steps."""
    position = np.mod(angle / (2 * np.pi) * _KNOTS, _KNOTS)
    return np.asarray(angle + np.interp(position, np.arange(_KNOTS + 1), np.append(bend, bend[0])), np.float32)


def _arch(random: np.random.Generator, z: NDArray[np.complexfloating], height: int, width: int) -> Floats:
    """Ridges that rise in the middle and fall again; flatter towards the crease of the joint."""
    lift = random.uniform(1.1, 1.6)
    centre = random.normal(0, 0.03) * width
    along = np.clip((z.real - centre) / width, -0.5, 0.5)
    rise = np.clip(lift * (0.75 + z.imag / height), 0.0, None) * np.exp(-(((z.imag / height - 0.05) / 0.42) ** 2))
    slope = -rise * np.sin(2 * np.pi * along * 0.9)
    return np.mod(np.arctan(slope), np.pi).astype(np.float32)


def _singular_points(
    random: np.random.Generator, pattern: Pattern, height: int, width: int
) -> tuple[tuple[complex, ...], tuple[complex, ...]]:
    core = complex(random.normal(0, 0.03) * width, random.uniform(0.01, 0.08) * height)
    drop, aside = random.uniform(0.24, 0.32) * height, random.uniform(0.30, 0.40) * width
    if pattern is Pattern.TENTED_ARCH:
        return (core - 0.03j * height,), (core - complex(random.normal(0, 3), random.uniform(0.14, 0.22) * height),)
    if pattern is Pattern.RIGHT_LOOP:
        return (core,), (core - complex(aside, drop),)
    if pattern is Pattern.LEFT_LOOP:
        return (core,), (core - complex(-aside, drop),)
    apart = complex(random.normal(0, 0.03) * width, -random.uniform(0.03, 0.13) * height)
    middle = core + apart / 2
    left = middle - complex(aside, drop * random.uniform(0.8, 1.05))
    right = middle - complex(-aside, drop * random.uniform(0.8, 1.05))
    return (core, core + apart), (left, right)
