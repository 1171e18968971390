"""The chip on the screen: what was read, every check that has terminated, and what it does not agree with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station.domain.chip import (
    ChipCheck,
    ChipDifference,
    ChipEvidence,
    ChipReason,
    ChipResult,
    FacePair,
    Pair,
    SealEvidence,
    unlike,
)
from station.domain.desk import ChipPhase, ChipView
from station.domain.desk.picture import Picture
from station.domain.outcome import Outcome
from station.ui import theme, words
from station.ui.counter.document_parts import AskPanel
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Chip, Notice, button, label
from station.ui.widgets.flow import Flow
from station.ui.widgets.images import ImageView

# Colours of BSI TR-03135: undetermined is never green, what is not supported or broken off is no evidence.
TONES = {
    ChipResult.SUCCESSFUL: Tone.OK,
    ChipResult.FAILED: Tone.BAD,
    ChipResult.UNDETERMINED: Tone.WARN,
    ChipResult.NOT_SUPPORTED: Tone.OFF,
    ChipResult.ABORTED: Tone.OFF,
}
_SIGNS = {
    ChipResult.SUCCESSFUL: "✓",
    ChipResult.FAILED: "✗",
    ChipResult.UNDETERMINED: "?",
    ChipResult.NOT_SUPPORTED: "–",
    ChipResult.ABORTED: "…",
}
_GRAVEST = (ChipResult.FAILED, ChipResult.ABORTED, ChipResult.UNDETERMINED)
_MOST_SENTENCES = 3
_DAYS = {"birth", "full_birth", "expiry"}  # fields that are days
_FACE_TONES = {Outcome.MATCH: Tone.OK, Outcome.NO_MATCH: Tone.BAD, Outcome.NOT_DONE: Tone.OFF}


def sentences_of(evidence: ChipEvidence) -> list[tuple[ChipResult, str]]:
    """What speaks against the chip, the gravest first, each once; the field's own words for what broke off."""
    said: dict[str, ChipResult] = {}
    for result in _GRAVEST:
        for reason in evidence.reasons:
            if reason.result is result:
                said.setdefault(_sentence(reason), result)
    return [(result, text) for text, result in said.items()]


def speaks(view: ChipView) -> bool:
    """Whether the chip says something that the officer must read: then all that is well folds away."""
    evidence = view.evidence
    return evidence is not None and (bool(evidence.differences) or bool(sentences_of(evidence)))


def _sentence(reason: ChipReason) -> str:
    if reason.result is ChipResult.ABORTED and reason.code != "group_aborted":
        return words.say_problem(reason.code)
    return words.say_key("chip_reason", reason.code)


class ChecksRow(QWidget):
    """Every check that has terminated: those that succeeded in one line, each other with its sign and tone; what is
    not supported is left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._good, self._row = label("small", wrap=True), Flow(6)
        self._row.setContentsMargins(0, 0, 0, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addLayout(self._row)
        whole.addWidget(self._good)
        self._chips: list[Chip] = []

    def show_checks(self, checks: Sequence[ChipCheck], good: bool = True) -> None:
        """`good`: with those that succeeded."""
        made = [check for check in checks if check.result is not ChipResult.NOT_SUPPORTED]
        names = [words.say_key("chip_check", c.name) for c in made if c.result is ChipResult.SUCCESSFUL]
        self._good.setText(f"{_SIGNS[ChipResult.SUCCESSFUL]} {', '.join(names)}" if names else "")
        self._good.setAccessibleName(f"{words.say(ChipResult.SUCCESSFUL)}: {', '.join(names)}" if names else "")
        self._good.setVisible(bool(names) and good)
        shown = [check for check in made if check.result is not ChipResult.SUCCESSFUL]
        while len(self._chips) < len(shown):
            chip = Chip()
            self._chips.append(chip)
            self._row.addWidget(chip)
        for chip, check in zip(self._chips, shown, strict=False):
            name, result = words.say_key("chip_check", check.name), words.say(check.result)
            chip.say(TONES[check.result], f"{_SIGNS[check.result]} {name}")
            chip.setAccessibleName(f"{name}: {result}")
            chip.setToolTip(result)
        for chip in self._chips[len(shown) :]:
            chip.say(Tone.OFF, "")
        self.setVisible(bool(shown) or (bool(names) and good))
        self._row.invalidate()


class NumberEntry(QWidget):
    """The card access number, where the printed lines do not open the chip or there are none."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self.field, self._send = label("small", wrap=True), QLineEdit(), button()
        self.field.setMaxLength(20)
        self._name.setBuddy(self.field)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(self._send)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addWidget(self._name)
        whole.addLayout(row)
        self.field.returnPressed.connect(self._give)
        self._send.clicked.connect(self._give)
        self.hide()

    def translate(self) -> None:
        self.field.setAccessibleName(self.tr("Card access number"))
        self._send.setText(self.tr("Open"))
        self._send.setAccessibleName(self.tr("Open the chip with the card access number"))

    def ask(self, tries: int, enabled: bool) -> None:
        """tries: numbers that may still be given; none hides and empties it."""
        self.setVisible(tries > 0)
        if tries == 0:
            self.field.clear()
        else:  # hidden, each of its parts would still tell a screen reader that it can be used now
            self.setEnabled(enabled)
        text = self.tr("Card access number · tries left: {count}")
        self._name.setText(text.format(count=tries))

    def _give(self) -> None:
        if self.field.text().strip():
            self.given.emit(self.field.text())


