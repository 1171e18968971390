"""The left panel of the counter: where the visit stands, who the traveller is, how long it has taken."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from station.domain.visit import Document
from station.ui import words
from station.ui.theme import Tone
from station.ui.widgets.basics import Chip, Icon, Notice, Pairs, label, restyle, say_long
from station.workflow.counter import Step

MOST_TOLD = 2  # warnings beside the steps; the decision names them all
ORDER = (Step.DOCUMENT, Step.FACE, Step.FINGERS, Step.CHECK, Step.DECISION)
_PLACE = {Step.STAY: Step.DOCUMENT, Step.WAITING: Step.CHECK}
_ICON = {
    Step.DOCUMENT: "id-card",
    Step.FACE: "scan-face",
    Step.FINGERS: "fingerprint",
    Step.CHECK: "search",
    Step.DECISION: "stamp",
}


@dataclass(frozen=True)
class RailState:
    """Where the visit stands; `started` is `time.monotonic()` at its beginning."""

    step: Step = Step.IDLE
    skipped: frozenset[Step] = frozenset()
    fingers_done: int = 0
    fingers_asked: int = 4
    started: float | None = None


@dataclass(frozen=True)
class TravellerState:
    document: Document | None = None
    first_visit: bool | None = None
    warnings: tuple[str, ...] = ()
    agrees: bool | None = None  # with the record, in all that was compared; None: not compared yet


class _StepRow(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "step")
        self.icon = Icon("lock", "muted", 20)
        self.name, self.detail = label("strong"), label("small", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self.icon)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addWidget(self.detail)
        row.addLayout(column, 1)


class Rail(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rail = RailState()
        self._traveller = TravellerState()
        self._minute = -1  # of the visit, as it was last told
        column = self._column = QVBoxLayout(self)
        column.setSpacing(4)
        self._rows = {step: _StepRow() for step in ORDER}
        for row in self._rows.values():
            column.addWidget(row)
        column.addSpacing(10)
        self._title = label("small")
        column.addWidget(self._title)
        self._card = QFrame()
        self._card.setProperty("role", "well")
        inside = self._inside = QVBoxLayout(self._card)
        self._name, self._pairs = label("strong", wrap=True), Pairs(4)
        inside.addWidget(self._name)
        inside.addWidget(self._pairs)
        column.addWidget(self._card)
        self.known = Chip()
        column.addWidget(self.known, 0, Qt.AlignmentFlag.AlignLeft)
        self.told = [Notice() for _ in range(MOST_TOLD + 1)]
        for notice in self.told:
            column.addWidget(notice)
        self._more = label("small", wrap=True)
        column.addWidget(self._more)
        column.addStretch(1)
        self._elapsed = label("small")
        column.addWidget(self._elapsed)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self.show_narrow(False)

    def show_narrow(self, narrow: bool) -> None:
        """Less air round the steps, and only the step of now says more than its name."""
        edge = 8 if narrow else 16
        self._column.setContentsMargins(edge, 14, edge, 12)
        self._inside.setContentsMargins(edge if narrow else 12, 9, edge if narrow else 12, 9)
        self._narrow = narrow
        self._redo()

    def render_rail(self, state: RailState) -> None:
        if state.started != self._rail.started:
            self._minute = -1
        self._rail = state
        if state.started is None:
            self._timer.stop()
        else:
            self._timer.start()
        self._redo()

    def render_traveller(self, state: TravellerState) -> None:
        self._traveller = state
        self._redo()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._redo()
        super().changeEvent(event)

    def _redo(self) -> None:
        names = {
            Step.DOCUMENT: (self.tr("Document"), self.tr("Identity and stay")),
            Step.FACE: (self.tr("Face"), self.tr("Captured on its own")),
            Step.FINGERS: (self.tr("Fingers"), self._fingers()),
            Step.CHECK: (self.tr("Check"), self.tr("Record, identities, watchlist")),
            Step.DECISION: (self.tr("Decision"), self.tr("Sign and seal")),
        }
        now = _PLACE.get(self._rail.step, self._rail.step)
        place = len(ORDER) if now is Step.SEALED else ORDER.index(now) if now in ORDER else -1
        for index, (step, row) in enumerate(self._rows.items()):
            row.name.setText(names[step][0])
            row.detail.setText(names[step][1])
            if step in self._rail.skipped:
                row.detail.setText(self.tr("Not asked of this traveller"))
                shape, ink, role = "minus", "muted", "step"
            elif index < place:
                shape, ink, role = "circle-check", "ok", "step"
            elif index == place:
                shape, ink, role = _ICON[step], "primary", "step-now"
            else:
                shape, ink, role = "lock", "muted", "step"
            row.detail.setVisible(index == place or not self._narrow)
            row.icon.show_icon(shape, ink)
            restyle(row, role=role)
            restyle(row.name, role="strong" if index <= place else "muted")
            stands = self.tr("done") if index < place else self.tr("now") if index == place else self.tr("comes later")
            if step in self._rail.skipped:
                stands = self.tr("left out")
            row.setAccessibleName(f"{row.name.text()}, {stands}: {row.detail.text()}")
        self._show_traveller()
        self._tick()

    def _fingers(self) -> str:
        if self._rail.fingers_done:
            done, asked = self._rail.fingers_done, self._rail.fingers_asked
            return self.tr("{done} of {asked} taken").format(done=done, asked=asked)
        return self.tr("Right hand first")

    def _show_traveller(self) -> None:
        document = self._traveller.document
        self._title.setText(self.tr("Traveller"))
        self._title.setVisible(document is not None)
        self._card.setVisible(document is not None)
        if document is not None:
            kind = document.code.rstrip("<")
            rows = [
                (self.tr("Document"), document.number if self._narrow else f"{kind} · {document.number}"),
                (self.tr("Nationality"), document.nationality),
                (self.tr("Born"), words.birth(document.birth)),
                (self.tr("Expires"), words.day(document.expiry)),
            ]
            say_long(self._name, document.name, longest=12)
            self._pairs.show_rows(rows)
        self._show_known()
        warnings = self._traveller.warnings
        told = [(Tone.WARN, words.say_key("warning", w)) for w in warnings[:MOST_TOLD]]
        if self._traveller.agrees is False:
            told.insert(0, (Tone.BAD, self.tr("Does not agree with the record")))
        for index, notice in enumerate(self.told):
            notice.say(*(told[index] if index < len(told) else (Tone.OFF, "")))
        more = len(warnings) - MOST_TOLD
        self._more.setVisible(more > 0)
        self._more.setText(self.tr("and {count} more, named at the decision").format(count=more))

    def _show_known(self) -> None:
        """Whether the document is on record; in green only once the traveller agrees with that record."""
        first = self._traveller.first_visit
        if self._traveller.document is None or first is None or self._traveller.agrees is False:
            self.known.say(Tone.OFF, "")
        elif first:
            self.known.say(Tone.INFO, self.tr("First crossing"))
        else:
            self.known.say(Tone.OK if self._traveller.agrees else Tone.INFO, self.tr("On record"))

    def _tick(self) -> None:
        started = self._rail.started
        self._elapsed.setVisible(started is not None)
        if started is not None:
            seconds = time.monotonic() - started
            text = self.tr("Elapsed {time}").format(time=words.duration(seconds))
            minute = int(seconds // 60)
            if minute != self._minute:  # who listens is not told of each second
                self._minute = minute
                self._elapsed.setAccessibleName(text)
            self._elapsed.setText(text)
