"""The parts beside the zone: the fields that were read and what they leave open, enlarged places of the page, the
stay, the privacy notice."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from station.domain.desk import DocumentConcern, DocumentReading, InterruptedVisit, NoticeText, StateName, TravelCode
from station.ui import theme, words
from station.ui.notice import LANGUAGES
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Icon, Notice, button, fill_box, label, name_box, say_long
from station.ui.widgets.flow import Flow
from station.ui.widgets.images import ImageView

CARD_WIDTH = 760  # of an interrupted visit, at the usual text size

FIELDS = ("surname", "given_names", "number", "nationality", "issuer", "birth", "sex", "expiry", "optional")


def _clear(row: Flow) -> None:
    while (item := row.takeAt(0)) is not None:
        part = item.widget()
        if part is not None:
            part.hide()
            part.deleteLater()


class Closeups(QScrollArea):
    """Places of the photographed page, enlarged, each with what it must be compared with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside = self._inside = QWidget()
        self._row = Flow(8)
        self._row.setContentsMargins(0, 0, 0, 0)
        inside.setLayout(self._row)
        self.setWidgetResizable(True)
        self.setWidget(inside)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._shown: DocumentReading | None = None

    def say(self, name: str) -> None:
        self.setAccessibleName(name)
        self._inside.setAccessibleName(name)

    def show_reading(self, reading: DocumentReading | None) -> None:
        if reading is self._shown:
            return
        self._shown = reading
        _clear(self._row)
        look = theme.look()
        places = {c.place: c for c in reading.concerns if c.place is not None} if reading else {}
        for place, picture in reading.closeups if reading else ():
            if picture is None:
                continue
            part, view, word = QWidget(), ImageView(), label("small")
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            height = look.px(44)
            width = min(max(height, round(height * picture.shape[1] / max(1, picture.shape[0]))), look.px(240))
            view.setFixedSize(QSize(width, height))
            view.show_picture(picture)
            concern = places.get(place)
            if concern is not None:
                word.setText(_pointed(concern))
                view.setAccessibleName(word.text())
            column.addWidget(view)
            column.addWidget(word)
            self._row.addWidget(part)
        there = self._row.count() > 0
        self.setVisible(there)
        self.setFixedHeight(look.px(84) if there else 0)


def _pointed(concern: DocumentConcern) -> str:
    """Field and what may stand there: "Document number: 0 / O"."""
    field = words.say_key("field", concern.field)
    return f"{field}: {' / '.join(concern.choices)}" if concern.choices else field


