"""One finger's task at the scanner: attempts, NFIQ 2, best-of and uniqueness (TR-03121-3-1 3.6.2.1, 4.4.4)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

import cv2
import numpy as np

from drivers.finger.base import FingerFrame
from drivers.finger.hub import Watch
from drivers.latest import Latest
from models.errors import NoFingerprint
from models.finger import attack, codec
from models.finger.compare import FingerTemplate, compare_many, most
from models.parameters import NFIQ2_FAILED
from models.types import Minutiae
from station import logs
from station.counter.biometrics import Biometrics
from station.counter.finger_watch import AheadJudge, FingerWatch
from station.domain import desk
from station.domain.samples import Finger, FingerSample, SampleSource, Veto
from station.errors import StationError
from station.workflow.fingers import Attempt, Attempts, passes
from station.workflow.policy import FingerRules

PPI = 500.0


class NoFingerCapture(StationError):
    """There is no capture of this finger to take over, or no template could be made from it."""

    code = "no_finger_capture"


class Scanner(Protocol):
    """What this service needs of drivers.finger.hub."""

    def capture(
        self,
        timeout: float,
        cancel: threading.Event,
        on_event: Callable[[desk.FingerHint], None],
        watch: Watch,
        finger: int | None = None,
    ) -> FingerFrame: ...


@dataclass(frozen=True, eq=False)
class _Print:
    minutiae: Minutiae
    template: FingerTemplate


@dataclass(frozen=True, eq=False)
class _Taken:
    frame: FingerFrame
    reading: Future[_Print | None]  # of the minutiae; None: no ridge pattern was found
    attack_score: float | None
    forced: bool = False
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    png: bytes = b""  # of the frame, for the record


class FingerAcquisition:
    """The tasks of one visit; accepted fingers are remembered for the uniqueness check until `clear`.

    Most of the work on a print is finding its minutiae, and NFIQ 2 is there before them. So a finger of sufficient
    quality may be accepted while it is still being read, and the next one be laid (`run` with `onward`, `put_off`).
    What the minutiae then say against it brings it back: `settle` is None, and the next `run` of that finger ends at
    once with the task as it would have been without haste.
    """

    def __init__(self, biometrics: Biometrics, rules: FingerRules, uniqueness_fmr: float) -> None:
        self._biometrics = biometrics
        self._rules = rules
        self._uniqueness = uniqueness_fmr
        self._task: Attempts[_Taken] | None = None
        self._accepted: dict[Finger, FingerTemplate] = {}
        self.seen: Latest[desk.Picture] = Latest()  # the platen while a finger is captured
        self._open: dict[Finger, tuple[Attempts[_Taken], int]] = {}  # accepted, and still being read
        self._unread: Attempts[_Taken] | None = None  # the task whose result came before its finger was read
        self._back: dict[Finger, Attempts[_Taken]] = {}  # were accepted, and are not after all
        self._quality = AheadJudge(self._score, "nfiq2")
        self._skin = AheadJudge(self._suspicion, "finger-attack")
        self._reading = AheadJudge(self._read, "finger-reading")
        self._waiting = ThreadPoolExecutor(1, thread_name_prefix="finger-wait")

    def close(self) -> None:
        self._waiting.shutdown(wait=True, cancel_futures=True)
        for judge in (self._quality, self._skin, self._reading):
            judge.close()

    def clear(self, finger: Finger | None = None) -> None:
        """Forget every accepted finger (restart all), or one."""
        if finger is None:
            self._accepted.clear()
        else:
            self._accepted.pop(finger, None)
        for one in tuple(self._open) if finger is None else (finger,):
            if one in self._open:
                task, index = self._open.pop(one)
                task.attempts[index].capture.reading.add_done_callback(_tell_fault)
        for one in tuple(self._back) if finger is None else (finger,):
            self._back.pop(one, None)

    def remember(self, finger: Finger, template: FingerTemplate) -> None:
        """A finger that was accepted before the station stopped; it counts for later uniqueness checks."""
        self._accepted[finger] = template

    @property
    def templates(self) -> Mapping[Finger, FingerTemplate]:
        return dict(self._accepted)

    def run(
        self,
        scanner: Scanner,
        finger: Finger,
        known: bool,
        cancel: threading.Event,
        on_event: Callable[[desk.FingerEvent], None],
        force: threading.Event,
        onward: bool = False,
        settle: Callable[[], None] | None = None,
    ) -> desk.FingerTask:
        """Block until one attempt passes or the last is used. `force` takes the next picture, whatever lies there.

        `known`: the traveller is on record, so the thresholds of a control apply, otherwise those of an enrolment.
        `onward`: another finger follows, so this one need not be read when its quality suffices; whether it is a finger
        that was taken before is not known then. `settle`: called in this thread as soon as those that were put off are
        read, while the picture is waited for.

        Raises:
            drivers.errors.DeviceError: no finger came in time, no scanner, cancelled; finished attempts are kept.
        """
        limits = self._rules.nfiq2_control if known else self._rules.nfiq2_enrolment
        if finger in self._back:
            self._task = self._back.pop(finger)
        elif self._task is None or self._task.finger is not finger or self._task.finished:
            self._task = Attempts(finger, limits[finger], self._rules.attempts)
        task = self._task
        self._accepted.pop(finger, None)
        hasty = False
        while not task.finished:
            number = len(task.attempts) + 1

            def tell(hint: desk.FingerHint, number: int = number) -> None:
                on_event(desk.FingerEvent(hint, finger, number))

            watch = FingerWatch(self.seen, force, tell, self._begin)
            try:
                with self._biometrics.stopwatch.waiting():
                    seconds, code = self._rules.capture_seconds, int(finger)
                    frame = self._beside(lambda: scanner.capture(seconds, cancel, tell, watch, code), settle)  # noqa: B023
            finally:
                force.clear()
                self.seen.put(None)
            tell(desk.FingerHint.SCORING)
            scoring, reading = self._quality.coming(frame), self._reading.coming(frame)
            png = cv2.imencode(".png", frame.pixels)[1].tobytes()  # while another process works
            score = scoring.result()
            taken = _Taken(frame, reading, self._skin.of(frame), watch.was_forced, png=png)
            hasty = onward and passes(score, task.threshold) and not (taken.forced or self._alarm(taken))
            if not hasty and reading.result() is None:
                score, taken = NFIQ2_FAILED, replace(taken, attack_score=None)
            task.add(score, taken)
            shown = self._shown(number, score, taken)
            on_event(desk.FingerEvent(desk.FingerHint.SCORING, finger, number, shown))
        if settle is not None and not hasty:
            settle()
        return self._result(task, hasty)

    def _beside(self, capture: Callable[[], FingerFrame], settle: Callable[[], None] | None) -> FingerFrame:
        """The picture; meanwhile this thread settles what was put off, if that is read before."""
        if settle is None or not self._open:
            return capture()
        coming = self._waiting.submit(capture)
        readings: list[Future[Any]] = [task.attempts[index].capture.reading for task, index in self._open.values()]
        try:
            wait([*readings, coming], return_when=FIRST_COMPLETED)
            if any(reading.done() for reading in readings):
                settle()
        except Exception:
            wait([coming])  # the reader is free, and what went wrong is told then
            raise
        return coming.result()

    def recapture(self) -> None:
        """The operator discards this finger's attempts; the next `run` starts at attempt 1."""
        if self._task is not None:
            self._task.restart()

    def sample(self, finger: Finger, index: int, veto: Veto | None) -> FingerSample:
        """Attempt `index` of the last task as the sample of this visit; it counts for later uniqueness checks.

        Raises:
            NoFingerCapture: no such attempt, or it has no ridge pattern that a template could be made of;
                `finger_too_little` where it shows too little to be compared and there is no `veto`.
        """
        task, attempt = self._attempt(finger, index)
        found = attempt.capture.reading.result()
        if found is None:
            raise NoFingerCapture(f"finger {int(finger)}: no template", code="no_fingerprint")
        shown = most(found.template).cylinders
        if veto is None and not self._enough(found):
            raise NoFingerCapture(f"finger {int(finger)}: {shown} cylinders", code="finger_too_little")
        self._accepted[finger] = found.template
        quality = 0 if attempt.score == NFIQ2_FAILED else attempt.score
        return self._sample(task, attempt, codec.encode([found.minutiae], int(finger), [quality]), veto)

    def put_off(self, finger: Finger, index: int) -> FingerSample | None:
        """Attempt `index` of the last task as a sample without a template, to be shown until `settle`; None where `run`
        has waited for its minutiae, which is for `sample`. Raises NoFingerCapture."""
        task, attempt = self._attempt(finger, index)
        if self._unread is not task or not passes(attempt.score, task.threshold):
            return None
        self._task = self._unread = None  # whatever is taken from here on is another task
        self._open[finger] = task, index
        return self._sample(task, attempt, b"", None)

    def settle(self, finger: Finger) -> FingerSample | None:
        """Block until a finger that was put off is read: its sample, as of `sample`; None where it comes back, for want
        of ridges or of enough of them, or as one that was taken before. What reading raised is raised here.
        """
        task, index = self._open.pop(finger)
        attempt = task.attempts[index]
        found = attempt.capture.reading.result()
        if found is None:
            task.revise(attempt.number, NFIQ2_FAILED, replace(attempt.capture, attack_score=None))
        if found is None or not self._enough(found) or self._duplicates(found):
            self._back[finger] = task
            return None
        self._accepted[finger] = found.template
        return self._sample(task, attempt, codec.encode([found.minutiae], int(finger), [attempt.score]), None)

    def came_back(self, finger: Finger) -> bool:
        """The next `run` of this finger goes on with a task that was over."""
        return finger in self._back

    def _attempt(self, finger: Finger, index: int) -> tuple[Attempts[_Taken], Attempt[_Taken]]:
        task = self._task
        if task is None or task.finger is not finger or not 0 <= index < len(task.attempts):
            raise NoFingerCapture(f"finger {int(finger)}, attempt {index}")
        return task, task.attempts[index]

    def _enough(self, found: _Print) -> bool:
        return self._biometrics.calibration.finger.enough(most(found.template).cylinders)

    @staticmethod
    def _sample(task: Attempts[_Taken], attempt: Attempt[_Taken], template: bytes, veto: Veto | None) -> FingerSample:
        taken = attempt.capture
        info = taken.frame.info
        return FingerSample(
            finger=task.finger,
            image=taken.png,
            ppi=PPI,
            template=template,
            nfiq2=attempt.score,
            threshold=task.threshold,
            attempt=attempt.number,
            scores=task.scores,
            sufficient=passes(attempt.score, task.threshold),
            forced=taken.forced,
            veto=veto,
            attack_score=taken.attack_score,
            source=SampleSource(info.model, info.serial, info.port, taken.frame.calibration_id),
            captured_at=taken.at,
        )

    # ---- on threads of their own; NFIQ 2 in its own process

    def _begin(self, frame: FingerFrame) -> None:
        for judge in (self._quality, self._skin, self._reading):
            judge.begin(frame)

    def _score(self, frame: FingerFrame) -> int:
        return self._biometrics.nfiq2.score(np.ascontiguousarray(frame.pixels))

    def _suspicion(self, frame: FingerFrame) -> float:
        return attack.attack_score(np.ascontiguousarray(frame.pixels))

    def _read(self, frame: FingerFrame) -> _Print | None:
        with self._biometrics.stopwatch.beside():
            try:
                minutiae = self._biometrics.extractor.extract(np.ascontiguousarray(frame.pixels), PPI)
            except NoFingerprint:
                return None
            return _Print(minutiae, FingerTemplate.from_minutiae(minutiae))

    # ---- what is shown

    def _alarm(self, taken: _Taken) -> bool | None:
        """None: there is no bar, or nothing to hold against it."""
        bar = self._rules.attack_alarm
        return None if bar is None or taken.attack_score is None else taken.attack_score >= bar

    def _shown(self, number: int, score: int, taken: _Taken) -> desk.FingerAttempt:
        pixels, raised = taken.frame.pixels, self._alarm(taken)
        return desk.FingerAttempt(number, score, pixels, taken.attack_score, raised, taken.forced)

    def _result(self, task: Attempts[_Taken], hasty: bool) -> desk.FingerTask:
        best = task.best()
        assert best is not None  # noqa: S101  a finished task has at least one attempt
        chosen = best.number - 1
        self._unread = task if hasty else None
        return desk.FingerTask(
            finger=task.finger,
            threshold=task.threshold,
            attempts=tuple(self._shown(a.number, a.score, a.capture) for a in task.attempts),
            chosen=chosen,
            sufficient=task.sufficient,
            duplicates=() if hasty else self._duplicates(best.capture.reading.result()),
        )

    def _duplicates(self, found: _Print | None) -> tuple[Finger, ...]:
        """Accepted fingers of this visit that this one matches; run as soon as the finger is there."""
        if found is None:
            return ()
        model = self._biometrics.calibration.finger
        compared = compare_many(found.template, tuple(self._accepted.values()))
        scores = {f: model.scored(one) for f, one in zip(self._accepted, compared, strict=True)}
        return tuple(f for f, score in scores.items() if score is not None and model.matches(score, self._uniqueness))


def _tell_fault(reading: Future[_Print | None]) -> None:
    """Nobody waits for this print any more; a fault in reading it is not lost for that."""
    if not reading.cancelled() and (error := reading.exception()) is not None:
        logs.log.error("a print could not be read", error=type(error).__name__)
