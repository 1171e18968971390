"""Fingerprints: extraction, one to one and one to many, beside mindtct and bozorth3 of NIST's NBIS."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models import parameters as p
from models import weights
from models.bench.timing import core_seconds, each_seconds, rate_on_threads
from models.errors import BiometricError
from models.experiment import PRINT_SUFFIXES, Samples, read_print, sample_pairs
from models.finger.compare import FingerTemplate, compare, compare_many
from models.finger.extract import Extractor
from models.finger.resample import to_500
from models.matching.gallery import Gallery
from models.rates import Trial, figures
from models.synthesis import prints
from models.types import Minutiae

Image = NDArray[np.uint8]
Pairs = NDArray[np.int64]
Scores = NDArray[np.float64]
_SYNTHETIC_FINGERS, _SYNTHETIC_IMPRESSIONS = 12, 4
_TIMED_IMAGES = 24
_TIMED_ALONE = 100
_TIMED_SEARCHES = 9
_MAX_IMPOSTORS = 8000  # bozorth3 needs a millisecond or two for each
_DISTRACTORS = 10_000  # different invented fingers; a larger gallery holds each several times
_PROBES = {1_000: 400, 10_000: 400, 100_000: 60}  # searches for the rank-1 rate
_POSITION = 2
_SEED = 20


@dataclass(frozen=True, eq=False)
class PrintSet:
    """images: uint8, ridges dark; fingers: number of the finger of each; ppi: of all. name: for the report."""

    name: str
    images: list[Image]
    fingers: NDArray[np.int64]
    ppi: float


def synthetic_set() -> PrintSet:
    """Invented fingers, for a bench that needs nobody's data."""
    images, fingers = [], []
    for finger in range(_SYNTHETIC_FINGERS):
        master = prints.master(_SEED + finger, 1 + finger % 10)
        for impression in range(_SYNTHETIC_IMPRESSIONS):
            images.append(np.asarray(prints.impression(master, impression), np.uint8))
            fingers.append(finger)
    return PrintSet("synthetic prints", images, np.array(fingers, np.int64), 500.0)


def set_from(folder: Path, ppi: float) -> PrintSet:
    """The FINGER_IMPRESSION images of `folder`; of several sub-folders the one with most prints."""
    best: list[Path] = []
    for place in sorted({folder, *(f for f in folder.rglob("*") if f.is_dir())}):
        files = sorted(f for f in place.iterdir() if f.suffix.lower() in PRINT_SUFFIXES and "_" in f.stem)
        best = files if len(files) > len(best) else best
    images, names = [], []
    for file in best:
        with contextlib.suppress(BiometricError):
            images.append(read_print(file).pixels)
            names.append(file.stem.rpartition("_")[0])
    if not images:
        raise FileNotFoundError(f"{folder} holds no prints named FINGER_IMPRESSION")
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    fingers = np.array([numbers[name] for name in names], np.int64)
    return PrintSet(best[0].parent.name, images, fingers, ppi)


class Nbis:
    """mindtct and bozorth3 through nbis-py, with their own defaults."""

    def __init__(self, ppi: float) -> None:
        import nbis  # noqa: PLC0415  Linux only, and only measured against

        settings = nbis.NbisExtractorSettings(
            min_quality=0.0, get_center=False, check_fingerprint=False, compute_nfiq2=False, ppi=ppi
        )
        self._extractor = nbis.new_nbis_extractor(settings)

    def extract(self, png: bytes) -> object:
        return self._extractor.extract_minutiae(png)

    @staticmethod
    def compare(one: object, other: object) -> float:
        return float(one.compare(other))  # type: ignore[attr-defined]


