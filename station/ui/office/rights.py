"""The administrator's page of travellers' rights: a person is found, and exported or erased by two people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from station.domain.office import FoundPerson, SecondPerson
from station.ui import words
from station.ui.keys import Act
from station.ui.office.file_dialogs import ask_where_to_save
from station.ui.office.rights_desk import RightsPresenter, RightsState
from station.ui.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, Pairs, button, label, say_long
from station.ui.widgets.meters import ChoiceTable
from station.ui.widgets.room_nav import RoomNav
from station.ui.widgets.secret import SecretEdit


class PeopleTable(ChoiceTable):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, parent)

    def translate(self) -> None:
        self.setAccessibleName(self.tr("People who were found"))
        self.setHorizontalHeaderLabels([self.tr("Name"), self.tr("Document, born"), self.tr("Visits, last")])

    def show_people(self, people: Sequence[FoundPerson], selected: str) -> None:
        rows = []
        for person in people:
            name = words.breakable(person.name.replace(", ", ",\n"), 10)
            visits = f"{person.visits}\n{words.day_there(person.last_visit)}"
            rows.append((person.person, (name, f"{person.document}\n{words.birth(person.birth)}", visits)))
        self.show_choices(rows, selected)


class RightsScreen(Page[RightsState, RightsPresenter]):
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nav = RoomNav("rights")
        self.side = self.nav
        self.nav.turned.connect(self.turned)
        self._left, self._right = Card(), Card()
        self._search, self._go = QLineEdit(), button()
        self._search.setMaxLength(100)
        self._search.returnPressed.connect(self._find)
        self._go.clicked.connect(self._find)
        self.table, self._found = PeopleTable(), label("small", wrap=True)
        line = QHBoxLayout()
        line.addWidget(self._search, 1)
        line.addWidget(self._go)
        self._left.body.addLayout(line)
        self._left.body.addWidget(self.table, 1)
        self._left.body.addWidget(self._found)
        self._notice, self._facts, self._hint = Notice(), Pairs(4), label("small", wrap=True)
        self._reason, self._second = QLineEdit(), QLineEdit()
        self._password, self._code = SecretEdit(), SecretEdit()
        self._code.setInputMethodHints(self._code.inputMethodHints() | Qt.InputMethodHint.ImhDigitsOnly)
        self._fields: tuple[QLineEdit, ...] = (self._reason, self._second, self._password, self._code)
        self._names = [label("small") for _ in self._fields]
        self._right.body.addWidget(self._notice)
        self._right.body.addWidget(self._facts)
        for name, field in zip(self._names, self._fields, strict=True):
            name.setBuddy(field)
            field.setMaxLength(256)
            self._right.body.addWidget(name)
            self._right.body.addWidget(field)
        self._right.body.addWidget(self._hint)
        self._right.body.addStretch(1)
        self.stand_beside((self._left, 62), (self._right, 38))
        self._attempt = 0

    def join(self, presenter: RightsPresenter) -> None:
        super().join(presenter)
        self.link(self.table.chosen, presenter.select)

    def first_focus(self) -> QWidget | None:
        return self._search

    def translate(self) -> None:
        self._left.heading.setText(self.tr("Find a person"))
        self._search.setPlaceholderText(self.tr("Name, or number of a document"))
        self._search.setAccessibleName(self.tr("Name, or number of a document"))
        self._go.setText(self.tr("Search"))
        texts = (
            self.tr("Reference of the request"),
            self.tr("Second person, sign-in name"),
            self.tr("Second person, password"),
            self.tr("Second person, six digits of the authenticator if they have one"),
        )
        for name, field, text in zip(self._names, self._fields, texts, strict=True):
            name.setText(text)
            field.setAccessibleName(text)
        self._hint.setText(
            self.tr("An export holds everything in the clear. An erasure cannot be taken back; older backups keep it.")
        )
        for part in (self.nav, self.table):
            part.translate()

    def paint_state(self, state: RightsState) -> None:
        self.table.show_people(state.people, state.selected)
        self.table.setEnabled(not state.busy)
        for part in (self._search, self._go):
            part.setEnabled(not state.busy)
        if state.searched:
            text = self.tr("People found: {count}. The search is recorded in the audit log.")
            self._found.setText(text.format(count=words.number(len(state.people))))
        else:
            self._found.setText("")
        person = state.person
        say_long(self._right.heading, person.name if person else self.tr("Nobody is chosen"))
        rows = []
        if person is not None:
            rows = [
                (self.tr("Document"), person.document),
                (self.tr("Born"), words.birth(person.birth)),
                (self.tr("Visits"), str(person.visits)),
                (self.tr("Last visit"), words.moment(person.last_visit)),
            ]
        self._facts.show_rows(rows)
        if state.attempt != self._attempt:
            self._attempt = state.attempt
            self._password.clear()
            self._code.clear()
        for field in self._fields:
            field.setEnabled(person is not None and not state.busy)
        self._say(state)

    def _say(self, state: RightsState) -> None:
        if state.problem is not None:
            self._notice.say(Tone.BAD, words.say_problem(state.problem.code))
        elif state.exported:
            self._notice.say(Tone.OK, self.tr("Everything is written to {file}.").format(file=state.exported))
        elif state.erased is not None:
            text = self.tr("{visits} visits are erased; the proof is {file}. Remove older backups as well.")
            self._notice.say(Tone.OK, text.format(visits=words.number(state.erased[0]), file=state.erased[1]))
        elif state.person is not None:
            self._notice.say(
                Tone.INFO,
                self.tr("A second person must agree: name, password, and their digits or own finger on the scanner."),
            )
        else:
            self._notice.say(Tone.INFO, "")

    def chrome(self) -> Chrome:
        state = self.state
        chosen = state.person is not None and not state.busy
        return Chrome(
            self.tr("Travellers' rights"),
            self.tr("On a lawful request: what this station keeps of a person is exported or erased."),
            message=(Tone.INFO, self.tr("Search by a name or a document's number, and choose a person.")),
            actions=(
                Action(
                    Act.SEARCH,
                    self.tr("Search"),
                    self._search_again,
                    not state.busy,
                    "" if chosen else "primary",
                    "search",
                ),
                Action(Act.ERASE, self.tr("Erase"), self._erase, chosen, "danger", "ban"),
                Action(Act.EXPORT, self.tr("Export"), self._export, chosen, "primary" if chosen else "", "stamp"),
            ),
            keys=self.nav.keys(),
        )

    def _find(self) -> None:
        self.presenter.find(self._search.text())

    def _search_again(self) -> None:
        """The words that are there; a new search begins in the field."""
        if self.state.person is not None or not self._search.text().strip():
            self._search.setFocus()
            self._search.selectAll()
        else:
            self._find()

    def _export(self) -> None:
        self._with_second(self.presenter.export, self.tr("Export"), "person.zip", self.tr("ZIP file (*.zip)"))

    def _erase(self) -> None:
        title, kinds = self.tr("Proof of the erasure"), self.tr("Proof (*.json)")
        self._with_second(self.presenter.erase, title, "erasure.proof.json", kinds)

    def _with_second(self, do: Callable[[SecondPerson, str], None], title: str, name: str, kinds: str) -> None:
        """Ask for the file once everything about the second person is there."""
        for field in self._fields:
            if field is not self._code and not field.text().strip():
                field.setFocus()
                return
        second = SecondPerson(
            self._second.text().strip(), self._password.text(), self._reason.text().strip(), self._code.text().strip()
        )
        ask_where_to_save(self, title, name, kinds, partial(do, second))
