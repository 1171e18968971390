"""Which face capture wins, and when the gate is given up (TR-03121-3-1 3.2, 3.5, 4.4.1)."""

from __future__ import annotations

from collections.abc import Sequence

from station.domain.samples import GateValue


def gate_passed(values: Sequence[GateValue]) -> bool:
    """Overall OK: every provided component passes, and every mandatory one is provided."""
    return all(v.passed is not False for v in values) and all(v.value is not None for v in values if v.mandatory)


def gate_rank(values: Sequence[GateValue]) -> tuple[int, int]:
    """Orders captures: most mandatory components passed, then most optional; a tie goes to the most recent."""
    mandatory = sum(1 for v in values if v.mandatory and v.passed)
    optional = sum(1 for v in values if not v.mandatory and v.passed)
    return mandatory, optional
