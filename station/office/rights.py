"""What a traveller may ask of the agency by law: to see what is kept, and to have it erased; two people do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from station.domain.audit import Act, AuditEvent
from station.domain.office import FoundPerson, SecondPerson
from station.domain.officer import Permission
from station.domain.reference import VisitSummary
from station.domain.sign_in import Session
from station.errors import StationError
from station.office import proof_file
from station.office.export import export_person
from station.office.log_in import FingerCheck, require
from station.office.retain import Retain
from station.office.two_person import Approval, TwoPeople
from station.store import audit_log, records
from station.store.names import fold
from station.store.session import Store

SHORTEST = 3  # letters or digits of a search: nobody lists everybody
MOST = 200  # visits that a search reads


class SearchTooShort(StationError):
    code = "search_too_short"


@dataclass(frozen=True)
class Rights:
    """Bound to one administrator; every method may block."""

    store: Store
    people: TwoPeople
    retain: Retain
    session: Session
    forget: Callable[[str], object]  # a person leaves the gallery that is in memory
    finger: Callable[[str], FingerCheck] | None = None  # the scanner with the officer of this name before it

    def find(self, text: str) -> tuple[FoundPerson, ...]:
        """People whose name holds the words, or whose document has this number; that it was asked is in the log.

        Raises NotAllowed, SearchTooShort.
        """
        require(self.store, self.session, Permission.EXPORT)
        require(self.store, self.session, Permission.ERASE)
        if len(fold(text).replace(" ", "")) < SHORTEST:
            raise SearchTooShort
        with self.store.unit() as unit:
            visits = records.search(unit, text, MOST) + records.of_number(unit, text, MOST)
            found = _people(visits)
            event = AuditEvent(
                unit.now(),
                self.session.officer.name,
                Act.RECORDS_SEARCHED,
                self.store.keys.station,
                self.session.id,
                {"found": len(found)},
            )
            audit_log.append(unit, event)
            counts = {person: len(records.of_person(unit, person, MOST)) for person in found}
        return tuple(
            FoundPerson(v.person, v.name, v.document_key, v.birth, counts[v.person], v.sealed_at)
            for v in found.values()
        )

    def export(self, person: str, second: SecondPerson, path: Path) -> None:
        """Write everything about one person as a ZIP, in the clear.

        Raises NotAllowed, SignInRefused, ApprovalInvalid, RecordMissing, FileUnwritten.
        """
        proof_file.may_write(path)
        approval = self._approve("export", person, second)
        proof_file.write(path, export_person(self.store, person, approval, self.people))

    def erase(self, person: str, second: SecondPerson, path: Path) -> int:
        """Destroy keys and records of a person and write the proofs; how many visits.

        Raises NotAllowed, SignInRefused, ApprovalInvalid, RecordMissing; FileUnwritten before anything is erased.
        """
        proof_file.may_write(path)
        approval = self._approve("erase", person, second)
        proofs = self.retain.erase(person, approval, self.people)
        self.forget(person)
        proof_file.write(path, proof_file.to_json(proofs))
        return len(proofs)

    def _approve(self, act: str, person: str, second: SecondPerson) -> Approval:
        """The second person's finger is asked for where they have set one and typed no code."""
        code = second.code.strip() or None
        finger = None if code or self.finger is None else self.finger(second.name)
        return self.people.approve(
            act, person, self.session, second.name, second.password, reason=second.reason, code=code, finger=finger
        )


def _people(visits: list[VisitSummary]) -> dict[str, VisitSummary]:
    """The newest visit of each person."""
    found: dict[str, VisitSummary] = {}
    for visit in sorted(visits, key=lambda v: v.sealed_at, reverse=True):
        found.setdefault(visit.person, visit)
    return found
