"""Times and days are those of the post: a machine that runs in UTC is seven hours behind a counter in Jakarta."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from PySide6.QtWidgets import QWidget

from station.domain.register import RegisterAnswer
from station.ui import words
from station.ui.application import Application
from station.ui.counter.stay_history import StayHistory
from tests.screens.codes import ROOT

WIB = timezone(timedelta(hours=7))
LATE = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)  # half past midnight of the second of March in Jakarta
SHOWS = ("station/ui", "station/counter", "station/register", "station/review", "station/office", "station/bench")


@pytest.fixture(autouse=True)
def at_a_machine_in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    words.tell_time_of(WIB)
    yield
    words.tell_time_of(None)
    monkeypatch.undo()
    time.tzset()


def test_half_past_midnight_is_no_moment_of_the_day_before(qapp: Application) -> None:
    qapp.set_language("en")
    assert words.moment(LATE) == "2 Mar 2026 00:30"
    assert words.there(LATE).date() == date(2026, 3, 2)


def test_a_time_of_today_stands_without_its_day_as_long_as_it_is_today_at_the_post(qapp: Application) -> None:
    now = datetime.now(UTC)
    assert words.moment(now) == f"{now.astimezone(WIB):%H:%M}"


def test_without_a_zone_of_the_post_the_machines_is_told(qapp: Application) -> None:
    qapp.set_language("en")
    words.tell_time_of(None)
    assert words.moment(LATE) == "1 Mar 2026 17:30"


def test_the_last_crossing_and_the_first_day_of_the_records_are_days_of_the_post(qapp: Application) -> None:
    qapp.set_language("en")
    page = QWidget()
    told = StayHistory(page)
    told.show_answer(RegisterAnswer((), last_at=LATE, last_direction="arrival", since=LATE))
    assert "Last crossing: arrival, 2 Mar 2026" in told.facts.text()
    assert "complete since 2 Mar 2026" in told.facts.text()


def test_no_page_tells_the_day_of_a_moment_in_another_zone_than_the_posts() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "station/ui").rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"words\.day\(.*\.date\(\)", line)
    ]
    assert not found


def test_no_page_and_no_desk_asks_for_the_zone_of_the_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for folder in SHOWS
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"astimezone\(\)|date\.today\(\)|datetime\.now\(\)", line)
    ]
    assert not found
