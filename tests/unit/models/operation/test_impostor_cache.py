import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.operation.impostor_cache import ImpostorCache

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


def cache(size=3, hours=2):
    return ImpostorCache(size, timedelta(hours=hours), random.Random(1))


def test_a_probe_meets_others_and_never_its_own_person():
    kept = cache()
    for person in "abc":
        kept.add(person, person.upper(), NOON)
    assert sorted(kept.others("b", 5, NOON)) == [("a", "A"), ("c", "C")]
    assert len(kept.others("x", 2, NOON)) == 2


def test_each_person_stands_in_it_once_and_is_not_made_younger():
    kept = cache()
    kept.add("a", "first", NOON)
    kept.add("a", "second", NOON + timedelta(hours=1))
    assert kept.others("x", 5, NOON + timedelta(hours=1)) == [("a", "first")]
    assert kept.others("x", 5, NOON + timedelta(hours=2, seconds=1)) == []


def test_the_oldest_goes_when_it_is_full():
    kept = cache(size=2)
    for person in "abc":
        kept.add(person, person, NOON)
    assert sorted(name for name, _ in kept.others("x", 5, NOON)) == ["b", "c"]


def test_what_is_too_old_is_gone_even_if_nobody_comes():
    kept = cache()
    kept.add("a", "a", NOON)
    kept.purge(NOON + timedelta(hours=3))
    assert len(kept) == 0


def test_an_erased_person_is_in_it_no_more():
    kept = cache()
    kept.add("a", "a", NOON)
    kept.forget("a")
    kept.forget("a")
    assert len(kept) == 0


def test_a_cache_of_no_size_keeps_nobody():
    kept = cache(size=0)
    kept.add("a", "a", NOON)
    assert len(kept) == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 90)), max_size=60), st.integers(1, 5))
def test_it_never_holds_more_older_or_the_same_twice(steps, size):
    kept, at = cache(size=size, hours=1), NOON
    for person, minutes in steps:
        at += timedelta(minutes=minutes)
        met = kept.others(str(person), 100, at)
        assert len(met) <= size
        assert len({name for name, _ in met}) == len(met)
        assert str(person) not in {name for name, _ in met}
        assert all(at - added <= timedelta(hours=1) for _, added in met)
        kept.add(str(person), at, at)
