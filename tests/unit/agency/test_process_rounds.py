"""What stops one part of the agency's process does not stop the others."""

from __future__ import annotations

import pytest

from station.agency.process import CentralProcess
from station.wire.errors import CentralUnreachable


class Desk:
    def __init__(self) -> None:
        self.asked = 0

    def receive(self, limit: int) -> list[object]:
        self.asked += limit
        raise CentralUnreachable("nobody there")

    def maintain(self) -> None:
        """Nothing to keep."""


def test_a_part_that_fails_does_not_keep_the_next_one_from_its_turn():
    done: list[str] = []

    def broken() -> None:
        raise ValueError("what nobody thought of")

    process = CentralProcess(Desk(), (), [broken, lambda: done.append("relay"), broken, lambda: done.append("search")])
    with pytest.raises(CentralUnreachable):
        process.once()
    assert done == ["relay", "search"]