def plain_runner(ppi: float) -> Callable[[Image], object]:
    """The network on the whole image in one thread: what extraction costs without any care."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(weights.path("leader")), options, providers=["CPUExecutionProvider"])

    def run(image: Image) -> object:
        whole = to_500(image, ppi)
        rows, columns = (-(-side // p.LEADER_MULTIPLE) * p.LEADER_MULTIPLE for side in whole.shape)
        batch = np.full((1, rows, columns, 1), 255, np.float32)
        batch[0, : whole.shape[0], : whole.shape[1], 0] = whole
        return np.nonzero(session.run(None, {"input": batch})[0][0, :, :, 3] >= p.LEADER_QUALITY)

    return run


def extraction(data: PrintSet, nbis: Nbis) -> dict[str, object]:
    """Milliseconds a print: ours on one and two threads, the plain run, mindtct; and the ratio to the plain run."""
    pick = np.linspace(0, len(data.images) - 1, min(_TIMED_IMAGES, len(data.images))).astype(int)
    images = [data.images[i] for i in pick]
    pngs = [cv2.imencode(".png", image)[1].tobytes() for image in images]
    one, two, plain = Extractor(1), Extractor(2), plain_runner(data.ppi)

    def quietly(extractor: Extractor, image: Image) -> None:
        try:
            extractor.extract(image, data.ppi)
        except BiometricError:
            return

    for warm in (partial(quietly, one), partial(quietly, two), plain):
        warm(images[0])
    core, wall_one = map(np.median, each_seconds([partial(quietly, one, image) for image in images]))
    _, wall_two = map(np.median, each_seconds([partial(quietly, two, image) for image in images]))
    whole, wall_plain = map(np.median, each_seconds([partial(plain, image) for image in images]))
    mindtct, _ = map(np.median, each_seconds([partial(nbis.extract, png) for png in pngs]))
    return {
        "extract_ms": {
            "one_thread_core": float(core) * 1e3,
            "one_thread": float(wall_one) * 1e3,
            "two_threads": float(wall_two) * 1e3,
            "plain_one_thread_core": float(whole) * 1e3,
            "plain_one_thread": float(wall_plain) * 1e3,
            "mindtct_core": float(mindtct) * 1e3,
        },
        "extract_speedup": float(whole / core),  # one thread against one thread: other programs do not count
        "extract_speedup_two_threads_wall": float(wall_plain / wall_two),
    }


def templates_of(data: PrintSet) -> Samples[FingerTemplate]:
    """Every print's template, None where extraction fails."""
    extractor = Extractor(2)
    found: list[FingerTemplate | None] = []
    seconds = []
    for image in data.images:
        start = time.perf_counter()
        try:
            found.append(FingerTemplate.from_minutiae(extractor.extract(image, data.ppi)))
        except BiometricError:
            found.append(None)
        seconds.append(time.perf_counter() - start)
    return Samples([], data.fingers, found, seconds, np.diff(data.fingers, prepend=-1) != 0)


def one_to_one(data: PrintSet, samples: Samples[FingerTemplate], nbis: Nbis) -> tuple[dict[str, Any], dict[str, Trial]]:
    """Error rates and microseconds a comparison of both matchers on the same pairs."""
    genuine, impostor = sample_pairs(samples, "all")
    rng = np.random.default_rng(_SEED)
    impostor = impostor[rng.permutation(len(impostor))[:_MAX_IMPOSTORS]]
    theirs = [_mindtct(nbis, image) for image in data.images]

    def ours(pairs: Pairs) -> Scores:
        """Each probe with all its references in one batch, as a search does it."""
        values = np.full(len(pairs), -np.inf)
        for probe in np.unique(pairs[:, 0]).tolist():
            mine = [n for n in np.flatnonzero(pairs[:, 0] == probe).tolist() if samples.templates[pairs[n, 1]]]
            left = samples.templates[probe]
            if left is not None:
                references = [_known(samples, int(pairs[n, 1])) for n in mine]
                values[mine] = [found.score for found in compare_many(left, references)]
        return values

    def bozorth3(pairs: Pairs) -> Scores:
        sides = [(theirs[i], theirs[j]) for i, j in pairs.tolist()]
        return np.array([-np.inf if None in side else nbis.compare(*side) for side in sides])

    trials, cost = {}, {}
    for name, score in (("ours", ours), ("bozorth3", bozorth3)):
        start = time.process_time()
        values = [score(pairs) for pairs in (genuine, impostor)]
        cost[name] = (time.process_time() - start) / (len(genuine) + len(impostor))
        trials[name] = Trial(values[0], values[1], data.fingers[genuine[:, 0]], data.fingers[impostor])
    alone = [pair for pair in impostor[:_TIMED_ALONE].tolist() if None not in [samples.templates[n] for n in pair]]
    each, _ = each_seconds([partial(compare, _known(samples, i), _known(samples, j)) for i, j in alone])
    cost["ours_alone"] = float(np.median(each))
    return {
        "match_us": {name: seconds * 1e6 for name, seconds in cost.items()},
        "one_to_one": {name: figures(trial) for name, trial in trials.items()},
        "ratio_to_bozorth3_one_to_one": cost["bozorth3"] / cost["ours"],
    }, trials


def _mindtct(nbis: Nbis, image: Image) -> object | None:
    try:
        return nbis.extract(cv2.imencode(".png", image)[1].tobytes())
    except Exception:  # noqa: BLE001  whatever a foreign extractor raises is a failure to enrol
        return None


