"""Hair, beards and brows of invented people: strands as noise drawn out along the way they grow."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.synthesis.looks import Appearance
from models.synthesis.sitter import EYES, HEIGHT, WIDTH, rounded, softened

Floats = NDArray[np.float32]
_X = EYES[0]
_HALF = 2  # strands are drawn at half the canvas: a hair is about a pixel of a frame


@dataclass(frozen=True, eq=False)
class Growth:
    """How hair lies: direction float32[h, w, 2] of unit length, and how far from edge to edge a strand runs."""

    direction: Floats
    steps: int


def filled(outline: NDArray[np.floating], soft: float) -> Floats:
    """A closed outline with rounded corners, float[n, 2] in canvas pixels, as float32[h, w] of 0..1."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(mask, [np.rint(rounded(outline) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), soft), np.float32) / np.float32(255)


def strands(random: np.random.Generator, growth: Growth, fine: float) -> Floats:
    """Line integral convolution (Cabral and Leedom 1993): noise of `fine` canvas pixels averaged along the growth;
    float32 of unit variance, as large as the growth's direction."""
    height, width = growth.direction.shape[:2]
    reduced = _HALF if fine < 5 else 3 * _HALF
    rows, columns = height // reduced, width // reduced
    white = random.standard_normal((rows, columns), np.float32)
    noise = np.asarray(cv2.GaussianBlur(white, (0, 0), fine / reduced), np.float32)
    flow = cv2.resize(growth.direction, (columns, rows), interpolation=cv2.INTER_AREA)
    y, x = np.mgrid[:rows, :columns].astype(np.float32)
    total = noise.copy()
    for sign in (-1, 1):
        at_x, at_y = x.copy(), y.copy()
        for _ in range(max(1, growth.steps * _HALF // reduced)):
            step = cv2.remap(flow, at_x, at_y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
            at_x += np.float32(1.6 * sign) * step[..., 0]
            at_y += np.float32(1.6 * sign) * step[..., 1]
            total += cv2.remap(noise, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    large = cv2.resize(total / total.std(), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.float32)


def scalp(person: Appearance, skull: Floats) -> tuple[Floats, Floats]:
    """(all of the hair, the face within it), each float32[h, w] of 0..1.

    `skull`: float32[7, 2] from the left temple over the crown to the right temple."""
    random = np.random.default_rng([person.seed, 24])
    left, right = float(skull[0, 0]), float(skull[-1, 0])
    top, middle = float(skull[3, 1]), (left + right) / 2
    half = (right - left) / 2
    lifted, beside, low = {  # above the skull, beside it, and how far down it hangs
        "crop": (14, 5, 500), "short": (36, 10, 520), "full": (46, 52, 690), "long": (38, 46, 1160),
        "bun": (20, 9, 520), "scarf": (8, 2, 460),
    }[person.cut]  # fmt: skip
    lift = lifted + 0.6 * person.shape["crown"]
    side = beside + max(0.0, 0.6 * person.shape["sides"])
    out = half + side
    heavy = person.cut in ("full", "long")
    wide = 1.07 if heavy else 0.96
    round_ = np.linspace(0, np.pi, 13)
    crown = np.stack([middle - out * np.cos(round_), 352 - (352 - top + lift) * np.sin(round_) ** 0.86], 1)
    outline = [(middle - 0.80 * out, low), (middle - 0.96 * wide * out, low - 0.12 * (low - 330)),
               (middle - out * wide, 480),
               *crown,
               (middle + out * wide, 480), (middle + 0.96 * wide * out, low - 0.12 * (low - 330)),
               (middle + 0.80 * out, low)]  # fmt: skip
    whole = filled(np.array(outline), 2.0)
    line = 256 + person.shape["hairline"] - (0 if person.manly else 6)  # where the forehead ends
    part = middle + float(random.choice([-66, 60, -44, 70])) * (person.cut != "bun")
    if person.cut == "long":
        edge = [(left + 30, 720), (left + 4, 600), (left + 8, 470), (left + 44, 356), ((left + part) / 2 - 6, 292),
                (part - 14, line - 22), (part, line - 50), (part + 14, line - 22), ((right + part) / 2 + 6, 292),
                (right - 44, 356), (right - 8, 470), (right - 4, 600), (right - 30, 720)]  # fmt: skip
        inner = filled(np.array([*edge, (right - 50, 1300), (left + 50, 1300)]), 2.0)
    elif person.cut == "full":
        fringe = line + 52
        edge = [(left + 22, 660), (left + 4, 540), (left + 12, 440), (left + 48, fringe + 44), (part - 40, fringe - 8),
                (part, fringe - 58), (part + 40, fringe - 22), (right - 54, fringe + 40), (right - 14, 440),
                (right - 4, 540), (right - 22, 660)]  # fmt: skip
        inner = filled(np.array([*edge, (right + 4, 800), (left - 4, 800)]), 2.0)
    else:
        lost = 22 * max(0.0, person.age - 0.35) * person.manly  # temples recede
        edge = [(left + 10, low + 60), (left + 9, 440), (left + 32, 372), (left + 44, 320 - lost),
                (left + 86, line + 10 - 2.4 * lost), (middle - 40, line + 2 - lost), (middle + 40, line - lost),
                (right - 86, line + 10 - 2.4 * lost), (right - 44, 320 - lost), (right - 32, 372), (right - 9, 440),
                (right - 10, low + 60)]  # fmt: skip
        inner = filled(np.array([*edge, (right - 20, 900), (left + 20, 900)]), 2.0)
    return np.asarray(whole, np.float32), inner


def shorter(person: Appearance) -> Floats:
    """How much of a short cut is left on the way down to the sideburns; float32[h, 1] of 0..1."""
    y = np.arange(HEIGHT, dtype=np.float32)[:, None]
    end = {"crop": 506, "short": 524, "bun": 528}.get(person.cut, 10_000)
    return np.asarray(np.clip((end - y) / (130 if person.cut == "crop" else 70), 0, 1), np.float32)


def grown(person: Appearance, middle: float, top: float) -> Growth:
    """How the hair of a cut lies on the canvas."""
    random = np.random.default_rng([person.seed, 25])
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    across, along = (x - middle) / 130, (y - top + 40) / 130
    turn = float(random.choice([-1.0, 1.0]))
    if person.cut == "crop":
        return Growth(_unit(0.5 * across + 0.3 * turn, along), 4)
    if person.cut == "bun":  # drawn back: up and outwards from the forehead
        return Growth(_unit(x - middle, (y - top - 6) * 1.3), 18)
    if person.cut == "short":  # brushed to a side, straight down beside the ears
        aside = np.clip(np.abs(across) - 0.75, 0, 0.6) / 0.6
        bow = 0.35 * np.sin(x / 90 + y / 160)
        down = (1 - aside) * (0.35 + 0.5 * along * np.abs(across) + bow) + aside
        return Growth(_unit((1 - aside) * (1.1 * turn + 0.4 * across), down), 14)
    fall = 1 / (1 + np.exp(-(y - 300) / 50))
    phase = random.uniform(0, 6)
    wave = 0.30 * np.sin(y / 58 + (x - middle) / 90 + phase) + 0.10 * np.sin(y / 24 - x / 60)
    part = middle - 50 * turn
    return Growth(_unit((1 - fall) * (x - part) / 100 + fall * wave, 0.25 + (1 - fall) * along * 0.8 + fall), 30)


def _unit(x: NDArray[np.floating], y: NDArray[np.floating]) -> Floats:
    length = np.hypot(x, y) + 1e-3
    return np.dstack([x / length, y / length]).astype(np.float32)


def coloured(person: Appearance, mask: Floats, growth: Growth, top: float) -> Floats:
    """The hair of a person everywhere on the canvas, float32[h, w, 3]; `mask` says where it is thin or ends."""
    random = np.random.default_rng([person.seed, 26])
    curly = person.cut == "crop" and max(person.skin) < 150
    flow = Growth(growth.direction, 1) if curly else growth
    fine, locks = strands(random, flow, 1.1 if not curly else 2.2), strands(random, growth, 9)
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    bow = y + 0.0011 * (x - _X) ** 2
    shine = np.exp(-(((bow - top - 78 - 10 * locks) / 46) ** 2))
    low = np.clip((y - 520) / 420, 0, 1)
    depth = softened(mask, 16)
    base = np.asarray(person.hair, np.float32)
    bright = float(base.max())
    calm = np.float32(1.0 if bright < 120 else 0.62)  # grey and fair hair hides its own shadows
    light = (
        (0.62 + 0.36 * np.clip(depth * 1.6 - 0.5, 0, 1)) * (1 - 0.30 * low) * (1 + calm * (0.10 * fine + 0.12 * locks))
    )
    light = light * (1.05 - 0.16 * np.clip((x - _X) / 300, -1, 1))
    if person.age > 0.55 and bright < 120:  # greying strands
        share = 1.3 * (person.age - 0.5)
        grey = np.clip(share * (1 + 0.22 * fine + 0.16 * locks), 0, 0.7)[..., None]
        base = np.asarray(base + (np.array([118, 120, 122], np.float32) - base) * grey, np.float32)
    gloss = (0.10 if curly else 0.30) * (20 + 0.35 * bright) * shine * (1 + 0.4 * fine)
    return np.asarray(np.clip(base * light[..., None] + gloss[..., None], 2, 245), np.float32)


def thinned(mask: Floats, noise: Floats, reach: float = 7.0) -> Floats:
    """The edge of a mass of hair broken into strands: float32[h, w] of 0..1."""
    soft = softened(mask, reach)
    return np.asarray(
        np.clip((soft + 0.11 * reach**0.7 * noise * soft * (1 - soft) - 0.5) * 2.2 + 0.5, 0, 1), np.float32
    )


def brows(person: Appearance, lines: list[Floats]) -> Floats:
    """Opacity of the brows, float32[h, w]; `lines`: float32[4, 2] each, from the outer end inwards."""
    random = np.random.default_rng([person.seed, 27])
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    flow = np.zeros((HEIGHT, WIDTH, 2), np.float32)
    for line in lines:
        side = float(np.sign(line[0, 0] - line[-1, 0]))
        t = np.linspace(0, 3, 40)
        at = np.stack([np.interp(t, range(4), line[:, 0]), np.interp(t, range(4), line[:, 1])], 1)
        at = np.asarray(cv2.GaussianBlur(at.astype(np.float32), (1, 15), 0, borderType=cv2.BORDER_REPLICATE))
        thick = person.brow * np.interp(t, [0, 1.2, 2.4, 3], [0.25, 0.85, 1.05, 0.8])
        edge = np.concatenate(
            [at - np.stack([0 * thick, thick / 2], 1), (at + np.stack([0 * thick, thick / 2], 1))[::-1]]
        )
        cv2.fillPoly(mask, [np.rint(edge * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        near = np.s_[:, int(min(line[:, 0])) - 40 : int(max(line[:, 0])) + 40]
        flow[near] = (side * 0.86, -0.5)
    body = cv2.GaussianBlur(mask, (0, 0), 3.4).astype(np.float32) / 255
    rows = np.s_[320:520]  # the canvas's rows with brows
    hairs = strands(random, Growth(flow[rows], 4), 1.6)
    found = np.zeros((HEIGHT, WIDTH), np.float32)
    found[rows] = np.clip(body[rows] * (0.78 + 0.30 * hairs), 0, 1) * 0.85
    return found


def beard(person: Appearance, mouth: Floats, jaw: Floats) -> tuple[Floats, Floats]:
    """(opacity, brightness around 1) of a beard, both float32[h, w]; `mouth`: float32[4, 2], corners, top, bottom."""
    random = np.random.default_rng([person.seed, 28])
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    centre_x, centre_y = float(mouth[:2, 0].mean()), float(mouth[:2, 1].mean())
    aside = np.abs(x - centre_x)
    half = float(jaw[-1, 0] - jaw[0, 0]) / 2
    line = centre_y + 6 - 120 * np.clip((aside - 0.56 * half) / (0.44 * half), 0, 1) ** 1.3  # up to the sideburns
    cheek = 1 / (1 + np.exp(-(y - line) / 13))
    under = float(mouth[3, 1])
    pout = np.exp(-(((y - under + 8) / 26) ** 2) - (aside / 60) ** 4)  # skin around the lips
    soul = np.exp(-(((y - under - 18) / 16) ** 2) - (aside / 16) ** 2)
    chin_side = np.clip((aside - 62) / 26, 0, 1) * np.clip((y - centre_y + 10) / 20, 0, 1)
    goat = np.clip((y - under - 18) / 16, 0, 1)
    lower = np.clip(np.maximum(np.maximum(chin_side, goat), soul) * (1 - 0.8 * pout * (aside < 60)), 0, 1) * cheek
    lip = float(mouth[2, 1])
    moustache = np.exp(-(((y - lip + 16 - 0.004 * aside**2 * 0.4) / 13) ** 2)) * np.exp(-((aside / 82) ** 4))
    moustache *= 1 - 0.35 * np.exp(-((aside / 7) ** 2))
    mask = cv2.GaussianBlur(np.maximum(lower, moustache).astype(np.float32), (0, 0), 3)
    growth = Growth(_unit(0.6 * (x - centre_x) / 100, np.full_like(x, 1.0)), 5 if person.beard > 0.5 else 2)
    fine = strands(random, growth, 1.5)
    tufts = strands(random, growth, 6)
    calm = np.float32(1.0 if max(person.hair) < 120 else 0.5)
    if person.beard > 0.5:
        alpha = np.clip(mask * (1.15 + calm * (0.22 * fine + 0.16 * tufts)) - 0.08, 0, 1) * 0.93
    else:
        alpha = mask * np.clip(person.beard * (0.95 + 0.30 * fine + 0.15 * tufts), 0, 1)
    light = 1 + calm * (0.14 * fine + 0.14 * tufts) + 0.10 * np.exp(-(((y - under - 60) / 50) ** 2))
    return np.asarray(alpha, np.float32), np.asarray(light, np.float32)
