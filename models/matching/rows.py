"""Rows of a gallery: contiguous arrays that grow by blocks, so that adding and removing never moves what is there."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.errors import BadGallery
from models.finger.cylinders import BITS, CELLS, Cylinders
from models.matching.projection import WIDTH, scores
from models.types import FloatArray, Minutiae

Owners = npt.NDArray[np.int32]
Packed = bytes | memoryview

FREE = -1  # owner of a row that holds nobody
_PRINTS_PER_BLOCK = 4096
_FACES_PER_BLOCK = 65536
_PIECES_WORTH_THREADS = 4
_HEAD = struct.Struct("<HHHH")  # minutiae, cylinders, width, height
_BITS_BYTES, _MASK_BYTES = -(-BITS // 8), -(-CELLS // 8)


class PrintBlock:
    """Prints of one finger position. vectors: float32[SEARCH_MINUTIAE, n, WIDTH]; owner: int32[n], a person or FREE.

    The arrays may be memory-mapped copy-on-write: the file on disk never changes.
    """

    def __init__(self, vectors: FloatArray, owner: Owners, packed: list[Packed]) -> None:
        self.vectors, self.owner, self.packed = vectors, owner, packed
        self.used = len(packed)
        self._free = [int(row) for row in np.flatnonzero(owner[: self.used] == FREE)]

    @staticmethod
    def empty(capacity: int = _PRINTS_PER_BLOCK) -> PrintBlock:
        """Room for `capacity` prints; memory is taken page by page as rows are written."""
        shape = (p.SEARCH_MINUTIAE, capacity, WIDTH)
        return PrintBlock(np.zeros(shape, np.float32), np.full(capacity, FREE, np.int32), [])

    @property
    def full(self) -> bool:
        return not self._free and self.used == len(self.owner)

    def add(self, owner: int, vectors: FloatArray, packed: Packed) -> int:
        """Write a print into a free row; its number."""
        if self._free:
            row = self._free.pop()
            self.packed[row] = packed
        else:
            row = self.used
            self.used += 1
            self.packed.append(packed)
        self.vectors[:, row] = vectors
        self.owner[row] = owner
        return row

    def remove(self, row: int) -> None:
        """Forget a print: its vectors and its minutiae are overwritten."""
        self.vectors[:, row] = 0
        self.owner[row] = FREE
        self.packed[row] = b""
        self._free.append(row)

    def score(self, probe: FloatArray, best: FloatArray, checkpoint: Callable[[], None]) -> None:
        """Raise best[person] to the score of each print against the probe's vectors; best[-1] is nobody's."""
        for start in range(0, self.used, p.SEARCH_ROWS):
            checkpoint()
            rows = slice(start, min(start + p.SEARCH_ROWS, self.used))
            np.maximum.at(best, self.owner[rows], scores(probe, self.vectors[:, rows]))


class Prints:
    """All prints of one finger position, in blocks."""

    def __init__(self, blocks: Iterable[PrintBlock] = ()) -> None:
        self.blocks = list(blocks)

    def add(self, owner: int, vectors: FloatArray, packed: Packed) -> tuple[int, int]:
        """Where the print was written: block and row."""
        for number in range(len(self.blocks) - 1, -1, -1):
            if not self.blocks[number].full:
                return number, self.blocks[number].add(owner, vectors, packed)
        self.blocks.append(PrintBlock.empty())
        return len(self.blocks) - 1, self.blocks[-1].add(owner, vectors, packed)


class Faces:
    """float32[n, width] in blocks, of one encoder; the row's number is the person's. A person without a face is a row
    of zeros."""

    def __init__(self, width: int, base: FloatArray | None = None) -> None:
        self.width = width
        self._base = np.zeros((0, width), np.float32) if base is None else base
        self._blocks: list[FloatArray] = []

    def _row(self, person: int) -> FloatArray:
        if person < len(self._base):
            return np.asarray(self._base[person])
        block, row = divmod(person - len(self._base), _FACES_PER_BLOCK)
        while len(self._blocks) <= block:
            self._blocks.append(np.zeros((_FACES_PER_BLOCK, self.width), np.float32))
        return np.asarray(self._blocks[block][row])

    def write(self, person: int, face: FloatArray | None) -> None:
        """Set or clear a person's face."""
        self._row(person)[:] = 0 if face is None else face

    def read(self, person: int) -> FloatArray | None:
        row = self._row(person)
        return row if row.any() else None

    def gather(self, people: npt.NDArray[np.int64]) -> FloatArray:
        """float32[len(people), width], copied; zeros for a person beyond the rows."""
        out = np.zeros((len(people), self.width), np.float32)
        start = 0
        for piece in self._pieces():
            inside = np.flatnonzero((people >= start) & (people < start + len(piece)))
            out[inside] = piece[people[inside] - start]
            start += len(piece)
        return out

    def nearest(self, face: FloatArray, count: int) -> list[int]:
        """The `count` rows with the highest cosines above zero (a person without a face has exactly 0), in no order.

        Reading the faces from memory takes the time, so a large gallery is shared among the processor's cores.
        """

        def best(start: int, piece: FloatArray) -> tuple[FloatArray, npt.NDArray[np.intp]]:
            cosines = piece @ face
            index = np.arange(len(cosines))
            if len(cosines) > count:
                index = np.argpartition(cosines, len(cosines) - count)[len(cosines) - count :]
            index = index[cosines[index] > 0]
            return cosines[index], index + start

        pieces = self._pieces()
        starts = np.cumsum([0, *map(len, pieces)]).tolist()[:-1]
        if len(pieces) < _PIECES_WORTH_THREADS:
            parts = list(map(best, starts, pieces))
        else:
            with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="faces") as pool:
                parts = list(pool.map(best, starts, pieces))
        if not parts:
            return []
        cosines, rows = (np.concatenate(column) for column in zip(*parts, strict=True))
        if len(cosines) > count:
            rows = rows[np.argpartition(cosines, len(cosines) - count)[len(cosines) - count :]]
        return [int(row) for row in rows]

    def _pieces(self) -> list[FloatArray]:
        return [
            block[start : start + _FACES_PER_BLOCK]
            for block in (self._base, *self._blocks)
            for start in range(0, len(block), _FACES_PER_BLOCK)
        ]


