"""What several frames give: `python -m models.face.frames_trial DIR --json OUT`.

One photograph a person stands for the record; another is spoiled as live frames are (movement, focus, darkness, noise,
each by lot) and compared with it: one frame, the last few, all, and the best few as the counter takes them. Simulated:
how often a frame is bad at a counter is not known.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face.detect import Detector, Face, principal
from models.face.embed import Embedder
from models.face.template import FaceTemplate, fuse
from models.matching.calibration import LIVE, Calibration
from models.rates import clopper_pearson, threshold_at

Picture = NDArray[np.uint8]

FRAMES, FEW = 6, 3
FMR = 1e-3
_SEED = 3
# By lot, in distances of the eyes for the first two, as a factor, and in grey levels.
_MOVED = (0.0, 0.0, 0.06, 0.15, 0.3)
_OUT_OF_FOCUS = (0.0, 0.0, 0.04, 0.1)
_LIGHT = (1.0, 1.0, 0.6, 0.3, 0.15)
_NOISE = (2.0, 2.0, 6.0, 12.0)


def spoiled(picture: Picture, face: Face, random: np.random.Generator) -> Picture:
    """The picture as a camera may see it that moves, is out of focus, or stands in the dark."""
    seen = picture.astype(np.float32)
    length = int(float(random.choice(_MOVED)) * face.eye_distance)
    if length >= 1:
        size = length | 1
        kernel = np.zeros((size, size), np.float32)
        cv2.line(kernel, (0, int(random.integers(size))), (size - 1, int(random.integers(size))), 1.0)
        seen = np.asarray(cv2.filter2D(seen, -1, kernel / kernel.sum()), np.float32)
    blur = float(random.choice(_OUT_OF_FOCUS)) * face.eye_distance
    if blur > 0.3:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), blur), np.float32)
    grain = random.normal(0, float(random.choice(_NOISE)), seen.shape)
    return np.asarray(np.clip(seen * float(random.choice(_LIGHT)) + grain, 0, 255), np.uint8)


def trial(folder: Path, people: int) -> dict[str, object]:
    """The misses of each way to make a template, at the false match rate FMR among these people, and at the threshold
    that the shipped calibration states for it."""
    random = np.random.default_rng(_SEED)
    detector, embedder = Detector(), Embedder()
    model = Calibration.load().faces[LIVE][0]
    records: list[FaceTemplate] = []
    probes: dict[str, list[FaceTemplate]] = {"one": [], "last": [], "all": [], "best": []}
    for first, second in _pairs(folder, people):
        faces = [principal(detector.find(picture, still=True), picture.shape) for picture in (first, second)]
        if faces[0] is None or faces[1] is None:
            continue
        frames = []
        for _ in range(FRAMES):
            frame = spoiled(second, faces[1], random)
            frames.append((frame, principal(detector.find(frame), frame.shape) or faces[1]))
        seen = embedder.embed_many(frames)
        records.append(embedder.embed(first, faces[0]))
        probes["one"].append(seen[-1])
        probes["last"].append(fuse(seen[-FEW:]))
        probes["all"].append(fuse(seen))
        probes["best"].append(embedder.embed_best(frames, FEW))
    stated = model.curve.threshold(FMR)
    found: dict[str, object] = {"data": folder.name, "people": len(records), "frames": FRAMES, "few": FEW, "fmr": FMR}
    for name, templates in probes.items():
        table = np.array([[model.raw(probe.cosines(record)) for record in records] for probe in templates])
        if len(records) < 2 or stated is None:
            continue
        same, different = np.diag(table), table[~np.eye(len(table), dtype=bool)]
        missed = {"counted": int((same < threshold_at(different, FMR)).sum()), "stated": int((same < stated).sum())}
        found[name] = {f"fnmr_{kind}": count / len(same) for kind, count in missed.items()} | {
            f"fnmr_{kind}_ci95": list(clopper_pearson(count, len(same))) for kind, count in missed.items()
        }
    return found


def _pairs(folder: Path, people: int) -> list[tuple[Picture, Picture]]:
    pairs: list[tuple[Picture, Picture]] = []
    for person in sorted(one for one in folder.iterdir() if one.is_dir()):
        pictures = [cv2.imread(str(file), cv2.IMREAD_COLOR) for file in sorted(person.iterdir())[:2]]
        usable = [np.asarray(picture, np.uint8) for picture in pictures if picture is not None]
        if len(usable) == 2 and len(pairs) < people:
            pairs.append((usable[0], usable[1]))
    return pairs


def main(arguments: Sequence[str] | None = None) -> int:
    """Write OUT and print it; 2 when DIR holds nobody with two pictures."""
    parser = argparse.ArgumentParser(prog="python -m models.face.frames_trial", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="one folder a person, with two pictures or more")
    parser.add_argument("--json", type=Path, required=True, metavar="OUT")
    parser.add_argument("--people", type=int, default=200, metavar="N")
    options = parser.parse_args(arguments)
    found = trial(options.folder, options.people) if options.folder.is_dir() else {"people": 0}
    if not found["people"]:
        print(f"{options.folder} holds nobody with two pictures", file=sys.stderr)  # noqa: T201  a command
        return 2
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
