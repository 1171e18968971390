"""A station's road to central, joined: outbox out, inbox in, watchlist, cases and officers applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from models.matching.calibration import Calibration
from station.central.client import CentralClient
from station.central.settings import CentralSettings
from station.services import central_cases, pulled_officers
from station.services.inbox import Handler, StoreInbox
from station.services.sync import INTERVAL, Sync
from station.services.watchlist import PulledWatchlist
from station.store.session import Store


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
    interval: float = INTERVAL,
) -> StationRoad:
    """The road of the station whose keys `store` holds; nothing runs yet.

    `handlers` are added to those of cases and officers; `changed` hears which kinds came ("case", "watchlist",
    "policy" ...), from the sync thread.
    """
    station = store.keys.station
    watchlist = PulledWatchlist(store, calibration)

    def told(kinds: frozenset[str]) -> None:
        watchlist.changed(kinds)
        changed(kinds)

    own: dict[str, Handler] = {**central_cases.handlers(station), pulled_officers.KIND: pulled_officers.take}
    inbox = StoreInbox(
        store, station, handlers={**own, **(handlers or {})}, changed=told, confirm=pulled_officers.confirm
    )
    return StationRoad(Sync(store, lambda: CentralClient(way_in()), inbox=inbox, interval=interval), inbox, watchlist)
