"""`python -m station.road.screen`: how many of whom a list should find are found, and how many strangers it stops.

Names and dates of birth only, by the code of the check step. --pairs is a JSON list of {"listed": name, "mrz": name}:
every `listed` joins the list as an entry of its own and counts as found where screening `mrz` gives it. --strangers are
people who are on no list: a JSON list, JSON lines, a table, or one name a line.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.names.birth import Birth
from models.names.index import Listed, NameIndex
from station.errors import StationError
from station.road.watchlist import listed_names
from station.wire import watch_files

NAME_KEYS = ("name", "mrz", "full_name", "nama", "names")
BIRTH_KEYS = ("birth", "dob", "birth_date", "date_of_birth", "birthdate", "tanggal_lahir")
NATION_KEYS = ("nationality", "kebangsaan", "kewarganegaraan")


@dataclass(frozen=True)
class Screened:
    name: str
    birth: Birth | None = None
    nationality: str = ""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m station.road.screen", description=__doc__)
    parser.add_argument("--list", type=Path, help="UN XML, table or JSON lines")
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--strangers", type=Path)
    parser.add_argument("--json", type=Path, help="where the figures go; standard output too")
    parser.add_argument("--show", action="store_true", help="name on standard error what was missed and what alarmed")
    options = parser.parse_args(arguments)
    try:
        figures = measure(options.list, options.pairs, options.strangers, show=options.show)
    except (StationError, OSError, ValueError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 1
    text = json.dumps(figures, indent=1)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def measure(
    listed: Path | None, pairs_file: Path | None, strangers_file: Path | None, *, show: bool = False
) -> dict[str, Any]:
    """The figures, by name; `alarms` counts strangers with their date of birth, where they have one."""
    read = watch_files.read(listed, "list") if listed else watch_files.ReadList((), None, "")
    entries, refused = read.entries, len(read.refused)
    pairs = _pairs(pairs_file) if pairs_file else []
    strangers = _strangers(strangers_file) if strangers_file else []
    names = [name for entry in entries for name in listed_names(entry)]
    names += [Listed(f"pair {number}", pair["listed"]) for number, pair in enumerate(pairs)]
    index = NameIndex(names)
    took: list[float] = []
    missed = []
    for number, pair in enumerate(pairs):
        traveller = _traveller({**pair, "name": pair["mrz"]})
        if f"pair {number}" not in _alarms(index, traveller, took):
            missed.append(pair)
    with_birth = without = dated = 0
    for stranger in strangers:
        bare = _alarms(index, Screened(stranger.name, None, stranger.nationality), took)
        without += bool(bare)
        if stranger.birth is not None:
            dated += 1
            found = _alarms(index, stranger, took)
            with_birth += bool(found)
        if show and bare:
            print(f"alarm: {stranger.name} | {next(iter(bare.values()))}", file=sys.stderr)
    if show:
        for pair in missed:
            print(f"missed: {pair['listed']} | {pair['mrz']}", file=sys.stderr)
    took.sort()
    return {
        "found": len(pairs) - len(missed),
        "of": len(pairs),
        "alarms": with_birth,
        "strangers_with_birth": dated,
        "alarms_without_birth": without,
        "strangers": len(strangers),
        "entries": len(entries) + len(pairs),
        "refused": refused,
        "names": len(index),
        "ms": {
            "median": round(statistics.median(took), 3) if took else 0.0,
            "p99": round(took[min(len(took) - 1, int(0.99 * len(took)))], 3) if took else 0.0,
        },
    }


def _alarms(index: NameIndex, traveller: Screened, took: list[float]) -> dict[str, str]:
    """The entries shown for this traveller, with the name that was found; how long it took is noted."""
    start = time.perf_counter()
    hits = index.screen(traveller.name, traveller.birth, traveller.nationality, limit=100)
    took.append(1000 * (time.perf_counter() - start))
    return {hit.listed.owner: hit.listed.name for hit in hits if not hit.needs_second}


def _pairs(path: Path) -> list[dict[str, str]]:
    found = json.loads(path.read_text("utf-8"))
    if not isinstance(found, list) or not all(
        isinstance(one, dict) and {"listed", "mrz"} <= one.keys() for one in found
    ):
        raise ValueError(f'{path.name}: a list of objects with "listed" and "mrz" is expected')
    return [{str(key): str(value) for key, value in one.items()} for one in found]


def _strangers(path: Path) -> list[Screened]:
    text = path.read_text("utf-8-sig")
    if text.lstrip().startswith("["):
        return _all(json.loads(text))
    if text.lstrip().startswith("{"):
        try:
            whole = json.loads(text)
        except ValueError:
            return _all(json.loads(line) for line in text.splitlines() if line.strip())
        lists = [value for value in whole.values() if isinstance(value, list)]
        return _all(lists[0] if lists else [whole])
    lines = [line for line in text.splitlines() if line.strip()]
    head = [cell.strip().lower() for cell in lines[0].replace("\t", ",").replace(";", ",").split(",")] if lines else []
    if {*NAME_KEYS, "surname"} & set(head):
        separator = max(",;\t", key=lines[0].count)
        rows = csv.DictReader(lines, delimiter=separator)
        return _all({str(key).strip().lower(): value for key, value in row.items() if key} for row in rows)
    return _all(lines)


def _all(found: Iterable[Any]) -> list[Screened]:
    return [traveller for one in found if (traveller := _traveller(one)).name]


def _traveller(one: Any) -> Screened:
    """From a name, a name and a date in a list, or an object with any of the usual keys; a line may end in a date."""
    if isinstance(one, list | tuple):
        one = {"name": str(one[0]) if one else "", "birth": str(one[1]) if len(one) > 1 else ""}
    if not isinstance(one, Mapping):
        name, birth = str(one), None
        for separator in ("\t", "|", ";", ","):
            front, _, end = name.rpartition(separator)
            if front and (birth := Birth.of(end)) is not None:
                return Screened(front.strip(), birth)
        return Screened(name.strip())
    name = _first(one, NAME_KEYS) or " ".join(
        filter(None, (_first(one, ("surname", "last_name")), _first(one, ("given_names", "given", "first_name"))))
    )
    return Screened(name, Birth.of(_first(one, BIRTH_KEYS)), _first(one, NATION_KEYS))


def _first(one: Mapping[str, Any], keys: Iterable[str]) -> str:
    value = next((one[key] for key in keys if one.get(key)), "")
    return str(value[0] if isinstance(value, list) and value else value).strip()


if __name__ == "__main__":
    sys.exit(main())