class ChipCard(Card):
    """Beside the fields of the zone, while the officer goes on."""

    key_chosen = Signal(int)  # index of the offered document number
    taken = Signal(bool)  # True: the chip's lines stand, False: the printed ones
    unfolded = Signal(bool)  # what speaks for nothing was asked for, or folded again

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.face = ImageView()
        self._text, self._lists = label("", wrap=True), label("small", wrap=True)
        self._more = label("small", wrap=True)
        self.checks, self._against, self._differs = ChecksRow(), Notice(), Notice()
        self.key, self.number, self.lines = AskPanel(), NumberEntry(), AskPanel()
        self.details = button("quiet")
        self.details.setCheckable(True)
        self.details.toggled.connect(self._unfold)
        self.head.insertWidget(1, self.details)
        self._view: tuple[ChipView, bool, bool] | None = None
        side = QVBoxLayout()
        side.setSpacing(6)
        side.addWidget(self._text)
        side.addWidget(self._against)
        side.addWidget(self._more)
        side.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.face, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(side, 1)
        self.body.addLayout(row)
        below: tuple[QWidget, ...] = (self._differs, self.key, self.number, self.lines, self.checks, self._lists)
        for part in below:
            self.body.addWidget(part)
        self.key.answered.connect(lambda _code, index: self.key_chosen.emit(int(index)))
        self.lines.answered.connect(lambda _code, answer: self.taken.emit(answer == "chip"))
        self.hide()

    def translate(self) -> None:
        self.heading.setText(self.tr("Chip"))
        self.details.setText(self.tr("Details"))
        self.details.setAccessibleName(self.tr("Details of the chip"))
        self.face.setAccessibleName(self.tr("Face in the chip"))
        self.face.say_empty("")
        self.number.translate()

    def render_chip(self, view: ChipView | None, kept: bool, busy: bool) -> None:
        """`kept`: the officer said that the printed lines stand."""
        self.setVisible(view is not None)
        self._view = None if view is None else (view, kept, busy)
        if view is None:
            return
        evidence = view.evidence
        self._headline(view)
        folds = speaks(view)
        self.details.setVisible(folds)
        folded = folds and not self.details.isChecked()
        shown = view.face is not None
        self.face.setVisible(shown)
        if shown:
            look = theme.look()
            self.face.setFixedSize(QSize(look.px(60), look.px(80)))
        self.face.show_picture(view.face)
        self.checks.show_checks(evidence.checks if evidence is not None else (), good=not folded)
        self._more.setText(self._details(evidence))
        self._more.setVisible(bool(self._more.text()) and not folded)
        self._say_against(view)
        differences = evidence.differences if evidence is not None else ()
        self._differs.say(Tone.WARN, "\n".join(map(self._difference, differences)))
        offers = tuple((str(index), number) for index, number in enumerate(view.offers))
        asks = self.tr("Document number · tries left: {count}").format(count=view.tries)  # the headline asks already
        self.key.ask("key", asks, offers, not busy)
        self.number.ask(view.number_tries, not busy)
        unprinted = evidence is not None and bool(evidence.lines) and evidence.result("zone") is None
        zone = unprinted or any(not one.field.startswith("full_") for one in differences)
        if zone and view.phase is ChipPhase.DONE and not kept:
            answers = (("chip", self.tr("Use the chip's lines")), ("page", self.tr("Keep the printed lines")))
            self.lines.ask("lines", self.tr("Look at the page: which lines are printed there?"), answers, not busy)
        else:
            self.lines.ask("", "", ())
        self._lists.setText(self._say_lists(view))
        self._lists.setVisible(bool(self._lists.text()) and view.phase is not ChipPhase.KEY and not folded)

    def _unfold(self, _open: bool) -> None:
        if self._view is not None:
            self.render_chip(*self._view)
        self.unfolded.emit(_open)

    def _headline(self, view: ChipView) -> None:
        evidence = view.evidence
        if view.phase is ChipPhase.DONE and evidence is not None:
            self.chip.say(TONES[evidence.verdict], words.say(evidence.verdict))
            good = evidence.verdict is ChipResult.SUCCESSFUL
            text = self.tr("Signed by the issuing state, and the chip is the original.") if good else ""
            genuine = evidence.result("genuine")
            if good and genuine is not ChipResult.SUCCESSFUL:
                text = self.tr("Signed by the issuing state. This chip cannot show that it is no copy.")
            self._text.setText(text)
        elif view.phase is ChipPhase.READING:
            self.chip.say(Tone.INFO, self.tr("{share} %").format(share=round(100 * view.share)))
            self._text.setText(words.say(view.phase))
        elif view.phase is ChipPhase.STOPPED:
            failed = evidence is not None and evidence.verdict is ChipResult.FAILED
            verdict = ChipResult.FAILED if failed else ChipResult.ABORTED
            self.chip.say(TONES[verdict], words.say(verdict) if evidence is not None else self.tr("Not read"))
            self._text.setText(words.say_problem(view.problem) if view.problem else words.say(view.phase))
        else:
            self.chip.say(Tone.OFF, "")
            self._text.setText(words.say(view.phase))
        self._text.setVisible(bool(self._text.text()))

    @staticmethod
    def _details(evidence: ChipEvidence | None) -> str:
        """What DG11 and DG12 add to the zone."""
        if evidence is None:
            return ""
        more = evidence.details
        rows = (
            ("full_name", more.name),
            ("full_birth", words.birth(more.birth.replace("-00", "-XX")) if more.birth else ""),
            ("personal_number", more.personal_number),
            ("authority", more.authority),
        )
        return ". ".join(f"{words.say_key('field', name)}: {value}" for name, value in rows if value)

    def _say_against(self, view: ChipView) -> None:
        evidence = view.evidence
        if evidence is None or view.phase in (ChipPhase.KEY, ChipPhase.WAITING):
            self._against.say(Tone.INFO, "")
            return
        told = [] if view.phase is ChipPhase.STOPPED and not evidence.checks else sentences_of(evidence)
        if view.phase is ChipPhase.STOPPED:  # why it stopped stands above already
            told = [(result, text) for result, text in told if result is not ChipResult.ABORTED]
        tone = TONES[told[0][0]] if told else Tone.INFO
        self._against.say(tone, "\n".join(text for _, text in told[:_MOST_SENTENCES]))

    def _say_lists(self, view: ChipView) -> str:
        if not view.has_lists:
            return self.tr("This station has no keys of issuing states: whether a chip is genuine stays undetermined.")
        if view.days_old is None:
            return ""
        return self.tr("The oldest list of states here is {days} days old.").format(days=view.days_old)

    def _difference(self, one: ChipDifference) -> str:
        """Field: what is printed, what the chip says."""
        printed, chip = (words.birth(said) if one.field in _DAYS else said for said in (one.printed, one.chip))
        text = self.tr("{field}: printed {printed}, chip {read}")
        return text.format(field=words.say_key("field", one.field), printed=printed or "–", read=chip or "–")


