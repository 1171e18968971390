import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.finger import batch
from models.finger.compare import FingerTemplate, compare, compare_many
from models.finger.cylinders import BITS, CELLS, cylinders
from models.integer_product import LARGEST_BESIDE_BYTES, product
from models.types import Minutiae, minutiae
from tests.unit.models import plain_compare
from tests.unit.models.prints import moved, random_minutiae

template = FingerTemplate.from_minutiae
seeds = st.integers(0, 10**6)


def test_a_finger_is_like_itself_and_unlike_others() -> None:
    masters = [random_minutiae(seed) for seed in range(8)]
    again = [template(moved(m, 5, -7, 0.3, jitter=1.5, seed=9)) for m in masters]
    scores = np.array([[compare(template(m), a).score for a in again] for m in masters])
    own = scores.diagonal()
    assert compare(template(masters[0]), template(masters[0])).score > 0.95
    assert own.min() > 2 * scores[~np.eye(8, dtype=bool)].max()


def test_half_of_a_finger_is_still_that_finger() -> None:
    whole = random_minutiae(3, 60)
    half = moved(whole.take(np.flatnonzero(whole.x < 160)), 30, 0, 0.1, jitter=1)
    strangers = [compare(template(random_minutiae(seed, 60)), template(half)).score for seed in range(10, 20)]
    assert compare(template(whole), template(half)).score > 1.5 * max(strangers)


@settings(max_examples=25, deadline=None)
@given(seeds, st.randoms(use_true_random=False))
def test_the_score_does_not_depend_on_the_order_of_minutiae(seed: int, random) -> None:  # type: ignore[no-untyped-def]
    probe, reference = random_minutiae(seed), moved(random_minutiae(seed), 2, 3, 0.1, jitter=2, seed=seed)
    order = np.array(random.sample(range(len(probe)), len(probe)))
    expected = compare(template(probe), template(reference)).score
    assert compare(template(probe.take(order)), template(reference)).score == expected
    assert compare(template(probe), template(reference.take(order))).score == expected


@settings(max_examples=25, deadline=None)
@given(seeds, st.integers(-300, 300), st.integers(-300, 300))
def test_the_score_does_not_depend_on_where_the_finger_lay(seed: int, dx: int, dy: int) -> None:
    probe, reference = random_minutiae(seed), moved(random_minutiae(seed), 2, 3, 0.1, jitter=2, seed=seed)
    expected = compare(template(probe), template(reference)).score
    assert compare(template(moved(probe, dx, dy)), template(reference)).score == pytest.approx(expected, abs=0.01)


@settings(max_examples=25, deadline=None)
@given(seeds, st.floats(-1.0, 1.0))
def test_the_score_does_not_depend_on_a_turn_within_limits(seed: int, turn: float) -> None:
    probe, reference = random_minutiae(seed), moved(random_minutiae(seed), 2, 3, jitter=2, seed=seed)
    expected = compare(template(probe), template(reference)).score
    assert compare(template(moved(probe, turn=turn)), template(reference)).score == pytest.approx(expected, abs=0.03)


@settings(max_examples=25, deadline=None)
@given(seeds, seeds)
def test_a_score_is_between_nothing_and_one_and_the_same_both_ways(a: int, b: int) -> None:
    left, right = template(random_minutiae(a, 25)), template(random_minutiae(b, 45))
    score = compare(left, right).score
    assert 0 <= score <= 1
    assert compare(right, left).score == pytest.approx(score, abs=0.02)


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.floats(0, 400)] * 2, st.floats(0, 7)), max_size=12))
def test_any_handful_of_minutiae_can_be_compared(rows: list[tuple[float, float, float]]) -> None:
    table = np.array(rows, np.float32).reshape(-1, 3)
    zeros = np.zeros(len(table))
    few = template(minutiae(table[:, 0], table[:, 1], table[:, 2], zeros, zeros, size=(400, 400)))
    assert 0 <= compare(few, template(random_minutiae(1))).score <= 1
    assert 0 <= compare(few, few).score <= 1


