"""Past travellers and crossings, for an officer and a supervisor; every search and every history is audited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.desk import DocumentOnRecord
from station.domain.officer import Permission
from station.domain.reference import VisitSummary
from station.domain.register import StayRecord, Traveller, TravellerPage
from station.domain.sign_in import Session
from station.errors import StationError
from station.store import audit_log, officers, records, stays, who
from station.store.errors import RecordMissing
from station.store.names import fold
from station.store.session import Store, Unit

SHORTEST = 2  # letters or digits: nobody lists everybody
PAGE = 50
MOST_CROSSINGS = 200  # of one person


class PastSearchTooShort(StationError):
    code = "search_needs_two"


@dataclass(frozen=True)
class History:
    """Everything of one person in these records, the newest first."""

    documents: tuple[Traveller, ...]
    crossings: tuple[VisitSummary, ...]
    stays: tuple[StayRecord, ...]


@dataclass(frozen=True)
class PastTravellers:
    """Bound to one officer or supervisor; every method may block, and raises NotAllowed for anybody else."""

    store: Store
    session: Session
    page: Callable[[bytes | None], Any] = field(default=lambda _: None, repr=False)  # of a kept JPEG, as pixels
    face: Callable[[bytes], Any] = field(default=lambda _: None, repr=False)  # of a kept DG2, as pixels

    def search(self, typed: str, after: int | None = None) -> TravellerPage:
        """People whose names hold the words that were typed, or whose document has a number that begins so; a page of
        50. after: `more` of the page before. That it was asked is in the log, without the words.

        Raises NotAllowed, PastSearchTooShort.
        """
        if len(fold(typed).replace(" ", "")) < SHORTEST:
            self._still_allowed()
            raise PastSearchTooShort
        with self.store.reading() as unit:  # no visit that is being sealed waits for a search
            officers.require_still(unit, self.session.officer, Permission.VERIFY)
            page = who.search(unit, typed, PAGE, after)
        with self.store.unit() as unit:  # and nothing is shown that is not in the log
            self._audit(unit, Act.RECORDS_SEARCHED, self.session.id, {"found": len(page.travellers)})
        return page

    def history(self, person: str) -> History:
        """Raises NotAllowed, RecordMissing for an identity that is not on record, or no longer."""
        self._still_allowed()
        with self.store.unit() as unit:
            found = History(
                tuple(who.of_person(unit, person)),
                tuple(records.of_person(unit, person, MOST_CROSSINGS)),
                tuple(stays.of_traveller(unit, {person})),
            )
            if not found.documents and not found.crossings:
                raise RecordMissing("no such person")
            self._audit(unit, Act.RECORD_READ, person, {"crossings": len(found.crossings)})
        return found

    def kept(self, visit: str) -> DocumentOnRecord:
        """The document of one crossing as it was read: page, chip and seals of its sealed record.

        Raises NotAllowed; RecordMissing; RecordKeyGone where only the agency opens it by now.
        """
        self._still_allowed()
        with self.store.unit() as unit:
            found = records.visit(unit, visit)
            self._audit(unit, Act.RECORD_READ, visit, {"document": True})
        picture = found.chip.file("DG2") if found.chip is not None else None
        return DocumentOnRecord(
            visit, self.page(found.page), found.page is not None, self.face(picture) if picture else None, found.chip,
            found.seals,
        )  # fmt: skip

    def _still_allowed(self) -> None:
        """Whoever signed in may have lost the right since."""
        with self.store.reading() as unit:
            officers.require_still(unit, self.session.officer, Permission.VERIFY)

    def _audit(self, unit: Unit, act: Act, subject: str, detail: dict[str, Detail]) -> None:
        event = AuditEvent(unit.now(), self.session.officer.name, act, self.store.keys.station, subject, detail)
        audit_log.append(unit, event)