def distractors(samples: Samples[FingerTemplate], count: int) -> list[FingerTemplate]:
    """Invented fingers: two prints, mirrored, cut along a random line and joined.

    So each keeps the texture of a finger, and none holds a piece of a finger that is searched for.
    """
    views = [template.views[0] for template in samples.templates if template is not None]
    rng = np.random.default_rng(_SEED)
    made = []
    for _ in range(count):
        one, other = (views[i] for i in rng.integers(len(views), size=2))
        middle = one.width - 1 - one.x.mean(), one.y.mean()
        angle = rng.uniform(0, 2 * np.pi)
        parts = []
        for view, side in ((one, 1), (other, -1)):
            shift = rng.normal(scale=25, size=2)
            x, y = view.width - 1 - view.x + shift[0], view.y + shift[1]
            inside = side * ((x - middle[0]) * np.cos(angle) + (y - middle[1]) * np.sin(angle)) > 0
            parts.append(np.stack([x, y, np.mod(np.pi - view.angle, 2 * np.pi), view.kind, view.quality], 1)[inside])
        columns = np.concatenate(parts).T
        made.append(
            FingerTemplate.from_minutiae(
                Minutiae(
                    columns[0].astype(np.float32),
                    columns[1].astype(np.float32),
                    columns[2].astype(np.float32),
                    columns[3].astype(np.uint8),
                    columns[4].astype(np.uint8),
                    one.width,
                    one.height,
                )
            )
        )
    return made


def one_to_many(samples: Samples[FingerTemplate], sizes: Sequence[int], bozorth3_us: float) -> dict[str, object]:
    """Search cost and rank-1 rate in galleries of first impressions among invented fingers.

    The rank-1 rate is after both stages; a probe that could not be extracted counts as missed.
    """
    crowd = distractors(samples, min(_DISTRACTORS, max(sizes)))
    mates = {
        int(samples.subjects[i]): i
        for i in np.flatnonzero(samples.is_first).tolist()
        if samples.templates[i] is not None
    }
    probes = [i for i in np.flatnonzero(~samples.is_first).tolist() if int(samples.subjects[i]) in mates]
    rng = np.random.default_rng(_SEED)
    gallery = Gallery()
    before = memory()
    for finger, index in mates.items():
        gallery.put(f"mate-{finger}", None, {_POSITION: _known(samples, index)})
    curve, ranks = [], {}
    for size in sorted(sizes):
        for number in range(len(gallery), size):
            gallery.put(f"invented-{number}", None, {_POSITION: crowd[number % len(crowd)]})
        chosen = [int(i) for i in rng.permutation(probes)[: _PROBES.get(size, 100)]]
        ranks[size] = sum(_first_is_mate(gallery, samples, i) for i in chosen) / max(1, len(chosen))
        known = [_known(samples, i) for i in chosen if samples.templates[i] is not None][:_TIMED_SEARCHES]
        whole, first = (
            float(np.median([core_seconds(partial(stage, None, {_POSITION: probe}), 3) for probe in known]))
            for stage in (gallery.search, gallery.likely)
        )
        curve.append(
            {
                "gallery": size,
                "ms": whole * 1e3,
                "stage1_ms": first * 1e3,
                "stage2_ms": (whole - first) * 1e3,
                "per_second": size / whole,
                "rank1": ranks[size],
                "bozorth3_ms": bozorth3_us * size / 1e3,
            }
        )
    largest = max(sizes)
    per_second = largest / (curve[-1]["ms"] / 1e3)
    probe = _known(samples, next(i for i in probes if samples.templates[i] is not None))
    one = rate_on_threads(partial(gallery.search, None, {_POSITION: probe}), 1)
    two = rate_on_threads(partial(gallery.search, None, {_POSITION: probe}), 2)
    return {
        "fingers_per_second_core": per_second,
        "fingers_rank1": ranks[min(sizes)],
        "fingers_rank1_largest": ranks[largest],
        "fingers_probes": {str(size): min(_PROBES.get(size, 100), len(probes)) for size in sizes},
        "fingers_different": len(crowd) + len(mates),
        "ratio_to_bozorth3": per_second * bozorth3_us / 1e6,
        "fingers_curve": curve,
        "fingers_bytes_a_print": (memory() - before) / largest,
        "fingers_threads": {"1": one * largest, "2": two * largest},
    }


def _known(samples: Samples[FingerTemplate], index: int) -> FingerTemplate:
    template = samples.templates[index]
    if template is None:
        raise ValueError("a print without a template")
    return template


def _first_is_mate(gallery: Gallery, samples: Samples[FingerTemplate], index: int) -> bool:
    template = samples.templates[index]
    if template is None:
        return False
    hits = gallery.search(None, {_POSITION: template}, limit=1)
    return bool(hits) and hits[0].key == f"mate-{samples.subjects[index]}"


def memory() -> int:
    """Bytes of this process in memory."""
    import psutil  # noqa: PLC0415  only here

    return int(psutil.Process().memory_info().rss)
