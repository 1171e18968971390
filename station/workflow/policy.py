"""The rules that a regulation may change, read strictly from one versioned file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any, cast

from station.domain import foreign
from station.domain.days import zone_of
from station.domain.officer import Role
from station.domain.outcome import CaseReason
from station.domain.samples import Finger
from station.domain.visit import Direction, Document
from station.errors import StationError
from station.workflow.stay_rules import (
    ASKS,
    CROSSING_ONLY,
    DAYS_ASKED,
    OWN,
    ListedState,
    PassportKind,
    StayRules,
    Visa,
    fits,
    rule_of,
)
from station.workflow.stays import Fees, NoStay, PerEntry, Presence, StayKind, Until, days_left

OVERRIDE, ERASE, EXPORT, EXPORT_KEY = "override_failed_check", "erase", "export", "export_key"
CHANGE_STAY = "change_stay"  # extension, correction, void: two people always, whatever the policy lists
TWO_PERSON_ACTS = frozenset({OVERRIDE, ERASE, EXPORT, EXPORT_KEY})  # what `two_person` may list


class PolicyError(StationError):
    """The policy file is unusable; `detail` names the key."""

    code = "policy"


class StayError(StationError):
    """The length of stay or the visa class does not fit; `code` says how."""

    code = "stay"


@dataclass(frozen=True)
class Matching:
    fmr_verification: float  # FMR of a 1:1 threshold
    fmr_candidates: float  # FMR of one comparison from which a candidate is listed as somebody else
    candidate_list: int
    uniqueness_fmr: float


ENCODERS = ("dlib", "sface")  # of models.face.encoders: what a policy may let count


@dataclass(frozen=True)
class FaceRules:
    timeout_seconds: float  # T2: from the first picture to the hand-over of the best capture
    frames_fused: int
    attack_alarm: float | None  # None: no alarm, scores are logged only
    encoders: tuple[str, ...] = ENCODERS  # whose scores count; templates hold the vectors of all


@dataclass(frozen=True)
class FingerRules:
    attempts: int
    nfiq2_enrolment: Mapping[Finger, int]
    nfiq2_control: Mapping[Finger, int]
    attack_alarm: float | None
    capture_seconds: float
    ten: bool = True  # all fingers, in the order 4-4-2, where a reader takes slaps; False: one hand there, too
    document_alone_case: bool = False  # neither finger nor face was taken: a supervisor looks before the decision


@dataclass(frozen=True)
class ModalityRule:
    """The first rule that fits decides which modalities a traveller is asked for."""

    name: str
    max_age: int | None
    status: str | None  # a purpose, e.g. "official"
    face: bool
    fingers: bool


@dataclass(frozen=True)
class NoticeRules:
    version: str
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Retention:
    visit_days: int  # the record and everything that is searched
    reference_days: int  # face crop, embedding and finger templates that later visits are compared with
    key_days: int  # the local copy of a record's key, after the agency's receipt
    case_days: int
    training_days: int
    open_visit_hours: int  # how long a visit that a power cut interrupted is kept and offered


@dataclass(frozen=True)
class Sessions:
    idle_minutes: float
    lock_after_failures: int
    lock_minutes: float
    offline_days: int
    second_factor: tuple[Role, ...]  # who may not sign in without one


@dataclass(frozen=True)
class ReviewRules:
    """Which cases are judged by two supervisors, and which are looked at before scores and names are shown."""

    two_opinions: tuple[CaseReason, ...] = ()
    blind_first: tuple[CaseReason, ...] = ()

    def needed(self, reason: CaseReason) -> int:
        """Opinions that a ruling rests on, where they agree."""
        return 2 if reason in self.two_opinions else 1


@dataclass(frozen=True)
class Policy:
    version: str
    source: str
    matching: Matching
    face: FaceRules
    fingers: FingerRules
    modalities: tuple[ModalityRule, ...]
    visas: Mapping[str, Visa]
    decision_reasons: Mapping[str, tuple[str, ...]]
    ruling_reasons: Mapping[str, tuple[str, ...]]
    notice: NoticeRules
    retention: Retention
    sessions: Sessions
    two_person: tuple[str, ...]  # acts that need two people; one permitted person is enough for the others
    stays: StayRules = field(default_factory=StayRules)
    review: ReviewRules = field(default_factory=ReviewRules)

    def modalities_for(self, age: int | None, purpose: str) -> ModalityRule:
        for rule in self.modalities:
            fits_age = rule.max_age is None or (age is not None and age <= rule.max_age)
            if fits_age and (rule.status is None or rule.status == purpose):
                return rule
        raise PolicyError("modalities: no rule fits")

    def visas_for(self, purpose: str, bearer: Document | None = None, on: date | None = None) -> tuple[str, ...]:
        """Classes that cover a purpose; of those, with a document, what its bearer may have on that day."""
        named = (name for name, visa in self.visas.items() if purpose in visa.purposes)
        if bearer is None or on is None:
            return tuple(named)
        return tuple(name for name in named if not fits(self.visas[name], self.stays, bearer, on))

    def purposes_for(self, bearer: Document | None, on: date) -> tuple[str, ...]:
        """In the policy's order; only what some class of the bearer covers."""
        if bearer is None:
            return self.stays.purposes
        return tuple(p for p in self.stays.purposes if self.visas_for(p, bearer, on))

    def visa(self, name: str) -> tuple[str, Visa]:
        """A class by its index or its everyday name ("VOA"), and the index. Raises StayError `unknown_visa`."""
        index = name if name in self.visas else self.stays.aliases.get(name, name)
        found = self.visas.get(index)
        if found is None:
            raise StayError(name, code="unknown_visa")
        return index, found

    def last_day(
        self,
        direction: Direction,
        purpose: str,
        visa_class: str,
        days: int,
        arrival: date,
        bearer: Document | None = None,
        proofs: Mapping[str, str] | None = None,
        earlier: Sequence[Presence] = (),
    ) -> date | None:
        """The last permitted day; the day of arrival is day 1 where the class counts it.

        bearer: the traveller's document, so that nobody gets a class that is not theirs, or a day beyond its validity.
        proofs: what the class asks for, by kind of ASKS; days as YYYY-MM-DD. earlier: stays, for a window.
        Raises:
            StayError: `unknown_visa`; `visa_purpose`, `visa_national`, `visa_nationality`, `visa_passport` for a class
                that is not for this traveller; `stay_days`, `stay_too_long`, `stay_no_day_left`; `proof_missing`,
                `proof_day`, `proof_over` for what the class asks for.
        """
        if direction is Direction.DEPARTURE:
            return None
        index, visa = self.visa(visa_class)
        if purpose not in visa.purposes:
            raise StayError(f"{index} for {purpose}", code="visa_purpose")
        unfit = fits(visa, self.stays, bearer, arrival) if bearer is not None else ""
        if unfit:
            raise StayError(f"{index} for {bearer.nationality if bearer else ''}", code=unfit)
        named = _shown(visa, proofs or {}, arrival) if bearer is not None else None
        rule = visa.counted
        if isinstance(rule, NoStay):
            return None
        last: date | None
        if isinstance(rule, Until):
            last = named
        else:
            most = days_left(rule, arrival, earlier) or 0
            if most == 0:
                raise StayError(index, code="stay_no_day_left")
            if not 1 <= days <= most:
                raise StayError(
                    f"{days} days, {index} allows {most}", code="stay_too_long" if days > 0 else "stay_days"
                )
            counts = not isinstance(rule, PerEntry) or rule.first_day_counts
            last = arrival + timedelta(days=days - (1 if counts else 0))
        if bearer is not None and last is not None and bearer.expiry >= arrival:
            last = min(last, bearer.expiry)
        return last