class ChipFaces(QWidget):
    """On the check page: the faces of chip and page beside the live one, their comparisons, and the pattern of the
    one that was replaced."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label("strong")
        self._verdict = Chip()
        self.chip_face, self.page_face = ImageView(), ImageView()
        self._names = (label("small"), label("small"))
        self._pairs = {pair: Chip() for pair in Pair}
        self.checks, self._told = ChecksRow(), Notice()
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._verdict)
        faces = QHBoxLayout()
        faces.setSpacing(10)
        for name, view in zip(self._names, (self.chip_face, self.page_face), strict=True):
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(name)
            column.addWidget(view)
            column.addStretch(1)
            faces.addLayout(column)
        compared = QVBoxLayout()
        compared.setSpacing(6)
        for chip in self._pairs.values():
            compared.addWidget(chip)
        compared.addStretch(1)
        faces.addLayout(compared, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(head)
        whole.addLayout(faces)
        whole.addWidget(self.checks)
        whole.addWidget(self._told)
        self.hide()

    def translate(self) -> None:
        self._title.setText(self.tr("Chip of the document"))
        self._names[0].setText(self.tr("In the chip"))
        self._names[1].setText(self.tr("On the page"))
        self.chip_face.setAccessibleName(self.tr("Face in the chip"))
        self.page_face.setAccessibleName(self.tr("Page as photographed"))

    def render_faces(self, evidence: ChipEvidence | None, chip: Picture, page: Picture) -> None:
        self.setVisible(evidence is not None)
        if evidence is None:
            return
        look = theme.look()
        self._verdict.say(TONES[evidence.verdict], words.say(evidence.verdict))
        for view, picture, wide in ((self.chip_face, chip, 66), (self.page_face, page, 118)):
            view.setFixedSize(QSize(look.px(wide), look.px(88)))
            view.show_picture(picture)
            view.say_empty("–")
        outcomes = {face.pair: face for face in evidence.faces}
        for pair, mark in self._pairs.items():
            face = outcomes.get(pair, FacePair(pair, Outcome.NOT_DONE))
            mark.say(_FACE_TONES[face.outcome], f"{words.say(pair)}: {words.say(face.outcome)}")
        self.checks.show_checks(evidence.checks)
        self._told.say(*told(evidence))


def told(evidence: ChipEvidence) -> tuple[Tone, str]:
    """What the officer is told of a chip: who was replaced, then what speaks against it."""
    lines = [] if evidence.substitution is None else [words.say(evidence.substitution)]
    lines += [words.say_key("unlike", pair.value) for pair in unlike(evidence.faces)]
    faces, found = bool(lines), sentences_of(evidence)
    lines += [text for _, text in found[:_MOST_SENTENCES]]
    if faces:
        return Tone.BAD, "\n".join(lines)
    return (TONES[found[0][0]], "\n".join(lines)) if found else (Tone.INFO, "")


class SealNotice(Notice):
    """Digital seals that were shown: what paper, whose, and how they stand; the gravest first."""

    def show_seals(self, seals: Sequence[SealEvidence]) -> None:
        if not seals:
            self.say(Tone.INFO, "")
            return
        order = (*_GRAVEST, ChipResult.SUCCESSFUL, ChipResult.NOT_SUPPORTED)
        worst = min((one.verdict for one in seals), key=order.index)
        self.say(TONES[worst], "\n".join(self._said(one) for one in seals))

    def _said(self, one: SealEvidence) -> str:
        paper = words.say_key("seal", one.kind.replace(" ", "_").replace(".", "_")) if one.kind else self.tr("Seal")
        text = self.tr("{paper} {country}: {result}.").format(
            paper=paper, country=one.country, result=words.say(one.verdict)
        )
        against = [words.say_key("chip_reason", r.code) for r in one.reasons if r.result in _GRAVEST]
        return " ".join(filter(None, (text, self._visa(one), *dict.fromkeys(against))))

    def _visa(self, one: SealEvidence) -> str:
        """How long, how often and with which passport, as a visa's seal says."""
        spans = (self.tr("{count} days"), self.tr("{count} months"), self.tr("{count} years"))
        stay = " ".join(span.format(count=words.number(n)) for span, n in zip(spans, one.stay, strict=False) if n)
        parts = [self.tr("Stay: {stay}").format(stay=stay)] if stay else []
        if one.entries is not None:
            entries = words.number(one.entries) if one.entries else self.tr("any number")
            parts.append(self.tr("entries: {count}").format(count=entries))
        if one.passport:
            parts.append(self.tr("for passport {number}").format(number=one.passport))
        return "; ".join(parts) + "." if parts else ""
