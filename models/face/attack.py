"""Three presentation attacks that can be told without attack data, each 0 bona fide .. 1 attack (TR-03121-3-1 4.5).

A picture fed into the camera's stream repeats itself to the bit, which no sensor does. A face on a phone or a page has
the straight edges of that phone or page around it, which move as the face moves. A flat face that is turned shrinks
sideways, but its nose does not move against its ears: the officer asks the traveller to turn the head.

Nothing here is certified, nor was it tried on an attack that somebody really made: the curves in docs/accuracy.md come
from simulated ones (models.face.attack_trial). A mask, a head of plaster, a bent page or a film of somebody who turns
the head are not told by any of the three.
"""

from __future__ import annotations

import zlib
from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face.detect import Face
from models.face.mesh import Mesh

# --- A picture fed into the stream
FRAMES = 30  # how many frames back a repetition is looked for: one second
_FEWEST = 5  # frames until the stream says anything
_ROWS = 4  # every fourth row: the noise of a sensor is in each of them
_FLAT = 2.0  # grey levels: a frame with less contrast than this (a covered lens) may well repeat
_REPEATED = 0.95  # attack score of frames that came before, others in between
_STANDS_STILL = 0.9  # of a stream in which every frame is the one before
_DOUBLED = 0.4  # of one in which nearly all are: a camera in the dark gives each picture twice

# --- A face in a rectangle
_REACH = 1.7  # face widths from the centre to the edge of what is searched
_SEARCH = 256  # pixels, square: the size of that
_NEAREST, _FURTHEST = 0.62, 1.6  # face widths from the centre to an edge
_LONG = 0.9  # face widths: the shortest edge
_UPRIGHT = 12.0  # degrees: how much edges may differ from a rectangle with the roll of one of them
_SIDES = 3
_MOVED = 0.12  # face widths: how far a face must have moved across the frame before edges can be said to move with it
_WITH_IT = 0.2  # face widths: how far the edges may have moved against the face until nothing speaks for a rectangle
_SEEN_ONLY = 0.3  # attack score of a rectangle that was not seen to move: a door behind the traveller has edges, too

# --- A flat face that is turned
_TURN = 8.0  # degrees of yaw by the mesh: less is no turn
_SQUEEZE = 0.035  # or this much narrower
_YAW_WEIGHT, _DEPTH_WEIGHT, _SQUEEZE_WEIGHT = 1.0, 30.0, 70.0
_FLATNESS_MIDDLE, _FLATNESS_WIDTH = 6.0, 1.0
FLAT_FROM = 0.5  # of a turn's flatness, where 2 % of simulated heads lie above


@dataclass(frozen=True)
class Cues:
    """0..1 each; None: not provided, for too little was seen."""

    injected: float | None
    rectangle: float | None
    flat: float | None

    @property
    def score(self) -> float | None:
        """The strongest; None where none is provided."""
        return max((cue for cue in (self.injected, self.rectangle, self.flat) if cue is not None), default=None)


class AttackWatch:
    """Looks at the frames of one acquisition. For one thread."""

    def __init__(self) -> None:
        self._stream = FrameStream()
        self._rectangle = FacePlane()
        self._straight: Mesh | None = None
        self._flat: float | None = None
        self._turned = 0.0

    def add(self, pixels: NDArray[np.uint8], face: Face | None = None, mesh: Mesh | None = None) -> None:
        """The next frame, uint8 [height, width, 3]; the traveller's face and mesh where there is one."""
        self._stream.add(pixels)
        if face is not None:
            self._rectangle.add(pixels, face)
        if mesh is not None:
            self._turn(mesh)

    def _turn(self, mesh: Mesh) -> None:
        if self._straight is None or abs(mesh.yaw) < abs(self._straight.yaw):
            self._straight = mesh
            return
        turn = Turn.between(self._straight, mesh)
        if turn.seen and turn.size > self._turned:
            self._turned, self._flat = turn.size, turn.flatness

    def turned_by(self, degrees: float) -> float | None:
        """The flatness (0 a head .. 1 a plane) of the largest turn so far; None until one of so many degrees was seen,
        or of something so flat that the mesh cannot say how far it turned."""
        return self._flat if self._turned >= degrees / _TURN else None

    @property
    def cues(self) -> Cues:
        return Cues(self._stream.score, self._rectangle.score, self._flat)


