"""A whole visit of the demonstration without a mouse, from signing in to the next traveller."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from station.domain.outcome import Verdict
from station.domain.visit import Leaving
from station.store import audit_log
from station.ui.keys import KEYS, Act
from tests.rig.window import Window

PLAIN, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def _cursor(window: Window) -> QWidget:
    focused: QWidget | None = window.shell.focusWidget()
    assert focused is not None
    assert focused.isVisible() and focused.isEnabled()
    return focused


def _press(window: Window, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.keyClick(_cursor(window), key, modifier)


def _go_on(window: Window) -> None:
    assert KEYS[Act.NEXT].sequence == "Ctrl+Return"
    _press(window, Qt.Key.Key_Return, CONTROL)


def _type(window: Window, text: str) -> None:
    for letter in text:
        QTest.keyClicks(_cursor(window), letter) if letter != "\n" else _press(window, Qt.Key.Key_Return)


def _tab_to(window: Window, wanted: Callable[[QWidget], bool]) -> None:
    for _press_again in range(100):
        if wanted(_cursor(window)):
            return
        _press(window, Qt.Key.Key_Tab)
    raise AssertionError("the tab key never comes there")


def _against_the_gate(window: Window, reason: str = "") -> None:
    """F8, a reason where one is asked for, and the button by tab and space."""
    _press(window, Qt.Key.Key_F8)
    window.until(lambda: window.state.veto_open)
    _type(window, reason)
    _tab_to(window, lambda part: part.property("veto") is not None)
    _press(window, Qt.Key.Key_Space)


def test_a_visit_needs_no_mouse(window: Window):
    window.page("log_in")
    _type(window, "officer")
    _press(window, Qt.Key.Key_Tab)
    _type(window, "demo-demo")
    _press(window, Qt.Key.Key_Return)
    window.page("document", 120)

    _type(window, "\n".join(window.behind._opened.result().demo.lines()))
    window.until(lambda: window.state.reading is not None)
    _press(window, Qt.Key.Key_F3)
    window.until(lambda: window.state.name_confirmed)
    shown = window.shell.page().privacy._box
    _tab_to(window, lambda part: part is shown)
    _press(window, Qt.Key.Key_Space)
    window.until(lambda: not window.state.missing)
    _go_on(window)

    window.page("face")
    window.until(lambda: window.state.capture is not None and not window.state.busy)
    if window.state.shot.passed:
        _go_on(window)
    else:
        _against_the_gate(window, "glasses")

    window.page("fingers")
    while True:
        window.until(lambda: window.state.done or (window.state.task is not None and not window.state.busy), 120)
        if window.state.done:
            break
        _against_the_gate(window)
        window.until(lambda: window.state.task is None or window.state.done)
    window.until(lambda: not window.state.busy)
    _go_on(window)

    window.page("check")
    window.until(lambda: window.state.result is not None and not window.state.busy)
    _go_on(window)
    window.page("decision")
    window.until(lambda: window.state.preview is not None and not window.state.busy)
    assert window.state.verdict is None
    _go_on(window)  # nothing is chosen: nothing is sealed
    _press(window, Qt.Key.Key_2)
    window.until(lambda: window.state.verdict is Verdict.REFER)
    assert (window.state.note, window.state.ready) == ("", False)
    _press(window, Qt.Key.Key_Escape)
    window.page("leave")
    _press(window, Qt.Key.Key_Escape)
    window.page("decision")
    assert window.state.verdict is Verdict.REFER
    _press(window, Qt.Key.Key_1)
    window.until(lambda: window.state.ready)
    _go_on(window)
    window.page("done")
    _go_on(window)
    window.page("document")
    left = window.behind._opened.result().station
    _press(window, Qt.Key.Key_Escape)
    window.page("leave")
    _go_on(window)  # no reason yet
    window.page("leave")
    _press(window, Qt.Key.Key_5)
    window.until(lambda: window.shell.page().state.reason is Leaving.MISTAKE)
    _go_on(window)
    window.page("document")
    with left.store.reading() as unit:
        found = [e.detail["reason"] for _, e in audit_log.entries(unit) if e.act == "visit_cancelled"]
    assert found == ["mistake"]
