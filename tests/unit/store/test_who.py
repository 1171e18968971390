"""Who is searched for: by words, by numbers, page by page; and that nothing is left of an erased name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as some
import pytest
from hypothesis import given

from station.counter.enrol import seal_visit
from station.store import records, who
from station.store.names import fold
from station.store.session import Store
from tests.rig import visits

SURNAME, GIVEN = "QUIXOTEBRANDIGAMBO", "ZEPHYRINAWULANDARI"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = visits.open_store(tmp_path, visits.station_keys(tmp_path, visits.agency_keys(tmp_path / "agency")))
    yield opened
    opened.close()


def seal(store: Store, seed: int, surname: str, given: str, number: str = "", person: str = "") -> str:
    made = visits.visit(seed, octets=10, document=visits.document(number or f"C{seed:07d}", surname, given))
    made = replace(made, person=person or made.person)
    seal_visit(store, made)
    return made.person


def found(store: Store, typed: str, limit: int = 50) -> list[str]:
    with store.reading() as unit:
        return [one.name for one in who.search(unit, typed, limit).travellers]


def test_every_word_stands_anywhere_in_the_name_and_accents_do_not_matter(store: Store) -> None:
    seal(store, 1, "MÜLLER-LÜDENSCHEIDT", "HANS PETER")
    seal(store, 2, "MULYANI", "SRI")
    for typed in ("muller", "LÜDEN", "pet mul", "nsche", "ha pe", "müller h", "lüd pe"):
        assert found(store, typed) == ["MÜLLER-LÜDENSCHEIDT, HANS PETER"], typed
    assert found(store, "mul") == ["MULYANI, SRI", "MÜLLER-LÜDENSCHEIDT, HANS PETER"]
    assert found(store, "mu") == ["MULYANI, SRI", "MÜLLER-LÜDENSCHEIDT, HANS PETER"]
    for typed in ("xyz", "mulyani hans", "m", "", '"*', "yn", "mulani", "x y", "petpet"):
        assert found(store, typed) == [], typed


def test_a_number_is_found_by_its_beginning_and_before_names(store: Store) -> None:
    seal(store, 1, "HALVORSEN", "IDA", "D76-54 321")
    seal(store, 2, "SOMEBODY", "ELSE", "E7654321")
    for typed in ("d7654321", "D 765", "d76-5"):
        with store.reading() as unit:
            page = who.search(unit, typed)
        assert page.by_number and [one.name for one in page.travellers] == ["HALVORSEN, IDA"], typed
    assert found(store, "7654321") == []


def test_pages_hold_everybody_once(store: Store) -> None:
    people = {seal(store, n, "WIRYA", f"NAME{chr(65 + n)}") for n in range(7)}
    seen: list[str] = []
    after = None
    while True:
        with store.reading() as unit:
            page = who.search(unit, "wirya", 3, after)
        seen += [one.person for one in page.travellers]
        after = page.more
        if after is None:
            break
    assert len(seen) == 7 and set(seen) == people


def test_who_crosses_often_stands_once_for_each_document_under_the_newest_name(store: Store) -> None:
    person = seal(store, 1, "SARI", "DEWI", "C1")
    seal(store, 2, "SARI", "DEWI LESTARI", "C1", person)
    seal(store, 3, "SARI", "DEWI LESTARI", "C2", person)
    with store.reading() as unit:
        rows = who.of_person(unit, person)
    assert sorted(row.number for row in rows) == ["C1", "C2"]
    assert {row.name for row in rows} == {"SARI, DEWI LESTARI"}


def test_a_visit_that_moves_to_another_identity_takes_its_name_along(store: Store) -> None:
    made = visits.visit(1, octets=10, document=visits.document("C1", "SARI", "DEWI"))
    seal_visit(store, made)
    with store.unit() as unit:
        records.move_person(unit, made.id, "somebody")
    with store.reading() as unit:
        assert [one.person for one in who.search(unit, "dewi").travellers] == ["somebody"]


def test_an_erased_name_is_in_no_index_and_no_table_behind_one(store: Store) -> None:
    made = visits.visit(77, octets=10, document=visits.document("X7Q4Z9K2W", SURNAME, GIVEN))
    for seed in range(1, 30):
        seal(store, seed, "ORDINARY", f"NAME{seed}")
    seal_visit(store, made)
    assert everywhere(store)  # the way of looking finds it while it is there
    with store.unit() as unit:
        records.remove(unit, made.id)
    assert found(store, SURNAME) == [] and found(store, "zephyrina") == []
    assert everywhere(store) == {}


def everywhere(store: Store) -> dict[str, str]:
    """Tables and indices that still hold a piece of the planted name: every value of every row, shadow tables too."""
    pieces = {fold(word)[at : at + 3] for word in (SURNAME, GIVEN) for at in range(len(word) - 2)}
    common = {fold(f"ordinary name{n}")[at : at + 3] for n in range(30) for at in range(15)}
    wanted = {piece.lower().encode() for piece in pieces - common}
    hits: dict[str, str] = {}
    with store._driver() as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        assert {"who_letters_data", "who_beginnings_data"} <= set(tables)
        for table in tables:
            if table in {"envelopes", "data_keys", "reference_fingers", "audit_entries", "outbox"}:
                continue  # sealed or random octets: no name can be read in them
            for row in raw.execute(f'SELECT * FROM "{table}"').fetchall():  # noqa: S608
                text = b" ".join(v if isinstance(v, bytes) else f"{v}".encode() for v in row if v is not None).lower()
                if SURNAME.lower().encode() in text or (table.startswith("who_") and any(w in text for w in wanted)):
                    hits[table] = f"{row[0]}"
        for index in ("who_letters", "who_beginnings"):
            raw.execute(f"INSERT INTO {index}({index}) VALUES ('integrity-check')")  # noqa: S608
            raw.execute(f"CREATE VIRTUAL TABLE temp.v_{index} USING fts5vocab(main, {index}, 'row')")
            terms = {term.encode() for (term,) in raw.execute(f"SELECT term FROM temp.v_{index}").fetchall()}  # noqa: S608
            raw.execute(f"DROP TABLE temp.v_{index}")
            if left := sorted(t for t in terms if t in wanted or SURNAME.lower().encode().startswith(t)):
                hits[f"terms of {index}"] = f"{left}"
    return hits


@given(some.lists(some.text(max_size=12), max_size=4), some.text(max_size=30))
def test_no_text_breaks_the_search(words: list[str], typed: str) -> None:
    store = _shared()
    with store.reading() as unit:
        who.search(unit, typed)
        who.search(unit, " ".join(words))


_kept: list[Store] = []


def _shared() -> Store:
    return _kept[0]


@pytest.fixture(autouse=True)
def _one(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.name.startswith("test_no_text"):
        _kept[:] = [request.getfixturevalue("store")]
        seal(_kept[0], 1, "SARI", "DEWI")
    yield
    _kept.clear()
