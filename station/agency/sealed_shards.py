"""Shards of the search at rest: one file a shard, AES-256-GCM; they are opened into memory only.

Layout: "BSH1" | 8 random octets | u32 length of the sealed head | sealed head (JSON list of names and sizes) | the
files in that order, in sealed pieces of PIECE octets. Each piece is bound to the shard's name and to its place.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from station.domain import foreign
from station.wire.errors import CentralGarbled

MEMORY = Path("/dev/shm")  # noqa: S108 # nosec B108: in memory; each folder is closed to others
PIECE = 8 << 20
_MAGIC = b"BSH1"
_TAG = 16


def shard_key(agency_private: bytes) -> bytes:
    """32 bytes, derived from the agency's sealing key, so nothing new has to be kept. RFC 5869."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"border search shards v1").derive(agency_private)


def seal(folder: Path, target: Path, key: bytes) -> None:
    """Write the files of `folder` into `target`, whole or not at all."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    head = json.dumps([[str(path.relative_to(folder)), path.stat().st_size] for path in files]).encode()
    prefix, cipher, place = os.urandom(8), AESGCM(key), count()

    def sealed(piece: bytes) -> bytes:
        return cipher.encrypt(prefix + struct.pack(">I", next(place)), piece, target.name.encode())

    part = target.with_name(target.name + ".part")
    with part.open("wb") as out:
        out.write(_MAGIC + prefix + struct.pack(">I", len(head) + _TAG) + sealed(head))
        for path in files:
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    out.write(sealed(piece))
        out.flush()
        os.fsync(out.fileno())
    part.replace(target)


@contextmanager
def in_memory() -> Iterator[Path]:
    """A folder in memory that only this user reads; what is still mapped when it goes stays mapped."""
    folder = Path(tempfile.mkdtemp(prefix="border-shard-", dir=MEMORY))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def unseal(source: Path, folder: Path, key: bytes) -> None:
    """Write the files of a sealed shard into `folder`; raises CentralGarbled (`shard_damaged`)."""
    cipher, place = AESGCM(key), count()
    try:
        with source.open("rb") as file:
            magic, prefix, length = struct.unpack(">4s8sI", file.read(16))
            if magic != _MAGIC:
                raise CentralGarbled("a shard of another form", code="shard_damaged")

            def opened(size: int) -> bytes:
                nonce = prefix + struct.pack(">I", next(place))
                return cipher.decrypt(nonce, file.read(size), source.name.encode())

            for name, size in foreign.read(opened(length)):
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as out:
                    for start in range(0, size, PIECE):
                        out.write(opened(min(PIECE, size - start) + _TAG))
    except (InvalidTag, struct.error, ValueError) as error:
        raise CentralGarbled("a shard was changed, or sealed with another key", code="shard_damaged") from error
