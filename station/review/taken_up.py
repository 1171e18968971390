"""A case that is past its days, taken up again from what its ruling left on record.

Retention removes a ruled case with its evidence sooner than the visits whose identities it joined. Each version of such
a visit names the case, the ruling and who ruled, so the case can be laid before a supervisor once more: with the same
id, by which what it did is taken back, and with the evidence that is still here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from station.domain.case import Case, CaseStatus, record_of
from station.domain.correction import Correction
from station.domain.outcome import CaseReason, CaseRuling, Ruling
from station.domain.reference import Reference, VisitSummary
from station.domain.samples import FaceSample, SampleSource
from station.domain.visit import Document, Visit
from station.store import corrections, officers, outbox, records, references
from station.store.errors import RecordKeyGone, RecordMissing
from station.store.session import Unit

MOST_STATES = 32  # of one case, that travelled before: no case was ever opened again so often


def taken_up(unit: Unit, case_id: str, why: str) -> Case:
    """The case, waiting, with the ruling that it had; not kept yet. `why`: it is opened again.

    Raises RecordMissing where no ruling of that id links anything (any more).
    """
    linked = [
        made
        for made in corrections.of_case(unit, case_id)
        if made.ruling is CaseRuling.SAME_PERSON and made.person != made.before
    ]
    if not linked:
        raise RecordMissing("no such case, and nothing that it linked")
    of = {made.visit: records.summary(unit, made.visit) for made in linked}
    # a ruling links the visit that its case was about, and the earlier ones of the same identity
    about = max(linked, key=lambda made: (made.references is not None, of[made.visit].sealed_at))
    return _as_new(unit, _laid_out(unit, about, of[about.visit], frozenset(of), why))


def _laid_out(unit: Unit, about: Correction, summary: VisitSummary, linked: frozenset[str], why: str) -> Case:
    visit, own = _visit(unit, about.visit), references.visit_reference(unit, about.visit)
    others = (one.id for one in records.of_person(unit, about.person, corrections.MOST_VISITS) if one.id not in linked)
    other = next((visit for visit in others if references.visit_reference(unit, visit) is not None), None)
    document = visit.document if visit is not None else own.document if own is not None else _document(summary)
    return Case(
        about.case,
        unit.keys.station,
        summary.officer,
        unit.now(),  # its days begin again
        CaseReason.OTHER_CANDIDATE,
        about.visit,
        about.before,
        document,
        about.person,
        other,
        comparisons=visit.comparisons if visit is not None else (),
        face=visit.face if visit is not None else _face(own),
        fingers=visit.fingers if visit is not None else (),
        mode=summary.mode,
        earlier=(Ruling(about.ruling, about.reason, "", about.supervisor, about.at, about.finding),),
        reopened_for=why,
    )


def _visit(unit: Unit, visit: str) -> Visit | None:
    try:
        return records.visit(unit, visit)
    except RecordKeyGone:  # the agency alone opens it now; the reference has a picture of the face
        return None


def _face(own: Reference | None) -> FaceSample | None:
    if own is None or own.face_crop is None or own.embedding is None:
        return None
    source = SampleSource("", "", "")  # which camera it was is in the sealed record
    return FaceSample(
        own.face_crop, own.embedding, (), own.face_sufficient, False, None, None, source, own.captured_at
    )  # fmt: skip


def _document(summary: VisitSummary) -> Document:
    """What the line of the visit knows of it; when it ends is not known any more, and nobody crosses by it here."""
    issuer, _, number = summary.document_key.partition(":")
    surname, _, given = summary.name.partition(", ")
    return Document(
        "MANUAL", "", issuer, number, surname, given, summary.nationality, summary.birth, "X", date.max
    )  # fmt: skip


def _as_new(unit: Unit, case: Case) -> Case:
    """As a state that comes after every one that travelled: each travels once."""
    people = sorted({"", *(account.officer.name for account in officers.every(unit)), case.earlier[-1].supervisor})
    known = [
        version
        for version in range(MOST_STATES)
        if any(outbox.knows(unit, record_of(case.id, s, version, by)) for s in CaseStatus for by in people)
    ]
    last = max(known, default=0)
    by_whom = case.earlier[-1].supervisor
    return replace(case, version=last + 1, corrects=record_of(case.id, CaseStatus.RULED, last, by_whom))
