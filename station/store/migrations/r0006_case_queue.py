"""The queue by turn, what was ruled by its time, and an index that holds whole lines of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, Integer, Text, text

from station.domain.case import Case, row_of
from station.store.record import unpack

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0006"
down_revision = "0005"

_LINE = (
    "reason",
    "station",
    "name",
    "score",
    "status",
    "claimed_by",
    "officer",
    "given",
    "blind",
    "ruled_by",
    "ruling",
)
_OPEN, _RULED = text("status <> 'ruled'"), text("status = 'ruled'")
_FILL = text(
    "UPDATE cases SET officer = :officer, turn = :turn, given = :given, blind = :blind, ruled_at = :ruled_at, "
    "ruled_by = :ruled_by, ruling = :ruling WHERE id = :id"
)


def upgrade(operations: Operations) -> None:
    for name in ("officer", "given", "ruled_at", "ruled_by", "ruling"):
        operations.add_column("cases", Column(name, Text))
    operations.add_column("cases", Column("turn", Integer))
    operations.add_column("cases", Column("blind", Boolean))
    connection = operations.get_bind()
    for identity in connection.execute(text("SELECT id FROM cases")).scalars().all():
        content = connection.execute(text("SELECT content FROM cases WHERE id = :id"), {"id": identity}).scalar_one()
        row = row_of(unpack(Case, content))
        values = {
            "id": identity,
            "officer": row.officer,
            "turn": 0 if row.escalated else 1,
            "given": "\n".join(row.given),
            "blind": row.blind,
            "ruled_at": row.ruled_at.isoformat() if row.ruled_at else None,
            "ruled_by": row.ruled_by,
            "ruling": row.ruling.value if row.ruling else None,
        }
        connection.execute(_FILL, values)
    lines = ["turn", "created_at", "id", *_LINE, "ruled_at"]
    operations.create_index("ix_cases_open", "cases", lines, sqlite_where=_OPEN)
    lines = ["ruled_at", "id", *_LINE, "turn", "created_at"]
    operations.create_index("ix_cases_ruled", "cases", lines, sqlite_where=_RULED)
