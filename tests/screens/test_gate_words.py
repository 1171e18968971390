"""What the officer reads of the quality gate: words; components, values and limits stand under Details."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from station.ui.application import Application
from station.ui.counter.gate_words import GROUPS, GateWords
from tests.screens.gallery import settle, window
from tests.screens.people import gate
from tests.screens.states import all_states


def test_every_component_of_the_gate_belongs_to_one_of_the_words():
    assert all(sum(value.id.startswith(group) for group in GROUPS) == 1 for value in gate())


def test_what_fails_is_named_and_the_rest_is_in_order(app: Application, qtbot: QtBot):
    shown = GateWords()
    qtbot.addWidget(shown)
    shown.translate()
    shown.show_gate(gate(passing=False))
    said = {name.text(): word.text() for _sign, name, word in shown._rows}
    assert said["Pose"].startswith("correct: ") and said["Mouth"].startswith("correct: ")
    assert "px" not in said["Distance"] and said["Eyes"] == said["Light"] == "in order"
    shown.show_gate(())
    assert {word.text() for *_rest, word in shown._rows} == {"–"}


def test_numbers_fold_out(app: Application, qtbot: QtBot):
    shell = window(next(one for one in all_states() if one.name == "face_closer"), (1366, 768))
    qtbot.addWidget(shell)
    settle(app)
    page = shell.page()
    assert page.words.isVisible() and not page._gate.isVisible()
    assert page._right.chip.text() == "3 to correct"
    page.details.setChecked(True)
    settle(app)
    assert page._gate.isVisible() and not page.words.isVisible() and page._summary.isVisible()
