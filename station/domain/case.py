"""A case for a supervisor: why it was opened, the live side of the evidence, and what was ruled."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from station.domain.chip import ChipEvidence
from station.domain.outcome import WHERE_SAID, Candidate, CaseReason, CaseRuling, Comparison, Modality, Opinion, Ruling
from station.domain.samples import FaceSample, FingerSample
from station.domain.visit import Document


class CaseStatus(Enum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    RULED = "ruled"


@dataclass(frozen=True)
class Case:
    """The live samples are kept whole, because the visit may not be sealed while its counter waits."""

    id: str  # UUID
    station: str
    officer: str  # who was at the counter
    created_at: datetime
    reason: CaseReason
    visit: str  # may be a visit that is not sealed yet
    person: str  # the identity that the visit claims
    document: Document
    candidate_person: str | None  # the other side; None for a watchlist entry without a person
    candidate_visit: str | None
    candidates: tuple[Candidate, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    face: FaceSample | None = None
    fingers: tuple[FingerSample, ...] = ()
    status: CaseStatus = CaseStatus.WAITING
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    ruling: Ruling | None = None
    told_at: datetime | None = None  # when the counter that waits was shown the ruling
    mode: str = "production"
    note: str = ""
    # written only where they say something, so that a reader of before 2026-12 opens records without them
    version: int = field(default=0, metadata=WHERE_SAID)  # rises with every further state that travels
    needed: int = field(default=1, metadata=WHERE_SAID)  # opinions that a ruling rests on
    blind: bool = field(default=False, metadata=WHERE_SAID)  # a supervisor looks before scores and names are shown
    opinions: tuple[Opinion, ...] = field(default=(), metadata=WHERE_SAID)
    earlier: tuple[Ruling, ...] = field(default=(), metadata=WHERE_SAID)  # rulings that were taken back, oldest first
    corrects: str = field(default="", metadata=WHERE_SAID)  # the record of the state that this one stands instead of
    reopened_for: str = field(default="", metadata=WHERE_SAID)  # why
    escalated_by: str = field(default="", metadata=WHERE_SAID)
    escalated_for: str = field(default="", metadata=WHERE_SAID)  # why
    # of the document before the counter: its page as photographed (JPEG); of its chip what was found, and its picture
    page: bytes | None = field(default=None, metadata=WHERE_SAID)
    chip: ChipEvidence | None = field(default=None, metadata=WHERE_SAID)


def chip_for_case(found: ChipEvidence | None) -> ChipEvidence | None:
    """What a supervisor looks at: the findings and the picture; the other files stay in the record of the visit."""
    return None if found is None else replace(found, files=tuple(file for file in found.files if file.name == "DG2"))


@dataclass(frozen=True)
class CaseRow:
    """One line of the queue; nothing of the evidence."""

    id: str
    reason: CaseReason
    station: str
    name: str  # of the document, as shown
    created_at: datetime
    score: float | None
    status: CaseStatus
    claimed_by: str
    officer: str = ""  # who raised it
    escalated: bool = False
    given: tuple[str, ...] = ()  # who gave an opinion already
    blind: bool = False  # its score is shown after a first look
    ruled_at: datetime | None = None
    ruled_by: str = ""
    ruling: CaseRuling | None = None


def row_of(case: Case) -> CaseRow:
    fused = next((c.score for c in case.comparisons if c.modality is Modality.FUSED and c.parts), None)
    best = next((c.score for c in case.candidates if c.person == case.candidate_person), None)
    return CaseRow(
        case.id,
        case.reason,
        case.station,
        case.document.name,
        case.created_at,
        best if best is not None else fused,
        case.status,
        case.claimed_by or "",
        case.officer,
        bool(case.escalated_by),
        tuple(opinion.supervisor for opinion in case.opinions if not opinion.blind),
        case.blind,
        case.ruling.decided_at if case.ruling else None,
        case.ruling.supervisor if case.ruling else "",
        case.ruling.ruling if case.ruling else None,
    )


def record_of(case: str, status: CaseStatus, version: int = 0, by: str = "") -> str:
    """The id under which one state of a case travels to central: each state travels once.

    `by`: who made a further version, since two stations may make the same one at the same time.
    """
    name = status.value if version == 0 else f"{status.value}/{version}/{by}"
    return str(uuid.uuid5(uuid.UUID(case), name))


def record_now(case: Case) -> str:
    """Under which id the state of now travels."""
    return record_of(case.id, case.status, case.version, _maker(case))


def records_of(case: Case) -> tuple[str, ...]:
    """Every id under which a state of this case may have travelled, up to the state of now. ValueError for a case
    whose id is no UUID: it never travelled."""
    people = {_maker(case), case.escalated_by, *(o.supervisor for o in case.opinions)}
    people |= {ruling.supervisor for ruling in case.earlier} | {""}
    versions = range(case.version + 1)
    found = (record_of(case.id, s, v, who) for s in CaseStatus for v in versions for who in sorted(people))
    return tuple(dict.fromkeys(found))


def _maker(case: Case) -> str:
    """Who made the state of now."""
    if case.ruling is not None:
        return case.ruling.supervisor
    if case.opinions:
        return max(case.opinions, key=lambda opinion: opinion.given_at).supervisor
    return case.escalated_by or (case.earlier[-1].supervisor if case.earlier else "")
