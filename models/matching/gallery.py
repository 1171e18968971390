"""Everybody this desk can search: faces and fingers of people under a key, in memory or opened from disk.

A search has stages. Stage 1 compares the probe with everybody by matrix products, of face vectors and of projected
cylinders: first by half of each stored print's minutiae, then by all of them where that looked promising. One list of
the most likely people over all modalities goes on to stage 2: full finger comparison, finger after finger in one batch
each, as long as the remaining fingers could still bring a person among the best. What comes back is a list of
candidates for a person to judge, never an identity.
"""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.errors import BadGallery, BadTemplate, BrokenPrint, Stopped
from models.face.template import FaceTemplate
from models.finger.batch import Impression, Probe
from models.finger.compare import Extent, FingerComparison, FingerTemplate, compare, most
from models.matching import segment as segments
from models.matching.calibration import Calibration, FingerScore
from models.matching.face_rows import Face, FaceRows, face_of
from models.matching.fuse import Fused, fuse, reach
from models.matching.pieces import Cipher, PieceFile
from models.matching.projection import Codes, ProbeCodes, Projection, codes
from models.matching.rows import BLOCK, PrintBlock, Rows, gathered, impression, pack, unpack
from models.matching.segment import PLACES, Segment, prints_of
from models.types import FloatArray, Minutiae

Fingers = Mapping[int, FingerTemplate | Minutiae]
_NOTHING = (0.0, 0.0)
_ROUNDING = 1e-6  # of sums of likelihood ratios in different orders
UNKNOWN = 0  # a finger position nobody noted: compared with every position
SUFFIX = ".gallery"


class Cancel(Protocol):
    """A threading.Event, for instance."""

    def is_set(self) -> bool: ...


@dataclass(frozen=True)
class Hit:
    """A candidate: whose record, and how strong the evidence of its modalities is together."""

    key: str
    fused: Fused


@dataclass(frozen=True, eq=False)
class Prepared:
    """An impression as it is stored. codes: uint8[SEARCH_MINUTIAE, WIDTH] for stage 1; packed: for stage 2."""

    codes: Codes
    packed: bytes


@dataclass(eq=False)
class _Look:
    """Prints that are looked at together. parts: blocks and which of their rows; owners: of each part the people."""

    parts: list[tuple[PrintBlock, Rows]] = field(default_factory=list)
    owners: list[npt.NDArray[np.int64]] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(len(rows) for _, rows in self.parts)

    def add(self, block: PrintBlock, rows: Rows, first: int) -> None:
        """first: the number of the person in place 0 of the block's segment."""
        self.parts.append((block, rows))
        self.owners.append(first + block.owner.take(rows).astype(np.int64))

    @property
    def owner(self) -> npt.NDArray[np.int64]:
        """int64[len(self)]: whose each print is."""
        return np.concatenate(self.owners)


@dataclass
class _Candidate:
    """Somebody in stage 2.

    seen, face: whether there is a face on both sides, and what it is worth. open: the fingers that are not compared
    yet; scores: of those with enough on both sides; llr: what each is worth.
    chances: how many comparisons the best score of a finger is chosen from, at most.
    """

    person: int
    seen: bool
    face: float
    chances: int
    open: set[int]
    scores: dict[int, FingerScore] = field(default_factory=dict)
    llr: dict[int, float] = field(default_factory=dict)


