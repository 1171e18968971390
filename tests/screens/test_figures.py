"""The page of figures: parts by key, a chart and the table of the same strings, an officer's own alone."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from station.charts import BarChart, Diagram
from station.domain.figures import ArrivalsTold, FiguresPart, ServiceTold, ShiftNow
from station.domain.officer import Officer, Role
from station.domain.self_look import SelfLooks
from station.errors import NotAllowed
from station.ui import words
from station.ui.application import Application
from station.ui.keys import Act
from station.ui.review.figures import PARTS, FiguresScreen
from station.ui.review.figures_desk import FiguresPresenter
from station.ui.shell import Shell
from station.ui.theme import THEMES, Look
from station.work import Now
from tests.screens.gallery import settle
from tests.screens.shown import Nobody, Shown
from tests.screens.states import figures_states

STATES: dict[str, Shown] = {shown.name.removeprefix("figures_"): shown for shown in figures_states()}


class Desk:
    """Gives what the gallery shows."""

    def __init__(self, whole: bool = True) -> None:
        self.all_counters = whole
        self.saved: list[tuple[Diagram, Path]] = []
        self.read: list[str] = []

    def shift(self) -> ShiftNow:
        self.read.append("shift")
        found = STATES["shift" if self.all_counters else "own"].state.figures
        assert isinstance(found, ShiftNow)
        return found

    def service(self) -> ServiceTold:
        self.read.append("service")
        found = STATES["service"].state.figures
        assert isinstance(found, ServiceTold)
        return found

    def arrivals(self) -> ArrivalsTold:
        self.read.append("arrivals")
        found = STATES["arrivals"].state.figures
        assert isinstance(found, ArrivalsTold)
        return found

    def looks(self) -> SelfLooks:
        raise NotAllowed("somebody else's")

    def save(self, chart: Diagram, path: Path) -> None:
        self.saved.append((chart, path))


def opened(shell: Shell, desk: Desk) -> tuple[FiguresScreen, FiguresPresenter]:
    page = FiguresScreen()
    presenter = FiguresPresenter(page.render_view, Now(), desk)
    page.join(presenter)
    shell.add_page("figures", page)
    presenter.open()
    shell.show_page("figures")
    return page, presenter


def shown_table(page: FiguresScreen) -> tuple[tuple[str, ...], ...]:
    table = page._numbers

    def text(item: Any) -> str:
        return item.text() if item is not None else ""

    head = tuple(text(table.horizontalHeaderItem(c)) for c in range(table.columnCount()))
    body = (tuple(text(table.item(r, c)) for c in range(table.columnCount())) for r in range(table.rowCount()))
    return (head, *body)


def test_a_supervisor_goes_through_the_parts_and_charts_by_keys(shell: Shell, app: Application):
    desk = Desk()
    page, presenter = opened(shell, desk)
    settle(app)
    assert page._choices[FiguresPart.SHIFT].isChecked() and page._list.rowCount() == 4
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_8, control)
    assert page.state.part is FiguresPart.ARRIVALS and page._list.rowCount() == 7
    page._list.setFocus()
    QTest.keyClick(page._list, Qt.Key.Key_Down)
    assert page.state.chart == 1
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_F12)
    assert page.state.chart == 1 and desk.read == ["shift", "arrivals", "arrivals"]
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_9, control)
    assert page.state.problem is not None and page.state.problem.code == NotAllowed.code
    assert page._charts == () and not page._numbers.isVisible()
    closed: list[bool] = []
    page.closed.connect(lambda: closed.append(True))
    QTest.keyClick(shell, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    presenter.leave()
    assert closed == [True] and page.state.figures is None and page._charts == ()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_list_of_charts_can_be_read_below_many_facts(shell: Shell, app: Application, scale: float):
    """Five rows, or all where there are fewer: the page scrolls instead."""
    app.set_look(Look(scale=scale))
    for name in ("figures_service", "figures_arrivals", "figures_shift", "figures_errors"):
        shown = next(one for one in figures_states() if one.name == name)
        page = shown.page()
        page.join(Nobody())
        shell.add_page(name, page)
        page.render_view(shown.state)
        shell.show_page(name)
        settle(app)
        charts = page._list
        rows = min(5, charts.rowCount())
        assert rows > 2
        assert charts.viewport().height() >= sum(charts.rowHeight(row) for row in range(rows))


def test_an_officer_has_their_own_shift_and_no_way_to_another_part(shell: Shell, app: Application):
    desk = Desk(whole=False)
    page, presenter = opened(shell, desk)
    settle(app)
    assert [part for part, made in page._choices.items() if made.isVisible()] == [FiguresPart.SHIFT]
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_8, Qt.KeyboardModifier.ControlModifier)
    presenter.show(FiguresPart.LOOKS)
    assert page.state.part is FiguresPart.SHIFT and desk.read == ["shift"]
    assert not any("CGK-02" in cell for chart in page._charts for row in chart.table() for cell in row)


@pytest.mark.parametrize("name", [name for name, shown in STATES.items() if shown.state.figures is not None])
def test_what_is_painted_stands_in_the_table_as_the_file_would_have_it(name: str, app: Application):
    page = FiguresScreen()
    page.translate()
    for place in range(8):
        page.render_view(replace(STATES[name].state, chart=place))
        if place < len(page._charts):
            chart = page._charts[place]
            assert shown_table(page) == chart.table()
            assert page._chart.accessibleName() == chart.title == page._numbers.accessibleName()
            assert page._chart.accessibleDescription()
    page.deleteLater()


def test_a_chart_is_painted_in_the_colours_of_the_theme_and_said_in_one_sentence(app: Application):
    seen = []
    for theme in ("light", "dark"):
        app.set_look(Look(THEMES[theme]))
        page = FiguresScreen()
        page.render_view(STATES["steps"].state)
        page._chart.resize(600, 300)
        picture = page._chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        colours = {picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)}
        assert len(colours) > 3
        seen.append(picture)
        said = page._chart.accessibleDescription()
        assert "5.2 (Decision)" in said and "39.6 (Whole visit)" in said
        page.deleteLater()
    app.set_look(Look(THEMES["light"]))
    assert seen[0] != seen[1]


def test_an_alarm_names_the_group_how_many_people_and_what_would_be_found(app: Application):
    page = FiguresScreen()
    page.render_view(STATES["alarm"].state)
    said = page._finding.text.text()
    assert "PNG" in said and "410" in said and "3.1" in said and "above 2 %" in said
    page.render_view(STATES["quiet"].state)
    quiet = page._finding.text.text()
    assert quiet.startswith("No alarm on 24 Nov 2026") and "14,570" in quiet and "12,690" in quiet
    facts = [value.text() for _, value in page._facts._rows]
    assert any("1.9 – 4.4" in text for text in facts)
    page.deleteLater()


def test_the_chart_that_is_shown_is_the_one_that_is_saved(app: Application, tmp_path: Path):
    desk, states = Desk(), []
    presenter = FiguresPresenter(states.append, Now(), desk)
    presenter.open()
    chart = BarChart("t", "n", "m", ("a",), (1.0,))
    presenter.save(chart, str(tmp_path / "shift-1.csv"))
    assert desk.saved == [(chart, tmp_path / "shift-1.csv")] and presenter.state.saved == "shift-1.csv"
    presenter.choose(2)
    assert presenter.state.saved == ""


def test_every_part_has_a_key_of_its_own():
    assert set(PARTS) == set(FiguresPart) and len(set(PARTS.values())) == len(FiguresPart)


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_and_the_help_offer_it_to_officers_and_supervisors(shell: Shell, role: Role):
    shell.header.menu.render_officer(Officer("x", "X", role))
    wanted = role in {Role.OFFICER, Role.SUPERVISOR}
    assert (Act.FIGURES in shell._everywhere()) is wanted
    shell.header.menu._list.aboutToShow.emit()
    texts = {action.text().split("\t")[0] for action in shell.header.menu._list.actions()}
    assert ("Figures" in texts) is wanted


def test_numbers_and_days_are_written_as_the_language_does_and_in_files_as_programs_read_them(app: Application):
    app.set_language("id")
    try:
        page = FiguresScreen()
        page.translate()
        page.render_view(replace(STATES["arrivals"].state, chart=1))
        shown, chart = shown_table(page), page._charts[1]
        first = chart.cells()[1][0]
        assert isinstance(first, date) and shown[1][0] == words.day(first) and first.isoformat() in chart.csv()
        page.render_view(replace(STATES["service"].state, chart=0))
        steps = page._charts[0]
        assert any("," in cell for row in shown_table(page)[1:] for cell in row[1:])
        assert not any("," in cell for row in [*csv.reader(io.StringIO(steps.csv()))][1:] for cell in row[1:])
        page.deleteLater()
    finally:
        app.set_language("en")
