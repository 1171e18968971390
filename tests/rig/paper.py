"""Paper as a viewer shows it: PDFium's reading and painting of our files."""

from __future__ import annotations

import numpy as np
import pypdfium2 as pdfium


def words(pdf: bytes) -> list[str]:
    """What the pages say; what is drawn at once is one text."""
    found: list[str] = []
    for page in pdfium.PdfDocument(pdf):
        text = page.get_textpage()
        found += [
            drawn.extract().strip() for drawn in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_TEXT], textpage=text)
        ]
    return found


def pages(pdf: bytes) -> int:
    return len(pdfium.PdfDocument(pdf))


def title(pdf: bytes) -> str:
    return str(pdfium.PdfDocument(pdf).get_metadata_value("Title"))


def painted(pdf: bytes, scale: float) -> np.ndarray:
    """The first page at `scale` pixels per mm, BGR."""
    page = pdfium.PdfDocument(pdf)[0].render(scale=scale * 25.4 / 72)
    return page.to_numpy()[:, :, :3].copy()
