"""Colours can be read, icons are there, keys are unique, and nothing heavy is imported."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

import pytest

import resources
from station.ui import keys, theme
from station.ui.theme import EDGE_PAIRS, TEXT_PAIRS, THEMES, Look
from tests.screens.codes import ROOT

TEXT_RATIO = 4.5  # WCAG 2.2, 1.4.3
EDGE_RATIO = 3.0  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize("name", THEMES)
def test_text_has_contrast(name: str):
    tokens = THEMES[name]
    ratios = {(a, b): theme.contrast(getattr(tokens, a), getattr(tokens, b)) for a, b in TEXT_PAIRS}
    assert {pair: round(r, 2) for pair, r in ratios.items() if r < TEXT_RATIO} == {}


@pytest.mark.parametrize("name", THEMES)
def test_what_can_be_pressed_has_an_edge_and_a_focus(name: str):
    tokens = THEMES[name]
    ratios = {(a, b): theme.contrast(getattr(tokens, a), getattr(tokens, b)) for a, b in EDGE_PAIRS}
    assert {pair: round(r, 2) for pair, r in ratios.items() if r < EDGE_RATIO} == {}


def test_contrast_is_that_of_the_standard():
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
def test_the_sheet_leaves_no_hole(name: str):
    assert "$" not in theme.sheet(Look(THEMES[name], 1.2))


def test_every_icon_is_there_and_used():
    source = "\n".join(p.read_text("utf-8") for p in (ROOT / "station" / "ui").rglob("*.py"))
    shipped = {p.stem for p in resources.path("icons").glob("*.svg")}
    unused = {n for n in shipped if f'"{n}"' not in source and not re.fullmatch(r"(chevron|tick)-\w+", n)}
    assert unused == set()


def test_fonts_and_icons_come_with_their_licences():
    assert "SIL Open Font License" in resources.path("fonts/LICENSE-Inter.txt").read_text("utf-8")
    assert "SIL Open Font License" in resources.path("fonts/LICENSE-JetBrainsMono.txt").read_text("utf-8")
    assert "ISC License" in resources.path("icons/LICENSE").read_text("utf-8")


def test_no_key_means_two_things():
    counted = Counter(key.sequence for key in keys.KEYS.values())
    assert [sequence for sequence, count in counted.items() if count > 1] == []
    assert set(keys.KEYS) == set(keys.Act)


def test_the_window_imports_nothing_heavy():
    code = (
        "import sys, station.ui.application, station.ui.shell\n"
        "import station.ui.counter.document, station.ui.counter.face, station.ui.counter.fingers\n"
        "import station.ui.counter.check, station.ui.counter.decision, station.ui.counter.done\n"
        "import station.ui.review.supervisor, station.ui.bench.technician, station.ui.office.log_in\n"
        "heavy = {'cv2', 'numpy', 'onnxruntime', 'sqlalchemy', 'usb', 'models', 'drivers', 'dlib'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
