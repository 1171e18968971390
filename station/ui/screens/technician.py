"""The technician: every reader and camera, a live picture, a self-test, and the calibration step by step."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from station.domain.desk import (
    StepState,
)
from station.ui import words
from station.ui.keys import Act
from station.ui.screens.page import Action, Chrome, Page
from station.ui.screens.technician_desk import TechnicianPresenter, TechnicianState
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice
from station.ui.widgets.device_parts import DeviceFacts, DeviceList, MeasurementTable, StepList
from station.ui.widgets.drift import DriftCard
from station.ui.widgets.images import ImageView

POLL_MS = 3000  # how often the list of devices is read again


class TechnicianScreen(Page):
    self_test = Signal()
    calibrate = Signal()
    again = Signal()
    skip = Signal()
    refresh = Signal()
    save = Signal(str)  # the file of a certificate
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = QTimer(self)
        self._clock.setInterval(POLL_MS)
        self._clock.timeout.connect(self.refresh)
        self.shown.connect(self._clock.start)
        self.left.connect(self._clock.stop)
        self.list = DeviceList()
        self.side = self.list
        self._left, self._right = Card(), Card()
        self.view = ImageView()
        self._facts = DeviceFacts()
        self._left.body.addWidget(self.view, 1)
        self._left.body.addWidget(self._facts)
        self._steps, self._table, self._notice = StepList(), MeasurementTable(), Notice()
        self._right.body.addWidget(self._steps)
        self._right.body.addWidget(self._notice)
        self._right.body.addWidget(self._table, 1)
        self._right.body.addStretch(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._left, 46)
        column = QVBoxLayout()
        column.setSpacing(14)
        column.addWidget(self._right, 1)
        self._drift = DriftCard()
        column.addWidget(self._drift)
        row.addLayout(column, 54)

    def join(self, presenter: TechnicianPresenter) -> None:
        self.link(self.self_test, presenter.self_test)
        self.link(self.calibrate, presenter.calibrate)
        self.link(self.again, presenter.again)
        self.link(self.skip, presenter.skip)
        self.link(self.refresh, presenter.reload)
        self.link(self.save, presenter.save_certificate)
        self.link(self.list.selected, presenter.select)

    def first_focus(self) -> QWidget | None:
        return self.list.first()

    def translate(self) -> None:
        self._right.heading.setText(self.tr("Self-test and calibration"))
        self.view.setAccessibleName(self.tr("Live picture of the device"))
        self.view.say_empty(self.tr("No live picture"))
        for part in (self.list, self._facts, self._steps, self._table, self._drift):
            part.translate()

    def paint_state(self, state: TechnicianState) -> None:
        self.list.render_devices(state.devices, state.selected)
        device = state.device
        self._left.heading.setText(device.model if device else self.tr("Device"))
        self._facts.render_device(device)
        if device is not None:
            self._left.chip.say(Tone.INFO, self.tr("Emulated") if device.emulated else "")
        self._steps.show_steps(() if state.result is not None else state.steps)  # the table has what they gave
        self._drift.show_drift(state.drift)
        if state.result is not None:
            self._table.show_measurements(state.result.measurements)
        else:
            self._table.show_measurements(state.report.measurements if state.report else ())
        self._say(state)

    def _say(self, state: TechnicianState) -> None:
        if state.problem is not None:
            self._notice.say(Tone.BAD, words.say_problem(state.problem.code))
        elif state.running == "self_test":
            self._notice.say(Tone.INFO, self.tr("The self-test is running …"))
        elif state.running == "save":
            self._notice.say(Tone.INFO, self.tr("Writing the certificate …"))
        elif state.running == "finish":
            self._notice.say(Tone.INFO, self.tr("Working out the result …"))
        elif state.running:
            self._notice.say(Tone.INFO, self._instruction(state.running))
        elif state.saved is not None:
            text = self.tr("Certificate {certificate} is saved as {file}.")
            self._notice.say(Tone.OK, text.format(certificate=state.saved[0], file=state.saved[1]))
        elif state.result is not None:
            tone = Tone.OK if state.result.passed else Tone.WARN
            text = self.tr("Calibration {certificate} is stored with the device.")
            if not state.result.passed:
                text = self.tr("Calibration {certificate} is stored; some values lie outside their limits.")
            self._notice.say(tone, text.format(certificate=state.result.certificate))
        elif state.report is not None:
            passed = state.report.passed
            text = self.tr("The self-test passed.") if passed else self.tr("The self-test failed.")
            self._notice.say(Tone.OK if passed else Tone.BAD, text)
        elif state.next_step is not None and any(s.state is StepState.PASSED for s in state.steps):
            self._notice.say(Tone.INFO, self._instruction(state.next_step.key))
        else:
            self._notice.say(Tone.INFO, "")

    def _instruction(self, key: str) -> str:
        return {
            "clean": self.tr("Clean the platen with the cloth, then wait until it is dry."),
            "dark": self.tr("Cover the platen; no light may reach it."),
            "flat": self.tr("Lay the white target on the platen; no finger, no dust."),
            "target_along": self.tr("Lay the bar target down, its bars across the finger, straight to half a degree."),
            "target_across": self.tr("Turn the bar target by 90 degrees: its bars run along the finger."),
            "wedge": self.tr("Lay the step wedge on the platen."),
            "chart_across": self.tr("Lay the bar chart on the platen, across the finger."),
            "chart_along": self.tr("Turn the bar chart by 90 degrees, along the finger."),
            "verify": self.tr("Place a finger as a traveller would."),
        }.get(key, words.say_step(key))

    def chrome(self) -> Chrome:
        state: TechnicianState = self.state
        running = bool(state.running) and state.running not in {"self_test", "finish", "save"}
        started = any(s.state is not StepState.WAITING for s in state.steps)
        text = self.tr("Stop") if running else self.tr("Next step") if started else self.tr("Calibrate")
        idle = bool(state.selected) and not state.busy
        certified = state.device is not None and state.device.calibration is not None
        hint = self.tr("Choose a device on the left.")
        return Chrome(
            self.tr("Devices"),
            self.tr("Every reader and camera of this station, how it is, and its calibration."),
            message=(Tone.INFO, hint),
            actions=(
                Action(Act.REFRESH, self.tr("Read again"), True, "", "refresh-cw"),
                Action(Act.SAVE_CERTIFICATE, self.tr("Save certificate"), idle and certified, "", "stamp"),
                Action(Act.RESTART, self.tr("From the start"), idle and started, "", "rotate-ccw"),
                Action(Act.MISSING, self.tr("Leave out"), idle and bool(state.steps) and state.next_step is not None),
                Action(Act.CALIBRATE, text, bool(state.steps) and (idle or running), "", "activity"),
                Action(Act.SELF_TEST, self.tr("Self-test"), idle, "primary", "play"),
            ),
        )

    def ask_file(self) -> None:
        """Where the certificate shall lie; the dialog is gone with the page, and `save` tells the answer."""
        device = self.state.device
        if device is None or device.calibration is None:
            return
        dialog = QFileDialog(self, self.tr("Save certificate"), "", self.tr("PDF file (*.pdf)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{device.calibration}.pdf")
        dialog.fileSelected.connect(self.save)
        self.left.connect(dialog.close)
        dialog.open()

    def act(self, act: Act) -> None:
        if act is Act.SAVE_CERTIFICATE:
            self.ask_file()
            return
        signals = {
            Act.SELF_TEST: self.self_test,
            Act.CALIBRATE: self.calibrate,
            Act.RESTART: self.again,
            Act.MISSING: self.skip,
            Act.REFRESH: self.refresh,
        }
        if act in signals:
            signals[act].emit()
