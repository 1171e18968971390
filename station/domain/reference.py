"""What is kept of a sealed visit so that the traveller can be verified again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from station.domain.visit import Document


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
