"""Faces followed from frame to frame."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.face.detect import Face
from models.face.track import Tracker

FRAME = (480, 640, 3)


def face(x: float, y: float, width: float) -> Face:
    half = width / 2
    return Face((x - half, y - half, x + half, y + half), np.zeros((5, 2), np.float32), 0.9)


def test_the_traveller_stays_the_traveller_while_somebody_walks_past_behind() -> None:
    tracker = Tracker()
    for step in range(30):
        traveller, passer = face(320 + step % 3, 240, 130), face(20 * step, 200, 90)
        first, *others = tracker.update([passer, traveller] if step % 2 else [traveller, passer], FRAME)
        assert first is traveller and others == [passer]
    assert tracker.person is not None


def test_somebody_larger_who_just_came_in_does_not_take_the_place_at_once() -> None:
    tracker = Tracker()
    for _ in range(15):
        tracker.update([face(300, 240, 120)], FRAME)
    before = tracker.person
    tracker.update([face(300, 240, 120), face(500, 240, 140)], FRAME)
    assert tracker.person == before


def test_the_next_traveller_is_another_person() -> None:
    tracker = Tracker()
    for _ in range(10):
        tracker.update([face(320, 240, 130)], FRAME)
    first = tracker.person
    tracker.update([], FRAME)
    assert tracker.person == first  # a frame in which the face was not found
    for _ in range(6):
        assert tracker.update([], FRAME) == []
    assert tracker.person is None
    tracker.update([face(320, 240, 130)], FRAME)
    assert tracker.person not in {None, first}


def test_a_face_that_is_exchanged_within_one_frame_is_another_person() -> None:
    tracker = Tracker()
    for _ in range(10):
        tracker.update([face(200, 240, 130)], FRAME)
    first = tracker.person
    for _ in range(6):
        tracker.update([face(420, 240, 130)], FRAME)
    assert tracker.person not in {None, first}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.floats(0, 640), st.floats(0, 480), st.floats(10, 300)), max_size=5),
        min_size=1,
        max_size=8,
    )
)
def test_no_face_is_lost_or_made_up(frames: list[list[tuple[float, float, float]]]) -> None:
    tracker = Tracker()
    for places in frames:
        faces = [face(*place) for place in places]
        found = tracker.update(faces, FRAME)
        assert sorted(map(id, found)) == sorted(map(id, faces))
        assert (tracker.person is not None) or not faces
