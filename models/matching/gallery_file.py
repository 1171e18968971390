"""A gallery on disk: plain arrays that are mapped, not read. Encryption at rest is the business of the store.

A directory holds one generation of files and `current.json`, which names it. A save writes the next generation
beside it and then replaces `current.json`, so a crash leaves one of the two, whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from models import parameters as p
from models.errors import BadGallery
from models.face.template import FIRST
from models.matching.projection import FILE, WIDTH
from models.matching.rows import Packed, PrintBlock, Prints
from models.types import FloatArray

VERSION = 2
_FIRST_FACES = {FIRST: "faces.npy"}  # what version 1 had
_CURRENT = "current.json"


def fingerprint_of_algorithms() -> str:
    """Changes whenever stored vectors or cylinders would no longer fit this program."""
    settings = sorted((k, v) for k, v in vars(p).items() if k.startswith(("MCC_", "SEARCH_")))
    return hashlib.sha256(FILE.read_bytes() + repr(settings).encode()).hexdigest()


def save(
    directory: Path,
    keys: Sequence[str],
    faces: Mapping[str, FloatArray],
    prints: Mapping[int, Prints],
    number: Mapping[int, int],
) -> None:
    """Write `keys`, their faces float32[n, numbers] by encoder, and every print whose owner is in `number` (person ->
    new person)."""
    directory.mkdir(parents=True, exist_ok=True)
    old = _generation(directory)
    name = f"generation-{(int(old.rsplit('-', 1)[1]) if old else 0) + 1}"
    target = directory / name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for encoder, rows in faces.items():
        np.save(target / f"faces-{encoder}.npy", rows)
    (target / "keys.json").write_text(json.dumps(list(keys)), "utf-8")
    positions = [
        position for position, stored in sorted(prints.items()) if _save_prints(target, position, stored, number)
    ]
    head = {
        "version": VERSION,
        "algorithms": fingerprint_of_algorithms(),
        "generation": name,
        "people": len(keys),
        "positions": positions,
        "encoders": sorted(faces),
    }
    new = directory / (_CURRENT + ".new")
    with new.open("w", encoding="utf-8") as stream:
        json.dump(head, stream)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(directory / _CURRENT)
    if old:
        with contextlib.suppress(OSError):  # Windows keeps a mapped file; the next save tries again
            shutil.rmtree(directory / old)


def _save_prints(target: Path, position: int, prints: Prints, number: Mapping[int, int]) -> bool:
    kept = [(block, [row for row in range(block.used) if int(block.owner[row]) in number]) for block in prints.blocks]
    total = sum(len(rows) for _, rows in kept)
    if not total:
        return False
    vectors = np.lib.format.open_memmap(
        target / f"vectors-{position}.npy", mode="w+", dtype=np.float32, shape=(p.SEARCH_MINUTIAE, total, WIDTH)
    )
    owners: list[int] = []
    packed: list[Packed] = []
    for block, rows in kept:
        vectors[:, len(owners) : len(owners) + len(rows)] = block.vectors[:, rows]
        owners += [number[int(block.owner[row])] for row in rows]
        packed += [block.packed[row] for row in rows]
    vectors.flush()
    np.save(target / f"owner-{position}.npy", np.array(owners, np.int32))
    np.save(target / f"ends-{position}.npy", np.cumsum([len(one) for one in packed], dtype=np.int64))
    with (target / f"packed-{position}.bin").open("wb") as stream:
        stream.writelines(packed)
    return True


def load(directory: Path) -> tuple[list[str], dict[str, FloatArray], dict[int, Prints]]:
    """(keys, faces, prints by position); the large arrays mapped copy-on-write. Raises BadGallery."""
    try:
        head = json.loads((directory / _CURRENT).read_text("utf-8"))
        if head["version"] not in {1, VERSION} or head["algorithms"] != fingerprint_of_algorithms():
            raise BadGallery("saved by another version of the algorithms")
        folder = directory / head["generation"]
        keys = json.loads((folder / "keys.json").read_text("utf-8"))
        files = {name: f"faces-{name}.npy" for name in head["encoders"]} if head["version"] > 1 else _FIRST_FACES
        faces = {str(name): _load_faces(folder / file) for name, file in files.items()} if keys else {}
        lengths = {len(rows) for rows in faces.values()}
        if len(keys) != head["people"] or len(set(keys)) != len(keys) or not lengths <= {len(keys)}:
            raise BadGallery("its parts differ in length")
        prints = {int(position): _load_prints(folder, int(position), len(keys)) for position in head["positions"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadGallery(f"{type(error).__name__} while opening") from error
    return keys, faces, prints


def _load_faces(file: Path) -> FloatArray:
    rows = np.load(file, mmap_mode="c")
    if rows.ndim != 2 or rows.dtype != np.float32:
        raise BadGallery("faces of another shape")
    return np.asarray(rows)


def _load_prints(folder: Path, position: int, people: int) -> Prints:
    vectors = np.load(folder / f"vectors-{position}.npy", mmap_mode="c")
    owner = np.load(folder / f"owner-{position}.npy")
    ends = np.load(folder / f"ends-{position}.npy").tolist()
    heap = memoryview(np.memmap(folder / f"packed-{position}.bin", np.uint8, mode="r"))  # type: ignore[arg-type]
    shape = (p.SEARCH_MINUTIAE, len(owner), WIDTH)
    if vectors.shape != shape or len(ends) != len(owner) or ends[-1] != len(heap):
        raise BadGallery("its parts differ in length")
    if owner.min() < 0 or owner.max() >= people:
        raise BadGallery("a print of nobody")
    packed: list[Packed] = [heap[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    return Prints([PrintBlock(vectors, owner, packed)])


def _generation(directory: Path) -> str | None:
    try:
        name = json.loads((directory / _CURRENT).read_text("utf-8"))["generation"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(name)
