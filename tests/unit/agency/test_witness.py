"""Central keeps what a station's audit log was: one that is written anew or cut is found out and can be shown."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from station.agency import status, witness
from station.cli import central_admin
from station.domain.audit import Act, AuditEvent
from station.road.client import CentralClient
from station.road.outbox import StoreWitness
from station.road.sync import Sync
from station.store import audit_growth, audit_log, audit_verify
from station.store.session import Store
from station.vault.signing import Ed25519Signer
from station.wire.settings import CentralSettings
from tests.rig.central import agency_of, station_keys_of
from tests.rig.waiting import wait_for


@dataclass
class Post:
    """A station that shows its log to central."""

    name: str
    settings: CentralSettings
    store: Store

    def append(self, count: int, actor: str = "rini") -> None:
        with self.store.unit() as unit:
            for number in range(count):
                audit_log.append(unit, AuditEvent(datetime.now(UTC), actor, Act.VETO, self.name, str(number)))

    def forget(self) -> None:
        """Somebody who holds the station's keys begins the log anew."""
        with self.store.unit() as unit:
            for table in ("audit_entries", "audit_checkpoints", "meta"):
                unit.connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608

    def show(self) -> None:
        """What the sync thread does."""
        client, port = CentralClient(self.settings), StoreWitness(self.store)
        found = port.checkpoint(client.last_checkpoint())
        assert found is not None
        now = found.frontier
        client.send_checkpoint(now.size, now.root(), found.note, found.old_size, found.proof)
        port.witnessed(found, datetime.now(UTC))
        client.close()


@pytest.fixture
def post(central, tmp_path) -> Iterator[Post]:
    name = f"LOG-{uuid.uuid4().hex[:8]}"
    keys = station_keys_of(name, agency_of())
    settings = central.another(name, "LOG", signing_key=keys.signer.public)
    made = Post(name, settings, Store.open(tmp_path / "station.db", keys))
    yield made
    made.store.close()


def verdicts(central, post: Post) -> list[tuple[int, str]]:
    witness.examine(central.process)
    return [(kept.size, kept.verdict) for kept in witness.checkpoints(central.process, post.name)]


def alerts(central, post: Post) -> set[str]:
    found = status.read(central.process).alerts()
    return {name for name, _, subject in (alert.partition(":") for alert in found) if subject == post.name}


def test_a_growing_log_is_proven_to_contain_what_central_held(central, post) -> None:
    for more in (3, 1, 5, 12):
        post.append(more)
        post.show()
    assert verdicts(central, post) == [(3, "first"), (4, "grown"), (9, "grown"), (21, "grown")]
    assert not alerts(central, post) & {"audit_forked", "audit_unproven"}


def test_the_sync_thread_shows_the_log_with_its_proof(central, post) -> None:
    for size in (2, 9):
        post.append(size - (0 if size == 2 else 2))
        sync = Sync(post.store, lambda: CentralClient(post.settings), interval=0.1)
        sync.start()
        try:
            assert wait_for(lambda size=size: [seen for seen, _ in verdicts(central, post)][-1:] == [size])
        finally:
            sync.stop()
    assert verdicts(central, post) == [(2, "first"), (9, "grown")]


def test_the_proof_does_not_read_the_log_that_central_has_seen(post, monkeypatch) -> None:
    post.append(9)
    with post.store.unit() as unit:
        audit_growth.shown(unit, audit_log.frontier(unit))
    post.append(4)
    with post.store.reading() as unit:
        full = audit_log.prove_consistency(unit, 9, 13)
        monkeypatch.setattr(audit_log, "prove_consistency", None)
        assert audit_growth.prove(unit, 9) == full


def test_a_larger_log_of_another_history_is_a_fork_and_its_file_shows_it(central, post, tmp_path, capsys) -> None:
    post.append(4)
    post.show()
    assert verdicts(central, post) == [(4, "first")]
    post.forget()
    post.append(7, actor="toni")
    post.show()
    assert verdicts(central, post) == [(4, "first"), (7, "forked")]
    assert "audit_forked" in alerts(central, post)
    with post.store.reading() as unit:
        assert audit_verify.verify(unit).sound  # the station alone cannot know

    file = tmp_path / "witness.txt"
    arguments = ["central", "checkpoints", post.name, "--out", str(file)]
    way = ["--central", central.owner.url, "--tls", str(central.owner.tls)]
    assert central_admin.main([*arguments, *way]) == 3
    assert "7\tforked" in capsys.readouterr().out
    with post.store.reading() as unit:
        (finding,) = audit_verify.verify(unit, [file.read_text()]).findings
    assert (finding.defect, finding.number) == (audit_verify.Defect.REWRITTEN, 3)


def test_a_shorter_log_is_a_fork(central, post) -> None:
    post.append(6)
    post.show()
    post.forget()
    post.append(2)
    post.show()
    assert verdicts(central, post) == [(2, "forked"), (6, "first")]


def test_a_checkpoint_without_proof_or_signature_is_told_apart_from_a_fork(central, post) -> None:
    post.append(3)
    post.show()
    witness.examine(central.process)
    post.append(2)
    client = CentralClient(post.settings)
    with post.store.unit() as unit:
        signed, root = audit_log.checkpoint(unit), audit_log.root(unit)
    client.send_checkpoint(5, root, signed.encode())
    client.send_checkpoint(9, b"r" * 32, signed.encode(), 3)
    client.close()
    assert verdicts(central, post) == [(3, "first"), (5, "unproven"), (9, "forged")]
    assert alerts(central, post) >= {"audit_unproven"}
    post.append(1)
    post.show()  # from what central holds, so the next one is proven again
    assert verdicts(central, post)[1:3] == [(5, "unproven"), (6, "grown")]


def test_a_station_cannot_judge_its_own_log(central, post, raw) -> None:
    post.append(1)
    post.show()
    with pytest.raises(Exception, match="permission denied"):
        raw(post.settings).execute(
            "INSERT INTO border.witnessed (station, size, root, verdict) VALUES (%s, 1, '', 'first')", (post.name,)
        )


def test_a_log_signed_with_the_key_before_the_last_is_still_the_stations(central, post) -> None:
    post.append(2)
    post.show()
    fresh = Ed25519Signer(Ed25519Signer.new_seed())
    central.another(post.name, "LOG", signing_key=fresh.public)
    assert verdicts(central, post) == [(2, "first")]


def test_central_without_a_proven_checkpoint_says_so(central, post, tmp_path: Path, capsys) -> None:
    way = ["--central", central.owner.url, "--tls", str(central.owner.tls)]
    arguments = ["central", "checkpoints", post.name, "--out", str(tmp_path / "none.txt")]
    assert central_admin.main([*arguments, *way]) == 1
    assert "no_checkpoint" in capsys.readouterr().err
