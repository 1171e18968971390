"""Whether a mouth is closed: a logistic model on gradient directions below the nose.

The weights in mouth.json say how they were made; they were fitted by hand labels ("lips closed", "gap or teeth to be
seen") and hold no picture. Gradient histograms: N. Dalal, B. Triggs, "Histograms of Oriented Gradients", 2005.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import WeightsMissing
from models.face.detect import NOSE
from models.face.measures import EYE_LINE, HEIGHT, WIDTH, Aligned

FILE = Path(__file__).with_name("mouth.json")
ROWS, COLUMNS = 112, 128  # pixels of an aligned face, from just above the base of the nose
_BLUR = 2.8  # pixels: a near and a far face look alike after it
_CELLS_DOWN, _CELLS_ACROSS, _BINS = 4, 5, 6
LENGTH = _CELLS_DOWN * _CELLS_ACROSS * _BINS

Grey = NDArray[np.float32]


def openness(face: Aligned) -> float:
    """0..1: how probable it is that the lips are apart, as many faces with open as with closed lips assumed."""
    patch = mouth_patch(face)
    weights, offset = _weights()
    sides = [float(features(side) @ weights) + offset for side in (patch, np.ascontiguousarray(patch[:, ::-1]))]
    return float(1 / (1 + np.exp(-np.clip(np.mean(sides), -30, 30))))


def mouth_patch(face: Aligned) -> Grey:
    """float32[112, 128] grey around the mouth of an aligned face."""
    x = int(np.clip(face.points[NOSE, 0], 70, WIDTH - 70))
    y = int(np.clip(face.points[NOSE, 1], EYE_LINE + 40, HEIGHT - ROWS))
    return face.grey[y - 2 : y - 2 + ROWS, x - COLUMNS // 2 : x + COLUMNS // 2]


def features(patch: Grey) -> Grey:
    """float32[120]: gradient strength by cell and direction, at a root mean square of 1."""
    smooth = cv2.GaussianBlur(patch, (0, 0), _BLUR)
    across, down = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, down)
    direction = np.mod(np.arctan2(down, across), 2 * np.pi) / (2 * np.pi) * _BINS
    cells = []
    for number in range(_BINS):
        apart = np.abs(direction - number)
        share = np.clip(1 - np.minimum(apart, _BINS - apart), 0, 1) * strength
        cells.append(cv2.resize(share, (_CELLS_ACROSS, _CELLS_DOWN), interpolation=cv2.INTER_AREA).ravel())
    values = np.concatenate(cells).astype(np.float32)
    return np.asarray(values / (np.sqrt(np.mean(values**2)) + np.float32(1e-3)), np.float32)


@cache
def _weights() -> tuple[Grey, float]:
    try:
        content = json.loads(FILE.read_text("utf-8"))
        weights, offset = np.array(content["weights"], np.float32), float(content["offset"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsMissing(f"{FILE.name}: {type(error).__name__}") from error
    if weights.shape != (LENGTH,) or not np.isfinite(weights).all():
        raise WeightsMissing(f"{FILE.name} holds weights of shape {weights.shape}")
    return weights, offset
