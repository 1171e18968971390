"""What the counter shows of a document's chip while it is read, and afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from station.domain.chip import ChipEvidence, SealEvidence, Substitution
from station.domain.desk.picture import Picture


class ChipPhase(Enum):
    """Where reading the chip stands."""

    NO_READER = "no_reader"  # none is connected, or the service that reaches it is missing
    NO_ZONE = "no_zone"  # the lines that open the chip are not there yet
    WAITING = "waiting"  # for the document to be laid on the reader
    READING = "reading"
    KEY = "key"  # the chip refused the lines: `offers` are what they may have been
    DONE = "done"
    STOPPED = "stopped"  # `problem` says why; laying the document down again reads it again


@dataclass(frozen=True, eq=False)
class ChipView:
    """share: of what is read, 0..1; evidence: as far as it is known, with every check that has terminated; offers: the
    document numbers that the zone may have been; tries: keys that may still be tried; number_tries: card access
    numbers that the officer may still type, 0 where none is asked for; face, page: the two pictures."""

    phase: ChipPhase = ChipPhase.NO_READER
    share: float = 0.0
    problem: str = ""
    evidence: ChipEvidence | None = None
    offers: tuple[str, ...] = ()
    tries: int = 0
    number_tries: int = 0
    face: Picture = None
    page: Picture = None
    days_old: int | None = None  # of the states' lists; None where there are none, or none says
    has_lists: bool = False

    @property
    def busy(self) -> bool:
        return self.phase is ChipPhase.READING

    @property
    def substitution(self) -> Substitution | None:
        return self.evidence.substitution if self.evidence is not None else None


@dataclass(frozen=True, eq=False)
class DocumentOnRecord:
    """What a sealed record keeps of a document as it was read. page: as photographed; face: out of the chip; None where
    there is none, or none that can be shown: `has_page` says whether one is kept."""

    visit: str
    page: Picture = None
    has_page: bool = False
    face: Picture = None
    chip: ChipEvidence | None = None
    seals: tuple[SealEvidence, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.has_page or self.chip or self.seals)
