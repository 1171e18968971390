"""Visits as self-evaluation counts them: rows of the record, and the arrays that they become.

A visit has one decision and as many scores as systems compared it. Whether the two sides were one person is told by the
decision and by what a person said of it, never by the score that is being judged: so the same visits serve another
threshold, encoder or calibration, and nothing that was decided is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Index = NDArray[np.int64]
Flags = NDArray[np.bool_]


class OperatorWord(IntEnum):
    """An officer's or supervisor's first word on a comparison (TR-03121-3-1 4.8)."""

    NOTHING = 0  # not asked, or left before anybody said
    FALSE_NON_MATCH = 1
    TRUE_NON_MATCH = 2
    FALSE_MATCH = 3


@dataclass(frozen=True, order=True)
class System:
    """What makes a score: counts of different systems are never pooled."""

    modality: str  # "face", "fingers" or "fused"
    encoder: str = ""  # and its version; "" where there is one
    calibration: str = ""


@dataclass(frozen=True)
class Searched:
    """An identification: the mate's score, and the best of all others (the mate set aside)."""

    mate: float | None  # None: nobody knows of a mate in the gallery
    stranger: float | None  # None: the list was empty but for the mate
    gallery: int  # people in it


@dataclass(frozen=True)
class VisitRow:
    """One visit as the record holds it. Scores as compared, higher is more alike."""

    visit: str
    person: str  # whom the document names
    matched: bool  # as the deciding system said at the counter
    said: OperatorWord = OperatorWord.NOTHING
    scores: Mapping[System, float] = field(default_factory=dict)  # against the person's own reference
    searches: Mapping[System, Searched] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)  # {"nationality": "AUS", "sex": "F", ...}
    rejected: bool = False  # a sample was rejected by a gate
    retries: int = 0  # captures beyond the first of each sample
    seconds: float | None = None  # at the counter


@dataclass(frozen=True)
class ImpostorRow:
    """One comparison of a probe with somebody else's reference, out of the cache or the register."""

    visit: str  # of the probe
    reference: str  # the other person
    scores: Mapping[System, float]


@dataclass(frozen=True, eq=False)
class Impostors:
    """Comparisons of people with others. `probe`: int64[m], numbers of visits; `reference`: int64[m], of people."""

    probe: Index
    reference: Index
    scores: Mapping[System, Numbers]  # float64[m], NaN where this system did not compare


@dataclass(frozen=True, eq=False)
class Searches:
    """float64[n] each, by visit. NaN: no search, no mate, an empty list."""

    mate: Numbers
    stranger: Numbers  # -inf: the list was empty
    gallery: Index  # 0: no search


@dataclass(frozen=True, eq=False)
class Groups:
    """One attribute of people: `of` is int64[people], -1 where nobody knows, into `labels`."""

    labels: tuple[str, ...]
    of: Index


