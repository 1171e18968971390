"""A case on the supervisor's desk, as a table: who may take it, whose opinions it needs, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from station.domain.case import Case, CaseStatus, record_now
from station.domain.correction import apart_from
from station.domain.outcome import CaseReason, CaseRuling, Comparison, Inspection, Modality, Opinion, Outcome, Ruling
from station.errors import CaseConflict
from station.workflow.machine import Machine


class CaseEvent(Enum):
    CLAIM = "claim"
    RELEASE = "release"
    TRANSFER = "transfer"
    ESCALATE = "escalate"
    OPINE = "opine"  # an opinion that decides nothing yet
    RULE = "rule"
    REOPEN = "reopen"


TABLE: dict[tuple[CaseStatus, CaseEvent], CaseStatus] = {
    (CaseStatus.WAITING, CaseEvent.CLAIM): CaseStatus.CLAIMED,
    (CaseStatus.CLAIMED, CaseEvent.CLAIM): CaseStatus.CLAIMED,  # another supervisor takes over; audited
    (CaseStatus.CLAIMED, CaseEvent.RELEASE): CaseStatus.WAITING,
    (CaseStatus.CLAIMED, CaseEvent.TRANSFER): CaseStatus.CLAIMED,  # to a colleague by name
    (CaseStatus.CLAIMED, CaseEvent.ESCALATE): CaseStatus.WAITING,  # before all others, for somebody else
    (CaseStatus.CLAIMED, CaseEvent.OPINE): CaseStatus.WAITING,  # for the next supervisor
    (CaseStatus.CLAIMED, CaseEvent.RULE): CaseStatus.RULED,
    (CaseStatus.RULED, CaseEvent.REOPEN): CaseStatus.WAITING,
}

TIE = 3  # opinions: where two differ, the third decides

# What the station itself said before a person was asked. The others do not rest on a comparison.
_SAID = {
    CaseReason.FUSED_NO_MATCH: Outcome.NO_MATCH,
    CaseReason.OTHER_CANDIDATE: Outcome.MATCH,
    CaseReason.CENTRAL_HIT: Outcome.MATCH,
    CaseReason.WATCHLIST: Outcome.MATCH,
}

# The border profile's words for what a ruling says of the comparison (TR-03121-3-1 4.8.2, 4.8.5).
FINDINGS: dict[tuple[Outcome, CaseRuling], Inspection] = {
    (Outcome.MATCH, CaseRuling.DIFFERENT_PEOPLE): Inspection.FALSE_MATCH,
    (Outcome.NO_MATCH, CaseRuling.SAME_PERSON): Inspection.FALSE_NON_MATCH,
    (Outcome.NO_MATCH, CaseRuling.DIFFERENT_PEOPLE): Inspection.TRUE_NON_MATCH,
}


@dataclass(frozen=True)
class Doubts:
    """What stands against a visit whose officer calls a supervisor."""

    attack: bool  # a presentation attack was told
    failed: bool  # a comparison with the record failed
    document: bool  # chip or seals speak against the document
    overstay: bool
    poor: bool  # a sample was taken although it is not sufficient
    listed: bool  # somebody on record is alike


def raised_for(doubts: Doubts) -> CaseReason:
    """What an officer's call is about: the gravest doubt, so that the queue can be read by kind."""
    for stands, reason in (
        (doubts.attack, CaseReason.PRESENTATION_ATTACK),
        (doubts.failed, CaseReason.FUSED_NO_MATCH),
        (doubts.document, CaseReason.DOCUMENT),
        (doubts.overstay, CaseReason.OVERSTAY),
        (doubts.listed, CaseReason.OTHER_CANDIDATE),
        (doubts.poor, CaseReason.QUALITY),
    ):
        if stands:
            return reason
    return CaseReason.OTHER_CANDIDATE


def case_machine(start: CaseStatus = CaseStatus.WAITING) -> Machine[CaseStatus, CaseEvent]:
    return Machine(TABLE, start)


def said(case: Case) -> Outcome:
    """What the comparison said that the case is about; NOT_DONE where it is about none."""
    if case.reason in _SAID:
        return _SAID[case.reason]
    return next((c.outcome for c in case.comparisons if c.modality is Modality.FUSED), Outcome.NOT_DONE)


def finding(outcome: Outcome, ruling: CaseRuling) -> Inspection | None:
    """The border profile's word for a ruling; None for a match that stands, and where nothing is decided."""
    return FINDINGS.get((outcome, ruling))


# Cases that are about whether two identities are one person.
LINKING = frozenset({CaseReason.OTHER_CANDIDATE, CaseReason.CENTRAL_HIT})


