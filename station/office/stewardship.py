"""The station as a whole, for who administers it: how it stands, its backups, and the rehearsal of a restore."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from station.config import Config
from station.domain.audit import Act, AuditEvent, Detail
from station.domain.office import BackupDone, RehearsalDone, StationFacts
from station.domain.officer import Permission
from station.domain.sign_in import Session
from station.errors import StationError
from station.office import backup
from station.office.log_in import require
from station.road import pulled_policy, standing
from station.store import audit_log, migrate, outbox, records, space
from station.store.session import Store, Unit
from station.vault import keys, recovery
from station.workflow.policy import Policy


class NoBackup(StationError):
    """Codes: backup_no_target, backup_none, backup_unwritten."""

    code = "backup_none"


@dataclass(frozen=True)
class Stewardship:
    """Bound to one administrator; every method may block, and raises NotAllowed for anybody else."""

    store: Store
    config: Config
    policy: Policy
    session: Session

    def facts(self) -> StationFacts:
        require(self.store, self.session, Permission.ADMINISTER)
        config, report, room = self.config, standing.look(self.store), space.look(self.store)
        with self.store.reading() as unit:
            sent = outbox.counts(unit)
            _, number = pulled_policy.last_start(unit)
            last_backup = _last(unit, Act.BACKUP_MADE)
            rehearsal = _last(unit, Act.BACKUP_REHEARSED)
            schema, visits = migrate.current(unit.connection) or "", records.count(unit)
        source = pulled_policy.CENTRAL if number else pulled_policy.FILE if config.policy else "shipped"
        return StationFacts(
            station=config.station,
            place=config.place,
            mode=config.mode,
            identity=report.standing.value,
            identity_until=report.identity.not_after if report.identity is not None else None,
            key_source=keys.source_name(self._key_folder),
            recovery_key=(self._key_folder / recovery.COPY_FILE).exists(),
            policy=self.policy.version,
            policy_source=source,
            policy_signed=source == pulled_policy.CENTRAL or (bool(config.policy) and config.mode == "production"),
            database_bytes=_size(self.store.path),
            free_bytes=room.free_bytes,
            ballast=self.store.ballast.there(),
            schema=schema,
            visits=visits,
            waiting=sent.waiting,
            receipted=sent.receipted,
            last_acknowledged=sent.last_acknowledged,
            backup_target=config.backup,
            last_backup=last_backup.at if last_backup else None,
            last_rehearsal=rehearsal.at if rehearsal else None,
            rehearsal_sound=bool(rehearsal.detail.get("sound")) if rehearsal else None,
        )

    def back_up(self) -> BackupDone:
        """Into the configured folder; read again after writing. Raises NoBackup, BackupUnprepared, BackupDamaged."""
        target = self._target()
        try:
            done = backup.run(self.store, self._key_folder, target)
        except OSError as error:
            raise NoBackup(error.strerror or type(error).__name__, "backup_unwritten") from error
        return BackupDone(done.manifest.name, done.blocks, done.new_blocks, done.new_bytes)

    def rehearse(self, recovery_folder: Path, passphrase: str) -> RehearsalDone:
        """Restore the newest backup into a folder that is removed again, with the recovery officer's key.

        Raises NoBackup, WrongSecret, KeysDamaged, BackupDamaged.
        """
        made = backup.manifests(self._target())
        if not made:
            raise NoBackup("no manifest in the folder")
        report = backup.rehearse(made[-1], recovery.unlock(recovery_folder, passphrase))
        detail: dict[str, Detail] = {"visits": report.visits, "size": report.audit_entries, "sound": report.sound}
        with self.store.unit() as unit:
            actor, station = self.session.officer.name, self.store.keys.station
            event = AuditEvent(unit.now(), actor, Act.BACKUP_REHEARSED, station, made[-1].name, detail)
            audit_log.append(unit, event)
        return RehearsalDone(report.made_at, report.visits, report.audit_entries, report.sound)

    @property
    def _key_folder(self) -> Path:
        return self.config.data_folder / "keys"

    def _target(self) -> Path:
        require(self.store, self.session, Permission.ADMINISTER)
        if not self.config.backup:
            raise NoBackup("[backup] is not set", "backup_no_target")
        return Path(self.config.backup)


def _last(unit: Unit, act: Act) -> AuditEvent | None:
    wanted = audit_log.newest(unit, act=act)
    return next((event for _, event in wanted if event is not None and event.act == act), None)


def _size(database: Path) -> int:
    """Octets of the database and its write-ahead log."""
    beside = (database, database.with_name(f"{database.name}-wal"))
    return sum(path.stat().st_size for path in beside if path.exists())
