"""The three cards beside the zone: the fields that were read, the stay, the privacy notice."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSpinBox, QWidget

from station.domain.desk import DocumentReading, NoticeText, VisaClass
from station.domain.visit import Direction, Purpose
from station.ui import words
from station.ui.notice import LANGUAGES
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Icon, Notice, button, label, say_long

FIELDS = ("surname", "given_names", "number", "nationality", "issuer", "birth", "sex", "expiry", "optional")


class FieldsCard(Card):
    name_confirmed = Signal(bool)
    expired_seen = Signal(bool)
    link_chosen = Signal(str)  # person, "" for nobody

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[QLabel, QLabel, Icon]] = {}
        for row, field in enumerate(FIELDS):
            name, value, mark = label("small"), label("value", wrap=True), Icon("", "ok", 16)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            grid.addWidget(mark, row, 2, Qt.AlignmentFlag.AlignTop)
            self._rows[field] = (name, value, mark)
        self.body.addLayout(grid)
        self._problems, self._expired, self._known = Notice(), Notice(), Notice()
        self._seen, self._confirm = QCheckBox(), QCheckBox()
        self._renewed_text = label("small", wrap=True)
        self._renewed = QComboBox()
        self.body.addWidget(self._confirm)
        for part in (self._problems, self._expired, self._seen, self._known, self._renewed_text, self._renewed):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._confirm.toggled.connect(self.name_confirmed)
        self._seen.toggled.connect(self.expired_seen)
        self._renewed.activated.connect(self._linked)

    def translate(self) -> None:
        self.heading.setText(self.tr("What it says"))
        for field, (name, _value, _mark) in self._rows.items():
            name.setText(words.say_key("field", field))
        self._confirm.setText(self.tr("The name agrees"))
        self._seen.setText(self.tr("I have seen that it expired"))
        self._renewed.setAccessibleName(self.tr("Link to an earlier document"))

    def toggle_name(self) -> None:
        if self._confirm.isEnabled():
            self._confirm.toggle()

    def render_fields(
        self, reading: DocumentReading | None, confirmed: bool, seen: bool, link: str | None, busy: bool
    ) -> None:
        document = reading.document if reading else None
        wrong = {p.field for p in reading.problems} if reading else set()
        for field, (name, value, mark) in self._rows.items():
            text = str(getattr(document, field)) if document is not None else ""
            shown = field != "optional" or bool(text) or field in wrong
            for part in (name, value, mark):
                part.setVisible(shown)
            say_long(value, text or "–", longest=10)
            if field in wrong:
                mark.show_icon("circle-x", "bad")
            elif document is None or field in {"surname", "given_names"}:
                mark.show_icon("check" if confirmed and document is not None else "", "ok")
            else:
                mark.show_icon("check" if text else "", "ok")
            mark.setAccessibleName(words.say_problem("mrz_check_digit") if field in wrong else "")
        by_code: dict[str, list[str]] = {}
        for problem in reading.problems if reading else ():
            by_code.setdefault(problem.code, []).append(words.say_key("field", problem.field))
        lines = [f"{', '.join(fields)}: {words.say_problem(code)}" for code, fields in by_code.items()]
        self._problems.say(Tone.BAD, "\n".join(lines))
        if document is not None and not wrong:
            self.chip.say(Tone.OK, self.tr("Digits agree"))
        else:
            self.chip.say(Tone.BAD, self.tr("Wrong digits") if wrong else "")
        expired = reading is not None and reading.expired
        self._expired.say(Tone.WARN, self.tr("This document has expired.") if expired else "")
        self._seen.setVisible(expired)
        for box, on in ((self._confirm, confirmed), (self._seen, seen)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        self._confirm.setVisible(document is not None)
        self._confirm.setEnabled(document is not None and not busy)
        self._show_people(reading, link)

    def _show_people(self, reading: DocumentReading | None, link: str | None) -> None:
        known = reading.known if reading else None
        if known is not None:
            last = words.day(known.last_visit)
            self._known.say(Tone.INFO, self.tr("On record with this document; last visit {day}.").format(day=last))
        else:
            self._known.say(Tone.INFO, "")
        people = reading.renewed if reading and known is None else ()
        self._renewed_text.setVisible(bool(people))
        self._renewed.setVisible(bool(people))
        if not people:
            return
        self._renewed_text.setText(self.tr("Somebody with this name and birth date is on record. A renewed passport?"))
        self._renewed.clear()
        self._renewed.addItem(self.tr("No, a new person"), "")
        for person in people:
            self._renewed.addItem(f"{person.name} · {person.document} · {words.day(person.last_visit)}", person.person)
        self._renewed.setCurrentIndex(max(0, self._renewed.findData(link or "")))
        self._renewed.setMinimumContentsLength(12)
        self._renewed.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def _linked(self, index: int) -> None:
        self.link_chosen.emit(self._renewed.itemData(index))


class StayCard(Card):
    direction_chosen = Signal(object)
    purpose_chosen = Signal(object)
    visa_chosen = Signal(str)
    days_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._arrival, self._departure = button("choice"), button("choice")
        ways = QHBoxLayout()
        for way, direction in ((self._arrival, Direction.ARRIVAL), (self._departure, Direction.DEPARTURE)):
            way.setCheckable(True)
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
        grid.setVerticalSpacing(3)
        grid.addWidget(self._names[0], 0, 0, 1, 2)
        grid.addWidget(self._purpose, 1, 0, 1, 2)
        grid.addWidget(self._names[1], 2, 0)
        grid.addWidget(self._names[2], 2, 1)
        grid.addWidget(self._visa, 3, 0)
        grid.addWidget(self._days, 3, 1)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        self.body.addLayout(grid)
        for name, field in zip(self._names, (self._purpose, self._visa, self._days), strict=True):
            name.setBuddy(field)
        last = QHBoxLayout()
        self._last_name, self._last = label("small"), label("heading")
        last.addWidget(self._last_name)
        last.addStretch(1)
        last.addWidget(self._last)
        self.body.addLayout(last)
        self._problem = Notice()
        self.body.addWidget(self._problem)
        self._purpose.activated.connect(self._chose_purpose)
        self._visa.activated.connect(self._chose_visa)
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
        chosen = self._purpose.currentData()
        self._purpose.clear()
        for purpose in Purpose:
            self._purpose.addItem(words.say(purpose), purpose.value)
        self._purpose.setCurrentIndex(max(0, self._purpose.findData(chosen)))

    def render_stay(
        self,
        direction: Direction,
        purpose: Purpose,
        visas: tuple[VisaClass, ...],
        visa_class: str,
        days: int,
        last_day: date | None,
        problem: str,
    ) -> None:
        arrival = direction is Direction.ARRIVAL
        self._arrival.setChecked(arrival)
        self._departure.setChecked(not arrival)
        self._purpose.setCurrentIndex(max(0, self._purpose.findData(purpose.value)))
        self._visa.clear()
        for visa in visas:
            text = (
                visa.key if visa.days is None else self.tr("{visa} · {days} days").format(visa=visa.key, days=visa.days)
            )
            self._visa.addItem(text, visa.key)
        self._visa.setCurrentIndex(max(0, self._visa.findData(visa_class)))
        self._days.blockSignals(True)
        self._days.setValue(days)
        self._days.blockSignals(False)
        for part in (self._names[1], self._names[2], self._visa, self._days, self._last_name, self._last):
            part.setVisible(arrival)
        limited = not any(v.key == visa_class and v.days is None for v in visas)
        self._days.setEnabled(limited)
        self._last.setText(words.day(last_day) if limited else self.tr("no limit"))
        self._problem.say(Tone.BAD, problem)

    def _direction(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.direction_chosen.emit(sender.property("direction"))

    def _chose_purpose(self, index: int) -> None:
        self.purpose_chosen.emit(Purpose(self._purpose.itemData(index)))

    def _chose_visa(self, index: int) -> None:
        self.visa_chosen.emit(self._visa.itemData(index))


class NoticeCard(Card):
    language_chosen = Signal(str)
    shown = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = QComboBox()
        self._language.activated.connect(self._chose)
        self.head.addWidget(self._language)
        self._text = label(wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._text)
        area.setMinimumHeight(40)
        self._area = area
        self.body.addWidget(area, 1)
        self._box = QCheckBox()
        self.body.addWidget(self._box)
        self._box.toggled.connect(self.shown)

    def translate(self) -> None:
        self.heading.setText(self.tr("Privacy notice"))
        self._box.setText(self.tr("Shown to the traveller"))
        self._area.setAccessibleName(self.tr("Privacy notice"))
        self._language.setAccessibleName(self.tr("Language of the notice"))

    def render_notice(self, notice: NoticeText | None, shown: bool, languages: tuple[str, ...]) -> None:
        self._text.setText(notice.text if notice else "")
        language = LANGUAGES.get(notice.language) if notice else None
        backwards = language is not None and language.right_to_left
        self._text.setLayoutDirection(Qt.LayoutDirection.RightToLeft if backwards else Qt.LayoutDirection.LeftToRight)
        if languages != tuple(self._language.itemData(i) for i in range(self._language.count())):
            self._language.clear()
            for code in languages:
                self._language.addItem(LANGUAGES[code].name, code)
        self._language.setCurrentIndex(self._language.findData(notice.language) if notice else -1)
        self._box.blockSignals(True)
        self._box.setChecked(shown)
        self._box.blockSignals(False)
        self._box.setEnabled(notice is not None)

    def _chose(self, index: int) -> None:
        self.language_chosen.emit(self._language.itemData(index))
