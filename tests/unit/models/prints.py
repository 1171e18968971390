"""Invented prints and minutiae for the tests of fingers: no person's finger is behind them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.types import Minutiae, minutiae


def random_minutiae(seed: int, count: int = 40, size: int = 300) -> Minutiae:
    """Minutiae spread over a square of `size` pixels, at least 12 pixels apart."""
    rng = np.random.default_rng(seed)
    points: list[tuple[float, float]] = []
    while len(points) < count:
        x, y = rng.uniform(40, size - 40, 2)
        if all(np.hypot(x - a, y - b) > 12 for a, b in points):
            points.append((x, y))
    xy = np.array(points).reshape(-1, 2)
    return minutiae(
        xy[:, 0],
        xy[:, 1],
        rng.uniform(0, 2 * np.pi, count),
        rng.integers(1, 3, count),
        rng.integers(40, 101, count),
        size=(size, size),
    )


def moved(
    source: Minutiae, dx: float = 0, dy: float = 0, turn: float = 0, *, jitter: float = 0, seed: int = 0
) -> Minutiae:
    """The same minutiae turned counter-clockwise by `turn` radians about the image's middle, shifted and shaken."""
    rng = np.random.default_rng(seed)
    cx, cy = source.width / 2, source.height / 2
    x, y = source.x - cx, -(source.y - cy)
    turned_x, turned_y = np.cos(turn) * x - np.sin(turn) * y, np.sin(turn) * x + np.cos(turn) * y
    count = len(source)
    return minutiae(
        turned_x + cx + dx + rng.normal(0, 1, count) * jitter,
        -turned_y + cy + dy + rng.normal(0, 1, count) * jitter,
        source.angle + turn + rng.normal(0, 0.03, count) * jitter,
        source.kind,
        source.quality,
        size=(source.width, source.height),
    )


def ridges(seed: int, count: int = 24, size: int = 288) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float64]]:
    """A ridge pattern with `count` minutiae at known places: (uint8 image, ridges dark on white; [count, 2] x, y).

    The phase of a plane wave turns once around each point, which starts or ends one ridge there
    (R. Bracewell's dislocations; K. Larkin, P. Fletcher, "A coherent framework for fingerprint analysis", 2007).
    """
    rng = np.random.default_rng(seed)
    places: list[tuple[float, float]] = []
    while len(places) < count:
        x, y = rng.uniform(50, size - 50, 2)
        if all(np.hypot(x - a, y - b) > 28 for a, b in places) and np.hypot(x - size / 2, y - size / 2) < size / 2 - 45:
            places.append((float(x), float(y)))
    yy, xx = np.mgrid[:size, :size].astype(np.float64)
    phase = 2 * np.pi * (yy + 0.0006 * (xx - size / 2) ** 2) / 9.0
    for k, (x, y) in enumerate(places):
        phase += (1 if k % 2 else -1) * np.arctan2(yy - y, xx - x)
    wave = 127 + 90 * np.cos(phase)
    inside = np.hypot(xx - size / 2, yy - size / 2) < size / 2 - 12
    return np.where(inside, wave, 255).astype(np.uint8), np.array(places)
