"""Parts of the technician's page: the list of devices, the facts of one, steps, measured values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from station.domain.calibration import Step
from station.domain.desk import CalibrationStep, DeviceKind, DeviceView, Health, Measurement, StepState
from station.ui import theme, words
from station.ui.theme import Tone
from station.ui.widgets.basics import Icon, Notice, Pairs, label
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
HISTORY_SHOWN = 4
UNITS = {"": "", "ratio": "", "count": "", "deltaE": " ΔE"}  # the others are shown as they are named


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
                item.setText(f"{device.model}\n{device.serial}\n{words.say(device.health)}")
                shape = "fingerprint" if device.kind is DeviceKind.FINGER else "camera"
                item.setIcon(theme.icon(shape, HEALTH_TONE[device.health].value))
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
            text = f"{text}: {words.say_problem(device.error)}"
        self._health.say(HEALTH_TONE[device.health], text)
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

    def _ending(self, device: DeviceView) -> str:
        if device.calibration_expired:
            return self.tr("The certificate has expired: samples go on, and every officer is warned. Calibrate again.")
        if device.due_soon:
            text = self.tr("The certificate ends on {day}. Calibrate before that.")
            return text.format(day=words.day(device.valid_until))
        return ""


class StepList(QFrame):
    """The steps of a calibration with their state and the progress of the running one."""

    ROWS = len(Step)  # every step that a run may have

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "well")
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        self._rows: list[tuple[Icon, QLabel, QLabel]] = []
        for row in range(self.ROWS):
            parts = (Icon("", "off", 16), label(), label("small"))
            for column, part in enumerate(parts):
                grid.addWidget(part, row, column)
            self._rows.append(parts)
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setTextVisible(False)
        grid.addWidget(self._bar, self.ROWS, 0, 1, 3)

    def translate(self) -> None:
        self._bar.setAccessibleName(self.tr("Progress of this step"))

    def show_steps(self, steps: Sequence[CalibrationStep]) -> None:
        self.setVisible(bool(steps))
        running = next((s for s in steps if s.state is StepState.RUNNING), None)
        for index, (icon, name, state) in enumerate(self._rows):
            used = index < len(steps)
            for part in (icon, name, state):
                part.setVisible(used)
            if used:
                step = steps[index]
                icon.show_icon(
                    {StepState.WAITING: "circle", StepState.RUNNING: "hourglass"}.get(
                        step.state, theme.TONE_ICON[STEP_TONE[step.state]]
                    ),
                    STEP_TONE[step.state].value,
                )
                name.setText(f"{index + 1}. {words.say_step(step.key)}")
                state.setText(words.say_problem(step.error) if step.error else words.say(step.state))
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
