"""What still took longer with every visit: entries of the log by act and by person, what is due, who is open, what
waits for central."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, text

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0010"
down_revision = "0009"

_TEXT = "CAST(leaf AS TEXT)"
_FIELD = f"CASE WHEN json_valid({_TEXT}) THEN json_extract({_TEXT}, '$.%s') END"


def upgrade(operations: Operations) -> None:
    act, actor = text(_FIELD % "act"), text(_FIELD % "actor")
    operations.create_index("ix_audit_entries_act", "audit_entries", [act, text("number")])
    operations.create_index("ix_audit_entries_actor", "audit_entries", [actor, act, text("number")])
    operations.create_index("ix_visits_rehearsed", "visits", ["sealed_at"], sqlite_where=text("mode <> 'production'"))
    operations.drop_index("ix_visits_alike", "visits")
    operations.create_index(
        "ix_visits_alike", "visits", ["surname_folded", "given_folded", "birth", "person", "sealed_at"]
    )
    operations.create_index("ix_data_keys_sealed_at", "data_keys", ["sealed_at"])
    operations.drop_index("ix_cases_status", "cases")
    operations.create_index("ix_cases_status", "cases", ["status", "created_at"])
    operations.create_index("ix_device_events_kind", "device_events", ["serial", "kind", "number"])
    operations.drop_index("ix_stays_of_document", "stays")
    operations.create_index("ix_stays_of_document", "stays", ["document_key", "arrived_on"])
    for name, column in (("person", "person"), ("document", "document_key")):
        operations.create_index(
            f"ix_stays_open_of_{name}", "stays", [column, "arrived_on"], sqlite_where=text("closing IS NULL")
        )
    operations.add_column("outbox_totals", Column("waiting", Integer, nullable=False, server_default="0"))
    operations.execute(
        "INSERT INTO outbox_totals (kind, stored, receipted, waiting) "
        "SELECT kind, 0, 0, count(*) FROM outbox WHERE stored_at IS NULL GROUP BY kind "
        "ON CONFLICT (kind) DO UPDATE SET waiting = excluded.waiting"
    )
