"""What faces the traveller: the table, the words, the fonts, the window that keeps nothing, and where it stands."""

from __future__ import annotations

import ctypes.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QTextLayout
from PySide6.QtWidgets import QLabel, QWidget

import resources
from station.domain.desk import FingerHint, Guidance
from station.domain.outcome import Verdict
from station.domain.samples import Finger
from station.domain.satisfaction import NINE
from station.domain.slaps import Slap
from station.domain.visit import Direction
from station.ui import notice
from station.ui.application import Application
from station.ui.traveller import monitors, wording
from station.ui.traveller.monitors import AUTOMATIC, OFF, Monitor, TravellerScreen, choose
from station.ui.traveller.pictograms import Pictogram
from station.ui.traveller.view import FACE, HINTS, RESULTS, SCENES, Facts, Scene, TravellerView, view_of
from station.ui.traveller.voice import Voice
from station.ui.traveller.window import TravellerWindow
from station.workflow.policy import parse
from tests.screens.codes import ROOT
from tests.screens.gallery import settle
from tests.screens.traveller_gallery import Slot
from tests.screens.traveller_states import traveller_facts

POLICY = parse(resources.path("policy/policy.json").read_bytes())
TEN = POLICY.notice.languages

# ---- the table


def test_every_event_of_a_capture_has_something_to_say():
    assert set(FACE) == set(Guidance) and set(HINTS) == set(FingerHint)
    assert set(RESULTS) == {(verdict, way) for verdict in Verdict for way in Direction}


ANY = st.builds(
    Facts,
    page=st.sampled_from([*SCENES, "log_in", "past", "parked", "supervisor", "technician", ""]),
    language=st.sampled_from(TEN),
    notice=st.none() | st.just(notice.read("en")),
    read=st.booleans(),
    capturing=st.booleans(),
    guidance=st.none() | st.sampled_from(Guidance),
    finger=st.none() | st.sampled_from(Finger),
    slap=st.none() | st.sampled_from(Slap),
    hint=st.none() | st.sampled_from(FingerHint),
    hand=st.lists(st.sampled_from(Finger), unique=True, max_size=10).map(tuple),
    taken=st.frozensets(st.sampled_from(Finger)),
    missing=st.frozensets(st.sampled_from(Finger)),
    verdict=st.none() | st.sampled_from(Verdict),
    direction=st.sampled_from(Direction),
    last_day=st.none() | st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    further=st.sampled_from(["", *NINE]),
)


@given(ANY)
def test_every_state_has_a_view_whose_words_are_written(facts: Facts):
    view = view_of(facts)
    for key in (view.heading, view.more, view.cue_text):
        assert not key or key in wording.texts(facts.language)
    if facts.page not in SCENES:
        assert view == TravellerView(language=facts.language)
    assert view.mirror == (view.scene is Scene.FACE)


@given(ANY, st.sampled_from(["check", "decision", "leave", "manual"]))
def test_nobody_reads_from_the_screen_how_a_check_went(facts: Facts, page: str):
    """Whatever is known of the visit, waiting looks the same."""
    assert view_of(replace(facts, page=page)) == view_of(Facts("check", facts.language))


def test_the_facts_have_no_room_for_a_score_a_name_or_a_number():
    assert {one.name for one in fields(Facts)} == {
        "page", "language", "notice", "notice_shown", "read", "capturing", "guidance", "finger", "slap", "hint",
        "hand", "taken", "missing", "verdict", "direction", "last_day", "further",
    }  # fmt: skip


# ---- words and fonts


@pytest.mark.parametrize("language", TEN)
def test_every_language_of_the_policy_has_every_sentence_with_its_holes(language: str):
    english, here = wording.texts("en"), wording.texts(language)
    assert list(here) == list(english) and all(here.values())
    holes = re.compile(r"\{\w+\}")
    assert {k: v for k, v in here.items() if sorted(holes.findall(v)) != sorted(holes.findall(english[k]))} == {}


