"""Every arrival against the pulled watchlist: document number, name in any spelling, face.

What it gives are ranked candidates with their reasons, for a person to judge. Nothing here decides.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from models.document.layout import CONGRUENT, FILLER, VALUES
from models.document.states import same_state
from models.errors import BadTemplate
from models.face.template import FaceTemplate
from models.matching.calibration import CONDITIONS, LIVE, Calibration
from models.matching.face_rows import FaceRows
from models.matching.fuse import FACE
from models.names.birth import Birth
from models.names.index import Listed, NameHit, NameIndex
from station.domain.desk import ListedField, ListState
from station.domain.outcome import Candidate, PartScore
from station.domain.visit import Document
from station.domain.watchlist import SOURCE_KIND, WatchEntry, WatchSource
from station.road.beside import beside
from station.store import pulled
from station.store.session import Store

log = logging.getLogger("station.watchlist")

T = TypeVar("T")

KIND = "watchlist"
# Of travellers who are on no list, so many may be shown a face that is not theirs; divided by the faces on the list.
FALSE_FACES = 0.02
WIDEST_FMR = 1e-3  # however short the list
LIMIT = 10
ARRANGE_EVERY = 10.0  # seconds between two arrangements while a long list arrives
SWAPPED_MOST = 2  # characters of a number that no check digit separates; with more it is another number
PHOTOGRAPH = CONDITIONS[2]  # what a face on a list was taken from

# Letters and digits that printers and readers confuse (ICAO Doc 9303 part 3 warns of O/0 and I/1).
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1", "B": "8", "S": "5", "Z": "2", "<": None, " ": None, "-": None})
# Characters that pass every check digit alike (CONGRUENT), under one digit.
_SAME_DIGIT = str.maketrans({c: str(value % 10) for c, value in VALUES.items() if c != FILLER} | {FILLER: None})


class HasFace(Protocol):
    """The live traveller's features; only the face is used here."""

    @property
    def face(self) -> FaceTemplate | None: ...


_SURE = 20.0  # log-likelihood ratio: as strong as a face can be, so that it never outweighs a document


@dataclass
class _Found:
    document: float = 0.0  # 1 the same key, 0.9 the same number of an unknown issuer, 0.7 and 0.6 but for look-alikes
    name: NameHit | None = None
    face: PartScore | None = None

    def strength(self) -> float:
        name = 0.0 if self.name is None else 1 - 2.0 ** (-max(0.0, self.name.bits) / 8)
        return 2 * self.document + name + (0.0 if self.face is None else 1 + self.face.llr / _SURE)


