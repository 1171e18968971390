"""Chooses the crowd: `python -m models.synthesis.choose` describes seeds and rewrites crowd.json.

A seed is kept if the detector finds its face in every shot and its shots lie within SAME of each other; of those the
largest group is taken in which every pair is further than APART from each other, all in the distance of dlib's
network (no mirror averaging), women and men as evenly as possible.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.face.detect import Detector
from models.face.encoders import DlibResnet
from models.synthesis.faces import portrait
from models.synthesis.looks import look

CROWD = Path(__file__).with_name("crowd.json")
APART = 0.6  # dlib's own threshold for "somebody else"
KEPT_APART = 0.59  # of those who were chosen, after their paint was mended: people know them by their numbers
SAME = 0.35
SHOTS = 3


def descriptor(detector: Detector, encoder: DlibResnet, seed: int, shot: int) -> NDArray[np.float32] | None:
    """dlib's 128 numbers for one shot of a seed, or None where not exactly one face is found."""
    frame = portrait(seed, shot)
    faces = detector.find(frame)
    if len(faces) != 1:
        return None
    return np.asarray(encoder.forward(encoder.chips(frame, faces[0])[0][None])[0], np.float32)


def apart(descriptors: NDArray[np.float32], manly: NDArray[np.bool_], rounds: int = 4000) -> list[int]:
    """Indices of the largest group found in which all pairs are further than APART, by greedy search from random
    orders; among equally large groups the most even one."""
    far = np.linalg.norm(descriptors[:, None] - descriptors[None], axis=2) > APART
    random = np.random.default_rng(0)
    best: list[int] = []
    best_rank = (0, 0)
    for _ in range(rounds):
        free = np.ones(len(far), np.bool_)
        group: list[int] = []
        for index in random.permutation(len(far)):
            if free[index]:
                group.append(int(index))
                free &= far[index]
        men = int(manly[group].sum())
        rank = len(group), -abs(2 * men - len(group))
        if rank > best_rank:
            best, best_rank = group, rank
    return sorted(best)


def spread(detector: Detector, encoder: DlibResnet, seed: int, steady: NDArray[np.float32]) -> float:
    """The largest distance of the other shots of a seed to the steady one; infinite where one is not found."""
    shots = [descriptor(detector, encoder, seed, shot) for shot in range(1, SHOTS)]
    return max(float("inf") if shot is None else float(np.linalg.norm(steady - shot)) for shot in shots)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=160, help="how many seeds to describe; some two seconds each")
    parser.add_argument("--keep", action="store_true", help="choose nobody: describe the chosen anew")
    options = parser.parse_args()
    kept = [int(one["seed"]) for one in json.loads(CROWD.read_text("utf-8"))["people"]] if options.keep else []
    detector, encoder = Detector(), DlibResnet()
    found = {
        seed: d for seed in kept or range(options.seeds) if (d := descriptor(detector, encoder, seed, 0)) is not None
    }
    while True:
        seeds = list(found)
        group = kept or [
            seeds[i] for i in apart(np.stack(list(found.values())), np.array([look(s).manly for s in seeds]))
        ]
        spreads = {seed: spread(detector, encoder, seed, found[seed]) for seed in group}
        unsteady = [seed for seed in group if spreads[seed] > SAME]
        if not unsteady or kept:
            break
        for seed in unsteady:
            del found[seed]
    people = []
    for seed in group:
        nearest = min(float(np.linalg.norm(found[seed] - found[other])) for other in group if other != seed)
        people.append(
            {"seed": seed, "manly": look(seed).manly, "spread": round(spreads[seed], 3), "nearest": round(nearest, 3)}
        )
    text = json.dumps(
        {
            "made_by": "python -m models.synthesis.choose" + (" --keep" if kept else f" --seeds {options.seeds}"),
            "people": people,
        },
        indent=1,
    )
    CROWD.write_text(text + "\n", encoding="utf-8")
    print(f"{len(people)} of {len(kept) or options.seeds} seeds kept")  # noqa: T201  a command's output


if __name__ == "__main__":
    main()
