"""Turns a folder of prints or faces into the scores of a verification experiment."""

from __future__ import annotations

import itertools
import os
import time
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Generic, TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from models import parameters as p
from models.errors import BadImage, BiometricError
from models.face.detect import Detector, principal
from models.face.embed import Embedder
from models.face.template import FaceTemplate, fuse
from models.finger import print_picture
from models.finger.compare import FingerTemplate, compare_many
from models.finger.extract import Extractor
from models.finger.resample import to_500
from models.finger.segment import foreground
from models.matching.calibration import FaceModel
from models.rates import Trial

PRINT_SUFFIXES = (".png", ".tif", ".tiff", ".bmp")
PARTIAL_SUFFIXES = (*PRINT_SUFFIXES, ".wsq", ".jp2", ".jpg", ".jpeg")
FACE_SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff")
_TIMED_PAIRS = 400
_CHUNK = 500
_SPLIT_SEED = 2
_CUT_TRIES = 30  # places that are drawn for a cut until one is full of ridges
_CUT_RIDGES = 0.9
T = TypeVar("T")
Scores = NDArray[np.float64]
Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Samples(Generic[T]):
    """What a folder gave. subjects: number of the finger or person of each sample; templates: None where it failed;
    seconds: what each extraction took."""

    names: list[str]
    subjects: NDArray[np.int64]
    templates: list[T | None]
    seconds: list[float]
    is_first: NDArray[np.bool_]

    @property
    def failures(self) -> int:
        return sum(template is None for template in self.templates)


def _timed(work: Callable[[], T]) -> tuple[T | None, float]:
    start = time.perf_counter()
    try:
        result: T | None = work()
    except BiometricError:
        result = None
    return result, time.perf_counter() - start


def _listed(
    files: Sequence[Path], subject_of: Callable[[Path], str]
) -> tuple[list[Path], NDArray[np.int64], NDArray[np.bool_]]:
    ordered = sorted(files, key=lambda file: (subject_of(file), _impression(file)))
    names = [subject_of(file) for file in ordered]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    subjects = np.array([numbers[name] for name in names], np.int64)
    return ordered, subjects, np.diff(subjects, prepend=-1) > 0


def _impression(file: Path) -> tuple[int, str]:
    tail = file.stem.rpartition("_")[2]
    return (int(tail) if tail.isdecimal() else 0), file.stem


def read_fingers(folder: Path, ppi: float, threads: int = 2) -> Samples[FingerTemplate]:
    """Minutiae and cylinders of every FINGER_IMPRESSION image of a folder; an unreadable image is a failure."""
    files = [f for f in folder.iterdir() if f.suffix.lower() in PRINT_SUFFIXES and "_" in f.stem]
    ordered, subjects, first = _listed(files, lambda file: file.stem.rpartition("_")[0])
    extractor = Extractor(threads)
    extractor.warm()
    templates: list[FingerTemplate | None] = []
    seconds = []
    for file in ordered:
        try:
            grey = read_print(file).pixels
        except BiometricError:
            templates.append(None)
            continue
        found, took = _timed(lambda grey=grey: FingerTemplate.from_minutiae(extractor.extract(grey, ppi)))  # type: ignore[misc]
        templates.append(found)
        seconds.append(took)
    return Samples([f.name for f in ordered], subjects, templates, seconds, first)


@dataclass(frozen=True, eq=False)
class Partials:
    """Prints of one sensor, whole and cut: name, finger and impression numbers, side in pixels (0: whole) and template
    of each sample; None where none could be made."""

    fingers: NDArray[np.int64]
    impressions: NDArray[np.int64]
    sides: NDArray[np.int64]
    templates: list[FingerTemplate | None]


def read_partials(folder: Path, ppi: float, sides: Sequence[int] = p.CROPS, threads: int = 2) -> Partials:
    """Every FINGER_IMPRESSION picture of a folder: whole, and for each side a square cut at random from its ridges and
    one from their middle. An unreadable picture is left out."""
    files = [f for f in folder.iterdir() if f.suffix.lower() in PARTIAL_SUFFIXES and "_" in f.stem]
    ordered, subjects, _ = _listed(files, lambda file: file.stem.rpartition("_")[0])
    extractor = Extractor(threads)
    fingers, impressions, cut, templates = [], [], [], []
    for number, (file, finger) in enumerate(zip(ordered, subjects.tolist(), strict=True)):
        try:
            picture = read_print(file)
            whole = to_500(picture.pixels, picture.ppi or ppi)
        except BiometricError:
            continue
        draw = np.random.default_rng(zlib.crc32((folder.name + file.name).encode()))
        for side, piece in [(0, whole), *cuts(whole, sides, draw)]:
            made, _ = _timed(lambda piece=piece: FingerTemplate.from_minutiae(extractor.extract(piece)))  # type: ignore[misc]
            fingers.append(finger)
            impressions.append(number)
            cut.append(side)
            templates.append(made)
    return Partials(np.array(fingers), np.array(impressions), np.array(cut), templates)


