"""A listed person beside the traveller: every field with a sign and a word, and why what is alike counts as alike."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from station.domain.desk import CheckedCandidate, Likeness, LikenessReason, ListedField, WatchReason
from station.ui import words
from station.ui.widgets.basics import Icon, label, restyle, say_long

_SIGN = {  # icon, its ink and the tone of the word; what is the same speaks against the traveller
    Likeness.SAME: ("octagon-alert", "bad", "bad"),
    Likeness.ALIKE: ("triangle-alert", "warn", "warn"),
    Likeness.DIFFERENT: ("check", "ok", "ok"),
    Likeness.NOT_COMPARED: ("minus", "muted", "off"),
}
MOST_REASONS = 3  # of one field; further ones say no more
_TAKEN, _LISTED = "taken", "listed"


def list_reason(candidate: CheckedCandidate) -> str:
    """Of which kind of list the entry is, in words; empty where the list does not say."""
    kinds = [r for r in candidate.candidate.reasons if r not in {reason.value for reason in WatchReason}]
    return words.say_key("listed", kinds[0]) if kinds else ""


def say_reason(reason: LikenessReason) -> str:
    return words.say_key("alike", reason.kind).format(own=reason.own, listed=reason.listed)


class ListedPerson(QWidget):
    """Its rows are made when somebody is listed for the first time: nearly nobody is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(3)
        for column, share in ((1, 4), (2, 4), (4, 2)):
            self._grid.setColumnStretch(column, share)
        self._numbers: QLabel | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addLayout(self._grid)
        self._heads: list[QLabel] = []
        self._rows: list[tuple[QLabel, QLabel, QLabel, Icon, QLabel, QLabel]] = []
        self._fields: tuple[ListedField, ...] = ()
        self._checked: CheckedCandidate | None = None
        self.details = False
        self.hide()

    def show_person(self, checked: CheckedCandidate | None) -> None:
        """Hidden where there is nobody, or nothing of them that can be laid beside the traveller."""
        self._checked = checked
        self._fields = checked.fields if checked is not None else ()
        self.setVisible(bool(self._fields))
        if not self._fields:
            return
        self._make(len(self._fields))
        self._heads[0].setText(self.tr("This traveller"))
        self._heads[1].setText(self.tr("On the list"))
        for place, row in enumerate(self._rows):
            shown = place < len(self._fields)
            *parts, why = row
            for part in parts:
                part.setVisible(shown)
            if shown:
                self._show(row, self._fields[place])
            else:
                why.hide()
        self.show_numbers(self.details)

    def show_numbers(self, shown: bool) -> None:
        """What the comparison measured is the technician's."""
        self.details = shown
        if self._numbers is None or self._checked is None:
            return
        candidate = self._checked.candidate
        parts = [f"{part.part.replace(':', ' ')} {words.number(part.raw, 1)}" for part in candidate.parts]
        self._numbers.setText(self.tr("Evidence in bits: {parts}").format(parts=" · ".join(parts)))
        self._numbers.setVisible(shown and bool(parts))

    def _make(self, count: int) -> None:
        layout = self.layout()
        if not self._heads:
            self._heads = [label("small"), label("small")]
            for column, head in enumerate(self._heads, 1):
                self._grid.addWidget(head, 0, column)
        while len(self._rows) < count:
            line = 1 + 2 * len(self._rows)
            name, own, listed = label("small", wrap=True), label("value", wrap=True), label("value", wrap=True)
            sign, word, why = Icon("", "text", 16), label("strong"), label("small", wrap=True)
            top = Qt.AlignmentFlag.AlignTop
            for column, part in enumerate((name, own, listed, sign, word)):
                self._grid.addWidget(part, line, column, top)
            self._grid.addWidget(why, line + 1, 1, 1, 4)
            self._rows.append((name, own, listed, sign, word, why))
        if self._numbers is None and isinstance(layout, QVBoxLayout):
            self._numbers = label("small", wrap=True)
            layout.addWidget(self._numbers)

    def _show(self, row: tuple[QLabel, QLabel, QLabel, Icon, QLabel, QLabel], field: ListedField) -> None:
        name, own, listed, sign, word, why = row
        icon, ink, tone = _SIGN[field.likeness]
        name.setText(self._name(field.field))
        say_long(own, self._value(field.field, field.own), 12)
        say_long(listed, self._value(field.field, field.listed), 12)
        sign.show_icon(icon, ink)
        word.setText(words.say(field.likeness))
        restyle(word, tone=tone)
        reasons = [say_reason(reason) for reason in field.why[:MOST_REASONS]]
        why.setText(self.tr("Why alike: {reasons}").format(reasons="; ".join(reasons)) if reasons else "")
        why.setVisible(bool(reasons))
        spoken = f"{name.text()}: {own.text()}, {listed.text()}, {word.text()}"
        word.setAccessibleName(words.unbroken(spoken))

    def _name(self, field: str) -> str:
        if field == "face":
            return self.tr("Face")
        return words.say_key("field", field)

    def _value(self, field: str, value: str) -> str:
        if field == "face":
            said = {_TAKEN: self.tr("taken now"), _LISTED: self.tr("face listed")}
            return said.get(value, self.tr("no face"))
        if field == "birth":
            return "; ".join(words.birth(one.strip()) for one in value.split(";")) if value else "–"
        return value or "–"

    def summary(self) -> str:
        """One sentence: what is the same, what alike, what different."""
        said: list[str] = []
        for likeness in (Likeness.SAME, Likeness.ALIKE, Likeness.DIFFERENT):
            names = [self._name(field.field) for field in self._fields if field.likeness is likeness]
            if names:
                said.append(f"{words.say(likeness)}: {', '.join(names)}.")
        return " ".join(said)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._checked is not None:
            self.show_person(self._checked)
        super().changeEvent(event)


class MayDo(QWidget):
    """What an officer may do, and may not, while a supervisor is asked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label("heading")
        self._lines = [(Icon(sign, ink, 18), label(wrap=True)) for sign, ink in _MAY]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._title, 0, 0, 1, 2)
        for row, (icon, text) in enumerate(self._lines, 1):
            grid.addWidget(icon, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 1)
        self.hide()

    def translate(self) -> None:
        self._title.setText(self.tr("What you may do"))
        said: Sequence[str] = (
            self.tr("Keep the traveller and the document at the counter"),
            self.tr("Ask for another document or the ticket"),
            self.tr("Do not decide, and do not say why they wait"),
        )
        for (_icon, text), line in zip(self._lines, said, strict=True):
            text.setText(line)


_MAY = (("check", "ok"), ("check", "ok"), ("x", "bad"))
