"""How each officer likes the window: kept encrypted, by name, and never a reason to keep somebody out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from station.domain.officer import Preferences
from station.office.preferences import KeptPreferences
from station.store import meta
from station.store.session import Store
from tests.rig import visits

LIKED = Preferences("id", "contrast", 1.5, True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = visits.open_store(tmp_path, visits.station_keys(tmp_path, visits.agency_keys(tmp_path / "agency")))
    yield opened
    opened.close()


def test_they_survive_and_belong_to_one_officer(store: Store):
    kept = KeptPreferences(store)
    assert kept.of("rini") is None
    kept.keep("rini", Preferences("en", "dark", 0.9))
    kept.keep("Rini", LIKED)
    assert KeptPreferences(store).of("rini") == LIKED and kept.of("budi") is None


def test_nothing_of_them_lies_in_the_clear(store: Store, tmp_path: Path):
    KeptPreferences(store).keep("rini-wulandari", LIKED)
    store.checkpoint()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files and not [path.name for path in files if b"rini-wulandari" in path.read_bytes()]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"v": 2}',
        b'{"v": 1, "language": 3}',
        b'{"v": 1, "language": "id", "theme": "x"}',
        b" " * 2000,
    ],
)
def test_what_cannot_be_read_counts_as_not_there(store: Store, body: bytes):
    with store.unit() as unit:
        meta.put(unit, "look:rini", body)
    assert KeptPreferences(store).of("rini") is None
