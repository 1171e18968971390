"""The end of a visit: sealed, what the traveller may do, and whether central has it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.desk import SignedRecord
from station.domain.outcome import Verdict
from station.domain.visit import Direction
from station.ui import theme, words
from station.ui.counter.desk import KeyWedge, Scanned
from station.ui.counter.parked import ParkedButton
from station.ui.counter.slip import Slip, SlipView, pdf
from station.ui.counter.wedge_keys import WedgeKeys
from station.ui.keys import Act
from station.ui.office.file_dialogs import ask_where_to_save
from station.ui.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Icon, Notice, Pairs, spoken

CARD_WIDTH, PAPER_WIDTH = 680, 400  # at the usual text size

_TONE = {Verdict.ADMIT: Tone.OK, Verdict.REFER: Tone.WARN, Verdict.REFUSE: Tone.BAD}


@dataclass(frozen=True)
class DoneState:
    record: SignedRecord
    online: bool = False
    parked: int = 0  # visits that are set aside here
    printing: bool = False
    printed: bool = False
    problem: str = ""  # code, of printing


class Going(Protocol):
    """Where the page leads: the counter's room, since there is nothing to decide here."""

    def next_traveller(self) -> None: ...
    def print_slip(self) -> None: ...
    def wedge(self) -> KeyWedge: ...
    def scanned_next(self, scan: Scanned) -> None:
        """The next traveller's document was scanned already."""
        ...


class DoneScreen(Page[DoneState, Going]):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys = WedgeKeys(self)
        self.parked = ParkedButton(self)
        self.parked.changed.connect(self.changed)
        self._card = Card()
        self._card.body.setContentsMargins(28, 24, 28, 26)
        self._card.body.setSpacing(14)
        self._icon, self._verdict = Icon("stamp", "ok", 56), spoken("big", wrap=True)
        self._rows, self._sync, self._case, self._aside = Pairs(4), Notice(), Notice(), Notice()
        self._card.heading.hide()  # the sentence is the heading
        self._card.body.insertWidget(0, self._icon)
        for part in (self._verdict, self._rows, self._case, self._sync, self._aside):
            self._card.body.addWidget(part)
        self._card.body.addStretch(1)
        self._paper, self.slip, self._printer = Card(), SlipView(), Notice()
        self._paper.body.addWidget(self.slip, 1)
        self._paper.body.addWidget(self._printer)
        self._paper.setMinimumHeight(320)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addStretch(1)
        row.addWidget(self._card, 60)
        row.addWidget(self._paper, 40)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addLayout(row, 6)
        column.addStretch(1)

    def join(self, presenter: Going) -> None:
        super().join(presenter)
        self.keys.listen(presenter.wedge(), presenter.scanned_next)

    def part(self) -> None:
        self.keys.listen(None, lambda _scan: None)
        super().part()

    def translate(self) -> None:
        self._paper.heading.setText(self.tr("Slip for the traveller"))
        self.slip.setAccessibleName(self.tr("Slip for the traveller"))

    def paint_state(self, state: DoneState) -> None:
        self._card.setMaximumWidth(theme.look().px(CARD_WIDTH))
        self._paper.setMaximumWidth(theme.look().px(PAPER_WIDTH))
        record = state.record
        tone = _TONE[record.verdict]
        shape = {Verdict.ADMIT: "circle-check", Verdict.REFER: "users", Verdict.REFUSE: "ban"}[record.verdict]
        self._icon.show_icon(shape, tone.value)
        self._verdict.say(self._sentence(record))
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
        still = self.tr("The case of this visit is still open; a supervisor rules on it.")
        self._case.say(Tone.WARN, still if record.case_open else "")
        text = self.tr("Set aside at this counter: {count}.")
        self._aside.say(Tone.INFO, text.format(count=words.number(state.parked)) if state.parked else "")
        self._paper.setVisible(self._may_print(state))
        self.slip.show_slip(_slip(record))
        if state.problem:
            self._printer.say(Tone.WARN, words.say_problem(state.problem))
        else:
            self._printer.say(Tone.OK, self.tr("The printer has the slip.") if state.printed else "")

    def follow(self, online: bool, waiting: int) -> None:
        """Central takes the record while the page stands there: page and header say the same.

        Without a line nothing can have been taken, and a station that has no central reports none waiting.
        """
        if not self.rendered:
            return
        state = self.state
        left = waiting if online else max(waiting, state.record.waiting)
        if (online, left) != (state.online, state.record.waiting):
            self.render_view(replace(state, online=online, record=replace(state.record, waiting=left)))

    @staticmethod
    def _may_print(state: DoneState) -> bool:
        """Who is not admitted gets nothing that looks like an admission."""
        return state.record.verdict is Verdict.ADMIT

    def slip_pdf(self) -> bytes:
        return pdf(_slip(self.state.record))

    def _ask_where(self) -> None:
        """Where there is no printer: as a file, to be printed elsewhere."""
        name = f"{self.state.record.visit}.pdf"
        ask_where_to_save(self, self.tr("Save the slip"), name, "PDF (*.pdf)", self._save)

    def _save(self, path: str) -> None:
        try:
            Path(path).write_bytes(self.slip_pdf())
        except OSError:
            self.render_view(replace(self.state, problem="file_unwritten"))

    def _slip_actions(self) -> tuple[Action, ...]:
        state = self.state
        if not self._may_print(state):
            return ()
        if state.problem == "no_printer":
            return (Action(Act.PRINT, self.tr("Save the slip"), self._ask_where),)
        return (Action(Act.PRINT, self.tr("Print slip"), self.presenter.print_slip, not state.printing, "", "printer"),)

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
                *self.parked.actions(),
                *self._slip_actions(),
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


def _slip(record: SignedRecord) -> Slip:
    """Both languages at once: it is read by officers of this country and by whoever carries it."""
    arrival = record.direction is Direction.ARRIVAL
    sealed = words.there(record.sealed_at)
    at = f"{_day(sealed.date())}, {sealed:%H:%M}"
    return Slip(
        title="ARRIVAL / KEDATANGAN" if arrival else "DEPARTURE / KEBERANGKATAN",
        place=f"{record.station} · {at}".strip(" ·"),
        rows=(
            ("Name / Nama", record.name),
            ("Document / Dokumen", record.document),
            ("Nationality / Kebangsaan", record.nationality),
        ),
        large_name="May stay until / Izin tinggal s.d.",
        large=_day(record.last_day).upper() if arrival else "",
        modules=record.modules,
        number=record.visit,
    )


def _day(day: date | None) -> str:
    if day is None:
        return ""
    return QLocale(QLocale.Language.English).toString(QDate(day.year, day.month, day.day), "d MMM yyyy")
