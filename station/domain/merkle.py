"""The Merkle tree of RFC 6962, section 2: roots, inclusion proofs (2.1.1) and consistency proofs (2.1.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the complete subtrees on the right edge, largest first: all that appending needs."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if len(hashes) != size.bit_count():
            raise ValueError("a frontier has one hash for every bit that is set in its size")
        self.size = size
        self.hashes = list(hashes)

    def push(self, leaf: bytes) -> None:
        """Append the leaf whose hash is `leaf`."""
        size = self.size
        while size & 1:
            leaf = node_hash(self.hashes.pop(), leaf)
            size >>= 1
        self.hashes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        if not self.hashes:
            return EMPTY_ROOT
        found = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            found = node_hash(left, found)
        return found


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.push(leaf)
    return frontier.root()


def _split(size: int) -> int:
    """The largest power of two below `size` (size at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """PATH(index, leaves) of RFC 6962, 2.1.1: from the leaf's sibling up to the root's child."""
    return inclusion_proofs(leaves, [index])[0]


def inclusion_proofs(leaves: Sequence[bytes], indices: Sequence[int]) -> list[list[bytes]]:
    """The same of several leaves of one tree; what their paths share is hashed once."""
    roots: dict[tuple[int, int], bytes] = {}

    def over(first: int, after: int) -> bytes:
        if (first, after) not in roots:
            roots[first, after] = root(leaves[first:after])
        return roots[first, after]

    def path(index: int) -> list[bytes]:
        if not 0 <= index < len(leaves):
            raise ValueError("no such leaf")
        first, after, found = 0, len(leaves), []
        while after - first > 1:
            cut = first + _split(after - first)
            if index < cut:
                found.append(over(cut, after))
                after = cut
            else:
                found.append(over(first, cut))
                first = cut
        return found[::-1]

    return [path(index) for index in indices]


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Whether the leaf hash stands at `index` in the tree of `size` with root `expected` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            found = node_hash(step, found)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            found = node_hash(found, step)
        position >>= 1
        last >>= 1
    return last == 0 and found == expected


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """PROOF(old_size, leaves) of RFC 6962, 2.1.2."""
    if not 0 < old_size <= len(leaves):
        raise ValueError("no such older tree")
    return _subproof(leaves, old_size, True)


def _subproof(leaves: Sequence[bytes], old_size: int, whole: bool) -> list[bytes]:
    size = len(leaves)
    if old_size == size:
        return [] if whole else [root(leaves)]
    cut = _split(size)
    if old_size <= cut:
        return [*_subproof(leaves[:cut], old_size, whole), root(leaves[cut:])]
    return [*_subproof(leaves[cut:], old_size - cut, False), root(leaves[:cut])]


def growth_proof(old: Frontier, appended: Sequence[bytes]) -> list[bytes]:
    """The same proof from what appending knows: the old tree's frontier and the leaf hashes that came since."""
    if old.size == 0 or not appended:
        raise ValueError("there is nothing to prove")
    complete: dict[tuple[int, int], bytes] = {}  # (first leaf, leaf after the last) of each subtree of the frontier
    start = 0
    for found in old.hashes:
        after = start + (1 << (old.size - start).bit_length() - 1)
        complete[start, after] = found
        start = after

    def over(first: int, after: int) -> bytes:
        return complete[first, after] if after <= old.size else root(appended[first - old.size : after - old.size])

    def steps(first: int, after: int, whole: bool) -> list[bytes]:
        if after == old.size:
            return [] if whole else [over(first, after)]
        cut = first + _split(after - first)
        if old.size <= cut:
            return [*steps(first, cut, whole), over(cut, after)]
        return [*steps(cut, after, False), over(first, cut)]

    return steps(0, old.size + len(appended), True)


def is_consistent(old_size: int, old_root: bytes, size: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `size` only adds to the tree of `old_size` (RFC 9162, 2.1.4.2)."""
    if old_size > size or old_size < 0:
        return False
    if old_size == size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    steps = list(proof)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    position, last = old_size - 1, size - 1
    while position & 1:
        position >>= 1
        last >>= 1
    old_found = new_found = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old_found = node_hash(step, old_found)
            new_found = node_hash(step, new_found)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            new_found = node_hash(new_found, step)
        position >>= 1
        last >>= 1
    return last == 0 and old_found == old_root and new_found == new_root
