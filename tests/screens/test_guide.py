"""F1 shows the guide's section of the page: every page has one, in both languages, from files that come along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

import resources
from station.ui import guide
from station.ui.application import Application
from station.ui.counter.face import FaceScreen
from station.ui.guide import Kind, Piece
from station.ui.keys import Act
from station.ui.pages import Pages
from station.ui.shell import Shell
from station.ui.theme import Look
from station.ui.widgets.help_card import HelpCard
from tests import access
from tests.screens.gallery import settle
from tests.screens.shown import Nobody
from tests.screens.states import all_states

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_page_of_the_window_has_its_section_in_both_languages(app: Application, language: str):
    assert set(guide.SECTIONS) == set(Pages().named())
    for page, (name, anchors) in guide.SECTIONS.items():
        file = guide.folder() / (f"{name}.md" if language == "en" else f"{language}/{name}.md")
        for anchor in anchors:
            told = guide.section(file, anchor)
            assert told[0].kind is Kind.HEADING and len(told) > 1, (page, file, anchor)
        assert guide.of_page(page, language)[0] == guide.section(file, anchors[0])[0]


def test_nothing_of_markdown_is_left_in_what_is_shown():
    for page in guide.SECTIONS:
        for language in ("en", "id"):
            for piece in guide.of_page(page, language):
                assert not re.search(r"\*\*|`|\]\(|!\[|\{\s*#|^\||<!--", piece.text), piece


def test_a_language_that_the_guide_does_not_have_gets_english_and_an_unknown_page_nothing():
    assert guide.of_page("face", "fr") == guide.of_page("face", "en") != ()
    assert guide.of_page("commission", "en") == ()


def test_a_section_ends_at_the_next_heading_of_its_level(tmp_path: Path):
    file = tmp_path / "page.md"
    file.write_text(
        "# Page { #page }\n\n## One { #one }\n\nA *word* and **more**,\nin [two](x.md) lines.\n\n![p](p.png)\n\n"
        "### Below { #below }\n\n| it says | do |\n|---|---|\n| *Gone* | plug `it` in |\n\n```sh\nrun\n```\n"
        "1. first\n- second\n\n## Two { #two }\n\nnot this\n",
        "utf-8",
    )
    assert guide.section(file, "one") == (
        Piece(Kind.HEADING, "One"),
        Piece(Kind.TEXT, "A “word” and more, in two lines."),
        Piece(Kind.HEADING, "Below"),
        Piece(Kind.POINT, "“Gone”: plug it in"),
        Piece(Kind.TEXT, "run"),
        Piece(Kind.POINT, "1. first"),
        Piece(Kind.POINT, "second"),
    )
    assert guide.section(file, "nothing") == ()


@pytest.fixture
def face(app: Application) -> Iterator[Shell]:
    before = app.language
    shown = next(one for one in all_states() if one.name.startswith("face_"))
    shell, page = Shell(), FaceScreen()
    page.join(Nobody())
    shell.add_page("face", page)
    page.render_view(shown.state)
    shell.resize(1366, 768)
    shell.show()
    shell.show_page("face")
    yield shell
    shell.close()
    shell.deleteLater()
    app.set_language(before)
    app.set_look(Look())


def test_f1_shows_what_the_guide_says_of_this_page_in_the_language_of_now(app: Application, face: Shell):
    card = face.findChild(HelpCard)
    face._act(Act.HELP)
    for language in ("en", "id"):
        app.set_language(language)
        settle(app)
        assert card.told() == guide.of_page("face", language) != ()
        texts = [part.text().removeprefix("• ") for part in card.findChildren(QLabel) if part.isVisible()]
        assert [piece.text for piece in card.told() if piece.text not in texts] == []
        assert card.lines()  # the keys stand above it


def test_no_word_of_it_is_cut_at_twice_the_size(app: Application, face: Shell):
    face._act(Act.HELP)
    app.set_look(Look(scale=2.0))
    settle(app)
    assert access.clipped(face) == access.overlaps(face) == access.without_name(face) == []


def test_an_installed_station_has_the_guide_among_its_resources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """What setup.py and build_installer.py copy is where `folder` looks first."""
    assert "resources/guide" in (ROOT / "build_installer.py").read_text("utf-8")
    assert '"resources" / "guide"' in (ROOT / "setup.py").read_text("utf-8")
    (tmp_path / "guide").mkdir()
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "__init__.py"))
    assert guide.folder() == tmp_path / "guide"
