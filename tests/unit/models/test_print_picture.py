"""Prints that come as files keep their grey levels, say whether they lost something, or are refused."""

import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from models.errors import BadImage, BadWsq
from models.finger import wsq_image
from models.finger.print_picture import read
from tests.unit.models.prints import ridges

PRINT = ridges(2)[0][:160, :200].copy()


def packed(extension: str, picture: np.ndarray, *options: int) -> bytes:
    ok, data = cv2.imencode(extension, picture, list(options))
    assert ok
    return data.tobytes()


def with_pillow(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_sixteen_bits_with_fewer_inside_are_not_black(bits: int) -> None:
    deep = (PRINT.astype(np.uint32) * (2**bits - 1) // 255).astype(np.uint16)
    found = read(packed(".png", deep)).pixels
    assert np.abs(found.astype(int) - PRINT).max() <= 1


@pytest.mark.parametrize(
    "made",
    [
        lambda ink: with_pillow(Image.merge("LA", (Image.new("L", ink.size), ink)), "PNG"),
        lambda ink: with_pillow(Image.merge("RGBA", (*[Image.new("L", ink.size)] * 3, ink)), "PNG"),
        lambda ink: packed(
            ".png", np.dstack([np.zeros((*ink.size[::-1], 3), np.uint16), np.uint16(ink) * np.uint16(257)])
        ),
    ],
    ids=["grey and alpha", "colour and alpha", "colour and alpha of 16 bits"],
)
def test_a_print_that_is_only_in_the_opacity_is_laid_on_white(made: Callable[[Image.Image], bytes]) -> None:
    found = read(made(Image.fromarray(255 - PRINT)))
    assert np.array_equal(found.pixels, PRINT) and not found.lossy


@pytest.mark.parametrize("mode", ["L", "RGB", "P"])
@pytest.mark.parametrize("kind", ["PNG", "BMP"])
def test_opaque_kinds_come_out_as_they_are(kind: str, mode: str) -> None:
    found = read(with_pillow(Image.fromarray(PRINT).convert(mode), kind))
    assert np.array_equal(found.pixels, PRINT) and not found.lossy and found.ppi is None


@pytest.mark.parametrize("level", [0, 90, 255])
def test_a_picture_of_one_grey_level_is_refused(level: int) -> None:
    with pytest.raises(BadImage, match="one grey level"):
        read(packed(".png", np.full_like(PRINT, level)))
    with pytest.raises(BadImage, match="one grey level"):
        read(with_pillow(Image.merge("LA", (Image.fromarray(PRINT), Image.new("L", PRINT.shape[::-1]))), "PNG"))


@pytest.mark.parametrize(
    "options", [{}, {"num_resolutions": 2}, {"tile_size": (64, 64)}, {"codeblock_size": (16, 16)}, {"no_jp2": True}]
)
def test_a_whole_jpeg_2000_is_lossless_whoever_packed_it(options: dict[str, object]) -> None:
    found = read(with_pillow(Image.fromarray(PRINT), "JPEG2000", **options))
    assert not found.lossy and np.array_equal(found.pixels, PRINT)


@pytest.mark.parametrize(
    "data",
    [
        with_pillow(Image.fromarray(PRINT), "JPEG2000", irreversible=True),
        with_pillow(Image.fromarray(PRINT), "JPEG2000", quality_mode="rates", quality_layers=[8]),
        packed(".jp2", PRINT, cv2.IMWRITE_JPEG2000_COMPRESSION_X1000, 100),
        packed(".jpg", PRINT, cv2.IMWRITE_JPEG_QUALITY, 100),
        wsq_image.encode(PRINT, 500),
    ],
    ids=["rounding wavelet", "cut to a rate", "cut to a tenth", "jpeg", "wsq"],
)
def test_what_lost_something_is_marked(data: bytes) -> None:
    assert read(data).lossy


def test_a_wsq_says_its_resolution() -> None:
    assert read(wsq_image.encode(PRINT, 1000)).ppi == 1000


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"BM", b"\xff\xa0", b"GIF89a"])
)
@settings(deadline=None)
def test_garbage_is_refused(data: bytes, start: bytes) -> None:
    with pytest.raises((BadImage, BadWsq)):
        read(start + data)


GOOD = packed(".png", PRINT)


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=4))
@settings(deadline=None, max_examples=60)
def test_a_damaged_file_is_a_print_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for at, value in changes:
        data[at % len(data)] = value
    try:
        found = read(bytes(data))
    except BadImage:
        return
    assert found.pixels.dtype == np.uint8 and found.pixels.ndim == 2
