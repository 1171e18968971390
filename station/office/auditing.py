"""The auditor's work: reading the log, checking it, and taking evidence from it; each of these is an entry, too."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.office import LogEntry, LogPage, LogQuery, LogReport, Witnessed
from station.domain.officer import Permission
from station.domain.sign_in import Session
from station.errors import StationError
from station.office import proof_file
from station.office.log_in import require
from station.office.log_paper import list_json, list_pdf
from station.office.retain import prove
from station.store import audit_log, audit_verify
from station.store.session import Store, Unit
from station.vault import note
from station.vault.errors import BadSignature
from station.workflow.stay_rules import post_day

PAGE = 50  # entries of one page of the list


class CheckStopped(StationError):
    """The auditor stopped the check of the log."""

    code = "cancelled"


class WitnessUnread(StationError):
    """A file of central's checkpoints cannot be read."""

    code = "witness_unread"


class Auditing:
    """Bound to one auditor; blocking calls belong on a worker thread."""

    def __init__(self, store: Store, session: Session, zone: str = "") -> None:
        """`zone`: whose days a query means, "+07:00"; "" for the machine's own. Raises NotAllowed."""
        self._zone = zone
        self._store = store
        self._session = session
        self._may()

    def _may(self) -> None:
        """An auditor whose account was closed meanwhile reads nothing more."""
        require(self._store, self._session, Permission.AUDIT)

    def actors(self) -> tuple[str, ...]:
        """Everybody who has an entry."""
        self._may()
        with self._store.reading() as unit:
            return tuple(audit_log.actors(unit))

    def query(self, query: LogQuery) -> LogPage:
        """The newest page of what is asked for. That it was read is the newest entry from now on."""
        self._may()
        asked: dict[str, Detail] = {
            "first_day": query.first_day.isoformat() if query.first_day else None,
            "last_day": query.last_day.isoformat() if query.last_day else None,
            "actor": query.actor or None,
            "act": query.act or None,
            "text": query.text or None,
        }
        with self._store.unit() as unit:
            self._audit(unit, Act.LOG_READ, {key: value for key, value in asked.items() if value is not None})
        return self.page(query, None)

    def page(self, query: LogQuery, below: int | None) -> LogPage:
        """The next entries below a number, of a list that was asked for by `query`."""
        self._may()
        with self._store.reading() as unit:
            found = list(islice(self._matching(unit, query, below), PAGE + 1))
        return LogPage(tuple(found[:PAGE]), len(found) > PAGE)

    def witnessed(self) -> Witnessed:
        """What the checkpoints hold fast, here and at central."""
        self._may()
        with self._store.reading() as unit:
            size, kept = audit_log.size(unit), audit_log.checkpoints(unit)
        sizes = [(_size(text), at) for text, at in kept]
        newest = max((held for held, _ in sizes), default=0)
        confirmed, confirmed_at = max(((held, at) for held, at in sizes if at is not None), default=(0, None))
        return Witnessed(size, newest, confirmed, confirmed_at)

    def verify(
        self, witnesses: Sequence[Path], cancel: threading.Event, on_progress: Callable[[float], None]
    ) -> LogReport:
        """Check every entry against the station's signatures, the checkpoints kept here and those in `witnesses`.

        Raises CheckStopped, WitnessUnread.
        """
        self._may()
        notes = [_note(path) for path in witnesses]

        def progress(share: float) -> None:
            if cancel.is_set():
                raise CheckStopped("the check of the log was stopped")
            on_progress(share)

        with self._store.reading() as unit:
            found = audit_verify.verify(unit, notes, progress)
        with self._store.unit() as unit:
            self._audit(unit, Act.LOG_VERIFIED, {"size": found.size, "findings": len(found.findings)})
        return LogReport(
            found.size,
            found.root.hex(),
            found.findings,
            found.clock_steps,
            found.checkpoints,
            len(notes),
            datetime.now(UTC),
        )

    def save_checkpoint(self, path: Path) -> int:
        """Write the signed checkpoint of the log as it is; its size. Raises FileUnwritten."""
        self._may()
        with self._store.unit() as unit:
            text = audit_log.checkpoint(unit)
        size = note.read(text)[0].size
        self._save(path, text.encode(), {"what": "checkpoint", "number": size})
        return size

    def save_proof(self, number: int, path: Path) -> None:
        """Write the proof that entry `number` is in the log. Raises FileUnwritten, RecordMissing."""
        self._may()
        self._save(path, proof_file.to_json(prove(self._store, [number])), {"what": "proof", "number": number})

    def save_list(self, query: LogQuery, path: Path) -> int:
        """Write all that `query` finds, as PDF where the file's name ends so, else as JSON; how many entries."""
        self._may()
        with self._store.unit() as unit:
            entries = list(self._matching(unit, query, None))
            checkpoint, at = audit_log.checkpoint(unit), unit.now()
        form = list_pdf if path.suffix.casefold() == ".pdf" else list_json
        content = form(self._store.keys.station, query, entries, checkpoint, at)
        self._save(path, content, {"what": "list", "size": len(entries)})
        return len(entries)

    def _matching(self, unit: Unit, query: LogQuery, below: int | None) -> Iterator[LogEntry]:
        """Newest first. A row that is no entry any more fits a query that asks for everything only."""
        for number, event in audit_log.newest(unit, below, act=query.act, actor=query.actor):
            if event is None:
                if query == LogQuery():
                    yield LogEntry(number, None)
            elif _fits(event, query, self._zone):
                yield LogEntry(number, event.at, event.actor, event.act, event.subject, event.detail)

    def _save(self, path: Path, content: bytes, detail: dict[str, Detail]) -> None:
        proof_file.write(path, content)
        with self._store.unit() as unit:
            self._audit(unit, Act.LOG_SAVED, detail)

    def _audit(self, unit: Unit, act: Act, detail: dict[str, Detail]) -> None:
        actor, station = self._session.officer.name, self._store.keys.station
        audit_log.append(unit, AuditEvent(unit.now(), actor, act, station, self._session.id, detail))


def _fits(event: AuditEvent, query: LogQuery, zone: str) -> bool:
    day = post_day(event.at, zone)
    return (
        (query.first_day is None or day >= query.first_day)
        and (query.last_day is None or day <= query.last_day)
        and query.actor in ("", event.actor)
        and query.act in ("", event.act)
        and (not query.text or _holds(event, query.text))
    )


def _holds(event: AuditEvent, text: str) -> bool:
    """A text anywhere in an entry, in upper or lower case; an act is found by its words as well."""
    wanted = text.casefold()
    fields = (event.actor, event.act, event.act.replace("_", " "), event.subject, *map(str, event.detail.values()))
    return any(wanted in str(one).casefold() for one in fields)


def _size(text: str) -> int:
    """How many entries a kept checkpoint holds fast; none where it is no checkpoint any more (`verify` names it)."""
    try:
        return note.read(text)[0].size
    except BadSignature:
        return 0


def _note(path: Path) -> str:
    """A file with one checkpoint, as central gives it out. Raises WitnessUnread."""
    try:
        text = path.read_text("utf-8")
        note.read(text)
    except (OSError, UnicodeDecodeError, BadSignature) as error:
        raise WitnessUnread("the file holds no checkpoint") from error
    return text
