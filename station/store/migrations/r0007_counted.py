"""What a visit leaves behind for figures when its record opens only at the agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, LargeBinary, Text

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0007"
down_revision = "0006"


def upgrade(operations: Operations) -> None:
    operations.create_table(
        "counted",
        Column("visit", Text, primary_key=True),
        Column("person", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("mode", Text, nullable=False),
        Column("content", LargeBinary, nullable=False),
    )
    operations.create_index("ix_counted_at", "counted", ["at"])
