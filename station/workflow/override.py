"""When a supervisor's ruling lets an officer admit in spite of a failed check, and when it only seems to.

A ruling speaks about the evidence that was laid before the supervisor. New samples, another document or another visit
are not what was ruled on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from station.domain.case import Case
from station.domain.outcome import CaseRuling, Comparison, Modality, Outcome
from station.domain.samples import FaceSample, FingerSample
from station.domain.visit import Document


@dataclass(frozen=True)
class Evidence:
    """What a visit would be sealed with, as far as comparisons rest on it."""

    visit: str
    document: Document | None
    face: FaceSample | None
    fingers: tuple[FingerSample, ...]

    def is_that_of(self, case: Case) -> bool:
        return (self.visit, self.document, self.face, self.fingers) == (
            case.visit,
            case.document,
            case.face,
            case.fingers,
        )


def failed(comparisons: Sequence[Comparison]) -> bool:
    """Whether the fused comparison says that this is somebody else."""
    return any(c.modality is Modality.FUSED and c.outcome is Outcome.NO_MATCH for c in comparisons)


def is_second_word(case: Case, officer: str) -> bool:
    """Whether a supervisor other than `officer`, and than whoever opened the case, ruled it the same person."""
    ruling = case.ruling
    if ruling is None or ruling.ruling is not CaseRuling.SAME_PERSON:
        return False
    return ruling.supervisor.casefold() not in {officer.casefold(), case.officer.casefold()}


def permits(cases: Sequence[Case], comparisons: Sequence[Comparison], evidence: Evidence, officer: str) -> bool:
    """Whether `officer` may admit: every case of the visit has a second word, and a failed check one on this evidence.

    A case that was opened on samples that were taken again still counts: taking them until they pass ends no case.
    """
    if any(case.visit != evidence.visit or not is_second_word(case, officer) for case in cases):
        return False
    return not failed(comparisons) or any(evidence.is_that_of(case) for case in cases)
