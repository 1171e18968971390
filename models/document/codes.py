"""Barcodes in a picture of a document or a boarding pass: QR, Aztec, PDF417, Data Matrix and the linear ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from models.errors import BadImage


@dataclass(frozen=True)
class Code:
    """One code. format: as ISO names it, "QRCode", "Aztec", "PDF417" ...; data: the bytes; text: as far as readable.

    corners: x, y in pixels, clockwise from the code's own upper left.
    """

    format: str
    data: bytes
    text: str
    corners: tuple[tuple[int, int], ...]


def read_codes(bgr: NDArray[np.uint8]) -> list[Code]:
    """Every valid code in `bgr` (uint8[h, w, 3] or [h, w]), at any angle; may be none. Raises BadImage."""
    if bgr.ndim not in (2, 3) or bgr.dtype != np.uint8 or bgr.size == 0 or (bgr.ndim == 3 and bgr.shape[2] != 3):
        raise BadImage("codes are read from a grey or BGR picture of 8 bits")
    found = zxingcpp.read_barcodes(np.ascontiguousarray(bgr))
    codes = []
    for result in found:
        at = result.position
        corners = tuple((p.x, p.y) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left))
        codes.append(Code(str(result.format).rpartition(".")[2], bytes(result.bytes), result.text, corners))
    return codes


def qr_modules(text: str) -> NDArray[np.bool_]:
    """The QR code of `text` (ISO/IEC 18004, level M) as bool[n, n]: True is dark; without the quiet zone.

    Raises BadImage where the text is longer than a QR code holds.
    """
    try:
        made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    except ValueError as error:
        raise BadImage("the text does not fit into a QR code") from error
    return np.array(zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False)) < 128
