"""`station-admin doctor` and the bundle for support."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import cv2
import pytest

from models.synthesis.people import travellers
from station import checkup
from station.cli import admin, scrubbed
from station.config import Config
from station.hand_back import hand_back
from station.store import pulled, space
from station.store.session import Store
from station.vault import agency, keys, process, sources
from station.wire import trust_list
from station.wire.trust_list import ListKind, TrustList
from tests.rig.issuer import State

WORD = "words that open the keys"
QUICK = sources.Passphrase(64, 1, 1)
POINTS = {
    "versions", "clock", "keys", "disk", "identity", "policy", "records", "outbox", "revoked", "watchlist", "trust",
    "readers", "cameras", "fonts", "swap", "permissions", "sockets", "central",
}  # fmt: skip


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv(process.STATION_PASSPHRASE, WORD)
    config = tmp_path / "station.toml"
    config.write_text(f'mode = "training"\nstation = "POST-1"\ndata = "{tmp_path / "data"}"\n')

    def command(*arguments: object) -> tuple[int, str, str]:
        status = admin.main(["--config", str(config), *map(str, arguments)])
        return (status, *capsys.readouterr())

    return command


@pytest.fixture
def commissioned(run, tmp_path):
    of_agency = agency.create(tmp_path / "agency", WORD, QUICK).public
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "keys").mkdir(mode=0o700)
    keys.create(tmp_path / "data" / "keys", WORD, station="POST-1", agency=of_agency, source=QUICK)
    return run


def found(output: str) -> dict[str, dict]:
    return {finding["point"]: finding for finding in json.loads(output)["findings"]}


def test_every_point_is_looked_at_and_what_is_not_well_says_what_to_do(commissioned):
    status, out, _ = commissioned("doctor", "--json")
    told = found(out)
    assert set(told) == POINTS
    assert all(bool(finding["advice"]) != finding["well"] for finding in told.values())
    assert told["keys"]["well"] and told["disk"]["well"] and told["permissions"]["well"]
    assert not told["identity"]["well"] and told["identity"]["found"] == "identity_missing"
    assert status == 3
    assert json.loads(out)["well"] is False


def test_a_machine_that_is_no_station_yet_is_told_how_to_become_one(run):
    status, out, _ = run("doctor")
    assert status == 3
    assert "WORK  keys" in out and "station-admin commission" in out


def test_keys_that_do_not_open_cost_no_other_point(commissioned, monkeypatch):
    monkeypatch.setenv(process.STATION_PASSPHRASE, "wrong")
    told = found(commissioned("doctor", "--json")[1])
    assert "wrong_passphrase" in told["keys"]["words"]
    assert {"versions", "clock", "readers", "sockets", "permissions"} <= set(told)


def test_keys_that_others_may_read_are_named(commissioned, tmp_path):
    (tmp_path / "data" / "keys").chmod(0o755)
    told = found(commissioned("doctor", "--json")[1])
    assert not told["permissions"]["well"]
    assert str(tmp_path / "data" / "keys") in told["permissions"]["words"]


def test_a_program_of_ours_that_listens_outside_is_named():
    """A process that calls itself station-central, on every interface."""
    code = (
        "import socket, time; s = socket.socket(); s.bind(('', 0)); s.listen();"
        " print(s.getsockname()[1], flush=True); time.sleep(60)"
    )
    child = subprocess.Popen(
        ["station-central", "-c", code], executable=sys.executable, stdout=subprocess.PIPE, text=True
    )
    try:
        port = int(child.stdout.readline())
        assert (child.pid, port) in {(found.pid, found.port) for found in checkup.listening()}
        (point,) = checkup._sockets(None)
        assert not point.well and "station-central " in point.words and f":{port}" in point.words
    finally:
        child.kill()
        child.communicate()
    assert next(checkup._sockets(None)).well


def test_a_socket_on_loopback_is_well():
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        own.listen()
        assert next(checkup._sockets(None)).well


def test_nothing_personal_leaves_in_a_bundle_whatever_was_logged(commissioned, tmp_path):
    """A name, a number, a zone and a face, in lines of ours and of a library's, and beside them."""
    person = next(iter(travellers(1)))
    logs = tmp_path / "data" / "logs"
    logs.mkdir(parents=True)
    face = cv2.imencode(".jpg", person.face(0, (320, 240)))[1].tobytes()
    planted = [person.surname, person.given_names, person.number, *person.mrz, face.hex()[:4000], person.birth]
    fields = ("code", "error", "where", "step", "kind", "state", "mode", "level", "who", "timestamp")
    lines = [{"event": "station assembled", "level": "info", "logger": "station", "code": "unexpected"}]
    for words in planted:
        lines += [
            {"event": f"seen {words} at the door", "level": "warning", "logger": "station.counter"},
            {"event": words, "level": "error", "logger": "psycopg", "code": words, "where": "x.py:3"},
            {"event": "note", "logger": "station", words: 1, **dict.fromkeys(fields, words)},
            {"event": "note", "logger": words},
        ]
    text = "".join(json.dumps(line) + "\n" for line in lines) + "Traceback of " + person.surname + "\n"
    (logs / "station.log").write_text(text)
    (tmp_path / "data" / "face.jpg").write_bytes(face)
    target = tmp_path / "support.zip"
    assert commissioned("bundle", target)[0] == 0
    with zipfile.ZipFile(target) as packed:
        assert set(packed.namelist()) == {"doctor.json", "versions.json", "logs/station.log"}
        content = b"\n".join(packed.read(name) for name in packed.namelist())
        kept = packed.read("logs/station.log").decode()
    for words in planted:
        assert words.encode() not in content, words
        assert words.lower().encode() not in content.lower(), words
    assert face not in content
    assert "station assembled" in kept and "seen … at the door" in kept and "unexpected" in kept
    assert len(kept.splitlines()) == len(lines)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("station assembled", "station assembled"),
        (
            "central has lost 12 acknowledged records, 3 are gone",
            "central has lost 12 acknowledged records, 3 are gone",
        ),
        ("visit of BUDI HARTONO", "visit of … …"),
        ("visit of Budi Hartono", "visit of … …"),
        ("P<UTOWIJAYA<<BUDI", "…"),
        ("number C1234567 read", "number … read"),
        ("id 3174012345678901", "id …"),
        ("张伟 came", "… came"),
        ("", ""),
    ],
)
def test_of_a_sentence_only_small_plain_words_and_short_numbers_are_left(text, left):
    assert scrubbed.sentence(text) == left


