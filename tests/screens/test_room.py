"""What is not there takes no room, and what stands there is said once, in the words and dates of the window."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from station.domain.office import LogEntry
from station.ui.application import Application
from station.ui.counter.check import CheckScreen
from station.ui.counter.face import FaceScreen
from station.ui.counter.manual import ManualScreen
from station.ui.counter.stay_card import StayCard
from station.ui.counter.stay_history import StayHistory
from station.ui.office.audit_parts import say_detail
from station.ui.review.figures import FiguresScreen
from station.ui.shell import Shell
from station.ui.widgets.basics import Card
from tests import access
from tests.screens.gallery import settle, window
from tests.screens.states import all_states

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # small windows of a layout have a least size


def shown(app: Application, name: str) -> Shell:
    made = window(next(one for one in all_states() if one.name == name), (1366, 768))
    settle(app)
    return made


def test_without_a_face_on_record_the_live_one_has_the_whole_card(app: Application):
    shell = shown(app, "face_live")
    page = shell.findChild(FaceScreen)
    card = page.findChild(Card)
    assert page.view.width() > 0.9 * card.width()
    shell.close()


def test_without_charts_the_parts_of_the_figures_stay_together(app: Application):
    shell = shown(app, "figures_no_look")
    page = shell.findChild(FiguresScreen)
    heading = page._left.heading
    assert heading.height() < 2 * heading.sizeHint().height()
    assert page._finding.height() < 2 * page._finding.sizeHint().height()
    shell.close()


def test_a_second_primary_a_day_of_files_and_rows_without_air_are_found(app: Application):
    shell = shown(app, "stays_course")
    assert access.several_primaries(shell) == access.raw_days(shell) == access.crowded_rows(shell) == []
    (table, *_) = [one for one in access.shown_tables(shell) if one.wordWrap() and one.rowCount()]
    table.setRowHeight(0, table.fontMetrics().height() * 2)
    table.item(0, 0).setText("2026-11-24\nadmitted")
    label = QLabel("2026-11-24", shell)
    label.show()
    settle(app)
    assert len(access.crowded_rows(shell)) == 1 and len(access.raw_days(shell)) == 2
    shell.close()


@pytest.mark.parametrize("text", ["5 Dec 2026", "5 Des 2026", "5/12/2026", "2026-12-05"])
def test_a_day_is_typed_at_the_counter_as_people_write_it(app: Application, text: str):
    card, history = StayCard(), StayHistory(asking=True)
    told: list[tuple[str, str]] = []
    card.proof_given.connect(lambda ask, said: told.append((ask, said)))
    _name, edit = card.proofs[0]
    edit.setProperty("ask", "permit_until")
    QTest.keyClicks(edit, text)
    assert told[-1] == ("permit_until", "2026-12-05") and edit.text() == text
    history.day.setText(text)
    assert history._day() is not None and f"{history._day():%Y-%m-%d}" == "2026-12-05"


def test_a_birth_is_entered_by_hand_in_any_form_and_with_unknown_parts(app: Application):
    app.set_language("id")
    page = ManualScreen()
    birth = page.edits["birth"]
    assert isinstance(birth, QLineEdit)
    page._put("birth", "1974-08-12")
    assert birth.text() == "12 Agu 1974" and page._text("birth") == "1974-08-12"
    birth.setText("1974-xx-xx")
    assert page._text("birth") == "1974-xx-xx"


def test_the_log_is_told_in_the_words_of_the_window(app: Application):
    app.set_language("id")
    detail = {
        "verdict": "admit",
        "factors": "password finger",
        "active": False,
        "seconds": 372.5,
        "version": "2026-11-1",
    }
    at = datetime(2026, 11, 24, 9, 10, tzinfo=UTC)
    said = say_detail(LogEntry(1, at, detail={**detail, "before": at.isoformat()}))
    assert "admit" not in said and "Beri izin masuk" in said and "password" not in said
    assert "False" not in said and "372,5" in said and "24 Nov 2026" in said and "2026-11-24" not in said
    assert "2026-11-1" in said  # what is no day and no word stands as the log has it


def test_a_first_crossing_is_not_asked_to_be_compared_with_a_second_face(app: Application):
    shell = shown(app, "check_first")
    page = shell.findChild(CheckScreen)
    assert page.chrome().message is not None and "both faces" not in page.chrome().message[1]
    assert "watchlist" in page._verdict(page.state)[2]  # none was looked through, and the verdict says so
    shell.close()
