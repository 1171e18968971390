"""Finger image records of ISO/IEC 19794-4:2011: lossless pictures come out pixel for pixel, the rest is named."""

from __future__ import annotations

import contextlib

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
