"""A field of several lines whose text can be typed and pasted, but neither copied nor dragged out of the window."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QPlainTextEdit


class ClosedText(QPlainTextEdit):
    def createMimeDataFromSelection(self) -> QMimeData:
        """What Qt copies, cuts and drags; empty, because zone and notes name a traveller."""
        return QMimeData()
