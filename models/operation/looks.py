"""How often one may look. A claim is looked at every week, and a test at 5 % each time cries wolf within a year in one
of four; evidence that may be looked at at any time does not.

The e-value of a claim "the rate is at most p0" is what a gambler would have who bet against it: a mean over several
bets of the likelihood at b p0 over that at p0. Where the claim holds it reaches 1/a at any time at all with chance at
most a (Ville 1939; P. Grünwald, R. de Heide and W. Koolen, "Safe testing", 2024). Visits of people who come back are
divided by the design effect first, since they carry less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.operation.evaluate import samples
from models.operation.groups import any_alarm, sums
from models.operation.intervals import Sample
from models.operation.judges import Judges, faultless
from models.operation.traffic import System, Traffic
from models.parameters import OPERATION_BETS, OPERATION_BUDGET, OPERATION_FEW_ERRING, OPERATION_LOOKS


@dataclass(frozen=True)
class WeeklyLook:
    """One week's look at all that happened since the year began."""

    evidence: Mapping[str, float]  # by rate, the e-value against its claim
    limit: float  # from which an e-value is an alarm
    claims: tuple[str, ...]  # rates that are above what is claimed
    groups: bool  # some group fares worse

    @property
    def alarm(self) -> bool:
        return bool(self.claims) or self.groups


def evidence(found: Sample, claim: float) -> float:
    """The e-value against "the rate is at most `claim`"; 1 says nothing, 20 is what a test at 5 % would take."""
    if found.erring < OPERATION_FEW_ERRING or not 0 < claim < 1:
        return 1.0
    trials = found.effective
    errors = found.rate * trials
    bets = np.array([b for b in OPERATION_BETS if b * claim < 1])
    if not len(bets):
        return 1.0
    logs = errors * np.log(bets) + (trials - errors) * np.log((1 - bets * claim) / (1 - claim))
    return float(np.exp(min(700.0, float(np.logaddexp.reduce(logs)))) / len(bets))


def look(
    traffic: Traffic,
    system: System,
    threshold: float,
    judges: Judges,
    claims: Mapping[str, float],
    looks: int = OPERATION_LOOKS,
) -> WeeklyLook:
    """This week's look at the year so far: all claims ("fnmr", "fmr", "fnir", "fpir": the most that each may be) and
    all groups. Half of a year's budget of false alarms is for the claims, shared out among them, half for the groups,
    an equal part a look; so it holds over everything together."""
    judges = judges if judges.known else faultless()
    found = samples(traffic, system, threshold, judges)
    half = OPERATION_BUDGET / 2
    against = {name: evidence(found[name], claim) for name, claim in claims.items() if name in found}
    limit = max(1, len(claims)) / half
    present = np.bincount(traffic.person, minlength=traffic.people) > 0
    groups = any_alarm(sums(traffic, system, threshold, judges), traffic.groups, present, half / looks)
    return WeeklyLook(against, limit, tuple(name for name, value in against.items() if value >= limit), groups)