def _glyphs(text: str, families: list[str]) -> Iterator[tuple[str, int]]:
    font = QFont(families)
    font.setPixelSize(24)
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    for run in layout.glyphRuns():
        for index in run.glyphIndexes():
            yield run.rawFont().familyName(), index


@pytest.mark.parametrize("language", TEN)
def test_no_glyph_is_missing_and_each_is_of_a_font_that_ships(app: Application, language: str):
    names = " ".join(one.name for one in notice.LANGUAGES.values())
    days = [wording.day(language, date(2027, month, 3 + 2 * month)) for month in range(1, 13)]
    numbers = [wording.number(language, n) for n in range(11)]
    texts = [*wording.texts(language).values(), notice.read(language).text, names, *days, *numbers]
    found = [(text, family, index) for text in texts for family, index in _glyphs(text, wording.families(language))]
    assert len(found) > 600
    assert [one for one in found if one[2] == 0 or one[1] not in wording.ALL_FONTS] == []


@pytest.mark.parametrize("language", TEN)
def test_the_officers_font_shows_the_notice_of_every_language(app: Application, language: str):
    """By the fonts that stand in for what Inter lacks."""
    found = list(_glyphs(notice.read(language).text, ["Inter"]))
    assert [one for one in found if one[1] == 0 or one[0] not in wording.ALL_FONTS] == []


def test_a_character_that_no_font_has_would_be_found(app: Application):
    assert [i for _, i in _glyphs("\U0001f9ff\ua9d2", ["Inter"]) if i == 0] or [
        f for f, _ in _glyphs("\U0001f9ff\ua9d2", ["Inter"]) if f not in wording.ALL_FONTS
    ]


def test_a_day_is_written_as_the_language_writes_it():
    day = date(2027, 1, 14)
    assert wording.day("en", day) == "14 January 2027"
    assert wording.day("id", day) == "14 Januari 2027"
    assert (wording.day("ar", day), wording.day("zh", day)) == ("١٤ يناير ٢٠٢٧", "2027年1月14日")


# ---- the window


@pytest.fixture
def window(app: Application) -> Iterator[TravellerWindow]:
    made = TravellerWindow(moves=False)
    made.resize(1280, 800)
    made.offer_languages(TEN)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    settle(app)


def everything_said(window: QWidget) -> set[str]:
    """Texts of every part, hidden ones too."""
    parts = [w for w in window.findChildren(QLabel) if not w.isHidden()]
    return {w.text() for w in parts if w.text()} | {w.accessibleName() for w in parts if w.accessibleName()}


@pytest.mark.parametrize("name", list(traveller_facts("en")))
def test_nothing_of_one_traveller_is_seen_by_the_next(app: Application, window: TravellerWindow, name: str):
    blank = _pixels(app, window)
    slot = Slot()
    window.watch(slot)
    facts = traveller_facts("ar")[name]
    window.render_view(view_of(facts))
    window.enlarge(2.0)
    window.mirror._poll()
    settle(app)
    if name != "blank":
        assert _pixels(app, window) != blank
    window.render_view(TravellerView())
    assert _pixels(app, window) == blank
    assert window.mirror._pixels is None and window.mirror._slot is None
    window.render_view(view_of(Facts("document")))
    fresh = TravellerWindow(moves=False)
    fresh.resize(1280, 800)
    fresh.offer_languages(TEN)
    fresh.show()
    fresh.render_view(view_of(Facts("document")))
    assert _pixels(app, window) == _pixels(app, fresh)
    fresh.close()
    fresh.deleteLater()


def _pixels(app: Application, window: QWidget) -> bytes:
    settle(app)
    image = window.grab().toImage()
    return bytes(image.constBits())


def test_the_last_picture_of_the_one_before_is_not_shown(app: Application, window: TravellerWindow):
    """The camera's slot still holds it when the next face is looked for."""

    class Old:
        number, picture = 7, Slot().picture

        def get(self) -> tuple[int, Any]:
            return self.number, self.picture

    camera = Old()
    window.watch(camera)
    window.render_view(view_of(traveller_facts("en")["face_search"]))
    window.mirror._poll()
    assert window.mirror._pixels is None
    camera.number = 8
    window.mirror._poll()
    assert window.mirror._pixels is not None


