"""The fingers: one after the other, three attempts each, scores against thresholds, and what the officer decides."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.ui import words
from station.ui.counter.finger_parts import AttemptStrip, FingerTable, Legend, MissingPanel
from station.ui.counter.fingers_desk import FingersPresenter, FingersState, marks
from station.ui.counter.hands import Hands
from station.ui.counter.platen import PlatenView, tone_of
from station.ui.counter.veto import VetoPanel
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice
from station.ui.widgets.prints import PrintView


class FingersScreen(Page[FingersState, FingersPresenter]):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left, self._right = Card(), Card()
        self._hands, self._legend, self._hint = Hands(), Legend(), Notice()
        self.missing, self.veto = MissingPanel(), VetoPanel()
        self.veto.note.hide()
        for part in (self._hands, self._legend, self._hint, self.missing, self.veto):
            self._left.body.addWidget(part, 1 if part is self._hands else 0)
        self.live, self._print = PlatenView(), PrintView()
        self.attempts, self.table = AttemptStrip(), FingerTable()
        top = QHBoxLayout()
        top.addWidget(self.live, 5)
        top.addWidget(self._print, 5)
        top.addWidget(self.attempts, 4)
        self._right.body.addLayout(top, 1)
        self._right.body.addWidget(self.table)
        row = QHBoxLayout(self)
        self.foldable(row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._left, 1)
        column = QVBoxLayout()
        column.addWidget(self._right)
        row.addLayout(column, 1)

    def join(self, presenter: FingersPresenter) -> None:
        super().join(presenter)
        self.link(self.missing.recorded, presenter.mark_missing)
        self.link(self.veto.decided, presenter.veto)
        self.link(self.attempts.chosen, presenter.choose)
        self.link(self.table.selected, presenter.select)

    def translate(self) -> None:
        self._left.heading.setText(self.tr("Hands"))
        self._hands.setAccessibleName(self.tr("Hands"))
        self._print.setAccessibleName(self.tr("Picture of the finger"))
        self._print.say_empty(self.tr("The print appears here"))
        self.live.setAccessibleName(self.tr("Live picture of the scanner"))
        self.live.say_empty(self.tr("The live picture begins when a finger lies on the scanner"))
        self.table.setAccessibleName(self.tr("Fingers with score and threshold"))
        self._legend.translate()
        self.missing.translate()
        self.veto.translate()

    def paint_state(self, state: FingersState) -> None:
        shown = marks(state)
        legend = self._legend
        spoken = [f"{words.say(f)}: {legend.word(s.mark)}" for f, s in sorted(shown.items())]
        self._hands.show_fingers(shown, self.tr("Left"), self.tr("Right"), "; ".join(spoken))
        legend.show_marks({s.mark for s in shown.values()})
        self._say_hint(state)
        self.live.setVisible(state.live)
        self.live.guide(state.hint, self.tr("LIVE"), words.say(state.hint) if state.hint is not None else "")
        self._print.setVisible(not state.live)
        picture = state.picture
        self._print.show_print(picture.picture if picture else None)
        self.attempts.show_attempts(state.attempts, state.chosen, state.threshold, state.task is not None)
        self._right.heading.setText(words.say(state.finger) if state.finger is not None else self.tr("All fingers"))
        self._say_quality(state)
        self.table.show_fingers(state.hand, state.taken, state.missing, state.finger, state.selected)
        self.missing.render_missing(state.missing_open, state.finger)
        passed = state.task is None or state.task.sufficient
        self.veto.render_veto(state.veto_open, passed, note_needed=False)

    def _say_quality(self, state: FingersState) -> None:
        if state.finger is None:
            self._right.chip.say(Tone.OK, self.tr("Complete"))
        elif state.task is None:
            number = min(len(state.attempts) + 1, 3)
            self._right.chip.say(Tone.INFO, self.tr("Attempt {number} of 3").format(number=number))
        elif state.task.sufficient:
            self._right.chip.say(Tone.OK, self.tr("Sufficient"))
        else:
            self._right.chip.say(Tone.WARN, self.tr("Below threshold"))

    def _say_hint(self, state: FingersState) -> None:
        task = state.task
        if state.problem is not None:
            self._hint.say(Tone.BAD, words.say_problem(state.problem.code))
        elif task is not None and task.duplicates:
            others = ", ".join(words.say(f) for f in task.duplicates)
            text = self.tr("{finger} looks like {others}: the same finger twice?")
            self._hint.say(Tone.BAD, text.format(finger=words.say(task.finger), others=others))
        elif task is not None and task.attempts[state.chosen].attack_alarm:
            self._hint.say(Tone.BAD, words.say_key("warning", "finger_attack"))
        elif task is not None and task.calibration_expired:
            self._hint.say(Tone.WARN, words.say_key("warning", "calibration_expired"))
        elif task is not None and task.attempts[state.chosen].forced:
            self._hint.say(Tone.WARN, self.tr("This picture was taken by hand, before the finger lay well."))
        elif task is not None and not task.sufficient:
            self._hint.say(Tone.WARN, self.tr("Three attempts, none reached the threshold. The best one is chosen."))
        elif state.capturing and state.hint is not None and state.finger is not None:
            self._hint.say(tone_of(state.hint), f"{words.say(state.finger)}: {words.say(state.hint)}")
        elif state.done:
            self._hint.say(Tone.OK, self.tr("The hand is done. Look at the scores, then go on."))
        else:
            self._hint.say(Tone.INFO, "")

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        waiting = state.task is not None
        if state.capturing:
            message = (Tone.INFO, self.tr("F5 takes the picture now. F7 records a finger that cannot be captured."))
        elif waiting:
            message = (Tone.WARN, self.tr("Use this print, capture it again, or start all fingers again."))
        elif state.done:
            message = (Tone.OK, self.tr("All asked fingers are taken or recorded as missing."))
        else:
            message = (Tone.WARN, self.tr("Press F6 to capture this finger again."))
        idle = not state.busy
        return Chrome(
            self.tr("Fingers"),
            self.tr("One finger at a time on the scanner, right hand first; three attempts each, the best one counts."),
            message=message,
            actions=(
                Action(Act.CANCEL, self.tr("Cancel visit"), go.cancel, True, "danger"),
                Action(Act.BACK, self.tr("Back"), go.back, state.can_go_back),
                Action(Act.MISSING, self.tr("Missing"), go.toggle_missing),
                Action(Act.VETO, self.tr("Veto"), go.toggle_veto, idle and (waiting or state.selected is not None)),
                Action(Act.RESTART, self.tr("Restart"), go.restart),
                Action(Act.RETAKE, self.tr("Again"), go.retake, True, "", "rotate-ccw"),
                Action(Act.CAPTURE, self.tr("Capture"), go.capture_now, state.live, "", "fingerprint")
                if state.capturing
                else Action(
                    Act.NEXT, self.tr("Use"), go.use, idle and (waiting or (state.done and state.can_finish)),
                    "primary", "arrow-right",
                ),
            ),
        )  # fmt: skip
