"""A day is typed as either language writes it, or picked from a calendar that opens at it."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCalendarWidget

from station.ui.application import Application
from station.ui.widgets.date_field import DateField

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
DAY = date(2026, 12, 5)


@pytest.mark.parametrize(
    "text", ["5 Dec 2026", "5 Des 2026", "5/12/2026", "05-12-2026", "2026-12-05", " 5 Desember 2026 "]
)
@pytest.mark.parametrize("language", ["en", "id"])
def test_both_languages_are_understood_in_either(app: Application, text: str, language: str):
    app.set_language(language)
    field = DateField()
    field.edit.setText(text)
    assert field.day() == DAY


def test_nothing_is_any_day_and_rubbish_is_none(app: Application):
    field = DateField()
    assert field.day() is None
    field.edit.setText("31/2/2026")
    with pytest.raises(ValueError, match="no day"):
        field.day()


def test_the_calendar_opens_at_the_day_and_its_choice_is_written_as_the_language_does(app: Application):
    app.set_language("id")
    field = DateField()
    field.show_day(DAY)
    assert field.edit.text() == "5 Des 2026"
    field.button.click()
    calendar = field._list.findChild(QCalendarWidget)
    assert calendar.selectedDate() == QDate(2026, 12, 5)
    calendar.clicked.emit(QDate(2026, 8, 17))
    assert field.day() == date(2026, 8, 17) and field.edit.text() == "17 Agu 2026"
    assert not field._list.isVisible()
