"""The agency's desk: verifies what stations delivered, signs receipts, and puts on the road what they must know.

Only the `station-central` process holds these keys. The desk never trusts the database: it checks each body against
its station's key, and signs each row it sends.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from station.agency import identities, partitions, witness
from station.agency.install import engine_of
from station.agency.ledger import BODY
from station.vault import envelope, erasure, hybrid, note, signing
from station.vault.agency import AgencyKeys
from station.vault.errors import BadSignature, VaultError
from station.wire import outgoing, receipts
from station.wire.delivery import Delivery, record_identity
from station.wire.errors import CentralGarbled, CentralRefused
from station.wire.failures import named
from station.wire.receipts import Receipt
from station.wire.settings import CentralSettings

log = logging.getLogger("station.agency")

LONGEST_TRANSACTION = 60.0  # seconds; a station's own last for one exchange, ten seconds and a little
CHECKPOINT = "checkpoint"
ERASURE = "erasure"

# The oldest of each station first, then the second of each ...: who sends much waits for itself.
_PENDING = text(
    "SELECT p.id, p.size FROM border.stations s CROSS JOIN LATERAL (SELECT w.id, w.size, w.seq,"
    " row_number() OVER (ORDER BY w.seq) AS turn FROM (SELECT * FROM border.pending WHERE station = s.name"
    "  ORDER BY seq LIMIT :limit) AS w) AS p"
    " WHERE s.signing_key IS NOT NULL ORDER BY p.turn, p.seq LIMIT :limit"
)
_RECORD = text(
    "SELECT r.id, r.station, r.post, r.kind, r.digest, r.seq, r.stored_at, s.signing_key, s.former_signing_keys,"  # noqa: S608  # nosec B608
    f" {BODY}"
    " FROM border.pending p JOIN border.records r ON r.id = p.id AND r.post = p.post AND r.month = p.month"
    " JOIN border.stations s ON s.name = r.station WHERE p.id = :id"
)
_GATE = text("SELECT place FROM border.gates WHERE name = 'order' FOR UPDATE")  # before the rows that need it
BATCH_BYTES = 32 << 20  # of the bodies that are in memory at once; one record may be larger
UNREADABLE = "unreadable"  # nothing foreseen, but this record makes its reader fail

_RECEIPT = text(
    "INSERT INTO border.receipts (id, station, digest, verdict, reason, body, signature)"
    " VALUES (:id, :station, :digest, :verdict, :reason, :body, :signature) ON CONFLICT DO NOTHING RETURNING id"
)
_POST = text(
    "INSERT INTO border.outgoing (audience, kind, key, version, body, signature)"
    " VALUES (:audience, :kind, :key, :version, :body, :signature)"
)
# Above every number an earlier life of this database can have given, should it have been restored from a backup:
# stations keep the newest version they have seen and never step back.
_VERSION = text(
    "SELECT greatest(coalesce(max(version), 0) + 1, floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint)"
    " FROM border.outgoing"
    " WHERE audience = :audience AND kind = :kind AND key = :key"
)
_GENERATION = text("SELECT count(*) FROM border.stations WHERE revoked_at IS NOT NULL")
_STANDING = text(
    "SELECT DISTINCT ON (key) key, version, body, signature, made_at FROM border.outgoing"
    " WHERE audience = :audience AND kind = :kind ORDER BY key, version DESC"
)
_HISTORY = text(
    "SELECT key, version, body, signature, made_at FROM border.outgoing"
    " WHERE audience = :audience AND kind = :kind ORDER BY made_at, seq"
)


@dataclass(frozen=True)
class StandingRow:
    """One row of the way out, opened. `newest`: every station in service can read it, a new one too."""

    key: str
    body: bytes  # empty: it was taken back
    made_at: datetime
    newest: bool
    version: int = 0


@dataclass(frozen=True)
class Received:
    """A delivery that the desk has just receipted."""

    delivery: Delivery
    receipt: Receipt


class Desk:
    """Receives, receipts and sends for one central database. For one thread at a time; several processes may run."""

    def __init__(self, settings: CentralSettings, keys: AgencyKeys) -> None:
        self._keys = keys
        self._settings = settings
        self._engine = engine_of(settings, "station-central")

    def receive(self, limit: int = 50) -> list[Received]:
        """Verify and receipt records that have no receipt yet, in fair turns between stations; what was received.

        At most `limit` and about BATCH_BYTES at once. One that cannot be read is refused, with its reason.
        """
        judged: list[Received] = []
        with named(), self._engine.connect() as connection:
            room = BATCH_BYTES
            for waiting in connection.execute(_PENDING, {"limit": limit}).all():
                room -= waiting.size
                if judged and room < 0:
                    break
                row = connection.execute(_RECORD, {"id": waiting.id}).one_or_none()
                if row is not None:  # another process of the agency may have been faster
                    judged.append(self._judge(connection, row))
        if not judged:
            return []
        with named(), self._engine.begin() as connection:
            connection.execute(_GATE)
            return [received for received in judged if self._keep(connection, received.receipt)]

    def _judge(self, connection: Connection, row: Row[Any]) -> Received:
        delivery = Delivery(
            str(row.id), row.station, row.post, row.kind, bytes(row.digest).hex(), bytes(row.body or b"")
        )
        trusted = [bytes(key) for key in (row.signing_key, *row.former_signing_keys)]
        issued = identities.of_station(connection, row.station, self._keys.public.signing)
        try:
            reason = find_fault(delivery, trusted) or identities.fault(issued, delivery.body, row.stored_at)
        except Exception as error:  # a record, whatever it is, must not stop those of other stations  # noqa: BLE001
            log.error("a record of %s makes its reader fail: %s", row.station, type(error).__name__)  # noqa: TRY400  no values
            reason = UNREADABLE
        receipt = Receipt(
            delivery.record,
            delivery.station,
            delivery.kind,
            delivery.digest,
            receipts.REFUSED if reason else receipts.ACCEPTED,
            reason,
            row.seq,
            row.stored_at.astimezone(UTC),
        )
        return Received(delivery, receipt)

    def open(self, delivery: Delivery) -> bytes:
        """The payload of an accepted record, opened with the agency's key; raises VaultError."""
        identity = record_identity(delivery.kind, delivery.station, delivery.record)
        return envelope.open_as_agency(delivery.body, self._keys.sealing_private, identity)

    @property
    def keys(self) -> AgencyKeys:
        return self._keys

    def post(self, audience: str, kind: str, key: str, body: bytes) -> int:
        """Send one thing to its audience; gives its version: a later one of the same key replaces it at the stations.

        Kinds in outgoing.CONFIDENTIAL are sealed for the stations in service.
        """
        for _ in range(20):  # another writer may take the same version number: the next one is as good
            try:
                with named(), self._engine.begin() as connection:
                    return self._put(connection, audience, kind, key, body)
            except CentralRefused as error:
                if error.code != "central_rejected":
                    raise
        raise CentralRefused("too many writers for one key", code="central_busy_key")

    def post_many(self, audience: str, kind: str, entries: Sequence[tuple[str, bytes]]) -> None:
        """Send several things of one kind in one transaction: the stations see all of them or none."""
        with named(), self._engine.begin() as connection:
            for key, body in entries:
                self._put(connection, audience, kind, key, body)

    def standing(self, audience: str, kind: str) -> list[StandingRow]:
        """What is in force for an audience, by key; rows that this agency did not sign or cannot open are left out."""
        with named(), self._engine.begin() as connection:
            keys = self._group_keys(connection)
            rows = connection.execute(_STANDING, {"audience": audience, "kind": kind}).all()
        opened = (self._opened(audience, kind, row, keys) for row in rows)
        return [one for one in opened if one is not None and one.body]

    def history(self, audience: str, kind: str) -> list[StandingRow]:
        """Every version of a kind that was ever sent, the oldest first; what is not signed by us is left out."""
        with named(), self._engine.begin() as connection:
            keys = self._group_keys(connection)
            rows = connection.execute(_HISTORY, {"audience": audience, "kind": kind}).all()
        opened = (self._opened(audience, kind, row, keys) for row in rows)
        return [one for one in opened if one is not None]

    def _opened(self, audience: str, kind: str, row: Any, keys: Mapping[str, tuple[int, bytes]]) -> StandingRow | None:
        body = bytes(row.body)
        signed = outgoing.message(audience, kind, row.key, row.version, body)
        try:
            signing.check(self._keys.public.signing, bytes(row.signature), signed)
            if kind not in outgoing.CONFIDENTIAL:
                return StandingRow(row.key, body, row.made_at, True, row.version)
            generation, key = keys[outgoing.key_of(body)]
            newest = generation == len(keys) - 1
            return StandingRow(row.key, outgoing.reveal(key, kind, row.key, body), row.made_at, newest, row.version)
        except (BadSignature, CentralGarbled, KeyError):
            log.warning("a row of the way out is not what this agency sent: kind %s", kind)
            return None

    def _group_keys(self, connection: Connection) -> dict[str, tuple[int, bytes]]:
        """Id of every group key so far -> (generation, key)."""
        last = int(connection.scalar(_GENERATION) or 0)
        keys = [outgoing.group_key(self._keys.sealing_private, generation) for generation in range(last + 1)]
        return {outgoing.group_key_id(key): (generation, key) for generation, key in enumerate(keys)}

    def hand_out_group_keys(self) -> int:
        """Give every station in service the current group key, once; how many were given."""
        with named(), self._engine.begin() as connection:
            key = self._group_key(connection)
            name = outgoing.group_key_id(key)
            rows = connection.execute(
                text(
                    "SELECT s.name, s.recipient_key FROM border.stations s WHERE s.revoked_at IS NULL"
                    " AND s.recipient_key IS NOT NULL"
                    " AND NOT EXISTS (SELECT FROM border.outgoing o"
                    "  WHERE o.kind = :kind AND o.audience = 'station:' || s.name AND o.key = :key)"
                ),
                {"kind": outgoing.GROUP_KEY, "key": name},
            ).all()
            for row in rows:
                sealed = outgoing.seal_group_key(key, bytes(row.recipient_key), row.name)
                self._put(connection, outgoing.station_audience(row.name), outgoing.GROUP_KEY, name, sealed)
        return len(rows)

    def end_holders(self, longest: float = LONGEST_TRANSACTION) -> list[tuple[str, str]]:
        """End sessions of stations whose transaction is older than `longest` seconds; (station, reason) of each."""
        with named(), self._engine.begin() as connection:
            rows = connection.execute(
                text("SELECT station, reason FROM border.end_holders(:longest)"), {"longest": longest}
            )
            ended = [(row.station, row.reason) for row in rows]
        for station, reason in ended:
            log.warning("a session of %s held others up and was ended: %s", station, reason)
        return ended

    def maintain(self) -> None:
        """Partitions for the coming months, group keys, new checkpoints; cheap when there is nothing to do."""
        partitions.ensure(self._engine)
        self.hand_out_group_keys()
        witness.examine(self._settings)

    def _group_key(self, connection: Connection) -> bytes:
        generation = connection.scalar(_GENERATION)
        return outgoing.group_key(self._keys.sealing_private, int(generation or 0))

    def _put(self, connection: Connection, audience: str, kind: str, key: str, body: bytes) -> int:
        if kind in outgoing.CONFIDENTIAL:
            body = outgoing.conceal(self._group_key(connection), kind, key, body)
        values = {"audience": audience, "kind": kind, "key": key}
        version = int(connection.scalar(_VERSION, values) or 1)
        signature = self._keys.signer.sign(outgoing.message(audience, kind, key, version, body))
        connection.execute(_POST, {**values, "version": version, "body": body, "signature": signature})
        return version

    def _keep(self, connection: Connection, receipt: Receipt) -> bool:
        proof = receipts.sign(receipt, self._keys.signer)
        body, signature = receipt.body(), proof[len(receipt.body()) :]
        added = connection.execute(
            _RECEIPT,
            {
                "id": receipt.record,
                "station": receipt.station,
                "digest": bytes.fromhex(receipt.digest),
                "verdict": receipt.verdict,
                "reason": receipt.reason,
                "body": body,
                "signature": signature,
            },
        ).one_or_none()
        if added is None:  # another process of the agency was faster
            return False
        audience = outgoing.station_audience(receipt.station)
        signed = self._keys.signer.sign(outgoing.message(audience, outgoing.RECEIPT, receipt.record, 1, proof))
        connection.execute(
            _POST,
            {
                "audience": audience,
                "kind": outgoing.RECEIPT,
                "key": receipt.record,
                "version": 1,
                "body": proof,
                "signature": signed,
            },
        )
        return True


