"""What a sealed visit and the ruling on it say to self-evaluation and to the measures of service."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import date, tzinfo

from models.operation.judges import Judged
from models.operation.traffic import OperatorWord, System, VisitRow
from station.domain.case import Case
from station.domain.outcome import CaseReason, CaseRuling, Comparison, Inspection, Modality, Outcome
from station.domain.samples import Veto
from station.domain.served import Counted, Group, Score, Spent
from station.domain.visit import Visit
from station.review.service import ServedCase, ServedVisit
from station.workflow.policy import age_on

AGES = ((0, 11), (12, 17), (18, 34), (35, 49), (50, 64), (65, 200))  # years; own choice, as the profile leaves it open
_LEAST = 1e-12  # false match rates below it are alike
_SAID = {
    Inspection.FALSE_NON_MATCH: OperatorWord.FALSE_NON_MATCH,
    Inspection.TRUE_NON_MATCH: OperatorWord.TRUE_NON_MATCH,
    Inspection.FALSE_MATCH: OperatorWord.FALSE_MATCH,
}
_RULED = {
    CaseRuling.SAME_PERSON: OperatorWord.FALSE_NON_MATCH,
    CaseRuling.DIFFERENT_PEOPLE: OperatorWord.TRUE_NON_MATCH,
    CaseRuling.REFER: OperatorWord.NOTHING,
}


def margin(comparison: Comparison) -> float:
    """How far beyond its threshold a comparison lies, as a natural logarithm of false match rates: a match is 0 or
    more. By the scores where the record does not say the rate, which is the same for several parts together."""
    if comparison.achieved_fmr is None:
        return comparison.score - comparison.threshold
    return math.log(comparison.fmr_at_threshold / max(_LEAST, comparison.achieved_fmr))


def counted(visit: Visit) -> Counted:
    """What of a visit is kept for figures. The deciding comparison is the fused one, or the only one there is."""
    compared = [c for c in visit.comparisons if c.outcome is not Outcome.NOT_DONE]
    decides = next((c for c in compared if c.modality is Modality.FUSED), compared[0] if compared else None)
    opened = visit.opened_at.astimezone(visit.stay.clock)
    document, day = visit.document, visit.stay.day or opened.date()
    groups = [Group("nationality", document.nationality), Group("issuer", document.issuer), Group("sex", document.sex)]
    if (age := age_group(document.birth, day)) is not None:
        groups.append(Group("age", age))
    # what a complete visit has: a confirmed document, and face and fingers looked at for attacks or a reason without
    checks = (
        document.name_confirmed,
        visit.face is not None and visit.face.attack_score is not None,
        bool(visit.fingers or visit.missing) and all(s.attack_score is not None for s in visit.fingers),
    )
    return Counted(
        visit=visit.id,
        person=visit.person,
        post=visit.station,
        day=day,
        hour=opened.hour,
        matched=None if decides is None else decides.outcome is Outcome.MATCH,
        said=decides.inspection.value if decides is not None and decides.inspection is not None else "",
        scores=tuple(Score(c.modality.value, margin(c)) for c in compared),
        groups=tuple(groups),
        steps=tuple(Spent(name, seconds) for name, seconds in steps(visit).items()),
        seconds=None if visit.closed_at is None else (visit.closed_at - visit.opened_at).total_seconds(),
        retakes=retakes(visit),
        rejected=rejected(visit),
        needs_help=bool(visit.missing) or any(veto is Veto.OK_OBVIOUS for veto in _vetoes(visit)),
        succeeded=visit.decision is not None and (visit.face is not None or bool(visit.fingers)),
        checks_asked=len(checks),
        checks_done=sum(checks),
    )


def visit_row(of: Counted, cases: Collection[Case]) -> VisitRow | None:
    """The visit as self-evaluation counts it; None where nothing was compared with a record. A supervisor's ruling on
    its case speaks where the officer did not."""
    if of.matched is None:
        return None
    said = _SAID[Inspection(of.said)] if of.said else OperatorWord.NOTHING
    if said is OperatorWord.NOTHING and not of.matched:
        first = [_first_word(c) for c in cases if c.reason is CaseReason.FUSED_NO_MATCH]
        said = next((word for word in first if word is not OperatorWord.NOTHING), OperatorWord.NOTHING)
    return VisitRow(
        visit=of.visit,
        person=of.person,
        matched=of.matched,
        said=said,
        scores={System(score.modality): score.margin for score in of.scores},
        groups={group.attribute: group.group for group in of.groups},
        rejected=of.rejected,
        retries=of.retakes,
        seconds=of.seconds,
    )


def _first_word(case: Case) -> OperatorWord:
    """What the first who had a word on a case said. Not what became of it: how often one opinion errs is measured, and
    corrected for, one opinion at a time."""
    opinions = [o.ruling for o in sorted(case.opinions, key=lambda o: o.given_at) if not o.blind]
    rulings = [case.ruling.ruling] if case.ruling is not None else []
    return next((_RULED[word] for word in (*opinions, *rulings)), OperatorWord.NOTHING)


def judged(case: Case) -> Judged | None:
    """A non-match that several people judged apart, in the order in which they did; None where fewer than two decided.
    Their truth nobody knows."""
    if case.reason is not CaseReason.FUSED_NO_MATCH:
        return None
    words = [_RULED[o.ruling] for o in sorted(case.opinions, key=lambda o: o.given_at) if not o.blind]
    told = tuple(word is OperatorWord.FALSE_NON_MATCH for word in words if word is not OperatorWord.NOTHING)
    return Judged(told) if len(told) > 1 else None


def age_group(birth: str, on: date) -> str | None:
    """ "18-34"; None where the document does not say the year."""
    years = age_on(birth, on)
    if years is None:
        return None
    return next(
        (f"{first}-{last}" if last < 200 else f"{first}+" for first, last in AGES if first <= years <= last), None
    )


def retakes(visit: Visit) -> int:
    """Captures beyond the first of each finger."""
    return sum(max(0, len(sample.scores) - 1) for sample in visit.fingers)


def rejected(visit: Visit) -> bool:
    """Whether a gate did not pass what was kept in the end, or an officer overruled one that passed."""
    face = visit.face is not None and (not visit.face.sufficient or visit.face.veto is Veto.NOK_OVERRIDE)
    return face or any(not s.sufficient or s.veto is Veto.NOK_OVERRIDE for s in visit.fingers)


def steps(visit: Visit) -> dict[str, float]:
    """Seconds by step. A step's time runs from what was finished before it."""
    marks = []
    if visit.notice is not None:
        marks.append((visit.notice.shown_at, "document"))
    if visit.face is not None:
        marks.append((visit.face.captured_at, "face"))
    if visit.fingers:
        marks.append((max(sample.captured_at for sample in visit.fingers), "fingers"))
    if visit.decision is not None:
        marks.append((visit.decision.decided_at, "decision"))
    made: dict[str, float] = {}
    before = visit.opened_at
    for at, name in sorted(marks):
        made[name] = max(0.0, (at - before).total_seconds())
        before = max(before, at)
    return made


def served(of: Counted) -> ServedVisit:
    """The visit as the measures of service count it."""
    return ServedVisit(
        day=of.day,
        hour=of.hour,
        post=of.post,
        steps={spent.step: spent.seconds for spent in of.steps},
        retakes=of.retakes,
        needs_help=of.needs_help,
        succeeded=of.succeeded,
        checks_asked=of.checks_asked,
        checks_done=of.checks_done,
    )


def _vetoes(visit: Visit) -> list[Veto | None]:
    return [visit.face.veto if visit.face else None, *(sample.veto for sample in visit.fingers)]


def served_case(case: Case, zone: tzinfo) -> ServedCase:
    """A case as transparency counts it: answered when ruled, explained when the counter that waited was shown why."""
    ruling = case.ruling
    return ServedCase(
        case.created_at.astimezone(zone).date(),
        case.told_at is not None,
        ruling is not None,
        None if ruling is None else (ruling.decided_at - case.created_at).total_seconds(),
    )
