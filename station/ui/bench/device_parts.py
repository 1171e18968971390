"""Parts of the technician's page: the list of devices, the facts of one, steps, measured values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from station.domain.calibration import Step
from station.domain.desk import (
    CalibrationStep,
    CardReaderView,
    DeviceKind,
    DeviceView,
    Health,
    Measurement,
    StepState,
)
from station.ui import glyphs, theme, words
from station.ui.bench.target_picture import TargetPicture
from station.ui.theme import Tone
from station.ui.widgets.basics import Icon, Notice, Pairs, label, restyle
from station.ui.widgets.meters import RIGHT, QuietTable, fill_row, tone_cell
from station.ui.widgets.side_list import SideList

HEALTH_TONE = {
    Health.READY: Tone.OK,
    Health.BUSY: Tone.INFO,
    Health.ABSENT: Tone.OFF,
    Health.STALLED: Tone.WARN,
    Health.FAULT: Tone.BAD,
    Health.REFUSED: Tone.BAD,
    Health.UNUSED: Tone.OFF,
    Health.ASLEEP: Tone.OFF,
}
STEP_TONE = {
    StepState.WAITING: Tone.OFF,
    StepState.RUNNING: Tone.INFO,
    StepState.PASSED: Tone.OK,
    StepState.FAILED: Tone.BAD,
    StepState.OUTSIDE: Tone.WARN,
}
SHAPES = {DeviceKind.FINGER: "fingerprint", DeviceKind.CAMERA: "camera", DeviceKind.CHIP: "id-card"}
HISTORY_SHOWN = 4
# What is said to an officer is "call the technician"; that is who reads here.
BENCH_SENTENCES = {"card_service_missing": "card_service_start"}
SMALL_TARGET, LARGE_TARGET = 24, 64  # pixels of a step's picture at the normal text size
UNITS = {"": "", "ratio": "", "count": "", "levels": "", "deg": "°", "deltaE": " ΔE"}  # the others as they are named


def on_reader(card: CardReaderView) -> str:
    """What lies on a chip reader."""
    if card.slot:
        return words.say_key("card", "slot")
    if not card.present:
        return words.say_key("card", "nothing")
    return words.say_key("card", "contactless" if card.contactless else "contacts")


class DeviceList(QWidget):
    selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 12)
        self._title = label("heading")
        column.addWidget(self._title)
        self._list = SideList()
        column.addWidget(self._list, 1)
        self._empty = label("muted", wrap=True)
        column.addWidget(self._empty)
        self._list.itemActivated.connect(self._activated)
        self._list.itemClicked.connect(self._activated)

    def first(self) -> QWidget:
        return self._list

    def translate(self) -> None:
        self._title.setText(self.tr("Devices"))
        self._list.setAccessibleName(self.tr("Devices"))
        self._empty.setText(self.tr("No reader and no camera is connected."))

    def render_devices(self, devices: Sequence[DeviceView], selected: str) -> None:
        self._empty.setVisible(not devices)
        with QSignalBlocker(self._list):
            if len(devices) != self._list.count():
                self._list.clear()
                for _device in devices:
                    self._list.addItem(QListWidgetItem())
            for index, device in enumerate(devices):
                item = self._list.item(index)
                second = device.serial if device.card is None else on_reader(device.card)
                plain = "\n".join(filter(None, (device.model, second, words.say(device.health))))
                shown = (device.model, words.breakable(second, 12), words.say(device.health))
                item.setText(glyphs.shown("\n".join(filter(None, shown))))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, plain)
                item.setIcon(theme.icon(SHAPES[device.kind], HEALTH_TONE[device.health].value))
                item.setData(Qt.ItemDataRole.UserRole, device.id)
                if device.id == selected:
                    self._list.setCurrentRow(index)
        self._list.fit_items()

    def _activated(self, item: QListWidgetItem) -> None:
        self.selected.emit(item.data(Qt.ItemDataRole.UserRole))


class DeviceFacts(QWidget):
    """Serial, port, firmware, health, calibration and what happened last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._health, self._ends, self._pairs = Notice(), Notice(), Pairs(5)
        self._title, self._history = label("strong"), label("small", wrap=True)
        for part in (self._health, self._ends, self._pairs, self._title, self._history):
            column.addWidget(part)

    def translate(self) -> None:
        self._title.setText(self.tr("History"))

    def render_device(self, device: DeviceView | None) -> None:
        self.setVisible(device is not None)
        if device is None:
            return
        text = words.say(device.health)
        if device.error:
            text = f"{text}: {words.say_problem(BENCH_SENTENCES.get(device.error, device.error))}"
        self._health.say(HEALTH_TONE[device.health], text)
        if device.kind is DeviceKind.CHIP:
            self._render_chip_reader(device)
            return
        calibration = self.tr("never")
        if device.calibration:
            calibration = f"{device.calibration} · {words.moment(device.calibrated_at)}"
            if device.valid_until is not None:
                calibration += " · " + self.tr("valid until {day}").format(day=words.day(device.valid_until))
        self._ends.say(Tone.BAD if device.calibration_expired else Tone.WARN, self._ending(device))
        kind = words.say(device.kind)
        if not device.in_use:
            kind = self.tr("{kind}, not used at this counter").format(kind=kind)
        self._pairs.show_rows(
            [
                (self.tr("Kind"), kind),
                (self.tr("Serial"), device.serial),
                (self.tr("Port"), device.port),
                (self.tr("Firmware"), device.firmware or "–"),
                (self.tr("Calibration"), calibration),
            ]
        )
        events = device.history[-HISTORY_SHOWN:]
        self._title.setVisible(bool(events))
        lines = [f"{words.moment(e.at)}  {words.say_key('event', e.code)}" for e in reversed(events)]
        self._history.setText("\n".join(lines))
        self._history.setVisible(bool(events))

    def _render_chip_reader(self, device: DeviceView) -> None:
        """What lies on it, by its answer to reset; the service for chip readers in its place where that does not
        run."""
        for part in (self._ends, self._title, self._history):
            part.hide()
        kind = words.say(device.kind)
        if not device.in_use:
            kind = self.tr("{kind}, not used at this counter").format(kind=kind)
        rows = [(self.tr("Kind"), kind)]
        if device.card is not None:
            rows += [
                (self.tr("Port"), device.port),
                (self.tr("On it"), on_reader(device.card)),
                ("ATR", _pairs(device.card.atr) or "–"),
            ]
        self._pairs.show_rows(rows)

    def _ending(self, device: DeviceView) -> str:
        if device.calibration_expired:
            return self.tr("The certificate has expired: samples go on, and every officer is warned. Calibrate again.")
        if device.due_soon:
            text = self.tr("The certificate ends on {day}. Calibrate before that.")
            return text.format(day=words.day(device.valid_until))
        return ""


