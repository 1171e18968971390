"""Follows faces from frame to frame, and says whose turn it is: by size, place and steadiness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.face.detect import Face

_NEAR = 0.5  # of a face's width: how far its centre moves between two frames, and how much wider it may become
_FORGOTTEN = 5  # frames without a face until it is somebody new
_STEADY = 10  # frames seen until a face counts as standing there
_STEADINESS = 0.5  # how much more such a face counts than one that just came by
_CENTRE = 0.5  # of the frame's shorter side: a face that far from the middle counts half
_HELD = 1.3  # how much more another face must count to take the place of the one that was chosen before


@dataclass
class _Track:
    number: int
    face: Face
    seen: int = 1
    missed: int = 0


class Tracker:
    """Of one camera; call `update` with the faces of each frame in turn. For one thread."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._next = 1
        self._chosen: int | None = None

    @property
    def person(self) -> int | None:
        """The number of the face that `update` put first last time; another number is another face. None: nobody."""
        return self._chosen

    def update(self, faces: Sequence[Face], frame_shape: Sequence[int]) -> list[Face]:
        """The same faces, the traveller's first, then by width; `frame_shape`: [height, width, ...]."""
        self._follow(faces)
        here = [track for track in self._tracks if not track.missed]
        if not here:
            if not self._tracks:
                self._chosen = None
            return []
        weights = {track.number: self._weight(track, frame_shape) for track in here}
        best = max(here, key=lambda track: weights[track.number])
        if self._chosen in weights and weights[best.number] < _HELD * weights[self._chosen]:
            best = next(track for track in here if track.number == self._chosen)
        self._chosen = best.number
        others = [track.face for track in here if track is not best]
        return [best.face, *sorted(others, key=lambda face: -face.width)]

    def _follow(self, faces: Sequence[Face]) -> None:
        left = list(faces)
        for track in sorted(self._tracks, key=lambda one: -one.seen):
            near = [face for face in left if _same(track.face, face)]
            if near:
                face = min(near, key=lambda one: _apart(track.face, one))
                left.remove(face)
                track.face, track.missed, track.seen = face, 0, track.seen + 1
            else:
                track.missed += 1
        self._tracks = [track for track in self._tracks if track.missed < _FORGOTTEN]
        for face in left:
            self._tracks.append(_Track(self._next, face))
            self._next += 1

    @staticmethod
    def _weight(track: _Track, frame_shape: Sequence[int]) -> float:
        height, width = frame_shape[:2]
        x, y = track.face.centre
        off = float(np.hypot(x - width / 2, y - height / 2)) / (_CENTRE * min(height, width))
        return track.face.width / (1 + off) * (1 + _STEADINESS * min(1.0, track.seen / _STEADY))


def _apart(one: Face, other: Face) -> float:
    return float(np.hypot(*np.subtract(one.centre, other.centre)))


def _same(before: Face, now: Face) -> bool:
    wider = max(before.width, now.width) / min(before.width, now.width)
    return _apart(before, now) < _NEAR * max(before.width, now.width) and wider < 1 + _NEAR
