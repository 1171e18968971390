"""Relabelled fingers keep everything but their place, and no two of them share one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from station.counter.finger_places import new_places
from station.domain.samples import Finger

FINGERS = st.sampled_from(list(Finger))


@given(st.lists(FINGERS, unique=True, min_size=1), st.data())
def test_every_finger_has_a_place_of_its_own(taken: list[Finger], data: st.DataObject) -> None:
    moved = data.draw(st.lists(st.sampled_from(taken), unique=True))
    targets = data.draw(st.permutations(list(Finger)))[: len(moved)]
    advised = dict(zip(moved, targets, strict=True))
    places = new_places(advised, taken)
    assert set(places) == set(taken) and len(set(places.values())) == len(taken)
    assert all(places[finger] is to for finger, to in advised.items())


def test_a_finger_whose_place_is_given_away_gets_the_one_that_became_free() -> None:
    index, middle, ring = Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE, Finger.RIGHT_RING
    assert new_places({index: middle}, [index, middle]) == {index: middle, middle: index}
    assert new_places({index: middle, ring: index}, [index, middle, ring]) == {index: middle, ring: index, middle: ring}
