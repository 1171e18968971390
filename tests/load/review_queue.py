"""The supervisors' queue with thousands of cases: `python -m tests.load.review_queue --json OUT [--cases 10000]`.

A station's database is filled with cases, each with a picture of a face and of three fingers; one of them has a record
on the other side. Then the supervisor's page is opened over it, offscreen, with the desk, the store and the threads of
a station.

read_ms: the first lines of the queue with what waits altogether, as the desk hands them over, median and slowest; also
all lines. refresh_ms: what a reading costs the window's thread, one new case included, to the last painted pixel.
worst_frame_ms: the longest that the window's thread was busy without a pause, while the list is scrolled from its
beginning to its end, with a stop now and then until every card in sight has its picture, and while cases arrive;
worst_frame_own_ms: the longest without the time for which the thread was ready and the machine's processors were with
others (Linux says so); worst_frame_processor_ms: the most of its own work. worst_frames: these three taken apart, where
"collector" is the part of the work that is Python's cycle collector, and "held" how long a worker of the station had
the interpreter or a lock. memory_mb: what the process has more at the end than before the page was opened. open_ms:
from choosing a case to its pictures on the screen; overlay_ms: from the key to one print on the other, and a face on
the other. "processor": the same without what others took of it meanwhile.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np
import psutil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import resources
from models.finger import codec
from models.matching.calibration import Calibration
from models.parameters import FACE_NUMBERS
from models.types import Minutiae
from station.config import Config
from station.counter.documents import Documents
from station.counter.timing import Stopwatch
from station.counter.verify import Verifier
from station.domain.case import Case
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseReason
from station.domain.visit import Visit
from station.review.adjudicate import Adjudication
from station.review.cases import Cases
from station.store import cases, officers, records
from station.store.session import Store
from station.ui.application import Application
from station.ui.collector import GuiCollector
from station.ui.review.pair_view import Way
from station.ui.review.supervisor import SupervisorPresenter, SupervisorScreen
from station.ui.shell import Shell
from station.work import Pool
from station.workflow import policy
from tests.rig import visits
from tests.screens import people

SUPERVISOR = Officer("siti", "Siti", Role.SUPERVISOR)
KINDS = tuple(CaseReason)
READS = 15
STOPS = 20  # steps of the scrolling between two stops


def png(pixels: Any) -> bytes:
    return bytes(cv2.imencode(".png", pixels)[1])


def template(position: int) -> bytes:
    """Minutiae anywhere: only their number and their places matter here."""
    draw = np.random.default_rng(position)
    x, y, angle = draw.uniform(20, 320, 45), draw.uniform(20, 350, 45), draw.uniform(0, 6.28, 45)
    kind = draw.integers(1, 3, 45).astype(np.uint8)
    view = Minutiae(*(a.astype(np.float32) for a in (x, y, angle)), kind, kind + 80, 348, 382)
    return codec.encode([view], position, [80])


def visit(seed: int) -> Visit:
    """With pictures that open and templates that compare."""
    made = visits.visit(seed)
    face = bytes(cv2.imencode(".jpg", people.portrait(seed % 3))[1])
    fingers = tuple(
        replace(s, image=png(people.fingerprint(int(s.finger), seed % 2)), template=template(int(s.finger)))
        for s in made.fingers
    )
    vector = np.random.default_rng(seed).normal(size=FACE_NUMBERS).astype("<f4")
    embedding = (vector / np.linalg.norm(vector)).astype("<f4").tobytes()
    return replace(made, face=replace(made.face, image=face, embedding=embedding), fingers=fingers)  # type: ignore[type-var]


def fill(store: Store, count: int) -> Case:
    """The case that is opened later: the oldest, with a record on the other side."""
    record, live = visit(1), visit(2)
    with store.unit() as unit:
        officers.add(unit, SUPERVISOR, "")
        records.add_visit(unit, record, records.seal(unit.keys, record))
    plain = visits.case_of(live)
    first = replace(plain, id=str(uuid.uuid4()), candidate_person=record.person, candidate_visit=record.id)
    draw = np.random.default_rng(7)
    with store.unit() as unit:
        cases.open_case(unit, first)
    for start in range(1, count, 250):
        with store.unit() as unit:
            for number in range(start, min(start + 250, count)):
                document = visits.document(f"C{number:07d}", f"TRAVELLER{number}")
                case = replace(
                    plain,
                    id=str(uuid.UUID(int=int.from_bytes(draw.bytes(16)))),
                    created_at=plain.created_at + timedelta(seconds=number),
                    document=document,
                    station=f"COUNTER-{number % 12:02d}",
                    reason=KINDS[number % len(KINDS)],
                )
                cases.open_case(unit, case)
    return first


@dataclass(frozen=True)
class Frame:
    """How long the window's thread was busy without a pause, milliseconds, and what of it was what."""

    clock: float
    processor: float  # its own work, with the collections
    collector: float  # of it: Python's cycle collector in this thread
    core: float  # ready to run, but the machine's processors were with others
    held: float  # neither: a worker held the interpreter or a lock

    def told(self) -> dict[str, float]:
        return {name: round(value, 1) for name, value in vars(self).items()}


