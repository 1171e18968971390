"""What the counter's steps say to their pages, as plain values: readings, live events, results, the record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from station.domain.case import CaseStatus
from station.domain.chip import ChipEvidence, SealEvidence
from station.domain.desk.picture import Picture
from station.domain.outcome import Candidate, CaseReason, Comparison, Outcome, Ruling, Verdict
from station.domain.register import RegisterAnswer
from station.domain.samples import Finger, FingerSample, GateValue, MissingFinger
from station.domain.visit import Direction, Document, ManualReason, Notice, Stay

# ---- document


@dataclass(frozen=True)
class FieldProblem:
    """One field of the machine readable zone that does not hold."""

    field: str  # "number", "birth", "expiry", "optional", "composite", "name", "lines" ...
    code: str  # "check_digit", "bad_character", "bad_date", "bad_length" ...


@dataclass(frozen=True)
class KnownPerson:
    """Somebody on record who may be the bearer of this document."""

    person: str
    name: str
    document: str
    birth: str
    last_visit: date | None


@dataclass(frozen=True)
class DocumentPlace:
    """Characters of a document's lines: line from 0, first column, and the column after the last."""

    line: int
    start: int
    stop: int


@dataclass(frozen=True)
class DocumentConcern:
    """Something the officer must know of a document whose digits hold, or must answer.

    code: "state_unknown", "state_unusual", "kind_unusual", "surname_empty", "name_may_be_cut", "name_implausible",
    "expiry_permanent", "expiry_century", "birth_century", "look_alike". choices: what the field may be instead, the
    value taken first; dates as YYYY-MM-DD, "9999-12-31" for a permanent document; single characters for "look_alike".
    asks: the document cannot be confirmed before the officer has chosen.
    """

    code: str
    field: str
    place: DocumentPlace | None = None
    choices: tuple[str, ...] = ()
    asks: bool = False


@dataclass(frozen=True)
class DocumentPart:
    """One field as printed, for manual entry to start from. text: with fillers; value: "" where nothing usable stands;
    code: why not, "" where it holds ("mrz_missing": nothing is printed)."""

    name: str
    text: str
    value: str
    code: str = ""


@dataclass(frozen=True)
class StateName:
    """A state or organisation of ICAO Doc 9303-3. kind: "state", "british", "organisation", "person" (stateless,
    refugee), "former", "unofficial", "specimen" (no document of a person)."""

    code: str
    kind: str
    english: str
    indonesian: str


@dataclass(frozen=True)
class TravelCode:
    """A barcode that the traveller shows. kind: "e_visa", "e_voa", "arrival_card", "seal", "seal_json",
    "boarding_pass", "zone", "address", "text". signed: it carries a signature, not verified here; otherwise it proves
    nothing and `key` serves to look a record up. host: of an address; never to be opened. lost: keys could not carry
    all of it."""

    kind: str
    signed: bool
    key: str
    host: str = ""
    lost: bool = False


@dataclass(frozen=True)
class DocumentEntry:
    """A document as an officer read it. Only a name, and who issued it, must be there; what is left empty is marked in
    the record. birth: YYYY-MM-DD with "XX" for unknown parts, or ""; nationality and issuer: codes of Doc 9303-3."""

    reason: ManualReason
    surname: str
    issuer: str
    given_names: str = ""
    number: str = ""
    nationality: str = ""
    birth: str = ""
    sex: str = "X"
    expiry: date | None = None


@dataclass(frozen=True)
class DocumentReading:
    document: Document | None  # None: nothing usable was read, or only what identifies nobody
    lines: tuple[str, ...] = ()  # "?" where a reader gave a character up
    problems: tuple[FieldProblem, ...] = ()
    expired: bool = False
    known: KnownPerson | None = None  # this very document is on record
    renewed: tuple[KnownPerson, ...] = ()  # people on record whose passport this may replace
    repaired: tuple[str, ...] = ()  # fields that were misread and mended because one check digit left one choice
    concerns: tuple[DocumentConcern, ...] = ()
    parts: tuple[DocumentPart, ...] = ()  # of a zone that is not whole
    missing: tuple[str, ...] = ()  # parts that are not printed
    refused: tuple[str, ...] = ()  # parts that are printed, but do not hold
    name_may_be_cut: bool = False
    photographed: bool = False
    states: tuple[StateName, ...] = ()  # of issuer and nationality, as far as the table knows them
    visa: Document | None = None  # beside the passport, or alone: it belongs to the stay
    visa_differs: tuple[str, ...] = ()  # fields in which the visa speaks of somebody else than the passport
    manual: ManualReason | None = None  # entered by hand; `missing` then names what was left empty
    choices: tuple[DocumentReading, ...] = ()  # several documents in one picture: the officer takes one
    seals: tuple[SealEvidence, ...] = ()  # digital seals that were shown, judged
    page: bytes | None = field(default=None, compare=False, repr=False)  # JPEG of all that the camera saw of it
    picture: Picture | None = field(default=None, compare=False)  # the zone as photographed, upright, line under line
    # of each place in `concerns` and `problems`, enlarged; in their order
    closeups: tuple[tuple[DocumentPlace, Picture], ...] = field(default=(), compare=False)

    @property
    def questions(self) -> tuple[DocumentConcern, ...]:
        """What must be answered before the document is confirmed."""
        return tuple(concern for concern in self.concerns if concern.asks)


