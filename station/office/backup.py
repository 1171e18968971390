"""Backups of the encrypted database: incremental by blocks, signed, read again after writing, restored by recovery key.

A backup folder holds `blocks/` (64-KiB pieces of the encrypted files, named by their SHA-256), one signed
`<time>.manifest.json` for each backup, and the recovery copy of the keys. Nothing in it can be read without the
recovery officer's key. SQLCipher writes only the pages that changed, so only their blocks are new.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from station.domain.audit import Act, AuditEvent
from station.errors import StationError
from station.store import audit_log, audit_verify
from station.store.session import Store
from station.store.snapshot import Snapshot, snapshot
from station.vault import files, keys, recovery, signing
from station.vault.keys import StationKeys
from station.vault.sources import KeySource, Passphrase

BLOCK = 64 * 1024
_CONTEXT = b"biometric-station backup 1\n"
_SUFFIX = ".manifest.json"


class BackupDamaged(StationError):
    """A block is missing or changed, or a manifest is not signed by the station."""

    code = "backup_damaged"


class BackupUnprepared(StationError):
    """No recovery officer's key was set: a backup that nobody could open is not made."""

    code = "backup_unprepared"


@dataclass(frozen=True)
class BackupReport:
    manifest: Path
    blocks: int
    new_blocks: int
    new_bytes: int
    seconds_locked: float  # how long no visit could be sealed


@dataclass(frozen=True)
class RestoreReport:
    made_at: datetime
    visits: int
    audit_entries: int
    sound: bool


def run(store: Store, key_directory: Path, target: Path) -> BackupReport:
    """Back up the database and the recovery copy of the keys into `target`, which may be on a removable disk."""
    copy = key_directory / recovery.COPY_FILE
    if not copy.exists():
        raise BackupUnprepared("set a recovery key first: station-admin recovery set")
    return write(store, target, {recovery.COPY_FILE: copy.read_bytes()})


def write(
    store: Store, target: Path, beside: Mapping[str, bytes], note: Mapping[str, int | str] | None = None
) -> BackupReport:
    """The database as it is now, these files beside it, and a note that the station signs with them; read again."""
    blocks = target / "blocks"
    blocks.mkdir(parents=True, exist_ok=True)
    with snapshot(store) as taken:
        before = len(list(blocks.iterdir()))
        listed, new_bytes = _store_files(taken, blocks)
    for name, octets in beside.items():
        listed[name] = {"blocks": [_store_block(octets, blocks)[0]], "size": len(octets)}
    files.sync_directory(blocks)
    body: dict[str, Any] = {
        "files": listed,
        "made_at": taken.at.isoformat(),
        "signer": files.text(store.keys.signer.public),
        "station": store.keys.station,
    }
    if note is not None:
        body["note"] = dict(note)
    signature = files.text(store.keys.signer.sign(_CONTEXT + files.canonical(body)))
    manifest = target / f"{taken.at.strftime('%Y%m%dT%H%M%S%f')}{_SUFFIX}"
    files.write(manifest, json.dumps({"backup": body, "signature": signature}).encode())
    verify(manifest, store.keys.signer.public)
    count = sum(len(entry["blocks"]) for entry in listed.values())
    new = len(list(blocks.iterdir())) - before
    with store.unit() as unit:
        event = AuditEvent(
            unit.now(), "system", Act.BACKUP_MADE, store.keys.station, manifest.name, {"blocks": count, "new": new}
        )
        audit_log.append(unit, event)
    return BackupReport(manifest, count, new, new_bytes, taken.seconds_locked)


def _store_files(taken: Snapshot, blocks: Path) -> tuple[dict[str, dict[str, Any]], int]:
    listed: dict[str, dict[str, Any]] = {}
    written = 0
    for name, path in taken.files.items():
        names = []
        left = taken.sizes[name]
        with path.open("rb") as stream:
            while block := stream.read(min(BLOCK, left)):
                digest, new = _store_block(block, blocks)
                names.append(digest)
                written += new
                left -= len(block)
        listed[name] = {"blocks": names, "size": taken.sizes[name]}
    return listed, written


def _store_block(block: bytes, blocks: Path) -> tuple[str, int]:
    """The block's name, and how many octets were written: none when it is there, whole, already."""
    digest = hashlib.sha256(block).hexdigest()
    path = blocks / digest
    if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
        return digest, 0
    files.write(path, block)
    return digest, len(block)


def manifests(target: Path) -> list[Path]:
    """Oldest first."""
    return sorted(target.glob(f"*{_SUFFIX}"))


