"""Repainting the sitter: skin, eyes, lips, age. Works on the canvas before it is bent; brows, beard and hair are laid
on afterwards (hair.py)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.synthesis.looks import Appearance, Colour
from models.synthesis.sitter import EYE_DISTANCE, EYES, HEIGHT, WIDTH, Sitter

Floats = NDArray[np.float32]
_EXPOSURE = 0.92  # of the skin's colour: lights keep their drawing


def painted(sitter: Sitter, person: Appearance) -> Floats:
    """The sitter's pixels in the colours of `person`; float32[h, w, 3], BGR 0..255."""
    random = np.random.default_rng([person.seed, 8])
    pixels = np.clip(sitter.pixels, 1, 255)
    pixels = _skin(sitter, person, random, pixels)
    pixels = _eyes(sitter, person, pixels)
    pixels = _lips(sitter, person, random, pixels)
    return _age(person, pixels)


def mixed(pixels: Floats, colour: Colour | Floats, alpha: Floats) -> Floats:
    """`colour` laid over `pixels`, in place, with the opacity `alpha` (float32[h, w], 0..1); returns `pixels`."""
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    if len(rows):
        box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        over = np.asarray(colour, np.float32)
        pixels[box] += ((over[box] if over.ndim == 3 else over) - pixels[box]) * alpha[box][..., None]
    return pixels


