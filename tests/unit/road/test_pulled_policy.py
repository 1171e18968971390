"""The agency's policy from the road at the start of a station, against the file."""

from __future__ import annotations

import json
import logging

import pytest

import resources
from station import opening
from station.config import Config
from station.domain.audit import Act
from station.road import pulled_policy
from station.store import audit_log, pulled
from station.store.session import Store
from station.workflow import policy as policy_file
from tests.rig import visits

TEXT = resources.path("policy/policy.json").read_bytes()
OF_FILE = policy_file.parse(TEXT)


def other(version: str, attempts: int = 5) -> bytes:
    raw = json.loads(TEXT)
    raw["version"] = version
    raw["fingers"]["attempts"] = attempts
    return json.dumps(raw).encode()


def send(store: Store, number: int, body: bytes, key: str = pulled_policy.KEY) -> None:
    with store.unit() as unit:
        pulled.put(unit, pulled_policy.KIND, key, number, body)


def changes(store: Store) -> list[dict[str, object]]:
    with store.reading() as unit:
        return [dict(e.detail) for _, e in audit_log.entries(unit) if e.act == Act.POLICY_CHANGED]


def test_without_a_policy_from_central_the_file_is_in_force_and_nothing_has_changed(store):
    assert pulled_policy.in_force(store, OF_FILE) is OF_FILE
    assert pulled_policy.in_force(store, OF_FILE) is OF_FILE
    assert changes(store) == []


def test_the_newest_policy_from_central_is_in_force_at_the_next_start_and_audited_once(store):
    pulled_policy.in_force(store, OF_FILE)
    send(store, 7, other("2027-1", 4))
    send(store, 8, other("2027-2", 5))
    send(store, 7, other("2027-1", 4))  # an old one that is shown again
    for _ in range(2):
        assert pulled_policy.in_force(store, OF_FILE).fingers.attempts == 5
    assert changes(store) == [{"before": OF_FILE.version, "number": 8, "source": "central", "version": "2027-2"}]


def test_a_policy_that_was_here_before_the_first_start_is_audited_too(store):
    send(store, 1, other("2027-1"))
    pulled_policy.in_force(store, OF_FILE)
    assert [c["version"] for c in changes(store)] == ["2027-1"]


@pytest.mark.parametrize("body", [b"{", b"[]", other("2027-3").replace(b'"visas"', b'"visa"'), other("x", 99)])
def test_a_policy_that_does_not_parse_leaves_the_file_in_force_with_a_line_in_the_log(store, body, caplog):
    pulled_policy.in_force(store, OF_FILE)
    send(store, 3, body)
    with caplog.at_level(logging.WARNING, "station.policy"):
        assert pulled_policy.in_force(store, OF_FILE) is OF_FILE
    assert any("cannot be used" in r.getMessage() for r in caplog.records)
    assert changes(store) == []


def test_a_policy_that_is_taken_back_gives_the_file_again_and_that_is_a_change(store):
    send(store, 1, other("2027-1"))
    pulled_policy.in_force(store, OF_FILE)
    send(store, 2, b"")
    assert pulled_policy.in_force(store, OF_FILE) is OF_FILE
    assert changes(store)[-1] == {"before": "2027-1", "number": 0, "source": "file", "version": OF_FILE.version}


def test_a_policy_under_another_key_is_not_applied(store):
    send(store, 1, other("2027-1"), key="somewhere")
    assert pulled_policy.in_force(store, OF_FILE) is OF_FILE


def test_a_station_of_the_window_starts_with_the_policy_from_central(tmp_path, agency, monkeypatch):
    config = Config(mode="training", station="POST-1", data=str(tmp_path / "data"))
    folder = config.data_folder / "keys"
    folder.mkdir(parents=True)
    made = visits.station_keys(folder, agency)
    monkeypatch.setattr(opening.keys, "unlock", lambda *_: made)
    monkeypatch.setattr(opening.keys, "exists", lambda _: True)
    first = opening.open_real(config)
    assert first.policy.version == OF_FILE.version
    send(first.store, 5, other("2027-9"))
    assert first.policy.version == OF_FILE.version  # what runs is not changed
    first.close()
    second = opening.open_real(config)
    assert second.policy.version == "2027-9"
    assert [c["version"] for c in changes(second.store)] == ["2027-9"]
    second.close()
