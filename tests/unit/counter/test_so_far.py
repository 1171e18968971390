"""The live face beside the record's while it is being taken: what is said, of whom, and that nobody waits for it."""

from __future__ import annotations

import threading
import time

import numpy as np

from models.errors import BadImage
from models.face.detect import Face
from models.face.template import FaceTemplate, template
from station.counter.so_far import EVERY_SECONDS, SoFar
from station.domain.desk import FaceVerdict

FACE = Face((0.0, 0.0, 1.0, 1.0), np.zeros((5, 2), np.float32), 1.0)
SAME, OTHER = np.eye(128, dtype=np.float32)[:2]


def picture(which: int) -> np.ndarray:
    return np.full((2, 2, 3), which, np.uint8)


def embed(pixels: np.ndarray, _face: Face) -> FaceTemplate:
    if pixels[0, 0, 0] == 9:
        raise BadImage("no face in it")
    return template({"dlib": OTHER if pixels[0, 0, 0] else SAME})


def judge(found: FaceTemplate) -> bool:
    return found.cosines(template({"dlib": SAME}))["dlib"] > 0.8


class Told(list):
    def __call__(self, verdict: FaceVerdict) -> None:
        self.append(verdict)


def shown(*pictures: int, most: int = 3) -> tuple[Told, FaceVerdict]:
    told = Told()
    so_far = SoFar(embed, judge, most, told)
    for which in pictures:
        so_far.see(picture(which), FACE)
        so_far.settle(5)
    so_far.close()
    return told, so_far.settle(5)


def test_the_verdict_builds_up_picture_by_picture_and_is_made_of_all_together():
    told, last = shown(0, 0, 0)
    assert [len(one.pictures) for one in told] == [1, 2, 3]
    assert last == FaceVerdict((True, True, True), True, 3)
    assert shown(1, 1, 0)[1].agrees is False
    told, last = shown(1, 0, 0)
    assert [one.agrees for one in told][:2] == [False, False] and last.pictures == (False, True, True)


def test_a_picture_without_a_face_says_nothing():
    assert shown(9, 0)[1].pictures == (True,)


def test_nobody_waits_for_a_comparison_and_what_is_still_being_made_of_another_face_is_dropped():
    told, begun, go = Told(), threading.Event(), threading.Event()

    def slow(pixels: np.ndarray, face: Face) -> FaceTemplate:
        begun.set()
        assert go.wait(5)
        return embed(pixels, face)

    so_far = SoFar(slow, judge, 3, told)
    started = time.monotonic()
    for _ in range(20):
        so_far.see(picture(1), FACE)
    assert begun.wait(5) and time.monotonic() - started < 5, "the thread that sees returns at once"
    so_far.somebody_else()
    go.set()
    so_far.see(picture(0), FACE)
    last = so_far.settle(5)
    so_far.close()
    assert last == FaceVerdict((True,), True, 3)
    assert FaceVerdict(of=3) in told, "the page is told that nothing is known of the new face"


def test_when_enough_was_seen_only_now_and_then_a_newer_picture_is_looked_at():
    told, now = Told(), [0.0]
    so_far = SoFar(embed, judge, 2, told, clock=lambda: now[0])
    for which in (1, 1, 0, 0):
        so_far.see(picture(which), FACE)
        so_far.settle(5)
    assert len(told) == 2 and told[-1].agrees is False
    now[0] = EVERY_SECONDS + 0.1
    so_far.see(picture(0), FACE)
    assert so_far.settle(5).pictures == (False, True)
    so_far.close()
