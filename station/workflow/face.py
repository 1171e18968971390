"""Which face capture wins, and when the gate is given up (TR-03121-3-1 3.2, 3.5, 4.4.1)."""

from __future__ import annotations

from collections.abc import Sequence

from station.domain.samples import GateValue


def gate_failed(values: Sequence[GateValue]) -> tuple[GateValue, ...]:
    """What keeps a face from being taken: components that failed, and mandatory ones that are not provided."""
    return tuple(v for v in values if v.passed is False or (v.mandatory and v.value is None))


def gate_passed(values: Sequence[GateValue]) -> bool:
    """Overall OK: every provided component passes, and every mandatory one is provided."""
    return not gate_failed(values)


def gate_rank(values: Sequence[GateValue]) -> tuple[int, int]:
    """Orders captures: most mandatory components passed, then most optional; a tie goes to the most recent."""
    mandatory = sum(1 for v in values if v.mandatory and v.passed)
    optional = sum(1 for v in values if not v.mandatory and v.passed)
    return mandatory, optional