class Gallery:
    """People under keys. One thread at a time works on it; others wait. `calibration`: by default the shipped one."""

    def __init__(self, calibration: Calibration | None = None) -> None:
        self._calibration = calibration
        self._projection = Projection.shipped()
        self._lock = threading.RLock()
        self._saving = threading.Lock()
        self._segments: list[Segment] = []
        self._person: dict[str, int] = {}  # a person's number: PLACES * segment + place
        self._free: list[int] = []
        self._faces = FaceRows()
        self._age = 0

    def __len__(self) -> int:
        return len(self._person)

    def __contains__(self, key: object) -> bool:
        return key in self._person

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._person))

    def put(self, key: str, face: Face | None, fingers: Fingers, note: str = "") -> None:
        """Add a person, or replace all of a person's samples.

        face: a template, or float[128] of any length above zero for dlib's numbers alone, or None. fingers: by position
        1..10 (0 unknown), each one or several impressions. note: kept with the person, for the caller. Raises
        BadTemplate for anything else, and then nothing has changed.
        """
        self.put_prepared(key, face, self.prepare(fingers), note)

    def prepare(self, fingers: Fingers) -> dict[int, list[Prepared]]:
        """What `put` stores of fingers, by position; milliseconds each, and in no gallery yet. Raises BadTemplate."""
        return {
            position: [
                Prepared(codes(self._projection.embed(view, valid)), pack(view, valid))
                for view, valid in zip(template.views, template.cylinders, strict=True)
            ]
            for position, template in _templates(fingers).items()
        }

    def put_prepared(
        self, key: str, face: Face | None, fingers: Mapping[int, Sequence[Prepared]], note: str = ""
    ) -> None:
        """`put` with what `prepare` gave."""
        seen = face_of(face)
        with self._lock:
            self._faces.check(seen)
            self.remove(key)
            person = self._free.pop() if self._free else self._next()
            segment, place = self._at(person)
            segment.take(place, key, note)
            self._person[key] = person
            self._faces.write(person, seen)
            for position, views in fingers.items():
                for view in views:
                    segment.add(place, position, view.codes, view.packed)

    def _next(self) -> int:
        if not self._segments or self._segments[-1].full:
            self._segments.append(Segment())
        return PLACES * (len(self._segments) - 1) + len(self._segments[-1].keys)

    def _at(self, person: int) -> tuple[Segment, int]:
        number, place = divmod(person, PLACES)
        return self._segments[number], place

    def remove(self, key: str) -> bool:
        """Forget a person: the rows are overwritten. False when the key is not here."""
        with self._lock:
            person = self._person.pop(key, None)
            if person is None:
                return False
            segment, place = self._at(person)
            segment.leave(place)
            self._faces.write(person, None)
            self._free.append(person)
            return True

    def note(self, key: str) -> str | None:
        """What was noted with a person; None when the key is not here."""
        with self._lock:
            person = self._person.get(key)
            if person is None:
                return None
            segment, place = self._at(person)
            return segment.notes[place]

    def notes(self) -> dict[str, str]:
        """What was noted with everybody, by key."""
        with self._lock:
            return {
                key: note
                for segment in self._segments
                for key, note in zip(segment.keys, segment.notes, strict=True)
                if key is not None
            }

    def noted(self, note: str) -> list[str]:
        """Whose note this is."""
        with self._lock:
            return [
                key
                for segment in self._segments
                if note in segment.notes
                for key, own in zip(segment.keys, segment.notes, strict=True)
                if own == note and key is not None
            ]

    def search(
        self,
        face: Face | None,
        fingers: Fingers,
        limit: int = 10,
        cancel: Cancel | None = None,
        floor: float = -math.inf,
    ) -> list[Hit]:
        """At most `limit` candidates, the strongest evidence first; empty when the probe or the gallery is.

        floor: the log-likelihood ratio below which nobody is wanted; the higher, the less has to be compared.
        Raises Cancelled soon after `cancel` is set, BadTemplate as `put` does, BrokenPrint where a file was changed.
        """
        seen = face_of(face)
        templates = _templates(fingers)

        def checkpoint() -> None:
            if cancel is not None and cancel.is_set():
                raise Stopped

        with self._lock:
            self._faces.check(seen)
            people = self._likely(seen, templates, checkpoint)
            return self._best(people, seen, templates, limit, floor, checkpoint)

    def likely(self, face: Face | None, fingers: Fingers) -> list[str]:
        """Who goes on to stage 2 of a search, the most likely first; for measuring the stages apart."""
        seen, templates = face_of(face), _templates(fingers)
        with self._lock:
            self._faces.check(seen)
            people = [self._at(person) for person in self._likely(seen, templates, lambda: None)]
            return [key for segment, place in people if (key := segment.keys[place]) is not None]

    def verify(self, key: str, face: Face | None, fingers: Fingers) -> Fused | None:
        """One person against their own record; None when the key is not here or no modality is on both sides."""
        seen, templates = face_of(face), _templates(fingers)
        with self._lock:
            person = self._person.get(key)
            hits = [] if person is None else self._best([person], seen, templates, 1, -math.inf, lambda: None)
            return hits[0].fused if hits else None

    def explain(self, key: str, fingers: Fingers) -> dict[int, FingerComparison]:
        """For each finger on both sides the minutia pairs that made its score; empty when the key is not here."""
        found: dict[int, FingerComparison] = {}
        templates = _templates(fingers)
        for other, reference in self.templates(key).items():
            for position, template in templates.items():
                if _same(position, other):
                    comparison = compare(template, reference, explain=True)
                    place = _place(position, other)
                    if place not in found or comparison.score > found[place].score:
                        found[place] = comparison
        return found

    def templates(self, key: str) -> dict[int, FingerTemplate]:
        """The fingers of a person by position; empty when the key is not here."""
        with self._lock:
            person = self._person.get(key)
            if person is None:
                return {}
            segment, place = self._at(person)
            views: dict[int, list[segments.Row]] = {}
            for row in segment.where[place]:
                views.setdefault(row[0], []).append(row)
            found = {position: [unpack(segment.packed(*row)) for row in rows] for position, rows in views.items()}
        return {
            position: FingerTemplate(tuple(view for view, _ in rows), tuple(valid for _, valid in rows))
            for position, rows in found.items()
        }

    def close(self) -> None:
        """Let go of the files; what is in memory stays searchable by stage 1 only."""
        with self._lock:
            for segment in self._segments:
                if segment.file is not None:
                    segment.file.close()

    # --- stage 1 ---------------------------------------------------------------------------------------------

    def _likely(
        self, face: FaceTemplate | None, templates: Mapping[int, FingerTemplate], checkpoint: _Checkpoint
    ) -> list[int]:
        """The people who go on to stage 2: the most alike over all modalities, and of each on its own."""
        count = PLACES * len(self._segments)
        lists: list[list[int]] = []
        parts: list[FloatArray] = []
        looked = self._faces.likely(face, self._curves(), count) if face is not None else None
        if looked is not None:
            parts.append(looked[0])
            lists.append(looked[1])
        if templates and count:
            parts.append(self._fingers(templates, count, looked is not None, checkpoint))
            lists.append(_top(parts[-1], p.SEARCH_CANDIDATES))
        if len(parts) > 1:
            together = np.add.reduce([_standard(part) for part in parts])
            lists.insert(0, _top(together, p.SEARCH_CANDIDATES))
        chosen = dict.fromkeys(person for turn in zip_longest(*lists) for person in turn if person is not None)
        return [person for person in chosen if self._is_here(person)][: p.SEARCH_CANDIDATES]

    def _curves(self) -> Calibration:
        if self._calibration is None:
            self._calibration = Calibration.load()
        return self._calibration

    def _is_here(self, person: int) -> bool:
        segment, place = self._at(person)
        return place < len(segment.keys) and segment.keys[place] is not None

    def _fingers(
        self, templates: Mapping[int, FingerTemplate], count: int, beside_face: bool, checkpoint: _Checkpoint
    ) -> FloatArray:
        """float32[count]: how alike each person's fingers are, all positions added up.

        beside_face: the face leads to people as well, so that the first look may take fewer fingers.
        """
        probes = {
            position: [
                ProbeCodes(self._projection.embed(view, valid))
                for view, valid in zip(template.views, template.cylinders, strict=True)
            ]
            for position, template in templates.items()
        }
        further = max(p.SEARCH_FURTHER, len(self._person) // 8)
        if len(self._person) <= further:
            return self._score(probes, count, p.SEARCH_MINUTIAE, None, checkpoint)
        telling = _most_telling(templates) if beside_face else list(probes)
        first = self._score({at: probes[at] for at in telling}, count, p.SEARCH_FIRST, None, checkpoint)
        among = np.zeros(count, bool)
        among[np.argpartition(first, count - further)[count - further :]] = True
        return self._score(probes, count, p.SEARCH_MINUTIAE, among, checkpoint)

    def _score(
        self,
        probes: Mapping[int, Sequence[ProbeCodes]],
        count: int,
        minutiae: int,
        among: npt.NDArray[np.bool_] | None,
        checkpoint: _Checkpoint,
    ) -> FloatArray:
        total = np.zeros(count, np.float32)
        for position, looks in self._looks(probes, among).items():
            best = np.zeros(count, np.float32)
            for look in looks:
                codes, owner = gathered(look.parts, minutiae), look.owner
                for probe in probes[position]:
                    checkpoint()
                    scores = probe.scores(codes, minutiae, [len(rows) for _, rows in look.parts])
                    np.maximum.at(best, owner, scores)
            total += best
        return total

    def _looks(self, positions: Iterable[int], among: npt.NDArray[np.bool_] | None) -> dict[int, list[_Look]]:
        """For each position the prints to be compared with one there, of the people `among`, a block's worth each."""
        looks: dict[int, list[_Look]] = {position: [] for position in positions}
        for number, segment in enumerate(self._segments):
            first = PLACES * number
            chosen = None if among is None else among[first : first + PLACES]
            if chosen is not None and not chosen.any():
                continue
            for stored, block in prints_of(segment):
                at = [position for position in looks if _same(position, stored)]
                rows = block.rows_of(chosen) if at else np.zeros(0, np.intp)
                for position in at if len(rows) else ():
                    if not looks[position] or len(looks[position][-1]) + len(rows) > BLOCK:
                        looks[position].append(_Look())
                    looks[position][-1].add(block, rows, first)
        return looks

    # --- stage 2 ---------------------------------------------------------------------------------------------

    def _best(
        self,
        people: Sequence[int],
        face: FaceTemplate | None,
        templates: Mapping[int, FingerTemplate],
        limit: int,
        floor: float,
        checkpoint: _Checkpoint,
    ) -> list[Hit]:
        calibration = self._curves()
        chosen = np.array(people, np.int64)
        faces = [-math.inf] * len(people)
        if face is not None:
            faces = self._faces.evidence(chosen, face.vectors, calibration).tolist()
        left = [self._candidate(person, llr, templates) for person, llr in zip(people, faces, strict=True)]
        left = [one for one in left if one.seen or one.open]
        for position in _by_cylinders(templates):
            checkpoint()
            if len(left) > limit or floor > -math.inf:
                left = _worth_comparing(left, calibration, limit, floor)
            self._compare(left, position, templates[position], calibration)
        done = [(one.face + reach(one.llr.values(), 0, _NOTHING)[0], one) for one in left if one.seen or one.scores]
        done.sort(key=lambda item: -item[0])
        last = done[limit - 1][0] - _ROUNDING if len(done) > limit else -math.inf
        hits = []
        for llr, one in done:
            segment, place = self._at(one.person)
            key = segment.keys[place]
            if key is not None and llr >= last:
                own = self._faces.read(one.person) if one.seen else None
                cosines = own.cosines(face) if own is not None and face is not None else None
                fused = fuse(cosines or None, one.scores, calibration, one.chances)
                if fused.llr >= floor:
                    hits.append(Hit(key, fused))
        hits.sort(key=lambda hit: (-hit.fused.llr, hit.key))
        return hits[:limit]

    def _candidate(self, person: int, face: float, templates: Mapping[int, FingerTemplate]) -> _Candidate:
        segment, place = self._at(person)
        stored = [position for position, _, _ in segment.where[place]]
        chances = max((len(t.views) * max(1, stored.count(position)) for position, t in templates.items()), default=1)
        places = {_place(position, other) for position in templates for other in stored if _same(position, other)}
        seen = face > -math.inf
        return _Candidate(person, seen, face if seen else 0.0, chances, places)

    def _compare(
        self, candidates: Sequence[_Candidate], position: int, template: FingerTemplate, calibration: Calibration
    ) -> None:
        """One finger of the probe with that finger of every candidate, in one batch."""
        references: list[Impression] = []
        whose: list[tuple[_Candidate, int, Extent]] = []
        for one in candidates:
            segment, place = self._at(one.person)
            for row in segment.where[place]:
                if _same(position, row[0]):
                    try:
                        reference, extent = impression(segment.packed(*row))
                    except BadGallery as error:
                        raise BrokenPrint(segment.keys[place] or "") from error
                    references.append(reference)
                    whose.append((one, _place(position, row[0]), extent))
        if not references or not template.impressions:
            return
        found = np.stack([Probe(view).compare(references).score for view in template.impressions])
        views, highest = found.argmax(axis=0).tolist(), found.max(axis=0).tolist()
        best: dict[tuple[int, int], tuple[_Candidate, FingerComparison]] = {}
        for number, (one, finger, extent) in enumerate(whose):
            view, score = views[number], highest[number]
            compared = FingerComparison.of_score(score, (template.extents[view] if score else most(template), extent))
            before = best.get((one.person, finger))
            if before is None or _rank(compared) > _rank(before[1]):
                best[one.person, finger] = one, compared
        scores = calibration.finger.scored_many([compared for _, compared in best.values()])
        worth = iter(calibration.finger.llr_many([score for score in scores if score is not None]))
        for ((_, finger), (one, _)), score in zip(best.items(), scores, strict=True):
            one.open.discard(finger)
            if score is not None:
                one.scores[finger] = score
                one.llr[finger] = next(worth) - math.log(one.chances)

    # --- on disk ---------------------------------------------------------------------------------------------

    def save(self, directory: Path, cipher: Cipher | None = None) -> int:
        """Write what has changed since it was last written or opened; how many files.

        Each file is replaced whole, so a reader of `directory` sees each part of the old gallery or of the new one.
        Searches go on meanwhile. Without a cipher the files are in the clear.
        """
        with self._saving:
            directory.mkdir(parents=True, exist_ok=True)
            written = 0
            for number in range(len(self._segments)):
                written += self._save(number, directory, cipher)
            return written

    def _save(self, number: int, directory: Path, cipher: Cipher | None) -> bool:
        segment = self._segments[number]
        with self._lock:
            here = segment.file is not None and segment.file.path.parent == directory
            if here and not segment.stale:
                return False
            taken = segments.snapshot(segment, lambda places: self._vectors(number, places))
            self._age += 1
            age = self._age
        path = directory / f"{number:06d}-{age}{SUFFIX}"
        if taken.people:
            placed = segments.write(taken, path, cipher, age)
            with self._lock:
                if segment.changes == taken.changes:
                    segment.file, segment.written = PieceFile(path, cipher), taken.changes
                    for position, block, row, piece in placed:
                        segment.prints[position][block].packed[row] = piece
        for other in directory.glob(f"{number:06d}-*{SUFFIX}"):
            if other != path:
                with contextlib.suppress(OSError):  # Windows keeps an open file; the next save tries again
                    other.unlink()
        return True

    def _vectors(self, number: int, places: Sequence[int]) -> dict[str, FloatArray]:
        return self._faces.matrices(PLACES * number + place for place in places)

    @staticmethod
    def open(directory: Path, calibration: Calibration | None = None, cipher: Cipher | None = None) -> Gallery:
        """The gallery saved in `directory`. Raises BadGallery when it is absent, or a file of it is damaged or of
        another version; `recover` makes do with the rest."""
        gallery, lost = Gallery.recover(directory, calibration, cipher)
        if lost or not directory.is_dir():
            raise BadGallery(lost[0] if lost else "no such directory")
        return gallery

    @staticmethod
    def recover(
        directory: Path, calibration: Calibration | None = None, cipher: Cipher | None = None
    ) -> tuple[Gallery, list[str]]:
        """Whatever can be opened of the gallery saved in `directory`, and what was wrong with the rest.

        Prints for stage 2 are read when a search needs them; changes stay in memory until the next `save`.
        """
        gallery, lost = Gallery(calibration), []
        newest: dict[int, segments.OpenedSegment] = {}
        for path in sorted(directory.glob(f"*{SUFFIX}")):
            try:
                number, opened = int(path.name.split("-")[0]), segments.read(path, cipher)
            except (BadGallery, ValueError) as error:
                lost.append(str(error))
                continue
            if number not in newest or newest[number].age < opened.age:
                newest[number] = opened
        for number, opened in sorted(newest.items(), key=lambda item: item[1].age):
            gallery._take(number, opened)
        gallery._free = [
            PLACES * number + place
            for number, segment in enumerate(gallery._segments[:-1])
            for place in range(PLACES)
            if place >= len(segment.keys)
        ]
        return gallery, lost

    @staticmethod
    def who(directory: Path, cipher: Cipher | None = None) -> dict[str, str]:
        """Everybody in a saved gallery with their notes; reads nothing else of it. Raises BadGallery."""
        found: dict[int, tuple[int, list[tuple[str, str]]]] = {}
        for path in sorted(directory.glob(f"*{SUFFIX}")):
            number, (age, people) = int(path.name.split("-")[0]), segments.who(path, cipher)
            if number not in found or found[number][0] < age:
                found[number] = age, people
        return {key: note for _, people in sorted(found.values(), key=lambda item: item[0]) for key, note in people}

    def unreadable(self, key: str) -> list[str]:
        """Whose prints cannot be read, of those in the same file as this person's; after a BrokenPrint."""
        with self._lock:
            person = self._person.get(key)
            if person is None:
                return []
            segment, _ = self._at(person)
            return [own for place, own in enumerate(segment.keys) if own is not None and not segment.whole(place)]

    def _take(self, number: int, opened: segments.OpenedSegment) -> None:
        while len(self._segments) <= number:
            self._segments.append(Segment())
        self._segments[number] = opened.segment
        self._age = max(self._age, opened.age)
        for place, key in enumerate(opened.segment.keys):
            assert key is not None  # noqa: S101  a file holds nobody's place
            former = self._person.get(key)
            if former is not None:  # moved while the older of two files was not written again
                segment, old = self._at(former)
                segment.leave(old)
                self._faces.write(former, None)
            self._person[key] = PLACES * number + place
        self._faces.fill(PLACES * number, opened.faces)


class _Checkpoint(Protocol):
    def __call__(self) -> None: ...


def _worth_comparing(
    candidates: list[_Candidate], calibration: Calibration, limit: int, floor: float
) -> list[_Candidate]:
    """Those who can still be among the `limit` best and reach `floor`, whatever the fingers left say."""
    if not any(one.seen or one.llr for one in candidates):
        return candidates  # nothing is known of anybody yet
    least, most = calibration.finger.span
    reaches = []
    for one in candidates:
        chances = math.log(one.chances)
        low, high = reach(one.llr.values(), len(one.open), (least - chances, most))
        reaches.append((one.face + low, one.face + high))
    surely = sorted((least for least, _ in reaches), reverse=True)
    bar = max(floor, surely[limit - 1] if len(surely) >= limit else -math.inf)
    return [one for one, (_, most) in zip(candidates, reaches, strict=True) if most >= bar]


def _rank(compared: FingerComparison) -> tuple[float, int]:
    return compared.score, compared.extents[1].cylinders


def _same(position: int, other: int) -> bool:
    return UNKNOWN in (position, other) or position == other


def _place(position: int, other: int) -> int:
    return position or other or 1  # both unknown: any one name serves the sum


def _cylinders(template: FingerTemplate) -> int:
    return sum(map(len, template.cylinders))


def _by_cylinders(templates: Mapping[int, FingerTemplate]) -> list[int]:
    """Positions, those with most cylinders first: they tell most."""
    return sorted(templates, key=lambda at: (-_cylinders(templates[at]), at))


def _most_telling(templates: Mapping[int, FingerTemplate]) -> list[int]:
    """Positions, those with most cylinders first, until they have SEARCH_FIRST_CYLINDERS together."""
    order = _by_cylinders(templates)
    before = np.cumsum([0, *(_cylinders(templates[at]) for at in order)])[:-1]
    return [at for at, seen in zip(order, before, strict=True) if seen < p.SEARCH_FIRST_CYLINDERS]


def _top(values: FloatArray, count: int) -> list[int]:
    """Where the `count` highest values are, the highest first."""
    most = np.argpartition(values, len(values) - count)[len(values) - count :] if count < len(values) else None
    index = np.arange(len(values)) if most is None else most
    return [int(person) for person in index[np.argsort(-values[index], kind="stable")]]


def _standard(values: FloatArray) -> FloatArray:
    """How many standard deviations above the mean of those who have a value at all."""
    held = values[values != 0]
    spread = float(held.std()) if len(held) else 0.0
    return np.where(values != 0, (values - held.mean()) / spread, np.float32(0)) if spread else np.zeros_like(values)


def _templates(fingers: Fingers) -> dict[int, FingerTemplate]:
    if any(not 0 <= position <= 10 for position in fingers):
        raise BadTemplate("a finger position outside 0..10")
    return {
        int(position): finger if isinstance(finger, FingerTemplate) else FingerTemplate.from_minutiae(finger)
        for position, finger in fingers.items()
    }
