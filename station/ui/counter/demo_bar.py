"""The demonstration's own controls: who stands at the counter, whose document they show, and a reader of its lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from station.ui.widgets.flow import Flow


class DemoBar(QFrame):
    """Shown under the banner in demo mode only; nothing of it exists at a real counter."""

    chosen = Signal(int, int)  # index of the traveller, index of whose document
    scanned = Signal()

    def __init__(self, names: Sequence[str], chosen: tuple[int, int] = (0, 0), parent: QWidget | None = None) -> None:
        """`chosen`: who stands there now, and whose document they show."""
        super().__init__(parent)
        self.setObjectName("demo")
        self._bearer_label, self._document_label = QLabel(), QLabel()
        self._bearer, self._document = QComboBox(), QComboBox()
        self._scan, self._comes = QPushButton(), QLabel()
        self._comes.hide()
        places = zip((self._bearer, self._document), (self._bearer_label, self._document_label), chosen, strict=True)
        for box, text, place in places:
            box.addItems(list(names))
            box.setCurrentIndex(place)
            # as wide as its room, not as its longest name: at 1366 pixels the bar must not widen the window
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(18)
            box.activated.connect(self._choose)
            text.setBuddy(box)
        self._scan.clicked.connect(self.scanned)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 2, 20, 2)
        row = Flow(10)  # with large text it takes two rows
        for part in (self._bearer_label, self._bearer, self._document_label, self._document, self._scan, self._comes):
            row.addWidget(part)
        whole.addLayout(row)
        self._translate()

    def show_coming(self, coming: bool) -> None:
        """Whoever was chosen steps before the camera; until then nobody else can be, and no lines are scanned."""
        for part in (self._bearer, self._document, self._scan):
            part.setEnabled(not coming)
        self._comes.setVisible(coming)

    def same_document(self) -> None:
        """The traveller shows their own document."""
        self._document.setCurrentIndex(self._bearer.currentIndex())

    def _choose(self) -> None:
        if self.sender() is self._bearer:
            self.same_document()
        self.chosen.emit(self._bearer.currentIndex(), self._document.currentIndex())

    def _translate(self) -> None:
        self._bearer_label.setText(self.tr("At the counter"))
        self._document_label.setText(self.tr("shows the document of"))
        self._scan.setText(self.tr("Scan its lines"))
        self._comes.setText(self.tr("Steps before the camera …"))
        self._bearer.setAccessibleName(self.tr("Invented traveller at the counter"))
        self._document.setAccessibleName(self.tr("Whose document is shown"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)
