"""The passes of a search among faces: what is left out is what is lower, and rows come back as they were written."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.matching.face_rows import _SAMPLE, _top
from models.matching.rows import _FACES_PER_BLOCK, Faces


@given(
    st.integers(1, 60_000),
    st.integers(1, 5_000),
    st.sampled_from(["apart", "alike", "rising", "few", "nobody"]),
    st.integers(0, 2**32 - 1),
)
def test_the_highest_are_the_highest_however_values_lie(size: int, count: int, kind: str, seed: int) -> None:
    draw = np.random.default_rng(seed)
    values = draw.standard_normal(size).astype(np.float32)
    if kind == "alike":
        values = np.round(values)
    elif kind == "rising":
        values.sort()
    elif kind == "few":  # nearly everybody has none
        values[draw.random(size) < 0.999] = -np.inf
    elif kind == "nobody":
        values[:] = -np.inf
    places = _top(values, count)
    assert len(places) == len(np.unique(places)) == min(size, count)
    assert np.array_equal(np.sort(values[places]), np.sort(values)[-count:])


def test_values_that_hide_the_highest_from_a_sample_are_looked_at_one_by_one() -> None:
    values = np.zeros(40 * _SAMPLE, np.float32)
    values[::40] = 1 + np.arange(_SAMPLE)  # the sample sees these alone
    assert set(_top(values, 2000).tolist()) == set(range(40 * (_SAMPLE - 2000), 40 * _SAMPLE, 40))


@pytest.mark.parametrize("ordered", [True, False])
def test_rows_of_several_blocks_come_in_the_order_that_was_asked_for(ordered: bool) -> None:
    faces = Faces(3)
    people = np.array([0, 5, _FACES_PER_BLOCK - 1, _FACES_PER_BLOCK, _FACES_PER_BLOCK, 2 * _FACES_PER_BLOCK + 7])
    for person in people.tolist():
        faces.write(person, np.full(3, person + 1, np.float32))
    asked = np.append(people, 9 * _FACES_PER_BLOCK)  # who is beyond the rows has none
    if not ordered:
        asked = asked[::-1].copy()
    expected = np.where(asked < 3 * _FACES_PER_BLOCK, asked + 1, 0)
    assert np.array_equal(faces.gather(asked)[:, 0], expected)
