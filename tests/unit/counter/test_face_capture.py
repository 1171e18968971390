"""What counts as a picture of the traveller who stands there now."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from drivers.camera.base import Frame
from models.face import measures
from models.face.detect import Detector
from models.face.mesh import MeshFinder
from models.synthesis.people import travellers
from station import rehearsal
from station.counter.face_capture import FaceAcquisition
from station.counter.timing import Stopwatch
from station.domain.desk import CaptureResult
from station.domain.samples import SampleSource
from station.workflow.policy import FaceRules

SOURCE = SampleSource("m", "s", "p")


class StandingStill:
    """A camera that gave one picture, then no more; every wait for the next one takes its whole time."""

    def __init__(self, frame: Frame | None) -> None:
        self.frame = frame
        self.now = 100.0

    def latest(self) -> Frame | None:
        return self.frame

    def wait(self, after_number: int, timeout: float) -> Frame | None:
        if self.frame is not None and self.frame.number > after_number:
            return self.frame
        self.now += timeout
        return None


class Onlooker:
    """A detector that finds nobody and remembers what it was shown."""

    def __init__(self) -> None:
        self.shown: list[np.ndarray] = []

    def find(self, pixels: np.ndarray) -> list[object]:
        self.shown.append(pixels)
        return []


def capture(camera: StandingStill) -> tuple[CaptureResult, list[np.ndarray]]:
    onlooker = Onlooker()
    rooms = SimpleNamespace(detector=onlooker, stopwatch=Stopwatch())
    acquisition = FaceAcquisition(rooms, FaceRules(6.0, 1, None), lambda: camera.now)
    found = acquisition.run(camera, SOURCE, threading.Event(), threading.Event(), lambda _: None)
    return found.result, onlooker.shown


def test_the_last_picture_of_a_camera_that_stands_still_is_nobodys_capture():
    before = Frame(np.zeros((90, 160, 3), np.uint8), 41, 50.0)
    assert capture(StandingStill(before)) == (CaptureResult.CAMERA_FAILURE, [])


def test_a_camera_that_never_gave_a_picture_is_a_failure_too():
    assert capture(StandingStill(None)) == (CaptureResult.CAMERA_FAILURE, [])


class Steady:
    """A camera with one traveller before it; a second passes from one frame to the next."""

    def __init__(self, pixels: np.ndarray) -> None:
        self.pixels, self.now = pixels, 0.0

    def latest(self) -> None:
        return None

    def wait(self, after_number: int, timeout: float) -> Frame:
        self.now += 1.0
        return Frame(self.pixels, after_number + 1, self.now)


@pytest.mark.parametrize("measurable", [True, False])
def test_a_face_passes_only_when_every_mandatory_component_was_measured(measurable: bool, monkeypatch):
    if not measurable:
        monkeypatch.setattr(measures, "sharpness", lambda *_: float("nan"))
    camera = Steady(travellers(1)[0].face(0, rehearsal.FRAME))
    rooms = SimpleNamespace(detector=Detector(), mesh=MeshFinder(), stopwatch=Stopwatch())
    acquisition = FaceAcquisition(rooms, FaceRules(2.0, 1, None), lambda: camera.now)
    found = acquisition.run(camera, SOURCE, threading.Event(), threading.Event(), lambda _: None)
    best = found.shots[found.best]
    assert [v.id for v in best.gate if v.passed is False] == []
    assert best.passed is measurable
    assert found.result is (CaptureResult.SUCCESS if measurable else CaptureResult.TIMEOUT_WITH_IMAGE)
