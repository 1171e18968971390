"""The administrator's page of the station: its identity, keys, policy, database, and its backups."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station.domain.office import StationFacts
from station.ui import words
from station.ui.keys import Act
from station.ui.office.file_dialogs import ask_for_folder
from station.ui.office.premises_desk import PremisesPresenter, PremisesState
from station.ui.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, Pairs, button, label
from station.ui.widgets.room_nav import RoomNav
from station.ui.widgets.secret import SecretEdit

MEGABYTE = 1_000_000


class PremisesScreen(Page[PremisesState, PremisesPresenter]):
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nav = RoomNav("premises")
        self.side = self.nav
        self.nav.turned.connect(self.turned)
        self._station, self._records, self._backup = Card(), Card(), Card()
        self._identity = Notice()
        self._facts, self._store, self._made = Pairs(8), Pairs(9), Pairs(4)
        self._station.body.addWidget(self._identity)
        self._station.body.addWidget(self._facts)
        self._station.body.addStretch(1)
        self._records.body.addWidget(self._store)
        self._records.body.addStretch(1)
        self._notice, self._hint = Notice(), label("small", wrap=True)
        self._folder, self._word = QLineEdit(), SecretEdit()
        self._word.returnPressed.connect(self._send)
        self._choose = button()
        self._choose.clicked.connect(self._ask_folder)
        self._names = label("small"), label("small")
        line = QHBoxLayout()
        line.addWidget(self._folder, 1)
        line.addWidget(self._choose)
        for part in (self._made, self._notice):
            self._backup.body.addWidget(part)
        self._backup.body.addWidget(self._hint)
        self._backup.body.addWidget(self._names[0])
        self._backup.body.addLayout(line)
        self._backup.body.addWidget(self._names[1])
        self._backup.body.addWidget(self._word)
        self._backup.body.addStretch(1)
        self._names[0].setBuddy(self._folder)
        self._names[1].setBuddy(self._word)
        left = QVBoxLayout()
        left.setSpacing(14)
        left.addWidget(self._station)
        left.addWidget(self._records, 1)
        self.stand_beside((left, 54), (self._backup, 46))
        self._attempt = 0

    def first_focus(self) -> QWidget | None:
        return self.nav.here()

    def translate(self) -> None:
        self._station.heading.setText(self.tr("Station"))
        self._records.heading.setText(self.tr("Records"))
        self._backup.heading.setText(self.tr("Backup"))
        self._hint.setText(
            self.tr("A rehearsal restores the newest backup with the recovery officer's key, checks it and removes it.")
        )
        self._names[0].setText(self.tr("Folder of the recovery officer's key"))
        self._names[1].setText(self.tr("Passphrase of the recovery officer"))
        for field, name in zip((self._folder, self._word), self._names, strict=True):
            field.setAccessibleName(name.text())
        self._choose.setText(self.tr("Choose …"))
        self.nav.translate()

    def paint_state(self, state: PremisesState) -> None:
        facts = state.facts
        for part in (self._facts, self._store, self._made):
            part.setVisible(facts is not None)
        if facts is not None:
            self._say_identity(facts)
            self._facts.show_rows(self._station_rows(facts))
            self._store.show_rows(self._record_rows(facts))
            self._made.show_rows(self._backup_rows(facts))
        if state.attempt != self._attempt:
            self._attempt = state.attempt
            self._word.clear()
        for field in (self._folder, self._word, self._choose):
            field.setEnabled(state.may_back_up)
        self._say(state)

    def _say_identity(self, facts: StationFacts) -> None:
        good = facts.identity == "identity_good"
        if good and facts.identity_until is not None:
            text = self.tr("The agency's identity is valid until {day}.")
            self._identity.say(Tone.OK, text.format(day=words.day_there(facts.identity_until)))
        else:
            tone = Tone.WARN if facts.identity == "identity_ending" else Tone.BAD
            text = self.tr(
                "Identity: {state}. Ask the agency for a new one and install it with station-admin identity."
            )
            self._identity.say(tone, text.format(state=words.say_key("identity", facts.identity)))

    def _station_rows(self, facts: StationFacts) -> list[tuple[str, str]]:
        until = words.day_there(facts.identity_until) if facts.identity_until is not None else "–"
        signed = self.tr("signed by the agency") if facts.policy_signed else self.tr("not signed")
        policy = f"{facts.policy} · {words.say_key('policy', facts.policy_source)}, {signed}"
        recovery = self.tr("set") if facts.recovery_key else self.tr("not set: no backup can be made")
        return [
            (self.tr("Station"), f"{facts.station} · {facts.place}"),
            (self.tr("Mode"), words.say_key("mode", facts.mode)),
            (self.tr("Identity"), f"{words.say_key('identity', facts.identity)} · {until}"),
            (self.tr("Keys come from"), words.say_key("source", facts.key_source)),
            (self.tr("Recovery key"), recovery),
            (self.tr("Policy"), policy),
        ]

    def _record_rows(self, facts: StationFacts) -> list[tuple[str, str]]:
        size = self.tr("{size} MB").format(size=words.number(facts.database_bytes / MEGABYTE, 1))
        free = self.tr("{size} MB").format(size=words.number(facts.free_bytes / MEGABYTE, 0))
        ballast = self.tr("in place") if facts.ballast else self.tr("spent: make room on the disk")
        return [
            (self.tr("Visits here"), words.number(facts.visits)),
            (self.tr("Waiting for central"), words.number(facts.waiting)),
            (self.tr("Receipted by the agency"), words.number(facts.receipted)),
            (self.tr("Last acknowledged"), words.moment(facts.last_acknowledged)),
            (self.tr("Database"), size),
            (self.tr("Free on the disk"), free),
            (self.tr("Ballast"), ballast),
            (self.tr("Schema"), facts.schema),
        ]

    def _backup_rows(self, facts: StationFacts) -> list[tuple[str, str]]:
        never, none = self.tr("never"), self.tr("no folder is configured")
        rehearsed = words.moment(facts.last_rehearsal) if facts.last_rehearsal else never
        if facts.rehearsal_sound is False:
            unsound = self.tr("the audit log in it was not sound")
            rehearsed = f"{rehearsed} · {unsound}"
        return [
            (self.tr("Folder"), facts.backup_target or none),
            (self.tr("Last backup"), words.moment(facts.last_backup) if facts.last_backup else never),
            (self.tr("Last rehearsal"), rehearsed),
        ]

    def _say(self, state: PremisesState) -> None:
        if state.problem is not None:
            self._notice.say(Tone.BAD, words.say_problem(state.problem.code))
        elif state.running == "backup":
            self._notice.say(Tone.INFO, self.tr("The backup is written and read again …"))
        elif state.running == "rehearsal":
            self._notice.say(Tone.INFO, self.tr("The newest backup is being restored and checked …"))
        elif state.backup is not None:
            text = self.tr("The backup is made and whole: {blocks} blocks, {new} of them new, {size} MB written.")
            done = state.backup
            size = words.number(done.new_bytes / MEGABYTE, 1)
            blocks, new = words.number(done.blocks), words.number(done.new_blocks)
            self._notice.say(Tone.OK, text.format(blocks=blocks, new=new, size=size))
        elif state.rehearsal is not None:
            self._say_rehearsal(state)
        else:
            self._notice.say(Tone.INFO, "")

    def _say_rehearsal(self, state: PremisesState) -> None:
        done = state.rehearsal
        if done is None:
            return
        text = self.tr("The backup of {time} can be restored: {visits} visits, {entries} audit entries.")
        if not done.sound:
            text = self.tr(
                "The backup of {time} opens, but its audit log is not sound: {visits} visits, {entries} entries."
            )
        visits, entries = words.number(done.visits), words.number(done.entries)
        filled = text.format(time=words.moment(done.made_at), visits=visits, entries=entries)
        self._notice.say(Tone.OK if done.sound else Tone.BAD, filled)

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        may = state.may_back_up
        return Chrome(
            self.tr("Station"),
            self.tr("How this station stands: identity, keys, rules, records and backups."),
            message=(Tone.INFO, self.tr("Alt+1 to Alt+4 turn the pages of this room.")),
            actions=(
                Action(Act.REFRESH, self.tr("Read again"), go.reload, not state.busy, "", "refresh-cw"),
                Action(Act.REHEARSE, self.tr("Rehearse a restore"), self._send, may, "", "rotate-ccw"),
                Action(Act.BACK_UP, self.tr("Back up now"), go.back_up, may, "primary", "stamp"),
            ),
            keys=self.nav.keys(),
        )

    def _send(self) -> None:
        for field in (self._folder, self._word):
            if not field.text().strip():
                field.setFocus()
                return
        self.presenter.rehearse(self._folder.text(), self._word.text())

    def _ask_folder(self) -> None:
        ask_for_folder(self, self.tr("Folder of the recovery officer's key"), self._folder.setText)
