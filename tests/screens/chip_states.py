"""The chip on the document page and on the check page, in every state that an officer may meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from station.domain.chip import (
    ChipCheck,
    ChipDetails,
    ChipDifference,
    ChipEvidence,
    ChipFile,
    ChipReason,
    ChipResult,
    FacePair,
    Pair,
    SealEvidence,
    Substitution,
    TrustLists,
)
from station.domain.desk import ChipPhase, ChipView
from station.domain.outcome import Outcome
from tests.screens import people
from tests.screens.people import DOCUMENT, NOW

NAMES = ("sod", "signer", "chain", "hashes", "com", "states", "genuine", "zone")
FILES = tuple(ChipFile(name, b"x") for name in ("COM", "SOD", "DG1", "DG2", "DG11", "DG14"))
GOOD = ChipEvidence(
    ChipResult.SUCCESSFUL, "ACS ACR1252 00 00", NOW, 2.6, way="PACE", mapping="GM", cipher="AES-128",
    checks=tuple(ChipCheck(name, ChipResult.SUCCESSFUL) for name in NAMES),
    files=FILES, lines=DOCUMENT.lines,
    details=ChipDetails("ERIKSSON", "ANNA MARIA", personal_number="Z E 184226 B", birth="1974-08-12"),
    lists=TrustLists(7, 608, 74, 2, date(2026, 11, 3)),
    faces=tuple(FacePair(pair, Outcome.MATCH, 14.0, 6.9, 1e-6) for pair in Pair),
)  # fmt: skip
_BASE = {"days_old": 21, "has_lists": True}


def _with(result: ChipResult, check: str, *reasons: ChipReason, base: ChipEvidence = GOOD) -> ChipEvidence:
    checks = tuple(replace(c, result=result) if c.name == check else c for c in base.checks)
    return replace(base, verdict=result, checks=checks, reasons=reasons)


CLONE = _with(
    ChipResult.FAILED, "genuine",
    ChipReason("active_authentication_wrong", ChipResult.FAILED),
    ChipReason("chip_authentication_wrong", ChipResult.FAILED),
)  # fmt: skip
UNKNOWN = _with(ChipResult.UNDETERMINED, "chain", ChipReason("state_unknown", ChipResult.UNDETERMINED))
DIFFERS = replace(
    _with(ChipResult.FAILED, "zone", ChipReason("zone_differs", ChipResult.FAILED)),
    differences=(
        ChipDifference("number", "L898902C3", "L898902G3"),
        ChipDifference("full_birth", "1974-08-12", "1975-08-12"),
    ),
)
SWAPPED = replace(
    GOOD,
    faces=(
        FacePair(Pair.CHIP_LIVE, Outcome.NO_MATCH, -8.0, 6.9),
        FacePair(Pair.CHIP_PAGE, Outcome.MATCH, 12.0, 6.9),
        FacePair(Pair.PAGE_LIVE, Outcome.NO_MATCH, -7.0, 6.9),
    ),
    substitution=Substitution.LIVE,
)


UNLIKE = replace(
    GOOD,
    faces=(
        FacePair(Pair.CHIP_LIVE, Outcome.NO_MATCH, -8.0, 6.9),
        *(FacePair(p, Outcome.NOT_DONE) for p in list(Pair)[1:]),
    ),
)


SEAL = SealEvidence(b"seal", "visa", "UTO", ChipResult.SUCCESSFUL, NOW)


def views() -> dict[str, ChipView]:
    """By name, for the document page."""
    face = people.portrait()
    half = replace(GOOD, checks=GOOD.checks[:6], verdict=ChipResult.SUCCESSFUL)
    return {
        "waiting": ChipView(ChipPhase.WAITING, **_BASE),
        "reading": ChipView(ChipPhase.READING, 0.45, evidence=half, **_BASE),
        "genuine": ChipView(ChipPhase.DONE, 1.0, evidence=GOOD, face=face, **_BASE),
        "clone": ChipView(ChipPhase.DONE, 1.0, evidence=CLONE, face=face, **_BASE),
        "unknown": ChipView(ChipPhase.DONE, 1.0, evidence=UNKNOWN, face=face),
        "differs": ChipView(ChipPhase.DONE, 1.0, evidence=DIFFERS, face=face, **_BASE),
        "key": ChipView(
            ChipPhase.KEY, problem="card_key_wrong", offers=("L898902G3", "LB98902C3"), tries=2, number_tries=3, **_BASE
        ),
        "number": ChipView(ChipPhase.NO_ZONE, number_tries=3, **_BASE),
        "number_wrong": ChipView(ChipPhase.STOPPED, problem="card_number_wrong", number_tries=1, **_BASE),
        "lifted": ChipView(
            ChipPhase.STOPPED, 0.6, problem="card_lifted", evidence=replace(half, verdict=ChipResult.ABORTED), **_BASE
        ),
    }
