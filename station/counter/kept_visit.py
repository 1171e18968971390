"""Keeps the visit in hand on the disk after every accepted step, and makes it whole again after the station stopped.

Samples are taken over, conclusions are not: the document is read again from its lines, the identity on record is looked
up again, the stay is counted from today, and every comparison is made anew by the check step.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

from station import logs
from station.counter.documents import Documents
from station.counter.draft import Draft
from station.domain.desk import InterruptedVisit
from station.domain.open_visit import KeptDocument, OpenVisit
from station.domain.samples import FaceSample, Finger, FingerSample
from station.domain.visit import Direction, Document, Stay
from station.store import open_visits
from station.store.errors import DiskFull, RecordMissing, StoreBusy
from station.store.open_visits import DOCUMENT, FACE
from station.store.session import Store, Unit
from station.workflow.counter import Step
from station.workflow.policy import Policy, StayError

RESUMED = "resumed"  # among the warnings of the record
PARKED = "parked"  # among those of a kept visit: set aside on purpose, and not by a stop of the station
Sample = FaceSample | FingerSample | KeptDocument


class KeptVisits:
    """One counter's; `keep` writes what changed since the last call, which is one sample at most."""

    def __init__(self, store: Store, hours: float) -> None:
        """`hours`: how long a visit is offered after its last step; then retention removes it."""
        self._store = store
        self._limit = timedelta(hours=hours)
        self._visit = ""
        self._written: dict[int, Sample] = {}

    def keep(self, draft: Draft) -> bool:
        """One transaction, on the disk when it returns. Without room the visit goes on unkept (False), and the log says
        so: the ballast is for sealed visits."""
        written = self._written if draft.id == self._visit else {}
        held: dict[int, Sample] = {int(f): s for f, s in draft.fingers.items()}
        if draft.face is not None:
            held[FACE] = draft.face
        document = draft.kept_document()
        if document is not None:
            before = written.get(DOCUMENT)
            held[DOCUMENT] = before if before is not None and before == document else document
        try:
            with self._store.unit() as unit:
                open_visits.save(unit, draft.kept(unit.now()))
                for part in written.keys() - held.keys():
                    open_visits.drop_sample(unit, draft.id, part)
                for part, sample in held.items():
                    if written.get(part) is not sample:
                        open_visits.save_sample(unit, draft.id, sample)
        except (DiskFull, StoreBusy) as error:
            logs.log.warning("open visit not kept", visit=draft.id, code=error.code)
            return False
        self._visit, self._written = draft.id, held
        return True

    def interrupted(self) -> tuple[InterruptedVisit, ...]:
        """Visits that a stop of the station left open, and parked ones, newest first."""
        with self._store.reading() as unit:
            since = unit.now() - self._limit
            found = [visit for visit in open_visits.every(unit) if visit.saved_at >= since]
            return tuple(_offered(unit, visit) for visit in found)

    def load(self, visit: str) -> tuple[OpenVisit, FaceSample | None, dict[Finger, FingerSample], KeptDocument | None]:
        """Raises RecordMissing where it is sealed, given up or past its hours; BadRecord."""
        with self._store.reading() as unit:
            kept = open_visits.find(unit, visit)
            if kept is None or kept.saved_at < unit.now() - self._limit:
                raise RecordMissing("this visit is not kept")
            face, fingers = open_visits.samples(unit, visit)
            document = open_visits.document(unit, visit)
        self._visit = visit
        self._written = dict[int, FaceSample | FingerSample | KeptDocument](fingers.items())
        if face is not None:
            self._written[FACE] = face
        if document is not None:
            self._written[DOCUMENT] = document
        return kept, face, fingers, document


def _offered(unit: Unit, visit: OpenVisit) -> InterruptedVisit:
    parts = open_visits.parts(unit, visit.id)
    name = visit.document.name if visit.document is not None else ""
    return InterruptedVisit(
        visit.id,
        name,
        visit.officer,
        visit.opened_at,
        FACE in parts,
        len(parts - {FACE, DOCUMENT}),
        visit.cases,
        PARKED in visit.warnings,
        face_done=visit.face_done,
        fingers_done=visit.fingers_done,
    )


def rebuilt(
    kept: OpenVisit,
    face: FaceSample | None,
    fingers: dict[Finger, FingerSample],
    document: KeptDocument | None = None,
    *,
    officer: str,
    documents: Documents,
    policy: Policy,
    today: date,
) -> Draft:
    """The draft under the name of the officer who goes on with it. A document or stay that no longer holds is left
    out, so that it is confirmed again."""
    draft = Draft(officer, id=kept.id, opened_at=kept.opened_at)
    draft.reading = documents.parse("\n".join(kept.lines)) if kept.lines else None
    draft.document = _document(kept, documents, today)
    draft.person, draft.known = _person(kept, draft.document, documents)
    draft.stay = None if draft.document is None else _stay(kept.stay, policy, today, draft.document)
    draft.notice = kept.notice
    draft.face, draft.fingers = face, dict(fingers)
    if document is not None and draft.document is not None:
        draft.page, draft.chip, draft.seals = document.page, document.chip, document.seals
    draft.missing = {m.finger: m.reason for m in kept.missing}
    draft.face_done, draft.fingers_done = kept.face_done, kept.fingers_done
    draft.warnings = {*kept.warnings, RESUMED} - {PARKED}
    draft.cases = kept.cases
    return draft


def step_of(draft: Draft) -> Step:
    """Where the visit goes on: the first step that is not done."""
    if draft.document is None or draft.stay is None:
        return Step.DOCUMENT
    if not draft.face_done:
        return Step.FACE
    return Step.CHECK if draft.fingers_done else Step.FINGERS


def _document(kept: OpenVisit, documents: Documents, today: date) -> Document | None:
    """The confirmed document, where its lines still say the same and it has not expired since."""
    document = kept.document
    if document is None:
        return None
    if not document.lines:  # entered by hand: nothing to read again
        by_hand = "document_manual" in kept.warnings
        return document if by_hand and (document.expiry >= today or "expired_document" in kept.warnings) else None
    again = documents.parse("\n".join(document.lines)).document
    same = again is not None and again.key == document.key and again.name == document.name
    accepted = document.expiry >= today or "expired_document" in kept.warnings
    return document if same and accepted else None


def _person(kept: OpenVisit, document: Document | None, documents: Documents) -> tuple[str, bool]:
    """The identity behind the document as the records say it now; a renewal that the officer confirmed stays while
    that person is on record."""
    known = None if document is None else documents.known(document)
    if known is not None:
        return known.person, True
    if kept.known:
        return (kept.person, True) if documents.on_record(kept.person) else (str(uuid.uuid4()), False)
    return kept.person, False


def _stay(stay: Stay | None, policy: Policy, today: date, document: Document) -> Stay | None:
    """Counted from today; None, to be asked for again, where the policy has it no more or its day has come."""
    if stay is None or (stay.direction is Direction.ARRIVAL and not stay.visa_class):  # none fits, the officer said
        return None if stay is None else replace(stay, day=today)
    try:
        last = policy.last_day(
            stay.direction, stay.purpose, stay.visa_class, stay.days, today, document, dict(stay.proofs)
        )
    except StayError:
        return None
    return replace(stay, last_day=last, day=today)
