"""A slap at the scanner: attempts, segments, NFIQ 2 of each, best-of, uniqueness, and which hand it looks like
(TR-03121-3-1 3.6.2, 4.4.4).

At any moment the officer goes back to one finger after the other: `run` ends when `cancel` is set, what was accepted
stays accepted, and `FingerAcquisition` goes on with the fingers that are left.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.finger.base import FingerFrame, SlapFrame
from drivers.finger.hub import Watch
from drivers.latest import Latest
from models.errors import BiometricError, NoFingerprint
from models.finger import attack, codec
from models.finger import slap as segmentation
from models.finger.compare import FingerTemplate, compare, most
from models.parameters import NFIQ2_FAILED
from models.types import Minutiae
from station import logs
from station.counter.biometrics import Biometrics
from station.counter.finger_capture import PPI, NoFingerCapture
from station.counter.finger_watch import FingerWatch
from station.domain import desk, slaps
from station.domain.samples import Finger, FingerSample, SampleSource, Veto
from station.domain.slaps import HandCheck, Slap, SlapWarning
from station.workflow.fingers import passes
from station.workflow.policy import FingerRules
from station.workflow.slaps import SlapScores, SlapTask, asked_of

Grey = NDArray[np.uint8]
Box = tuple[int, int, int, int]

HANDS = {Slap.RIGHT_FOUR: segmentation.RIGHT, Slap.LEFT_FOUR: segmentation.LEFT, Slap.THUMBS: segmentation.THUMBS}
PLATEN_WIDTH = (
    1600  # pixels at 500 ppi of a ten-print scanner (3.2 inch): the scale that a live picture is taken to have
)


class SlapReader(Protocol):
    """What this service needs of the reader."""

    def capture_slap(
        self,
        slap: int,
        missing: Sequence[int],
        timeout: float,
        cancel: threading.Event,
        on_event: Callable[[desk.FingerHint], None],
        watch: Watch,
    ) -> SlapFrame: ...


@dataclass(frozen=True, eq=False)
class _Print:
    """One finger of one attempt, judged."""

    frame: FingerFrame
    pixels: Grey
    nfiq2: int
    minutiae: Minutiae | None  # None: no ridge pattern was found
    template: FingerTemplate | None
    attack_score: float | None
    box: Box | None = None  # in the undivided picture


@dataclass(frozen=True, eq=False)
class _SlapTaken:
    prints: Mapping[Finger, _Print]
    found: int
    whole: Grey | None
    hand_score: float | None
    other_hand: bool
    source: SampleSource
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class SlapAcquisition:
    """The slaps of one visit; accepted fingers are remembered for the uniqueness check until `clear`.

    `hand_check`: what the left/right classifier may say of slaps of four fingers.
    """

    def __init__(
        self, biometrics: Biometrics, rules: FingerRules, uniqueness_fmr: float, hand_check: HandCheck = HandCheck.ON
    ) -> None:
        self._biometrics, self._rules, self._uniqueness = biometrics, rules, uniqueness_fmr
        self._hand_check = hand_check
        self._task: SlapTask[_SlapTaken] | None = None
        self._accepted: dict[Finger, FingerTemplate] = {}
        self.seen: Latest[desk.Picture] = Latest()  # the platen while a slap is captured
        self._scoring = ThreadPoolExecutor(1, thread_name_prefix="slap-nfiq2")

    def close(self) -> None:
        self._scoring.shutdown(wait=True, cancel_futures=True)

    def clear(self) -> None:
        """Restart all: forget every accepted finger and every attempt."""
        self._accepted.clear()
        self._task = None

    def forget(self, finger: Finger) -> None:
        """A finger that was accepted is taken again, or is missing after all."""
        self._accepted.pop(finger, None)

    def remember(self, finger: Finger, template: FingerTemplate) -> None:
        """A finger that was accepted elsewhere: singly, or before the station stopped."""
        self._accepted[finger] = template

    @property
    def templates(self) -> Mapping[Finger, FingerTemplate]:
        """Of the accepted fingers, for whoever goes on with single ones."""
        return dict(self._accepted)

    def run(
        self,
        scanner: SlapReader,
        slap: Slap,
        missing: Collection[Finger],
        known: bool,
        cancel: threading.Event,
        on_hint: Callable[[desk.FingerHint, int], None],
    ) -> slaps.SlapView:
        """Block until an attempt passes with every finger or the last is used. `on_hint`: what is going on, attempt.

        `known`: the traveller is on record, so the thresholds of a control apply, otherwise those of an enrolment.

        Raises:
            drivers.errors.DeviceError: no finger in time, no such reader, cancelled; finished attempts are kept.
        """
        asked = asked_of(slap, missing)
        limits = self._rules.nfiq2_control if known else self._rules.nfiq2_enrolment
        task = self._task
        if task is None or task.slap is not slap or task.asked != asked or task.finished:
            self._task = task = SlapTask(slap, asked, {f: limits[f] for f in asked}, self._rules.attempts)
        for finger in asked:
            self._accepted.pop(finger, None)
        while not task.finished:
            number = len(task.attempts) + 1

            def tell(hint: desk.FingerHint, number: int = number) -> None:
                on_hint(hint, number)

            watch = FingerWatch(self.seen, threading.Event(), tell)
            gone = [int(finger) for finger in missing]
            try:
                with self._biometrics.stopwatch.waiting():
                    frame = scanner.capture_slap(int(slap), gone, self._rules.capture_seconds, cancel, tell, watch)
            finally:
                self.seen.put(None)
            tell(desk.FingerHint.SCORING)
            taken = self._judge(frame, task)
            if taken.found < len(asked):
                tell(desk.FingerHint.TOO_FEW_FINGERS)
            elif taken.found > len(asked):
                tell(desk.FingerHint.TOO_MANY_FINGERS)
            task.add({finger: one.nfiq2 for finger, one in taken.prints.items() if finger in asked}, taken)
        return self._view(task)

    def recapture(self) -> None:
        """The operator discards this slap's attempts; the next `run` starts at attempt 1."""
        if self._task is not None:
            self._task.restart()

    def use(self, index: int, vetoes: Mapping[Finger, Veto] | None = None) -> tuple[FingerSample, ...]:
        """The fingers of attempt `index` of the last task as samples of this visit, in the order of the slap. Fingers
        without a ridge pattern, and those of too little a print without a word in `vetoes`, give none: they are asked
        for singly.

        Raises:
            NoFingerCapture: no such attempt, or none of its fingers has a ridge pattern.
        """
        task = self._task
        if task is None or not 0 <= index < len(task.attempts):
            raise NoFingerCapture(f"slap attempt {index}")
        attempt = task.attempts[index]
        samples = [
            self._sample(task, attempt, finger, (vetoes or {}).get(finger))
            for finger in task.asked
            if self._usable(attempt.capture.prints.get(finger), finger in (vetoes or {}))
        ]
        if not samples:
            raise NoFingerCapture(f"slap attempt {index}: no template", code="no_fingerprint")
        return tuple(samples)

    def weak(self, index: int) -> tuple[Finger, ...]:
        """Fingers of attempt `index` below their thresholds. Raises NoFingerCapture: no such attempt."""
        task = self._task
        if task is None or not 0 <= index < len(task.attempts):
            raise NoFingerCapture(f"slap attempt {index}")
        scores = task.attempts[index].scores
        return tuple(f for f in task.asked if f in scores and not passes(scores[f], task.thresholds[f]))

    def _usable(self, one: _Print | None, veto: bool) -> bool:
        if one is None or one.template is None:
            return False
        return veto or self._biometrics.calibration.finger.enough(most(one.template).cylinders)

    def _sample(
        self, task: SlapTask[_SlapTaken], attempt: SlapScores[_SlapTaken], finger: Finger, veto: Veto | None
    ) -> FingerSample:
        one = attempt.capture.prints[finger]
        assert one.minutiae is not None and one.template is not None  # noqa: S101  as `use` has looked
        self._accepted[finger] = one.template
        quality = 0 if one.nfiq2 == NFIQ2_FAILED else one.nfiq2
        return FingerSample(
            finger=finger,
            image=cv2.imencode(".png", one.pixels)[1].tobytes(),
            ppi=PPI,
            template=codec.encode([one.minutiae], int(finger), [quality]),
            nfiq2=one.nfiq2,
            threshold=task.thresholds[finger],
            attempt=attempt.number,
            scores=tuple(a.scores.get(finger, NFIQ2_FAILED) for a in task.attempts),
            sufficient=passes(one.nfiq2, task.thresholds[finger]),
            forced=False,
            veto=veto,
            attack_score=one.attack_score,
            source=attempt.capture.source,
            captured_at=attempt.capture.at,
        )

    # ---- one attempt

    def _judge(self, frame: SlapFrame, task: SlapTask[_SlapTaken]) -> _SlapTaken:
        whole = None if frame.whole is None else np.ascontiguousarray(frame.whole.pixels)
        cut, found, score, whole = self._segments(frame, whole, task)
        if score is None and self._hand_check is not HandCheck.OFF and task.slap is not Slap.THUMBS:
            score = _hand_of_view(frame.view, len(task.asked))
        other = score is not None and (score >= 0.5) != (task.slap is Slap.RIGHT_FOUR)
        if self._hand_check is not HandCheck.OFF and task.slap is not Slap.THUMBS:
            told = "unknown" if score is None else "other" if other else "same"
            logs.log.info("hand classifier", slap=int(task.slap), told=told)
        prints = {finger: self._judge_print(*tip) for finger, tip in cut.items()}
        info = frame.info
        calibration = next((one.frame.calibration_id for one in prints.values()), None)
        source = SampleSource(info.model, info.serial, info.port, calibration)
        return _SlapTaken(prints, found, whole, score, other, source)

    def _segments(
        self, frame: SlapFrame, whole: Grey | None, task: SlapTask[_SlapTaken]
    ) -> tuple[dict[Finger, tuple[FingerFrame, Grey, Box | None]], int, float | None, Grey | None]:
        """Fingers with their pictures and places, how many were found, and, where the picture is whole, the
        classifier's score and the picture as it stands upright.

        What the reader cut out itself is taken as it named it. Fingers of an undivided picture that are more or fewer
        than asked for cannot be named, so none is.
        """
        own = {Finger(code): (one, np.ascontiguousarray(one.pixels), None) for code, one in frame.fingers}
        if own or whole is None or frame.whole is None:
            return {**own}, len(own), None, whole
        missing = tuple(int(f) for f in Finger if f not in task.asked)
        try:
            split = segmentation.split(whole, int(PPI), len(task.asked), HANDS[task.slap], missing)
        except BiometricError:
            return {}, 0, None, whole
        named = [tip for tip in split.fingertips if tip.position is not None]
        tips = {Finger(tip.position): (frame.whole, tip.image, tip.box) for tip in named if tip.position is not None}
        return {**tips}, split.found, split.hand_score, np.ascontiguousarray(split.upright)

    def _judge_print(self, frame: FingerFrame, pixels: Grey, box: Box | None) -> _Print:
        scoring = self._scoring.submit(self._biometrics.nfiq2.score, pixels)
        try:
            minutiae = self._biometrics.extractor.extract(pixels, PPI)
            template = FingerTemplate.from_minutiae(minutiae)
        except NoFingerprint:
            scoring.result()
            return _Print(frame, pixels, NFIQ2_FAILED, None, None, None, box)
        return _Print(frame, pixels, scoring.result(), minutiae, template, attack.attack_score(pixels), box)

    # ---- what is shown

    def _view(self, task: SlapTask[_SlapTaken]) -> slaps.SlapView:
        best = task.best()
        assert best is not None  # noqa: S101  a finished task has at least one attempt
        shown = tuple(self._shown(task, attempt) for attempt in task.attempts)
        return slaps.SlapView(task.slap, task.asked, shown, best.number - 1, task.sufficient)

    def _shown(self, task: SlapTask[_SlapTaken], attempt: SlapScores[_SlapTaken]) -> slaps.SlapAttempt:
        taken = attempt.capture
        matches = self._matches(taken.prints)
        warnings = set()
        if taken.found != len(task.asked):
            warnings.add(SlapWarning.TOO_FEW if taken.found < len(task.asked) else SlapWarning.TOO_MANY)
        if taken.other_hand and self._hand_check is HandCheck.ON:
            warnings.add(SlapWarning.OTHER_HAND)
        found = {match for pair in matches.values() for match in pair}
        if found & set(self._accepted):
            warnings.add(SlapWarning.TAKEN_BEFORE)
        if found & set(taken.prints):
            warnings.add(SlapWarning.TWICE)
        alarm = self._rules.attack_alarm
        fingers = tuple(
            slaps.SlapFinger(
                finger=finger,
                picture=one.pixels,
                nfiq2=one.nfiq2,
                threshold=task.thresholds[finger],
                sufficient=passes(one.nfiq2, task.thresholds[finger]),
                attack_score=one.attack_score,
                attack_alarm=None if alarm is None or one.attack_score is None else one.attack_score >= alarm,
                matches=matches.get(finger, ()),
                box=one.box,
            )
            for finger, one in taken.prints.items()
            if finger in task.thresholds
        )
        return slaps.SlapAttempt(
            attempt.number, fingers, taken.found, frozenset(warnings), task.passed(attempt), taken.whole,
            taken.hand_score if self._hand_check is HandCheck.ON else None,
        )  # fmt: skip

    def _matches(self, prints: Mapping[Finger, _Print]) -> dict[Finger, tuple[Finger, ...]]:
        """For each finger: accepted ones of earlier slaps, and others of this slap, that it matches."""
        model = self._biometrics.calibration.finger
        found: dict[Finger, tuple[Finger, ...]] = {}
        for finger, one in prints.items():
            if one.template is None:
                continue
            others = dict(self._accepted) | {f: p.template for f, p in prints.items() if p.template is not None}
            found[finger] = tuple(
                other
                for other, template in others.items()
                if other is not finger
                and (score := model.scored(compare(one.template, template))) is not None
                and model.matches(score, self._uniqueness)
            )
        return found


def _hand_of_view(view: Grey | None, count: int) -> float | None:
    """What the live picture before the capture looks like: 0 left .. 1 right. It has no scale of its own, and its maker
    may have drawn on it, so it is a hint and nothing else."""
    if view is None or count < 3:
        return None
    factor = PLATEN_WIDTH / view.shape[1]
    sized = cv2.resize(
        view, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    )
    try:
        return segmentation.split(np.asarray(sized, np.uint8), int(PPI), count).hand_score
    except BiometricError:
        return None
