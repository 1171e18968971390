"""A new version of a sealed visit: it names the one before it, and says what is different now."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from station.domain.outcome import CaseRuling, Inspection
from station.domain.samples import MissingFinger

_CORRECTIONS = uuid.UUID("3d1f6f0e-7a0c-4f0a-8b53-0c8a1f5b2e71")


@dataclass(frozen=True)
class ReferenceChange:
    """What becomes of the references of a person by BSI TR-03121-3-1 v7.0, 3.13: which ones, never the samples."""

    person: str
    row: int  # 1..5 of the table of faces, that decided; 0: the visit has no face
    face: bool  # the visit's face is the reference from now on
    cell: int  # 1..9 of the table of fingers; 0: references of both hands, which the table does not know
    changes: tuple[str, ...]  # station.workflow.adjudication_update.Change
    drop: tuple[int, ...]  # finger positions whose reference is none any more
    take: tuple[int, ...]  # finger positions whose reference is the visit's from now on
    missing: tuple[MissingFinger, ...] = ()  # the reasons that are written anew

    @property
    def changes_something(self) -> bool:
        return self.face or bool(self.drop or self.take or self.missing)


@dataclass(frozen=True)
class Correction:
    """Version `number` of a visit's record. No name, no document, no sample: ids, and what was ruled."""

    id: str  # UUID
    station: str
    visit: str
    number: int  # 1 ...; the sealed visit itself is 0
    corrects: str  # id of the version before: the visit's own, or an earlier correction's
    digest: str  # of the sealed visit, SHA-256, hexadecimal
    case: str
    ruling: CaseRuling
    reason: str  # a key of the policy
    finding: Inspection | None
    supervisor: str
    at: datetime
    before: str  # the identity that the visit belonged to
    person: str  # and belongs to now
    takes_back: tuple[str, ...] = ()  # corrections whose changes to the references hold no more
    references: ReferenceChange | None = None


def correction_of(visit: str, number: int) -> str:
    """The id of a version of a visit."""
    return str(uuid.uuid5(_CORRECTIONS, f"{visit}/{number}"))


def apart_from(visit: str) -> str:
    """The identity of whoever stood there, where a supervisor ruled that it is not the one whom the document names."""
    return str(uuid.uuid5(_CORRECTIONS, f"{visit}/apart"))
