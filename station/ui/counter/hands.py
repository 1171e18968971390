"""Two hands from the back, one mark a finger: every state has its own shape, so that colour is never alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.domain.samples import Finger
from station.ui import theme
from station.ui.theme import Tone


class FingerMark(Enum):
    IDLE = "idle"  # not asked for: nothing is drawn
    WAITING = "waiting"  # asked for later: hollow circle
    NOW = "now"  # asked for now: ring around a dot
    GOOD = "good"  # accepted: full circle with the score
    WEAK = "weak"  # below its threshold: diamond with the score
    VETOED = "vetoed"  # taken by the officer's word: circle with a flat ring and the score
    DUPLICATE = "duplicate"  # same as another finger: triangle with "!"
    MISSING = "missing"  # cannot be captured: dashed circle with a cross


MARK_TONE = {
    FingerMark.IDLE: Tone.OFF,
    FingerMark.WAITING: Tone.OFF,
    FingerMark.NOW: Tone.INFO,
    FingerMark.GOOD: Tone.OK,
    FingerMark.WEAK: Tone.WARN,
    FingerMark.VETOED: Tone.WARN,
    FingerMark.DUPLICATE: Tone.BAD,
    FingerMark.MISSING: Tone.OFF,
}


@dataclass(frozen=True)
class FingerState:
    mark: FingerMark = FingerMark.IDLE
    score: int | None = None


# the right hand from the back, thumb on the left, in a box of 100 x 120: knuckle, tip and width of each finger
_BONES = {
    1: ((36.0, 84.0), (11.0, 60.0), 16.0),
    2: ((36.0, 58.0), (30.0, 21.0), 14.5),
    3: ((51.0, 54.0), (50.0, 11.0), 14.5),
    4: ((66.0, 57.0), (70.0, 19.0), 14.5),
    5: ((79.0, 66.0), (90.0, 36.0), 13.0),
}
_PALM = (
    (34, 60),
    (42, 54),
    (54, 51),
    (68, 54),
    (80, 67),
    (79, 88),
    (72, 104),
    (71, 130),
    (43, 130),
    (42, 106),
    (34, 92),
)


def _hand() -> QPainterPath:
    palm = QPainterPath()
    palm.addPolygon(QPolygonF([QPointF(x, y) for x, y in _PALM]))
    palm.closeSubpath()
    stroker = QPainterPathStroker()
    stroker.setWidth(9)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    shape = palm.united(stroker.createStroke(palm))
    for knuckle, tip, width in _BONES.values():
        bone = QPainterPath(QPointF(*knuckle))
        bone.lineTo(QPointF(*tip))
        stroker = QPainterPathStroker()
        stroker.setWidth(width)
        stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
        shape = shape.united(stroker.createStroke(bone))
    cut = QPainterPath()
    cut.addRect(QRectF(-20, -20, 160, 140))
    return shape.intersected(cut)


def paint_mark(painter: QPainter, state: FingerState, centre: QPointF, radius: float) -> None:
    """Draw one state; also used by the legend."""
    painter.save()
    match state.mark:
        case FingerMark.WAITING:
            painter.setPen(QPen(theme.look().color("edge"), 2))
            painter.setBrush(theme.look().color("surface"))
            painter.drawEllipse(centre, radius * 0.62, radius * 0.62)
        case FingerMark.NOW:
            _paint_now(painter, centre, radius)
        case FingerMark.MISSING:
            _paint_missing(painter, centre, radius)
        case FingerMark.GOOD | FingerMark.VETOED | FingerMark.WEAK | FingerMark.DUPLICATE:
            _paint_scored(painter, state, centre, radius)
    painter.restore()


def _paint_now(painter: QPainter, centre: QPointF, radius: float) -> None:
    look = theme.look()
    halo = look.color("primary")
    halo.setAlpha(50)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(halo)
    painter.drawEllipse(centre, radius * 1.35, radius * 1.35)
    painter.setBrush(look.color("surface"))
    painter.setPen(QPen(look.color("primary"), max(2.0, radius * 0.22)))
    painter.drawEllipse(centre, radius * 0.92, radius * 0.92)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("primary"))
    painter.drawEllipse(centre, radius * 0.4, radius * 0.4)


def _paint_missing(painter: QPainter, centre: QPointF, radius: float) -> None:
    look = theme.look()
    painter.setBrush(look.color("surface"))
    painter.setPen(QPen(look.color("muted"), 2, Qt.PenStyle.DashLine))
    painter.drawEllipse(centre, radius, radius)
    arm = radius * 0.38
    painter.setPen(QPen(look.color("muted"), 2))
    painter.drawLine(centre + QPointF(-arm, -arm), centre + QPointF(arm, arm))
    painter.drawLine(centre + QPointF(-arm, arm), centre + QPointF(arm, -arm))


def _paint_scored(painter: QPainter, state: FingerState, centre: QPointF, radius: float) -> None:
    """A full shape with the score in it, "–" where NFIQ 2 failed."""
    look = theme.look()
    ink, paper = look.tone(MARK_TONE[state.mark]), look.color("surface")
    text = "" if state.score is None else "–" if state.score == 255 else str(state.score)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    if state.mark is FingerMark.GOOD:
        painter.drawEllipse(centre, radius, radius)
    elif state.mark is FingerMark.VETOED:
        painter.setPen(QPen(ink, 2))
        painter.setBrush(paper)
        painter.drawEllipse(centre, radius * 1.2, radius * 1.2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(centre, radius * 0.92, radius * 0.92)
    elif state.mark is FingerMark.WEAK:
        r = radius * 1.32
        corners = [centre + QPointF(x, y) for x, y in ((r, 0), (0, r), (-r, 0), (0, -r))]
        painter.drawPolygon(QPolygonF(corners))
    else:
        top = centre - QPointF(0, radius * 1.2)
        corners = [top, centre + QPointF(radius * 1.25, radius), centre + QPointF(-radius * 1.25, radius)]
        painter.drawPolygon(QPolygonF(corners))
        text = "!"
    if not text:
        return
    font = painter.font()
    font.setPixelSize(max(9, round(radius * 0.92)))
    font.setWeight(font.Weight.Bold)
    painter.setFont(font)
    painter.setPen(paper)
    box = QRectF(0, 0, radius * 3, radius * 2)
    box.moveCenter(centre + QPointF(0, radius * 0.15 if text == "!" else 0))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


class Hands(QWidget):
    """Left hand on the left, right hand on the right, as both lie on the counter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: dict[Finger, FingerState] = {}
        self._names = ("", "")
        self._path = _hand()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 130)

    def sizeHint(self) -> QSize:
        return QSize(420, 250)

    def show_fingers(self, states: dict[Finger, FingerState], left: str, right: str, description: str) -> None:
        self.setAccessibleDescription(description)
        if (states, (left, right)) != (self._states, self._names):
            self._states, self._names = dict(states), (left, right)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.look()
        ratio = min(self.width() / 236, self.height() / 126)
        painter.translate((self.width() - 236 * ratio) / 2, (self.height() - 126 * ratio) / 2)
        for right in (False, True):
            painter.save()
            painter.translate((128 if right else 8) * ratio, 4 * ratio)
            painter.scale(ratio, ratio)
            if not right:
                painter.translate(100, 0)
                painter.scale(-1, 1)
            painter.setBrush(look.color("skin"))
            painter.setPen(QPen(look.color("edge"), 1.2 / ratio))
            painter.drawPath(self._path)
            painter.restore()
            font = self.font()
            font.setPixelSize(look.px(13))
            font.setWeight(font.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(look.color("muted"))
            centre = ((128 + 57) if right else (8 + 43)) * ratio
            box = QRectF(0, 0, 80 * ratio, 20 * ratio)
            box.moveCenter(QPointF(centre, 84 * ratio))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._names[1 if right else 0])
            for number, (_knuckle, tip, _width) in _BONES.items():
                finger = Finger(number if right else number + 5)
                x = 128 + tip[0] if right else 8 + 100 - tip[0]
                state = self._states.get(finger, FingerState())
                paint_mark(painter, state, QPointF(x * ratio, (4 + tip[1]) * ratio), min(9.0 * ratio, look.px(19)))
