"""The decision: how every check stands in one column, the reasons that open below the choice, and who signs what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from station.domain.desk import CheckResult, ListState
from station.domain.outcome import CaseRuling, Comparison, Modality, Outcome, Ruling, Verdict
from station.ui.application import Application
from station.ui.counter.decision_checks import lines_of
from station.ui.theme import Tone
from tests.screens.chip_states import CLONE
from tests.screens.gallery import settle, window
from tests.screens.people import NOW
from tests.screens.states import OVERDUE, all_states

READY = next(one for one in all_states() if one.name == "decision_ready")
PREVIEW = READY.state.preview


@pytest.fixture
def page(app: Application, qtbot: QtBot):
    shell = window(READY, (1366, 768))
    qtbot.addWidget(shell)
    settle(app)
    yield shell.page()


def said(preview) -> list[tuple[Tone, str]]:
    return [(line.tone, line.said) for line in lines_of(preview)]


def fused(outcome: Outcome) -> tuple[Comparison, ...]:
    return (Comparison(Modality.FUSED, "v", "p", 1.0, 2.0, 0.001, None, outcome),)


def test_five_checks_stand_in_one_column_each_with_a_word_and_a_sign(page):
    rows = [(said_.text(), more.text()) for _row, _topic, said_, more, _sign in page.preview.checks.rows]
    assert rows == [
        ("Same as on record", "Person · face and 2 fingers"),
        ("Nobody else alike", "Identity · 1,284 people searched"),
        ("Not on the watchlist", "Watchlist · list of 20 Nov 2026"),
        ("Nothing is known of earlier stays", "Stay · Arrival, Tourism, B1"),
        ("Document in order", "Document · UTO L898902C3, until 15 Apr 2031"),
    ]
    signs = [sign._name for *_, sign in page.preview.checks.rows]
    assert signs == ["circle-check", "circle-check", "circle-check", "info", "circle-check"]
    assert page.preview.checks.rows[0][0].accessibleName() == "Person · face and 2 fingers: Same as on record"


def test_what_speaks_against_the_traveller_is_said_in_its_line(app: Application):
    hit = replace(PREVIEW.check, watchlist=PREVIEW.check.candidates[1:], chip=CLONE)
    other = replace(hit.candidates[1].candidate, score=12.0)
    hit = replace(hit, candidates=(hit.candidates[0], replace(hit.candidates[1], candidate=other)))
    bad = replace(PREVIEW, check=hit, comparisons=fused(Outcome.NO_MATCH), register=OVERDUE)
    tones = [tone for tone, _ in said(bad)]
    assert tones == [Tone.BAD, Tone.WARN, Tone.BAD, Tone.BAD, Tone.BAD]
    assert [text for _, text in said(bad)][:3] == [
        "Does not agree with the record",
        "Others alike: 1",
        "May be a listed person",
    ]
    expired = replace(PREVIEW, warnings=("expired_document",))
    assert said(expired)[4] == (Tone.BAD, "The document has expired")
    by_hand = replace(PREVIEW, document=replace(PREVIEW.document, kind="MANUAL"))
    assert said(by_hand)[4] == (Tone.WARN, "Entered by hand")


def test_nothing_is_called_in_order_that_was_not_looked_at(app: Application):
    nothing = replace(PREVIEW, check=None, comparisons=(), face=None, fingers=())
    assert [tone for tone, _ in said(nothing)][:3] == [Tone.INFO, Tone.OFF, Tone.WARN]
    assert said(replace(nothing, comparisons=fused(Outcome.NOT_DONE)))[0][1] == "Not compared with the record"
    empty = replace(PREVIEW, check=CheckResult(True, list_state=ListState(0, date(2026, 11, 20))))
    assert said(empty)[2] == (Tone.WARN, "No watchlist on this station")
    clear = replace(PREVIEW, register=replace(OVERDUE, findings=()))
    assert said(clear)[3] == (Tone.OK, "Nothing open from earlier visits")


def test_a_supervisors_ruling_stands_where_the_comparison_would(app: Application):
    for ruling, tone in ((CaseRuling.SAME_PERSON, Tone.OK), (CaseRuling.DIFFERENT_PEOPLE, Tone.BAD)):
        ruled = replace(PREVIEW, ruling=Ruling(ruling, "both_differ", "", "S. Hartono", NOW))
        assert said(ruled)[0][0] is tone and said(ruled)[0][1].startswith("S. Hartono ruled: ")


def test_the_reasons_open_below_the_choice_and_one_press_takes_one(page, app: Application):
    choices, opened = page.choices, page.choices.opened
    column, (admit, _refer, refuse) = choices._column, choices._buttons.values()
    assert column.indexOf(opened) == column.indexOf(admit) + 1
    assert [one.isChecked() for one in opened.reasons if one.isVisible()] == [False, True, False]
    taken = []
    choices.reason_chosen.connect(taken.append)
    QTest.mouseClick(opened.reasons[0], Qt.MouseButton.LeftButton)
    assert taken == ["in_order"]
    state = replace(READY.state, verdict=Verdict.REFUSE, reasons=("expired_document", "no_visa"), reason="")
    page.render_view(state)
    settle(app)
    assert column.indexOf(opened) == column.indexOf(refuse) + 1
    assert [one.text() for one in opened.reasons if one.isVisible()] == ["Document expired", "No valid visa"]
    page.render_view(replace(state, verdict=None, reasons=()))
    settle(app)
    assert not opened.isVisible(), "nothing is open before a choice"


def test_the_strip_says_who_signs_and_what(page, app: Application):
    assert page.sign._who.text() == "You sign as A. Wijaya"
    assert page.sign._what.text() == "Admit: Inspected, identity confirmed. Once signed, it cannot be changed."
    page.render_view(replace(READY.state, verdict=None, reasons=(), reason=""))
    assert page.sign._what.text().startswith("Choose first.")


def test_every_finger_and_comparison_folds_out(page, app: Application):
    assert page.preview.more is None
    page.preview.details.setChecked(True)
    settle(app)
    assert page.preview.more.isVisible()
    lines = [text.text() for _icon, text in page.preview.more._fingers._rows if text.isVisible()]
    assert len(lines) == len(PREVIEW.fingers) + len(PREVIEW.missing) and "NFIQ 2" in lines[0]
