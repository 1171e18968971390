from __future__ import annotations

import json
import stat
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

import resources
from models.matching.calibration import Calibration
from station.cli.admin import main
from station.counter import transactions as closing
from station.counter.draft import Draft
from station.counter.enrol import seal_visit
from station.counter.kept_gallery import KeptGallery
from station.domain.slaps import HandCheck
from station.features import live_features
from station.store import officers, transactions
from station.store.folder_lock import FolderLock
from station.store.session import Store
from station.vault import keys, passwords, sources
from station.workflow import policy as policy_file
from tests.rig import visits
from tests.unit.agency.test_matcher import Body

WORD = "selamat pagi"


class Terminal:
    """Answers every question by a word in it; whoever is not named gets the usual one."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.asked: list[str] = []

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        return next((answer for word, answer in self.answers.items() if word in question), WORD)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)
    monkeypatch.setattr(sources.Passphrase.__init__, "__defaults__", (64, 1, 1))


@pytest.fixture
def station(tmp_path, capsys, monkeypatch):
    """A commissioned station: `run(*arguments)` gives exit status, output and errors."""
    monkeypatch.delenv("STATION_PASSPHRASE", raising=False)
    config = tmp_path / "station.toml"
    config.write_text(f'station = "POST-1"\ndata = "{tmp_path / "data"}"\n')
    terminal = Terminal()

    def run(*arguments: object) -> tuple[int, str, str]:
        status = main(["--config", str(config), *map(str, arguments)], terminal)
        out, err = capsys.readouterr()
        return status, out, err

    run.terminal = terminal
    run.data = tmp_path / "data"
    status, public, _ = run("agency", "create", tmp_path / "agency")
    (tmp_path / "agency.pub").write_text(public)
    assert status == 0
    assert run("commission", "--agency", tmp_path / "agency.pub")[0] == 0
    return run


def add_people(station) -> None:
    for name, role in (("budi", "supervisor"), ("siti", "supervisor"), ("adi", "administrator")):
        assert station("officers", "add", name, "--display", name.title(), "--role", role)[0] == 0
    store = Store.open(station.data / "station.db", keys.unlock(station.data / "keys", WORD))
    with store.unit() as unit:
        for name in ("budi", "siti", "adi"):
            officers.set_password(unit, name, passwords.hash_password(WORD))
    store.close()


def seal(station, count: int = 2) -> list:
    store = Store.open(station.data / "station.db", keys.unlock(station.data / "keys", WORD))
    made = [visits.visit(seed) for seed in range(1, count + 1)]
    for visit in made:
        seal_visit(store, visit)
    store.close()
    return made


def test_a_station_is_commissioned_once(station, tmp_path):
    status, _, err = station("commission", "--agency", tmp_path / "agency.pub")
    assert status == 1
    assert err.startswith("keys_exist")
    assert stat.S_IMODE((station.data / "keys" / keys.FILE).stat().st_mode) == 0o600


def test_a_wrong_passphrase_is_named(station):
    station.terminal.answers["station's keys"] = "wrong"
    status, _, err = station("audit", "verify")
    assert status == 1
    assert err.startswith("wrong_passphrase")


def test_the_agency_issues_an_identity_that_the_station_installs(station, tmp_path):
    request = station.data / "keys" / "station.request.json"
    out = tmp_path / "identity.json"
    assert station("agency", "issue", tmp_path / "agency", request, out, "--serial", 5)[0] == 0
    assert station("status")[0] == 3
    assert "NOT signed by the agency" in station("status")[1]
    assert station("identity", "install", out)[0] == 0
    assert station("status")[0] == 0
    rotated = station("keys", "rotate", "signer")
    assert rotated[0] == 0 and "identity install" in rotated[1]
    assert station("status")[1].startswith("identity   identity_mismatch")
    assert station("identity", "install", out)[2].startswith("identity_mismatch")  # of the old key
    assert station("agency", "issue", tmp_path / "agency", request, out, "--serial", 6, "--days", 20)[0] == 0
    assert station("identity", "install", out)[0] == 0
    assert "identity_ending" in station("status")[1]


def test_a_list_of_revocations_stops_the_station_and_an_older_one_is_refused(station, tmp_path):
    request, out = station.data / "keys" / "station.request.json", tmp_path / "identity.json"
    station("agency", "issue", tmp_path / "agency", request, out, "--serial", 5)
    assert station("identity", "install", out)[0] == 0
    for number, serials in ((1, []), (2, [5])):
        listed = tmp_path / f"revoked-{number}.json"
        assert station("agency", "revoke", tmp_path / "agency", listed, *serials, "--number", number)[0] == 0
    assert json.loads((tmp_path / "revoked-2.json").read_text())["list"] == {"number": 2, "revoked": [5]}
    status, text, _ = station("identity", "revoked", tmp_path / "revoked-2.json")
    assert status == 3 and "identity_revoked" in text
    assert station("identity", "revoked", tmp_path / "revoked-1.json")[2].startswith("revocations_replayed")
    assert station("identity", "install", out)[2].startswith("identity_revoked")


def test_officers_are_added_changed_and_listed(station):
    add_people(station)
    assert station("officers", "role", "siti", "auditor")[0] == 0
    assert station("officers", "close", "budi")[0] == 0
    _, uri, _ = station("officers", "totp", "adi")
    assert uri.startswith("otpauth://totp/POST-1%3Aadi?")
    _, out, _ = station("officers", "list")
    assert [line.split("\t")[:4] for line in out.splitlines()] == [
        ["adi", "administrator", "open", "totp"],
        ["budi", "supervisor", "closed", "-"],
        ["siti", "auditor", "open", "-"],
    ]
    assert station("officers", "role", "nobody", "auditor")[0] == 1


def test_two_new_passphrases_that_differ_are_refused(station):
    station.terminal.answers = {"New passphrase": "one thing", "Once more": "another"}
    status, _, err = station("officers", "add", "x", "--display", "X", "--role", "officer")
    assert (status, err.strip()) == (1, "passphrases_differ")


def test_an_untouched_log_is_sound_and_a_touched_one_is_named(station):
    seal(station)
    status, out, _ = station("audit", "verify")
    assert (status, out.splitlines()[-1]) == (0, "sound")
    store = Store.open(station.data / "station.db", keys.unlock(station.data / "keys", WORD))
    with store.unit() as unit:
        from sqlalchemy import text

        unit.connection.execute(text("DELETE FROM audit_entries WHERE number = 0"))
    store.close()
    status, out, _ = station("audit", "verify")
    assert (status, out.splitlines()[-1]) == (3, "entry 0: removed")
    status, out, _ = station("audit", "verify", "--json")
    assert json.loads(out)["findings"] == [{"defect": "removed", "number": 0, "detail": ""}]


def test_a_checkpoint_of_central_shows_a_cut_tail(station, tmp_path):
    seal(station)
    _, note, _ = station("audit", "checkpoint")
    (tmp_path / "witness").write_text(note)
    assert station("audit", "verify", "--witness", tmp_path / "witness")[0] == 0
    _, out, _ = station("audit", "list", "--limit", 1)
    assert "visit_sealed" in out
    assert len(out.splitlines()) == 1


def test_the_keys_move_and_rotate(station, tmp_path):
    seal(station)
    assert station("keys", "rotate", "record")[1].startswith("2 data keys")
    assert station("keys", "rotate", "database")[0] == 0
    _, public, _ = station("agency", "create", tmp_path / "new-agency")
    (tmp_path / "new.pub").write_text(public)
    assert station("keys", "agency", tmp_path / "new.pub")[1].startswith("2 waiting records")
    station.terminal.answers["of passphrase"] = "another word"
    station.terminal.answers["Once more"] = "another word"
    assert station("keys", "source", "passphrase")[0] == 0
    station.terminal.answers.clear()
    assert station("check")[0] == 1
    station.terminal.answers["station's keys"] = "another word"
    assert station("check")[1] == "every page authenticates\n"


def test_no_key_is_rotated_and_no_database_exchanged_under_an_open_window(station, tmp_path):
    seal(station)
    add_people(station)
    _, public, _ = station("recovery", "create", tmp_path / "safe")
    (tmp_path / "recovery.pub").write_text(public)
    both = ("--first", "budi", "--second", "adi", "--reason", "first backup")
    assert station("recovery", "set", tmp_path / "recovery.pub", *both)[0] == 0
    station("backup", "run", tmp_path / "disk")
    (manifest,) = (tmp_path / "disk").glob("*.manifest.json")
    _, public, _ = station("agency", "create", tmp_path / "new-agency")
    (tmp_path / "new.pub").write_text(public)
    file = (station.data / "station.db").stat().st_ino
    kept = (station.data / "keys" / keys.FILE).read_bytes()
    lock = FolderLock(station.data / "station.db.lock")
    try:
        for command in (
            ("keys", "rotate", "database"), ("keys", "rotate", "record"), ("keys", "rotate", "signer"),
            ("keys", "agency", tmp_path / "new.pub"), ("backup", "mend", manifest),
        ):  # fmt: skip
            status, _, err = station(*command)
            assert (status, err.split(":")[0]) == (1, "station_running"), command
    finally:
        lock.release()
    assert (station.data / "station.db").stat().st_ino == file  # where the window writes on
    assert (station.data / "keys" / keys.FILE).read_bytes() == kept
    assert station("keys", "rotate", "database")[0] == 0


def test_a_source_that_is_not_here_is_named(station):
    status, _, err = station("keys", "source", "pkcs11")
    assert status == 1
    assert err.startswith("key_source_absent")


def test_a_backup_is_made_rehearsed_and_restored(station, tmp_path, capsys):
    seal(station)
    add_people(station)
    assert station("backup", "run", tmp_path / "disk")[2].startswith("backup_unprepared")
    _, public, _ = station("recovery", "create", tmp_path / "safe")
    (tmp_path / "recovery.pub").write_text(public)
    alone = ("--first", "budi", "--reason", "first backup")
    assert station("recovery", "set", tmp_path / "recovery.pub", *alone)[2].startswith("second_person_needed")
    assert station("recovery", "set", tmp_path / "recovery.pub", *alone, "--second", "siti")[2].startswith(
        "not_allowed"
    )
    assert station("recovery", "set", tmp_path / "recovery.pub", *alone, "--second", "adi")[0] == 0
    assert '"what": "recovery"' in station("audit", "list")[1]
    assert station("backup", "run", tmp_path / "disk")[0] == 0
    (manifest,) = (tmp_path / "disk").glob("*.manifest.json")
    assert station("backup", "verify", manifest)[0] == 0
    status, out, _ = station("backup", "rehearse", manifest, "--recovery", tmp_path / "safe")
    assert (status, "2 visits" in out) == (0, True)
    new = tmp_path / "new.toml"
    new.write_text(f'station = "POST-1"\ndata = "{tmp_path / "new"}"\n')
    arguments = ["--config", str(new), "backup", "restore", str(manifest), "--recovery", str(tmp_path / "safe")]
    assert main(arguments, Terminal()) == 0
    assert main(["--config", str(new), "audit", "verify"], Terminal()) == 0
    assert station("backup", "prune", tmp_path / "disk", "--keep", 1)[0] == 0


def test_a_damaged_database_is_mended_and_loses_no_record(station, tmp_path):
    seal(station)
    _, public, _ = station("recovery", "create", tmp_path / "safe")
    (tmp_path / "recovery.pub").write_text(public)
    add_people(station)
    both = ("--first", "budi", "--second", "adi", "--reason", "first backup")
    assert station("recovery", "set", tmp_path / "recovery.pub", *both)[0] == 0
    station("backup", "run", tmp_path / "disk")
    (manifest,) = (tmp_path / "disk").glob("*.manifest.json")
    store = Store.open(station.data / "station.db", keys.unlock(station.data / "keys", WORD))
    seal_visit(store, visits.visit(5))
    store.close()
    with (station.data / "station.db").open("r+b") as stream:
        stream.write(b"damaged")
    assert station("check")[2].startswith("store_wrong_key")
    status, out, _ = station("backup", "mend", manifest)
    assert (status, out.splitlines()[0]) == (0, "1 records are queued again, 0 copies were damaged")
    assert station("check")[0] == 0
    assert (station.data / "station.db.damaged").exists()


def test_a_person_is_exported_and_erased_by_two_people(station, tmp_path):
    add_people(station)
    visit, _ = seal(station)
    both = ("--first", "budi", "--second", "adi", "--reason", "request 9")
    assert station("export", visit.person, tmp_path / "out.zip", *both)[0] == 0
    assert "person.json" in zipfile.ZipFile(tmp_path / "out.zip").namelist()
    assert stat.S_IMODE((tmp_path / "out.zip").stat().st_mode) == 0o600
    alone = ("--first", "budi", "--second", "budi", "--reason", "x")
    status, _, err = station("erase", visit.person, "--proof", tmp_path / "proof.json", *alone)
    assert (status, err.split(":")[0]) == (1, "second_person_needed")
    assert station("erase", visit.person, "--proof", tmp_path / "proof.json", *both)[0] == 0
    assert len(json.loads((tmp_path / "proof.json").read_text())) == 1
    assert station("export", visit.person, tmp_path / "again.zip", *both)[2].startswith("record_missing")
    assert station("retain")[1].startswith("0 keys")


def test_nothing_is_erased_or_exported_where_its_file_finds_no_room(station, tmp_path):
    add_people(station)
    visit, _ = seal(station)
    both = ("--first", "budi", "--second", "adi", "--reason", "request 9")
    (tmp_path / "file").write_text("")
    nowhere = tmp_path / "file" / "proof.json"
    for command in (
        ("erase", visit.person, "--proof", nowhere),
        ("export", visit.person, nowhere),
        ("exchange", "write", visit.id, nowhere, "--to", "A", "--sender", "B"),
    ):
        status, _, err = station(*command, *both)
        assert (status, err.split(":")[0]) == (1, "file_unwritten"), command
    assert station("export", visit.person, tmp_path / "out.zip", *both)[0] == 0


def test_who_is_erased_by_command_is_in_no_gallery_that_the_station_opens_next(station, tmp_path):
    add_people(station)
    opened = [Body(number).visit("POST-1", f"PERSON {number}", f"P{number:07d}") for number in range(2)]
    store = Store.open(station.data / "station.db", keys.unlock(station.data / "keys", WORD))
    kept = KeptGallery(store, Calibration.load())
    for visit in opened:
        seal_visit(store, visit)
        features = live_features(visit.face, visit.fingers)
        kept.gallery.put(visit.person, features.face, {}, note=visit.id)
        kept.changed()
    kept.save()
    store.close()
    gone, stays = opened
    both = ("--first", "budi", "--second", "adi", "--reason", "request 9")
    assert station("erase", gone.person, "--proof", tmp_path / "proof.json", *both)[0] == 0
    store = Store.open(station.data / "station.db", keys.unlock(station.data / "keys", WORD))
    held = KeptGallery(store, Calibration.load()).gallery.notes()
    store.close()
    assert held == {stays.person: stays.id}


def test_nobody_is_erased_behind_the_back_of_a_window_that_holds_them_in_memory(station, tmp_path):
    add_people(station)
    visit, _ = seal(station)
    both = ("--first", "budi", "--second", "adi", "--reason", "request 9")
    lock = FolderLock(station.data / "station.db.lock")
    try:
        status, _, err = station("erase", visit.person, "--proof", tmp_path / "proof.json", *both)
        assert (status, err.split(":")[0]) == (1, "station_running")
        assert station("retain")[:2] == (0, "the station's window is open here; it does this itself every hour\n")
    finally:
        lock.release()
    assert station("erase", visit.person, "--proof", tmp_path / "proof.json", *both)[0] == 0


def test_a_stay_is_shown_extended_corrected_and_void_by_two_people(station):
    add_people(station)
    visit, _ = seal(station)
    assert station("stay", "show", "nobody")[0] == 3
    listed = station("stay", "show", visit.person)[1].splitlines()
    of, index, _came, last, *_ = listed[0].split("\t")
    assert (index, last) == (visit.stay.visa_class, visit.stay.last_day.isoformat())
    both = ("--first", "budi", "--second", "siti", "--reason", "request 9")
    later = (visit.stay.last_day + timedelta(days=5)).isoformat()
    extend = ("stay", "extend", of, "--until", later, "--decision", "IMI-7")
    assert station(*extend, "--first", "budi", "--reason", "x")[2].startswith("second_person_needed")
    status, out, _ = station(*extend, *both)
    assert (status, out.split("\t")[3]) == (0, later)
    assert station("stay", "correct", of, "--until", visit.stay.last_day.isoformat(), *both)[0] == 0
    status, out, _ = station("stay", "void", of, *both)
    assert status == 0 and "void" in out.split("\t")
    told = station("stay", "show", visit.person)[1]
    assert [line.split("\t")[2] for line in told.splitlines()[1:]] == ["opened", "extended", "corrected", "voided"]
    assert "IMI-7 request 9" in told and "budi, siti" in told


def test_the_policy_says_who_must_agree_and_an_unsigned_one_does_not(station, tmp_path):
    add_people(station)
    visit, _ = seal(station)
    rules = json.loads(resources.path("policy/policy.json").read_text()) | {"two_person": ["erase"]}
    (tmp_path / "policy.json").write_text(json.dumps(rules))
    alone = ("--first", "budi", "--reason", "request 9")
    assert station("export", visit.person, tmp_path / "out.zip", *alone)[2].startswith("second_person_needed")
    config = tmp_path / "station.toml"
    config.write_text(config.read_text() + f'policy = "{tmp_path / "policy.json"}"\n')
    assert station("export", visit.person, tmp_path / "out.zip", *alone)[2].startswith("policy_unsigned")
    assert station("policy", "sign", tmp_path / "agency", tmp_path / "policy.json")[0] == 0
    assert "policy     2026-11-2, signed by the agency" in station("status")[1]
    assert station("export", visit.person, tmp_path / "out.zip", *alone)[0] == 0
    assert "one_person_act" in station("audit", "list")[1]
    refused = station("erase", visit.person, "--proof", tmp_path / "proof.json", *alone)
    assert refused[2].startswith("second_person_needed")


def test_a_policy_is_signed_by_the_agency_and_checked_by_the_station(station, tmp_path):
    policy = tmp_path / "policy.json"
    policy.write_text("{}")
    assert station("policy", "verify", policy)[2].startswith("policy_unsigned")
    assert station("policy", "sign", tmp_path / "agency", policy)[0] == 0
    assert station("policy", "verify", policy)[0] == 0
    policy.write_text("{ }")
    assert station("policy", "verify", policy)[2].startswith("bad_signature")


def test_passphrases_are_asked_for_and_never_arguments(station):
    from station.cli.admin import parser

    assert not any(word in parser().format_help() for word in ("--password", "--passphrase", "--pin"))
    assert any("station's keys" in question for question in station.terminal.asked) or station("check")[0] == 0


def test_a_real_stations_folder_opens_in_no_other_mode(station, monkeypatch):
    monkeypatch.setenv("STATION_MODE", "training")
    for command in (("status",), ("officers", "list"), ("retain",)):
        code, _, said = station(*command)
        assert (code, "store_other_mode" in said) == (1, True), command


def test_faces_are_completed_only_while_no_station_has_the_records_in_memory(station):
    status, out, _ = station("complete-faces")
    assert (status, out.split(" ", 1)[0]) == (0, "0")
    lock = FolderLock(station.data / "station.db.lock")
    try:
        assert station("complete-faces")[::2] == (
            1,
            "station_running: another process has this folder open as its station\n",
        )
    finally:
        lock.release()


def test_the_transactions_of_some_days_are_saved_in_both_forms_and_noted_in_the_log(station, tmp_path):
    add_people(station)
    draft = Draft("rini", opened_at=datetime.now(UTC))
    rules = policy_file.parse(resources.path("policy/policy.json").read_bytes())
    made = closing.of_draft(draft, "POST-1", "production", closing.limits(rules, HandCheck.ON), "cancelled", "mistake")
    store = Store.open(station.data / "station.db", keys.unlock(station.data / "keys", WORD))
    with store.unit() as unit:
        transactions.add(unit, made)
    store.close()
    days = [str((datetime.now(UTC) + timedelta(days=by)).date()) for by in (-1, 1)]
    for form, name in (("xml", "log.xml"), ("jsonl", "log.jsonl")):
        out = tmp_path / name
        status, said, _ = station("transactions", "--from", days[0], "--to", days[1], "--format", form, "--out", out)
        assert status == 0 and said.split()[-1] == "1"
        assert made.id in out.read_text()
    assert station("audit", "list")[1].count("transactions_saved") == 2
    status, _, said = station("transactions", "--from", days[1], "--to", days[0], "--out", tmp_path / "none")
    assert status == 1 and not (tmp_path / "none").exists()


def test_a_month_is_reported_without_a_name_and_noted_in_the_log(station, tmp_path):
    data = station.data
    store = Store.open(data / "station.db", keys.unlock(data / "keys", WORD))
    visit = visits.visit(7)
    seal_visit(store, visit)
    store.close()
    month = f"{datetime.now(UTC):%Y-%m}"
    status, out, _ = station("report", "--month", month, "--out", tmp_path / "reports")
    assert status == 0
    assert f"report-{month}.pdf" in out
    days = (tmp_path / "reports" / f"report-{month}-days.csv").read_text()
    assert "pemeriksaan" in days
    for file in (tmp_path / "reports").glob("*.csv"):
        assert visit.document.surname not in file.read_text()
    assert "report_made" in station("audit", "list")[1]
    assert station("report", "--month", "2026-13")[0] == 1
