"""The auditor: the log entry by entry, whether it is whole, and evidence taken from it as files."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from station.ui import keys, theme, words
from station.ui.keys import Act
from station.ui.office.audit_parts import FINDINGS_SHOWN, FindingTable, LogFilter, LogTable, say_act, say_detail
from station.ui.office.auditor_desk import AuditorPresenter, AuditorState
from station.ui.office.file_dialogs import ask_for_file, ask_where_to_save
from station.ui.page import Action, Chrome, Key, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, Pairs, button, label


class AuditorScreen(Page[AuditorState, AuditorPresenter]):
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter = LogFilter()
        self.side = self.filter
        self._left, self._right = Card(), Card()
        self.table = LogTable()
        self._entry = label("small", wrap=True)
        self._entry.setMinimumHeight(theme.look().px(34))
        self._buttons: dict[Act, QPushButton] = {}
        for act in (Act.NEWER, Act.OLDER):
            self._left.head.addWidget(self._button(act))
        under = QHBoxLayout()
        under.addWidget(self._entry, 1)
        under.addWidget(self._button(Act.SAVE_PROOF))
        self._left.body.addWidget(self.table, 1)
        self._left.body.addLayout(under)
        self._verdict, self._hint = Notice(), label("small", wrap=True)
        self._progress = QProgressBar()
        self._progress.setRange(0, 100)
        self._progress.setTextVisible(False)
        self._facts, self._findings = Pairs(7), FindingTable()
        for part in (self._verdict, self._progress, self._facts):
            self._right.body.addWidget(part)
        self._right.body.addWidget(self._findings, 1)
        self._right.body.addStretch(0)
        self._right.body.addWidget(self._hint)
        for act in (Act.WITNESS, Act.SAVE_CHECKPOINT):
            self._right.body.addWidget(self._button(act))
        self.stand_beside((self._left, 68), (self._right, 32))

    def _button(self, act: Act) -> QPushButton:
        made = self._buttons[act] = button("")
        made.setProperty("act", act)
        made.clicked.connect(self._pressed)
        return made

    def _pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.act(sender.property("act"))

    def join(self, presenter: AuditorPresenter) -> None:
        super().join(presenter)
        self.link(self.filter.asked, presenter.ask)
        self.link(self.filter.grouped, presenter.group)
        self.link(self.table.chosen, presenter.select)

    def first_focus(self) -> QWidget | None:
        return self.table

    def translate(self) -> None:
        self._right.heading.setText(self.tr("Is the log whole?"))
        self._progress.setAccessibleName(self.tr("Progress of the check"))
        texts = {
            Act.NEWER: self.tr("Newer"),
            Act.OLDER: self.tr("Older"),
            Act.SAVE_PROOF: self.tr("Save proof"),
            Act.WITNESS: self.tr("Add a checkpoint of central"),
            Act.SAVE_CHECKPOINT: self.tr("Save checkpoint"),
        }
        for act, text in texts.items():
            self._buttons[act].setText(f"{text}   {keys.cap(act)}")
            self._buttons[act].setAccessibleName(text)
            self._buttons[act].setAccessibleDescription(keys.cap(act))
        for part in (self.filter, self.table, self._findings):
            part.translate()

    def paint_state(self, state: AuditorState) -> None:
        self.filter.render_query(state.query, state.actors, state.grouped)
        self.table.show_page(state.page, state.selected, state.grouped)
        self._left.heading.setText(self._say_where(state))
        self._entry.setText(self._say_entry(state))
        idle = not state.busy
        self._buttons[Act.NEWER].setEnabled(idle and state.turned > 0)
        self._buttons[Act.OLDER].setEnabled(idle and state.page is not None and state.page.older)
        self._buttons[Act.SAVE_PROOF].setEnabled(idle and state.selected is not None)
        self._buttons[Act.SAVE_CHECKPOINT].setEnabled(idle)
        self._buttons[Act.WITNESS].setEnabled(not state.verifying)
        self._progress.setVisible(state.verifying)
        self._progress.setValue(round(100 * state.share))
        self._say_verdict(state)
        self._facts.show_rows(self._rows(state))
        findings = state.report.findings if state.report is not None else ()
        self._findings.setVisible(bool(findings))
        self._findings.show_findings(findings)
        more = len(findings) - FINDINGS_SHOWN
        self._hint.setText(self.tr("{more} more findings are not shown.").format(more=more) if more > 0 else "")
        self._hint.setVisible(more > 0)

    def _say_where(self, state: AuditorState) -> str:
        page = state.page
        if page is None:
            return self.tr("Reading the log …")
        if not page.entries:
            return self.tr("No entry fits.")
        text = self.tr("Entries {first}–{last}")
        return text.format(first=page.entries[0].number, last=page.entries[-1].number)

    def _say_entry(self, state: AuditorState) -> str:
        """The chosen entry with everything that has no room in the list."""
        entries = state.page.entries if state.page is not None else ()
        entry = next((e for e in entries if e.number == state.selected), None)
        if entry is None:
            return self.tr("Choose an entry to read all of it.")
        if entry.at is None:
            return self.tr("Entry {number} cannot be read any more.").format(number=entry.number)
        parts = [f"{entry.number} · {say_act(entry.act)}", entry.subject, say_detail(entry)]
        return " · ".join(part for part in parts if part)

    def _say_verdict(self, state: AuditorState) -> None:
        report = state.report
        if state.verifying:
            self._verdict.say(Tone.INFO, self.tr("Every entry is being checked …"))
        elif report is None:
            self._verdict.say(Tone.OFF, self.tr("Not checked yet since you signed in."))
        elif report.sound:
            self._verdict.say(Tone.OK, self.tr("Sound: no entry is missing, changed, moved or back-dated."))
        else:
            text = self.tr("Not sound: {count} findings. Save the list and a checkpoint, and tell the agency.")
            self._verdict.say(Tone.BAD, text.format(count=len(report.findings)))

    def _rows(self, state: AuditorState) -> list[tuple[str, str]]:
        rows: list[tuple[str, str]] = []
        held = state.witnessed
        if held is not None:
            rows.append((self.tr("Entries"), words.number(held.size)))
            at = self.tr("up to entry {number}")
            none = self.tr("none yet")
            rows.append(
                (self.tr("Checkpoint here"), at.format(number=held.checkpoint - 1) if held.checkpoint else none)
            )
            confirmed = at.format(number=held.confirmed - 1) if held.confirmed else none
            if held.confirmed_at is not None:
                confirmed = f"{confirmed} · {words.moment(held.confirmed_at)}"
            rows.append((self.tr("Central confirmed"), confirmed))
        if state.witnesses:
            rows.append((self.tr("Checkpoint files"), ", ".join(path.name for path in state.witnesses)))
        report = state.report
        if report is not None:
            rows.append((self.tr("Checked"), f"{words.number(report.size)} · {words.moment(report.at)}"))
            rows.append((self.tr("Checkpoints compared"), str(report.compared)))
            steps = ", ".join(str(number) for number in report.clock_steps) or self.tr("never")
            rows.append((self.tr("Clock set back at"), steps))
        return rows

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        if state.problem is not None:
            message = (Tone.BAD, words.say_problem(state.problem.code))
        elif state.saved:
            message = (Tone.OK, self.tr("Saved as {file}.").format(file=state.saved))
        elif state.busy:
            message = (Tone.INFO, self.tr("Reading the log …"))
        else:
            message = (Tone.INFO, self.tr("Your reading of the log is recorded in it."))
        text = self.tr("Stop") if state.verifying else self.tr("Verify the log")
        keys = (
            Key(Act.NEWER, go.newer),
            Key(Act.OLDER, go.older),
            Key(Act.SAVE_PROOF, self._save_proof),
            Key(Act.WITNESS, self._add_witness),
            Key(Act.SAVE_CHECKPOINT, self._save_checkpoint),
        )
        chip = None
        if state.report is not None:
            sound = state.report.sound
            chip = (Tone.OK, self.tr("Sound")) if sound else (Tone.BAD, self.tr("Not sound"))
        return Chrome(
            self.tr("Audit log"),
            self.tr("Every act of a person or the system at this station, newest first."),
            chip,
            message,
            (
                Action(Act.REFRESH, self.tr("Read again"), go.again, not state.busy, "", "refresh-cw"),
                Action(Act.SAVE_LIST, self.tr("Save this list"), self._save_list, not state.busy, "", "stamp"),
                Action(Act.VERIFY_LOG, text, go.verify, True, "" if state.verifying else "primary", "shield-check"),
            ),
            tuple(key for key in keys if self._buttons[key.act].isEnabled()),
        )

    def _add_witness(self) -> None:
        ask_for_file(self, self.tr("Checkpoint of the central database"), self.presenter.add_witness)

    def _save_checkpoint(self) -> None:
        kinds = self.tr("Checkpoint (*.txt)")
        ask_where_to_save(self, self.tr("Save checkpoint"), "checkpoint.txt", kinds, self.presenter.save_checkpoint)

    def _save_proof(self) -> None:
        name, kinds = f"entry-{self.state.selected}.proof.json", self.tr("Proof (*.json)")
        ask_where_to_save(self, self.tr("Save the proof of this entry"), name, kinds, self.presenter.save_proof)

    def _save_list(self) -> None:
        kinds = self.tr("PDF file (*.pdf);;JSON file (*.json)")
        ask_where_to_save(self, self.tr("Save this list"), "audit-log.pdf", kinds, self.presenter.save_list)
