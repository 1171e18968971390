"""The tasks of the visit in hand, as they go into the log of transactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from station.domain import desk
from station.domain.samples import Finger, GateValue
from station.domain.slaps import SlapView
from station.domain.transaction import FaceTaskLogged, FaceTried, FingerTaskLogged, FingerTried, GateLogged

MOST_TASKS = 200  # of one visit that are written down: nobody takes a face two hundred times


@dataclass
class Gathered:
    """The tasks of the visit in hand. Mutable, as the draft beside it; a new visit begins a new one. What was done
    before a station stopped is not in it: the warning `resumed` says so."""

    face: list[FaceTaskLogged] = field(default_factory=list)
    fingers: list[FingerTaskLogged] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)

    def said(self, message: str) -> None:
        """Something that was shown while a task runs."""
        if message not in self._said:
            self._said.append(message)

    def _messages(self) -> tuple[str, ...]:
        told, self._said = tuple(self._said), []
        return told

    def face_done(self, taken: desk.FaceCapture) -> None:
        told = self._messages()
        several = desk.Guidance.MULTIPLE_FACES.value in told
        turned = taken.turned.value if taken.turned is not None else ""
        shots = tuple(
            FaceTried(
                number, _components(shot.gate), shot.passed, shot.forced, shot.attack_score, shot.attack_alarm
            )
            for number, shot in enumerate(taken.shots, 1)
        )  # fmt: skip
        self._add(self.face, FaceTaskLogged(taken.result.value, shots, None, told, several, turned))

    def face_chosen(self, index: int) -> None:
        if self.face:
            self.face[-1] = replace(self.face[-1], chosen=index + 1)

    def finger_done(self, task: desk.FingerTask, again: bool = False) -> None:
        """`again`: the task was over before, and came back; it stands here once, as it is now."""
        repeated = tuple(int(finger) for finger in task.duplicates)
        captures = tuple(
            FingerTried(
                one.number, int(task.finger), one.nfiq2, task.threshold, one.attack_score, one.attack_alarm,
                repeated if number == task.chosen else (),
            )
            for number, one in enumerate(task.attempts)
        )  # fmt: skip
        asked = (int(task.finger),)
        told = self._messages()
        if again and (before := self._last(task.finger)) is not None:
            told = (*self.fingers.pop(before).messages, *told)
        made = FingerTaskLogged(0, asked, captures, len(captures), None, task.sufficient, "", None, (), told)
        self._add(self.fingers, made)

    def slap_done(self, view: SlapView) -> None:
        captures = tuple(
            FingerTried(
                attempt.number, int(one.finger), one.nfiq2, one.threshold, one.attack_score, one.attack_alarm,
                tuple(int(finger) for finger in one.matches),
            )
            for attempt in view.attempts
            for one in attempt.fingers
        )  # fmt: skip
        best = view.attempts[view.chosen] if view.attempts else None
        warned = tuple(sorted(warning.value for warning in best.warnings)) if best is not None else ()
        asked = tuple(int(finger) for finger in view.asked)
        score = best.hand_score if best is not None else None
        count, told = len(view.attempts), self._messages()
        made = FingerTaskLogged(int(view.slap), asked, captures, count, None, view.sufficient, "", score, warned, told)
        self._add(self.fingers, made)

    def fingers_chosen(self, index: int) -> None:
        if self.fingers:
            self.fingers[-1] = replace(self.fingers[-1], chosen=index + 1)

    def finger_came_back(self, finger: Finger) -> None:
        """It was accepted by its quality, and what its minutiae showed speaks against it."""
        if (number := self._last(finger)) is not None:
            self.fingers[number] = replace(self.fingers[number], chosen=None)

    def _last(self, finger: Finger) -> int | None:
        """Where the last task of this single finger stands that counts."""
        found = (n for n, task in enumerate(self.fingers) if task.asked == (int(finger),) and not task.rejected)
        return max(found, default=None)

    def fingers_rejected(self, why: str, finger: Finger | None = None) -> None:
        """The last task that asked for this finger (None: every one that was taken) counts no more."""
        for number in reversed(range(len(self.fingers))):
            task = self.fingers[number]
            if task.rejected or (finger is not None and int(finger) not in task.asked):
                continue
            self.fingers[number] = replace(task, rejected=why, chosen=None)
            if finger is not None:
                return

    def failed(self, code: str, *asked: Finger, slap: int = 0) -> None:
        """A task of fingers ended by an error, a cancel among them."""
        told = self._messages()
        fingers = tuple(map(int, asked))
        self._add(self.fingers, FingerTaskLogged(slap, fingers, (), 0, None, False, code, None, (), told))

    @staticmethod
    def _add(tasks: list[FaceTaskLogged] | list[FingerTaskLogged], task: FaceTaskLogged | FingerTaskLogged) -> None:
        if len(tasks) < MOST_TASKS:
            tasks.append(task)  # type: ignore[arg-type]


def _components(gate: Sequence[GateValue]) -> tuple[GateLogged, ...]:
    return tuple(GateLogged(one.id, one.value, one.low, one.high, one.mandatory, one.passed) for one in gate)
