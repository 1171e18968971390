"""`station journey`: people of a file through the same services and emulated devices, without a window.

The first impression of each finger and the first face enrol. Each further impression index is one returning visit with
the next face. Then everybody tries every other person's document once, with impression 2 and face 2.

With --config the visits are made at this commissioned station, in its records and over its own road, and the journey
ends when central has receipted them: the proof, before the first traveller, that keys, certificates, line and agency
fit together. Its mode is training or demo; in production there are no emulated devices.

The emulated reader gives a picture as often as a real one does, each 0.127 seconds, in which the station works on the
one before. With `--at-once` it gives the next one when it is asked, as none can: what remains is the station's work.

With `--chips` every document has an emulated chip, which is read at every visit. Everybody's own is genuine; those of
others are, in turn, genuine, a clone, one with another picture in it, and one that was forged with the bearer's face.
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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2

from models.synthesis.people import TOLD_APART_BY, travellers
from station import assembly, config, logs, rehearsal, rehearsed_chips
from station.cli import asking
from station.cli.people import BadPeople, EnrolledPerson, load
from station.config import Config
from station.counter.counter import EXPECTED, Counter
from station.counter.in_hand import VisitIncomplete
from station.domain import desk
from station.domain.chip import ChipEvidence, ChipResult, against
from station.domain.officer import Officer, Role
from station.domain.outcome import Inspection, Outcome, Verdict
from station.domain.samples import Finger, MissingReason, Veto
from station.domain.visit import Direction, Leaving, Purpose
from station.errors import StationError
from station.rehearsed_chips import ChipKind, EmulatedIssuers
from station.road import pulled_policy
from station.store import outbox
from station.vault import keys, process
from station.workflow.counter import Step
from station.workflow.policy import Policy

OFFICER = Officer("journey", "Journey", Role.OFFICER)
# An officer would wait longer; the same picture is shown again and again, so waiting adds nothing.
FACE_SECONDS = 1.0
ACKNOWLEDGE_SECONDS = 120.0
CHIP_SECONDS = 20.0  # for one chip
IMPOSTORS = (ChipKind.GENUINE, ChipKind.CLONE, ChipKind.CHANGED, ChipKind.FORGED)
INVENTED_PPI = 500.0
INVENTED_FINGERS = (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE, Finger.RIGHT_RING, Finger.RIGHT_LITTLE)
INVENTED_IMPRESSIONS = 2  # one enrols, one returns


class OnlyRehearsal(StationError):
    """Emulated devices were asked for at a station that works for real."""

    code = "only_rehearsal"


@dataclass
class ChipTally:
    """What came of the chips. shown, named, passed: by what the chip was; named: said to be wrong; passed: green."""

    read: int = 0
    authentic: int = 0
    refused: int = 0
    undetermined: int = 0
    compared: int = 0
    not_read: int = 0
    data_seconds: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    shown: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    named: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    passed: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, kind: ChipKind, found: ChipEvidence | None) -> None:
        self.shown[kind.value] += 1
        if found is None or found.problem:
            self.not_read += 1
            return
        self.read += 1
        self.seconds.append(found.seconds)
        self.authentic += found.verdict is ChipResult.SUCCESSFUL
        self.refused += found.verdict is ChipResult.FAILED
        self.undetermined += found.verdict is ChipResult.UNDETERMINED
        self.compared += bool(found.faces) and found.faces[0].outcome is not Outcome.NOT_DONE
        self.named[kind.value] += found.verdict is ChipResult.FAILED
        self.passed[kind.value] += found.verdict is ChipResult.SUCCESSFUL

    def report(self) -> dict[str, Any]:
        return {
            "read": self.read,
            "authentic": self.authentic,
            "refused": self.refused,
            "undetermined": self.undetermined,
            "seconds": _summary(self.seconds),
            "data_seconds": _summary(self.data_seconds),
            "face_compared": self.compared,
            "not_read": self.not_read,
            "kinds": {
                kind: {"shown": shown, "named": self.named[kind], "passed": self.passed[kind]}
                for kind, shown in self.shown.items()
            },
        }


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
    receipted: int = 0
    visits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # kind -> seconds of machine time
    whole: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # the same by the clock
    steps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[dict[str, str]] = field(default_factory=list)
    chip: ChipTally | None = None

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
                "receipted",
            )
        }
        return {
            **counts,
            "visit_seconds": _summary(seconds),
            "visit_seconds_by_kind": {kind: _summary(visits) for kind, visits in self.visits.items()},
            "clock_seconds_by_kind": {kind: _summary(visits) for kind, visits in self.whole.items()},
            "step_seconds": {step: round(statistics.median(s), 4) for step, s in self.steps.items()},
            **({} if self.chip is None else {"chip": self.chip.report()}),
            "failures": self.failures,
        }


def _summary(seconds: Sequence[float]) -> dict[str, float | None]:
    if not seconds:
        return {"median": None, "p95": None}
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"median": round(statistics.median(ordered), 4), "p95": round(p95, 4)}


class Journey:
    def __init__(
        self, station: assembly.Station, emulated: rehearsal.EmulatedDesk, issuers: EmulatedIssuers | None = None
    ) -> None:
        """`issuers`: of the chips; None: documents have none."""
        self.station = station
        self._issuers = issuers
        self._tries = 0
        self._kind = ChipKind.GENUINE
        self._desk = emulated
        self._counter: Counter = station.counter(OFFICER)
        self.tally = Tally(chip=None if issuers is None else ChipTally())

    def close(self) -> None:
        self._counter.close()

    def run(self, people: Sequence[EnrolledPerson], say: Any) -> None:
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

    def enrol(self, person: EnrolledPerson) -> None:
        """The first visit of a person; what goes wrong is in `tally.failures`."""
        result = self._visit("enrol", person, person, 0)
        if result is None:
            return
        self.tally.enrolled += 1
        if result.case is not None:
            self._fail(person.id, "enrol", "taken for somebody else on record")

    def come_back(self, person: EnrolledPerson, index: int) -> None:
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

    def _pretend(self, person: EnrolledPerson, owner: EnrolledPerson) -> None:
        self.tally.impostors += 1
        self._kind = IMPOSTORS[self._tries % len(IMPOSTORS)]
        self._tries += 1
        result = self._visit("impostor", person, owner, 1)
        if result is not None and result.fused is not None and result.fused.outcome is Outcome.MATCH:
            self.tally.false_accepts += 1
            self._fail(person.id, f"as {owner.id}", f"accepted, score {result.fused.score:.1f}")
        self._kind = ChipKind.GENUINE

    def _visit(self, kind: str, person: EnrolledPerson, owner: EnrolledPerson, index: int) -> desk.CheckResult | None:
        watch = self.station.biometrics.stopwatch
        watch.take()
        began = time.monotonic()
        try:
            result = self._through(person, owner, index)
        except EXPECTED as error:
            self._fail(
                person.id, f"{kind} {index + 1}", f"{getattr(error, 'code', '?')} {getattr(error, 'detail', '')}"
            )
            if self._counter.step not in {Step.IDLE, Step.SEALED}:
                self._counter.leave(Leaving.EQUIPMENT)
            result = None
        whole, steps = time.monotonic() - began, watch.take()
        for step, seconds in steps.items():
            self.tally.steps[step].append(seconds)
        if result is not None:
            self.tally.visits[kind].append(sum(steps.values()))
            self.tally.whole[kind].append(whole)
        return result

    def _through(self, person: EnrolledPerson, owner: EnrolledPerson, index: int) -> desk.CheckResult:
        counter = self._counter
        counter.begin()
        reading = counter.document.read_lines("\n".join(owner.mrz))
        if reading.document is None:
            problem = reading.problems[0]
            raise VisitIncomplete(f"{problem.field} {problem.code}", code="document_unreadable")
        laid = self._lay(person, owner, index)
        counter.document.confirm_document(replace(reading.document, name_confirmed=True), reading.expired, None)
        counter.document.set_stay(Direction.ARRIVAL, Purpose.TOURISM, "VOA", 14, "en")
        if laid:
            self._wait_for_chip()
        self._face(person, index)
        while (finger := counter.fingers.expected_finger()) is not None:
            self._finger(person, finger, index)
        counter.fingers.finish_fingers()
        result = counter.check.compare()
        if result.advice.exchanged and result.case is None:  # the journey knows that they lay as they were asked for
            counter.check.keep_order()
            result = counter.check.compare()
        self._look_at_chip(person, owner, result.chip, laid)
        self._decide(result)
        return result

    # ---- chips

    def _lay(self, person: EnrolledPerson, owner: EnrolledPerson, index: int) -> bool:
        """The document onto the chip reader; whether it has a chip."""
        if self._issuers is None:
            return False
        made = self._issuers.document(
            owner.mrz, owner.face(0), self._kind, None if person is owner else person.face(index), len(owner.id) + index
        )
        if made is None:
            return False
        self._came = threading.Event()
        began = time.monotonic()
        tally = self.tally.chip
        assert tally is not None  # noqa: S101  there are issuers

        def told(view: desk.ChipView) -> None:
            if view.evidence is not None and view.evidence.lines and not self._came.is_set():
                self._came.set()
                tally.data_seconds.append(round(time.monotonic() - began, 4))

        stop = self._counter.document.watch_chip(told)
        self._unwatch = stop
        self._desk.cards.lay(made)
        return True

    def _wait_for_chip(self) -> None:
        """The journey measures a chip, so it waits for it; an officer goes on meanwhile."""
        end = time.monotonic() + CHIP_SECONDS
        while time.monotonic() < end:
            view = self._counter.document.chip
            if view is None or view.phase in {desk.ChipPhase.DONE, desk.ChipPhase.STOPPED, desk.ChipPhase.KEY}:
                break
            time.sleep(0.005)
        self._unwatch()
        self._desk.cards.lift()

    def _look_at_chip(
        self, person: EnrolledPerson, owner: EnrolledPerson, found: ChipEvidence | None, laid: bool
    ) -> None:
        if not laid or self.tally.chip is None:
            return
        self.tally.chip.count(self._kind, found)
        visit = f"chip of {owner.id}, {self._kind.value}"
        if found is None or found.problem:
            self._fail(person.id, visit, f"not read: {found.problem if found is not None else 'nothing came'}")
            return
        wrong = self._kind is not ChipKind.GENUINE
        if wrong is not (found.verdict is ChipResult.FAILED):
            reasons = ", ".join(r.code for r in found.reasons if r.result is not None)
            self._fail(person.id, visit, f"{found.verdict.value}: {reasons}")

    def _face(self, person: EnrolledPerson, index: int) -> None:
        photograph = person.face(index)
        self._desk.look(rehearsal.stage(photograph, self.station.biometrics.detector), self.station.camera)
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

    def _finger(self, person: EnrolledPerson, finger: Finger, index: int) -> None:
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

        task = counter.fingers.capture_finger(finger, threading.Event(), touch, onward=True)
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
        elif against(result.chip):
            counter.check.finish_check()
            counter.decision.sign(Verdict.REFER, "document_doubt", "journey: the chip speaks against it")
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


def wait_for_receipts(station: assembly.Station, written: int, seconds: float = ACKNOWLEDGE_SECONDS) -> int:
    """How many visits the agency has signed a receipt for, which this station has verified."""
    deadline = time.monotonic() + seconds
    while True:
        with station.store.reading() as unit:
            done = outbox.counts(unit, ("visit",)).receipted
        if done >= written or time.monotonic() > deadline:
            return done
        station.wake_sync()
        time.sleep(0.2)


def invent(count: int, folder: Path, impressions: int = INVENTED_IMPRESSIONS) -> list[EnrolledPerson]:
    """Invented travellers with their pictures as files in `folder`, as a file of people names them."""
    made = []
    folder.mkdir(parents=True, exist_ok=True)
    for traveller in travellers(count):
        faces, fingers = [], {}
        for shot in range(impressions):
            faces.append(folder / f"{traveller.id}-face-{shot}.png")
            cv2.imwrite(str(faces[-1]), traveller.face(shot, rehearsal.FRAME))
        for finger in INVENTED_FINGERS:
            paths = []
            for impression in range(impressions):
                paths.append(folder / f"{traveller.id}-{int(finger)}-{impression}.png")
                cv2.imwrite(str(paths[-1]), traveller.finger(int(finger), impression, INVENTED_PPI))
            fingers[finger] = tuple(paths)
        made.append(EnrolledPerson(traveller.id, tuple(traveller.mrz), tuple(faces), INVENTED_PPI, fingers))
    return made


@contextmanager
def _played(journey: Journey, people: Sequence[EnrolledPerson], say: Any) -> Iterator[Tally]:
    """The tally after everybody has come; the station closes at the end."""
    try:
        journey.station.biometrics.warm()
        journey.run(people, say)
        yield journey.tally
    finally:
        journey.close()
        journey.station.close()


def _played_by(policy: Policy, invented: bool) -> Policy:
    """What is waited for a picture is short; invented faces are counted by the encoders that tell them apart."""
    face = replace(policy.face, timeout_seconds=FACE_SECONDS)
    return replace(policy, face=replace(face, encoders=TOLD_APART_BY) if invented else face)


def run_here(
    chosen: Config,
    secret: str,
    people: Sequence[EnrolledPerson],
    say: Any,
    invented: bool = False,
    at_once: bool = False,
) -> dict[str, Any]:
    """At this commissioned station, over its own road. Raises OnlyRehearsal, StationError."""
    if chosen.mode == "production":
        raise OnlyRehearsal('the settings say mode = "production"; emulated devices are for training and demo')
    found = keys.unlock(chosen.data_folder / "keys", secret)
    store = assembly.open_store(chosen, found)
    emulated = rehearsal.EmulatedDesk(time_scale=0.0 if at_once else 1.0)
    try:
        policy = _played_by(pulled_policy.in_force(store, assembly.read_policy(chosen)), invented)
        with store.reading() as unit:
            before = outbox.counts(unit, ("visit",))
        chosen = replace(chosen, camera=emulated.camera.url, scanners=())
        station = assembly.assemble(chosen, policy, store, backends=[emulated.backend])
        with _played(Journey(station, emulated), people, say) as tally:
            tally.acknowledged = wait_for_central(station, before.stored + tally.written) - before.stored
            tally.receipted = wait_for_receipts(station, before.receipted + tally.written) - before.receipted
        return tally.report()
    finally:
        emulated.close()
        store.close()


def run(
    people: Sequence[EnrolledPerson],
    folder: Path,
    say: Any,
    chips: bool = False,
    invented: bool = False,
    at_once: bool = False,
) -> dict[str, Any]:
    """`chips`: every document has one. `at_once`: the reader gives its pictures faster than a real one."""
    chosen = Config(mode="demo", station="journey-01", place="Journey", data=str(folder / "station"))
    policy = _played_by(assembly.read_policy(chosen), invented)
    handler = logs.start(folder / "logs")
    central = rehearsal.start_central(folder / "central", chosen.mode)
    emulated = rehearsal.EmulatedDesk(time_scale=0.0 if at_once else 1.0)
    try:
        own = rehearsal.station_keys(chosen, central.agency_keys.public)
        way_in = central.commission(chosen.station, "JRN", own)
        store = assembly.open_store(chosen, own)
        central.identify(store)
        chosen = replace(chosen, camera=emulated.camera.url)
        issuers = EmulatedIssuers(sorted({rehearsed_chips.state_of(p.mrz) for p in people})) if chips else None
        station = assembly.assemble(
            chosen,
            policy,
            store,
            backends=[emulated.backend],
            central=lambda: way_in,
            cards=emulated.cards,
            trust=None if issuers is None else issuers.trust,
        )
        try:
            with _played(Journey(station, emulated, issuers), people, say) as tally:
                tally.acknowledged = wait_for_central(station, tally.written)
        finally:
            store.close()
        return tally.report()
    finally:
        emulated.close()
        central.close()
        logs.stop(handler)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="station journey", description=__doc__)
    asking.add_option(parser)
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--people", type=Path, help="JSON list of travellers")
    who.add_argument("--invented", type=int, metavar="N", help="N invented travellers, who come twice each")
    parser.add_argument("--config", type=Path, help="settings of a commissioned station: the visits are made there")
    parser.add_argument("--json", type=Path, required=True, help="where the report is written")
    parser.add_argument("--data", type=Path, help="folder that keeps database, keys and logs; else a temporary one")
    parser.add_argument("--chips", action="store_true", help="every document has an emulated chip")
    parser.add_argument("--at-once", action="store_true", help="the emulated reader is faster than a real one")
    arguments = parser.parse_args(argv)
    started = time.monotonic()

    def say(text: str) -> None:
        print(f"journey {time.monotonic() - started:6.1f} s  {text}", file=sys.stderr, flush=True)

    try:
        with tempfile.TemporaryDirectory(prefix="journey-people-") as folder:
            report = _run(arguments, Path(folder), say)
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
    done = report["acknowledged"] if arguments.config is None else report["receipted"]
    return 0 if report["written"] == done else 1


def _run(arguments: argparse.Namespace, folder: Path, say: Any) -> dict[str, Any]:
    invented = arguments.people is None
    people = invent(arguments.invented, folder) if invented else load(arguments.people)
    if arguments.config is not None:
        ask = asking.source(arguments)
        secret = process.secret(process.STATION_PASSPHRASE) or ask("Passphrase or PIN of the station's keys: ")
        return run_here(config.load(arguments.config), secret, people, say, invented, arguments.at_once)
    if arguments.data is not None:
        arguments.data.mkdir(parents=True, exist_ok=True)
        return run(people, arguments.data, say, arguments.chips, invented, arguments.at_once)
    return run(people, folder / "station", say, arguments.chips, invented, arguments.at_once)
