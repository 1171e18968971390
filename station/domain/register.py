"""Who was here, and the stays of travellers, as this station's records have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


@dataclass(frozen=True)
class Traveller:
    """One person with one document, as the newest crossing names them."""

    key: int  # the place in the list: the next page goes on behind it
    person: str
    document_key: str
    number: str
    name: str
    nationality: str
    birth: str  # YYYY-MM-DD, unknown parts "XX"
    last_at: datetime  # of the newest crossing


@dataclass(frozen=True)
class TravellerPage:
    """`more`: the key to go on behind; None where the list ends. `by_number`: found by the document's number."""

    travellers: tuple[Traveller, ...]
    more: int | None = None
    by_number: bool = False


@dataclass(frozen=True)
class Link:
    """A crossing that is one person's by the ruling of a case; sealed it was another identity's."""

    visit: str
    case: str
    supervisor: str
    at: datetime
    reason: str  # a key of the policy
    waits: bool  # the case is open again, and may be ruled otherwise


class Unlinked(Enum):
    """What became of a supervisor's word that linked identities are different people."""

    APART = "apart"
    ASKED = "asked"  # another supervisor's opinion
    LOOK_FIRST = "look_first"  # the case waits for a look at its pictures, as policy asks
    STANDS = "stands"  # those who were asked ruled that it is one person


class Closing(Enum):
    """How a stay ended."""

    DEPARTED = "departed"
    INFERRED = "inferred"  # somebody who was in the country came again
    STATUS_CHANGED = "status_changed"
    NATURALISED = "naturalised"
    DEPORTED = "deported"
    DECEASED = "deceased"
    VOID = "void"  # was entered by mistake


class Certainty(Enum):
    RECORDED = "recorded"  # both halves at counters of these records
    SHOWN = "shown"  # by a stamp, a boarding pass, a permit
    TOLD = "told"


class StayAct(Enum):
    """What may happen to a stay."""

    OPENED = "opened"
    EXTENDED = "extended"
    CORRECTED = "corrected"
    INFERRED = "inferred"
    CLOSED = "closed"
    VOIDED = "voided"


@dataclass(frozen=True)
class StayRecord:
    """One time in the country. Days are of the post's own zone; whether it is over its last day follows from the day
    and is never written. `closing` None: open, by these records."""

    id: str
    person: str
    document_key: str
    nationality: str  # used at entry
    visa_class: str
    purpose: str
    kind: str  # station.workflow.stays.StayKind
    post: str
    arrived_on: date | None  # None: the entry is not on record
    zone: str  # of the post at entry, "+07:00"
    last_day: date | None
    left_on: date | None = None
    arrival_visit: str | None = None
    departure_visit: str | None = None
    closing: Closing | None = None
    certainty: Certainty = Certainty.RECORDED
    version: int = 1

    @property
    def is_open(self) -> bool:
        return self.closing is None


@dataclass(frozen=True)
class StayEvent:
    """One thing that happened to a stay: who did it, on which proof, and which day it names."""

    stay: str
    at: datetime
    act: StayAct
    actor: str
    second: str | None = None
    proof: str = ""
    day: date | None = None
    note: str = ""


@dataclass(frozen=True)
class StayLine:
    """A stay as a list shows it, with the name of the traveller; `over`: days beyond the last one, today."""

    stay: StayRecord
    name: str
    over: int = 0


@dataclass(frozen=True)
class StayCounts:
    """Of the register, on one day of the post's zone."""

    inside: int
    over: int
    due: int  # last day within the days that were asked for
    halves: int  # a departure without an entry, or an entry whose departure was inferred


class StayList(Enum):
    """What a supervisor asks the register for."""

    OVER = "over"  # past the last day, the longest first
    DUE = "due"  # last day within a week, the next first
    INSIDE = "inside"  # who came last first
    HALVES = "halves"  # a crossing whose other half is missing


@dataclass(frozen=True)
class StayPage:
    """`more`: what to go on behind; None where the list ends."""

    lines: tuple[StayLine, ...]
    more: tuple[str, str] | None = None


@dataclass(frozen=True)
class StayListing:
    """A page of one list beside the sizes of all. since: before this moment the register knows nothing; alone: no
    central, these are the crossings of this station only; at: when it was asked."""

    kind: StayList
    page: StayPage
    counts: StayCounts
    at: datetime
    since: datetime | None = None
    alone: bool = False


@dataclass(frozen=True)
class StayCourse:
    """One stay with who it is and everything that happened to it, the oldest first. documents: of the traveller, the
    newest first; stays: all of the same person, the newest first."""

    stay: StayRecord
    name: str
    documents: tuple[Traveller, ...]
    events: tuple[StayEvent, ...]
    stays: tuple[StayRecord, ...]
    over: int = 0


# ---- what the counter is told


PROOFS = ("stamp", "boarding_pass", "permit", "told")  # of a crossing that is not on record
RECEIPT = "receipt"  # of a fee that was paid


QUIET = frozenset({"go_on", "show", "close"})  # acts that ask nothing of the officer


@dataclass(frozen=True)
class RegisterFinding:
    """One row of the tables of station.workflow.stays that applies. act: the word of that table."""

    row: int
    code: str
    act: str
    day: date | None = None
    days: int = 0


@dataclass(frozen=True)
class RegisterAnswer:
    """What the register says of the traveller at the counter, the heaviest finding first; a presumption, by these
    records, that the traveller may rebut."""

    findings: tuple[RegisterFinding, ...] = ()
    last_at: datetime | None = None  # of the last crossing
    last_direction: str = ""
    stay: StayRecord | None = None  # the newest that is open
    used: int | None = None  # days in the country, today included
    left: int | None = None  # days until the last one, today not included
    over: int = 0
    fee: int | None = None  # what the rule asks for, in the policy's currency
    currency: str = ""
    since: datetime | None = None  # before this moment the register knows nothing
    heard_at: datetime | None = None  # when central last had word with this station
    alone: bool = False  # no central: these are the crossings of this station only
    asks_proof: bool = False
    asks_receipt: bool = False
    proof: str = ""  # what was shown
    proof_day: date | None = None
    receipt: str = ""

    @property
    def clear(self) -> bool:
        """Nothing to be looked at."""
        return all(finding.act in QUIET for finding in self.findings)

    @property
    def foreseen(self) -> bool:
        """Nothing to be looked at but a departure that is missing within its days: the rule leaves one consequence,
        an admission closes that stay as inferred, and whoever admits is told so where they admit."""
        left = [finding for finding in self.findings if finding.act not in QUIET]
        return bool(left) and all(finding.code == "departure_missing" for finding in left)

    @property
    def refers(self) -> bool:
        """The table asks for the second line or a supervisor: an admission needs a word."""
        return any(finding.act in {"refer", "stop", "supervisor"} for finding in self.findings)
