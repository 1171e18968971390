"""What lies in the central database: records as they were delivered, who may read them, what the matcher has done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text

from station.agency.install import engine_of
from station.wire.delivery import Delivery
from station.wire.failures import named
from station.wire.settings import CentralSettings

BODY = (  # of a record r
    "(SELECT string_agg(c.bytes, ''::bytea ORDER BY c.ordinal) FROM border.chunks c"
    " WHERE c.id = r.id AND c.post = r.post AND c.month = r.month) AS body"
)
_COLUMNS = f"r.id, r.station, r.post, r.kind, r.digest, {BODY}"
_DELIVERIES = text(
    f"SELECT {_COLUMNS} FROM border.records r"  # noqa: S608  # nosec B608  a constant of this file
    " JOIN border.receipts q ON q.id = r.id AND q.verdict = 'accepted'"
    " LEFT JOIN border.matches m ON m.id = r.id"
    " WHERE r.kind = :kind"
    " AND NOT EXISTS (SELECT FROM border.erasures e WHERE e.record = r.id AND e.outcome = 'erased')"
    " AND (m.id IS NOT NULL) = :matched AND (CAST(:after AS uuid) IS NULL OR"
    "  r.seq > (SELECT a.seq FROM border.records a WHERE a.id = CAST(:after AS uuid)))"
    " ORDER BY r.seq LIMIT :limit"
)
_MATCHED = text(
    "SELECT m.id, m.person FROM border.matches m JOIN border.records r ON r.id = m.id"
    " WHERE r.kind = :kind AND m.person <> ''"
    " AND NOT EXISTS (SELECT FROM border.erasures e WHERE e.record = m.id AND e.outcome = 'erased')"
    " AND (CAST(:after AS uuid) IS NULL OR"
    "  r.seq > (SELECT a.seq FROM border.records a WHERE a.id = CAST(:after AS uuid)))"
    " ORDER BY r.seq LIMIT :limit"
)
_DELIVERY = text(
    f"SELECT {_COLUMNS} FROM border.records r WHERE r.id = :id"  # noqa: S608  # nosec B608  as above
    " AND NOT EXISTS (SELECT FROM border.erasures e WHERE e.record = r.id AND e.outcome = 'erased')"
)
_ERASURES = text(
    f"SELECT {_COLUMNS}, s.signing_key, s.former_signing_keys"  # noqa: S608  # nosec B608  as above
    " FROM border.records r JOIN border.receipts q ON q.id = r.id AND q.verdict = 'accepted'"
    " JOIN border.stations s ON s.name = r.station"
    " WHERE r.kind = 'erasure' AND NOT EXISTS ("
    "  SELECT FROM border.erasures e JOIN border.outgoing o ON o.kind = 'erased' AND o.key = e.record::text"
    "  AND o.audience = 'station:' || r.station WHERE e.erasure = r.id)"
    " ORDER BY r.seq LIMIT :limit"
)
_RELAYS = text(
    f"SELECT {_COLUMNS} FROM border.records r"  # noqa: S608  # nosec B608  as above
    " JOIN border.receipts q ON q.id = r.id AND q.verdict = 'accepted'"
    " WHERE r.kind = 'case' AND NOT EXISTS (SELECT FROM border.relays y WHERE y.id = r.id)"
    " AND NOT EXISTS (SELECT FROM border.erasures e WHERE e.record = r.id AND e.outcome = 'erased')"
    " ORDER BY r.seq LIMIT :limit"
)
_ERASED = text(
    "SELECT record FROM border.erasures WHERE outcome = 'erased'"
    " AND at > CAST(:since AS timestamptz) - make_interval(secs => :late)"
)
LATE = 120.0  # seconds between the moment that an erasure bears and that in which it can be read, at most
_SENT = text(
    "SELECT DISTINCT audience, kind, key FROM border.outgoing WHERE kind = :kind AND key = ANY(:keys)"
    " AND octet_length(body) > 0"
)


class Ledger:
    """Reading and book-keeping for the agency's process; decides nothing and opens nothing."""

    def __init__(self, settings: CentralSettings) -> None:
        self._engine = engine_of(settings, "station-central")

    def mode(self) -> str:
        """The mode this database was made for."""
        with named(), self._engine.connect() as connection:
            return str(connection.scalar(text("SELECT mode FROM border.installation")))

    def recipients(self, post: str) -> list[tuple[str, bytes]]:
        """The stations in service at a post, with their recipient keys."""
        with named(), self._engine.connect() as connection:
            rows = connection.execute(
                text(
                    "SELECT name, recipient_key FROM border.stations WHERE post = :post AND revoked_at IS NULL"
                    " AND recipient_key IS NOT NULL ORDER BY name"
                ),
                {"post": post},
            ).all()
        return [(row.name, bytes(row.recipient_key)) for row in rows]

    def deliveries(self, kind: str, after: str | None, limit: int, matched: bool) -> list[Delivery]:
        """Accepted records of a kind in central's order: those that the matcher has not searched, or has (`matched`).

        `after` is the id of the last one seen, to go on from there.
        """
        values = {"kind": kind, "matched": matched, "after": after, "limit": limit}
        with named(), self._engine.connect() as connection:
            return [_delivery(row) for row in connection.execute(_DELIVERIES, values)]

    def matched(self, kind: str, after: str | None, limit: int) -> list[tuple[str, str]]:
        """(record, person) of what the matcher has searched, in central's order, without what is sealed in it."""
        with named(), self._engine.connect() as connection:
            rows = connection.execute(_MATCHED, {"kind": kind, "after": after, "limit": limit})
            return [(str(row.id), str(row.person)) for row in rows]

    def delivery(self, record: str) -> Delivery | None:
        """One record as it lies in the database."""
        with named(), self._engine.connect() as connection:
            row = connection.execute(_DELIVERY, {"id": record}).one_or_none()
        return None if row is None else _delivery(row)

    def erasures(self, limit: int) -> list[tuple[Delivery, tuple[bytes, ...]]]:
        """Accepted erasures that were not answered, oldest first, each with its station's signing keys."""
        with named(), self._engine.connect() as connection:
            return [
                (_delivery(row), tuple(bytes(key) for key in (row.signing_key, *row.former_signing_keys)))
                for row in connection.execute(_ERASURES, {"limit": limit})
            ]

    def erased(self, since: datetime | None) -> tuple[set[str], datetime]:
        """Records that were erased since then, by whichever process of the agency, and a little before; and the time of
        now, by the server's clock, to ask from the next time. None: only the time, and that little."""
        with named(), self._engine.connect() as connection:
            now: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            rows = connection.execute(_ERASED, {"since": since or now, "late": LATE}).scalars()
            return {str(record) for record in rows}, now

    def cases_to_relay(self, limit: int) -> list[Delivery]:
        """Accepted cases that have not gone to the other counters of their post, oldest first."""
        with named(), self._engine.connect() as connection:
            return [_delivery(row) for row in connection.execute(_RELAYS, {"limit": limit})]

    def note_relay(self, record: str, outcome: str = "sent") -> None:
        """The case has gone to the other counters, or cannot be read; repeating it changes nothing."""
        query = text("INSERT INTO border.relays (id, outcome) VALUES (:id, :outcome) ON CONFLICT DO NOTHING")
        with named(), self._engine.begin() as connection:
            connection.execute(query, {"id": record, "outcome": outcome})

    def station_of(self, record: str) -> str | None:
        """Whose record it is; None where nobody has sent it."""
        query = text("SELECT station FROM border.deliveries WHERE id = CAST(:id AS uuid)")
        with named(), self._engine.connect() as connection:
            found: str | None = connection.scalar(query, {"id": record})
        return found

    def sent(self, kind: str, keys: Collection[str]) -> list[tuple[str, str, str]]:
        """(audience, kind, key) of what is on the way back under these keys."""
        with named(), self._engine.connect() as connection:
            rows = connection.execute(_SENT, {"kind": kind, "keys": sorted(keys)})
            return [(row.audience, row.kind, row.key) for row in rows]

    def erase(self, asked: str, target: str) -> str:
        """Destroy a record and its copies on the way back: `erased`, `not_held` or `not_its_own`.

        Raises CentralRefused (`erasure_not_asked`) where no station has asked for it.
        """
        with named(), self._engine.begin() as connection:
            query = text("SELECT border.erase_record(CAST(:asked AS uuid), CAST(:target AS uuid))")
            return str(connection.scalar(query, {"asked": asked, "target": target}))

    def erase_case(self, asked: str, case: str, states: Collection[str]) -> None:
        """Destroy the records that hold states of a case, and its copies on the way back. The caller has opened them:
        they are about the visit that is erased, and the case was opened at the station that asks."""
        query = text("SELECT border.erase_case(CAST(:asked AS uuid), CAST(:case AS uuid), CAST(:states AS uuid[]))")
        with named(), self._engine.begin() as connection:
            connection.execute(query, {"asked": asked, "case": case, "states": sorted(states)})

    def visits_of(self, person: str) -> list[str]:
        """Searched records of a person that are still there, oldest first."""
        query = text(
            "SELECT m.id FROM border.matches m WHERE m.person = :person AND NOT EXISTS"
            " (SELECT FROM border.erasures e WHERE e.record = m.id AND e.outcome = 'erased') ORDER BY m.matched_at"
        )
        with named(), self._engine.connect() as connection:
            return [str(found) for found in connection.execute(query, {"person": person}).scalars()]

    def note_match(self, record: str, person: str, outcome: str, hits: int) -> None:
        """The matcher has searched this record; repeating it changes nothing."""
        with named(), self._engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO border.matches (id, person, outcome, hits) VALUES (:id, :person, :outcome, :hits)"
                    " ON CONFLICT DO NOTHING"
                ),
                {"id": record, "person": person, "outcome": outcome, "hits": hits},
            )

    def note_matcher(self, name: str, people: int, shards: int, covered: int) -> None:
        """A matcher's sign of life."""
        with named(), self._engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO border.matchers (name, at, people, shards, covered)"
                    " VALUES (:name, clock_timestamp(), :people, :shards, :covered) ON CONFLICT (name) DO UPDATE SET"
                    " at = EXCLUDED.at, people = EXCLUDED.people, shards = EXCLUDED.shards, covered = EXCLUDED.covered"
                ),
                {"name": name, "people": people, "shards": shards, "covered": covered},
            )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(str(row.id), row.station, row.post, row.kind, bytes(row.digest).hex(), bytes(row.body or b""))