def find_fault(delivery: Delivery, trusted: Sequence[bytes]) -> str:
    """Why a delivered body is not what its station sealed under that id: a stable code, empty where all is well.

    `trusted` are the station's 32-byte signing keys, present and former.
    """
    if envelope.digest(delivery.body) != delivery.digest:
        return "other_digest"
    if delivery.kind in _PLAIN:
        is_signed = _PLAIN[delivery.kind]
        return "" if any(is_signed(delivery, key) for key in trusted) else "forged_signature"
    try:
        found = envelope.parts(delivery.body)
        if found.header.identity != record_identity(delivery.kind, delivery.station, delivery.record):
            return "replayed_envelope"  # a true envelope under another id, of another station or kind
        for key in trusted:
            if hybrid.key_id(key) == found.signer:
                envelope.verify_signature(delivery.body, key)
                return ""
    except VaultError as error:
        return "forged_signature" if isinstance(error, BadSignature) else error.code
    return "unknown_signer"


def _is_erasure(delivery: Delivery, key: bytes) -> bool:
    try:
        UUID(erasure.read(delivery.body, key)["visit"])
    except (BadSignature, KeyError, ValueError):
        return False
    return True


def _is_note(delivery: Delivery, key: bytes) -> bool:
    try:
        checkpoint, _ = note.read(delivery.body.decode())
        note.verify(delivery.body.decode(), key, checkpoint.origin)
    except (BadSignature, UnicodeDecodeError):
        return False
    return checkpoint.origin.rpartition("/")[2] == delivery.station


_PLAIN = {CHECKPOINT: _is_note, ERASURE: _is_erasure}  # kinds that are signed and not sealed: nothing personal
