"""How many people stand behind a figure of the year, without walking through all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0009"
down_revision = "0008"


def upgrade(operations: Operations) -> None:
    operations.create_index("ix_who_of_nationality", "who", ["nationality", "last_at", "person"])
    operations.create_index(
        "ix_stays_of_purpose",
        "stays",
        ["purpose", "arrived_on", "person"],
        sqlite_where=text("arrival_visit IS NOT NULL"),
    )