@dataclass(frozen=True, eq=False)
class Traffic:
    """n visits of a number of people."""

    people: int
    person: Index  # int64[n], 0 .. people - 1
    matched: Flags
    said: Index  # int64[n], values of Said
    scores: Mapping[System, Numbers]  # float64[n], NaN where not compared
    searches: Mapping[System, Searches]
    impostors: Impostors
    groups: Mapping[str, Groups]
    rejected: Flags
    retries: Index
    seconds: Numbers  # NaN where not measured

    @classmethod
    def of(cls, rows: Iterable[VisitRow], impostors: Iterable[ImpostorRow] = ()) -> Traffic:
        """The arrays of these rows. A person's groups are those of the last row that names them."""
        visits, others = list(rows), list(impostors)
        number: dict[str, int] = {}
        person = np.array([number.setdefault(v.person, len(number)) for v in visits], np.int64)
        at = {v.visit: i for i, v in enumerate(visits)}
        others = [o for o in others if o.visit in at]  # a probe whose visit is not looked at
        reference = np.array([number.setdefault(o.reference, len(number)) for o in others], np.int64)
        probe = np.array([at[o.visit] for o in others], np.int64)
        return cls(
            people=len(number),
            person=person,
            matched=np.array([v.matched for v in visits], np.bool_),
            said=np.array([v.said for v in visits], np.int64),
            scores=_columns([v.scores for v in visits]),
            searches=_searches(visits),
            impostors=Impostors(probe, reference, _columns([o.scores for o in others])),
            groups=_groups(visits, number),
            rejected=np.array([v.rejected for v in visits], np.bool_),
            retries=np.array([v.retries for v in visits], np.int64),
            seconds=np.array([np.nan if v.seconds is None else v.seconds for v in visits], np.float64),
        )

    def __len__(self) -> int:
        return len(self.person)

    @property
    def systems(self) -> tuple[System, ...]:
        return tuple(sorted(self.scores.keys() | self.searches.keys() | self.impostors.scores.keys()))

    @property
    def established(self) -> Flags:
        """Visits of whom the filter says that probe and document are one person (section 3.10): probes that may be
        compared with strangers."""
        genuine: Flags = np.where(
            self.matched, self.said != OperatorWord.FALSE_MATCH, self.said == OperatorWord.FALSE_NON_MATCH
        )
        return genuine

    def of_visits(self, kept: Flags) -> Traffic:
        """The traffic of some visits; bool[n]. People keep their numbers."""
        place = np.cumsum(kept) - 1
        pairs = kept[self.impostors.probe]
        return replace(
            self,
            person=self.person[kept],
            matched=self.matched[kept],
            said=self.said[kept],
            scores={s: column[kept] for s, column in self.scores.items()},
            searches={
                s: Searches(found.mate[kept], found.stranger[kept], found.gallery[kept])
                for s, found in self.searches.items()
            },
            impostors=Impostors(
                place[self.impostors.probe[pairs]],
                self.impostors.reference[pairs],
                {s: column[pairs] for s, column in self.impostors.scores.items()},
            ),
            rejected=self.rejected[kept],
            retries=self.retries[kept],
            seconds=self.seconds[kept],
        )

    def tried(self, system: System, sources: Sequence[System], combine: Callable[..., Numbers]) -> Traffic:
        """The same traffic with one more system, whose score is `combine` of those of `sources`: another calibration or
        fusion. Genuine pairs, impostors and searches all go through it; decisions stay as they were made.

        combine: takes one float64 array a source, gives one of the same length; NaN stays NaN. For searches it holds
        where it grows with each source and there is one; a list that several sources ranked is not made anew.
        """
        impostors = self.impostors
        if all(s in impostors.scores for s in sources):
            column = combine(*(impostors.scores[s] for s in sources))
            impostors = replace(impostors, scores={**impostors.scores, system: column})
        searches = dict(self.searches)
        if len(sources) == 1 and sources[0] in searches:
            found = searches[sources[0]]
            searches[system] = Searches(combine(found.mate), combine(found.stranger), found.gallery)
        scores = {**self.scores, system: combine(*(self.scores[s] for s in sources))}
        return replace(self, scores=scores, impostors=impostors, searches=searches)


def _columns(rows: Sequence[Mapping[System, float]]) -> dict[System, Numbers]:
    systems = sorted({system for row in rows for system in row})
    return {s: np.array([row.get(s, np.nan) for row in rows], np.float64) for s in systems}


def _searches(visits: Sequence[VisitRow]) -> dict[System, Searches]:
    made = {}
    for system in sorted({s for v in visits for s in v.searches}):
        found = [v.searches.get(system) for v in visits]
        made[system] = Searches(
            np.array([np.nan if f is None or f.mate is None else f.mate for f in found], np.float64),
            np.array([np.nan if f is None else -np.inf if f.stranger is None else f.stranger for f in found], float),
            np.array([0 if f is None else f.gallery for f in found], np.int64),
        )
    return made


def _groups(visits: Sequence[VisitRow], number: Mapping[str, int]) -> dict[str, Groups]:
    made = {}
    for attribute in sorted({name for v in visits for name in v.groups}):
        labels = tuple(sorted({v.groups[attribute] for v in visits if attribute in v.groups}))
        place = {label: i for i, label in enumerate(labels)}
        of = np.full(len(number), -1, np.int64)
        for v in visits:
            if attribute in v.groups:
                of[number[v.person]] = place[v.groups[attribute]]
        made[attribute] = Groups(labels, of)
    return made
