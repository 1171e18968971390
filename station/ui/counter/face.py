"""The face: live picture with guidance, every gate value, capture by itself or by hand, the officer's word."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.desk import CaptureResult, Guidance, Turned
from station.domain.samples import GateValue
from station.ui import words
from station.ui.counter.countdown import Countdown
from station.ui.counter.face_desk import FacePresenter, FaceState
from station.ui.counter.gate_words import GateWords
from station.ui.counter.shots import ShotStrip
from station.ui.counter.so_far import SoFarPanel
from station.ui.counter.veto import VetoPanel
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, button, label
from station.ui.widgets.images import FaceView, ImageView
from station.ui.widgets.meters import GateTable
from station.workflow.face import gate_failed

_GOOD = {Guidance.FACE_RECOGNIZED, Guidance.CAPTURING, Guidance.PERFORMING_QA, Guidance.ASSESS_QUALITY}
ALONE, BESIDE = (56, 44), (64, 36)  # shares of picture and gate; with the face on record beside the live one
NUMBERS = (2, 3)  # columns of the gate
_QUIET = {Guidance.INITIALIZING, Guidance.SEARCHING_FACE}


class FaceScreen(Page[FaceState, FacePresenter]):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left, self._right = Card(), Card()
        self.view = FaceView()
        self._count = Countdown()
        self._left.head.insertWidget(2, self._count)
        self._taken, self.record = ImageView(), ImageView()
        self._names = (label("small"), label("small"))
        self.so_far = SoFarPanel()
        self.shots = ShotStrip()
        self.veto = VetoPanel()
        self._result = Notice()
        self._faces = faces = QHBoxLayout()
        faces.setSpacing(12)
        now, before = QVBoxLayout(), QVBoxLayout()
        for column, name, views in (
            (now, self._names[0], (self.view, self._taken)),
            (before, self._names[1], (self.record,)),
        ):
            column.setSpacing(4)
            column.addWidget(name)
            for view in views:
                column.addWidget(view, 1)
            faces.addLayout(column, 1)
        before.addWidget(self.so_far)
        self._left.body.addLayout(faces, 1)
        self._left.body.addWidget(self.shots)
        self._left.body.addWidget(self._result)
        self._gate = GateTable()
        self._summary = label("small", wrap=True)
        self.words = GateWords()
        self.details = button()
        self.details.setCheckable(True)
        self.details.toggled.connect(self._fold)
        self._right.head.addWidget(self.details)
        self._right.body.addWidget(self.words)
        self._right.body.addWidget(self._gate, 1)
        self._right.body.addWidget(self._summary)
        self._right.body.addWidget(self.veto)
        self._row = QHBoxLayout(self)
        self.foldable(self._row)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(14)
        self._row.addWidget(self._left)
        self._row.addWidget(self._right)
        self._share(beside=False)
        self._right.body.addStretch(0)
        self._fold(False)

    def _fold(self, open_: bool) -> None:
        """Components, values and limits are the technician's words: they stand under Details."""
        self._gate.setVisible(open_)
        self.words.setVisible(not open_)
        self._right.body.setStretch(self._right.body.count() - 1, 0 if open_ else 1)
        if self.rendered:
            self._show_summary(self.state.gate)

    def _share(self, beside: bool) -> None:
        """Two faces beside each other take the room of the values: a word for each component stays."""
        for place, share in enumerate(ALONE if not beside else BESIDE):
            self._row.setStretch(place, share)
        for part in (*self._names, self.record):
            part.setVisible(beside)
        self._faces.setStretch(1, 1 if beside else 0)  # else the room of the face that is not there stays empty
        for column in NUMBERS:
            self._gate.setColumnHidden(column, beside)

    def join(self, presenter: FacePresenter) -> None:
        super().join(presenter)
        self.link(self.shots.chosen, presenter.choose)
        self.link(self.veto.decided, presenter.veto)

    def translate(self) -> None:
        self._left.heading.setText(self.tr("Picture"))
        self._right.heading.setText(self.tr("Quality gate"))
        self.view.setAccessibleName(self.tr("Live picture of the face"))
        self.view.say_empty(self.tr("No picture from the camera"))
        self._taken.setAccessibleName(self.tr("Captured picture of the face"))
        self._names[0].setText(self.tr("At the counter, now"))
        self.record.setAccessibleName(self.tr("Face on record"))
        self.details.setText(self.tr("Details"))
        self.words.translate()
        self._gate.setAccessibleName(self.tr("Quality gate: every component with value, limit and verdict"))
        self.veto.translate()
        self.so_far.translate()
        self.shots.translate()

    def _titles(self) -> tuple[str, ...]:
        return self.tr("Component"), "", self.tr("Value"), self.tr("Limit"), self.tr("Verdict")

    def paint_state(self, state: FaceState) -> None:
        shot, event = state.shot, state.event
        self._share(beside=state.record is not None)
        if state.record is not None:
            self.record.show_picture(state.record.picture)
            self._names[1].setText(self.tr("On record, {day}").format(day=words.day(state.record.taken_on)))
        self.so_far.show_verdict(state.verdict if state.record is not None else None, state.capturing)
        self.view.setVisible(shot is None or state.turning)
        self._taken.setVisible(shot is not None and not state.turning)
        if shot is not None:
            self._taken.show_picture(shot.picture)
        guidance = event.guidance if event else Guidance.INITIALIZING
        tone = Tone.OK if guidance in _GOOD else Tone.INFO if guidance in _QUIET else Tone.WARN
        sentence = words.say(guidance) if state.capturing else ""
        self.view.guide(tone, sentence, event.box if event else None, self.tr("LIVE"))
        self._count.show_left(event.seconds_left if event and state.capturing else None)
        capture = state.capture
        several = capture is not None and len(capture.shots) > 1
        self.shots.setVisible(several)
        self.shots.show_shots(capture.shots if capture is not None and several else (), state.chosen)
        self._say_result(state)
        if capture is not None:
            ok = capture.result is CaptureResult.SUCCESS and shot is not None and shot.passed
            self._left.chip.say(Tone.OK if ok else Tone.WARN, self.tr("Captured") if ok else self.tr("Look at it"))
        else:
            self._left.chip.say(Tone.INFO, self.tr("Automatic capture") if state.capturing else "")
        self.words.show_gate(state.gate)
        self._gate.show_gate(state.gate, self._titles(), force=True)
        self._show_summary(state.gate)
        self.veto.render_veto(state.veto_open, shot is not None and shot.passed, note_needed=True)

    def _say_result(self, state: FaceState) -> None:
        shot, problem = state.shot, state.problem
        if problem is not None:
            self._result.say(Tone.BAD, words.say_problem(problem.code))
        elif shot is not None and shot.attack_alarm:
            flat = state.capture is not None and state.capture.turned is Turned.FLAT
            self._result.say(Tone.BAD, words.say(Turned.FLAT) if flat else words.say_key("warning", "face_attack"))
        elif state.capture is not None and state.capture.turned is not None:
            seen = state.capture.turned is Turned.HEAD
            self._result.say(Tone.OK if seen else Tone.WARN, words.say(state.capture.turned))
        elif state.capture is not None:
            good = state.capture.result is CaptureResult.SUCCESS and shot is not None and shot.passed
            text = words.say(state.capture.result)
            if shot is not None and shot.forced:
                text = self.tr("Captured by hand; the gate has not passed")
            if state.capture.calibration_expired:
                text = f"{text}. {words.say_key('warning', 'camera_certificate_expired')}."
            self._result.say(Tone.OK if good and not state.capture.calibration_expired else Tone.WARN, text)
        else:
            self._result.say(Tone.INFO, "")

    def _show_summary(self, gate: tuple[GateValue, ...]) -> None:
        failed = gate_failed(gate)
        provided = sum(1 for v in gate if v.value is not None)
        self._summary.setVisible(not gate or self.details.isChecked())
        if not gate:
            self._right.chip.say(Tone.OFF, "")
            self._summary.setText(self.tr("The values appear as soon as a face is found."))
            return
        self._right.chip.say(
            Tone.WARN if failed else Tone.OK,
            self.tr("{count} to correct").format(count=len(failed)) if failed else self.tr("All in order"),
        )
        text = self.tr("{provided} of {all} components provided. Limits: BSI TR-03121-3-1 v7.0.")
        self._summary.setText(text.format(provided=provided, all=len(gate)))

    def _of_camera(self, guidance: Guidance) -> str:
        """What the officer can do where the traveller cannot: one who sits, or one who is very tall."""
        return {
            Guidance.MOVE_UP: self.tr(
                "The face is low: lower the camera or tilt it down. Whoever sits may stay seated."
            ),
            Guidance.MOVE_DOWN: self.tr("The face is high: raise the camera or tilt it up, or ask for a step back."),
            Guidance.SEARCHING_FACE: self.tr(
                "No face in the picture. Of somebody who sits or is very tall: lower, raise or tilt the camera."
            ),
        }.get(guidance, "")

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        shot = state.shot
        idle = not state.busy
        if state.turning:
            message = (Tone.INFO, words.say(Guidance.TURN_HEAD))
        elif state.capturing and state.event is not None and (where := self._of_camera(state.event.guidance)):
            message = (Tone.INFO, where)
        elif state.capturing:
            message = (Tone.INFO, self.tr("The picture is taken on its own when every check passes. F5 takes it now."))
        elif shot is None:
            message = (Tone.WARN, self.tr("No picture yet. Press F5 to capture again."))
        elif shot.passed and state.record is not None and state.verdict is not None and state.verdict.agrees is False:
            message = (Tone.WARN, self.tr("Look closely: so far the two faces do not look alike."))
        elif shot.passed and state.record is not None:
            message = (Tone.OK, self.tr("Compare both pictures with the traveller, then go on."))
        elif shot.passed:
            message = (Tone.OK, self.tr("Compare the picture with the traveller, then go on."))
        else:
            message = (Tone.WARN, self.tr("Capture again, or take this picture with a reason (F8)."))
        return Chrome(
            self.tr("Face"),
            self.tr("The traveller looks into the camera; the picture is taken on its own when every check passes."),
            message=message,
            actions=(
                Action(Act.CANCEL, self.tr("Cancel visit"), go.cancel, True, "danger"),
                Action(Act.BACK, self.tr("Back"), go.back, state.capturing or state.can_go_back),
                Action(
                    Act.VETO, self.tr("Veto") if shot is not None else self.tr("No picture"), go.toggle_veto, idle, "",
                    "hand",
                ),
                Action(Act.TURN_HEAD, self.tr("Turn the head"), go.ask_to_turn, shot is not None and idle),
                Action(
                    Act.CAPTURE,
                    self.tr("Capture now") if state.capturing or shot is None else self.tr("Capture again"),
                    go.capture,
                    state.capturing or idle,
                    "primary" if shot is None else "",
                    "scan-face",
                ),
                Action(
                    Act.NEXT, self.tr("Use it"), go.accept, shot is not None and idle and state.can_accept,
                    "primary" if shot is not None else "", "arrow-right",
                ),
            ),
        )  # fmt: skip
