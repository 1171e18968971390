"""Pictures that say without words what to do: a hand and the lit glass, a document that is handed over, arrows.

Directions are of the body: they are never mirrored with the writing. A picture moves only where a movement is asked
for, and not where `moves` is off (reduced motion): then it shows the movement's end with an arrow.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPaintEvent,
    QPen,
    QPolygonF,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.domain.samples import Finger
from station.ui import theme
from station.ui.theme import LIGHT
from station.ui.traveller.view import Cue, Scene, TravellerMark, TravellerView

FRAME_MS = 40
ROUND_MS = 2200  # one movement, with a rest at its end
MOVING = {Cue.PLACE, Cue.LIFT, Cue.PRESS, Cue.LIGHTER}

INK, SKIN, TOUCH, TOUCH_SOFT = QColor(LIGHT.text), QColor("#ffffff"), QColor(LIGHT.primary), QColor("#c9d8ff")
DEVICE, FACE_OF_DEVICE, GLASS, GLASS_EDGE = QColor("#26334b"), QColor("#34435e"), QColor("#d8f3e2"), QColor("#22a15a")
GROUND = QColor(LIGHT.ground)

# the right hand from the back, thumb on the left, in a box of 140 x 170: knuckle, stretched tip, bent tip, width
_BONES = {
    1: ((44.0, 122.0), (8.0, 84.0), (22.0, 98.0), 23.0),
    2: ((48.0, 88.0), (45.0, 18.0), (47.0, 66.0), 22.0),
    3: ((71.0, 84.0), (71.0, 6.0), (71.0, 60.0), 22.0),
    4: ((94.0, 88.0), (98.0, 17.0), (95.0, 65.0), 22.0),
    5: ((114.0, 100.0), (128.0, 46.0), (118.0, 80.0), 19.0),
}
_PALM = [(40, 90), (60, 84), (84, 84), (108, 92), (116, 108), (112, 134), (104, 150), (104, 196), (56, 196), (56, 152)]
_PALM += [(44, 132)]


def _capsule(start: tuple[float, float], end: tuple[float, float], width: float) -> QPainterPath:
    bone = QPainterPath(QPointF(*start))
    bone.lineTo(QPointF(*end))
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    return stroker.createStroke(bone)


def _palm() -> QPainterPath:
    palm = QPainterPath()
    palm.addPolygon(QPolygonF([QPointF(x, y) for x, y in _PALM]))
    palm.closeSubpath()
    stroker = QPainterPathStroker()
    stroker.setWidth(14)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return palm.united(stroker.createStroke(palm)).simplified()


def place_in_hand(finger: Finger) -> int:
    """1 thumb .. 5 little, of either hand."""
    return finger.value if finger.is_right else finger.value - 5


def paint_hand(painter: QPainter, stretched: set[int], touching: set[int], line: float) -> None:
    """A right hand in its box of 140 x 170; fingers of neither set are bent."""
    hand = _palm()
    for number, (knuckle, straight, bent, width) in _BONES.items():
        if number not in touching:
            hand = hand.united(_capsule(knuckle, straight if number in stretched else bent, width))
    clip = QPainterPath()
    clip.addRect(QRectF(-40, -60, 260, 236))
    painter.setBrush(SKIN)
    painter.setPen(QPen(INK, line))
    painter.drawPath(hand.simplified().intersected(clip))
    for number in sorted(touching):
        knuckle, straight, _bent, width = _BONES[number]
        painter.setBrush(TOUCH_SOFT)
        painter.setPen(QPen(TOUCH, line * 1.5))
        painter.drawPath(_capsule(knuckle, straight, width))
        nail = QRectF(0, 0, width * 0.5, width * 0.56)
        nail.moveCenter(QPointF(straight[0], straight[1]))
        painter.setBrush(SKIN)
        painter.setPen(QPen(TOUCH, line * 0.8))
        painter.drawRoundedRect(nail, width * 0.2, width * 0.2)


class Pictogram(QWidget):
    """The large picture of a scene."""

    def __init__(self, parent: QWidget | None = None, moves: bool = True) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 120)
        self._view = TravellerView()
        self._moves = moves
        self._phase = 1.0
        self._elapsed = 0
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._tick)

    def sizeHint(self) -> QSize:
        return QSize(120, 120)

    def show_view(self, view: TravellerView, description: str) -> None:
        self.setAccessibleName(description)
        if view != self._view:
            self._view = view
            self._run()
            self.update()

    def _run(self) -> None:
        cue = self._view.cue
        runs = self._moves and self.isVisible() and (cue in MOVING or self._view.scene is Scene.DOCUMENT)
        if runs and not self._timer.isActive():
            self._elapsed, self._phase = 0, 0.0
            self._timer.start()
        elif not runs:
            self._timer.stop()
            self._phase = 1.0

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _tick(self) -> None:
        self._elapsed = (self._elapsed + FRAME_MS) % ROUND_MS
        moved = min(1.0, self._elapsed / (ROUND_MS * 0.55))
        self._phase = 0.5 - 0.5 * math.cos(math.pi * moved)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height())
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(self.rect()).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(GROUND)
        painter.drawRoundedRect(box, side * 0.05, side * 0.05)
        clip = QPainterPath()
        clip.addRoundedRect(box, side * 0.05, side * 0.05)
        painter.setClipPath(clip)
        painter.translate(box.topLeft())
        painter.scale(side / 240, side / 240)  # every picture is drawn in a box of 240 x 240
        scene = self._view.scene
        if scene is Scene.FINGERS and self._view.fingers:
            self._paint_fingers(painter)
        elif scene is Scene.DOCUMENT:
            self._paint_document(painter)
        else:
            self._paint_sign(painter)

    def _paint_fingers(self, painter: QPainter) -> None:
        fingers = self._view.fingers
        thumbs = [finger for finger in fingers if place_in_hand(finger) == 1]
        phase = 1.0 - self._phase if self._view.cue is Cue.LIFT else self._phase
        painter.save()
        painter.translate(120, 0)
        if thumbs:
            self._paint_thumbs(painter, thumbs, phase)
        else:
            self._paint_one_hand(painter, list(fingers), phase)
        painter.restore()
        self._paint_pressure(painter, len(fingers) > 1)

    def _paint_reader(self, painter: QPainter, wide: float) -> None:
        glass = QRectF(-wide / 2, 24, wide, 84)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(DEVICE)
        painter.drawRoundedRect(glass.adjusted(-12, -12, 12, 14), 12, 12)
        painter.drawRect(QRectF(-2.5, -10, 5, 24))
        painter.setBrush(FACE_OF_DEVICE)
        painter.drawRoundedRect(glass.adjusted(-6, -6, 6, 8), 8, 8)
        painter.setPen(QPen(GLASS_EDGE, 2.5))
        painter.setBrush(GLASS)
        painter.drawRoundedRect(glass, 5, 5)

    def _paint_one_hand(self, painter: QPainter, fingers: list[Finger], phase: float) -> None:
        touching = {place_in_hand(finger) for finger in fingers}
        if not fingers[0].is_right:
            painter.scale(-1, 1)
        tips = [_BONES[n][1] for n in sorted(touching)]
        x = sum(t[0] for t in tips) / len(tips)
        y = sum(t[1] for t in tips) / len(tips)
        size = 1.06 if len(touching) > 1 else 1.16
        self._paint_reader(painter, 150.0 if len(touching) > 1 else 92.0)
        painter.translate(-x * size, 62 - y * size + (1.0 - phase) * 34)
        painter.scale(size, size)
        paint_hand(painter, set() if len(touching) == 1 else {2, 3, 4, 5}, touching, 2.4)

    def _paint_thumbs(self, painter: QPainter, thumbs: list[Finger], phase: float) -> None:
        """One thumb or both, straight on the glass, with the fist that each belongs to beside it."""
        self._paint_reader(painter, 150.0 if len(thumbs) > 1 else 92.0)
        painter.translate(0, (1.0 - phase) * 34)
        for finger in thumbs:
            side = 1 if finger.is_right else -1
            painter.save()
            painter.translate(side * (36 if len(thumbs) > 1 else 0), 0)
            painter.scale(side, 1)  # the fist of a right hand lies to the right of its thumb
            fist = _capsule((24, 164), (62, 196), 58).united(_capsule((62, 160), (66, 214), 52))
            painter.setBrush(SKIN)
            painter.setPen(QPen(INK, 2.8))
            painter.drawPath(fist.simplified())
            for n in range(3):
                painter.drawLine(QPointF(46, 152 + 20 * n), QPointF(78, 150 + 21 * n))
            painter.setBrush(TOUCH_SOFT)
            painter.setPen(QPen(TOUCH, 4))
            painter.drawPath(_capsule((10, 156), (0, 66), 30))
            painter.setBrush(SKIN)
            painter.setPen(QPen(TOUCH, 2.2))
            painter.drawRoundedRect(QRectF(-8, 56, 15, 18), 5, 5)
            painter.restore()

    def _paint_pressure(self, painter: QPainter, both: bool) -> None:
        """Arcs over the finger: two for more, one thin one for less."""
        if both or self._view.cue not in {Cue.PRESS, Cue.LIGHTER, Cue.HOLD}:
            return
        arcs = {Cue.PRESS: 3, Cue.HOLD: 2, Cue.LIGHTER: 1}[self._view.cue]
        for n in range(arcs):
            reach = 22.0 + 10 * n
            painter.setPen(QPen(TOUCH, 3 if n == 0 else 2.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            around = QRectF(120 - reach, 62 - reach, reach * 2, reach * 2)
            painter.drawArc(around, 30 * 16, 40 * 16)
            painter.drawArc(around, 110 * 16, 40 * 16)

    def _paint_document(self, painter: QPainter) -> None:
        """A booklet that goes over the counter."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(DEVICE)
        painter.drawRect(QRectF(0, 78, 240, 10))
        way = 1.0 - self._phase
        painter.translate(120, 78 + way * 62)
        book = QRectF(-44, -56, 88, 118)
        painter.setBrush(TOUCH)
        painter.drawRoundedRect(book, 8, 8)
        painter.setPen(QPen(SKIN, 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(0, -8), 22, 22)
        painter.drawEllipse(QPointF(0, -8), 9, 22)
        painter.drawLine(QPointF(-22, -8), QPointF(22, -8))
        painter.drawLine(QPointF(-24, 36), QPointF(24, 36))
        painter.setPen(QPen(INK, 2.4))
        painter.setBrush(SKIN)
        for sign in (-1, 1):
            thumb = _capsule((sign * 58, 100), (sign * 34, 52), 22)
            painter.drawPath(thumb)

    def _paint_sign(self, painter: QPainter) -> None:
        view = self._view
        name, ink = "hourglass", LIGHT.primary
        if view.cue is Cue.DONE:
            name, ink = "circle-check", LIGHT.ok
        elif view.scene is Scene.RESULT and view.heading == "refer":
            name, ink = "users", LIGHT.primary
        elif view.scene is Scene.RESULT:
            name, ink = "user", LIGHT.primary
        elif view.scene is Scene.FACE:
            name = "scan-face"
        painter.drawPixmap(QRectF(50, 50, 140, 140), theme.pixmap(name, ink, 280), QRectF(0, 0, 280, 280))


class CueIcon(QWidget):
    """The small picture beside a sentence; the same shapes for face and fingers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cue, self._good = Cue.NONE, False

    def show_cue(self, cue: Cue, good: bool) -> None:
        if (cue, good) != (self._cue, self._good):
            self._cue, self._good = cue, good
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height())
        painter.translate((self.width() - side) / 2, (self.height() - side) / 2)
        painter.scale(side / 48, side / 48)
        ink = QColor(LIGHT.ok if self._good else LIGHT.primary)
        painter.setPen(QPen(ink, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        angles = {Cue.RIGHT: 0, Cue.DOWN: 90, Cue.LEFT: 180, Cue.UP: 270, Cue.LIFT: 270}
        if self._cue in angles:
            painter.translate(24, 24)
            painter.rotate(angles[self._cue])
            painter.drawLine(QPointF(-17, 0), QPointF(17, 0))
            painter.drawPolyline(QPolygonF([QPointF(4, -13), QPointF(17, 0), QPointF(4, 13)]))
        elif self._cue in {Cue.NEARER, Cue.FARTHER, Cue.TURN}:
            self._paint_body(painter)
        else:
            name = _SIGNS[self._cue]
            painter.drawPixmap(QRectF(3, 3, 42, 42), theme.pixmap(name, ink.name(), 84), QRectF(0, 0, 84, 84))

    def _paint_body(self, painter: QPainter) -> None:
        """Arrows towards the middle, away from it, or round it."""
        if self._cue is Cue.TURN:
            painter.drawArc(QRectF(8, 8, 32, 32), 200 * 16, -250 * 16)
            painter.drawPolyline(QPolygonF([QPointF(26, 36), QPointF(38, 36), QPointF(40, 24)]))
            return
        out = self._cue is Cue.FARTHER
        for sign in (-1, 1):
            tip, tail = (24 + sign * 20, 24 + sign * 6) if out else (24 + sign * 6, 24 + sign * 20)
            painter.drawLine(QPointF(tail, 24), QPointF(tip, 24))
            back = tip - (7 if tip > tail else -7)
            painter.drawPolyline(QPolygonF([QPointF(back, 16), QPointF(tip, 24), QPointF(back, 32)]))


_SIGNS = {
    Cue.NONE: "circle-dot",
    Cue.HOLD: "circle-check",
    Cue.ALONE: "user",
    Cue.EYES: "eye",
    Cue.MOUTH: "minus",
    Cue.PLACE: "fingerprint",
    Cue.PRESS: "fingerprint",
    Cue.LIGHTER: "fingerprint",
    Cue.DONE: "circle-check",
    Cue.WAIT: "hourglass",
}


class FingerTile(QWidget):
    """One finger of the hand that is asked for: a small hand, and how this finger stands."""

    def __init__(self, finger: Finger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finger, self.mark = finger, TravellerMark.WAITING

    def show_mark(self, mark: TravellerMark) -> None:
        if mark is not self.mark:
            self.mark = mark
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height())
        painter.translate((self.width() - side) / 2, (self.height() - side) / 2)
        painter.save()
        painter.scale(side / 190, side / 190)
        painter.translate(25, 6)
        if not self.finger.is_right:
            painter.translate(140, 0)
            painter.scale(-1, 1)
        touching = set() if self.mark is TravellerMark.MISSING else {place_in_hand(self.finger)}
        paint_hand(painter, {1, 2, 3, 4, 5} - {place_in_hand(self.finger)}, touching, 5)
        painter.restore()
        signs = {TravellerMark.DONE: ("circle-check", LIGHT.ok), TravellerMark.MISSING: ("ban", LIGHT.muted)}
        if self.mark in signs:
            name, ink = signs[self.mark]
            half = side * 0.5
            badge = QRectF(side - half, side - half, half, half)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(LIGHT.surface))
            painter.drawEllipse(badge)
            painter.drawPixmap(badge, theme.pixmap(name, ink, 64), QRectF(0, 0, 64, 64))


def paint_face(painter: QPainter, score: int) -> None:
    """A drawn face in a box of 48 x 48, 4 very good .. 1 poor: the mouth says it, not the colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(INK, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(SKIN)
    painter.drawEllipse(QPointF(24, 24), 20, 20)
    painter.setBrush(INK)
    painter.drawEllipse(QPointF(17, 19), 1.6, 1.6)
    painter.drawEllipse(QPointF(31, 19), 1.6, 1.6)
    bend = {4: 9.0, 3: 4.0, 2: -3.0, 1: -8.0}[score]
    mouth = QPainterPath(QPointF(14, 31 - bend / 4))
    mouth.quadTo(QPointF(24, 31 + bend), QPointF(34, 31 - bend / 4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(mouth)
