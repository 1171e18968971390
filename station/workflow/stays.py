"""How long somebody may stay, and what the counter does about the other half of a stay. Pure: no clock, no record.

A day is a date of the post's own zone. Everything that a regulation may change comes in as a rule of the policy; what
stands here is how days are counted and which finding follows from which facts. A finding is by these records: an
overstay is a presumption that the traveller may rebut, and nothing here refuses anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

DAY = timedelta(days=1)


# --- rules ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PerEntry:
    """So many days from each arrival; an extension is an event with a last day of its own, not days added."""

    days: int
    first_day_counts: bool = True  # two reported cases of arrival as day 1 and one of day 0: the agency decides
    extensions: int = 0  # how many may be granted
    most: int | None = None  # days in all, extensions included


@dataclass(frozen=True)
class RollingWindow:
    """At most `days` of presence in any `window` days; entry and exit both count (Schengen: 90 in 180)."""

    days: int
    window: int


@dataclass(frozen=True)
class Until:
    """The permit or visa names the last day; it is never computed."""


@dataclass(frozen=True)
class NoStay:
    """A crossing without a last day: own nationals, diplomats whose stay another ministry grants."""


Rule = PerEntry | RollingWindow | Until | NoStay


@dataclass(frozen=True)
class Presence:
    """Days in the country, both included; `left` None while the stay is open. `counts` is false under a permit."""

    arrived: date
    left: date | None
    counts: bool = True


def days_used(rule: RollingWindow, presences: Iterable[Presence], on: date) -> int:
    """Days of presence in the window that ends with `on`, open stays counted up to `on`; each day once."""
    first = on - DAY * (rule.window - 1)
    spans = sorted(
        (max(p.arrived, first), min(p.left or on, on))
        for p in presences
        if p.counts and p.arrived <= on and (p.left or on) >= first
    )
    used, covered = 0, first - DAY
    for begin, end in spans:
        begin = max(begin, covered + DAY)  # noqa: PLW2901  two stays that share a day, as after a renewed document
        if end >= begin:
            used += (end - begin).days + 1
            covered = end
    return used


def last_day(rule: Rule, arrived: date, presences: Sequence[Presence] = (), named: date | None = None) -> date | None:
    """The last permitted day of a stay that begins on `arrived`; None where there is none or no day is left.

    Args:
        rule: of the class.
        arrived: the day of entry, in the post's zone.
        presences: earlier stays, for a window.
        named: what the permit says, for Until; bounds every other rule as well (the validity of a visa does not).
    """
    if isinstance(rule, NoStay):
        return None
    if isinstance(rule, Until):
        return named
    if isinstance(rule, PerEntry):
        return arrived + DAY * (rule.days - (1 if rule.first_day_counts else 0))
    # no closed form: days that drop out of the window give days back
    day, last = arrived, None
    earlier = tuple(p for p in presences if p.arrived < arrived)
    while days_used(rule, (*earlier, Presence(arrived, day)), day) <= rule.days:
        last = day
        day += DAY
        if (day - arrived).days > rule.days:
            break
    return last


def days_left(rule: Rule, arrived: date, presences: Sequence[Presence] = (), named: date | None = None) -> int | None:
    """How many days the traveller may be here, the day of entry included; None where the rule has no last day."""
    if isinstance(rule, NoStay):
        return None
    last = last_day(rule, arrived, presences, named)
    return 0 if last is None else max(0, (last - arrived).days + 1)


def days_over(last: date | None, left: date) -> int:
    """Days beyond the last permitted one; the last day itself is in time."""
    return 0 if last is None else max(0, (left - last).days)


# --- what the register knows ---------------------------------------------------------------------------------------


class StayKind(Enum):
    """Whose stay it is: what happens at a departure depends on it."""

    VISITOR = "visitor"
    RESIDENT = "resident"  # a permit with re-entry: away until, the permit lives
    EXIT_ONLY = "exit_only"  # leaves for good, or has no re-entry permit
    CREW = "crew"
    DIPLOMATIC = "diplomatic"
    BORDER_PASS = "border_pass"  # noqa: S105  a document


@dataclass(frozen=True)
class OpenStay:
    """A stay without a departure, by these records."""

    id: str
    arrived: date
    last_day: date | None
    same_document: bool = True
    same_nationality: bool = True
    kind: StayKind = StayKind.VISITOR


class Ban(Enum):
    NONE = "none"
    NUMBER = "number"  # the document itself stands on the list
    CANDIDATE = "candidate"  # a name or a face only


class Consequence(Enum):
    """What the counter does; the later one outweighs the earlier."""

    GO_ON = "go_on"
    SHOW = "show"
    ASK_PROOF = "ask_proof"
    LINK_DOCUMENTS = "link_documents"
    CLOSE = "close"
    OPEN_AND_CLOSE = "open_and_close"
    OFFER_CLASSES = "offer_classes"
    FEE = "fee"
    SUPERVISOR = "supervisor"
    REFER = "refer"
    STOP = "stop"


WEIGHT = {act: place for place, act in enumerate(Consequence)}


@dataclass(frozen=True)
class RuleFound:
    """One row of the table that applies: a stable `code` for words, the act, and what the sentence needs."""

    row: int
    code: str
    act: Consequence
    stay: str = ""
    day: date | None = None
    days: int = 0


@dataclass(frozen=True)
class Fees:
    """What an overstay costs, in the agency's currency a day; `most` days are a fee, more are none."""

    a_day: int
    most: int  # the last number of days for which a fee is foreseen
    undecided: tuple[int, ...] = ()  # numbers of days that the regulation leaves open: refer


