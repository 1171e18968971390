"""How many keys and clicks a whole visit costs: `python -m tests.journeys.count --json OUT`.

The demonstration's window is driven by Qt's own events, from the empty document page to the next traveller's, without
signing in: once by keys alone and once by the mouse alone, for a traveller who is new and for one who is on record. The
document comes from a reader that poses as a keyboard: its characters are counted apart, a hand presses none of them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from station.domain.outcome import Verdict
from station.ui.application import Application
from station.ui.keys import Act
from tests.rig.window import Window

PLAIN, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ORDER = ("document", "face", "fingers", "check", "decision", "done")


class Hand:
    """An officer who uses the keys alone, or the mouse alone, and counts."""

    def __init__(self, window: Window, mouse: bool) -> None:
        self.window, self.mouse = window, mouse
        self.count, self.scanned = 0, 0
        self.did: list[str] = []

    def scan(self) -> None:
        """The reader's burst, whatever has the focus."""
        window = self.window
        for letter in "\n".join(window.behind._opened.result().demo.lines()):
            focus = self.focused()
            if letter == "\n":
                QTest.keyClick(focus, Qt.Key.Key_Return)
            else:
                QTest.keyClicks(focus, letter)
            self.scanned += 1

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        self.count += 1
        self._did(key.name)
        QTest.keyClick(self.focused(), key, modifier)

    def click(self, what: QWidget) -> None:
        assert what.isVisible() and what.isEnabled(), what
        self.count += 1
        self._did(what.text() if isinstance(what, QAbstractButton) else str(what))
        QTest.mouseClick(what, Qt.MouseButton.LeftButton)

    def _did(self, what: str) -> None:
        self.did.append(f"{self.window.front._page}: {what}")
        print(self.did[-1], file=sys.stderr, flush=True)

    def press(self, act: Act, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        if not self.mouse:
            self.key(key, modifier)
            return
        buttons = self.window.shell.footer.findChildren(QPushButton)
        self.click(next(b for b in buttons if b.property("act") is act and b.isVisible()))

    def go_on(self) -> None:
        self.press(Act.NEXT, Qt.Key.Key_Return, CONTROL)

    def choose(self, one: QWidget, key: Qt.Key) -> None:
        if self.mouse:
            self.click(one)
        else:
            self.key(key)

    def focused(self) -> QWidget:
        focus = self.window.shell.focusWidget()
        return focus if focus is not None else self.window.shell


def _past(window: Window, page: str) -> bool:
    """Whether the visit has gone on from this page by itself."""
    return window.front._page != page


def _until(window: Window, page: str, ready: Callable[[Any], bool]) -> bool:
    """Wait until the page has come to rest; False where the visit went on without the officer."""
    window.until(lambda: _past(window, page) or (not window.state.busy and ready(window.state)), 180)
    return not _past(window, page)


def visit(hand: Hand) -> None:
    """One traveller, admitted; ends on the done page."""
    window = hand.window
    window.page("document")
    if window.state.reading is None and not window.state.busy:
        hand.scan()
    window.until(lambda: window.state.reading is not None and not window.state.busy)
    hand.press(Act.CONFIRM_NAME, Qt.Key.Key_F3)
    window.until(lambda: window.state.missing in {"", "notice"})
    hand.go_on()
    window.until(lambda: _past(window, "document"))
    if _until(window, "face", lambda s: s.capture is not None):
        window.until(lambda: _past(window, "face") or window.state.shot is not None)
        _take(hand, "face")
    while window.front._page == "fingers":
        if not _until(window, "fingers", lambda s: s.task is not None or s.done):
            break
        if window.state.task is not None:
            before = window.state.task
            _take(hand, "fingers")
            window.until(lambda seen=before: _past(window, "fingers") or window.state.task is not seen)  # type: ignore[misc]
        else:
            hand.go_on()
            window.until(lambda: _past(window, "fingers"))
    if _until(window, "check", lambda s: s.result is not None):
        hand.go_on()
    window.page("decision")
    window.until(lambda: window.state.preview is not None and not window.state.busy)
    hand.choose(window.shell.page().choices._buttons[Act.CHOICE_1], Qt.Key.Key_1)
    window.until(lambda: window.state.verdict is Verdict.ADMIT and window.state.ready)
    hand.go_on()
    window.page("done", 120)


def _take(hand: Hand, page: str) -> None:
    """A sample that passes is used; one that does not is taken by the officer's word, with a reason for a face."""
    window = hand.window
    state = window.state
    passes = state.shot.passed if page == "face" else state.task.sufficient and not state.task.duplicates
    hand.go_on()
    if not passes:
        window.until(lambda: window.state.veto_open)
        panel = window.shell.page().veto
        if page == "face":
            QTest.keyClicks(panel.note, "glasses")
            hand.count += len("glasses")
        buttons = [b for b in panel.findChildren(QPushButton) if b.isVisible() and b.property("veto") is not None]
        if hand.mouse:
            hand.click(buttons[0])
        else:
            while hand.focused().property("veto") is None:
                hand.key(Qt.Key.Key_Tab)
            hand.key(Qt.Key.Key_Space)
    window.until(lambda: _past(window, page) or window.state.busy or window.state is not state)


def next_by_hand(hand: Hand) -> None:
    """Return begins the next traveller; for the mouse the next scan does, which is no click."""
    if hand.mouse:
        hand.scan()
    else:
        hand.key(Qt.Key.Key_Return)
    hand.window.page("document", 60)


def _run(app: Application, mouse: bool) -> tuple[Hand, Hand]:
    with tempfile.TemporaryDirectory() as folder:
        window = Window(app, Path(folder), by_itself=True)
        try:
            window.shell.resize(1366, 768)
            window.sign_in("officer", "document")
            new = Hand(window, mouse)
            visit(new)
            next_by_hand(new)
            again = Hand(window, mouse)
            visit(again)
            next_by_hand(again)
            return new, again
        finally:
            window.close()
            time.sleep(0.1)


def main() -> None:
    started = time.monotonic()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    app = Application(language="en")
    keys_new, keys_returning = _run(app, mouse=False)
    clicks_new, clicks_returning = _run(app, mouse=True)
    hands = {
        "keys_new": keys_new, "keys_returning": keys_returning,
        "clicks_new": clicks_new, "clicks_returning": clicks_returning,
    }  # fmt: skip
    counted = {name: hand.count for name, hand in hands.items()}
    text = json.dumps(counted, indent=1)
    print(text)
    print(f"{time.monotonic() - started:.0f} s", file=sys.stderr)
    if given.json is not None:
        given.json.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
