"""The best captures side by side; the officer may choose another one than the best."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from station.domain.desk import FaceShot
from station.ui import theme
from station.ui.widgets.flow import Flow
from station.ui.widgets.images import to_image


class ShotStrip(QWidget):
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = Flow(6)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._row)
        self._buttons: list[QPushButton] = []
        self._shots: tuple[FaceShot, ...] = ()

    def translate(self) -> None:
        for index, one in enumerate(self._buttons):
            one.setAccessibleName(self.tr("Picture {number}").format(number=index + 1))

    def show_shots(self, shots: tuple[FaceShot, ...], chosen: int) -> None:
        if shots is not self._shots:
            self._shots = shots
            for old in self._buttons:
                old.deleteLater()
            self._buttons = []
            height = theme.look().px(46)
            for index, shot in enumerate(shots):
                one = QPushButton()
                one.setCheckable(True)
                one.setAutoExclusive(True)
                one.setProperty("kind", "choice")
                one.setProperty("index", index)
                picture = QPixmap.fromImage(to_image(shot.picture).scaledToHeight(height))
                one.setIcon(QIcon(picture))
                one.setIconSize(QSize(picture.width(), height))
                passed = sum(1 for v in shot.gate if v.passed)
                one.setText(f"{passed}/{sum(1 for v in shot.gate if v.value is not None)}")
                one.clicked.connect(self._clicked)
                self._row.insert_widget(index, one)
                self._buttons.append(one)
            self.translate()
        for index, one in enumerate(self._buttons):
            one.setChecked(index == chosen)

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.chosen.emit(sender.property("index"))
