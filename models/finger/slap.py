"""A slap (four fingers or two thumbs at once) split into upright fingertips, by border profile 2 (TR-03121-3-1 4.3.2).

Straightened by one turn of up to 45 degrees, first phalanx only, never enlarged, filled up with white. The hand is
guessed from where the fingertips end and how broad they are. The method is our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import BadImage, NoFingerprint
from models.finger.phalanges import BREADTH, GRID, Mask, Phalanx, first_phalanges, ridges

Picture = NDArray[np.uint8]

RIGHT, LEFT, THUMBS = "right", "left", "thumbs"
ORDER = {RIGHT: (2, 3, 4, 5), LEFT: (10, 9, 8, 7), THUMBS: (6, 1)}  # finger codes from left to right in the picture

PPI = (500, 1000)
LARGEST = 6000  # pixels a side
_STEEPEST = 50.0  # degrees
_REFINE = 8.0  # degrees around the phalanges' axes that are tried
_SLIM = 1.4  # length to breadth of a first phalanx's print
_MARGIN = 12  # pixels at 500 ppi around a fingertip


@dataclass(frozen=True, eq=False)
class Fingertip:
    """image: uint8[h, w], upright, ridges dark, white around, at the slap's own resolution; box: left, top, right,
    bottom in the straightened slap, pixels; position: finger code 1..10, None where count or hand leave it open."""

    image: Picture
    box: tuple[int, int, int, int]
    position: int | None


@dataclass(frozen=True, eq=False)
class SegmentedSlap:
    """fingertips: left to right, at most as many as asked for. angle: degrees by which the picture was turned
    clockwise to stand upright. found: fingers seen. mismatch: found differs from what was asked for. hand: the guess,
    "right" or "left", None for thumbs or where fewer than three fingers are seen; hand_score: 0 left .. 1 right.
    upright: uint8[h, w], the straightened slap that the boxes lie in.
    """

    fingertips: tuple[Fingertip, ...]
    angle: float
    found: int
    mismatch: bool
    hand: str | None
    hand_score: float | None
    upright: Picture


def split(
    image: Picture, ppi: int = 500, count: int = 4, hand: str | None = None, missing: Sequence[int] = ()
) -> SegmentedSlap:
    """The fingertips of a slap (uint8[h, w], ridges dark on white, 500 or 1000 ppi).

    count: fingers asked for, without the missing ones: 1 to 4. hand: "right", "left" or "thumbs", as the officer was
    told to expect, else guessed. missing: finger codes that are known to be absent.
    Raises BadImage for what is no such picture, NoFingerprint where no finger is seen.
    """
    _require(image, ppi, count)
    scale = ppi // 500
    small = np.asarray(cv2.resize(image, None, fx=0.5 / scale, fy=0.5 / scale, interpolation=cv2.INTER_AREA), np.uint8)
    coarse = ridges(small)
    if coarse is None:
        raise NoFingerprint("the slap shows no ridges")
    angle = _turn(coarse, count)
    upright = _turned(image, angle)
    fine = np.asarray(cv2.resize(upright, None, fx=0.5 / scale, fy=0.5 / scale, interpolation=cv2.INTER_AREA), np.uint8)
    mask = ridges(fine)
    fingers = first_phalanges(mask) if mask is not None else []
    if not fingers:
        raise NoFingerprint("the slap shows no finger")
    found = len(fingers)
    kept = sorted(sorted(fingers, key=lambda f: -f.area)[:count], key=lambda f: f.left)
    score = _right_hand(kept) if hand != THUMBS and len(kept) >= 3 else None
    guess = None if score is None else RIGHT if score >= 0.5 else LEFT
    positions = _positions(hand or guess, len(kept), found == count, missing)
    step = GRID * scale
    tips = tuple(_cut(upright, finger, step, position) for finger, position in zip(kept, positions, strict=True))
    return SegmentedSlap(tips, angle, found, found != count, guess, score, upright)


def _require(image: Picture, ppi: int, count: int) -> None:
    if image.ndim != 2 or image.dtype != np.uint8:
        raise BadImage("a slap is a grey picture of 8 bits")
    if ppi not in PPI:
        raise BadImage(f"a slap has 500 or 1000 ppi, not {ppi}")
    if min(image.shape) < 200 or max(image.shape) > LARGEST:
        raise BadImage(f"a slap of {image.shape[1]}x{image.shape[0]} pixels")
    if not 1 <= count <= 4:
        raise BadImage("one to four fingers can be asked for")


def _turn(mask: Mask, count: int) -> float:
    """Degrees, counter-clockwise, by which the hand is turned.

    First the turn after which the most convincing fingers stand upright; then, near there, the one at which the gaps
    between the fingers are clearest.
    """
    tried = np.append(np.arange(-45.0, 45.1, 7.5), _axes(mask))
    rough = float(max(tried, key=lambda degrees: _uprightness(mask, float(degrees), count)))
    rows, columns = np.nonzero(mask)
    x, y = columns - columns.mean(), rows - rows.mean()
    breadth = BREADTH / GRID
    kernel = np.exp(-0.5 * (np.arange(-40, 41) / (0.6 * breadth)) ** 2)
    kernel /= kernel.sum()

    def clearness(degrees: float) -> float:
        # across the fingers: a finger turned counter-clockwise leans to the left at its top
        radians = np.radians(degrees)
        across = x * np.cos(radians) - y * np.sin(radians)
        profile = np.bincount(np.rint(across - across.min()).astype(np.intp)).astype(np.float64)
        profile = np.pad(profile, 45)
        rough_profile = np.convolve(profile, kernel, "same")
        fine = np.convolve(profile, (0.25, 0.5, 0.25), "same")
        return float(((fine - rough_profile) ** 2).sum() / (profile**2).sum()) - ((degrees - rough) / 60) ** 2

    return float(max(rough + np.arange(-_REFINE, _REFINE + 0.1, 0.5), key=clearness))


def _uprightness(mask: Mask, degrees: float, count: int) -> float:
    """How well the fingers stand once the coarse mask is turned back by `degrees`: the number asked for, each as long
    as a phalanx is, its long axis upright, all of one size."""
    height, width = mask.shape
    side = int(np.hypot(height, width)) + 2
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0), np.float64)
    matrix[:, 2] += (side - width) / 2, (side - height) / 2
    turned = np.asarray(cv2.warpAffine(mask * np.uint8(255), matrix, (side, side)) > 127, np.uint8)
    fingers = first_phalanges(turned)
    if not fingers:
        return -100.0
    leans, slimness = [], []
    for finger in fingers:
        rows, columns = np.nonzero(finger.mask)
        (xx, xy), (_, yy) = np.cov(columns, rows)
        leans.append(abs(np.degrees(np.arctan2(2 * xy, yy - xx) / 2)))
        slimness.append((finger.bottom - finger.top) / (finger.right - finger.left))
    shape = np.abs(np.log(np.array(slimness) / _SLIM)).mean() + np.log([f.area for f in fingers]).std()
    lacking, surplus = max(0, count - len(fingers)), max(0, len(fingers) - count)
    return float(-2.0 * lacking - 0.7 * surplus - np.mean(leans) / 12 - shape)


def _axes(mask: Mask) -> float:
    """Mean direction of the long axes of pieces that can be a phalanx, degrees counter-clockwise from upright."""
    core = cv2.erode(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7)))
    count, labels, stats, centroids = cv2.connectedComponentsWithStats(core, connectivity=4)
    size = (BREADTH / GRID) ** 2
    total = 0j
    for label in range(1, count):
        area = float(stats[label][4])
        if not 0.15 * size < area < 2.6 * size:
            continue
        rows, columns = np.nonzero(labels == label)
        x, y = columns - centroids[label][0], centroids[label][1] - rows
        xx, yy, xy = (x * x).mean(), (y * y).mean(), (x * y).mean()
        # (xx - yy) + 2i xy has twice the angle of the long axis and grows with the slimness; upright is i
        total += area * complex(xx - yy, 2 * xy) / (xx + yy)
    if total == 0:
        return 0.0
    degrees = np.degrees(np.angle(total)) / 2  # -90..90 from the horizontal
    upright = degrees - 90 if degrees > 0 else degrees + 90
    return float(np.clip(upright, -_STEEPEST, _STEEPEST))


def _turned(image: Picture, degrees: float) -> Picture:
    """`image` turned clockwise by `degrees` on a larger sheet of white, so that nothing is lost."""
    height, width = image.shape
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0), np.float64)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = round(height * sine + width * cosine), round(height * cosine + width * sine)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    turned = cv2.warpAffine(image, matrix, size, flags=cv2.INTER_CUBIC, borderValue=255)
    return np.asarray(turned, np.uint8)


def _right_hand(fingers: Sequence[Phalanx]) -> float:
    """0..1, above 0.5: a right hand. The little finger ends lowest and is the narrowest; it lies on the right there."""
    breadth = float(np.mean([f.right - f.left for f in fingers]))
    first, last = fingers[0], fingers[-1]
    lower = (last.top - first.top) / breadth
    narrower = float(np.log(first.area / max(1, last.area)))
    return float(1 / (1 + np.exp(-(3.0 * lower + 1.5 * narrower))))


def _positions(hand: str | None, kept: int, agreed: bool, missing: Sequence[int]) -> Sequence[int | None]:
    order = [code for code in ORDER.get(hand or "", ()) if code not in missing]
    return order if agreed and len(order) == kept else [None] * kept


def _cut(upright: Picture, finger: Phalanx, step: int, position: int | None) -> Fingertip:
    """One fingertip in its own picture: what belongs to its neighbours and to the next phalanx is white."""
    margin = _MARGIN * step // GRID
    left, top = max(0, finger.left * step - margin), max(0, finger.top * step - margin)
    right = min(upright.shape[1], finger.right * step + margin)
    bottom = min(upright.shape[0], finger.bottom * step + margin // 2)
    near = cv2.dilate(finger.mask, np.ones((3, 3), np.uint8))
    own = cv2.resize(near, None, fx=step, fy=step, interpolation=cv2.INTER_NEAREST)
    own = np.pad(own, ((0, max(0, bottom - own.shape[0])), (0, max(0, right - own.shape[1]))), mode="edge")
    picture = np.where(own[top:bottom, left:right] > 0, upright[top:bottom, left:right], 255)
    padded = np.pad(picture, margin, constant_values=255)
    return Fingertip(np.asarray(padded, np.uint8), (left, top, right, bottom), position)
