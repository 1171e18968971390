"""Everybody this desk can search: faces and fingers of people under a key, in memory or mapped from disk.

A search has two stages. Stage 1 compares the probe with everybody by matrix products, of face vectors
(models.matching.face_rows) and of projected cylinders. The best of each modality go on to stage 2: full finger
comparison, fused with the face. What comes back is a list of candidates for a person to judge, never an identity.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from models import parameters as p
from models.errors import BadTemplate, Cancelled
from models.face.template import FaceTemplate
from models.finger.compare import FingerComparison, FingerTemplate, compare
from models.matching import gallery_file
from models.matching.calibration import Calibration
from models.matching.face_rows import Face, FaceRows, face_of
from models.matching.fuse import Fused, fuse, scored
from models.matching.projection import Projection
from models.matching.rows import Prints, pack, unpack
from models.types import FloatArray, Minutiae

Fingers = Mapping[int, FingerTemplate | Minutiae]
UNKNOWN = 0  # a finger position nobody noted: compared with every position


class Cancel(Protocol):
    """A threading.Event, for instance."""

    def is_set(self) -> bool: ...


@dataclass(frozen=True)
class Hit:
    """A candidate: whose record, and how strong the evidence of its modalities is together."""

    key: str
    fused: Fused


class Gallery:
    """People under keys. One thread at a time works on it; others wait. `calibration`: by default the shipped one."""

    def __init__(self, calibration: Calibration | None = None) -> None:
        self._calibration = calibration
        self._projection = Projection.shipped()
        self._lock = threading.RLock()
        self._keys: list[str | None] = []  # by person
        self._person: dict[str, int] = {}
        self._free: list[int] = []
        self._faces = FaceRows()
        self._prints: dict[int, Prints] = {}
        self._where: dict[int, list[tuple[int, int, int]]] = {}  # person -> position, block, row

    def __len__(self) -> int:
        return len(self._person)

    def __contains__(self, key: object) -> bool:
        return key in self._person

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._person))

    def put(self, key: str, face: Face | None, fingers: Fingers) -> None:
        """Add a person, or replace all of a person's samples.

        face: a template, or float[128] of any length above zero for dlib's numbers alone, or None. fingers: by position
        1..10 (0 unknown), each one or several impressions. Raises BadTemplate for anything else, and then nothing has
        changed.
        """
        seen = face_of(face)
        templates = _templates(fingers)
        ready = [
            (position, self._projection.embed(view, valid), pack(view, valid))
            for position, template in templates.items()
            for view, valid in zip(template.views, template.cylinders, strict=True)
        ]
        with self._lock:
            self._faces.check(seen)
            self.remove(key)
            if self._free:
                person = self._free.pop()
                self._keys[person] = key
            else:
                person = len(self._keys)
                self._keys.append(key)
            self._person[key] = person
            self._faces.write(person, seen)
            self._where[person] = []
            for position, vectors, packed in ready:
                block, row = self._prints.setdefault(position, Prints()).add(person, vectors, packed)
                self._where[person].append((position, block, row))

    def remove(self, key: str) -> bool:
        """Forget a person: the rows are overwritten. False when the key is not here."""
        with self._lock:
            person = self._person.pop(key, None)
            if person is None:
                return False
            for position, block, row in self._where.pop(person):
                self._prints[position].blocks[block].remove(row)
            self._faces.write(person, None)
            self._keys[person] = None
            self._free.append(person)
            return True

    def search(self, face: Face | None, fingers: Fingers, limit: int = 10, cancel: Cancel | None = None) -> list[Hit]:
        """At most `limit` candidates, the strongest evidence first; empty when the probe or the gallery is.

        Raises Cancelled soon after `cancel` is set, BadTemplate as `put` does.
        """
        seen = face_of(face)
        templates = _templates(fingers)

        def checkpoint() -> None:
            if cancel is not None and cancel.is_set():
                raise Cancelled

        with self._lock:
            people: set[int] = set()
            if templates:
                people.update(self._likely_by_fingers(templates, checkpoint))
            if seen is not None:
                self._faces.check(seen)
                people.update(self._faces.likely(seen, self._curves()))
            hits = []
            for person in people:
                checkpoint()
                key, fused = self._keys[person], self._fused(person, seen, templates)
                if key is not None and fused is not None:
                    hits.append(Hit(key, fused))
        hits.sort(key=lambda hit: (-hit.fused.llr, hit.key))
        return hits[:limit]

    def verify(self, key: str, face: Face | None, fingers: Fingers) -> Fused | None:
        """One person against their own record; None when the key is not here or no modality is on both sides."""
        seen, templates = face_of(face), _templates(fingers)
        with self._lock:
            person = self._person.get(key)
            return None if person is None else self._fused(person, seen, templates)

    def explain(self, key: str, fingers: Fingers) -> dict[int, FingerComparison]:
        """For each finger on both sides the minutia pairs that made its score; empty when the key is not here."""
        templates = _templates(fingers)
        with self._lock:
            person = self._person.get(key)
            return {} if person is None else self._compared(person, templates, explain=True)

    def templates(self, key: str) -> dict[int, FingerTemplate]:
        """The fingers of a person by position; empty when the key is not here."""
        with self._lock:
            person = self._person.get(key)
            return {} if person is None else self._stored(person)

    def save(self, directory: Path) -> None:
        """Write the gallery without its gaps; a reader of `directory` sees the old one or the new one, whole."""
        with self._lock:
            people = [(key, person) for key, person in self._person.items()]
            number = {person: n for n, (_, person) in enumerate(people)}
            faces = self._faces.matrices(person for _, person in people)
            gallery_file.save(directory, [key for key, _ in people], faces, self._prints, number)

    @staticmethod
    def open(directory: Path, calibration: Calibration | None = None) -> Gallery:
        """The gallery saved in `directory`, mapped: pages are read when a search first needs them, and changes stay
        in memory until the next `save`. Raises BadGallery when it is absent, damaged or of another version."""
        gallery = Gallery(calibration)
        keys, faces, gallery._prints = gallery_file.load(directory)
        gallery._faces = FaceRows(faces)
        gallery._keys = list(keys)
        gallery._person = {key: person for person, key in enumerate(keys)}
        gallery._where = {person: [] for person in range(len(keys))}
        for position, prints in gallery._prints.items():
            for number, block in enumerate(prints.blocks):
                for row, person in enumerate(block.owner[: block.used].tolist()):
                    gallery._where[person].append((position, number, row))
        return gallery

    def _likely_by_fingers(self, templates: Mapping[int, FingerTemplate], checkpoint: _Checkpoint) -> list[int]:
        total = np.zeros(len(self._keys) + 1, np.float32)  # the last is nobody's: free rows score there
        for position, template in templates.items():
            best = np.zeros_like(total)
            for view, valid in zip(template.views, template.cylinders, strict=True):
                probe = self._projection.embed(view, valid)
                for stored, prints in self._prints.items():
                    if UNKNOWN in (position, stored) or position == stored:
                        for block in prints.blocks:
                            block.score(probe, best, checkpoint)
            total += best
        return _best(total[:-1])

    def _fused(self, person: int, face: FaceTemplate | None, templates: Mapping[int, FingerTemplate]) -> Fused | None:
        cosines = {} if face is None else self._faces.cosines(person, face)
        compared = self._compared(person, templates)
        scores = scored(compared, self._curves())
        if not cosines and not scores:
            return None
        return fuse(cosines or None, scores, self._curves(), self._most_views(person, templates))

    def _curves(self) -> Calibration:
        if self._calibration is None:
            self._calibration = Calibration.load()
        return self._calibration

    def _compared(
        self, person: int, templates: Mapping[int, FingerTemplate], explain: bool = False
    ) -> dict[int, FingerComparison]:
        if not templates:
            return {}
        stored = self._stored(person)
        found: dict[int, FingerComparison] = {}
        for position, template in templates.items():
            for other, reference in stored.items():
                if UNKNOWN in (position, other) or position == other:
                    comparison = compare(template, reference, explain)
                    place = position or other or 1  # both unknown: any one name serves the sum
                    if place not in found or comparison.score > found[place].score:
                        found[place] = comparison
        return found

    def _stored(self, person: int) -> dict[int, FingerTemplate]:
        views: dict[int, list[tuple[Minutiae, object]]] = {}
        for position, block, row in self._where[person]:
            views.setdefault(position, []).append(unpack(self._prints[position].blocks[block].packed[row]))
        return {
            position: FingerTemplate(tuple(v for v, _ in rows), tuple(c for _, c in rows))  # type: ignore[misc]
            for position, rows in views.items()
        }

    def _most_views(self, person: int, templates: Mapping[int, FingerTemplate]) -> int:
        """How many comparisons the best score of a finger was chosen from, at most."""
        counts: dict[int, int] = {}
        for position, _, _ in self._where[person]:
            counts[position] = counts.get(position, 0) + 1
        return max((len(t.views) * counts.get(position, 1) for position, t in templates.items()), default=1)


class _Checkpoint(Protocol):
    def __call__(self) -> None: ...


def _best(values: FloatArray) -> list[int]:
    """The SEARCH_CANDIDATES people with the highest values above zero."""
    count = min(p.SEARCH_CANDIDATES, len(values))
    if not count:
        return []
    index = np.argpartition(values, len(values) - count)[len(values) - count :]
    return [int(person) for person in index if values[person] > 0]


def _templates(fingers: Fingers) -> dict[int, FingerTemplate]:
    if any(not 0 <= position <= 10 for position in fingers):
        raise BadTemplate("a finger position outside 0..10")
    return {
        int(position): finger if isinstance(finger, FingerTemplate) else FingerTemplate.from_minutiae(finger)
        for position, finger in fingers.items()
    }
