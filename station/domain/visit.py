"""A traveller, their document and one visit to the counter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from enum import Enum, StrEnum

from station.domain.chip import ChipEvidence, SealEvidence
from station.domain.days import zone_of
from station.domain.outcome import WHERE_SAID, Comparison, Decision
from station.domain.samples import FaceSample, FingerSample, MissingFinger


class Direction(Enum):
    ARRIVAL = "arrival"
    DEPARTURE = "departure"


class Leaving(Enum):
    """Why a visit ends before a decision."""

    TRAVELLER_LEFT = "traveller_left"
    WRONG_DOCUMENT = "wrong_document"  # of somebody else, or the wrong one was laid down
    OTHER_COUNTER = "other_counter"
    EQUIPMENT = "equipment"
    MISTAKE = "mistake"  # opened by mistake


class ManualReason(Enum):
    """Why a document was entered by hand instead of being read."""

    NO_ZONE = "no_zone"  # a card or certificate without machine readable lines
    LETTER = "letter"  # border pass, laissez-passer, letter of a consulate
    DAMAGED = "damaged"  # worn, torn or wet
    OTHER_FORM = "other_form"  # lines that follow no known form, or fields that do not hold
    EQUIPMENT = "equipment"  # neither reader nor camera works


class Purpose(StrEnum):
    """Purposes of a visit that have words of their own in the product. Which purposes there are is data of the policy:
    a stay holds its key, and a policy may name others."""

    TOURISM = "tourism"
    BUSINESS = "business"
    FAMILY = "family"
    TRANSIT = "transit"
    WORK = "work"
    STUDY = "study"
    MEDICAL = "medical"
    OFFICIAL = "official"
    CREW = "crew"
    RETURNING = "returning"  # a national or resident coming home


@dataclass(frozen=True)
class Document:
    """What the machine readable zone says (ICAO 9303), after the officer confirmed the name."""

    kind: str  # "TD1", "TD2", "TD3", "MRV-A", "MRV-B"; "MANUAL" where an officer entered it, with no `lines`
    code: str  # "P", "I<", "V" ...
    issuer: str  # three letters
    number: str  # without fillers, long numbers whole
    surname: str
    given_names: str
    nationality: str
    birth: str  # YYYY-MM-DD; unknown parts stay "XX": "1974-XX-XX"
    sex: str  # "F", "M" or "X"
    expiry: date
    optional: str = ""
    optional2: str = ""
    lines: tuple[str, ...] = ()
    name_confirmed: bool = False

    @property
    def key(self) -> str:
        """Issuer and number: what makes two presentations the same document."""
        return f"{self.issuer}:{self.number}"

    @property
    def name(self) -> str:
        return f"{self.surname}, {self.given_names}" if self.given_names else self.surname


@dataclass(frozen=True)
class Stay:
    direction: Direction
    purpose: str  # a key of the policy
    visa_class: str  # a key of the policy, e.g. "B1"; "VOA" and "BVK" in records from before June 2025's indices
    days: int  # length of stay asked for, arrival is day 1
    last_day: date | None  # None on departure, and where the class has none
    kind: str = "visitor"  # station.workflow.stays.StayKind, or "none": own nationals have no stay
    day: date | None = None  # of the crossing, in the post's own zone; None in records from before it was written
    zone: str = ""  # of the post, "+07:00"
    proofs: tuple[tuple[str, str], ...] = ()  # documents that the class asks for: (kind, number or YYYY-MM-DD)
    sticker: Document | None = None  # the visa in the passport: it belongs to the stay
    proof: str = ""  # what the traveller showed of the crossing that is missing: "stamp", "boarding_pass" ...
    proof_day: date | None = None  # the day that it names
    findings: tuple[str, ...] = ()  # what the register said, and what was done: stable codes

    @property
    def clock(self) -> timezone:
        """What the post's day and hour go by; UTC in records that name no zone."""
        return zone_of(self.zone or "+00:00")


@dataclass(frozen=True)
class Notice:
    """What the traveller was told, in which language, and when."""

    version: str
    language: str
    shown_at: datetime


@dataclass(frozen=True)
class Visit:
    """One visit, complete enough to be sealed."""

    id: str  # UUID
    station: str
    officer: str
    opened_at: datetime
    document: Document
    person: str  # UUID of the identity this visit belongs to; new on first enrolment
    stay: Stay
    notice: Notice | None
    face: FaceSample | None
    fingers: tuple[FingerSample, ...] = ()
    missing: tuple[MissingFinger, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    decision: Decision | None = None
    cases: tuple[str, ...] = ()
    mode: str = "production"  # "production", "training", "demo"
    closed_at: datetime | None = None
    warnings: tuple[str, ...] = field(default=())  # stable keys: "expired_document", "uniqueness", ...
    # written only where they say something, so that a reader of before 2026-12 opens records without them
    page: bytes | None = field(default=None, metadata=WHERE_SAID)  # JPEG of the document's page as photographed
    chip: ChipEvidence | None = field(default=None, metadata=WHERE_SAID)
    seals: tuple[SealEvidence, ...] = field(default=(), metadata=WHERE_SAID)
