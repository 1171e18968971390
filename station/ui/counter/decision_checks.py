"""What every check came to, one line each, for whoever signs: person, identity, watchlist, stay, document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from station.domain.chip import against
from station.domain.desk import RecordPreview
from station.domain.outcome import CaseRuling, Modality, Outcome
from station.domain.visit import Direction
from station.ui import words
from station.ui.counter.stay_history import say_finding, tone_of
from station.ui.noop import QT_TRANSLATE_NOOP
from station.ui.theme import TONE_ICON, Tone
from station.ui.widgets.basics import Icon, label

_T = "DecisionChecks"
_SIGN = {Tone.OK: "circle-check", Tone.WARN: "triangle-alert", Tone.BAD: "octagon-alert"}
_SAME = QT_TRANSLATE_NOOP("DecisionChecks", "Same as on record")
_OTHER = QT_TRANSLATE_NOOP("DecisionChecks", "Does not agree with the record")
_FIRST = QT_TRANSLATE_NOOP("DecisionChecks", "First crossing, nothing to compare with")
_NOT_COMPARED = QT_TRANSLATE_NOOP("DecisionChecks", "Not compared with the record")
_RULED = QT_TRANSLATE_NOOP("DecisionChecks", "{supervisor} ruled: {ruling}")
_PERSON = QT_TRANSLATE_NOOP("DecisionChecks", "Person · face and {fingers} fingers")
_PERSON_NO_FACE = QT_TRANSLATE_NOOP("DecisionChecks", "Person · no face, {fingers} fingers")
_PERSON_ONE = QT_TRANSLATE_NOOP("DecisionChecks", "Person · face and one finger")
_PERSON_NO_FACE_ONE = QT_TRANSLATE_NOOP("DecisionChecks", "Person · no face, one finger")
_PERSON_FACE = QT_TRANSLATE_NOOP("DecisionChecks", "Person · face, no finger")
_PERSON_NOTHING = QT_TRANSLATE_NOOP("DecisionChecks", "Person · no face, no finger")
_BY_DOCUMENT = QT_TRANSLATE_NOOP("DecisionChecks", "By the document alone")
_NOBODY = QT_TRANSLATE_NOOP("DecisionChecks", "Nobody else alike")
_ALIKE = QT_TRANSLATE_NOOP("DecisionChecks", "Others alike: {count}")
_NOT_SEARCHED = QT_TRANSLATE_NOOP("DecisionChecks", "Not searched")
_SEARCHED = QT_TRANSLATE_NOOP("DecisionChecks", "Identity · {size} people searched")
_IDENTITY = QT_TRANSLATE_NOOP("DecisionChecks", "Identity")
_CLEAR = QT_TRANSLATE_NOOP("DecisionChecks", "Not on the watchlist")
_LISTED = QT_TRANSLATE_NOOP("DecisionChecks", "May be a listed person")
_NO_LIST = QT_TRANSLATE_NOOP("DecisionChecks", "No watchlist on this station")
_WATCHLIST = QT_TRANSLATE_NOOP("DecisionChecks", "Watchlist")
_WATCHLIST_OF = QT_TRANSLATE_NOOP("DecisionChecks", "Watchlist · list of {day}")
_NO_STAY = QT_TRANSLATE_NOOP("DecisionChecks", "Nothing open from earlier visits")
_UNKNOWN_STAY = QT_TRANSLATE_NOOP("DecisionChecks", "Nothing is known of earlier stays")
_STAY = QT_TRANSLATE_NOOP("DecisionChecks", "Stay · {what}")
_IN_ORDER = QT_TRANSLATE_NOOP("DecisionChecks", "Document in order")
_CHIP = QT_TRANSLATE_NOOP("DecisionChecks", "The chip speaks against it")
_BY_HAND = QT_TRANSLATE_NOOP("DecisionChecks", "Entered by hand")
_DOCUMENT = QT_TRANSLATE_NOOP("DecisionChecks", "Document · {issuer} {number}, until {day}")
# warnings that are about the document, with how grave they are
_OF_DOCUMENT = {"expired_document": Tone.BAD, "passport_too_short": Tone.WARN, "document_corrected": Tone.WARN,
                "renewed_document": Tone.WARN}  # fmt: skip


_MORE = {True: _PERSON, False: _PERSON_NO_FACE}
_TAKEN = {(True, 1): _PERSON_ONE, (False, 1): _PERSON_NO_FACE_ONE, (True, 0): _PERSON_FACE, (False, 0): _PERSON_NOTHING}


@dataclass(frozen=True)
class CheckLine:
    icon: str
    tone: Tone
    said: str
    more: str


def lines_of(preview: RecordPreview) -> tuple[CheckLine, ...]:
    """Five lines, always the same five in the same order."""
    return (_person(preview), _identity(preview), _watchlist(preview), _stay(preview), _document(preview))


def _tr(text: str) -> str:
    return QCoreApplication.translate(_T, text)


def _person(preview: RecordPreview) -> CheckLine:
    outcomes = {one.modality: one.outcome for one in preview.comparisons}
    fused = outcomes.get(Modality.FUSED)
    more = _tr(_TAKEN.get((preview.face is not None, len(preview.fingers))) or _MORE[preview.face is not None])
    more = more.format(fingers=words.number(len(preview.fingers)))
    if preview.ruling is not None:
        same = preview.ruling.ruling is CaseRuling.SAME_PERSON
        said = _tr(_RULED).format(supervisor=preview.ruling.supervisor, ruling=words.say(preview.ruling.ruling))
        return CheckLine("gavel", Tone.OK if same else Tone.BAD, said, more)
    if fused is Outcome.MATCH:
        return CheckLine("scan-face", Tone.OK, _tr(_SAME), more)
    if fused is Outcome.NO_MATCH:
        return CheckLine("scan-face", Tone.BAD, _tr(_OTHER), more)
    if preview.check is not None and preview.check.nothing_taken:
        return CheckLine("scan-face", Tone.WARN, _tr(_BY_DOCUMENT), more)
    return CheckLine("scan-face", Tone.INFO, _tr(_NOT_COMPARED if outcomes else _FIRST), more)


def _identity(preview: RecordPreview) -> CheckLine:
    check = preview.check
    if check is None:
        return CheckLine("user", Tone.OFF, _tr(_NOT_SEARCHED), _tr(_IDENTITY))
    if check.nothing_taken:
        return CheckLine("user", Tone.WARN, _tr(_NOT_SEARCHED), _tr(_IDENTITY))
    others = [c for c in check.candidates if not c.candidate.same_document and c.candidate.score > 0]
    more = _tr(_SEARCHED).format(size=words.number(check.gallery_size))
    if others:
        return CheckLine("user", Tone.WARN, _tr(_ALIKE).format(count=words.number(len(others))), more)
    return CheckLine("user", Tone.OK, _tr(_NOBODY), more)


def _watchlist(preview: RecordPreview) -> CheckLine:
    check = preview.check
    state = check.list_state if check is not None else None
    more = _tr(_WATCHLIST)
    if state is not None and state.dated is not None:
        more = _tr(_WATCHLIST_OF).format(day=words.day(state.dated))
    if check is not None and check.watchlist:
        return CheckLine("shield-check", Tone.BAD, _tr(_LISTED), more)
    if state is None or not state.entries:
        return CheckLine("shield-check", Tone.WARN, _tr(_NO_LIST), more)
    return CheckLine("shield-check", Tone.OK, _tr(_CLEAR), more)


def _stay(preview: RecordPreview) -> CheckLine:
    stay, register = preview.stay, preview.register
    asked = [words.say(stay.direction), words.say_key("purpose", stay.purpose)]
    if stay.direction is Direction.ARRIVAL and stay.visa_class:
        asked.append(stay.visa_class)
    more = _tr(_STAY).format(what=", ".join(asked))
    if register is None:
        return CheckLine("calendar", Tone.INFO, _tr(_UNKNOWN_STAY), more)
    if register.findings:
        return CheckLine("calendar", tone_of(register), say_finding(register, register.findings[0]), more)
    return CheckLine("calendar", Tone.OK, _tr(_NO_STAY), more)


def _document(preview: RecordPreview) -> CheckLine:
    document, check = preview.document, preview.check
    more = _tr(_DOCUMENT).format(
        issuer=document.issuer, number=document.number, day=words.choice("expiry_", document.expiry.isoformat())
    )
    if check is not None and against(check.chip):
        return CheckLine("id-card", Tone.BAD, _tr(_CHIP), more)
    for warning, tone in _OF_DOCUMENT.items():
        if warning in preview.warnings:
            return CheckLine("id-card", tone, words.say_key("warning", warning), more)
    if document.kind == "MANUAL":
        return CheckLine("id-card", Tone.WARN, _tr(_BY_HAND), more)
    return CheckLine("id-card", Tone.OK, _tr(_IN_ORDER), more)


class CheckColumn(QWidget):
    """Each line with what it is about on its left and how it stands on its right; the word says what the sign says."""

    LINES = 5

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.rows = []
        for _ in range(self.LINES):
            row = QFrame()
            topic, sign = Icon("", "text", 20), Icon("", "ok", 20)
            said, more = label("strong", wrap=True), label("small", wrap=True)
            grid = QGridLayout(row)
            grid.setContentsMargins(0, 3, 0, 4)
            grid.setHorizontalSpacing(10)
            grid.setVerticalSpacing(0)
            grid.setColumnStretch(1, 1)
            grid.addWidget(topic, 0, 0, 2, 1)
            grid.addWidget(said, 0, 1)
            grid.addWidget(more, 1, 1)
            grid.addWidget(sign, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
            whole.addWidget(row)
            self.rows.append((row, topic, said, more, sign))

    def show_lines(self, lines: Sequence[CheckLine]) -> None:
        for (row, topic, said, more, sign), line in zip(self.rows, lines, strict=True):
            topic.show_icon(line.icon, "muted")
            said.setText(line.said)
            more.setText(line.more)
            ink = "muted" if line.tone is Tone.OFF else line.tone.value
            sign.show_icon(_SIGN.get(line.tone, TONE_ICON[line.tone]), ink)
            row.setAccessibleName(f"{line.more}: {line.said}")
