"""One line of the table of planted against measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`tolerance` is absolute, in `unit`; `held` says whether abs(measured - planted) is within it."""

    reader: int  # or camera, as numbered in prove.py and prove_camera.py
    quantity: str
    unit: str
    planted: float
    measured: float
    tolerance: float

    @property
    def error(self) -> float:
        return self.measured - self.planted

    @property
    def held(self) -> bool:
        return bool(abs(self.error) <= self.tolerance)