def _shown(visa: Visa, proofs: Mapping[str, str], arrival: date) -> date | None:
    """The day that the papers of a class name; raises StayError where one is missing or over."""
    for ask in visa.asks:
        said = proofs.get(ask, "").strip()
        if not said:
            raise StayError(ask, code="proof_missing")
        if ask not in DAYS_ASKED:
            continue
        try:
            day = date.fromisoformat(said)
        except ValueError as error:
            raise StayError(ask, code="proof_day") from error
        if day < arrival:
            raise StayError(ask, code="proof_over")
    until = next((proofs[ask] for ask in ("permit_until", "reentry_until") if ask in visa.asks), None)
    return None if until is None else date.fromisoformat(until)


def age_on(birth: str, today: date) -> int | None:
    """Completed years from "YYYY-MM-DD"; an unknown month or day counts as the last one, an unknown year gives None."""
    year, month, day = birth.split("-")
    if not year.isdigit():
        return None
    born = (int(month) if month.isdigit() else 12, int(day) if day.isdigit() else 31)
    return today.year - int(year) - ((today.month, today.day) < born)


def parse(text: str | bytes) -> Policy:
    """Read a policy file.

    Raises:
        PolicyError: not JSON, a key missing or unknown, a value of the wrong kind or out of range.
    """
    try:
        raw = foreign.read(text)
    except ValueError as error:
        raise PolicyError(f"not JSON: {error}") from error
    try:
        if isinstance(raw, dict):
            raw.setdefault("stays", None)  # a policy from before it knew of nationalities
            raw.setdefault("review", {})  # a policy from before two opinions
        return _policy(_keys(Policy, raw, ""))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise PolicyError(f"{type(error).__name__}: {error}") from error


