"""Every arrival against the pulled watchlist: document number, name in any spelling, face.

What it gives are ranked candidates with their reasons, for a person to judge. Nothing here decides.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.matching.calibration import Calibration
from station.domain.desk import ListState
from station.domain.outcome import Candidate, PartScore
from station.domain.transliterate import name_likeness, neighbours, skeleton, spellings, words
from station.domain.visit import Document
from station.domain.watchlist import SOURCE_KIND, WatchEntry, WatchSource
from station.store import pulled
from station.store.session import Store

log = logging.getLogger("station.watchlist")

KIND = "watchlist"
NAME_LIKENESS = 0.82  # from here on a name is shown; the tests hold pairs on both sides of it
OTHER_BIRTH = 0.12  # a birth date that contradicts makes a name that much less alike
SAME_BIRTH = 0.05
# Of travellers who are on no list, so many may be shown a face that is not theirs; divided by the faces on the list.
FALSE_FACES = 0.02
WIDEST_FMR = 1e-3  # however short the list
LIMIT = 10

# Letters and digits that printers and readers confuse (ICAO Doc 9303 part 3 warns of O/0 and I/1).
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1", "B": "8", "S": "5", "Z": "2", "<": None, " ": None, "-": None})


class HasFace(Protocol):
    """The live traveller's features; only the face is used here."""

    @property
    def face(self) -> NDArray[np.float32] | None: ...


@dataclass
class _Found:
    document: float = 0.0  # 1.0 the same key, 0.9 the same number of an unknown issuer, 0.7 but for confusable letters
    name: float = 0.0
    spelled: str = ""
    cosine: float | None = None

    def strength(self) -> float:
        return 2 * self.document + self.name + (0.0 if self.cosine is None else 1 + self.cosine)


class WatchlistIndex:
    """The entries in force, arranged for screening; never changes, so any thread may use it."""

    def __init__(self, entries: Iterable[WatchEntry], calibration: Calibration | None = None) -> None:
        self._entries: dict[str, WatchEntry] = {entry.id: entry for entry in entries}
        self._documents: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        self._spellings: dict[str, tuple[tuple[str, str], ...]] = {}  # id -> (spelling, as listed)
        faces: list[NDArray[np.float32]] = []
        self._owners: list[str] = []
        for entry in self._entries.values():
            for listed in entry.documents:
                self._documents[_plain_number(listed)].add(entry.id)
            spelled = tuple((spelling, name) for name in entry.names for spelling in spellings(name))
            self._spellings[entry.id] = spelled
            for spelling, _ in spelled:
                for word in words(spelling):
                    for bones in neighbours(skeleton(word)):
                        self._names[bones].add(entry.id)
            for face in entry.faces:
                faces.append(np.frombuffer(face, "<f4").astype(np.float32))
                self._owners.append(entry.id)
        self._faces = np.stack(faces) if faces else np.zeros((0, 128), np.float32)
        self._calibration = calibration
        if faces and calibration is None:
            self._calibration = Calibration.load()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def unreadable(self) -> int:
        """Entries with a name that nothing can be compared with."""
        return 0

    def screen(self, document: Document, face: NDArray[np.float32] | None) -> tuple[Candidate, ...]:
        """Candidates, the strongest first, at most LIMIT."""
        found: dict[str, _Found] = defaultdict(_Found)
        self._by_document(document, found)
        self._by_name(document, found)
        if face is not None:
            self._by_face(face, found)
        ranked = sorted(found.items(), key=lambda item: (-item[1].strength(), item[0]))[:LIMIT]
        return tuple(self._candidate(number, key, hit) for number, (key, hit) in enumerate(ranked, 1))

    def _by_document(self, document: Document, found: dict[str, _Found]) -> None:
        for key in self._documents.get(_plain_number(document.number), ()):
            for listed in self._entries[key].documents:
                issuer, _, number = listed.rpartition(":")
                if _plain_number(number) != _plain_number(document.number):
                    continue
                exact = number.replace("<", "") == document.number
                certainty = 1.0 if exact and issuer == document.issuer else 0.9 if exact and not issuer else 0.7
                if issuer and issuer != document.issuer:
                    continue  # the same number of another country is another document
                found[key].document = max(found[key].document, certainty)

    def _by_name(self, document: Document, found: dict[str, _Found]) -> None:
        for spelling in spellings(document.name):
            bones = {part for word in words(spelling) for part in neighbours(skeleton(word))}
            near = {key for part in bones for key in self._names.get(part, ())}
            for key in near:
                entry = self._entries[key]
                for listed, as_listed in self._spellings[key]:
                    likeness = name_likeness(spelling, listed) + _birth_speaks(entry.birth, document.birth)
                    if likeness >= NAME_LIKENESS and likeness > found[key].name:
                        found[key].name, found[key].spelled = min(1.0, likeness), as_listed
                if found[key].strength() == 0:
                    del found[key]

    def _by_face(self, face: NDArray[np.float32], found: dict[str, _Found]) -> None:
        if not len(self._faces) or self._calibration is None:
            return
        cosines = self._faces @ face
        allowed = min(WIDEST_FMR, FALSE_FACES / len(self._faces))
        curve = self._calibration.face
        threshold = curve.threshold(max(allowed, curve.reaches))
        if threshold is None:
            return
        for place in np.flatnonzero(cosines >= threshold):
            hit, cosine = found[self._owners[int(place)]], float(cosines[place])
            hit.cosine = cosine if hit.cosine is None else max(hit.cosine, cosine)

    def _candidate(self, rank: int, key: str, hit: _Found) -> Candidate:
        entry = self._entries[key]
        reasons = [
            reason
            for reason, holds in (
                ("document", hit.document > 0),
                ("name", hit.name > 0),
                ("face", hit.cosine is not None),
            )
            if holds
        ]
        parts: list[PartScore] = []
        evidence = 0.0
        if hit.cosine is not None and self._calibration is not None:
            evidence = self._calibration.face.llr(hit.cosine)
            parts.append(PartScore("face", hit.cosine, evidence))
        if hit.name:
            parts.append(PartScore("name", hit.name, 0.0))  # likeness of names has no calibrated likelihood
        return Candidate(
            person=entry.id,
            visit="",
            name=hit.spelled or (entry.names[0] if entry.names else ""),
            document=entry.documents[0] if entry.documents else "",
            score=evidence,
            rank=rank,
            parts=tuple(parts),
            same_document=hit.document == 1.0,
            reasons=(*reasons, *([entry.reason] if entry.reason else [])),
        )


