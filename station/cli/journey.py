"""`station journey`: people of a file through the same services and emulated devices, without a window.

The first impression of each finger and the first face enrol. Each further impression index is one returning visit with
the next face. Then everybody tries every other person's document once, with impression 2 and face 2.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from station import assembly, logs, rehearsal
from station.cli.people import BadPeople, Person, load
from station.config import Config
from station.counter.counter import EXPECTED, Counter
from station.counter.in_hand import VisitIncomplete
from station.domain import desk
from station.domain.officer import Officer, Role
from station.domain.outcome import Inspection, Outcome, Verdict
from station.domain.samples import Finger, MissingReason, Veto
from station.domain.visit import Direction, Leaving, Purpose
from station.errors import StationError
from station.workflow.counter import Step
from station.workflow.policy import Policy

OFFICER = Officer("journey", "Journey", Role.OFFICER)
# An officer would wait longer; the same picture is shown again and again, so waiting adds nothing.
FACE_SECONDS = 1.0
ACKNOWLEDGE_SECONDS = 120.0


@dataclass
class Tally:
    """What OUT holds, counted as the journey goes."""

    people: int = 0
    enrolled: int = 0
    returning: int = 0
    verified: int = 0
    false_rejects: int = 0
    impostors: int = 0
    false_accepts: int = 0
    cases: int = 0
    face_vetoes: int = 0
    finger_vetoes: int = 0
    written: int = 0
    acknowledged: int = 0
    visits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # kind -> seconds of machine time
    steps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[dict[str, str]] = field(default_factory=list)

    def report(self) -> dict[str, Any]:
        seconds = [s for visits in self.visits.values() for s in visits]
        counts = {
            name: getattr(self, name)
            for name in (
                "people",
                "enrolled",
                "returning",
                "verified",
                "false_rejects",
                "impostors",
                "false_accepts",
                "cases",
                "face_vetoes",
                "finger_vetoes",
                "written",
                "acknowledged",
            )
        }
        return {
            **counts,
            "visit_seconds": _summary(seconds),
            "visit_seconds_by_kind": {kind: _summary(visits) for kind, visits in self.visits.items()},
            "step_seconds": {step: round(statistics.median(s), 4) for step, s in self.steps.items()},
            "failures": self.failures,
        }


def _summary(seconds: Sequence[float]) -> dict[str, float | None]:
    if not seconds:
        return {"median": None, "p95": None}
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"median": round(statistics.median(ordered), 4), "p95": round(p95, 4)}


class Journey:
    def __init__(self, station: assembly.Station, emulated: rehearsal.EmulatedDesk) -> None:
        self._station = station
        self._desk = emulated
        self._counter: Counter = station.counter(OFFICER)
        self.tally = Tally()

    def close(self) -> None:
        self._counter.close()

    def run(self, people: Sequence[Person], say: Any) -> None:
        self.tally.people = len(people)
        for person in people:
            self.enrol(person)
            say(f"{person.id} enrolled")
        for person in people:
            for index in range(1, person.impressions):
                self.come_back(person, index)
            say(f"{person.id} returned {person.impressions - 1} times")
        for person in people:
            for other in people:
                if other is not person:
                    self._pretend(person, other)
            say(f"{person.id} tried {len(people) - 1} documents of others")

    def enrol(self, person: Person) -> None:
        """The first visit of a person; what goes wrong is in `tally.failures`."""
        result = self._visit("enrol", person, person, 0)
        if result is None:
            return
        self.tally.enrolled += 1
        if result.case is not None:
            self._fail(person.id, "enrol", "taken for somebody else on record")

    def come_back(self, person: Person, index: int) -> None:
        """A returning visit with impression and face `index`."""
        self.tally.returning += 1
        result = self._visit("return", person, person, index)
        if result is None:
            self.tally.false_rejects += 1
        elif result.fused is not None and result.fused.outcome is Outcome.MATCH:
            self.tally.verified += 1
        else:
            self.tally.false_rejects += 1
            score = "none" if result.fused is None else f"{result.fused.score:.1f}"
            self._fail(person.id, f"return {index + 1}", f"not recognised, score {score}")

    def _pretend(self, person: Person, owner: Person) -> None:
        self.tally.impostors += 1
        result = self._visit("impostor", person, owner, 1)
        if result is not None and result.fused is not None and result.fused.outcome is Outcome.MATCH:
            self.tally.false_accepts += 1
            self._fail(person.id, f"as {owner.id}", f"accepted, score {result.fused.score:.1f}")

    def _visit(self, kind: str, person: Person, owner: Person, index: int) -> desk.CheckResult | None:
        watch = self._station.biometrics.stopwatch
        watch.take()
        try:
            result = self._through(person, owner, index)
        except EXPECTED as error:
            self._fail(
                person.id, f"{kind} {index + 1}", f"{getattr(error, 'code', '?')} {getattr(error, 'detail', '')}"
            )
            if self._counter.step not in {Step.IDLE, Step.SEALED}:
                self._counter.leave(Leaving.EQUIPMENT)
            result = None
        steps = watch.take()
        for step, seconds in steps.items():
            self.tally.steps[step].append(seconds)
        if result is not None:
            self.tally.visits[kind].append(sum(steps.values()))
        return result

    def _through(self, person: Person, owner: Person, index: int) -> desk.CheckResult:
        counter = self._counter
        counter.begin()
        reading = counter.document.read_lines("\n".join(owner.mrz))
        if reading.document is None:
            problem = reading.problems[0]
            raise VisitIncomplete(f"{problem.field} {problem.code}", code="document_unreadable")
        counter.document.confirm_document(replace(reading.document, name_confirmed=True), reading.expired, None)
        counter.document.set_stay(Direction.ARRIVAL, Purpose.TOURISM, "VOA", 14, "en")
        self._face(person, index)
        while (finger := counter.fingers.expected_finger()) is not None:
            self._finger(person, finger, index)
        counter.fingers.finish_fingers()
        result = counter.check.compare()
        self._decide(result)
        return result

    def _face(self, person: Person, index: int) -> None:
        photograph = person.face(index)
        self._desk.look(rehearsal.stage(photograph, self._station.biometrics.detector), self._station.camera)
        never, force = threading.Event(), threading.Event()

        def watch(event: desk.FaceEvent) -> None:  # who stands behind in a photograph cannot be asked to step back
            if event.guidance is desk.Guidance.MULTIPLE_FACES:
                force.set()

        captured = self._counter.face.capture_face(never, force, watch)
        if captured.result is desk.CaptureResult.TIMEOUT_WITHOUT_IMAGE and not captured.shots:
            self.tally.face_vetoes += 1
            self._fail(person.id, f"face {index + 1}", "no face was found; the visit went on without one")
            self._counter.face.skip_face("no face found in the photograph")
        elif captured.shots and captured.shots[captured.best].passed:
            self._counter.face.accept_face(captured.best, None)
        elif captured.shots:
            self.tally.face_vetoes += 1
            self._counter.face.accept_face(
                captured.best, Veto.OK_NO_OBVIOUS, "small unposed photograph, best capture taken"
            )
        else:
            raise VisitIncomplete(code=captured.result.value)

    def _finger(self, person: Person, finger: Finger, index: int) -> None:
        counter = self._counter
        if finger not in person.fingers:
            counter.fingers.mark_missing(finger, MissingReason.UNABLE)
            return
        picture = person.impression(finger, index)

        touched: set[int] = set()

        def touch(event: desk.FingerEvent) -> None:  # a retry presents the same picture again, once an attempt
            if event.hint is desk.FingerHint.SEARCHING_FINGERS and event.attempt not in touched:
                touched.add(event.attempt)
                self._desk.touch(picture, person.ppi)

        task = counter.fingers.capture_finger(finger, threading.Event(), touch)
        if task.duplicates:
            counter.fingers.accept_duplicate()
        if task.sufficient:
            counter.fingers.accept_finger(finger, task.chosen)
            return
        self.tally.finger_vetoes += 1
        try:
            counter.fingers.accept_finger(finger, task.chosen, Veto.OK_NO_OBVIOUS)
        except StationError as error:
            if error.code != "no_fingerprint":
                raise
            counter.fingers.mark_missing(finger, MissingReason.UNABLE)

    def _decide(self, result: desk.CheckResult) -> None:
        counter = self._counter
        if result.case is not None:
            self.tally.cases += 1
            counter.check.refer_while_waiting()
            counter.decision.sign(Verdict.REFER, "case_open", "journey: the case is left to the supervisor")
        else:
            for comparison in (result.face, result.fingers):
                if comparison is not None and comparison.outcome is Outcome.NO_MATCH:
                    counter.check.inspect(
                        comparison.modality, Inspection.FALSE_NON_MATCH, "journey: the other modality matches"
                    )
            counter.check.finish_check()
            expired = "expired_document" in counter.visit.draft.warnings
            counter.decision.sign(Verdict.ADMIT, "in_order", "expired document seen" if expired else "")
        self.tally.written += 1

    def _fail(self, person: str, visit: str, reason: str) -> None:
        self.tally.failures.append({"person": person, "visit": visit, "reason": reason})


def wait_for_central(station: assembly.Station, written: int, seconds: float = ACKNOWLEDGE_SECONDS) -> int:
    """How many visits central has acknowledged: committed there, and the digest read back."""
    deadline = time.monotonic() + seconds
    while True:
        done = station.acknowledged_visits()
        if done >= written or time.monotonic() > deadline:
            return done
        station.wake_sync()
        time.sleep(0.1)


def run(people: Sequence[Person], folder: Path, say: Any) -> dict[str, Any]:
    config = Config(mode="demo", station="journey-01", place="Journey", data=str(folder / "station"))
    policy: Policy = assembly.read_policy(config)
    policy = replace(policy, face=replace(policy.face, timeout_seconds=FACE_SECONDS))
    handler = logs.start(folder / "logs")
    central = rehearsal.start_central(folder / "central", config.mode)
    emulated = rehearsal.EmulatedDesk(time_scale=0.0)
    try:
        keys = rehearsal.station_keys(config, central.agency_keys.public)
        way_in = central.commission(config.station, "JRN", keys)
        store = assembly.open_store(config, keys)
        central.identify(store)
        config = replace(config, camera=emulated.camera.url)
        station = assembly.assemble(config, policy, store, backends=[emulated.backend], central=lambda: way_in)
        journey = Journey(station, emulated)
        try:
            station.biometrics.warm()
            journey.run(people, say)
            journey.tally.acknowledged = wait_for_central(station, journey.tally.written)
        finally:
            journey.close()
            station.close()
            store.close()
        return journey.tally.report()
    finally:
        emulated.close()
        central.close()
        logs.stop(handler)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="station journey", description=__doc__)
    parser.add_argument("--people", type=Path, required=True, help="JSON list of travellers")
    parser.add_argument("--json", type=Path, required=True, help="where the report is written")
    parser.add_argument("--data", type=Path, help="folder that keeps database, keys and logs; else a temporary one")
    arguments = parser.parse_args(argv)
    started = time.monotonic()

    def say(text: str) -> None:
        print(f"journey {time.monotonic() - started:6.1f} s  {text}", file=sys.stderr, flush=True)

    try:
        people = load(arguments.people)
        if arguments.data is not None:
            arguments.data.mkdir(parents=True, exist_ok=True)
            report = run(people, arguments.data, say)
        else:
            with tempfile.TemporaryDirectory(prefix="journey-") as folder:
                report = run(people, Path(folder), say)
    except BadPeople as error:
        print(f"journey: {error.detail}", file=sys.stderr)
        return 2
    except EXPECTED as error:
        print(f"journey: {error.code}: {error.detail}", file=sys.stderr)
        return 1
    arguments.json.write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps({k: v for k, v in report.items() if k != "failures"}, indent=2))
    for failure in report["failures"]:
        print(f"  {failure['person']}, {failure['visit']}: {failure['reason']}", file=sys.stderr)
    return 0 if report["written"] == report["acknowledged"] else 1
