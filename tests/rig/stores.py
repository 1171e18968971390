"""A store on disk for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from station.store.session import Store
from station.vault.agency import AgencyKeys
from station.vault.keys import StationKeys
from tests.rig import visits


@pytest.fixture
def clock() -> visits.Clock:
    return visits.Clock()


@pytest.fixture
def agency(tmp_path: Path) -> AgencyKeys:
    return visits.agency_keys(tmp_path / "agency")


@pytest.fixture
def keys(tmp_path: Path, agency: AgencyKeys) -> StationKeys:
    return visits.station_keys(tmp_path / "keys", agency)


@pytest.fixture
def store(tmp_path: Path, keys: StationKeys, clock: visits.Clock) -> Iterator[Store]:
    opened = visits.open_store(tmp_path, keys, clock)
    yield opened
    opened.close()
