"""No box where a letter should be: what is drawn of people, in the window and on the traveller's screen.

A page is painted as SVG, which keeps every text as the widgets, delegates and painters drew it, elided and all; each is
shaped again, and a letter without a glyph is glyph 0 of its font. What only opens later (lists of combo boxes, rows out
of sight, tool tips) is asked for its text."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

import pytest
from PySide6.QtCore import QAbstractListModel, QBuffer, QIODevice, Qt
from PySide6.QtGui import QFont, QPainter, QTextLayout
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QWidget

from station.ui import glyphs, theme
from station.ui.application import Application
from station.ui.review.queue import CaseModel
from station.ui.shell import Shell
from station.ui.traveller.view import view_of
from station.ui.traveller.window import TravellerWindow
from tests.screens.gallery import settle, swap, window
from tests.screens.states import Shown, collected
from tests.screens.traveller_states import LANGUAGES, traveller_facts

NOBODYS = "\U000f1234"  # private use: no font has it, whatever is installed where this runs
NAME = f"ኣበበ 陳大文 د {NOBODYS}ng"
OF_PEOPLE = {
    "Candidate.name", "CaseDetail.colleagues", "CaseState.supervisor", "CaseSummary.name", "CaseSummary.claimed_by",
    "CaseSummary.counter", "CaseSummary.ruled_by", "CaseCount.counter", "ChipDetails.surname",
    "ChipDetails.given_names", "Difference.live", "Difference.record", "Document.surname", "Document.given_names",
    "FoundPerson.name", "InterruptedVisit.name", "InterruptedVisit.officer", "KnownPerson.name", "ListedField.listed",
    "ListedField.own", "Officer.display", "OfficerRow.display", "Opinion.note", "Ruling.note", "Ruling.supervisor",
    "SignedRecord.name", "StayCourse.name", "StayLine.name", "Traveller.name", "VisitSummary.name",
    "VisitSummary.officer", "RecordPreview.signer", "StateList.name", "StateList.holder", "StateList.first",
    "StateList.second", "StateLists.custodians", "CommissionFacts.officers", "CommissionFacts.place",
    "CommissionFacts.cameras", "StationFacts.place", "DeviceView.model", "SelfTested.place", "CardReaderView.name",
    "DocumentOnRecord.document", "LogEntry.actor", "LogEntry.subject", "CounterNow.officer",
}  # fmt: skip


def _renamed(thing: Any, place: str, found: set[str]) -> Any:
    """The same with another name behind every text that a person has written; what was found where."""
    if is_dataclass(thing) and not isinstance(thing, type):
        kind = type(thing).__name__
        new = {f.name: _renamed(getattr(thing, f.name), f"{kind}.{f.name}", found) for f in fields(thing) if f.init}
        changed = {name: value for name, value in new.items() if value is not getattr(thing, name)}
        return replace(thing, **changed) if changed else thing
    if isinstance(thing, tuple) and not hasattr(thing, "_fields"):
        new = tuple(_renamed(one, place, found) for one in thing)
        return new if any(a is not b for a, b in zip(new, thing, strict=True)) else thing
    if isinstance(thing, str) and thing and place in OF_PEOPLE:
        found.add(place)
        return f"{thing} {NAME}"
    return thing


@lru_cache(maxsize=4096)
def _missing(text: str, family: str) -> str:
    """`text` where a letter of it has no glyph, else ""."""
    plain = "".join(letter for letter in text if unicodedata.category(letter) not in {"Cf", "Cc"})
    layout = QTextLayout(plain, QFont(family))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return text if any(0 in run.glyphIndexes() for run in layout.glyphRuns()) else ""


def _drawn(widget: QWidget) -> Iterator[tuple[str, str]]:
    """Every (text, family) that it paints."""
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    paper = QSvgGenerator()
    paper.setOutputDevice(kept)
    paper.setSize(widget.size())
    widget.render(paper)
    for one in ET.fromstring(kept.data().data()).iter("{http://www.w3.org/2000/svg}text"):  # noqa: S314  our own
        yield "".join(one.itertext()), one.get("font-family", theme.FAMILY)


def _waiting(top: QWidget) -> Iterator[str]:
    """What it says only when it is opened, scrolled to or pointed at."""
    for widget in top.findChildren(QWidget):
        yield widget.toolTip()
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(row) for row in range(widget.count()))
        elif isinstance(widget, QAbstractItemView) and not isinstance(widget.model(), CaseModel | None):
            model = widget.model()
            for row in range(model.rowCount()):
                for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
                    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                        yield str(model.data(model.index(row, column), role) or "")


def _without_glyph(top: QWidget) -> set[str]:
    texts = {*_drawn(top), *((text, theme.FAMILY) for text in _waiting(top))}
    return {missing for text, family in texts if (missing := _missing(text, family))}


def _with_strange_names() -> dict[str, Shown]:
    """By name of the state; those in which no text of people stands that another state of the page has not."""
    chosen: dict[str, Shown] = {}
    known: dict[type, set[str]] = {}
    for one in collected():
        found: set[str] = set()
        shown = replace(one, state=_renamed(one.state, "", found))
        before = known.setdefault(type(one.state), set())
        if not found <= before:
            before |= found
            chosen[one.name] = shown
    return chosen


STRANGE = _with_strange_names()


@pytest.fixture(autouse=True)
def _without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """SVG would hold each as a PNG, which takes longer than all the rest."""
    monkeypatch.setattr(QPainter, "drawImage", lambda *_: None)


@pytest.fixture(scope="module")
def shell(qapp: Application) -> Iterator[Shell]:
    qapp.set_language("en")
    made = window(next(iter(STRANGE.values())), (1366, 768))
    yield made
    made.close()
    made.deleteLater()
    settle(qapp)


def test_a_letter_that_no_font_has_is_found_where_it_is_drawn(app: Application):
    assert _missing(NOBODYS, theme.FAMILY) == NOBODYS
    assert _missing("Müller, Łukasz 12 ×÷−", theme.FAMILY) == ""
    assert _missing(glyphs.shown(NAME), theme.FAMILY) == ""
    assert len(STRANGE) > 20


@pytest.mark.parametrize("name", STRANGE)
def test_no_text_of_people_is_drawn_as_a_box(shell: Shell, app: Application, name: str):
    swap(shell, STRANGE[name])
    settle(app)
    assert _without_glyph(shell) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_on_the_travellers_screen_is_drawn_as_a_box(app: Application, language: str):
    screen = TravellerWindow(moves=False)
    screen.resize(1280, 800)
    screen.offer_languages(LANGUAGES)
    screen.show()
    found: set[str] = set()
    facts = traveller_facts(language)
    for name in ("document", "notice", "face_turn", "fingers_press", "fingers_slap", "welcome", "refer", "further"):
        screen.render_view(view_of(facts[name]))  # every layout; the letters of every text: test_traveller.py
        settle(app)
        found |= _without_glyph(screen)
    screen.close()
    screen.deleteLater()
    assert found == set()
