"""Commands of `station-admin` and `station-tech` that one asks now and then: lists of states, sending, files, chips."""

from __future__ import annotations

import json
from pathlib import Path

from drivers.emulated.card_reader import NAME, EmulatedCardReader
from drivers.emulated.passport import Traits
from models.exchange import an_itl
from station.cli import technician
from station.store import pulled
from station.store.folder_lock import FolderLock
from station.store.session import Store
from station.vault import keys
from station.wire import trust_list
from tests.rig.passports import passport
from tests.unit.cli.test_admin import WORD, _quick, add_people, seal, station  # noqa: F401  fixtures
from tests.unit.models.test_exchange import file


def test_a_station_without_lists_says_that_everything_stays_undetermined(station):  # noqa: F811
    status, text, _ = station("trust")
    assert status == 3 and "undetermined" in text
    status, text, _ = station("trust", "--json")
    assert (status, json.loads(text)["lists"]) == (3, [])


def test_lists_that_cannot_be_read_count_for_nothing(station):  # noqa: F811
    store = Store.open(station.data / "station.db", keys.unlock(station.data / "keys", WORD))
    with store.unit() as unit:
        pulled.put(unit, trust_list.KIND, "authority UTO", 1, b"no list")
    store.close()
    assert station("trust")[0] == 3


def test_nothing_is_sent_where_no_central_is_named_or_none_answers(station, tmp_path: Path):  # noqa: F811
    assert station("sync")[2].startswith("central_bad_address")
    seal(station, 1)
    config = tmp_path / "station.toml"
    tls = tmp_path / "tls"
    tls.mkdir()
    config.write_text(config.read_text() + f'[central]\nurl = "postgresql://s@127.0.0.1:1/b"\ntls = "{tls}"\n')
    status, text, err = station("sync", "--seconds", "1")
    assert status == 1 and ("1 waiting" in text or "central" in err)


def test_an_open_window_carries_the_records_itself(station, tmp_path: Path):  # noqa: F811
    config = tmp_path / "station.toml"
    config.write_text(config.read_text() + '[central]\nurl = "postgresql://s@127.0.0.1:1/b"\n')
    lock = FolderLock(station.data / "station.db.lock")
    try:
        status, text, _ = station("sync")
    finally:
        lock.release()
    assert (status, "carries the records itself" in text) == (0, True)


def test_a_visit_is_written_for_another_agency_by_two_people_and_read_back(station, tmp_path: Path):  # noqa: F811
    add_people(station)
    (visit,) = seal(station, 1)
    out = tmp_path / "visit.an2"
    people = ("--first", "budi", "--second", "siti", "--reason", "a request")
    status, _, err = station("exchange", "write", visit.id, out, "--to", "A", "--sender", "B", *people)
    assert (status == 0) == out.exists(), err
    theirs = tmp_path / "theirs.an2"
    theirs.write_bytes(an_itl.write(file()))
    status, text, _ = station("exchange", "read", theirs)
    assert json.loads(text)["pictures"] and status in {0, 3}
    assert station("exchange", "read", tmp_path / "nothing")[0] == 1


def test_chip_readers_are_listed_and_tried_with_a_document(capsys, monkeypatch):
    reader = EmulatedCardReader()
    monkeypatch.setattr(technician, "PcscSource", lambda: reader)
    assert technician.main(["cards"]) == 0
    assert NAME in capsys.readouterr().out
    reader.lay(passport(Traits()))
    assert technician.main(["cards", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["present"] is True
    monkeypatch.setattr("station.cli.asking._has_terminal", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _question: "123456")
    assert technician.main(["cards", "--test"]) == 0
    assert "whole document" in capsys.readouterr().out
    reader.pull()
    assert technician.main(["cards"]) == 0
    assert "no chip reader" in capsys.readouterr().out
