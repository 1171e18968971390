"""Pictures from arrays, painted without a copy (uint8, grey or BGR), with what lies over a live face."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.domain.desk import Picture, PictureSlot
from station.ui import theme
from station.ui.aloud import Teller
from station.ui.theme import Tone

FRAME_MS = 33  # how often a live slot is asked for a newer picture


def to_image(pixels: Picture) -> QImage:
    """A view on the array; the caller keeps the array alive as long as the image. A crop is copied."""
    if not pixels.flags.c_contiguous:
        return to_image(pixels.copy()).copy()
    if pixels.ndim == 3:
        return QImage(pixels.data, pixels.shape[1], pixels.shape[0], pixels.strides[0], QImage.Format.Format_BGR888)
    return QImage(pixels.data, pixels.shape[1], pixels.shape[0], pixels.strides[0], QImage.Format.Format_Grayscale8)


class ImageView(QWidget):
    """One picture, as large as fits; `watch` follows a slot while the view is visible, an empty one too."""

    def __init__(self, parent: QWidget | None = None, fill: bool = False, mirror: bool = False) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60, 60)
        self._pixels: Picture = None
        self._image: QImage | None = None
        self._wanted = 160
        self._fill = fill  # cover the whole view and crop, instead of showing everything
        self._mirror = mirror
        self._empty = ""
        self._slot: PictureSlot | None = None
        self._number = 0
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._poll)

    def sizeHint(self) -> QSize:
        return QSize(self._wanted, self._wanted)

    def want(self, side: int) -> None:
        """How many pixels the view asks for where room is short; it takes what is left over in any case."""
        if side != self._wanted:
            self._wanted = side
            self.updateGeometry()

    def show_picture(self, pixels: Picture) -> None:
        """Show an array, or nothing for None."""
        if pixels is self._pixels:
            return
        if pixels is not None and not pixels.flags.c_contiguous:
            pixels = pixels.copy()  # a crop or a mirrored view: QImage needs plain bytes
        self._pixels = pixels
        self._image = None if pixels is None else to_image(pixels)
        self.update()

    def say_empty(self, text: str) -> None:
        """The words in the place of a picture that is not there."""
        self._empty = text
        if self._image is None:
            self.update()

    def watch(self, slot: PictureSlot | None) -> None:
        self._slot, self._number = slot, 0
        if slot is None:
            self._timer.stop()
        elif self.isVisible():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        if self._slot is not None:
            self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def _poll(self) -> None:
        if self._slot is None:
            return
        number, pixels = self._slot.get()
        if number != self._number:
            self._number = number
            self.show_picture(pixels)

    def target(self) -> QRectF:
        """Where the picture lies in the view; larger than the view where it is cropped."""
        if self._image is None:
            return QRectF(self.rect())
        size = self._image.size()
        ratios = self.width() / size.width(), self.height() / size.height()
        ratio = max(ratios) if self._fill else min(ratios)
        width, height = size.width() * ratio, size.height() * ratio
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        look = theme.look()
        clip = QPainterPath()
        frame = QRectF(self.rect()) if self._fill or self._image is None else self.target()
        clip.addRoundedRect(frame, look.px(6), look.px(6))
        painter.setClipPath(clip)
        if self._image is None:
            painter.fillRect(self.rect(), look.color("sunken"))
            painter.setPen(look.color("muted"))
            painter.drawText(
                self.rect().adjusted(8, 8, -8, -8),
                int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap),
                self._empty,
            )
        else:
            painter.save()
            if self._mirror:
                painter.translate(self.width(), 0)
                painter.scale(-1, 1)
            painter.drawImage(self.target(), self._image)
            painter.restore()
        painter.setClipping(False)
        self.paint_over(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("border"), 1))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), look.px(6), look.px(6))

    def paint_over(self, painter: QPainter) -> None:
        """What lies over the picture; a plain view has nothing."""

    def pill(self, painter: QPainter, text: str, centre: QPointF, ground: QColor, ink: QColor) -> None:
        """A sentence on a rounded ground over the picture."""
        font = painter.font()
        font.setPixelSize(theme.look().px(13))
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        width = min(metrics.horizontalAdvance(text) + 24, self.width() - 16)
        lines = 1 if width < self.width() - 16 else 2
        box = QRectF(0, 0, width, metrics.height() * lines + 10)
        box.moveCenter(centre)
        if lines == 2:
            box.moveBottom(min(box.bottom(), self.height() - 8))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 12, 12)
        painter.setPen(ink)
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(box.adjusted(6, 0, -6, 0), flags, text)


class FaceView(ImageView):
    """The live face: mirrored, with the oval to stand in, the found face and a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, fill=True, mirror=True)
        self._tone = Tone.INFO
        self._sentence = ""
        self._teller = Teller(self)
        self._box: tuple[float, float, float, float] | None = None
        self._live = ""
        self._oval = True

    def guide(
        self,
        tone: Tone,
        sentence: str,
        box: tuple[float, float, float, float] | None,
        live: str = "",
        oval: bool = True,
    ) -> None:
        state = (tone, sentence, box, live, oval)
        if state != (self._tone, self._sentence, self._box, self._live, self._oval):
            self._tone, self._sentence, self._box, self._live, self._oval = state
            self.setAccessibleDescription(sentence)
            self._teller.tell(sentence, urgent=tone is Tone.BAD)
            self.update()

    def paint_over(self, painter: QPainter) -> None:
        look = theme.look()
        if self._image is not None and self._oval:
            height = self.height() * 0.68
            oval = QRectF(0, 0, height * 0.74, height)
            oval.moveCenter(QPointF(self.width() / 2, self.height() * 0.47))
            outside = QPainterPath()
            outside.addRoundedRect(QRectF(self.rect()), look.px(6), look.px(6))
            hole = QPainterPath()
            hole.addEllipse(oval)
            painter.fillPath(outside - hole, QColor(8, 14, 26, 70))
            color = {Tone.OK: "#4ade80", Tone.WARN: "#fbbf24", Tone.BAD: "#fda4a0"}.get(self._tone, "#f8fafc")
            style = Qt.PenStyle.SolidLine if self._tone is Tone.OK else Qt.PenStyle.DashLine
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(color), 3, style))
            painter.drawEllipse(oval)
        if self._image is not None and self._box is not None:
            self._paint_box(painter, self._box)
        if self._live and self._image is not None:
            metrics_width = painter.fontMetrics().horizontalAdvance(self._live)
            self.pill(
                painter,
                f"●  {self._live}",
                QPointF(metrics_width / 2 + 44, 24),
                QColor(15, 26, 43, 220),
                QColor("#f8fafc"),
            )
        if self._sentence:
            ground = {Tone.OK: "#13693a", Tone.WARN: "#874a05", Tone.BAD: "#b0211a"}.get(self._tone, "#0f1a2b")
            self.pill(
                painter, self._sentence, QPointF(self.width() / 2, self.height() - 30), QColor(ground), QColor("white")
            )

    def _paint_box(self, painter: QPainter, box_shares: tuple[float, float, float, float]) -> None:
        """Corners around the found face, mirrored as the picture is."""
        area = self.target()
        left, top, right, bottom = box_shares
        box = QRectF(
            QPointF(area.left() + (1 - right) * area.width(), area.top() + top * area.height()),
            QPointF(area.left() + (1 - left) * area.width(), area.top() + bottom * area.height()),
        )
        arm = box.width() * 0.14
        painter.setPen(QPen(QColor("#f8fafc"), 2))
        for corner, dx, dy in (
            (box.topLeft(), arm, arm),
            (box.topRight(), -arm, arm),
            (box.bottomLeft(), arm, -arm),
            (box.bottomRight(), -arm, -arm),
        ):
            painter.drawLine(corner, corner + QPointF(dx, 0))
            painter.drawLine(corner, corner + QPointF(0, dy))
