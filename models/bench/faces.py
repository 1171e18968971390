"""Faces one to many, beside face_recognition's face_distance and Faiss, on the same vectors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from models.bench.fingers import memory
from models.bench.timing import core_seconds, rate_on_threads, wall_seconds
from models.face.dlib_net import EMBEDDING_SIZE
from models.matching.gallery import Gallery

_SEED = 30
_PROBES = 5
_NEAR = 0.35  # of a vector's length: how far a probe lies from its mate
Vectors = NDArray[np.float32]


def crowd(count: int) -> Vectors:
    """float32[count, 128] unit vectors about a common mean, as face embeddings lie; drawn, nobody's."""
    rng = np.random.default_rng(_SEED)
    vectors = rng.standard_normal((count, EMBEDDING_SIZE), np.float32) / np.float32(np.sqrt(EMBEDDING_SIZE))
    vectors[:, 0] += 2  # two people are 0.8 alike, as in real sets
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def one_to_many(sizes: Sequence[int]) -> dict[str, object]:
    """Milliseconds of one search on one core in galleries of each size, the ten best; and the ratios at the largest."""
    largest = max(sizes)
    vectors = crowd(largest)
    rng = np.random.default_rng(_SEED + 1)
    mates = rng.integers(min(sizes), size=_PROBES)
    noise = rng.standard_normal((_PROBES, EMBEDDING_SIZE), np.float32) * np.float32(_NEAR / np.sqrt(EMBEDDING_SIZE))
    probes = vectors[mates] + noise
    probes = np.asarray(probes / np.linalg.norm(probes, axis=1, keepdims=True), np.float32)
    curve = {size: {"gallery": size} | _theirs(vectors[:size], probes[0]) for size in sorted(sizes)}

    gallery = Gallery()
    before = memory()
    found = 0
    threads: dict[str, float] = {}
    for size in sorted(sizes):
        for number in range(len(gallery), size):
            gallery.put(str(number), vectors[number], {})
        curve[size]["ms"] = core_seconds(partial(gallery.search, probes[0], {})) * 1e3
        curve[size]["wall_ms"] = wall_seconds(partial(gallery.search, probes[0], {})) * 1e3
        if size == largest:
            found = sum(gallery.search(p, {})[0].key == str(m) for p, m in zip(probes, mates, strict=True))
            for count in (1, 2):
                threads[str(count)] = rate_on_threads(partial(gallery.search, probes[0], {}), count)
    ours, distance = curve[largest]["ms"], curve[largest]["face_distance_ms"]
    result: dict[str, object] = {
        "faces_curve": list(curve.values()),
        "faces_bytes_a_person": (memory() - before) / largest,
        "faces_rank1": found / _PROBES,
        "faces_searches_per_second_threads": threads,
        "ratio_to_face_distance": distance / ours,
        "ratio_to_faiss": curve[largest]["faiss_ms"] / ours,
    }
    if largest == 1_000_000:
        result["faces_1m_ms"] = curve[largest]["wall_ms"]
        result["faces_1m_core_ms"] = ours
    return result


def _theirs(vectors: Vectors, probe: Vectors) -> dict[str, float]:
    import face_recognition  # noqa: PLC0415  it ends the program where its models are missing: only here
    import faiss  # noqa: PLC0415  only measured against

    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(EMBEDDING_SIZE)
    index.add(vectors)

    def by_distance() -> object:
        return np.argpartition(face_recognition.face_distance(vectors, probe), 10)[:10]

    seconds = core_seconds(partial(index.search, probe[None], 10))
    faiss.omp_set_num_threads(2)
    two = wall_seconds(partial(index.search, probe[None], 10))
    faiss.omp_set_num_threads(1)
    return {
        "face_distance_ms": core_seconds(by_distance, 3) * 1e3,
        "faiss_ms": seconds * 1e3,
        "faiss_two_threads_ms": two * 1e3,
    }
