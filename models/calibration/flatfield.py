"""Dark frame, flat field and the pixels that tell nothing (calibration page, quantities 11, 12, 13 and 16)."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.calibration.errors import BadFrames, NotDark, NotFlat

Grey = NDArray[np.uint8]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Project's own values, proposed by the calibration page (no published limit exists).
FRAMES = 16  # the fewest that give a temporal sigma
GAIN_LOW, GAIN_HIGH = 0.5, 2.0
DEFECT_SIGMAS, DEFECT_SHARE, HOT_LEVELS = 6.0, 0.20, 10.0
CLUSTER_SIDE = 2  # a cluster of defects larger than 2x2 cannot be repaired from its neighbours
CONTACT_LEVELS = 30.0  # a flat target is at least this much brighter than the dark frame
COVERED_SHARE = 0.98  # of the platen, by a flat target
DARK_SHARE = 0.02  # of the platen, at most, that may be brighter than the dark limit
DARK_LIMIT = 64.0


@dataclass(frozen=True, eq=False)
class Stack:
    """Several frames of one unchanged scene: `mean` and temporal `sd`, float64[rows, columns]; `count` frames."""

    mean: Floats
    sd: Floats
    count: int

    @property
    def noise(self) -> float:
        """Temporal noise: the median pixel's sigma over time, in grey levels."""
        return float(np.median(self.sd))


def stack(frames: NDArray[np.uint8]) -> Stack:
    """Statistics over time of uint8[n, rows, columns], n >= 16 (BadFrames otherwise)."""
    if frames.ndim != 3 or frames.dtype != np.uint8:
        raise BadFrames("a stack is uint8[n, rows, columns]")
    if len(frames) < FRAMES:
        raise BadFrames(f"{len(frames)} frames where {FRAMES} are needed")
    mean = np.zeros(frames.shape[1:])
    square = np.zeros(frames.shape[1:])
    for frame in frames:
        level = frame.astype(np.float64)
        mean += level
        square += level * level
    mean /= len(frames)
    variance = np.maximum(square / len(frames) - mean**2, 0) * len(frames) / (len(frames) - 1)
    return Stack(mean, np.sqrt(variance), len(frames))


@dataclass(frozen=True, eq=False)
class Defects:
    """Raw pixels that tell nothing, as bool[rows, columns] each; a pixel is counted in the first class it fits."""

    hot: Mask  # bright in the dark
    stuck: Mask  # the same level in the dark and in the light, without any noise
    dead: Mask  # differs from its neighbours in even light

    @property
    def all(self) -> Mask:
        return np.asarray(self.hot | self.stuck | self.dead)

    @property
    def count(self) -> int:
        return int(self.all.sum())

    @property
    def share(self) -> float:
        return self.count / self.all.size

    def positions(self) -> NDArray[np.int32]:
        """int32[n, 2]: (row, column), sorted."""
        return np.argwhere(self.all).astype(np.int32)

    def largest_cluster(self, margin: float = 0.1) -> tuple[int, int]:
        """Height and width of the box of the largest cluster (8-connected) without `margin` at the frame's edges."""
        rows, columns = self.all.shape
        top, left = int(rows * margin), int(columns * margin)
        central = self.all[top : rows - top, left : columns - left].astype(np.uint8)
        count, _, stats, _ = cv2.connectedComponentsWithStats(central, connectivity=8)
        if count < 2:
            return 0, 0
        boxes = stats[1:]
        largest = boxes[np.argmax(np.maximum(boxes[:, cv2.CC_STAT_HEIGHT], boxes[:, cv2.CC_STAT_WIDTH]))]
        return int(largest[cv2.CC_STAT_HEIGHT]), int(largest[cv2.CC_STAT_WIDTH])


def check_dark(dark: Stack, lost: Mask | None = None) -> None:
    """NotDark where more than a fiftieth of the platen is bright."""
    good = np.ones(dark.mean.shape, bool) if lost is None else ~lost
    if float((dark.mean[good] > DARK_LIMIT).mean()) > DARK_SHARE:
        raise NotDark(f"{float((dark.mean[good] > DARK_LIMIT).mean()):.1%} of the platen is bright")


def check_flat(dark: Stack, flat: Stack, lost: Mask | None = None) -> None:
    """NotFlat where the uniform target leaves more than a fiftieth of the platen uncovered, or saturates it."""
    good = np.ones(dark.mean.shape, bool) if lost is None else ~lost
    lit = (flat.mean - dark.mean)[good]
    if float((lit > CONTACT_LEVELS).mean()) < COVERED_SHARE:
        raise NotFlat(f"only {float((lit > CONTACT_LEVELS).mean()):.1%} of the platen is covered")
    if float((flat.mean[good] >= 254.5).mean()) > 1 - COVERED_SHARE:
        raise NotFlat("the uniform target saturates the sensor")
    ratio = lit / np.median(lit)
    if float(((ratio < GAIN_LOW) | (ratio > GAIN_HIGH)).mean()) > 1 - COVERED_SHARE:
        raise NotFlat("the uniform target is not even: parts are under half or over twice its median")