def test_with_reduced_motion_no_pictogram_moves(app: Application):
    for moves in (True, False):
        window = TravellerWindow(moves=moves)
        window.show()
        running = 0
        for facts in traveller_facts("en").values():
            window.render_view(view_of(facts))
            settle(app)
            running += window.pictogram._timer.isActive()
        window.close()
        window.deleteLater()
        assert bool(running) is moves


def test_arabic_is_mirrored_and_the_hand_is_not(app: Application, window: TravellerWindow):
    english, arabic = (traveller_facts(code)["fingers_place"] for code in ("en", "ar"))
    window.render_view(view_of(english))
    settle(app)
    left = window.pictogram.mapTo(window, window.pictogram.rect().center()).x()
    window.render_view(view_of(arabic))
    settle(app)
    right = window.pictogram.mapTo(window, window.pictogram.rect().center()).x()
    assert left > window.width() / 2 > right
    drawn = []
    for way in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        hand = Pictogram(moves=False)
        hand.setLayoutDirection(way)
        hand.resize(300, 300)
        hand.show_view(view_of(arabic), "")
        drawn.append(hand.grab().toImage())
    assert drawn[0] == drawn[1]


def test_the_four_faces_give_one_answer_and_the_notice_is_read_by_touch(app: Application, window: TravellerWindow):
    scores: list[int] = []
    read: list[bool] = []
    chosen: list[str] = []
    window.scored.connect(scores.append)
    window.read.connect(lambda: read.append(True))
    window.language_chosen.connect(chosen.append)
    window.render_view(view_of(traveller_facts("en")["notice"]))
    window.read_button.click()
    window.language_buttons["ja"].click()
    window.render_view(view_of(traveller_facts("en")["refuse"]))
    window.faces[1].click()
    window.faces[4].click()
    assert (scores, read, chosen) == ([1], [True], ["ja"])


def test_a_screen_that_cannot_be_touched_asks_nothing(app: Application):
    window = TravellerWindow(moves=False, answers=False)
    window.resize(1280, 800)
    window.show()
    window.render_view(view_of(traveller_facts("en")["welcome"]))
    settle(app)
    assert not any(face.isVisible() for face in window.faces.values())
    window.close()


# ---- on which monitor

OFFICER = Monitor("DP-1", "A1", "", (0, 0, 1920, 1080))
SECOND = Monitor("HDMI-1", "B2", "Panel", (1920, 0, 1366, 768))
THIRD = Monitor("HDMI-2", "C3", "", (3286, 0, 1280, 800))


@pytest.mark.parametrize(
    ("there", "wanted", "before", "chosen"),
    [
        ([OFFICER], AUTOMATIC, None, None),
        ([OFFICER, SECOND], AUTOMATIC, None, SECOND),
        ([OFFICER, SECOND, THIRD], AUTOMATIC, None, None),  # nobody guesses
        ([OFFICER, SECOND, THIRD], AUTOMATIC, THIRD, THIRD),
        ([OFFICER, SECOND, THIRD], "C3", None, THIRD),
        ([OFFICER, SECOND, THIRD], "Panel", None, SECOND),
        ([OFFICER, SECOND], "C3", None, None),
        ([OFFICER, SECOND], OFF, SECOND, None),
        ([OFFICER, replace(SECOND, area=OFFICER.area)], AUTOMATIC, None, None),  # mirrored
        ([OFFICER, replace(SECOND, name="DP-9")], AUTOMATIC, SECOND, replace(SECOND, name="DP-9")),
    ],
)
def test_the_monitor_is_chosen(there: list[Monitor], wanted: str, before: Monitor | None, chosen: Monitor | None):
    assert choose(there, OFFICER, wanted, before) == chosen


class Screen:
    """Stands where Qt's would: the seam is what `TravellerScreen` asks of a screen."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor


class Desk(QWidget):
    """The officer's window, on a screen that is said."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.on = screen

    def screen(self) -> Any:
        return self.on


