"""A counter worked over the accessibility bus alone, by somebody who sees nothing of its window."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from models.synthesis.people import travellers
from station.domain.sign_in import DEMO_PASSWORD
from station.ui.widgets.secret import BULLET
from tests.journeys.over_the_bus import enter, leaks, visit
from tests.rig import at_spi, bus, over_the_bus
from tests.rig.bus_lock import COUNTDOWN, IDLE
from tests.rig.over_the_bus import ROOT, Person

pytestmark = pytest.mark.slow


@pytest.mark.timeout(300)
def test_a_whole_visit_needs_nothing_but_the_accessibility_bus(tmp_path: Path):
    if reason := over_the_bus.missing():
        pytest.skip(reason)
    with over_the_bus.station(tmp_path) as (person, _):
        enter(person, "officer", "Document and stay")
        person.press("Skip the tour")
        visit(person, travellers(1)[0])  # every step waits until its sentence is said
        assert person.unnamed == set()
        assert len(person.controls) > 40
        assert person.secrets and leaks(person) == 0
        assert person.said.count(BULLET) >= len(DEMO_PASSWORD)  # each letter is acknowledged, by a dot


@pytest.mark.timeout(120)
def test_who_works_over_the_bus_alone_is_not_locked_out_and_who_went_away_is(tmp_path: Path):
    if reason := over_the_bus.missing():
        pytest.skip(reason)
    command = [sys.executable, "-m", "tests.rig.bus_lock"]
    with bus.bus(tmp_path) as environment:
        reader = at_spi.Reader(environment["DBUS_SESSION_BUS_ADDRESS"])
        path = {"PYTHONPATH": str(ROOT)}
        with over_the_bus.running(command, {**environment, **path}, cwd=ROOT) as window:
            person = Person(reader, window.pid)
            person.hears("Document and stay")
            tree = person.look()
            lines = at_spi.find(tree, "text", "Machine readable zone")
            choices = [at_spi.find(tree, "radio button", name) for name in ("Departure", "Arrival")]
            notice = at_spi.find(tree, "check box", lambda name: name.startswith("Shown"))
            steps = round((IDLE + COUNTDOWN) * 3)  # half a second each, without a key, a mouse or a finger
            for step in range(steps):
                if step % 3 == 0:
                    reader.write(lines, f"P<UTO{'<' * step}")
                else:
                    reader.press(choices[step // 3 % 2] if step % 3 == 1 else notice)
                person.hear(0.5)
            assert not any("Locking" in sentence for sentence in person.said)
            person.hears("Locking in", 20)
            person.hears("F1 shows every key", 20)  # the sign-in page
        reader.close()
