"""Room for visits that are open at the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Text

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0002"
down_revision = "0001"


def upgrade(operations: Operations) -> None:
    operations.create_table(
        "open_visits",
        Column("id", Text, primary_key=True),
        Column("saved_at", Text, nullable=False),
        Column("content", LargeBinary, nullable=False),
    )
    operations.create_table(
        "open_samples",
        Column("visit", Text, ForeignKey("open_visits.id", ondelete="CASCADE"), primary_key=True),
        Column("part", Integer, primary_key=True, nullable=False),
        Column("content", LargeBinary, nullable=False),
    )
