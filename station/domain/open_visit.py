"""A visit that is open at the counter, as far as a power cut must not cost it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from station.domain.chip import ChipEvidence, SealEvidence
from station.domain.samples import MissingFinger
from station.domain.visit import Document, Notice, Stay


@dataclass(frozen=True)
class KeptDocument:
    """What came with the document beside its lines: page (JPEG), chip, seals. Kept once, as a sample is."""

    page: bytes | None = None
    chip: ChipEvidence | None = None
    seals: tuple[SealEvidence, ...] = ()


@dataclass(frozen=True)
class OpenVisit:
    """What was accepted so far; samples are kept beside it. No result of a comparison: those are made again."""

    id: str  # UUID
    officer: str  # who had it last
    opened_at: datetime
    saved_at: datetime
    lines: tuple[str, ...]  # of the document, as they were read
    document: Document | None  # confirmed by the officer
    person: str
    known: bool
    stay: Stay | None
    notice: Notice | None
    face_done: bool  # taken, or skipped with a reason
    fingers_done: bool
    missing: tuple[MissingFinger, ...] = ()
    warnings: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
