"""How much one fingerprint image looks like a copy instead of skin; experimental: no attack data were at hand.

Four cues that can be argued for, each set so that the live prints it was tuned on (four public sensors' sets, no
attacks) stay below its middle. A tested model can replace `attack_score` as it stands.
- raster: a peak in the spectrum finer than any ridge, as printing leaves it.
- flatness: hardly any grey between ridge and valley, as in a print, a photocopy or a mould of one.
- sameness: ridges without the uneven grey that pores and sweat give (after the perspiration cues of R. Derakhshani,
  S. Schuckers et al., Pattern Recognition 36(2), 2003).
- dirt: noise in the valleys, which stay clean under skin and not under cast silicone or gelatine (B. Tan and
  S. Schuckers, "New approach for liveness detection in fingerprint scanners based on valley noise analysis", 2008).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import BadImage

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

# cue: (value at which the suspicion is one half, width of the logistic; negative where low values are suspicious)
SCALE: dict[str, tuple[float, float]] = {
    "raster": (4.6, 0.2),  # 160 live prints of four sensors: at most 3.98
    "flatness": (0.94, 0.015),  # at most 0.895
    "sameness": (0.09, -0.012),  # at least 0.178
    "dirt": (0.85, 0.05),  # at most 0.68
}
STEPS = 100  # the score is given in hundredths: a hundred evenly spaced values (TR-03121-3-1 4.5 asks for ten)
_TILE = 64  # pixels
_FEWEST = 6  # tiles
_TENTH = int(0.1 * (_TILE**2 - 1))
_WINDOW = np.outer(np.hanning(_TILE), np.hanning(_TILE))


def _band() -> NDArray[np.intp]:
    """Where periods of 2 to 4.5 pixels (ridges have 6 to 14) stand in a flattened half spectrum, as `rfft2` gives it.

    Of a real picture the other half is the same, so each value stands for two: a median of these is one of all.
    """
    down, across = np.meshgrid(np.fft.fftfreq(_TILE, 1 / _TILE), np.arange(_TILE // 2 + 1), indexing="ij")
    radius = np.hypot(down, across)
    once = (across > 0) | (down > 0)  # the column of no frequency across holds both halves
    return np.flatnonzero((radius > _TILE / 4.5) & (radius < _TILE / 2.05) & once)


_BAND = _band()


def attack_score(image500: Picture) -> float:
    """0 (bona fide) .. 1 (attack), in hundredths; 0.5 where no ridges are found to judge.

    image500: uint8[h, w] at 500 ppi, ridges dark. Raises BadImage.
    """
    found = cues(image500)
    if found is None:
        return 0.5
    calm = 1.0
    for name, value in found.items():
        middle, width = SCALE[name]
        calm *= 1 - 1 / (1 + np.exp(-np.clip((value - middle) / width, -30, 30)))
    return round((1 - calm) * STEPS) / STEPS


def cues(image500: Picture) -> dict[str, float] | None:
    """The four measures by name, unscaled; None where there is too little ridge area (_FEWEST tiles of 3 mm)."""
    if image500.ndim != 2 or image500.dtype != np.uint8 or min(image500.shape) < _TILE:
        raise BadImage(f"a fingerprint is a grey picture of 8 bits, at least {_TILE} pixels wide")
    grey = image500.astype(np.float32)
    local = cv2.GaussianBlur(grey, (0, 0), 9)
    contrast = np.sqrt(cv2.GaussianBlur((grey - local) ** 2, (0, 0), 9))
    flat = np.asarray((grey - local) / np.maximum(contrast, 4), np.float32)  # ridges -1, valleys 1
    tiles = [
        (slice(y, y + _TILE), slice(x, x + _TILE))
        for y in range(0, grey.shape[0] - _TILE + 1, _TILE // 2)
        for x in range(0, grey.shape[1] - _TILE + 1, _TILE // 2)
    ]
    strong = max(12.0, 0.5 * float(np.percentile(contrast, 90)))
    tiles = [tile for tile in tiles if contrast[tile].min() > 0.5 * strong and contrast[tile].mean() > strong]
    smooth = np.asarray(cv2.GaussianBlur(flat, (0, 0), 2.0), np.float32)
    fine = np.asarray(flat - smooth, np.float32)
    measured = [(tile, *both) for tile in tiles if (both := _uneven(smooth[tile], fine[tile])) is not None]
    if len(measured) < _FEWEST:
        return None
    tiles = [tile for tile, _, _ in measured]
    sameness, dirt = np.median(np.array([both for _, *both in measured]), axis=0)
    raster = np.median(_raster(np.stack([flat[tile] for tile in tiles])))
    flatness = np.median(_flatness(np.stack([image500[tile] for tile in tiles])))
    return {"raster": float(raster), "flatness": float(flatness), "sameness": float(sameness), "dirt": float(dirt)}


def _uneven(smooth: Floats, fine: Floats) -> tuple[float, float] | None:
    """Standard deviations on a tile's ridges and in its valleys; None where it has too few of either."""
    ridge, valley = smooth < -0.5, smooth > 0.5
    if np.count_nonzero(ridge) < 100 or np.count_nonzero(valley) < 100:
        return None
    return float(fine[ridge].std()), float(fine[valley].std())


def _raster(flat: Floats) -> NDArray[np.float64]:
    """float64[n] of tiles [n, _TILE, _TILE]: how far the highest of the fine periods stands out, as a logarithm."""
    spectrum = np.abs(np.fft.rfft2((flat - flat.mean(axis=(1, 2), keepdims=True)) * _WINDOW))
    band = spectrum.reshape(len(flat), -1)[:, _BAND]
    return np.asarray(np.log(band.max(axis=1) / np.median(band, axis=1)))


def _flatness(grey: Picture) -> NDArray[np.float64]:
    """float64[n] of tiles [n, _TILE, _TILE]: share of pixels that are near the dark or the light of their tile."""
    pixels = grey.reshape(len(grey), -1)
    ordered = np.sort(pixels.astype(np.int16), axis=1)  # which NumPy does many at a time, and octets one by one
    # The percentiles 10 and 90 of 4,096 values stand in the middle between two of them.
    low, high = (0.5 * (ordered[:, place] + ordered[:, place + 1]) for place in (_TENTH, _TILE**2 - 2 - _TENTH))
    quarter = 0.25 * (high - low)
    # A whole number is above a limit when it is above the limit's whole part: octets are compared, 32 at a time.
    above, below = np.floor(low + quarter).astype(np.uint8), np.ceil(high - quarter).astype(np.uint8)
    middle = (pixels > above[:, None]) & (pixels < below[:, None])
    return np.asarray(1 - np.count_nonzero(middle, axis=1) / pixels.shape[1])