def test_the_pairs_of_an_explanation_are_the_true_ones() -> None:
    master = random_minutiae(4)
    probe, reference = template(master), template(moved(master, 8, 5, 0.2, jitter=1))
    result = compare(probe, reference, explain=True)
    truth = moved(probe.views[0], 8, 5, 0.2)
    a, b = result.pairs[:, 0], result.pairs[:, 1]
    off = np.hypot(truth.x[a] - reference.views[0].x[b], truth.y[a] - reference.views[0].y[b])
    assert len(result.pairs) == len(result.pair_scores) >= 4
    assert np.mean(off < 6) > 0.9
    assert np.all((result.pair_scores >= 0) & (result.pair_scores <= 1))


def test_several_impressions_enrol_as_one_finger_and_the_best_counts() -> None:
    one, two = random_minutiae(5), random_minutiae(6)
    both = template(one, two)
    probe = template(moved(two, 3, 3, 0.1, jitter=1))
    result = compare(probe, both, explain=True)
    assert result.views == (0, 1)
    assert result.score == compare(probe, template(two)).score > compare(probe, template(one)).score


def test_cylinders_are_bits_within_their_mask() -> None:
    found = cylinders(random_minutiae(7))
    bits, layers, mask = found.dense
    assert bits.shape == (len(found), BITS) and mask.shape == (len(found), CELLS)
    assert np.all(layers[mask == 0] == 0)
    assert np.all(mask.sum(axis=1) >= 0.75 * CELLS)
    assert 0.02 < bits.mean() < 0.6


def test_cylinders_turn_with_the_finger() -> None:
    master = random_minutiae(8)
    straight, turned = cylinders(master), cylinders(moved(master, turn=0.7))
    assert np.array_equal(straight.index, turned.index)
    assert np.mean(straight.dense[0] != turned.dense[0]) < 0.002


def quantised(source: Minutiae) -> Minutiae:
    """As a record gives it back: whole pixels and 256 directions (ISO/IEC 19794-2:2005)."""
    step = 2 * np.pi / 256
    return minutiae(
        np.rint(source.x),
        np.rint(source.y),
        np.rint(source.angle / step) * step,
        source.kind,
        source.quality,
        size=(source.width, source.height),
    )


@settings(max_examples=40, deadline=None)
@given(
    seeds,
    st.integers(0, 70),
    st.lists(st.tuples(seeds, st.integers(0, 70), st.sampled_from(["stranger", "mate", "part"])), max_size=6),
    st.booleans(),
    st.booleans(),
)
def test_many_at_once_score_as_one_pair_at_a_time(
    seed: int, count: int, others: list[tuple[int, int, str]], recorded: bool, turned: bool
) -> None:
    own = random_minutiae(seed, count)
    prints = []
    for other, size, kind in others:
        if kind == "stranger":
            prints.append(random_minutiae(other, size))
        else:
            again = moved(own, 4, -3, 3.0 if turned else 0.2, jitter=1.5, seed=other)
            prints.append(again if kind == "mate" else again.take(np.flatnonzero(again.x < 150)))
    form = quantised if recorded else (lambda view: view)
    probe, references = template(form(own)), [template(form(view)) for view in prints]
    together = [result.score for result in compare_many(probe, references, turned=turned)]
    assert together == pytest.approx([plain_compare.score(probe, one, turned) for one in references], abs=1e-6)
    assert together == [compare(probe, one, turned=turned).score for one in references]


def test_a_large_group_and_views_of_all_sizes_score_as_one_pair_at_a_time() -> None:
    probe = template(random_minutiae(1, 55), moved(random_minutiae(2, 30), 5, 5, 0.2, jitter=1))
    references = [
        template(*(quantised(random_minutiae(seed * 7 + view, 5 + seed % 60)) for view in range(seed % 3)))
        for seed in range(120)
    ]
    together = [result.score for result in compare_many(probe, references)]
    assert together == pytest.approx([plain_compare.score(probe, one) for one in references], abs=1e-6)
    assert sum(score > 0 for score in together) > 60


