"""Two pictures beside each other, on each other, or one after the other: zoomed and moved together, with what is joined
in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.domain.desk import Fit, Mark, Picture
from station.ui import theme, words
from station.ui.widgets.images import to_image

# On the white paper of a print, whatever the theme: 4.5:1 and more on white.
JOINED, ALONE, PAPER = QColor("#1d4ed8"), QColor("#0f766e"), QColor("#ffffff")
LIVE_INK, RECORD_INK = QColor("#1d4ed8"), QColor("#b45309")  # the two tints of an overlay
LARGEST, STEP = 16.0, 1.25
BLINK_MS = 600  # each picture; below three flashes a second (WCAG 2.3.1)
GAP = 8  # pixels between two panes
MM = 25.4


class Way(Enum):
    BESIDE = "beside"
    OVERLAY = "overlay"
    BLINK = "blink"


@dataclass(frozen=True)
class Tools:
    """What is switched on."""

    way: Way = Way.BESIDE
    tied: bool = True
    inverted: bool = False
    enhanced: bool = False
    mirrored: bool = False  # the record's picture, left for right
    marks: bool = True


@dataclass(frozen=True, eq=False)
class Sides:
    """What is compared. `joined`: live mark, record mark, best first; `ppi` 0: no scale is drawn."""

    live: Picture = None
    record: Picture = None
    live_marks: tuple[Mark, ...] = ()
    record_marks: tuple[Mark, ...] = ()
    joined: tuple[tuple[int, int, float], ...] = ()
    fit: Fit | None = None
    live_says: str = ""
    record_says: str = ""
    ppi: float = 0.0


def hull(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Corners around points, in order (A. M. Andrew's monotone chain, 1979)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    corners: list[tuple[float, float]] = []
    for way in (ordered, ordered[::-1]):
        start = len(corners)
        for x, y in way:
            while len(corners) - start >= 2:
                (ax, ay), (bx, by) = corners[-2:]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                corners.pop()
            corners.append((x, y))
        corners.pop()
    return corners


class PairView(QWidget):
    """The live picture at the left, the record's at the right."""

    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 180)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sides, self._tools = Sides(), Tools()
        self._zoom = 1.0
        self._centres: list[QPointF] = [QPointF(), QPointF()]  # in pixels of each picture
        self._shown: dict[tuple[int, bool, bool, str], tuple[Picture, QImage]] = {}
        self._empty = "", ""
        self._turn = 0  # which picture a blink shows
        self._held: tuple[QPointF, int] | None = None
        self._blinker = QTimer(self)
        self._blinker.setInterval(BLINK_MS)
        self._blinker.timeout.connect(self._blink)

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    # ---- what the page calls

    @property
    def tools(self) -> Tools:
        return self._tools

    @property
    def zoom(self) -> float:
        """1: the whole live picture is in its pane."""
        return self._zoom

    def say_empty(self, live: str, record: str) -> None:
        self._empty = live, record

    def show_sides(self, sides: Sides) -> None:
        """Others than before are shown whole."""
        same = sides.live is self._sides.live and sides.record is self._sides.record
        self._sides = sides
        if not same:
            self._shown.clear()
            self.whole()
        self._describe()
        self.update()

    def use(self, **switched: object) -> None:
        """Switch tools: `way`, `tied`, `inverted`, `enhanced`, `mirrored`, `marks`."""
        self._tools = replace(self._tools, **switched)  # type: ignore[arg-type]
        blinks = self._tools.way is Way.BLINK
        if blinks and self.isVisible():
            self._blinker.start()
        elif not blinks:
            self._blinker.stop()
        if "tied" in switched and self._tools.tied:
            self._follow(0)
        self.update()

    def whole(self) -> None:
        self._zoom = 1.0
        for side, picture in enumerate((self._sides.live, self._sides.record)):
            if picture is not None:
                self._centres[side] = QPointF(picture.shape[1] / 2, picture.shape[0] / 2)
        self.update()
        self.zoomed.emit()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Larger or smaller, around a point of the view or its middle."""
        side = self._side_at(at) if at is not None else 0
        before = self._to_picture(side, at) if at is not None else None
        if self._zoom * factor > 1.0:
            self._zoom = min(LARGEST, self._zoom * factor)
        else:
            self.whole()
            return
        if at is not None and before is not None:
            self._centres[side] += before - self._to_picture(side, at)
            self._follow(side)
        self.update()
        self.zoomed.emit()

    # ---- geometry

    def _panes(self) -> tuple[QRectF, QRectF]:
        if self._tools.way is not Way.BESIDE:
            whole = QRectF(self.rect())
            return whole, whole
        width = (self.width() - GAP) / 2
        return QRectF(0, 0, width, self.height()), QRectF(width + GAP, 0, width, self.height())

    def _scale(self, side: int) -> float:
        """Pixels of the view for one of the picture. Prints are of one resolution: both as the live one."""
        pictures = self._sides.live, self._sides.record
        of = pictures[side] if self._sides.ppi == 0 else (pictures[0] if pictures[0] is not None else pictures[1])
        if of is None:
            return 1.0
        pane = self._panes()[side]
        return float(min(pane.width() / of.shape[1], pane.height() / of.shape[0])) * self._zoom

    def _place(self, side: int) -> QTransform:
        """From pixels of a picture to the view."""
        pane, centre, scale = self._panes()[side], self._centres[side], self._scale(side)
        way = QTransform()
        way.translate(pane.center().x(), pane.center().y())
        way.scale(scale, scale)
        way.translate(-centre.x(), -centre.y())
        if side == 1 and self._tools.mirrored:
            picture = self._sides.record
            width = 0 if picture is None else picture.shape[1]
            way = QTransform(-1, 0, 0, 1, width, 0) * way
        return way

    def _over(self) -> QTransform:
        """From pixels of the record's picture to those of the live one, for one on the other."""
        fit, live, record = self._sides.fit, self._sides.live, self._sides.record
        way = QTransform()
        if fit is not None:
            cos, sin = fit.scale * math.cos(fit.angle), fit.scale * math.sin(fit.angle)
            way = QTransform(cos, sin, -sin, cos, fit.dx, fit.dy)
        elif live is not None and record is not None:
            ratio = live.shape[0] / record.shape[0] if self._sides.ppi == 0 else 1.0
            way.translate((live.shape[1] - record.shape[1] * ratio) / 2, (live.shape[0] - record.shape[0] * ratio) / 2)
            way.scale(ratio, ratio)
        if self._tools.mirrored and record is not None:
            way = QTransform(-1, 0, 0, 1, record.shape[1], 0) * way
        return way

    def _side_at(self, at: QPointF) -> int:
        return 1 if self._tools.way is Way.BESIDE and at.x() > self.width() / 2 else 0

    def _to_picture(self, side: int, at: QPointF) -> QPointF:
        back, _ = self._place(side).inverted()
        return back.map(at)

    def _follow(self, side: int) -> None:
        """Let the other side show the same place, where they are tied."""
        if not self._tools.tied or self._sides.live is None or self._sides.record is None:
            return
        over = self._over()
        if side == 0:
            back, possible = over.inverted()
            if possible:
                self._centres[1] = back.map(self._centres[0])
        else:
            self._centres[0] = over.map(self._centres[1])

    # ---- hands

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(STEP if event.angleDelta().y() > 0 else 1 / STEP, event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = event.position(), self._side_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            before, side = self._held
            self._held = event.position(), side
            self._pan(side, before - event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def _pan(self, side: int, by: QPointF) -> None:
        self._centres[side] += by / self._scale(side)
        self._follow(side)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = 40.0
        moves = {
            Qt.Key.Key_Left: QPointF(-step, 0), Qt.Key.Key_Right: QPointF(step, 0),
            Qt.Key.Key_Up: QPointF(0, -step), Qt.Key.Key_Down: QPointF(0, step),
        }  # fmt: skip
        move = moves.get(Qt.Key(event.key()))
        if move is None or event.modifiers():
            super().keyPressEvent(event)
        else:
            self._pan(0, move)

    def hideEvent(self, event: QHideEvent) -> None:
        self._blinker.stop()
        super().hideEvent(event)

    def _blink(self) -> None:
        self._turn = 1 - self._turn
        self.update()

    # ---- pictures

    def _image(self, side: int, tint: str = "") -> QImage | None:
        picture = (self._sides.live, self._sides.record)[side]
        if picture is None:
            return None
        key = side, self._tools.inverted, self._tools.enhanced, tint
        if key not in self._shown:
            pixels = _stretched(picture) if self._tools.enhanced else picture
            if self._tools.inverted:
                pixels = 255 - pixels
            image = to_image(pixels)
            if tint and pixels.ndim == 2:
                image = image.convertToFormat(QImage.Format.Format_Indexed8)
                image.setColorTable(_tint(QColor(tint)))
            self._shown[key] = pixels, image
        return self._shown[key][1]

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        print_ = self._sides.ppi > 0
        panes = self._panes()
        beside = self._tools.way is Way.BESIDE
        for side, pane in enumerate(panes if beside else panes[:1]):
            there = (self._sides.live, self._sides.record)[side] is not None
            painter.fillRect(pane, PAPER if print_ and there and not self._tools.inverted else look.color("sunken"))
        if beside:
            for side in (0, 1):
                self._paint_side(painter, side, panes[side])
            self._paint_lines(painter)
        elif self._tools.way is Way.OVERLAY:
            self._paint_overlay(painter)
        else:
            self._paint_blink(painter)
        says = (self._sides.live_says, self._sides.record_says)
        if beside:
            for side in (0, 1):
                self._caption(painter, panes[side], says[side], None)
        else:
            self._caption(painter, panes[0], says[0], LIVE_INK)
            self._caption(painter, panes[0].adjusted(0, look.px(30), 0, 0), says[1], RECORD_INK)
        if print_ and self._sides.live is not None:
            self._paint_ruler(painter, panes[0])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("focus" if self.hasFocus() else "border"), 2 if self.hasFocus() else 1))
        for pane in panes if beside else panes[:1]:
            painter.drawRect(pane.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_side(self, painter: QPainter, side: int, pane: QRectF) -> None:
        image = self._image(side)
        painter.save()
        painter.setClipRect(pane)
        if image is None:
            painter.setPen(theme.look().color("muted"))
            painter.drawText(pane, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._empty[side])
        else:
            way = self._place(side)
            painter.setTransform(way)
            painter.drawImage(0, 0, image)
            painter.resetTransform()
            if self._tools.marks:
                self._paint_region(painter, side, way)
                marks = (self._sides.live_marks, self._sides.record_marks)[side]
                self._paint_alone(painter, marks, way)
        painter.restore()

    def _paint_region(self, painter: QPainter, side: int, way: QTransform) -> None:
        """Where both agree: what the joined ones enclose."""
        marks = (self._sides.live_marks, self._sides.record_marks)[side]
        ends = [marks[live if side == 0 else record] for live, record, _ in self._sides.joined]
        corners = hull([(mark.x, mark.y) for mark in ends])
        if len(corners) > 2:
            ground = QColor(JOINED)
            ground.setAlpha(26)
            painter.setBrush(ground)
            edge = QColor(JOINED)
            edge.setAlpha(110)
            painter.setPen(QPen(edge, 1, Qt.PenStyle.DashLine))
            painter.drawPolygon(way.map(QPolygonF([QPointF(x, y) for x, y in corners])))

    def _radius(self) -> float:
        return min(8.0, max(4.0, 3.2 * self._scale(0)))

    def _paint_alone(self, painter: QPainter, marks: tuple[Mark, ...], way: QTransform) -> None:
        ink = QColor(ALONE)
        ink.setAlpha(150)
        for mark in marks:
            if not mark.paired:
                self._paint_mark(painter, mark, way, ink, 1.2)

    def _paint_mark(self, painter: QPainter, mark: Mark, way: QTransform, ink: QColor, width: float) -> None:
        radius = self._radius()
        centre = way.map(QPointF(mark.x, mark.y))
        painter.setPen(QPen(ink, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if mark.fork:
            painter.drawRect(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius))
        else:
            painter.drawEllipse(centre, radius, radius)
        turned = way.map(QPointF(mark.x + math.cos(mark.angle), mark.y - math.sin(mark.angle))) - centre
        length = math.hypot(turned.x(), turned.y()) or 1.0
        painter.drawLine(centre + turned / length * radius, centre + turned / length * radius * 2.2)

    def _paint_lines(self, painter: QPainter) -> None:
        if not self._tools.marks or not self._sides.joined:
            return
        panes, ways = self._panes(), (self._place(0), self._place(1))
        marks = self._sides.live_marks, self._sides.record_marks
        hidden = 0
        for number, (live, record, _) in enumerate(self._sides.joined, 1):
            pair = marks[0][live], marks[1][record]
            ends = [way.map(QPointF(mark.x, mark.y)) for way, mark in zip(ways, pair, strict=True)]
            if not all(pane.contains(end) for pane, end in zip(panes, ends, strict=True)):
                hidden += 1
                continue
            painter.setPen(QPen(JOINED, 1.4))
            painter.drawLine(*ends)
            for side, mark in enumerate(pair):
                self._paint_mark(painter, mark, ways[side], JOINED, 2.2)
                self._number(painter, ends[side], str(number), -1 if side == 0 else 1)
        if hidden:
            text = self.tr("{count} more pairs outside").format(count=hidden)
            self._label(painter, text, QPointF(panes[0].left() + 8, panes[0].center().y()), JOINED, PAPER)

    def _number(self, painter: QPainter, at: QPointF, text: str, way: int) -> None:
        size = theme.look().px(8)
        centre = at + QPointF(way * (self._radius() + size + 2), 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(JOINED)
        painter.drawEllipse(centre, size, size)
        painter.setPen(PAPER)
        font = painter.font()
        font.setPixelSize(theme.look().px(11))
        font.setBold(True)
        painter.setFont(font)
        box = QRectF(centre.x() - size, centre.y() - size, 2 * size, 2 * size)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_overlay(self, painter: QPainter) -> None:
        way = self._place(0)
        coloured = self._sides.ppi == 0
        live = self._image(0, "" if coloured else LIVE_INK.name())
        record = self._image(1, "" if coloured else RECORD_INK.name())
        if live is not None:
            painter.setTransform(way)
            painter.drawImage(0, 0, live)
        if record is not None:
            painter.setTransform(self._over() * way)
            if coloured:
                painter.setOpacity(0.5)
            else:  # where both have ridges it is dark, where one has it is of its tint
                mode = QPainter.CompositionMode
                painter.setCompositionMode(
                    mode.CompositionMode_Screen if self._tools.inverted else mode.CompositionMode_Multiply
                )
            painter.drawImage(0, 0, record)
            painter.setOpacity(1.0)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.resetTransform()
        if self._tools.marks:
            self._paint_region(painter, 0, way)

    def _paint_blink(self, painter: QPainter) -> None:
        image = self._image(self._turn)
        if image is None:
            return
        way = self._place(0)
        painter.setTransform(way if self._turn == 0 else self._over() * way)
        painter.drawImage(0, 0, image)
        painter.resetTransform()

    def _caption(self, painter: QPainter, pane: QRectF, text: str, ink: QColor | None) -> None:
        if text:
            at = QPointF(pane.left() + 8, pane.top() + theme.look().px(18))
            self._label(painter, text, at, ink or QColor(15, 26, 43, 225), QColor("#f8fafc"), pane.width() - 16)

    def _label(self, painter: QPainter, text: str, at: QPointF, ground: QColor, ink: QColor, most: float = 1e6) -> None:
        """A word on a ground of its own; `at`: the middle of its left edge."""
        font = painter.font()
        font.setPixelSize(theme.look().px(12))
        font.setBold(False)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(most - 16))
        box = QRectF(
            at.x(), at.y() - metrics.height() / 2 - 3, metrics.horizontalAdvance(text) + 16, metrics.height() + 6
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(ink)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_ruler(self, painter: QPainter, pane: QRectF) -> None:
        length = 5 / MM * self._sides.ppi * self._scale(0)
        if length > pane.width() / 2:
            return
        left, y = pane.left() + 10, pane.bottom() - 10
        text = self.tr("5 mm")
        self._label(
            painter, text, QPointF(left, y - theme.look().px(16)), QColor(255, 255, 255, 220), QColor("#111827")
        )
        painter.setPen(QPen(QColor("#111827"), 2))
        painter.drawLine(QPointF(left, y), QPointF(left + length, y))
        for x in (left, left + length):
            painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))

    def _describe(self) -> None:
        """In words what the lines say."""
        sides = self._sides
        if sides.ppi == 0:
            self.setAccessibleDescription(f"{sides.live_says} / {sides.record_says}")
            return
        said = self.tr("{joined} joined, {live} marks at the counter, {record} on record").format(
            joined=words.number(len(sides.joined)),
            live=words.number(len(sides.live_marks)),
            record=words.number(len(sides.record_marks)),
        )
        self.setAccessibleDescription(f"{sides.live_says} / {sides.record_says}: {said}")


def _stretched(picture: Picture) -> Picture:
    """Grey levels from the darkest twentieth to the lightest spread over all there are."""
    sample = sorted(picture[::5, ::5].ravel().tolist())
    low, high = sample[len(sample) // 20], sample[-1 - len(sample) // 20]
    if high <= low:
        return picture
    return ((picture.astype("float32") - low) * (255.0 / (high - low))).clip(0, 255).astype("uint8")


def _tint(ink: QColor) -> list[int]:
    """Grey levels as shades from an ink to white."""
    steps = [level / 255 for level in range(256)]
    return [
        QColor(
            round(ink.red() + (255 - ink.red()) * s),
            round(ink.green() + (255 - ink.green()) * s),
            round(ink.blue() + (255 - ink.blue()) * s),
        ).rgb()
        for s in steps
    ]
