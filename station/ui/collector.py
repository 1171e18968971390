"""Garbage that may hold Qt objects is collected in the GUI thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500


class GuiCollector(QObject):
    """Python's cycle collector runs in whichever thread happens to allocate, and takes windows and pages apart there; a
    Qt object that dies outside its own thread can end the process. While this one lives, cycles are looked for by a
    timer of the GUI thread, as often as the interpreter's own thresholds say.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._grown = False  # everything that lives as long as the program is there
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due."""
        due = [
            g for g, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > limit
        ]
        if not due:
            return
        oldest = max(due)
        gc.collect(oldest)
        if oldest == 2 and not self._grown:  # modules and models: no later look needs to walk through them
            self._grown = True
            gc.freeze()

    def stop(self) -> None:
        """Back to the interpreter's own way; call it in the GUI thread, after the windows are gone."""
        self._timer.stop()
        gc.collect()
        gc.unfreeze()
        gc.enable()
