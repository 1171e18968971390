"""A rehearsed visit: what its traveller brings, what was done, and what that is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Happened:
    """What the station's own log and record say of one rehearsal; nothing that only an onlooker could know.

    acts: (act, detail) of the audit log, oldest first. verdict "": nothing was sealed with a decision. missing: finger
    position -> reason. vetoes: (modality, veto). inspections: modality -> the officer's word. document: fields of the
    sealed document. seconds: from the first visit's opening to the last entry.
    """

    acts: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    visits: int = 0
    sealed: bool = False
    verdict: str = ""
    reason: str = ""
    note: str = ""
    language: str = ""
    warnings: frozenset[str] = frozenset()
    missing: Mapping[int, str] = field(default_factory=dict)
    fingers: tuple[int, ...] = ()
    face: bool = False
    forced: int = 0
    attempts: int = 0  # the most that one finger had
    vetoes: tuple[tuple[str, str], ...] = ()
    inspections: Mapping[str, str] = field(default_factory=dict)
    document: Mapping[str, str] = field(default_factory=dict)
    findings: frozenset[str] = frozenset()
    cases: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Check:
    """One thing that a good officer does. part: "decision", "procedure", "time" or "courtesy"; `rule` and `given` name
    what is asked of `Happened`; `say`: language -> what the debrief says where it was not so."""

    part: str
    points: float
    rule: str
    given: Mapping[str, Any]
    say: Mapping[str, str]


@dataclass(frozen=True)
class Scenario:
    """setup: what the emulated counter is given. grave: acts after which no mark is above the cap, a wrong admission or
    a wrong accusation. Texts by language."""

    key: str
    setup: Mapping[str, Any]
    checks: tuple[Check, ...]
    grave: tuple[Check, ...]
    title: Mapping[str, str]
    brief: Mapping[str, str]
    good: Mapping[str, str]  # what a good officer does


@dataclass(frozen=True)
class Marking:
    """0..100 with what it is made of: part -> share reached, 0..1. missed, grave: what the debrief says."""

    scenario: str
    mark: float
    parts: Mapping[str, float]
    missed: tuple[Check, ...] = ()
    grave: tuple[Check, ...] = ()
