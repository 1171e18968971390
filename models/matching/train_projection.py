"""Makes projection.npz: `python -m models.matching.train_projection`. No person's finger is behind it.

Principal components of the cylinders of invented minutiae: positions scattered in an oval, directions along an
orientation field of loops and deltas (B. Sherlock, D. Monro, "A model for interpreting fingerprint topology",
Pattern Recognition 26(7), 1993), neighbours mostly pointing the same way along it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.finger.cylinders import cylinders
from models.matching.projection import FILE, Projection
from models.types import Minutiae, minutiae

_SEED = 20261124
_FINGERS = 600
_SIZE = 420
# Shares of the pattern classes (C. Wilson, G. Candela, C. Watson, "Neural network fingerprint classification", 1994).
_CLASSES = {"arch": 0.07, "left": 0.33, "right": 0.33, "whorl": 0.27}


def finger(rng: np.random.Generator) -> Minutiae:
    """The minutiae of one invented finger, 28 to 64 of them."""
    pattern = rng.choice(list(_CLASSES), p=list(_CLASSES.values()))
    core = rng.normal(0, 25, 2)
    count = int(rng.integers(28, 65))
    axes = np.array([rng.uniform(110, 170), rng.uniform(140, 190)])
    places: list[npt.NDArray[np.float64]] = []
    while len(places) < count:
        place = rng.uniform(-1, 1, 2) * axes
        if np.sum((place / axes) ** 2) < 1 and all(np.sum((place - other) ** 2) > 81 for other in places):
            places.append(place)
    at = np.array(places)
    flow = _orientation(at, str(pattern), core, rng)
    waves, phases = rng.normal(0, 1 / 60, (6, 2)), rng.uniform(0, 2 * np.pi, 6)
    sense = np.cos(at @ waves.T + phases).sum(axis=1) + rng.normal(0, 1.2, count)
    angle = flow + np.where(sense > 0, 0, np.pi) + rng.normal(0, 0.12, count)
    turn = rng.normal(0, 0.15)
    z = (at[:, 0] + 1j * at[:, 1]) * np.exp(1j * turn)
    quality = rng.integers(40, 101, count)
    return minutiae(z.real + _SIZE / 2, _SIZE / 2 - z.imag, angle + turn, np.ones(count), quality, size=(_SIZE, _SIZE))


def _orientation(
    at: npt.NDArray[np.float64], pattern: str, core: npt.NDArray[np.float64], rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    if pattern == "arch":
        rise = np.clip(1 + (at[:, 1] + 60 - core[1]) / 250, 0.1, 2)
        slope = -np.sin((at[:, 0] - core[0]) / 90) * np.cos((at[:, 0] - core[0]) / 120)
        return np.asarray(np.arctan(rng.uniform(0.3, 1.1) * rise) * slope)
    if pattern == "whorl":
        loops = [core + np.array([0, 15]), core + np.array([rng.uniform(-15, 15), -rng.uniform(10, 50)])]
        deltas = [core + np.array([side * rng.uniform(80, 140), -rng.uniform(80, 150)]) for side in (1, -1)]
    else:
        side = 1 if pattern == "left" else -1
        loops, deltas = [core], [core + np.array([side * rng.uniform(70, 130), -rng.uniform(80, 150)])]
    flow = np.zeros(len(at))
    for points, sign in ((loops, 0.5), (deltas, -0.5)):
        for x, y in points:
            flow += sign * (np.arctan2(at[:, 1] - y, at[:, 0] - x) - np.pi / 2)
    return flow


def train(fingers: int = _FINGERS, seed: int = _SEED) -> Projection:
    """The mean and the whitened principal components of the cylinders of `fingers` invented fingers."""
    rng = np.random.default_rng(seed)
    dense = [cylinders(finger(rng)).dense for _ in range(fingers)]
    bits = np.concatenate([bits for bits, _, _ in dense])
    mask = np.tile(np.concatenate([mask for _, _, mask in dense]), p.MCC_LAYERS)
    mean = bits.sum(axis=0) / np.maximum(mask.sum(axis=0), 1)
    centred = (bits - mean) * mask
    variance, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    kept = np.argsort(-variance)[: p.SEARCH_DIMENSIONS]
    axes = axes[:, kept] * np.sign(axes[np.abs(axes[:, kept]).argmax(axis=0), kept])  # a sign that does not vary
    return Projection(mean.astype(np.float32), (axes / variance[kept] ** p.SEARCH_WHITENING).astype(np.float32))


def main(path: Path = FILE) -> int:
    projection = train()
    np.savez_compressed(path, mean=projection.mean.astype(np.float16), axes=projection.axes.astype(np.float16))
    return 0


if __name__ == "__main__":
    sys.exit(main())
