"""One finger's task at the scanner: attempts, NFIQ 2, best-of and uniqueness (TR-03121-3-1 3.6.2.1, 4.4.4)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

import cv2
import numpy as np

from drivers.finger.base import FingerFrame
from drivers.finger.hub import Watch
from drivers.latest import Latest
from models.errors import NoFingerprint
from models.finger import attack, codec
from models.finger.compare import FingerTemplate, compare, most
from models.parameters import NFIQ2_FAILED
from models.types import Minutiae
from station.counter.biometrics import Biometrics
from station.counter.finger_watch import AheadJudge, FingerWatch
from station.domain import desk
from station.domain.samples import Finger, FingerSample, SampleSource, Veto
from station.errors import StationError
from station.workflow.fingers import Attempts, passes
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
class _Taken:
    frame: FingerFrame
    minutiae: Minutiae | None  # None: no ridge pattern was found
    template: FingerTemplate | None
    attack_score: float | None
    forced: bool = False
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class FingerAcquisition:
    """The tasks of one visit; accepted fingers are remembered for the uniqueness check until `clear`."""

    def __init__(self, biometrics: Biometrics, rules: FingerRules, uniqueness_fmr: float) -> None:
        self._biometrics = biometrics
        self._rules = rules
        self._uniqueness = uniqueness_fmr
        self._task: Attempts[_Taken] | None = None
        self._accepted: dict[Finger, FingerTemplate] = {}
        self.seen: Latest[desk.Picture] = Latest()  # the platen while a finger is captured
        self._judging = AheadJudge(self._judge)
        self._scoring = ThreadPoolExecutor(1, thread_name_prefix="nfiq2")

    def close(self) -> None:
        self._judging.close()
        self._scoring.shutdown(wait=True, cancel_futures=True)

    def clear(self, finger: Finger | None = None) -> None:
        """Forget every accepted finger (restart all), or one."""
        if finger is None:
            self._accepted.clear()
        else:
            self._accepted.pop(finger, None)

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
    ) -> desk.FingerTask:
        """Block until one attempt passes or the last is used. `force` takes the next picture, whatever lies there.

        `known`: the traveller is on record, so the thresholds of a control apply, otherwise those of an enrolment.

        Raises:
            drivers.errors.DeviceError: no finger came in time, no scanner, cancelled; finished attempts are kept.
        """
        limits = self._rules.nfiq2_control if known else self._rules.nfiq2_enrolment
        if self._task is None or self._task.finger is not finger or self._task.finished:
            self._task = Attempts(finger, limits[finger], self._rules.attempts)
        task = self._task
        self._accepted.pop(finger, None)
        while not task.finished:
            number = len(task.attempts) + 1

            def tell(hint: desk.FingerHint, number: int = number) -> None:
                on_event(desk.FingerEvent(hint, finger, number))

            watch = FingerWatch(self.seen, force, tell, self._judging.begin)
            try:
                with self._biometrics.stopwatch.waiting():
                    frame = scanner.capture(self._rules.capture_seconds, cancel, tell, watch, int(finger))
            finally:
                force.clear()
                self.seen.put(None)
            tell(desk.FingerHint.SCORING)
            score, taken = self._judging.of(frame)
            if watch.was_forced:
                taken = replace(taken, forced=True)
            task.add(score, taken)
            shown = self._shown(number, score, taken)
            on_event(desk.FingerEvent(desk.FingerHint.SCORING, finger, number, shown))
        return self._result(task)

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
        task = self._task
        if task is None or task.finger is not finger or not 0 <= index < len(task.attempts):
            raise NoFingerCapture(f"finger {int(finger)}, attempt {index}")
        attempt = task.attempts[index]
        taken = attempt.capture
        if taken.minutiae is None or taken.template is None:
            raise NoFingerCapture(f"finger {int(finger)}: no template", code="no_fingerprint")
        shown = most(taken.template).cylinders
        if veto is None and not self._biometrics.calibration.finger.enough(shown):
            raise NoFingerCapture(f"finger {int(finger)}: {shown} cylinders", code="finger_too_little")
        self._accepted[finger] = taken.template
        info = taken.frame.info
        quality = 0 if attempt.score == NFIQ2_FAILED else attempt.score
        return FingerSample(
            finger=finger,
            image=cv2.imencode(".png", taken.frame.pixels)[1].tobytes(),
            ppi=PPI,
            template=codec.encode([taken.minutiae], int(finger), [quality]),
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

    def _judge(self, frame: FingerFrame) -> tuple[int, _Taken]:
        """NFIQ 2 in its own process while this thread finds the minutiae."""
        image = np.ascontiguousarray(frame.pixels)
        scoring = self._scoring.submit(self._biometrics.nfiq2.score, image)
        try:
            minutiae = self._biometrics.extractor.extract(image, PPI)
            template = FingerTemplate.from_minutiae(minutiae)
        except NoFingerprint:
            scoring.result()
            return NFIQ2_FAILED, _Taken(frame, None, None, None)
        attack_score = attack.attack_score(image)
        return scoring.result(), _Taken(frame, minutiae, template, attack_score)

    def _shown(self, number: int, score: int, taken: _Taken) -> desk.FingerAttempt:
        alarm = self._rules.attack_alarm
        raised = None if alarm is None or taken.attack_score is None else taken.attack_score >= alarm
        return desk.FingerAttempt(number, score, taken.frame.pixels, taken.attack_score, raised, taken.forced)

    def _result(self, task: Attempts[_Taken]) -> desk.FingerTask:
        best = task.best()
        assert best is not None  # noqa: S101  a finished task has at least one attempt
        chosen = best.number - 1
        return desk.FingerTask(
            finger=task.finger,
            threshold=task.threshold,
            attempts=tuple(self._shown(a.number, a.score, a.capture) for a in task.attempts),
            chosen=chosen,
            sufficient=task.sufficient,
            duplicates=self._duplicates(best.capture.template),
        )

    def _duplicates(self, template: FingerTemplate | None) -> tuple[Finger, ...]:
        """Accepted fingers of this visit that this one matches; run as soon as the finger is there."""
        if template is None:
            return ()
        model = self._biometrics.calibration.finger
        scores = {f: model.scored(compare(template, other)) for f, other in self._accepted.items()}
        return tuple(f for f, score in scores.items() if score is not None and model.matches(score, self._uniqueness))
