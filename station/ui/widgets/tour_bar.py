"""The tour of the demonstration: five sentences for whoever sees the counter first, beside the page and not over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from station.ui import keys
from station.ui.keys import Act
from station.ui.widgets.basics import Icon, button, label
from station.ui.widgets.flow import Flow


class TourBar(QFrame):
    ended = Signal()  # read to its end, or put aside

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tour")
        self.setProperty("role", "notice-info")
        self._step = 0
        self._icon, self._count, self._text = Icon("play", "info", 20), label("strong"), label(wrap=True)
        self._before, self._next, self._skip = button("quiet"), button(), button("quiet")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._count)
        words.addWidget(self._text)
        buttons = Flow(8, right=True)
        for one in (self._skip, self._before, self._next):
            buttons.addWidget(one)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 20, 6)
        row.setSpacing(10)
        row.addWidget(self._icon)
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

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)
