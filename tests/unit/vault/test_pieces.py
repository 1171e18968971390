"""A piece opens in its own file and place, unchanged, and nowhere else: into fresh octets and into given memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.matching.pieces import room_for
from station.vault.pieces import PieceCipher

FILE, OTHER = bytes(16), bytes(15) + b"\x01"
CIPHER = PieceCipher(bytes(32), "prints")


@given(piece=st.binary(max_size=200), number=st.integers(0, 2**64 - 1))
def test_a_piece_comes_back_as_it_was_either_way(piece: bytes, number: int) -> None:
    sealed = CIPHER.seal(FILE, number, piece)
    assert CIPHER.open(FILE, number, sealed) == piece
    room = CIPHER.open_in(FILE, number, sealed, room_for)
    assert room.tobytes() == piece and room.flags.writeable and (not piece or room.ctypes.data % 64 == 0)


@given(at=st.integers(0, 200), bit=st.integers(0, 7), cut=st.integers(0, 40))
def test_what_was_changed_cut_or_put_elsewhere_opens_neither_way(at: int, bit: int, cut: int) -> None:
    sealed = CIPHER.seal(FILE, 7, bytes(100))
    changed = bytearray(sealed)
    changed[at % len(changed)] ^= 1 << bit
    shorter = sealed[: len(sealed) - cut] if cut else b""
    for file, number, octets, cipher in (
        (FILE, 7, bytes(changed), CIPHER),
        (FILE, 7, shorter, CIPHER),
        (FILE, 8, sealed, CIPHER),
        (OTHER, 7, sealed, CIPHER),
        (FILE, 7, sealed, PieceCipher(bytes(32), "faces")),
    ):
        with pytest.raises(ValueError, match="does not open"):
            cipher.open(file, number, octets)
        with pytest.raises(ValueError, match="does not open"):
            cipher.open_in(file, number, octets, room_for)
