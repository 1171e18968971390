"""What the pixels of an aligned face say: each function one number, in the spirit of OFIQ (ISO/IEC 29794-5).

None of these is the OFIQ implementation or claims its conformance. All work on `Aligned`, a face brought
upright and to one size, so that a value means the same at every distance from the camera.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face.detect import NOSE, Face

EYES = 120  # pixels between the eye centres of an aligned face
WIDTH, HEIGHT = 320, 440  # pixels of an aligned face
EYE_LINE = 150  # row of the eye centres
_CENTRE = WIDTH / 2
_NOSE_DROP = 0.77 * EYES  # nose below the eye line, where landmarks are missing sense
_SOME = 16  # every so many pixels: a picture in colour shows it there

Grey = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Aligned:
    """pixels: uint8 [440, 320, 3] BGR, eyes level at row 150; points: float32[5, 2] in it; grey: float32, 0..255."""

    pixels: NDArray[np.uint8]
    points: NDArray[np.float32]
    grey: Grey


def align(bgr: NDArray[np.uint8], face: Face) -> Aligned:
    """Bring `face` upright and to 120 pixels between the eyes; a larger face is averaged down."""
    left, right = (np.asarray(eye, np.float64) for eye in face.eyes)
    source, shrink = bgr, EYES / face.eye_distance
    if shrink < 0.5:
        source = np.asarray(cv2.resize(bgr, None, fx=2 * shrink, fy=2 * shrink, interpolation=cv2.INTER_AREA), np.uint8)
        factor = np.array([source.shape[1] / bgr.shape[1], source.shape[0] / bgr.shape[0]])
    else:
        factor = np.ones(2)
    a, b = left * factor, right * factor
    turn = EYES / complex(*(b - a))
    offset = complex(_CENTRE - EYES / 2, EYE_LINE) - turn * complex(*a)
    matrix = np.array([[turn.real, -turn.imag, offset.real], [turn.imag, turn.real, offset.imag]])
    pixels = cv2.warpAffine(source, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    points = (face.landmarks * factor) @ matrix[:, :2].T + matrix[:, 2]
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return Aligned(np.asarray(pixels, np.uint8), points.astype(np.float32), grey)


def _skin(face: Aligned) -> tuple[slice, slice]:
    """Rows and columns from the brows to the mouth and from cheek to cheek."""
    nose = round(float(face.points[NOSE, 1]))
    return slice(EYE_LINE - 20, min(HEIGHT, max(nose, EYE_LINE + 40) + 40)), slice(55, 265)


def _cheeks(face: Aligned) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    nose = int(np.clip(face.points[NOSE, 1], EYE_LINE + 40, HEIGHT - 60))
    rows = slice(nose - 35, nose + 5)
    return face.pixels[rows, 85:120], face.pixels[rows, 200:235]


def eye_openings(face: Aligned) -> tuple[float, float]:
    """Height of the dark of lashes and iris over the width of the fissure, for the two eyes; about 0.1 when shut."""
    return _opening(face, 2, 3), _opening(face, 1, 0)


def _eye(face: Aligned, left: int, right: int) -> tuple[Grey, float]:
    a, b = face.points[left], face.points[right]
    width = max(8.0, float(np.hypot(*(b - a))))
    x0, x1 = round(float(a[0])), round(float(b[0]))
    y = round(float(a[1] + b[1]) / 2)
    reach = round(0.45 * width)
    return face.grey[max(0, y - reach) : y + reach + 1, max(0, x0) : max(x0 + 4, x1)], width


def _opening(face: Aligned, left: int, right: int) -> float:
    eye, width = _eye(face, left, right)
    if eye.size == 0:
        return 0.0
    third = eye.shape[1] // 3
    iris = cv2.GaussianBlur(eye[:, third : max(third + 1, 2 * third)], (0, 0), 1.5)
    light = float(np.percentile(eye, 90))
    dark = float(np.percentile(iris, 2))
    rows = iris.min(1) < (light + dark) / 2
    return float(rows.sum()) / width


def gaze_offset(face: Aligned) -> float:
    """0 centred .. 0.5 at a corner: how far the dark of the iris lies from the middle of the fissure, both eyes."""
    offsets = []
    for left, right in ((2, 3), (1, 0)):
        eye, _ = _eye(face, left, right)
        if eye.size == 0:
            continue
        dark = np.clip(np.percentile(eye, 25) - cv2.GaussianBlur(eye, (0, 0), 1.5), 0, None).sum(0)
        if dark.sum() > 0:
            centre = float(np.dot(dark, np.arange(len(dark)))) / float(dark.sum())
            offsets.append((centre + 0.5) / len(dark) - 0.5)
    return abs(float(np.mean(offsets))) if offsets else 0.5


def lighting_evenness(face: Aligned) -> float:
    """0..1: shared area of the luminance histograms of the two halves (ISO/IEC 29794-5, illumination uniformity)."""
    rows, columns = _skin(face)
    region = face.grey[rows, columns]
    half = region.shape[1] // 2
    left, right = (
        np.histogram(side, bins=32, range=(0, 256))[0] / side.size for side in (region[:, :half], region[:, half:])
    )
    return float(np.minimum(left, right).sum())


def socket_shadow(face: Aligned) -> float:
    """Mean luminance under the eyes over that of the cheeks: 1 without shadow, lower in lamplight from above."""
    sockets = np.concatenate([face.grey[EYE_LINE + 14 : EYE_LINE + 26, c : c + 40].ravel() for c in (80, 200)])
    cheeks = np.concatenate([cv2.cvtColor(c, cv2.COLOR_BGR2GRAY).ravel() for c in _cheeks(face)])
    return float(sockets.mean() / max(1.0, float(cheeks.mean())))


def hot_spots(face: Aligned) -> float:
    """0..1: share of the face region at luminance 247 or more (ISO/IEC 29794-5, over-exposure)."""
    return float(np.mean(face.grey[_skin(face)] >= 247))


def exposure(face: Aligned) -> float:
    """Mean luminance of the face region, 0..255."""
    return float(face.grey[_skin(face)].mean())


def intensity_count(face: Aligned) -> int:
    """How many of the 256 luminances occur in the face region: a saturated or crushed picture has few."""
    values = np.rint(face.grey[_skin(face)]).astype(np.uint8)
    return int(np.count_nonzero(np.bincount(values.ravel(), minlength=256)))


def colour_cast(face: Aligned) -> float:
    """Distance in CIELAB of the cheeks from the range of human skin, a 5..25, b 5..35 (ISO/IEC 29794-5); 0 inside."""
    patches = np.concatenate([c.reshape(-1, 3) for c in _cheeks(face)]).astype(np.float32)[None] / 255
    lab = cv2.cvtColor(patches, cv2.COLOR_BGR2Lab)[0].mean(0)
    a, b = float(lab[1]), float(lab[2])
    return float(np.hypot(max(0.0, 5 - a, a - 25), max(0.0, 5 - b, b - 35)))


def red_eyes(face: Aligned) -> float:
    """0..1: share of the dark of the eyes that is bright red: twice its green and its blue, which skin never is."""
    shares = []
    for left, right in ((2, 3), (1, 0)):
        middle = (face.points[left] + face.points[right]) / 2
        x, y = round(float(middle[0])), round(float(middle[1]))
        iris = face.pixels[max(0, y - 10) : y + 11, max(0, x - 10) : x + 11].astype(np.float32)
        if iris.size:
            blue, green, red = iris[..., 0], iris[..., 1], iris[..., 2]
            shares.append(float(np.mean((red > 90) & (red > 2 * np.maximum(blue, green)))))
    return max(shares, default=0.0)


def sharpness(bgr: NDArray[np.uint8], face: Face) -> float:
    """0..1: share of the fine contrast between brows and mouth that a slight blur takes away.

    Measured at the portrait's own resolution, at most 240 pixels between the eyes, since that is what is stored.
    """
    left, top, right, bottom = (round(v) for v in face.box)
    region = cv2.cvtColor(bgr[max(0, top) : bottom, max(0, left) : right], cv2.COLOR_BGR2GRAY)
    if min(region.shape) < 16:
        return 0.0
    if face.eye_distance > 240:
        scale = 240 / face.eye_distance
        region = cv2.resize(region, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    fine = cv2.Laplacian(region.astype(np.float32), cv2.CV_32F)
    coarse = cv2.Laplacian(cv2.GaussianBlur(region, (0, 0), 1.2).astype(np.float32), cv2.CV_32F)
    energy = float(fine.std())
    return float(np.clip(1 - float(coarse.std()) / energy, 0, 1)) * min(1.0, energy / 8) if energy > 0 else 0.0


def background(portrait: NDArray[np.uint8], face: Face) -> tuple[float, float]:
    """Of the strips beside the head, above the shoulders: the standard deviation of their luminance (0..128), and the
    difference of their mean luminances (0..255); NaN where there is no strip, or only one."""
    strips = _background(portrait, face)
    unevenness = float(np.concatenate([s.ravel() for s in strips]).std()) if strips else float("nan")
    shadow = abs(float(strips[0].mean()) - float(strips[1].mean())) if len(strips) == 2 else float("nan")
    return unevenness, shadow


def _background(portrait: NDArray[np.uint8], face: Face) -> list[Grey]:
    """Strips of at least 8 pixels outside 1.35 head breadths, from the top of the portrait to the mouth."""
    left_eye, right_eye = face.eyes
    x, y = (left_eye + right_eye) / 2
    half = 1.35 * 2.3 / 2 * face.eye_distance
    above = portrait[: max(1, int(y + 0.8 * face.eye_distance))]
    sides = [above[:, : max(0, int(x - half))], above[:, min(above.shape[1], int(x + half)) :]]
    wide = [np.ascontiguousarray(side) for side in sides if side.shape[1] >= 8]
    return [cv2.cvtColor(side, cv2.COLOR_BGR2GRAY).astype(np.float32) for side in wide]


def is_grey(bgr: NDArray[np.uint8]) -> bool:
    """Whether the three channels are the same everywhere: a grey picture in a colour container."""
    few = bgr[::_SOME, ::_SOME]
    return _same_channels(few) and _same_channels(bgr)


def _same_channels(bgr: NDArray[np.uint8]) -> bool:
    return bool((bgr[..., 0] == bgr[..., 1]).all() and (bgr[..., 1] == bgr[..., 2]).all())
