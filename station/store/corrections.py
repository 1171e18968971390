"""A supervisor's ruling on record: to whom the visit belongs, and which references a person has, as new versions.

A sealed visit is never changed. Each version after it names the one before, is sealed for the agency and signed by the
station that holds the visit, and goes there; what it says of identities and references is followed here at once. A
ruling that is taken back takes back what it changed: references are never overwritten, a correction only says which
visit's they are, so that without it everything stands as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy import delete, func, select

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.case import Case
from station.domain.correction import Correction, ReferenceChange, correction_of
from station.domain.outcome import CaseRuling
from station.domain.reference import Reference
from station.domain.samples import Finger, MissingFinger, MissingReason
from station.domain.visit import Visit
from station.store import audit_log, outbox, records, references
from station.store.errors import RecordKeyGone
from station.store.record import pack, unpack
from station.store.session import Unit
from station.store.tables import corrections
from station.vault import envelope
from station.workflow import adjudication, adjudication_update

KIND = "correction"  # of the record that goes to the agency
MOST_VISITS = 1000  # of one identity that a single ruling links


def of_visit(unit: Unit, visit: str) -> list[Correction]:
    """Every version of a visit after the sealed one, the oldest first."""
    return list(_read(unit, corrections.c.visit == visit))


def of_case(unit: Unit, case: str) -> list[Correction]:
    """What a case's ruling of now did."""
    return list(_read(unit, (corrections.c.case_id == case) & corrections.c.holds))


def links(unit: Unit, person: str, crossings: Iterable[str]) -> list[Correction]:
    """Versions of these visits, at most `MOST_VISITS`, that made them this person's: what a ruling of now linked."""
    ids = list(islice(crossings, MOST_VISITS))
    holding = _read(unit, corrections.c.visit.in_(ids) & corrections.c.holds) if ids else ()
    return [made for made in holding if made.ruling is CaseRuling.SAME_PERSON and made.person == person != made.before]


def _read(unit: Unit, where: object) -> Iterator[Correction]:
    query = select(corrections.c.content).where(where).order_by(corrections.c.visit, corrections.c.number)  # type: ignore[arg-type]
    for content in unit.connection.execute(query).scalars().all():
        yield unpack(Correction, content)


def apply(unit: Unit, case: Case, sealing: Visit | None = None) -> list[Correction]:
    """Do what the ruling of a case says, in the transaction that keeps it; the new versions, signed and queued.

    What an earlier ruling of the same case did is taken back first. Nothing where the visit is not on this station's
    record: it is not sealed yet, or another station's, which does the same when the ruling arrives there.
    `sealing`: the visit, where this is the transaction that seals it; it gets a version only if something is different.
    """
    ruling = case.ruling
    if ruling is None:
        return []
    if not records.exists(unit, case.visit):
        _follow_evidence(unit, case)
        return []
    before = of_case(unit, case.id)
    _take_back(unit, before)
    belongs = {found.visit: found.before for found in before if _person(unit, found.visit) == found.person}
    belongs |= _linked(unit, case, belongs)
    made = [
        _version(unit, case, visit, belongs.get(visit), [found for found in before if found.visit == visit])
        for visit in sorted({case.visit, *belongs, *(found.visit for found in before)})
    ]
    moved = {found.visit for found in made if found.before != found.person}
    for found in made:
        if found.visit in moved:
            records.move_person(unit, found.visit, found.person)
    kept = []
    for found in made:
        whole = found
        if found.visit == case.visit and ruling.ruling is CaseRuling.SAME_PERSON:
            whole = replace(found, references=_reference_change(unit, case, found.person, sealing))
        changed = whole.references is not None and whole.references.changes_something
        if sealing is not None and not (changed or found.visit in moved or whole.takes_back):
            continue
        _keep(unit, whole)
        kept.append(whole)
    return kept


def people_of(case: Case) -> frozenset[str]:
    """Every identity that a ruling of this case may touch."""
    return frozenset(filter(None, (case.person, case.candidate_person, adjudication.apart(case))))


def _take_back(unit: Unit, before: list[Correction]) -> None:
    ids = [found.id for found in before]
    unit.connection.execute(corrections.update().where(corrections.c.id.in_(ids)).values(holds=False))


def _linked(unit: Unit, case: Case, given_back: dict[str, str]) -> dict[str, str]:
    """Visit -> the identity that it belongs to by the ruling of now."""
    person = adjudication.identity_of(case)
    now = given_back.get(case.visit, _person(unit, case.visit))
    if person is None or now not in people_of(case):  # somebody moved it for another reason
        return {}
    found = {case.visit: person}
    if person == case.candidate_person and person != case.person:  # two identities were one person
        for other in records.of_person(unit, case.person, MOST_VISITS):
            found[other.id] = person
        found |= {visit: person for visit, whose in given_back.items() if whose == case.person}
    return found


def _person(unit: Unit, visit: str) -> str:
    return records.summary(unit, visit).person


def _version(unit: Unit, case: Case, visit: str, person: str | None, takes_back: list[Correction]) -> Correction:
    ruling = case.ruling
    assert ruling is not None  # noqa: S101  see apply
    now = _person(unit, visit)
    query = select(func.max(corrections.c.number)).where(corrections.c.visit == visit)
    last = int(unit.connection.execute(query).scalar() or 0)
    return Correction(
        correction_of(visit, last + 1),
        unit.keys.station,
        visit,
        last + 1,
        correction_of(visit, last) if last else visit,
        records.digest(unit, visit) or "",
        case.id,
        ruling.ruling,
        ruling.reason,
        ruling.finding,
        ruling.supervisor,
        unit.now(),
        now,
        now if person is None else person,
        tuple(found.id for found in takes_back),
    )


