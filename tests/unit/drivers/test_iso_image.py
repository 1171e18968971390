"""Finger image records of ISO/IEC 19794-4:2011: lossless pictures come out pixel for pixel, the rest is named."""

from __future__ import annotations

import contextlib

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.emulated.sbi_seal import JPEG_2000_LOSSLESS, PLAIN, PNG, WSQ, finger_record
from drivers.errors import Garbled
from drivers.finger import iso_image
from tests.unit.drivers.conftest import ridges


@pytest.mark.parametrize("packing", [PLAIN, JPEG_2000_LOSSLESS, PNG])
def test_a_lossless_picture_comes_out_pixel_for_pixel(packing):
    picture = ridges(3, 400, 320)
    found = iso_image.read(finger_record(picture, 500, 7, packing))
    assert np.array_equal(found.pixels, picture)
    assert (found.ppi_x, found.ppi_y, found.position) == (500.0, 500.0, 7)


def test_a_lossy_picture_is_not_taken():
    with pytest.raises(Garbled, match="lossless"):
        iso_image.read(finger_record(ridges(), packing=WSQ))


def test_a_scale_that_no_reader_has_is_not_taken():
    with pytest.raises(Garbled, match="ppi"):
        iso_image.read(finger_record(ridges(), ppi=72))


def test_a_size_that_is_not_the_pictures_is_not_taken():
    record = bytearray(finger_record(ridges(1, 100, 120), packing=PNG))
    at = record.index(b"\x89PNG") - 8
    assert record[at : at + 4] == b"\x00\x78\x00\x64"
    record[at + 1] = 0x79
    with pytest.raises(Garbled, match="size"):
        iso_image.read(bytes(record))


def test_a_picture_smaller_than_a_finger_is_not_taken():
    with pytest.raises(Garbled, match="10 x 70 pixels"):
        iso_image.read(finger_record(ridges(1, 70, 10), packing=PLAIN))


def test_a_record_that_is_cut_anywhere_is_named():
    record = finger_record(ridges(1, 70, 70), packing=PLAIN)
    for length in (*range(70), len(record) - 1):
        with pytest.raises(Garbled):
            iso_image.read(record[:length])


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_record_is_read_or_named(data):
    record = bytearray(finger_record(ridges(1, 64, 64), packing=data.draw(st.sampled_from([PLAIN, PNG]))))
    for _ in range(data.draw(st.integers(1, 6))):
        record[data.draw(st.integers(0, min(len(record), 90) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Garbled):
        assert iso_image.read(bytes(record)).pixels.ndim == 2


def labelled(picture: np.ndarray, packing: int, data: bytes) -> bytes:
    """A record of `picture` that carries `data` under the label `packing`."""
    record = bytearray(finger_record(picture, packing=PLAIN)[: -picture.size])
    record[-10] = packing
    record[-4:] = len(data).to_bytes(4, "big")
    record += data
    record[8:12] = len(record).to_bytes(4, "big")
    record[16:20] = (len(record) - 16).to_bytes(4, "big")
    return bytes(record)


def packed(extension: str, picture: np.ndarray, *options: int) -> bytes:
    return cv2.imencode(extension, picture, list(options))[1].tobytes()


def with_wavelet(data: bytes, wavelet: int) -> bytes:
    at = data.index(b"\xff\x52")
    return data[: at + 13] + bytes([wavelet]) + data[at + 14 :]


PRINT = ridges(4, 200, 160)
RATE = cv2.IMWRITE_JPEG2000_COMPRESSION_X1000


@pytest.mark.parametrize(
    ("packing", "data"),
    [
        (JPEG_2000_LOSSLESS, packed(".jp2", PRINT, RATE, 60)),
        (JPEG_2000_LOSSLESS, with_wavelet(packed(".jp2", PRINT, RATE, 1000), 0)),
        (JPEG_2000_LOSSLESS, packed(".jpg", PRINT, cv2.IMWRITE_JPEG_QUALITY, 100)),
        (PNG, packed(".jpg", PRINT)),
        (PNG, packed(".png", np.dstack([PRINT] * 3))),
        (PNG, packed(".png", PRINT.astype(np.uint16) << 4)),
        (PNG, packed(".png", np.dstack([np.zeros((*PRINT.shape, 3), np.uint8), 255 - PRINT]))),
    ],
    ids=["cut to a rate", "rounding wavelet", "jpeg as jpeg 2000", "jpeg as png", "colour", "12 of 16 bits", "opacity"],
)
def test_a_print_that_lost_something_is_not_taken_for_lossless(packing, data):
    with pytest.raises(Garbled, match="label"):
        iso_image.read(labelled(PRINT, packing, data))


def test_a_whole_print_under_its_own_label_is_taken():
    for packing, data in ((JPEG_2000_LOSSLESS, packed(".jp2", PRINT, RATE, 1000)), (PNG, packed(".png", PRINT))):
        assert np.array_equal(iso_image.read(labelled(PRINT, packing, data)).pixels, PRINT)


def test_an_encoders_minus_one_is_no_scale():
    with pytest.raises(Garbled, match="255 x 255 ppi"):
        iso_image.read(finger_record(PRINT, ppi=255))
