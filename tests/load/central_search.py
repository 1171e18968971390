"""The matcher's search at size: `python -m tests.load.central_search --json OUT`.

A gallery of synthetic faces and fingers in shards; one process against two workers in one run, the same probes; then
kill -9 of a worker in the middle, and how long until an answer covers every shard again. Each search thread and each
worker has one BLAS thread, so that the ratio counts processes. The fingers are drawn prints whose vectors are varied:
real in size and work, not in anatomy, and no accuracy is read from them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from models import parameters
from models.finger.compare import FingerTemplate
from models.matching.gallery import Gallery, Prepared
from models.matching.projection import WIDTH, Projection, codes
from models.matching.rows import pack
from models.types import Minutiae
from station.agency.sharded_search import ShardAnswer, ShardedSearch, search_here, shards_in
from tests.load.search_cluster import ONE_THREAD, SearchCluster

POOL = 200  # prints that are really drawn; the others are varied copies
FINGER = 2


def drawn(draw: np.random.Generator) -> Minutiae:
    count = int(draw.integers(30, 50))
    return Minutiae(
        draw.uniform(30, 330, count).astype(np.float32),
        draw.uniform(30, 370, count).astype(np.float32),
        draw.uniform(0, 2 * np.pi, count).astype(np.float32),
        draw.integers(1, 3, count).astype(np.uint8),
        draw.integers(40, 95, count).astype(np.uint8),
        360,
        400,
    )


class Crowd:
    """Synthetic people, written as shards; `probe` is one of them again."""

    def __init__(self, folder: Path, faces: int, fingers: int, shards: int, seed: int) -> None:
        self.folder = folder
        self._draw = np.random.default_rng(seed)
        self._projection = Projection.shipped()
        self._pool = [FingerTemplate.from_minutiae(drawn(self._draw)) for _ in range(POOL)]
        self._vectors = [self._projection.embed(t.views[0], t.cylinders[0]) for t in self._pool]
        self._packed = [pack(t.views[0], t.cylinders[0]) for t in self._pool]
        self.probes: list[tuple[str, np.ndarray, dict[int, FingerTemplate]]] = []
        for number in range(shards):
            mine = range(number, faces, shards)
            self._write(number, len(mine), fingers // shards)

    def _write(self, number: int, people: int, fingers: int) -> None:
        gallery = Gallery()
        for person in range(people):
            key = f"{number:03d}-{person:07d}"
            face = self._draw.standard_normal(128, np.float32)
            if person == 0 and fingers:
                self.probes.append((key, self._again(face), {}))
            gallery.put_prepared(key, face, {FINGER: [self._print(person == 0)]} if person < fingers else {})
        gallery.save(self.folder / f"shard-{number + 1:06d}")

    def _print(self, comes_back: bool) -> Prepared:
        """Everybody but the one who comes back is a stranger: a copy that is varied beyond recognition."""
        which = int(self._draw.integers(POOL))
        vectors = self._vectors[which]
        if comes_back:
            self.probes[-1][2][FINGER] = self._pool[which]
        else:
            vectors = vectors + self._draw.standard_normal(vectors.shape, np.float32) * np.float32(0.25)
            vectors[:, :-2] /= np.maximum(np.linalg.norm(vectors[:, :-2], axis=1, keepdims=True), 1e-6)
        return Prepared(codes(vectors), self._packed[which])

    def _again(self, face: np.ndarray) -> np.ndarray:
        vector = face / np.linalg.norm(face) + self._draw.standard_normal(128, np.float32) * np.float32(0.03)
        return vector / np.linalg.norm(vector)


def timed(search: Callable[[int], ShardAnswer], count: int) -> tuple[list[float], list[ShardAnswer]]:
    seconds, answers = [], []
    for number in range(count):
        started = time.perf_counter()
        answers.append(search(number))
        seconds.append(time.perf_counter() - started)
    return seconds, answers


def summary(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        "median": round(statistics.median(ordered), 3),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 3),
        "searches": len(ordered),
    }


def run(faces: int, fingers: int, shards: int, searches: int, folder: Path) -> dict[str, Any]:
    started = time.perf_counter()
    crowd = Crowd(folder / "shards", faces, fingers, shards, seed=1)
    built = time.perf_counter() - started
    probe = lambda number: crowd.probes[number % len(crowd.probes)]  # noqa: E731
    search_here(crowd.folder, *probe(0)[1:])  # maps the shards
    began = time.process_time()
    single, expected = timed(lambda n: search_here(crowd.folder, *probe(n)[1:]), searches)
    single_cpu = (time.process_time() - began) / searches
    memory = psutil.Process().memory_info().rss
    with SearchCluster(folder / "cluster", workers=2) as cluster:
        search = ShardedSearch(cluster.address, crowd.folder, cluster.tls)
        try:
            while len(search._workers()) < 2:
                time.sleep(0.1)
            search.answer(*probe(0)[1:])
            before = cluster.worker_seconds()
            double, answers = timed(lambda n: search.answer(*probe(n)[1:]), searches)
            worker_cpu = [(b - a) / searches for a, b in zip(before, cluster.worker_seconds(), strict=True)]
            cluster.kill_worker(0)
            started = time.perf_counter()
            after = search.answer(*probe(0)[1:])
            while after.missing:
                after = search.answer(*probe(0)[1:])
            recovery = time.perf_counter() - started
        finally:
            search.close()
    return {
        "faces": faces,
        "fingers": fingers,
        "shards": len(shards_in(crowd.folder)),
        "built_seconds": round(built, 1),
        "bytes_on_disk": sum(file.stat().st_size for file in crowd.folder.rglob("*") if file.is_file()),
        "one_process_seconds": summary(single),
        "two_workers_seconds": summary(double),
        # processor seconds of a search, which a busy machine changes little: all of them, and the busier worker's
        "one_process_cpu": round(single_cpu, 3),
        "two_workers_cpu": [round(seconds, 3) for seconds in worker_cpu],
        "cpu_ratio": round(single_cpu / max(worker_cpu), 2),
        "ratio": round(statistics.median(single) / statistics.median(double), 2),
        "identical": answers == expected,
        "found": sum(answer.hits[0].key == probe(n)[0] for n, answer in enumerate(answers)),
        "recovery_seconds": round(recovery, 2),
        "identical_after_kill": after == expected[0],
        "resident_bytes": memory,
        "candidates_each": parameters.SEARCH_CANDIDATES,
        "vector_bytes_a_print": parameters.SEARCH_MINUTIAE * WIDTH,
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--faces", type=int, default=1_000_000)
    parser.add_argument("--fingers", type=int, default=100_000)
    parser.add_argument("--shards", type=int, default=8)
    parser.add_argument("--searches", type=int, default=12)
    options = parser.parse_args(arguments)
    if any(os.environ.get(name) != count for name, count in ONE_THREAD.items()):
        given = sys.argv[1:] if arguments is None else arguments
        command = [sys.executable, "-m", "tests.load.central_search", *given]  # BLAS reads its threads when it loads
        return subprocess.call(command, env={**os.environ, **ONE_THREAD})
    folder = Path(tempfile.mkdtemp(prefix="central-search-"))
    try:
        report = run(options.faces, options.fingers, options.shards, options.searches, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))
    return 0 if report["identical"] and report["identical_after_kill"] else 1


if __name__ == "__main__":
    sys.exit(main())
