"""Who is in the country by these records and until when, for a supervisor; every list and every stay is audited.

The lists are those that the counter's own answer rests on (station.store.stays), so that a page and a counter never
say two things of one stay. Nothing is decided here: a day past the last one is what these records have, and the
traveller may show otherwise (border profile 8).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.officer import Permission
from station.domain.register import StayCourse, StayList, StayListing, StayPage
from station.domain.sign_in import Session
from station.store import audit_log, officers, stays, who
from station.store.session import Store, Unit
from station.workflow.stays import days_over

PAGE = 100
DUE_DAYS = 7


@dataclass(frozen=True)
class InCountry:
    """Bound to one supervisor; every method may block, and raises NotAllowed for anybody else. `today`: of the post's
    own zone. `connected`: central tells this station of other posts' crossings."""

    store: Store
    session: Session
    today: Callable[[], date]
    connected: bool

    def listed(self, kind: StayList, after: tuple[str, str] | None = None) -> StayListing:
        """A page of 100 of one list; after: `more` of the page before. That it was asked for is in the log."""
        self._still_allowed()
        today = self.today()
        with self.store.unit() as unit:
            page = self._page(unit, kind, today, after)
            found = StayListing(
                kind, page, stays.counts(unit, today, DUE_DAYS), unit.now(), stays.since(unit), not self.connected
            )
            self._audit(unit, Act.RECORDS_SEARCHED, self.session.id, {"list": kind.value, "found": len(page.lines)})
        return found

    def course(self, stay: str) -> StayCourse:
        """Raises RecordMissing for a stay that is not there, or no longer."""
        self._still_allowed()
        today = self.today()
        with self.store.unit() as unit:
            found = stays.get(unit, stay)
            documents = tuple(who.of_person(unit, found.person))
            names = [one.name for one in documents if one.document_key == found.document_key]
            course = StayCourse(
                found,
                next(iter(names or [one.name for one in documents]), ""),
                documents,
                tuple(stays.events(unit, stay)),
                tuple(stays.of_traveller(unit, {found.person})),
                days_over(found.last_day, today) if found.is_open else 0,
            )
            self._audit(unit, Act.RECORD_READ, found.person, {"stay": stay})
        return course

    @staticmethod
    def _page(unit: Unit, kind: StayList, today: date, after: tuple[str, str] | None) -> StayPage:
        if kind is StayList.OVER:
            return stays.overstayed(unit, today, PAGE, after)
        if kind is StayList.DUE:
            return stays.due(unit, today, DUE_DAYS, PAGE, after)
        if kind is StayList.INSIDE:
            return stays.inside(unit, today, PAGE, after)
        return stays.halves(unit, today, PAGE, after)

    def _still_allowed(self) -> None:
        """Whoever signed in may have lost the right since."""
        with self.store.reading() as unit:
            officers.require_still(unit, self.session.officer, Permission.ADJUDICATE)

    def _audit(self, unit: Unit, act: Act, subject: str, detail: dict[str, Detail]) -> None:
        event = AuditEvent(unit.now(), self.session.officer.name, act, self.store.keys.station, subject, detail)
        audit_log.append(unit, event)
