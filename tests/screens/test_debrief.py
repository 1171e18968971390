"""The debrief after a rehearsal: what it says, in both languages, and that it stays until somebody closes it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

import resources
from station import app as program
from station.domain.training import Happened, Marking, Scenario
from station.ui.application import Application
from station.ui.debrief import PARTS, DebriefFront, DebriefState
from station.ui.keys import Act
from station.ui.shell import Shell
from station.workflow.training import GRAVE_CAP, WEIGHTS, mark, parse
from tests.screens.gallery import settle

KNOWN = {one.key: one for one in parse(resources.path("training/scenarios.json").read_bytes())}
CLONE = KNOWN["chip_clone"]
WRONG = mark(CLONE, Happened(visits=1, sealed=True, verdict="admit", language="en", seconds=40))


@pytest.fixture
def closed() -> list[bool]:
    return []


@pytest.fixture
def front(app: Application, shell: Shell, closed: list[bool]) -> Iterator[DebriefFront]:
    made = DebriefFront(app, shell, DebriefState(CLONE, WRONG), lambda: closed.append(True))
    yield made
    app.set_language("en")


def said(front: DebriefFront) -> list[str]:
    return [one.text() for one in front.page.findChildren(QLabel) if one.isVisible() and one.text()]


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_grave_act_what_was_missed_and_what_is_good_are_said(app: Application, front: DebriefFront, language: str):
    app.set_language(language)
    settle(app)
    shown = said(front)
    for check in (*WRONG.grave, *WRONG.missed):
        assert check.say[language] in shown
    assert CLONE.good[language] in shown
    assert any(f"{GRAVE_CAP:.0f}" in text for text in shown)
    assert CLONE.title[language] in front.page.chrome().title


def test_the_parts_are_those_that_are_marked():
    assert set(PARTS) == set(WEIGHTS)


def test_whoever_missed_nothing_reads_that(app: Application, shell: Shell):
    whole = Marking("overstay", 100.0, dict.fromkeys(WEIGHTS, 1.0))
    front = DebriefFront(app, shell, DebriefState(KNOWN["overstay"], whole), lambda: None)
    shown = said(front)
    assert "Nothing was missed." in shown and "Passed" in shown and "100 of 100" in shown and "50 of 50" in shown
    assert not any("no mark above" in text for text in shown)


def test_the_page_is_closed_by_its_key_and_speaks_another_language_by_another(
    app: Application, shell: Shell, front: DebriefFront, closed: list[bool]
):
    shell.asked.emit(Act.LANGUAGE)
    assert app.language == "id"
    front.page.act(Act.NEXT)
    assert closed == [True]


def test_every_sentence_of_every_scenario_has_its_place(app: Application, shell: Shell):
    for scenario in KNOWN.values():
        nothing = Marking(scenario.key, 0.0, {}, scenario.checks, scenario.grave)
        front = DebriefFront(app, shell, DebriefState(scenario, nothing), lambda: None)
        assert {one.say["en"] for one in (*scenario.checks, *scenario.grave)} <= set(said(front))
        shell.remove_page(front.page)


@pytest.mark.parametrize("by", ["key", "frame"])
def test_the_window_stays_until_it_is_closed(app: Application, by: str):
    seen: list[tuple[str, bool]] = []
    gc.enable()  # as the station's collector leaves it

    def look() -> None:
        (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, Shell) and one.isVisible()]
        page = window.page()
        assert page is not None
        seen.append((page.chrome().title, gc.isenabled()))
        page.act(Act.NEXT) if by == "key" else window.close()

    QTimer.singleShot(200, look)
    program.show_debrief(app, CLONE, WRONG)
    assert seen == [(f"Debrief: {CLONE.title['en']}", False)]  # what is garbage goes between two events, not in one
    assert gc.isenabled()


def test_a_window_that_was_closed_before_anything_was_played_shows_no_debrief(
    tmp_path, monkeypatch: pytest.MonkeyPatch
):
    from station.cli import training

    order: list[str] = []

    def rehearsed(_config: object, open_it: object, debrief) -> int:
        del open_it
        order.append("closed" if debrief() is None else "shown")
        return 0

    monkeypatch.setattr(program, "rehearsal_window", rehearsed)
    scenario: Scenario = KNOWN["network_down"]
    assert training.play(tmp_path / "one", scenario, training.training.INSTRUCTOR, "en", lambda _: None) is None
    assert order == ["closed"]  # nothing was played, so nothing is kept or shown
