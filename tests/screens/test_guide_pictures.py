"""The guides show what the program shows: every picture is taken by a test, and a screen that changed is found."""

from __future__ import annotations

import hashlib
import re

import numpy as np
import pytest

from station.ui.application import Application
from station.ui.widgets.basics import Notice
from tests.load.docs_run import ROOT
from tests.screens.gallery import window
from tests.screens.guide_pictures import FOLDER, LANGUAGES, PICTURES, packed, rendered, said, unlike, written
from tests.screens.states import all_states

AGAIN = "take them anew: python -m tests.screens.guide_pictures"
MOST_BYTES = 3_200_000
UNLIKE = 0.0005  # of the pixels: a blinking cursor is less, a word that moves is more
_PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)\s]+)\)")


def shown() -> dict[str, set[str]]:
    """Pictures of the guides, and the language of the pages that show them."""
    found: dict[str, set[str]] = {}
    for page in sorted((ROOT / "docs/guide").rglob("*.md")):
        language = "id" if page.parent.name == "id" else "en"
        for _, target in _PICTURE.findall(page.read_text()):
            name = (page.parent / target).resolve().relative_to(FOLDER).as_posix()
            found.setdefault(name, set()).add(language)
    return found


def test_every_picture_of_a_guide_is_taken_by_the_command_and_none_is_taken_in_vain():
    every = {f"{language}/{name}.png" for language in LANGUAGES for name in PICTURES}
    assert set(shown()) == every
    assert set(written()) == every
    assert {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.png")} == every


def test_a_page_shows_pictures_of_its_own_language():
    assert {name: {name.split("/")[0]} for name in shown()} == shown()


def test_no_picture_was_touched_after_it_was_taken_and_together_they_are_small():
    files = {name: (FOLDER / name).read_bytes() for name in written()}
    assert {name: hashlib.sha256(data).hexdigest() for name, data in files.items()} == {
        name: taken.sha256 for name, taken in written().items()
    }
    assert sum(len(data) for data in files.values()) < MOST_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_picture_is_older_than_the_screen_that_it_shows(app: Application, language: str):
    notes, old = written(), []
    for one in rendered(app, language):
        taken = notes[one.name]
        if (taken.state, taken.words) != (one.state, one.words):
            old.append(f"{one.name}: the page of {one.state} says something else now")
        elif (share := unlike(one.pixels, FOLDER / one.name)) > UNLIKE:
            old.append(f"{one.name}: {share:.2%} of the page of {one.state} looks different now")
    assert old == [], AGAIN


def test_a_word_or_a_card_that_changes_makes_a_picture_old(app: Application, tmp_path):
    state = next(one for one in all_states() if one.name == "done_admitted")
    shell = window(state, (1366, 768))
    before = said(shell)
    label = next(one for one in shell.findChildren(Notice) if one.isVisible())
    label.hide()
    assert said(shell) != before
    shell.close()
    picture = tmp_path / "picture.png"
    pixels = np.full((768, 1366, 3), 250, np.uint8)
    picture.write_bytes(packed(pixels))
    assert unlike(pixels, picture) == 0
    pixels[300:330, 400:460] = 30
    assert unlike(pixels, picture) > UNLIKE
    assert unlike(pixels[:700], picture) == 1
