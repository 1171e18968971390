"""New versions of sealed visits, by the rulings of supervisors; the log of transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Text

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0008"
down_revision = "0007"


def upgrade(operations: Operations) -> None:
    operations.create_table(
        "corrections",
        Column("id", Text, primary_key=True),
        Column("visit", Text, nullable=False),
        Column("number", Integer, nullable=False),
        Column("case_id", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("holds", Boolean, nullable=False),
        Column("updates", Text),
        Column("content", LargeBinary, nullable=False),
    )
    operations.create_index("ix_corrections_visit", "corrections", ["visit", "number"], unique=True)
    operations.create_index("ix_corrections_case_id", "corrections", ["case_id"])
    operations.create_index("ix_corrections_updates", "corrections", ["updates", "at"])
    operations.create_table(
        "transactions",
        Column("id", Text, primary_key=True),
        Column("at", Text, nullable=False),
        Column("content", LargeBinary, nullable=False),
    )
    operations.create_index("ix_transactions_at", "transactions", ["at", "id"])
