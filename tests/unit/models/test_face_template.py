"""Face templates: what they hold, and their bytes in a record."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import BadTemplate
from models.face.template import FaceTemplate, fuse, template

NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,31}", fullmatch=True)


def vector(seed: int, size: int = 128) -> np.ndarray:
    values = np.random.default_rng(seed).normal(size=size).astype(np.float32)
    return values / np.linalg.norm(values)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(NAMES, st.tuples(st.integers(0, 99), st.integers(1, 600)), min_size=1, max_size=8))
def test_a_template_survives_its_record(parts: dict[str, tuple[int, int]]) -> None:
    given_ = template({name: vector(seed, size) for name, (seed, size) in parts.items()})
    read = FaceTemplate.decode(given_.encode())
    assert read.vectors.keys() == given_.vectors.keys()
    assert all(np.array_equal(read.vectors[name], given_.vectors[name]) for name in parts)


def test_a_record_from_before_encoders_had_names_is_dlibs() -> None:
    old = vector(1).astype("<f4").tobytes()
    read = FaceTemplate.decode(old)
    assert read.vectors.keys() == {"dlib"}
    new = template({"dlib": vector(1), "sface": vector(2)})
    assert read.cosines(new) == {"dlib": pytest.approx(1)}


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=1200))
def test_garbage_is_refused(record: bytes) -> None:
    try:
        read = FaceTemplate.decode(record)
    except BadTemplate:
        return
    assert read.encode() == record or len(record) == 512


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1100), st.binary(min_size=1, max_size=3))
def test_a_cut_or_lengthened_record_is_refused(size: int, more: bytes) -> None:
    record = template({"dlib": vector(1), "sface": vector(2)}).encode()
    with pytest.raises(BadTemplate):
        FaceTemplate.decode(record + more)
    cut = record[: min(size, len(record) - 1)]
    if len(cut) != 512:
        with pytest.raises(BadTemplate):
            FaceTemplate.decode(cut)


@pytest.mark.parametrize(
    "vectors",
    [
        {},
        {"dlib": np.zeros(128, np.float32)},
        {"dlib": np.full(128, np.nan, np.float32)},
        {"dlib": np.ones((2, 128), np.float32)},
        {"Dlib!": vector(1)},
        {"": vector(1)},
        {f"e{n}": vector(n) for n in range(9)},
    ],
)
def test_what_is_no_template_is_refused(vectors: dict[str, np.ndarray]) -> None:
    with pytest.raises(BadTemplate):
        template(vectors)
    with pytest.raises(BadTemplate):
        FaceTemplate(vectors)


def test_only_encoders_on_both_sides_are_compared() -> None:
    one, other = template({"dlib": vector(1), "sface": vector(2)}), template({"sface": vector(2), "third": vector(3)})
    assert one.cosines(other) == {"sface": pytest.approx(1)}
    assert one.only(["third"]) is None
    kept = one.only(["dlib", "third"])
    assert kept is not None and kept.vectors.keys() == {"dlib"}
    with pytest.raises(BadTemplate):
        one.cosines(template({"dlib": vector(1, 64)}))


def test_fusing_is_the_weighted_mean_at_unit_length() -> None:
    a, b = np.eye(128, dtype=np.float32)[:2]
    fused = fuse([template({"dlib": a, "sface": b}), template({"dlib": b})], [3, 1])
    assert np.allclose(fused.vectors["dlib"], (3 * a + b) / np.sqrt(10))
    assert np.allclose(fused.vectors["sface"], b)
    same = fuse([template({"dlib": a}), template({"dlib": b})])
    assert np.allclose(same.vectors["dlib"], (a + b) / np.sqrt(2))


def test_nothing_and_nonsense_are_not_fused() -> None:
    one = template({"dlib": vector(1)})
    for templates, weights in (([], None), ([one], [0.0]), ([one], [1.0, 1.0]), ([one], [np.nan])):
        with pytest.raises(BadTemplate):
            fuse(templates, weights)
    opposite = template({"dlib": -vector(1)})
    with pytest.raises(BadTemplate):
        fuse([one, opposite])
