"""A page that shows the same again shows and hides nothing: what comes and goes within one act costs a layout each
time, with every change of theme, size or language and every answer that says nothing new."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QObject

from station.ui.application import Application
from tests.screens.gallery import settle, swap, window
from tests.screens.states import all_states

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
COMES_AND_GOES = (QEvent.Type.ShowToParent, QEvent.Type.HideToParent)


class Restless(QObject):
    """Which kinds of widgets came or went."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        if event.type() in COMES_AND_GOES:
            self.seen[type(watched).__name__] += 1
        return False


def test_what_is_shown_again_comes_and_goes_nowhere(app: Application) -> None:
    app.set_language("en")
    shell, restless = None, {}
    for shown in all_states():
        shell = window(shown, (1366, 768)) if shell is None else swap(shell, shown)
        settle(app)
        page, watcher = shell.page(), Restless()
        assert page is not None
        page.redo()
        app.installEventFilter(watcher)
        page.redo()
        app.removeEventFilter(watcher)
        if watcher.seen:
            restless[shown.name] = dict(watcher.seen)
    assert shell is not None
    shell.close()
    shell.deleteLater()
    assert restless == {}
