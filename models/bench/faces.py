"""Faces one to many, beside face_recognition's face_distance and Faiss, on the same vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from models.bench.fingers import memory
from models.bench.timing import core_seconds, rate_on_threads, wall_seconds
from models.face.dlib_net import EMBEDDING_SIZE
from models.face.template import FIRST, FaceTemplate, template
from models.matching.calibration import Calibration
from models.matching.gallery import Gallery

_SEED = 30
_PROBES = 40
_TOP = 10
# Of a vector's length, by encoder: how far a probe lies from its mate; cosines of 0.95 and 0.65, as in real sets.
_NEAR = {FIRST: 0.35, "sface": 1.15}
Vectors = NDArray[np.float32]


def crowd(count: int, encoder: str = FIRST) -> Vectors:
    """float32[count, 128] unit vectors as an encoder's lie: dlib's about a common mean, two people 0.8 alike, SFace's
    about none; drawn, nobody's."""
    rng = np.random.default_rng((_SEED, len(encoder)) if encoder != FIRST else _SEED)
    vectors = rng.standard_normal((count, EMBEDDING_SIZE), np.float32) / np.float32(np.sqrt(EMBEDDING_SIZE))
    vectors[:, 0] += 2 if encoder == FIRST else 0
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def _probes(vectors: Vectors, mates: NDArray[np.int64], near: float) -> Vectors:
    rng = np.random.default_rng(_SEED + 1)
    noise = rng.standard_normal((len(mates), EMBEDDING_SIZE), np.float32) * np.float32(near / np.sqrt(EMBEDDING_SIZE))
    probes = vectors[mates] + noise
    return np.asarray(probes / np.linalg.norm(probes, axis=1, keepdims=True), np.float32)


def one_to_many(sizes: Sequence[int]) -> dict[str, object]:
    """Milliseconds of one search in galleries of each size, the ten best: with one encoder, with all, and beside
    face_distance and Faiss on the same vectors of one encoder; ratios at the largest; and what the two passes find of
    what one pass over everything finds."""
    largest = max(sizes)
    vectors = {name: crowd(largest, name) for name in _NEAR}
    mates = np.random.default_rng(_SEED + 2).integers(min(sizes), size=_PROBES)
    probes = {name: _probes(vectors[name], mates, near) for name, near in _NEAR.items()}
    both = [template({name: probes[name][n] for name in _NEAR}) for n in range(_PROBES)]
    curve = {size: {"gallery": size} | _theirs(vectors[FIRST][:size], probes[FIRST][0]) for size in sorted(sizes)}

    result: dict[str, object] = {}
    for key, names in (("all", tuple(_NEAR)), ("one", (FIRST,))):  # memory that was given back is taken again first
        gallery = Gallery()
        before = memory()
        probe = both[0].only(names)
        for size in sorted(sizes):
            for number in range(len(gallery), size):
                gallery.put(str(number), template({name: vectors[name][number] for name in names}), {})
            search = partial(gallery.search, probe, {})
            curve[size][f"{key}_ms"] = core_seconds(search) * 1e3
            curve[size][f"{key}_wall_ms"] = wall_seconds(search) * 1e3
        if key == "all":
            result["faces_bytes_a_person"] = (memory() - before) / largest
            result["faces_searches_per_second_threads"] = {
                str(count): rate_on_threads(partial(gallery.search, probe, {}), count) for count in (1, 2)
            }
            result |= _recall(gallery, vectors, both, mates)
        del gallery
    for point in curve.values():
        point["ms"], point["wall_ms"] = point["all_ms"], point["all_wall_ms"]
    ours, distance = curve[largest]["ms"], curve[largest]["face_distance_ms"]
    result |= {
        "faces_curve": list(curve.values()),
        "faiss_bytes_a_person": 4 * EMBEDDING_SIZE,  # of one encoder; without the keys
        "ratio_to_face_distance": distance / ours,
        "ratio_to_faiss": curve[largest]["faiss_ms"] / ours,
        "ratio_to_one_encoder": curve[largest]["one_wall_ms"] / curve[largest]["all_wall_ms"],
    }
    if largest == 1_000_000:
        result["faces_1m_ms"] = curve[largest]["wall_ms"]
        result["faces_1m_core_ms"] = ours
    return result


def _recall(
    gallery: Gallery, vectors: Mapping[str, Vectors], probes: Sequence[FaceTemplate], mates: NDArray[np.int64]
) -> dict[str, object]:
    """Of the ten best of one pass over everything by the score of all encoders, the share that the search gives; and
    how often it gives the mate first."""
    model = Calibration.load().face(_NEAR)
    assert model is not None  # noqa: S101  the shipped calibration has it
    same = first = 0
    for probe, mate in zip(probes, mates.tolist(), strict=True):
        everything = sum(np.float32(w) * (vectors[name] @ probe.vectors[name]) for name, w in model.weights.items())
        best = {str(n) for n in np.argpartition(np.asarray(everything), -_TOP)[-_TOP:]}
        found = [hit.key for hit in gallery.search(probe, {}, limit=_TOP)]
        same += len(best & set(found))
        first += found[0] == str(mate)
    return {"faces_recall_top10": same / (_TOP * len(probes)), "faces_rank1": first / len(probes)}


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
