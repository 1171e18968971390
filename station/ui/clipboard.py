"""Nothing that the window shows can be copied out of it: names and document numbers stay here.

The clipboard, and on X11 the selection, are handed to other programs only when these ask, so what is taken back in the
same call was never theirs. What others put there can be pasted into the window.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard, QGuiApplication


class ClosedClipboard(QObject):
    """Empties clipboard and selection whenever this program has filled them; lives as long as `parent`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        clipboard = QGuiApplication.clipboard()
        clipboard.dataChanged.connect(self.empty)
        clipboard.selectionChanged.connect(self.empty)

    def empty(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard.ownsClipboard() and clipboard.text():
            clipboard.clear(QClipboard.Mode.Clipboard)
        if clipboard.supportsSelection() and clipboard.ownsSelection() and clipboard.text(QClipboard.Mode.Selection):
            clipboard.clear(QClipboard.Mode.Selection)
