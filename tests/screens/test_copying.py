"""Nothing of a traveller leaves the window by clipboard, selection, drag or title.

The clipboard is a real X server's: a process of its own shows every page of a visit under Xvfb, marks and copies and
cuts whatever can be marked, and looks at what another program could ask for.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QPlainTextEdit, QWidget

from station.ui.application import Application
from tests.screens.codes import ROOT
from tests.screens.gallery import settle, swap, window
from tests.screens.people import DOCUMENT
from tests.screens.states import collected

PERSONAL = (DOCUMENT.surname, DOCUMENT.given_names.split()[0], DOCUMENT.number, DOCUMENT.lines[1][:9])
PAGES = ("document", "face", "fingers", "check", "decision", "done", "supervisor", "rights", "auditor")
COPY, CUT, CONTROL = Qt.Key.Key_C, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier
Holder = QLineEdit | QPlainTextEdit | QAbstractItemView


def copy_everything(holder: Holder) -> None:
    """Mark the whole content of a field, or each row of a list, and copy and cut it."""
    holder.setFocus()
    if isinstance(holder, QAbstractItemView):
        for row in range(holder.model().rowCount()):
            holder.setCurrentIndex(holder.model().index(row, 0))
            QTest.keyClick(holder, COPY, CONTROL)
        return
    for key in (COPY, CUT):
        holder.selectAll()
        QTest.keyClick(holder, key, CONTROL)


def dragged(holder: Holder) -> bool:
    """Whether something could be dragged into another program."""
    if isinstance(holder, QPlainTextEdit):
        holder.selectAll()
        return bool(holder.createMimeDataFromSelection().formats())
    return bool(holder.dragEnabled())


def readable(app: Application) -> list[str]:
    """What clipboard and selection hold."""
    clipboard = app.clipboard()
    modes = [clipboard.Mode.Clipboard] + ([clipboard.Mode.Selection] if clipboard.supportsSelection() else [])
    return [text for mode in modes if (text := clipboard.text(mode))]


def titles(app: Application) -> list[str]:
    """What a window list, a screen share or a task bar shows."""
    outside = [app.applicationName(), app.applicationDisplayName(), app.desktopFileName()]
    for top in app.topLevelWidgets():
        outside += [top.windowTitle(), top.windowRole(), top.windowFilePath(), top.accessibleName()]
    return outside + [text for w in app.topLevelWindows() for text in (w.title(), w.filePath())]


def look(app: Application) -> dict[str, Any]:
    said: dict[str, Any] = {"copied": [], "dragged": [], "titles": [], "holders": 0}
    shell = None
    for shown in collected():  # its pictures stay blank: no text comes out of one
        if not shown.name.startswith(PAGES):
            continue
        shell = window(shown, (1280, 800)) if shell is None else swap(shell, shown)
        settle(app)
        said["titles"] += [t for t in titles(app) if any(word in t for word in PERSONAL)]
        for holder in shell.findChildren(QWidget):
            if isinstance(holder, Holder) and holder.isVisible():
                said["holders"] += 1
                said["dragged"] += [shown.name] if dragged(holder) else []
                copy_everything(holder)
                said["copied"] += [f"{shown.name}: {text}" for text in readable(app)]
    assert shell is not None
    shell.close()
    shell.deleteLater()
    settle(app)
    return said


def unguarded(app: Application) -> list[str]:
    """The same where the guard is taken away, or a clean result would mean nothing."""
    app.clipboard().dataChanged.disconnect(app._clipboard.empty)
    app.clipboard().selectionChanged.disconnect(app._clipboard.empty)
    probe = QLineEdit(DOCUMENT.surname)
    probe.show()
    copy_everything(probe)
    settle(app)
    return readable(app)


def main() -> None:
    """Run under an X server by the test below."""
    app = Application(["station"], "en")
    print(json.dumps({**look(app), "unguarded": unguarded(app)}))


@pytest.mark.skipif(not (shutil.which("xvfb-run") and shutil.which("xauth")), reason="xvfb-run or xauth is not here")
def test_nothing_of_a_traveller_can_be_taken_out_of_the_window():
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-m", "tests.screens.test_copying"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert (said["copied"], said["dragged"], said["titles"]) == ([], [], [])
    assert said["holders"] > 20
    assert DOCUMENT.surname in said["unguarded"]


if __name__ == "__main__":
    main()