def band_noise(random: np.random.Generator, fine: float, coarse: float) -> Floats:
    """Noise of unit variance on the canvas, with features between `fine` and `coarse` pixels."""
    step = max(1, int(fine / 2))
    white = random.standard_normal((HEIGHT // step + 2, WIDTH // step + 2), np.float32)
    band = cv2.GaussianBlur(white, (0, 0), fine / step) - cv2.GaussianBlur(white, (0, 0), coarse / step)
    large = band if step == 1 else cv2.resize(band, None, fx=step, fy=step, interpolation=cv2.INTER_LINEAR)
    return np.asarray(large[:HEIGHT, :WIDTH] / band.std(), np.float32)


def skin_texture(random: np.random.Generator, person: Appearance) -> Floats:
    """What skin adds to its shading, as factors float32[h, w, 3] around 1: pores, redder blotches, moles."""
    pores = band_noise(random, 1.0, 2.2) * 0.011 + band_noise(random, 2.5, 6.0) * 0.010 * (0.6 + person.age)
    blotches = band_noise(random, 14.0, 40.0) * 0.014
    factors = 1 + pores[..., None] + blotches[..., None] * np.array([1.4, 1.1, 0.3], np.float32)
    if person.freckles:
        spots = np.clip(band_noise(random, 2.0, 4.5) - 2.1, 0, 1) * min(1.0, 0.8 * person.freckles)
        factors *= 1 - spots[..., None] * np.array([0.34, 0.24, 0.12], np.float32)
    for _ in range(int(random.integers(0, 5))):
        at, size = np.clip(random.normal((EYES[0], 600), (110, 90)), 20, 1000), random.uniform(2.0, 3.4)
        left, top = int(at[0]) - 16, int(at[1]) - 16
        y, x = np.mgrid[top : top + 32, left : left + 32].astype(np.float32)
        mole = np.exp(-(((x - at[0]) ** 2 + (y - at[1]) ** 2) / (2 * size**2)))
        factors[top : top + 32, left : left + 32] *= 1 - mole[..., None] * np.array([0.42, 0.36, 0.28], np.float32)
    return np.asarray(factors, np.float32)


def lit(person: Appearance, pixels: Floats) -> Floats:
    """A head's roundness under one large soft lamp, and the shoulder of a film: lights bend before they clip."""
    random = np.random.default_rng([person.seed, 29])
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    nx, ny = (x - EYES[0]) / 236, (y - 480) / 400
    nz = np.sqrt(np.clip(1 - nx**2 - ny**2, 0.02, 1))
    lamp = np.array([random.uniform(-0.22, 0.22), -0.42, 0.88])
    lamp /= np.linalg.norm(lamp)
    shade = np.clip(nx * lamp[0] + ny * lamp[1] + nz * lamp[2], 0, 1)
    light = np.asarray(0.66 + 0.42 * shade, np.float32)
    bright = pixels * light[..., None]
    knee = np.float32(196)
    over = np.maximum(bright - knee, 0)
    return np.asarray(np.minimum(bright, knee) + 54 * (1 - np.exp(-over / 54)), np.float32)


def _skin(sitter: Sitter, person: Appearance, random: np.random.Generator, pixels: Floats) -> Floats:
    weight = ((1 - sitter.eyes) * sitter.head)[..., None]
    mean = (pixels * weight).sum((0, 1)) / weight.sum()
    skin = np.asarray(person.skin, np.float32)
    relief = (pixels / mean) ** (0.8 if person.manly else 0.72)
    if person.manly:  # less of the sitter's blush
        grey = relief.mean(2, keepdims=True)
        relief = relief + (grey - relief) * 0.35
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    warm = np.exp(-(((np.abs(x - EYES[0]) - 108) / 60) ** 2) - ((y - 575) / 60) ** 2)  # cheeks, tip of the nose
    warm = np.maximum(warm, np.exp(-(((x - EYES[0]) / 44) ** 2) - ((y - 575) / 46) ** 2))
    flush = 1 + 0.10 * warm[..., None] * np.array([-0.75, -0.55, 0.12], np.float32)
    socket = np.exp(-(((np.abs(x - EYES[0]) - 92) / 54) ** 2) - ((y - 476) / 40) ** 2)
    tired = 1 - (0.05 + 0.10 * person.age) * socket[..., None] * np.array([0.7, 0.95, 1.0], np.float32)
    toned = skin * _EXPOSURE * relief * flush * tired * skin_texture(random, person)
    return np.asarray(pixels + (np.clip(toned, 1, 255) - pixels) * (1 - 0.96 * sitter.eyes[..., None]), np.float32)


def _eyes(sitter: Sitter, person: Appearance, pixels: Floats) -> Floats:
    """The photographed eyes with another iris; whites of the skin's brightness, never whiter than the picture's."""
    skin = float(np.asarray(person.skin).mean())
    white = 0.50 + 0.36 * skin / 200
    grey = pixels.mean(2, keepdims=True)
    soft = grey * np.array([0.96, 0.98, 1.0], np.float32) * white
    pixels = mixed(pixels, np.asarray(soft, np.float32), sitter.eyes * 0.85)
    random = np.random.default_rng([person.seed, 9])
    rays = cv2.GaussianBlur(random.standard_normal((1, 96), np.float32), (0, 0), 1.0)[0]
    x, y = np.arange(WIDTH, dtype=np.float32)[None], np.arange(HEIGHT, dtype=np.float32)[:, None]
    for side, name in ((-1, "eye_l"), (1, "eye_r")):
        points = sitter.points[name]
        cx = EYES[0] + side * EYE_DISTANCE / 2
        cy = float(0.55 * points[1, 1] + 0.45 * points[3, 1]) - 1
        radius = np.hypot(x - cx, y - cy)
        ray = rays[((np.arctan2(y - cy, x - cx) / (2 * np.pi) + 0.5) * 95).astype(np.intp)]
        depth = 0.62 + 0.22 * ray + 0.55 * np.clip((y - cy) / 16 + 0.2, 0, 1) - 0.5 * np.clip((radius - 12) / 5, 0, 1)
        colour = np.asarray(person.eye, np.float32) * np.clip(depth, 0.15, 1.4)[..., None]
        disc = np.clip((16.5 - radius) / 2, 0, 1) * sitter.eyes
        pixels = mixed(pixels, np.asarray(colour, np.float32), np.asarray(disc * 0.92, np.float32))
        pupil = np.clip((7.2 - radius) / 2, 0, 1) * sitter.eyes
        pixels = mixed(pixels, (9, 9, 10), np.asarray(pupil, np.float32))
        lid = np.clip((points[1, 1] + 13 - y) / 13, 0, 1) * sitter.eyes  # the upper lid's shadow on the ball
        pixels = mixed(pixels, pixels * np.float32(0.35), np.asarray(lid * 0.75, np.float32))
        glint = np.clip((4.2 - np.hypot(x - cx + 5, (y - cy + 5) * 1.2)) / 2, 0, 1)
        pixels = mixed(pixels, (236, 236, 232), np.asarray(glint * 0.85 * sitter.eyes, np.float32))
    return pixels


def _lips(sitter: Sitter, person: Appearance, random: np.random.Generator, pixels: Floats) -> Floats:
    """A mouth at rest, modelled: bow, line, fullness and creases, and what it casts on the skin below."""
    corner_l, corner_r, top, bottom = sitter.points["mouth"]
    middle, rest = (corner_l + corner_r) / 2, float(corner_l[1] + corner_r[1]) / 2
    half = float(corner_r[0] - corner_l[0]) / 2
    rows = slice(int(top[1]) - 60, int(bottom[1]) + 60)
    y, x = np.mgrid[rows, :WIDTH].astype(np.float32)
    u = (x - middle[0]) / half
    round_off = np.sqrt(np.clip(1 - u**2, 0, 1))
    bow = 1 - 0.24 * np.exp(-((u / 0.17) ** 2)) + 0.06 * np.exp(-(((np.abs(u) - 0.24) / 0.14) ** 2))
    line = rest + 3.0 * np.exp(-((u / 0.22) ** 2)) - 1.5 * np.exp(-(((np.abs(u) - 0.4) / 0.25) ** 2)) - 8 * u**2 + 3
    high = line - (rest - top[1]) * round_off**1.25 * bow
    low = line + (bottom[1] - rest) * round_off**1.1
    inside = (
        np.clip((y - high) / 5 + 0.5, 0, 1) * np.clip((low - y) / 7 + 0.5, 0, 1) * np.clip((1 - np.abs(u)) * 9, 0, 1)
    )
    skin = np.asarray(person.skin, np.float32) * _EXPOSURE
    natural = skin * np.array([0.72, 0.67, 0.86], np.float32)
    red = np.array([66, 56, 158], np.float32) * (0.45 + 0.55 * skin[2] / 220)
    wanted = natural + (red - natural) * person.lips * 0.62
    creases = cv2.GaussianBlur(random.standard_normal(x.shape, np.float32), (0, 0), 1.6, sigmaY=7)
    upper = np.clip((line - y) / 3 + 0.5, 0, 1)
    shade = 1.06 - 0.20 * upper + 0.055 * creases / creases.std()
    shine = np.exp(-(((y - line - 0.42 * (low - line)) / 6) ** 2) - (u / 0.42) ** 2) * (1 - upper)
    lips = wanted * shade[..., None] + (22 * shine)[..., None]
    fold = np.exp(-(((y - low - 9) / 9) ** 2)) * np.clip(1 - u**2, 0, 1) * (1 - inside)
    gutter = (
        np.exp(-(((x - middle[0]) / 9) ** 2)) * np.clip((y - top[1] + 48) / 20, 0, 1) * np.clip((high - y) / 8, 0, 1)
    )
    ridges = (
        np.exp(-(((np.abs(x - middle[0]) - 16) / 7) ** 2))
        * np.clip((y - top[1] + 44) / 20, 0, 1)
        * (np.clip((high - y) / 8, 0, 1))
    )
    corners = np.exp(-(((np.abs(u) - 1.03) / 0.09) ** 2) - ((y - rest + 4) / 7) ** 2)
    around = 1 - 0.13 * fold - 0.06 * gutter + 0.035 * ridges - 0.22 * corners
    mouth = np.asarray(pixels[rows] * around[..., None], np.float32)
    mouth = mixed(mouth, np.asarray(lips, np.float32), np.asarray(inside * 0.9, np.float32))
    gap = np.exp(-(((y - line) / 2.6) ** 2)) * np.clip((1.02 - np.abs(u)) * 5, 0, 1)
    pixels[rows] = mixed(mouth, np.asarray(wanted * 0.34, np.float32), np.asarray(gap * 0.6, np.float32))
    return pixels


def _line(points: NDArray[np.floating], thickness: int, soft: float) -> Floats:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.polylines(mask, [np.rint(points * 16).astype(np.int32)], False, 255, thickness, cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), soft), np.float32) / np.float32(255)


