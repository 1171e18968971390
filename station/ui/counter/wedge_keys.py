"""Keys of a document reader that poses as a keyboard, taken out of the window's stream whatever has the focus."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from station.ui.application import Application
from station.ui.counter.desk import KeyBurst, KeyWedge, Scanned

_NO_TEXT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_ENDS_LINE = "\r\n\t"


class WedgeKeys(QObject):
    """Listens while its page is shown. What turns out to be typing reaches the focus a little later, in its order; a
    scan reaches nobody but `scanned`."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        page.installEventFilter(self)  # for being shown and hidden
        self._wedge: KeyWedge | None = None
        self._scanned: Callable[[Scanned], object] = lambda _scan: None
        self._held: deque[QKeyEvent] = deque()  # presses, and releases that came after them
        self._passing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._due)

    def listen(self, wedge: KeyWedge | None, scanned: Callable[[Scanned], object]) -> None:
        self._wedge, self._scanned = wedge, scanned
        self._held.clear()

    def _start(self) -> None:
        app = QCoreApplication.instance()
        if isinstance(app, Application):
            app.watch(self)

    def _stop(self) -> None:
        """What is still held back goes where it was meant to go."""
        self._settle()
        app = QCoreApplication.instance()
        if isinstance(app, Application):
            app.unwatch(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if "_page" not in vars(self):
            return False  # the collector has emptied this object, and Qt asks it once more before it goes
        kind = event.type()
        if watched is self._page and kind in {QEvent.Type.Show, QEvent.Type.Hide}:
            (self._start if kind == QEvent.Type.Show else self._stop)()
            return False
        if kind not in {QEvent.Type.KeyPress, QEvent.Type.KeyRelease} or self._wedge is None or self._passing:
            return False
        if not isinstance(event, QKeyEvent) or watched is not self._focus():
            return False
        if kind == QEvent.Type.KeyRelease:
            return self._release(event)
        return self._press(self._wedge, event)

    def _focus(self) -> QWidget | None:
        """Where keys of this window go now; None while another window or a list that has popped up has them."""
        if QApplication.activePopupWidget() is not None or QApplication.activeModalWidget() is not None:
            return None
        window = self._page.window()
        return window.focusWidget() or window

    def _press(self, wedge: KeyWedge, event: QKeyEvent) -> bool:
        now = time.monotonic()
        self._take(wedge.idle(now))
        text = event.text()
        plain = not event.modifiers() & _NO_TEXT and bool(text) and (text.isprintable() or text in _ENDS_LINE)
        if not plain:
            self._settle()  # Esc, arrows, shortcuts: they come after what was typed before them
            return False
        if not self._held and text.isspace():
            return False  # no scan begins so: space and return press buttons at once
        self._held.append(event.clone())
        self._take(wedge.key(text, now))
        self._wait()
        return True

    def _release(self, event: QKeyEvent) -> bool:
        if not any(e.type() == QEvent.Type.KeyPress and e.key() == event.key() for e in self._held):
            return False
        self._held.append(event.clone())
        return True

    def _due(self) -> None:
        if self._wedge is not None:
            self._take(self._wedge.idle(time.monotonic()))
            self._wait()

    def _wait(self) -> None:
        due = self._wedge.due if self._wedge is not None else None
        if due is None:
            self._timer.stop()
        else:
            self._timer.start(max(1, round((due - time.monotonic()) * 1000) + 2))

    def _settle(self) -> None:
        """Decide now."""
        self._timer.stop()
        if self._wedge is not None and self._wedge.due is not None:
            self._take(self._wedge.idle(self._wedge.due + 1.0))

    def _take(self, keys: KeyBurst) -> None:
        left = len(keys.released)
        passed: list[QKeyEvent] = []
        while self._held and (left > 0 or (passed and self._held[0].type() == QEvent.Type.KeyRelease)):
            one = self._held.popleft()
            passed.append(one)
            left -= len(one.text()) if one.type() == QEvent.Type.KeyPress else 0
        self._passing = True
        try:
            for one in passed:
                focus = self._focus()
                if focus is not None:
                    QCoreApplication.sendEvent(focus, one)
        finally:
            self._passing = False
        if keys.scan is not None:
            self._held.clear()
            self._scanned(keys.scan)