class PulledWatchlist:
    """The watchlist as the station last pulled it; reloads itself when a new page came."""

    def __init__(self, store: Store, calibration: Calibration | None = None) -> None:
        self._store = store
        self._calibration = calibration
        self._lock = threading.Lock()
        self._index: WatchlistIndex | None = None
        self._state: ListState | None = None

    def __len__(self) -> int:
        return len(self._current())

    def changed(self, kinds: frozenset[str]) -> None:
        """For StoreInbox(changed=...): the next screening reads the list anew."""
        if kinds & {KIND, SOURCE_KIND}:
            with self._lock:
                self._index = None
                self._state = None

    def screen(self, document: Document, features: HasFace) -> tuple[Candidate, ...]:
        """Ranked candidates with their reasons; reads the list from the local store where it is new."""
        return self._current().screen(document, features.face)

    def state(self) -> ListState | None:
        """How many entries are in force, and of which day the oldest list is; None where nothing was pulled."""
        index = self._current()
        with self._lock:
            if self._state is None:
                sources = self._sources()
                dated = min((source.dated for source in sources if source.dated is not None), default=None)
                self._state = ListState(len(index), dated, index.unreadable)
            return self._state if len(index) or self._state.dated else None

    def _sources(self) -> list[WatchSource]:
        sources = []
        with self._store.reading() as unit:
            for _, body in pulled.every(unit, SOURCE_KIND):
                try:
                    sources.append(WatchSource.from_bytes(body))
                except ValueError:
                    log.warning("what is known of a watchlist cannot be read by this version")
        return sources

    def _current(self) -> WatchlistIndex:
        with self._lock:
            if self._index is None:
                self._index = WatchlistIndex(self._read(), self._calibration)
            return self._index

    def _read(self) -> list[WatchEntry]:
        entries = []
        with self._store.reading() as unit:
            for _, body in pulled.every(unit, KIND):
                try:
                    entries.append(WatchEntry.from_bytes(body))
                except ValueError:
                    log.warning("an entry of the watchlist cannot be read by this version")
        return entries


def _plain_number(listed: str) -> str:
    """A document number as it is compared: what readers confuse is one letter."""
    return listed.rpartition(":")[2].upper().translate(_CONFUSED)


def _birth_speaks(listed: str, own: str) -> float:
    """What two dates of birth add to the likeness of a name: each may have unknown parts."""
    if len(listed) != 10 or len(own) != 10:
        return 0.0
    pairs = [(a, b) for a, b in zip(listed.split("-"), own.split("-"), strict=False) if "X" not in a + b]
    if not pairs:
        return 0.0
    if all(a == b for a, b in pairs):
        return SAME_BIRTH
    year_a, year_b = listed[:4], own[:4]
    if year_a.isdigit() and year_b.isdigit() and abs(int(year_a) - int(year_b)) <= 1:
        return 0.0  # one digit read or typed wrong; papers made from memory
    return -OTHER_BIRTH
