"""Collects the steps of a scanner's self-test: name, verdict, words for the technician, time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drivers.errors import DeviceError, Unplugged
from drivers.finger.base import ScannerInfo, SelfTestReport, SelfTestStep


class SelfTest:
    """Steps run one after the other; a failed step is noted and the next one is tried, unless the device is gone."""

    def __init__(self, info: ScannerInfo) -> None:
        self._info = info
        self._steps: list[SelfTestStep] = []

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[str], None]]:
        """Runs the body; a DeviceError makes the step fail. The body is given a function that notes a detail."""
        notes: list[str] = []
        start = time.perf_counter()
        gone: Unplugged | None = None
        passed = True
        try:
            yield notes.append
        except Unplugged as error:
            gone, passed = error, False
            notes.append(str(error))
        except DeviceError as error:
            passed = False
            notes.append(str(error))
        elapsed = (time.perf_counter() - start) * 1000
        self._steps.append(SelfTestStep(name, passed, "; ".join(notes), elapsed))
        if gone is not None:
            raise gone

    def report(self) -> SelfTestReport:
        return SelfTestReport(self._info, tuple(self._steps))
