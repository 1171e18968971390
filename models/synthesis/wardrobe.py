"""What is behind, below and around an invented head: wall, neck, ears, clothes, scarf, glasses."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.synthesis.hair import Growth, strands
from models.synthesis.looks import Appearance
from models.synthesis.paint import band_noise, mixed, skin_texture
from models.synthesis.sitter import EYES, HEIGHT, WIDTH, softened

Floats = NDArray[np.float32]
_X = EYES[0]


def shape(points: list[tuple[float, float]], soft: float, curved: bool = True) -> Floats:
    """A filled outline on the canvas, corners rounded by a closed B-spline; float32[h, w], 0..1."""
    at = np.asarray(points, np.float32)
    if curved:
        for _ in range(3):  # Chaikin's corner cutting (1974)
            after = np.roll(at, -1, axis=0)
            at = np.stack([0.75 * at + 0.25 * after, 0.25 * at + 0.75 * after], 1).reshape(-1, 2)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(mask, [np.rint(at * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), soft), np.float32) / np.float32(255)


def wall(person: Appearance) -> Floats:
    """An even light grey wall, #C8 to #DC, a little brighter in the middle (border profile 7: #A1A1A1-#E1E1E1)."""
    random = np.random.default_rng([person.seed, 20])
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    fall = 1 - 0.05 * (((x - WIDTH / 2) / WIDTH) ** 2 + ((y - 300) / HEIGHT) ** 2)
    tint = np.array([1.0, 1.0, 1.0], np.float32) + random.normal(0, 0.008, 3).astype(np.float32)
    return np.asarray(random.uniform(204, 216) * fall[..., None] * tint, np.float32)


def dressed(pixels: Floats, person: Appearance, head: Floats, jaw: Floats) -> Floats:
    """Neck and clothes laid over `pixels`; `head` casts its shadow on the neck; `jaw`: float32[11, 2]."""
    random = np.random.default_rng([person.seed, 21])
    pixels = _neck(pixels, person, head, jaw)
    wide = 1.08 if person.manly else 0.94
    low = 858.0
    body = shape([(_X - 120 * wide, low - 8), (_X - 210 * wide, low + 26), (_X - 400 * wide, low + 90),
                  (_X - 520 * wide, low + 190), (_X - 560 * wide, 1300), (_X + 560 * wide, 1300),
                  (_X + 520 * wide, low + 190), (_X + 400 * wide, low + 90), (_X + 210 * wide, low + 26),
                  (_X + 120 * wide, low - 8), (_X, low + 40)], 1.2)  # fmt: skip
    deep = {"crew": 55, "vee": 190, "shirt": 130, "blazer": 330, "batik": 130, "roll": -70}[person.garment]
    opening = shape(
        [
            (_X - 128, low - 60),
            (_X - 104, low + 10),
            (_X - (10 if deep > 100 else 60), low + deep),
            (_X + (10 if deep > 100 else 60), low + deep),
            (_X + 104, low + 10),
            (_X + 128, low - 60),
        ],
        1.2,
    )
    cloth = _fabric(person, random)
    pixels = mixed(pixels, cloth, np.asarray(body * (1 - opening), np.float32))
    return _collar(pixels, person, cloth, body, low)