def pack(view: Minutiae, cylinders: Cylinders) -> bytes:
    """One impression with its cylinders as bytes, for a gallery of this version only."""
    return b"".join(
        (
            _HEAD.pack(len(view), len(cylinders), view.width, view.height),
            np.stack([view.x, view.y, view.angle]).astype("<f4").tobytes(),
            view.kind.tobytes(),
            view.quality.tobytes(),
            cylinders.index.astype("<u2").tobytes(),
            cylinders.bits.tobytes(),
            cylinders.mask.tobytes(),
        )
    )


def unpack(packed: Packed) -> tuple[Minutiae, Cylinders]:
    """The inverse of `pack`, without copying the cylinders. Raises BadGallery when the bytes do not fit."""
    if len(packed) < _HEAD.size:
        raise BadGallery("a print without its header")
    count, valid, width, height = _HEAD.unpack_from(packed)
    sizes = [12 * count, count, count, 2 * valid, _BITS_BYTES * valid, _MASK_BYTES * valid]
    ends = _HEAD.size + np.cumsum(sizes)
    if ends[-1] != len(packed):
        raise BadGallery("a print of the wrong length")
    starts = [int(end) - size for end, size in zip(ends, sizes, strict=True)]
    x, y, angle = np.frombuffer(packed, "<f4", 3 * count, starts[0]).reshape(3, count)
    kind, quality = (np.frombuffer(packed, np.uint8, count, starts[i]) for i in (1, 2))
    index = np.frombuffer(packed, "<u2", valid, starts[3]).astype(np.intp)
    bits = np.frombuffer(packed, np.uint8, sizes[4], starts[4]).reshape(valid, _BITS_BYTES)
    mask = np.frombuffer(packed, np.uint8, sizes[5], starts[5]).reshape(valid, _MASK_BYTES)
    return Minutiae(x, y, angle, kind, quality, width, height), Cylinders(index, bits, mask)