def verify(manifest: Path, signer_public: bytes | None = None) -> dict[str, Any]:
    """Read every block of a backup again; the manifest's content. Raises BackupDamaged or BadSignature."""
    try:
        document = files.parse(manifest.read_bytes())
        body, signature = document["backup"], files.octets(document["signature"])
        public = signer_public or files.octets(body["signer"])
        wanted = {name: (entry["blocks"], entry["size"]) for name, entry in body["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupDamaged("the manifest cannot be read") from error
    signing.check(public, signature, _CONTEXT + files.canonical(body))
    for names, size in wanted.values():
        if sum(len(block) for block in _read(manifest.parent, names)) != size:
            raise BackupDamaged("a file of the backup has the wrong length")
    return dict(body)


def _read(target: Path, names: list[str]) -> Iterator[bytes]:
    for name in names:
        try:
            block = (target / "blocks" / name).read_bytes()
        except OSError as error:
            raise BackupDamaged("a block is missing") from error
        if hashlib.sha256(block).hexdigest() != name:
            raise BackupDamaged("a block was changed")
        yield block


def restore(
    manifest: Path,
    recovery_private: bytes,
    key_directory: Path,
    database: Path,
    passphrase: str,
    *,
    source: KeySource | None = None,
) -> tuple[StationKeys, RestoreReport]:
    """Keys and database on a new machine, under a new passphrase; checked, and written into the audit log.

    Raises BackupDamaged, BadSignature, EnvelopeDamaged (another recovery key), KeysDamaged (keys are here already).
    """
    if database.exists():
        raise BackupDamaged("there is a database already", code="database_exists")
    body = verify(manifest)
    copy = b"".join(_read(manifest.parent, body["files"][recovery.COPY_FILE]["blocks"]))
    public, _ = recovery.open_sealed(copy, recovery_private)
    known = {files.octets(public["signer"]), *(files.octets(k) for k in public.get("past_signers", ()))}
    if files.octets(body["signer"]) not in known:
        raise BackupDamaged("the backup is signed by another station than its keys belong to")
    restored = keys.restore(key_directory, copy, recovery_private, passphrase, source)
    write_database(manifest, body, database)
    return restored, _check(database, restored, datetime.fromisoformat(body["made_at"]))


def restore_here(manifest: Path, station: StationKeys, database: Path) -> RestoreReport:
    """Only the database, on the machine that has its keys still; a damaged one is put aside, not deleted.

    Raises BackupDamaged, BadSignature, WrongStoreKey (the database key was rotated since: restore by recovery key).
    """
    signers = (station.signer.public, *station.past_signers)
    body = verify(manifest)
    if files.octets(body["signer"]) not in signers:
        raise BackupDamaged("the backup is of another station")
    for suffix in ("", "-wal", "-shm"):
        path = database.with_name(database.name + suffix)
        if path.exists():
            path.replace(database.with_name(f"{database.name}{suffix}.damaged"))
    write_database(manifest, body, database)
    return _check(database, station, datetime.fromisoformat(body["made_at"]))


def write_database(manifest: Path, body: dict[str, Any], database: Path) -> None:
    """The database of a backup that was verified, as it was then; nothing is opened. Raises BackupDamaged."""
    for name, entry in body["files"].items():
        if name != recovery.COPY_FILE:
            files.write(database.with_name(database.name + name), b"".join(_read(manifest.parent, entry["blocks"])))


def _check(database: Path, restored: StationKeys, made_at: datetime) -> RestoreReport:
    from station.store import records  # noqa: PLC0415  only a restore lists visits

    store = Store.open(database, restored)
    try:
        store.checkpoint()  # what is in the log of the copy: the check reads the file
        store.check()
        with store.unit() as unit:
            report = audit_verify.verify(unit)
            audit_log.append(unit, AuditEvent(unit.now(), "system", Act.BACKUP_RESTORED, restored.station))
            return RestoreReport(made_at, records.count(unit), report.size, report.sound)
    finally:
        store.close()


def rehearse(manifest: Path, recovery_private: bytes) -> RestoreReport:
    """Restore into a folder that is removed afterwards: whether it would work today."""
    with tempfile.TemporaryDirectory() as where:
        directory = Path(where)
        _, report = restore(
            manifest,
            recovery_private,
            directory / "keys",
            directory / "station.db",
            secrets.token_hex(32),
            source=Passphrase(memory_kib=64, iterations=1, lanes=1),  # 256 random bits need no slow derivation
        )
        return report


def prune(target: Path, keep: int) -> int:
    """Keep the newest `keep` backups and the blocks they need; how many blocks went.

    Needed after an erasure too: an older backup still holds what was erased.
    """
    every = manifests(target)
    if not every:
        raise BackupDamaged(f"{target}: no backup is here")
    for manifest in every[: max(0, len(every) - keep)]:
        manifest.unlink()
    needed: set[str] = set()
    for manifest in manifests(target):
        with contextlib.suppress(ValueError, KeyError):
            for entry in files.parse(manifest.read_bytes())["backup"]["files"].values():
                needed.update(entry["blocks"])
    gone = [block for block in (target / "blocks").iterdir() if block.name not in needed]
    for block in gone:
        block.unlink()
    return len(gone)
