"""Move every local data key to a new record key, and every waiting envelope to a new agency key; payloads stay.

Each batch is one transaction, so a rotation may be interrupted anywhere and goes on where it was.
"""

from __future__ import annotations

from sqlalchemy import func, select

from station.store import spool
from station.store.session import Store
from station.store.tables import data_keys, envelopes, outbox, visits
from station.vault import envelope, hybrid, wrapping

BATCH = 200


def rewrap(store: Store, batch: int = BATCH, most: int | None = None) -> int:
    """Wrap the data keys of older generations by the newest record key; how many moved. `most` ends it early."""
    moved = 0
    newest = store.keys.generation
    while most is None or moved < most:
        with store.unit() as unit:
            rows = unit.connection.execute(
                select(data_keys).where(data_keys.c.generation < newest).limit(batch)  # by the index: no order wanted
            ).all()
            for row in rows:
                identity = row.record_id.encode()
                key = wrapping.unwrap(store.keys.record_keys[row.generation], row.wrapped, identity)
                wrapped = wrapping.wrap(store.keys.record_keys[newest], key, identity)
                unit.connection.execute(
                    data_keys.update()
                    .where(data_keys.c.record_id == row.record_id)
                    .values(generation=newest, wrapped=wrapped)
                )
        if not rows:
            return moved
        moved += len(rows)
    return moved


def oldest_generation(store: Store) -> int:
    """The oldest record key that some row still needs; the newest where there are no rows."""
    with store.reading() as unit:
        found = unit.connection.execute(select(func.min(data_keys.c.generation))).scalar()
    return store.keys.generation if found is None else int(found)


def seal_waiting_again(store: Store, batch: int = BATCH) -> int:
    """Envelopes that central does not have yet and that another agency key or signer sealed; how many were redone."""
    agency = hybrid.key_id(store.keys.agency_public)
    signer = hybrid.key_id(store.keys.signer.public)
    redone: dict[str, bytes] = {}
    done, after = 0, 0
    while True:
        with store.unit() as unit:
            rows = unit.connection.execute(
                select(
                    outbox.c.number,
                    outbox.c.record_id,
                    envelopes.c.envelope,
                    data_keys.c.generation,
                    data_keys.c.wrapped,
                )
                .select_from(envelopes)
                .join(outbox, outbox.c.record_id == envelopes.c.record_id)
                .join(data_keys, data_keys.c.record_id == envelopes.c.record_id)
                .where(outbox.c.stored_at.is_(None), outbox.c.number > after)
                .order_by(outbox.c.number)
                .limit(batch)
            ).all()
            for row in rows:
                after = row.number
                found = envelope.parts(row.envelope)
                if (found.agency_key, found.signer) == (agency, signer):
                    continue
                key = wrapping.unwrap(store.keys.record_keys[row.generation], row.wrapped, row.record_id.encode())
                again = envelope.seal_again(row.envelope, key, store.keys.agency_public, store.keys.signer)
                for table, column in ((envelopes, envelopes.c.record_id), (outbox, outbox.c.record_id)):
                    values: dict[str, object] = {"digest": again.digest}
                    if table is envelopes:
                        values["envelope"] = again.envelope
                    unit.connection.execute(table.update().where(column == row.record_id).values(**values))
                unit.connection.execute(visits.update().where(visits.c.id == row.record_id).values(digest=again.digest))
                redone[row.record_id] = again.envelope
        for record_id, octets in redone.items():
            spool.put(store, record_id, octets)
        done += len(redone)
        redone.clear()
        if len(rows) < batch:
            return done
