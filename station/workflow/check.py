"""What the comparisons of a visit ask of the officer and of the supervisor (TR-03121-3-1 4.7.1, 4.8.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from station.domain.outcome import Candidate, CaseReason, Comparison, Modality, Outcome


@dataclass(frozen=True)
class CheckOutcome:
    """What the check step came to."""

    case: CaseReason | None
    other: Candidate | None  # the candidate who is somebody else, if one was found


def to_inspect(comparisons: Sequence[Comparison]) -> tuple[Modality, ...]:
    """Single modalities that failed and on which the officer has not said a word yet (TR-03121-3-1 4.7.1)."""
    failed = {c.modality for c in comparisons if c.outcome is Outcome.NO_MATCH and c.inspection is None}
    return tuple(modality for modality in (Modality.FACE, Modality.FINGERS) if modality in failed)


def find(
    comparisons: Sequence[Comparison],
    candidates: Sequence[Candidate],
    person: str | None,
    candidate_threshold: float,
    watchlist: Sequence[Candidate] = (),
) -> CheckOutcome:
    """Decide what follows.

    Args:
        person: the identity on record behind the presented document, None for a first visit.
        candidate_threshold: fused log-likelihood ratio from which a candidate counts.
    """
    by_modality = {c.modality: c for c in comparisons}
    fused = by_modality.get(Modality.FUSED)
    strong = [c for c in candidates if c.score >= candidate_threshold and c.person != person]
    other = max(strong, key=lambda c: c.score, default=None)
    if watchlist:
        return CheckOutcome(CaseReason.WATCHLIST, max(watchlist, key=lambda c: c.score))
    if fused is not None and fused.outcome is Outcome.NO_MATCH:
        return CheckOutcome(CaseReason.FUSED_NO_MATCH, other)
    if other is not None:
        return CheckOutcome(CaseReason.OTHER_CANDIDATE, other)
    return CheckOutcome(None, None)
