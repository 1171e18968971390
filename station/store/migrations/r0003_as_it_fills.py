"""Indexes that answer the counter's questions without a scan or a sort, and the outbox counted as it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, Text, text

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0003"
down_revision = "0002"

_REPLACED = (
    ("visits", "person"),
    ("visits", "document_key"),
    ("visits", "surname_folded"),
    ("reference", "person"),
    ("reference", "document_key"),
)


def upgrade(operations: Operations) -> None:
    for table, column in _REPLACED:
        operations.drop_index(f"ix_{table}_{column}", table)
    operations.create_index("ix_visits_of_person", "visits", ["person", "sealed_at"])
    operations.create_index("ix_visits_of_document", "visits", ["document_key", "sealed_at"])
    operations.create_index("ix_visits_alike", "visits", ["surname_folded", "given_folded", "birth", "sealed_at"])
    operations.create_index(
        "ix_reference_of_person", "reference", ["person", text("trusted DESC"), "captured_at", "visit"]
    )
    operations.create_index(
        "ix_reference_of_document",
        "reference",
        ["document_key", text("trusted DESC"), text("captured_at DESC"), "visit"],
    )
    operations.create_index("ix_reference_captured_at", "reference", ["captured_at"])
    operations.create_index(
        "ix_outbox_unreceipted",
        "outbox",
        ["number"],
        sqlite_where=text("stored_at IS NOT NULL AND receipted_at IS NULL"),
    )
    operations.create_table(
        "outbox_totals",
        Column("kind", Text, primary_key=True),
        Column("stored", Integer, nullable=False),
        Column("receipted", Integer, nullable=False),
        Column("last_stored_at", Text),
    )
    operations.execute(
        "INSERT INTO outbox_totals (kind, stored, receipted, last_stored_at) "
        "SELECT kind, count(stored_at), count(receipted_at), max(stored_at) FROM outbox GROUP BY kind"
    )
