"""Who is searched for by name or number: rows of people, and the indices that SQLite keeps of their names."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Row, delete, select
from sqlalchemy.dialects.sqlite import insert

from station.domain.register import Traveller, TravellerPage
from station.store.names import fold
from station.store.session import Unit
from station.store.tables import visits, who

LONGEST = 80  # characters of a search that are looked at
_TRIGRAM = 3
# Rows of an index that are looked at for one page: three letters of a word may stand in a name without the word.
MOST_LOOKED_AT = 4000
_LAST = 2**62  # behind every row
# The index walks from the newest row on, and the cross join keeps that order: what has the words is picked while it
# walks, and a page that is full ends it.
_MATCHING = {
    table: f"SELECT who.* FROM (SELECT rowid AS place FROM {table} WHERE {table} MATCH ? AND rowid < ? "  # noqa: S608  # nosec B608  names of this file
    f"ORDER BY rowid DESC LIMIT {MOST_LOOKED_AT}) AS found CROSS JOIN who ON who.id = found.place WHERE "
    for table in ("who_letters", "who_beginnings")
}
_ANYWHERE, _BEGINS = "instr(who.folded, ?) > 0", "instr(' ' || who.folded, ' ' || ?) > 0"


def refresh(unit: Unit, person: str, document_key: str) -> None:
    """Bring the row of a person with a document up to date with the visits; it goes where none is left."""
    newest = unit.connection.execute(
        select(visits)
        .where(visits.c.person == person, visits.c.document_key == document_key)
        .order_by(visits.c.sealed_at.desc())
        .limit(1)
    ).first()
    if newest is None:
        unit.connection.execute(delete(who).where(who.c.person == person, who.c.document_key == document_key))
        return
    values = {
        "number": _number(document_key.partition(":")[2]),
        "name": newest.name,
        "folded": f"{newest.surname_folded} {newest.given_folded}".strip(),
        "birth": newest.birth,
        "nationality": newest.nationality,
        "last_at": newest.sealed_at,
    }
    unit.connection.execute(
        insert(who)
        .values(person=person, document_key=document_key, **values)
        .on_conflict_do_update(index_elements=[who.c.person, who.c.document_key], set_=values)
    )


def search(unit: Unit, typed: str, limit: int = 50, after: int | None = None) -> TravellerPage:
    """People whose document has a number that begins so, or else whose names hold every word that was typed.

    The person who came to these records last stands first. Empty for fewer than two letters or digits: nobody lists
    everybody. after: `more` of the page before.
    """
    numbered_ = numbered(unit, typed, limit + 1, after) if any(c.isdigit() for c in typed) else []
    found = numbered_ or named(unit, typed, limit + 1, after)
    more = found[limit - 1].key if len(found) > limit else None
    return TravellerPage(tuple(found[:limit]), more, by_number=bool(numbered_))


def numbered(unit: Unit, typed: str, limit: int, after: int | None = None, *, whole: bool = False) -> list[Traveller]:
    """By the number of a document, or how it begins; blanks and dashes do not matter."""
    number = _number(typed[:LONGEST])
    if len(number) < _TRIGRAM:
        return []
    if whole:
        query = select(who).where(who.c.number == number)
    else:
        query = select(who).where(who.c.number >= number, who.c.number < f"{number}\U0010ffff")
    if after is not None:
        query = query.where(who.c.id < after)
    rows = unit.connection.execute(query.order_by(who.c.id.desc()).limit(limit))
    return [_traveller(row) for row in rows]


def named(unit: Unit, typed: str, limit: int, after: int | None = None) -> list[Traveller]:
    """By words of the name, each anywhere in it; words of two letters begin a word. Accents do not matter."""
    words = fold(typed[:LONGEST]).split()
    long = [word for word in words if len(word) >= _TRIGRAM]
    short = [word for word in words if len(word) < _TRIGRAM]
    if long:
        table, asked = "who_letters", " AND ".join(_letters(word) for word in long)
    elif any(len(word) > 1 for word in short):
        table, asked = "who_beginnings", " AND ".join(f'"{word}" *' for word in short if len(word) > 1)
    else:
        return []
    wanted = " AND ".join([_ANYWHERE] * len(long) + [_BEGINS] * len(short))
    rows = unit.connection.exec_driver_sql(
        f"{_MATCHING[table]}{wanted} LIMIT ?", (asked, after or _LAST, *long, *short, limit)
    )
    return [_traveller(row) for row in rows]


def _letters(word: str) -> str:
    """Every three letters of a word: the index keeps no places, so that it is small."""
    parts = dict.fromkeys(word[at : at + _TRIGRAM] for at in range(len(word) - _TRIGRAM + 1))
    return " AND ".join(f'"{part}"' for part in parts)


def of_person(unit: Unit, person: str) -> list[Traveller]:
    """A person with each of their documents, the one that was shown last first."""
    rows = unit.connection.execute(select(who).where(who.c.person == person).order_by(who.c.last_at.desc()))
    return [_traveller(row) for row in rows]


def _number(text_: str) -> str:
    return fold(text_).replace(" ", "")


def _traveller(row: Row[tuple[object, ...]]) -> Traveller:
    return Traveller(
        row.id,
        row.person,
        row.document_key,
        row.document_key.partition(":")[2],
        row.name,
        row.nationality,
        row.birth,
        datetime.fromisoformat(row.last_at),
    )
