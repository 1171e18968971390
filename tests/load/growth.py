"""What a counter costs with N people on record: `python -m tests.load.growth --people N --json OUT`.

A station's folder is filled with invented people, then a process of its own opens it, checks travellers of whom half
are on record, and seals a visit. From LARGEST_WITH_RECORDS people on, only what a check reads is filled in: references
and gallery, no sealed records. The networks are not loaded: they take the same with one person and with a million.

start_seconds: from opening the records until the gallery answers and is known to fit them. usable_seconds: until the
first traveller has been checked, too. check_ms: the check step with a face and four fingers, whose templates are there
since the fingers were taken, by the clock; check_cpu_ms the same in processor time. search_ms: one finger against
everybody, processor time. memory_mb: proportional set size.
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
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import psutil

import resources
from models.face.template import template
from models.matching.calibration import Calibration
from models.matching.gallery import Prepared
from station.config import Config
from station.counter.checks import Checks, NoWatchlist
from station.counter.documents import Documents
from station.counter.draft import Draft
from station.counter.enrol import seal_visit
from station.counter.kept_gallery import KeptGallery
from station.counter.timing import Stopwatch
from station.counter.verify import Verifier
from station.domain.visit import Visit
from station.features import live_features
from station.review.cases import Cases
from station.store import outbox, records
from station.store.record import pack
from station.store.session import Store
from station.store.tables import reference_fingers, references
from station.vault import keys
from station.workflow import policy as policy_file
from tests.load.search_cluster import ONE_THREAD
from tests.rig import visits
from tests.unit.agency.test_matcher import Body

LARGEST_WITH_RECORDS = 10_000
POOL = 64  # people whose prints are really drawn; the crowd's are varied copies
RETURNING, NEW = 10, 10
REPEATS = 3
BATCH = 500
OCTETS = 20_000  # a picture of a record: an eighth of a real one, so that the disk holds 10,000 people
_FACE = "dlib"


def returning() -> list[Body]:
    """The same people whenever they are asked for."""
    return [Body(9_000_000 + n) for n in range(RETURNING)]


@cache
def _picture() -> bytes:
    """A face crop as a camera gives it, of nobody: the time to read it counts in a check."""
    draw = np.random.default_rng(1)
    smooth = cv2.GaussianBlur(draw.integers(0, 255, (480, 360, 3)).astype(np.uint8), (0, 0), 9)
    return bytes(cv2.imencode(".jpg", cv2.normalize(smooth, None, 0, 255, cv2.NORM_MINMAX))[1])


def pictured(visit: Visit) -> Visit:
    assert visit.face is not None
    return replace(visit, face=replace(visit.face, image=_picture()))


def fill(folder: Path, people: int, *, whole: bool) -> None:
    """A station's folder with so many people on record. whole: with sealed records, not only references."""
    folder.mkdir(parents=True, exist_ok=True)
    station = visits.station_keys(folder / "keys", visits.agency_keys(folder / "agency"))
    store = Store.open(folder / "station.db", station)
    kept = KeptGallery(store, Calibration.load())
    draw = np.random.default_rng(people)
    pool = [pictured(Body(n).visit("POST-1", "CROWD", f"C{n:07d}")) for n in range(min(POOL, people))]
    prepared = []
    for visit in pool:
        live = live_features(visit.face, visit.fingers)
        prepared.append(kept.gallery.prepare({int(f): t for f, t in live.fingers.items()}))
    for number, body in enumerate(returning()):
        visit = pictured(body.visit("POST-1", f"RETURNING {number}", f"R{number:07d}"))
        seal_visit(store, visit)
        live = live_features(visit.face, visit.fingers)
        kept.gallery.put(visit.person, live.face, {int(f): t for f, t in live.fingers.items()}, visit.id)
    crowd = _crowd(pool, people - RETURNING, draw)
    while batch := [visit for _, visit in zip(range(BATCH), crowd, strict=False)]:
        with store.unit() as unit:
            if whole:
                for visit in batch:
                    records.add_visit(unit, visit, records.seal(station, visit))
                    outbox.put(unit, visit.id, "visit", None)
            else:
                unit.connection.execute(references.insert(), [_reference(visit) for visit in batch])
                unit.connection.execute(reference_fingers.insert(), [row for v in batch for row in _fingers(v)])
        for visit in batch:
            assert visit.face is not None
            face = template({_FACE: np.frombuffer(visit.face.embedding, "<f4")})
            chosen = prepared[int(draw.integers(len(prepared)))]
            fingers = {position: [_varied(view, draw) for view in views] for position, views in chosen.items()}
            kept.gallery.put_prepared(visit.person, face, fingers, visit.id)
    kept.changed(at_once=True)
    kept.save()
    store.close()


def _crowd(pool: list[Visit], count: int, draw: np.random.Generator) -> Iterator[Visit]:
    for number in range(max(0, count)):
        visit = pool[number % len(pool)]
        assert visit.face is not None
        face = draw.standard_normal(128).astype("<f4")
        name = visits.document(f"N{number:07d}", f"FAMILY {number % 997}", f"GIVEN {number}")
        yield replace(
            visit,
            id=str(uuid.UUID(bytes=draw.bytes(16))),
            person=str(uuid.UUID(bytes=draw.bytes(16))),
            document=name,
            face=replace(visit.face, embedding=(face / np.linalg.norm(face)).tobytes()),
        )


def _varied(view: Prepared, draw: np.random.Generator) -> Prepared:
    noise = draw.normal(0, 24, view.codes.shape)
    return Prepared(np.clip(view.codes + noise, 0, 255).astype(np.uint8), view.packed)


