"""Commissioning without a window: what is refused leaves nothing behind, and the commands see what the page made."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import resources
from station import checkup
from station.cli.admin import main as station_admin
from station.config import load
from station.domain.commissioning import Agrees, TestedPoint
from station.domain.officer import Role
from station.errors import StationError
from station.office.commissioning import Commissioning, CommissionRefused, noted
from station.office.registry import BadOfficer
from station.vault import agency, files, hybrid, keys, passwords, policy_signature, process, recovery, sources, totp
from station.wire.errors import CentralUnreachable
from station.wire.settings import CA_FILE, CERTIFICATE_FILE, KEY_FILE
from station.workflow.commissioning import CommissionStep

WORD = "seven grey herons by the river"
FIRST = "first-of-adi-88"
OWN = "a lantern over the wet stairs"
QUICK = sources.Passphrase(memory_kib=64, iterations=1, lanes=1)


class Line:
    """Central, as far as commissioning asks for it."""

    def __init__(self) -> None:
        self.tried: list[str] = []
        self.fails = False

    def __call__(self, config, found) -> float:
        self.tried.append(config.central.tls)
        if self.fails:
            raise CentralUnreachable("nobody answers")
        (Path(config.central.tls) / KEY_FILE).write_text("sealed")  # as the real way in does
        return 1.5


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def desk(tmp_path: Path, line: Line, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)
    monkeypatch.setattr(sources, "find", lambda name, _extra=None: QUICK)
    monkeypatch.setattr(sources, "Passphrase", lambda: QUICK)
    monkeypatch.setenv(process.CREDENTIALS_FOLDER, str(tmp_path))
    config = load(None, {"STATION_DATA": str(tmp_path / "data")})

    def look(config, store) -> list[TestedPoint]:
        return list(checkup._keys(checkup.Patient(config, store)))

    made = Commissioning(config, tmp_path / "station.toml", line, look)
    yield made
    made.close()


@pytest.fixture
def of_agency(tmp_path: Path) -> agency.AgencyKeys:
    made = agency.create(tmp_path / "agency", "word", QUICK)
    (tmp_path / "agency.pub").write_text(made.public.to_text())
    return made


@pytest.fixture
def begun(desk: Commissioning, of_agency: agency.AgencyKeys, tmp_path: Path) -> Commissioning:
    desk.name_station("production", "CGK-1", "Terminal 3")
    desk.take_agency(tmp_path / "agency.pub")
    desk.make_keys("passphrase", WORD, False)
    return desk


def code_of(call) -> str:
    with pytest.raises(StationError) as caught:
        call()
    return caught.value.code


def test_what_does_not_fit_is_refused_before_anything_is_written(desk: Commissioning, tmp_path: Path):
    assert code_of(lambda: desk.name_station("production", "CGK 1", "x")) == "station_bad_name"
    assert code_of(lambda: desk.name_station("production", "CGK-1", "  ")) == "place_missing"
    assert code_of(lambda: desk.name_station("demo", "CGK-1", "x")) == "commission_refused"
    assert code_of(lambda: desk.take_agency(tmp_path / "nothing")) == "file_unread"
    (tmp_path / "long").write_bytes(b"a" * (1 << 21))
    assert code_of(lambda: desk.take_agency(tmp_path / "long")) == "file_unread"
    assert code_of(lambda: desk.make_keys("passphrase", WORD, True)) == "agency_key_unfit"
    assert code_of(desk.self_test) == "keys_missing"
    assert not (tmp_path / "station.toml").exists() and not (tmp_path / "data").exists()


def test_a_station_is_begun_once_and_goes_on_where_it_was_left(begun: Commissioning, tmp_path: Path):
    assert noted(tmp_path / "data") == "identity"
    assert code_of(lambda: begun.make_keys("passphrase", WORD, False)) == "keys_exist"
    begun.note(CommissionStep.OFFICERS)
    begun.close()
    assert begun.goes_on() is CommissionStep.KEYS and not begun.facts().open
    assert code_of(lambda: begun.unlock("another", False)) == "wrong_passphrase"
    begun.unlock(WORD, True)
    assert begun.goes_on() is CommissionStep.OFFICERS
    assert (tmp_path / "station-passphrase").read_text() == f"{WORD}\n"
    assert (tmp_path / "station-passphrase").stat().st_mode & 0o777 == 0o600
    assert begun.self_test().well
    begun.finish()
    assert noted(tmp_path / "data") == ""
    status = load(tmp_path / "station.toml", {"NOTHING": ""})
    assert (status.station, status.place, status.data) == ("CGK-1", "Terminal 3", str(tmp_path / "data"))


def test_the_commands_see_what_the_page_made(begun: Commissioning, tmp_path: Path, capsys, monkeypatch):
    begun.add_officer("Adi", "Adi", Role.ADMINISTRATOR, FIRST)
    begun.save_request(tmp_path / "copy.json")
    assert json.loads((tmp_path / "copy.json").read_text())["station"] == "CGK-1"
    assert code_of(lambda: begun.save_request(tmp_path / "no" / "copy.json")) == "file_unwritten"
    begun.close()
    monkeypatch.setenv(process.STATION_PASSPHRASE, WORD)
    assert station_admin(["--config", str(tmp_path / "station.toml"), "officers", "list"]) == 0
    assert capsys.readouterr().out.startswith("adi\tadministrator\topen")


def test_central_is_kept_only_once_it_was_reached(begun: Commissioning, line: Line, tmp_path: Path):
    stick = tmp_path / "stick"
    stick.mkdir()
    assert code_of(lambda: begun.reach_central("postgresql://a@b/c", stick)) == "certificate_folder_unfit"
    for name in (CA_FILE, CERTIFICATE_FILE, KEY_FILE):
        (stick / name).write_text(name)
    line.fails = True
    assert code_of(lambda: begun.reach_central("postgresql://a@b/c", stick)) == "central_unreachable"
    kept = tmp_path / "data" / "tls"
    assert not kept.exists() and begun.config.central.url == ""
    assert not (tmp_path / "data" / "tls.tried").exists()
    line.fails = False
    begun.reach_central(" postgresql://a@b/c ", stick)
    assert begun.facts().offset == 1.5 and begun.facts().address == "postgresql://a@b/c"
    assert (kept / KEY_FILE).read_text() == "sealed"  # what was tried is what is kept
    assert (stick / KEY_FILE).read_text() == KEY_FILE and (kept / KEY_FILE).stat().st_mode & 0o77 == 0
    assert load(tmp_path / "station.toml", {"NOTHING": ""}).central.tls == str(kept)
    begun.reach_central("postgresql://a@b/d", kept)  # again, from where it is kept
    assert line.tried[-1] == str(kept)


def test_a_policy_of_a_real_counter_needs_the_agencys_signature(
    begun: Commissioning, of_agency: agency.AgencyKeys, tmp_path: Path
):
    file = tmp_path / "rules.json"
    shipped = json.loads(resources.path("policy/policy.json").read_text("utf-8"))
    shipped["version"] = "of the agency"
    shipped["sessions"]["second_factor"] = ["administrator"]
    file.write_text(json.dumps(shipped))
    begun.take_policy(None)
    assert code_of(lambda: begun.take_policy(file)) == "policy_unsigned"
    assert begun.config.policy == ""
    policy_signature.beside(file).write_text(policy_signature.sign(file.read_bytes(), of_agency.signer))
    begun.take_policy(file)
    file.unlink()
    facts = begun.facts()
    assert (facts.policy, facts.policy_signed, facts.second_factor) == ("of the agency", True, True)


def test_people_and_the_recovery_officer(begun: Commissioning, of_agency: agency.AgencyKeys, tmp_path: Path):
    test_a_policy_of_a_real_counter_needs_the_agencys_signature(begun, of_agency, tmp_path)
    assert code_of(begun.enough_officers) == "no_administrator_yet"
    with pytest.raises(BadOfficer):
        begun.add_officer("a b", "x", Role.OFFICER, FIRST)
    assert code_of(lambda: begun.add_officer("siti", " ", Role.OFFICER, FIRST)) == "display_name_missing"
    assert code_of(lambda: begun.add_officer("siti", "Siti", Role.SUPERVISOR, "password")) == "password_known"
    assert begun.add_officer("siti", "Siti", Role.SUPERVISOR, FIRST) is None
    assert code_of(lambda: begun.add_officer("SITI", "Siti", Role.SUPERVISOR, FIRST)) == "record_exists"
    shown = begun.add_officer("adi", "Adi", Role.ADMINISTRATOR, FIRST)
    assert shown is not None and shown.text.startswith("otpauth://") and shown.modules
    begun.enough_officers()

    public = tmp_path / "recovery.pub"
    siti, adi = Agrees("siti", FIRST, OWN), Agrees("adi", FIRST, f"{OWN} again")
    public.write_text("not base64!")
    assert code_of(lambda: begun.set_recovery(public, siti, adi)) == "recovery_key_unfit"
    public.write_text(files.text(b"short"))
    assert code_of(lambda: begun.set_recovery(public, siti, adi)) == "recovery_key_unfit"
    public.write_text(files.text(hybrid.public_of(hybrid.new_private())))
    assert code_of(lambda: begun.set_recovery(public, siti, replace(adi, new=""))) == "password_must_change"
    assert code_of(lambda: begun.set_recovery(public, siti, adi)) == "second_factor_needed"
    assert not begun.facts().recovery  # siti's own password is in force by now, and typed once more it is taken
    secret = shown.text.partition("secret=")[2].partition("&")[0]
    begun.set_recovery(public, siti, replace(adi, code=now(secret)))
    assert begun.facts().recovery and (tmp_path / "data" / "keys" / recovery.COPY_FILE).exists()


def now(secret: str) -> str:
    """What the authenticator shows at this moment."""
    octets = base64.b32decode(secret + "=" * (-len(secret) % 8))
    return totp.code(octets, totp.step_at(datetime.now(UTC)))


def test_a_camera_is_chosen_and_devices_are_looked_for(begun: Commissioning, tmp_path: Path):
    begun.choose_camera("usb-046d")
    found = begun.devices()
    assert found.camera == "usb-046d" and isinstance(found.readers, tuple)
    assert load(tmp_path / "station.toml", {"NOTHING": ""}).camera == "usb-046d"
    begun.choose_language("en")
    assert begun.facts().language == "en"
    begun.save_report(tmp_path / "self-test.pdf", b"%PDF")
    assert (tmp_path / "self-test.pdf").read_bytes() == b"%PDF"
    with pytest.raises(CommissionRefused):
        begun.install_identity(tmp_path / "nothing")


def test_two_windows_do_not_commission_one_folder(begun: Commissioning, tmp_path: Path, line: Line):
    second = Commissioning(begun.config, tmp_path / "station.toml", line, lambda _config, _store: [])
    assert code_of(lambda: second.unlock(WORD, False)) == "station_running"
    assert keys.exists(tmp_path / "data" / "keys")
