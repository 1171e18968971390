"""Marks of a rehearsal from the station's own log and record: tables and pure functions.

The weights are those of a proposal (decision 50, procedure 30, time 10, courtesy 10; a grave act caps the mark at 40),
not of a published course: neither Frontex' nor ICAO's could be reached.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from station.domain.audit import Act, AuditEvent
from station.domain.training import Check, Happened, Marking, Scenario
from station.domain.visit import Visit

WEIGHTS = {"decision": 50.0, "procedure": 30.0, "time": 10.0, "courtesy": 10.0}
GRAVE_CAP = 40.0
PASS_MARK = 70.0
LANGUAGES = ("en", "id")
_FIELDS = frozenset({"key", "setup", "checks", "grave", "title", "brief", "good"})
_CHECK = frozenset({"part", "points", "rule", "given", "say"})


class BadScenario(ValueError):
    """A scenario that cannot be marked; the text names it."""


# ---- what may be asked of what happened


def _verdict(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool(happened.verdict in given["any"])


def _reason(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool(happened.reason in given["any"])


def _act(happened: Happened, given: Mapping[str, Any]) -> bool:
    wanted = given.get("detail", {})
    named = [detail for act, detail in happened.acts if act == given["name"]]
    found = [detail for detail in named if all(detail.get(key) == value for key, value in wanted.items())]
    return bool(given.get("at_least", 1) <= len(found) <= given.get("at_most", 10**6))


def _warning(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool((given["name"] in happened.warnings) is given.get("there", True))


def _finding(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool(given["name"] in happened.findings)


def _missing(happened: Happened, given: Mapping[str, Any]) -> bool:
    """Exactly these fingers are missing, each for its reason."""
    return bool(dict(happened.missing) == {int(finger): reason for finger, reason in given["fingers"].items()})


def _fingers(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool(len(happened.fingers) >= given["at_least"])


def _face(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool(happened.face is given.get("there", True))


def _forced(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool(happened.forced <= given["at_most"])


def _attempts(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool(happened.attempts >= given["at_least"])


def _veto(happened: Happened, given: Mapping[str, Any]) -> bool:
    count = sum(modality == given["modality"] for modality, _ in happened.vetoes)
    return bool(given.get("at_least", 0) <= count <= given.get("at_most", 10**6))


def _language(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool(happened.language in given["any"])


def _document(happened: Happened, given: Mapping[str, Any]) -> bool:
    """Letters and digits count; capitals, accents and signs are written as the record writes them."""
    return all(
        _plain(str(happened.document.get(name, ""))) == _plain(str(value)) for name, value in given["fields"].items()
    )


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text).casefold() if letter.isalnum())


def _inspection(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool(happened.inspections.get(given["modality"]) == given["word"])


def _note(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool(len(happened.note.split()) >= given["words"])


def _seconds(happened: Happened, given: Mapping[str, Any]) -> bool:
    """Of a visit that came to its end; one that was given up is no quick one."""
    return bool(happened.sealed and happened.seconds <= given["at_most"])


def _visits(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool(1 <= happened.visits <= given["at_most"])


def _case(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool(happened.cases >= given.get("at_least", 1))


def _sealed(happened: Happened, given: Mapping[str, Any]) -> bool:
    return bool(happened.sealed is given.get("there", True))


RULES: dict[str, Callable[[Happened, Mapping[str, Any]], bool]] = {
    "verdict": _verdict,
    "reason": _reason,
    "act": _act,
    "warning": _warning,
    "finding": _finding,
    "missing": _missing,
    "fingers": _fingers,
    "face": _face,
    "forced": _forced,
    "attempts": _attempts,
    "veto": _veto,
    "language": _language,
    "document": _document,
    "inspection": _inspection,
    "note": _note,
    "seconds": _seconds,
    "visits": _visits,
    "case": _case,
    "sealed": _sealed,
}


# ---- marking


def mark(scenario: Scenario, happened: Happened) -> Marking:
    """What was reached of each part, weighed; a part without a check counts as reached where a visit was opened."""
    parts: dict[str, float] = {}
    missed: list[Check] = []
    for part in WEIGHTS:
        checks = [check for check in scenario.checks if check.part == part]
        reached = [check for check in checks if RULES[check.rule](happened, check.given)]
        missed += [check for check in checks if check not in reached]
        whole = sum(check.points for check in checks)
        parts[part] = sum(check.points for check in reached) / whole if whole else float(happened.visits > 0)
    grave = tuple(check for check in scenario.grave if RULES[check.rule](happened, check.given))
    total = sum(WEIGHTS[part] * share for part, share in parts.items())
    return Marking(scenario.key, round(min(total, GRAVE_CAP) if grave else total, 1), parts, tuple(missed), grave)


def happened_of(events: Iterable[AuditEvent], visits: Iterable[Visit]) -> Happened:
    """The rehearsal as log and records tell it. `visits`: those that were sealed, oldest first; the last one counts."""
    entries = list(events)
    acts = tuple((str(event.act), dict(event.detail)) for event in entries)
    opened = [event for event in entries if event.act == Act.VISIT_OPENED]
    cases = sum(event.act == Act.CASE_OPENED for event in entries)
    vetoes = tuple(
        (str(detail.get("modality", "")), str(detail.get("veto", ""))) for act, detail in acts if act == Act.VETO
    )
    shown = [detail for act, detail in acts if act == Act.NOTICE_SHOWN]
    seconds = (entries[-1].at - opened[0].at).total_seconds() if opened else 0.0
    found = Happened(
        acts,
        len(opened),
        vetoes=vetoes,
        cases=cases,
        seconds=seconds,
        language=str(shown[-1].get("language", "")) if shown else "",
    )
    sealed = list(visits)
    if not sealed:
        return found
    visit = sealed[-1]
    decision = visit.decision
    return Happened(
        acts,
        len(opened),
        sealed=True,
        verdict=decision.verdict.value if decision is not None else "",
        reason=decision.reason if decision is not None else "",
        note=decision.note if decision is not None else "",
        language=visit.notice.language if visit.notice is not None else "",
        warnings=frozenset(visit.warnings),
        missing={int(one.finger): one.reason.value for one in visit.missing},
        fingers=tuple(int(one.finger) for one in visit.fingers),
        face=visit.face is not None,
        forced=sum(one.forced for one in visit.fingers) + int(visit.face is not None and visit.face.forced),
        attempts=max((len(one.scores) for one in visit.fingers), default=0),
        vetoes=vetoes,
        inspections={one.modality.value: one.inspection.value for one in visit.comparisons if one.inspection},
        document={
            "number": visit.document.number,
            "surname": visit.document.surname,
            "given_names": visit.document.given_names,
            "birth": visit.document.birth,
        },
        findings=frozenset(visit.stay.findings),
        cases=cases,
        seconds=seconds,
    )


# ---- scenarios, as data


def parse(octets: bytes) -> tuple[Scenario, ...]:
    """Raises BadScenario."""
    try:
        listed = json.loads(octets)["scenarios"]
        found = tuple(_scenario(one) for one in listed)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadScenario(str(error)) from error
    keys = [one.key for one in found]
    if len(set(keys)) != len(keys):
        raise BadScenario("a key stands twice")
    return found


def _scenario(fields: Mapping[str, Any]) -> Scenario:
    if set(fields) != _FIELDS:
        raise BadScenario(f"{fields.get('key')}: {sorted(set(fields) ^ _FIELDS)}")
    key = str(fields["key"])
    texts = [_texts(key, fields[name]) for name in ("title", "brief", "good")]
    checks = tuple(_check(key, one) for one in fields["checks"])
    if not any(check.part == "decision" for check in checks):
        raise BadScenario(f"{key}: nothing is said of the decision")
    return Scenario(key, dict(fields["setup"]), checks, tuple(_check(key, one) for one in fields["grave"]), *texts)


def _check(key: str, fields: Mapping[str, Any]) -> Check:
    if set(fields) != _CHECK or fields["part"] not in WEIGHTS or fields["rule"] not in RULES:
        raise BadScenario(f"{key}: {dict(fields)}")
    points = float(fields["points"])
    if not points > 0:
        raise BadScenario(f"{key}: points of {fields['rule']}")
    made = Check(fields["part"], points, fields["rule"], dict(fields["given"]), _texts(key, fields["say"]))
    RULES[made.rule](Happened(), made.given)  # what it is given is what it asks for
    return made


def _texts(key: str, fields: Mapping[str, Any]) -> dict[str, str]:
    if set(fields) != set(LANGUAGES) or not all(isinstance(text, str) and text for text in fields.values()):
        raise BadScenario(f"{key}: texts in {LANGUAGES} are needed")
    return dict(fields)
