"""`station-tech` on emulated devices, as a technician types it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import cv2
import pytest

from models.calibration import camera_chart
from station.bench.rehearsed_tap import DEMO_FS81
from station.cli import technician
from station.domain.calibration import Certificate, Verdict
from station.store.session import Store
from station.vault.signing import check
from tests.rig import visits
from tests.rig.paper import painted


def test_selftest_writes_one_json_object_about_every_device(capsys: pytest.CaptureFixture[str]) -> None:
    assert technician.main(["--emulated", "selftest", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["passed"] is True
    assert [d["kind"] for d in report["devices"]] == ["finger", "camera"]
    assert all(d["passed"] and d["emulated"] and d["steps"] for d in report["devices"])


def test_capture_stores_a_picture_at_500_ppi(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "finger.png"
    assert technician.main(["--emulated", "capture", str(out)]) == 0
    picture = cv2.imread(str(out), cv2.IMREAD_GRAYSCALE)
    assert picture is not None and picture.shape == (383, 349)
    assert "calibration -" in capsys.readouterr().out


def test_calibrate_ends_in_a_certificate_that_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        technician.main(["--emulated", "--operator", "ani", "calibrate", "--out", str(tmp_path), "--target", "R"]) == 0
    )
    (content,) = tmp_path.glob("*.json")
    certificate = Certificate.from_content(content.read_bytes())
    assert (certificate.operator, certificate.verdict, certificate.emulated) == ("ani", Verdict.OUTSIDE, True)
    kind, signature, public = next(tmp_path.glob("*.sig")).read_text().split()
    assert kind == "Ed25519"
    check(bytes.fromhex(public), bytes.fromhex(signature), content.read_bytes())
    assert next(tmp_path.glob("*.pdf")).read_bytes().startswith(b"%PDF-1.")
    assert "outside_profile" in capsys.readouterr().out


def test_an_fs81_is_calibrated_like_any_other_reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert technician.main(["--emulated", "--reader", "fs81", "selftest"]) == 0
    assert "FS81" in capsys.readouterr().out
    assert technician.main(["--emulated", "--reader", "fs81", "calibrate", "--out", str(tmp_path)]) == 0
    (content,) = tmp_path.glob("*.json")
    certificate = Certificate.from_content(content.read_bytes())
    assert certificate.model.startswith("FS81")
    for quantity, planted in (("native_resolution_x", DEMO_FS81.ppi_x), ("native_resolution_y", DEMO_FS81.ppi_y)):
        reading = certificate.reading(quantity)
        assert reading is not None and reading.value == pytest.approx(planted, rel=0.001)


def test_the_camera_before_its_chart_gets_a_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--emulated", "camera", "--out", str(tmp_path), "--travel-up", "30", "--travel-down", "40"]
    assert technician.main(command) == 0
    (content,) = tmp_path.glob("*.json")
    certificate = Certificate.from_content(content.read_bytes())
    low = certificate.reading("body_low")
    assert low is not None and low.verdict is Verdict.PASSED
    portrait = certificate.reading("portrait_height")
    assert portrait is not None and portrait.verdict is Verdict.OUTSIDE  # 1200 rows hold no portrait of 1440
    assert certificate.level("travel_down_cm") == 40.0
    assert technician.main([*command[:4], "--camera", "3"]) == 2
    assert "no_camera" in capsys.readouterr().err


def test_the_printed_chart_is_found_by_the_bench_itself(tmp_path: Path) -> None:
    out = tmp_path / "chart.pdf"
    assert technician.main(["chart", str(out)]) == 0
    page = painted(out.read_bytes(), 4.0)
    board = cv2.rotate(page, cv2.ROTATE_90_COUNTERCLOCKWISE)
    assert camera_chart.find(board).scale() == pytest.approx(4.0, rel=0.005)


def test_bundle_holds_facts_of_devices_and_no_picture(tmp_path: Path) -> None:
    out = tmp_path / "b.zip"
    assert technician.main(["--emulated", "bundle", str(out)]) == 0
    with zipfile.ZipFile(out) as packed:
        assert set(packed.namelist()) == {"versions.json", "devices.json", "selftest.json"}
        assert json.loads(packed.read("devices.json"))[0]["health"] == "ready"


def test_bundle_takes_no_name_along_that_a_library_has_put_into_the_log(tmp_path, monkeypatch) -> None:
    data, out = tmp_path / "data", tmp_path / "b.zip"
    (data / "logs").mkdir(parents=True)
    line = {"event": "station assembled", "logger": "station", "level": "info"}
    spoken = {"event": "BUDI HARTONO C1234567", "logger": "some.library", "level": "warning"}
    (data / "logs" / "station.log").write_text(f"{json.dumps(line)}\n{json.dumps(spoken)}\n")
    keys = visits.station_keys(data / "keys", visits.agency_keys(tmp_path / "agency"))
    Store.open(data / "station.db", keys).close()
    monkeypatch.setattr("station.cli.asking._has_terminal", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _words: visits.PASSPHRASE)
    assert technician.main(["--emulated", "--data", str(data), "bundle", str(out)]) == 0
    with zipfile.ZipFile(out) as packed:
        kept = packed.read("logs/station.log").decode()
    assert "station assembled" in kept and len(kept.splitlines()) == 2
    assert "BUDI" not in kept and "C1234567" not in kept


def test_without_a_reader_the_command_says_so_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("station.cli.bench.system_backend", lambda: None)
    monkeypatch.setattr("station.cli.bench.FingerHub", _no_reader)
    monkeypatch.setattr("station.cli.bench.find_cameras", lambda: ())
    assert technician.main(["devices"]) == 0
    assert "no reader" in capsys.readouterr().out
    assert technician.main(["selftest"]) == 1
    assert technician.main(["capture", "--timeout", "0.2", str(tmp_path / "x.png")]) == 2
    assert "no_scanner" in capsys.readouterr().err


def _no_reader(backends: object, calibrations: object) -> object:
    from drivers.finger.hub import FingerHub

    return FingerHub([])


def test_a_stations_certificate_carries_the_name_of_who_signed_in(tmp_path, monkeypatch, capsys):
    from station.domain.officer import Officer, Role
    from station.office.accounts import Accounts
    from station.vault import passwords

    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setenv("STATION_MODE", "production")
    data = tmp_path / "data"
    keys = visits.station_keys(data / "keys", visits.agency_keys(tmp_path / "agency"))
    store = Store.open(data / "station.db", keys)  # by the machine's clock, as the command
    word = "selamat pagi"
    for name, role in (("ani", Role.TECHNICIAN), ("rini", Role.OFFICER)):
        Accounts(store).add("station-admin", Officer(name, name.title(), role), word, must_change=False)
    store.close()
    answers = {"Passphrase of the station: ": visits.PASSPHRASE}
    monkeypatch.setattr("station.cli.asking._has_terminal", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda words: answers.get(words, "wrong"))
    command = ["--emulated", "--data", str(data), "--operator"]
    camera = ["camera", "--out", str(tmp_path / "out")]
    for name in ("ani", "nobody"):
        assert technician.main([*command, name, *camera]) == 2
        assert "sign_in_wrong" in capsys.readouterr().err
    answers |= {f"Password of {name}: ": word for name in ("ani", "rini")}
    assert technician.main([*command, "rini", *camera]) == 2
    assert "not_allowed" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert technician.main([*command, "ani", *camera]) == 0
    (content,) = (tmp_path / "out").glob("*.json")
    assert Certificate.from_content(content.read_bytes()).operator == "ani"
