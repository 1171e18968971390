"""Central keeps what a station's audit log was, so that a log written anew can be shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from station.domain.audit import Act, AuditEvent
from station.store import audit_log, audit_verify
from station.store.session import Store
from station.vault import note
from tests.unit.central.conftest import agency_of, station_keys_of


@pytest.fixture
def store(tmp_path):
    made = Store.open(tmp_path / "station.db", station_keys_of("CGK-1", agency_of()))
    yield made
    made.close()


def append(store: Store, count: int, actor: str = "rini") -> None:
    with store.unit() as unit:
        for number in range(count):
            audit_log.append(unit, AuditEvent(datetime.now(UTC), actor, Act.VETO, "CGK-1", str(number)))


def kept(central, store: Store) -> list[str]:
    """The notes of this log that central has (other tests leave theirs)."""
    rows = central.query("SELECT convert_from(note, 'UTF8') FROM border.checkpoints WHERE size > %s ORDER BY size", 0)
    with store.reading() as unit:
        own = {text for text, _ in audit_log.checkpoints(unit)}
    return [str(kept) for (kept,) in rows if str(kept) in own]


def test_a_log_written_anew_does_not_fit_what_central_kept(central, store, client) -> None:
    append(store, 4)
    with store.unit() as unit:
        signed = audit_log.checkpoint(unit)
    head, _ = note.read(signed)
    client.send_checkpoint(head.size, head.root, signed.encode())
    notes = kept(central, store)
    assert len(notes) == 1
    with store.unit() as unit:
        for table in ("audit_entries", "audit_checkpoints", "meta"):
            unit.connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    append(store, 4, actor="toni")
    with store.reading() as unit:
        assert audit_verify.verify(unit).sound
        (finding,) = audit_verify.verify(unit, notes).findings
    assert (finding.defect, finding.number) == (audit_verify.Defect.REWRITTEN, 3)
