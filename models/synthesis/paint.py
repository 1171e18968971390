"""Repainting the sitter: skin, hair, eyes, brows, lips, beard, age. Works on the canvas before it is bent."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.synthesis.looks import Appearance, Colour
from models.synthesis.sitter import EYE_DISTANCE, EYES, HEIGHT, WIDTH, Sitter

Floats = NDArray[np.float32]


def painted(sitter: Sitter, person: Appearance) -> Floats:
    """The sitter's pixels in the colours of `person`; float32[h, w, 3], BGR 0..255."""
    random = np.random.default_rng([person.seed, 8])
    pixels = np.clip(sitter.pixels, 1, 255)
    pixels = _skin(sitter, person, random, pixels)
    pixels = _lips(sitter, person, pixels)
    pixels = _eyes(sitter, person, pixels)
    pixels = _brows(sitter, person, random, pixels)
    pixels = _age(person, pixels)
    pixels = _beard(sitter, person, random, pixels)
    return _hair(sitter, person, pixels)


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


def _skin(sitter: Sitter, person: Appearance, random: np.random.Generator, pixels: Floats) -> Floats:
    weight = (sitter.skin * sitter.head)[..., None]
    mean = (pixels * weight).sum((0, 1)) / weight.sum()
    ratio = np.asarray(person.skin, np.float32) / mean
    toned = pixels * ratio
    if person.manly:  # less of the sitter's blush
        soft = cv2.GaussianBlur(toned, (0, 0), 18)
        toned = toned + (np.asarray(person.skin, np.float32) - soft) * 0.25
    pores = band_noise(random, 0.7, 1.6) * 0.016 + band_noise(random, 2.0, 5.0) * 0.010
    toned = np.clip(toned * (1 + pores[..., None]), 1, 255)
    if person.freckles:
        spots = np.clip(band_noise(random, 2.2, 4.0) - 2.4, 0, 1) * min(1.0, person.freckles)
        toned = mixed(toned, toned * np.array([0.6, 0.7, 0.84], np.float32), np.asarray(spots, np.float32))
    return mixed(pixels, np.asarray(toned, np.float32), sitter.skin)


def _lips(sitter: Sitter, person: Appearance, pixels: Floats) -> Floats:
    skin = np.asarray(person.skin, np.float32)
    natural = skin * np.array([0.80, 0.72, 0.88], np.float32)
    red = np.array([70, 58, 168], np.float32) * (0.5 + 0.5 * skin[2] / 236)
    wanted = natural + (red - natural) * person.lips * 0.8
    grey = pixels.mean(2, keepdims=True)
    weight = sitter.lips[..., None]
    mean = (grey * weight).sum() / weight.sum()
    return mixed(pixels, np.asarray(wanted * (grey / mean) ** 0.8, np.float32), sitter.lips * 0.85)


def _eyes(sitter: Sitter, person: Appearance, pixels: Floats) -> Floats:
    white = pixels.mean(2, keepdims=True) * np.array([0.97, 0.98, 1.0], np.float32)
    pixels = mixed(pixels, np.asarray(white * 1.04, np.float32), sitter.eyes * 0.5)
    random = np.random.default_rng([person.seed, 9])
    rays = cv2.GaussianBlur(random.standard_normal((1, 96), np.float32), (0, 0), 1.0)[0]
    for side in (-1, 1):
        cx, cy = EYES[0] + side * EYE_DISTANCE / 2, EYES[1] - 1
        x, y = np.arange(WIDTH, dtype=np.float32)[None], np.arange(HEIGHT, dtype=np.float32)[:, None]
        radius = np.hypot(x - cx, y - cy)
        ray = rays[((np.arctan2(y - cy, x - cx) / (2 * np.pi) + 0.5) * 95).astype(np.intp)]
        colour = (
            np.asarray(person.eye, np.float32) * (1 + 0.35 * ray + 0.5 * np.clip(radius / 15 - 0.4, 0, 1))[..., None]
        )
        disc = np.clip(15.5 - radius, 0, 1) * sitter.eyes
        pixels = mixed(pixels, np.asarray(colour, np.float32), disc)
        pixels = mixed(pixels, (14, 14, 16), np.clip(1.4 - np.abs(radius - 15) / 1.3, 0, 0.6) * sitter.eyes)
        pixels = mixed(pixels, (8, 8, 8), np.clip(6.5 - radius, 0, 1) * sitter.eyes)
        glint = np.clip(3.2 - np.hypot(x - cx - 4, y - cy + 5), 0, 1)
        pixels = mixed(pixels, (245, 245, 245), glint * sitter.eyes)
    for name in ("eye_l", "eye_r"):
        outer, top, inner, bottom = sitter.points[name]
        t = np.linspace(0, 1, 24, dtype=np.float32)[:, None]
        lid = (1 - t) ** 2 * outer + 2 * t * (1 - t) * (2 * top - (outer + inner) / 2) + t**2 * inner
        pixels = mixed(pixels, (16, 16, 20), _line(lid, 4 if person.manly else 5, 1.0) * np.float32(0.75))
        pixels = mixed(pixels, pixels * np.float32(0.7), _line(lid - (0, 14), 3, 2.0) * np.float32(0.55))
        low = (1 - t) ** 2 * outer + 2 * t * (1 - t) * (2 * bottom - (outer + inner) / 2) + t**2 * inner
        pixels = mixed(pixels, pixels * np.float32(0.6), _line(low, 2, 1.0) * np.float32(0.5))
    return pixels


def _line(points: NDArray[np.floating], thickness: int, soft: float) -> Floats:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.polylines(mask, [np.rint(points * 16).astype(np.int32)], False, 255, thickness, cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), soft), np.float32) / np.float32(255)


