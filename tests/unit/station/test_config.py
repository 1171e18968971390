import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from station import assembly
from station.config import Central, Config, ConfigError, load


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(tmp_path: Path):
    file = tmp_path / "station.toml"
    file.write_text(
        'station = "counter-07"\nlanguage = "en"\n'
        '[central]\nurl = "postgresql://a@db.example/border"\ntimeout_seconds = 5\n'
    )
    environment = {"STATION_LANGUAGE": "id", "STATION_CENTRAL_TIMEOUT_SECONDS": "7.5", "STATION_SCANNERS": "A,B"}
    config = load(file, environment)
    assert (config.station, config.language, config.theme) == ("counter-07", "id", "light")
    assert (config.central.url, config.central.timeout_seconds) == ("postgresql://a@db.example/border", 7.5)
    assert config.scanners == ("A", "B")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("statoin = 'x'", "statoin"),
        ("camera_width = '12'", "camera_width"),
        ("mode = 'play'", "mode"),
        ("[central]\nhots = 'x'", "hots"),
        ("central = 3", "central"),
        ("station = ", "station.toml"),
        ("scanners = 'A'", "scanners"),
        ("camera_width = true", "camera_width"),
    ],
)
def test_a_wrong_setting_names_its_key_and_its_file(tmp_path: Path, text: str, key: str):
    file = tmp_path / "station.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(file, {})
    assert key in caught.value.detail


def test_a_wrong_number_in_the_environment_names_its_variable(tmp_path: Path):
    file = tmp_path / "station.toml"
    file.write_text("")
    with pytest.raises(ConfigError) as caught:
        load(file, {"STATION_CENTRAL_TIMEOUT_SECONDS": "many"})
    assert "TIMEOUT_SECONDS" in caught.value.detail


def test_without_an_address_no_central_database_is_configured():
    assert Central().url == ""


def test_demo_training_and_production_never_share_a_folder(tmp_path: Path):
    file = tmp_path / "f.toml"
    folders = set()
    for mode in ("demo", "training", "production"):
        file.write_text(f"mode = '{mode}'")
        folders.add(load(file, {}).data_folder)
    assert len(folders) == 3


def central_of(tmp_path: Path, text: str) -> Central:
    file = tmp_path / "station.toml"
    file.write_text("[central]\n" + text)
    return load(file, {}).central


def at(text: str) -> datetime:
    """A moment of the machine's own time zone, told in UTC as the road does."""
    return datetime.fromisoformat(f"2026-03-01T{text}:00").astimezone().astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "open_at", "closed_at"),
    [
        (("22:00", "05:30"), ("22:00", "23:59", "00:00", "05:29"), ("05:30", "12:00", "21:59")),
        (("09:15", "17:00"), ("09:15", "16:59"), ("09:14", "17:00", "23:00", "03:00")),
        (("", ""), ("00:00", "12:00"), ()),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Jakarta"])
def test_records_are_sent_in_the_hours_of_the_settings_by_the_local_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: tuple[str, str], open_at: tuple[str, ...],
    closed_at: tuple[str, ...], zone: str
):  # fmt: skip
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        central = central_of(tmp_path, f'send_from = "{hours[0]}"\nsend_until = "{hours[1]}"\n')
        assert [text for text in open_at if not central.may_send(at(text))] == []
        assert [text for text in closed_at if central.may_send(at(text))] == []
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('send_from = "22:00"', "send_until"),
        ('send_until = "22:00"', "send_from"),
        ('send_from = "25:00"\nsend_until = "05:00"', "send_from"),
        ('send_from = "22:00"\nsend_until = "5 am"', "send_until"),
        ('send_from = "22:00"\nsend_until = "22:00"', "send_until"),
        ("send_from = 22", "send_from"),
        ("bytes_per_second = -1", "bytes_per_second"),
        ("bytes_per_second = 999", "bytes_per_second"),
        ("bytes_per_second = nan", "bytes_per_second"),
        ("bytes_per_second = '1 MB'", "bytes_per_second"),
    ],
)
def test_a_wrong_limit_of_the_road_names_its_key(tmp_path: Path, text: str, key: str):
    with pytest.raises(ConfigError) as caught:
        central_of(tmp_path, text)
    assert key in caught.value.detail


def test_the_limits_of_the_settings_reach_the_road(tmp_path: Path):
    central = central_of(
        tmp_path, 'url = "postgresql://a@db.example/border"\ntls = "/srv/tls"\nbytes_per_second = 250000\n'
    )
    found = assembly.way_in(Config(mode="demo", central=central))
    assert (found.bytes_per_second, found.host, found.mode, found.tls) == (
        250_000,
        "db.example",
        "demo",
        Path("/srv/tls"),
    )
    assert assembly.way_in(replace(Config(), central=replace(central, bytes_per_second=0.0))).bytes_per_second is None
