"""One impression against many at once: Minutia Cylinder-Code with relaxation (LSS-R) over whole arrays.

R. Cappelli, M. Ferrara, D. Maltoni, "Minutia Cylinder-Code", IEEE TPAMI 32(12), 2010, sections 3.3 and 4. Each step
is done for a group of references, in parts that fit into the second-level cache; bits are counted by products of 8-bit
matrices. A plain form of the same arithmetic, one pair at a time, stands in the tests and gives the same scores.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.finger.cylinders import CELLS, Cylinders, set_layers, turn
from models.integer_product import product
from models.types import FloatArray, Minutiae

Indices = npt.NDArray[np.intp]
Bits = npt.NDArray[np.uint8]
Number = TypeVar("Number", np.float32, np.int16)

# Cylinders of references worked on at once: enough that the calls do not count. What goes over all pairs of cylinders,
# and over all pairs of pairs, takes so many of them at a time as fit into the second-level cache.
_GROUP = 12288
_PART = 1024
_PART_PAIRS = 3072
# Pairs are laid out in multiples of this, the most numbers that a processor adds at once: so the sum over the pairs of
# one comparison is taken in the same order whatever else is in its group, and its score is the same to the last bit.
_LANES = 16
_NOTHING = np.float32(5e-7)
_LEAST = np.float32(np.finfo(np.float32).smallest_subnormal)
_SPARE = 3  # times as many pairs as are wanted, among which the best are looked for
_PI = np.float32(np.pi)
# Beyond this many units of its exponent a factor of agreement is below 1e-8, and the pair is not looked at further.
_NEGLIGIBLE = 20.0
_FAR = p.LSSR_MU[0] - _NEGLIGIBLE / p.LSSR_TAU[0]
# Directions as whole steps of 16 bits, in which a turn goes round by itself; a few steps more, for what they round.
_STEPS = np.float32(32768 / math.pi)
_TURNED_STEPS = np.int16(math.ceil((p.LSSR_MU[1] - _NEGLIGIBLE / p.LSSR_TAU[1]) * 32768 / math.pi) + 2)


@dataclass(frozen=True, eq=False)
class Impression:
    """What a comparison needs of one impression with c cylinders.

    place: float32[c, 3], x, y (up) and angle of their minutiae; bits, mask: as in Cylinders.
    """

    place: FloatArray
    bits: Bits
    mask: Bits

    @staticmethod
    def of(view: Minutiae, cylinders: Cylinders) -> Impression:
        """The cylinders of a view with the places of their minutiae."""
        place = np.stack([view.x, -view.y, view.angle], axis=1)[cylinders.index]
        return Impression(place, cylinders.bits, cylinders.mask)

    def __len__(self) -> int:
        return len(self.place)


@dataclass(frozen=True, eq=False)
class Pairings:
    """What made the score of each of n comparisons.

    score: float32[n], 0..1. count: intp[n], how many pairs, 0 where the score is 0. probe, reference:
    int32[n, LSSR_MAX_PAIRS], the cylinders of each pair; relaxed: float32[n, LSSR_MAX_PAIRS], what each adds to the
    score; both only up to `count`, the best first.
    """

    score: FloatArray
    count: Indices
    probe: npt.NDArray[np.int32]
    reference: npt.NDArray[np.int32]
    relaxed: FloatArray

    @staticmethod
    def none(comparisons: int) -> Pairings:
        shape = (comparisons, p.LSSR_MAX_PAIRS)
        return Pairings(
            np.zeros(comparisons, np.float32),
            np.zeros(comparisons, np.intp),
            np.zeros(shape, np.int32),
            np.zeros(shape, np.int32),
            np.zeros(shape, np.float32),
        )


def pair_counts(cylinders: Indices) -> Indices:
    """How many pairs make a score, growing with the smaller of two cylinder counts (the paper's n_P)."""
    grown = _sigmoid(cylinders.astype(np.float32), p.LSSR_MU_PAIRS, p.LSSR_TAU_PAIRS).astype(np.float64)
    return p.LSSR_MIN_PAIRS + np.rint(grown * (p.LSSR_MAX_PAIRS - p.LSSR_MIN_PAIRS)).astype(np.intp)


class Probe:
    """An impression laid out once, to be compared with any number of others.

    turned: pairs count whose directions differ by at least MCC_TURNED, instead of by at most MCC_MAX_TURN.
    """

    def __init__(self, impression: Impression, turned: bool = False) -> None:
        self._x, self._y, self._angle = np.ascontiguousarray(impression.place.T)
        self._turned = turned
        bits = np.unpackbits(impression.bits, axis=1)
        mask = np.unpackbits(impression.mask, axis=1, count=CELLS)
        # Beside a set bit of a reference: 1 in a cell that is valid here, less 2 where the bit is set here, too. With
        # the cells set here and valid there this makes |a xor b|; the ones alone make the bits that are set there.
        valid = np.tile(mask, (1, p.MCC_LAYERS)).view(np.int8)
        self._beside_bits = _columns(valid - 2 * bits.view(np.int8), valid)
        self._beside_mask = _columns(set_layers(bits).view(np.int8), mask.view(np.int8))

    def compare(self, references: Sequence[Impression]) -> Pairings:
        """Against each of `references`; a reference of fewer than two cylinders gives 0."""
        found = Pairings.none(len(references))
        if len(self._x) < 2:
            return found
        sizes = np.array([len(one) for one in references], np.intp)
        for chosen in _groups(sizes):
            self._compare_group([references[i] for i in chosen.tolist()], sizes[chosen], chosen, found)
        return found

    def _compare_group(self, references: list[Impression], sizes: Indices, places: Indices, found: Pairings) -> None:
        ends = np.cumsum(sizes)
        starts = ends - sizes
        x, y, angle = np.ascontiguousarray(np.concatenate([one.place for one in references]).T)
        alike = _scratch.floats("alike", (len(angle), len(self._x)))
        parts = self._similarities(references, starts, sizes, angle, alike)
        chosen, used, as_ever = _best_pairs(alike, starts, sizes, parts)
        row, column = np.divmod(chosen, alike.shape[1])
        start = np.where(used, alike.ravel()[chosen], np.float32(0))
        wanted = np.minimum(sizes, len(self._x))
        # Places that hold no pair stand so far apart that they agree with nothing.
        away = np.where(used, np.float32(0), np.float32(1e6)) * np.arange(chosen.shape[1], dtype=np.float32)
        left = (self._x[column] + away, self._y[column])
        right = (x[row], y[row])
        delta = turn(self._angle[column] - angle[row])
        relaxed = np.zeros_like(start)
        for some in _parts(wanted, _PART_PAIRS):
            width = int(wanted[some].max())
            block = some, slice(-(-width // _LANES) * _LANES)
            (ax, ay), (bx, by) = ([values[block] for values in side] for side in (left, right))
            agree = _agreement((ax, ay), (bx, by), delta[block], width)
            relaxed[block] = _relaxed(start[block], agree, wanted[some])

        count = pair_counts(wanted)
        usable = used.sum(axis=1)
        gain = np.divide(relaxed, start, out=np.full_like(start, -1), where=used)
        order = np.argsort(-gain, axis=1, kind="stable")
        best = order[:, : p.LSSR_MAX_PAIRS]
        shown = np.minimum(count, usable) * (usable >= 2)
        edge = gain.take(order + np.arange(len(order))[:, None] * order.shape[1])
        every = np.arange(len(order))
        level = edge[every, shown - 1] == edge[every, np.minimum(shown, order.shape[1] - 1)]
        for place in np.flatnonzero(level & (shown < usable)).tolist():
            again = np.lexsort((as_ever(place), -gain[place, : usable[place]]))
            best[place, : shown[place]] = again[: shown[place]]
        best += np.arange(len(best))[:, None] * start.shape[1]
        each = relaxed.take(best) * (np.arange(best.shape[1]) < shown[:, None])
        found.score[places] = each.sum(axis=1) / count
        found.count[places] = shown
        filled = slice(best.shape[1])
        found.probe[places, filled] = column.take(best)
        found.reference[places, filled] = row.take(best) - starts[:, None]
        found.relaxed[places, filled] = each

    def _similarities(
        self, references: list[Impression], starts: Indices, sizes: Indices, angle: FloatArray, alike: FloatArray
    ) -> Iterator[slice]:
        """Fills `alike`, float32[all cylinders of the references, own cylinders], part by part: which of the references
        are there now."""
        for some in _parts(sizes, _PART):
            bits = np.concatenate([one.bits for one in references[some]])
            mask = np.concatenate([one.mask for one in references[some]])
            rows = slice(int(starts[some.start]), int(starts[some.start]) + len(bits))
            self._similar(bits, mask, angle[rows, None], alike[rows])
            yield some

    def _similar(self, packed_bits: Bits, packed_mask: Bits, angle: FloatArray, alike: FloatArray) -> None:
        """Into `alike`, 0..1: 1 - |a xor b| / (|a| + |b|) over the cells valid in both; 0 where those are too few or
        the directions differ by too much."""
        own = len(self._x)
        shape = (len(angle), own)
        beside_bits = product(np.unpackbits(packed_bits, axis=1), self._beside_bits)
        beside_mask = product(np.unpackbits(packed_mask, axis=1, count=CELLS), self._beside_mask)
        set_own, common = beside_mask[:, :own], beside_mask[:, own : 2 * own]
        less, set_reference = beside_bits[:, :own], beside_bits[:, own : 2 * own]
        roots = _scratch.floats("roots", (3, *shape))
        for target, counted in zip(roots, (less, set_own, set_reference), strict=True):
            np.copyto(target, counted)  # whole numbers below 2 ** 24: exact in float32
        roots[0] += roots[1]
        np.sqrt(roots, out=roots)
        unlike, norm, norm_reference = roots
        norm += norm_reference
        usable, other = _scratch.flags("usable", shape), _scratch.flags("other", shape)
        np.greater_equal(common, _MIN_COMMON, out=usable)
        if not norm.min() > 0:
            usable &= np.greater(norm, 0, out=other)
            np.maximum(norm, 1, out=norm)
        unlike /= norm
        np.subtract(1, unlike, out=unlike)
        np.subtract(self._angle, angle, out=norm)
        usable &= np.logical_not(_LITTLE_TURNED(norm, other), out=other) if self._turned else _NOT_TURNED(norm, other)
        alike.fill(0)
        # Copying by a mask in OpenCV is several times as fast as setting in NumPy, and twice as a product.
        cv2.copyTo(unlike, usable.view(np.uint8), alike)


def _columns(left: npt.NDArray[np.int8], right: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """The rows of both as columns side by side; with columns of zeros to a multiple of _LANES, which is multiplied
    sooner than fewer columns."""
    columns = np.zeros((left.shape[1], -(-2 * len(left) // _LANES) * _LANES), np.int8)
    columns[:, : len(left)], columns[:, len(left) : 2 * len(left)] = left.T, right.T
    return columns


def _groups(sizes: Indices) -> Iterator[Indices]:
    """The references worth comparing, like beside like in length, some _GROUP cylinders at a time."""
    order = np.argsort(sizes, kind="stable")
    order = order[sizes[order] >= 2]
    group = np.cumsum(sizes[order]) // _GROUP
    yield from np.split(order, np.flatnonzero(np.diff(group)) + 1) if len(order) else ()


def _best_pairs(
    alike: FloatArray, starts: Indices, sizes: Indices, parts: Iterable[slice]
) -> tuple[Indices, npt.NDArray[np.bool_], Callable[[int], Indices]]:
    """Of each reference its most alike pairs, as many as the shorter side has cylinders: places in `alike` when it is
    flattened, intp[references, most], in their order; which of them are in use; and of
    one reference the places of those in use in the list that decides where a score has to choose between equals.
    parts: all references in order, so many at a time as are better looked at together; their rows of `alike` need be
    there only when they come.

    Beyond the paper, a pair is chosen not by its similarity alone but also by how far it stands out among the other
    pairs of its two minutiae: a minutia that is a little like many others brings only one of them.
    """
    own = alike.shape[1]
    distinct = _scratch.floats("distinct", alike.shape)
    wanted = np.minimum(sizes, own)
    flat = distinct.ravel()
    places = starts * own, (starts + sizes) * own

    def ordered(place: int) -> Indices:
        start, size, count = int(starts[place]), int(sizes[place]), int(wanted[place])
        column, row = np.divmod(distinct[start : start + size].T.ravel().argpartition(-count)[-count:], size)
        return np.asarray((start + row) * own + column, np.intp)

    found_high = []
    bound = np.zeros(len(sizes), np.float32)
    for some in parts:
        first, end = int(starts[some][0]), int(starts[some][-1] + sizes[some][-1])
        part = distinct[first:end]
        _set_apart(alike[first:end], starts[some] - first, sizes[some], part)
        # What one reference has beyond several times as many as are wanted is left out of all; one that it leaves too
        # few is looked at whole.
        middle = (some.start + some.stop) // 2
        one = flat[places[0][middle] : places[1][middle]]
        spare = min(_SPARE * int(wanted[middle]), len(one))
        bound[some] = least = np.partition(one, -spare)[-spare]
        is_high = np.greater_equal(part, max(least, _LEAST), out=_scratch.flags("other", part.shape))
        found_high.append(np.flatnonzero(is_high) + first * own)
    high = np.concatenate(found_high)
    value = flat.take(high)
    many = np.searchsorted(high, places[1]) - np.searchsorted(high, places[0])
    # What each reference has there, a row of each; its least that is wanted is 0 where it has less.
    listed = np.arange(max(int(many.max()), int(wanted.max()))) < many[:, None]
    ranked = np.zeros(listed.shape, np.float32)
    ranked[listed] = value
    least = np.sort(ranked, axis=1)[np.arange(len(sizes)), listed.shape[1] - wanted]
    enough = value >= least.repeat(many)
    listed[listed] = enough
    found = np.count_nonzero(listed, axis=1)
    whole = (many < wanted) & (bound > 0)
    level = found > wanted
    found[whole | level] = 0
    chosen = np.full((len(sizes), -(-int(wanted.max()) // _LANES) * _LANES), flat.size, np.intp)
    used = np.arange(chosen.shape[1]) < found[:, None]
    chosen[used] = high[enough & (found > 0).repeat(many)]
    for place in np.flatnonzero(whole | level).tolist():
        if whole[place]:
            these = places[0][place] + np.flatnonzero(flat[places[0][place] : places[1][place]] > 0)
        # Of equals at the end of the list those are chosen that a partition leaves in the order of the probe's.
        if level[place] or len(these) > wanted[place]:
            these = np.sort(ordered(place))  # sums are taken in this order, whatever else is in the group
        chosen[place, : len(these)] = these
        found[place] = len(these)
    used = np.arange(chosen.shape[1]) < found[:, None]
    chosen[~used] = 0

    def as_ever(place: int) -> Indices:
        listed = ordered(place)
        return np.argsort(listed[flat.take(listed) > 0])

    return chosen, used, as_ever


def _set_apart(alike: FloatArray, starts: Indices, sizes: Indices, distinct: FloatArray) -> None:
    """Writes into `distinct` what of each pair's likeness counts where pairs are chosen."""
    half = np.float32(0.5)
    most = np.empty((len(sizes), alike.shape[1]), np.float32)
    for best, start, size in zip(most, starts.tolist(), sizes.tolist(), strict=True):
        cv2.reduce(alike[start : start + size], 0, cv2.REDUCE_MAX, best[None])
    most *= half
    np.maximum(most, _NOTHING, out=most)
    rivals = _scratch.floats("rivals", alike.shape)
    most.take(np.repeat(np.arange(len(sizes)), sizes), axis=0, out=rivals, mode="clip")
    rivals += _highest(alike)[:, None] * half
    np.divide(alike, rivals, out=distinct)  # 1 for a pair that is the best of both its minutiae
    distinct **= p.LSSR_DISTINCT
    distinct *= alike


def _parts(sizes: Indices, most: int) -> Iterator[slice]:
    """All places of `sizes` in order, so many at a time that they come to about `most`."""
    part = np.cumsum(sizes) // most
    ends = [*(np.flatnonzero(np.diff(part)) + 1).tolist(), len(sizes)]
    yield from map(slice, [0, *ends[:-1]], ends)


def _highest(values: FloatArray) -> FloatArray:
    """float32[n]: the maximum of each row; rows are short, so it is taken over long columns."""
    across = cv2.transpose(values, _scratch.floats("across", values.shape[::-1]))
    return np.asarray(across.max(axis=0), np.float32)


def _agreement(
    left: tuple[FloatArray, FloatArray], right: tuple[FloatArray, FloatArray], delta: FloatArray, width: int
) -> FloatArray:
    """float32[references, pairs, pairs], 0..1: how well each two pairs agree in their mutual geometry.

    left, right: places x and y of the two minutiae of each pair; delta: direction of the left one seen from the right
    one; width: from this place on there are no pairs. A product of three factors falls off steeply, so where the first
    two are next to nothing the third, which needs the bearing from one minutia to the other, is not computed.
    """
    count, size = delta.shape
    half = width // 2
    shape = (count, half, width)
    far, length, step = (_scratch.floats(name, shape) for name in ("far", "length", "step"))
    for (x, y), target in ((left, far), (right, length)):
        for values, square in ((x, target), (y, step)):
            np.subtract(_others(values, width), values[:, None, :width], out=square)
            np.multiply(square, square, out=square)
        # Not cv2.magnitude: it rounds differently where an array begins elsewhere in memory.
        np.sqrt(np.add(target, step, out=target), out=target)
    far -= length
    np.abs(far, out=far)
    near, other = _scratch.flags("near", shape), _scratch.flags("other", shape)
    np.less(far, _FAR, out=near)
    steps = np.rint(delta * _STEPS).astype(np.int32).astype(np.int16)  # a whole turn is nothing, as it should be
    turned = np.subtract(_others(steps, width), steps[:, None, :width])
    near &= np.less(np.abs(turned, out=turned), _TURNED_STEPS, out=other)
    if width % 2 == 0:
        near[:, half - 1, half:] = False  # those opposite each other would come twice

    whose, place = np.divmod(np.flatnonzero(near), half * width)
    behind, one = np.divmod(place, width)
    two = (one + behind + 1) % width
    one, two = np.maximum(one, two), np.minimum(one, two)
    first, second = whose * size + one, whose * size + two
    ax, ay, bx, by = (values.take(second) - values.take(first) for values in (*left, *right))
    both = _sigmoid(np.abs(np.sqrt(ax * ax + ay * ay) - np.sqrt(bx * bx + by * by)), p.LSSR_MU[0], p.LSSR_TAU[0])
    of_first, of_second = delta.take(first), delta.take(second)
    both *= _sigmoid(_straighten(of_first - of_second), p.LSSR_MU[1], p.LSSR_TAU[1])
    # Two pairs may share a minutia. From a place to itself the bearing is 0, as of arctan2, whichever way one looks.
    same_a, same_b = (ax == 0) & (ay == 0), (bx == 0) & (by == 0)
    ax[same_a], bx[same_b] = 1, 1
    bearing = np.arctan2(bx * ay - by * ax, bx * ax + by * ay)  # of the left pair of minutiae, seen from the right
    back = np.where(same_a ^ same_b, bearing - np.copysign(_PI, bearing), bearing)
    agree = _scratch.floats("agree", (count, size, size))
    agree.fill(0)
    whole = agree.reshape(-1)
    for row, column, turns, bears in ((first, two, of_first, bearing), (second, one, of_second, back)):
        whole[row * size + column] = both * _sigmoid(_straighten(turns - bears), p.LSSR_MU[2], p.LSSR_TAU[2])
    return agree


def _others(values: npt.NDArray[Number], width: int) -> npt.NDArray[Number]:
    """[n, width // 2, width] of [n, width or more], a view: each place's next one, the one after that and so on, round
    and round; with each place itself these are all pairs once, those opposite each other twice."""
    around = np.concatenate([values[:, 1:width], values[:, : width // 2]], axis=1)
    row, step = around.strides  # a plain view: sliding_window_view looks at everything first, which takes longer
    return np.ndarray((len(around), width // 2, width), around.dtype, around, strides=(row, step, step))


def _relaxed(start: FloatArray, agree: FloatArray, wanted: Indices) -> FloatArray:
    share = ((1 - p.LSSR_WEIGHT) / (wanted - 1)).astype(np.float32)[:, None]
    relaxed = start
    for _ in range(p.LSSR_ITERATIONS):
        # Not a matrix product: BLAS adds in another order with another number of threads, and a score that is shown,
        # sealed and searched on several machines is the same on all of them.
        relaxed = np.float32(p.LSSR_WEIGHT) * relaxed + np.einsum("rij,rj->ri", agree, relaxed) * share
    return relaxed


def _straighten(angle: FloatArray) -> FloatArray:
    """In place: of angles within two whole turns, how far each is from straight on, 0..pi."""
    np.abs(angle, out=angle)
    angle -= _PI
    np.abs(angle, out=angle)
    np.subtract(_PI, angle, out=angle)
    return angle


def _sigmoid(value: FloatArray, mu: float, tau: float) -> FloatArray:
    power: FloatArray = np.exp(np.minimum((value - np.float32(mu)) * np.float32(-tau), np.float32(80)))
    power += 1
    np.reciprocal(power, out=power)
    return power


class _Turned:
    """Where |turn(difference)| is below a limit, or equal to it where that is included.

    Directions come in 256 steps from most records, so a difference of exactly a quarter turn is common, and its
    rounding must fall to the same side as in `turn` itself: the last differences that do are found once.
    """

    def __init__(self, limit: float, included: bool) -> None:
        self._limit, self._included = limit, included
        self._ends = tuple(self._last(*way) for way in ((0, 1), (0, -1), (2, 1), (-2, -1)))

    def _last(self, inside: int, outside: int) -> np.float32:
        """The last difference on the way from one to the other, in half turns, that is small enough."""
        low, high = np.float32(inside * math.pi), np.float32(outside * math.pi)
        while (middle := np.float32((np.float64(low) + np.float64(high)) / 2)) not in (low, high):
            size = abs(float(turn(np.asarray(middle))))
            if size < self._limit or (self._included and size <= self._limit):
                low = middle
            else:
                high = middle
        return low

    def __call__(self, difference: FloatArray, other: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """For differences of directions in 0..2 pi. other: to be overwritten."""
        up, down, round_up, round_down = self._ends
        little = difference <= up
        little &= np.greater_equal(difference, down, out=other)
        little |= np.greater_equal(difference, round_up, out=other)
        little |= np.less_equal(difference, round_down, out=other)
        return little


_MIN_COMMON = math.ceil(p.MCC_MIN_COMMON * CELLS)
_NOT_TURNED = _Turned(p.MCC_MAX_TURN, included=True)
_LITTLE_TURNED = _Turned(p.MCC_TURNED, included=False)


class _Scratch(threading.local):
    """Arrays that are used again and again: fresh memory costs a page fault every 4 KiB, more than the arithmetic."""

    def __init__(self) -> None:
        self._held: dict[str, npt.NDArray[np.uint8]] = {}

    def _bytes(self, name: str, size: int) -> npt.NDArray[np.uint8]:
        held = self._held.get(name)
        if held is None or len(held) < size:
            held = self._held[name] = np.empty(size, np.uint8)
        return held[:size]

    def floats(self, name: str, shape: tuple[int, ...]) -> FloatArray:
        """A float32 array with whatever was in it; the last one of this name is overwritten."""
        return self._bytes(name, 4 * math.prod(shape)).view(np.float32).reshape(shape)

    def flags(self, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
        """The same of bool."""
        return self._bytes("flags " + name, math.prod(shape)).view(np.bool_).reshape(shape)


_scratch = _Scratch()
