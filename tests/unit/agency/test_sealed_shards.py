"""Shards at rest show nothing, and one that was changed or renamed is not searched."""

from __future__ import annotations

import pytest

from models.matching.gallery import Gallery
from station.agency import sealed_shards
from station.agency.sharded_search import open_shard, shards_in
from station.wire.errors import CentralGarbled
from tests.rig.central import agency_of
from tests.unit.agency.test_sharded_search import face

KEY = sealed_shards.shard_key(agency_of().sealing_private)


@pytest.fixture
def shard(tmp_path, monkeypatch):
    """(sealed file, the vector of its one person)."""
    monkeypatch.setattr(sealed_shards, "PIECE", 256)  # several pieces a file
    vector, gallery = face(), Gallery()
    gallery.put("somebody", vector, {})
    gallery.save(tmp_path / "plain")
    folder = tmp_path / "shards"
    folder.mkdir()
    sealed_shards.seal(tmp_path / "plain", folder / "shard-000001", KEY)
    return folder / "shard-000001", vector


def test_a_sealed_shard_answers_from_memory_and_leaves_nothing_there(shard) -> None:
    path, vector = shard
    before = set(sealed_shards.MEMORY.glob("border-shard-*"))
    gallery = open_shard(path, KEY)
    assert set(sealed_shards.MEMORY.glob("border-shard-*")) <= before
    assert gallery.search(vector, {}, 3)[0].key == "somebody"
    assert shards_in(path.parent) == [path]


def test_the_file_shows_neither_names_nor_vectors(shard) -> None:
    path, vector = shard
    octets = path.read_bytes()
    assert b"somebody" not in octets
    assert vector.tobytes()[:64] not in octets
    assert b"current.json" not in octets


def test_a_changed_cut_renamed_or_wrongly_opened_shard_is_not_searched(shard, tmp_path) -> None:
    path, _ = shard
    whole = path.read_bytes()
    for changed in (whole[:40] + bytes([whole[40] ^ 1]) + whole[41:], whole[:-1], whole[:10], b"XXXX" + whole[4:]):
        path.write_bytes(changed)
        with pytest.raises(CentralGarbled) as damaged:
            open_shard(path, KEY)
        assert damaged.value.code == "shard_damaged"
    path.write_bytes(whole)
    path.rename(path.with_name("shard-000002"))
    for name, key in (("shard-000002", KEY), ("shard-000002", b"k" * 32)):
        with pytest.raises(CentralGarbled):
            open_shard(path.with_name(name), key)
