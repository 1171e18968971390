"""Shards at rest show nothing, and one that was changed or sealed with another key is not searched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.matching.gallery import Gallery
from station.agency.sealed_shards import cipher, shard_key
from station.agency.sharded_search import open_shard, shards_in
from station.wire.errors import CentralGarbled
from tests.rig.central import agency_of
from tests.unit.agency.test_sharded_search import face

KEY = shard_key(agency_of().sealing_private)


@pytest.fixture
def shard(tmp_path: Path) -> tuple[Path, np.ndarray]:
    """(folder of the shard, the vector of its one person)."""
    vector, gallery = face(), Gallery()
    gallery.put("somebody", vector, {}, "a note")
    path = tmp_path / "shards" / "shard-000001"
    path.parent.mkdir()
    gallery.save(path, cipher(KEY))
    return path, vector


def test_a_sealed_shard_answers_and_says_who_is_in_it(shard: tuple[Path, np.ndarray]) -> None:
    path, vector = shard
    assert open_shard(path, KEY).search(vector, {}, 3)[0].key == "somebody"
    assert Gallery.who(path, cipher(KEY)) == {"somebody": "a note"}
    assert shards_in(path.parent) == [path]


def test_the_file_shows_neither_names_nor_vectors(shard: tuple[Path, np.ndarray]) -> None:
    path, vector = shard
    (file,) = path.iterdir()
    octets = file.read_bytes()
    assert b"somebody" not in octets and b"a note" not in octets and b"version" not in octets
    assert vector.tobytes()[:64] not in octets


def test_a_changed_cut_or_wrongly_opened_shard_is_not_searched(shard: tuple[Path, np.ndarray]) -> None:
    path, _ = shard
    (file,) = path.iterdir()
    whole = file.read_bytes()
    for changed in (whole[:40] + bytes([whole[40] ^ 1]) + whole[41:], whole[:-1], whole[:10], b"XXXX" + whole[4:]):
        file.write_bytes(changed)
        with pytest.raises(CentralGarbled) as damaged:
            open_shard(path, KEY)
        assert damaged.value.code == "shard_damaged"
    file.write_bytes(whole)
    with pytest.raises(CentralGarbled):
        open_shard(path, b"k" * 32)
    with pytest.raises(CentralGarbled):
        open_shard(path, None)