class InterruptedCard(Card):
    """A visit that stopped in the middle: whose, since when, and what is taken already."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.since = label("big", wrap=True), label("muted", wrap=True)
        self.body.addWidget(self.name)
        self.body.addWidget(self.since)
        self._icons = [Icon("", "ok", 20) for _ in range(3)]
        self._parts = [label(wrap=True) for _ in self._icons]
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (icon, part) in enumerate(zip(self._icons, self._parts, strict=True)):
            grid.addWidget(icon, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(part, row, 1)
        self.body.addLayout(grid)
        self.case, self.problem = Notice(), Notice()
        self.body.addWidget(self.case)
        self.body.addWidget(self.problem)
        self.hide()

    def translate(self) -> None:
        self.heading.setText(self.tr("Interrupted visit"))

    def show_visit(self, visit: InterruptedVisit | None, problem: str) -> None:
        """`problem`: why it could not be gone on with; empty for none."""
        self.setVisible(visit is not None)
        if visit is None:
            return
        self.setMaximumWidth(theme.look().px(CARD_WIDTH))
        say_long(self.name, visit.name or self.tr("No document yet"), longest=12)
        since = self.tr("Opened {time} by {officer}")
        self.since.setText(since.format(time=words.moment(visit.opened_at), officer=visit.officer))
        face = self.tr("Face taken") if visit.face else self.tr("Face not taken")
        fingers = self.tr("Fingers taken: {count}").format(count=words.number(visit.fingers))
        document = self.tr("Document read") if visit.name else self.tr("Document not read")
        parts = ((bool(visit.name), document), (visit.face, face), (visit.fingers > 0, fingers))
        for icon, part, (there, text) in zip(self._icons, self._parts, parts, strict=True):
            icon.show_icon("circle-check" if there else "circle", "ok" if there else "muted")
            part.setText(text)
        reasons = ", ".join(words.say(reason) for reason in visit.case.reasons) if visit.case is not None else ""
        self.case.say(Tone.WARN, self.tr("A case belongs to it: {reasons}").format(reasons=reasons) if reasons else "")
        self.problem.say(Tone.BAD, problem)


class AskPanel(QFrame):
    """A question with its answers as buttons."""

    answered = Signal(str, str)  # code, answer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "well")
        self._text, self._row = label("strong", wrap=True), Flow(6)
        self._row.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self._text)
        column.addLayout(self._row)
        self._asked: tuple[str, tuple[tuple[str, str], ...]] = ("", ())
        self.hide()

    def ask(self, code: str, text: str, answers: tuple[tuple[str, str], ...], enabled: bool = True) -> None:
        """`answers`: what is emitted, and its words; none hides the panel."""
        self._text.setText(text)
        self.setVisible(bool(answers))
        if self._asked != (code, answers):
            self._asked = (code, answers)
            _clear(self._row)
            for answer, said in answers:
                one = button("choice", said)
                one.setProperty("answer", answer)
                one.clicked.connect(self._clicked)
                self._row.addWidget(one)
        if answers:  # hidden, each of its parts would still tell a screen reader that it can be used now
            self.setEnabled(enabled)

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.answered.emit(self._asked[0], sender.property("answer"))


def say_state(code: str, states: tuple[StateName, ...]) -> str:
    """A code with its name where the table knows it."""
    for one in states:
        if one.code == code:
            name = one.indonesian if QLocale().language() == QLocale.Language.Indonesian else one.english
            return f"{name} ({code})"
    return code


def say_code(code: TravelCode) -> str:
    """What a barcode is, and that it proves nothing by itself."""
    kind = words.say_key("travel_code", code.kind)
    how = "lost" if code.lost else "signed" if code.signed else "unsigned"
    proof = words.say_key("travel_code", how)
    return f"{kind}. {proof}" + (f" {code.key}" if code.key else "")


BRIEF = frozenset({"surname", "given_names", "number", "birth"})  # the rail beside the page has the others


class FieldsCard(Card):
    name_confirmed = Signal(bool)
    document_chosen = Signal(int)
    answered = Signal(str, str)  # concern, choice
    expired_seen = Signal(bool)
    link_chosen = Signal(str)  # person, "" for nobody

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._brief = False
        self._rows: dict[str, tuple[QLabel, QLabel, Icon]] = {}
        for row, field in enumerate(FIELDS):
            name, value, mark = label("small"), label("value", wrap=True), Icon("", "ok", 16)
            name.setBuddy(value)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            grid.addWidget(mark, row, 2, Qt.AlignmentFlag.AlignTop)
            self._rows[field] = (name, value, mark)
        self.body.addLayout(grid)
        self._problems, self._expired, self._known = Notice(), Notice(), Notice()
        self._warnings, self._visa = Notice(), Notice()
        self.choice, self.question = AskPanel(), AskPanel()
        self._seen, self._confirm = QCheckBox(), QCheckBox()
        self._renewed_text = label("small", wrap=True)
        self._renewed = QComboBox()
        for part in (
            self.choice,
            self.question,
            self._warnings,
            self._visa,
            self._confirm,
            self._problems,
            self._expired,
            self._seen,
            self._known,
            self._renewed_text,
            self._renewed,
        ):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._confirm.toggled.connect(self.name_confirmed)
        self._seen.toggled.connect(self.expired_seen)
        self._renewed.activated.connect(self._linked)
        self.choice.answered.connect(lambda _code, index: self.document_chosen.emit(int(index)))
        self.question.answered.connect(self.answered)

    def translate(self) -> None:
        self.heading.setText(self.tr("What it says"))
        for field, (name, _value, _mark) in self._rows.items():
            name.setText(words.say_key("field", field))
        self._confirm.setText(self.tr("The name agrees"))
        self._seen.setText(self.tr("I have seen that it expired"))
        name_box(self._renewed, self.tr("Link to an earlier document"))

    def toggle_name(self) -> None:
        if self._confirm.isEnabled():
            self._confirm.toggle()

    def brief(self, brief: bool) -> None:
        """Only what the eye compares first, where something else on the page must be read; a wrong field always."""
        self._brief = brief

    def render_fields(
        self, reading: DocumentReading | None, confirmed: bool, seen: bool, link: str | None, busy: bool
    ) -> None:
        document = reading.document if reading else None
        wrong = {p.field for p in reading.problems} if reading else set()
        for field, (name, value, mark) in self._rows.items():
            text = self._value(field, reading)
            shown = field != "optional" or bool(text) or field in wrong
            if self._brief and field not in wrong:
                shown = field in BRIEF
            for part in (name, value, mark):
                part.setVisible(shown)
            say_long(value, text or "–", longest=10)
            if field in wrong:
                mark.show_icon("circle-x", "bad")
            elif document is None or field in {"surname", "given_names"}:
                mark.show_icon("check" if confirmed and document is not None else "", "ok")
            else:
                mark.show_icon("check" if text else "", "ok")
            fits = self.tr("In order") if mark.shown else ""
            mark.setAccessibleName(words.say_problem("mrz_check_digit") if field in wrong else fits)
        by_code: dict[str, list[str]] = {}
        for problem in reading.problems if reading else ():
            by_code.setdefault(problem.code, []).append(words.say_key("field", problem.field))
        lines = [f"{', '.join(fields)}: {words.say_problem(code)}" for code, fields in by_code.items()]
        self._problems.say(Tone.BAD, "\n".join(lines))
        self._show_open(reading, busy)
        expired = reading is not None and reading.expired
        self._expired.say(Tone.WARN, self.tr("This document has expired.") if expired else "")
        self._seen.setVisible(expired)
        for box, on in ((self._confirm, confirmed), (self._seen, seen)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        self._confirm.setVisible(document is not None)
        asked = reading is not None and bool(reading.questions)
        self._confirm.setEnabled(document is not None and not busy and not asked)
        self._show_people(reading, link)

    @staticmethod
    def _value(field: str, reading: DocumentReading | None) -> str:
        if reading is None:
            return ""
        document = reading.document
        if document is None:  # what could be made out, for the officer to go on from
            return next((part.value or part.text for part in reading.parts if part.name == field), "")
        if reading.manual is not None and field in reading.missing:
            return ""
        said = {
            "nationality": say_state(document.nationality, reading.states),
            "issuer": say_state(document.issuer, reading.states),
            "birth": words.birth(document.birth),
            "expiry": words.choice("expiry_permanent", document.expiry.isoformat()),
        }
        return said.get(field) or str(getattr(document, field))

    def _show_open(self, reading: DocumentReading | None, busy: bool) -> None:
        """What the reading leaves open: a choice, a question, and what the officer must know."""
        options = () if reading is None or reading.document is not None else reading.choices
        papers = [(one.document or one.visa, index) for index, one in enumerate(options)]
        answers = tuple(
            (str(index), f"{paper.code} {paper.issuer} {paper.number}\n{paper.name}") if paper is not None
            else (str(index), self.tr("Document {number}, not readable").format(number=index + 1))
            for paper, index in papers
        )  # fmt: skip
        self.choice.ask("document", self.tr("Several documents lie here. Which one is it?"), answers, not busy)
        asks = reading.questions[0] if reading is not None and reading.questions else None
        if asks is None:
            self.question.ask("", "", ())
        else:
            said = tuple((choice, words.choice(asks.code, choice)) for choice in asks.choices)
            self.question.ask(asks.code, words.say_key("concern", asks.code), said, not busy)
        told = self._told(reading)
        self._warnings.say(Tone.WARN, "\n".join(told))
        self._visa.say(*self._visa_says(reading))
        self._stands(reading, bool(told))

    def _stands(self, reading: DocumentReading | None, told: bool) -> None:
        if reading is None or (reading.document is None and not reading.problems):
            self.chip.say(Tone.OFF, "")
        elif reading.problems:
            self.chip.say(Tone.BAD, self.tr("Does not hold"))
        elif reading.questions:
            self.chip.say(Tone.WARN, self.tr("A question is open"))
        elif reading.manual is not None:
            self.chip.say(Tone.WARN, self.tr("Entered by hand"))
        elif told:
            self.chip.say(Tone.WARN, self.tr("Compare"))
        else:
            self.chip.say(Tone.OK, self.tr("Digits agree"))

    def _told(self, reading: DocumentReading | None) -> list[str]:
        """Sentences, one for each kind of concern, with the fields it is about."""
        if reading is None or reading.document is None:
            return []
        told = []
        alike = tuple(dict.fromkeys(_pointed(c) for c in reading.concerns if c.code == "look_alike"))
        if alike:
            told.append(f"{words.say_key('concern', 'look_alike')} {', '.join(alike)}")
        others = dict.fromkeys(c.code for c in reading.concerns if not c.asks and c.code != "look_alike")
        if reading.name_may_be_cut:
            others.setdefault("name_may_be_cut")
        told += [words.say_key("concern", code) for code in others]
        if reading.repaired:
            fields = ", ".join(words.say_key("field", name) for name in reading.repaired)
            told.append(self.tr("Misread and mended, compare: {fields}.").format(fields=fields))
        if reading.manual is not None:
            left = ", ".join(words.say_key("field", name) for name in reading.missing)
            missing = self.tr("Missing: {fields}").format(fields=left)
            told.append(words.say(reading.manual) + (f". {missing}" if left else ""))
        return told

    def _visa_says(self, reading: DocumentReading | None) -> tuple[Tone, str]:
        if reading is None or reading.visa is None:
            return Tone.INFO, ""
        visa = reading.visa
        text = self.tr("Visa {number}, {name}, valid to {day}.").format(
            number=visa.number, name=visa.name, day=words.day(visa.expiry)
        )
        if reading.visa_differs:
            fields = ", ".join(words.say_key("field", name) for name in reading.visa_differs)
            differs = self.tr("It differs from the passport: {fields}.").format(fields=fields)
            return Tone.BAD, f"{text} {differs}"
        agrees = self.tr("It agrees with the passport.") if reading.document is not None else ""
        return Tone.INFO, f"{text} {agrees}".strip()

    def _show_people(self, reading: DocumentReading | None, link: str | None) -> None:
        known = reading.known if reading else None
        if known is not None:
            last = words.day(known.last_visit)
            self._known.say(Tone.INFO, self.tr("On record with this document; last visit {day}.").format(day=last))
        else:
            self._known.say(Tone.INFO, "")
        people = reading.renewed if reading and known is None else ()
        self._renewed_text.setVisible(bool(people))
        self._renewed.setVisible(bool(people))
        if not people:
            return
        self._renewed_text.setText(self.tr("Somebody with this name and birth date is on record. A renewed passport?"))
        lines = [(self.tr("No, a new person"), "")]  # the others have the same name
        lines += [(f"{person.document} · {words.day(person.last_visit)}", person.person) for person in people]
        fill_box(self._renewed, lines)
        self._renewed.setCurrentIndex(max(0, self._renewed.findData(link or "")))
        self._renewed.setMinimumContentsLength(12)
        self._renewed.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def _linked(self, index: int) -> None:
        self.link_chosen.emit(self._renewed.itemData(index))


class NoticeCard(Card):
    language_chosen = Signal(str)
    shown = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = QComboBox()
        self._language.activated.connect(self._chose)
        self.head.addWidget(self._language)
        self._text = label(wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._text)
        area.setMinimumHeight(40)
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # what is left over, at least 40
        self._area = area
        self.body.addWidget(area, 1)
        self._box = QCheckBox()
        self.body.addWidget(self._box)
        self._box.toggled.connect(self.shown)

    def translate(self) -> None:
        self.heading.setText(self.tr("Privacy notice"))
        self._box.setText(self.tr("Shown to the traveller"))
        self._area.setAccessibleName(self.tr("Privacy notice"))
        name_box(self._language, self.tr("Language of the notice"))

    def render_notice(self, notice: NoticeText | None, shown: bool, languages: tuple[str, ...]) -> None:
        self._text.setText(notice.text if notice else "")
        language = LANGUAGES.get(notice.language) if notice else None
        backwards = language is not None and language.right_to_left
        self._text.setLayoutDirection(Qt.LayoutDirection.RightToLeft if backwards else Qt.LayoutDirection.LeftToRight)
        if languages != tuple(self._language.itemData(i) for i in range(self._language.count())):
            self._language.clear()
            for code in languages:
                self._language.addItem(LANGUAGES[code].name, code)
        self._language.setCurrentIndex(self._language.findData(notice.language) if notice else -1)
        self._box.blockSignals(True)
        self._box.setChecked(shown)
        self._box.blockSignals(False)
        self._box.setEnabled(notice is not None)

    def _chose(self, index: int) -> None:
        self.language_chosen.emit(self._language.itemData(index))
