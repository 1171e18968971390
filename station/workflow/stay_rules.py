"""Who may have which visa class: the part of the policy about stays, and what it says to one traveller. Pure.

Nationality lists carry dates, because they change several times a year. What the policy does not name (a policy from
before it knew of nationalities, own zones or fees) allows what it allowed then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from station.domain.days import zone_of
from station.domain.visit import Document, Purpose
from station.workflow.stays import Fees, NoStay, PerEntry, RollingWindow, Rule, StayKind, Until

OWN = "own"  # name of the nationality list that means the state's own people
CROSSING_ONLY = "none"  # kind of a class without a stay


class PassportKind(Enum):
    """What a document is, by its code in the machine readable zone (ICAO Doc 9303-4 and -5, 8th edition)."""

    ORDINARY = "ordinary"
    DIPLOMATIC = "diplomatic"
    SERVICE = "service"
    EMERGENCY = "emergency"
    TRAVEL_DOCUMENT = "travel_document"  # of refugees and stateless persons
    LAISSEZ_PASSER = "laissez_passer"
    CARD = "card"
    OTHER = "other"  # entered by hand: a border pass, a letter


_SECOND = {
    "D": PassportKind.DIPLOMATIC,
    "S": PassportKind.SERVICE,
    "O": PassportKind.SERVICE,
    "E": PassportKind.EMERGENCY,
    "R": PassportKind.TRAVEL_DOCUMENT,
    "T": PassportKind.TRAVEL_DOCUMENT,
    "U": PassportKind.TRAVEL_DOCUMENT,
    "A": PassportKind.TRAVEL_DOCUMENT,
    "L": PassportKind.LAISSEZ_PASSER,
}


def passport_kind(document: Document) -> PassportKind:
    if document.kind == "MANUAL":
        return PassportKind.OTHER
    code = document.code.rstrip("<").upper()
    if not code.startswith("P"):
        return PassportKind.CARD
    return _SECOND.get(code[1:2], PassportKind.ORDINARY)


def same_state(one: str, other: str) -> bool:
    """See models.document.states; imported when it is asked, for the window starts without models."""
    from models.document import states  # noqa: PLC0415

    return states.same_state(one, other)


@dataclass(frozen=True)
class ListedState:
    code: str
    since: date | None = None
    until: date | None = None  # the last day

    def holds(self, nationality: str, on: date) -> bool:
        begun = self.since is None or self.since <= on
        return begun and (self.until is None or on <= self.until) and same_state(self.code, nationality)


ASKS = ("visa_number", "permit_number", "permit_until", "reentry_until", "vessel")
DAYS_ASKED = frozenset({"permit_until", "reentry_until"})  # answered by a day


@dataclass(frozen=True)
class Visa:
    """One class. days: of one entry; None where the permit names the last day, or there is none."""

    days: int | None
    purposes: tuple[str, ...]
    states: str = ""  # name of a nationality list; "" is for everybody but the state's own people
    passports: tuple[PassportKind, ...] = ()  # empty: any
    asks: tuple[str, ...] = ()  # of ASKS: what the traveller must show
    kind: str = StayKind.VISITOR.value  # or "none"
    rule: Rule | None = None  # None: from `days` alone
    validity_months: int | None = None  # None: the policy's

    @property
    def counted(self) -> Rule:
        if self.rule is not None:
            return self.rule
        return NoStay() if self.days is None else PerEntry(self.days)


@dataclass(frozen=True)
class StayRules:
    """confirmed: by the agency; what ships is examples. names: words for purposes and classes that the product has
    none for, by language."""

    confirmed: bool = False
    own: tuple[str, ...] = ()
    purposes: tuple[str, ...] = tuple(Purpose)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)  # everyday names of classes
    lists: Mapping[str, tuple[ListedState, ...]] = field(default_factory=dict)
    validity_months: int = 0
    zones: Mapping[str, str] = field(default_factory=dict)  # by post; "" for every other one
    currency: str = ""
    fees: Fees | None = None
    deaf_days: float = 1.0  # without word from central, before the register counts as incomplete

    def national(self, nationality: str) -> bool:
        return any(same_state(own, nationality) for own in self.own)

    def zone(self, post: str) -> str:
        """Of a post, "+07:00"; "" where the policy names none: the machine's own."""
        return self.zones.get(post, self.zones.get("", ""))


def fits(visa: Visa, rules: StayRules, bearer: Document, on: date) -> str:
    """Why a class is not for this traveller; "" where it is. The purpose is looked at elsewhere."""
    national = rules.national(bearer.nationality)
    if national != (visa.states == OWN):
        return "visa_national" if national else "visa_nationality"
    if visa.passports and passport_kind(bearer) not in visa.passports:
        return "visa_passport"
    if visa.states in {"", OWN}:
        return ""
    listed = any(state.holds(bearer.nationality, on) for state in rules.lists.get(visa.states, ()))
    return "" if listed else "visa_nationality"


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or its last day where there is no such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def passport_needs(visa: Visa, rules: StayRules, on: date) -> date | None:
    """Until when a passport must be valid at least; None where nothing asks."""
    months = rules.validity_months if visa.validity_months is None else visa.validity_months
    return months_on(on, months) if months else None


def post_day(moment: datetime, zone: str) -> date:
    """The day at a post, of an aware moment; the machine's own zone where the post has none. Raises ValueError."""
    return moment.astimezone(zone_of(zone) if zone else None).date()


def states_of(entries: Iterable[ListedState], on: date) -> tuple[str, ...]:
    """Codes of a list on one day, in its order."""
    return tuple(e.code for e in entries if (e.since is None or e.since <= on) and (e.until is None or on <= e.until))


def rule_of(
    name: str, days: int | None, first_day_counts: bool, extensions: int, most: int | None, window: int
) -> Rule:
    """The rule of one class by its name in the policy. Raises ValueError."""
    match name, days:
        case "until", _:
            return Until()
        case "none", _:
            return NoStay()
        case "per_entry", int():
            return PerEntry(days, first_day_counts, extensions, most)
        case "window", int() if window > days:
            return RollingWindow(days, window)
        case _:
            raise ValueError(f"no rule {name!r} of {days} days")
