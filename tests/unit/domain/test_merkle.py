"""The published roots and proofs: the test data of certificate-transparency (the reference implementation of RFC 6962,
github.com/google/certificate-transparency, merkletree/merkle_tree_test.cc: eight inputs and the roots of 1 to 8)."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain import merkle

INPUTS = [
    bytes.fromhex(h)
    for h in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [merkle.leaf_hash(i) for i in INPUTS]


def test_the_empty_tree_has_the_published_root():
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots(size):
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_the_published_inclusion_proof():
    # The same file: path of the sixth leaf (index 5) in the tree of eight.
    assert [h.hex() for h in merkle.inclusion_proof(LEAVES, 5)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_the_published_consistency_proof():
    # The same file: from size 6 to size 8.
    assert [h.hex() for h in merkle.consistency_proof(LEAVES, 6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def leaves(count: int) -> list[bytes]:
    return [hashlib.sha256(str(i).encode()).digest() for i in range(count)]


@given(st.integers(1, 130), st.data())
def test_every_leaf_is_proven_and_no_other(size, data):
    tree = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(tree, index)
    root = merkle.root(tree)
    assert merkle.includes(tree[index], index, size, proof, root)
    assert not merkle.includes(bytes(32), index, size, proof, root)
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert not merkle.includes(tree[other], index, size, proof, root)
    if proof:
        assert not merkle.includes(tree[index], index, size, proof[:-1], root)


@given(st.integers(1, 130), st.data())
def test_every_older_tree_is_proven_and_a_changed_one_is_not(size, data):
    tree = leaves(size)
    old = data.draw(st.integers(1, size))
    proof = merkle.consistency_proof(tree, old)
    assert merkle.is_consistent(old, merkle.root(tree[:old]), size, merkle.root(tree), proof)
    assert not merkle.is_consistent(old, bytes(32), size, merkle.root(tree), proof)
    assert not merkle.is_consistent(old, merkle.root(tree[:old]), size, bytes(32), proof)


@given(st.integers(0, 300))
def test_a_frontier_that_was_put_aside_goes_on_where_it_was(size):
    tree = leaves(size + 5)
    frontier = merkle.Frontier()
    for leaf in tree[:size]:
        frontier.push(leaf)
    again = merkle.Frontier(frontier.size, frontier.hashes)
    for leaf in tree[size:]:
        again.push(leaf)
    assert again.root() == merkle.root(tree)


def test_a_frontier_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="one hash"):
        merkle.Frontier(3, [bytes(32)])


@given(st.integers(1, 70), st.integers(1, 70))
def test_the_frontier_and_what_was_appended_give_the_same_proof(old, more):
    leaves = [merkle.leaf_hash(str(i).encode()) for i in range(old + more)]
    frontier = merkle.Frontier()
    for leaf in leaves[:old]:
        frontier.push(leaf)
    assert merkle.growth_proof(frontier, leaves[old:]) == merkle.consistency_proof(leaves, old)


def test_no_growth_has_no_proof():
    with pytest.raises(ValueError, match="nothing to prove"):
        merkle.growth_proof(merkle.Frontier(), LEAVES)
    with pytest.raises(ValueError, match="nothing to prove"):
        merkle.growth_proof(merkle.Frontier(1, [LEAVES[0]]), [])
