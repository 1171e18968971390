"""How the central database and its road are: one reading of everything that `station-admin central status` shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from station.agency.expiry import AgencyExpiry
from station.agency.install import engine_of
from station.wire.failures import named
from station.wire.said import Said
from station.wire.settings import CentralSettings

# What is worth waking somebody for; named here, shown by the status command and written into docs/central.md.
SILENT_AFTER = 15 * 60  # seconds without a contact from a station in service
BACKLOG = 500  # records that wait at one station
CLOCK_OFF = 30_000  # milliseconds between a station's clock and central's
UNRECEIPTED = 200  # records stored but not receipted: the process is down or too slow
MATCHER_LAG = 300  # seconds since the oldest record that the matcher has not searched
MATCHER_SILENT = 60  # seconds without a sign of life from a matcher
IDENTITY_WARNING = timedelta(days=30)  # before the end of a station's identity: afterwards it opens no visit
CERTIFICATE_WARNING = timedelta(days=30)  # before the end of a certificate: afterwards nobody comes in
HELD_UP = timedelta(hours=24)  # for so long a station whose session was ended is named


@dataclass(frozen=True)
class StationLine:
    name: str
    post: str
    revoked: bool
    contact_age: float | None  # seconds since the last contact, by central's clock
    waiting: int | None  # at the station, as it said at its last contact
    stored: int
    receipted: int
    refused: int
    refusals: dict[str, int]  # reason -> records
    identity_until: datetime | None  # of its newest identity that is not revoked, as the agency issued it
    clock_offset_ms: float | None
    said: Said
    policy_due: int  # number of the newest policy that central sent to it; 0 where its own file should be in force
    certificate_until: datetime | None  # of its way into the database: as issued, else as the station says
    held_up: int  # sessions of it that were ended within a day because they held others up
    forked: bool  # a larger audit log that does not contain the smaller one, or a shorter one: somebody rewrote it
    unproven: int  # audit checkpoints without a proof or signature that holds

    def identity_ends_before(self, at: datetime) -> bool:
        """As the agency knows it, else as the station says; unknown is not ending."""
        until = self.identity_until or self.said.identity_until
        return until is not None and until < at

    @property
    def policy_behind(self) -> bool:
        """It runs another policy than was sent: it takes a new one at its next start. Unknown is not behind."""
        return self.said.policy_number is not None and self.said.policy_number != self.policy_due


@dataclass(frozen=True)
class MatcherLine:
    name: str
    age: float  # seconds since its last sign of life
    people: int
    shards: int
    covered: int


@dataclass(frozen=True)
class CentralStatus:
    mode: str
    schema: str
    now: datetime
    stations: tuple[StationLine, ...]
    matchers: tuple[MatcherLine, ...]
    unreceipted: int
    unmatched: int
    erasures_waiting: int  # accepted, and not acted upon
    erased: int  # records that were erased here
    matcher_lag: float  # seconds since the oldest accepted visit that was not searched, 0 where none waits
    oldest_transaction: float  # seconds; it keeps new partitions away and rows from being cleaned up
    bytes: int
    policies: tuple[tuple[str, int], ...]  # newest version of each policy on the road
    rows_missing: tuple[str, ...]  # audiences of which rows are gone that the agency has signed as sent
    expiries: tuple[AgencyExpiry, ...] = ()  # of the certificates that this command can see

    def alerts(self) -> tuple[str, ...]:
        """Stable names of what is wrong, with the subject: `station_silent:CGK-1`."""
        found: list[str] = []
        for station in self.stations:
            if station.revoked:
                continue
            rules = (
                ("station_silent", station.contact_age is None or station.contact_age > SILENT_AFTER),
                ("backlog_high", (station.waiting or 0) > BACKLOG),
                ("clock_off", abs(station.clock_offset_ms or 0.0) > CLOCK_OFF),
                ("records_refused", station.refused > 0),
                ("audit_forked", station.forked),
                ("audit_unproven", station.unproven > 0),
                ("pull_gap", station.said.pull == "pull_gap"),
                ("pull_unproven", station.said.pull == "pull_unproven"),
                ("policy_behind", station.policy_behind),
                ("station_holds_up", station.held_up > 0),
                ("certificate_ending", _before(station.certificate_until, self.now + CERTIFICATE_WARNING)),
                ("identity_missing", station.identity_until is None),
                ("identity_ending", station.identity_ends_before(self.now + IDENTITY_WARNING)),
            )
            found += [f"{name}:{station.name}" for name, holds in rules if holds]
        for matcher in self.matchers:
            if matcher.age > MATCHER_SILENT:
                found.append(f"matcher_silent:{matcher.name}")
            if matcher.covered < matcher.shards:
                found.append(f"shards_uncovered:{matcher.name}")
        found += [f"rows_missing:{audience}" for audience in self.rows_missing]
        for expiry in self.expiries:
            if (expiry.due or expiry.until - CERTIFICATE_WARNING) < self.now:
                found.append(f"{'list' if '/' in expiry.name else 'certificate'}_ending:{expiry.name}")
        if self.unreceipted > UNRECEIPTED:
            found.append("receipts_behind")
        if self.matcher_lag > MATCHER_LAG:
            found.append("matcher_behind")
        if self.erasures_waiting:
            found.append("erasures_waiting")
        if self.oldest_transaction > 60:
            found.append("transaction_open_long")
        return tuple(found)


_STATIONS = text(
    "SELECT s.name, s.post, s.revoked_at IS NOT NULL AS revoked,"
    " extract(epoch FROM clock_timestamp() - c.at)::float8 AS age, c.waiting, c.clock_offset_ms,"
    " coalesce(c.state, '{}')::text AS said,"
    " coalesce((SELECT CASE WHEN octet_length(o.body) > 0 THEN o.version ELSE 0 END FROM border.outgoing o"
    "  WHERE o.kind = 'policy' AND o.key = 'main'"
    "  AND o.audience IN ('*', 'post:' || s.post, 'station:' || s.name) ORDER BY o.version DESC LIMIT 1), 0) AS due,"
    " (SELECT count(*) FROM border.records r WHERE r.station = s.name AND r.post = s.post) AS stored,"
    " (SELECT count(*) FROM border.receipts q WHERE q.station = s.name AND q.verdict = 'accepted') AS receipted,"
    " (SELECT count(*) FROM border.receipts q WHERE q.station = s.name AND q.verdict = 'refused') AS refused,"
    " (SELECT jsonb_object_agg(reason, records) FROM (SELECT reason, count(*) AS records FROM border.receipts q"
    "  WHERE q.station = s.name AND q.verdict = 'refused' GROUP BY reason) AS why) AS refusals,"
    " (SELECT max(not_after) FROM border.identities i WHERE i.station = s.name AND i.revoked_at IS NULL) AS until,"
    " s.certificate_until,"
    " (SELECT count(*) FROM border.evictions v WHERE v.station = s.name"
    "  AND v.at > clock_timestamp() - make_interval(secs => :held_up)) AS held_up,"
    " EXISTS (SELECT FROM border.witnessed w WHERE w.station = s.name AND w.verdict = 'forked')"
    " OR EXISTS (SELECT FROM border.checkpoints k WHERE k.station = s.name GROUP BY k.size HAVING count(*) > 1)"
    " AS forked,"
    " (SELECT count(*) FROM border.witnessed w WHERE w.station = s.name AND w.verdict IN ('unproven', 'forged'))"
    " AS unproven"
    " FROM border.stations s LEFT JOIN border.contacts c ON c.station = s.name ORDER BY s.name"
)
_MATCHERS = text(
    "SELECT name, extract(epoch FROM clock_timestamp() - at)::float8 AS age, people, shards, covered"
    " FROM border.matchers ORDER BY name"
)
_TOTALS = text(
    "SELECT (SELECT mode FROM border.installation) AS mode, (SELECT version_num FROM border.schema_version) AS schema,"
    " clock_timestamp() AS now, pg_database_size(current_database()) AS bytes,"
    " (SELECT count(*) FROM border.pending) AS unreceipted,"
    " (SELECT count(*) FROM border.records r JOIN border.receipts q ON q.id = r.id AND q.verdict = 'accepted'"
    "  WHERE r.kind = 'erasure' AND NOT EXISTS (SELECT FROM border.erasures e WHERE e.erasure = r.id)) AS erasing,"
    " (SELECT count(*) FROM border.erasures WHERE outcome = 'erased') AS erased,"
    " coalesce((SELECT extract(epoch FROM clock_timestamp() - min(a.xact_start)) FROM pg_stat_activity a"
    "  WHERE a.backend_xid IS NOT NULL AND a.datname = current_database()), 0)::float8 AS oldest"
)
_UNMATCHED = text(
    "SELECT count(*) AS waiting, coalesce(extract(epoch FROM clock_timestamp() - min(r.stored_at)), 0)::float8 AS lag"
    " FROM border.records r JOIN border.receipts q ON q.id = r.id AND q.verdict = 'accepted'"
    " LEFT JOIN border.matches m ON m.id = r.id WHERE r.kind = 'visit' AND m.id IS NULL"
    " AND NOT EXISTS (SELECT FROM border.erasures e WHERE e.record = r.id AND e.outcome = 'erased')"
)
_POLICIES = text(
    "SELECT key, max(version) AS version FROM border.outgoing WHERE kind = 'policy' GROUP BY key ORDER BY 1"
)
_ROWS_MISSING = text(
    "SELECT h.audience FROM border.heads h WHERE h.count > (SELECT count(*) FROM border.outgoing o"
    " WHERE o.audience = h.audience AND (o.xid, o.seq) <= (h.xid, h.seq)) ORDER BY 1"
)


def _before(until: datetime | None, at: datetime) -> bool:
    return until is not None and until < at


def _finite(number: float | None) -> float | None:
    """What a station said may be no number at all."""
    return number if number is not None and math.isfinite(number) else None


def read(settings: CentralSettings, expiries: Sequence[AgencyExpiry] = ()) -> CentralStatus:
    """Read the status as the owner or the agency's process; raises CentralError.

    `expiries`: of certificates and states' lists (station.agency.expiry, trust_lists), judged by the server's clock.
    """
    with named(), engine_of(settings, "station-admin").connect() as connection:
        totals = connection.execute(_TOTALS).one()
        unmatched = connection.execute(_UNMATCHED).one()
        held_up = {"held_up": HELD_UP.total_seconds()}
        lines = connection.execute(_STATIONS, held_up).all()
        words = [Said.from_text(row.said) for row in lines]
        stations = tuple(
            StationLine(
                row.name,
                row.post,
                row.revoked,
                row.age,
                row.waiting,
                row.stored,
                row.receipted,
                row.refused,
                row.refusals or {},
                row.until,
                _finite(row.clock_offset_ms),
                said,
                row.due,
                row.certificate_until or said.certificate_until,
                row.held_up,
                row.forked,
                row.unproven,
            )
            for row, said in zip(lines, words, strict=True)
        )
        matchers = tuple(
            MatcherLine(row.name, row.age, row.people, row.shards, row.covered) for row in connection.execute(_MATCHERS)
        )
        rows_missing = tuple(connection.execute(_ROWS_MISSING).scalars())
        policies = tuple((row.key, row.version) for row in connection.execute(_POLICIES))
    return CentralStatus(
        totals.mode,
        totals.schema,
        totals.now,
        stations,
        matchers,
        totals.unreceipted,
        unmatched.waiting,
        totals.erasing,
        totals.erased,
        unmatched.lag,
        totals.oldest,
        totals.bytes,
        policies,
        rows_missing,
        tuple(expiries),
    )