def test_a_states_list_that_ends_is_work(commissioned, tmp_path):
    state = State()
    now = datetime.now(UTC)
    octets = state.revoke(7, update="2026-01-01", until=(now + timedelta(days=9)).date().isoformat())
    one = TrustList(ListKind.REVOCATIONS, "UT", octets, now.date(), "A", "B", now)
    assert found(commissioned("doctor", "--json")[1])["trust"]["words"].startswith("no lists")
    store = Store.open(tmp_path / "data" / "station.db", keys.unlock(tmp_path / "data" / "keys", WORD))
    with store.unit() as unit:
        pulled.put(unit, trust_list.KIND, one.key, 1, trust_list.write(one))
    store.close()
    told = found(commissioned("doctor", "--json")[1])["trust"]
    assert (told["well"], "ending: revocations/UT 20" in told["words"]) == (False, True)
    assert "ask the agency" in told["advice"]
    status, out, _ = commissioned("trust")
    assert status == 0 and "ENDS" in out


def test_a_line_that_breaks_readers_costs_the_bundle_that_line_alone():
    broken = ["[" * 50_000, '{"event":' * 5_000, "9" * 5_000, '{"seconds":1e999,"event":"a"}', "\x00"]
    kept = list(scrubbed.lines([*broken, '{"event":"station assembled","logger":"station"}']))
    assert [json.loads(line) for line in kept] == [{"logger": "station", "event": "station assembled"}]


def test_what_root_made_is_handed_to_the_folders_owner_but_not_what_lies_outside(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root makes files that others cannot read")
    folder, outside = tmp_path / "data", tmp_path / "outside"
    (folder / "keys").mkdir(parents=True)
    outside.write_text("root's")
    os.chown(folder, 65534, 65534)
    (folder / "station.db").write_text("")
    (folder / "keys" / "station.keys.json").write_text("")
    (folder / "link").symlink_to(outside)
    os.link(outside, folder / "second name")
    assert hand_back(folder) == 4
    assert {path.lstat().st_uid for path in (folder / "station.db", folder / "keys", folder / "link")} == {65534}
    assert outside.stat().st_uid == 0
    assert hand_back(folder) == 0
    assert hand_back(tmp_path / "nowhere") == 0


# ---- broken in the ways in which a post breaks


def test_a_key_file_that_this_account_may_not_read_costs_no_other_point(commissioned, tmp_path, monkeypatch):
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / "data" / "keys" / "station.keys.json"))

    monkeypatch.setattr(keys, "unlock", refused)
    status, out, _ = commissioned("doctor", "--json")
    told = found(out)
    assert status == 3
    assert "station.keys.json: Permission denied" in told["keys"]["words"]
    assert {"versions", "clock", "readers", "sockets", "permissions", "swap"} <= set(told)


def test_a_passphrase_that_others_may_read_is_named(commissioned, tmp_path, monkeypatch):
    file = tmp_path / "credentials" / "station-passphrase"
    file.parent.mkdir()
    file.write_text(WORD)
    file.chmod(0o644)
    monkeypatch.setenv(process.CREDENTIALS_FOLDER, str(file.parent))
    told = found(commissioned("doctor", "--json")[1])["permissions"]
    assert not told["well"] and f"{file} 644" in told["words"] and told["advice"]
    file.chmod(0o600)
    assert found(commissioned("doctor", "--json")[1])["permissions"]["well"]


def test_central_that_is_not_reached_says_where_to_look(commissioned, tmp_path):
    with (tmp_path / "station.toml").open("a") as file:
        file.write(f'[central]\nurl = "postgresql://station_x@127.0.0.1:1/border"\ntls = "{tmp_path}"\n')
    told = found(commissioned("doctor", "--json")[1])["central"]
    assert not told["well"] and told["words"].startswith("central_")
    assert "the certificate" in told["advice"]


def test_a_reader_that_the_account_may_not_open_is_the_udev_rules_fault(monkeypatch, tmp_path):
    reader = SimpleNamespace(idVendor=0x05BA, idProduct=0x000A, bus=1, address=2)
    monkeypatch.setattr(checkup, "find_devices", lambda _backend: [reader])
    monkeypatch.setattr(checkup, "_may_open", lambda _device: False)
    point = next(checkup._devices(checkup.Patient(Config(data=str(tmp_path)), None)))
    assert (point.point, point.well) == ("readers", False)
    assert "05ba:000a" in point.words and "udev" in point.advice


def test_swap_and_a_disk_that_runs_out_say_what_to_do(commissioned, monkeypatch):
    monkeypatch.setattr(process, "swap_in_use", lambda: ("/dev/sda2",))
    low = space.Space(space.SpaceState.LOW, 5 << 20)
    monkeypatch.setattr(space, "restore", lambda _store: low)
    told = found(commissioned("doctor", "--json")[1])
    assert (told["swap"]["words"], bool(told["swap"]["advice"])) == ("/dev/sda2", True)
    assert "5 MiB free" in told["disk"]["words"] and told["disk"]["advice"]
