"""One scenario as it stands behind the window, by a scripted officer; `python -m tests.journeys.training` plays all."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from station import training
from station.cli.training import Staged
from station.domain.officer import Officer, Role
from station.errors import StationError
from station.store import mode
from tests.journeys.training import GoodOfficer

pytestmark = pytest.mark.shared_devices

OFFICER = Officer("rini", "Rini", Role.OFFICER)


def test_a_good_officer_has_the_mark_of_what_log_and_record_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    scenario = next(one for one in training.scenarios() if one.key == "overstay")
    with contextlib.ExitStack() as closing:
        prepared = training.prepare(tmp_path / "counter", scenario, closing)
        station = prepared.assemble()
        closing.callback(station.close)
        staged = Staged(prepared, scenario, OFFICER, "en")
        staged.meet(station)
        assert staged.played is not None and staged.names == ("Overstay",)
        assert "\n".join(staged.lines()) == staged.played.traveller.lines
        monkeypatch.setattr(staged.played, "counter", lambda: staged.counter(station, OFFICER))
        monkeypatch.setattr(staged.played.traveller, "touch", touch_once(staged.played.traveller))
        GoodOfficer(staged.played).play()
        marked = staged.played.marked()
        assert set(marked.parts.values()) == {1.0}
        assert not marked.grave and {check.rule for check in marked.missed} <= {"seconds"}  # a loaded machine is slow
        mode.bind_mode(prepared.store, "training")
        with pytest.raises(StationError, match="another mode"):
            mode.bind_mode(prepared.store, "production")


def touch_once(traveller: training.ScriptedTraveller):
    """The script calls at once what the window's traveller does after a moment: one touch an attempt is enough."""
    real, seen = traveller.touch, set()

    def touch(event, touched) -> None:
        key = (event.finger, event.attempt)
        if event.hint.value == "searching_fingers" and key not in seen:
            seen.add(key)
            real(event, set())

    return touch
