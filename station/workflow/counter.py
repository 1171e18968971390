"""The counter: one traveller from document to sealed record, as a table."""

from __future__ import annotations

from enum import Enum

from station.workflow.machine import Machine


class Step(Enum):
    IDLE = "idle"
    DOCUMENT = "document"  # reading and confirming the document
    STAY = "stay"  # direction, purpose, length of stay, notice
    FACE = "face"
    FINGERS = "fingers"
    CHECK = "check"
    WAITING = "waiting"  # a case is open; the counter waits for a supervisor
    DECISION = "decision"
    SEALED = "sealed"


class Event(Enum):
    BEGIN = "begin"
    DOCUMENT_READ = "document_read"  # again and again, until it is confirmed
    DOCUMENT_CONFIRMED = "document_confirmed"
    STAY_SET = "stay_set"
    FACE_TAKEN = "face_taken"
    FINGERS_TAKEN = "fingers_taken"
    CHECKED = "checked"
    CASE_RAISED = "case_raised"
    CASE_RULED = "case_ruled"
    PARKED = "parked"  # set aside until a supervisor has ruled; the counter takes the next traveller
    REFERRED = "referred"  # handed to the second line while a case is open
    SIGNED = "signed"
    CANCELLED = "cancelled"
    BACK = "back"


TABLE: dict[tuple[Step, Event], Step] = {
    (Step.IDLE, Event.BEGIN): Step.DOCUMENT,
    (Step.SEALED, Event.BEGIN): Step.DOCUMENT,
    (Step.DOCUMENT, Event.DOCUMENT_READ): Step.DOCUMENT,
    (Step.DOCUMENT, Event.DOCUMENT_CONFIRMED): Step.STAY,
    (Step.STAY, Event.BACK): Step.DOCUMENT,
    (Step.STAY, Event.STAY_SET): Step.FACE,
    (Step.FACE, Event.BACK): Step.STAY,
    (Step.FACE, Event.FACE_TAKEN): Step.FINGERS,
    (Step.FINGERS, Event.BACK): Step.FACE,
    (Step.FINGERS, Event.FINGERS_TAKEN): Step.CHECK,
    # discarding a comparison returns to acquisition (TR-03121-3-1 2.1.1)
    (Step.CHECK, Event.BACK): Step.FACE,
    (Step.CHECK, Event.CHECKED): Step.DECISION,
    (Step.CHECK, Event.CASE_RAISED): Step.WAITING,
    (Step.WAITING, Event.CASE_RULED): Step.DECISION,
    (Step.WAITING, Event.REFERRED): Step.DECISION,
    (Step.WAITING, Event.PARKED): Step.IDLE,
    (Step.DECISION, Event.BACK): Step.CHECK,
    (Step.DECISION, Event.SIGNED): Step.SEALED,
    **{(step, Event.CANCELLED): Step.IDLE for step in Step if step not in {Step.IDLE, Step.SEALED}},
}


def counter_machine(start: Step = Step.IDLE) -> Machine[Step, Event]:
    return Machine(TABLE, start)