class WatchlistIndex:
    """The entries in force, arranged for screening; never changes, so any thread may use it."""

    def __init__(self, entries: Iterable[WatchEntry], calibration: Calibration | None = None) -> None:
        self._entries: dict[str, WatchEntry] = {entry.id: entry for entry in entries}
        self._documents: dict[str, set[str]] = defaultdict(set)
        self._faces = FaceRows()
        self._owners: list[str] = []
        names: list[Listed] = []
        for entry in self._entries.values():
            for listed in entry.documents:
                for key in _alike(listed):
                    self._documents[key].add(entry.id)
            names += listed_names(entry)
            for face in entry.face_templates or entry.faces:
                try:
                    template = FaceTemplate.decode(face)
                    self._faces.check(template)
                except BadTemplate as error:
                    log.warning("a face of the watchlist cannot be read by this version: %s", error.detail)
                else:
                    self._faces.write(len(self._owners), template)
                    self._owners.append(entry.id)
        self._names = NameIndex(names)
        self._calibration = calibration
        if self._owners and calibration is None:
            self._calibration = Calibration.load()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def unreadable(self) -> int:
        """Entries with a name that nothing can be compared with."""
        return len({name.owner for name in self._names.unreadable})

    def screen(self, document: Document, face: FaceTemplate | None) -> tuple[Candidate, ...]:
        """Candidates, the strongest first, at most LIMIT."""
        found: dict[str, _Found] = defaultdict(_Found)
        self._by_document(document, found)
        if face is not None:
            self._by_face(face, found)
        self._by_name(document, found)
        ranked = sorted(found.items(), key=lambda item: (-item[1].strength(), item[0]))[:LIMIT]
        return tuple(self._candidate(number, key, hit) for number, (key, hit) in enumerate(ranked, 1))

    def beside(self, document: Document, face: FaceTemplate | None, candidate: Candidate) -> tuple[ListedField, ...]:
        """A candidate of `screen` field by field; empty where this list does not hold the entry."""
        entry = self._entries.get(candidate.person)
        if entry is None:
            return ()
        certainty = max((self._number_certainty(document, listed) for listed in entry.documents), default=0.0)
        return beside(entry, document, candidate, certainty, face is not None, self._owners.count(entry.id))

    @staticmethod
    def _number_certainty(document: Document, listed: str) -> float:
        issuer, _, number = listed.rpartition(":")
        if issuer and not same_state(issuer, document.issuer):
            return 0.0  # the same number of another country is another document
        certainty = _certainty(number, document.number)
        return 0.9 if certainty == 1.0 and not issuer else certainty

    def _by_document(self, document: Document, found: dict[str, _Found]) -> None:
        near = {key for looks in _alike(document.number) for key in self._documents.get(looks, ())}
        for key in near:
            for listed in self._entries[key].documents:
                certainty = self._number_certainty(document, listed)
                if certainty:
                    found[key].document = max(found[key].document, certainty)

    def _by_name(self, document: Document, found: dict[str, _Found]) -> None:
        for hit in self._names.screen(document.name, Birth.of(document.birth), document.nationality, limit=4 * LIMIT):
            if not hit.needs_second or hit.listed.owner in found:
                found[hit.listed.owner].name = hit

    def _by_face(self, face: FaceTemplate, found: dict[str, _Found]) -> None:
        if not self._owners or self._calibration is None:
            return
        allowed = min(WIDEST_FMR, FALSE_FACES / len(self._owners))
        models = self._calibration.faces.get(PHOTOGRAPH, self._calibration.faces[LIVE])
        for model, places, raw in self._faces.judged(np.arange(len(self._owners)), face, models):
            threshold = model.curve.threshold(max(allowed, model.curve.reaches))
            if threshold is None:
                continue
            for place, score in zip(places[raw >= threshold].tolist(), raw[raw >= threshold].tolist(), strict=True):
                hit, part = found[self._owners[place]], PartScore(FACE, score, model.curve.llr(score))
                if hit.face is None or part.llr > hit.face.llr:
                    hit.face = part

    def _candidate(self, rank: int, key: str, hit: _Found) -> Candidate:
        entry = self._entries[key]
        reasons = [
            reason
            for reason, holds in (
                ("document", hit.document > 0),
                ("name", hit.name is not None),
                ("face", hit.face is not None),
            )
            if holds
        ]
        parts: list[PartScore] = []
        evidence = 0.0
        if hit.face is not None:
            evidence = hit.face.llr
            parts.append(hit.face)
        if hit.name is not None:
            parts += _spoken(hit.name)
        return Candidate(
            person=entry.id,
            visit="",
            name=hit.name.listed.name if hit.name is not None else (entry.names[0] if entry.names else ""),
            document=entry.documents[0] if entry.documents else "",
            score=evidence,
            rank=rank,
            parts=tuple(parts),
            same_document=hit.document == 1.0,
            reasons=(*reasons, *([entry.reason] if entry.reason else [])),
        )