def read_print(file: Path) -> print_picture.PrintPicture:
    """A print from a file, also from a TIFF. Raises BadImage, BadWsq."""
    if file.suffix.lower() not in (".tif", ".tiff"):
        return print_picture.read(file.read_bytes())
    whole = cv2.imread(str(file), cv2.IMREAD_UNCHANGED)
    if whole is None or whole.dtype not in (np.uint8, np.uint16):
        raise BadImage("the picture cannot be unpacked")
    return print_picture.PrintPicture(print_picture.grey(cast("print_picture.Unpacked", whole)), None, lossy=False)


def cuts(
    whole: NDArray[np.uint8], sides: Sequence[int], draw: np.random.Generator
) -> list[tuple[int, NDArray[np.uint8]]]:
    """(side, uint8 [side, side]) for each side twice: somewhere on the ridges, and around their middle."""
    ridges = foreground(whole)
    middle = np.argwhere(ridges).mean(axis=0).astype(int) if ridges.any() else np.array(whole.shape) // 2
    found = []
    for side in sides:
        high, wide = min(side, whole.shape[0]), min(side, whole.shape[1])
        best = (-1.0, 0, 0)
        for _ in range(_CUT_TRIES):
            top, left = (
                int(draw.integers(0, whole.shape[0] - high + 1)),
                int(draw.integers(0, whole.shape[1] - wide + 1)),
            )
            best = max(best, (float(ridges[top : top + high, left : left + wide].mean()), top, left))
            if best[0] >= _CUT_RIDGES:
                break
        top = int(np.clip(middle[0] - high // 2, 0, whole.shape[0] - high))
        left = int(np.clip(middle[1] - wide // 2, 0, whole.shape[1] - wide))
        for row, column in (best[1:], (top, left)):
            found.append((side, np.ascontiguousarray(whole[row : row + high, column : column + wide])))
    return found


def pair_scores(templates: list[FingerTemplate | None], pairs: NDArray[np.int64], jobs: int | None = None) -> Scores:
    """float64[k] of int[k, 2]: the similarity of each pair, -inf where a side has no template."""
    _receive(templates)
    chunks = [pairs[start : start + _CHUNK] for start in range(0, len(pairs), _CHUNK)]
    jobs = min(jobs or os.cpu_count() or 1, max(1, len(chunks) // 2))
    if jobs == 1:
        return np.array(list(itertools.chain.from_iterable(map(_compare_chunk, chunks))), np.float64)
    with ProcessPoolExecutor(jobs, get_context("spawn"), _receive, (templates,)) as pool:
        return np.array(list(itertools.chain.from_iterable(pool.map(_compare_chunk, chunks))), np.float64)


def read_faces(
    folder: Path, embedder: Embedder | None = None, seen: Callable[[Picture], Picture] | None = None
) -> Samples[FaceTemplate]:
    """The template of the principal face of every picture in a folder with one folder a person.

    seen: what happens to a picture before it is looked at, for another condition.
    """
    files = [f for person in folder.iterdir() if person.is_dir() for f in person.iterdir()]
    files = [f for f in files if f.suffix.lower() in FACE_SUFFIXES]
    ordered, subjects, first = _listed(files, lambda file: file.parent.name)
    detector, embedder = Detector(), embedder or Embedder()
    embedder.warm()
    templates: list[FaceTemplate | None] = []
    seconds = []
    for file in ordered:
        image = cv2.imread(str(file), cv2.IMREAD_COLOR)
        if image is None:
            templates.append(None)
            continue
        picture = np.asarray(image, np.uint8)
        bgr = picture if seen is None else seen(picture)

        def embedding(bgr: Picture = bgr, embedder: Embedder = embedder) -> FaceTemplate | None:
            face = principal(detector.find(bgr, still=True), bgr.shape)
            return None if face is None else embedder.embed(bgr, face)

        found, took = _timed(embedding)
        templates.append(found)
        seconds.append(took)
    return Samples([f"{f.parent.name}/{f.name}" for f in ordered], subjects, templates, seconds, first)


def sample_pairs(samples: Samples[T], impostors: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Index pairs [k, 2]: genuine (all within a subject, failures too) and impostor (both sides usable)."""
    subjects = samples.subjects
    rows, columns = np.triu_indices(len(subjects), 1)
    same = subjects[rows] == subjects[columns]
    usable = np.array([template is not None for template in samples.templates], bool)
    other = ~same & usable[rows] & usable[columns]
    if impostors == "first":
        other &= samples.is_first[rows] & samples.is_first[columns]
    pairs = np.stack([rows, columns], 1).astype(np.int64)
    return pairs[same], pairs[other]


_shared: list[FingerTemplate | None] = []


def _receive(templates: list[FingerTemplate | None]) -> None:
    _shared[:] = templates
    cv2.setNumThreads(1)


def _compare_chunk(pairs: NDArray[np.int64]) -> list[float]:
    """Each probe with all its references of the chunk in one batch."""
    scores = np.full(len(pairs), -np.inf)
    for probe in np.unique(pairs[:, 0]).tolist():
        left = _shared[probe]
        if left is None:
            continue
        places = [n for n in np.flatnonzero(pairs[:, 0] == probe).tolist() if _shared[pairs[n, 1]] is not None]
        references = [other for n in places if (other := _shared[pairs[n, 1]]) is not None]
        scores[places] = [found.score for found in compare_many(left, references)]
    found: list[float] = scores.tolist()
    return found


def finger_trial(samples: Samples[FingerTemplate], impostors: str, jobs: int | None = None) -> tuple[Trial, float]:
    """The trial of a folder of prints and the median seconds of one comparison on one thread.

    `impostors`: "first" (first impressions) or "all" (all cross pairs). `jobs`: processes, by default one a core.
    """
    genuine, impostor = sample_pairs(samples, impostors)
    templates = samples.templates
    _receive(templates)
    every = np.concatenate([genuine, impostor])
    picked = every[np.random.default_rng(1).permutation(len(every))[:_TIMED_PAIRS]]
    took = [_timed(lambda pair=pair: _compare_chunk(pair[None]))[1] for pair in picked]  # type: ignore[misc]
    values = pair_scores(templates, every, jobs)
    trial = Trial(
        values[: len(genuine)],
        values[len(genuine) :],
        samples.subjects[genuine[:, 0]],
        samples.subjects[impostor],
    )
    return trial, float(np.median(took)) if took else float("nan")


def face_trial(
    samples: Samples[FaceTemplate], model: FaceModel, references: Samples[FaceTemplate] | None = None
) -> tuple[Trial, float]:
    """The trial of a folder of faces (all pairs) by the scores of `model`, and the median seconds of one comparison.

    references: the same pictures seen under another condition; each pair is then one picture and the other's reference.
    """
    genuine, impostor = sample_pairs(samples, "all")
    other = samples if references is None else references
    if references is not None:
        genuine, impostor = (np.concatenate([pairs, pairs[:, ::-1]]) for pairs in (genuine, impostor))
    table = face_scores(samples.templates, other.templates, model)
    took = []
    for i, j in impostor[:_TIMED_PAIRS]:
        left, right = samples.templates[i], other.templates[j]
        if left is not None and right is not None:
            took.append(_timed(lambda a=left, b=right: model.raw(a.cosines(b)))[1])  # type: ignore[misc]
    same, different = table[genuine[:, 0], genuine[:, 1]], table[impostor[:, 0], impostor[:, 1]]
    told = ~np.isnan(different)
    trial = Trial(
        np.where(np.isnan(same), -np.inf, same),
        different[told],
        samples.subjects[genuine[:, 0]],
        samples.subjects[impostor][told],
    )
    return trial, float(np.median(took)) if took else float("nan")


def fused_face_trial(
    samples: Samples[FaceTemplate], model: FaceModel, frames: int, people_of: int, splits: int = 6
) -> tuple[Trial, int]:
    """Templates of `frames` pictures a side, of the people with at least 2 * `people_of` pictures; how many those are.

    Each person's pictures are dealt into two sides `splits` times, at random. The same people take part for every
    `frames` up to `people_of`, so that such points may be compared. The splits of a person share pictures: they make
    the rates steadier, not the people more.
    """
    rng = np.random.default_rng(_SPLIT_SEED)
    sides: list[FaceTemplate | None] = []
    owners: list[int] = []
    for subject in range(int(samples.subjects.max(initial=-1)) + 1):
        own = np.flatnonzero(samples.subjects == subject)
        if len(own) < 2 * people_of:
            continue
        for _ in range(splits):
            dealt = rng.permutation(own)
            for chosen in (dealt[:frames], dealt[people_of : people_of + frames]):
                seen = [t for t in (samples.templates[i] for i in chosen) if t is not None]
                sides.append(fuse(seen) if seen else None)
                owners.append(subject)
    numbers = np.array(owners, np.int64)
    table = face_scores(sides, sides, model)
    one, other = np.triu_indices(len(numbers), 1)
    different = (numbers[one] != numbers[other]) & np.isfinite(table[one, other])
    same = table[np.arange(0, len(numbers), 2), np.arange(1, len(numbers), 2)]
    trial = Trial(
        np.where(np.isnan(same), -np.inf, same),
        table[one, other][different],
        numbers[::2],
        np.stack([numbers[one], numbers[other]], 1)[different],
    )
    return trial, len(set(owners))


def face_scores(
    left: Sequence[FaceTemplate | None], right: Sequence[FaceTemplate | None], model: FaceModel
) -> NDArray[np.float64]:
    """float64[len(left), len(right)]: the score of every pair; NaN where a side lacks one of the model's encoders."""
    table = np.full((len(left), len(right)), model.offset, np.float64)
    for name, weight in model.weights.items():
        table += weight * (_rows(left, name) @ _rows(right, name).T).astype(np.float64)
    return table


def _rows(templates: Sequence[FaceTemplate | None], name: str) -> NDArray[np.float32]:
    vectors = [None if template is None else template.vectors.get(name) for template in templates]
    size = next((len(vector) for vector in vectors if vector is not None), 1)
    none = np.full(size, np.nan, np.float32)
    return np.array([none if vector is None else vector for vector in vectors], np.float32).reshape(-1, size)
