"""Past travellers and the history of one of them, for whoever may compare travellers: officer and supervisor."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from station.domain.desk import DocumentOnRecord
from station.domain.outcome import Verdict
from station.domain.reference import VisitSummary
from station.domain.register import StayRecord, Traveller, Unlinked
from station.domain.visit import Direction
from station.ui import theme, words
from station.ui.counter.chip_panel import ChipFaces, SealNotice
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Page
from station.ui.review.past_desk import PastPresenter, PastState, PersonHistory
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, label, say_long
from station.ui.widgets.images import ImageView
from station.ui.widgets.meters import ChoiceTable, QuietTable, fill_row

LEAST_COLUMN = 90
MOST_NOTE = 200  # characters


class TravellerTable(ChoiceTable):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, parent)

    def translate(self) -> None:
        self.setAccessibleName(self.tr("Travellers who were found"))
        self.setHorizontalHeaderLabels([self.tr("Name"), self.tr("Document"), self.tr("Last crossing")])

    def show_travellers(self, travellers: Sequence[Traveller], selected: str) -> None:
        rows = []
        for one in travellers:
            name = f"{words.breakable(one.name, 10)}\n{words.birth(one.birth)}"
            crossed = words.day_there(one.last_at)
            rows.append((one.person, (name, f"{one.number}\n{one.nationality}", crossed)))
        self.show_choices(rows, selected)


class CrossingTable(ChoiceTable):
    """A crossing is chosen for the document that its record keeps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, parent)
        self.rows_shown = 4

    def translate(self) -> None:
        self.setAccessibleName(self.tr("Crossings"))
        self.setHorizontalHeaderLabels([self.tr("Crossing"), self.tr("Decision"), self.tr("Officer")])

    def show_crossings(
        self, crossings: Sequence[VisitSummary], selected: str, linked: frozenset[str] = frozenset()
    ) -> None:
        """linked: those that are this person's by a ruling."""
        rows = []
        for one in crossings:
            direction = Direction(one.direction)
            verdict = words.say_verdict(Verdict(one.verdict), direction) if one.verdict else "–"
            crossed = f"{words.say(direction)}\n{words.moment(one.sealed_at)}"
            if one.id in linked:
                verdict += "\n" + self.tr("linked by a ruling")
            rows.append((one.id, (crossed, verdict, one.officer)))
        self.show_choices(rows, selected)


