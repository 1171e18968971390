"""The supervisors' queue with thousands of cases: `python -m tests.load.review_queue --json OUT [--cases 10000]`.

A station's database is filled with cases, each with a picture of a face and of three fingers; one of them has a record
on the other side. Then the supervisor's page is opened over it, offscreen, with the desk, the store and the threads of
a station.

read_ms: the first lines of the queue with what waits altogether, as the desk hands them over, median and slowest; also
all lines. refresh_ms: what a reading costs the window's thread, one new case included, to the last painted pixel.
worst_frame_ms: the longest that the window's thread was busy without a pause, while the list is scrolled from its
beginning to its end with every card's picture read, and while cases arrive. memory_mb: what the process has more at the
end than before the page was opened. open_ms: from choosing a case to its pictures on the screen; overlay_ms: from the
key to one print on the other, and a face on the other. "processor": the same without what others took of it meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
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


class Frames:
    """How long the window's thread is busy without a pause."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self.longest = self.busiest = 0.0  # by the clock, and of the processor

    def turn(self) -> None:
        start, worked = time.perf_counter(), time.thread_time()
        self._app.processEvents()
        self.longest = max(self.longest, time.perf_counter() - start)
        self.busiest = max(self.busiest, time.thread_time() - worked)

    def forget(self) -> None:
        self.longest = self.busiest = 0.0

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
    frames = Frames(app)
    process = psutil.Process()
    shell.resize(1366, 768)
    before = process.memory_info().rss
    presenter.open()
    frames.until(lambda: bool(presenter.state.view.rows))
    shell.show()
    shell.show_page("supervisor")
    for _ in range(20):
        frames.turn()

    frames.forget()  # what a new window costs is not what a queue costs
    bar = page.queue.list.verticalScrollBar()
    while True:  # to the end, through everything that is read on the way
        bar.setValue(bar.value() + page.queue.list.height() * 4)
        frames.turn()
        time.sleep(0.001)
        if bar.value() >= bar.maximum():
            shown = len(presenter.state.view.rows)
            if shown >= count:
                break
            frames.until(lambda shown=shown: len(presenter.state.view.rows) > shown)  # type: ignore[misc]
    scrolled, worked = frames.longest, frames.busiest
    bar.setValue(0)
    refreshed: list[Took] = []
    frames.forget()
    for day in range(1, READS + 1):
        new = replace(first, id=str(uuid.uuid4()), created_at=first.created_at + timedelta(days=day))
        with store.unit() as unit:
            cases.open_case(unit, new)
        view = desk.waiting(presenter._lines)  # on the worker, as ever; its cost is read_ms

        def shows(view: Any = view) -> None:
            presenter._queue(view)
            app.processEvents()

        refreshed.append(timed(shows))
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
    size = (folder / "station.db").stat().st_size
    store.close()
    return {
        "cases": count,
        "database_mb": round(size / 1e6),
        "read_ms": spread(read),
        "read_all_ms": spread(whole),
        "refresh_ms": spread(refreshed),
        "worst_frame_ms": round(max(scrolled, frames.longest) * 1000, 1),
        "worst_frame_processor_ms": round(max(worked, frames.busiest) * 1000, 1),
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