NO_FRAME = Frame(0.0, 0.0, 0.0, 0.0, 0.0)


class Frames:
    """How long the window's thread is busy without a pause. Made in that thread."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._collected = self._since = 0.0
        try:  # Linux: nanoseconds on a processor, ready to run without one, and turns
            self._schedule = os.open(f"/proc/self/task/{threading.get_native_id()}/schedstat", os.O_RDONLY)
        except OSError:
            self._schedule = -1
        self._thread = threading.get_ident()
        gc.callbacks.append(self._collects)
        self.forget()

    def _collects(self, phase: str, _about: dict[str, int]) -> None:
        if threading.get_ident() == self._thread:
            now = time.thread_time()
            self._collected += now - self._since if phase == "stop" else 0.0
            self._since = now

    def _ready(self) -> float:
        """Milliseconds that this thread could have run and had no processor."""
        return int(os.pread(self._schedule, 100, 0).split()[1]) / 1e6 if self._schedule >= 0 else 0.0

    def turn(self) -> None:
        self.watch(self._app.processEvents)

    def watch(self, work: Callable[[], object]) -> None:
        self._collected = 0.0
        ready, worked, start = self._ready(), time.thread_time(), time.perf_counter()
        work()
        clock, processor = (time.perf_counter() - start) * 1000, (time.thread_time() - worked) * 1000
        core = self._ready() - ready
        held = max(0.0, clock - processor - core)
        found = Frame(clock, processor, self._collected * 1000, core, held)
        self.longest = max(self.longest, found, key=lambda frame: frame.clock)
        self.busiest = max(self.busiest, found, key=lambda frame: frame.processor)
        self.own = max(self.own, found, key=lambda frame: frame.clock - frame.core)

    def forget(self) -> None:
        self.longest = self.busiest = self.own = NO_FRAME

    def close(self) -> None:
        gc.callbacks.remove(self._collects)
        if self._schedule >= 0:
            os.close(self._schedule)

    def until(self, what: Callable[[], bool], seconds: float = 30.0) -> None:
        end = time.monotonic() + seconds
        while not what():
            if time.monotonic() > end:
                raise TimeoutError
            self.turn()
            time.sleep(0.002)


Took = tuple[float, float]


def timed(work: Callable[[], object]) -> Took:
    """Milliseconds by the clock, and of the processor in this thread."""
    start, worked = time.perf_counter(), time.thread_time()
    work()
    return (time.perf_counter() - start) * 1000, (time.thread_time() - worked) * 1000


def spread(took: list[Took]) -> dict[str, float]:
    clock, worked = zip(*took, strict=True)
    found = {"median": statistics.median(clock), "slowest": max(clock), "processor": statistics.median(worked)}
    return {name: round(value, 1) for name, value in found.items()}


def run(folder: Path, count: int) -> dict[str, Any]:
    keys = visits.station_keys(folder / "keys", visits.agency_keys(folder / "agency"))
    store = visits.open_store(folder, keys)
    first = fill(store, count)
    store.checkpoint()
    rules = policy.parse(resources.path("policy/policy.json").read_bytes())
    queue = Cases(store, Config(station=keys.station), rules)
    calibration: Any = SimpleNamespace(calibration=Calibration.load(), stopwatch=Stopwatch())
    verifier = Verifier(calibration, rules.matching)
    desk = Adjudication(store, queue, verifier, Documents, rules, SUPERVISOR)  # type: ignore[arg-type]  # pictures only
    read = [timed(lambda: desk.waiting(200)) for _ in range(READS)]
    whole = [timed(lambda: desk.waiting(count)) for _ in range(3)]

    app = Application(language="en")
    shell, page = Shell(), SupervisorScreen()
    shell.add_page("supervisor", page)
    pool = Pool(1, "desk", app.gui.post)
    presenter = SupervisorPresenter(page.render_view, pool, desk, app.gui.post)
    page.join(presenter)
    collector, frames = GuiCollector(app), Frames(app)
    process = psutil.Process()
    shell.resize(1366, 768)
    before = process.memory_info().rss
    presenter.open()
    frames.until(lambda: bool(presenter.state.view.rows))
    shell.show()
    shell.show_page("supervisor")
    for _ in range(20):
        frames.turn()

    collector.look()  # as when a station has opened
    frames.forget()  # what a new window costs is not what a queue costs
    bar = page.queue.list.verticalScrollBar()
    steps = 0
    while True:  # to the end, through everything that is read on the way
        step = bar.value() + page.queue.list.height() * 4
        frames.watch(lambda step=step: (bar.setValue(step), app.processEvents()))  # type: ignore[misc]
        time.sleep(0.001)
        steps += 1
        if steps % STOPS == 0:
            frames.until(lambda: not page.queue.model.waits)
        if bar.value() >= bar.maximum():
            shown = len(presenter.state.view.rows)
            if shown >= count:
                break
            frames.until(lambda shown=shown: len(presenter.state.view.rows) > shown)  # type: ignore[misc]
    bar.setValue(0)
    refreshed: list[Took] = []
    for day in range(1, READS + 1):
        new = replace(first, id=str(uuid.uuid4()), created_at=first.created_at + timedelta(days=day))
        with store.unit() as unit:
            cases.open_case(unit, new)
        view = desk.waiting(presenter._lines)  # on the worker, as ever; its cost is read_ms

        def shows(view: Any = view) -> None:
            presenter._queue(view)
            app.processEvents()

        frames.watch(lambda shows=shows: refreshed.append(timed(shows)))  # type: ignore[misc]
        for _ in range(5):
            frames.turn()
    memory = process.memory_info().rss - before

    start = time.perf_counter()
    presenter.select(first.id)
    frames.until(lambda: presenter.state.detail is not None or presenter.state.problem is not None)
    app.processEvents()
    opened = (time.perf_counter() - start) * 1000
    overlays = []
    for part in ("2", "3", "face"):
        presenter.show_part(part)
        app.processEvents()
        for _ in range(2):  # the first one makes the pictures

            def press() -> None:
                QTest.keyClick(page.queue.list, Qt.Key.Key_O)
                page.pair.repaint()

            overlays.append(timed(press))
            if page.pair.tools.way is not Way.OVERLAY:
                raise RuntimeError("the key did nothing")
            QTest.keyClick(page.queue.list, Qt.Key.Key_O)
    presenter.leave()
    pool.close()
    shell.close()
    frames.close()
    collector.stop()
    size = (folder / "station.db").stat().st_size
    store.close()
    return {
        "cases": count,
        "database_mb": round(size / 1e6),
        "read_ms": spread(read),
        "read_all_ms": spread(whole),
        "refresh_ms": spread(refreshed),
        "worst_frame_ms": round(frames.longest.clock, 1),
        "worst_frame_own_ms": round(frames.own.clock - frames.own.core, 1),
        "worst_frame_processor_ms": round(frames.busiest.processor, 1),
        "worst_frames": {
            "longest": frames.longest.told(),
            "own": frames.own.told(),
            "processor": frames.busiest.told(),
        },
        "memory_mb": round(memory / 1e6, 1),
        "open_ms": round(opened, 1),
        "overlay_ms": spread(overlays),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--cases", type=int, default=10_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="review-queue-") as folder:
        report = run(Path(folder), args.cases)
    text = json.dumps(report, indent=1)
    print(text)
    if args.json:
        args.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
