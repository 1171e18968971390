from pathlib import Path

import pytest

from station.config import Central, ConfigError, load


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
