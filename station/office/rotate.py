"""Rotate keys: the record key, the database key, the signer, the agency's key. Interrupted anywhere, it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from station.counter import kept_gallery
from station.domain.audit import Act, AuditEvent, Detail
from station.office.two_person import Approval, TwoPeople
from station.store import audit_log, rekey, rotation
from station.store.session import Store
from station.vault import keys
from station.vault.agency import AgencyPublic
from station.vault.keys import StationKeys
from station.vault.sources import KeySource
from station.workflow.policy import EXPORT_KEY

Sources = Mapping[str, KeySource] | None


def record_key(store: Store, directory: Path, passphrase: str, extra: Sources = None) -> int:
    """A new record key; every local data key is wrapped again, then the old ones are forgotten. Rows moved.

    A rotation that was interrupted has two record keys: it is finished and no third one is made.
    """
    if len(store.keys.record_keys) == 1:
        store.keys = keys.add_record_key(directory, passphrase, extra)
    moved = rotation.rewrap(store)
    oldest = rotation.oldest_generation(store)
    store.checkpoint()
    store.keys = keys.drop_record_keys(directory, passphrase, oldest, extra)
    _audit(store, {"what": "record_key", "rows": moved, "generation": store.keys.generation})
    return moved


def agency_key(store: Store, directory: Path, passphrase: str, agency: AgencyPublic, extra: Sources = None) -> int:
    """The agency's new key; what waits in the outbox is sealed again for it. Records redone."""
    store.keys = keys.set_agency(directory, passphrase, agency, extra)
    done = rotation.seal_waiting_again(store)
    _audit(store, {"what": "agency_key", "records": done})
    return done


def recovery_key(
    store: Store,
    directory: Path,
    passphrase: str,
    public: bytes,
    approval: Approval,
    people: TwoPeople,
    extra: Sources = None,
) -> None:
    """Leave a copy of all keys that the holder of `public` opens: an export of keys, whose subject is the SHA-256 of
    that key. Raises ApprovalInvalid."""
    subject = sha256(public).hexdigest()
    people.use(approval, EXPORT_KEY, subject)
    store.keys = keys.set_recovery(directory, passphrase, public, extra)
    detail: dict[str, Detail] = {"what": "recovery", "approval": approval.id, "second": approval.second}
    with store.unit() as unit:
        event = AuditEvent(unit.now(), approval.first, Act.EXPORTED, store.keys.station, subject, detail)
        audit_log.append(unit, event)


def signer(store: Store, directory: Path, passphrase: str, extra: Sources = None) -> bytes:
    """A new signing key; its public half, for which the agency issues an identity. The old one signs its own end."""
    _audit(store, {"what": "signer", "ends": store.keys.signer.public.hex()})
    store.keys = keys.renew_signer(directory, passphrase, extra)
    _audit(store, {"what": "signer", "begins": store.keys.signer.public.hex()})
    rotation.seal_waiting_again(store)
    return store.keys.signer.public


def database_key(path: Path, directory: Path, passphrase: str, extra: Sources = None) -> StationKeys:
    """Write the whole database anew under a new key. The store must be closed; a crash leaves the old or the new one.

    Called again after a crash it first finds out which of the two the file has.
    """
    settle(path, directory, passphrase, extra)
    old, new = keys.stage_database_key(directory, passphrase, extra)
    rekey.rewrite(path, old, new)
    rotated = keys.promote_database_key(directory, passphrase, promote=True, extra=extra)
    kept_gallery.reseal(path.parent, old, new)
    store = Store.open(path, rotated)
    _audit(store, {"what": "database_key"})
    store.close()
    return rotated


def settle(path: Path, directory: Path, passphrase: str, extra: Sources = None) -> StationKeys:
    """After a crash of `database_key`: keep whichever key opens the file and forget the other."""
    _, following = keys.stage_database_key(directory, passphrase, extra)
    return keys.promote_database_key(directory, passphrase, promote=rekey.opens(path, following), extra=extra)


def _audit(store: Store, detail: dict[str, Detail]) -> None:
    with store.unit() as unit:
        event = AuditEvent(unit.now(), "system", Act.KEYS_ROTATED, store.keys.station, detail=detail)
        audit_log.append(unit, event)
