"""A day, typed as the language writes it or picked from a calendar; empty means any day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QSize, Signal
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget, QWidgetAction

from station.ui import theme, words
from station.ui.widgets.basics import restyle


class DateField(QWidget):
    entered = Signal()  # Return in the field, or a day of the calendar

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit, self.button = QLineEdit(), QPushButton()
        self.edit.setMaxLength(24)
        self.edit.returnPressed.connect(self.entered)
        self.button.setAutoDefault(False)
        self.button.setProperty("kind", "quiet")
        self._list: QMenu | None = None  # made when it is first asked for
        self.button.clicked.connect(self._pop_up)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)
        self._dress()

    def name(self, text: str) -> None:
        """What the field is called."""
        self.edit.setAccessibleName(text)
        self.button.setAccessibleName(self.tr("Calendar: {field}").format(field=text))
        self._dress()

    def day(self) -> date | None:
        """Raises ValueError for a text that is no day."""
        return words.typed_day(self.edit.text())

    def show_day(self, day: date | None) -> None:
        if not self.edit.hasFocus():
            self.edit.setText("" if day is None else words.day(day))
            self.mark(False)

    def clear(self) -> None:
        self.edit.clear()
        self.mark(False)

    def mark(self, wrong: bool) -> None:
        restyle(self.edit, wrong="true" if wrong else "false")

    def _pop_up(self) -> None:
        """A calendar at the day that stands in the field, else today."""
        try:
            day = self.day()
        except ValueError:
            day = None
        if self._list is not None:
            self._list.deleteLater()
        self._list = QMenu(self)
        calendar = QCalendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setLocale(QLocale())
        calendar.setSelectedDate(QDate.currentDate() if day is None else QDate(day.year, day.month, day.day))
        calendar.clicked.connect(self._picked)
        calendar.activated.connect(self._picked)
        action = QWidgetAction(self._list)
        action.setDefaultWidget(calendar)
        self._list.addAction(action)
        self._list.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))
        calendar.setFocus()

    def _picked(self, day: QDate) -> None:
        if self._list is not None:
            self._list.close()
        self.edit.setText(words.day(date(day.year(), day.month(), day.day())))
        self.mark(False)
        self.edit.setFocus()

    def _dress(self) -> None:
        self.edit.setPlaceholderText(words.example_day())
        side = theme.look().px(20)
        self.button.setIcon(theme.icon("calendar", "text", side))
        self.button.setIconSize(QSize(side, side))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self._dress()
        super().changeEvent(event)
