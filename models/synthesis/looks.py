"""How an invented person looks: proportions, colours, hair, clothes; drawn at random from one seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.synthesis.sitter import EYES, Sitter

Floats = NDArray[np.float32]
Colour = tuple[int, int, int]  # blue, green, red

SKIN: tuple[Colour, ...] = (
    (178, 200, 236), (160, 186, 228), (146, 176, 222), (126, 160, 208), (108, 144, 196), (96, 130, 184),
    (84, 114, 166), (72, 100, 148), (62, 86, 128), (52, 70, 104),
)  # fmt: skip
HAIR: dict[str, Colour] = {
    "black": (30, 26, 28), "dark": (34, 40, 54), "brown": (44, 66, 98), "chestnut": (40, 56, 112),
    "auburn": (36, 66, 142), "blond": (104, 156, 196), "grey": (150, 152, 156), "white": (206, 210, 214),
}  # fmt: skip
EYE: dict[str, Colour] = {
    "dark": (22, 30, 46), "brown": (32, 56, 92), "hazel": (50, 92, 118), "green": (86, 122, 110),
    "blue": (168, 136, 96), "grey": (150, 142, 130),
}  # fmt: skip
CLOTH: tuple[Colour, ...] = (
    (92, 58, 36), (60, 60, 64), (150, 120, 84), (64, 78, 150), (52, 112, 92), (178, 170, 158), (58, 40, 108),
    (140, 100, 52), (44, 44, 128), (110, 128, 60), (206, 200, 192), (40, 120, 176), (120, 76, 120), (32, 36, 40),
)  # fmt: skip
CUTS = ("crop", "short", "full", "long", "scarf", "bun")
GARMENTS = ("crew", "shirt", "blazer", "batik", "roll", "vee")
HOW_MUCH = 1.4  # all proportions: how far the crowd is spread


@dataclass(frozen=True, eq=False)
class Appearance:
    """Everything that makes one person; lengths in canvas pixels (184 between the eyes), factors around 1."""

    seed: int
    manly: bool
    shape: dict[str, float]
    skin: Colour
    hair: Colour
    eye: Colour
    cut: str  # one of CUTS
    beard: float  # 0 none, 0.3 stubble, 1 full
    brow: float  # thickness in pixels
    lips: float  # colour on the lips, 0..1
    age: float  # 0 young, 1 old
    glasses: bool
    garment: str
    cloth: Colour
    cloth2: Colour
    freckles: float


_SPREAD: dict[str, float] = {
    "face_width": 0.060, "jaw_width": 0.070, "chin": 18.0, "cheek": 7.0, "eye_gap": 8.0, "eye_height": 0.11,
    "eye_width": 0.08, "slant": 3.2, "eye_drop": 6.0, "brow_drop": 7.0, "brow_slant": 5.0, "nose_length": 11.0,
    "nose_width": 0.17, "mouth_drop": 8.0, "mouth_width": 0.11, "lip": 0.18, "corner": 4.5, "hairline": 14.0,
    "crown": 16.0, "sides": 12.0,
}  # fmt: skip


def look(seed: int) -> Appearance:
    """The look of person `seed`; the same seed gives the same look."""
    random = np.random.default_rng([seed, 5])
    manly = bool(random.random() < 0.5)
    shape = {name: float(np.clip(random.normal(), -1.8, 1.8)) * spread * HOW_MUCH for name, spread in _SPREAD.items()}
    tone = int(random.integers(len(SKIN)))
    age = float(random.beta(1.3, 1.8))
    names = list(HAIR) if tone < 3 else ["black", "black", "dark", "dark", "brown" if tone < 6 else "black", "grey"]
    hair = names[int(random.integers(len(names)))]
    if hair in ("grey", "white"):
        age = max(age, 0.7)
    eye = list(EYE)[int(random.integers(len(EYE) if tone < 3 else 2))]
    cuts = ("short", "short", "crop", "crop", "short") if manly else ("full", "long", "long", "scarf", "bun")
    if manly:
        shape["jaw_width"] += 0.05
        shape["brow_drop"] += 5
        shape["chin"] += 7
        shape["lip"] -= 0.12
    # what is drawn for itself may not fit together: below a broad nose a narrow, high mouth looks pinched
    shape["mouth_width"] = max(shape["mouth_width"], 0.3 * shape["nose_width"] - 0.16)
    shape["mouth_drop"] = max(shape["mouth_drop"], -12.0)
    jitter = np.random.default_rng([seed, 6])
    return Appearance(
        seed=seed,
        manly=manly,
        shape=shape,
        skin=SKIN[tone],
        hair=HAIR[hair],
        eye=EYE[eye],
        cut=cuts[int(random.integers(len(cuts)))],
        beard=float(random.choice([0.0, 0.0, 0.25, 0.35, 0.8, 1.0])) if manly else 0.0,
        brow=float(random.uniform(9, 15) if manly else random.uniform(5, 9)),
        lips=0.0 if manly else float(random.choice([0.0, 0.3, 0.6, 0.9])),
        age=age,
        glasses=bool(random.random() < 0.18),
        garment=GARMENTS[int(random.integers(len(GARMENTS)))],
        cloth=CLOTH[int(random.integers(len(CLOTH)))],
        cloth2=CLOTH[int(jitter.integers(len(CLOTH)))],
        freckles=float(max(0.0, jitter.normal(-0.5, 1))) if tone < 3 else 0.0,
    )


def targets(sitter: Sitter, person: Appearance) -> tuple[Floats, Floats]:
    """(named points of the sitter, where they lie in this person), both float32[n, 2] in canvas pixels."""
    shape, points = person.shape, sitter.points
    middle = np.array(EYES, np.float32)
    moved: dict[str, Floats] = {}
    for name, source in points.items():
        at = source.astype(np.float64).copy()
        below = np.clip((at[:, 1] - middle[1]) / 350, 0, 1)  # 0 at the eyes, 1 at the chin
        if name in ("jaw", "cheek", "temple", "skull"):
            at[:, 0] = middle[0] + (at[:, 0] - middle[0]) * (1 + shape["face_width"])
        if name == "jaw":
            at[:, 0] = middle[0] + (at[:, 0] - middle[0]) * (1 + shape["jaw_width"] * below)
            at[:, 1] += shape["chin"] * below**2
        if name == "cheek":
            at[:, 0] += np.sign(at[:, 0] - middle[0]) * shape["cheek"]
        if name in ("eye_l", "eye_r"):
            side = -1 if name == "eye_l" else 1
            centre = at.mean(0)
            at[:, 0] = centre[0] + (at[:, 0] - centre[0]) * (1 + shape["eye_width"]) + side * shape["eye_gap"]
            at[:, 1] = centre[1] + (at[:, 1] - centre[1]) * (1 + shape["eye_height"]) + shape["eye_drop"]
            at[:, 1] -= shape["slant"] * side * (at[:, 0] - centre[0] - side * shape["eye_gap"]) / 35
        if name in ("brow_l", "brow_r"):
            side = -1 if name == "brow_l" else 1
            at[:, 0] += side * shape["eye_gap"]
            at[:, 1] += shape["brow_drop"] + shape["eye_drop"] - shape["brow_slant"] * np.array([1.2, 0.5, 0, -0.6])
        if name == "nose":
            at[:, 0] = middle[0] + (at[:, 0] - middle[0]) * (1 + shape["nose_width"])
            at[:, 1] += shape["nose_length"] * np.array([0, 0.4, 1, 1, 1, 1])
        if name == "mouth":
            centre = at.mean(0)
            at[:, 0] = centre[0] + (at[:, 0] - centre[0]) * (1 + shape["mouth_width"])
            drop = shape["mouth_drop"] + 0.6 * shape["nose_length"] + 0.3 * shape["chin"]
            at[:, 1] += drop + 14 * shape["lip"] * np.array([0, 0, -1, 1.4]) + shape["corner"] * np.array([1, 1, 0, 0])
        if name == "skull":
            at[:, 1] -= 0.6 * shape["crown"]
        moved[name] = at.astype(np.float32)
    random = np.random.default_rng([person.seed, 7])  # nobody is quite symmetrical
    source, target = np.concatenate(list(points.values())), np.concatenate(list(moved.values()))
    return source, (target + random.normal(0, 1.6, target.shape)).astype(np.float32)
