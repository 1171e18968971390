"""Marks of a rehearsal: pure functions of what log and record say, and scenarios that are data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from station.domain.audit import AuditEvent
from station.domain.samples import Finger, MissingFinger, MissingReason
from station.domain.training import Happened, Scenario
from station.workflow import training
from station.workflow.training import GRAVE_CAP, RULES, WEIGHTS, BadScenario, happened_of, mark, parse
from tests.rig import visits

DATA = resources.path("training/scenarios.json").read_bytes()
SCENARIOS = {one.key: one for one in parse(DATA)}
AT = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)


def test_there_are_the_scenarios_that_the_course_names():
    assert set(SCENARIOS) >= {
        "look_alike", "exchanged_fingers", "missing_finger", "worn_print", "damaged_zone", "chip_clone",
        "watchlist_name", "overstay", "held_photo", "network_down", "scanner_lost", "power_cut", "distress",
    }  # fmt: skip
    for one in SCENARIOS.values():
        assert one.grave and {check.part for check in one.checks} >= {"decision", "procedure", "courtesy"}


def good(scenario: Scenario) -> Happened:
    """What fulfils every check of a scenario, made of the checks themselves."""
    found = Happened(visits=1, sealed=True, seconds=5.0, face=True, note="three words here", cases=1, attempts=3)
    for check in scenario.checks:
        given_ = check.given
        if check.rule in {"verdict", "reason", "language"}:
            found = replace(found, **{check.rule: given_["any"][0]})
        elif check.rule == "face":
            found = replace(found, face=given_["there"])
        elif check.rule == "fingers":
            found = replace(found, fingers=tuple(range(2, 2 + given_["at_least"])))
        elif check.rule == "missing":
            found = replace(found, missing={int(k): v for k, v in given_["fingers"].items()})
        elif check.rule == "warning":
            found = replace(found, warnings=frozenset({given_["name"]}))
        elif check.rule == "finding":
            found = replace(found, findings=frozenset({given_["name"]}))
        elif check.rule == "document":
            found = replace(found, document={**found.document, **given_["fields"]})
        elif check.rule == "act" and given_.get("at_least", 1):
            found = replace(found, acts=((given_["name"], {}),))
    return found


@pytest.mark.parametrize("key", sorted(SCENARIOS))
def test_whoever_does_all_that_is_asked_has_the_whole_mark_and_nobody_who_does_nothing_has_any(key: str):
    scenario = SCENARIOS[key]
    whole = mark(scenario, good(scenario))
    assert (whole.mark, whole.missed, whole.grave) == (100.0, (), ())
    assert mark(scenario, Happened()).mark < 50


@pytest.mark.parametrize("key", sorted(SCENARIOS))
def test_a_grave_act_caps_the_mark_however_good_the_rest(key: str):
    scenario = SCENARIOS[key]
    for check in scenario.grave:
        marked = mark(scenario, replace(good(scenario), verdict=check.given["any"][0]))
        assert marked.mark <= GRAVE_CAP and marked.grave == (check,)


HAPPENED = st.builds(
    Happened,
    visits=st.integers(0, 4),
    sealed=st.booleans(),
    verdict=st.sampled_from(["", "admit", "refer", "refuse"]),
    reason=st.sampled_from(["", "in_order", "watchlist", "health"]),
    note=st.text(max_size=30),
    language=st.sampled_from(["", "en", "id"]),
    face=st.booleans(),
    forced=st.integers(0, 5),
    attempts=st.integers(0, 3),
    cases=st.integers(0, 2),
    seconds=st.floats(0, 1e6),
    fingers=st.lists(st.integers(1, 10), unique=True).map(tuple),
)


@given(st.sampled_from(sorted(SCENARIOS)), HAPPENED)
def test_a_mark_is_between_0_and_100_and_is_made_of_its_parts(key: str, happened: Happened):
    marked = mark(SCENARIOS[key], happened)
    total = sum(WEIGHTS[part] * share for part, share in marked.parts.items())
    assert 0 <= marked.mark <= 100 and all(0 <= share <= 1 for share in marked.parts.values())
    assert marked.mark == pytest.approx(min(total, GRAVE_CAP) if marked.grave else total, abs=0.051)


def test_what_happened_is_read_from_log_and_record():
    visit = replace(
        visits.visit(3), missing=(MissingFinger(Finger.RIGHT_LITTLE, MissingReason.PERMANENT),), warnings=("resumed",)
    )
    events = [
        AuditEvent(AT, "rini", "visit_opened", "S", visit.id),
        AuditEvent(AT + timedelta(seconds=3), "rini", "notice_shown", "S", visit.id, {"language": "ar"}),
        AuditEvent(AT + timedelta(seconds=9), "rini", "veto", "S", visit.id, {"modality": "face", "veto": "missing"}),
        AuditEvent(AT + timedelta(seconds=20), "rini", "case_opened", "S", "case-1"),
        AuditEvent(AT + timedelta(seconds=42), "rini", "visit_sealed", "S", visit.id),
    ]
    found = happened_of(events, [visit])
    assert (found.visits, found.sealed, found.verdict, found.reason) == (1, True, "admit", "in_order")
    assert (found.seconds, found.cases, found.language) == (42.0, 1, "id")  # the record's notice, not the last shown
    assert found.missing == {5: "permanent"} and found.fingers == (2, 3, 4) and found.attempts == 2
    assert found.vetoes == (("face", "missing"),) and found.inspections == {"fused": "false_non_match"}
    assert found.warnings == {"resumed"} and found.document["number"] == visit.document.number
    left = happened_of(events[:3], [])
    assert (left.sealed, left.verdict, left.language) == (False, "", "ar")
    assert happened_of([], []) == Happened()


def broken(**changes: Any) -> bytes:
    one: dict[str, Any] = json.loads(DATA)["scenarios"][0]
    return json.dumps({"scenarios": [{**one, **changes}]}).encode()


CHECK: Mapping[str, Any] = json.loads(DATA)["scenarios"][0]["checks"][0]


@pytest.mark.parametrize(
    "octets",
    [
        b"[]", b"{", b"\xff", broken(extra=1), broken(title={"en": "x"}), broken(checks=[]),
        broken(checks=[{**CHECK, "rule": "mood"}]), broken(checks=[{**CHECK, "given": {}}]),
        broken(checks=[{**CHECK, "points": 0}]), broken(checks=[{**CHECK, "part": "luck"}]), broken(setup=3),
        json.dumps({"scenarios": json.loads(DATA)["scenarios"][:1] * 2}).encode(),
    ],
)  # fmt: skip
def test_a_scenario_that_cannot_be_marked_is_refused_when_it_is_read(octets: bytes):
    with pytest.raises(BadScenario):
        parse(octets)


def test_every_rule_is_used_or_stands_for_a_scenario_to_come():
    used = {check.rule for one in SCENARIOS.values() for check in (*one.checks, *one.grave)}
    assert used <= set(RULES) and {"veto", "inspection", "sealed"} >= set(RULES) - used
    assert training.PASS_MARK < 100


@pytest.mark.parametrize(
    ("printed", "written", "same"),
    [
        ("O'Shaughnessy", "OSHAUGHNESSY", True),
        ("Quiroga Peña", "QUIROGA PENA", True),
        ("Al-Masri", "AL MASRI", True),
        ("Al-Masri", "AL MASRY", False),
        ("Montefusco", "", False),
    ],
)
def test_a_name_is_that_of_the_document_however_the_record_writes_it(printed: str, written: str, same: bool):
    happened = Happened(document={"surname": written})
    assert RULES["document"](happened, {"fields": {"surname": printed}}) is same
