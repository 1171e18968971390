"""The agency's side of the watchlist: put entries on the road, take them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from station.agency.desk import Desk
from station.domain.watchlist import WatchEntry
from station.wire import outgoing

KIND = "watchlist"
BATCH = 500  # entries in one transaction; a reader waits for the oldest one still open


def publish(desk: Desk, entries: Sequence[WatchEntry], audience: str = outgoing.EVERYBODY) -> int:
    """Send entries, sealed and signed; an entry whose id is there already is replaced. How many were sent."""
    desk.hand_out_group_keys()
    for start in range(0, len(entries), BATCH):
        piece = entries[start : start + BATCH]
        desk.post_many(audience, KIND, [(entry.id, entry.to_bytes()) for entry in piece])
    return len(entries)


def withdraw(desk: Desk, ids: Iterable[str], audience: str = outgoing.EVERYBODY) -> int:
    """Take entries off the list at every station; how many."""
    gone = list(ids)
    for start in range(0, len(gone), BATCH):
        desk.post_many(audience, KIND, [(key, b"") for key in gone[start : start + BATCH]])
    return len(gone)