@dataclass(frozen=True)
class InterruptedVisit:
    """A visit that was open when the station stopped, or was parked, and how far it had come."""

    id: str
    name: str  # of the document; empty where none was read
    officer: str  # who had it
    opened_at: datetime
    face: bool
    fingers: int
    cases: tuple[str, ...] = ()
    parked: bool = False  # set aside on purpose, until a supervisor has ruled
    case: CaseState | None = None  # the newest of its cases, as it stands now
    face_done: bool = False  # taken, or left out with a reason
    fingers_done: bool = False


@dataclass(frozen=True, eq=False)
class VisitView:
    """The visit in hand as it stood after the last accepted step."""

    reading: DocumentReading | None = None
    document: Document | None = None  # confirmed by the officer
    person: str = ""
    known: bool = False  # the person is on record
    stay: Stay | None = None
    notice: Notice | None = None
    warnings: tuple[str, ...] = ()  # sorted
    hand: tuple[Finger, ...] = ()  # the fingers that this visit asks for
    expected: Finger | None = None  # asked for now; None when the hand is done
    taken: tuple[FingerSample, ...] = ()  # by position
    missing: tuple[MissingFinger, ...] = ()
    cases: tuple[str, ...] = ()  # opened in this visit: it is sealed even where it is left
    agrees: Outcome | None = None  # with the record, all that was compared; None: not compared


NO_CLASS = "-"  # the officer found that no class is this traveller's: to be referred or refused


@dataclass(frozen=True)
class PurposeName:
    key: str  # of the policy
    names: tuple[tuple[str, str], ...] = ()  # (language, words) of the policy, where the product has none


@dataclass(frozen=True)
class VisaClass:
    key: str  # index of the policy, "B1"
    days: int | None  # longest stay, arrival is day 1; None: a permit names the last day, or there is none
    names: tuple[tuple[str, str], ...] = ()  # (language, words) of the policy
    asks: tuple[str, ...] = ()  # what the traveller must show: "visa_number", "permit_until" ...


@dataclass(frozen=True)
class NoticeText:
    version: str
    language: str
    text: str


# ---- face


class Guidance(Enum):
    """States of a face acquisition (TR-03121-2-2 8.1.4)."""

    INITIALIZING = "initializing"
    SEARCHING_FACE = "searching_face"
    FACE_RECOGNIZED = "face_recognized"
    CAPTURING = "capturing"
    STEP_BACK = "step_back"
    STEP_FORWARD = "step_forward"
    STEP_LEFT = "step_left"
    STEP_RIGHT = "step_right"
    MOVE_UP = "move_up"
    MOVE_DOWN = "move_down"
    STAND_STILL = "stand_still"
    LOOK_STRAIGHT = "look_straight"
    OPEN_EYES = "open_eyes"
    CLOSE_MOUTH = "close_mouth"
    MULTIPLE_FACES = "multiple_faces"
    TURN_HEAD = "turn_head"
    PERFORMING_QA = "performing_qa"
    ASSESS_QUALITY = "assess_quality"


class CaptureResult(Enum):
    """How a face acquisition ended (TR-03121-2-2 8.1.4)."""

    SUCCESS = "success"
    CANCELED = "canceled"
    TIMEOUT_WITH_IMAGE = "timeout_with_image"
    TIMEOUT_WITHOUT_IMAGE = "timeout_without_image"
    CAMERA_FAILURE = "camera_failure"


