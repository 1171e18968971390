"""The commissioning page: a new machine becomes a station, one checked step after the other, until its self-test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from station.domain.commissioning import Agrees, CommissionFacts, TestedPoint
from station.domain.officer import Role
from station.ui import theme, words
from station.ui.keys import Act
from station.ui.office import commission_paper
from station.ui.office.commission_desk import CommissionPresenter, CommissionState
from station.ui.office.commission_parts import ASKS, FORMS, NAMES, CommissionRail, StepForm, said
from station.ui.office.file_dialogs import ask_for_file, ask_for_folder, ask_where_to_save
from station.ui.office.officer_parts import SecretCard
from station.ui.office.states import fingerprint
from station.ui.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, Pairs, button, label
from station.ui.widgets.meters import QuietTable, fill_row, tone_cell
from station.ui.widgets.user_menu import LANGUAGE_NAMES
from station.workflow.commissioning import CommissionEvent, CommissionStep

MODES = ("production", "training")
KEPT_FIELDS = ("officer", "display")  # emptied once an officer was added


class TestTable(QuietTable):
    """One row a point of the self-test."""

    __test__ = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, (2,), parent, least=220)
        self.setWordWrap(True)

    def translate(self) -> None:
        self.setHorizontalHeaderLabels([self.tr("Point"), self.tr("State"), self.tr("Found")])
        self.setAccessibleName(self.tr("Self-test of the station"))

    def show_points(self, points: Sequence[TestedPoint]) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.look().px(26))
        self.setRowCount(len(points))
        for row, one in enumerate(points):
            state = self.tr("well") if one.well else self.tr("to do")
            found = words.breakable(words.say_tested(one), 40)
            cells = fill_row(self, row, (words.say_key("tested", one.point), state, found))
            tone_cell(cells[1], Tone.OK if one.well else Tone.WARN)
        self.fit_columns()


class CommissionScreen(Page[CommissionState, CommissionPresenter]):
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rail = CommissionRail()
        self.side = self.rail
        self._left, self._right = Card(), Card()
        self._ask, self._notice, self._done = label(wrap=True), Notice(), Notice()
        self._print_name, self._print = label("small", wrap=True), label("strong", wrap=True)
        self._print.setStyleSheet(f'font-family: "{theme.MONO}";')
        self._print.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.forms = {step: StepForm(entries) for step, entries in FORMS.items()}
        self.table, self.secret = TestTable(), SecretCard()
        self._save_request: QPushButton = button()
        self._save_request.clicked.connect(self._ask_request)
        for part in (self._done, self._notice, self._ask, self._print_name, self._print, self._save_request):
            self._left.body.addWidget(part)
        self._left.body.addWidget(self.secret)
        for form in self.forms.values():
            self._left.body.addWidget(form)
            form.sent.connect(self._send)
            form.asked.connect(self._look_for)
            form.chosen.connect(self._took)
        self._left.body.addWidget(self.table, 1)
        self._left.body.addStretch(0)
        self._facts = Pairs(12)
        self._right.body.addWidget(self._facts)
        self._right.body.addStretch(1)
        self.stand_beside((self._left, 62), (self._right, 38))
        self._attempt, self._filled = 0, False

    def first_focus(self) -> QWidget | None:
        if not self.rendered:
            return None
        if self.state.step is CommissionStep.SELF_TEST:
            return self.table if self.table.rowCount() else None
        return self._form.first()

    @property
    def _form(self) -> StepForm:
        return self.forms[self.state.step if self.state.step in self.forms else CommissionStep.SELF_TEST]

    # ---- showing

    def translate(self) -> None:
        self._right.heading.setText(self.tr("What is there"))
        self._print_name.setText(
            self.tr("Fingerprint of the agency's key. Compare it with the agency by telephone before you go on:")
        )
        self._save_request.setText(self.tr("Save a copy of the request …"))
        for form in self.forms.values():
            form.translate()
        self.table.translate()
        self.rail.translate()

    def paint_state(self, state: CommissionState) -> None:
        self.rail.show_step(state.step)
        step, facts = state.step, state.facts
        self._left.heading.setText(said(NAMES.get(step, "")))
        asks = said(ASKS.get(step, ""))
        if state.locked:
            asks = self.tr(
                "This station was begun and is not finished. Its passphrase or PIN opens it where it was left."
            )
        self._ask.setText(asks)
        if state.attempt != self._attempt:
            self._attempt = state.attempt
            for form in self.forms.values():
                form.forget(KEPT_FIELDS if state.kept == "officer" else ())
        for at, form in self.forms.items():
            form.setVisible(at is step)
            form.setEnabled(not state.busy)
        if facts is not None:
            self._fill(facts)
            self._facts.show_rows(self._rows(facts))
        self._right.setVisible(facts is not None)
        told = step is CommissionStep.KEYS and facts is not None and bool(facts.agency)
        self._print_name.setVisible(told)
        self._print.setVisible(told)
        if told and facts is not None:
            self._say_fingerprint(facts.agency)
        self._save_request.setVisible(step is CommissionStep.IDENTITY)
        self._save_request.setEnabled(not state.busy)
        self.table.setVisible(state.tested is not None)
        self.table.show_points(state.tested.points if state.tested is not None else ())
        self.secret.render_secret(state.secret)
        self._say(state)

    def _say_fingerprint(self, digits: str) -> None:
        groups = fingerprint(digits).split(" ")
        self._print.setText("\n".join("  ".join(groups[at : at + 4]) for at in range(0, len(groups), 4)))
        self._print.setAccessibleName(" ".join(groups))

    def _fill(self, facts: CommissionFacts) -> None:
        """What the choices offer, and once what is known already."""
        forms = self.forms
        languages = [(name, code) for code, name in LANGUAGE_NAMES.items()]
        forms[CommissionStep.LANGUAGE].offer("language", languages, facts.language or "id")
        modes = [(words.say_key("mode", mode), mode) for mode in MODES]
        forms[CommissionStep.STATION].offer("mode", modes, facts.mode)
        sources = [(words.say_key("source", source), source) for source in facts.sources]
        forms[CommissionStep.KEYS].offer("source", sources, facts.sources[0] if facts.sources else "")
        roles = [(words.say(role), role) for role in Role]
        forms[CommissionStep.OFFICERS].offer("role", roles, Role.ADMINISTRATOR)
        cameras = [(name, key) for key, name in facts.cameras] or [(self.tr("None found"), facts.camera)]
        forms[CommissionStep.DEVICES].offer("camera", cameras, facts.camera)
        keys = forms[CommissionStep.KEYS]
        keys.show_only(("secret", "keep") if self.state.locked else ("source", "secret", "again", "keep"))
        keep = keys.fields["keep"]
        keep.setEnabled(bool(facts.credential))
        two = facts.two_for_recovery
        recovery = forms[CommissionStep.RECOVERY]
        shown = [key for key in recovery.fields if two or not key.startswith("second")]
        shown = [key for key in shown if facts.second_factor or not key.endswith("_code")]
        recovery.show_only(shown)
        if not self._filled:
            self._filled = True
            forms[CommissionStep.STATION].put("name", facts.station)
            forms[CommissionStep.STATION].put("place", facts.place)
            forms[CommissionStep.CENTRAL].put("address", facts.address)

    def _rows(self, facts: CommissionFacts) -> list[tuple[str, str]]:
        none, open_ = "–", facts.open
        until = f" · {words.day_there(facts.identity_until)}" if facts.identity_until is not None else ""
        people = ", ".join(f"{name} ({words.say(role)})" for name, _, role in facts.officers)
        rows = [
            (self.tr("Station"), f"{facts.station} · {facts.place}" if facts.station else none),
            (self.tr("Mode"), words.say_key("mode", facts.mode)),
            (self.tr("Settings"), facts.settings),
            (self.tr("Folder"), facts.folder),
            (self.tr("Keys"), words.say_key("source", facts.source) if facts.made else none),
        ]
        if open_:
            rows += [
                (self.tr("Request"), facts.request),
                (self.tr("Identity"), words.say_key("identity", facts.identity) + until),
                (self.tr("Central"), self._central(facts)),
                (self.tr("Policy"), facts.policy),
                (self.tr("Officers"), people or none),
                (self.tr("Recovery key"), self.tr("set") if facts.recovery else self.tr("not set")),
            ]
        if self.state.step is CommissionStep.DEVICES:
            rows.append((self.tr("Readers"), ", ".join(facts.readers) or self.tr("None found")))
        return rows

    def _central(self, facts: CommissionFacts) -> str:
        if not facts.address:
            return "–"
        if facts.offset is None:
            return facts.address
        text = self.tr("{address}, clock {seconds} s from ours")
        return text.format(address=facts.address, seconds=words.number(facts.offset, 1))

    def _say(self, state: CommissionState) -> None:
        if state.problem is not None:
            self._notice.say(Tone.BAD, words.say_problem(state.problem.code))
        elif state.busy:
            self._notice.say(Tone.INFO, self._working(state))
        else:
            self._notice.say(Tone.INFO, "")
        done = words.say_key("commission", state.kept) if state.kept and state.problem is None else ""
        self._done.say(Tone.OK, done)

    def _working(self, state: CommissionState) -> str:
        texts = {
            CommissionStep.KEYS: self.tr("The keys are being made or opened …"),
            CommissionStep.CENTRAL: self.tr("Central is being reached …"),
            CommissionStep.SELF_TEST: self.tr("Everything is being looked at …"),
        }
        return texts.get(state.step, self.tr("This is being checked …"))

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        actions: list[Action] = []
        if state.may(CommissionEvent.BACK):
            actions.append(Action(Act.BACK, self.tr("Back"), go.back))
        if state.may(CommissionEvent.LATER):
            actions.append(Action(Act.LATER, self.tr("Later"), go.later))
        if state.step is CommissionStep.DEVICES:
            actions.append(Action(Act.REFRESH, self.tr("Look again"), go.look_again, not state.busy, "", "refresh-cw"))
        if state.step is CommissionStep.OFFICERS:
            add = self.tr("Add this officer")
            actions.append(Action(Act.ADD_OFFICER, add, self._send, not state.busy, "", "user"))
        if state.step is CommissionStep.SELF_TEST:
            ready = state.tested is not None and not state.busy
            actions += [
                Action(Act.REFRESH, self.tr("Test again"), go.look_again, ready, "", "refresh-cw"),
                Action(Act.SAVE_REPORT, self.tr("Save as PDF"), self._save_report, ready),
                Action(Act.PRINT_REPORT, self.tr("Print"), self._print_report, ready, "", "printer"),
            ]
        actions.append(self._on(state))
        return Chrome(
            self.tr("New station"),
            self.tr("Each step is checked when it is entered; what was kept stays, also where this window is closed."),
            message=(Tone.INFO, self.tr("F1 shows every key.")),
            actions=tuple(actions),
        )

    def _on(self, state: CommissionState) -> Action:
        if state.step is CommissionStep.SELF_TEST:
            ready = state.tested is not None and not state.busy
            return Action(Act.NEXT, self.tr("Open the station"), self.presenter.finish, ready, "primary", "log-in")
        do: Callable[[], object] = self._send
        if state.step is CommissionStep.OFFICERS:
            do = self.presenter.officers
        free = state.may(CommissionEvent.ACCEPTED)
        return Action(Act.NEXT, self.tr("Check and go on"), do, free, "primary", "arrow-right")

    # ---- what is pressed

    def _send(self) -> None:
        """What the form of this step holds; to the first empty field where one is missing."""
        empty = self._form.empty()
        if empty is not None:
            empty.setFocus()
            return
        step, form, go = self.state.step, self._form, self.presenter
        sends: dict[CommissionStep, Callable[[], object]] = {
            CommissionStep.LANGUAGE: lambda: go.language(str(form.taken("language"))),
            CommissionStep.STATION: lambda: go.station(str(form.taken("mode")), form.text("name"), form.text("place")),
            CommissionStep.AGENCY: lambda: go.agency(form.text("agency")),
            CommissionStep.KEYS: self._send_keys,
            CommissionStep.IDENTITY: lambda: go.identity(form.text("identity")),
            CommissionStep.CENTRAL: lambda: go.central(form.text("address"), form.text("folder")),
            CommissionStep.DEVICES: lambda: go.camera(str(form.taken("camera") or "")),
            CommissionStep.POLICY: lambda: go.policy(form.text("policy")),
            CommissionStep.OFFICERS: self._send_officer,
            CommissionStep.RECOVERY: self._send_recovery,
        }
        if step in sends:
            sends[step]()

    def _send_keys(self) -> None:
        form, go = self._form, self.presenter
        if self.state.locked:
            go.unlock(form.text("secret"), form.ticked("keep"))
        else:
            go.keys(str(form.taken("source")), form.text("secret"), form.text("again"), form.ticked("keep"))

    def _send_officer(self) -> None:
        form, role = self._form, self._form.taken("role")
        if isinstance(role, Role):
            self.presenter.add_officer(form.text("officer"), form.text("display"), role, form.text("first_password"))

    def _send_recovery(self) -> None:
        form = self._form
        people = [
            Agrees(form.text(who).strip(), form.text(f"{who}_word"), form.text(f"{who}_new"), form.text(f"{who}_code"))
            for who in ("first", "second")
        ]
        self.presenter.recovery(form.text("recovery"), people[0], people[1])

    def _took(self, key: str, value: object) -> None:
        if key == "language":
            self.presenter.show_language(str(value))

    def _look_for(self, key: str, folder: bool) -> None:
        ask = ask_for_folder if folder else ask_for_file
        ask(self, said(NAMES[self.state.step]), partial(self._form.put, key))

    def _ask_request(self) -> None:
        kinds = self.tr("Requests (*.json)")
        ask_where_to_save(self, self.tr("Save the request"), "station.request.json", kinds, self.presenter.save_request)

    def _paper(self) -> bytes:
        tested = self.state.tested
        return (
            b"" if tested is None else commission_paper.pdf(tested, partial(words.say_key, "tested"), words.say_tested)
        )

    def _save_report(self) -> None:
        tested = self.state.tested
        if tested is not None:
            name, kinds = f"self-test-{tested.station}.pdf", self.tr("PDF (*.pdf)")
            ask_where_to_save(self, self.tr("Save the self-test"), name, kinds, self._save_to)

    def _save_to(self, path: str) -> None:
        self.presenter.save_report(path, self._paper())

    def _print_report(self) -> None:
        self.presenter.print_report(self._paper())
