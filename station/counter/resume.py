"""A visit that a stop of the station interrupted, made whole again: samples are taken over, conclusions are not.

The document is read again from its lines, the identity on record is looked up again, the stay is counted from today,
and every comparison is made anew by the check step.
"""

from __future__ import annotations

import uuid
from datetime import date

from station.counter.documents import Documents
from station.counter.draft import Draft
from station.domain.open_visit import OpenVisit
from station.domain.samples import FaceSample, Finger, FingerSample
from station.domain.visit import Document, Stay
from station.workflow.counter import Step
from station.workflow.policy import Policy, StayError

RESUMED = "resumed"  # among the warnings of the record


def rebuilt(
    kept: OpenVisit,
    face: FaceSample | None,
    fingers: dict[Finger, FingerSample],
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
    draft.stay = None if draft.document is None else _stay(kept.stay, policy, today)
    draft.notice = kept.notice
    draft.face, draft.fingers = face, dict(fingers)
    draft.missing = {m.finger: m.reason for m in kept.missing}
    draft.face_done, draft.fingers_done = kept.face_done, kept.fingers_done
    draft.warnings = {*kept.warnings, RESUMED}
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
    if document is None or not document.lines:
        return None
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


def _stay(stay: Stay | None, policy: Policy, today: date) -> Stay | None:
    if stay is None:
        return None
    try:
        last = policy.last_day(stay.direction, stay.purpose, stay.visa_class, stay.days, today)
    except StayError:
        return None
    return Stay(stay.direction, stay.purpose, stay.visa_class, stay.days, last)