def _age(person: Appearance, pixels: Floats) -> Floats:
    """Forehead, under the eyes, beside nose and mouth: broad soft furrows, lit on their lower edge; none when young."""
    strength = np.float32(max(0.0, person.age - 0.3) * 1.3)
    random = np.random.default_rng([person.seed, 30])
    t = np.linspace(-1, 1, 30)
    deep: list[tuple[NDArray[np.float64], float]] = []
    for side in (-1, 1):  # beside the nose everybody has one
        fold = np.stack([EYES[0] + side * (56 + 34 * ((t + 1) / 2) ** 0.8), 590 + 38 * (t + 1)], 1)
        deep.append((fold, 0.30 + 0.5 * float(strength)))
    if strength:
        for y in (84, 104, 126):
            wave = EYES[1] - y - 14 + 8 * t**2 + 2.5 * np.sin(6 * t + random.uniform(0, 6))
            deep.append((np.stack([EYES[0] + 88 * t, wave], 1), 0.40 * float(strength)))
        for side in (-1, 1):
            eye = EYES[0] + side * EYE_DISTANCE / 2
            deep.append((np.stack([eye + 40 * t, EYES[1] + 34 - 9 * t**2], 1), 0.7 * float(strength)))
            out = side * (56 + 12 * (t + 1))
            deep.extend(
                (np.stack([eye + out, EYES[1] + k * (1 + 0.3 * (t + 1))], 1), 0.45 * float(strength))
                for k in (-10, 0, 11)
            )
    furrow = np.zeros((HEIGHT, WIDTH), np.float32)
    for line, weight in deep:
        furrow = np.maximum(furrow, np.float32(weight) * _line(line, 4, 3.5))
    edge = cv2.GaussianBlur(np.roll(furrow, 6, axis=0), (0, 0), 2)
    return np.asarray(pixels * (1 - 0.34 * furrow + 0.10 * edge)[..., None], np.float32)
