"""A chip reader on the technician's page: the key of its document, its self-test, and what lies on it now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from station.ui.application import Application
from station.ui.bench.device_parts import on_reader
from station.ui.bench.technician import TechnicianScreen
from station.ui.keys import Act
from tests.screens.states import technician_states

LINES = "P<UTOERIKSSON<<ANNA<MARIA\nL898902C36UTO7408122F1204159"


class Asked:
    """Notes the keys that a test was begun with; everything else is nobody's."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def test_card(self, key: str) -> None:
        self.keys.append(key)

    def __getattr__(self, name: str):
        return lambda *_: None


def state(name: str):
    return next(shown for shown in technician_states() if shown.name == name).state


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def screen(app: Application, asked: Asked) -> Iterator[TechnicianScreen]:
    made = TechnicianScreen()
    made.join(asked)
    made.translate()
    made.render_view(state("technician_card"))
    yield made
    made.deleteLater()


def test_the_self_test_begins_with_what_was_typed(screen: TechnicianScreen, asked: Asked):
    screen.card.text.setPlainText(LINES)
    screen.act(Act.SELF_TEST)
    assert asked.keys == [LINES]


def test_a_key_that_the_station_knows_is_put_in_and_never_over_one_that_was_typed(screen: TechnicianScreen):
    screen.render_view(replace(screen.state, card_key=LINES))
    assert screen.card.key() == LINES
    screen.card.text.setPlainText("123456")
    screen.render_view(replace(screen.state, card_key=LINES, progress=0.5))
    assert screen.card.key() == "123456"


def test_the_key_leaves_the_page_with_the_reader_and_cannot_be_copied(screen: TechnicianScreen):
    screen.card.text.setPlainText(LINES)
    screen.card.text.selectAll()
    assert not screen.card.text.createMimeDataFromSelection().hasText()
    screen.render_view(state("technician_saved"))
    assert screen.card.key() == ""
    assert screen.card.isHidden()


def test_a_slot_for_the_operator_s_card_is_not_tested(screen: TechnicianScreen, asked: Asked):
    slot = screen.state.devices[-1]
    screen.render_view(replace(screen.state, selected=slot.id))
    screen.act(Act.SELF_TEST)
    assert asked.keys == []
    assert screen.card.isHidden()


def test_what_lies_on_a_reader_is_said_in_the_list_as_it_changes(screen: TechnicianScreen):
    *others, reader, slot = screen.state.devices
    told = set()
    for change in ({}, {"present": False}, {"contactless": False}):
        card = replace(reader.card, **change)
        screen.render_view(replace(screen.state, devices=(*others, replace(reader, card=card), slot)))
        item = screen.list.first().item(len(others))
        assert on_reader(card) in item.text()
        assert on_reader(card) in item.data(Qt.ItemDataRole.AccessibleTextRole)
        told.add(on_reader(card))
    assert len(told) == 3
