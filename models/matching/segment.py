"""A part of a gallery: up to PLACES people with their prints, written to and read from one file.

In a file are, in pieces: a head, who is in it, the faces, each block of prints for stage 1, and each print for stage 2
on its own. Opening reads all but the last; a print for stage 2 is read when a search needs it.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from models import parameters as p
from models.errors import BadGallery
from models.matching.pieces import Cipher, Octets, PieceFile, PieceWriter
from models.matching.projection import FILE, WIDTH, Codes
from models.matching.rows import BLOCK, PrintBlock, impression, room_for_codes
from models.types import FloatArray

PLACES = 1024
VERSION = 2
Row = tuple[int, int, int]  # finger position, block, row


# What shapes the codes that are stored; how many of them a search looks at may change without a new file.
_STORED = ("SEARCH_DIMENSIONS", "SEARCH_WHITENING", "SEARCH_DIRECTION", "SEARCH_MINUTIAE", "SEARCH_LARGEST")


@cache
def fingerprint_of_algorithms() -> str:
    """Changes whenever stored codes or cylinders would no longer fit this program."""
    settings = sorted((k, v) for k, v in vars(p).items() if k.startswith("MCC_") or k in _STORED)
    return hashlib.sha256(FILE.read_bytes() + repr(settings).encode()).hexdigest()


@dataclass
class Segment:
    """keys, notes: of each place, None and "" where nobody is. where: the rows of each place.

    changes: counts what was put and removed, written: its value when the file was written; -1 where there is none.
    """

    keys: list[str | None] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    where: list[list[Row]] = field(default_factory=list)
    prints: dict[int, list[PrintBlock]] = field(default_factory=dict)
    changes: int = 0
    written: int = -1
    file: PieceFile | None = None

    @property
    def full(self) -> bool:
        return len(self.keys) >= PLACES

    @property
    def stale(self) -> bool:
        """Whether the file does not hold what is here."""
        return self.changes != self.written

    def take(self, place: int, key: str, note: str) -> None:
        """Somebody is in a place from now on, without prints."""
        while place >= len(self.keys):
            self.keys.append(None)
            self.notes.append("")
            self.where.append([])
        self.keys[place], self.notes[place] = key, note
        self.changes += 1

    def leave(self, place: int) -> None:
        """Forget who is in a place."""
        for position, block, row in self.where[place]:
            self.prints[position][block].remove(row)
        self.keys[place], self.notes[place], self.where[place] = None, "", []
        self.changes += 1

    def add(self, place: int, position: int, codes: Codes, packed: bytes) -> None:
        """One more print of a person."""
        blocks = self.prints.setdefault(position, [])
        number = next((n for n, block in enumerate(blocks) if not block.full), len(blocks))
        if number == len(blocks):
            blocks.append(PrintBlock.empty())
        self.where[place].append((position, number, blocks[number].add(place, codes, packed)))
        self.changes += 1

    def packed(self, position: int, block: int, row: int) -> bytes | memoryview:
        """The minutiae and cylinders of a print. Raises BadGallery where its piece of the file was changed."""
        held = self.prints[position][block].packed[row]
        if not isinstance(held, int):
            return held
        if self.file is None:
            raise BadGallery("a print without its file")
        try:
            return zlib.decompress(self.file.piece(held))
        except zlib.error as error:
            raise BadGallery("a print that cannot be unpacked") from error

    def whole(self, place: int) -> bool:
        """Whether every print of a person can be read."""
        try:
            for row in self.where[place]:
                impression(self.packed(*row))
        except BadGallery:
            return False
        return True


@dataclass(frozen=True)
class SegmentSnapshot:
    """What a file of a segment is written from: taken at one moment, so that the segment may change meanwhile."""

    changes: int
    people: list[tuple[int, str, str]]  # place, key, note
    faces: Mapping[str, FloatArray]  # by encoder, a row for each of `people`
    prints: list[tuple[int, int, list[int], list[int], Codes, list[Callable[[], bytes]]]]
    # position, block, rows, their owners' numbers among `people`, their codes, how to get what is packed


def snapshot(segment: Segment, faces: Callable[[Sequence[int]], Mapping[str, FloatArray]]) -> SegmentSnapshot:
    """`faces` gives the vectors of the places asked for, by encoder."""
    people = [(place, key, segment.notes[place]) for place, key in enumerate(segment.keys) if key is not None]
    number = {place: n for n, (place, _, _) in enumerate(people)}
    prints = []
    for position, blocks in sorted(segment.prints.items()):
        for index, block in enumerate(blocks):
            rows = [row for row in range(block.used) if int(block.owner[row]) in number]
            if rows:
                held = [_holder(segment.file, block.packed[row]) for row in rows]
                owners = [number[int(block.owner[row])] for row in rows]
                prints.append((position, index, rows, owners, np.ascontiguousarray(block.codes[:, rows]), held))
    return SegmentSnapshot(segment.changes, people, faces([place for place, _, _ in people]), prints)


def _holder(file: PieceFile | None, held: bytes | memoryview | int) -> Callable[[], bytes]:
    """A function that gives the piece of a print: as it lies in the file, or packed now."""
    if isinstance(held, int):
        if file is None:
            raise BadGallery("a print without its file")
        return lambda: file.piece(held)
    return lambda: _deflated(held)


def _deflated(packed: bytes | memoryview) -> bytes:
    """Most octets of cylinders are 0, and runs of them all that there is to find: smaller, and sooner inflated, than
    what looks for more."""
    deflate = zlib.compressobj(level=1, strategy=zlib.Z_RLE)
    return deflate.compress(packed) + deflate.flush()


def write(taken: SegmentSnapshot, path: Path, cipher: Cipher | None, age: int) -> list[tuple[int, int, int, int]]:
    """Write `path`, whole or not at all: (position, block, row, number of its piece) of every print.

    age: of two files that hold the same person, the one of the higher age counts.
    """
    head = {
        "version": VERSION,
        "algorithms": fingerprint_of_algorithms(),
        "age": age,
        "faces": [[encoder, vectors.shape[1]] for encoder, vectors in taken.faces.items()],
        "blocks": [[position, len(rows)] for position, _, rows, _, _, _ in taken.prints],
    }
    placed = []
    with PieceWriter(path, cipher) as file:
        file.append(json.dumps(head).encode())
        file.append(zlib.compress(json.dumps([[key, note] for _, key, note in taken.people]).encode(), 1))
        for vectors in taken.faces.values():
            file.append(np.ascontiguousarray(vectors, "<f4").tobytes())
        for _, _, _, owners, codes, _ in taken.prints:
            file.append(np.array(owners, "<i4").tobytes() + codes.tobytes())
        for position, block, rows, _, _, held in taken.prints:
            placed += [(position, block, row, file.append(get())) for row, get in zip(rows, held, strict=True)]
    return placed


@dataclass(frozen=True)
class OpenedSegment:
    """A segment from its file, and the faces of its places by encoder."""

    segment: Segment
    faces: Mapping[str, FloatArray]
    age: int


def read(path: Path, cipher: Cipher | None) -> OpenedSegment:
    """Raises BadGallery when the file is torn, changed, of another key, or of another version of the algorithms."""
    file = PieceFile(path, cipher)
    try:
        return _read(file)
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        file.close()
        raise BadGallery(f"{type(error).__name__} in {path.name}") from error
    except BadGallery:
        file.close()
        raise


def who(path: Path, cipher: Cipher | None) -> tuple[int, list[tuple[str, str]]]:
    """The age of a file, and who is in it with their notes. Raises BadGallery as `read` does."""
    file = PieceFile(path, cipher)
    try:
        head, people = _head(file)
        return int(head["age"]), people
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise BadGallery(f"{type(error).__name__} in {path.name}") from error
    finally:
        file.close()


def _head(file: PieceFile) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    head = json.loads(file.piece(0))
    if head["version"] != VERSION or head["algorithms"] != fingerprint_of_algorithms():
        raise BadGallery("saved by another version of the algorithms")
    return head, [(str(key), str(note)) for key, note in json.loads(zlib.decompress(file.piece(1)))]


def _read(file: PieceFile) -> OpenedSegment:
    head, people = _head(file)
    count = len(people)
    segment = Segment([key for key, _ in people], [note for _, note in people], [[] for _ in people])
    if count > PLACES or len(set(segment.keys)) != count:
        raise BadGallery("more people than places, or one of them twice")
    numbers = iter(range(2, len(file)))
    faces = {
        str(encoder): np.frombuffer(file.piece(next(numbers)), "<f4").reshape(count, int(width))
        for encoder, width in head["faces"]
    }
    blocks = [
        (int(position), _block(file.octets(next(numbers)), int(rows), count)) for position, rows in head["blocks"]
    ]
    for position, block in blocks:
        block.packed[:] = [next(numbers, -1) for _ in block.packed]
        mine = segment.prints.setdefault(position, [])
        for row, owner in enumerate(block.owner[: block.used].tolist()):
            segment.where[owner].append((position, len(mine), row))
        mine.append(block)
    if next(numbers, None) is not None or any(-1 in block.packed for _, block in blocks):
        raise BadGallery("its parts differ in number")
    segment.file, segment.written = file, segment.changes
    return OpenedSegment(segment, faces, int(head["age"]))


def _block(piece: Octets, rows: int, people: int) -> PrintBlock:
    owner = np.full(max(rows, BLOCK), -1, np.int32)
    owner[:rows] = np.frombuffer(piece, "<i4", rows)
    codes = np.frombuffer(piece, np.uint8, offset=4 * rows).reshape(p.SEARCH_MINUTIAE, rows, WIDTH)
    if not rows or owner[:rows].min() < 0 or owner[:rows].max() >= people or rows > BLOCK:
        raise BadGallery("a print of nobody")
    if rows < BLOCK:
        grown = room_for_codes()
        grown[:, :rows] = codes
        codes = grown
    return PrintBlock(codes, owner, list(range(rows)))


def prints_of(segment: Segment) -> Iterator[tuple[int, PrintBlock]]:
    for position, blocks in segment.prints.items():
        for block in blocks:
            yield position, block
