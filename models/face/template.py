"""A face as numbers: one vector for each encoder that saw it, under that encoder's name."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.errors import BadTemplate
from models.types import FloatArray

FIRST = "dlib"  # the encoder of records that name none
_FIRST_SIZE = 128
_MAGIC = b"FACE"
_VERSION = 1
_HEAD = struct.Struct("<4sBB")  # magic, version, vectors
_PART = struct.Struct("<BH")  # length of the name, numbers
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
MAX_VECTORS, MAX_SIZE = 8, 4096


@dataclass(frozen=True, eq=False)
class FaceTemplate:
    """vectors: float32[n] of unit length by the id of the encoder (models.face.encoders), at least one.

    Raises BadTemplate for an empty one, a vector without length, or a name that is none.
    """

    vectors: Mapping[str, FloatArray]

    def __post_init__(self) -> None:
        if not 1 <= len(self.vectors) <= MAX_VECTORS:
            raise BadTemplate(f"a face of {len(self.vectors)} vectors")
        for name, vector in self.vectors.items():
            if not _NAME.fullmatch(name):
                raise BadTemplate("an encoder without a name")
            if vector.ndim != 1 or not 0 < len(vector) <= MAX_SIZE or not np.isfinite(vector).all():
                raise BadTemplate(f"a face vector of shape {vector.shape}")
            if abs(float(np.linalg.norm(vector)) - 1) > 1e-3:
                raise BadTemplate("a face vector that is not of unit length")

    def cosines(self, other: FaceTemplate) -> dict[str, float]:
        """The raw score of each encoder that saw both faces, -1..1, higher is more alike."""
        common = self.vectors.keys() & other.vectors.keys()
        if any(self.vectors[name].shape != other.vectors[name].shape for name in common):
            raise BadTemplate("vectors of one encoder differ in length")
        return {name: float(np.clip(self.vectors[name] @ other.vectors[name], -1, 1)) for name in sorted(common)}

    def only(self, encoders: Iterable[str]) -> FaceTemplate | None:
        """The vectors of these encoders; None when it has none of them."""
        kept = {name: self.vectors[name] for name in encoders if name in self.vectors}
        return FaceTemplate(kept) if kept else None

    def encode(self) -> bytes:
        """For a record: the vectors in the order of their names, little-endian."""
        parts = [_HEAD.pack(_MAGIC, _VERSION, len(self.vectors))]
        for name, vector in sorted(self.vectors.items()):
            parts += [_PART.pack(len(name), len(vector)), name.encode(), vector.astype("<f4").tobytes()]
        return b"".join(parts)

    @staticmethod
    def decode(record: bytes) -> FaceTemplate:
        """The inverse of `encode`; 512 bytes are a record from before encoders had names: dlib's 128 numbers.

        Raises BadTemplate.
        """
        if len(record) == 4 * _FIRST_SIZE:
            return template({FIRST: np.frombuffer(record, "<f4")})
        try:
            magic, version, count = _HEAD.unpack_from(record)
            if magic != _MAGIC or version != _VERSION or count > MAX_VECTORS:
                raise BadTemplate("not a face of this version")
            at = _HEAD.size
            vectors: dict[str, FloatArray] = {}
            for _ in range(count):
                length, size = _PART.unpack_from(record, at)
                at += _PART.size
                name = record[at : at + length].decode("ascii")
                at += length
                vectors[name] = np.frombuffer(record, "<f4", size, at).astype(np.float32)
                at += 4 * size
        except (struct.error, ValueError, UnicodeDecodeError) as error:
            raise BadTemplate(f"a face record that is cut short: {type(error).__name__}") from error
        if at != len(record) or len(vectors) != count:
            raise BadTemplate("a face record of the wrong length")
        return FaceTemplate(vectors)


def template(vectors: Mapping[str, npt.ArrayLike]) -> FaceTemplate:
    """A template of vectors of any length above zero."""
    made = {}
    for name, values in vectors.items():
        vector = np.asarray(values, np.float32)
        length = float(np.linalg.norm(vector)) if vector.ndim == 1 and np.isfinite(vector).all() else 0.0
        if length == 0:
            raise BadTemplate(f"a face vector of shape {vector.shape}")
        made[name] = np.asarray(vector / length, np.float32)
    return FaceTemplate(made)


def fuse(templates: Sequence[FaceTemplate], weights: Sequence[float] | None = None) -> FaceTemplate:
    """One template of several frames of one person: the weighted mean of each encoder's vectors, at unit length.

    weights: above 0, one a template; by default all the same. An encoder counts where at least one frame has it.
    Raises BadTemplate without templates, or where vectors cancel each other.
    """
    given = np.ones(len(templates)) if weights is None else np.asarray(weights, np.float64)
    if not templates or given.shape != (len(templates),) or not (np.isfinite(given) & (given > 0)).all():
        raise BadTemplate("no face to fuse, or a weight that is none")
    names = dict.fromkeys(name for one in templates for name in one.vectors)
    sums = {}
    for name in names:
        pairs = zip(templates, given, strict=True)
        parts = [np.float32(weight) * one.vectors[name] for one, weight in pairs if name in one.vectors]
        sums[name] = np.sum(parts, axis=0, dtype=np.float32)
    return template(sums)
