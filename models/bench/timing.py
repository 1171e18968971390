"""Times that other programs on the machine do not spoil."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def core_seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """Median processor time of this process for `work`, all its threads added up."""
    work()
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def wall_seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """The quickest of some runs by the clock on the wall, for work on several threads."""
    work()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def each_seconds(works: Sequence[Callable[[], object]]) -> tuple[list[float], list[float]]:
    """For each piece of work, done once: processor time of this process, and time by the clock on the wall."""
    core, wall = [], []
    for work in works:
        start, start_wall = time.process_time(), time.perf_counter()
        work()
        core.append(time.process_time() - start)
        wall.append(time.perf_counter() - start_wall)
    return core, wall


def rate_on_threads(work: Callable[[], object], threads: int, each: int = 3) -> float:
    """Runs of `work` a second when `threads` threads do it at the same time."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda _: work(), range(threads)))
        start = time.perf_counter()
        list(pool.map(lambda _: work(), range(threads * each)))
        return threads * each / (time.perf_counter() - start)


def machine() -> dict[str, object]:
    """What the figures were measured on, without its name."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        lines = cpuinfo.read_text("utf-8", "replace").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