class PulledWatchlist:
    """The watchlist as the station last pulled it; reads itself anew when a page came."""

    def __init__(self, store: Store, calibration: Calibration | None = None) -> None:
        self._store = store
        self._calibration = calibration
        self._building = threading.Lock()
        self._index: WatchlistIndex | None = None
        self._state: ListState | None = None
        self._stale = False
        self._built_at = float("-inf")

    def __len__(self) -> int:
        return len(self._current())

    def changed(self, kinds: frozenset[str]) -> None:
        """For StoreInbox(changed=...): what came is screened against from the next traveller on.

        The list is arranged here, in the thread of the road, so that the counter does not wait for it; while page
        follows page, only now and then.
        """
        if kinds & {KIND, SOURCE_KIND}:
            self._stale = True
            if time.monotonic() - self._built_at >= ARRANGE_EVERY:
                self._current()

    def screen(self, document: Document, features: HasFace) -> tuple[Candidate, ...]:
        """Ranked candidates with their reasons; reads the list from the local store where it is new."""
        return self._current().screen(document, features.face)

    def beside(self, document: Document, features: HasFace, candidate: Candidate) -> tuple[ListedField, ...]:
        """A candidate of `screen`, field by field beside the traveller."""
        return self._current().beside(document, features.face, candidate)

    def state(self) -> ListState | None:
        """How many entries are in force, and of which day the oldest list is; None where nothing was pulled."""
        index = self._current()
        state = self._state
        return state if state is not None and (len(index) or state.dated) else None

    def _current(self) -> WatchlistIndex:
        index = self._index
        if index is not None and not self._stale:
            return index
        with self._building:
            if self._index is None or self._stale:
                self._stale = False  # before it is read: what comes meanwhile is for the next time
                index = WatchlistIndex(self._pulled(KIND, WatchEntry.from_bytes), self._calibration)
                sources = self._pulled(SOURCE_KIND, WatchSource.from_bytes)
                dated = min((s.dated for s in sources if s.dated is not None), default=None)
                self._state = ListState(len(index), dated, index.unreadable)
                self._index = index
                self._built_at = time.monotonic()
            return self._index

    def _pulled(self, kind: str, read: Callable[[bytes], T]) -> list[T]:
        rows = []
        with self._store.reading() as unit:
            for _, body in pulled.every(unit, kind):
                try:
                    rows.append(read(body))
                except ValueError:
                    log.warning("a row of the kind %s cannot be read by this version", kind)
        return rows


def listed_names(entry: WatchEntry) -> list[Listed]:
    """What an entry gives to be looked for: every name and every alias of low quality, with its dates of birth."""
    births = tuple(filter(None, map(Birth.of, entry.births or (entry.birth,))))
    nationalities = entry.nationalities or ((entry.nationality,) if entry.nationality else ())
    return [
        Listed(entry.id, name, births, nationalities, weak)
        for names, weak in ((entry.names, False), (entry.weak, True))
        for name in names
    ]


def _spoken(hit: NameHit) -> list[PartScore]:
    """The evidence of a name for whoever judges it: bits in all, which words paired, what the date of birth says.

    Bits are counted from how seldom words are, not calibrated on people: none of it is a likelihood ratio of a case.
    """
    words = [PartScore(f"name:{pair.own}={pair.listed}", pair.bits, 0.0) for pair in hit.pairs]
    birth = [PartScore(f"birth:{hit.birth}", hit.birth_bits, 0.0)] if hit.birth else []
    return [PartScore("name", hit.bits, 0.0), *words, *birth]


def _plain(number: str) -> str:
    """A document number as it is compared: what readers confuse is one letter."""
    return number.upper().translate(_CONFUSED)


def _same_digits(number: str) -> str:
    """A number with one digit for all characters that no check digit separates."""
    return "".join(c for c in number.upper() if c in VALUES).translate(_SAME_DIGIT)


def _alike(listed: str) -> tuple[str, str]:
    """Under what a number is found: as readers confuse characters, and as check digits do."""
    number = listed.rpartition(":")[2]
    return f"c{_plain(number)}", f"d{_same_digits(number)}"


def _certainty(listed: str, own: str) -> float:
    """1 the same number, 0.7 but for characters that readers confuse, 0.6 that no check digit separates, 0 another."""
    one, other = (text.upper().replace(FILLER, "").replace(" ", "").replace("-", "") for text in (listed, own))
    if one == other:
        return 1.0
    if _plain(one) == _plain(other):
        return 0.7
    if len(one) != len(other):
        return 0.0
    apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return 0.6 if len(apart) <= SWAPPED_MOST and all(b in CONGRUENT.get(a, "") for a, b in apart) else 0.0
