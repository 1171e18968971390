"""Settings that are written: what was chosen is read back, and everything else in the file stays."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from station import config as settings
from station.config import SettingsUnwritable

SHIPPED = resources.path("packaging/debian/station.toml").read_text("utf-8")
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
KEYS = st.sampled_from(["station", "place", "mode", "policy", "camera", "central.url", "central.tls", "data"])


@given(changes=st.dictionaries(KEYS, TEXTS, max_size=6), start=st.sampled_from(["", SHIPPED, 'zone = "+07:00"\n']))
def test_what_is_kept_is_read_and_nothing_else_changes(tmp_path_factory: pytest.TempPathFactory, changes, start: str):
    file = tmp_path_factory.mktemp("settings") / "station.toml"
    file.write_text(start, "utf-8")
    before = tomllib.loads(start)
    settings.keep(file, changes)
    after = tomllib.loads(file.read_text("utf-8"))
    central = {name.removeprefix("central."): value for name, value in changes.items() if name.startswith("central.")}
    top = {name: value for name, value in changes.items() if not name.startswith("central.")}
    assert after.pop("central", {}) == {**before.pop("central", {}), **central}
    assert after == {**before, **top}


def test_remarks_stay_and_a_remarked_key_is_used_where_it_stands(tmp_path: Path):
    file = tmp_path / "station.toml"
    file.write_text(SHIPPED, "utf-8")
    settings.keep(file, {"station": "CGK-1", "policy": "/p.json", "central.url": "postgresql://a@b/c"})
    lines, shipped = file.read_text("utf-8").splitlines(), SHIPPED.splitlines()
    assert len(lines) == len(shipped)
    changed = [new for new, old in zip(lines, shipped, strict=True) if new != old]
    assert changed == ['station = "CGK-1"', 'policy = "/p.json"', 'url = "postgresql://a@b/c"']
    assert settings.load(file, {"NOTHING": ""}).central.url == "postgresql://a@b/c"


def test_a_file_that_is_not_there_is_made(tmp_path: Path):
    settings.keep(tmp_path / "new" / "station.toml", {"scanners": ["A1", "B2"]})
    assert settings.load(tmp_path / "new" / "station.toml", {"NOTHING": ""}).scanners == ("A1", "B2")


def test_a_value_over_several_lines_is_left_as_it_is_and_said(tmp_path: Path):
    file = tmp_path / "station.toml"
    text = 'scanners = [\n  "A1",\n]\n'
    file.write_text(text)
    with pytest.raises(SettingsUnwritable):
        settings.keep(file, {"scanners": ["B2"]})
    assert file.read_text() == text


def test_a_place_where_nothing_can_be_written_is_said(tmp_path: Path):
    (tmp_path / "a file").write_text("")
    with pytest.raises(SettingsUnwritable):
        settings.keep(tmp_path / "a file" / "station.toml", {"station": "A"})


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path):
    with pytest.raises(SettingsUnwritable):
        settings.keep(tmp_path, {"station": "A"})  # a folder