def _keep(unit: Unit, made: Correction) -> None:
    """The row, the sealed and signed record for the agency, and the line of the log."""
    change = made.references
    updates = change.person if change is not None and change.changes_something else None
    unit.connection.execute(
        corrections.insert().values(
            id=made.id,
            visit=made.visit,
            number=made.number,
            case_id=made.case,
            at=made.at.isoformat(),
            holds=True,
            updates=updates,
            content=pack(made),
        )
    )
    identity = f"{KIND}/{unit.keys.station}/{made.id}".encode()
    sealed = envelope.seal(pack(made), identity, unit.keys.agency_public, unit.keys.signer)
    outbox.put(unit, made.id, KIND, sealed.envelope)
    detail: dict[str, Detail] = {
        "case": made.case,
        "version": made.number,
        "corrects": made.corrects,
        "ruling": made.ruling.value,
        "moved": made.before != made.person,
        "took_back": len(made.takes_back),
        "face": change.face if change is not None else False,
        "fingers": ",".join(change.changes) if change is not None else "",
    }
    event = AuditEvent(made.at, made.supervisor, Act.RECORD_CORRECTED, made.station, made.visit, detail)
    audit_log.append(unit, event)


def _follow_evidence(unit: Unit, case: Case) -> None:
    """Another station's visit, of which this one has the reference: its person is whom the ruling says."""
    person, reference = adjudication.identity_of(case), references.visit_reference(unit, case.visit)
    if person is not None and reference is not None and reference.person in people_of(case):
        references.move_person(unit, case.visit, person)


# ---- references


def _reference_change(unit: Unit, case: Case, person: str, sealing: Visit | None) -> ReferenceChange | None:
    """By the tables of TR-03121-3-1 v7.0, 3.13; None where there is nothing to decide: no reference but the visit's
    own, a traveller who was not admitted, or a comparison that failed and stays failed."""
    live = references.visit_reference(unit, case.visit)
    stored = references.first_reference(unit, person)
    if live is None or stored is None or not live.trusted or not stored.trusted or stored.visit == live.visit:
        return None
    visit = sealing or _visit(unit, case.visit)
    compared = visit.comparisons if visit is not None else case.comparisons
    verifications = adjudication.as_ruled(compared, case)
    if not adjudication_update.may_update(verifications):
        return None
    missing = {m.finger: m.reason for m in visit.missing} if visit is not None else {}
    face = adjudication_update.face(_face_facts(live, stored, case)) if live.face_crop is not None else None
    fingers = _fingers(live, stored, missing)
    return ReferenceChange(
        person,
        face.row if face is not None else 0,
        face.replace if face is not None else False,
        fingers.cell,
        tuple(sorted(change.value for change in fingers.changes)),
        fingers.drop,
        fingers.take,
        fingers.missing,
    )


def _visit(unit: Unit, visit: str) -> Visit | None:
    try:
        return records.visit(unit, visit)
    except RecordKeyGone:  # the agency alone opens it now: what the case holds has to do
        return None


def _face_facts(live: Reference, stored: Reference, case: Case) -> adjudication_update.FaceFacts:
    matched = adjudication.matched(case)
    days = (live.captured_at - stored.captured_at).days
    return adjudication_update.FaceFacts(
        new_document=live.document.key != stored.document.key,
        from_chip=False,  # references here are pictures of this station's cameras
        age=_age(stored),
        years=days / 365.25,
        low_quality=not stored.face_sufficient,
        live_ok=live.face_sufficient,
        fingers_verified=matched.fingers,
        fingers_impossible=not (live.fingers.keys() & stored.fingers.keys()),
        face_verified=matched.face,
    )


def _age(stored: Reference) -> int | None:
    """Whole years at the capture; None where the document does not say the day."""
    try:
        year, month, day = (int(part) for part in stored.document.birth.split("-"))
    except ValueError:
        return None
    taken = stored.captured_at
    return taken.year - year - ((taken.month, taken.day) < (month, day))


@dataclass(frozen=True)
class _Fingers:
    cell: int
    changes: frozenset[adjudication_update.Change]
    drop: tuple[int, ...]
    take: tuple[int, ...]
    missing: tuple[MissingFinger, ...]


def _fingers(live: Reference, stored: Reference, missing: dict[Finger, MissingReason]) -> _Fingers:
    before = {
        Finger(at): adjudication_update.StoredFinger(f.nfiq2, not f.sufficient) for at, f in stored.fingers.items()
    }
    now = {Finger(at): f.nfiq2 for at, f in live.fingers.items()}
    try:
        update = adjudication_update.fingers(before, now, missing)
    except adjudication_update.BothHands:  # from before one hand was the rule: nothing is said of them, nothing changes
        return _Fingers(0, frozenset(), (), (), ())
    drop, take, written = adjudication_update.followed(update, before, now, missing)
    return _Fingers(
        update.cell,
        update.changes,
        tuple(map(int, drop)),
        tuple(map(int, take)),
        tuple(MissingFinger(finger, missing[finger]) for finger in written),
    )


def remove(unit: Unit, visit: str) -> None:
    """With the visit: its versions go, sent or not, and what they said of references with them."""
    ids = list(unit.connection.execute(select(corrections.c.id).where(corrections.c.visit == visit)).scalars())
    if ids:
        outbox.withdraw(unit, ids)
        unit.connection.execute(delete(corrections).where(corrections.c.visit == visit))
