"""The tour of the demonstration: five sentences for whoever sees the counter first, beside the page and not over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QWidget

from station.ui import keys
from station.ui.keys import Act
from station.ui.widgets.basics import Icon, button, label
from station.ui.widgets.flow import Flow

GAP = 10  # px between its parts


class TourBar(QFrame):
    ended = Signal()  # read to its end, or put aside

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tour")
        self.setProperty("role", "notice-info")
        self._step = 0
        self._icon, self._count, self._text = Icon("play", "info", 20), label("strong"), label(wrap=True)
        self._before, self._next, self._skip = button("quiet"), button("quiet"), button("quiet")
        words = self._words = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        words.setSpacing(0)
        words.addWidget(self._count)
        words.addWidget(self._text, 1)
        buttons = Flow(8, right=True)
        for one in (self._skip, self._before, self._next):
            buttons.addWidget(one)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(20, 2, 20, 2)  # the page below needs every line
        row.setSpacing(GAP)
        row.addWidget(self._icon)
        self._buttons = buttons
        row.addLayout(words, 3)
        row.addLayout(buttons, 2)
        self._before.clicked.connect(self._go_back)
        self._next.clicked.connect(self._go_on)
        self._skip.clicked.connect(self._end)
        self.hide()
        self._translate()

    @property
    def step(self) -> int:
        """0..4, of the sentence that is shown."""
        return self._step

    def sentences(self) -> tuple[tuple[str, str], ...]:
        """What each is about, and what to do."""
        return (
            (
                self.tr("New visitor"),
                self.tr("Choose a traveller above and press “Scan its lines”; face, fingers and check follow."),
            ),
            (
                self.tr("Return"),
                self.tr("Serve the same traveller once more: the station knows them and compares with the record."),
            ),
            (
                self.tr("Impostor"),
                self.tr("Let one traveller show the document of another: face and fingers do not agree with it."),
            ),
            (
                self.tr("Departure"),
                self.tr("Choose “Departure” in the stay card: the stay that is open here is looked at and closed."),
            ),
            (
                self.tr("Case"),
                self.tr("Where something does not agree, call the supervisor; sign in as supervisor to rule."),
            ),
        )

    def start(self) -> None:
        self._step = 0
        self._translate()
        self.show()

    def _go_back(self) -> None:
        self._step = max(0, self._step - 1)
        self._translate()

    def _go_on(self) -> None:
        if self._step + 1 < len(self.sentences()):
            self._step += 1
            self._translate()
        else:
            self._end()

    def _end(self) -> None:
        self.hide()
        self.ended.emit()

    def _translate(self) -> None:
        sentences = self.sentences()
        title, text = sentences[self._step]
        self._count.setText(
            self.tr("Tour {step} of {count}: {title}").format(step=self._step + 1, count=len(sentences), title=title)
        )
        self._text.setText(text)
        last = self._step + 1 == len(sentences)
        self._before.setText(self.tr("Previous"))
        self._before.setEnabled(self._step > 0)
        self._next.setText(self.tr("End the tour") if last else self.tr("Next sentence"))
        self._skip.setText(self.tr("Skip the tour"))
        self._skip.setVisible(not last)
        self._skip.setAccessibleDescription(keys.cap(Act.TOUR))
        self.setAccessibleName(f"{self._count.text()}. {text}")
        self._fit()

    def _fit(self) -> None:
        """Sentence beside its title in one line where both have room, else below it."""
        advance = self._text.fontMetrics().horizontalAdvance(self._text.text()) + self._count.sizeHint().width()
        room = self.width() - self._buttons.sizeHint().width() - self._icon.sizeHint().width() - 2 * 20 - 4 * GAP
        way = QBoxLayout.Direction
        self._words.setDirection(way.LeftToRight if advance <= room else way.TopToBottom)
        self._words.setSpacing(GAP if advance <= room else 0)
        self._row.setStretch(1, 1 if advance <= room else 3)
        self._row.setStretch(2, 0 if advance <= room else 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        elif event.type() == QEvent.Type.StyleChange:  # the text has another size
            self._fit()
        super().changeEvent(event)
