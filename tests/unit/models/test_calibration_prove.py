"""The whole bench on planted readers: everything is recovered, and the command says when something is not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.calibration import prove, suite
from models.calibration.errors import BadFrames, NoBars, NotDark
from models.calibration.limits import Grade
from models.synthesis.targets import Bars, Flat, PlantedReader


@pytest.fixture(scope="module")
def captured() -> suite.Captured:
    return prove.capture(prove.READERS[1])


@pytest.fixture(scope="module")
def plain(captured: suite.Captured) -> suite.Captured:
    """Without the charts, which take longest."""
    return replace(captured, wedge=None, frequencies_x=None, frequencies_y=None)


def test_every_planted_quantity_is_recovered() -> None:
    rows = list(prove.prove(6, prove.READERS[5]))
    assert [f"{r.quantity} {r.error}" for r in rows if not r.held] == []
    assert {"resolution_x", "rotation", "defects_found", "ctf_y_7", "latent_print_noticed"} <= {
        r.quantity for r in rows
    }


def test_the_command_writes_its_table_and_fails_when_a_quantity_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = prove.Row(1, "rotation", "deg", 0.2, 0.21, 0.05)
    monkeypatch.setattr(prove, "READERS", (PlantedReader(),))
    monkeypatch.setattr(prove.prove_camera, "CAMERAS", ())
    monkeypatch.setattr(prove, "prove", lambda number, reader: iter([good]))
    assert prove.main(["--json", str(tmp_path / "out.json")]) == 0
    assert json.loads((tmp_path / "out.json").read_text())["rows"][0]["held"] is True
    monkeypatch.setattr(prove, "prove", lambda number, reader: iter([good, replace(good, measured=0.26)]))
    assert prove.main([]) == 1
    assert "MISSED" in capsys.readouterr().out


def test_a_4500_is_outside_the_profile_where_it_has_too_few_rows(captured: suite.Captured) -> None:
    found = suite.measure(captured, (550, 379))
    by_name = {r.quantity: r for r in found.results if r.stage == "raw"}
    assert by_name["native_resolution_y"].verdict is Grade.OUTSIDE
    assert by_name["native_resolution_y"].value == pytest.approx(374.9, abs=0.4)
    assert by_name["ctf_y_8"].verdict is Grade.OUTSIDE
    assert by_name["ctf_x_8"].verdict in (Grade.PASSED, Grade.FAILED)
    assert by_name["lamp"].verdict is Grade.NOT_MEASURED


def test_without_bar_targets_the_flat_field_still_stands(plain: suite.Captured) -> None:
    found = suite.measure(replace(plain, horizontal=None, vertical=None), (550, 379))
    assert found.geometry is None
    assert found.defects.count == 9
    assert not any(r.quantity.startswith(("resolution", "ctf")) for r in found.results)


def test_swapped_or_missing_targets_are_named(plain: suite.Captured) -> None:
    with pytest.raises(NoBars):
        suite.measure(replace(plain, horizontal=plain.vertical), (550, 379))
    with pytest.raises(NotDark):
        suite.measure(replace(plain, dark=plain.flat[:16]), (550, 379))
    with pytest.raises(BadFrames):
        suite.measure(replace(plain, flat=plain.flat[:16]), (550, 379))
    one = PlantedReader().frame(Bars("x"))[None]
    with pytest.raises(BadFrames):
        suite.measure(replace(plain, vertical=one), (550, 379))


def test_an_empty_platen_is_no_finger(plain: suite.Captured) -> None:
    with pytest.raises(BadFrames):
        suite.measure(replace(plain, finger=prove.READERS[1].frames(Flat(0.0), 1)), (550, 379))


def test_dead_light_gives_a_failed_lamp_against_commissioning(plain: suite.Captured) -> None:
    found = suite.measure(plain, (550, 379), suite.Baseline(8.0, 400.0))
    lamp = next(r for r in found.results if r.quantity == "lamp")
    assert lamp.verdict is Grade.FAILED and lamp.value is not None and np.isfinite(lamp.value)
