"""A database that is older than what this station has done: yesterday's copy was put back, by whomever.

The file itself cannot tell: it is signed, sealed and consistent as it was. What stands outside of it can: copies in the
spool of records that it does not know, central's checkpoint of the audit log, and the counter of a TPM where the
machine has one. Where one of them is ahead, no visit is opened until an administrator has looked, because officers,
identities and policies may have come back as well.
"""

from __future__ import annotations

import json
import logging
import os
from typing import Protocol

from station.domain.audit import Act, AuditEvent, Detail
from station.errors import StationError
from station.store import audit_growth, audit_log, meta
from station.store.session import Store, Unit
from station.vault import note as signed_note
from station.vault.errors import BadSignature, VaultError

log = logging.getLogger("station.look_back")

_KEY = "rolled_back"
_SHOWN = "rolled_back_by"  # size and root of central's checkpoint that was noted last; stays when it is accepted
_COUNTED = "tpm_count"  # secret and value of the TPM's counter; empty: begin anew
SPOOL, CENTRAL, COUNTER = "spool", "central", "tpm"  # what was ahead
_AUTH_BYTES = 32


class RisingCounter(Protocol):
    """Rises and never falls, outside of the disk: station.vault.tpm.Tpm."""

    def there(self) -> bool: ...
    def has_counter(self) -> bool: ...
    def read_counter(self, auth: bytes) -> int | None: ...
    def step_counter(self, auth: bytes) -> int: ...
    def new_counter(self, auth: bytes) -> int: ...


class RolledBack(StationError):
    """The records here are older than what this station has done."""

    code = "records_rolled_back"


def noted(unit: Unit) -> str:
    """What was ahead of this database, where nobody has accepted that yet; else empty."""
    return (meta.get(unit, _KEY) or b"").decode()


def note(unit: Unit, ahead: str, detail: dict[str, Detail]) -> None:
    """Write down, once, that something outside is ahead."""
    if not noted(unit):
        meta.put(unit, _KEY, ahead.encode())
        _audit(unit, "system", Act.ROLLED_BACK, {"ahead": ahead, **detail})


def accept(unit: Unit, actor: str, reason: str) -> None:
    """Somebody has looked, and the station goes on with what is here."""
    meta.put(unit, _KEY, b"")
    if meta.get(unit, _COUNTED) is not None:
        meta.put(unit, _COUNTED, b"")
    _audit(unit, actor, Act.ROLL_BACK_ACCEPTED, {"reason": reason})


def require_none(unit: Unit) -> None:
    """Raises RolledBack."""
    if ahead := noted(unit):
        raise RolledBack(f"{ahead} knew more than the database")


def compare(unit: Unit, held: tuple[int, bytes, bytes] | None) -> None:
    """With size, root and signed note of the largest checkpoint that central holds: the log here must contain that log.

    Only what this station has signed speaks against it: nobody who has its certificate, and not central, can make it
    stop. What an administrator has accepted once is not held against it again.
    """
    if held is None:
        return
    size, root, text = held
    if not _is_ours(unit, size, root, text):
        log.warning("central shows a checkpoint that this station has not signed")
        return
    here = audit_log.size(unit)
    if size <= here:
        kept = audit_growth.shown_frontier(unit)
        found = kept if kept.size == size else audit_log.frontier_at(unit, size)
        if found.root() == root:
            return
    shown = json.dumps([size, root.hex()]).encode()
    if shown == meta.get(unit, _SHOWN):
        return
    log.error("central has seen %d entries of this station's log, here are %d of another history", size, here)
    meta.put(unit, _SHOWN, shown)
    note(unit, CENTRAL, {"size": here, "central": size})


def meet_counter(store: Store, counter: RisingCounter) -> None:
    """At the start, before anything else: a counter that stands above what this database knows has seen a later one.

    Where the machine has a TPM and no counter yet, one begins. A TPM that is gone, or a counter that is, or that is
    another one's, counts like one that is ahead. Raises StoreError, VaultError.
    """
    with store.reading() as unit:
        kept, told = meta.get(unit, _COUNTED), bool(noted(unit))
    if not counter.there():
        if kept:
            store.write(lambda unit: note(unit, COUNTER, {"counter": "absent"}))
        return
    if not kept:
        if kept is None and counter.has_counter() and not told:
            store.write(_unknown)
        elif not told:
            _begin(store, counter)
        return
    auth, value = _read(kept)
    try:
        there = counter.read_counter(auth)
    except VaultError as error:  # whoever put a copy back may have seen to that as well
        log.error("the TPM's counter cannot be read: %s", error.detail)  # noqa: TRY400  it has been said what it is
        there = None
    if there is None or there > value:
        held = "absent" if there is None else there
        store.write(lambda unit: note(unit, COUNTER, {"counter": held, "here": value}))
        return
    step_counter(store, counter)


def step_counter(store: Store, counter: RisingCounter) -> None:
    """One further: every copy of the database from before is older from now on. First the database, then the TPM: a
    stop in between leaves the database ahead, which is no copy."""
    with store.reading() as unit:
        kept, told = meta.get(unit, _COUNTED), bool(noted(unit))
    if not kept or told:
        return
    auth, value = _read(kept)
    there = counter.read_counter(auth)
    if there is None:
        return  # the next start will say so
    higher = max(value, there) + 1
    store.write(lambda unit: meta.put(unit, _COUNTED, _packed(auth, higher)))
    counter.step_counter(auth)


def _unknown(unit: Unit) -> None:
    """A counter that these records know nothing of: they are from before it began, or of another station."""
    meta.put(unit, _COUNTED, b"")
    note(unit, COUNTER, {"counter": "unknown"})


def _begin(store: Store, counter: RisingCounter) -> None:
    auth = os.urandom(_AUTH_BYTES)
    value = counter.new_counter(auth)
    store.write(lambda unit: meta.put(unit, _COUNTED, _packed(auth, value)))


def _packed(auth: bytes, value: int) -> bytes:
    return json.dumps([auth.hex(), value]).encode()


def _read(kept: bytes) -> tuple[bytes, int]:
    auth, value = json.loads(kept)
    return bytes.fromhex(auth), int(value)


def _is_ours(unit: Unit, size: int, root: bytes, text: bytes) -> bool:
    for public in (unit.keys.signer.public, *unit.keys.past_signers):
        try:
            head = signed_note.verify(text.decode(), public, audit_log.origin(unit.keys.station))
        except (BadSignature, UnicodeDecodeError):
            continue
        return (head.size, head.root) == (size, root)
    return False


def _audit(unit: Unit, actor: str, act: Act, detail: dict[str, Detail]) -> None:
    station = unit.keys.station
    audit_log.append(unit, AuditEvent(unit.now(), actor, act, station, station, detail))
