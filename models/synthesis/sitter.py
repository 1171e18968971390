"""The one picture that every invented face is made from, prepared for repainting.

Source: the portrait of an astronaut that NASA released into the public domain and scikit-image ships as
`skimage.data.astronaut()`. It is levelled and enlarged so that the eyes lie 184 pixels apart; points are named by hand.
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
_CUT = (110, 0, 350, 240)  # of the source: left, top, right, bottom
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
    "mouth": ((203, 140), (247, 138.8), (224.5, 141), (225, 157)),  # corners, top, bottom
    "hairline": ((205, 80), (224, 80), (245, 83)),
    "temple": ((182, 90), (270, 95)),
    "cheek": ((196, 122), (254, 123)),
    "ear": ((173, 122), (178, 131), (270, 136), (279, 127)),
    "hair": ((168, 115), (157, 103), (153, 72), (163, 48), (190, 26), (230, 16), (265, 27), (290, 48), (300, 85),
             (292, 112), (276, 128)),
}  # fmt: skip
# The open mouth: the lower edge of the upper lip and the upper edge of the lower lip, left to right.
_UPPER = ((203, 140), (207, 141.4), (212, 143.2), (220, 144.4), (226, 144.5), (234, 143), (241, 141), (247, 138.8))
_LOWER = ((203, 140), (208, 146), (213, 149.4), (221, 152), (231, 151.2), (240, 146.8), (243, 143.4), (247, 138.8))


@dataclass(frozen=True, eq=False)
class Sitter:
    """pixels: float32[h, w, 3] BGR 0..255, mouth closed; masks float32[h, w] 0..1; points: float32[n, 2] by name."""

    pixels: Floats
    head: Floats  # face, ears and hair; no neck
    hair: Floats
    skin: Floats  # all that is neither hair nor eye, beyond the head too
    lips: Floats
    eyes: Floats
    strands: Floats  # noise of unit variance, drawn out along the hair
    points: dict[str, Floats]


def to_canvas(points: NDArray[np.floating] | tuple[tuple[float, float], ...]) -> Floats:
    """Source pixels to canvas pixels; float32[n, 2]."""
    return np.asarray(cv2.transform(np.asarray(points, np.float32)[:, None], _matrix()), np.float32)[:, 0]


@lru_cache(maxsize=1)
def sitter() -> Sitter:
    """The prepared picture; made once a process, in about a second."""
    source = np.asarray(cv2.imread(str(weights.path("portrait")), cv2.IMREAD_COLOR), np.uint8)
    matte = _matte(source)
    pixels = _enlarged(source)
    points = {name: to_canvas(where) for name, where in POINTS.items()}
    eyes = np.maximum(_filled([_almond(points["eye_l"])], 1.5), _filled([_almond(points["eye_r"])], 1.5))
    lips = _filled([to_canvas((*_LIP_TOP, *_LIP_BOTTOM[::-1]))], 4)
    face = _filled([_face_outline(points)], 4)
    ears = _filled([to_canvas(e) for e in _EARS], 3)
    hair = cv2.GaussianBlur(np.clip(_on_canvas(matte.astype(np.float32)), 0, 1), (0, 0), 2.5) * (
        1 - _filled([_bare_face()], 5)
    )
    solid = (np.maximum(hair, np.maximum(face, ears)) > 0.45).astype(np.uint8) * 255
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (21, 21))
    solid = np.asarray(cv2.morphologyEx(solid, cv2.MORPH_CLOSE, disc), np.uint8)  # no wall between face and hair
    head = np.asarray(cv2.GaussianBlur(solid, (0, 0), 2.2), np.float32) / np.float32(255)
    skin = (1 - hair) * (1 - eyes)
    close, grow = _closed_mouth()
    pixels = np.asarray(cv2.remap(pixels, *close, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.float32)
    lips = np.asarray(cv2.remap(lips, *close, cv2.INTER_LINEAR), np.float32)
    pixels *= 1 - 0.55 * grow[..., None]
    points["mouth"][3][1] -= float(np.max(close[1] - np.mgrid[:HEIGHT, :WIDTH][0]))
    return Sitter(pixels, head, hair, skin, lips, eyes, _drawn_out(_flow(pixels)), points)


_LIP_TOP = ((203, 139.6), (210, 140.6), (218, 140.0), (224, 140.6), (230, 139.8), (239, 139.4), (247, 138.4))
_LIP_BOTTOM = ((203, 140.4), (210, 149.5), (217, 155), (225, 157.2), (233, 155), (241, 148.5), (247, 139.2))
_EARS = (((182, 112), (174, 116), (172, 122), (175, 129), (180, 132), (183, 128)),
         ((268, 122), (276, 122), (280, 126), (276, 133), (270, 137), (266, 134)))  # fmt: skip


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
    """The source at canvas size; JPEG-like noise smoothed in the source, edges steepened after enlarging."""
    calm = cv2.bilateralFilter(source, 5, 12, 2).astype(np.float32)
    large = _on_canvas(calm)
    soft = cv2.GaussianBlur(large, (0, 0), 2.8)
    return np.asarray(np.clip(large + 0.6 * (large - soft), 0, 255), np.float32)


def _matte(source: Picture) -> NDArray[np.bool_]:
    """The hair of the source by GrabCut (Rother, Kolmogorov, Blake 2004), seeded by the named points."""
    left, top, right, bottom = _CUT
    part = np.ascontiguousarray(source[top:bottom, left:right])
    mask = np.full(part.shape[:2], cv2.GC_BGD, np.uint8)
    outline = np.array(POINTS["hair"], np.float32) - (left, top)
    middle = outline.mean(0)
    for grow, label in ((1.14, cv2.GC_PR_BGD), (1.0, cv2.GC_PR_FGD), (0.88, cv2.GC_FGD)):
        cv2.fillPoly(mask, [np.rint(middle + (outline - middle) * grow).astype(np.int32)], int(label))
    mask[150 - top :] = cv2.GC_BGD
    cv2.setRNGSeed(1)
    back, front = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(part, mask, (0, 0, 1, 1), back, front, 4, cv2.GC_INIT_WITH_MASK)
    found = (mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)
    whole = np.zeros(source.shape[:2], np.bool_)
    whole[top:bottom, left:right] = found
    return whole


def _filled(polygons: list[Floats], soft: float) -> Floats:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(mask, [np.rint(p * 16).astype(np.int32) for p in polygons], 255, cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), soft), np.float32) / np.float32(255)


def _almond(eye: Floats) -> Floats:
    """The opening of an eye through its four points, as a polygon."""
    outer, top, inner, bottom = eye
    t = np.linspace(0, 1, 12, dtype=np.float32)[:, None]

    def arc(a: Floats, b: Floats, c: Floats) -> Floats:
        control = 2 * b - (a + c) / 2
        return np.asarray((1 - t) ** 2 * a + 2 * t * (1 - t) * control + t**2 * c, np.float32)

    return np.concatenate([arc(outer, top, inner), arc(inner, bottom, outer)])


def _face_outline(points: dict[str, Floats]) -> Floats:
    forehead = to_canvas(((270, 92), (262, 74), (240, 66), (215, 66), (195, 70), (182, 90)))
    return np.concatenate([points["jaw"], forehead])


def _bare_face() -> Floats:
    """Skin without hair: below the fringe, between the locks."""
    return to_canvas(((186, 80), (184, 100), (180, 112), (181, 122), (172, 117), (172, 132), (184, 150), (200, 175),
                      (224, 185), (250, 175), (266, 150), (270, 140), (282, 130), (272, 126), (268, 112), (267, 97),
                      (262, 90), (246, 84), (224, 81), (205, 81), (192, 80)))  # fmt: skip


def _closed_mouth() -> tuple[tuple[Floats, Floats], Floats]:
    """Where each canvas pixel is found once the lips are brought together, and the shade of the line between them."""
    upper, lower = to_canvas(_UPPER), to_canvas(_LOWER)
    columns = np.arange(WIDTH, dtype=np.float32)
    u = np.interp(columns, upper[:, 0], upper[:, 1]).astype(np.float32)
    low = np.interp(columns, lower[:, 0], lower[:, 1]).astype(np.float32)
    inside = (columns >= upper[0, 0]) & (columns <= upper[-1, 0])
    u, low = np.where(inside, u, 0), np.where(inside, low, 0)
    u, low = cv2.GaussianBlur(u[None], (1, 15), 0)[0], cv2.GaussianBlur(low[None], (1, 15), 0)[0]
    meet = u + 0.45 * (low - u)
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    above = y < meet
    fade_up = np.clip(1 - (meet - y) / 60, 0, 1)
    fade_down = np.clip(1 - (y - meet) / 90, 0, 1)
    from_y = np.where(above, y - (meet - u) * fade_up, y + (low - meet) * fade_down)
    from_y = np.where(inside[None], from_y, y).astype(np.float32)
    line = np.exp(-0.5 * ((y - meet) / 2.2) ** 2) * inside[None]
    return (x, from_y), cv2.GaussianBlur(line.astype(np.float32), (0, 0), 0.8)


def _flow(pixels: Floats) -> Floats:
    """Direction of least change of brightness (structure tensor), smoothed over 12 pixels; float32[h, w, 2]."""
    grey = cv2.cvtColor(np.clip(pixels, 0, 255).astype(np.uint8), cv2.COLOR_BGR2GRAY).astype(np.float32)
    gx, gy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    xx, yy, xy = (cv2.GaussianBlur(g, (0, 0), 12) for g in (gx * gx, gy * gy, gx * gy))
    angle = 0.5 * np.arctan2(2 * xy, xx - yy) + np.pi / 2
    return np.dstack([np.cos(angle), np.sin(angle)]).astype(np.float32)


def _drawn_out(flow: Floats, steps: int = 9) -> Floats:
    """Line integral convolution (Cabral and Leedom 1993): white noise averaged along the flow, unit variance."""
    noise = np.random.default_rng(1).standard_normal((HEIGHT, WIDTH), np.float32)
    noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), 0.8), np.float32)
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    total = noise.copy()
    for sign in (-1, 1):
        for step in range(1, steps + 1):
            reach = np.float32(2.0 * sign * step)
            total += cv2.remap(noise, x + reach * flow[..., 0], y + reach * flow[..., 1], cv2.INTER_LINEAR,
                               borderMode=cv2.BORDER_REFLECT)  # fmt: skip
    return np.asarray(total / total.std(), np.float32)
