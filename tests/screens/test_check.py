"""The check page: three answers, the worst first, both prints of every finger, and candidates only where there are."""

from __future__ import annotations

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
