"""The stay that is asked for: direction, purpose, the classes that this traveller may have, and what they must show."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from station.domain.desk import NO_CLASS, PurposeName, VisaClass
from station.domain.visit import Direction
from station.ui import words
from station.ui.counter.document_desk import DocumentView
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, fill_box, label
from station.ui.widgets.choices import Choice

MOST_ASKED = 2  # papers that one class asks for
DAYS = frozenset({"permit_until", "reentry_until"})


class StayCard(Card):
    direction_chosen = Signal(object)
    purpose_chosen = Signal(str)
    visa_chosen = Signal(str)
    days_chosen = Signal(int)
    proof_given = Signal(str, str)  # what was asked for, and what stands there now

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._arrival, self._departure = Choice(), Choice()
        ways = QHBoxLayout()
        for way, direction in ((self._arrival, Direction.ARRIVAL), (self._departure, Direction.DEPARTURE)):
            way.setProperty("direction", direction)
            way.clicked.connect(self._direction)
            ways.addWidget(way)
        self.body.addLayout(ways)
        self._purpose, self._visa, self._days = QComboBox(), QComboBox(), QSpinBox()
        self._days.setRange(1, 3650)
        self._days.setKeyboardTracking(False)
        self._days.lineEdit().setTextMargins(8, 0, 8, 0)
        for box in (self._purpose, self._visa):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
        self._names = [label("small") for _ in range(3)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.addWidget(self._names[0], 0, 0, 1, 2)
        grid.addWidget(self._purpose, 1, 0, 1, 2)
        grid.addWidget(self._names[1], 2, 0, 1, 2)
        grid.addWidget(self._visa, 3, 0, 1, 2)
        grid.addWidget(self._names[2], 4, 0)
        grid.addWidget(self._days, 4, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for name, field in zip(self._names, (self._purpose, self._visa, self._days), strict=True):
            name.setBuddy(field)
        self.proofs: list[tuple[QWidget, QLineEdit]] = []
        for place in range(MOST_ASKED):
            name, edit = label("small"), QLineEdit()
            edit.setMaxLength(40)
            name.setBuddy(edit)
            edit.textEdited.connect(self._proof)
            grid.addWidget(name, 5 + place, 0)  # a row of its own: beside a hidden part a row loses its spacing
            grid.addWidget(edit, 5 + place, 1)
            self.proofs.append((name, edit))
        self.body.addLayout(grid)
        last = QHBoxLayout()
        self._last_name, self._last = label("small"), label("heading")
        last.addWidget(self._last_name)
        last.addStretch(1)
        last.addWidget(self._last)
        self.body.addLayout(last)
        self._problem = Notice()
        self.body.addWidget(self._problem)
        self._examples = label("small", wrap=True)
        self.body.addWidget(self._examples)
        self._purpose.activated.connect(lambda index: self.purpose_chosen.emit(self._purpose.itemData(index)))
        self._visa.activated.connect(lambda index: self.visa_chosen.emit(self._visa.itemData(index)))
        self._days.valueChanged.connect(self.days_chosen)

    def translate(self) -> None:
        self.heading.setText(self.tr("Stay"))
        for name, box, text in zip(
            self._names,
            (self._purpose, self._visa, self._days),
            (self.tr("Purpose of visit"), self.tr("Visa class"), self.tr("Days asked for")),
            strict=True,
        ):
            name.setText(text)
            box.setAccessibleName(text)
        self._last_name.setText(self.tr("Last permitted day"))
        self._arrival.setText(words.say(Direction.ARRIVAL))
        self._departure.setText(words.say(Direction.DEPARTURE))
        self._examples.setText(self.tr("Classes and lists are examples until the agency confirms them."))

    def render_stay(self, state: DocumentView) -> None:
        arrival = state.direction is Direction.ARRIVAL
        self._arrival.setChecked(arrival)
        self._departure.setChecked(not arrival)
        self._fill(self._purpose, [(self.say_purpose(p), p.key) for p in state.purposes], state.purpose)
        known = bool(state.visas) or state.classes_known
        offered = [(self.say_class(visa), visa.key) for visa in state.visas]
        if known:
            offered.append((self.tr("No class fits: refer"), NO_CLASS))
        self._fill(self._visa, offered, state.visa_class)
        chosen = next((visa for visa in state.visas if visa.key == state.visa_class), None)
        self._days.blockSignals(True)
        self._days.setMaximum(max(1, chosen.days if chosen is not None and chosen.days else 3650))
        self._days.setValue(state.days)
        self._days.blockSignals(False)
        counted = chosen is not None and chosen.days is not None
        shown: tuple[QWidget, ...] = (self._names[1], self._visa, self._last_name, self._last)
        for part in shown:
            part.setVisible(arrival)
        asked: tuple[QWidget, ...] = (self._names[2], self._days)
        for part in asked:  # a permit names its last day: nobody asks for days
            part.setVisible(arrival and (counted or chosen is None))
        self._visa.setEnabled(known)
        self._days.setEnabled(counted)
        self._show_proofs(chosen.asks if chosen is not None and arrival else (), state)
        unlimited = chosen is not None and not counted and state.last_day is None and not chosen.asks
        self._last.setText(self.tr("no limit") if unlimited else words.day(state.last_day))
        problem = words.say_problem(state.stay_problem.code) if state.stay_problem is not None else ""
        if arrival and not problem and state.stay_warning:
            self._problem.say(Tone.WARN, words.say_key("warning", state.stay_warning))
        elif arrival and not problem and state.visa_class == NO_CLASS:
            self._problem.say(Tone.WARN, words.say_key("warning", "stay_without_class"))
        else:
            self._problem.say(Tone.BAD, problem if arrival else "")
        # what must be mended stands alone; the hint comes back with the stay in order
        self._examples.setVisible(arrival and not state.confirmed and not problem)

    @staticmethod
    def say_purpose(purpose: PurposeName) -> str:
        """In the product's words where it has some, else in the policy's."""
        return words.say_named("purpose", purpose.key, purpose.names)

    @staticmethod
    def say_class(visa: VisaClass) -> str:
        name = words.in_language(visa.names)
        return f"{visa.key} · {name}" if name else visa.key

    @staticmethod
    def _fill(box: QComboBox, items: list[tuple[str, str]], chosen: str) -> None:
        fill_box(box, items)
        box.setCurrentIndex(box.findData(chosen))

    def _show_proofs(self, asks: tuple[str, ...], state: DocumentView) -> None:
        for place, (name, edit) in enumerate(self.proofs):
            used = place < len(asks)
            name.setVisible(used)
            edit.setVisible(used)
            if not used:
                continue
            ask = asks[place]
            text = words.say_key("proof", ask)
            name.setText(text)  # type: ignore[attr-defined]  # a label
            edit.setAccessibleName(text)
            edit.setPlaceholderText(words.example_day() if ask in DAYS else "")
            edit.setProperty("ask", ask)
            said = dict(state.proofs).get(ask, "")
            if ask in DAYS:  # a day stays as it was typed; the record has it as files do
                if words.in_files(edit.text()) != words.in_files(said):
                    edit.setText(words.birth(said))
            elif edit.text() != said:
                edit.setText(said)

    def _proof(self, text: str) -> None:
        sender = self.sender()
        if sender is not None:
            ask = sender.property("ask")
            self.proof_given.emit(ask, words.in_files(text) if ask in DAYS else text)

    def _direction(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.direction_chosen.emit(sender.property("direction"))