def _fabric(person: Appearance, random: np.random.Generator) -> Floats:
    """Cloth in folds that hang from the shoulders, darker where it turns away."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    hang = np.dstack([(x - _X) / 420, np.full_like(x, 0.9)])
    hang /= np.linalg.norm(hang, axis=2, keepdims=True)
    folds = strands(random, Growth(hang, 30), 22)
    round_off = 1.02 - 0.42 * np.clip(np.abs(x - _X) / 560, 0, 1) ** 2.4 - 0.10 * np.clip((y - 900) / 200, 0, 1)
    weave = 1 + 0.02 * band_noise(random, 0.8, 1.8) + 0.02 * band_noise(random, 6, 20)
    base = np.full((HEIGHT, WIDTH, 3), person.cloth, np.float32)
    if person.garment == "batik":
        u, v = (x + y) / 46, (x - y) / 46
        flower = np.cos(2 * np.pi * u) * np.cos(2 * np.pi * v)
        petal = np.cos(4 * np.pi * u + 2 * np.sin(2 * np.pi * v)) * np.cos(4 * np.pi * v)
        base = mixed(base, person.cloth2, np.clip(flower * 4 - 1, 0, 1).astype(np.float32))
        base = mixed(base, (150, 196, 214), np.clip(petal * 5 - 3.4, 0, 1).astype(np.float32) * np.float32(0.6))
    return np.asarray(base * (round_off * weave * (0.86 + 0.07 * folds))[..., None], np.float32)


def _collar(pixels: Floats, person: Appearance, cloth: Floats, body: Floats, low: float) -> Floats:
    if person.garment in ("shirt", "blazer", "batik"):
        shirt = cloth if person.garment != "blazer" else np.full_like(cloth, 226)
        if person.garment == "blazer":
            inner = shape([(_X - 118, low - 25), (_X - 90, low + 120), (_X, low + 360), (_X + 90, low + 120),
                           (_X + 118, low - 25), (_X, low + 70)], 1.0)  # fmt: skip
            pixels = mixed(pixels, shirt, inner)
        for side in (-1, 1):
            flap = shape([(_X + side * 122, low - 62), (_X + side * 148, low - 10), (_X + side * 82, low + 96),
                          (_X + side * 6, low + 66), (_X + side * 60, low + 20)], 0.8, curved=False)  # fmt: skip
            shade = cv2.GaussianBlur(np.roll(flap, 8, axis=0), (0, 0), 6)
            pixels = mixed(pixels, pixels * np.float32(0.72), np.asarray(shade * (1 - flap), np.float32))
            pixels = mixed(pixels, shirt * np.float32(1.05 if side < 0 else 0.97), flap)
    if person.garment in ("crew", "vee"):
        rim = cv2.GaussianBlur(body, (0, 0), 3)
        pixels = mixed(pixels, pixels * np.float32(0.9), np.asarray(np.clip(4 * rim * (1 - rim), 0, 1), np.float32))
    if person.garment == "roll":
        tube = shape([(_X - 132, low - 70), (_X - 140, low + 30), (_X, low + 62), (_X + 140, low + 30),
                      (_X + 132, low - 70), (_X, low - 40)], 1.2)  # fmt: skip
        x = np.arange(WIDTH, dtype=np.float32)[None]
        rib = 1 - 0.4 * (np.abs(x - _X) / 150) ** 2.5 + 0.05 * np.sin(x / 2.6)
        pixels = mixed(pixels, np.asarray(cloth * np.clip(rib, 0.4, 1.2)[..., None], np.float32), tube)
    return pixels


def _neck(pixels: Floats, person: Appearance, head: Floats, jaw: Floats) -> Floats:
    """The neck, round, in the shadow of the chin, of the same skin as the face."""
    wide = 1.08 if person.manly else 0.92
    neck = shape([(_X - 140 * wide, 640), (_X - 134 * wide, 800), (_X - 146 * wide, 862), (_X - 270 * wide, 925),
                  (_X - 330 * wide, 1300), (_X + 330 * wide, 1300), (_X + 270 * wide, 925), (_X + 146 * wide, 862),
                  (_X + 134 * wide, 800), (_X + 140 * wide, 640)], 2)  # fmt: skip
    random = np.random.default_rng([person.seed, 32])
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    aside = np.abs(x - _X) / (140 * wide)
    side = 1 - 0.40 * np.clip(aside, 0, 1) ** 2.6 * np.clip((940 - y) / 110, 0, 1)
    cords = 1 - 0.05 * np.exp(-(((np.abs(x - _X) - 34 + (y - 820) * 0.18) / 20) ** 2)) * np.clip((y - 830) / 60, 0, 1)
    apple = 1 + (0.05 if person.manly else 0.015) * np.exp(-(((x - _X) / 26) ** 2) - ((y - 870) / 34) ** 2)
    chin = float(jaw[5, 1])
    shadow = 1 - 0.42 * softened(np.roll(head, 34, axis=0), 24)
    near = 1 - 0.22 * np.clip(1 - (y - chin) / 70, 0, 1)
    colour = np.asarray(person.skin, np.float32) * 0.94 * np.array([0.94, 0.97, 1.0], np.float32)
    light = side * cords * apple * shadow * near
    return mixed(pixels, np.asarray(colour * light[..., None] * skin_texture(random, person), np.float32), neck)


def ears(pixels: Floats, person: Appearance, jaw: Floats) -> Floats:
    """Both ears as they are seen from before: a narrow shell with a shaded bowl; `jaw`: float32[11, 2]."""
    skin = np.asarray(person.skin, np.float32) * np.array([0.76, 0.78, 0.86], np.float32)
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    for side, at in ((-1, float(jaw[0, 0])), (1, float(jaw[-1, 0]))):
        shell = shape([(at - side * 12, 446), (at + side * 16, 440), (at + side * 31, 466), (at + side * 27, 520),
                       (at + side * 15, 572), (at + side * 3, 588), (at - side * 10, 570)], 2.0)  # fmt: skip
        bowl = np.exp(-(((x - at - side * 11) / 8) ** 2) - ((y - 508) / 40) ** 2)
        rim = np.exp(-(((x - at - side * (23 - 0.0022 * (y - 490) ** 2)) / 5) ** 2))
        light = 0.92 - 0.34 * bowl + 0.14 * rim
        pixels = mixed(pixels, np.asarray(skin * light[..., None], np.float32), shell)
    return pixels


def knot(pixels: Floats, hair: Floats, top: float) -> Floats:
    """Hair gathered behind the crown: what of it rises above the head."""
    ball = shape([(_X - 84, top + 30), (_X - 92, top - 24), (_X - 48, top - 70), (_X + 20, top - 74),
                  (_X + 80, top - 36), (_X + 88, top + 30)], 3)  # fmt: skip
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    light = 0.62 + 0.34 * np.exp(-(((x - _X + 20) / 60) ** 2) - ((y - top + 44) / 34) ** 2)
    return mixed(pixels, np.asarray(hair * light[..., None], np.float32), ball)


def scarf(pixels: Floats, person: Appearance, jaw: Floats, top: float) -> Floats:
    """A headscarf around the face; `jaw`: float32[11, 2] from ear to ear, `top`: of the skull."""
    random = np.random.default_rng([person.seed, 23])
    left, right = float(jaw[0, 0]), float(jaw[-1, 0])
    chin = float(jaw[5, 1])
    brow = top + 142
    opening = shape([(left + 16, 470), (left + 34, brow + 62), (left + 92, brow + 12), (_X, brow - 6),
                     (right - 92, brow + 12), (right - 34, brow + 62), (right - 16, 470), (right - 12, 580),
                     (jaw[8, 0] - 2, jaw[8, 1] + 4), (jaw[6, 0] + 8, chin + 6), (jaw[4, 0] - 8, chin + 6),
                     (jaw[2, 0] + 2, jaw[2, 1] + 4), (left + 12, 580)], 1.2)  # fmt: skip
    wide = (right - left) / 2
    outer = shape([(_X - 0.72 * wide, top + 8), (_X - 1.16 * wide, top + 120), (_X - 1.28 * wide, 480),
                   (_X - 1.24 * wide, 690), (_X - 1.34 * wide, 850), (_X - 430, 950), (_X - 520, 1300),
                   (_X + 520, 1300), (_X + 430, 950),
                   (_X + 1.34 * wide, 850), (_X + 1.24 * wide, 690), (_X + 1.28 * wide, 480),
                   (_X + 1.16 * wide, top + 120), (_X + 0.72 * wide, top + 8), (_X, top - 34)], 1.5)  # fmt: skip
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    dx, dy = (x - _X) / wide, (y - 500) / (1.35 * wide)
    radius = np.hypot(dx, dy)
    hang = np.clip((y - 760) / 140, 0, 1)
    along = np.dstack([-dy * (1 - hang) + hang * 0.35 * np.sign(dx), dx * (1 - hang) + hang])
    along = (along / (np.linalg.norm(along, axis=2, keepdims=True) + 1e-3)).astype(np.float32)
    folds, creases = strands(random, Growth(along, 40), 20), strands(random, Growth(along, 30), 7)
    turn = np.clip((radius - 0.86) / 0.55, 0, 1)
    inner = np.clip(softened(opening, 14) * 2, 0, 1)
    shade = 1.0 - 0.34 * turn**1.6 + 0.075 * folds + 0.03 * creases - 0.16 * inner - 0.05 * dx
    shade -= 0.20 * np.exp(-(((y - chin - 30) / 34) ** 2)) * np.exp(-((dx / 0.8) ** 2))
    weave = 1 + 0.014 * band_noise(random, 0.9, 2.0)
    fabric = np.asarray(person.cloth2, np.float32) * (0.94 * shade * weave)[..., None]
    depth = softened(opening, 11)
    pixels = mixed(
        pixels, pixels * np.float32(0.52), np.asarray(np.clip(1.5 * (1 - depth), 0, 1) * opening, np.float32)
    )
    return mixed(pixels, np.asarray(np.clip(fabric, 2, 245), np.float32), np.asarray(outer * (1 - opening), np.float32))


def glasses(pixels: Floats, person: Appearance, eyes: Floats) -> Floats:
    """Thin frames around the two eye centres `eyes`, float32[2, 2]."""
    if not person.glasses:
        return pixels
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    (lx, ly), (rx, ry) = eyes
    half = (rx - lx) * 0.36
    for cx, cy in eyes:
        angle = np.linspace(0, 2 * np.pi, 60)
        power = 0.62  # between an ellipse and a rectangle
        at = np.stack([cx + half * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** power,
                       cy + 6 + 0.74 * half * np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** power], 1)  # fmt: skip
        cv2.polylines(mask, [np.rint(at * 16).astype(np.int32)], True, 255, 4, cv2.LINE_AA, 4)
    bridge = np.array([[lx + half, ly - 2], [(lx + rx) / 2, (ly + ry) / 2 - 12], [rx - half, ry - 2]])
    arms = [
        np.array([[lx - half, ly - 4], [lx - half - 66, ly - 12]]),
        np.array([[rx + half, ry - 4], [rx + half + 66, ry - 12]]),
    ]
    for line in (bridge, *arms):
        cv2.polylines(mask, [np.rint(line * 16).astype(np.int32)], False, 255, 4, cv2.LINE_AA, 4)
    frame = cv2.GaussianBlur(mask, (0, 0), 1.1).astype(np.float32) / 255
    shadow = np.roll(cv2.GaussianBlur(frame, (0, 0), 5), 9, axis=0)
    pixels = mixed(pixels, pixels * np.float32(0.8), np.asarray(np.clip(shadow * 1.5, 0, 0.5), np.float32))
    return mixed(pixels, (34, 32, 34), np.asarray(frame * 0.92, np.float32))
