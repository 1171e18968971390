"""Beside the pictures of a case: its parts as tabs, the tools, what differs on paper, features of the face, history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from station.domain.chip import ChipEvidence
from station.domain.desk import CaseDetail, Difference
from station.domain.outcome import Feature, Outcome, Seen, Verdict
from station.domain.visit import Direction
from station.ui import keys, theme, words
from station.ui.counter.chip_panel import TONES, ChecksRow, told
from station.ui.keys import Act
from station.ui.review.odds import odds, share
from station.ui.review.pair_view import Tools, Way
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, button, label
from station.ui.widgets.flow import Flow
from station.ui.widgets.meters import QuietTable, fill_row

Index = QModelIndex | QPersistentModelIndex
HALF = 6  # letters of a document number in one line
# Names of tabs beside the fingers' positions: the traveller beside each picture of a document.
FACE, PAGE, CHIP, RECORD_CHIP = "face", "page", "chip", "record_chip"


class PartTab(QPushButton):
    """One part of the evidence; its bar says how much it adds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "choice")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self._weight: float | None = None

    def show_part(self, icon: str, text: str, weight: float | None) -> None:
        self._weight = weight
        self.setIcon(theme.icon(icon, "muted", theme.look().px(16)))
        said = "" if weight is None else f"   {odds(weight)}"
        self.setText(f" {text}{said}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._weight is None:
            return
        look = theme.look()
        painter = QPainter(self)
        track = QRectF(look.px(12), self.height() - look.px(7), self.width() - look.px(24), look.px(3))
        painter.fillRect(track, look.color("track"))
        track.setWidth(track.width() * share(self._weight))
        painter.fillRect(track, look.tone(Tone.OK if self._weight >= 0 else Tone.BAD))


class PartTabs(QWidget):
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = Flow(6)
        self.setLayout(self._row)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._tabs: list[PartTab] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def render_parts(self, detail: CaseDetail, part: str) -> None:
        wanted = parts_of(detail)
        while len(self._tabs) < len(wanted):
            tab = PartTab(self)
            tab.clicked.connect(self._clicked)
            self._tabs.append(tab)
            self._row.addWidget(tab)
        for tab in self._tabs[len(wanted) :]:
            tab.hide()
        pairs = {str(int(pair.finger)): pair for pair in detail.fingers}
        for tab, name in zip(self._tabs, wanted, strict=False):
            tab.setProperty("part", name)
            tab.setChecked(name == part)
            if name == FACE:
                tab.show_part("scan-face", self.tr("Face"), None if detail.blind else detail.face_score)
            elif name in (PAGE, CHIP, RECORD_CHIP):
                said = {PAGE: self.tr("Document page"), CHIP: self.tr("Chip"), RECORD_CHIP: self.tr("Chip on record")}
                tab.show_part("id-card", said[name], None)
            else:
                tab.show_part("fingerprint", words.say(pairs[name].finger), pairs[name].score)
            tab.show()

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.chosen.emit(sender.property("part"))


def parts_of(detail: CaseDetail) -> tuple[str, ...]:
    """What can be looked at, the face first."""
    names = [FACE] if detail.live_face is not None or detail.record_face is not None else []
    names += [str(int(pair.finger)) for pair in detail.fingers]
    names += [CHIP] if detail.live_chip is not None else []  # a picture, and nothing that says whose
    names += [RECORD_CHIP] if detail.record_chip is not None else []
    pages = (detail.live_page, detail.document_face)
    if not detail.blind and any(page is not None for page in pages):  # a name is printed on it
        names.append(PAGE)
    return tuple(names)


def first_part(detail: CaseDetail) -> str:
    """The pair that says most, else the face."""
    if not detail.blind:
        told = [pair for pair in detail.fingers if pair.live is not None and pair.record is not None]
        best = max(told, key=lambda pair: abs(pair.score or 0.0), default=None)
        if best is not None:
            return str(int(best.finger))
    names = parts_of(detail)
    return names[0] if names else FACE


class ToolBar(QWidget):
    """Every tool with its key; what is on is pressed in."""

    asked = Signal(object)  # Act

    SWITCHES = (
        Act.ZOOM_IN,
        Act.FIT,
        Act.TIE,
        Act.OVERLAY,
        Act.BLINK,
        Act.INVERT,
        Act.ENHANCE,
        Act.MIRROR,
        Act.MARKS,
    )

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = Flow(2)
        row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(row)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._buttons: dict[Act, QPushButton] = {}
        for act in self.SWITCHES:
            one = self._buttons[act] = button("quiet")
            one.setProperty("act", act)
            one.setCheckable(act not in (Act.ZOOM_IN, Act.FIT))
            one.clicked.connect(self._clicked)
            row.addWidget(one)

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.asked.emit(sender.property("act"))

    def translate(self) -> None:
        self._names = {
            Act.FIT: self.tr("Whole"),
            Act.TIE: self.tr("Tied"),
            Act.OVERLAY: self.tr("Overlay"),
            Act.BLINK: self.tr("Blink"),
            Act.INVERT: self.tr("Invert"),
            Act.ENHANCE: self.tr("Enhance"),
            Act.MIRROR: self.tr("Mirror"),
            Act.MARKS: self.tr("Marks"),
        }

    def render_tools(self, tools: Tools, zoom: float) -> None:
        on = {
            Act.TIE: tools.tied,
            Act.OVERLAY: tools.way is Way.OVERLAY,
            Act.BLINK: tools.way is Way.BLINK,
            Act.INVERT: tools.inverted,
            Act.ENHANCE: tools.enhanced,
            Act.MIRROR: tools.mirrored,
            Act.MARKS: tools.marks,
        }
        for act in self.SWITCHES:
            one = self._buttons[act]
            name = f"{words.number(zoom, 1)}×" if act is Act.ZOOM_IN else self._names[act]
            cap = f"{keys.cap(Act.ZOOM_IN)} {keys.cap(Act.ZOOM_OUT)}" if act is Act.ZOOM_IN else keys.cap(act)
            one.setText(f"{name}  {cap}")
            one.setChecked(on.get(act, False))
            one.setAccessibleName(self.tr("Larger") if act is Act.ZOOM_IN else name)


class DifferenceTable(QuietTable):
    """Counter against record, where they differ."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, (0, 1, 2), parent, least=84)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)

    def translate(self) -> None:
        self.setHorizontalHeaderLabels(["", self.tr("Counter"), self.tr("Recorded")])
        self.setAccessibleName(self.tr("Differences on paper"))

    def show_differences(self, differences: Sequence[Difference]) -> None:
        differing = [one for one in differences if not one.same]
        self.setVisible(bool(differing))
        self.setRowCount(len(differing))
        self.verticalHeader().setDefaultSectionSize(theme.look().px(24))
        for row, one in enumerate(differing):
            sides = _written(one.field, one.live), _written(one.field, one.record)
            cells = fill_row(self, row, (words.say_key("field", one.field), *sides))
            for cell in cells[1:]:
                font = cell.font()
                font.setBold(True)
                cell.setFont(font)
        self.rows_shown = len(differing)
        self.fit_columns()


class PaperCard(Card):
    """What differs on paper, and in one line what agrees."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = DifferenceTable()
        self._same = label("small", wrap=True)
        self.body.addWidget(self.table)
        self.body.addWidget(self._same)

    def translate(self) -> None:
        self.heading.setText(self.tr("Differences on paper"))
        self.table.translate()

    def render_papers(self, differences: Sequence[Difference]) -> None:
        count = sum(not one.same for one in differences)
        self.chip.say(Tone.WARN if count else Tone.OK, words.number(count) if count else self.tr("none"))
        self.table.show_differences(differences)
        same = ", ".join(words.say_key("field", one.field).lower() for one in differences if one.same)
        self._same.setText(self.tr("Agree: {fields}").format(fields=same) if same else "")
        self._same.setVisible(bool(same))


def _written(field: str, value: str) -> str:
    """Dates as people write them, long words with places to break."""
    if field in ("birth", "expiry"):
        return words.birth(value)
    if field == "number" and len(value) > HALF:
        return value[:HALF] + words.ZERO_WIDTH_SPACE + value[HALF:]
    return words.breakable(value, 8)


class _Ticks(QStyledItemDelegate):
    """A box for each answer; a tick, a cross or a dash where it was given, so that colour is not alone."""

    MARKS = (("check", Tone.OK), ("x", Tone.BAD), ("minus", Tone.OFF))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.column() == 0:
            super().paint(painter, option, index)
            return
        look = theme.look()
        given = index.data(Qt.ItemDataRole.UserRole)
        name, tone = self.MARKS[index.column() - 1]
        box = QRectF(option.rect).adjusted(3, 2, -3, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.tone(tone) if given else look.color("border"))
        painter.setBrush(look.soft(tone) if given else look.color("surface"))
        painter.drawRoundedRect(box, 3, 3)
        if given:
            side = min(look.px(14), round(box.height()) - 2)
            picture = theme.pixmap(name, getattr(look.tokens, tone.value), side)
            painter.drawPixmap(box.center().toPoint() - picture.rect().center(), picture)
        painter.restore()


class FeatureTable(QuietTable):
    """FISWG's list from top to bottom: agrees, differs, not seen."""

    ticked = Signal(object, object)  # Feature, Seen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(4, (0,), parent, least=100)
        self.setItemDelegate(_Ticks(self))
        self.setWordWrap(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cellClicked.connect(self._clicked)
        self.setRowCount(len(Feature))
        self.rows_shown = len(Feature)

    def translate(self) -> None:
        self.setAccessibleName(self.tr("Features of the face"))
        self.setHorizontalHeaderLabels(["", *(words.say(seen) for seen in Seen)])

    def show_features(self, features: Mapping[Feature, Seen]) -> None:
        with QSignalBlocker(self):
            self.verticalHeader().setDefaultSectionSize(theme.look().px(25))
            for row, feature in enumerate(Feature):
                given = features.get(feature)
                cells = fill_row(self, row, (words.say(feature), "", "", ""))
                for cell, seen in zip(cells[1:], Seen, strict=True):
                    cell.setData(Qt.ItemDataRole.UserRole, seen is given)
                    said = words.say(seen) if seen is given else "–"
                    cell.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            if self.currentRow() < 0:
                self.setCurrentCell(0, 0)
        self.fit_columns()

    def tick(self, seen: Seen) -> None:
        """The answer for the row with the cursor, which goes on to the next."""
        row = max(0, self.currentRow())
        self.ticked.emit(list(Feature)[row], seen)
        self.setCurrentCell(min(row + 1, len(Feature) - 1), 0)

    def _clicked(self, row: int, column: int) -> None:
        if column > 0:
            self.ticked.emit(list(Feature)[row], list(Seen)[column - 1])


class FeatureCard(Card):
    ticked = Signal(object, object)  # Feature, Seen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys, self._source = label("small", wrap=True), label("small", wrap=True)
        self.body.addWidget(self._keys)
        self.body.addWidget(self._source)

    @cached_property
    def table(self) -> FeatureTable:
        """Made when a face is first looked at: a table is eighteen widgets, each dressed anew by a change of look."""
        made = FeatureTable(self)
        self.body.insertWidget(self.body.indexOf(self._keys), made)
        made.ticked.connect(self.ticked)
        made.translate()
        return made

    def translate(self) -> None:
        self.heading.setText(self.tr("Face, top to bottom"))
        caps = (Act.AGREES, Act.DIFFERS, Act.NOT_SEEN)
        said = (f"{keys.cap(act)} {words.say(seen)}" for act, seen in zip(caps, Seen, strict=True))
        self._keys.setText("   ".join(said))
        self._source.setText(self.tr("No measuring. List: FISWG, version 2.0, 2018."))
        if self.made:
            self.table.translate()

    @property
    def made(self) -> bool:
        """Whether there is a table already."""
        return "table" in vars(self)

    def render_features(self, features: Mapping[Feature, Seen]) -> None:
        count = self.tr("{done} of {all}").format(done=words.number(len(features)), all=words.number(len(Feature)))
        self.chip.say(Tone.OK if len(features) == len(Feature) else Tone.OFF, count)
        self.table.show_features(features)


class ChipCaseCard(Card):
    """What was found of the document's chip at the counter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces, self.checks, self._told = label("small", wrap=True), ChecksRow(), Notice()
        for part in (self._faces, self.checks, self._told):
            self.body.addWidget(part)

    def translate(self) -> None:
        self.heading.setText(self.tr("Chip at the counter"))

    def render_evidence(self, evidence: ChipEvidence | None) -> None:
        self.setVisible(evidence is not None)
        if evidence is None:
            return
        self.chip.say(TONES[evidence.verdict], words.say(evidence.verdict))
        made = [face for face in evidence.faces if face.outcome is not Outcome.NOT_DONE]
        self._faces.setText(". ".join(f"{words.say(face.pair)}: {words.say(face.outcome)}" for face in made))
        self._faces.setVisible(bool(made))
        self.checks.show_checks(evidence.checks)
        self._told.say(*told(evidence))


class HistoryCard(Card):
    """When the person on record was at a counter, and what was ruled of this case before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = label(wrap=True)
        self.body.addWidget(self._text)

    def translate(self) -> None:
        self.heading.setText(self.tr("What happened before"))

    def render_history(self, detail: CaseDetail) -> None:
        lines = [self._encounter(*one) for one in detail.encounters]
        lines += [
            self.tr("Ruled before: {ruling}, {supervisor}, {when}").format(
                ruling=words.say(one.ruling), supervisor=one.supervisor, when=words.moment(one.decided_at)
            )
            for one in detail.earlier
        ]
        if detail.reopened_for:
            lines.append(self.tr("Opened again: {why}").format(why=detail.reopened_for))
        if detail.escalated_for:
            lines.append(self.tr("Escalated: {why}").format(why=detail.escalated_for))
        self._text.setText("\n".join(lines))
        self.setVisible(bool(lines))

    @staticmethod
    def _encounter(at: datetime, direction: str, verdict: str) -> str:
        way = Direction(direction)
        said = words.say_verdict(Verdict(verdict), way) if verdict else "–"
        return f"{words.moment(at)} · {words.say(way)} · {said}"
