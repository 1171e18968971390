"""What a visit leaves in the log of transactions, closed when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from station.counter.draft import Draft
from station.domain.outcome import Candidate, Comparison, Outcome
from station.domain.samples import FaceSample, FingerSample
from station.domain.slaps import HandCheck
from station.domain.transaction import (
    PROFILE,
    CandidateLogged,
    ComparisonLogged,
    LimitsLogged,
    MissingLogged,
    PartLogged,
    SampleLogged,
    Transaction,
)
from station.domain.visit import Visit
from station.workflow.policy import Policy

CANCELLED, ABANDONED = "cancelled", "abandoned"


def of_draft(draft: Draft, station: str, mode: str, rules: LimitsLogged, outcome: str, error: str = "") -> Transaction:
    """Of a visit that ends without a record."""
    return _transaction(draft, station, mode, draft.comparisons, rules, outcome, error, datetime.now(UTC))


def of_visit(draft: Draft, visit: Visit, rules: LimitsLogged, error: str = "") -> Transaction:
    """Of a visit that is about to be sealed; which record that is, the seal says (station.store.transactions)."""
    outcome = visit.decision.verdict.value if visit.decision is not None else ABANDONED
    closed = visit.closed_at or datetime.now(UTC)
    return _transaction(draft, visit.station, visit.mode, visit.comparisons, rules, outcome, error, closed)


def limits(policy: Policy, hand_check: HandCheck) -> LimitsLogged:
    return LimitsLogged(
        round(policy.face.timeout_seconds * 1000),
        round(policy.fingers.capture_seconds * 1000),
        policy.fingers.attempts,
        policy.face.attack_alarm,
        policy.fingers.attack_alarm,
        policy.matching.fmr_verification,
        policy.matching.fmr_candidates,
        policy.matching.uniqueness_fmr,
        hand_check.value,
        policy.version,
    )


def _transaction(
    draft: Draft,
    station: str,
    mode: str,
    comparisons: Sequence[Comparison],
    rules: LimitsLogged,
    outcome: str,
    error: str,
    closed: datetime,
) -> Transaction:
    check = draft.check
    listed = tuple(c.candidate for c in check.candidates) if check is not None else ()
    samples = (*draft.taken(), *((draft.face,) if draft.face is not None else ()))
    return Transaction(
        id=draft.id,
        location=station,
        parent="",
        profile=PROFILE,
        mode=mode,
        opened_at=draft.opened_at,
        closed_at=closed,
        outcome=outcome,
        error=error,
        enrolment=not draft.known,
        submitted_at=None,
        control=(),
        verification=tuple(map(_compared, comparisons)),
        identification=tuple(map(_listed, listed)),
        searched=check.gallery_size if check is not None else None,
        face=tuple(draft.gathered.face),
        fingers=tuple(draft.gathered.fingers),
        taken=tuple(map(_taken, samples)),
        missing=tuple(MissingLogged(int(m.finger), m.reason.value) for m in draft.sealed_missing()),
        warnings=tuple(sorted(draft.warnings)),
        surveillance=(),
        configured=rules,
        record="",
    )


def _compared(of: Comparison) -> ComparisonLogged:
    done = of.outcome is not Outcome.NOT_DONE
    return ComparisonLogged(
        of.modality.value,
        of.reference_visit or "",
        of.score,
        of.threshold,
        of.fmr_at_threshold,
        of.achieved_fmr if done else None,
        of.outcome.value,
        of.inspection.value if of.inspection is not None else "",
        tuple(PartLogged(part.part, part.raw, part.llr) for part in of.parts),
    )


def _listed(candidate: Candidate) -> CandidateLogged:
    return CandidateLogged(candidate.rank, candidate.score, candidate.visit)


def _taken(sample: FingerSample | FaceSample) -> SampleLogged:
    return SampleLogged(
        int(sample.finger) if isinstance(sample, FingerSample) else 0,
        sample.sufficient,
        sample.forced,
        sample.veto.value if sample.veto is not None else "",
        sample.attack_score,
        sample.ppi if isinstance(sample, FingerSample) else None,
        f"{sample.source.model} {sample.source.serial}",
        sample.source.calibration_id or "",
    )
