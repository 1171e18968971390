"""Parts of the camera bench: how the camera stands, what can be set on it, and how sharp the live picture is."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from station.domain.camera_bench import RANGES, TEXT, BenchView, CameraSetting, CameraSwitch, ChartLook
from station.ui import words
from station.ui.theme import Tone
from station.ui.widgets.basics import label
from station.ui.widgets.meters import Meter

FAR = 1_000_000  # controls count in the camera's own units, whose range no driver tells
SWITCHES = 2
VALUE_WIDTH = 70  # px


class SettingForm(QWidget):
    """Four lengths and the chart's papers; tells every finished change as one setting."""

    changed = Signal(object)  # CameraSetting

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        self._names = {name: label("small") for name in CameraSetting.__dataclass_fields__}
        self._lengths: dict[str, QSpinBox] = {}
        self._texts: dict[str, QLineEdit] = {}
        for place, (name, title) in enumerate(self._names.items()):
            field = self._length(name) if name in RANGES else self._text(name)
            row, column = 2 * (place // 4), place % 4
            wide = 1 if name in RANGES else 2
            column = column if name in RANGES else 2 * column
            grid.addWidget(title, row, column, 1, wide)
            grid.addWidget(field, row + 1, column, 1, wide)
            title.setBuddy(field)
        for column in range(4):
            grid.setColumnStretch(column, 1)

    def _length(self, name: str) -> QSpinBox:
        box = QSpinBox()
        low, high = RANGES[name]
        box.setRange(round(low), round(high))
        box.setSingleStep(10 if name.endswith("_mm") else 1)
        box.setSuffix(f" {name.rsplit('_', 1)[1]}")
        box.setKeyboardTracking(False)
        box.lineEdit().setTextMargins(8, 0, 8, 0)
        box.valueChanged.connect(self._tell)
        self._lengths[name] = box
        return box

    def _text(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setMaxLength(TEXT)
        line.editingFinished.connect(self._tell)
        self._texts[name] = line
        return line

    def translate(self) -> None:
        texts = {
            "distance_mm": self.tr("Lens to chart"),
            "lens_height_cm": self.tr("Lens height"),
            "travel_up_cm": self.tr("Moves up"),
            "travel_down_cm": self.tr("Moves down"),
            "chart": self.tr("Chart"),
            "chart_certificate": self.tr("Number on its paper"),
        }
        for name, title in self._names.items():
            title.setText(texts[name])
            field: QWidget = self._lengths[name] if name in self._lengths else self._texts[name]
            field.setAccessibleName(texts[name])

    def show_setting(self, setting: CameraSetting, enabled: bool) -> None:
        self.setEnabled(enabled)
        for name, box in self._lengths.items():
            with QSignalBlocker(box):
                box.setValue(round(getattr(setting, name)))
        for name, line in self._texts.items():
            if not line.hasFocus():
                line.setText(getattr(setting, name))

    def _tell(self) -> None:
        lengths, texts = self._lengths, self._texts
        self.changed.emit(
            CameraSetting(
                distance_mm=float(lengths["distance_mm"].value()),
                lens_height_cm=float(lengths["lens_height_cm"].value()),
                travel_up_cm=float(lengths["travel_up_cm"].value()),
                travel_down_cm=float(lengths["travel_down_cm"].value()),
                chart=texts["chart"].text().strip(),
                chart_certificate=texts["chart_certificate"].text().strip(),
            )
        )


class SwitchRow(QWidget):
    """Exposure or focus: left to the camera, or a value in the camera's own units."""

    automatic_set = Signal(str, bool)
    value_set = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self._name, self._automatic, self._value = label("small"), QCheckBox(), QSpinBox()
        self._value.setRange(-FAR, FAR)
        self._value.setKeyboardTracking(False)
        self._value.lineEdit().setTextMargins(8, 0, 8, 0)
        self._value.setMinimumWidth(VALUE_WIDTH)  # the widest number that its range allows would ask for more
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._name)
        row.addWidget(self._automatic)
        row.addWidget(self._value, 1)
        self._automatic.clicked.connect(self._told_automatic)
        self._value.valueChanged.connect(self._told_value)

    def show_switch(self, switch: CameraSwitch | None, enabled: bool) -> None:
        self.setVisible(switch is not None)
        self.setEnabled(enabled)
        if switch is None:
            return
        self._key = switch.key
        name = {"exposure": self.tr("Exposure"), "focus": self.tr("Focus")}[switch.key]
        self._name.setText(name)
        automatic = self.tr("Automatic")
        self._automatic.setText(automatic)
        self._automatic.setAccessibleName(f"{name}: {automatic}")
        self._value.setAccessibleName(name)
        self._automatic.setVisible(switch.automatic is not None)
        self._automatic.setChecked(bool(switch.automatic))
        self._value.setVisible(switch.value is not None)
        if switch.value is not None and not self._value.hasFocus():
            with QSignalBlocker(self._value):
                self._value.setValue(round(switch.value))

    def _told_automatic(self, on: bool) -> None:
        self.automatic_set.emit(self._key, on)

    def _told_value(self, value: int) -> None:
        self.value_set.emit(self._key, float(value))


class Sharpness(QWidget):
    """How sharp the live picture is against the best that was seen: turn the lens until the bar is full again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._told, self._meter = label("strong", wrap=True), Meter()
        column.addWidget(self._told)
        column.addWidget(self._meter)

    def show_look(self, look: ChartLook | None, best_sharpness: float, best_detail: float, limit: float) -> None:
        if look is None:
            text, share, mark, tone = self.tr("No picture yet"), None, None, Tone.OFF
        elif look.sharpness is None:
            share, mark, tone = look.detail / best_detail if best_detail > 0 else 0.0, None, Tone.WARN
            text = self.tr("No chart in view. Fine structure: {share} % of the best seen")
            text = text.format(share=words.number(100 * share, 0))
        else:
            top = max(best_sharpness, limit) * 1.1
            share, mark = look.sharpness / top, limit / top
            tone = Tone.OK if look.sharpness >= limit else Tone.BAD
            text = self.tr("Sharpness {value} cycles a pixel, best seen {best}, at least {limit}")
            text = text.format(
                value=words.number(look.sharpness, 2),
                best=words.number(best_sharpness, 2),
                limit=words.number(limit, 2),
            )
        self._told.setText(text)
        self._meter.show_value(share, mark, tone)
        self._meter.setAccessibleName(text)


class CameraBenchPanel(QWidget):
    """Setting and controls of one camera."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.form = SettingForm()
        column.addWidget(self.form)
        self.switches = tuple(SwitchRow() for _ in range(SWITCHES))
        beside = QHBoxLayout()
        beside.setSpacing(14)
        for row in self.switches:
            beside.addWidget(row, 1)
        column.addLayout(beside)
        self._none = label("small", wrap=True)
        column.addWidget(self._none)

    def translate(self) -> None:
        self.form.translate()
        self._none.setText(self.tr("This camera lets nobody set exposure or focus: use the ring of its lens."))

    def show_bench(self, bench: BenchView | None, setting: CameraSetting, enabled: bool) -> None:
        self.setVisible(bench is not None)
        if bench is None:
            return
        self.form.show_setting(setting, enabled)
        self._none.setVisible(not bench.switches)
        for row, switch in zip(self.switches, (*bench.switches, *[None] * SWITCHES), strict=False):
            row.show_switch(switch, enabled)
