"""The technician: every reader and camera, a live picture, a self-test, a reader's calibration step by step, the bench
of a camera, and chip readers with a document on them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from station.domain.desk import DeviceKind, StepState
from station.ui import words
from station.ui.bench.camera_parts import CameraBenchPanel, Sharpness
from station.ui.bench.card_parts import CardKey, CardTable
from station.ui.bench.device_parts import DeviceFacts, DeviceList, MeasurementTable, StepList
from station.ui.bench.drift import DriftCard
from station.ui.bench.technician_desk import TechnicianPresenter, TechnicianState
from station.ui.keys import Act, cap
from station.ui.page import Action, Chrome, Key, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, button, label
from station.ui.widgets.images import ImageView

POLL_MS = 3000  # how often the list of devices is read again
LOOK_MS = 300  # how often the live picture of a camera is looked at


def _primary_last(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    return tuple(sorted(actions, key=lambda action: action.kind == "primary"))


class TechnicianScreen(Page[TechnicianState, TechnicianPresenter]):
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = QTimer(self)
        self._clock.setInterval(POLL_MS)
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        for clock in (self._clock, self._looking):
            self.shown.connect(clock.start)
            self.left.connect(clock.stop)
        self.list = DeviceList()
        self.side = self.list
        self._left, self._right = Card(), Card()
        self.view = ImageView()
        self._sharpness, self._facts = Sharpness(), DeviceFacts()
        self._left.body.addWidget(self.view, 1)
        self._left.body.addWidget(self._sharpness)
        self._left.body.addWidget(self._facts)
        self._left.body.addStretch(0)  # a chip reader has no picture that takes the room
        self.bench = CameraBenchPanel()
        self._steps, self._table, self._notice = StepList(), MeasurementTable(), Notice()
        self._sources = label("small", wrap=True)
        self._report, self._chart = button(), button()
        self._report.clicked.connect(self.ask_report)
        self._chart.clicked.connect(self.ask_chart)
        self._right.head.addWidget(self._chart)
        self._right.head.addWidget(self._report)
        self.card, self._sizes = CardKey(), CardTable()
        for part in (self.bench, self.card, self._steps, self._notice, self._sizes):
            self._right.body.addWidget(part)
        self._right.body.addWidget(self._table, 1)
        self._right.body.addWidget(self._sources)
        self._right.body.addStretch(0)
        row = QHBoxLayout(self)
        self.foldable(row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._left, 42)
        column = QVBoxLayout()
        column.setSpacing(14)
        column.addWidget(self._right, 1)
        self._drift = DriftCard()
        column.addWidget(self._drift)
        row.addLayout(column, 58)

    def join(self, presenter: TechnicianPresenter) -> None:
        super().join(presenter)
        self.link(self._clock.timeout, presenter.reload)
        self.link(self._looking.timeout, presenter.look)
        self.link(self.bench.form.changed, presenter.change_setting)
        for row in self.bench.switches:
            self.link(row.automatic_set, presenter.set_automatic)
            self.link(row.value_set, presenter.set_value)
        self.link(self.list.selected, presenter.select)

    def first_focus(self) -> QWidget | None:
        return self.list.first()

    def translate(self) -> None:
        self.view.setAccessibleName(self.tr("Live picture of the device"))
        report, chart = self.tr("Save report"), self.tr("Save chart")
        self._report.setText(f"{report}  {cap(Act.SAVE_REPORT)}")
        self._chart.setText(f"{chart}  {cap(Act.SAVE_CHART)}")
        self.view.say_empty(self.tr("No live picture"))
        for part in (self.list, self._facts, self.bench, self.card, self._sizes, self._steps, self._table, self._drift):
            part.translate()

    def paint_state(self, state: TechnicianState) -> None:
        self.list.render_devices(state.devices, state.selected)
        device = state.device
        self._left.heading.setText(device.model if device else self.tr("Device"))
        self._facts.render_device(device)
        if device is not None:
            self._left.chip.say(Tone.INFO, self.tr("Emulated") if device.emulated else "")
        camera = state.bench is not None
        chip = device is not None and device.kind is DeviceKind.CHIP
        self.view.setVisible(not chip)
        self._right.setVisible(not chip or self._usable(state) or state.problem is not None)
        self._right.heading.setText(self._bench_title(chip, camera))
        self._paint_card(state)
        self._report.setVisible(state.report is not None)
        self._chart.setVisible(camera)
        for pressed in (self._report, self._chart):
            pressed.setEnabled(not state.busy)
        self.bench.show_bench(state.bench, state.setting, not state.busy)
        self._sharpness.setVisible(camera)
        if state.bench is not None:
            limit = state.bench.sharpness_limit
            self._sharpness.show_look(state.look, state.best_sharpness, state.best_detail, limit)
        due = state.next_step
        steps = () if state.result is not None else state.steps  # the table has what they gave
        self._steps.show_steps(steps, due.key if due else "", self._instruction(due.key) if due else "")
        found = state.result or state.report
        crowded = camera and found is not None  # the table needs the room; the plot comes with the next choice
        self._drift.show_drift(None if crowded else state.drift)
        measured = () if found is None else found.measurements
        self._table.show_measurements(() if chip else measured)
        self._sources.setText(words.limit_sources(measured))
        self._sources.setVisible(bool(measured))
        self._say(state)

    def _bench_title(self, chip: bool, camera: bool) -> str:
        if chip:
            return self.tr("Self-test with a document")
        return self.tr("Camera bench") if camera else self.tr("Self-test and calibration")

    @staticmethod
    def _usable(state: TechnicianState) -> bool:
        """Whether it is a chip reader that a document can be laid on."""
        card = None if state.device is None else state.device.card
        return card is not None and not card.slot

    def _paint_card(self, state: TechnicianState) -> None:
        usable = self._usable(state)
        if not usable:
            self.card.empty()
        self.card.setVisible(usable)
        self.card.setEnabled(not state.busy)
        self.card.offer(state.card_key)
        self._sizes.show_test(None if state.report is None else state.report.card)

    def _say(self, state: TechnicianState) -> None:
        if state.problem is not None:
            self._notice.say(Tone.BAD, words.say_problem(state.problem.code))
        elif state.running:
            self._notice.say(Tone.INFO, self._doing(state))
        elif state.saved is not None:
            text = self.tr("Certificate {certificate} is saved as {file}.")
            self._notice.say(Tone.OK, text.format(certificate=state.saved[0], file=state.saved[1]))
        elif state.written is not None:
            self._notice.say(Tone.OK, self._written(*state.written))
        elif state.result is not None:
            tone = Tone.OK if state.result.passed else Tone.WARN
            text = self.tr("Calibration {certificate} is stored with the device.")
            if not state.result.passed:
                text = self.tr("Calibration {certificate} is stored; some values lie outside their limits.")
            self._notice.say(tone, text.format(certificate=state.result.certificate))
        elif state.report is not None:
            passed, card = state.report.passed, state.report.card
            text = self.tr("The self-test passed.") if passed else self.tr("The self-test failed.")
            if card is not None:
                text = self.tr(
                    "The whole document in {seconds} s with {commands} commands, opened by {way}; at most {limit} s."
                ).format(
                    seconds=words.number(card.seconds, 2), commands=words.number(card.commands, 0), way=card.way,
                    limit=words.number(card.limit, 0),
                )  # fmt: skip
            self._notice.say(Tone.OK if passed else Tone.BAD, text)
        elif state.bench is not None:
            text = self.tr("Set the chart upright before the lens, measure how the camera stands, focus, then measure.")
            self._notice.say(Tone.INFO, text)
        else:
            self._notice.say(Tone.INFO, "")

    def _doing(self, state: TechnicianState) -> str:
        measuring = self.tr("Measuring the chart: {share} %. Keep chart and camera still.")
        told = {
            "self_test": self.tr("The self-test is running …"),
            "save": self.tr("Writing the file …"),
            "card": self.tr("Reading the document: {share} %. Leave it on the reader.").format(
                share=words.number(100 * state.progress, 0)
            ),
            "measure": measuring.format(share=words.number(100 * state.progress, 0)),
            "finish": self.tr("Working out the result …"),
        }
        return told.get(state.running, "")  # a step says in its own row what to do

    def _written(self, what: str, file: str) -> str:
        text = self.tr("The report of the self-test is saved as {file}. Nobody is named in it.")
        if what == "chart":
            text = self.tr("The chart is saved as {file}. Print it at 100 %: 280 x 200 mm, measured along its edges.")
        return text.format(file=file)

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
        state, go = self.state, self.presenter
        running = bool(state.running) and state.running not in {"self_test", "finish", "save"}
        started = any(s.state is not StepState.WAITING for s in state.steps)
        idle = bool(state.selected) and not state.busy
        certified = state.device is not None and state.device.calibration is not None
        keys = [Key(Act.REFRESH, go.reload)]
        if idle and state.report is not None:
            keys.append(Key(Act.SAVE_REPORT, self.ask_report))
        if idle and state.bench is not None:
            keys.append(Key(Act.SAVE_CHART, self.ask_chart))
        save = Action(Act.SAVE_CERTIFICATE, self.tr("Save certificate"), self.ask_file, idle and certified, "", "stamp")
        actions: tuple[Action, ...] = (save,)
        if running:  # never the key that takes the next step: pressed once too often it would end what runs
            actions += (Action(Act.CANCEL, self.tr("Stop"), go.stop, True, "danger", "x"),)
        if state.bench is not None:
            actions += (Action(Act.CALIBRATE, self.tr("Measure"), go.calibrate, idle, "primary", "activity"),)
        elif state.steps:
            due = state.next_step
            text = self.tr("Work out the result") if due is None else self.tr("Next step") if started else ""
            actions += (
                Action(Act.RESTART, self.tr("From the start"), go.again, idle and started, "", "rotate-ccw"),
                Action(Act.MISSING, self.tr("Leave out"), go.skip, idle and due is not None),
                Action(Act.CALIBRATE, text or self.tr("Calibrate"), go.calibrate, idle, "primary", "activity"),
            )
        first = "" if state.bench is not None or state.steps else "primary"
        chip = state.device is not None and state.device.kind is DeviceKind.CHIP
        able = idle and (not chip or self._usable(state))
        test = self.test_card if chip else go.self_test
        actions += (Action(Act.SELF_TEST, self.tr("Self-test"), test, able, first, "play"),)
        return Chrome(
            self.tr("Devices"),
            self.tr("Every reader and camera of this station, how it is, and its calibration."),
            message=(Tone.INFO, self.tr("Choose a device on the left.")),
            actions=_primary_last(actions),
            keys=tuple(keys),
        )

    def test_card(self) -> None:
        self.presenter.test_card(self.card.key())

    def ask_file(self) -> None:
        """Where the certificate shall lie."""
        device = self.state.device
        if device is not None and device.calibration is not None:
            title, kinds = self.tr("Save certificate"), self.tr("PDF file (*.pdf)")
            self._ask(title, kinds, f"{device.calibration}.pdf", self.presenter.save_certificate)

    def ask_report(self) -> None:
        """Where the report of the self-test shall lie; JSON for those who read it by program."""
        device, report = self.state.device, self.state.report
        if device is not None and report is not None:
            kinds = self.tr("PDF file (*.pdf);;JSON file (*.json)")
            self._ask(
                self.tr("Save report"), kinds, f"selftest-{report.at:%Y%m%d-%H%M}.pdf", self.presenter.save_report
            )

    def ask_chart(self) -> None:
        if self.state.bench is not None:
            self._ask(self.tr("Save chart"), self.tr("PDF file (*.pdf)"), "camera-chart.pdf", self.presenter.save_chart)

    def _ask(self, title: str, kinds: str, name: str, chosen: Callable[[str], None]) -> None:
        """The dialog is gone with the page, and `chosen` tells the answer."""
        dialog = QFileDialog(self, title, "", kinds)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(name)
        dialog.fileSelected.connect(chosen)
        self.left.connect(dialog.close)
        dialog.open()
