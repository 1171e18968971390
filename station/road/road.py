"""A station's road to central, joined: outbox out, inbox in, watchlist, cases and officers applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from models.matching.calibration import Calibration
from station.road import cases_in as central_cases
from station.road import pulled_officers, self_report, standing
from station.road.client import CentralClient
from station.road.inbox import Handler, StoreInbox
from station.road.sync import INTERVAL, Sync
from station.road.watchlist import PulledWatchlist
from station.store.session import Store, Unit
from station.wire.evidence import CASE, EVIDENCE
from station.wire.outgoing import ERASED, REVOKED_IDENTITIES
from station.wire.settings import CentralSettings


@dataclass(frozen=True)
class StationRoad:
    """`sync.start()` opens it, `sync.stop()` closes it; `watchlist.screen(document, features)` for the check step."""

    sync: Sync
    inbox: StoreInbox
    watchlist: PulledWatchlist


def open_road(
    store: Store,
    way_in: Callable[[], CentralSettings],
    *,
    calibration: Calibration | None = None,
    handlers: Mapping[str, Handler] | None = None,
    changed: Callable[[frozenset[str]], None] = lambda _: None,
    cases: Callable[[frozenset[str]], None] = lambda _: None,
    evidence: Callable[[frozenset[str]], None] = lambda _: None,
    may_send: Callable[[datetime], bool] = lambda _: True,
    give_way: Callable[[], None] = lambda: None,
    software: str = "",
    interval: float = INTERVAL,
) -> StationRoad:
    """The road of the station whose keys `store` holds; nothing runs yet.

    `handlers` are added to those of cases, officers and revoked identities; `changed` hears which kinds came ("case",
    "watchlist", "policy" ...), `cases` which cases, `evidence` which visits came from other stations or were erased;
    all from the sync thread, after the commit. `may_send` says at which hours records are sent, `give_way` waits while
    the counter needs the machine. `software` is the version that central is told.
    """
    station = store.keys.station
    watchlist = PulledWatchlist(store, calibration)

    taken: set[str] = set()  # visits of the page in hand; whether one is on record now, the records say

    arrived: set[str] = set()  # cases of the page in hand

    def told(kinds: frozenset[str]) -> None:
        watchlist.changed(kinds)
        changed(kinds)
        if arrived:
            cases(frozenset(arrived))
            arrived.clear()
        if taken:
            evidence(frozenset(taken))
            taken.clear()

    own: dict[str, Handler] = {
        **central_cases.handlers(station),
        pulled_officers.KIND: pulled_officers.take,
        REVOKED_IDENTITIES: standing.from_road,
    }
    take_evidence, take_case = own[EVIDENCE], own[CASE]

    def case(unit: Unit, key: str, body: bytes) -> None:
        take_case(unit, key, body)
        arrived.add(key)

    def take(unit: Unit, key: str, body: bytes) -> None:
        take_evidence(unit, key, body)
        taken.add(key)

    def erased(_unit: Unit, key: str, _body: bytes) -> None:
        taken.add(key)  # erased here, perhaps by another process than this one

    own[CASE], own[EVIDENCE], own[ERASED] = case, take, erased
    inbox = StoreInbox(
        store, station, handlers={**own, **(handlers or {})}, changed=told, confirm=pulled_officers.confirm
    )
    sync = Sync(
        store,
        lambda: CentralClient(way_in()),
        inbox=inbox,
        interval=interval,
        may_send=may_send,
        give_way=give_way,
        describe=lambda: self_report.describe(store, software, way_in().tls),
    )
    return StationRoad(sync, inbox, watchlist)
