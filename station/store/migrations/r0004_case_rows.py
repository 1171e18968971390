"""What a line of the supervisors' queue shows stands in columns of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Float, Text, text

from station.domain.case import Case, row_of
from station.store.record import unpack

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0004"
down_revision = "0003"


def upgrade(operations: Operations) -> None:
    for column in (Column("station", Text), Column("name", Text), Column("score", Float)):
        operations.add_column("cases", column)
    connection = operations.get_bind()
    for identity in connection.execute(text("SELECT id FROM cases")).scalars().all():
        content = connection.execute(text("SELECT content FROM cases WHERE id = :id"), {"id": identity}).scalar_one()
        row = row_of(unpack(Case, content))
        values = {"id": identity, "station": row.station, "name": row.name, "score": row.score}
        connection.execute(
            text("UPDATE cases SET station = :station, name = :name, score = :score WHERE id = :id"), values
        )
