"""Fingerprints that nobody owns: ridges grown on an invented orientation field.

The idea of R. Cappelli, D. Maio and D. Maltoni, "Synthetic fingerprint-database generation", ICPR 2002: noise is
filtered again and again along the local orientation until ridges fill the finger; minutiae form where they must.
Here the oriented filter is steerable (W. T. Freeman and E. H. Adelson, 1991), so one iteration costs a few Fourier
transforms whatever the number of orientations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.synthesis.orientation import Field, Pattern, choose, field

Floats = NDArray[np.float32]

HEIGHT, WIDTH = 600, 432  # pixels at 500 ppi: the first phalanx from tip to crease, 30 x 22 mm
PERIOD = (8.2, 9.8)  # pixels between ridges, one draw a person: 0.42 to 0.50 mm
# relative size and spacing of thumb, index, middle, ring, little finger
SCALE = {1: 1.12, 2: 1.0, 3: 1.02, 4: 0.97, 0: 0.85}
HARMONICS = 7  # of the angular profile cos^14: half width 18 degrees
BANDWIDTH = 0.20  # of the logarithmic radial profile
ROUNDS = (9, 5)  # at half and at full resolution
SHARPNESS = 2.2  # gain before saturation; drives the pattern from grey to ridge and valley


@dataclass(frozen=True, eq=False)
class Master:
    """One invented finger. ridges: float32[h, w] in -1..1 at 500 ppi, +1 on a ridge; skin: bool[h, w], where there is
    friction skin at all; `seed` and `finger` (1..10) name it."""

    seed: int
    finger: int
    ridges: Floats
    skin: NDArray[np.bool_]
    field: Field
    period: float  # pixels between ridges
    scale: float  # of the fingertip against an index finger


def master(seed: int, finger: int, pattern: Pattern | None = None) -> Master:
    """The finger `finger` (1..10) of the invented person `seed`; the same arguments give the same finger, always.

    `pattern` overrides the class that the person would have there. Costs about half a second.
    """
    person = np.random.default_rng([seed, 0])
    random = np.random.default_rng([seed, finger])
    scale = SCALE[finger % 5]
    period = person.uniform(*PERIOD) * (0.6 + 0.4 * scale) * random.uniform(0.98, 1.02)
    chosen = choose(random, finger <= 5)
    # classes repeat within a person more than by chance: half of the fingers follow the person's habit
    habit = choose(np.random.default_rng([seed, 11]), finger <= 5)
    chosen = habit if random.random() < 0.4 else chosen
    orientation = field(random, pattern or chosen, HEIGHT, WIDTH)
    ridges = _grow(random, orientation.angle, period)
    return Master(seed, finger, ridges, _silhouette(scale), orientation, period, scale)


def _silhouette(scale: float) -> NDArray[np.bool_]:
    """A fingertip: half an ellipse above, a slowly narrowing rectangle below."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    across = (x - WIDTH / 2) / (0.47 * WIDTH * scale)
    along = (HEIGHT * 0.45 - y) / (0.42 * HEIGHT * scale)
    return np.asarray(np.where(along > 0, across**2 + along**2 < 1, np.abs(across) < 1 + 0.06 * along), np.bool_)


def _grow(random: np.random.Generator, angle: Floats, period: float) -> Floats:
    """Ridges, from white noise: first at half resolution, where a round costs a quarter, then at full resolution."""
    half = angle[::2, ::2]
    ridges = random.standard_normal(half.shape, np.float32)
    ridges = _rounds(ridges, half, period / 2, ROUNDS[0])
    height, width = angle.shape
    fine = np.asarray(cv2.resize(ridges, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
    return _rounds(fine, angle, period, ROUNDS[1])


def _rounds(ridges: Floats, angle: Floats, period: float, rounds: int) -> Floats:
    radial, turns = _filter(ridges.shape, period)
    weights = _angular_weights()
    steer = _powers(angle)
    for _ in range(rounds):
        spectrum = _spectrum(ridges) * radial
        total = weights[0] * _picture(spectrum).real
        for k in range(1, HARMONICS + 1):
            spectrum = spectrum * turns
            total += (2 * weights[k]) * (_picture(spectrum) * steer[k]).real
        spread = np.sqrt(cv2.boxFilter(total * total, -1, (25, 25), borderType=cv2.BORDER_REFLECT)) + 1e-6
        ridges = np.tanh(SHARPNESS * total / spread / 1.4).astype(np.float32)
    return ridges


def _spectrum(picture: Floats) -> NDArray[np.complex64]:
    """OpenCV's transform: float32 from end to end, where NumPy's goes over float64 for real input."""
    pairs = cv2.dft(picture, flags=cv2.DFT_COMPLEX_OUTPUT)
    return np.asarray(pairs, np.float32).view(np.complex64)[..., 0]


def _picture(spectrum: NDArray[np.complex64]) -> NDArray[np.complex64]:
    pairs = np.ascontiguousarray(spectrum, np.complex64).view(np.float32).reshape(*spectrum.shape, 2)
    done = cv2.dft(pairs, flags=cv2.DFT_INVERSE | cv2.DFT_SCALE | cv2.DFT_COMPLEX_OUTPUT)
    return np.asarray(done, np.float32).view(np.complex64)[..., 0]


def _powers(angle: Floats) -> list[NDArray[np.complex64]]:
    """e^(-2ik (angle + 90 degrees)) for every harmonic k, each the one before it times the first."""
    twice = 2 * (angle + np.float32(np.pi / 2))
    first = (np.cos(twice) - 1j * np.sin(twice)).astype(np.complex64)
    powers = [np.ones_like(first)]
    for _ in range(HARMONICS):
        powers.append(powers[-1] * first)
    return powers


def _angular_weights() -> Floats:
    """Fourier coefficients of cos^(2n) of the angle: binomial(2n, n - k) / 4^n for the harmonic 2k."""
    n = HARMONICS
    return np.array([math.comb(2 * n, n - k) / 4**n for k in range(n + 1)], np.float32)


def _filter(shape: tuple[int, ...], period: float) -> tuple[Floats, NDArray[np.complex64]]:
    """The radial band-pass, and e^(2 i theta) of the frequency's direction (y up), over the Fourier plane."""
    fy = -np.fft.fftfreq(shape[0]).astype(np.float32)[:, None]
    fx = np.fft.fftfreq(shape[1]).astype(np.float32)[None, :]
    frequency = np.hypot(fx, fy)
    frequency[0, 0] = 1e-6
    radial = np.exp(-0.5 * (np.log(frequency * period) / BANDWIDTH) ** 2)
    turns = ((fx + 1j * fy) / frequency) ** 2
    return radial.astype(np.float32), turns.astype(np.complex64)
