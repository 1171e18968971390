"""A face acquisition: live frames to guidance, gate, automatic capture and the best of what there was."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from drivers.camera.base import Frame
from models.face import attack, gate, portrait
from models.face.detect import Face
from models.face.guide import guide
from models.face.mesh import Mesh
from models.face.track import Tracker
from station.counter.biometrics import Biometrics
from station.domain.desk import CaptureResult, FaceCapture, FaceEvent, FaceShot, Guidance, Turned
from station.domain.samples import FaceSample, GateValue, SampleSource, Veto
from station.errors import StationError
from station.workflow.face import gate_passed, gate_rank
from station.workflow.policy import FaceRules

POLL_SECONDS = 0.25  # how long one wait for a frame may delay a cancel
HISTORY = 5  # frames whose faces tell whether the traveller stands still
KEPT_SHOTS = 3  # best captures that the operator may choose from
TURN_SECONDS = 8.0  # to turn the head when asked, and back
TURN_DEGREES = 10.0  # by the mesh, or as much narrower as a page that is turned by 25
CHOICE = 2  # times as many frames as a template is made of are kept, to choose the best from


class NoCapture(StationError):
    """There is no captured face to take over."""

    code = "no_face_capture"


class FaceCamera(Protocol):
    """What this service needs of drivers.camera."""

    def latest(self) -> Frame | None: ...
    def wait(self, after_number: int, timeout: float) -> Frame | None: ...


class Onlooker(Protocol):
    """Somebody who looks at the pictures that a template may be made of, in a thread of their own."""

    def see(self, pixels: NDArray[np.uint8], face: Face) -> None: ...
    def somebody_else(self) -> None: ...


class _Nobody:
    def see(self, pixels: NDArray[np.uint8], face: Face) -> None:
        pass

    def somebody_else(self) -> None:
        pass


@dataclass(frozen=True, eq=False)
class _Shot:
    frame: Frame
    face: Face
    gate: tuple[GateValue, ...]
    shown: FaceShot


class FaceAcquisition:
    """Runs one acquisition at a time in the caller's thread; keeps its shots until the next one starts."""

    def __init__(self, biometrics: Biometrics, rules: FaceRules, clock: Callable[[], float] = time.monotonic) -> None:
        self._biometrics = biometrics
        self._rules = rules
        self._clock = clock
        self._shots: list[_Shot] = []
        self._recent: deque[tuple[Frame, Face]] = deque(maxlen=CHOICE * rules.frames_fused)
        self._tracker = Tracker()
        self._attacks = attack.AttackWatch()
        self._source: SampleSource | None = None
        self._result = CaptureResult.CANCELED
        self._onlooker: Onlooker = _Nobody()

    def run(
        self,
        camera: FaceCamera,
        source: SampleSource,
        cancel: threading.Event,
        force: threading.Event,
        on_event: Callable[[FaceEvent], None],
        onlooker: Onlooker | None = None,
    ) -> FaceCapture:
        """Block until a capture passes the gate, is forced, the time is over or `cancel` is set.

        Only pictures that come from now on count: the newest one of a camera that stands still is of whoever was there
        when it stopped, the traveller before, say.
        """
        self._shots, self._source = [], source
        self._onlooker = onlooker or _Nobody()
        self._tracker, person = Tracker(), None
        self._somebody_else()
        history: deque[Face] = deque(maxlen=HISTORY)
        watch = self._biometrics.stopwatch
        before = camera.latest()
        number = before.number if before is not None else 0
        started = last_frame = self._clock()
        first_image: float | None = None
        while True:
            if cancel.is_set():
                return self._finish(CaptureResult.CANCELED)
            with watch.waiting():
                frame = camera.wait(number, POLL_SECONDS)
            now = self._clock()
            if frame is None:
                if now - last_frame > self._rules.timeout_seconds:
                    return self._finish(CaptureResult.CAMERA_FAILURE)
                on_event(FaceEvent(Guidance.INITIALIZING))
                continue
            number, last_frame = frame.number, now
            faces = self._tracker.update(self._biometrics.detector.find(frame.pixels), frame.pixels.shape)
            if self._tracker.person != person:
                person = self._tracker.person
                self._somebody_else()
                history.clear()
            mesh = self._biometrics.mesh.find(frame.pixels, faces[0]) if faces else None
            self._attacks.add(frame.pixels, faces[0] if faces else None, mesh)
            guidance = Guidance(guide(frame.pixels.shape, faces, tuple(history), mesh).value)
            history.extend(faces[:1])
            if faces and first_image is None:
                first_image = now
            left = self._rules.timeout_seconds - (now - (first_image if first_image is not None else started))
            shot = self._look(frame, faces, mesh, guidance, force.is_set())
            on_event(_event(frame, faces, guidance, shot, max(0.0, left)))
            if shot is not None:
                self._keep(shot)
                if shot.shown.passed or shot.shown.forced:
                    return self._finish(CaptureResult.SUCCESS, shot)
            if left <= 0:
                found = bool(self._shots)
                return self._finish(CaptureResult.TIMEOUT_WITH_IMAGE if found else CaptureResult.TIMEOUT_WITHOUT_IMAGE)

    def watch_turn(
        self, camera: FaceCamera, cancel: threading.Event, on_event: Callable[[FaceEvent], None]
    ) -> FaceCapture:
        """The traveller has been asked to turn the head: whether what turns is a head or something flat.

        The shots of the last capture come back with what was seen. Blocks until a turn was seen, the time is over or
        `cancel` is set. Raises NoCapture where there is no shot.
        """
        if not self._shots:
            raise NoCapture("nobody was captured yet")
        watch, cues = self._biometrics.stopwatch, attack.AttackWatch()
        before = camera.latest()
        number = before.number if before is not None else 0
        until = self._clock() + TURN_SECONDS
        turned = Turned.NOT_SEEN
        while (left := until - self._clock()) > 0 and not cancel.is_set() and turned is Turned.NOT_SEEN:
            with watch.waiting():
                frame = camera.wait(number, POLL_SECONDS)
            if frame is None:
                continue
            number = frame.number
            faces = self._tracker.update(self._biometrics.detector.find(frame.pixels), frame.pixels.shape)
            if faces:
                cues.add(frame.pixels, faces[0], self._biometrics.mesh.find(frame.pixels, faces[0]))
            on_event(_event(frame, faces, Guidance.TURN_HEAD, None, left))
            flat = cues.turned_by(TURN_DEGREES)
            if flat is not None:
                turned = Turned.FLAT if flat >= attack.FLAT_FROM else Turned.HEAD
                self._shots = [replace(shot, shown=self._with_turn(shot.shown, flat, turned)) for shot in self._shots]
        return replace(self._finish(self._result), turned=turned)

    @staticmethod
    def _with_turn(shown: FaceShot, flat: float, turned: Turned) -> FaceShot:
        """An officer who asked is told what came of it, whether or not the policy has set the alarm."""
        score = max(flat, shown.attack_score or 0.0)
        alarm = True if turned is Turned.FLAT else shown.attack_alarm
        return replace(shown, attack_score=score, attack_alarm=alarm)

    def sample(self, index: int, veto: Veto | None, note: str) -> FaceSample:
        """The shot at `index` of the last capture as the sample of this visit.

        Raises:
            NoCapture: there is no such shot.
        """
        if not 0 <= index < len(self._shots) or self._source is None:
            raise NoCapture(f"shot {index} of {len(self._shots)}")
        shot = self._shots[index]
        frames = [(shot.frame, shot.face), *(pair for pair in self._recent if pair[0] is not shot.frame)]
        template = self._biometrics.embedder.embed_best(
            [(frame.pixels, face) for frame, face in frames], self._rules.frames_fused
        )
        return FaceSample(
            image=portrait.encode_jpeg(shot.shown.picture),
            embedding=template.encode(),
            gate=shot.gate,
            sufficient=shot.shown.passed,
            forced=shot.shown.forced,
            veto=veto,
            attack_score=shot.shown.attack_score,
            source=self._source,
            captured_at=datetime.now(UTC),
            veto_note=note,
        )

    def _somebody_else(self) -> None:
        """What was seen of the face before is not this one's: no template is made of two people."""
        self._recent.clear()
        self._onlooker.somebody_else()
        self._attacks = attack.AttackWatch()

    def _look(
        self, frame: Frame, faces: list[Face], mesh: Mesh | None, guidance: Guidance, forced: bool
    ) -> _Shot | None:
        """Judge a frame that is worth it: one face where it should be, or any face when the officer insists."""
        if mesh is None or (guidance is not Guidance.FACE_RECOGNIZED and not forced and len(faces) > 1):
            return None
        face = faces[0]
        self._recent.append((frame, face))
        self._onlooker.see(frame.pixels, face)
        assessment = gate.assess(frame.pixels, face, mesh, faces)
        values = gate_values(assessment)
        passed = gate_passed(values) and guidance is Guidance.FACE_RECOGNIZED
        score, limit = self._attacks.cues.score, self._rules.attack_alarm
        alarm = None if limit is None or score is None else score >= limit
        shown = FaceShot(assessment.portrait.pixels, values, passed, forced and not passed, score, alarm)
        return _Shot(frame, face, values, shown)

    def _keep(self, shot: _Shot) -> None:
        """The best few: most mandatory, then most optional components passed, then the most recent."""
        self._shots.append(shot)
        if len(self._shots) > KEPT_SHOTS:
            worst = min(range(len(self._shots)), key=lambda i: (*gate_rank(self._shots[i].gate), i))
            del self._shots[worst]

    def _finish(self, result: CaptureResult, chosen: _Shot | None = None) -> FaceCapture:
        self._result = result
        if chosen is not None:
            best = next(i for i, shot in enumerate(self._shots) if shot is chosen)
        else:
            order = range(len(self._shots))
            best = max(order, key=lambda i: (*gate_rank(self._shots[i].gate), i), default=0)
        return FaceCapture(result, tuple(s.shown for s in self._shots), best)


def gate_values(assessment: gate.Assessment) -> tuple[GateValue, ...]:
    """As they go into a sample."""
    return tuple(GateValue(c.id, c.name, c.value, c.low, c.high, c.mandatory, c.passed) for c in assessment.components)


def _event(frame: Frame, faces: list[Face], guidance: Guidance, shot: _Shot | None, seconds_left: float) -> FaceEvent:
    box = None
    if faces:
        height, width = frame.pixels.shape[:2]
        left, top, right, bottom = faces[0].box
        box = (left / width, top / height, right / width, bottom / height)
    return FaceEvent(guidance, shot.gate if shot else (), box, seconds_left)