class FrameStream:
    """Whether a stream repeats itself to the bit."""

    def __init__(self) -> None:
        self._seen: deque[int] = deque(maxlen=FRAMES)
        self._doubles = self._repeats = self._count = 0

    def add(self, pixels: NDArray[np.uint8]) -> None:
        if float(pixels[::16, ::16].std()) < _FLAT:
            return
        digest = zlib.crc32(np.ascontiguousarray(pixels[::_ROWS]).data)
        if self._seen:
            self._count += 1
            if digest == self._seen[-1]:
                self._doubles += 1
            elif digest in self._seen:
                self._repeats += 1
        self._seen.append(digest)

    @property
    def score(self) -> float | None:
        """0..1; None before there were enough frames."""
        if self._count + 1 < _FEWEST:
            return None
        if self._repeats:
            return _REPEATED
        share = self._doubles / self._count
        return _STANDS_STILL if share == 1 else _DOUBLED * share


class FacePlane:
    """Whether straight edges surround the face and move with it."""

    def __init__(self) -> None:
        self._found: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []  # centre of the face; edges about it
        self._frames = 0

    def add(self, pixels: NDArray[np.uint8], face: Face) -> None:
        self._frames += 1
        edges = edges_around(pixels, face)
        if int(np.isfinite(edges).sum()) >= _SIDES:
            self._found.append((np.array(face.centre) / face.width, edges))

    @property
    def score(self) -> float | None:
        """0..1; None before a face was seen in enough frames."""
        if self._frames < _FEWEST:
            return None
        if 2 * len(self._found) < self._frames:
            return 0.0
        centres = np.array([centre for centre, _ in self._found])
        edges = np.array([edge for _, edge in self._found])
        sides = np.isfinite(edges).mean(0) >= 0.5
        if int(sides.sum()) < _SIDES:
            return 0.0
        moved = float(np.hypot(*(np.percentile(centres, 90, axis=0) - np.percentile(centres, 10, axis=0))))
        if moved < _MOVED:
            return _SEEN_ONLY
        with np.errstate(invalid="ignore"):
            spread = np.nanpercentile(edges[:, sides], 90, axis=0) - np.nanpercentile(edges[:, sides], 10, axis=0)
        with_it = float(np.median(spread))
        return float(np.clip(1 - with_it / _WITH_IT, 0, 1)) if with_it < moved else 0.0


def edges_around(pixels: NDArray[np.uint8], face: Face) -> NDArray[np.float64]:
    """float64[4]: how far the nearest long straight edge to the left, right, above and below is from the centre of the
    face, in its widths; NaN where there is none. All four belong to one rectangle, at most 45 degrees askew."""
    x, y = face.centre
    scale = _SEARCH / (2 * _REACH * face.width)
    matrix = np.array([[scale, 0, _SEARCH / 2 - scale * x], [0, scale, _SEARCH / 2 - scale * y]])
    flags = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    cut = cv2.warpAffine(pixels, matrix, (_SEARCH, _SEARCH), flags=flags, borderMode=cv2.BORDER_CONSTANT)
    grey = cv2.GaussianBlur(cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY), (0, 0), 1.2)
    unit = _SEARCH / (2 * _REACH)  # pixels a face width
    lines = cv2.HoughLinesP(
        cv2.Canny(grey, 40, 90), 1, np.pi / 180, 40, minLineLength=_LONG * unit, maxLineGap=0.08 * unit
    )
    best = np.full(4, np.nan)
    if lines is None:
        return best
    ends = np.asarray(lines, np.float64).reshape(-1, 4)
    ends = ends[~_at_frame_edge(ends, matrix, pixels.shape)]
    if not len(ends):
        return best
    direction = np.degrees(np.arctan2(ends[:, 3] - ends[:, 1], ends[:, 2] - ends[:, 0]))
    middle = (ends[:, :2] + ends[:, 2:]) / 2 - _SEARCH / 2
    for tilt in np.unique(np.round((direction + 45) % 90 - 45)):
        sides = _sides(direction, middle, float(tilt), unit)
        if np.isfinite(sides).sum() > np.isfinite(best).sum():
            best = sides
    return best


