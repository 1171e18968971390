"""What a station found of itself at one of its weekly looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class WorseGroup:
    """A group of people that fares worse than everybody else; never one that is too small to be shown."""

    attribute: str  # "nationality", "issuer", "sex", "age"
    group: str
    measure: str  # "fnmr", "rejected", "retries", "seconds"
    ratio: float  # to everybody else, with its 95 % limits
    ratio_low: float
    ratio_high: float
    people: int  # in whole tens


@dataclass(frozen=True)
class ErrorTold:
    """An error rate of comparisons with its 95 % limits. The value is None where fewer than 30 people stand behind it,
    or fewer than five erred."""

    modality: str  # "face", "fingers", "fused"
    measure: str  # "fnmr", "fmr"
    value: float | None
    low: float
    high: float
    people: int  # in whole tens
    trials: int


@dataclass(frozen=True)
class SelfLook:
    """One look at all visits of the year that were sealed before `until`."""

    year: int
    week: int  # 1..52, of seven days from 1 January; the last one has eight or nine
    until: datetime
    visits: int
    people: int  # in whole tens
    claim: float  # that FNMR is at most this
    evidence: float  # e-value against the claim: 1 says nothing
    limit: float  # from which it is an alarm
    above: bool  # FNMR is above what is claimed
    fnmr: tuple[float | None, float, float] | None  # rate and its 95 % limits; None: nothing was compared
    looked_at: int  # groups and measures
    worse: bool  # some group fares worse
    groups: tuple[WorseGroup, ...]  # which; empty where none, or none that may be named
    detectable: tuple[float, float] | None  # least and largest ratio of FNMR that would have been found
    errors: tuple[ErrorTold, ...] = ()  # FNMR of the year, FMR of the last weeks' probes against strangers

    @property
    def alarm(self) -> bool:
        return self.above or self.worse


@dataclass(frozen=True)
class SelfLooks:
    """The looks of a year, the newest first, and how often any of them alarms in a year in which nothing is wrong."""

    year: int
    looks: tuple[SelfLook, ...]
    budget: float  # at most this share of such years
    of: int  # looks a year
