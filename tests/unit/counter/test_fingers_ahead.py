"""A finger of good quality is accepted while it is still being read, and comes back where its minutiae refuse it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from drivers.errors import Cancelled
from drivers.finger.base import FingerFrame, ScannerInfo
from models.errors import NoFingerprint
from models.finger import compare
from models.matching.calibration import Calibration
from models.types import Minutiae, minutiae
from station import assembly, features, logs
from station.config import Config
from station.counter.counter import Counter
from station.counter.draft import Draft
from station.counter.finger_capture import FingerAcquisition, NoFingerCapture
from station.counter.fingers_step import FingersStep
from station.counter.in_hand import VisitIncomplete, VisitInHand
from station.counter.kept_visit import KeptVisits
from station.counter.timing import Stopwatch
from station.domain.desk import FingerTask
from station.domain.officer import Officer, Role
from station.domain.samples import RIGHT_FOUR, Finger, MissingReason, Veto
from station.domain.visit import Leaving
from station.store.session import Store
from station.workflow.counter import Step
from tests.rig import visits

OFFICER = Officer("officer", "A. Wijaya", Role.OFFICER)
INFO = ScannerInfo("m", "s", "1-1", 1, 2, "", "d", True)
INDEX, MIDDLE, RING, LITTLE = RIGHT_FOUR
ALIKE, BLANK, SCANT, FAULT = 90, 91, 92, 93  # pictures: of the index again, without ridges, with few, one that fails
LONG = 20.0  # seconds that nothing here takes


def picture(value: int) -> FingerFrame:
    pixels = np.full((96, 96), value, np.uint8)
    return FingerFrame(pixels, 500.0, pixels, INFO, None, ())


def print_of(value: int) -> Minutiae:
    if value == BLANK:
        raise NoFingerprint("blank")
    if value == FAULT:
        raise ZeroDivisionError("a fault of the program")
    rng = np.random.default_rng(int(INDEX) if value == ALIKE else value)
    count = 3 if value == SCANT else 45
    x, y = rng.uniform(20, 300, (2, count))
    return minutiae(x, y, rng.uniform(0, 6.28, count), np.ones(count), np.full(count, 60), size=(320, 320))


@dataclass
class Bench:
    """What lies on the reader next, and what is let through the reading of minutiae."""

    pictures: list[int] = field(default_factory=list)
    held: set[int] = field(default_factory=set)  # pictures that are not read yet
    asked: int = 0  # how often a picture was taken
    changed: threading.Condition = field(default_factory=threading.Condition)
    on_capture: Callable[[], None] = lambda: None

    def capture(self, *_: object) -> FingerFrame:
        self.asked += 1
        self.on_capture()
        return picture(self.pictures.pop(0))

    def extract(self, image: np.ndarray, _ppi: float) -> Minutiae:
        value = int(image[0, 0])
        with self.changed:
            assert self.changed.wait_for(lambda: value not in self.held, LONG)
        return print_of(value)

    def let(self, value: int) -> None:
        with self.changed:
            self.held.discard(value)
            self.changed.notify_all()


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def step(store: Store, bench: Bench) -> Iterator[FingersStep]:
    policy = assembly.read_policy(Config(mode="demo"))
    visit = VisitInHand(
        OFFICER, "test-01", store, policy, KeptVisits(store, 24.0), Stopwatch(), lambda: date(2026, 11, 24)
    )
    sealed = visits.visit(1)
    visit.draft.document, visit.draft.stay = sealed.document, sealed.stay
    visit.start(visit.draft, Step.FINGERS)
    biometrics: Any = SimpleNamespace(
        extractor=bench,
        nfiq2=SimpleNamespace(score=lambda _: 80),
        calibration=Calibration.load(),
        stopwatch=Stopwatch(),
    )
    acquisition = FingerAcquisition(biometrics, policy.fingers, policy.matching.uniqueness_fmr)
    nothing = SimpleNamespace(remember=lambda *_: None, forget=lambda _: None, clear=lambda: None)
    devices: Any = SimpleNamespace(
        scanner=lambda: SimpleNamespace(capture=bench.capture, slaps=()), calibration_expired=lambda: False
    )
    yield FingersStep(visit, devices, acquisition, nothing)
    for value in tuple(bench.held):
        bench.let(value)
    acquisition.close()


def lay(step: FingersStep, bench: Bench, finger: Finger, value: int | None = None, hold: bool = False) -> FingerTask:
    """The finger that is asked for; `hold`: its minutiae are not there before `let`."""
    value = int(finger) if value is None else value
    bench.pictures.append(value)
    if hold:
        bench.held.add(value)
    return step.capture_finger(finger, threading.Event(), lambda _: None, onward=True)


def take(step: FingersStep, bench: Bench, finger: Finger, value: int | None = None, hold: bool = False) -> None:
    task = lay(step, bench, finger, value, hold)
    step.accept_finger(finger, task.chosen)


def shown(step: FingersStep) -> list[Finger]:
    return [sample.finger for sample in step.visit.view.taken]


def test_the_next_finger_is_asked_for_while_the_last_one_is_read(step: FingersStep, bench: Bench):
    take(step, bench, INDEX, hold=True)
    assert step.expected_finger() is MIDDLE and shown(step) == [INDEX]
    assert not step.visit.draft.fingers and step.visit.draft.taken() == ()  # nothing without minutiae counts
    bench.let(int(INDEX))
    take(step, bench, MIDDLE)
    assert list(step.visit.draft.fingers) == [INDEX] and step.visit.draft.fingers[INDEX].template
    take(step, bench, RING)
    take(step, bench, LITTLE)
    step.finish_fingers()
    taken = step.visit.draft.taken()
    assert [s.finger for s in taken] == list(RIGHT_FOUR) == list(step.visit.draft.fingers)
    assert all(s.template and s.sufficient and s.attempt == 1 for s in taken)
    assert [task.chosen for task in step.visit.draft.gathered.fingers] == [1, 1, 1, 1]


def test_the_samples_are_the_same_as_those_that_were_waited_for(step: FingersStep, bench: Bench):
    for finger in RIGHT_FOUR:
        take(step, bench, finger)
    hasty = step.visit.draft.taken()
    step.restart_fingers()
    for finger in RIGHT_FOUR:
        bench.pictures.append(int(finger))
        step.accept_finger(finger, step.capture_finger(finger, threading.Event(), lambda _: None).chosen)
    patient = step.visit.draft.taken()
    assert [replace(s, captured_at=patient[0].captured_at) for s in hasty] == [
        replace(s, captured_at=patient[0].captured_at) for s in patient
    ]


def test_what_was_made_of_a_finger_when_it_was_taken_is_there_for_the_check_and_gone_with_the_visit(
    step: FingersStep, bench: Bench, monkeypatch: pytest.MonkeyPatch
):
    for finger in RIGHT_FOUR:
        take(step, bench, finger)
    taken = step.visit.draft.taken()
    made: list[Minutiae] = []
    cylinders = compare.cylinders
    with monkeypatch.context() as counted:
        counted.setattr(compare, "cylinders", lambda minutiae: made.append(minutiae) or cylinders(minutiae))
        live = features.live_features(None, taken)
        assert list(live.fingers) == list(RIGHT_FOUR) and made == []
        del live
        step.start({})
        gc.collect()
        features.live_features(None, taken)
        assert len(made) == len(RIGHT_FOUR)


def test_what_was_put_off_is_kept_as_soon_as_it_is_read_while_the_next_one_is_waited_for(
    step: FingersStep, bench: Bench
):
    take(step, bench, INDEX, hold=True)
    kept = threading.Event()

    def until_kept() -> None:  # the reader waits for a finger
        bench.let(int(INDEX))
        for _ in range(int(LONG / 0.01)):
            if INDEX in step.visit.kept.load(step.visit.draft.id)[2]:
                kept.set()
                return
            threading.Event().wait(0.01)

    step.visit.keep()
    bench.on_capture = until_kept
    lay(step, bench, MIDDLE)
    assert kept.is_set() and list(step.visit.draft.fingers) == [INDEX]


def test_a_finger_without_ridges_comes_back_to_its_place_and_has_its_second_attempt(step: FingersStep, bench: Bench):
    take(step, bench, INDEX, BLANK, hold=True)
    task = lay(step, bench, MIDDLE, hold=True)
    bench.let(BLANK)
    step.accept_finger(MIDDLE, task.chosen)
    assert step.expected_finger() is INDEX and shown(step) == [MIDDLE]
    again = lay(step, bench, INDEX)
    assert [(a.number, a.nfiq2) for a in again.attempts] == [(1, 255), (2, 80)] and again.chosen == 1
    bench.let(int(MIDDLE))
    step.accept_finger(INDEX, again.chosen)
    assert step.expected_finger() is RING and shown(step) == [INDEX, MIDDLE]
    logged = step.visit.draft.gathered.fingers
    assert [(task.asked, task.attempts, task.chosen) for task in logged] == [((3,), 1, 1), ((2,), 2, 2)]


def test_the_same_finger_twice_comes_back_at_once_and_is_the_officers_decision(step: FingersStep, bench: Bench):
    take(step, bench, INDEX)
    take(step, bench, MIDDLE, ALIKE, hold=True)
    task = lay(step, bench, RING, hold=True)
    bench.let(ALIKE)
    step.accept_finger(RING, task.chosen)
    assert step.expected_finger() is MIDDLE
    asked = bench.asked
    bench.let(int(RING))
    back = step.capture_finger(MIDDLE, threading.Event(), lambda _: None, onward=True)
    assert bench.asked == asked and back.duplicates == (INDEX,) and back.sufficient
    step.accept_finger(MIDDLE, back.chosen)
    step.accept_duplicate()
    assert step.expected_finger() is LITTLE and shown(step) == [INDEX, MIDDLE, RING]
    assert [task.captures[0].duplicates for task in step.visit.draft.gathered.fingers] == [(), (), (int(INDEX),)]


def test_the_last_finger_knows_whom_it_repeats_though_the_one_before_was_put_off(step: FingersStep, bench: Bench):
    for finger in (MIDDLE, RING):
        step.mark_missing(finger, MissingReason.PERMANENT)
    take(step, bench, INDEX, hold=True)
    bench.on_capture = lambda: bench.let(int(INDEX))
    task = lay(step, bench, LITTLE, ALIKE)
    assert task.duplicates == (INDEX,) and list(step.visit.draft.fingers) == [INDEX]


def test_too_little_of_a_finger_comes_back_and_is_used_on_the_officers_word(
    step: FingersStep, bench: Bench, monkeypatch
):
    monkeypatch.setattr("models.parameters.MIN_MINUTIAE", 3)
    take(step, bench, INDEX, SCANT, hold=True)
    bench.let(SCANT)
    take(step, bench, MIDDLE)
    back = step.capture_finger(INDEX, threading.Event(), lambda _: None, onward=True)
    with pytest.raises(NoFingerCapture) as caught:
        step.accept_finger(INDEX, back.chosen)
    assert caught.value.code == "finger_too_little"
    step.accept_finger(INDEX, back.chosen, Veto.OK_NO_OBVIOUS)
    assert step.visit.draft.fingers[INDEX].veto is Veto.OK_NO_OBVIOUS


def test_a_fault_in_reading_is_raised_with_the_next_finger_and_the_place_is_open_again(step: FingersStep, bench: Bench):
    take(step, bench, INDEX, FAULT, hold=True)
    task = lay(step, bench, MIDDLE, hold=True)
    bench.let(FAULT)
    with pytest.raises(ZeroDivisionError):
        step.accept_finger(MIDDLE, task.chosen)
    assert step.expected_finger() is INDEX and shown(step) == []
    bench.let(int(MIDDLE))
    take(step, bench, INDEX)
    assert step.expected_finger() is MIDDLE


def test_a_fault_is_told_though_the_capture_that_followed_was_stopped(step: FingersStep, bench: Bench):
    take(step, bench, INDEX, FAULT, hold=True)

    def stop() -> None:
        bench.let(FAULT)
        threading.Event().wait(0.2)  # it is read first
        raise Cancelled("capture_cancelled")

    bench.on_capture = stop
    with pytest.raises((ZeroDivisionError, Cancelled)) as caught:
        lay(step, bench, MIDDLE)
    assert isinstance(caught.value, ZeroDivisionError)
    assert step.expected_finger() is INDEX


def test_a_visit_that_is_left_takes_nothing_of_what_is_still_being_read(step: FingersStep, bench: Bench, monkeypatch):
    told = threading.Event()
    monkeypatch.setattr(logs.log, "error", lambda *_, **__: told.set())
    take(step, bench, INDEX, FAULT, hold=True)
    document, stay = step.visit.draft.document, step.visit.draft.stay
    step.visit.start(Draft(OFFICER.name, document=document, stay=stay), Step.FINGERS)
    step.start({})
    assert step.expected_finger() is INDEX and shown(step) == []
    bench.let(FAULT)
    assert told.wait(LONG)  # nobody waited for it: the log says what went wrong
    take(step, bench, INDEX)
    take(step, bench, MIDDLE)
    assert list(step.visit.draft.fingers) == [INDEX] and step.expected_finger() is RING


def test_a_visit_that_is_given_up_has_the_finger_that_was_still_being_read_in_its_evidence(
    step: FingersStep, bench: Bench
):
    at_seal: list[Finger] = []

    def abandon(_: object) -> bool:
        at_seal.extend(step.visit.draft.fingers)
        return True

    counter = Counter(step.visit, *[None] * 2, step, None, SimpleNamespace(abandon=abandon))  # type: ignore[arg-type]
    take(step, bench, INDEX, hold=True)
    threading.Timer(0.1, bench.let, (int(INDEX),)).start()
    assert counter.leave(Leaving.MISTAKE)
    assert at_seal == [INDEX] and step.visit.draft.fingers == {}


def test_a_finger_that_is_taken_again_while_it_is_read_is_asked_for_first(step: FingersStep, bench: Bench):
    take(step, bench, INDEX, hold=True)
    step.recapture(INDEX)
    assert step.expected_finger() is INDEX and shown(step) == []
    bench.let(int(INDEX))
    take(step, bench, INDEX)
    take(step, bench, MIDDLE)
    assert list(step.visit.draft.fingers) == [INDEX]


def test_the_hand_is_not_done_while_one_that_was_put_off_comes_back(step: FingersStep, bench: Bench):
    take(step, bench, INDEX, BLANK, hold=True)
    bench.let(BLANK)
    for finger in (MIDDLE, RING, LITTLE):
        step.mark_missing(finger, MissingReason.PERMANENT)
    with pytest.raises(VisitIncomplete) as caught:
        step.finish_fingers()
    assert caught.value.code == "fingers_open" and step.expected_finger() is INDEX


def test_who_does_not_ask_for_haste_is_told_everything_at_once(step: FingersStep, bench: Bench):
    take(step, bench, INDEX)
    bench.pictures.append(ALIKE)
    task = step.capture_finger(MIDDLE, threading.Event(), lambda _: None)
    assert task.duplicates == (INDEX,) and list(step.visit.draft.fingers) == [INDEX]
