"""Asking for a file or a folder without blocking the window; the dialog is gone with the page that asked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from station.ui.page import AnyPage


def ask_where_to_save(page: AnyPage, title: str, name: str, kinds: str, chosen: Callable[[str], None]) -> None:
    """`name`: the file that is proposed; its ending is added where none is typed. `kinds`: "Words (*.end);;..."."""
    dialog = QFileDialog(page, title, "", kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(name.rpartition(".")[2])
    dialog.selectFile(name)
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(kind.rpartition("*.")[2].rstrip(")")))
    _open(page, dialog, chosen)


def ask_for_file(page: AnyPage, title: str, chosen: Callable[[str], None]) -> None:
    dialog = QFileDialog(page, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    _open(page, dialog, chosen)


def ask_for_folder(page: AnyPage, title: str, chosen: Callable[[str], None]) -> None:
    dialog = QFileDialog(page, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    _open(page, dialog, chosen)


def _open(page: AnyPage, dialog: QFileDialog, chosen: Callable[[str], None]) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(chosen)
    page.left.connect(dialog.close)
    dialog.open()
