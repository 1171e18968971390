"""A print that came as a packed picture: its grey levels as they were meant, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.errors import BadImage
from models.finger import wsq_image
from models.finger.resample import checked
from models.picture import JPEG_2000, WSQ, BadHeader, PictureHeader, header

Pixels = npt.NDArray[np.uint8]
Unpacked = npt.NDArray[np.unsignedinteger[Any]]  # of 8 or 16 bits

_OPAQUE = 255
_LOSSLESS = [cv2.IMWRITE_JPEG2000_COMPRESSION_X1000, 1000]


@dataclass(frozen=True, eq=False)
class PrintPicture:
    """pixels: uint8 [rows, columns], ridges dark. ppi: pixels per inch, None where the file does not say.
    lossy: whether packing changed the pixels; such a print must not be labelled lossless."""

    pixels: Pixels
    ppi: int | None
    lossy: bool


def read(data: bytes) -> PrintPicture:
    """The print in a PNG, JPEG, JPEG 2000, BMP or WSQ file. Raises BadImage, BadWsq.

    Sixteen bits hold ten, twelve or fourteen as often as not: the brightest pixel tells how many. Ink that is only in
    the opacity of a picture is laid on white. A picture of one grey level is refused.
    """
    try:
        found = header(data)
    except BadHeader as error:
        raise BadImage(str(error)) from error
    if found.kind == WSQ:
        pixels, ppi = wsq_image.decode(data)
        return PrintPicture(_print(pixels), ppi, lossy=True)
    try:
        whole = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise BadImage("the picture cannot be unpacked") from error
    if whole is None or whole.shape[:2] != (found.height, found.width) or whole.dtype not in (np.uint8, np.uint16):
        raise BadImage("the picture cannot be unpacked")
    unpacked: Unpacked = cast("Unpacked", whole)  # of one of the two kinds just tested
    return PrintPicture(_print(grey(unpacked)), None, lossy=found.lossy or _cut_short(data, found, unpacked))


def grey(whole: Unpacked) -> Pixels:
    """uint8 [rows, columns] of an unpacked picture [rows, columns] or [rows, columns, 1, 3 or 4], blue first."""
    eight = _eight_bits(whole)
    if eight.ndim == 2:
        return eight
    if eight.shape[2] == 1:
        return np.ascontiguousarray(eight[:, :, 0])
    level = np.asarray(cv2.cvtColor(np.ascontiguousarray(eight[:, :, :3]), cv2.COLOR_BGR2GRAY), np.uint8)
    if eight.shape[2] != 4:
        return level
    ink = eight[:, :, 3].astype(np.uint16)
    return ((level * ink + _OPAQUE * (_OPAQUE - ink) + _OPAQUE // 2) // _OPAQUE).astype(np.uint8)


def _eight_bits(whole: Unpacked) -> Pixels:
    if whole.dtype == np.uint8:
        return np.asarray(whole).astype(np.uint8, copy=False)
    colours = whole[:, :, :3] if whole.ndim == 3 else whole
    bits = max(8, int(colours.max(initial=0)).bit_length())
    bits += bits % 2  # sensors have 8, 10, 12, 14 or 16
    eight: Pixels = np.minimum(whole >> (bits - 8), _OPAQUE).astype(np.uint8)
    if whole.ndim == 3 and whole.shape[2] == 4:  # opacity has the full range whatever the colours have
        eight[:, :, 3] = whole[:, :, 3] >> 8
    return eight


def _print(pixels: Pixels) -> Pixels:
    checked(pixels)
    if pixels.min() == pixels.max():
        raise BadImage("the picture is one grey level")
    return pixels


def _cut_short(data: bytes, found: PictureHeader, whole: Unpacked) -> bool:
    """Whether a JPEG 2000 of the reversible kind was cut to a rate: packed again in full, its pixels need more."""
    if found.kind != JPEG_2000:
        return False
    ok, again = cv2.imencode(".jp2", whole, _LOSSLESS)
    return bool(not ok or len(data) < p.JPEG_2000_WHOLE * len(again))
