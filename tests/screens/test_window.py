"""The window: languages, themes, keys, the banner, the door into the GUI thread, and what nobody expected."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
import weakref
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from station.app import until_closed
from station.domain.desk import StationStatus
from station.domain.officer import Officer, Role
from station.domain.outcome import Verdict
from station.ui import keys, theme
from station.ui.application import Application, clear_foreign_qt, system_language
from station.ui.bridge import GuiThread
from station.ui.counter.decision import DecisionScreen
from station.ui.counter.mrz_edit import MrzEdit
from station.ui.keys import Act
from station.ui.office.log_in import LogInScreen
from station.ui.shell import Shell
from station.ui.theme import CONTRAST, Look, Tone
from station.ui.widgets.images import ImageView, to_image
from station.ui.widgets.user_menu import Wish
from station.ui.words import say_problem
from tests.screens.gallery import settle, window
from tests.screens.people import DOCUMENT
from tests.screens.shown import Nobody
from tests.screens.states import STATUS, collected

BY_NAME = {s.name: s for s in collected()}


@contextlib.contextmanager
def _opened(app: Application, state: str) -> Iterator[Shell]:
    shell = window(BY_NAME[state], (1280, 720))
    settle(app)
    yield shell
    shell.close()
    shell.deleteLater()
    settle(app)


@pytest.fixture
def decision(app: Application) -> Iterator[Shell]:
    with _opened(app, "decision_ready") as shell:
        yield shell


@pytest.fixture
def auditor(app: Application) -> Iterator[Shell]:
    with _opened(app, "auditor_log") as shell:
        yield shell


@pytest.fixture
def log_in(app: Application) -> Iterator[Shell]:
    with _opened(app, "log_in") as shell:
        yield shell


def _texts(shell: Shell) -> set[str]:
    return {label.text() for label in shell.findChildren(QLabel) if label.isVisible()}


def test_the_language_changes_at_run_time(decision: Shell, app: Application):
    assert {"Decision", "Your decision"} <= _texts(decision)
    app.next_language()
    settle(app)
    assert {"Keputusan", "Keputusan Anda"} <= _texts(decision)


def test_theme_and_text_size_change_at_run_time(decision: Shell, app: Application):
    before = decision.page().fontMetrics().height()
    app.set_look(Look(CONTRAST))
    app.resize_text(2)
    settle(app)
    assert theme.look().tokens is CONTRAST
    assert decision.page().fontMetrics().height() > before
    assert app.palette().window().color().name() == "#000000"


def test_keys_reach_the_page_and_only_where_they_are_offered(decision: Shell, app: Application):
    page = decision.page()
    assert isinstance(page, DecisionScreen)
    QTest.keyClick(decision, Qt.Key.Key_2)
    QTest.keyClick(decision, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(decision, Qt.Key.Key_F5)  # not offered here
    settle(app)
    assert page.presenter.called == [("choose", Verdict.REFER), ("sign",)]


def test_digits_belong_to_the_note_while_it_is_written(decision: Shell, app: Application):
    page = decision.page()
    assert isinstance(page, DecisionScreen)
    chosen, written = [], []
    page.choices.chosen.connect(chosen.append)
    page.choices.note_written.connect(written.append)
    note = page.choices._note
    note.setFocus()
    settle(app)
    QTest.keyClicks(note, "2 days")
    assert (chosen, written[-1]) == ([], "2 days")


def test_help_stands_beside_the_page_and_takes_nothing_from_it(decision: Shell, app: Application):
    page = decision.page()
    assert isinstance(page, DecisionScreen)
    before = decision.focusWidget()
    QTest.keyClick(decision, Qt.Key.Key_F1)
    settle(app)
    assert decision.help_shown and decision.focusWidget() is before
    QTest.keyClick(decision, Qt.Key.Key_2)
    assert page.presenter.called == [("choose", Verdict.REFER)]
    chrome = page.chrome()
    offered = {a.act for a in chrome.actions} | {key.act for key in chrome.keys}
    assert {act for act, _text in decision._help.lines()} == offered
    assert Act.RAISE_CASE not in offered and "Call the supervisor" not in _texts(decision)
    assert {"Sign and seal", "Switch between Indonesian and English"} <= _texts(decision)
    QTest.keyClick(decision, Qt.Key.Key_F1)
    assert not decision.help_shown


def test_escape_closes_the_help_of_a_page_that_has_no_use_for_it(auditor: Shell):
    assert Act.CANCEL not in {key.act for key in auditor.page().chrome().keys}
    QTest.keyClick(auditor, Qt.Key.Key_Escape)
    assert not auditor.help_shown
    QTest.keyClick(auditor, Qt.Key.Key_F1)
    assert auditor.help_shown
    QTest.keyClick(auditor, Qt.Key.Key_Escape)
    assert not auditor.help_shown


def test_the_help_tells_the_keys_of_who_is_here_and_closes_when_they_leave(log_in: Shell, app: Application):
    log_in.render_status(STATUS, None)
    QTest.keyClick(log_in, Qt.Key.Key_F1)
    settle(app)
    assert "Search past travellers" not in _texts(log_in)
    log_in.render_status(STATUS, Officer("hartono", "R. Hartono", Role.SUPERVISOR))
    settle(app)
    assert "Search past travellers" in _texts(log_in)
    log_in.render_status(STATUS, None)
    assert not log_in.help_shown


def test_escape_leaves_a_visit_also_while_the_help_is_shown(decision: Shell, app: Application):
    QTest.keyClick(decision, Qt.Key.Key_F1)
    QTest.keyClick(decision, Qt.Key.Key_Escape)
    assert decision.help_shown


def test_the_menu_offers_by_mouse_what_the_keys_do(decision: Shell, app: Application):
    asked: list[object] = []
    decision.asked.connect(asked.append)
    menu = decision.header.menu
    menu._list.aboutToShow.emit()
    offered = {action.text().split("\t")[0]: action for action in menu._list.actions() if action.isEnabled()}
    assert offered["English"].isChecked() and offered["Light"].isChecked()
    for text in ("Bahasa Indonesia", "High contrast", "Larger text", "Lock the screen", "Sign out"):
        offered[text].trigger()
    assert asked == [Wish("language", "id"), Wish("theme", "contrast"), Act.LARGER, Act.LOCK, Act.SIGN_OUT]
    offered["Keys of this page"].trigger()
    assert decision.help_shown
    decision.render_status(STATUS, None)
    menu._list.aboutToShow.emit()
    assert "Sign out" not in {action.text().split("\t")[0] for action in menu._list.actions()}


def test_a_message_stays_when_language_theme_or_size_change(decision: Shell, app: Application):
    decision.say(Tone.BAD, lambda: say_problem("no_document"))
    english = say_problem("no_document")
    assert english in _texts(decision)
    app.resize_text(1)
    app.next_theme()
    settle(app)
    assert english in _texts(decision)
    app.next_language()
    settle(app)
    assert say_problem("no_document") in _texts(decision) and say_problem("no_document") != english


def test_icons_take_the_colours_of_a_new_theme(decision: Shell, app: Application):
    button = next(b for b in decision.footer._buttons.values() if not b.icon().isNull())
    before = button.icon().pixmap(18, 18).toImage()
    app.set_look(Look(CONTRAST))
    settle(app)
    assert button.icon().pixmap(18, 18).toImage() != before


def test_keys_that_work_everywhere_are_handed_on(decision: Shell):
    asked: list[Act] = []
    decision.asked.connect(asked.append)
    QTest.keyClick(decision, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(decision, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert asked == [Act.LANGUAGE, Act.THEME]


@pytest.mark.parametrize("mode", ["demo", "training", "production"])
def test_a_station_that_is_not_real_says_so_on_every_page(decision: Shell, mode: str):
    decision.render_status(StationStatus("S", "P", mode), None)
    assert decision.banner.isVisible() is (mode != "production")


def test_the_header_shows_what_waits_and_when_central_last_acknowledged(decision: Shell):
    decision.render_status(STATUS, None)
    text = decision.header.central.state.text()
    assert "3 waiting" in text
    assert STATUS.last_acknowledged is not None
    assert STATUS.last_acknowledged.astimezone().strftime("%H:%M") in text


def test_a_supervisor_sees_an_alarm_of_the_weekly_look_in_every_room_and_nobody_else_does(
    decision: Shell, app: Application
):
    alarmed = replace(STATUS, alarm=date(2026, 11, 29))
    mark = decision.header.alarm
    for officer in (None, Officer("o", "Officer", Role.OFFICER), Officer("a", "Auditor", Role.AUDITOR)):
        decision.render_status(alarmed, officer)
        assert mark.isHidden()
    supervisor = Officer("s", "Supervisor", Role.SUPERVISOR)
    decision.render_status(STATUS, supervisor)
    assert mark.isHidden()
    decision.render_status(alarmed, supervisor)
    settle(app)
    assert mark.isVisible() and "29 Nov 2026" in mark.accessibleName()
    figures, looks = keys.cap(Act.FIGURES), keys.cap(Act.FIGURES_LOOKS)
    assert figures in mark.accessibleName() and looks in mark.accessibleName()  # how to get there
    decision.resize(900, 600)  # where there is room for no word, a sign is beside the icon: not the colour alone
    settle(app)
    assert mark.mark.isVisible() or mark.state.isVisible()
    assert "29 Nov 2026" in (mark.toolTip() or mark.state.text())
    decision.render_status(STATUS, supervisor)
    assert mark.isHidden()


def test_an_alarm_of_the_weekly_look_sounds_once_for_each_supervisor(decision: Shell, monkeypatch: pytest.MonkeyPatch):
    sounded: list[bool] = []
    monkeypatch.setattr("station.ui.widgets.header.QApplication.beep", lambda: sounded.append(True))
    alarmed = replace(STATUS, alarm=date(2026, 11, 29))
    siti, budi = (Officer(name, name, Role.SUPERVISOR) for name in ("siti", "budi"))
    for officer in (None, Officer("o", "Officer", Role.OFFICER)):
        decision.render_status(alarmed, officer)
    decision.render_status(STATUS, siti)
    assert sounded == []
    for officer in (siti, siti, budi, siti, budi):  # the header is rendered anew all the time
        decision.render_status(alarmed, officer)
    assert len(sounded) == 2
    decision.render_status(STATUS, siti)
    decision.render_status(replace(STATUS, alarm=date(2026, 12, 6)), siti)
    assert len(sounded) == 3


def test_a_sentence_from_outside_stays_until_the_page_says_something_new(decision: Shell):
    decision.say(Tone.WARN, lambda: "Locking in 9 s")
    assert "Locking in 9 s" in _texts(decision)
    page = decision.page()
    assert page is not None
    page.render_view(page.state)
    assert "Locking in 9 s" not in _texts(decision)


def test_the_password_leaves_the_field_after_a_failure(app: Application):
    shell = window(BY_NAME["log_in"], (1280, 720))
    page = shell.page()
    assert isinstance(page, LogInScreen)
    fields = page.findChildren(QLineEdit)
    secret = next(f for f in fields if f.echoMode() is QLineEdit.EchoMode.Password)
    secret.setText("hunter2")
    page.render_view(BY_NAME["log_in_wrong"].state)
    assert secret.text() == ""
    shell.close()
    shell.deleteLater()
    settle(app)


def test_post_runs_in_the_gui_thread(app: Application, qtbot):
    gui, ran = GuiThread(), []
    worker = threading.Thread(target=lambda: gui.post(lambda: ran.append(threading.current_thread())))
    worker.start()
    worker.join()
    assert ran == []
    qtbot.waitUntil(lambda: bool(ran))
    assert ran == [threading.main_thread()]


@pytest.mark.parametrize("closed", ["before", "in"])
def test_the_program_runs_until_its_window_is_closed_also_where_that_is_before_it_runs(
    app: Application, shell: Shell, closed: str
):
    late = QTimer(app, singleShot=True, interval=5_000)
    late.timeout.connect(lambda: app.exit(9))
    late.start()
    shell.closing.connect(app.quit)
    if closed == "before":
        shell.close()
    else:
        QTimer.singleShot(0, shell.close)
    assert until_closed(app, shell) == 0
    late.stop()


def test_a_window_that_ended_the_program_leaves_nothing_that_ends_or_deafens_the_next_loop(
    app: Application, shell: Shell
):
    shell.closing.connect(app.quit)
    QTimer.singleShot(0, shell.close)
    until_closed(app, shell)
    settle(app)
    ran, loop = [], QEventLoop()
    worker = threading.Thread(
        target=lambda: app.gui.post(lambda: (ran.append(threading.current_thread()), loop.quit()))
    )
    worker.start()
    worker.join()
    QTimer.singleShot(5_000, loop.quit)
    assert loop.exec() == 0  # -1: the thread is marked as one that ends
    assert ran == [threading.main_thread()]


def test_what_nobody_expected_is_logged_and_told(app: Application):
    logged, told, before = [], [], sys.excepthook
    app.failed.connect(told.append)
    try:
        app.install_hook(lambda kind, error, trace: logged.append(kind))
        sys.excepthook(ValueError, ValueError("x"), None)
    finally:
        sys.excepthook = before
        app.failed.disconnect(told.append)
    assert (logged, told) == ([ValueError], ["unexpected"])


def test_a_failure_while_a_failure_is_told_is_logged_and_ends_there(app: Application):
    logged, before = [], sys.excepthook

    def breaks(code: str) -> None:
        sys.excepthook(KeyError, KeyError(code), None)  # as Qt does for a slot that raises

    app.failed.connect(breaks)
    try:
        app.install_hook(lambda kind, error, trace: logged.append(kind))
        sys.excepthook(ValueError, ValueError("x"), None)
    finally:
        sys.excepthook = before
        app.failed.disconnect(breaks)
    assert logged == [ValueError, KeyError]


def test_the_variables_of_a_foreign_qt_are_removed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/somewhere/cv2/qt/plugins")
    monkeypatch.setenv("QT_QPA_FONTDIR", "/somewhere/cv2/qt/fonts")
    clear_foreign_qt()
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    assert "QT_QPA_FONTDIR" not in os.environ


def test_a_picture_is_painted_without_a_copy_and_in_its_colours(app: Application):
    pixels = np.zeros((4, 6, 3), np.uint8)
    pixels[..., 0] = 255  # blue, in BGR
    image = to_image(pixels)
    assert (image.format(), image.pixelColor(1, 1).name()) == (QImage.Format.Format_BGR888, "#0000ff")
    view = ImageView()
    view.resize(60, 40)
    view.show_picture(pixels[:, ::-1])  # a view that is not laid out in rows of plain bytes
    assert view.grab().toImage().pixelColor(30, 20).name() == "#0000ff"


def test_a_live_slot_is_shown_only_when_it_is_newer(app: Application):
    class Slot:
        number = 0

        def get(self) -> tuple[int, object]:
            return self.number, None if self.number == 0 else np.full((8, 8), 10 * self.number, np.uint8)

    view, slot = ImageView(), Slot()
    view.watch(slot)
    view._poll()
    assert view._pixels is None
    slot.number = 3
    view._poll()
    assert int(view._pixels[0, 0]) == 30


def test_a_whole_zone_is_read_at_once_and_half_of_one_is_not(app: Application):
    edit, read = MrzEdit(), []
    edit.complete.connect(read.append)
    edit.setPlainText(DOCUMENT.lines[0].lower())
    assert read == []
    edit.setPlainText("\n".join(DOCUMENT.lines).lower())
    assert read == [DOCUMENT.lines]


@pytest.mark.parametrize(
    ("spoken", "opens"),
    [(["id-ID"], "id"), (["en-Latn-GB"], "en"), (["de-DE", "id"], "id"), (["ja-JP"], "en"), (["C"], "en"), ([], "en")],
)
def test_a_demonstration_opens_in_the_first_language_of_the_system_that_it_speaks(spoken: list[str], opens: str):
    assert system_language(spoken) == opens


def test_what_was_hidden_while_the_look_changed_has_the_new_one_when_it_is_shown(decision: Shell, app: Application):
    other = BY_NAME["log_in"].page()
    other.join(Nobody())
    decision.add_page("other", other)
    other.render_view(BY_NAME["log_in"].state)
    decision.show_page("other")
    decision.show_page("page")
    settle(app)
    hidden, usual = decision._areas["other"], other.fontMetrics().height()
    before = hidden.styleSheet()
    app.set_look(Look(CONTRAST, 1.5))
    settle(app)
    assert decision._areas["page"].styleSheet() == theme.sheet(theme.look()) == decision.header.styleSheet()
    assert hidden.styleSheet() == before and app.styleSheet() == ""  # polished when it is seen, and not before
    decision.show_page("other")
    settle(app)
    assert hidden.styleSheet() == theme.sheet(theme.look()) and other.fontMetrics().height() > usual
    ground = decision.grab(decision._stack.geometry()).toImage().pixelColor(2, 2).name()
    assert ground == CONTRAST.ground


def test_what_stands_in_no_window_of_the_station_is_dressed_by_the_application(app: Application):
    app._windows = []  # those of other tests
    app.set_look(Look(CONTRAST))
    assert app.styleSheet() == theme.sheet(Look(CONTRAST))
    shell = Shell()
    assert app.styleSheet() == "" and shell.header.styleSheet() == theme.sheet(Look(CONTRAST))
    kept = weakref.ref(shell)
    shell.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    app.set_look(Look())
    assert app.styleSheet() == theme.sheet(Look())
    del shell
    gc.collect()
    assert kept() is None  # the application holds no window


class _Watcher(QObject):
    def __init__(self, name: str = "", order: list[str] | None = None) -> None:
        super().__init__()
        self.name, self.order = name, order if order is not None else []
        self.kinds: list[QEvent.Type] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        self.kinds.append(event.type())
        if event.type() is QEvent.Type.KeyPress:
            self.order.append(self.name)
        return False


def test_who_watches_the_keys_is_not_asked_of_a_change_of_look_or_language_and_of_every_key_after_it(
    decision: Shell, app: Application
):
    watcher = _Watcher()
    app.watch(watcher)
    for step in (app.next_theme, lambda: app.resize_text(1), app.next_language):
        watcher.kinds.clear()
        step()
        settle(app)
        told = {QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.LanguageChange}
        # a few parts are made anew when they are painted; two thousand of a kind are the step itself
        assert sum(kind in told for kind in watcher.kinds) < 100
        QTest.keyClick(decision, Qt.Key.Key_F5)
        assert QEvent.Type.KeyPress in watcher.kinds
    app.unwatch(watcher)
    watcher.kinds.clear()
    app.next_theme()
    QTest.keyClick(decision, Qt.Key.Key_F5)
    assert watcher.kinds == []


def test_who_watches_last_is_asked_first_before_and_after_a_change_of_look(decision: Shell, app: Application):
    order: list[str] = []
    watchers = [_Watcher("first", order), _Watcher("second", order), _Watcher("gone", order)]
    for watcher in watchers:
        app.watch(watcher)
    del watcher
    watchers.pop()  # nobody holds it now
    app.next_theme()
    QTest.keyClick(decision.footer, Qt.Key.Key_F5)
    assert order[:2] == ["second", "first"]
    for watcher in watchers:
        app.unwatch(watcher)


def test_a_change_of_look_or_language_has_arrived_when_it_returns(decision: Shell, app: Application):
    app.resize_text(2)
    assert decision.page().font().pixelSize() == theme.look().px(14)
    app.next_language()
    assert {"Keputusan", "Keputusan Anda"} <= _texts(decision)


def test_a_window_that_is_closed_hears_no_more_of_its_pages(log_in: Shell, app: Application):
    heard: list[int] = []
    log_in._stack.currentChanged.connect(heard.append)
    log_in.close()
    while log_in._stack.count():
        log_in._stack.removeWidget(log_in._stack.widget(0))
    settle(app)
    assert heard == []