def _keys(kind: type, raw: Any, where: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise PolicyError(f"{where or 'file'}: not an object")
    expected = {f.name for f in fields(kind)}
    if raw.keys() != expected:
        raise PolicyError(f"{where or 'file'}: {sorted(raw.keys() ^ expected)}")
    return cast(dict[str, Any], raw)


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise PolicyError(f"{where}: not a list of texts")
    return tuple(value)


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise PolicyError(f"{where}: not a list")
    return value


def _rate(value: Any, where: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 0.5:
        raise PolicyError(f"{where}: not a rate above 0 and at most 0.5")
    return float(value)


def _number(value: Any, where: str, low: float, high: float) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        raise PolicyError(f"{where}: not a number from {low} to {high}")
    return float(value)


def _truth(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise PolicyError(f"{where}: neither true nor false")
    return value


def _alarm(value: Any, where: str) -> float | None:
    return None if value is None else _number(value, where, 0, 1)


def _encoders(value: Any) -> tuple[str, ...]:
    names = _texts(value, "face.encoders")
    if not names or not set(names) <= set(ENCODERS) or len(set(names)) != len(names):
        raise PolicyError(f"face.encoders: not some of {', '.join(ENCODERS)}, once each")
    return names


def _nfiq2(raw: dict[str, Any], where: str) -> dict[Finger, int]:
    limits = {Finger(int(k)): int(_number(v, f"{where}.{k}", 0, 100)) for k, v in raw.items()}
    if set(limits) != set(Finger):
        raise PolicyError(f"{where}: ten fingers are needed")
    return limits


def _review(raw: Any) -> ReviewRules:
    """Empty in a policy from before two opinions."""
    given = _keys(ReviewRules, raw, "review") if raw != {} else {}
    try:
        return ReviewRules(**{k: tuple(map(CaseReason, _texts(v, f"review.{k}"))) for k, v in given.items()})
    except ValueError as error:
        raise PolicyError(f"review: {error}") from error


# what a policy from before slaps, and from before a second look at a document alone, means
_FINGERS_SINCE = {"ten": True, "document_alone_case": False}


def _policy(raw: dict[str, Any]) -> Policy:
    matching = _keys(Matching, raw["matching"], "matching")
    face = _keys(FaceRules, {"encoders": list(ENCODERS)} | raw["face"], "face")  # a policy from before it could choose
    fingers = _keys(FingerRules, _FINGERS_SINCE | raw["fingers"], "fingers")
    notice = _keys(NoticeRules, raw["notice"], "notice")
    retention = _keys(Retention, raw["retention"], "retention")
    sessions = _keys(Sessions, raw["sessions"], "sessions")
    visas = {name: _visa(name, visa) for name, visa in raw["visas"].items()}
    return Policy(
        version=str(raw["version"]),
        source=str(raw["source"]),
        matching=Matching(
            fmr_verification=_rate(matching["fmr_verification"], "matching.fmr_verification"),
            fmr_candidates=_rate(matching["fmr_candidates"], "matching.fmr_candidates"),
            candidate_list=int(_number(matching["candidate_list"], "matching.candidate_list", 1, 100)),
            uniqueness_fmr=_rate(matching["uniqueness_fmr"], "matching.uniqueness_fmr"),
        ),
        face=FaceRules(
            timeout_seconds=_number(face["timeout_seconds"], "face.timeout_seconds", 1, 600),
            frames_fused=int(_number(face["frames_fused"], "face.frames_fused", 1, 10)),
            attack_alarm=_alarm(face["attack_alarm"], "face.attack_alarm"),
            encoders=_encoders(face["encoders"]),
        ),
        fingers=FingerRules(
            attempts=int(_number(fingers["attempts"], "fingers.attempts", 1, 10)),
            nfiq2_enrolment=_nfiq2(fingers["nfiq2_enrolment"], "fingers.nfiq2_enrolment"),
            nfiq2_control=_nfiq2(fingers["nfiq2_control"], "fingers.nfiq2_control"),
            attack_alarm=_alarm(fingers["attack_alarm"], "fingers.attack_alarm"),
            capture_seconds=_number(fingers["capture_seconds"], "fingers.capture_seconds", 1, 600),
            ten=_truth(fingers["ten"], "fingers.ten"),
            document_alone_case=_truth(fingers["document_alone_case"], "fingers.document_alone_case"),
        ),
        modalities=tuple(
            ModalityRule(**_keys(ModalityRule, rule, "modalities")) for rule in _list(raw["modalities"], "modalities")
        ),
        visas=visas,
        decision_reasons={k: _texts(v, "decision_reasons") for k, v in raw["decision_reasons"].items()},
        ruling_reasons={k: _texts(v, "ruling_reasons") for k, v in raw["ruling_reasons"].items()},
        notice=NoticeRules(str(notice["version"]), _texts(notice["languages"], "notice.languages")),
        retention=_retention(retention),
        sessions=Sessions(
            idle_minutes=_number(sessions["idle_minutes"], "sessions.idle_minutes", 1, 480),
            lock_after_failures=int(_number(sessions["lock_after_failures"], "sessions.lock_after_failures", 1, 100)),
            lock_minutes=_number(sessions["lock_minutes"], "sessions.lock_minutes", 0.1, 1440),
            offline_days=int(_number(sessions["offline_days"], "sessions.offline_days", 0, 365)),
            second_factor=tuple(Role(r) for r in _texts(sessions["second_factor"], "sessions.second_factor")),
        ),
        two_person=_two_person(raw["two_person"]),
        stays=_stay_rules(raw["stays"], visas),
        review=_review(raw["review"]),
    )


def _retention(raw: dict[str, Any]) -> Retention:
    lowest = {"key_days": 0}
    days = {k: int(_number(v, f"retention.{k}", lowest.get(k, 1), 36500)) for k, v in raw.items()}
    if days["reference_days"] > days["visit_days"]:
        raise PolicyError(
            "retention.reference_days: longer than visit_days, with which the reference goes at the latest"
        )
    return Retention(**days)


def _two_person(value: Any) -> tuple[str, ...]:
    acts = _texts(value, "two_person")
    if unknown := sorted(set(acts) - TWO_PERSON_ACTS):
        raise PolicyError(f"two_person: {unknown}")
    if len(set(acts)) != len(acts):
        raise PolicyError("two_person: an act is listed twice")
    return acts


_VISA: dict[str, Any] = {  # what a policy may leave out of a class, and what it means then
    "states": "", "passports": [], "asks": [], "kind": StayKind.VISITOR.value, "rule": "", "first_day_counts": True,
    "extensions": 0, "most": None, "window": 0, "validity_months": None,
}  # fmt: skip


def _visa(name: str, raw: Any) -> Visa:
    where = f"visas.{name}"
    if not isinstance(raw, dict):
        raise PolicyError(f"{where}: not an object")
    visa = _VISA | raw
    if unfit := sorted(visa.keys() ^ (_VISA.keys() | {"days", "purposes"})):
        raise PolicyError(f"{where}: {unfit}")
    days = None if visa["days"] is None else int(_number(visa["days"], f"{where}.days", 1, 3650))
    rule = None
    if visa["rule"]:
        most = None if visa["most"] is None else int(_number(visa["most"], f"{where}.most", 1, 3650))
        extensions = int(_number(visa["extensions"], f"{where}.extensions", 0, 100))
        window = int(_number(visa["window"], f"{where}.window", 0, 3650))
        rule = rule_of(str(visa["rule"]), days, _flag(visa["first_day_counts"], where), extensions, most, window)
    asks = _texts(visa["asks"], f"{where}.asks")
    if unknown := sorted(set(asks) - set(ASKS)):
        raise PolicyError(f"{where}.asks: {unknown}")
    kind = str(visa["kind"])
    if kind != CROSSING_ONLY:
        StayKind(kind)
    months = visa["validity_months"]
    return Visa(
        days,
        _texts(visa["purposes"], f"{where}.purposes"),
        str(visa["states"]),
        tuple(PassportKind(p) for p in _texts(visa["passports"], f"{where}.passports")),
        asks,
        kind,
        rule,
        None if months is None else int(_number(months, f"{where}.validity_months", 0, 120)),
    )


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise PolicyError(f"{where}: not true or false")
    return value


def _stay_rules(raw: Any, visas: Mapping[str, Visa]) -> StayRules:
    """The part about stays; a policy from before it has none."""
    if raw is None:
        return StayRules()
    if not isinstance(raw, dict):
        raise PolicyError("stays: not an object")
    known = {f.name for f in fields(StayRules)}
    if raw.keys() != known:
        raise PolicyError(f"stays: {sorted(raw.keys() ^ known)}")
    zones = {str(post): str(zone) for post, zone in raw["zones"].items()}
    for zone in zones.values():
        zone_of(zone)
    lists = {
        str(name): tuple(_listed(s, f"stays.lists.{name}") for s in states) for name, states in raw["lists"].items()
    }
    if unknown := sorted({v.states for v in visas.values()} - lists.keys() - {"", OWN}):
        raise PolicyError(f"stays.lists: {unknown} missing")
    purposes = _texts(raw["purposes"], "stays.purposes")
    if unknown := sorted({p for v in visas.values() for p in v.purposes} - set(purposes)):
        raise PolicyError(f"stays.purposes: {unknown} missing")
    aliases = {str(name): str(index) for name, index in raw["aliases"].items()}
    if unknown := sorted(set(aliases.values()) - visas.keys()):
        raise PolicyError(f"stays.aliases: {unknown}")
    return StayRules(
        confirmed=_flag(raw["confirmed"], "stays.confirmed"),
        own=_texts(raw["own"], "stays.own"),
        purposes=purposes,
        names={
            str(key): {str(language): str(text) for language, text in words.items()}
            for key, words in raw["names"].items()
        },
        aliases=aliases,
        lists=lists,
        validity_months=int(_number(raw["validity_months"], "stays.validity_months", 0, 120)),
        zones=zones,
        currency=str(raw["currency"]),
        fees=_fees(raw["fees"]),
        deaf_days=_number(raw["deaf_days"], "stays.deaf_days", 0, 365),
    )


def _fees(raw: Any) -> Fees | None:
    if raw is None:
        return None
    fees = _keys(Fees, raw, "stays.fees")
    return Fees(
        int(_number(fees["a_day"], "stays.fees.a_day", 0, 10**12)),
        int(_number(fees["most"], "stays.fees.most", 0, 3650)),
        tuple(int(_number(day, "stays.fees.undecided", 0, 3650)) for day in _list(fees["undecided"], "stays.fees")),
    )


def _listed(raw: Any, where: str) -> ListedState:
    """A code, or a code with the days from which and until which it stands on the list."""
    if isinstance(raw, str):
        return ListedState(raw)
    entry = {"since": None, "until": None} | _object(raw, where)
    if entry.keys() != {"state", "since", "until"}:
        raise PolicyError(f"{where}: {sorted(entry)}")
    since, until = (None if day is None else date.fromisoformat(day) for day in (entry["since"], entry["until"]))
    return ListedState(str(entry["state"]), since, until)


def _object(raw: Any, where: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise PolicyError(f"{where}: not an object")
    return cast(dict[str, Any], raw)
