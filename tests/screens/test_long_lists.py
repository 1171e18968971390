"""Lists that grow while somebody reads on: what is there already is neither filled nor measured again."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QTableWidgetItem

from station.ui import theme
from station.ui.application import Application
from station.ui.theme import THEMES
from station.ui.widgets import meters
from station.ui.widgets.meters import Choice, ChoiceTable


def rows(count: int, mark: str = "") -> list[Choice]:
    return [(f"id{n}", (f"TRAVELLER {n}{mark}", "UTO", f"day {n}\nday {n + 1}")) for n in range(count)]


class Watched(ChoiceTable):
    """Counts what it measures."""

    measured = 0

    def sizeHintForRow(self, row: int) -> int:  # noqa: N802  Qt's name
        self.measured += 1
        return super().sizeHintForRow(row)


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    plain = meters.fill_row

    def fill(table: ChoiceTable, row: int, texts: tuple[str, ...]) -> list[QTableWidgetItem]:
        found.append(row)
        return plain(table, row, texts)

    monkeypatch.setattr(meters, "fill_row", fill)
    return found


@pytest.fixture
def table(app: Application, filled: list[int]) -> Watched:
    made = Watched(3)
    made.setHorizontalHeaderLabels(["Name", "From", "Days"])
    made.resize(600, 400)
    made.show()
    app.processEvents()
    made.show_choices(rows(100), "")
    app.processEvents()
    filled.clear()
    made.measured = 0
    return made


def test_a_further_page_costs_its_own_rows_and_a_choice_none(table: Watched, filled: list[int]):
    table.show_choices(rows(150), "")
    assert filled == list(range(100, 150)) and table.measured == 50
    table.show_choices(rows(150), "id120")
    assert len(filled) == 50 and table.measured == 50 and table.currentRow() == 120
    table.show_choices(rows(150), "")
    assert table.currentRow() == -1 and table.measured == 50


def test_a_row_that_changed_is_filled_with_what_follows_it_and_another_list_as_a_whole(
    table: Watched, filled: list[int]
):
    changed = rows(100)
    changed[97] = ("id97", ("ANOTHER NAME", "UTO", "day"))
    table.show_choices(changed, "id97")
    assert filled == [97, 98, 99] and table.item(97, 0).text() == "ANOTHER NAME"
    table.show_choices(rows(3, " B"), "")
    assert table.rowCount() == 3 and table.item(2, 0).text() == "TRAVELLER 2 B"
    table.show_choices([], "")
    assert table.rowCount() == 0


def test_in_another_look_or_width_every_row_is_measured_again(
    table: Watched, filled: list[int], app: Application, monkeypatch: pytest.MonkeyPatch
):
    table.resize(420, 400)
    app.processEvents()
    assert table.measured >= 100 and not filled
    monkeypatch.setattr(theme._Current, "look", theme.Look(THEMES["dark"]))
    table.show_choices(rows(100), "")
    assert len(filled) == 100


def test_a_row_with_more_lines_is_higher_also_where_it_came_with_a_later_page(table: Watched, app: Application):
    high = [*rows(100), ("more", ("A NAME\nOF\nFOUR\nLINES AND MORE\nOF THEM", "UTO", "day"))]
    table.show_choices(high, "")
    app.processEvents()
    assert table.rowHeight(100) > table.rowHeight(0)
