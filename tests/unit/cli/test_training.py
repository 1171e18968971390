"""`station training` without a window: the list, the debrief, and a certificate that has to be earned."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from station import training as rehearsals
from station.cli import training
from station.domain.officer import Officer, Role
from station.domain.training import Happened, Marking
from station.office.course import Course
from station.vault.keys import FILE as KEY_FILE
from station.workflow.training import mark

KNOWN = rehearsals.scenarios()
OFFICER = Officer("rini", "Rini", Role.OFFICER)


def test_the_list_shows_every_scenario_and_how_far_an_officer_has_come(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    Course(tmp_path, "training").note("rini", Marking("overstay", 88.0, {}), datetime.now(UTC))
    assert training.main(["--folder", str(tmp_path), "--officer", "rini", "--language", "en"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == len(KNOWN)
    (row,) = (one for one in shown if one.startswith("overstay"))
    assert row.endswith("88.0 * x1")


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_debrief_says_what_was_missed_and_what_a_good_officer_does(language: str):
    scenario = next(one for one in KNOWN if one.key == "chip_clone")
    text = training.debrief(scenario, mark(scenario, Happened(visits=1, sealed=True, verdict="admit")), language)
    assert scenario.good[language] in text and scenario.grave[0].say[language] in text
    assert text.startswith(scenario.title[language])


def test_a_certificate_is_refused_before_everything_is_passed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "certificate.json"
    assert training.main(["--folder", str(tmp_path / "book"), "--officer", "rini", "--certificate", str(out)]) == 1
    assert "training_not_passed" in capsys.readouterr().err and not out.exists()


@pytest.mark.parametrize("arguments", [["--scenario", "overstay"], ["--scenario", "none", "--officer", "rini"],
                                       ["--scenario", "power_cut", "--officer", "rini"]])  # fmt: skip
def test_what_cannot_be_played_is_said(tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert training.main(["--folder", str(tmp_path), *arguments]) == 2
    assert "--officer" in capsys.readouterr().err


def test_a_folder_in_which_something_lies_is_never_a_rehearsals(tmp_path: Path):
    """It could be a station's: its keys stay as they are."""
    (tmp_path / KEY_FILE).write_text(json.dumps({"mine": True}))
    with pytest.raises(rehearsals.FolderInUse), rehearsals.rehearse(tmp_path, KNOWN[0], OFFICER):
        pass
    assert json.loads((tmp_path / KEY_FILE).read_text()) == {"mine": True} and len(list(tmp_path.iterdir())) == 1


def test_training_imports_nothing_of_a_real_stations_opening():
    """No settings file is read for a rehearsal, so none can name a station's folder."""
    source = Path(rehearsals.__file__).read_text("utf-8")
    assert "config.load" not in source and "open_real" not in source and 'mode="training"' in source