def apart(case: Case) -> str:
    """The identity of whoever stood there, should it not be the one on record."""
    return apart_from(case.visit)


def identity_of(case: Case) -> str | None:
    """To whom the visit of a ruled case belongs by its ruling; None where the case is about no identity.

    Where nothing could be decided it stays with whom the document names.
    """
    ruling = case.ruling
    if ruling is None:
        return None
    if case.reason in LINKING:
        same = ruling.ruling is CaseRuling.SAME_PERSON
        return case.candidate_person if same and case.candidate_person else case.person
    if case.reason is CaseReason.FUSED_NO_MATCH:
        return apart(case) if ruling.ruling is CaseRuling.DIFFERENT_PEOPLE else case.person
    return None


def as_ruled(comparisons: Sequence[Comparison], case: Case) -> tuple[tuple[Outcome, Inspection | None], ...]:
    """The comparisons of a visit with what was said of them; a supervisor's word stands above the counter's."""
    same = case.ruling is not None and case.ruling.ruling is CaseRuling.SAME_PERSON
    return tuple(
        (c.outcome, Inspection.FALSE_NON_MATCH if same and c.outcome is Outcome.NO_MATCH else c.inspection)
        for c in comparisons
    )


@dataclass(frozen=True)
class Matched:
    face: bool
    fingers: bool


def matched(case: Case) -> Matched:
    """Which of the single modalities said that it is the person on record."""
    found = {c.modality for c in case.comparisons if c.outcome is Outcome.MATCH}
    return Matched(Modality.FACE in found, Modality.FINGERS in found)


def weighing(opinions: Sequence[Opinion]) -> tuple[Opinion, ...]:
    """Those that decide: one a supervisor, first looks apart."""
    return tuple(opinion for opinion in opinions if not opinion.blind)


def settle(opinions: Sequence[Opinion], needed: int) -> Opinion | None:
    """The opinion that the ruling is taken from; None as long as another supervisor is needed.

    One is enough where one is asked for. Where two are and they agree, the later one; where they differ, the third
    decides, whichever way.
    """
    given = weighing(opinions)
    if len(given) < max(1, needed):
        return None
    if needed <= 1:
        return given[0]
    if len({opinion.ruling for opinion in given[:needed]}) == 1:
        return given[needed - 1]
    return given[TIE - 1] if len(given) >= TIE else None


def may_decide(case: Case, supervisor: str) -> bool:
    """Nobody decides a case that they raised, or twice."""
    name = supervisor.casefold()
    return name not in {case.officer.casefold(), *(o.supervisor.casefold() for o in weighing(case.opinions))}


def looks_first(case: Case, supervisor: str) -> bool:
    """Whether scores, names and the counter's view stay covered until this supervisor has judged the pictures."""
    looked = {o.supervisor.casefold() for o in case.opinions if o.blind}
    return case.blind and may_decide(case, supervisor) and supervisor.casefold() not in looked


def shown_to(case: Case, supervisor: str) -> tuple[Opinion, ...]:
    """The opinions that a supervisor sees: of an undecided case their own only, so that nobody follows another."""
    if case.status is CaseStatus.RULED:
        return case.opinions
    return tuple(o for o in case.opinions if o.supervisor.casefold() == supervisor.casefold())


def _after(case: Case, event: CaseEvent) -> CaseStatus:
    machine = case_machine(case.status)
    if not machine.allows(event):
        raise CaseConflict(f"a case that is {case.status.value} does not allow {event.value}")
    return machine.fire(event)


def claim(case: Case, supervisor: str, at: datetime, *, take_over: bool = False) -> Case:
    """One supervisor takes a case; from a colleague only where `take_over` says that this is meant.

    Raises CaseConflict when a colleague has it, or it is ruled.
    """
    status = _after(case, CaseEvent.CLAIM)
    if case.claimed_by not in (None, supervisor) and not take_over:
        raise CaseConflict("a colleague has this case")
    return replace(case, status=status, claimed_by=supervisor, claimed_at=at)


def release(case: Case, supervisor: str) -> Case:
    """Back into the queue, unruled; raises CaseConflict."""
    return _back(case, supervisor, CaseEvent.RELEASE)


def _back(case: Case, supervisor: str, event: CaseEvent) -> Case:
    status = _after(case, event)
    _own(case, supervisor)
    return replace(case, status=status, claimed_by=None, claimed_at=None)


def transfer(case: Case, supervisor: str, to: str, at: datetime) -> Case:
    """To a colleague by name, who may decide it. Raises CaseConflict."""
    status = _after(case, CaseEvent.TRANSFER)
    _own(case, supervisor)
    if to.casefold() == supervisor.casefold() or not may_decide(case, to):
        raise CaseConflict("this colleague may not decide the case")
    return replace(case, status=status, claimed_by=to, claimed_at=at)


