"""How an emulated 4500 scrambles: the register run row by row side by side, its starts found by matrix powers.

On purpose not the way the driver undoes it: two implementations that agree are evidence, one used twice is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

_WIDE = 384
_TAPS = 0x9248144D
_PICKED = (4, 8, 11, 14, 18, 21, 24, 29)


@dataclass(frozen=True)
class Block:
    """`flags`: 1 not sent, 2 scrambled, 4 key untouched, 0x80 next key first."""

    flags: int
    lines: int


# What a trace of a real unit shows: 290 rows, 289 of them sent.
BLOCKS = tuple(
    Block(flags, lines) for flags, lines in ((2, 72), (0, 1), (2, 49), (1, 1), (0, 1), (2, 49), (0, 1), (2, 116))
)


def _step(register: int) -> int:
    return register >> 1 | ((register & _TAPS).bit_count() & 1) << 31


@cache
def _row_matrix() -> tuple[int, ...]:
    """Where each single bit of the register has gone after one row of steps: the columns of a matrix over GF(2)."""
    columns = []
    for bit in range(32):
        register = 1 << bit
        for _ in range(_WIDE):
            register = _step(register)
        columns.append(register)
    return tuple(columns)


def _after_row(register: int) -> int:
    result = 0
    for bit, column in enumerate(_row_matrix()):
        if register >> bit & 1:
            result ^= column
    return result


def masks(key: int, rows: int) -> Image:
    """uint8 (rows, 384): the mask of every pixel from the first one on.

    A register over GF(2): what a key gives is the sum of what each of its bits gives alone.
    """
    bits = [bit for bit in range(32) if key >> bit & 1]
    return np.asarray(np.bitwise_xor.reduce(_masks_of_bits(rows)[bits], axis=0, initial=0), np.uint8)


@cache
def _masks_of_bits(rows: int) -> NDArray[np.uint8]:
    """uint8 (32, rows, 384): the masks of a key that has one bit only; run once, for an emulated reader shares the
    processor with the station that is tried with it."""
    starts = np.zeros((32, rows), np.uint32)
    for bit in range(32):
        register_at_row = 1 << bit
        for row in range(rows):
            starts[bit, row] = register_at_row
            register_at_row = _after_row(register_at_row)
    out = np.zeros((_WIDE, 32, rows), np.uint8)
    register: NDArray[np.uint32] = starts
    for column in range(_WIDE):
        mask = np.zeros(register.shape, np.uint32)
        for place, bit in enumerate(_PICKED):
            mask |= (register >> np.uint32(bit) & np.uint32(1)) << np.uint32(place)
        out[column] = mask
        fold: NDArray[np.uint32] = register & np.uint32(_TAPS)
        for shift in (16, 8, 4, 2, 1):
            fold = fold ^ fold >> np.uint32(shift)
        register = register >> np.uint32(1) | (fold & np.uint32(1)) << np.uint32(31)
    return np.ascontiguousarray(out.transpose(1, 2, 0))


def scramble(wire: Image, blocks: tuple[Block, ...], keys: list[int], leave_clear: bool = False) -> bytes:
    """The payload of a frame: `wire` is uint8 (290, 384) in wire order, `keys` the keys in their order of use."""
    keys = list(keys)
    stream = masks(keys.pop(0), len(wire))
    parts: list[bytes] = []
    row = used = 0
    for block in blocks:
        if block.flags & 0x80:
            stream, used = masks(keys.pop(0), len(wire)), 0
        plain = wire[row : row + block.lines].ravel()
        row += block.lines
        mask = stream[used : used + block.lines].ravel()
        if not block.flags & 4:
            used += block.lines
        if block.flags & 1:
            continue
        if block.flags & 2 and not leave_clear:
            hidden = plain.copy()
            hidden[1:] = plain[:-1] ^ mask[:-1]  # the first byte means nothing, the last pixel is not sent
            parts.append(hidden.tobytes())
        else:
            parts.append(plain.tobytes())
    return b"".join(parts)
