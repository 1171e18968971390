"""What the attack scores catch of simulated attacks: `python -m models.face.attack_trial DIR --json OUT`.

Made from photographs (DIR: one folder a person). A flat copy is the photograph turned as a plane before a camera; a
head is the same photograph laid on its own mesh and turned in depth. A face on a device is the photograph with a bezel,
moved over another photograph; a traveller is a face moved over the background it was photographed with. A stream that
was fed in is a still, a loop, or a film at 25 frames a second shown at 30. Nothing here was held before a real camera.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from models.errors import BiometricError
from models.face.attack import FacePlane, FrameStream, Turn
from models.face.detect import Detector, Face, principal
from models.face.mesh import Mesh, MeshFinder
from models.rates import clopper_pearson

Picture = NDArray[np.uint8]
Points = NDArray[np.float64]

ANGLES = (15, 20, 25, 35)  # degrees of yaw
REFUSED = 0.02  # of heads: where the limit of the turn is told (border profile 3)
_TIPPED, _LEANING = 3.0, 3.0  # degrees, standard deviation: nobody turns about one axis alone
_EYES, _AWAY = 63.0, 600.0  # millimetres between the eyes and to the camera
_NOISE = 2.5  # grey levels
_FRONTAL = 8.0  # degrees: photographs that are turned already are left out
_BEHIND = ((1.15, 1.6), (1.35, 2.5))  # the head beyond the mesh: times its outline, times its depth
_FRAMES = 12
_FRAME = (640, 480)
_SEED = 30107


class TrialStage:
    """Photographs, and where their faces are."""

    def __init__(self) -> None:
        self.random = np.random.default_rng(_SEED)
        self._detector, self._meshes = Detector(), MeshFinder()

    def face(self, picture: Picture) -> Face | None:
        return principal(self._detector.find(picture, still=True), picture.shape)

    def mesh(self, picture: Picture) -> Mesh | None:
        face = self.face(picture)
        return None if face is None else self._meshes.find(picture, face)

    def shot(self, picture: NDArray[np.generic], noise: float = _NOISE) -> Picture:
        """The picture as one frame of a camera."""
        grain = self.random.standard_normal(picture.shape, np.float32) * np.float32(noise)
        return np.asarray(np.clip(picture.astype(np.float32) + grain, 0, 255), np.uint8)


def rotation(yaw: float, pitch: float, roll: float) -> Points:
    """float64[3, 3] for degrees; a positive yaw moves what is near to the left."""
    a, b, c = np.radians((yaw, pitch, roll))
    turned = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    tipped = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    leant = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return np.asarray(leant @ tipped @ turned, np.float64)


def _projected(points: Points, centre: Points, away: float) -> NDArray[np.float32]:
    near = away / (away + points[:, 2])
    return np.asarray(points[:, :2] * near[:, None] + centre, np.float32)


def as_plane(picture: Picture, mesh: Mesh, turn: Points, away: float) -> Picture:
    """The photograph as a flat thing, turned about the middle of its face."""
    height, width = picture.shape[:2]
    centre = mesh.points[:, :2].mean(0, dtype=np.float64)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    placed = _projected(np.column_stack([corners - centre, np.zeros(4)]) @ turn.T, centre, away)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), placed)
    seen = cv2.warpPerspective(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.uint8)


def as_head(picture: Picture, mesh: Mesh, turn: Points, away: float) -> Picture:
    """The photograph on its own mesh, turned in depth; what lies behind the face stays."""
    centre = mesh.points[:, :2].mean(0, dtype=np.float64)
    points = mesh.points.astype(np.float64)
    points[:, 2] -= points[:, 2].mean()
    outline = cv2.convexHull(np.ascontiguousarray(mesh.points[:, :2]))[:, 0].astype(np.float64)
    behind = [
        np.column_stack([(outline - centre) * wider + centre, np.full(len(outline), points[:, 2].max() * deeper)])
        for wider, deeper in _BEHIND
    ]
    solid = np.concatenate([points, *behind])
    triangles = Delaunay(solid[:, :2]).simplices
    turned = np.column_stack([solid[:, :2] - centre, solid[:, 2]]) @ turn.T
    placed = _projected(turned, centre, away)
    seen = picture.copy()
    for corners in triangles[np.argsort(-turned[triangles, 2].mean(1))]:  # the far ones first
        _draw(seen, picture, solid[corners, :2].astype(np.float32), placed[corners])
    return seen


def _draw(seen: Picture, picture: Picture, source: NDArray[np.float32], target: NDArray[np.float32]) -> None:
    sizes = [float(np.linalg.det(np.stack([t[1] - t[0], t[2] - t[0]]).astype(np.float64))) for t in (source, target)]
    if sizes[0] * sizes[1] <= 0:
        return  # seen from behind
    low = np.maximum(np.floor(target.min(0)).astype(int) - 1, 0)
    high = np.minimum(np.ceil(target.max(0)).astype(int) + 2, (seen.shape[1], seen.shape[0]))
    if (high <= low).any():
        return
    inside = (target - low).astype(np.float32)
    size = int(high[0] - low[0]), int(high[1] - low[1])
    patch = cv2.warpAffine(picture, cv2.getAffineTransform(source, inside), size, borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillConvexPoly(mask, np.round(inside).astype(np.int32), 1)
    shown = cv2.dilate(mask, np.ones((2, 2), np.uint8)) > 0
    seen[low[1] : high[1], low[0] : high[0]][shown] = patch[shown]


def turns(stage: TrialStage, pictures: Sequence[Picture]) -> dict[str, object]:
    """How many planes and heads are told apart, by the angle they were turned."""
    relief: dict[tuple[str, int], list[float]] = {(kind, angle): [] for kind in ("plane", "head") for angle in ANGLES}
    for picture in pictures:
        large = np.asarray(cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
        straight = stage.mesh(stage.shot(large))
        if straight is None or abs(straight.yaw) > _FRONTAL:
            continue
        away = float(np.hypot(*np.subtract(*straight.eyes))) / _EYES * _AWAY
        for kind, shown in (("plane", as_plane), ("head", as_head)):
            for angle in ANGLES:
                tipped, leaning = stage.random.normal(0, (_TIPPED, _LEANING))
                turn = rotation(float(stage.random.choice([-1, 1])) * angle, tipped, leaning)
                turned = stage.mesh(stage.shot(shown(large, straight, turn, away)))
                if turned is not None:
                    relief[kind, angle].append(Turn.between(straight, turned).relief)
    heads = np.concatenate([relief["head", angle] for angle in ANGLES])
    planes = np.concatenate([relief["plane", angle] for angle in ANGLES])
    if not len(heads) or not len(planes):
        return {"heads": len(heads), "planes": len(planes)}
    limit = float(np.quantile(heads, REFUSED))
    caught = int((planes < limit).sum())
    return {
        "heads": len(heads),
        "planes": len(planes),
        "planes_told_at_2_percent_of_heads": caught / len(planes),
        "planes_told_ci95": list(clopper_pearson(caught, len(planes))),
        "limit_there": limit,
        "at_the_shipped_limit": _at(Turn.limit(), heads, planes),
        "by_angle": {
            str(angle): _at(Turn.limit(), np.array(relief["head", angle]), np.array(relief["plane", angle]))
            for angle in ANGLES
        },
        "curve": [
            {"heads_refused": share, "planes_told": float((planes < np.quantile(heads, share)).mean())}
            for share in (0.005, 0.01, 0.02, 0.05, 0.1)
        ],
    }


def _at(limit: float, heads: Points, planes: Points) -> dict[str, float]:
    return {"planes_told": float((planes < limit).mean()), "heads_refused": float((heads < limit).mean())}


def on_device(stage: TrialStage, picture: Picture, background: Picture) -> Iterator[Picture]:
    """Frames of a face on a phone or a page that is moved by a hand."""
    height = int(stage.random.uniform(220, 380))
    small = cv2.resize(picture[20:-20, 30:-30], None, fx=height / picture.shape[0], fy=height / picture.shape[0])
    border = max(3, round(0.05 * height))
    shade = int(stage.random.choice([20, 40, 235]))
    device = cv2.copyMakeBorder(small, 2 * border, 2 * border, border, border, cv2.BORDER_CONSTANT, value=[shade] * 3)
    place, tilt = np.array(_FRAME) / 2, stage.random.normal(0, 6)
    step = stage.random.normal(0, 5, 2)
    for number in range(_FRAMES):
        place = place + step + stage.random.normal(0, 1.5, 2)
        middle = device.shape[1] / 2, device.shape[0] / 2
        matrix = cv2.getRotationMatrix2D(middle, tilt + stage.random.normal(0, 0.5) + 0.1 * number, 1)
        matrix[:, 2] += place - middle
        frame = background.copy()
        mask = cv2.warpAffine(np.full(device.shape[:2], 255, np.uint8), matrix, _FRAME)
        frame[mask > 127] = cv2.warpAffine(device, matrix, _FRAME)[mask > 127]
        yield stage.shot(frame)


def before_wall(stage: TrialStage, picture: Picture, background: Picture) -> Iterator[Picture]:
    """Frames of a head that sways before the background it was photographed with."""
    del background
    scene = np.asarray(cv2.resize(picture, (_FRAME[1], _FRAME[1])), np.uint8)
    face = stage.face(scene)
    if face is None:
        return
    mask = np.zeros(scene.shape[:2], np.float32)
    centre = round(face.centre[0]), round(face.centre[1] - 0.1 * face.width)
    cv2.ellipse(mask, centre, (round(0.62 * face.width), round(0.85 * face.width)), 0, 0, 360, 1.0, -1)
    step, place = stage.random.normal(0, 4, 2), np.zeros(2)
    for _ in range(_FRAMES):
        place = place + step + stage.random.normal(0, 1.5, 2)
        matrix = np.array([[1, 0, place[0]], [0, 1, place[1]]])
        size = scene.shape[1::-1]
        soft = cv2.GaussianBlur(cv2.warpAffine(mask, matrix, size), (0, 0), 3)[..., None]
        yield stage.shot(cv2.warpAffine(scene, matrix, size) * soft + scene * (1 - soft))


def rectangles(stage: TrialStage, pictures: Sequence[Picture]) -> dict[str, object]:
    """Scores of faces on devices and of travellers, frame by frame as the counter sees them."""
    scores: dict[str, list[float]] = {"device": [], "traveller": []}
    kinds: tuple[tuple[str, Callable[[TrialStage, Picture, Picture], Iterator[Picture]]], ...]
    kinds = (("device", on_device), ("traveller", before_wall))
    for number, picture in enumerate(pictures):
        other = pictures[(number + 1) % len(pictures)]
        background = np.asarray(cv2.GaussianBlur(cv2.resize(other, _FRAME), (0, 0), 2), np.uint8)
        for kind, frames in kinds:
            watch = FacePlane()
            for frame in frames(stage, picture, background):
                face = stage.face(frame)
                if face is not None:
                    watch.add(frame, face)
            if watch.score is not None:
                scores[kind].append(watch.score)
    return _curve(scores["device"], scores["traveller"])


def streams(stage: TrialStage, pictures: Sequence[Picture]) -> dict[str, object]:
    """Scores of streams that were fed in, and of cameras: also one that gives each picture twice in the dark."""
    attacks: dict[str, list[float]] = {"still": [], "loop": [], "25_at_30": []}
    cameras: list[float] = []
    for picture in pictures:
        frames = [stage.shot(picture, noise=1.0) for _ in range(25)]
        shown = {
            "still": [frames[0]] * 25,
            "loop": [frames[n % 10] for n in range(25)],
            "25_at_30": [frames[min(24, n * 5 // 6)] for n in range(29)],
        }
        for kind, stream in shown.items():
            attacks[kind].append(_score_of(stream))
        cameras += [_score_of(frames), _score_of([frames[n // 2] for n in range(25)])]
    return {kind: _curve(scores, cameras) for kind, scores in attacks.items()}


def _score_of(frames: Sequence[Picture]) -> float:
    stream = FrameStream()
    for frame in frames:
        stream.add(frame)
    return stream.score or 0.0


def _curve(attacks: Sequence[float], genuine: Sequence[float]) -> dict[str, object]:
    limits = (0.1, 0.35, 0.5, 0.7, 0.9)
    return {
        "attacks": len(attacks),
        "bona_fide": len(genuine),
        "curve": [
            {
                "alarm_from": limit,
                "attacks_caught": float(np.mean(np.array(attacks) >= limit)) if attacks else None,
                "false_alarms": float(np.mean(np.array(genuine) >= limit)) if genuine else None,
            }
            for limit in limits
        ],
    }


def read(folder: Path, count: int) -> list[Picture]:
    """The first picture of `count` people at most, drawn from all by lot."""
    people = sorted(person for person in folder.iterdir() if person.is_dir())
    drawn = np.random.default_rng(_SEED).permutation(len(people))[:count]
    pictures = []
    for number in drawn.tolist():
        file = min((f for f in people[number].iterdir() if f.is_file()), default=None)
        image = None if file is None else cv2.imread(str(file), cv2.IMREAD_COLOR)
        if image is not None and min(image.shape[:2]) >= 100:
            pictures.append(np.asarray(image, np.uint8))
    return pictures


def main(arguments: Sequence[str] | None = None) -> int:
    """Write OUT and print the main figures; 2 when DIR holds nothing."""
    parser = argparse.ArgumentParser(prog="python -m models.face.attack_trial", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="one folder a person")
    parser.add_argument("--json", type=Path, required=True, metavar="OUT")
    parser.add_argument("--pictures", type=int, default=150, metavar="N", help="people, one picture each")
    options = parser.parse_args(arguments)
    pictures = read(options.folder, options.pictures) if options.folder.is_dir() else []
    if not pictures:
        print(f"{options.folder} holds no pictures of people", file=sys.stderr)  # noqa: T201  a command
        return 2
    stage = TrialStage()
    try:
        found: dict[str, object] = {
            "data": options.folder.name,
            "pictures": len(pictures),
            "turned": turns(stage, pictures),
            "rectangle": rectangles(stage, pictures[: len(pictures) // 2]),
            "injected": streams(stage, pictures[:40]),
        }
    except BiometricError as error:
        print(f"{error.code}: {error.detail}", file=sys.stderr)  # noqa: T201
        return 2
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