class KeptPapers(QWidget):
    """The document of the chosen crossing, as it was read: its page, what its chip said, its seals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._kept, self._page = label("heading"), label("small", wrap=True), ImageView()
        self._faces, self._seals = ChipFaces(), SealNotice()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 6, 0, 0)
        whole.addWidget(self._title)
        whole.addWidget(self._kept)
        whole.addWidget(self._page, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self._faces)
        whole.addWidget(self._seals)

    def translate(self) -> None:
        self._title.setText(self.tr("Document as it was read"))
        self._page.setAccessibleName(self.tr("Page as photographed"))
        self._faces.translate()

    def show_kept(self, kept: DocumentOnRecord | None, reading: bool) -> None:
        chip = kept.chip if kept is not None else None
        self._kept.setText(self._said(kept, reading))
        self._faces.render_faces(chip, kept.face if kept else None, kept.page if kept else None)
        alone = kept is not None and chip is None and kept.has_page  # else it stands beside the chip's face
        self._page.setVisible(alone)
        look = theme.look()
        self._page.setFixedSize(QSize(look.px(150), look.px(106)))
        self._page.show_picture(kept.page if kept is not None and alone else None)
        self._page.say_empty("–")
        self._seals.show_seals(kept.seals if kept is not None else ())

    def _said(self, kept: DocumentOnRecord | None, reading: bool) -> str:
        if kept is None:
            return self.tr("Opening the record …") if reading else self.tr("Choose a crossing with the arrow keys.")
        if kept.empty:
            return self.tr("This record keeps no page, no chip and no seal.")
        parts = [self.tr("page")] if kept.has_page else []
        if kept.chip is not None:
            files = ", ".join(file.name for file in kept.chip.files)
            parts.append(self.tr("chip ({files})").format(files=files) if files else self.tr("chip, not read"))
        if kept.seals:
            parts.append(self.tr("seals: {count}").format(count=words.number(len(kept.seals))))
        return self.tr("Kept in the sealed record: {parts}.").format(parts="; ".join(parts))


class LinkPanel(QWidget):
    """By which ruling the chosen crossing is this person's, and why it is not."""

    reason_chosen = Signal(str)
    note_written = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._said = label("heading"), label(wrap=True)
        self._reason_name, self._reason = label("small"), QComboBox()
        self._note_name, self._note = label("small"), QLineEdit()
        self._reason.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._reason.setMinimumContentsLength(10)
        self._note.setMaxLength(MOST_NOTE)
        self._reason_name.setBuddy(self._reason)
        self._note_name.setBuddy(self._note)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 6, 0, 0)
        for part in (self._title, self._said, self._reason_name, self._reason, self._note_name, self._note):
            whole.addWidget(part)
        self._reason.activated.connect(lambda place: self.reason_chosen.emit(self._reason.itemData(place)))
        self._note.textEdited.connect(self.note_written)

    def translate(self) -> None:
        self._title.setText(self.tr("Linked by a ruling"))
        for name, part, text in (
            (self._reason_name, self._reason, self.tr("Why these are different people")),
            (self._note_name, self._note, self.tr("Note for the record")),
        ):
            name.setText(text)
            part.setAccessibleName(text)

    def show_link(self, state: PastState) -> None:
        link = state.link
        self.setVisible(link is not None)
        if link is None:
            return
        ruled = self.tr("{supervisor} ruled on {day} that it is the same person: {reason}. Linked by it: {count}.")
        said = ruled.format(
            supervisor=link.supervisor, day=words.moment(link.at), reason=words.say_key("reason", link.reason),
            count=words.number(state.linked),
        )  # fmt: skip
        if link.waits:
            said += " " + self.tr("This case is open again and waits for an opinion.")
        self._said.setText(said)
        wanted = [("", self.tr("Choose …")), *((key, words.say_key("reason", key)) for key in state.reasons)]
        if [(self._reason.itemData(i), self._reason.itemText(i)) for i in range(self._reason.count())] != wanted:
            self._reason.clear()
            for key, text in wanted:
                self._reason.addItem(text, key)
        self._reason.setCurrentIndex(max(0, self._reason.findData(state.reason)))
        if self._note.text() != state.note:
            self._note.setText(state.note)


class StayTable(QuietTable):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, (2,), parent, least=LEAST_COLUMN)
        self.setWordWrap(True)
        self.rows_shown = 3

    def translate(self) -> None:
        self.setAccessibleName(self.tr("Stays"))
        self.setHorizontalHeaderLabels([self.tr("From, to"), self.tr("May stay until"), self.tr("How it stands")])

    def show_stays(self, stays: Sequence[StayRecord]) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.look().px(42))
        self.setRowCount(len(stays))
        for row, one in enumerate(stays):
            stands = self.tr("Open") if one.closing is None else words.say_key("closing", one.closing.value)
            days = f"{words.day(one.arrived_on)}\n{words.day(one.left_on)}"
            fill_row(self, row, (days, f"{words.day(one.last_day)}\n{one.visa_class}", stands))
        self.fit_columns()


