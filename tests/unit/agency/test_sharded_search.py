"""Many shards on many workers answer as one process does, and say what they cover when somebody is missing."""

from __future__ import annotations

import ssl
import time
from pathlib import Path

import numpy as np
import pytest

from models.finger.compare import FingerTemplate
from models.matching.gallery import Gallery
from models.types import Minutiae
from station.agency import sharded_search
from station.agency.certificates import Authority
from station.agency.sharded_search import ShardAnswer, ShardedSearch, search_here, shards_in
from station.wire.errors import CentralUnreachable
from tests.load.central_search import Crowd
from tests.load.search_cluster import SearchCluster

DRAW = np.random.default_rng(11)


def print_() -> Minutiae:
    count = 36
    return Minutiae(
        DRAW.uniform(40, 320, count).astype(np.float32),
        DRAW.uniform(40, 360, count).astype(np.float32),
        DRAW.uniform(0, 2 * np.pi, count).astype(np.float32),
        DRAW.integers(1, 3, count).astype(np.uint8),
        DRAW.integers(50, 90, count).astype(np.uint8),
        360,
        400,
    )


def face() -> np.ndarray:
    vector = DRAW.standard_normal(128).astype(np.float32)
    return vector / np.linalg.norm(vector)


@pytest.fixture(scope="module")
def people() -> dict[str, tuple[np.ndarray, dict[int, FingerTemplate]]]:
    return {f"p{n:03d}": (face(), {2: FingerTemplate.from_minutiae(print_())}) for n in range(48)}


@pytest.fixture(scope="module")
def shards(people, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("shards")
    for number in range(4):
        gallery = Gallery()
        for key in sorted(people)[number * 10 : number * 10 + 10]:
            gallery.put(key, *people[key])
        gallery.save(folder / f"shard-{number + 1:06d}")
    return folder


def same_answer(one: ShardAnswer, other: ShardAnswer) -> bool:
    """The same people in the same order with the same scores, of the same shards.

    Sums of float32 end in other last digits where a processor multiplies another number of rows at once.
    """
    return (
        [(hit.key, hit.fused.counted, hit.fused.encoders) for hit in one.hits]
        == [(hit.key, hit.fused.counted, hit.fused.encoders) for hit in other.hits]
        and [hit.fused.llr for hit in one.hits] == pytest.approx([hit.fused.llr for hit in other.hits], abs=1e-5)
        and (one.covered, one.missing) == (other.covered, other.missing)
    )


def test_workers_answer_as_one_process_and_survive_the_loss_of_one(people, shards, tmp_path) -> None:
    with SearchCluster(tmp_path / "cluster", workers=2) as cluster:
        search = ShardedSearch(cluster.address, shards, cluster.tls, timeout=90, roll=5)
        try:
            deadline = time.monotonic() + 90
            while search.coverage()[0] == 0 or len(search._workers()) < 2:
                assert time.monotonic() < deadline, "the workers did not come up"
                time.sleep(0.1)
            for key in ("p003", "p017", "p039"):
                there, here = search.answer(*people[key]), search_here(shards, *people[key])
                assert same_answer(there, here)
                assert there.hits[0].key == key
                assert there.covered == {f"shard-{n:06d}" for n in range(1, 5)}
            for key in sorted(people)[40:44]:  # enrolled since: found at once, in no shard yet
                search.put(key, *people[key])
            assert search.search(*people["p042"], 3)[0].key == "p042"
            search.put("p044", *people["p044"])  # the fifth makes a shard
            assert len(shards_in(shards)) == 5
            assert search.search(*people["p042"], 3)[0].key == "p042"
            assert len(search) == 45

            cluster.kill_worker(0)
            started = time.monotonic()
            answer = search.answer(*people["p003"])
            assert not answer.missing
            assert answer.hits[0].key == "p003"
            assert time.monotonic() - started < 80

            cluster.kill_worker(1)
            deadline = time.monotonic() + 90
            while search.coverage()[0]:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            answer = search.answer(*people["p003"])
            assert answer.missing == {f"shard-{n:06d}" for n in range(1, 6)}
            with pytest.raises(CentralUnreachable) as missing:
                search.search(*people["p003"], 5)
            assert missing.value.code == "shards_missing"

            cluster.add_worker()
            deadline = time.monotonic() + 90
            while not search.coverage()[0]:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            assert search.search(*people["p003"], 5)[0].key == "p003"

            search.remove("p003")  # somebody was erased
            assert "p003" not in {hit.key for hit in search.search(*people["p003"], 50)}
            assert not any("p003" in Gallery.open(shard) for shard in shards_in(shards))
            assert search.search(*people["p004"], 3)[0].key == "p004"  # of the same shard
            assert (len(search), len(shards_in(shards))) == (44, 5)
            held = search._client.run(lambda: [key for gallery in sharded_search._open.values() for key in gallery])
            assert held
            assert not any("p003" in keys for keys in held.values())  # out of the workers' memory, too

            search.put("p004", *people["p004"])  # met again by a process that starts anew over the same shards
            assert len(search) == 44
            assert [hit.key for hit in search.search(*people["p004"], 50)].count("p004") == 1
        finally:
            search.close()

        older = Gallery.open(shards / "shard-000002")  # a rewriting that was cut short leaves the old shard there
        older.save(shards / "shard-000099")
        search = ShardedSearch(cluster.address, shards, cluster.tls, timeout=90, roll=5)
        try:
            assert len(search) == len(set(search)) == 44  # p004 was in no shard yet, and is kept all the same
            assert [hit.key for hit in search.search(*people["p017"], 50)].count("p017") == 1
        finally:
            search.close()

        hidden = tmp_path / "hidden"
        sealed = ShardedSearch(cluster.address, hidden, cluster.tls, timeout=90, roll=3, key=b"k" * 32)
        try:
            for key in ("p001", "p002", "p005"):  # the third makes a shard
                sealed.put(key, *people[key])
            assert len(shards_in(hidden)) == 1
            sealed.put("p006", *people["p006"], "a visit")
            sealed.save()
            assert sealed.search(*people["p002"], 3)[0].key == "p002"
            sealed.remove("p002")
            assert "p002" not in {hit.key for hit in sealed.search(*people["p002"], 9)}
            assert sealed.search(*people["p005"], 3)[0].key == "p005"
            assert len(shards_in(hidden)) == 1
        finally:
            sealed.close()
        (hidden / "shard-000099").write_bytes(b"of a former version")
        again = ShardedSearch(cluster.address, hidden, cluster.tls, timeout=90, roll=3, key=b"k" * 32)
        try:  # a new start finds who was in no shard yet, and what is noted with them
            assert sorted(again) == ["p001", "p005", "p006"]
            assert again.note("p006") == "a visit" and again.noted("a visit") == ["p006"]
            assert again.search(*people["p006"], 3)[0].key == "p006"
            assert not (hidden / "shard-000099").exists()
        finally:
            again.close()

        stranger = Authority.create(tmp_path / "stranger")
        stranger.issue_peer("stranger", ["127.0.0.1"], tmp_path / "tls")
        with pytest.raises((CentralUnreachable, ssl.SSLError)):
            ShardedSearch(cluster.address, shards, tmp_path / "tls", timeout=3)


def test_the_crowd_of_the_load_command_holds_who_comes_back(tmp_path) -> None:
    crowd = Crowd(tmp_path, faces=600, fingers=60, shards=2, seed=4)
    for key, probe, fingers in crowd.probes:
        answer = search_here(tmp_path, probe, fingers)
        assert answer.hits[0].key == key
        assert answer.covered == {"shard-000001", "shard-000002"}
