"""The check page: three answers, the worst first, both prints of every finger, and candidates only where there are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from station.ui.application import Application
from station.ui.theme import Tone
from tests.screens.gallery import settle, window
from tests.screens.states import all_states


@pytest.fixture
def shown(app: Application, qtbot: QtBot):
    kept = []  # a window that nobody holds is gone with its page

    def show(name: str):
        shell = window(next(one for one in all_states() if one.name == name), (1366, 768))
        kept.append(shell)
        qtbot.addWidget(shell)
        settle(app)
        return shell.page()

    return show


def order(page) -> list[str]:
    return [page._sorted.itemAt(at).widget().name.text() for at in range(3)]


def test_identity_watchlist_and_stay_always_stand_there_with_one_sentence_each(shown):
    page = shown("check_match")
    assert order(page) == ["Identity", "Watchlist", "Stay"]
    for card in (page.identity, page.listed, page.stay):
        assert card.isVisible() and card.sentence.text() and card.tone is Tone.OK
    assert [pair[0].isVisible() for pair in page.prints._pairs] == [True] * 4
    assert page.prints._pairs[0][1].accessibleName() == "Right index at the counter"


def test_what_is_wrong_comes_first(shown):
    assert order(shown("check_overdue"))[0] == "Stay"
    assert order(shown("check_first"))[0] == "Watchlist", "a station without a list has looked nothing through"
    page = shown("check_case")
    assert order(page)[-1] == "Stay" and page.identity.tone is Tone.BAD and page.listed.tone is Tone.BAD


def test_who_is_not_alike_is_no_candidate_and_stands_under_details(shown, app: Application):
    page = shown("check_match")
    assert not page._list.isVisible() and "Nobody else alike" in page.identity.more.text()
    page.details.setChecked(True)
    settle(app)
    assert page._list.isVisible() and page._list.rowCount() == 2
    assert shown("check_case")._list.isVisible(), "somebody alike is shown at once"


def test_a_listed_person_stands_above_everything_field_by_field_beside_the_traveller(shown):
    page = shown("check_case")
    assert order(page)[0] == "Watchlist · List of 20 Nov 2026, 12,408 entries."
    assert page.listed.sentence.text() == "May be a listed person: “wanted”"
    rows = [
        (row[0].text(), row[2].text(), row[4].text(), row[3].isVisible())
        for row in page.person._rows
        if row[0].isVisible()
    ]
    assert rows == [
        ("Name", "ERIKSON, ANA M.", "Alike", True), ("Born", "12 Aug 1974", "Same", True),
        ("Nationality", "UTO", "Same", True), ("Document", "T41180275", "Different", True),
        ("Face", "no face", "Not compared", True),
    ]  # fmt: skip
    why = page.person._rows[0][5].text()
    assert "ERIKSSON and ERIKSON sound alike" in why and "MARIA / M" in why
    assert "Same: Born, Nationality." in page.listed.more.text()


def test_what_the_officer_may_do_stands_on_the_page_while_a_supervisor_is_asked(shown):
    page = shown("check_case")
    assert page.may_do.isVisible() and len(page.may_do._lines) == 3
    assert not shown("check_ruled").may_do.isVisible() and not shown("check_match").may_do.isVisible()


def test_of_several_listed_people_the_row_that_is_chosen_is_laid_beside_the_traveller(shown, app: Application):
    page = shown("check_case")
    state = page.state
    (first,) = state.result.watchlist
    field = replace(first.fields[0], listed="ERIKSSON, A.")
    second = replace(first, candidate=replace(first.candidate, rank=2, name=field.listed), fields=(field,))
    page.render_view(replace(state, result=replace(state.result, watchlist=(first, second))))
    settle(app)
    assert page._watch.isVisible() and page._watch.rowCount() == 2
    page._watch.setCurrentCell(1, 1)
    settle(app)
    assert [row[2].text() for row in page.person._rows if row[0].isVisible()] == ["ERIKSSON, A."]
    assert not page.person._numbers.isVisible()
    page.details.setChecked(True)
    settle(app)
    assert page.person._numbers.isVisible() and "birth same 9.0" in page.person._numbers.text()