def _pairs(digits: str) -> str:
    """Octets apart, as manuals print them."""
    return " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))


class _BenchStepRow(QFrame):
    """One step: what is laid down, its name, how it stands; the due one large, with what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "step")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(10)
        self.icon, self.picture = Icon("", "off", 16), TargetPicture(SMALL_TARGET)
        self.name, self.state, self.todo = label(wrap=True), label("small", wrap=True), label(wrap=True)
        self.state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addWidget(self.todo)
        row.addWidget(self.icon)
        row.addWidget(self.picture)
        row.addLayout(column, 3)
        row.addWidget(self.state, 2)


class StepList(QFrame):
    """The steps of a calibration with their state; the one that is due stands out and says what to do."""

    ROWS = len(Step)  # every step that a run may have

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "well")
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 6, 4, 6)
        column.setSpacing(2)
        self._rows = [_BenchStepRow() for _ in range(self.ROWS)]
        for row in self._rows:
            column.addWidget(row)
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setTextVisible(False)
        column.addWidget(self._bar)

    def translate(self) -> None:
        self._bar.setAccessibleName(self.tr("Progress of this step"))

    def show_steps(self, steps: Sequence[CalibrationStep], due: str = "", todo: str = "") -> None:
        """`due`: the key of the step that is next or runs, and what the technician does for it."""
        self.setVisible(bool(steps))
        running = next((s for s in steps if s.state is StepState.RUNNING), None)
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(steps))
            if index >= len(steps):
                continue
            step = steps[index]
            now = step.key == due
            shape = {StepState.WAITING: "circle", StepState.RUNNING: "hourglass"}.get(
                step.state, theme.TONE_ICON[STEP_TONE[step.state]]
            )
            row.icon.show_icon(shape, STEP_TONE[step.state].value)
            row.picture.show_step(step.key, LARGE_TARGET if now else SMALL_TARGET)
            row.name.setText(f"{index + 1}. {words.say_step(step.key)}")
            row.todo.setText(todo if now else "")
            row.todo.setVisible(now and bool(todo))
            row.state.setText(words.say_problem(step.error) if step.error else words.say(step.state))
            restyle(row, role="step-now" if now else "step")
            restyle(row.name, role="strong" if now else "")
            row.setAccessibleName(f"{row.name.text()}: {row.state.text()}. {row.todo.text()}".rstrip(". "))
        self._bar.setVisible(running is not None)
        if running is not None:
            self._bar.setValue(round(running.progress * 100))


class MeasurementTable(QuietTable):
    """Measured values against their limits; a limit of the project's own is marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(4, (0,), parent, least=110)
        self.setWordWrap(True)

    def translate(self) -> None:
        titles = [self.tr("Quantity"), self.tr("Value"), self.tr("Limit"), self.tr("Verdict")]
        self.setHorizontalHeaderLabels(titles)
        self.setAccessibleName(self.tr("Measured values"))

    def show_measurements(self, measurements: Sequence[Measurement]) -> None:
        self.setVisible(bool(measurements))
        self.setRowCount(len(measurements))
        self.verticalHeader().setDefaultSectionSize(theme.look().px(24))
        for row, one in enumerate(measurements):
            unit = UNITS.get(one.unit, f" {one.unit}")
            value = "–" if one.value is None else f"{words.number(one.value)}{unit}"
            limit = words.limits(one.low, one.high)
            if one.own_limit:
                limit += " *"
            cells = fill_row(self, row, (words.say_measure(one.name), value, limit, words.say(one.state)))
            cells[1].setTextAlignment(RIGHT)
            cells[2].setTextAlignment(RIGHT)
            own = self.tr("* a limit of this project; none is published")
            cells[2].setToolTip(own if one.own_limit else one.source)
            tone_cell(cells[3], STEP_TONE[one.state])
        self.fit_columns()