@dataclass(frozen=True)
class Arrival:
    """What is known of somebody who comes, by the register, the document and the policy."""

    today: date  # of the post's zone
    national: bool = False
    stays: tuple[OpenStay, ...] = ()
    days_left: int | None = None  # of a window rule; None for other rules
    entitled: bool = True  # nationality, purpose, passport kind and entries left fit the class
    passport_until: date | None = None
    passport_needs: date | None = None  # the policy's minimum, e.g. six months from today
    last_day: date | None = None
    ban: Ban = Ban.NONE
    heard_days_ago: float = 0.0
    may_be_deaf_days: float = 1.0
    left_shown: date | None = None  # the day of the departure that is missing, as the traveller proved it


def arrival(facts: Arrival) -> tuple[RuleFound, ...]:
    """Every row that applies, the heaviest first; a single `clear` where none does."""
    deaf = facts.heard_days_ago > facts.may_be_deaf_days
    found = [finding for stay in facts.stays for finding in _left_open(stay, facts, deaf)]
    if not facts.national:
        found += _entitled(facts)
    if facts.ban is Ban.NUMBER:
        found.append(RuleFound(9, "entry_ban", Consequence.STOP))
    elif facts.ban is Ban.CANDIDATE:
        found.append(RuleFound(10, "entry_ban_candidate", Consequence.REFER))
    if deaf:
        found.append(RuleFound(12, "register_incomplete", Consequence.SHOW, days=int(facts.heard_days_ago)))
    return _ranked(found)


def _left_open(stay: OpenStay, facts: Arrival, deaf: bool) -> list[RuleFound]:
    """Rows 2 to 5 and 11: somebody arrives whom the register has in the country."""
    if facts.national:
        return [RuleFound(11, "national_with_foreign_stay", Consequence.SUPERVISOR, stay.id)]
    if not stay.same_nationality:
        return [RuleFound(5, "two_nationalities", Consequence.SUPERVISOR, stay.id, stay.last_day)]
    found = [] if stay.same_document else [RuleFound(4, "document_renewed", Consequence.LINK_DOCUMENTS, stay.id)]
    if facts.left_shown is not None:
        late = days_over(stay.last_day, facts.left_shown)
        code, act = ("departure_shown_late", Consequence.REFER) if late else ("departure_shown", Consequence.SHOW)
        return [*found, RuleFound(3 if late else 2, code, act, stay.id, facts.left_shown, late)]
    over = days_over(stay.last_day, facts.today)
    if over:
        act = Consequence.ASK_PROOF if deaf else Consequence.REFER
        found.append(RuleFound(3, "departure_missing_overdue", act, stay.id, stay.last_day, over))
    else:
        found.append(RuleFound(2, "departure_missing", Consequence.ASK_PROOF, stay.id, stay.last_day))
    return found