def find_defects(dark: Stack, flat: Stack, lost: Mask | None = None) -> Defects:
    """Hot, stuck and dead pixels; `lost` marks pixels that the wire does not carry: they are no defects.

    Dead: abs(F - median of 5x5) above both six robust sigmas and a fifth of that median. Hot: D above the frame's
    mean (here its median, which defects cannot move) + 10. Stuck: no temporal noise in either and no reaction to light.
    """
    good = np.ones(dark.mean.shape, bool) if lost is None else ~lost
    filled = _filled(flat.mean, good)
    mirrored = np.pad(filled.astype(np.float32), 2, mode="reflect")  # replicating would double a defect at the edge
    around = cv2.medianBlur(mirrored, 5)[2:-2, 2:-2].astype(np.float64)
    off = np.abs(filled - around)
    sigma = 1.4826 * float(np.median(off[good]))
    dead = (off > np.maximum(DEFECT_SIGMAS * sigma, DEFECT_SHARE * around)) & good
    hot = (dark.mean > float(np.median(dark.mean[good])) + HOT_LEVELS) & good
    reacts = np.abs(flat.mean - dark.mean) >= 0.25 * np.abs(around - dark.mean)
    stuck = hot & (dark.sd == 0) & (flat.sd == 0) & ~reacts & (dark.mean < 255)  # stuck in the dark range: dead
    return Defects(hot=hot & ~stuck, stuck=stuck, dead=dead & ~hot & ~stuck)


def _filled(picture: Floats, good: Mask) -> Floats:
    """Pixels that are not good take the median of the good ones within 5x5, so that they spoil no neighbour."""
    if good.all():
        return picture
    filled = picture.copy()
    padded = np.pad(np.where(good, picture, np.nan), 2, constant_values=np.nan)
    for row, column in np.argwhere(~good):
        window = padded[row : row + 5, column : column + 5]
        filled[row, column] = np.nanmedian(window) if np.isfinite(window).any() else np.nan
    return np.where(np.isfinite(filled), filled, np.nanmedian(np.where(good, picture, np.nan)))


@dataclass(frozen=True, eq=False)
class FlatField:
    """What evens out a reader: I' = (I - offset) * gain, gain = mean(F - D) / (F - D) clipped to 0.5..2."""

    offset: NDArray[np.float32]
    gain: NDArray[np.float32]
    dark_level: float  # mean grey level of the dark frame
    flat_level: float  # mean of F - D
    noise: float  # temporal sigma in the light, grey levels
    dark_noise: float
    prnu_before: float  # sd of F - D over its local mean, a share: pixel to pixel only
    shading_before: float  # (max - min) / mean of the smoothed F - D: uneven illumination
    prnu_after: float  # the same as prnu_before after correction of frames that did not make the maps


def measure(dark: Stack, flat: Stack, proof: Stack, defects: Defects, lost: Mask | None = None) -> FlatField:
    """Maps from `dark` and `flat`; `proof` is a second flat stack, because maps always suit the frames they came from.

    PRNU is the pixel-to-pixel part: the spread about a 15x15 local mean, so that shading is counted on its own.
    The temporal noise that averaging left in each stack is subtracted in quadrature.
    """
    good = ~defects.all if lost is None else ~(defects.all | lost)
    signal = _filled(flat.mean - dark.mean, good)
    level = float(signal[good].mean())
    gain = np.clip(level / np.maximum(signal, 1e-3), GAIN_LOW, GAIN_HIGH)
    corrected = _filled((proof.mean - dark.mean) * gain, good)
    left_over = flat.noise**2 / flat.count + dark.noise**2 / dark.count
    left_after = flat.noise**2 / flat.count + proof.noise**2 / proof.count
    smooth = cv2.blur(signal, (15, 15), borderType=cv2.BORDER_REFLECT)
    return FlatField(
        offset=np.clip(_filled(dark.mean, good), 0, 255).astype(np.float32),
        gain=gain.astype(np.float32),
        dark_level=float(dark.mean[good].mean()),
        flat_level=level,
        noise=flat.noise,
        dark_noise=dark.noise,
        prnu_before=_spread(signal, good, left_over) / level,
        shading_before=float((smooth.max() - smooth.min()) / level),
        prnu_after=_spread(corrected, good, left_after) / level,
    )


def _spread(picture: Floats, good: Mask, noise_variance: float) -> float:
    """Sigma about the 15x15 local mean of good pixels, without the variance that the noise of the stack explains.

    A pixel is part of its own local mean, which shortens its deviation by 1 - 1/225: undone at the end.
    """
    smooth = cv2.blur(picture, (15, 15), borderType=cv2.BORDER_REFLECT)
    variance = float(((picture - smooth)[good] ** 2).mean()) / (1 - 1 / 225)
    return float(np.sqrt(max(variance - noise_variance, 0.0)))


def drift(level: float, commissioned: float) -> float:
    """Light left of the lamp: mean flat level over the one at commissioning (limit 0.8..1.2, project)."""
    if commissioned <= 0:
        raise BadFrames("the commissioning level is not positive")
    return level / commissioned
