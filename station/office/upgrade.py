"""A new version on a station that has records: a verified copy first, then the new program brings them up to date and
looks at what it finds, and until the next visit is sealed one command brings the copy back.

Schemas only go forward: an older program refuses a newer file, so what is brought back is the file as it was. The copy
lies in the station's folder, as encrypted as the database is, and holds whoever is erased afterwards until it is
removed (`done`).
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from station import __version__
from station.errors import StationError
from station.office import backup
from station.store import audit_log, audit_verify, migrate, outbox, records
from station.store.errors import StoreError
from station.store.migrations import HEAD
from station.store.session import Store
from station.store.untouched import sealed_since
from station.vault import files
from station.vault.keys import StationKeys

FOLDER = "upgrade"  # in the station's folder
UNDONE = "undone"  # below it: what the new version had made of the records


class UpgradeRefused(StationError):
    """Codes: upgrade_none, upgrade_visit_sealed, upgrade_cannot_tell, upgrade_package."""

    code = "upgrade_none"


@dataclass(frozen=True)
class Upgrade:
    """What was there before, as the station signed it."""

    manifest: Path
    body: dict[str, Any]

    @property
    def version(self) -> str:
        return str(self.body["note"]["version"])

    @property
    def audit(self) -> int:
        return int(self.body["note"]["audit"])

    @property
    def package(self) -> Path | None:
        """The package of the version before, where it was kept."""
        name, digest = self.body["note"]["package"], self.body["note"]["package_digest"]
        path = self.manifest.parent / str(name)
        if not name or not path.is_file():
            return None
        with path.open("rb") as stream:
            whole = hashlib.file_digest(stream, "sha256").hexdigest()
        return path if whole == digest else None


@dataclass(frozen=True)
class Looked:
    point: str
    well: bool
    words: str


def begin(store: Store, folder: Path, package: Path | None = None) -> backup.BackupReport:
    """Copy the records as they are, read the copy again, and note what is in them. No window may be open.

    `package`: that of the version which is installed, kept for the way back. Raises UpgradeRefused `upgrade_package`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    kept = ""
    digest = ""
    if package is not None:
        try:
            kept = shutil.copyfile(package, folder / package.name).name
            digest = hashlib.sha256((folder / kept).read_bytes()).hexdigest()
        except OSError as error:
            raise UpgradeRefused(f"{package}: {error.strerror}", "upgrade_package") from error
    with store.reading() as unit:
        note: dict[str, int | str] = {
            "version": __version__,
            "schema": migrate.current(unit.connection) or "",
            "visits": records.count(unit),
            "waiting": outbox.counts(unit).waiting,
            "audit": audit_log.size(unit),
            "root": audit_log.root(unit).hex(),
            "package": kept,
            "package_digest": digest,
        }
    return backup.write(store, folder, {}, note)


def kept_package(folder: Path, keys: StationKeys, to: Path) -> Path | None:
    """The package that an earlier `begin` kept, copied to `to`, if it is of the version that runs now."""
    try:
        before = found(folder, keys)
    except StationError:
        return None
    package = before.package
    if package is None or before.version != __version__:
        return None
    return Path(shutil.copy(package, to))


def found(folder: Path, keys: StationKeys) -> Upgrade:
    """The upgrade that was begun here, its copy read again. Raises UpgradeRefused `upgrade_none`, BackupDamaged."""
    manifests = backup.manifests(folder)
    if not manifests:
        raise UpgradeRefused("no upgrade was begun in this folder")
    body = backup.verify(manifests[-1])
    if files.octets(body["signer"]) not in (keys.signer.public, *keys.past_signers) or "note" not in body:
        raise backup.BackupDamaged("the copy is of another station")
    return Upgrade(manifests[-1], body)


def look(store: Store, begun: Upgrade) -> list[Looked]:
    """Whether the program that runs now has brought everything over; the store was just opened by it."""
    note = begun.body["note"]
    with store.unit() as unit:
        schema, visits = migrate.current(unit.connection) or "", records.count(unit)
        waiting = outbox.counts(unit).waiting
        report = audit_verify.verify(unit)
        root = audit_log.root_at(unit, begun.audit)
    store.check()
    return [
        Looked("version", True, f"{begun.version} before, {__version__} now"),
        Looked("schema", schema == HEAD, f"{note['schema']} before, {schema} now"),
        Looked(
            "log",
            report.sound and (begun.audit == 0 or root.hex() == note["root"]),
            f"{report.size} entries, {begun.audit} before",
        ),
        Looked("visits", visits == note["visits"], f"{visits}, {note['visits']} before"),
        Looked("outbox", waiting <= int(note["waiting"]), f"{waiting} waiting, {note['waiting']} before"),
    ]


def back(database: Path, keys: StationKeys, begun: Upgrade) -> None:
    """The records as they were before. What the new version made of them is put aside, not deleted.

    Raises UpgradeRefused: `upgrade_visit_sealed`, a visit would be lost; `upgrade_cannot_tell`, the file does not say
    whether one would.
    """
    try:
        sealed = sealed_since(database, keys, begun.audit)
    except StoreError as error:
        raise UpgradeRefused(f"{error.code} {error.detail}".strip(), "upgrade_cannot_tell") from error
    if sealed:
        raise UpgradeRefused(f"{sealed} sealed since", "upgrade_visit_sealed")
    aside = begun.manifest.parent / UNDONE
    aside.mkdir(mode=0o700, exist_ok=True)
    for suffix in ("", "-wal", "-shm"):
        path = database.with_name(database.name + suffix)
        if path.exists():
            path.replace(aside / path.name)
    backup.write_database(begun.manifest, begun.body, database)
    database.chmod(0o600)


def done(folder: Path) -> bool:
    """The new version stays: the copy goes, and with it the way back. False: there was none. Raises OSError."""
    if not folder.exists():
        return False
    shutil.rmtree(folder)
    return True