class Turned(Enum):
    """What the camera saw when the traveller was asked to turn the head."""

    HEAD = "head"  # what is nearer moved against what is farther
    FLAT = "flat"  # it moved as a picture does
    NOT_SEEN = "not_seen"


@dataclass(frozen=True)
class FaceEvent:
    """What the face acquisition sees right now."""

    guidance: Guidance
    gate: tuple[GateValue, ...] = ()
    box: tuple[float, float, float, float] | None = None  # left, top, right, bottom; shares of width and height, 0..1
    seconds_left: float | None = None


@dataclass(frozen=True, eq=False)
class FaceShot:
    """One captured face: the cropped portrait and what the gate says of it."""

    picture: Picture
    gate: tuple[GateValue, ...]
    passed: bool
    forced: bool = False
    attack_score: float | None = None
    attack_alarm: bool | None = None  # None: not provided


@dataclass(frozen=True, eq=False)
class FaceCapture:
    result: CaptureResult
    shots: tuple[FaceShot, ...] = ()
    best: int = 0  # index into shots
    calibration_expired: bool = False  # the certificate of the camera is over
    turned: Turned | None = None  # None: nobody was asked


@dataclass(frozen=True, eq=False)
class RecordFace:
    """The face that this traveller is compared with, for the officer's eyes beside the live one."""

    picture: Picture
    taken_on: date


@dataclass(frozen=True)
class FaceVerdict:
    """What the live face says beside the one on record while it is being taken: for the officer's eyes, no decision.

    `pictures`: of the newest live pictures, the earliest first, whether each agrees alone. `agrees`: all of them
    together, None while nothing was compared. `of`: how many are looked at together.
    """

    pictures: tuple[bool, ...] = ()
    agrees: bool | None = None
    of: int = 0


# ---- fingers


class FingerHint(Enum):
    """Live events of a finger acquisition (TR-03121-2-2 8.4.4 and what a plugged device adds)."""

    SEARCHING_FINGERS = "searching_fingers"
    FINGERS_RECOGNIZED = "fingers_recognized"
    REDUCE_PRESSURE = "reduce_pressure"
    RAISE_PRESSURE = "raise_pressure"
    MOVE_LEFT = "move_left"
    MOVE_RIGHT = "move_right"
    MOVE_FORWARD = "move_forward"
    MOVE_BACKWARD = "move_backward"
    KEEP_STILL = "keep_still"
    TOO_FEW_FINGERS = "too_few_fingers"
    TOO_MANY_FINGERS = "too_many_fingers"
    SCANNING = "scanning"
    SCORING = "scoring"
    LIFT_FINGER = "lift_finger"
    UNPLUGGED = "unplugged"
    RECONNECTED = "reconnected"


@dataclass(frozen=True, eq=False)
class FingerAttempt:
    """One capture of one finger."""

    number: int  # 1..3
    nfiq2: int  # 0..100, 255 = failed
    picture: Picture
    attack_score: float | None = None
    attack_alarm: bool | None = None  # None: not provided
    forced: bool = False  # the officer's key took it


@dataclass(frozen=True, eq=False)
class FingerEvent:
    hint: FingerHint
    finger: Finger
    attempt: int = 1
    scored: FingerAttempt | None = None  # an attempt whose score has just come


@dataclass(frozen=True, eq=False)
class FingerTask:
    """The outcome of one finger's task: up to three attempts, the best of them, and the uniqueness check."""

    finger: Finger
    threshold: int
    attempts: tuple[FingerAttempt, ...]
    chosen: int  # index into attempts
    sufficient: bool
    duplicates: tuple[Finger, ...] = ()  # earlier fingers of this visit that match this one
    calibration_expired: bool = False


# ---- check


class WatchReason(Enum):
    DOCUMENT = "document"
    NAME = "name"
    FACE = "face"


class Likeness(Enum):
    """How a field of a listed person stands to the traveller's."""

    SAME = "same"
    ALIKE = "alike"
    DIFFERENT = "different"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True)
class LikenessReason:
    """Why a field counts as alike: a stable key (of models.names.why, "near_birth", "near_number") and the words it is
    about, empty where it is about the whole field."""

    kind: str
    own: str = ""
    listed: str = ""


@dataclass(frozen=True)
class ListedField:
    """One field of a watchlist's entry beside the traveller's: "name", "birth", "nationality", "sex", "document" or
    "face". `own` and `listed` are as they stand there; of a face "taken" and "listed", empty where there is none."""

    field: str
    own: str
    listed: str
    likeness: Likeness
    why: tuple[LikenessReason, ...] = ()


