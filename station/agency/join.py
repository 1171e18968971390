"""The agency's process, joined: receipts, cases between counters, the matcher."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.matching.calibration import Calibration
from station.agency.case_relay import CaseRelay
from station.agency.desk import Desk
from station.agency.erasure import CentralErasure
from station.agency.head_keeper import HeadKeeper
from station.agency.ledger import Ledger
from station.agency.matcher import CentralMatcher, OneProcess, Searcher
from station.agency.process import CentralProcess
from station.vault.agency import AgencyKeys
from station.wire.errors import CentralRefused
from station.wire.settings import CentralSettings


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
    relay = CaseRelay(desk, ledger)
    calls = [
        desk.end_holders,
        erasure.step,
        relay.step,
        keeper.step,
        *([matcher.step] if matcher is not None else ()),
        *idle,
    ]
    return Agency(desk, CentralProcess(desk, (), calls), matcher, stopping)
