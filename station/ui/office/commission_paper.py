"""The self-test at the end of commissioning as a page of A4, for the folder of the station: painted by Qt in both
languages, whatever the window speaks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPageSize, QPainter, QPdfWriter, QPen

from station.domain.commissioning import SelfTested, TestedPoint
from station.ui import theme

DPI = 150
MM = DPI / 25.4
WIDTH, HEIGHT, EDGE = 210.0, 297.0, 18.0  # mm
GREY = QColor("#555555")
WELL, WORK = QColor("#0b6b34"), QColor("#a31515")


class _Sheet:
    """Writes from top to bottom and begins a new page where one is full; `y` in mm."""

    def __init__(self, writer: QPdfWriter, painter: QPainter) -> None:
        self._writer, self._painter, self.y = writer, painter, EDGE

    def text(
        self, words: str, size: float, left: float = EDGE, width: float = WIDTH - 2 * EDGE, *, bold: bool = False,
        colour: QColor | None = None,
    ) -> float:  # fmt: skip
        """`size`, `left` and `width` in mm; how high it became, in mm. `y` stays where it was."""
        font = QFont(theme.FAMILY)
        font.setPixelSize(max(1, round(size * MM)))
        font.setBold(bold)
        self._painter.setFont(font)
        self._painter.setPen(colour or QColor("#000000"))
        room = QRectF(left * MM, self.y * MM, width * MM, HEIGHT * MM)
        flags = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere) if " " not in words else int(
            Qt.TextFlag.TextWordWrap
        )  # fmt: skip
        high = self._painter.boundingRect(room, flags, words).height()
        self._painter.drawText(room, flags, words)
        return float(high / MM)

    def room_for(self, height: float) -> None:
        if self.y + height > HEIGHT - EDGE:
            self._writer.newPage()
            self.y = EDGE

    def rule(self) -> None:
        self._painter.setPen(QPen(GREY, 1))
        self._painter.drawLine(round(EDGE * MM), round(self.y * MM), round((WIDTH - EDGE) * MM), round(self.y * MM))
        self.y += 2


def pdf(tested: SelfTested, name_of: Callable[[str], str], said: Callable[[TestedPoint], str]) -> bytes:
    """`name_of`: the words for a point of the test; `said`: what was found there, and what to do."""
    into = QBuffer()
    into.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(into)
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(f"Self-test {tested.station}")
    writer.setCreator("Biometric Station")
    painter = QPainter(writer)
    sheet = _Sheet(writer, painter)
    sheet.y += sheet.text("Self-test of a commissioned station / Uji mandiri stasiun", 6, bold=True) + 2
    rows = (
        ("Station / Stasiun", f"{tested.station} · {tested.place}"),
        ("Mode", tested.mode),
        ("Program", tested.version),
        ("Tested / Diuji", f"{tested.at:%Y-%m-%d %H:%M} UTC"),
        ("Result / Hasil", "all well / semua baik" if tested.well else "work to do / ada yang harus dikerjakan"),
    )
    for name, value in rows:
        sheet.text(name, 3.2, width=45, colour=GREY)
        sheet.y += sheet.text(value, 3.6, EDGE + 47, WIDTH - 2 * EDGE - 47, bold=True) + 1
    sheet.y += 2
    sheet.rule()
    for one in tested.points:
        sheet.room_for(22)
        mark = ("✓ well / baik", WELL) if one.well else ("✗ work / kerjakan", WORK)
        left = sheet.text(name_of(one.point), 3.4, width=40, bold=True)
        middle = sheet.text(mark[0], 3.2, EDGE + 42, 32, colour=mark[1])
        sheet.y += max(left, middle, sheet.text(said(one), 3.2, EDGE + 76, WIDTH - 2 * EDGE - 76)) + 1.5
    sheet.room_for(40)
    sheet.y += 3
    sheet.rule()
    sheet.y += 16
    for at, who in ((EDGE, "Technician / Teknisi"), (WIDTH / 2 + 5, "Administrator")):
        sheet.text(f"{who}: ______________________", 3.4, at, WIDTH / 2 - EDGE - 5)
    painter.end()
    into.close()
    return bytes(into.data().data())