@dataclass(frozen=True, eq=False)
class CheckedCandidate:
    candidate: Candidate
    picture: Picture = None
    fields: tuple[ListedField, ...] = ()  # of an entry of the watchlist beside the traveller


@dataclass(frozen=True)
class FingerAdvice:
    """What the officer is told of fingers that could not be compared as they came.

    too_little: fingers with too little of the print on one side; they took no part. turned: the live prints matched
    the other way round, by so many degrees: the reader stands upside down, or was touched from the far side.
    exchanged: (given as, looks like) of fingers that match another finger of the record; relabel them, or let the
    comparison stand.
    """

    too_little: tuple[Finger, ...] = ()
    turned: int | None = None
    exchanged: tuple[tuple[Finger, Finger], ...] = ()


@dataclass(frozen=True)
class CaseState:
    """A case of this visit, as the counter that waits sees it."""

    id: str
    reasons: tuple[CaseReason, ...]
    status: CaseStatus
    supervisor: str = ""
    ruling: Ruling | None = None


@dataclass(frozen=True)
class ListState:
    """The watchlist that a traveller was screened against, so that a clear result can say against what.

    entries: in force at this station. dated: the day of the oldest list among them as its publisher names it, None
    where no list says. unreadable: entries with a name that no machine can compare.
    """

    entries: int = 0
    dated: date | None = None
    unreadable: int = 0


@dataclass(frozen=True, eq=False)
class PrintPair:
    """One finger as it was taken now and as it is on record, both PNG or empty where there is no picture."""

    finger: Finger
    live: bytes = b""
    record: bytes = b""
    agrees: bool | None = None  # whether this finger alone speaks for one person; None: it was not compared


@dataclass(frozen=True, eq=False)
class CheckResult:
    first_visit: bool
    live_face: Picture = None
    reference_face: Picture = None
    face: Comparison | None = None
    fingers: Comparison | None = None
    fused: Comparison | None = None
    gallery_size: int = 0
    gallery_missing: int = 0  # people on record whom the search did not look at: they are still being read in
    candidates: tuple[CheckedCandidate, ...] = ()
    watchlist: tuple[CheckedCandidate, ...] = ()
    list_state: ListState | None = None  # of the watchlist that was looked through; None: the station has none
    case: CaseState | None = None
    advice: FingerAdvice = FingerAdvice()
    register: RegisterAnswer | None = None  # what the stays on record say
    chip: ChipEvidence | None = None  # with the three comparisons; None: the document has none, or was not read
    chip_face: Picture = None
    page_face: Picture = None
    prints: tuple[PrintPair, ...] = ()  # of the fingers that were taken; empty where nothing is on record
    nothing_taken: bool = False  # neither face nor finger: nobody was compared or searched, the document is all
    one_finger: bool = False  # nothing but one finger was compared and searched


# ---- decision and record


@dataclass(frozen=True, eq=False)
class RecordPreview:
    """What is about to be sealed, for the officer to read once more."""

    document: Document
    stay: Stay
    face: Picture
    fingers: tuple[FingerSample, ...]
    missing: tuple[MissingFinger, ...]
    comparisons: tuple[Comparison, ...]
    warnings: tuple[str, ...] = ()  # "expired_document", "uniqueness", "face_veto" ...
    blocked: tuple[Verdict, ...] = ()  # verdicts that the rules do not allow now
    register: RegisterAnswer | None = None
    admit_needs_note: bool = False  # something speaks against it: the officer says why
    ruling: Ruling | None = None  # a supervisor's, on the newest case of this visit
    check: CheckResult | None = None  # what was compared and searched; None where nothing was
    signer: str = ""  # the officer in whose name it is signed


@dataclass(frozen=True)
class SignedRecord:
    visit: str
    verdict: Verdict
    sealed_at: datetime
    seconds: float  # length of the whole visit
    last_day: date | None
    waiting: int  # records in the outbox, this one included
    name: str = ""  # of the traveller
    direction: Direction = Direction.ARRIVAL
    document: str = ""  # its number
    nationality: str = ""
    station: str = ""
    case_open: bool = False  # no supervisor has ruled on the case of this visit yet
    # the QR code of the visit's number in rows, True is dark, without the quiet zone
    modules: tuple[tuple[bool, ...], ...] = ()
