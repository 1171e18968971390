"""The record that turns a raw frame into a picture, and its stored form under attack."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import replace
from datetime import date

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.finger.rectify import BadRectification, Rectification
from drivers.finger.sensors import FS81, URU4500


def full(serial: str = "{serial}") -> Rectification:
    rng = np.random.default_rng(3)
    return replace(
        Rectification.nominal(serial),
        id="certificate-1",
        displacement=rng.normal(0, 0.2, (5, 7, 2)),
        offset=rng.uniform(2, 9, (290, 384)),
        gain=rng.uniform(0.6, 1.6, (290, 384)),
        defects=np.array([[0, 0], [10, 20], [10, 21], [289, 383]]),
        valid_until=date(2027, 2, 28),
    )


FULL = full().to_bytes()


def test_the_nominal_geometry_gives_five_hundred_pixels_per_inch_both_ways() -> None:
    nominal = Rectification.nominal()
    # a disc of 10 mm as the nominal sensor squeezes it must come out round and 10 mm wide
    y, x = np.mgrid[0:290, 0:384]
    mm_x, mm_y = (x - 191.5) * 25.4 / URU4500.ppi_x, (y - 144.5) * 25.4 / URU4500.ppi_y
    raw = (245 - 210 * np.clip((5 - np.hypot(mm_x, mm_y)) / 0.06 + 0.5, 0, 1)).astype(np.uint8)
    picture = nominal.apply(raw)
    assert (nominal.width, nominal.height) == (349, 383)
    ridge = picture < 140
    assert ridge.any(axis=0).sum() * 25.4 / 500 == pytest.approx(10, abs=0.1)
    assert ridge.any(axis=1).sum() * 25.4 / 500 == pytest.approx(10, abs=0.1)
    assert nominal.calibration_id == "nominal"
    assert not nominal.expired(date(2999, 1, 1))


def test_the_first_and_last_pixels_of_the_picture_look_at_the_edges_of_the_sensor() -> None:
    x, y = Rectification.nominal().maps
    assert (x[0, 0] + x[-1, -1], y[0, 0] + y[-1, -1]) == pytest.approx((383, 289), abs=1e-3)
    assert abs(x[0, 0]) < 0.5 and abs(y[0, 0]) < 0.5


def test_uneven_light_is_evened_and_contact_stays_dark() -> None:
    slope = np.tile(np.linspace(100, 200, 384), (290, 1))
    even = replace(Rectification.nominal(), id="c", offset=np.full((290, 384), 5.0), gain=150 / slope)
    raw = (255 - np.rint(slope + 5)).astype(np.uint8)
    picture = even.apply(raw)
    assert picture.std() < 1
    assert picture.mean() == pytest.approx(255 - 150, abs=1)


def test_a_listed_pixel_takes_the_median_of_its_good_neighbours() -> None:
    raw = np.full((290, 384), 90, np.uint8)
    broken = [(0, 0), (100, 100), (100, 101), (101, 100), (101, 101), (289, 383)]
    for row, column in broken:
        raw[row, column] = 255
    repaired = replace(Rectification.nominal(), defects=np.array(broken)).flatten(raw)
    assert (repaired == 90).all()
    assert (raw == 255).sum() == len(broken)  # the caller's frame is untouched


def test_a_block_of_defects_without_good_neighbours_keeps_its_middle() -> None:
    block = [(r, c) for r in range(50, 57) for c in range(50, 57)]
    raw = np.full((290, 384), 90, np.uint8)
    raw[50:57, 50:57] = 7
    repaired = replace(Rectification.nominal(), defects=np.array(block)).flatten(raw)
    assert repaired[53, 53] == 7
    assert repaired[50, 50] == 90


def test_a_displacement_map_moves_the_picture_by_what_it_says() -> None:
    raw = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 255, (290, 384)).astype(np.float32), (0, 0), 4)
    raw = cv2.normalize(raw, None, 20, 230, cv2.NORM_MINMAX).astype(np.uint8)
    plain = replace(Rectification.nominal(), homography=np.eye(3), width=300, height=200)
    moved = replace(plain, displacement=np.tile(np.array([3.0, 5.0]), (4, 4, 1)))
    assert np.array_equal(moved.apply(raw)[:190, :290], plain.apply(raw)[5:195, 3:293])


def test_stored_bytes_give_the_same_record_back() -> None:
    record = full()
    again = Rectification.from_bytes(FULL)
    assert again.to_bytes() == FULL
    raw = np.random.default_rng(5).integers(0, 256, (290, 384), dtype=np.uint8)
    assert np.array_equal(record.apply(raw), again.apply(raw))
    assert (again.id, again.serial, again.valid_until) == ("certificate-1", "{serial}", date(2027, 2, 28))
    assert not again.expired(date(2027, 2, 28))
    assert again.expired(date(2027, 3, 1))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(FULL) - 1), st.integers(1, 255))
def test_any_changed_byte_is_noticed(at: int, change: int) -> None:
    damaged = bytearray(FULL)
    damaged[at] ^= change
    with pytest.raises(BadRectification):
        Rectification.from_bytes(bytes(damaged))


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.integers(0, len(FULL) - 1).map(lambda n: FULL[:n])))
def test_cut_and_foreign_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(BadRectification):
        Rectification.from_bytes(data)


def test_a_record_of_the_time_of_one_sensor_is_read_as_that_sensors() -> None:
    (length,) = struct.unpack_from("<I", FULL, 5)
    head = FULL[9 : 9 + length].replace(b'"columns":384,', b"").replace(b'"rows":290,', b"")
    data = b"RECT\x01" + struct.pack("<I", len(head)) + head + FULL[9 + length : -32]
    old = Rectification.from_bytes(data + hashlib.sha256(data).digest())
    assert old.to_bytes() == FULL and (old.rows, old.columns) == URU4500.shape


def test_another_sensor_has_a_record_of_its_own_size() -> None:
    plain = Rectification.nominal("p", FS81)
    assert (plain.width, plain.height) == (320, 480)
    raw = np.random.default_rng(1).integers(0, 255, FS81.shape).astype(np.uint8)
    assert np.array_equal(plain.apply(raw), raw)  # nominally 500 ppi already
    flat = replace(
        plain, id="c", offset=np.full(FS81.shape, 3, np.float32), gain=np.ones(FS81.shape, np.float32),
        defects=np.array([(470, 310)]),
    )  # fmt: skip
    again = Rectification.from_bytes(flat.to_bytes())
    assert again.to_bytes() == flat.to_bytes() and again.offset is not None and again.offset.shape == FS81.shape
    with pytest.raises(BadRectification):
        again.apply(np.zeros(URU4500.shape, np.uint8))
    with pytest.raises(BadRectification):
        replace(Rectification.nominal(), defects=np.array([(470, 310)]))


def resealed(head_change: tuple[bytes, bytes] | None = None, body: bytes | None = None) -> bytes:
    """The record with another head or body under a correct checksum: what a writer with intent could store."""
    (length,) = struct.unpack_from("<I", FULL, 5)
    head = FULL[9 : 9 + length]
    if head_change:
        assert head_change[0] in head
        head = head.replace(*head_change, 1)
    packed = FULL[9 + length : -32] if body is None else zlib.compress(body)
    data = FULL[:5] + struct.pack("<I", len(head)) + head + packed
    return data + hashlib.sha256(data).digest()


@pytest.mark.parametrize(
    "change",
    [
        (b'"width":349', b'"width":99999999'),
        (b'"width":349', b'"width":true'),
        (b'"width":349', b'"width":349,"more":1'),
        (b'"flat":true', b'"flat":false'),
        (b'"grid":[5,7]', b'"grid":[1,35]'),
        (b'"grid":[5,7]', b'"grid":[-5,-7]'),
        (b'"homography":[', b'"homography":[NaN,'),
        (b'"homography":[1.', b'"homography":[-1000000.'),
        (b'"homography":[', b'"homography":[' + b"9" * 400 + b","),
        (b'"grid":[5,7]', b'"grid":' + b"[" * 3500),
        (b'"valid_until":"2027-02-28"', b'"valid_until":"2027-02-31"'),
        (b'"defects":4', b'"defects":5'),
        (b'{"columns"', b'["columns"'),
        (b'"columns":384', b'"columns":320'),
        (b'"rows":290', b'"rows":0'),
        (b'"rows":290', b'"rows":true'),
    ],
)
def test_a_well_sealed_record_with_impossible_values_is_refused(change: tuple[bytes, bytes]) -> None:
    with pytest.raises(BadRectification):
        Rectification.from_bytes(resealed(change))


def test_a_body_that_unpacks_without_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(BadRectification, match="cut or padded"):
        Rectification.from_bytes(resealed(body=bytes(50_000_000)))


@pytest.mark.parametrize(
    "change",
    [
        {"gain": None},
        {"gain": np.full((290, 384), 3.0)},
        {"gain": np.full((10, 10), 1.0)},
        {"offset": np.full((290, 384), np.nan)},
        {"defects": np.array([[290, 0]])},
        {"defects": np.array([[5, 5], [5, 5]])},
        {"homography": np.zeros((3, 3))},
        {"homography": np.eye(2)},
        {"displacement": np.full((3, 3, 2), 100.0)},
        {"id": ""},
    ],
)
def test_measured_values_that_no_reader_has_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadRectification):
        replace(full(), **change)


@pytest.mark.parametrize("raw", [np.zeros((384, 290), np.uint8), np.zeros((290, 384), np.float32)])
def test_a_frame_of_another_shape_or_type_is_refused(raw: np.ndarray) -> None:
    with pytest.raises(BadRectification):
        Rectification.nominal().apply(raw)
