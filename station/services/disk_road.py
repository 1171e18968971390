"""The road on a removable disk, from the station's side: write what waits, read what came back."""

from __future__ import annotations

from pathlib import Path

from station.central import bundle
from station.central.bundle import Outbound, Parcel
from station.services.inbox import StoreInbox
from station.store import outbox
from station.store.session import Store

MOST_RECORDS = 2000


def write(path: Path, store: Store, inbox: StoreInbox, mode: str, limit: int = MOST_RECORDS) -> int:
    """Write the oldest waiting records for central; they keep waiting until their receipts come. How many."""
    with store.reading() as unit:
        parcels = [Parcel(row.record_id, row.kind, row.digest, row.body) for row in outbox.take(unit, limit)]
    head = Outbound(store.keys.station, mode, inbox.cursor(), len(parcels))
    bundle.write_outbound(path, head, parcels, store.keys.signer)
    return len(parcels)


def read(path: Path, store: Store, inbox: StoreInbox) -> int:
    """Take in an answer from central, receipts included; how many rows. Raises BadBundle."""
    page = bundle.read_answer(path, store.keys.agency.signing, store.keys.station)
    inbox.apply(page)
    return len(page.rows)
