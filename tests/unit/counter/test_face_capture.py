"""What counts as a picture of the traveller who stands there now."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import numpy as np
import pytest
import skimage.data

from drivers.camera.base import Frame
from models.face import measures
from models.face.attack_trial import TrialStage, as_head, as_plane, rotation
from models.face.detect import Detector
from models.face.mesh import MeshFinder
from models.synthesis.people import travellers
from station import rehearsal
from station.counter.face_capture import FaceAcquisition, NoCapture
from station.counter.timing import Stopwatch
from station.domain.desk import CaptureResult, Guidance, Turned
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


class Turning(Steady):
    """Straight on for a while; whatever it is, it is turned then."""

    def __init__(self, straight: np.ndarray, turned: np.ndarray) -> None:
        super().__init__(straight)
        self.turned = turned

    def wait(self, after_number: int, timeout: float) -> Frame:
        if self.now > 4:
            self.pixels = self.turned
        return super().wait(after_number, timeout)


@pytest.mark.parametrize(("shown", "seen"), [(as_plane, Turned.FLAT), (as_head, Turned.HEAD), (None, Turned.NOT_SEEN)])
def test_a_traveller_who_is_asked_turns_the_head_and_a_picture_is_told(shown, seen):
    picture = np.ascontiguousarray(skimage.data.astronaut()[:, :, ::-1])
    stage = TrialStage()
    mesh = stage.mesh(picture)
    assert mesh is not None
    turned = picture if shown is None else shown(picture, mesh, rotation(-30, 0, 0), 900)
    camera = Turning(picture, turned)
    rooms = SimpleNamespace(detector=Detector(), mesh=MeshFinder(), stopwatch=Stopwatch())
    acquisition = FaceAcquisition(rooms, FaceRules(2.0, 1, None), lambda: camera.now)
    with pytest.raises(NoCapture):
        acquisition.watch_turn(camera, threading.Event(), lambda _: None)
    before = acquisition.run(camera, SOURCE, threading.Event(), threading.Event(), lambda _: None)
    events = []
    found = acquisition.watch_turn(camera, threading.Event(), events.append)
    assert (found.turned, found.result, len(found.shots)) == (seen, before.result, len(before.shots))
    assert {event.guidance for event in events} == {Guidance.TURN_HEAD}
    assert {shot.attack_alarm for shot in found.shots} == {True if seen is Turned.FLAT else None}
    scores = [shot.attack_score for shot in found.shots]
    if seen is Turned.FLAT:
        assert min(scores) >= 0.5
    elif seen is Turned.HEAD:
        assert max(scores) < 0.5