def _sides(
    direction: NDArray[np.float64], middle: NDArray[np.float64], tilt: float, unit: float
) -> NDArray[np.float64]:
    off = (direction - tilt + 90) % 180 - 90
    lying = np.abs(off) < _UPRIGHT / 2
    standing = np.abs(np.abs(off) - 90) < _UPRIGHT / 2
    angle = np.radians(tilt)
    across = (middle @ (np.cos(angle), np.sin(angle))) / unit
    down = (middle @ (-np.sin(angle), np.cos(angle))) / unit
    found = []
    for mask, distance, along in (
        (standing, -across, down),
        (standing, across, down),
        (lying, -down, across),
        (lying, down, across),
    ):
        near = mask & (distance > _NEAREST) & (distance < _FURTHEST) & (np.abs(along) < 0.8)
        found.append(float(distance[near].min()) if near.any() else np.nan)
    return np.array(found)


def _at_frame_edge(ends: NDArray[np.float64], matrix: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Lines along the edge of the frame itself, where the cut goes black."""
    left, top = matrix[:, 2]
    right, bottom = matrix[:, :2] @ (shape[1], shape[0]) + matrix[:, 2]
    xs, ys = ends[:, [0, 2]], ends[:, [1, 3]]
    close = [np.abs(values - edge).max(1) < 4 for values, edge in ((xs, left), (xs, right), (ys, top), (ys, bottom))]
    return np.asarray(np.logical_or.reduce(close), np.bool_)


@dataclass(frozen=True)
class Turn:
    """One mesh against a straighter one of the same face.

    yaw: degrees by which they differ. depth: how much points move for each unit that they lie nearer to the camera,
    beyond what any flat figure moved, scaled or turned would show. squeeze: 0..1, how much narrower the face became one
    way than the other.
    """

    yaw: float
    depth: float
    squeeze: float

    @staticmethod
    def between(straight: Mesh, turned: Mesh) -> Turn:
        eyes = float(np.hypot(*np.subtract(*straight.eyes)))
        before, after = (np.asarray(mesh.points, np.float64) for mesh in (straight, turned))
        plane = np.column_stack([before[:, :2], np.ones(len(before))])
        flat, *_ = np.linalg.lstsq(plane, np.column_stack([after[:, :2], before[:, 2]]), rcond=None)
        moved = after[:, :2] - plane @ flat[:, :2]
        raised = before[:, 2] - plane @ flat[:, 2]
        depth = float(np.hypot(*(moved.T @ raised)) / max(1e-9, float(raised @ raised)))
        long, short = np.linalg.svd(flat[:2, :2])[1]
        return Turn(turned.yaw - straight.yaw, depth if eyes > 0 else 0.0, float(1 - short / max(1e-9, long)))

    @property
    def seen(self) -> bool:
        """Whether the face turned at all."""
        return abs(self.yaw) >= _TURN or self.squeeze >= _SQUEEZE

    @property
    def size(self) -> float:
        """How much it turned: to choose the frame of an acquisition that says most."""
        return abs(self.yaw) / _TURN + self.squeeze / _SQUEEZE

    @property
    def relief(self) -> float:
        """How much the movement is that of a head and not of a plane; about 2 for a plane, 10 for a head."""
        return _YAW_WEIGHT * abs(self.yaw) + _DEPTH_WEIGHT * self.depth - _SQUEEZE_WEIGHT * self.squeeze

    @staticmethod
    def limit() -> float:
        """The relief below which a turn is taken for a plane's."""
        return _FLATNESS_MIDDLE

    @property
    def flatness(self) -> float:
        """0 a head .. 1 a plane; 0.5 where 2 % of simulated heads lie above."""
        return float(1 / (1 + np.exp(np.clip((self.relief - _FLATNESS_MIDDLE) / _FLATNESS_WIDTH, -50, 50))))
