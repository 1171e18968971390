"""Rows of a gallery: contiguous arrays that grow by blocks, so that adding and removing never moves what is there."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.errors import BadGallery
from models.finger.batch import Impression
from models.finger.compare import Extent, hull_area
from models.finger.cylinders import BITS, CELLS, Cylinders
from models.matching.pieces import room_for
from models.matching.projection import WIDTH, Codes
from models.types import FloatArray, Minutiae

Owners = npt.NDArray[np.int32]
Rows = npt.NDArray[np.intp]
Packed = bytes | memoryview

FREE = -1  # owner of a row that holds nobody
BLOCK = 1024  # prints compared at once: their 1.3 MB stay in the second-level cache
_FACES_PER_BLOCK = 65536
_PIECES_WORTH_THREADS = 4
_CODE = f"V{WIDTH}"  # as one item
_HEAD = struct.Struct("<HHHHf")  # minutiae, cylinders, width, height, area of the hull
_BITS_BYTES, _MASK_BYTES = -(-BITS // 8), -(-CELLS // 8)


class PrintBlock:
    """Prints of one finger position. codes: uint8[SEARCH_MINUTIAE, n, WIDTH]; owner: int32[n], a place or FREE.

    packed: each print's minutiae and cylinders, or the number of the piece of a file that has them.
    """

    def __init__(self, codes: Codes, owner: Owners, packed: list[Packed | int]) -> None:
        self.codes, self.owner, self.packed = codes, owner, packed
        self._free = [int(row) for row in np.flatnonzero(owner[: len(packed)] == FREE)]

    @staticmethod
    def empty() -> PrintBlock:
        """Room for BLOCK prints; memory is taken page by page as rows are written."""
        return PrintBlock(room_for_codes(), np.full(BLOCK, FREE, np.int32), [])

    @property
    def used(self) -> int:
        """Rows that hold or held a print."""
        return len(self.packed)

    @property
    def full(self) -> bool:
        return not self._free and self.used == len(self.owner)

    def add(self, owner: int, codes: Codes, packed: Packed) -> int:
        """Write a print into a free row; its number."""
        if self._free:
            row = self._free.pop()
            self.packed[row] = packed
        else:
            row = self.used
            self.packed.append(packed)
        self.codes[:, row] = codes
        self.owner[row] = owner
        return row

    def remove(self, row: int) -> None:
        """Forget a print: its codes and its minutiae are overwritten."""
        self.codes[:, row] = 0
        self.owner[row] = FREE
        self.packed[row] = b""
        self._free.append(row)

    def rows_of(self, among: npt.NDArray[np.bool_] | None) -> Rows:
        """The rows that hold a print of somebody who is `among` (by place); of anybody without it."""
        owner = self.owner[: self.used]
        if among is None:
            return np.flatnonzero(owner != FREE) if self._free else np.arange(self.used)
        chosen = among.take(owner, mode="wrap")
        return np.flatnonzero(chosen & (owner != FREE) if self._free else chosen)


def room_for_codes() -> Codes:
    """Zeros for the codes of a block. A code fills a line of the processor's cache: where each begins at one, products
    take four fifths of the time and choosing rows half of it."""
    return room_for(p.SEARCH_MINUTIAE * BLOCK * WIDTH).reshape(p.SEARCH_MINUTIAE, BLOCK, WIDTH)


def gathered(parts: Sequence[tuple[PrintBlock, Rows]], minutiae: int) -> Codes:
    """uint8[minutiae * all rows, WIDTH]: the first `minutiae` codes of these rows, as ProbeCodes.scores takes them.

    A copy, but for one whole block.
    """
    if len(parts) == 1 and len(parts[0][1]) == parts[0][0].codes.shape[1]:
        return parts[0][0].codes[:minutiae].reshape(-1, WIDTH)
    found = np.empty((minutiae * sum(len(rows) for _, rows in parts), WIDTH), np.uint8)
    start = 0
    for block, rows in parts:
        end = start + minutiae * len(rows)
        # a code at a time is taken several times as fast as its octets
        whole, target = block.codes[:minutiae].view(_CODE)[..., 0], found[start:end].view(_CODE)
        whole.take(rows, axis=1, out=target.reshape(minutiae, -1), mode="clip")
        start = end
    return found


class Faces:
    """float32[n, width] in blocks, of one encoder; the row's number is the person's. A person without a face is a row
    of zeros."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._blocks: list[FloatArray] = []

    def _row(self, person: int) -> FloatArray:
        block, row = divmod(person, _FACES_PER_BLOCK)
        while len(self._blocks) <= block:
            self._blocks.append(np.zeros((_FACES_PER_BLOCK, self.width), np.float32))
        return np.asarray(self._blocks[block][row])

    def write(self, person: int, face: FloatArray | None) -> None:
        """Set or clear a person's face."""
        self._row(person)[:] = 0 if face is None else face

    def fill(self, first: int, faces: FloatArray) -> None:
        """Set the faces of people from number `first` on; they lie in one block."""
        self._row(first)
        block, row = divmod(first, _FACES_PER_BLOCK)
        self._blocks[block][row : row + len(faces)] = faces

    def read(self, person: int) -> FloatArray | None:
        row = self._row(person)
        return row if row.any() else None

    def gather(self, people: npt.NDArray[np.int64]) -> FloatArray:
        """float32[len(people), width], copied; zeros for a person beyond the rows. Fastest in the order of people."""
        out = np.zeros((len(people), self.width), np.float32)
        if (people[1:] >= people[:-1]).all():
            ends = np.searchsorted(people, _FACES_PER_BLOCK * np.arange(1, len(self._blocks) + 1))
            start = 0
            for number, end in enumerate(ends.tolist()):
                np.take(
                    self._blocks[number],
                    people[start:end] - number * _FACES_PER_BLOCK,
                    axis=0,
                    out=out[start:end],
                    mode="clip",
                )
                start = end
            return out
        blocks, rows = np.divmod(people, _FACES_PER_BLOCK)
        for number, block in enumerate(self._blocks):
            inside = np.flatnonzero(blocks == number)
            out[inside] = block[rows[inside]]
        return out

    def cosines(self, face: FloatArray, people: int) -> FloatArray:
        """float32[people]: exactly 0 for a person without a face. Reading the faces from memory takes the time, so
        a large gallery is shared among the processor's cores."""
        if people:
            self._row(people - 1)
        pieces = self._blocks[: -(-people // _FACES_PER_BLOCK)]
        if len(pieces) < _PIECES_WORTH_THREADS:
            parts = [piece @ face for piece in pieces]
        else:
            with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="faces") as pool:
                parts = list(pool.map(lambda piece: piece @ face, pieces))
        return np.concatenate([*parts, np.zeros(0, np.float32)])[:people]


def pack(view: Minutiae, cylinders: Cylinders) -> bytes:
    """One impression with its cylinders as bytes, for a gallery of this version only.

    The minutiae that have cylinders come first, so that a comparison takes what it needs as it lies there.
    """
    rest = np.setdiff1d(np.arange(len(view)), cylinders.index)
    order = np.concatenate([cylinders.index, rest]).astype(np.intp)
    return b"".join(
        (
            _HEAD.pack(len(view), len(cylinders), view.width, view.height, hull_area(view)),
            np.stack([view.x, -view.y, view.angle], axis=1)[order].astype("<f4").tobytes(),
            cylinders.bits.tobytes(),
            cylinders.mask.tobytes(),
            order.astype("<u2").tobytes(),
            view.kind[order].tobytes(),
            view.quality[order].tobytes(),
        )
    )


def unpack(packed: Packed) -> tuple[Minutiae, Cylinders]:
    """The inverse of `pack`. Raises BadGallery when the bytes do not fit."""
    count, valid, width, height, _ = _head(packed)
    start = len(packed) - 4 * count
    order = np.frombuffer(packed, "<u2", count, start).astype(np.intp)
    if not np.array_equal(np.sort(order), np.arange(count)):
        raise BadGallery("a print with minutiae twice")
    back = np.argsort(order)
    x, y, angle = np.frombuffer(packed, "<f4", 3 * count, _HEAD.size).reshape(count, 3)[back].T
    kind, quality = np.frombuffer(packed, np.uint8, 2 * count, start + 2 * count).reshape(2, count)[:, back]
    own, _ = impression(packed)
    return Minutiae(x, -y, angle, kind, quality, width, height), Cylinders(order[:valid], own.bits, own.mask)


def impression(packed: Packed) -> tuple[Impression, Extent]:
    """What a comparison needs of a packed print, without copying. Raises BadGallery when the bytes do not fit."""
    count, valid, _, _, area = _head(packed)
    place = np.frombuffer(packed, "<f4", 3 * valid, _HEAD.size).reshape(valid, 3)
    start = _HEAD.size + 12 * count
    bits = np.frombuffer(packed, np.uint8, _BITS_BYTES * valid, start).reshape(valid, _BITS_BYTES)
    mask = np.frombuffer(packed, np.uint8, _MASK_BYTES * valid, start + bits.size).reshape(valid, _MASK_BYTES)
    return Impression(place, bits, mask), Extent(valid, area)


def _head(packed: Packed) -> tuple[int, int, int, int, float]:
    if len(packed) < _HEAD.size:
        raise BadGallery("a print without its header")
    count, valid, width, height, area = _HEAD.unpack_from(packed)
    if valid > count or len(packed) != _HEAD.size + 16 * count + (_BITS_BYTES + _MASK_BYTES) * valid:
        raise BadGallery("a print of the wrong length")
    return count, valid, width, height, area
