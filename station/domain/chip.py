"""What a document's chip said and what came of checking it, as it is shown at the counter and sealed with the visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from station.domain.outcome import Outcome


class ChipResult(Enum):
    """What came of one check, or of all of them: the words of BSI TR-03135. Undetermined is not passed."""

    SUCCESSFUL = "successful"
    FAILED = "failed"
    UNDETERMINED = "undetermined"
    NOT_SUPPORTED = "not supported"
    ABORTED = "aborted"


_PRECEDENCE = (ChipResult.FAILED, ChipResult.ABORTED, ChipResult.UNDETERMINED, ChipResult.SUCCESSFUL)


def combine(results: Iterable[ChipResult]) -> ChipResult:
    """Failed before aborted before undetermined before successful; what is not supported does not count."""
    counted = set(results)
    return next((result for result in _PRECEDENCE if result in counted), ChipResult.NOT_SUPPORTED)


class Pair(Enum):
    """Two pictures of a face that are compared."""

    CHIP_LIVE = "chip_live"
    CHIP_PAGE = "chip_page"
    PAGE_LIVE = "page_live"


class Substitution(Enum):
    """Which of three faces is somebody else's, by the two comparisons that fail and the one that does not."""

    LIVE = "live"  # chip and page agree: another person holds a genuine document
    PAGE = "page"  # chip and traveller agree: the picture on the page was replaced
    CHIP = "chip"  # page and traveller agree: the picture in the chip was replaced
    ALL = "all"  # no two agree


@dataclass(frozen=True)
class ChipReason:
    """Why a check did not succeed, or what is to be said although it did (`result` None). detail: for technicians."""

    code: str
    result: ChipResult | None
    detail: str = ""


@dataclass(frozen=True)
class ChipCheck:
    """One check that was made. name: "access", "sod", "signer", "chain", "hashes", "com", "states", "document_type",
    "genuine", "zone"."""

    name: str
    result: ChipResult


@dataclass(frozen=True)
class ChipGroup:
    """A data group against its hash in the security object, in the words of BSI TR-03135."""

    number: int
    state: str


@dataclass(frozen=True)
class ChipFile:
    """An elementary file as it was read. name: "COM", "SOD", "DG1" ..., "CardAccess", "CardSecurity"."""

    name: str
    octets: bytes


@dataclass(frozen=True)
class FacePair:
    """One of the three comparisons. score, threshold: natural-log likelihood ratios."""

    pair: Pair
    outcome: Outcome
    score: float = 0.0
    threshold: float = 0.0
    fmr: float | None = None


@dataclass(frozen=True)
class ChipDifference:
    """A field in which the chip says something else than the page. printed, chip: the two readings."""

    field: str
    printed: str
    chip: str


@dataclass(frozen=True)
class ChipDetails:
    """What DG11 and DG12 add; empty where they say nothing. birth, issued: YYYY-MM-DD, "00" for unknown parts."""

    surname: str = ""
    given_names: str = ""
    other_names: tuple[str, ...] = ()
    personal_number: str = ""
    birth: str = ""
    place_of_birth: tuple[str, ...] = ()
    authority: str = ""
    issued: str = ""

    @property
    def name(self) -> str:
        return ", ".join(part for part in (self.surname, self.given_names) if part)


@dataclass(frozen=True)
class TrustLists:
    """Which lists a document was judged by. version: of the newest row among them, 0 for none; authorities: keys of
    states; revocations: states with a list, None where none is kept; dated: the day of the oldest list that says."""

    version: int = 0
    authorities: int = 0
    revocations: int | None = None
    deviations: int = 0
    dated: date | None = None


@dataclass(frozen=True)
class ChipEvidence:
    """A chip that was read, or the attempt to. problem: the code of why it was not read, "" where it was; keys: how
    many were tried; way: "PACE" or "BAC"; seconds: from laying it on until the last check."""

    verdict: ChipResult
    reader: str
    read_at: datetime
    seconds: float = 0.0
    problem: str = ""
    keys: int = 0
    way: str = ""
    mapping: str = ""
    cipher: str = ""
    fell_back: str = ""
    checks: tuple[ChipCheck, ...] = ()
    reasons: tuple[ChipReason, ...] = ()
    groups: tuple[ChipGroup, ...] = ()
    files: tuple[ChipFile, ...] = ()
    lines: tuple[str, ...] = ()  # of DG1
    details: ChipDetails = ChipDetails()
    differences: tuple[ChipDifference, ...] = ()
    lists: TrustLists = TrustLists()
    faces: tuple[FacePair, ...] = ()
    substitution: Substitution | None = None

    def file(self, name: str) -> bytes | None:
        return next((file.octets for file in self.files if file.name == name), None)

    def result(self, check: str) -> ChipResult | None:
        return next((made.result for made in self.checks if made.name == check), None)


@dataclass(frozen=True)
class SealEvidence:
    """A digital seal that was shown, with what came of checking it. kind: what paper it is on; fields: what it says."""

    octets: bytes
    kind: str
    country: str
    verdict: ChipResult
    read_at: datetime
    checks: tuple[ChipCheck, ...] = ()
    reasons: tuple[ChipReason, ...] = ()
    issued: date | None = None
    lines: tuple[str, ...] = ()  # of the visa or document that the seal repeats
    lists: TrustLists = TrustLists()


def substitution(faces: Iterable[FacePair]) -> Substitution | None:
    """The pattern of three comparisons; None where nobody is replaced, or where one that would tell is missing.

    One alone that fails is no pattern: both of the others tie its two faces together.
    """
    outcomes = {face.pair: face.outcome for face in faces}
    if len(outcomes) < len(Pair) or Outcome.NOT_DONE in outcomes.values():
        return None
    same = frozenset(pair for pair, outcome in outcomes.items() if outcome is Outcome.MATCH)
    return {
        frozenset({Pair.CHIP_PAGE}): Substitution.LIVE,
        frozenset({Pair.CHIP_LIVE}): Substitution.PAGE,
        frozenset({Pair.PAGE_LIVE}): Substitution.CHIP,
        frozenset(): Substitution.ALL,
    }.get(same)


def unlike(faces: Iterable[FacePair]) -> tuple[Pair, ...]:
    """Two faces that do not agree where nothing tells whose is replaced: a third one is missing, or it agrees with
    both. Somebody has to look; where `substitution` knows more, none."""
    faces = tuple(faces)
    if substitution(faces) is not None:
        return ()
    return tuple(face.pair for face in faces if face.outcome is Outcome.NO_MATCH)


def against(found: ChipEvidence | None) -> bool:
    """Whether a chip speaks against the document or its bearer: by a check that failed, or by a face that is not the
    one in it. What was not read, was not compared, or is undetermined, does not."""
    if found is None:
        return False
    return found.verdict is ChipResult.FAILED or found.substitution is not None or bool(unlike(found.faces))


def seal_against(found: SealEvidence) -> bool:
    """Whether a seal speaks against what it stands on."""
    return found.verdict is ChipResult.FAILED
