"""An import brings the stations from one issue of a list to the next, and is written down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from station.agency import watchlist
from station.agency.desk import Desk
from station.cli import central_admin
from station.domain.watchlist import SOURCE_KIND, WatchEntry, WatchSource
from station.vault import agency
from station.vault.sources import Passphrase
from station.wire import outgoing, watch_files
from station.wire.errors import CentralRefused
from tests.rig.central import agency_of

QUICK = Passphrase(memory_kib=64, iterations=1, lanes=1)


def listed(tmp_path: Path, source: str, *entries: dict[str, object]) -> watch_files.ReadList:
    file = tmp_path / "list.jsonl"
    file.write_text("\n".join(json.dumps(entry) for entry in entries), "utf-8")
    return watch_files.read(file, source)


@pytest.fixture
def desk(central) -> Desk:
    return Desk(central.process, agency_of())


def rows(desk: Desk) -> int:
    return len(desk.history(outgoing.EVERYBODY, watchlist.KIND))


def test_only_what_differs_goes_on_the_road(desk, tmp_path) -> None:
    one, two, three = ({"id": f"DIF.{n}", "names": [f"INVENTED, NUMBER{n}"]} for n in range(3))
    first = watchlist.follow(desk, listed(tmp_path, "DIF", one, two), "DIF", "w. importer")
    assert (first.added, first.changed, first.withdrawn, first.entries) == (2, 0, 0, 2)
    before = rows(desk)
    again = watchlist.follow(desk, listed(tmp_path, "DIF", one, two), "DIF", "w. importer")
    assert (again.added, again.changed, again.withdrawn) == (0, 0, 0)
    assert rows(desk) == before
    changed = {**two, "birth": "1970-01-02"}
    third = watchlist.follow(desk, listed(tmp_path, "DIF", changed, three), "DIF", "w. importer")
    assert (third.added, third.changed, third.withdrawn) == (1, 1, 1)
    standing = {row.key: WatchEntry.from_bytes(row.body) for row in desk.standing(outgoing.EVERYBODY, watchlist.KIND)}
    assert {key for key in standing if key.startswith("DIF.")} == {"DIF.1", "DIF.2"}
    assert standing["DIF.1"].birth == "1970-01-02"


def test_an_import_leaves_the_entries_of_other_lists_alone(desk, tmp_path) -> None:
    watchlist.follow(desk, listed(tmp_path, "ALONE", {"id": "ALONE.1", "names": ["A, B"]}), "ALONE", "x")
    watchlist.follow(desk, listed(tmp_path, "OTHER", {"id": "OTHER.1", "names": ["C, D"]}), "OTHER", "x")
    assert "ALONE.1" in {row.key for row in desk.standing(outgoing.EVERYBODY, watchlist.KIND)}
    with pytest.raises(CentralRefused) as refused:
        watchlist.follow(desk, listed(tmp_path, "OTHER", {"id": "ALONE.1", "names": ["E, F"]}), "OTHER", "x")
    assert refused.value.code == "watchlist_foreign_id"


def test_a_list_that_loses_more_than_half_is_asked_for_twice(desk, tmp_path) -> None:
    many = [{"id": f"SHR.{n}", "names": [f"INVENTED, N{n}"]} for n in range(5)]
    watchlist.follow(desk, listed(tmp_path, "SHR", *many), "SHR", "x")
    with pytest.raises(CentralRefused) as refused:
        watchlist.follow(desk, listed(tmp_path, "SHR", *many[:2]), "SHR", "x")
    assert refused.value.code == "watchlist_shrinks"
    assert watchlist.follow(desk, listed(tmp_path, "SHR", *many[:2]), "SHR", "x", may_shrink=True).withdrawn == 3


def test_who_imported_is_kept_for_the_agency_and_told_to_no_station(desk, tmp_path) -> None:
    watchlist.follow(desk, listed(tmp_path, "LOG", {"id": "LOG.1", "names": ["A, B"]}), "LOG", "ni made importer")
    kept = [line for line in watchlist.imports(desk) if line.source.name == "LOG"]
    assert [line.by for line in kept] == ["ni made importer"]
    (row,) = [row for row in desk.history(outgoing.EVERYBODY, SOURCE_KIND) if row.key == "LOG"]
    assert b"ni made importer" not in row.body
    assert WatchSource.from_bytes(row.body).entries == 1


def test_rows_that_another_agency_signed_are_not_taken_for_ours(central, desk, tmp_path) -> None:
    watchlist.follow(desk, listed(tmp_path, "MINE", {"id": "MINE.1", "names": ["A, B"]}), "MINE", "x")
    stranger = Desk(central.process, agency_of())
    assert "MINE.1" not in {row.key for row in stranger.standing(outgoing.EVERYBODY, watchlist.KIND)}


def test_a_list_is_imported_by_command_and_its_log_says_by_whom(central, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("BORDER_AGENCY_PASSPHRASE", "agency passphrase")
    agency.create(tmp_path / "agency", "agency passphrase", QUICK)
    file = tmp_path / "people.csv"
    file.write_text('id,name,birth\nCSV.1,"INVENTED, ONE",1970-02-03\nCSV.2,???,\n', "utf-8")
    way = ["--central", central.process.url, "--tls", str(central.process.tls), "--agency", str(tmp_path / "agency")]
    arguments = ["central", "watch", *way, "--import", str(file), "--source", "CSV", "--by", "ni made", "--log"]
    assert central_admin.main(arguments) == 0
    said = capsys.readouterr().out
    assert "CSV: 1 entries; 1 new, 0 changed, 0 taken back, 1 refused" in said
    assert "refused: CSV.2: no name has a letter that can be compared" in said
    assert "ni made" in said.splitlines()[-1]
