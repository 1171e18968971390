"""The agency's process, joined: receipts, cases between counters, the matcher."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.matching.calibration import Calibration
from station.central.desk import Desk
from station.central.errors import CentralRefused
from station.central.head_keeper import HeadKeeper
from station.central.ledger import Ledger
from station.central.settings import CentralSettings
from station.services.central_cases import CaseRelay
from station.services.central_erasure import CentralErasure
from station.services.central_matcher import CentralMatcher, OneProcess, Searcher
from station.services.central_process import CentralProcess
from station.vault.agency import AgencyKeys


@dataclass(frozen=True)
class Agency:
    """`process.start()` runs it on a thread, `process.run()` in the caller's; `stop` ends either."""

    desk: Desk
    process: CentralProcess
    matcher: CentralMatcher | None
    stopping: threading.Event

    def stop(self) -> None:
        self.stopping.set()
        self.process.stop()


def join(
    settings: CentralSettings,
    keys: AgencyKeys,
    *,
    calibration: Calibration | None = None,
    searcher: Searcher | None = None,
    observe: Callable[[str, float], None] = lambda _, __: None,
    idle: Sequence[Callable[[], object]] = (),
) -> Agency:
    """The parts for one central database, nothing running yet; without a `calibration` nothing is searched.

    Raises CentralRefused (`central_wrong_mode`) where the database is of another mode than `settings`.
    """
    desk, ledger = Desk(settings, keys), Ledger(settings)
    found = ledger.mode()
    if found != settings.mode:
        raise CentralRefused(f"the database is for {found}, not for {settings.mode}", code="central_wrong_mode")
    stopping = threading.Event()
    matcher = None
    if calibration is not None:
        matcher = CentralMatcher(
            desk, ledger, searcher or OneProcess(calibration), calibration, observe=observe, stopping=stopping
        )
    erasure = CentralErasure(desk, ledger, matcher.forget if matcher is not None else lambda _: None)
    keeper = HeadKeeper(settings, keys)
    calls = [erasure.step, keeper.step, *([matcher.step] if matcher is not None else ()), *idle]
    return Agency(desk, CentralProcess(desk, [CaseRelay(desk, ledger)], calls), matcher, stopping)
