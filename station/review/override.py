"""Admission in spite of a failed check: the officer's signature and a supervisor's ruling are the act of two people.

Looked at where a visit is sealed, in the same transaction, whatever the screens offered before. A ruling speaks about
the evidence that was laid before the supervisor: new samples, another document or another visit are not what was ruled
on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.case import Case
from station.domain.officer import Permission
from station.domain.outcome import CaseRuling, Comparison, Modality, Outcome, Verdict
from station.domain.samples import FaceSample, FingerSample
from station.domain.visit import Document, Visit
from station.errors import StationError
from station.store import audit_log, cases, officers
from station.store.session import Unit
from station.workflow.policy import OVERRIDE


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


class OverrideMissing(StationError):
    """The visit may not be admitted on the officer's word alone."""

    code = "verdict_blocked"


@dataclass(frozen=True)
class Override:
    """Whether an admission would override something, and whether it may."""

    needed: bool
    allowed: bool
    cases: tuple[Case, ...]


def look(
    unit: Unit, evidence: Evidence, comparisons: Sequence[Comparison], officer: str, *, needs_two: bool
) -> Override:
    """Every case about the visit counts, whether or not the visit names it.

    `needs_two`: the policy lists the override among the acts of two people. Otherwise the officer's word is enough, and
    only a ruling other than "same person" stands against it.
    """
    found = tuple(cases.of_visit(unit, evidence.visit))
    if not found and not failed(comparisons):
        return Override(needed=False, allowed=True, cases=())
    if needs_two:
        allowed = permits(found, comparisons, evidence, officer) and all(_may_rule(unit, case) for case in found)
    else:
        allowed = all(case.ruling is None or case.ruling.ruling is CaseRuling.SAME_PERSON for case in found)
    return Override(needed=True, allowed=allowed, cases=found)


def _may_rule(unit: Unit, case: Case) -> bool:
    """Whether who ruled is a supervisor; one of another station of the post has no account here."""
    account = officers.find(unit, case.ruling.supervisor) if case.ruling is not None else None
    return account is None or account.officer.may(Permission.ADJUDICATE)


def witness(unit: Unit, visit: Visit, *, needs_two: bool) -> None:
    """Write down who overrode what, with both names. Raises OverrideMissing: then nothing is sealed."""
    if visit.decision is None or visit.decision.verdict is not Verdict.ADMIT:
        return
    evidence = Evidence(visit.id, visit.document, visit.face, visit.fingers)
    found = look(unit, evidence, visit.comparisons, visit.officer, needs_two=needs_two)
    if not found.needed:
        return
    if not found.allowed:
        raise OverrideMissing("no ruling of a second person on this evidence")
    if not needs_two:
        _append(unit, visit, Act.OVERRIDE, {"act": OVERRIDE, "cases": len(found.cases)})
        return
    for case in found.cases:
        second = case.ruling.supervisor if case.ruling is not None else ""
        _append(unit, visit, Act.TWO_PERSON_ACT, {"act": OVERRIDE, "case": case.id, "second": second})


def _append(unit: Unit, visit: Visit, act: Act, detail: dict[str, Detail]) -> None:
    audit_log.append(unit, AuditEvent(unit.now(), visit.officer, act, visit.station, visit.id, detail))
