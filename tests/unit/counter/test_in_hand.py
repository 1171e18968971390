"""What the window may read of a visit while the counter goes on with it."""

from __future__ import annotations

import dataclasses
import threading
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from station import assembly
from station.config import Config
from station.counter.counter import Counter
from station.counter.face_step import FaceStep
from station.counter.fingers_step import FingersStep
from station.counter.in_hand import VisitInHand
from station.counter.kept_visit import KeptVisits
from station.counter.timing import Stopwatch
from station.domain.audit import Act
from station.domain.desk import CaptureResult, FaceCapture, FaceVerdict, Turned
from station.domain.officer import Officer, Role
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, MissingReason
from station.domain.visit import Leaving
from station.errors import NotAllowed
from station.office.accounts import Accounts
from station.store import audit_log, officers, open_visits, references
from station.store.session import Store
from station.workflow.counter import Step
from tests.rig import open_visit_steps, visits

OFFICER = Officer("officer", "A. Wijaya", Role.OFFICER)


def in_hand(store: Store, officer: Officer = OFFICER) -> VisitInHand:
    policy = assembly.read_policy(Config(mode="demo"))
    return VisitInHand(
        officer, "test-01", store, policy, KeptVisits(store, 24.0), Stopwatch(), lambda: date(2026, 11, 24)
    )


@pytest.fixture
def visit(store: Store) -> VisitInHand:
    made, sealed = in_hand(store), visits.visit(1)
    made.draft.document, made.draft.stay = sealed.document, sealed.stay
    made.start(made.draft, Step.FACE)
    return made


def nothing(_finger: object) -> None: ...


def test_a_view_that_was_read_stays_as_it_was_while_the_visit_goes_on(visit: VisitInHand):
    fingers = FingersStep(visit, None, SimpleNamespace(clear=nothing), SimpleNamespace(forget=nothing))
    before = visit.view
    assert before.hand == RIGHT_FOUR and before.expected is RIGHT_FOUR[0] and before.warnings == ()
    FaceStep(visit, None, None).skip_face("no camera today")
    for finger in RIGHT_FOUR:
        fingers.mark_missing(finger, MissingReason.PERMANENT)
    after = visit.view
    assert (before.hand, before.missing, before.warnings) == (RIGHT_FOUR, (), ())
    assert after.hand == LEFT_FOUR and after.expected is LEFT_FOUR[0] and after.warnings == ("face_missing",)
    assert [m.finger for m in after.missing] == list(RIGHT_FOUR)
    with pytest.raises(dataclasses.FrozenInstanceError):
        after.hand = ()


def test_nothing_that_can_change_is_in_the_view(visit: VisitInHand):
    parts = {f.name: getattr(visit.view, f.name) for f in dataclasses.fields(visit.view)}
    assert [name for name, part in parts.items() if isinstance(part, (list, dict, set))] == []


def test_only_who_has_a_counter_takes_a_visit_in_hand(store: Store):
    technician = Officer("t", "S. Lestari", Role.TECHNICIAN)
    with pytest.raises(NotAllowed):
        in_hand(store, technician)
    made = in_hand(store)
    with pytest.raises(NotAllowed):
        made.take_over(technician)
    assert made.officer is OFFICER and made.draft.officer == "officer"


def test_a_turn_of_the_head_that_was_asked_for_stands_in_the_log(visit: VisitInHand):
    seen = FaceCapture(CaptureResult.SUCCESS, turned=Turned.FLAT)
    devices = SimpleNamespace(camera=lambda: None, camera_expired=lambda: True)
    step = FaceStep(visit, devices, SimpleNamespace(watch_turn=lambda *_: seen))
    found = step.watch_turn(threading.Event(), lambda _event: None)
    assert found.turned is Turned.FLAT and found.calibration_expired
    with visit.store.reading() as unit:
        acts = [event.act for _, event in audit_log.entries(unit)]
    assert acts[-1] == Act.HEAD_TURN_ASKED


def test_a_closed_account_sees_no_visit_that_waits_and_gives_none_up(store: Store):
    waits = visits.visit(5)
    list(open_visit_steps.take(store, waits))
    counter = Counter(in_hand(store), *[None] * 5)  # type: ignore[arg-type]
    Accounts(store).add("station-admin", OFFICER, "a long enough word", must_change=False)
    assert [one.id for one in counter.interrupted()] == [waits.id]
    with store.unit() as unit:
        officers.set_active(unit, OFFICER.name, False)
    for act in (counter.interrupted, lambda: counter.discard(waits.id, Leaving.MISTAKE)):
        with pytest.raises(NotAllowed):
            act()
    with store.reading() as unit:
        assert [kept.id for kept in open_visits.every(unit)] == [waits.id]


@pytest.mark.parametrize("agrees", [True, False, None])
def test_a_face_that_was_shown_as_unlike_the_record_and_taken_is_in_the_log(visit: VisitInHand, agrees):
    visit.draft.face_so_far = FaceVerdict((True, False), agrees, 3)
    taken = replace(visits.visit(1).face, sufficient=True)
    FaceStep(visit, None, SimpleNamespace(sample=lambda *_: taken)).accept_face(0, None)
    with visit.store.reading() as unit:
        acts = [event.act for _, event in audit_log.entries(unit)]
    assert (Act.FACE_UNLIKE_SHOWN in acts) is (agrees is False)


def test_the_face_on_record_is_that_of_the_first_trusted_visit_and_only_of_who_is_known(visit: VisitInHand):
    picture = cv2.imencode(".jpg", np.full((40, 30, 3), 90, np.uint8))[1].tobytes()
    before = visits.visit(2)
    sealed = replace(before, person=visit.draft.person, face=replace(before.face, image=picture))
    with visit.store.unit() as unit:
        references.add(unit, sealed)
    step = FaceStep(visit, None, None)
    assert step.face_on_record() is None  # this document is not on record: nothing is shown of anybody
    visit.draft.known = True
    found = step.face_on_record()
    assert found.picture.shape == (40, 30, 3) and found.taken_on == sealed.closed_at.date()
    visit.zone = "-12:00"  # still the day before there
    assert step.face_on_record().taken_on == sealed.closed_at.date() - timedelta(days=1)
    with visit.store.unit() as unit:
        references.remove(unit, sealed.id)
    assert step.face_on_record() is None
