"""A counter worked over the accessibility bus alone, by somebody who sees nothing of its window."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.synthesis.people import travellers
from station.ui.widgets.secret import BULLET
from tests.journeys.over_the_bus import enter, leaks, visit
from tests.rig import over_the_bus

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
        assert person.said.count(BULLET) >= len("demo-demo")  # each letter is acknowledged, by a dot