def escalate(case: Case, supervisor: str, why: str) -> Case:
    """Back into the queue before all others. Raises CaseConflict."""
    back = _back(case, supervisor, CaseEvent.ESCALATE)
    return replace(back, escalated_by=supervisor, escalated_for=why, version=case.version + 1)


def look_first(case: Case, opinion: Opinion) -> Case:
    """Keep what a supervisor saw before anything else was shown; the case stays theirs. Raises CaseConflict."""
    _own(case, opinion.supervisor)
    if not looks_first(case, opinion.supervisor):
        raise CaseConflict("the first look was taken")
    return replace(case, opinions=(*case.opinions, replace(opinion, blind=True)))


def opine(case: Case, opinion: Opinion) -> Case:
    """One supervisor's word: a ruling where enough have given theirs, else back into the queue for the next.

    Raises CaseConflict unless the supervisor has claimed the case, may decide it and, where that is asked for, has
    looked first.
    """
    _after(case, CaseEvent.RULE)
    _own(case, opinion.supervisor)
    if not may_decide(case, opinion.supervisor):
        raise CaseConflict("this supervisor may not decide the case")
    if looks_first(case, opinion.supervisor):
        raise CaseConflict("the first look comes first")
    given = replace(case, opinions=(*case.opinions, opinion))
    settled = _settled(given, opinion.supervisor)
    if settled is not None:
        return settled
    back = _back(given, opinion.supervisor, CaseEvent.OPINE)
    return replace(back, version=case.version + 1)


def _settled(case: Case, by: str) -> Case | None:
    decisive = settle(case.opinions, case.needed)
    if decisive is None:
        return None
    return rule(replace(case, status=CaseStatus.CLAIMED, claimed_by=by), ruling_of(case, decisive, by))


def ruling_of(case: Case, decisive: Opinion, by: str) -> Ruling:
    """`by`: with whose opinion the case was settled; of two that agree it is the later."""
    at = max(opinion.given_at for opinion in weighing(case.opinions))
    said_of = finding(said(case), decisive.ruling)
    return Ruling(decisive.ruling, decisive.reason, decisive.note, by, at, said_of)


def rule(case: Case, ruling: Ruling) -> Case:
    """Raises CaseConflict unless the supervisor who rules has claimed the case."""
    status = _after(case, CaseEvent.RULE)
    _own(case, ruling.supervisor)
    return replace(case, status=status, ruling=ruling)


def reopen(case: Case, why: str) -> Case:
    """A ruled case waits again; what was ruled is kept, and the new version names the record that it corrects.

    Raises CaseConflict.
    """
    status = _after(case, CaseEvent.REOPEN)
    earlier = case.earlier if case.ruling is None else (*case.earlier, case.ruling)
    return replace(
        case,
        status=status,
        ruling=None,
        claimed_by=None,
        claimed_at=None,
        told_at=None,
        opinions=(),
        earlier=earlier,
        corrects=_record(case),
        reopened_for=why,
        version=case.version + 1,
    )


def _record(case: Case) -> str:
    try:
        return record_now(case)
    except ValueError:  # no UUID: such a case travels nowhere, and its own id names it
        return case.id


def join(own: Case, arrived: Case) -> Case:
    """Two states of one case, from here and from another station: what went further wins, and no opinion is lost.

    Further is: reopened more often; then ruled before unruled. Opinions that two stations took at the same time are put
    together, and settle the case at both in the same way.
    """
    if len(own.earlier) != len(arrived.earlier):
        return arrived if len(arrived.earlier) > len(own.earlier) else own
    if own.status is CaseStatus.RULED:
        return own
    opinions = {(o.supervisor, o.blind): o for o in (*own.opinions, *arrived.opinions)}
    together = replace(
        own,
        version=max(own.version, arrived.version),
        needed=max(own.needed, arrived.needed),
        blind=own.blind or arrived.blind,
        opinions=tuple(sorted(opinions.values(), key=lambda o: (o.given_at, o.supervisor))),
        escalated_by=own.escalated_by or arrived.escalated_by,
        escalated_for=own.escalated_for or arrived.escalated_for,
    )
    if arrived.ruling is not None:
        ruling = arrived.ruling
        return rule(claim(together, ruling.supervisor, ruling.decided_at, take_over=True), ruling)
    if together.opinions == own.opinions:
        return together
    last = weighing(together.opinions)
    return (_settled(together, last[-1].supervisor) if last else None) or together


def _own(case: Case, supervisor: str) -> None:
    if case.claimed_by != supervisor:
        raise CaseConflict("the case is not claimed by this supervisor")
