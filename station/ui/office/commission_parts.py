"""The form of each commissioning step, its words, and the list of steps beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from station.ui import glyphs
from station.ui.noop import QT_TRANSLATE_NOOP
from station.ui.widgets.basics import Icon, button, label, restyle
from station.ui.widgets.secret import SecretEdit
from station.workflow.commissioning import ORDER, CommissionStep

LONGEST = 400  # letters of a path or an address

NAMES: dict[CommissionStep, str] = {
    CommissionStep.LANGUAGE: QT_TRANSLATE_NOOP("Commission", "Language"),
    CommissionStep.STATION: QT_TRANSLATE_NOOP("Commission", "Station"),
    CommissionStep.AGENCY: QT_TRANSLATE_NOOP("Commission", "Agency's key"),
    CommissionStep.KEYS: QT_TRANSLATE_NOOP("Commission", "Station's keys"),
    CommissionStep.IDENTITY: QT_TRANSLATE_NOOP("Commission", "Identity"),
    CommissionStep.CENTRAL: QT_TRANSLATE_NOOP("Commission", "Central"),
    CommissionStep.DEVICES: QT_TRANSLATE_NOOP("Commission", "Devices"),
    CommissionStep.POLICY: QT_TRANSLATE_NOOP("Commission", "Policy"),
    CommissionStep.OFFICERS: QT_TRANSLATE_NOOP("Commission", "First officers"),
    CommissionStep.RECOVERY: QT_TRANSLATE_NOOP("Commission", "Recovery"),
    CommissionStep.SELF_TEST: QT_TRANSLATE_NOOP("Commission", "Self-test"),
}

ASKS: dict[CommissionStep, str] = {
    CommissionStep.LANGUAGE: QT_TRANSLATE_NOOP(
        "Commission", "In which language does this station speak? Each officer may choose another one later."
    ),
    CommissionStep.STATION: QT_TRANSLATE_NOOP(
        "Commission",
        "The name by which the agency knows this station, and where it stands. Name and mode are in its keys and "
        "cannot be changed afterwards. Training is for invented travellers, production for real ones.",
    ),
    CommissionStep.AGENCY: QT_TRANSLATE_NOOP(
        "Commission",
        "The file with the agency's public key (agency.pub). Everything that this station seals can be opened by this "
        "key alone.",
    ),
    CommissionStep.KEYS: QT_TRANSLATE_NOOP(
        "Commission",
        "The station makes its keys now. The passphrase or PIN opens them at every start; write it down for the safe, "
        "because nobody can find it out afterwards.",
    ),
    CommissionStep.IDENTITY: QT_TRANSLATE_NOOP(
        "Commission",
        "Take the request to the agency; it answers with an identity, a certificate and an address. This page may be "
        "closed meanwhile and goes on here. No visit is opened before the identity is here.",
    ),
    CommissionStep.CENTRAL: QT_TRANSLATE_NOOP(
        "Commission",
        "The address of the central database and the folder that the agency gave: ca.crt, client.crt and client.key. "
        "Both are kept once central was reached with them. Remove the folder from the stick afterwards.",
    ),
    CommissionStep.DEVICES: QT_TRANSLATE_NOOP(
        "Commission", "Readers and cameras that were found on this machine. Plug them in and look again with F12."
    ),
    CommissionStep.POLICY: QT_TRANSLATE_NOOP(
        "Commission",
        "The agency's rules for this post. In production the file needs the agency's signature beside it (.sig). "
        "Without a file the rules that come with the program are used until central sends others.",
    ),
    CommissionStep.OFFICERS: QT_TRANSLATE_NOOP(
        "Commission",
        "Who signs in first. At least one administrator is needed, who adds all others. Each chooses an own password "
        "at the first sign-in; the one that is typed here opens nothing else.",
    ),
    CommissionStep.RECOVERY: QT_TRANSLATE_NOOP(
        "Commission",
        "A copy of the keys for the recovery officer, without whom no backup can be restored. It is an export of keys: "
        "a supervisor or an administrator agrees, and an administrator beside them where the policy asks for two. "
        "Whose first password still stands chooses an own one here.",
    ),
    CommissionStep.SELF_TEST: QT_TRANSLATE_NOOP(
        "Commission",
        "Everything that a station needs was looked at. Print this page for the folder of the station; what is left to "
        "do can be done later, too.",
    ),
}

FIELDS: dict[str, str] = {
    "language": QT_TRANSLATE_NOOP("Commission", "Language of the window"),
    "mode": QT_TRANSLATE_NOOP("Commission", "Mode"),
    "name": QT_TRANSLATE_NOOP("Commission", "Name of the station, as the agency writes it"),
    "place": QT_TRANSLATE_NOOP("Commission", "Place, as the header shows it"),
    "agency": QT_TRANSLATE_NOOP("Commission", "File with the agency's public key"),
    "source": QT_TRANSLATE_NOOP("Commission", "Where the keys come from"),
    "secret": QT_TRANSLATE_NOOP("Commission", "Passphrase or PIN"),
    "again": QT_TRANSLATE_NOOP("Commission", "Once more"),
    "keep": QT_TRANSLATE_NOOP("Commission", "Keep it on this machine, for starting without asking"),
    "identity": QT_TRANSLATE_NOOP("Commission", "File with the identity that the agency issued"),
    "address": QT_TRANSLATE_NOOP("Commission", "Address: postgresql://ROLE@HOST:PORT/DATABASE"),
    "folder": QT_TRANSLATE_NOOP("Commission", "Folder with the certificate"),
    "camera": QT_TRANSLATE_NOOP("Commission", "Camera of this counter"),
    "policy": QT_TRANSLATE_NOOP("Commission", "Policy file (may be left empty)"),
    "officer": QT_TRANSLATE_NOOP("Commission", "Sign-in name"),
    "display": QT_TRANSLATE_NOOP("Commission", "Name that others see"),
    "role": QT_TRANSLATE_NOOP("Commission", "Role"),
    "first_password": QT_TRANSLATE_NOOP("Commission", "First password"),
    "recovery": QT_TRANSLATE_NOOP("Commission", "File with the recovery officer's public key"),
    "first": QT_TRANSLATE_NOOP("Commission", "Sign-in name of who agrees"),
    "first_word": QT_TRANSLATE_NOOP("Commission", "Their password"),
    "first_new": QT_TRANSLATE_NOOP("Commission", "Their own new password, where it is the first sign-in"),
    "first_code": QT_TRANSLATE_NOOP("Commission", "Their six digits of the authenticator"),
    "second": QT_TRANSLATE_NOOP("Commission", "Sign-in name of the second person"),
    "second_word": QT_TRANSLATE_NOOP("Commission", "Password of the second person"),
    "second_new": QT_TRANSLATE_NOOP("Commission", "Own new password of the second person"),
    "second_code": QT_TRANSLATE_NOOP("Commission", "Six digits of the second person's authenticator"),
}


def said(text: str) -> str:
    """In the language of the window."""
    return QCoreApplication.translate("Commission", text)


@dataclass(frozen=True)
class Entry:
    """One field of a form. `kind`: text, secret, file, folder, choice or check. `needed`: the form is not sent while it
    is empty."""

    key: str
    kind: str = "text"
    needed: bool = True


FORMS: dict[CommissionStep, tuple[Entry, ...]] = {
    CommissionStep.LANGUAGE: (Entry("language", "choice"),),
    CommissionStep.STATION: (Entry("mode", "choice"), Entry("name"), Entry("place")),
    CommissionStep.AGENCY: (Entry("agency", "file"),),
    CommissionStep.KEYS: (
        Entry("source", "choice"), Entry("secret", "secret"), Entry("again", "secret"), Entry("keep", "check"),
    ),
    CommissionStep.IDENTITY: (Entry("identity", "file"),),
    CommissionStep.CENTRAL: (Entry("address"), Entry("folder", "folder")),
    CommissionStep.DEVICES: (Entry("camera", "choice", needed=False),),
    CommissionStep.POLICY: (Entry("policy", "file", needed=False),),
    CommissionStep.OFFICERS: (
        Entry("officer"), Entry("display"), Entry("role", "choice"), Entry("first_password", "secret"),
    ),
    CommissionStep.RECOVERY: (
        Entry("recovery", "file"),
        Entry("first"), Entry("first_word", "secret"),
        Entry("first_new", "secret", needed=False), Entry("first_code", "secret", needed=False),
        Entry("second"), Entry("second_word", "secret"),
        Entry("second_new", "secret", needed=False), Entry("second_code", "secret", needed=False),
    ),
    CommissionStep.SELF_TEST: (),
}  # fmt: skip


class StepForm(QWidget):
    """The fields of one step. It knows no rule: what is entered goes to the page as it stands."""

    sent = Signal()  # Return in a field
    asked = Signal(str, bool)  # key of a field whose file is looked for; True: a folder
    chosen = Signal(str, object)  # key of a choice, and what was taken

    def __init__(self, entries: Iterable[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = tuple(entries)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.fields: dict[str, QWidget] = {}
        self._labels: dict[str, QLabel] = {}
        self._looks: dict[str, QWidget] = {}
        for entry in self._entries:
            made = self._field(entry)
            self.fields[entry.key] = made
            if entry.kind == "check":
                column.addWidget(made)
                continue
            name = self._labels[entry.key] = label("small", wrap=True)
            name.setBuddy(made)
            column.addWidget(name)
            if entry.kind in {"file", "folder"}:
                line = QHBoxLayout()
                look = self._looks[entry.key] = button()
                look.setProperty("entry", entry.key)
                look.clicked.connect(self._look)
                line.addWidget(made, 1)
                line.addWidget(look)
                column.addLayout(line)
            else:
                column.addWidget(made)

    def _field(self, entry: Entry) -> QWidget:
        if entry.kind == "choice":
            box = QComboBox()
            box.setProperty("entry", entry.key)
            box.activated.connect(self._took)
            return box
        if entry.kind == "check":
            return QCheckBox()
        line = SecretEdit() if entry.kind == "secret" else QLineEdit()
        line.setMaxLength(256 if entry.kind == "secret" else LONGEST)
        line.returnPressed.connect(self.sent)
        return line

    def translate(self) -> None:
        for key, field in self.fields.items():
            text = said(FIELDS[key])
            if isinstance(field, QCheckBox):
                field.setText(text)
            else:
                self._labels[key].setText(text)
            field.setAccessibleName(text)
        for key, look in self._looks.items():
            text = self.tr("Choose …")
            if hasattr(look, "setText"):
                look.setText(text)
            look.setAccessibleName(f"{text} {said(FIELDS[key])}")

    def offer(self, key: str, choices: Iterable[tuple[str, object]], chosen: object) -> None:
        """What a choice has, as words and value; what was taken before stays taken where it is still there."""
        box = self.fields[key]
        if not isinstance(box, QComboBox):
            return
        listed = list(choices)
        before = box.currentData() if box.count() else chosen
        with QSignalBlocker(box):
            box.clear()
            for words, value in listed:
                box.addItem(glyphs.shown(words), value)
            values = [value for _, value in listed]
            wanted = before if before in values else chosen
            box.setCurrentIndex(values.index(wanted) if wanted in values else 0)

    def taken(self, key: str) -> object:
        box = self.fields[key]
        return box.currentData() if isinstance(box, QComboBox) else None

    def text(self, key: str) -> str:
        field = self.fields[key]
        return field.text() if isinstance(field, QLineEdit) else ""

    def put(self, key: str, text: str) -> None:
        field = self.fields[key]
        if isinstance(field, QLineEdit):
            field.setText(text)

    def ticked(self, key: str) -> bool:
        field = self.fields[key]
        return isinstance(field, QCheckBox) and field.isChecked() and field.isEnabled()

    def show_only(self, keys: Iterable[str]) -> None:
        shown = set(keys)
        for key, field in self.fields.items():
            field.setVisible(key in shown)
            if key in self._labels:
                self._labels[key].setVisible(key in shown)

    def empty(self) -> QWidget | None:
        """The first field that must be filled and is not."""
        for entry in self._entries:
            field = self.fields[entry.key]
            if entry.needed and isinstance(field, QLineEdit) and not field.isHidden() and not field.text().strip():
                return field
        return None

    def first(self) -> QWidget | None:
        return self.empty() or next((one for one in self.fields.values() if not one.isHidden()), None)

    def forget(self, keys: Iterable[str] = ()) -> None:
        """Secrets always, and these."""
        for entry in self._entries:
            field = self.fields[entry.key]
            if isinstance(field, SecretEdit) or (entry.key in keys and isinstance(field, QLineEdit)):
                field.clear()

    def _look(self) -> None:
        sender = self.sender()
        if sender is not None:
            key = sender.property("entry")
            kind = next(entry.kind for entry in self._entries if entry.key == key)
            self.asked.emit(key, kind == "folder")

    def _took(self, _index: int) -> None:
        sender = self.sender()
        if isinstance(sender, QComboBox):
            self.chosen.emit(sender.property("entry"), sender.currentData())


class CommissionRail(QWidget):
    """Where commissioning stands: each step with a sign and a word for its state."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 14, 12, 12)
        column.setSpacing(2)
        self._title = label("heading", wrap=True)
        column.addWidget(self._title)
        self._rows: dict[CommissionStep, tuple[QFrame, Icon, QLabel]] = {}
        for step in NAMES:
            row, icon, name = QFrame(), Icon("circle", "muted", 18), label("muted", wrap=True)
            row.setProperty("role", "step")
            line = QHBoxLayout(row)
            line.setContentsMargins(8, 3, 6, 3)
            line.setSpacing(8)
            line.addWidget(icon)
            line.addWidget(name, 1)
            self._rows[step] = row, icon, name
            column.addWidget(row)
        column.addStretch(1)
        self._step = CommissionStep.LANGUAGE

    def show_step(self, step: CommissionStep) -> None:
        self._step = step
        self.translate()

    def translate(self) -> None:
        self._title.setText(self.tr("Commissioning"))
        now = ORDER.index(self._step)
        for at, (step, (row, icon, name)) in enumerate(self._rows.items()):
            name.setText(said(NAMES[step]))
            if at < now:
                shape, ink, role, state = "circle-check", "ok", "step", self.tr("done")
            elif at == now:
                shape, ink, role, state = "circle-dot", "primary", "step-now", self.tr("now")
            else:
                shape, ink, role, state = "circle", "muted", "step", self.tr("to come")
            icon.show_icon(shape, ink)
            restyle(row, role=role)
            restyle(name, role="strong" if at == now else "muted")
            name.setAccessibleName(f"{name.text()}, {state}")
