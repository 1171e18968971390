"""A file of numbered pieces that is written once and whole, and read piece by piece.

Layout: "BSP1" | 16 random octets | the pieces, one behind the other | table of where each ends (uint64, little-endian)
| length of the table, uint64 | "BSPE". A file that was torn has no end. What is inside a piece is the business of the
writer; where a cipher is given, each piece and the table are sealed, bound to their place in this very file.
"""

from __future__ import annotations

import os
import struct
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Protocol

import numpy as np
import numpy.typing as npt

from models.errors import BadGallery

Octets = npt.NDArray[np.uint8]

_MAGIC, _END = b"BSP1", b"BSPE"
_NAME = 16
_TAIL = struct.Struct("<Q4s")
_LINE = 64  # octets of the processor's cache
_TABLE = (1 << 64) - 1  # the number under which the table is sealed


class Cipher(Protocol):
    """Seals pieces. `file`: 16 random octets of the file they are in; `number`: of the piece, below 2 ** 64."""

    def seal(self, file: bytes, number: int, piece: bytes) -> bytes: ...

    def open(self, file: bytes, number: int, sealed: bytes) -> bytes:
        """Raises ValueError for what was changed, or sealed for another place or with another key."""

    def open_in(self, file: bytes, number: int, sealed: bytes, room: Callable[[int], Octets]) -> Octets:
        """`open` into memory that is asked for: `room` gives so many octets."""


class PieceWriter:
    """Writes `path` under another name and gives it its own once everything is on the disk; nothing where it fails."""

    def __init__(self, path: Path, cipher: Cipher | None = None) -> None:
        self._path, self._cipher = path, cipher
        self._part = path.with_name(path.name + ".part")
        self._file = os.urandom(_NAME)
        self._ends: list[int] = []
        self._stream = self._part.open("wb")
        self._stream.write(_MAGIC + self._file)

    def __enter__(self) -> PieceWriter:
        return self

    def append(self, piece: bytes) -> int:
        """The number of the piece, counted from 0."""
        number = len(self._ends)
        self._write(number, piece)
        self._ends.append(self._stream.tell())
        return number

    def _write(self, number: int, piece: bytes) -> int:
        sealed = piece if self._cipher is None else self._cipher.seal(self._file, number, piece)
        return self._stream.write(sealed)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                size = self._write(_TABLE, np.array(self._ends, "<u8").tobytes())
                self._stream.write(_TAIL.pack(size, _END))
                self._stream.flush()
                os.fsync(self._stream.fileno())
        except BaseException:
            kind = BaseException
            raise
        finally:
            self._stream.close()
            if kind is None:
                self._part.replace(self._path)
            else:
                self._part.unlink(missing_ok=True)


class PieceFile:
    """Reads pieces, from any thread. Raises BadGallery where the file is absent, torn, changed or of another key."""

    def __init__(self, path: Path, cipher: Cipher | None = None) -> None:
        self.path, self._cipher = path, cipher
        self._lock = threading.Lock()
        try:
            self._stream = path.open("rb")
            self._close = weakref.finalize(self, self._stream.close)  # nobody else knows when the last reader is gone
            self._ends = self._table()
        except (OSError, struct.error, ValueError) as error:
            raise BadGallery(f"{path.name} is torn, changed, or of another key") from error

    def _table(self) -> list[int]:
        head = self._stream.read(len(_MAGIC) + _NAME)
        if head[: len(_MAGIC)] != _MAGIC:
            raise ValueError("not such a file")
        self._file = head[len(_MAGIC) :]
        tail = self._stream.seek(-_TAIL.size, os.SEEK_END)
        size, end = _TAIL.unpack(self._stream.read(_TAIL.size))
        if end != _END or size > tail - len(head):
            raise ValueError("a file without its end")
        self._stream.seek(tail - size)
        table = np.frombuffer(self._opened(_TABLE, self._stream.read(size)), "<u8")
        ends = [len(head), *table.tolist()]
        if sorted(ends) != ends or ends[-1] != tail - size:
            raise ValueError("pieces that do not fill the file")
        return ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    def _opened(self, number: int, sealed: bytes) -> bytes:
        return sealed if self._cipher is None else self._cipher.open(self._file, number, sealed)

    def piece(self, number: int) -> bytes:
        """Raises BadGallery."""
        try:
            return self._opened(number, self._sealed(number))
        except ValueError as error:
            raise BadGallery(f"a piece of {self.path.name} was changed") from error

    def octets(self, number: int) -> Octets:
        """The piece in memory that may be written to and that begins at a line of the processor's cache. Raises
        BadGallery."""
        sealed = self._sealed(number)
        if self._cipher is None:
            found = room_for(len(sealed))
            found[:] = np.frombuffer(sealed, np.uint8)
            return found
        try:
            return self._cipher.open_in(self._file, number, sealed, room_for)
        except ValueError as error:
            raise BadGallery(f"a piece of {self.path.name} was changed") from error

    def _sealed(self, number: int) -> bytes:
        if not 0 <= number < len(self):
            raise BadGallery("a piece that is not there")
        start, end = self._ends[number], self._ends[number + 1]
        try:
            with self._lock:
                self._stream.seek(start)
                return self._stream.read(end - start)
        except (OSError, ValueError) as error:  # a closed file is a ValueError
            raise BadGallery(f"a piece of {self.path.name} cannot be read") from error

    def close(self) -> None:
        self._close()


def room_for(size: int) -> Octets:
    """uint8[size], zeros, from the beginning of a line of the processor's cache on."""
    room = np.zeros(size + _LINE, np.uint8)
    start = -room.ctypes.data % _LINE
    return room[start : start + size]


def reseal(path: Path, old: Cipher, new: Cipher) -> None:
    """The same pieces under another cipher, in the same place. Raises BadGallery or OSError: then nothing changed."""
    source = PieceFile(path, old)
    try:
        with PieceWriter(path, new) as target:
            for number in range(len(source)):
                target.append(source.piece(number))
            source.close()  # before its name goes to the new one: Windows replaces no open file
    finally:
        source.close()