def _entitled(facts: Arrival) -> list[RuleFound]:
    """Rows 6 to 8: what class and passport allow."""
    found = []
    if facts.days_left == 0:
        found.append(RuleFound(6, "no_day_left", Consequence.REFER))
    if not facts.entitled:
        found.append(RuleFound(7, "not_entitled", Consequence.OFFER_CLASSES))
    needed = max((day for day in (facts.passport_needs, facts.last_day) if day is not None), default=None)
    if facts.passport_until is not None and needed is not None and facts.passport_until < needed:
        found.append(RuleFound(8, "passport_too_short", Consequence.REFER, day=needed))
    return found


class ProofOfEntry(Enum):
    """What proves an entry that the register does not have."""

    NOTHING = "nothing"
    SHOWN = "shown"


@dataclass(frozen=True)
class Departure:
    """What is known of somebody who leaves."""

    today: date
    national: bool = False
    stays: tuple[OpenStay, ...] = ()
    mark: ProofOfEntry = ProofOfEntry.NOTHING
    ban: Ban = Ban.NONE
    fees: Fees | None = None


def departure(facts: Departure) -> tuple[RuleFound, ...]:
    """Every row that applies, the heaviest first."""
    found: list[RuleFound] = []
    if facts.ban is not Ban.NONE:
        code = "exit_ban" if facts.ban is Ban.NUMBER else "exit_ban_candidate"
        found.append(RuleFound(8, code, Consequence.STOP if facts.ban is Ban.NUMBER else Consequence.REFER))
    if facts.national:
        return _ranked(found)
    if not facts.stays:
        if facts.mark is ProofOfEntry.SHOWN:
            found.append(RuleFound(5, "entry_shown", Consequence.OPEN_AND_CLOSE))
        else:
            found.append(RuleFound(6, "entry_unrecorded", Consequence.REFER))
        return _ranked(found)
    latest = max(facts.stays, key=lambda stay: (stay.arrived, stay.id))
    found += [
        RuleFound(7, "earlier_stay_open", Consequence.ASK_PROOF, stay.id, stay.last_day)
        for stay in facts.stays
        if stay is not latest
    ]
    if not latest.same_document:
        found.append(RuleFound(11, "document_renewed", Consequence.LINK_DOCUMENTS, latest.id))
    found.append(_closing(latest, facts))
    return _ranked(found)


def _closing(stay: OpenStay, facts: Departure) -> RuleFound:
    by_kind = {
        StayKind.RESIDENT: (9, "away_until"),
        StayKind.EXIT_ONLY: (10, "permit_ends"),
        StayKind.CREW: (12, "crew_signs_off"),
        StayKind.DIPLOMATIC: (13, "crossing_only"),
    }
    if stay.kind in by_kind:
        row, code = by_kind[stay.kind]
        return RuleFound(row, code, Consequence.CLOSE, stay.id, stay.last_day)
    over = days_over(stay.last_day, facts.today)
    if not over:
        row = 13 if stay.kind is StayKind.BORDER_PASS else 1
        return RuleFound(row, "in_time", Consequence.CLOSE, stay.id, stay.last_day)
    if facts.fees is not None and over in facts.fees.undecided:
        return RuleFound(3, "overstay_undecided", Consequence.REFER, stay.id, stay.last_day, over)
    if facts.fees is not None and over <= facts.fees.most:
        return RuleFound(2, "overstay_fee", Consequence.FEE, stay.id, stay.last_day, over)
    return RuleFound(4, "overstay_long", Consequence.REFER, stay.id, stay.last_day, over)


def _ranked(found: Sequence[RuleFound]) -> tuple[RuleFound, ...]:
    if not found:
        return (RuleFound(1, "clear", Consequence.GO_ON),)
    return tuple(sorted(found, key=lambda finding: -WEIGHT[finding.act]))
