"""A short run of the soak, so that it cannot rot, with the same floors as the long one."""

from __future__ import annotations

from tests.load.device_soak import soak


def test_a_few_seconds_of_pulled_cables_lose_nothing():
    figures = soak(5.0, seed=5)
    assert figures["captures"] >= 4
    assert figures["hangs"] == 0, figures
    assert figures["lost_visits"] == 0, figures
    assert figures["leaks"] == 0, figures
    assert figures["recovery_ms"]["max"] < 2000
