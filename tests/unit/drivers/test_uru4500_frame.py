"""The frame codec against published vectors, and against the emulator's own scrambler."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.emulated.scrambler import BLOCKS, Block, masks, scramble
from drivers.errors import Garbled
from drivers.finger import uru4500_frame as frame
from tests.unit.drivers.conftest import ridges

KEY = 0x544409D6


def build(wire, blocks=BLOCKS, keys=(KEY,), *, number=0, leave_clear=False):
    payload = scramble(wire, blocks, list(keys), leave_clear)
    records = bytearray(48)
    for index, block in enumerate(blocks):
        records[2 * index : 2 * index + 2] = bytes([block.flags, block.lines])
    count = len(payload) // 384
    return b"\x10\x40\x80\x01" + count.to_bytes(2, "little") + bytes([number]) + bytes(9) + bytes(records) + payload


HONEST = build(255 - ridges())


def test_the_published_frame_decodes_exactly(shared: Path):
    folder = shared / "protocols" / "vectors"
    told = json.loads((folder / "uru4500_frame.json").read_text())
    data = (folder / "uru4500_frame.bin").read_bytes()
    assert hashlib.sha256(data).hexdigest() == told["frame_sha256"]
    wanted = np.fromfile(folder / "uru4500_expected_384x290.gray", np.uint8).reshape(290, 384)
    result = frame.decode(data, lambda number: int(told["key"], 16), rotated=True)
    assert np.array_equal(result.image, wanted)
    assert result.absent == (167,)


def test_the_keystream_is_the_published_one():
    assert frame.keystream(KEY, 6).tobytes().hex() == "17a04103d9a0"
    plain = bytes(a ^ b for a, b in zip(range(1, 16), frame.keystream(KEY, 15), strict=True))
    assert (plain + b"\0").hex() == "16a24207dca6472d916a5988b56e8400"


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_two_independent_keystreams_agree(key: int):
    assert np.array_equal(frame.keystream(key, 290 * 384), masks(key, 290).ravel())


def test_only_what_the_wire_loses_differs_from_the_picture():
    picture = ridges()
    result = frame.decode(build(255 - picture[::-1, ::-1]), lambda number: KEY, rotated=True)
    wrong = {tuple(p) for p in np.argwhere(result.image != picture)}
    assert {p for p in wrong if p[0] not in result.absent} <= set(result.lost)
    assert len(result.absent) == 1
    assert len(result.lost) == 4


def test_an_upright_sensor_is_not_turned():
    picture = ridges()
    result = frame.decode(build(255 - picture), lambda number: KEY, rotated=False)
    assert np.array_equal(result.image[1:70], picture[1:70])


def test_the_next_key_is_fetched_where_a_block_asks_for_it():
    blocks = (Block(2, 100), Block(0x82, 100), Block(2, 89))
    asked: list[int] = []

    def key_for(number: int) -> int:
        asked.append(number)
        return {7: KEY, 8: 0x0BADCAFE}[number]

    picture = ridges()
    data = build(255 - picture, blocks, (KEY, 0x0BADCAFE), number=7)
    result = frame.decode(data, key_for, rotated=False)
    assert asked == [7, 8]
    good = np.ones((290, 384), bool)
    good[list(result.absent)] = False
    good[tuple(np.array(result.lost).T)] = False
    assert np.array_equal(result.image[good], picture[good])


def test_a_block_may_leave_the_key_where_it_is():
    blocks = (Block(2, 72), Block(4, 30), Block(2, 187))
    picture = ridges()
    result = frame.decode(build(255 - picture, blocks), lambda number: KEY, rotated=False)
    assert np.array_equal(result.image[72:102], picture[72:102])
    assert np.array_equal(result.image[103:280, :380], picture[103:280, :380])


def test_clear_bytes_are_not_unscrambled_although_the_flags_say_so():
    picture = np.full((290, 384), 240, np.uint8)
    picture[100:200] = ridges()[100:200]
    result = frame.decode(build(255 - picture, leave_clear=True), lambda number: pytest.fail("no key"), rotated=False)
    assert not result.was_scrambled
    assert np.array_equal(result.image[:122], picture[:122])


def test_strong_ridges_in_the_first_rows_of_a_clear_frame_are_no_scrambling():
    picture = np.tile(np.where(np.arange(384) // 5 % 2, 255, 0).astype(np.uint8), (290, 1))
    blocks = tuple(Block(b.flags & ~2, b.lines) for b in BLOCKS)
    result = frame.decode(build(255 - picture, blocks), lambda number: pytest.fail("no key"), rotated=False)
    assert np.array_equal(result.image, picture)


def test_a_wrong_key_is_noticed():
    with pytest.raises(Garbled) as caught:
        frame.decode(build(255 - ridges()), lambda number: KEY ^ 1, rotated=True)
    assert caught.value.code == "frame_noise"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda data: b"", "frame_short"),
        (lambda data: data[:63], "frame_short"),
        (lambda data: data[:-1], "frame_short"),
        (lambda data: data[:4] + (290).to_bytes(2, "little") + data[6:] + bytes(384), "frame_header"),
        (lambda data: data[:4] + b"\0\0" + data[6:], "frame_header"),
        (lambda data: data[:16] + b"\x02\xff\x02\xff" + data[20:], "frame_header"),
        (lambda data: data[:16] + b"\x02\x10\x00\x00" + data[20:], "frame_incomplete"),
    ],
)
def test_a_bad_frame_has_its_own_code(spoil, code: str):
    with pytest.raises(Garbled) as caught:
        frame.decode(spoil(build(255 - ridges())), lambda number: KEY, rotated=True)
    assert caught.value.code == code


def test_what_follows_the_closing_record_is_stale_memory():
    data = bytearray(build(255 - ridges()))
    data[40:46] = b"\x82\x40\x02\x40\x01\x40"
    frame.decode(bytes(data), lambda number: KEY, rotated=True)


@given(head=st.binary(min_size=48, max_size=64), size=st.integers(0, 120_000), seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_whatever_a_malicious_device_sends_ends_in_a_picture_or_a_named_error(head: bytes, size: int, seed: int):
    body = np.random.default_rng(seed).integers(0, 256, size).astype(np.uint8).tobytes()
    try:
        result = frame.decode(head + body, lambda number: KEY, rotated=True)
    except Garbled:
        return
    assert result.image.shape == (290, 384)
    assert len(result.absent) <= frame.MAX_ABSENT


@given(
    records=st.lists(st.tuples(st.sampled_from([0, 1, 2, 3, 4, 6, 0x80, 0x82, 0x86]), st.integers(0, 290)), max_size=15)
)
@settings(max_examples=40, deadline=None)
def test_any_block_records_end_in_a_picture_or_a_named_error(records):
    data = bytearray(HONEST)
    for index, (flags, lines) in enumerate(records):
        data[16 + 2 * index : 18 + 2 * index] = bytes([flags, lines & 0xFF])
    try:
        result = frame.decode(bytes(data), lambda number: KEY, rotated=True)
    except Garbled:
        return
    assert result.image.shape == (290, 384)


def test_gaps_are_mended_from_both_sides():
    picture = np.tile(np.linspace(0, 255, 290).astype(np.uint8)[:, None], (1, 384))
    result = frame.decode(build(255 - picture), lambda number: KEY, rotated=False)
    assert np.abs(frame.mend(result).astype(int) - picture).max() <= 1
