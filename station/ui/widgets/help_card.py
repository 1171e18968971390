"""The keys that work now, beside the page: of its buttons, of what it takes without one, and those of every page. Below
them, what the guide says of the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from station.ui import guide, keys
from station.ui.keys import KEYS, Act
from station.ui.page import Chrome
from station.ui.widgets.basics import button, label


class HelpCard(QWidget):
    """Stands beside the page and takes nothing from it: the cursor stays where it is, and every key works."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 12)
        column.setSpacing(8)
        self._here, self._always = label("heading", wrap=True), label("heading", wrap=True)
        self._grids = (QGridLayout(), QGridLayout())
        for head, grid in zip((self._here, self._always), self._grids, strict=True):
            grid.setHorizontalSpacing(12)
            grid.setVerticalSpacing(6)
            grid.setColumnStretch(1, 1)
            column.addWidget(head)
            column.addLayout(grid)
            column.addSpacing(8)
        self._guide_head = label("heading", wrap=True)
        column.addWidget(self._guide_head)
        self._guide = QVBoxLayout()
        self._guide.setSpacing(6)
        column.addLayout(self._guide)
        column.addStretch(1)
        self.close_button = button()
        column.addWidget(self.close_button)
        self._rows: list[QLabel] = []
        self._told: tuple[guide.Piece, ...] | None = None
        self._shown: tuple[tuple[Act, str], ...] = ()

    def lines(self) -> tuple[tuple[Act, str], ...]:
        """What is shown of the page."""
        return self._shown

    def render_keys(self, chrome: Chrome, always: Sequence[Act]) -> None:
        self._here.setText(self.tr("Keys of this page"))
        self._always.setText(self.tr("On every page"))
        close = self.tr("Close")
        self.close_button.setText(f"{close}   {keys.cap(Act.HELP)}")
        self.setAccessibleName(self._here.text())
        buttons = tuple((action.act, action.text) for action in chrome.actions)
        others = tuple((key.act, _sentence(key.act)) for key in chrome.keys)
        everywhere = tuple((act, _sentence(act)) for act in always)
        self._shown = tuple(dict([*others, *buttons]).items())
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows.clear()
        for grid, lines in zip(self._grids, (self._shown, everywhere), strict=True):
            for place, (act, text) in enumerate(lines):
                cap, sentence = label("keycap", keys.cap(act)), label("", text, wrap=True)
                grid.addWidget(cap, place, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                grid.addWidget(sentence, place, 1)
                self._rows += [cap, sentence]

    def render_guide(self, page: str) -> None:
        """What the guide says of the page of this name, in the language of now."""
        self._guide_head.setText(self.tr("From the guide"))
        told = guide.of_page(page, QLocale().name().split("_")[0])
        if told == self._told:
            return
        self._told = told
        while (item := self._guide.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._guide_head.setVisible(bool(told))
        for piece in told:
            role = "strong" if piece.kind is guide.Kind.HEADING else ""
            sign = "• " if piece.kind is guide.Kind.POINT and not piece.text[:1].isdigit() else ""
            self._guide.addWidget(label(role, f"{sign}{piece.text}", wrap=True))

    def told(self) -> tuple[guide.Piece, ...]:
        """What is shown of the guide."""
        return self._told or ()


def _sentence(act: Act) -> str:
    return QCoreApplication.translate("Keys", KEYS[act].sentence)
