"""The bulk frame of the U.are.U 4000/4500 family: header, block records, unscrambling, assembly.

A frame is obfuscated, not protected: a 32-bit shift register whose key the device tells to anybody who asks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from drivers.errors import Garbled
from drivers.finger.base import Image

WIDTH = 384
ROWS = 290
HEADER = 64
REQUEST = HEADER + ROWS * WIDTH  # asking for more than a frame swallows the closing zero-length packet

_RECORDS = 16  # offset of 15 records of {flags, lines}
_RECORD_COUNT = 15
_ABSENT, _SCRAMBLED, _NO_KEY, _NEW_KEY = 0x01, 0x02, 0x04, 0x80

_TAPS = tuple(bit for bit in range(32) if 0x9248144D >> bit & 1)
_MASK_BITS = (4, 8, 11, 14, 18, 21, 24, 29)

CLEAR_BELOW = 5000  # "variance" of the sum of the first two rows under which a frame cannot be scrambled
MAX_ABSENT = 29  # a tenth of the picture; our own limit: more missing rows than that are no fingerprint
NOISE_RATIO = 1.5  # variance of neighbour differences over the variance: 2 for noise, below 1 for any picture
NOISE_SPREAD = 1000.0  # variance under which a flat picture is not called noise (uniform noise has 5461)


@dataclass(frozen=True, eq=False)
class RawFrame:
    """`image`: uint8 (290, 384), ridges dark, upright. `absent`: its rows that were not sent (each holds a copy of
    a neighbour). `lost`: (row, column) of pixels that the scrambling destroys (255)."""

    image: Image
    absent: tuple[int, ...]
    lost: tuple[tuple[int, int], ...]
    was_scrambled: bool


def keystream(key: int, count: int) -> Image:
    """The first `count` mask bytes of `key`, uint8; `count` up to a whole frame.

    Bit b of the register after t steps is s[t+b] of one bit sequence, and each bit of it is the parity of those bits of
    the key that reach it.
    """
    bits = np.bitwise_count(_reaching()[: count + 32] & np.uint32(key)) & np.uint8(1)
    mask = np.zeros(count, np.uint8)
    for position, bit in enumerate(_MASK_BITS):
        mask |= bits[bit : bit + count] << np.uint8(position)
    return mask


@cache
def _reaching() -> NDArray[np.uint32]:
    """uint32[ROWS * WIDTH + 32]: for each place t of the sequence the bits of the key whose sum over GF(2) is s[t].

    s[t+32] is the XOR of s[t+tap]. Over GF(2) the recurrence also holds with all lags doubled, so ever longer pieces
    are made at once.
    """
    length = ROWS * WIDTH + 32
    reach = np.zeros(length, np.uint32)
    reach[:32] = np.uint32(1) << np.arange(32, dtype=np.uint32)
    known, lag = 32, 1
    while known < length:
        while known >= 64 * lag:
            lag *= 2
        start = known - 32 * lag
        end = min(known + lag, length)
        piece = np.zeros(end - known, np.uint32)
        for tap in _TAPS:
            piece ^= reach[start + tap * lag : start + tap * lag + piece.size]
        reach[known:end] = piece
        known = end
    return reach


class _Keys:
    """The key runs on from block to block until a block asks for the next one."""

    def __init__(self, number: int, key_for: Callable[[int], int]) -> None:
        self._number = number
        self._key_for = key_for
        self._mask: Image | None = None
        self._at = 0

    def take(self, count: int) -> Image:
        if self._mask is None:
            self._mask = keystream(self._key_for(self._number), ROWS * WIDTH)
        self._at += count
        return self._mask[self._at - count : self._at]

    def skip(self, count: int) -> None:
        self._at += count

    def next(self) -> None:
        self._number = (self._number + 1) & 0xFF
        self._mask = None
        self._at = 0


@dataclass(frozen=True)
class _Block:
    flags: int
    first: int  # first row of the picture, in wire order
    lines: int
    offset: int  # of its first byte in the payload; meaningless when absent

    @property
    def absent(self) -> bool:
        return bool(self.flags & _ABSENT)


def read_blocks(frame: bytes) -> tuple[_Block, ...]:
    """The block records of a frame, checked against its length. Raises Garbled."""
    if len(frame) < HEADER:
        raise Garbled("frame_short", f"{len(frame)} bytes")
    lines = int.from_bytes(frame[4:6], "little")
    if not 0 < lines < ROWS:
        raise Garbled("frame_header", f"{lines} lines")
    if len(frame) < HEADER + lines * WIDTH:
        raise Garbled("frame_short", f"{len(frame)} bytes for {lines} lines")
    blocks = []
    row = present = 0
    for index in range(_RECORD_COUNT):
        flags, count = frame[_RECORDS + 2 * index], frame[_RECORDS + 2 * index + 1]
        if count == 0 or present >= lines:
            break  # what follows is stale memory of the device
        blocks.append(_Block(flags, row, count, present * WIDTH))
        row += count
        if not flags & _ABSENT:
            present += count
    if row > ROWS or present > lines:
        raise Garbled("frame_header", f"records of {row} rows, {present} of {lines} lines sent")
    if ROWS - present > MAX_ABSENT:
        raise Garbled("frame_incomplete", f"{present} of {ROWS} rows")
    return tuple(blocks)


def decode(frame: bytes, key_for: Callable[[int], int], rotated: bool) -> RawFrame:
    """A frame as it came over the wire to a picture. Raises Garbled for anything that cannot be one.

    `key_for(number)` asks the device for a key; it is called only when a block needs it. `rotated`: the sensor is
    mounted upside down (05ba:000a).
    """
    blocks = read_blocks(frame)
    payload = np.frombuffer(frame, np.uint8, offset=HEADER)
    scrambled = any(b.flags & _SCRAMBLED and not b.flags & (_NO_KEY | _ABSENT) for b in blocks)
    scrambled = scrambled and _first_rows_vary(payload)
    rows = np.zeros((ROWS, WIDTH), np.uint8)
    absent: list[int] = []
    lost: list[tuple[int, int]] = []
    keys = _Keys(frame[6], key_for)
    for block in blocks:
        size = block.lines * WIDTH
        if block.flags & _NEW_KEY:
            keys.next()
        use_key = scrambled and not block.flags & _NO_KEY
        if block.absent:
            absent.extend(range(block.first, block.first + block.lines))
            if use_key:
                keys.skip(size)
            continue
        data = payload[block.offset : block.offset + size]
        if use_key and block.flags & _SCRAMBLED:
            mask = keys.take(size)
            plain = np.zeros(size, np.uint8)
            plain[:-1] = data[1:] ^ mask[:-1]
            lost.append((block.first + block.lines - 1, WIDTH - 1))
            data = plain
        elif use_key:
            keys.skip(size)
        rows[block.first : block.first + block.lines] = data.reshape(-1, WIDTH)
    end = blocks[-1].first + blocks[-1].lines
    absent.extend(range(end, ROWS))
    if scrambled and _is_noise(rows, [b for b in blocks if b.flags & _SCRAMBLED and not b.absent]):
        raise Garbled("frame_noise", "unscrambling gave noise: wrong key")
    _copy_following(rows, absent)
    return _upright(rows, absent, lost, scrambled, rotated)


def _first_rows_vary(payload: NDArray[np.uint8]) -> bool:
    """The second opinion on "scrambled": flags alone have been seen to lie where old tools patched the firmware."""
    total = payload[:WIDTH].astype(np.int64) + payload[WIDTH : 2 * WIDTH]
    mean = int(total.sum()) // WIDTH
    return int(((total - mean) ** 2).sum()) // WIDTH >= CLEAR_BELOW


def _is_noise(rows: Image, blocks: list[_Block]) -> bool:
    """Neighbouring pixels of a picture resemble each other, those of noise do not."""
    if not blocks:
        return False
    part = np.concatenate([rows[b.first : b.first + b.lines] for b in blocks]).astype(np.float32)
    spread = float(part.var())
    return spread > NOISE_SPREAD and float(np.diff(part, axis=1).var()) > NOISE_RATIO * spread


def _copy_following(rows: Image, absent: list[int]) -> None:
    for row in sorted(absent, reverse=True):
        if row + 1 < ROWS:
            rows[row] = rows[row + 1]


def _upright(rows: Image, absent: list[int], lost: list[tuple[int, int]], scrambled: bool, rotated: bool) -> RawFrame:
    image = 255 - rows
    if rotated:
        image = image[::-1, ::-1]
        absent = [ROWS - 1 - row for row in absent]
        lost = [(ROWS - 1 - row, WIDTH - 1 - column) for row, column in lost]
    return RawFrame(np.ascontiguousarray(image), tuple(sorted(absent)), tuple(sorted(lost)), scrambled)


def mend(frame: RawFrame) -> Image:
    """The picture with its gaps filled from both sides: what resampling and matching should see."""
    image = frame.image.copy()
    for row, column in frame.lost:
        image[row, column] = image[row, column + 1 if column == 0 else column - 1]
    good = np.setdiff1d(np.arange(ROWS), np.array(frame.absent, int))
    for row in frame.absent:
        above, below = good[good < row], good[good > row]
        if above.size and below.size:
            top, bottom = int(above[-1]), int(below[0])
            share = (row - top) / (bottom - top)
            image[row] = np.rint((1 - share) * image[top] + share * image[bottom].astype(np.float32))
    return image
