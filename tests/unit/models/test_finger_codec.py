import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import BadTemplate
from models.finger.codec import decode, encode
from models.finger.compare import FingerTemplate, compare
from models.types import minutiae
from tests.unit.models.prints import moved, random_minutiae

GOOD = encode([random_minutiae(1), random_minutiae(2)], 7, [60, 31])


def test_a_record_has_the_layout_of_the_standard() -> None:
    view = minutiae([10, 200], [20, 0], [0, np.pi / 2], [1, 2], [55, 0], size=(300, 400))
    record = encode([view], 3, [77])
    assert record[:8] == b"FMR\0 20\0"
    assert struct.unpack(">IHHHHHBB", record[8:24]) == (len(record), 0, 300, 400, 197, 197, 1, 0)
    assert record[24:28] == bytes([3, 0, 77, 2])
    assert record[28:34] == bytes([0x40, 10, 0, 20, 0, 55])  # an ending at (10, 20), pointing right
    assert record[34:40] == bytes([0x80, 200, 0, 0, 64, 0])  # a bifurcation, pointing up: 64 of 256 of a turn
    assert record[40:] == b"\0\0"


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 60), st.integers(0, 10), st.integers(0, 100))
def test_a_record_survives_its_codec(seed: int, count: int, position: int, quality: int) -> None:
    view = random_minutiae(seed, min(count, 40))
    back = decode(encode([view], position, [quality]))
    assert (back.position, back.qualities) == (position, (quality,))
    again = back.views[0]
    assert np.abs(again.x - view.x).max(initial=0) <= 0.5 and np.abs(again.y - view.y).max(initial=0) <= 0.5
    assert np.abs(np.angle(np.exp(1j * (again.angle - view.angle)))).max(initial=0) <= np.pi / 256 + 1e-5
    assert np.array_equal(again.kind, view.kind) and np.array_equal(again.quality, view.quality)
    assert (again.width, again.height) == (view.width, view.height)


def test_a_decoded_record_encodes_to_the_same_bytes() -> None:
    record = decode(GOOD)
    assert encode(record.views, record.position, record.qualities) == GOOD


def test_a_template_still_matches_after_its_codec() -> None:
    view = random_minutiae(5)
    other = FingerTemplate.from_minutiae(moved(view, 3, 4, 0.2, jitter=1))
    before = compare(FingerTemplate.from_minutiae(view), other).score
    after = compare(FingerTemplate.from_minutiae(*decode(encode([view], 1, [50])).views), other).score
    assert abs(before - after) < 0.05 and after > 0.5


def test_another_resolution_is_brought_to_500_ppi() -> None:
    record = bytearray(encode([random_minutiae(3)], 1, [50]))
    record[18:22] = struct.pack(">HH", 394, 394)
    view = decode(bytes(record)).views[0]
    assert np.allclose(view.x, np.round(random_minutiae(3).x) * 500 / (394 * 2.54), atol=1e-3)
    assert view.width == round(300 * 500 / (394 * 2.54))


def test_extended_data_is_skipped() -> None:
    record = bytearray(encode([random_minutiae(3)], 1, [50]))
    record[-2:] = b"\0\x06" + b"\x01\x00\0\x06\0\0"
    record[8:12] = struct.pack(">I", len(record))
    assert len(decode(bytes(record)).views[0]) == 40


@pytest.mark.parametrize(
    ("at", "value", "reason"),
    [
        (0, b"FIR\0", "version"),
        (4, b" 30\0", "version"),
        (8, struct.pack(">I", len(GOOD) + 1), "states"),
        (14, b"\0\0", "image of"),
        (18, b"\0\0", "resolution"),
        (22, b"\0", "views"),
        (22, b"\x01", "after the last view"),
        (22, b"\x03", "view header"),
        (23, b"\x01", "reserved"),
        (24, b"\x0b", "position"),
        (25, b"\x04", "impression type"),
        (26, b"\x65", "finger quality"),
        (27, b"\xff", "within the minutiae"),
        (28, b"\xc0\x01", "reserved kind"),
        (28, b"\x7f\xff", "outside"),
        (30, b"\x80\x01", "reserved bits"),
        (33, b"\x65", "quality above"),
        (len(GOOD) - 2, b"\0\x01", "extended data"),
    ],
)
def test_a_record_with_one_wrong_field_is_refused_and_the_reason_named(at: int, value: bytes, reason: str) -> None:
    record = bytearray(GOOD)
    record[at : at + len(value)] = value
    with pytest.raises(BadTemplate, match=reason):
        decode(bytes(record))


def test_views_of_two_fingers_are_refused() -> None:
    record = bytearray(GOOD)
    record[24 + 4 + 40 * 6 + 2] = 2
    with pytest.raises(BadTemplate, match="fingers"):
        decode(bytes(record))


@settings(deadline=None)
@given(st.integers(0, len(GOOD) - 1))
def test_a_truncated_record_is_refused(size: int) -> None:
    with pytest.raises(BadTemplate):
        decode(GOOD[:size])


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(BadTemplate):
        decode(data)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_record_is_refused_or_is_a_record(changes: list[tuple[int, int]]) -> None:
    record = bytearray(GOOD)
    for at, value in changes:
        record[at] = value
    try:
        back = decode(bytes(record))
    except BadTemplate as error:
        assert error.code == "bad_template"
    else:
        for view in back.views:
            FingerTemplate.from_minutiae(view)
            assert np.all(view.x < view.width + 1) and np.all((view.angle >= 0) & (view.angle < 2 * np.pi))


@pytest.mark.parametrize(
    ("views", "position", "qualities"),
    [
        ([], 1, []),
        ([random_minutiae(1)], 11, [1]),
        ([random_minutiae(1)], 1, []),
        ([random_minutiae(1)] * 17, 1, [1] * 17),
        ([minutiae([-1], [0], [0], [0], [0], size=(10, 10))], 1, [1]),
        ([minutiae([np.nan], [0], [0], [0], [0], size=(10, 10))], 1, [1]),
        ([minutiae([1], [0], [0], [3], [0], size=(10, 10))], 1, [1]),
        ([minutiae([1], [0], [0], [0], [0], size=(0, 10))], 1, [1]),
        ([minutiae(*[np.zeros(256)] * 5, size=(10, 10))], 1, [1]),
    ],
)
def test_what_the_format_cannot_hold_is_not_written(views: list, position: int, qualities: list) -> None:  # type: ignore[type-arg]
    with pytest.raises(BadTemplate):
        encode(views, position, qualities)


def test_a_failed_quality_is_written_as_the_worst() -> None:
    assert decode(encode([random_minutiae(1)], 1, [255])).qualities == (0,)
