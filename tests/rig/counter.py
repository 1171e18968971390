"""A whole station on emulated devices, and the officer and the travellers who use it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from models.synthesis.people import SyntheticTraveller
from station import assembly, rehearsal
from station.config import Config
from station.counter.counter import Counter
from station.counter.trust import Trust
from station.domain import desk
from station.domain.officer import Officer, Role
from station.domain.outcome import Verdict
from station.domain.samples import Finger, Veto
from station.domain.visit import Direction, Document, Purpose
from station.store.session import Store
from station.wire.settings import CentralSettings
from station.workflow.policy import Policy

OFFICER = Officer("officer", "A. Wijaya", Role.OFFICER)
SUPERVISOR = Officer("supervisor", "R. Hartono", Role.SUPERVISOR)
NEVER = threading.Event()


@dataclass
class Rig:
    config: Config
    policy: Policy
    store: Store
    emulated: rehearsal.EmulatedDesk
    station: assembly.Station
    central: rehearsal.CentralHere | None
    before: frozenset[threading.Thread]
    closing: contextlib.ExitStack

    def counter(self) -> Counter:
        return self.station.counter(OFFICER)

    def close(self) -> None:
        self.closing.close()
        until(lambda: not self._threads(), 20, lambda: f"threads left running: {self._threads()}")

    def _threads(self) -> list[str]:
        return [t.name for t in threading.enumerate() if t not in self.before and not t.daemon]

    # ---- what an officer and a traveller do

    def document(
        self, counter: Counter, lines: tuple[str, ...], accept_expired: bool = False, renewed: str | None = None
    ) -> Document:
        reading = counter.document.read_lines("\n".join(lines))
        assert reading.document is not None, reading.problems
        document = replace(reading.document, name_confirmed=True)
        counter.document.confirm_document(document, accept_expired, renewed)
        return document

    def stay(self, counter: Counter) -> None:
        counter.document.set_stay(Direction.ARRIVAL, Purpose.TOURISM, "VOA", 14, "en")

    def face(
        self,
        counter: Counter,
        person: SyntheticTraveller,
        shot: int,
        so_far: Callable[[desk.FaceVerdict], None] | None = None,
    ) -> desk.FaceCapture:
        assert self.emulated.look(person.face(shot, rehearsal.FRAME), self.station.camera)
        captured = counter.face.capture_face(NEVER, threading.Event(), lambda _: None, so_far)
        passed = captured.shots[captured.best].passed
        counter.face.accept_face(captured.best, None if passed else Veto.OK_NO_OBVIOUS, "" if passed else "test")
        return captured

    def finger(self, counter: Counter, person: SyntheticTraveller, finger: Finger, impression: int) -> desk.FingerTask:
        touched: set[int] = set()

        def touch(event: desk.FingerEvent) -> None:
            if event.hint is desk.FingerHint.SEARCHING_FINGERS and event.attempt not in touched:
                touched.add(event.attempt)
                self.emulated.touch(person.finger(int(finger), impression), 500.0)

        task = counter.fingers.capture_finger(finger, NEVER, touch)
        counter.fingers.accept_finger(finger, task.chosen, None if task.sufficient else Veto.OK_NO_OBVIOUS)
        return task

    def fingers(self, counter: Counter, person: SyntheticTraveller, impression: int) -> None:
        while (finger := counter.fingers.expected_finger()) is not None:
            self.finger(counter, person, finger, impression)
        counter.fingers.finish_fingers()

    def up_to_check(
        self,
        counter: Counter,
        person: SyntheticTraveller,
        lines: tuple[str, ...],
        take: int,
        renewed: str | None = None,
    ) -> desk.CheckResult:
        counter.begin()
        self.document(counter, lines, renewed=renewed)
        self.stay(counter)
        self.face(counter, person, take)
        self.fingers(counter, person, take)
        return counter.check.compare()

    def admit(self, counter: Counter) -> desk.SignedRecord:
        counter.check.finish_check()
        return counter.decision.sign(Verdict.ADMIT, "in_order", "")


def build(folder: Path, serve: bool = False, trust: Trust | None = None) -> Rig:
    """`serve`: with a central database of its own; `trust`: of the states whose chips are laid on the reader."""
    before = frozenset(threading.enumerate())
    config = Config(mode="demo", station="test-01", place="Test", data=str(folder / "station"))
    policy = assembly.read_policy(config)
    policy = replace(policy, face=replace(policy.face, timeout_seconds=6.0))
    with contextlib.ExitStack() as guard:  # what was made is closed where the next cannot be made
        here = rehearsal.start_central(folder / "central", config.mode) if serve else None
        if here is not None:
            guard.callback(here.close)
        # Faces are looked for less often than this: more pictures only cost their unpacking.
        emulated = rehearsal.EmulatedDesk(time_scale=0.0, fps=10.0)
        guard.callback(emulated.close)
        config = replace(config, camera=emulated.camera.url)
        of_agency = here.agency_keys if here else rehearsal.agency_keys(folder / "agency")
        keys = rehearsal.station_keys(config, of_agency.public)
        way_in: CentralSettings | None = here.commission(config.station, "TST", keys) if here else None
        store = assembly.open_store(config, keys)
        guard.callback(store.close)
        if here is not None:
            here.identify(store)
        else:
            rehearsal.identify(store, of_agency)
        station = assembly.assemble(
            config, policy, store, backends=[emulated.backend], central=(lambda: way_in) if way_in else None,
            cards=emulated.cards, trust=trust,
        )  # fmt: skip
        guard.callback(station.close)
        return Rig(config, policy, store, emulated, station, here, before, guard.pop_all())


def until(
    what: Callable[[], bool], seconds: float = 60.0, complaint: Callable[[], str] = lambda: "it did not happen"
) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, complaint()
        time.sleep(0.05)
