"""Past travellers and crossings, for an officer and a supervisor; every search and every history is audited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.case import Case, CaseStatus
from station.domain.desk import DocumentOnRecord
from station.domain.officer import Officer, Permission
from station.domain.outcome import CaseRuling
from station.domain.reference import VisitSummary
from station.domain.register import Link, StayRecord, Traveller, TravellerPage, Unlinked
from station.domain.sign_in import Session
from station.errors import NotAllowed, StationError
from station.store import audit_log, cases, corrections, officers, records, stays, who
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
    links: tuple[Link, ...] = ()  # for whoever may take them apart


class Unlinks(Protocol):
    """station.review.cases.Cases."""

    def unlink(self, case_id: str, supervisor: Officer, reason: str, note: str) -> Case: ...


@dataclass(frozen=True)
class PastTravellers:
    """Bound to one officer or supervisor; every method may block, and raises NotAllowed for anybody else."""

    store: Store
    session: Session
    page: Callable[[bytes | None], Any] = field(default=lambda _: None, repr=False)  # of a kept JPEG, as pixels
    face: Callable[[bytes], Any] = field(default=lambda _: None, repr=False)  # of a kept DG2, as pixels
    unlinks: Unlinks | None = field(default=None, repr=False)
    reasons: tuple[str, ...] = ()  # of the policy, for different people

    @property
    def unlink_reasons(self) -> tuple[str, ...]:
        """At once: why linked identities may be taken apart; empty for whoever may not do that."""
        return self.reasons if self.unlinks is not None and self.session.officer.may(Permission.ADJUDICATE) else ()

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
            found = replace(found, links=self._links(unit, person, found.crossings))
            if not found.documents and not found.crossings:
                raise RecordMissing("no such person")
            self._audit(unit, Act.RECORD_READ, person, {"crossings": len(found.crossings)})
        return found

    def _links(self, unit: Unit, person: str, crossings: tuple[VisitSummary, ...]) -> tuple[Link, ...]:
        made = corrections.links(unit, person, (one.id for one in crossings)) if self.unlink_reasons else []
        status = {case: cases.status(unit, case) for case in {one.case for one in made}}
        done = (CaseStatus.RULED, None)  # None: the case is past its days, and is laid out again where it is needed
        return tuple(
            Link(one.visit, one.case, one.supervisor, one.at, one.reason, status[one.case] not in done) for one in made
        )

    def unlink(self, case: str, reason: str, note: str) -> Unlinked:
        """This supervisor's word that what the ruling of a case linked are different people.

        Raises NotAllowed, RulingIncomplete, CaseConflict, RecordMissing.
        """
        if self.unlinks is None:
            raise NotAllowed("no cases are ruled here")
        after = self.unlinks.unlink(case, self.session.officer, reason, note)
        if after.ruling is not None:
            return Unlinked.STANDS if after.ruling.ruling is CaseRuling.SAME_PERSON else Unlinked.APART
        name = self.session.officer.name
        return Unlinked.ASKED if any(one.supervisor == name for one in after.opinions) else Unlinked.LOOK_FIRST

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