class PastScreen(Page[PastState, PastPresenter]):
    """`closed`: back to where the officer came from."""

    has_rail = False
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left, self._right = Card(), Card()
        self._field, self._table = QLineEdit(), TravellerTable()
        self._field.setMaxLength(80)
        self._found, self._problem = label("small", wrap=True), Notice()
        for part in (self._field, self._problem):
            self._left.body.addWidget(part)
        self._left.body.addWidget(self._table, 1)
        self._left.body.addWidget(self._found)
        self._hint, self._documents = label("muted", wrap=True), label(wrap=True)
        self._stays_title, self._stays = label("heading"), StayTable()
        self._crossings_title, self._crossings = label("heading"), CrossingTable()
        self._right.body.addWidget(self._hint)
        self._right.body.addWidget(self._documents)
        self._link = LinkPanel()
        for below in (self._crossings_title, self._crossings, self._link, self._stays_title, self._stays):
            self._right.body.addWidget(below)
        self._right.body.addStretch(1)
        self._document = KeptPapers()  # under the list, which gives the room
        self._left.body.addWidget(self._document)
        column = QVBoxLayout()
        column.addWidget(self._right)
        self.stand_beside((self._left, 50), (column, 50))

    def join(self, presenter: PastPresenter) -> None:
        super().join(presenter)
        self.link(self._field.textEdited, presenter.write)
        self.link(self._table.chosen, presenter.select)
        self.link(self._crossings.chosen, presenter.open_crossing)
        self.link(self._link.reason_chosen, presenter.choose_reason)
        self.link(self._link.note_written, presenter.write_note)

    def first_focus(self) -> QWidget | None:
        return self._field

    def translate(self) -> None:
        self._left.heading.setText(self.tr("Search"))
        asked = self.tr("Name, or number of a document")
        self._field.setPlaceholderText(asked)
        self._field.setAccessibleName(asked)
        self._stays_title.setText(self.tr("Stays"))
        self._crossings_title.setText(self.tr("Crossings"))
        for part in (self._table, self._stays, self._crossings, self._document, self._link):
            part.translate()

    def paint_state(self, state: PastState) -> None:
        if self._field.text() != state.typed:
            self._field.setText(state.typed)
        self._problem.say(Tone.BAD, words.say_problem(state.problem.code) if state.problem else "")
        self._table.show_travellers(state.travellers, state.selected)
        if not state.searched:
            text = self.tr("Two letters or digits are enough. Every search is recorded in the audit log.")
        elif not state.travellers:
            text = self.tr("Nobody on record has this name or number.")
        elif state.more is not None:
            text = self.tr("The newest {count}; there are more.").format(count=words.number(len(state.travellers)))
        else:
            text = self.tr("Travellers found: {count}.").format(count=words.number(len(state.travellers)))
        self._found.setText(text)
        self._show_history(state.history, state.crossing)
        self._link.show_link(state)
        self._document.setVisible(state.history is not None and bool(state.history.crossings))
        self._document.show_kept(state.kept, reading=state.busy and bool(state.crossing))

    def _show_history(self, history: PersonHistory | None, crossing: str) -> None:
        there = history is not None
        for part in (self._documents, self._stays_title, self._stays, self._crossings_title, self._crossings):
            part.setVisible(there)
        self._hint.setVisible(not there)
        self._hint.setText(self.tr("Choose a traveller: documents, stays and crossings stand here."))
        if history is None:
            say_long(self._right.heading, self.tr("History"))
            return
        newest = history.documents[0] if history.documents else None
        name = newest.name if newest is not None else history.crossings[0].name
        say_long(self._right.heading, name)
        born = self.tr("born {day}")
        lines = [
            f"{one.nationality} · {one.number} · {born.format(day=words.birth(one.birth))}" for one in history.documents
        ]
        self._documents.setText("\n".join(lines))
        self._documents.setVisible(bool(lines))
        self._stays.show_stays(history.stays)
        self._stays.setVisible(bool(history.stays))
        if not history.stays:
            self._stays_title.setText(self.tr("No stay on record"))
        else:
            self._stays_title.setText(self.tr("Stays"))
        linked = frozenset(one.visit for one in history.links)
        self._crossings.show_crossings(history.crossings, crossing, linked)

    def chrome(self) -> Chrome:
        state = self.state
        unlink = [Action(Act.UNLINK, self.tr("Unlink"), self.presenter.unlink, state.may_unlink)] if state.link else []
        return Chrome(
            self.tr("Past travellers"),
            self.tr("Who crossed at this station before: by any part of the name, or by the number of a document."),
            message=_message(state) or (Tone.INFO, self.tr("Type to search; the arrow keys go through the list.")),
            actions=(
                *unlink,
                Action(Act.OLDER, self.tr("More"), self.presenter.go_on, state.more is not None),
                Action(Act.BACK, self.tr("Back"), self.closed.emit, True, "primary"),
            ),
        )


def _message(state: PastState) -> tuple[Tone, str] | None:
    """What became of the last act."""
    if state.unlinked is None:
        return None
    return Tone.OK if state.unlinked is Unlinked.APART else Tone.WARN, words.say(state.unlinked)