def _reference(visit: Visit) -> dict[str, Any]:
    assert visit.face is not None
    return {
        "visit": visit.id,
        "person": visit.person,
        "document_key": visit.document.key,
        "captured_at": visit.opened_at.isoformat(),
        "document": pack(visit.document),
        "embedding": visit.face.embedding,
        "face_crop": None,
        "face_sufficient": True,
        "trusted": True,
    }


def _fingers(visit: Visit) -> Iterator[dict[str, Any]]:
    for sample in visit.fingers:
        yield {
            "visit": visit.id,
            "finger": int(sample.finger),
            "template": sample.template,
            "nfiq2": sample.nfiq2,
            "sufficient": True,
        }


class Opened:
    """A station's records, gallery and check step, as a start makes them."""

    def __init__(self, folder: Path) -> None:
        station = keys.unlock(folder / "keys", visits.PASSPHRASE)
        began = time.perf_counter()
        self.store = Store.open(folder / "station.db", station)
        calibration = Calibration.load()
        self.kept = KeptGallery(self.store, calibration)
        config = Config(mode="demo", station="POST-1")
        policy = policy_file.parse(resources.path("policy/policy.json").read_bytes())
        biometrics: Any = SimpleNamespace(
            gallery=self.kept.gallery, calibration=calibration, stopwatch=Stopwatch(), reader=None
        )
        documents = Documents(self.store, biometrics, lambda: date(2026, 3, 1))
        verifier = Verifier(biometrics, policy.matching)
        cases = Cases(self.store, config, policy)
        self.checks = Checks(
            self.store,
            biometrics,
            verifier,
            cases,
            documents,
            config,
            NoWatchlist(),
            missing=lambda: self.kept.missing,
            changed=self.kept.changed,
        )
        self.behind = self.kept.mend(self.checks.put)
        self.start_seconds = time.perf_counter() - began
        self.check(*self.travellers()[0])
        self.usable_seconds = time.perf_counter() - began

    @staticmethod
    def travellers() -> list[tuple[Visit, bool]]:
        """Who comes to the counter, and whether they are on record."""
        known = [body.visit("POST-1", f"RETURNING {n}", f"R{n:07d}") for n, body in enumerate(returning())]
        new = [Body(8_000_000 + n).visit("POST-1", f"NEW {n}", f"W{n:07d}") for n in range(NEW)]
        return [(pictured(visit), True) for visit in known] + [(pictured(visit), False) for visit in new]

    def check(self, visit: Visit, on_record: bool) -> None:
        """The check step of a traveller."""
        draft = Draft("rini", document=visit.document, face=visit.face, fingers={s.finger: s for s in visit.fingers})
        known = self.checks.documents.known(visit.document)
        if known is not None:
            draft.person, draft.known = known.person, True
        result, case = self.checks.run(draft, threading.Event())
        assert result.first_visit is not on_record and case is None

    def close(self) -> None:
        self.kept.stop()
        self.store.close()


def milliseconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    began = clock()
    work()
    return 1000 * (clock() - began)


def measure(folder: Path) -> dict[str, Any]:
    """What the folder costs, in this process."""
    opened = Opened(folder)
    gallery = opened.kept.gallery
    wall: list[float] = []
    core: list[float] = []
    people = Opened.travellers()
    taken = [live_features(visit.face, visit.fingers) for visit, _ in people]  # as the finger step holds them
    for one in people * REPEATS:
        began, began_core = time.perf_counter(), time.process_time()
        opened.check(*one)
        wall.append(1000 * (time.perf_counter() - began))
        core.append(1000 * (time.process_time() - began_core))
    searches = []
    for live in taken:
        fingers = {int(f): t for f, t in list(live.fingers.items())[:1]}
        searches.append(milliseconds(partial(gallery.search, None, fingers)))
    sealed = [Body(7_000_000 + n).visit("POST-1", "SEALED", f"S{n:07d}") for n in range(5)]
    seals = [milliseconds(partial(seal_visit, opened.store, visit), time.perf_counter) for visit in sealed]
    memory = psutil.Process().memory_full_info()
    result = {
        "people": len(gallery),
        "start_seconds": round(opened.start_seconds, 3),
        "usable_seconds": round(opened.usable_seconds, 3),
        "check_ms": _summary(wall),
        "check_cpu_ms": _summary(core),
        "seal_ms": round(statistics.median(seals), 1),
        "search_ms": round(statistics.median(searches), 1),
        "memory_mb": round(getattr(memory, "pss", memory.rss) / 1e6, 1),
        "behind": opened.behind,
    }
    opened.close()
    return result


def _summary(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
    }


def disk(folder: Path) -> float:
    """Megabytes of all files below it."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--folder", type=Path, help="where the station lies; by default a folder that is deleted again")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure is not None:
        options.json.write_text(json.dumps(measure(options.measure)))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="growth-", dir=options.folder))
    try:
        began = time.perf_counter()
        whole = options.people <= LARGEST_WITH_RECORDS
        fill(folder / "station", options.people, whole=whole)
        filled = time.perf_counter() - began
        command = [sys.executable, "-m", "tests.load.growth", "--people", str(options.people)]
        part = folder / "measured.json"
        subprocess.run(
            [*command, "--json", str(part), "--measure", str(folder / "station")],
            check=True,
            env={**os.environ, **ONE_THREAD},
        )
        report = json.loads(part.read_text())
        gallery = disk(folder / "station" / "gallery")
        report |= {
            "disk_mb": round(disk(folder / "station"), 1),
            "gallery_mb": round(gallery, 1),
            "gallery_kb_a_person_and_finger": round(1000 * gallery / report["people"] / 4, 2),
            "templates_only": not whole,
            "fill_seconds": round(filled, 1),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
    finally:
        shutil.rmtree(folder)
    options.json.write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
