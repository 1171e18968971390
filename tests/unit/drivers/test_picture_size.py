"""Pictures that unpack to more than anybody can want are refused before they are unpacked."""

from __future__ import annotations

import resource
import struct
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.errors import Garbled
from drivers.finger.picture_size import unpack_grey
from tests.unit.drivers.conftest import ridges

PICTURE = ridges(1, 90, 120)
PACKED = {kind: cv2.imencode(kind, PICTURE)[1].tobytes() for kind in (".png", ".jpg", ".jp2")}


@pytest.mark.parametrize("kind", PACKED)
def test_an_honest_picture_is_unpacked(kind):
    assert unpack_grey(PACKED[kind], "code").shape == PICTURE.shape


def bomb_png(side: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(bytes(1 << 20), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)) + chunk(
        b"IDAT", rows
    )  # fmt: skip


def bomb_jpeg() -> bytes:
    data = bytearray(PACKED[".jpg"])
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 65000, 65000)
    return bytes(data)


def bomb_jp2(decoy: bool) -> bytes:
    data = bytearray(PACKED[".jp2"])
    at = data.index(b"\xff\x4f\xff\x51")
    data[at + 8 : at + 16] = struct.pack(">II", 60000, 60000)
    small = b"\xff\x4f\xff\x51" + bytes(4) + struct.pack(">II", 10, 10)
    return (small if decoy else b"") + bytes(data)


@pytest.mark.parametrize("bomb", [bomb_png(30000), bomb_jpeg(), bomb_jp2(False), bomb_jp2(True)])
def test_a_bomb_is_refused_before_it_is_unpacked(bomb):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Garbled, match="pixels"):
        unpack_grey(bomb, "sbi_stream")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(PACKED)), st.data())
def test_a_damaged_picture_is_unpacked_or_named(kind, data):
    packed = bytearray(PACKED[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(packed)))
    try:
        found = unpack_grey(bytes(packed[:cut]), "code")
    except Garbled:
        return
    assert found.dtype == np.uint8 and max(found.shape) <= 2000
