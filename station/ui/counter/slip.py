"""The traveller's slip: 80 mm of paper with name, document, last permitted day and a QR code of the visit's number.

Painted by Qt, on the screen and as PDF, so that a name in any script is written in the product's fonts, else in
whatever font of the machine has it, and in Latin letters in brackets, which the slip explains, where none does.
Nothing of face or fingers is on it. Its words stand in both languages, whatever the window speaks: it goes abroad.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPageSize,
    QPainter,
    QPaintEvent,
    QPdfWriter,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.ui import theme
from station.ui.glyphs import families, writable

WIDTH = 80.0  # mm, the roll of the usual receipt printers
UNIT = 10.0  # units a mm in which everything is measured
EDGE = 4.0  # mm
DPI = 300
BESIDE = 31.0  # mm, of the names beside their values
QUIET = 4  # modules around the code, ISO/IEC 18004
BLACK, WHITE = QColor("#000000"), QColor("#ffffff")


@dataclass(frozen=True)
class Slip:
    """`rows`: quiet name and value. `large`: what the traveller must remember. `modules`: of the QR code, True is dark;
    `number`: what it says."""

    title: str
    place: str
    rows: tuple[tuple[str, str], ...]
    large_name: str
    large: str
    modules: Sequence[Sequence[bool]]
    number: str


IN_LATIN = "[ ] = in Latin letters / dalam huruf Latin"


def in_latin(slip: Slip) -> bool:
    """Whether something stands in brackets because no font has its script."""
    return any(families(value, theme.FAMILY)[1] for _name, value in slip.rows)


class _Pen:
    """Writes from the top to the bottom of a strip of paper; `y` is how far it has come, in units."""

    def __init__(self, painter: QPainter) -> None:
        self.painter, self.y = painter, EDGE * UNIT

    def text(
        self, text: str, size: float, bold: bool = False, left: float = EDGE, middle: bool = True, family: str = "",
        wide: float = 0.0,
    ) -> float:  # fmt: skip
        """`size`, `left` and `wide` (0: to the edge) in mm. How high it became, in units; `y` stays where it was for
        what is not `middle`."""
        font = QFont(family or theme.FAMILY)
        font.setPixelSize(round(size * UNIT))
        font.setBold(bold)
        text = writable(text, font)
        self.painter.setFont(font)
        self.painter.setPen(BLACK)
        room = QRectF(left * UNIT, self.y, (wide or WIDTH - left - EDGE) * UNIT, 2000)
        side = Qt.AlignmentFlag.AlignHCenter if middle else Qt.AlignmentFlag.AlignLeft
        flags = int(side | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWrapAnywhere if " " not in text else 0)
        flags |= int(Qt.TextFlag.TextWordWrap)
        height = self.painter.boundingRect(room, flags, text).height()
        self.painter.drawText(room, flags, text)
        if middle:
            self.y += height + 0.6 * UNIT
        return height

    def rule(self) -> None:
        self.painter.setPen(QPen(BLACK, 2, Qt.PenStyle.DashLine))
        self.y += 1.5 * UNIT
        self.painter.drawLine(QPointF(EDGE * UNIT, self.y), QPointF((WIDTH - EDGE) * UNIT, self.y))
        self.y += 2 * UNIT

    def code(self, modules: Sequence[Sequence[bool]]) -> None:
        if not modules:
            return
        module = 34 * UNIT / len(modules)
        left = (WIDTH * UNIT - module * len(modules)) / 2
        self.y += QUIET * module
        self.painter.setPen(Qt.PenStyle.NoPen)
        for row, line in enumerate(modules):
            for column, dark in enumerate(line):
                if dark:
                    at = QPointF(left + column * module, self.y + row * module)
                    self.painter.fillRect(QRectF(at, QSizeF(module, module)), BLACK)
        self.y += (len(modules) + QUIET) * module


def paint(painter: QPainter, slip: Slip) -> float:
    """Paint in units of a tenth of a millimetre; how high the slip is, in mm."""
    pen = _Pen(painter)
    pen.text(slip.title, 4.4, bold=True)
    pen.text(slip.place, 3.2)
    pen.rule()
    for name, value in slip.rows:
        quiet = pen.text(name, 2.6, middle=False, wide=BESIDE - 1)
        pen.y += max(quiet, pen.text(value, 3.5, bold=True, left=EDGE + BESIDE, middle=False)) + 0.8 * UNIT
    pen.rule()
    if slip.large:
        pen.text(slip.large_name, 3.2)
        pen.text(slip.large, 7.4, bold=True)
    pen.code(slip.modules)
    pen.text(slip.number, 2.6, family=theme.MONO)
    if in_latin(slip):
        pen.text(IN_LATIN, 2.6)
    return pen.y / UNIT + EDGE


def height(slip: Slip) -> float:
    """In mm."""
    sheet = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(sheet)
    painter.scale(0.01, 0.01)
    high = paint(painter, slip)
    painter.end()
    return high


def pdf(slip: Slip) -> bytes:
    """One page of exactly its size; fonts are embedded."""
    into = QBuffer()
    into.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(into)
    writer.setResolution(DPI)
    writer.setTitle("Slip")  # no name: titles are shown in queues and lists
    writer.setCreator("Biometric Station")
    size = QSizeF(WIDTH, height(slip))
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Millimeter, "slip", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    scale = DPI / 25.4 / UNIT
    painter.scale(scale, scale)
    paint(painter, slip)
    painter.end()
    into.close()
    return bytes(into.data().data())


class SlipView(QWidget):
    """The slip as it will be printed, as large as fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slip: Slip | None = None
        self._height = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(150, 200)

    def sizeHint(self) -> QSize:
        return QSize(260, 380)

    def show_slip(self, slip: Slip) -> None:
        if slip != self._slip:
            self._slip, self._height = slip, height(slip)
            said = ", ".join((slip.title, *(f"{name} {value}" for name, value in slip.rows), slip.large, slip.number))
            self.setAccessibleDescription(said)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._slip is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / WIDTH, self.height() / self._height)
        paper = QRectF(0, 0, WIDTH * scale, self._height * scale)
        paper.moveCenter(QRectF(self.rect()).center())
        painter.fillRect(paper, WHITE)
        painter.setPen(QPen(theme.look().color("border"), 1))
        painter.drawRect(paper)
        painter.translate(paper.topLeft())
        painter.scale(scale / UNIT, scale / UNIT)
        paint(painter, self._slip)
