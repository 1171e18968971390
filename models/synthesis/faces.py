"""Portraits and camera frames of invented people, all repainted and reshaped from one public-domain picture."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.synthesis.hair import beard, brows, coloured, grown, scalp, shorter, strands, thinned
from models.synthesis.looks import look, targets
from models.synthesis.paint import lit, mixed, painted
from models.synthesis.sitter import EYE_DISTANCE, EYES, HEIGHT, WIDTH, sitter, softened
from models.synthesis.wardrobe import dressed, ears, glasses, knot, scarf, wall

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]

EYES_FROM_TOP = 0.44  # of the height of a frame
EYES_TO_HEIGHT = 0.192  # eye distance; 185 pixels in a frame of 1280x960: a head at 60 cm
_LENS = 1.2  # pixels of the canvas: what an ordinary lens leaves of an edge
_GRID = 16  # pixels; the bend is computed on a grid and interpolated


def portrait(seed: int, shot: int = 0, size: tuple[int, int] = (1280, 960)) -> Picture:
    """Person `seed` before the camera: uint8[height, width, 3] BGR; `size` is (width, height) in pixels.

    `shot` 0 is the steady, frontal one; others differ by stance, light, white balance and sensor noise. The same
    arguments give the same picture. The plain wall and the head's size and place pass the gate of border profile 1
    from 800 rows upwards.
    """
    width, height = size
    figure, eyes = _figure(seed)
    random = np.random.default_rng([seed, 40, shot])
    steady = 0.0 if shot == 0 else 1.0
    scale = height * EYES_TO_HEIGHT / EYE_DISTANCE * (1 + steady * random.normal(0, 0.018))
    angle = steady * float(np.clip(random.normal(0, 1.3), -3, 3))
    at = np.array([width / 2, height * EYES_FROM_TOP]) + steady * random.normal(0, 0.012, 2) * height
    turn = cv2.getRotationMatrix2D((float(eyes[0]), float(eyes[1])), angle, scale)
    matrix = np.asarray(turn, np.float64) + np.array([[0, 0, at[0] - eyes[0]], [0, 0, at[1] - eyes[1]]])
    turned = _turned(figure, random, steady)
    warped = cv2.warpAffine(turned, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    frame = np.asarray(warped, np.float32)
    frame *= _light(random, steady, height, width)[..., None]
    frame *= np.float32(1) + np.float32(steady) * random.normal(0, 0.012, 3).astype(np.float32)
    frame += random.standard_normal(frame.shape, np.float32) * np.float32(2.0)
    return np.asarray(np.clip(frame + 0.5, 0, 255), np.uint8)


def _turned(figure: Picture, random: np.random.Generator, steady: float) -> Picture:
    """The head turned a little: the middle of the face moves against its rim."""
    yaw, pitch = random.normal(0, 3.5, 2) * steady
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    bulge = np.exp(-(((x - EYES[0]) / 190) ** 2) - ((y - 560) / 260) ** 2).astype(np.float32)
    x -= np.float32(yaw) * bulge
    y -= np.float32(pitch) * bulge
    return np.asarray(cv2.remap(figure, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _light(random: np.random.Generator, steady: float, height: int, width: int) -> Floats:
    """Brightness over the frame: an exposure and a slight slope from side to side."""
    slope = random.normal(0, 0.035) * steady
    across = np.linspace(-1, 1, width, dtype=np.float32)[None]
    exposure = 1 + random.normal(0, 0.035) * steady
    return np.repeat(np.asarray(exposure * (1 + slope * across), np.float32), height, axis=0)


@lru_cache(maxsize=16)
def _figure(seed: int) -> tuple[Picture, NDArray[np.float64]]:
    """The person on the studio canvas, and the point between the eyes; 4 MB and a second each; all travellers
    that are prepared (people.travellers) are kept."""
    person, model = look(seed), sitter()
    source, target = targets(model, person)
    x, y = _bend(source, target)
    names = np.cumsum([0, *(len(p) for p in model.points.values())])
    at = {name: target[a:b] for name, a, b in zip(model.points, names, names[1:], strict=False)}
    face = cv2.remap(painted(model, person), x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    head = np.asarray(np.clip(cv2.remap(model.head, x, y, cv2.INTER_LINEAR), 0, 1), np.float32)
    skull, jaw, top = at["skull"], at["jaw"], float(at["skull"][3, 1])
    growth = grown(person, float(skull[:, 0].mean()), top)
    whole, inner = scalp(person, skull)
    noise = strands(np.random.default_rng([seed, 31]), growth, 1.5)
    inner = thinned(inner, -noise, 3.5 if person.cut in ("full", "long") else 9.0)
    outer = thinned(whole, noise, 2.5)
    front = np.asarray(outer * (1 - inner) * shorter(person), np.float32)
    hair = coloured(person, front, growth, top)

    canvas = wall(person)
    if person.cut in ("full", "long"):
        canvas = mixed(canvas, hair * np.float32(0.55), outer)
    canvas = dressed(canvas, person, head, jaw)
    if person.cut == "bun":
        canvas = knot(canvas, hair, top)
    if person.cut != "scarf":
        canvas = ears(canvas, person, jaw)
    canvas = mixed(canvas, lit(person, np.asarray(face, np.float32)), _modelled(head))
    canvas = mixed(canvas, np.asarray(person.hair, np.float32) * np.float32(0.72 if max(person.hair) < 150 else 0.58),
                   brows(person, [at["brow_l"], at["brow_r"]]))  # fmt: skip
    if person.beard:
        opacity, light = beard(person, at["mouth"], jaw)
        colour = np.asarray(person.hair, np.float32) * (0.95 * light)[..., None]
        canvas = mixed(canvas, np.asarray(colour, np.float32), opacity * head)
    if person.cut == "scarf":
        canvas = scarf(canvas, person, jaw, top)
    else:
        shade = np.clip(softened(np.roll(front, 9, axis=0), 9) - front, 0, 1)
        canvas = mixed(canvas, canvas * np.float32(0.55), np.asarray(shade * head * 0.7, np.float32))
        canvas = mixed(canvas, hair, front)
    pupils = np.stack([at["eye_l"][[0, 2]].mean(0), at["eye_r"][[0, 2]].mean(0)])
    canvas = glasses(canvas, person, pupils)
    canvas = np.asarray(cv2.GaussianBlur(canvas, (0, 0), _LENS), np.float32)
    return np.asarray(np.clip(canvas, 0, 255), np.uint8), pupils.mean(0).astype(np.float64)


def _modelled(head: Floats) -> Floats:
    """The rim of the head a little softer than its mask: no cut edge against neck and hair."""
    return np.asarray(np.clip(cv2.GaussianBlur(head, (0, 0), 1.2), 0, 1), np.float32)


def _bend(source: Floats, target: Floats) -> tuple[Floats, Floats]:
    """For every canvas pixel, where the sitter has it: thin-plate spline (Bookstein 1989) through the points."""
    edge = [(x, y) for x in (0, 320, 640, 960, 1280) for y in (0, 1000, 1100)] + [(0, 500), (1280, 500)]
    fixed = np.asarray(edge, np.float32)
    at, to = np.concatenate([target, fixed]), np.concatenate([source, fixed])
    count = len(at)
    system = np.zeros((count + 3, count + 3))
    system[:count, :count] = _plate(at, at) + 300.0 * np.eye(count)  # a little slack keeps the skin smooth
    system[:count, count:] = np.column_stack([np.ones(count), at])
    system[count:, :count] = system[:count, count:].T
    weights = np.linalg.solve(system, np.vstack([to - at, np.zeros((3, 2))]))
    gy, gx = np.mgrid[0 : HEIGHT + _GRID : _GRID, 0 : WIDTH + _GRID : _GRID]
    grid = np.column_stack([gx.ravel(), gy.ravel()]).astype(np.float64)
    shift = _plate(grid, at) @ weights[:count] + np.column_stack([np.ones(len(grid)), grid]) @ weights[count:]
    coarse = shift.reshape(*gx.shape, 2).astype(np.float32)
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    fine = cv2.remap(coarse, x / _GRID, y / _GRID, cv2.INTER_LINEAR)
    return x + fine[..., 0], y + fine[..., 1]


def _plate(a: NDArray[np.floating], b: NDArray[np.floating]) -> NDArray[np.float64]:
    squared = ((a[:, None].astype(np.float64) - b[None]) ** 2).sum(2)
    return np.asarray(0.5 * squared * np.log(squared + 1e-9), np.float64)