def _brows(sitter: Sitter, person: Appearance, random: np.random.Generator, pixels: Floats) -> Floats:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for name in ("brow_l", "brow_r"):
        tail, _, _, head = brow = sitter.points[name]
        side = np.sign(tail[0] - head[0])
        for _ in range(260):
            at = random.uniform(0, 3)
            i = min(2, int(at))
            along = brow[i] + (brow[i + 1] - brow[i]) * (at - i)
            thick = person.brow * (0.35 + 0.65 * min(1.0, at / 1.6))
            root = along + np.array([random.normal(0, 2), random.uniform(-0.5, 0.5) * thick])
            lean = np.radians(random.normal(20 + 20 * at / 3, 10))
            tip = root + 13 * np.array([side * np.cos(lean), -np.sin(lean) * 0.6])
            cv2.line(mask, _fixed(root), _fixed(tip), 190, 1, cv2.LINE_AA, 4)
    colour = np.asarray(person.hair, np.float32) * (0.75 if max(person.hair) < 150 else 0.55)
    strokes = np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.7), np.float32) * np.float32(0.9 / 255)
    return mixed(pixels, colour, strokes)


def _fixed(point: NDArray[np.floating]) -> tuple[int, int]:
    return round(float(point[0]) * 16), round(float(point[1]) * 16)


def _age(person: Appearance, pixels: Floats) -> Floats:
    """Lines of the forehead, under the eyes and beside the nose; none below middle age."""
    strength = np.float32(max(0.0, person.age - 0.45) * 0.9)
    if not strength:
        return pixels
    t = np.linspace(-1, 1, 30)
    lines = [np.stack([EYES[0] + 105 * t, EYES[1] - y + 7 * t**2 + 2 * np.sin(9 * t + y)], 1) for y in (78, 66, 92)]
    for side in (-1, 1):
        eye = EYES[0] + side * EYE_DISTANCE / 2
        lines.append(np.stack([eye + 36 * t, EYES[1] + 32 - 9 * t**2], 1))
        lines.append(np.stack([eye + 40 * t, EYES[1] + 41 - 8 * t**2], 1))
        out = side * (52 + 13 * (t + 1))
        lines.extend(np.stack([eye + out, EYES[1] + k * (1 + 0.3 * (t + 1))], 1) for k in (-12, 0, 12))
    dark = np.max([_line(line, 2, 1.6) for line in lines], axis=0)
    light = np.roll(dark, 3, axis=0)
    return np.asarray(pixels * (1 - 0.35 * strength * dark + 0.12 * strength * light)[..., None], np.float32)


def _beard(sitter: Sitter, person: Appearance, random: np.random.Generator, pixels: Floats) -> Floats:
    if not person.beard:
        return pixels
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    corner_l, corner_r, top, _ = sitter.points["mouth"]
    centre = (corner_l + corner_r) / 2
    cheek = 1 / (1 + np.exp(-(y - (centre[1] - 38 + 60 * np.exp(-(((np.abs(x - centre[0]) - 95) / 45) ** 2)))) / 8))
    moustache = np.exp(-(((y - top[1] + 20) / 15) ** 2)) * np.exp(-(((x - centre[0]) / 88) ** 4))
    side = np.clip((np.abs(x - centre[0]) - 120) / 40, 0, 1) / (1 + np.exp(-(y - EYES[1] - 60) / 14))
    neck = 1 / (1 + np.exp((y - sitter.points["jaw"][5][1] - 6) / 7))
    mask = np.clip(np.maximum(np.maximum(cheek, moustache), side) * neck, 0, 1) * sitter.skin * (1 - sitter.lips)
    hairs = np.clip(band_noise(random, 0.8, 2.4) * 0.5 + 0.55, 0, 1)
    amount = person.beard * (0.55 + 0.45 * hairs if person.beard > 0.5 else 0.35 + 0.65 * hairs)
    colour = np.asarray(person.hair, np.float32) * (1 + 0.25 * band_noise(random, 0.8, 2.5))[..., None]
    return mixed(pixels, np.asarray(np.clip(colour, 0, 255), np.float32), np.asarray(mask * amount * 0.92, np.float32))


def hair_colour(person: Appearance, light: Floats, strands: Floats) -> Floats:
    """Strands of hair in the person's colour; `light`: brightness around 1, `strands`: noise of unit variance."""
    base = np.asarray(person.hair, np.float32)
    if person.age > 0.6 and max(person.hair) < 120:  # greying strands
        base = base + (np.array([150, 150, 152], np.float32) - base) * np.clip(strands - 0.6, 0, 1)[..., None] * 0.4
    shine = np.clip(light - 1.15, 0, 1)[..., None] * np.array([70, 66, 62], np.float32)
    return np.asarray(np.clip(base * (light * (1 + 0.16 * strands))[..., None] + shine * 0.6, 0, 255), np.float32)


def _hair(sitter: Sitter, person: Appearance, pixels: Floats) -> Floats:
    grey = np.maximum(pixels.mean(2), 1)
    contrast = 0.45 if max(person.hair) > 140 else 0.85  # the sitter's hair is darker than grey hair is
    light = (grey / ((grey * sitter.hair).sum() / sitter.hair.sum())) ** contrast
    alpha = np.clip(sitter.hair * (1 + 0.35 * np.clip(sitter.strands, -1, 1) * (sitter.hair < 0.98)), 0, 1)
    return mixed(
        pixels, hair_colour(person, np.asarray(light, np.float32), sitter.strands), np.asarray(alpha, np.float32)
    )
