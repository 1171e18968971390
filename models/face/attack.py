"""An experimental presentation-attack score for faces: 0 bona fide .. 1 attack, after TR-03121-3-1 4.5.

There is no attack data behind it, so it proves nothing: it is logged and labelled, and its alarm stays off
unless policy turns it on. Two cues that can be defended: the regular pattern of a display or a print raster
leaves lone peaks in the spectrum of the skin, and a photograph moves as one piece while a face does not.
A tested model can replace this function behind the same signature.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import BadImage
from models.face.detect import Face
from models.face.measures import EYE_LINE, WIDTH, Aligned, align

_PATCH = 192  # pixels, square, from the middle of the aligned face
_LOW, _HIGH = 0.10, 0.48  # cycles per pixel: above the face's own detail, below the rounding of sampling
_NEIGHBOURS = 15  # frequencies a side that make the level around a peak
_PEAK_MIDDLE, _PEAK_WIDTH = 2.8, 0.15  # of a peak's height: 98 % of photographs (LFW) stay below 2.3
_MIN_FRAMES = 5
_STILL_MIDDLE, _STILL_WIDTH = 1.15, 0.15  # ratio of change, eyes and mouth against cheeks
_STILL_WEIGHT = 0.4  # a calm person can hold still for a second: weak evidence, below every sensible alarm


def attack_score(frames: Sequence[NDArray[np.uint8]], faces: Sequence[Face]) -> float:
    """0..1 (continuous) for frames uint8 [height, width, 3] of one presentation, with the face found in each.

    Raises BadImage without frames or where the two lengths differ.
    """
    if not frames or len(frames) != len(faces):
        raise BadImage(f"{len(frames)} frames with {len(faces)} faces")
    aligned = [align(frame, face) for frame, face in zip(frames, faces, strict=True)]
    raster = float(np.median([_logistic(raster_peak(face), _PEAK_MIDDLE, _PEAK_WIDTH) for face in aligned]))
    still = 0.0
    if len(aligned) >= _MIN_FRAMES:
        still = _STILL_WEIGHT * _logistic(-liveliness(aligned), -_STILL_MIDDLE, _STILL_WIDTH)
    return float(1 - (1 - raster) * (1 - still))


def _logistic(value: float, middle: float, width: float) -> float:
    return float(1 / (1 + np.exp(-np.clip((value - middle) / width, -50, 50))))


def raster_peak(face: Aligned) -> float:
    """How far the highest lone peak of the skin's spectrum stands above its neighbourhood, natural log of amplitudes.

    Noise alone reaches about 1.3 (the largest of ten thousand Rayleigh values over their median); edges of the face
    raise whole neighbourhoods and so do not count.
    """
    left = (WIDTH - _PATCH) // 2
    patch = face.grey[EYE_LINE : EYE_LINE + _PATCH, left : left + _PATCH]
    window = np.outer(np.hanning(_PATCH), np.hanning(_PATCH))
    spectrum = np.fft.fftshift(np.fft.fft2((patch - float(patch.mean())) * window))
    amplitude = np.log1p(np.abs(spectrum)).astype(np.float32)
    frequency = np.fft.fftshift(np.fft.fftfreq(_PATCH))
    radius = np.hypot(frequency[:, None], frequency[None, :])
    above = amplitude - cv2.blur(amplitude, (_NEIGHBOURS, _NEIGHBOURS))
    return float(above[(radius >= _LOW) & (radius <= _HIGH)].max())


def liveliness(faces: Sequence[Aligned]) -> float:
    """Change of eyes and mouth from frame to frame over that of the cheeks; 1 where all moves as one piece."""
    inner, outer = [], []
    for one, other in itertools.pairwise(faces):
        change = np.abs(one.grey - other.grey * (one.grey.mean() / max(1.0, float(other.grey.mean()))))
        contrast = 4 + np.abs(cv2.Laplacian(cv2.GaussianBlur(one.grey, (0, 0), 2), cv2.CV_32F))
        relative = change / contrast  # an edge changes more than skin when the alignment trembles
        eyes = relative[EYE_LINE - 20 : EYE_LINE + 20, 70:250]
        mouth = relative[EYE_LINE + 100 : EYE_LINE + 180, 100:220]
        cheeks = relative[EYE_LINE + 35 : EYE_LINE + 90, 75:245]
        inner.append((float(eyes.mean()) + float(mouth.mean())) / 2)
        outer.append(float(cheeks.mean()))
    return (float(np.mean(inner)) + 0.05) / (float(np.mean(outer)) + 0.05)
