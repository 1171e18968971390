"""Garbage that may hold Qt objects is collected in the GUI thread only."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500
PATIENCE = 120  # looks that a collection of everything waits for a pause, a minute


class GuiCollector(QObject):
    """Python's cycle collector runs in whichever thread happens to allocate, and takes windows and pages apart there; a
    Qt object that dies outside its own thread can end the process. While this one lives, cycles are looked for by a
    timer of the GUI thread, as often as the interpreter's own thresholds say.

    To walk through everything holds the window for as long as there is something to walk through: 80 ms for the modules
    and models of a station alone. So these are walked through once, when the station has opened, and set aside; and
    what came since is only walked through while nobody does anything at the window.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self.opened: Callable[[], bool] = lambda: True  # whether everything that lives as long as the program is there
        self.at_rest: Callable[[], bool] = lambda: True  # whether nobody does anything at the window
        self._grown = False
        self._waited = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due."""
        if not self._grown and self.opened():
            self._grown = True
            gc.collect()
            gc.freeze()  # modules and models: no later look needs to walk through them
            return
        due = [
            g for g, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > limit
        ]
        if not due:
            return
        oldest = max(due)
        if oldest == 2:
            waits = self._waited < PATIENCE and not (self._grown and self.at_rest())
            self._waited = self._waited + 1 if waits else 0
            oldest = 1 if waits else 2
        gc.collect(oldest)

    def stop(self) -> None:
        """Back to the interpreter's own way; call it in the GUI thread, after the windows are gone."""
        self._timer.stop()
        gc.collect()
        gc.unfreeze()
        gc.enable()
