"""People as they are searched for, with indices of their names, and the stays of travellers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Integer, Text, text

from station.store.names import fold

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0005"
down_revision = "0004"

BATCH = 2000
SINCE = "stays_since"  # of the table meta: before this moment the register of stays knows nothing

# The indices hold no text of their own and no places, so that 275,000 people take 15 MB; "secure-delete" takes what is
# erased out of them at once, where they would otherwise keep it until they are merged.
_LETTERS = """
CREATE VIRTUAL TABLE who_letters USING fts5(
    folded, content='who', content_rowid='id', detail=none, columnsize=0, tokenize='trigram')
"""
_BEGINNINGS = """
CREATE VIRTUAL TABLE who_beginnings USING fts5(
    folded, content='who', content_rowid='id', detail=none, columnsize=0,
    tokenize='unicode61 remove_diacritics 0', prefix='2')
"""
_ADDED = """
CREATE TRIGGER who_added AFTER INSERT ON who BEGIN
    INSERT INTO who_letters (rowid, folded) VALUES (new.id, new.folded);
    INSERT INTO who_beginnings (rowid, folded) VALUES (new.id, new.folded);
END
"""
_GONE = """
CREATE TRIGGER who_gone AFTER DELETE ON who BEGIN
    INSERT INTO who_letters (who_letters, rowid, folded) VALUES ('delete', old.id, old.folded);
    INSERT INTO who_beginnings (who_beginnings, rowid, folded) VALUES ('delete', old.id, old.folded);
END
"""
_RENAMED = """
CREATE TRIGGER who_renamed AFTER UPDATE OF folded ON who WHEN old.folded <> new.folded BEGIN
    INSERT INTO who_letters (who_letters, rowid, folded) VALUES ('delete', old.id, old.folded);
    INSERT INTO who_beginnings (who_beginnings, rowid, folded) VALUES ('delete', old.id, old.folded);
    INSERT INTO who_letters (rowid, folded) VALUES (new.id, new.folded);
    INSERT INTO who_beginnings (rowid, folded) VALUES (new.id, new.folded);
END
"""
_WORDS = (
    _LETTERS,
    "INSERT INTO who_letters (who_letters, rank) VALUES ('secure-delete', 1)",
    "INSERT INTO who_letters (who_letters) VALUES ('rebuild')",
    _BEGINNINGS,
    "INSERT INTO who_beginnings (who_beginnings, rank) VALUES ('secure-delete', 1)",
    "INSERT INTO who_beginnings (who_beginnings) VALUES ('rebuild')",
    _ADDED,
    _GONE,
    _RENAMED,
)


def upgrade(operations: Operations) -> None:
    _who(operations)
    _stays(operations)
    connection = operations.get_bind()
    connection.execute(
        text("INSERT INTO meta (key, value) VALUES (:key, :value)"),
        {"key": SINCE, "value": datetime.now(UTC).isoformat().encode()},
    )


def _who(operations: Operations) -> None:
    operations.create_table(
        "who",
        Column("id", Integer, primary_key=True),
        Column("person", Text, nullable=False),
        Column("document_key", Text, nullable=False),
        Column("number", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("folded", Text, nullable=False),
        Column("birth", Text, nullable=False),
        Column("nationality", Text, nullable=False),
        Column("last_at", Text, nullable=False),
    )
    operations.create_index("ix_who_of_person", "who", ["person", "document_key"], unique=True)
    connection = operations.get_bind()
    newest = text(
        "SELECT person, document_key, name, surname_folded || ' ' || given_folded AS folded, birth, nationality, "
        "max(sealed_at) AS last_at FROM visits GROUP BY person, document_key ORDER BY last_at"
    )
    add = text(
        "INSERT INTO who (person, document_key, number, name, folded, birth, nationality, last_at) VALUES "
        "(:person, :document_key, :number, :name, :folded, :birth, :nationality, :last_at)"
    )
    found = connection.execute(newest).mappings()
    while rows := found.fetchmany(BATCH):
        connection.execute(
            add,
            [
                dict(row)
                | {
                    "number": fold(row["document_key"].partition(":")[2]).replace(" ", ""),
                    "folded": row["folded"].strip(),
                }
                for row in rows
            ],
        )
    operations.create_index("ix_who_number", "who", ["number", "id"])
    for statement in _WORDS:
        connection.exec_driver_sql(statement)


def _stays(operations: Operations) -> None:
    operations.create_table(
        "stays",
        Column("id", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("person", "document_key", "nationality", "visa_class")),
        *(Column(name, Text, nullable=False) for name in ("purpose", "kind", "post")),
        Column("arrived_on", Text),
        Column("zone", Text, nullable=False),
        *(Column(name, Text) for name in ("last_day", "left_on", "arrival_visit", "departure_visit", "closing")),
        Column("certainty", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("changed_at", Text, nullable=False),
    )
    operations.create_index("ix_stays_of_person", "stays", ["person", "arrived_on"])
    operations.create_index("ix_stays_of_document", "stays", ["document_key"])
    opened = text("closing IS NULL")
    operations.create_index("ix_stays_open", "stays", ["last_day", "id"], sqlite_where=opened)
    operations.create_index("ix_stays_inside", "stays", ["arrived_on", "id"], sqlite_where=opened)
    operations.create_index(
        "ix_stays_half", "stays", ["id"], sqlite_where=text("arrived_on IS NULL OR closing = 'inferred'")
    )
    operations.create_index("ix_stays_arrival", "stays", ["arrival_visit"])
    operations.create_index("ix_stays_departure", "stays", ["departure_visit"])
    operations.create_table(
        "stay_events",
        Column("number", Integer, primary_key=True, autoincrement=True),
        Column("stay", Text, ForeignKey("stays.id", ondelete="CASCADE"), nullable=False),
        *(Column(name, Text, nullable=False) for name in ("at", "kind", "actor")),
        Column("second", Text),
        Column("proof", Text, nullable=False),
        Column("day", Text),
        Column("note", Text, nullable=False),
    )
    operations.create_index("ix_stay_events_stay", "stay_events", ["stay"])
