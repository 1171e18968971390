"""The agency's side of the watchlist: put entries on the road, take them back, follow the lists of others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from station.agency.desk import Desk
from station.domain.watchlist import SOURCE_KIND, WatchEntry, WatchSource
from station.vault import hybrid
from station.vault.errors import EnvelopeDamaged
from station.wire import outgoing
from station.wire.errors import CentralRefused
from station.wire.watch_files import ReadList

KIND = "watchlist"
BATCH = 500  # entries in one transaction; a reader waits for the oldest one still open
SHRINKS = 0.5  # an import that would take back a larger share of its list is asked for twice
_SEALED_FOR = b"border watchlist import v1"


@dataclass(frozen=True)
class Import:
    """One line of the history: who imported which list, when, and what came of it."""

    at: datetime
    by: str
    source: WatchSource


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


def follow(desk: Desk, found: ReadList, source: str, by: str, *, may_shrink: bool = False) -> WatchSource:
    """Bring the stations from the last import of `source` to this one: only what differs goes on the road.

    Entries of other lists are left alone. What was imported, and by whom, is kept as a signed row that nobody can
    change or delete; the name is sealed for the agency. Raises CentralRefused: `watchlist_foreign_id` where an id
    belongs to another list, `watchlist_shrinks` where more than half of the list would be taken back.
    """
    standing = {}
    for row in desk.standing(outgoing.EVERYBODY, KIND):
        try:
            standing[row.key] = (WatchEntry.from_bytes(row.body), row)
        except ValueError:
            continue  # sent by a later version: not ours to judge
    foreign = sorted(e.id for e in found.entries if e.id in standing and standing[e.id][0].source not in {"", source})
    if foreign:
        raise CentralRefused(f"ids of another list: {', '.join(foreign[:5])}", code="watchlist_foreign_id")
    own = {key for key, (entry, _) in standing.items() if entry.source == source}
    new = {entry.id: entry for entry in found.entries}
    gone = sorted(own - new.keys())
    if len(gone) > SHRINKS * len(own) and not may_shrink:
        what = f"{len(gone)} of {len(own)} entries would be taken back"
        raise CentralRefused(what, code="watchlist_shrinks")
    added = [entry for key, entry in new.items() if key not in standing]
    changed = [
        entry
        for key, entry in new.items()
        if key in standing and (standing[key][1].body != entry.to_bytes() or not standing[key][1].newest)
    ]
    publish(desk, [*added, *changed])
    withdraw(desk, gone)
    sealed = hybrid.seal(by.encode(), desk.keys.public.sealing, _SEALED_FOR)
    refused = tuple(key for key, _ in found.refused)
    done = WatchSource(
        source, found.dated, len(new), found.digest, len(added), len(changed), len(gone), refused, sealed
    )
    desk.post(outgoing.EVERYBODY, SOURCE_KIND, source, done.to_bytes())
    return done


def imports(desk: Desk) -> list[Import]:
    """Who imported what, the oldest first."""
    found = []
    for row in desk.history(outgoing.EVERYBODY, SOURCE_KIND):
        try:
            source = WatchSource.from_bytes(row.body)
            by = hybrid.open_sealed(source.sealed_by, desk.keys.sealing_private, _SEALED_FOR).decode()
        except (ValueError, EnvelopeDamaged):
            continue  # sent by a later version
        found.append(Import(row.made_at, by, source))
    return found
