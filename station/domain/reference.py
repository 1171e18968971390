"""What is kept of a sealed visit so that the traveller can be verified again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from station.domain.visit import Document

_AND = "+"


@dataclass(frozen=True)
class FingerReference:
    template: bytes  # ISO/IEC 19794-2:2005
    nfiq2: int
    sufficient: bool


@dataclass(frozen=True)
class Reference:
    """One side of a 1:1 comparison."""

    person: str
    visit: str
    document: Document
    captured_at: datetime
    embedding: bytes | None  # a face template (models.face.template); before 2026-12, dlib's 128 little-endian float32
    face_crop: bytes | None  # JPEG
    face_sufficient: bool
    fingers: Mapping[int, FingerReference] = field(default_factory=dict)  # by finger position 1..10
    trusted: bool = True  # False where the visit was refused or referred: shown, never updates anything
    changed_by: tuple[str, ...] = ()  # corrections that made it what it is, where it is not one visit's alone

    @property
    def note(self) -> str:
        """Names exactly this reference, beginning with the visit that its face is of."""
        if not self.changed_by:
            return self.visit
        made_of = hashlib.sha256("\n".join(self.changed_by).encode()).hexdigest()[:16]
        return f"{self.visit}{_AND}{made_of}"


def visit_of(note: str) -> str:
    """The visit that a note begins with."""
    return note.partition(_AND)[0]


def is_mixed(note: str) -> bool:
    """Whether it is of a reference that is not one visit's alone."""
    return _AND in note


@dataclass(frozen=True)
class VisitSummary:
    """One line of a list of visits."""

    id: str
    person: str
    name: str
    document_key: str
    nationality: str
    birth: str
    direction: str
    verdict: str | None
    officer: str
    sealed_at: datetime
    mode: str
