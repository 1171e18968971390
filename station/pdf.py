"""A small PDF 1.4 writer: A4 pages of Helvetica text, lines and filled boxes; nothing else, and no dependency.

ISO 32000-1: the two standard fonts need not be embedded; their widths are those of Adobe's metrics for WinAnsi.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

WIDTH, HEIGHT = 595.0, 842.0  # points, A4

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)

# Adobe Helvetica advance widths (1/1000 em) of the printable ASCII characters, in order from the space on.
_ADVANCE = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip


def text_width(text: str, size: float) -> float:
    """Points that `text` takes in Helvetica; characters beyond ASCII count as a digit."""
    return sum(_ADVANCE[ord(c) - 32] if 32 <= ord(c) < 127 else 556 for c in text) * size / 1000


class Document:
    """Coordinates in points from the top left corner of the page."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._pages: list[list[str]] = []
        self.page()

    def page(self) -> None:
        """Go on on a new page."""
        self._pages.append([])

    @property
    def pages(self) -> int:
        return len(self._pages)

    def text(
        self, x: float, y: float, text: str, size: float = 9.0, *, bold: bool = False, colour: Colour = BLACK,
        right: bool = False,
    ) -> None:  # fmt: skip
        """Baseline at `y`; `right`: `x` is where the text ends."""
        if right:
            x -= text_width(text, size)
        font = "F2" if bold else "F1"
        self._add(f"BT {_rgb(colour)} rg /{font} {size:g} Tf {x:.2f} {HEIGHT - y:.2f} Td ({_escaped(text)}) Tj ET")

    def line(self, points: Sequence[tuple[float, float]], width: float = 0.5, colour: Colour = BLACK) -> None:
        path = " ".join(f"{x:.2f} {HEIGHT - y:.2f} {'m' if k == 0 else 'l'}" for k, (x, y) in enumerate(points))
        self._add(f"{_rgb(colour)} RG {width:g} w {path} S")

    def box(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        self._add(f"{_rgb(colour)} rg {x:.2f} {HEIGHT - y - high:.2f} {wide:.2f} {high:.2f} re f")

    def polygon(self, points: Sequence[tuple[float, float]], colour: Colour) -> None:
        path = " ".join(f"{x:.3f} {HEIGHT - y:.3f} {'m' if k == 0 else 'l'}" for k, (x, y) in enumerate(points))
        self._add(f"{_rgb(colour)} rg {path} h f")

    def _add(self, operators: str) -> None:
        self._pages[-1].append(operators)

    def to_bytes(self) -> bytes:
        """The file; the same content gives the same bytes."""
        kids = " ".join(f"{6 + 2 * k} 0 R" for k in range(len(self._pages)))
        objects: list[bytes] = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(self._pages)} >>".encode(),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
            f"<< /Title ({_escaped(self._title)}) >>".encode("cp1252"),
        ]
        for k, operators in enumerate(self._pages):
            stream = zlib.compress("\n".join(operators).encode("cp1252"), 9)
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH:g} {HEIGHT:g}] /Contents {7 + 2 * k} 0 R "
                f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode()
            )
            objects.append(
                f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode() + stream + b"\nendstream"
            )
        out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, content in enumerate(objects, 1):
            offsets.append(len(out))
            out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
        out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\n".encode()
        out += f"startxref\n{start}\n%%EOF\n".encode()
        return bytes(out)


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part:.3f}" for part in colour)


def _escaped(text: str) -> str:
    """A literal string of WinAnsi characters; what it does not have becomes a question mark."""
    known = text.encode("cp1252", "replace").decode("cp1252")
    known = "".join(c if ord(c) >= 32 else " " for c in known)
    return known.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
