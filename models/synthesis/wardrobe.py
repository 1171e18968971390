"""What is behind, below and around an invented head: wall, neck, clothes, long hair, scarf, glasses."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.synthesis.looks import Appearance
from models.synthesis.paint import band_noise, hair_colour, mixed
from models.synthesis.sitter import EYES, HEIGHT, WIDTH

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


def dressed(pixels: Floats, person: Appearance, head: Floats) -> Floats:
    """Neck and clothes (and hair that falls behind) painted over `pixels`; `head` casts its shadow on the neck."""
    random = np.random.default_rng([person.seed, 21])
    if person.cut == "long":
        pixels = _mane(pixels, person)
    if person.cut == "bun":
        pixels = _knot(pixels, person)
    pixels = _neck(pixels, person, head)
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
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    folds = 1 + 0.035 * np.sin((x - _X) / 46 + 1.5 * np.sin(y / 90))
    round_off = 1 - 0.35 * (np.abs(x - _X) / 560) ** 3
    weave = 1 + 0.025 * np.sin(x * 1.9) * np.sin(y * 1.9) + 0.015 * band_noise(random, 0.6, 1.5)
    base = np.full((HEIGHT, WIDTH, 3), person.cloth, np.float32)
    if person.garment == "batik":
        u, v = (x + y) / 46, (x - y) / 46
        flower = np.cos(2 * np.pi * u) * np.cos(2 * np.pi * v)
        petal = np.cos(4 * np.pi * u + 2 * np.sin(2 * np.pi * v)) * np.cos(4 * np.pi * v)
        base = mixed(base, person.cloth2, np.clip(flower * 4 - 1, 0, 1).astype(np.float32))
        base = mixed(base, (150, 196, 214), np.clip(petal * 5 - 3.4, 0, 1).astype(np.float32) * np.float32(0.8))
    return np.asarray(base * (folds * round_off * weave)[..., None], np.float32)


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


def _neck(pixels: Floats, person: Appearance, head: Floats) -> Floats:
    wide = 1.0 if person.manly else 0.88
    neck = shape([(_X - 148 * wide, 640), (_X - 142 * wide, 800), (_X - 150 * wide, 850), (_X - 270 * wide, 915),
                  (_X - 330 * wide, 1300), (_X + 330 * wide, 1300), (_X + 270 * wide, 915), (_X + 150 * wide, 850),
                  (_X + 142 * wide, 800), (_X + 148 * wide, 640)], 2)  # fmt: skip
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    side = 1 - 0.42 * np.clip(np.abs(x - _X) / (160 * wide), 0, 1) ** 3 * np.clip((920 - y) / 80, 0, 1)
    under_chin = 0.92 + 0.08 * np.clip((y - 790) / 110, 0, 1)
    cords = 1 - 0.06 * np.exp(-(((np.abs(x - _X) - 26 - (y - 820) * -0.16) / 14) ** 2)) * np.clip((y - 830) / 60, 0, 1)
    colour = np.asarray(person.skin, np.float32) * np.array([0.98, 1.0, 1.02], np.float32)
    shadow = 1 - 0.26 * cv2.GaussianBlur(np.roll(head, 26, axis=0), (0, 0), 16)
    lit = side * under_chin * cords * shadow
    return mixed(pixels, np.asarray(colour * lit[..., None], np.float32), neck)


def _falling(person: Appearance) -> Floats:
    """Hair that hangs: strands down the canvas, waving."""
    random = np.random.default_rng([person.seed, 22])
    noise = random.standard_normal((HEIGHT, WIDTH), np.float32)
    strands = np.asarray(cv2.GaussianBlur(noise, (0, 0), 0.9, sigmaY=40), np.float32)
    wave = np.asarray(cv2.GaussianBlur(band_noise(random, 3, 14), (0, 0), 2, sigmaY=70), np.float32)
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    bend = x + 9 * np.sin(y / 70 + random.uniform(0, 6)) * (1 + 0.3 * np.sin(y / 31))
    hairs = cv2.remap(strands / strands.std(), bend, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    waves = cv2.remap(wave / wave.std(), bend, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    light = 0.82 + 0.22 * waves + 0.15 * np.exp(-(((y - 560) / 120) ** 2))
    return hair_colour(person, np.asarray(np.clip(light, 0.3, 1.6), np.float32), np.asarray(hairs, np.float32))


def _mane(pixels: Floats, person: Appearance) -> Floats:
    width = 1 + person.shape["face_width"]
    mane = shape([(_X - 250 * width, 300), (_X - 312 * width, 500), (_X - 300 * width, 760), (_X - 290 * width, 960),
                  (_X - 200 * width, 1080), (_X + 200 * width, 1080), (_X + 290 * width, 960), (_X + 300 * width, 760),
                  (_X + 312 * width, 500), (_X + 250 * width, 300)], 2)  # fmt: skip
    return mixed(pixels, _falling(person), mane)


def _knot(pixels: Floats, person: Appearance) -> Floats:
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    ball = np.clip((1 - np.hypot((x - _X) / 95, (y - 118) / 78)) * 24, 0, 1)
    lit = 0.75 + 0.5 * np.clip(1 - np.hypot((x - _X + 25) / 110, (y - 92) / 90), 0, 1)
    colour = np.asarray(person.hair, np.float32) * lit[..., None]
    return mixed(pixels, np.asarray(colour, np.float32), np.asarray(ball, np.float32))


def locks(pixels: Floats, person: Appearance) -> Floats:
    """Long hair that falls in front of the shoulders."""
    if person.cut != "long":
        return pixels
    width = 1 + person.shape["face_width"]
    for side in (-1, 1):
        lock = shape([(_X + side * 232 * width, 420), (_X + side * 300 * width, 520), (_X + side * 306 * width, 760),
                      (_X + side * 268 * width, 1010), (_X + side * 190 * width, 1090), (_X + side * 172 * width, 900),
                      (_X + side * 186 * width, 700), (_X + side * 206 * width, 560)], 2)  # fmt: skip
        shade = cv2.GaussianBlur(lock, (0, 0), 14)
        pixels = mixed(pixels, pixels * np.float32(0.7), np.asarray(shade * (1 - lock) * 0.6, np.float32))
        pixels = mixed(pixels, _falling(person), lock)
    return pixels


def veil() -> Floats:
    """The outline of a headscarf on the canvas."""
    return shape([(_X - 190, 170), (_X - 292, 380), (_X - 300, 640), (_X - 330, 830), (_X - 420, 960), (_X - 450, 1300),
                  (_X + 450, 1300), (_X + 420, 960), (_X + 330, 830), (_X + 300, 640), (_X + 292, 380), (_X + 190, 170),
                  (_X, 96)], 1.5)  # fmt: skip


def scarf(pixels: Floats, person: Appearance, jaw: Floats, hairline: float) -> Floats:
    """A headscarf around the face; `jaw`: float32[11, 2] from ear to ear, `hairline`: the y it covers down to."""
    if person.cut != "scarf":
        return pixels
    random = np.random.default_rng([person.seed, 23])
    left, right = float(jaw[0, 0]), float(jaw[-1, 0])
    chin = float(jaw[5, 1])
    top = hairline + 34
    opening = shape([(left + 24, top + 60), (left + 90, top - 8), (_X, top - 30), (right - 90, top - 8),
                     (right - 24, top + 60), (right - 2, 560), (jaw[8, 0] + 2, jaw[8, 1] + 6), (jaw[6, 0], chin + 3),
                     (jaw[4, 0], chin + 3), (jaw[2, 0] - 2, jaw[2, 1] + 6), (left + 2, 560)], 1.2)  # fmt: skip
    outer = veil()
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    radius = np.hypot((x - _X) / 1.0, (y - 520) / 1.25)
    pleats = 0.05 * np.sin(radius / 13 + 0.8 * np.sin((x - _X) / 90)) + 0.015 * band_noise(random, 30, 80)
    shade = 1 - 0.32 * np.clip((radius - 150) / 260, 0, 1) ** 2 + pleats - 0.1 * ((x - _X) / 600)
    weave = 1 + 0.02 * band_noise(random, 0.6, 1.4)
    fabric = np.asarray(person.cloth2, np.float32) * (shade * weave)[..., None]
    rim = cv2.GaussianBlur(opening, (0, 0), 9)
    pixels = mixed(pixels, pixels * np.float32(0.66), np.asarray((1 - rim) * opening, np.float32))
    return mixed(pixels, np.asarray(fabric, np.float32), np.asarray(outer * (1 - opening), np.float32))


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
        cv2.polylines(mask, [np.rint(at * 16).astype(np.int32)], True, 255, 5, cv2.LINE_AA, 4)
    bridge = np.array([[lx + half, ly - 2], [(lx + rx) / 2, (ly + ry) / 2 - 12], [rx - half, ry - 2]])
    arms = [
        np.array([[lx - half, ly - 4], [lx - half - 66, ly - 12]]),
        np.array([[rx + half, ry - 4], [rx + half + 66, ry - 12]]),
    ]
    for line in (bridge, *arms):
        cv2.polylines(mask, [np.rint(line * 16).astype(np.int32)], False, 255, 5, cv2.LINE_AA, 4)
    frame = cv2.GaussianBlur(mask, (0, 0), 0.9).astype(np.float32) / 255
    shadow = np.roll(cv2.GaussianBlur(frame, (0, 0), 5), 9, axis=0)
    pixels = mixed(pixels, pixels * np.float32(0.8), np.asarray(np.clip(shadow * 1.5, 0, 0.5), np.float32))
    return mixed(pixels, (34, 32, 34), np.asarray(frame * 0.92, np.float32))