class Placed(QWidget):
    """The traveller's window: where it was put, and whether it is seen. As Qt does, whoever takes the monitor away
    moves it over the officer's afterwards."""

    def __init__(self) -> None:
        super().__init__()
        self.put: Any = None

    def setScreen(self, screen: Any) -> None:  # noqa: N802
        self.put = screen


def test_a_monitor_that_goes_and_comes_a_hundred_times_never_brings_the_window_over_the_officers(
    app: Application, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(monitors, "monitor_of", lambda screen: screen.monitor)
    first, second = Screen(OFFICER), Screen(SECOND)
    there: list[Any] = [first, second]
    window, desk = Placed(), Desk(first)
    keeper = TravellerScreen(window, desk, AUTOMATIC, lambda: there)
    told: list[str] = []
    keeper.lost.connect(lambda: told.append("lost"))
    keeper.found.connect(lambda: told.append("found"))
    keeper.look()
    for _ in range(100):
        assert window.isVisible() and window.put is second
        assert not window.geometry().intersects(QRect(*OFFICER.area))
        keeper.removed(second)  # Qt still lists it
        assert not window.isVisible()  # before Qt moves it
        window.setGeometry(QRect(*OFFICER.area))
        there.remove(second)
        keeper.look()
        assert not window.isVisible()
        there.append(second)
        keeper.added(second)
    assert told == ["found", *["lost", "found"] * 100]
    desk.on = second  # the officer drags the own window over there
    keeper.look()
    assert window.put is first and window.isVisible()
    there.remove(second)
    keeper.look()
    keeper.stop()
    assert not window.isVisible()
    window.deleteLater()
    desk.deleteLater()


def test_with_a_real_x_server_too(tmp_path: Path):
    """Three times here; `python -m tests.load.traveller_monitor` a hundred, with a window manager."""
    if shutil.which("Xvfb") is None or ctypes.util.find_library("Xrandr") is None:
        pytest.skip("needs Xvfb and libXrandr: no X server to take a monitor from")
    out = tmp_path / "out.json"
    command = [
        sys.executable,
        "-m",
        "tests.load.traveller_monitor",
        "--json",
        str(out),
        "--times",
        "3",
        "--manager",
        "",
    ]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr.decode()
    numbers = json.loads(out.read_text())
    assert (numbers["covered"], numbers["seen_on_officers"], numbers["shown_again"]) == (0, 0, 3)


# ---- the voice


def test_a_machine_without_a_voice_is_silent_and_says_so():
    voice = Voice(find=lambda _name: None)
    assert not voice.can("id") and not voice.say("id", "wait")


def test_a_voice_says_the_sentence_and_leaves_out_what_it_reads_wrong(tmp_path: Path, app: Application):
    speaker = tmp_path / "espeak-ng"
    speaker.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/$2\nexec cat >> {tmp_path}/$2\n')
    speaker.chmod(0o700)
    voice = Voice(find=lambda name: str(speaker) if name == "espeak-ng" else None)
    assert voice.can("ar") and not voice.can("ja")
    assert voice.say("ar", "wait") and not voice.say("zh", "wait")
    assert voice.said == ("ar", "wait")
    assert voice.say("id", "hold_still") and voice._process is not None
    assert voice._process.waitForFinished(5000)
    assert (tmp_path / "id").read_text("utf-8") == "-v id -s 140 --stdin\nDiam sebentar"
    voice.hush()


def test_a_recording_comes_before_the_machines_voice(tmp_path: Path, app: Application):
    (tmp_path / "id").mkdir()
    (tmp_path / "id" / "wait.wav").write_bytes(b"RIFF")
    voice = Voice(tmp_path, find=lambda name: "/bin/true" if name == "aplay" else None)
    assert voice.can("id", "wait") and not voice.can("id", "hold_still")
    assert voice.say("id", "wait")
    voice.hush()


def test_the_words_are_plain_files_that_a_language_is_added_to():
    assert sorted(path.stem for path in resources.path("traveller").glob("*.json")) == sorted(TEN)
    for path in resources.path("traveller").glob("*.json"):
        assert isinstance(json.loads(path.read_text("utf-8")), dict)