def test_minutiae_at_one_place_are_compared_as_ever() -> None:
    """Two minutiae of one place have no bearing from one to the other; a decoded record may hold such a pair."""
    source = random_minutiae(11, 30)
    twice = np.concatenate([np.arange(30), np.arange(10)])
    double = source.take(twice)
    double = minutiae(
        double.x, double.y, double.angle + np.repeat([0, 0.4], [30, 10]), double.kind, double.quality, size=(300, 300)
    )
    for left, right in ((double, source), (source, double), (double, moved(double, 3, 1, 0.1))):
        one, other = template(left), template(right)
        assert compare(one, other).score == pytest.approx(plain_compare.score(one, other), abs=1e-6)


def test_products_of_whole_numbers_are_exact_up_to_the_largest_values() -> None:
    rng = np.random.default_rng(5)
    left = rng.integers(0, 256, (40, 1248), np.uint8)
    right = rng.integers(-LARGEST_BESIDE_BYTES, LARGEST_BESIDE_BYTES + 1, (1248, 33)).astype(np.int8)
    left[0], right[:, 0] = 255, LARGEST_BESIDE_BYTES
    assert np.array_equal(product(left, right), left.astype(np.int64) @ right.astype(np.int64))
    assert product(np.zeros((0, 8), np.uint8), np.zeros((8, 3), np.int8)).shape == (0, 3)


def test_a_score_is_the_same_to_the_last_bit_wherever_its_arrays_lie_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = template(random_minutiae(0, 60))
    references = [template(moved(random_minutiae(seed, 60), 3, 2, 0.1, jitter=2, seed=seed)) for seed in range(40)]
    found = []
    for offset in (0, 4, 16, 36):
        scratch = batch._Scratch()

        def shifted(name: str, size: int, of: batch._Scratch = scratch, by: int = offset) -> np.ndarray:
            held = of._held.get(name, np.empty(0, np.uint8))
            if len(held) < size + by + 64:  # room for an edge of 64 octets and the offset
                held = of._held[name] = np.empty(size + by + 64, np.uint8)
            start = -held.ctypes.data % 64 + by
            return held[start : start + size]

        monkeypatch.setattr(scratch, "_bytes", shifted)
        monkeypatch.setattr(batch, "_scratch", scratch)
        found.append([one.score for one in compare_many(probe, references)])
    assert found[0] == found[1] == found[2] == found[3]


@settings(max_examples=60, deadline=None)
@given(seeds, st.integers(2, 40), st.lists(st.integers(2, 40), min_size=1, max_size=6), st.sampled_from([2, 5, 1000]))
def test_the_best_pairs_are_those_of_a_whole_partition_whatever_is_equal(
    seed: int, own: int, sizes: list[int], levels: int
) -> None:
    rng = np.random.default_rng(seed)
    alike = (rng.integers(0, levels, (sum(sizes), own)) / levels).astype(np.float32)
    alike[rng.random(alike.shape) < rng.random()] = 0
    sizes = sorted(sizes)
    starts = np.cumsum([0, *sizes[:-1]])
    parts = batch._parts(np.array(sizes), 50)
    chosen, used, as_ever = batch._best_pairs(alike, starts, np.array(sizes), parts)
    for place, (start, size) in enumerate(zip(starts.tolist(), sizes, strict=True)):
        part, count = alike[start : start + size], min(size, own)
        rivals = part.max(axis=1, keepdims=True) + part.max(axis=0, keepdims=True)
        distinct = (part * (2 * part / np.maximum(rivals, 1e-6)) ** 2).T.ravel()
        column, row = np.divmod(distinct.argpartition(-count)[-count:], size)
        listed = ((start + row) * own + column)[part[row, column] > 0]
        assert np.array_equal(chosen[place, used[place]], np.sort(listed))
        assert np.array_equal(chosen[place, used[place]][np.argsort(as_ever(place))], listed)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(2, 20))
def test_pairs_of_pairs_once_are_all_of_them(seed: int, width: int) -> None:
    values = np.random.default_rng(seed).permutation(width + 3)[None].astype(np.float32)
    others = batch._others(values, width)[0]
    found = sorted(tuple(sorted(pair)) for row in others for pair in zip(row, values[0, :width], strict=True))
    opposite = found if width % 2 else sorted(set(found))
    every = values[0, :width]
    assert opposite == sorted(tuple(sorted((a, b))) for i, a in enumerate(every) for b in every[:i])
