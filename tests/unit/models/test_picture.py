"""Sizes are read before anything is unpacked, and nothing that a decoder could choke on comes through."""

import struct
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.finger import wsq_image
from models.picture import BMP, JPEG, JPEG_2000, MOST_PIXELS, PNG, WSQ, BadHeader, PictureHeader, header
from tests.unit.models.prints import ridges

PRINT = ridges(1)[0][:200]


def packed(extension: str, picture: np.ndarray, *options: int) -> bytes:
    ok, data = cv2.imencode(extension, picture, list(options))
    assert ok
    return data.tobytes()


ALL = {
    PNG: packed(".png", PRINT),
    JPEG: packed(".jpg", PRINT),
    JPEG_2000: packed(".jp2", PRINT),
    BMP: packed(".bmp", PRINT),
    WSQ: wsq_image.encode(PRINT, 500),
}


@pytest.mark.parametrize("kind", sorted(ALL))
def test_every_kind_says_its_size_channels_and_depth(kind: str) -> None:
    rows, columns = PRINT.shape
    assert header(ALL[kind]) == PictureHeader(kind, columns, rows, 1, 8, lossy=kind in (JPEG, WSQ))


@pytest.mark.parametrize(
    ("extension", "channels", "bits", "kind"),
    [(".png", 3, 8, np.uint8), (".png", 4, 8, np.uint8), (".png", 1, 16, np.uint16), (".jpg", 3, 8, np.uint8)],
)
def test_channels_and_depth_are_those_of_the_file(extension: str, channels: int, bits: int, kind: type) -> None:
    found = header(packed(extension, np.zeros((50, 70, channels), kind)))
    assert (found.width, found.height, found.channels, found.bits) == (70, 50, channels, bits)


def test_a_wavelet_that_rounds_is_called_lossy() -> None:
    data = bytearray(ALL[JPEG_2000])
    at = data.index(b"\xff\x52")
    assert data[at + 13] == 1
    data[at + 13] = 0
    assert header(bytes(data)).lossy
    data[at + 13] = 1
    at = data.index(b"\xff\x5c")
    data[at + 4] |= 2
    assert header(bytes(data)).lossy


def with_size(kind: str, width: int, height: int) -> bytes:
    data = bytearray(ALL[kind])
    if kind == PNG:
        data[16:24] = struct.pack(">II", width, height)
        data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    elif kind == JPEG:
        at = data.index(b"\xff\xc0")
        data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    elif kind == JPEG_2000:
        at = data.index(b"\xff\x4f\xff\x51")
        data[at + 8 : at + 16] = struct.pack(">II", width, height)
    elif kind == BMP:
        data[18:26] = struct.pack("<ii", width, -height)
    else:
        at = data.index(b"\xff\xa2")
        data[at + 6 : at + 10] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.mark.parametrize("kind", sorted(ALL))
@pytest.mark.parametrize("size", [(8192, 8192), (16000, 16000), (1, 60000), (0, 300), (300, 0)])
def test_a_size_that_nobody_needs_is_refused_by_its_header(kind: str, size: tuple[int, int]) -> None:
    with pytest.raises(BadHeader, match=r"pixels|grid|tiles"):
        header(with_size(kind, *size))


@pytest.mark.parametrize("kind", sorted(ALL))
def test_a_caller_may_ask_for_less(kind: str) -> None:
    assert header(ALL[kind], most_side=max(PRINT.shape)).kind == kind
    with pytest.raises(BadHeader):
        header(ALL[kind], most_side=max(PRINT.shape) - 1)
    with pytest.raises(BadHeader):
        header(ALL[kind], most_pixels=PRINT.size - 1)


def test_a_large_wsq_of_a_few_octets_is_refused() -> None:
    few = with_size(WSQ, 3600, 3600)[:9000]
    with pytest.raises(BadHeader, match="octets"):
        header(few)


def test_two_frames_two_codestreams_and_many_scans_are_refused() -> None:
    jpeg = ALL[JPEG]
    at = jpeg.index(b"\xff\xc0")
    size = int.from_bytes(jpeg[at + 2 : at + 4], "big")
    frame = jpeg[at : at + 2 + size]
    with pytest.raises(BadHeader, match="2 frames"):
        header(jpeg[:at] + frame + jpeg[at:])
    with pytest.raises(BadHeader, match="scans"):
        header(jpeg + b"\xff\xda\x00\x08" * 100)
    stream = ALL[JPEG_2000][ALL[JPEG_2000].index(b"\xff\x4f\xff\x51") :]
    with pytest.raises(BadHeader, match="2 codestreams"):
        header(ALL[JPEG_2000] + struct.pack(">I4s", len(stream) + 8, b"jp2c") + stream)
    assert header(stream).kind == JPEG_2000


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"BM", b"\xff\xa0", b"\xff\x4f"])
)
def test_garbage_is_refused_or_has_a_possible_size(data: bytes, start: bytes) -> None:
    try:
        found = header(start + data)
    except BadHeader:
        return
    assert 0 < found.width * found.height <= MOST_PIXELS


@given(st.sampled_from(sorted(ALL)), st.lists(st.tuples(st.integers(0, 699), st.integers(0, 255)), max_size=6))
@settings(max_examples=300, deadline=None)
def test_a_damaged_header_is_refused_or_has_a_possible_size(kind: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(ALL[kind])
    for at, value in changes:
        data[at % len(data)] = value
    try:
        found = header(bytes(data))
    except BadHeader:
        return
    assert 0 < found.width * found.height <= MOST_PIXELS and 1 <= found.channels <= 4


@given(st.sampled_from(sorted(ALL)), st.integers(0, 60))
def test_a_header_that_is_cut_short_is_refused(kind: str, length: int) -> None:
    try:
        found = header(ALL[kind][:length])
    except BadHeader:
        return
    assert kind in (BMP, PNG) and (found.width, found.height) == PRINT.shape[::-1]
