"""The one picture that every invented face is made from, prepared for repainting.

Source: the portrait of an astronaut that NASA released into the public domain and scikit-image ships as
`skimage.data.astronaut()`. It is levelled and enlarged so that the eyes lie 184 pixels apart; points are named by hand.
Of the picture only the bare face is kept, without its smile: the skin goes on behind hair, brows, mouth and the folds
beside it, so that other hair and another mouth can be laid over it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models import weights

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]

WIDTH, HEIGHT = 1280, 1100  # pixels of the studio canvas
EYES = (640.0, 470.0)  # half way between the pupils
EYE_DISTANCE = 184.0
_PUPILS = ((203.4, 101.3), (246.3, 103.1))

# Points of the source picture, in its own pixels.
POINTS: dict[str, tuple[tuple[float, float], ...]] = {
    "jaw": ((182, 118), (182.5, 140), (185.6, 156), (200, 169.5), (212.5, 177), (224.4, 179.2), (236, 178),
            (250, 169), (258.8, 157.5), (266, 141), (269, 120)),
    "brow_l": ((190.6, 90.6), (198.8, 88), (206, 89.8), (213.8, 92.8)),
    "brow_r": ((263.8, 96.3), (252.5, 92.3), (245, 92.6), (238.8, 93.8)),
    "eye_l": ((192.8, 100.5), (202.5, 96.8), (211.9, 103), (203, 105)),  # outer, top, inner, bottom
    "eye_r": ((259.4, 104.4), (247.5, 99.4), (237.5, 105.6), (247, 107.6)),
    "nose": ((223, 104), (223, 115), (223, 127), (212.5, 129), (235.6, 130), (224.5, 133)),
    "mouth": ((206.6, 146.8), (242.2, 146.8), (224.5, 142.4), (224.5, 153.2)),  # at rest: corners, top, bottom
    "temple": ((182, 90), (270, 95)),
    "cheek": ((196, 122), (254, 123)),
    "skull": ((179, 70), (186, 46), (204, 30), (225, 25), (247, 31), (264, 48), (271, 72)),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Sitter:
    """pixels: float32[h, w, 3] BGR 0..255, all skin; masks float32[h, w] 0..1; points: float32[n, 2] by name."""

    pixels: Floats
    head: Floats  # from the chin to the top of the skull; no ears, no neck
    eyes: Floats
    points: dict[str, Floats]


def to_canvas(points: NDArray[np.floating] | tuple[tuple[float, float], ...]) -> Floats:
    """Source pixels to canvas pixels; float32[n, 2]."""
    return np.asarray(cv2.transform(np.asarray(points, np.float32)[:, None], _matrix()), np.float32)[:, 0]


@lru_cache(maxsize=1)
def sitter() -> Sitter:
    """The prepared picture; made once a process, in about a second."""
    source = np.asarray(cv2.imread(str(weights.path("portrait")), cv2.IMREAD_COLOR), np.uint8)
    pixels = _enlarged(source)
    points = {name: to_canvas(where) for name, where in POINTS.items()}
    eyes = np.maximum(_filled([_almond(points["eye_l"])], 1.2), _filled([_almond(points["eye_r"])], 1.2))
    head = _filled([np.concatenate([points["jaw"], points["skull"][::-1]])], 2.5)
    return Sitter(_all_skin(pixels), head, eyes, points)


def _all_skin(pixels: Floats) -> Floats:
    """The bare face, and beyond it the skin that it suggests: colours averaged from ever further away (normalised
    convolution, Knutsson and Westin 1993)."""
    bare = _filled([_bare_face()], 1.0)
    known = (cv2.erode(bare, np.ones((9, 9), np.uint8)) > 0.97).astype(np.float32)
    filled, weight = np.zeros_like(pixels), np.zeros((HEIGHT, WIDTH), np.float32)
    other = _filled([to_canvas(part) for part in (_BROW_L, _BROW_R, _MOUTH, *_FOLDS)], 4)
    other = np.asarray(cv2.dilate(other, np.ones((15, 15), np.uint8)), np.float32)
    plain = known * (1 - np.clip(3 * other, 0, 1))
    for reach in (9, 24, 60, 150):
        share = softened(plain, reach)
        mean = softened(pixels * plain[..., None], reach) / np.maximum(share, 1e-6)[..., None]
        take = np.clip(share * 6, 0, 1) * (1 - weight)
        filled += mean * take[..., None]
        weight += take
    filled /= np.maximum(weight, 1e-6)[..., None]
    keep = cv2.GaussianBlur(known, (0, 0), 7) * (1 - cv2.GaussianBlur(np.clip(2 * other, 0, 1), (0, 0), 5))
    return np.asarray(filled + (pixels - filled) * keep[..., None], np.float32)


_BROW_L = (
    (188, 92),
    (190, 88),
    (199, 85),
    (207, 87),
    (216, 91.5),
    (214.5, 95.5),
    (206, 92.5),
    (199, 91.5),
    (191, 93.5),
)
_BROW_R = ((236, 96), (237, 91.5), (245, 89.5), (253, 89), (265, 93.5), (266, 98.5), (253, 96), (245, 95.8))
_MOUTH = ((194, 133), (206, 134), (224, 137.5), (243, 133.5), (256, 132), (253, 147), (241, 157), (225, 161.5),
          (209, 158), (196, 149))  # fmt: skip
_FOLDS = (((211, 124), (197, 134), (191, 150), (198, 158), (206, 150), (209, 136)),
          ((238, 125), (252, 133), (259, 148), (251, 157), (243, 149), (241, 135)))  # fmt: skip


@lru_cache(maxsize=1)
def _matrix() -> NDArray[np.float64]:
    (lx, ly), (rx, ry) = _PUPILS
    angle = np.degrees(np.arctan2(ry - ly, rx - lx))
    scale = EYE_DISTANCE / np.hypot(rx - lx, ry - ly)
    middle = (lx + rx) / 2, (ly + ry) / 2
    matrix = np.asarray(cv2.getRotationMatrix2D(middle, float(angle), float(scale)), np.float64)
    shift = np.array([[0, 0, EYES[0] - middle[0]], [0, 0, EYES[1] - middle[1]]])
    return np.asarray(matrix + shift, np.float64)


def _on_canvas(picture: NDArray[np.float32]) -> Floats:
    return np.asarray(
        cv2.warpAffine(picture, _matrix(), (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        np.float32,
    )


def _enlarged(source: Picture) -> Floats:
    """The source at canvas size; JPEG-like noise smoothed in the source, edges steepened a little after enlarging."""
    calm = cv2.bilateralFilter(source, 5, 12, 2).astype(np.float32)
    large = _on_canvas(calm)
    soft = cv2.GaussianBlur(large, (0, 0), 3.2)
    return np.asarray(np.clip(large + 0.35 * (large - soft), 0, 255), np.float32)


def _filled(polygons: list[Floats], soft: float) -> Floats:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for outline in polygons:  # one after the other: where two of one call lie on each other there would be a hole
        cv2.fillPoly(mask, [np.rint(rounded(outline) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), soft), np.float32) / np.float32(255)


def rounded(outline: NDArray[np.floating], times: int = 3) -> Floats:
    """A closed outline, float[n, 2], with its corners cut (Chaikin 1974); float32[n * 2**times, 2]."""
    at = np.asarray(outline, np.float32)
    for _ in range(times):
        after = np.roll(at, -1, axis=0)
        at = np.stack([0.75 * at + 0.25 * after, 0.25 * at + 0.75 * after], 1).reshape(-1, 2)
    return at


def softened(picture: Floats, sigma: float) -> Floats:
    """A Gaussian of many pixels, taken on a smaller picture: what it leaves has no finer detail."""
    step = max(1, int(sigma / 3))
    if step == 1:
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (-(-width // step), -(-height // step)), interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(small, (0, 0), sigma / step, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _almond(eye: Floats) -> Floats:
    """The opening of an eye through its four points, as a polygon."""
    outer, top, inner, bottom = eye
    t = np.linspace(0, 1, 12, dtype=np.float32)[:, None]

    def arc(a: Floats, b: Floats, c: Floats) -> Floats:
        control = 2 * b - (a + c) / 2
        return np.asarray((1 - t) ** 2 * a + 2 * t * (1 - t) * control + t**2 * c, np.float32)

    return np.concatenate([arc(outer, top, inner), arc(inner, bottom, outer)])


def _bare_face() -> Floats:
    """Skin without hair: below the fringe, between the locks."""
    return to_canvas(((188, 84), (185, 100), (183, 118), (182.5, 140), (186, 156), (200, 169.5), (212.5, 177),
                      (224.4, 179.2), (236, 178), (250, 169), (258.8, 157.5), (266, 141), (267, 124), (266, 112),
                      (265, 100), (258, 90), (246, 86), (224, 83), (205, 83), (194, 83)))  # fmt: skip
