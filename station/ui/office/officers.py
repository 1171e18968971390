"""The administrator's page of officers: who they are, how their accounts stand, and what can be changed."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from station.domain.office import OfficerRow
from station.domain.samples import Finger
from station.ui import words
from station.ui.keys import Act
from station.ui.office.officer_parts import NewOfficer, OfficerTable, SecretCard, fill_roles, say_account
from station.ui.office.officers_desk import OfficersPresenter, OfficersState
from station.ui.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, button, label, name_box
from station.ui.widgets.room_nav import RoomNav


class OfficersScreen(Page[OfficersState, OfficersPresenter]):
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nav = RoomNav("officers")
        self.side = self.nav
        self.nav.turned.connect(self.turned)
        self._left, self._right = Card(), Card()
        self.table = OfficerTable()
        self._left.body.addWidget(self.table, 1)
        self._notice, self.form, self.secret = Notice(), NewOfficer(), SecretCard()
        self._form = QWidget()
        self._build_form()
        for part in (self._notice, self.secret, self.form, self._form):
            self._right.body.addWidget(part)
        self._right.body.addStretch(1)
        self.stand_beside((self._left, 66), (self._right, 34))

    def _build_form(self) -> None:
        """What can be changed of the chosen officer: words on the left, the way to change it on the right."""
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        self._role, self._finger = QComboBox(), QComboBox()
        self._role_name, self._account, self._password, self._factor = (label("strong") for _ in range(4))
        self._account_state = label("muted", wrap=True)
        self._active, self._unlock = button(), button()
        self._reset, self._totp, self._take, self._clear = button(), button(), button(), button("danger")
        rows: tuple[tuple[QWidget, ...], ...] = (
            (self._role_name, self._role),
            (self._account, self._active),
            (self._account_state, self._unlock),
            (self._password, self._reset),
            (self._factor, self._totp),
            (self._finger, self._take),
        )
        for index, parts in enumerate(rows):
            for column, part in enumerate(parts):
                grid.addWidget(part, index, column)
        grid.addWidget(self._clear, len(rows), 1)
        self._role.activated.connect(self._choose_role)
        self._take.clicked.connect(self._take_finger)

    def join(self, presenter: OfficersPresenter) -> None:
        super().join(presenter)
        self.link(self._active.clicked, presenter.toggle_active)
        self.link(self._unlock.clicked, presenter.unlock)
        self.link(self._reset.clicked, presenter.reset_password)
        self.link(self._totp.clicked, presenter.set_totp)
        self.link(self._clear.clicked, presenter.clear_second_factor)
        self.link(self.table.chosen, presenter.select)
        self.link(self.form.sent, presenter.add)

    def first_focus(self) -> QWidget | None:
        return self.table

    def translate(self) -> None:
        self._left.heading.setText(self.tr("Officers"))
        self._role_name.setText(self.tr("Role"))
        self._account.setText(self.tr("Account"))
        self._password.setText(self.tr("Password"))
        self._factor.setText(self.tr("Second factor"))
        self._unlock.setText(self.tr("End the lock-out"))
        self._reset.setText(self.tr("Temporary password"))
        self._totp.setText(self.tr("New authenticator"))
        self._take.setText(self.tr("Take this finger"))
        self._clear.setText(self.tr("Remove second factor"))
        name_box(self._role, self.tr("Role"))
        name_box(self._finger, self.tr("Finger for signing in"))
        with QSignalBlocker(self._finger):
            chosen = self._finger.currentData() or Finger.RIGHT_INDEX
            self._finger.clear()
            for finger in Finger:
                self._finger.addItem(words.say(finger), finger)
            self._finger.setCurrentIndex(list(Finger).index(chosen))
        for part in (self.nav, self.table, self.form):
            part.translate()

    def paint_state(self, state: OfficersState) -> None:
        self.table.show_officers(state.officers, "" if state.adding else state.selected)
        self.table.setEnabled(not state.busy)
        if state.adding and self.form.isHidden():
            self.form.clear()
        self.form.setVisible(state.adding)
        self.form.set_busy(state.busy)
        self.secret.render_secret(state.secret)
        officer = state.officer
        showing = officer is not None and not state.adding and state.secret is None
        self._form.setVisible(showing)
        if state.adding:
            self._right.heading.setText(self.tr("New officer"))
        else:
            self._right.heading.setText(officer.display if officer else self.tr("Officer"))
        self._right.chip.say(Tone.INFO, self.tr("Your account") if officer and officer.own and not state.adding else "")
        if showing and officer is not None:
            self._paint_officer(officer, state.busy)
        self._say(state)

    def _paint_officer(self, officer: OfficerRow, busy: bool) -> None:
        fill_roles(self._role, officer.role)
        self._active.setText(self.tr("Close account") if officer.active else self.tr("Open account"))
        state = say_account(officer)[1]
        if officer.locked_until is not None:
            text = self.tr("{state} until {time}")
            state = text.format(state=state, time=words.moment(officer.locked_until))
        self._account_state.setText(state)
        others = not officer.own and not busy
        first_of_own = officer.own and not (officer.totp or officer.finger) and not busy
        for part in (self._role, self._active, self._reset):
            part.setEnabled(others)
        self._unlock.setEnabled(others and officer.locked_until is not None)
        self._clear.setEnabled(others and (officer.totp or officer.finger))
        for part in (self._totp, self._finger, self._take):
            part.setEnabled(others or first_of_own)

    def _say(self, state: OfficersState) -> None:
        officer = state.officer
        if state.problem is not None:
            self._notice.say(Tone.BAD, words.say_problem(state.problem.code))
        elif state.finger_runs and state.hint is None:
            self._notice.say(Tone.INFO, self.tr("The devices are being made ready …"))
        elif state.finger_runs and state.hint is not None:
            text = self.tr("{hint}. The finger is taken twice; Esc stops.")
            self._notice.say(Tone.INFO, text.format(hint=words.say(state.hint)))
        elif state.changed and state.secret is None:
            text = self.tr("The account of {officer} is changed, and the log says so.")
            self._notice.say(Tone.OK, text.format(officer=state.changed))
        elif officer is not None and officer.own and not state.adding:
            self._notice.say(Tone.INFO, self.tr("Your own account is changed by another administrator."))
        else:
            self._notice.say(Tone.INFO, "")

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        message = (Tone.INFO, self.tr("Choose an officer in the list; Ctrl+N adds one."))
        if state.secret is not None:
            message = (Tone.WARN, self.tr("Esc hides what is shown once."))
        stoppable = state.adding or state.secret is not None or state.finger_runs
        back = self.tr("Stop") if state.finger_runs else self.tr("Back")
        return Chrome(
            self.tr("Officers"),
            self.tr("Who may sign in at this station, and how."),
            message=message,
            actions=(
                Action(Act.CANCEL, back, go.stop, stoppable),
                Action(Act.REFRESH, self.tr("Read again"), go.reload, not state.busy, "", "refresh-cw"),
                Action(
                    Act.ADD_OFFICER,
                    self.tr("Add an officer"),
                    self._begin_adding,
                    not state.busy,
                    "" if state.adding else "primary",  # the form has a button of its own
                    "user",
                ),
            ),
            keys=self.nav.keys(),
        )

    def _begin_adding(self) -> None:
        self.presenter.begin_adding()
        self.form.first().setFocus()

    def _choose_role(self, _index: int) -> None:
        self.presenter.set_role(self._role.currentData())

    def _take_finger(self) -> None:
        self.presenter.set_finger(self._finger.currentData())
