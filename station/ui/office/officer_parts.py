"""Parts of the administrator's page of officers: the list, the form for a new one, and what is shown once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from station.domain.office import OfficerRow, Secret
from station.domain.officer import Role
from station.ui import theme, words
from station.ui.office.qr import QrView
from station.ui.theme import Tone
from station.ui.widgets.basics import Notice, button, label
from station.ui.widgets.meters import QuietTable, fill_row, tone_cell


class OfficerTable(QuietTable):
    chosen = Signal(str)  # sign-in name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(4, (0,), parent, least=110, spare=3)
        self.setWordWrap(True)
        self.currentCellChanged.connect(self._moved)

    def translate(self) -> None:
        self.setAccessibleName(self.tr("Officers"))
        self.setHorizontalHeaderLabels(
            [
                self.tr("Name"),
                self.tr("Account"),
                self.tr("Second factor"),
                self.tr("Last sign-in"),
            ]
        )

    def show_officers(self, officers: Sequence[OfficerRow], selected: str) -> None:
        with QSignalBlocker(self):
            self.setRowCount(len(officers))
            self.verticalHeader().setDefaultSectionSize(theme.look().px(46))
            for row, officer in enumerate(officers):
                tone, state = say_account(officer)
                factor_tone, factor = self._factor(officer)
                at = officer.last_sign_in
                last = words.day_there(at) if at is not None else self.tr("never")
                who = f"{officer.display} ({officer.name})\n{words.say(officer.role)}"
                cells = fill_row(self, row, (who, state, factor, last))
                cells[0].setData(Qt.ItemDataRole.UserRole, officer.name)
                cells[3].setToolTip(words.moment(at))
                tone_cell(cells[1], tone)
                tone_cell(cells[2], factor_tone)
                if officer.name == selected:
                    self.setCurrentCell(row, 0)
            if not selected:
                self.setCurrentCell(-1, -1)
        self.fit_columns()

    def _factor(self, officer: OfficerRow) -> tuple[Tone, str]:
        factors = [words.say_key("factor", key) for key in ("totp", "finger") if getattr(officer, key)]
        if factors:
            return Tone.OK, " + ".join(factors)
        if officer.needs_second_factor:
            return Tone.WARN, self.tr("required")
        return Tone.OFF, self.tr("none")

    def _moved(self, row: int, _column: int, _before: int, _before_column: int) -> None:
        item = self.item(row, 0)
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))


def say_account(officer: OfficerRow) -> tuple[Tone, str]:
    """How an account stands, in a word or two."""
    if not officer.active:
        return Tone.BAD, words.say_key("account", "closed")
    if officer.locked_until is not None:
        return Tone.WARN, words.say_key("account", "locked")
    if officer.must_change:
        return Tone.INFO, words.say_key("account", "first_password")
    return Tone.OK, words.say_key("account", "open")


class NewOfficer(QWidget):
    """The form for a new officer."""

    sent = Signal(str, str, object)  # sign-in name, name, Role

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._name, self._display, self._role = QLineEdit(), QLineEdit(), QComboBox()
        self._labels = [label("small") for _ in range(3)]
        self._hint = label("muted", wrap=True)
        column.addWidget(self._hint)
        for name, field in zip(self._labels, (self._name, self._display, self._role), strict=True):
            name.setBuddy(field)
            column.addWidget(name)
            column.addWidget(field)
        for field in (self._name, self._display):
            field.setMaxLength(64)
            field.returnPressed.connect(self.send)
        self._go = button("primary")
        self._go.clicked.connect(self.send)
        column.addSpacing(4)
        column.addWidget(self._go)

    def first(self) -> QWidget:
        return self._name

    def translate(self) -> None:
        texts = (self.tr("Sign-in name"), self.tr("Name that others see"), self.tr("Role"))
        for name, field, text in zip(self._labels, (self._name, self._display, self._role), texts, strict=True):
            name.setText(text)
            field.setAccessibleName(text)
        self._hint.setText(self.tr("A temporary password is made and shown once; it is changed at the first sign-in."))
        self._go.setText(self.tr("Add this officer"))
        fill_roles(self._role, self._role.currentData() or Role.OFFICER)

    def clear(self) -> None:
        self._name.clear()
        self._display.clear()
        fill_roles(self._role, Role.OFFICER)

    def set_busy(self, busy: bool) -> None:
        for part in (self._name, self._display, self._role, self._go):
            part.setEnabled(not busy)

    def send(self) -> None:
        for field in (self._name, self._display):
            if not field.text().strip():
                field.setFocus()
                return
        self.sent.emit(self._name.text(), self._display.text(), self._role.currentData())


def fill_roles(box: QComboBox, chosen: Role) -> None:
    with QSignalBlocker(box):
        box.clear()
        for role in Role:
            box.addItem(words.say(role), role)
        box.setCurrentIndex(list(Role).index(chosen))


class SecretCard(QWidget):
    """A temporary password or an authenticator's QR code; shown once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._notice = Notice()
        self._code = QrView()
        self._text = QLineEdit()
        self._text.setReadOnly(True)
        self._text.setProperty("role", "mono")
        column.addWidget(self._notice)
        column.addWidget(self._code, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._text)

    def render_secret(self, secret: Secret | None) -> None:
        self.setVisible(secret is not None)
        if secret is None:
            self._text.clear()
            self._code.show_modules(())
            return
        self._code.show_modules(secret.modules)
        if secret.modules:
            text = self.tr("Let {officer} photograph this code with the authenticator now. It is not shown again.")
            self._code.setAccessibleName(self.tr("QR code of the authenticator secret"))
            self._text.setAccessibleName(self.tr("Address of the authenticator secret"))
        else:
            text = self.tr("Tell {officer} this temporary password now. It is not shown again.")
            self._text.setAccessibleName(self.tr("Temporary password"))
        self._notice.say(Tone.WARN, text.format(officer=secret.officer))
        self._text.setText(secret.text)
        self._text.setCursorPosition(0)
