"""A4 pages of text, lines and filled boxes as PDF, written by reportlab; without a window, for commands as well.

The font is embedded (Inter: Latin, Greek and Cyrillic letters of all alphabets), so paper looks alike everywhere. Of
other scripts nobody could say on a counter's machine whether a font has them, and a question mark says nothing: their
words stand in Latin letters in square brackets (anyascii), which tells a reader that other letters were written.
"""

from __future__ import annotations

import functools
import io
import re
import unicodedata
from collections.abc import Sequence

from anyascii import anyascii
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import resources

WIDTH, HEIGHT = 595.0, 842.0  # points, A4

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)

FONTS = {False: "Inter-Regular", True: "Inter-Bold"}  # by `bold`
NOTHING = "\N{WHITE SQUARE}"  # for a character that has no letters at all: an emoji, one of private use


@functools.cache
def _font(bold: bool) -> TTFont:
    font = TTFont(FONTS[bold], str(resources.path(f"fonts/{FONTS[bold]}.ttf")))
    pdfmetrics.registerFont(font)
    return font


@functools.lru_cache(maxsize=4096)
def drawable(text: str) -> str:
    """`text` in characters that the font has; control characters become blanks."""
    known = _font(False).face.charWidths
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    out, foreign = "", ""
    for c in [*text, ""]:
        # what fonts keep under characters of private use are pictures of their own
        if c and (ord(c) not in known or unicodedata.category(c) == "Co" or (foreign and c == " ")):
            foreign += c
            continue
        out += _latin(foreign) + c
        foreign = ""
    return out


def _latin(foreign: str) -> str:
    """Words of another script, and the blanks between and after them, in square brackets."""
    if not foreign:
        return ""
    words = foreign.rstrip()
    said = re.sub(r" +", " ", anyascii(words)).strip()
    return (f"[{said}]" if said else NOTHING * len(words)) + foreign[len(words) :]


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Points that `text` takes as `Document.text` draws it."""
    return float(pdfmetrics.stringWidth(drawable(text), _font(bold).fontName, size))


class PdfDocument:
    """Coordinates in points from the top left corner of the page."""

    def __init__(self, title: str) -> None:
        self._file = io.BytesIO()
        # invariant: no time and no random id in the file, so the same content gives the same bytes
        self._canvas = Canvas(self._file, pagesize=(WIDTH, HEIGHT), pageCompression=1, invariant=1)
        self._canvas.setTitle(title)
        self._canvas.setAuthor("")
        self._canvas.setProducer("biometric-station")
        self.pages = 1

    def page(self) -> None:
        """Go on on a new page."""
        self._canvas.showPage()
        self.pages += 1

    def text(
        self, x: float, y: float, text: str, size: float = 9.0, *, bold: bool = False, colour: Colour = BLACK,
        right: bool = False,
    ) -> None:  # fmt: skip
        """Baseline at `y`; `right`: `x` is where the text ends."""
        self._canvas.setFont(_font(bold).fontName, size)
        self._canvas.setFillColorRGB(*colour)
        draw = self._canvas.drawRightString if right else self._canvas.drawString
        draw(x, HEIGHT - y, drawable(text))

    def line(self, points: Sequence[tuple[float, float]], width: float = 0.5, colour: Colour = BLACK) -> None:
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.setLineWidth(width)
        self._path(points, closed=False)

    def box(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        self._canvas.setFillColorRGB(*colour)
        self._canvas.rect(x, HEIGHT - y - high, wide, high, stroke=0, fill=1)

    def polygon(self, points: Sequence[tuple[float, float]], colour: Colour) -> None:
        self._canvas.setFillColorRGB(*colour)
        self._path(points, closed=True)

    def _path(self, points: Sequence[tuple[float, float]], *, closed: bool) -> None:
        """The outline of `points`: filled where `closed`, drawn as a line where not."""
        path = self._canvas.beginPath()
        path.moveTo(points[0][0], HEIGHT - points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, HEIGHT - y)
        if closed:
            path.close()
        self._canvas.drawPath(path, stroke=0 if closed else 1, fill=1 if closed else 0)

    def to_bytes(self) -> bytes:
        """The file, whole; the document cannot be drawn on any more. The same content gives the same bytes."""
        if not self._file.getvalue():
            self._canvas.save()
        return self._file.getvalue()
