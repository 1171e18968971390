"""The end of a visit: sealed, what the traveller may do, and whether central has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.desk import SignedRecord
from station.domain.outcome import Verdict
from station.domain.visit import Direction
from station.ui import words
from station.ui.counter.desk import KeyWedge, Scanned
from station.ui.counter.wedge_keys import WedgeKeys
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Icon, Notice, Pairs, label

_TONE = {Verdict.ADMIT: Tone.OK, Verdict.REFER: Tone.WARN, Verdict.REFUSE: Tone.BAD}


@dataclass(frozen=True)
class DoneState:
    record: SignedRecord
    online: bool = False


class Going(Protocol):
    """Where the page leads: the counter's room, since there is nothing to decide here."""

    def next_traveller(self) -> None: ...
    def wedge(self) -> KeyWedge: ...
    def scanned_next(self, scan: Scanned) -> None:
        """The next traveller's document was scanned already."""
        ...


class DoneScreen(Page[DoneState, Going]):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys = WedgeKeys(self)
        self._card = Card()
        self._card.setFixedWidth(620)
        self._card.body.setContentsMargins(34, 30, 34, 32)
        self._card.body.setSpacing(14)
        self._icon, self._verdict = Icon("stamp", "ok", 56), label("big", wrap=True)
        self._rows, self._sync = Pairs(4), Notice()
        self._card.body.insertWidget(0, self._icon)
        for part in (self._verdict, self._rows, self._sync):
            self._card.body.addWidget(part)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def join(self, presenter: Going) -> None:
        super().join(presenter)
        self.keys.listen(presenter.wedge(), presenter.scanned_next)

    def part(self) -> None:
        self.keys.listen(None, lambda _scan: None)
        super().part()

    def paint_state(self, state: DoneState) -> None:
        record = state.record
        tone = _TONE[record.verdict]
        shape = {Verdict.ADMIT: "circle-check", Verdict.REFER: "users", Verdict.REFUSE: "ban"}[record.verdict]
        self._icon.show_icon(shape, tone.value)
        self._verdict.setText(self._sentence(record))
        rows = [
            (self.tr("Sealed at"), words.moment(record.sealed_at)),
            (self.tr("Whole visit"), words.duration(record.seconds)),
            (self.tr("Record"), record.visit),
        ]
        if record.last_day is not None and record.verdict is Verdict.ADMIT:
            rows.insert(0, (self.tr("Last permitted day"), words.day(record.last_day)))
        self._rows.show_rows(rows)
        if record.waiting == 0:
            self._sync.say(Tone.OK, self.tr("The central database has acknowledged every record."))
        else:
            text = self.tr("Waiting for the central database: {count}. Nothing is lost; the station sends on its own.")
            self._sync.say(Tone.INFO if state.online else Tone.WARN, text.format(count=words.number(record.waiting)))

    def _sentence(self, record: SignedRecord) -> str:
        """Whom, and what: the sentence that the officer may read out."""
        stays = record.verdict is Verdict.ADMIT and record.last_day is not None
        if record.direction is Direction.DEPARTURE:
            text = {
                Verdict.ADMIT: self.tr("{name} may leave."),
                Verdict.REFER: self.tr("{name} goes to further inspection."),
                Verdict.REFUSE: self.tr("{name} may not leave now."),
            }[record.verdict]
        else:
            admitted = self.tr("{name} may stay until {day}.") if stays else self.tr("{name} may enter.")
            text = {
                Verdict.ADMIT: admitted,
                Verdict.REFER: self.tr("{name} goes to further inspection."),
                Verdict.REFUSE: self.tr("{name} is refused entry."),
            }[record.verdict]
        name = words.breakable(record.name, 16) or self.tr("The traveller")
        return text.format(name=name, day=words.day(record.last_day))

    def chrome(self) -> Chrome:
        return Chrome(
            self.tr("Visit closed"),
            self.tr("The record is signed, encrypted and written. It cannot be changed any more."),
            message=(
                Tone.OK,
                self.tr("Give the document back. Return, or the next scan, begins with the next traveller."),
            ),
            actions=(
                Action(
                    Act.NEXT,
                    self.tr("Next traveller"),
                    self.presenter.next_traveller,
                    True,
                    "primary",
                    "arrow-right",
                    enter=True,
                ),
            ),
        )
