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
from drivers.pictures import CAMERA, SCANNER, JpegStream, unpack_colour, unpack_grey
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
    assert found.dtype == np.uint8 and max(found.shape) <= SCANNER.side


def disguised(kind: str) -> bytes:
    """A picture of a kind that devices do not send, with a small codestream of JPEG 2000 as a decoy inside."""
    honest = cv2.imencode(kind, np.zeros((3000, 4000, 3), np.uint8))[1].tobytes()
    return honest + b"\xff\x4f\xff\x51" + bytes(4) + struct.pack(">II", 10, 10) + bytes(30)


@pytest.mark.parametrize("kind", [".bmp", ".tiff", ".webp"])
def test_a_kind_of_picture_that_no_device_sends_is_refused_whatever_it_carries_inside(kind):
    with pytest.raises(Garbled, match="no pixels"):
        unpack_grey(disguised(kind), "sbi_record")


def test_many_components_and_many_scans_are_refused():
    wide = bytearray(PACKED[".jp2"])
    at = wide.index(b"\xff\x4f\xff\x51") + 4 + 36
    wide[at : at + 2] = struct.pack(">H", 16384)
    with pytest.raises(Garbled, match="pixels"):
        unpack_grey(bytes(wide), "code")
    progressive = cv2.imencode(".jpg", PICTURE, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1].tobytes()
    assert unpack_grey(progressive, "code").shape == PICTURE.shape
    last = progressive.rindex(b"\xff\xda")
    with pytest.raises(Garbled, match="pixels"):
        unpack_grey(progressive[:last] + progressive[last:-2] * 70 + b"\xff\xd9", "code")


def test_a_camera_picture_keeps_its_colours_and_has_a_bound_of_its_own():
    picture = np.zeros((3000, 4000, 3), np.uint8)
    picture[:, :, 2] = 200
    packed = cv2.imencode(".jpg", picture)[1].tobytes()
    assert abs(int(unpack_colour(packed, "code")[5, 5, 2]) - 200) < 6
    with pytest.raises(Garbled):
        unpack_grey(packed, "code")
    assert CAMERA.pixels < 5000 * 5000
    with pytest.raises(Garbled):
        unpack_colour(cv2.imencode(".jpg", np.zeros((5000, 5000), np.uint8))[1].tobytes(), "code")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=20), min_size=3, max_size=3), st.integers(1, 700))
def test_the_pictures_of_a_stream_are_found_however_it_is_cut_and_whatever_stands_between(between, piece):
    between = [junk.replace(b"\xff", b"-") for junk in between]
    first, second = PACKED[".jpg"], cv2.imencode(".jpg", 255 - PICTURE)[1].tobytes()
    thumb = b"\xff\xd8\xff\xe1" + struct.pack(">H", 2 + len(first)) + first + second[2:]  # a picture in a picture
    stream = between[0] + first + between[1] + thumb + between[2] + second
    found, pieces = JpegStream("code", 1 << 20), [stream[i : i + piece] for i in range(0, len(stream), piece)]
    assert [picture for part in pieces for picture in found.feed(part)] == [first, thumb, second]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([b"\xff", b"\xd8", b"\xff\xd8\xff", b"\xda", b"\xd9", b"\x00", b"a"]), max_size=200))
def test_any_stream_is_walked_to_its_end(parts):
    found = JpegStream("code", 1 << 20)
    for part in parts:
        found.feed(part)


def test_a_picture_that_does_not_end_is_given_up():
    found = JpegStream("code", 1000)
    with pytest.raises(Garbled):
        for _ in range(2000):
            found.feed(b"\xff\xd8\xff\xda")
