"""How an emulated 4500 scrambles: whole registers, found by matrix powers: what 2, 4, 8 ... steps make of each octet.

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


Tables = NDArray[np.uint32]  # (4, 256): what each value of each octet of a register becomes; their XOR is the whole


def _tables(columns: list[int]) -> Tables:
    """Of a linear map of registers, given where each single bit goes."""
    out = np.zeros((4, 256), np.uint32)
    for octet in range(4):
        for value in range(256):
            for bit in range(8):
                if value >> bit & 1:
                    out[octet, value] ^= np.uint32(columns[8 * octet + bit])
    return out


def _apply(tables: Tables, registers: NDArray[np.uint32]) -> NDArray[np.uint32]:
    octets = registers.astype("<u4").view(np.uint8).reshape(-1, 4)
    return tables[0][octets[:, 0]] ^ tables[1][octets[:, 1]] ^ tables[2][octets[:, 2]] ^ tables[3][octets[:, 3]]


@cache
def _leap(power: int) -> Tables:
    """What 2 ** power steps make of a register."""
    ones = np.uint32(1) << np.arange(32, dtype=np.uint32)
    if power == 0:
        return _tables([_step(int(one)) for one in ones])
    half = _leap(power - 1)
    return _tables(_apply(half, _apply(half, ones)).tolist())


@cache
def _picks() -> Tables:
    """The eight bits of a register that are a mask."""
    columns = [0] * 32
    for place, bit in enumerate(_PICKED):
        columns[bit] = 1 << place
    return _tables(columns)


def masks(key: int, rows: int) -> Image:
    """uint8 (rows, 384): the mask of every pixel from the first one on."""
    registers = np.zeros(rows * _WIDE, np.uint32)
    registers[0] = key
    known, power = 1, 0
    while known < len(registers):
        more = min(known, len(registers) - known)
        registers[known : known + more] = _apply(_leap(power), registers[:more])
        known, power = known + more, power + 1
    return _apply(_picks(), registers).astype(np.uint8).reshape(rows, _WIDE)


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
