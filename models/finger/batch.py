"""One impression against many at once: Minutia Cylinder-Code with relaxation (LSS-R) over whole arrays.

R. Cappelli, M. Ferrara, D. Maltoni, "Minutia Cylinder-Code", IEEE TPAMI 32(12), 2010, sections 3.3 and 4. Each step
is done for a group of references that fits into the second-level cache; bits are counted by products of 8-bit
matrices. A plain form of the same arithmetic, one pair at a time, stands in the tests and gives the same scores.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.finger.cylinders import CELLS, Cylinders, set_layers, turn
from models.integer_product import product
from models.types import FloatArray, Minutiae

Indices = npt.NDArray[np.intp]
Bits = npt.NDArray[np.uint8]

# Cylinders of references worked on at once: enough that the calls do not count, few enough for the second-level cache.
_GROUP = 1536
# Pairs are laid out in multiples of this, the most numbers that a processor adds at once: so the sum over the pairs of
# one comparison is taken in the same order whatever else is in its group, and its score is the same to the last bit.
_LANES = 16
_NOTHING = np.float32(1e-6)
_PI = np.float32(np.pi)
# Beyond this many units of its exponent a factor of agreement is below 1e-8, and the pair is not looked at further.
_NEGLIGIBLE = 20.0


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
        self._twice_bits = np.ascontiguousarray(2 * bits.T).view(np.int8)
        self._mask = np.ascontiguousarray(mask.T).view(np.int8)
        self._layers_and_mask = np.ascontiguousarray(np.concatenate([set_layers(bits), mask]).T).view(np.int8)

    def compare(self, references: Sequence[Impression]) -> Pairings:
        """Against each of `references`; a reference of fewer than two cylinders gives 0."""
        found = Pairings.none(len(references))
        if len(self._x) < 2:
            return found
        sizes = np.array([len(one) for one in references], np.intp)
        for chosen in _groups(sizes):
            self._compare_group([references[i] for i in chosen], chosen, found)
        return found

    def _compare_group(self, references: list[Impression], places: Indices, found: Pairings) -> None:
        sizes = np.array([len(one) for one in references], np.intp)
        ends = np.cumsum(sizes)
        x, y, angle = np.ascontiguousarray(np.concatenate([one.place for one in references]).T)
        alike = self._similarities(references, angle)
        chosen, used = _best_pairs(alike, ends - sizes, sizes)
        row, column = np.divmod(chosen, alike.shape[1])
        start = np.where(used, alike.ravel()[chosen], np.float32(0))
        # Places that hold no pair stand so far apart that they agree with nothing.
        away = np.where(used, np.float32(0), np.float32(1e6)) * np.arange(chosen.shape[1], dtype=np.float32)
        left = (self._x[column] + away, self._y[column])
        right = (x[row], y[row])
        agree = _agreement(left, right, turn(self._angle[column] - angle[row]))
        wanted = np.minimum(sizes, len(self._x))
        relaxed = _relaxed(start, agree, wanted)

        count = pair_counts(wanted)
        usable = used.sum(axis=1)
        gain = np.divide(relaxed, start, out=np.full_like(start, -1), where=used)
        best = np.argsort(-gain, axis=1, kind="stable")[:, : p.LSSR_MAX_PAIRS]
        shown = np.minimum(count, usable) * (usable >= 2)
        each = np.take_along_axis(relaxed, best, 1) * (np.arange(best.shape[1]) < shown[:, None])
        found.score[places] = each.sum(axis=1) / count
        found.count[places] = shown
        width = slice(best.shape[1])
        found.probe[places, width] = np.take_along_axis(column, best, 1)
        found.reference[places, width] = np.take_along_axis(row - (ends - sizes)[:, None], best, 1)
        found.relaxed[places, width] = each

    def _similarities(self, references: list[Impression], angle: FloatArray) -> FloatArray:
        """float32[all cylinders of the references, own cylinders], 0..1: 1 - |a xor b| / (|a| + |b|) over the cells
        valid in both; 0 where those are too few or the directions differ by too much."""
        bits = np.unpackbits(np.concatenate([one.bits for one in references]), axis=1)
        mask = np.unpackbits(np.concatenate([one.mask for one in references]), axis=1, count=CELLS)
        layers = set_layers(bits)
        own = len(self._x)
        twice_both = product(bits, self._twice_bits)
        set_reference = product(layers, self._mask)
        beside = product(mask, self._layers_and_mask)

        shape = twice_both.shape
        norm, alike, differing, both = (_scratch.floats(n, shape) for n in ("norm", "alike", "differing", "both"))
        for target, counted in ((norm, beside[:, :own]), (alike, set_reference), (both, twice_both)):
            np.copyto(target, counted)  # whole numbers below 2 ** 24: exact in float32
        np.add(norm, alike, out=differing)
        differing -= both
        for values in (norm, alike, differing):
            np.sqrt(values, out=values)
        norm += alike
        differing /= np.maximum(norm, 1, out=alike)
        np.subtract(1, differing, out=alike)

        usable, other = _scratch.flags("usable", shape), _scratch.flags("other", shape)
        np.greater_equal(beside[:, own:], _MIN_COMMON, out=usable)
        usable &= np.greater(norm, 0, out=other)
        np.subtract(self._angle, angle[:, None], out=both)
        usable &= np.logical_not(_LITTLE_TURNED(both, other), out=other) if self._turned else _NOT_TURNED(both, other)
        alike *= usable  # a product asks no questions: several times as fast as setting what a mask chooses at random
        return alike


def _groups(sizes: Indices) -> Iterator[Indices]:
    """The references worth comparing, like beside like in length, some _GROUP cylinders at a time."""
    order = np.argsort(sizes, kind="stable")
    order = order[sizes[order] >= 2]
    group = np.cumsum(sizes[order]) // _GROUP
    yield from np.split(order, np.flatnonzero(np.diff(group)) + 1) if len(order) else ()


def _best_pairs(alike: FloatArray, starts: Indices, sizes: Indices) -> tuple[Indices, npt.NDArray[np.bool_]]:
    """Of each reference its most alike pairs, as many as the shorter side has cylinders: places in `alike` when it is
    flattened, intp[references, most], in no order, and which of them are in use.

    Beyond the paper, a pair is chosen not by its similarity alone but also by how far it stands out among the other
    pairs of its two minutiae: a minutia that is a little like many others brings only one of them.
    """
    own = alike.shape[1]
    rivals = _scratch.floats("rivals", alike.shape)
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        rivals[start : start + size] = alike[start : start + size].max(axis=0)
    rivals += alike.max(axis=1, keepdims=True)
    np.maximum(rivals, _NOTHING, out=rivals)
    distinct = _scratch.floats("norm", alike.shape)
    np.multiply(alike, 2, out=distinct)
    distinct /= rivals  # 1 for a pair that is the best of both its minutiae
    distinct **= p.LSSR_DISTINCT
    distinct *= alike
    wanted = np.minimum(sizes, own)
    chosen = np.zeros((len(sizes), -(-int(wanted.max()) // _LANES) * _LANES), np.intp)
    for best, start, size, count in zip(chosen, starts.tolist(), sizes.tolist(), wanted.tolist(), strict=True):
        flat = distinct[start : start + size].T.ravel()  # the probe first, as in a comparison of one pair
        best[:count] = flat.argpartition(-count)[-count:]
    column, row = np.divmod(chosen, sizes[:, None])
    chosen = (starts[:, None] + row) * own + column
    return chosen, (distinct.ravel()[chosen] > 0) & (np.arange(chosen.shape[1]) < wanted[:, None])


def _agreement(
    left: tuple[FloatArray, FloatArray], right: tuple[FloatArray, FloatArray], delta: FloatArray
) -> FloatArray:
    """float32[references, pairs, pairs], 0..1: how well each two pairs agree in their mutual geometry.

    left, right: places x and y of the two minutiae of each pair; delta: direction of the left one seen from the right
    one. A product of three factors falls off steeply, so where the first two are next to nothing the third, which
    needs the bearing from one minutia to the other, is not computed.
    """
    count, size = delta.shape
    shape = (count, size, size)
    names = ("left x", "left y", "right x", "right y", "far", "turned")
    left_x, left_y, right_x, right_y, far, turned = (_scratch.floats(name, shape) for name in names)
    for values, differences in zip((*left, *right), (left_x, left_y, right_x, right_y), strict=True):
        np.subtract(values[:, None, :], values[:, :, None], out=differences)
    # Not cv2.magnitude: it rounds differently where an array begins elsewhere in memory.
    square = _scratch.floats("agree", shape)
    for (x, y), length in (((left_x, left_y), far), ((right_x, right_y), turned)):
        np.multiply(x, x, out=length)
        np.add(length, np.multiply(y, y, out=square), out=length)
        np.sqrt(length, out=length)
    far -= turned
    np.abs(far, out=far)
    np.subtract(delta[:, :, None], delta[:, None, :], out=turned)
    _straighten(turned)
    near, other = _scratch.flags("near", shape), _scratch.flags("other", shape)
    np.less(far, p.LSSR_MU[0] - _NEGLIGIBLE / p.LSSR_TAU[0], out=near)
    near &= np.less(turned, p.LSSR_MU[1] - _NEGLIGIBLE / p.LSSR_TAU[1], out=other)
    near &= np.tri(size, k=-1, dtype=bool)

    at = np.flatnonzero(near)
    both = _sigmoid(far.ravel()[at], p.LSSR_MU[0], p.LSSR_TAU[0])
    both *= _sigmoid(turned.ravel()[at], p.LSSR_MU[1], p.LSSR_TAU[1])
    ax, ay, bx, by = (differences.ravel()[at] for differences in (left_x, left_y, right_x, right_y))
    # Two pairs may share a minutia. From a place to itself the bearing is 0, as of arctan2, whichever way one looks.
    same_a, same_b = (ax == 0) & (ay == 0), (bx == 0) & (by == 0)
    ax[same_a], bx[same_b] = 1, 1
    bearing = np.arctan2(bx * ay - by * ax, bx * ax + by * ay)  # of the left pair of minutiae, seen from the right
    back = np.where(same_a ^ same_b, bearing - np.copysign(_PI, bearing), bearing)
    whose, place = np.divmod(at, size * size)
    one, two = np.divmod(place, size)
    agree = _scratch.floats("agree", shape)
    agree.fill(0)
    whole = agree.reshape(-1)
    for first, second, bears in ((one, two, bearing), (two, one, back)):
        seen = _straighten(delta[whose, first] - bears)
        whole[(whose * size + first) * size + second] = both * _sigmoid(seen, p.LSSR_MU[2], p.LSSR_TAU[2])
    return agree


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
