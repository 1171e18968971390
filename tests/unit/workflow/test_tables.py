import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import parameters
from station.domain.desk import CaseStatus
from station.domain.outcome import Candidate, CaseReason, Comparison, Modality, Outcome
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger, GateValue, MissingReason
from station.errors import IllegalTransition
from station.workflow.adjudication import CaseEvent, case_machine
from station.workflow.check import find, to_inspect
from station.workflow.counter import Event, Step, counter_machine
from station.workflow.face import gate_passed, gate_rank
from station.workflow.fingers import Attempts, hand_in_use, next_finger


def test_a_visit_walks_from_document_to_sealed():
    machine = counter_machine()
    for event in (
        Event.BEGIN,
        Event.DOCUMENT_READ,
        Event.DOCUMENT_CONFIRMED,
        Event.STAY_SET,
        Event.FACE_TAKEN,
        Event.FINGERS_TAKEN,
        Event.CHECKED,
        Event.SIGNED,
    ):
        machine.fire(event)
    assert machine.state is Step.SEALED
    assert machine.events() == {Event.BEGIN}


def test_an_illegal_step_is_refused_and_changes_nothing():
    machine = counter_machine(Step.FACE)
    with pytest.raises(IllegalTransition):
        machine.fire(Event.SIGNED)
    assert machine.state is Step.FACE


def test_a_visit_can_be_cancelled_until_it_is_sealed():
    for step in Step:
        assert counter_machine(step).allows(Event.CANCELLED) == (step not in {Step.IDLE, Step.SEALED})


@given(st.lists(st.sampled_from(list(Event)), max_size=30))
def test_no_walk_reaches_a_sealed_record_without_a_check(events):
    machine = counter_machine()
    checked = False
    for event in events:
        if machine.allows(event):
            machine.fire(event)
            checked = (checked or event in {Event.CHECKED, Event.CASE_RAISED}) and event is not Event.BEGIN
    assert machine.state is not Step.SEALED or checked


def test_only_a_claimed_case_can_be_ruled():
    machine = case_machine()
    assert not machine.allows(CaseEvent.RULE)
    machine.fire(CaseEvent.CLAIM)
    assert machine.fire(CaseEvent.RULE) is CaseStatus.RULED
    assert machine.events() == {CaseEvent.REOPEN}


def test_the_right_hand_comes_first_and_is_the_only_one_even_with_one_finger():
    missing = dict.fromkeys(RIGHT_FOUR[1:], MissingReason.PERMANENT)
    assert next_finger((), missing) is Finger.RIGHT_INDEX
    assert next_finger((Finger.RIGHT_INDEX,), missing) is None
    assert hand_in_use(missing) == RIGHT_FOUR


def test_the_left_hand_is_asked_for_where_no_right_finger_is_available():
    missing = dict.fromkeys(RIGHT_FOUR, MissingReason.TEMPORARY)
    assert next_finger((), missing) is Finger.LEFT_INDEX
    assert next_finger(LEFT_FOUR, missing) is None
    assert hand_in_use(missing) == LEFT_FOUR


def test_a_sufficient_attempt_ends_the_task_at_once():
    task = Attempts(Finger.RIGHT_INDEX, 30, 3)
    task.add(30, "a")
    assert task.finished and task.sufficient


def test_three_insufficient_attempts_end_in_the_best_and_a_tie_in_the_latest():
    task = Attempts(Finger.RIGHT_INDEX, 30, 3)
    for score, capture in ((20, "a"), (25, "b"), (25, "c")):
        assert not task.finished
        task.add(score, capture)
    assert task.finished and not task.sufficient
    assert task.best().capture == "c"


@given(st.lists(st.integers(0, 100) | st.just(parameters.NFIQ2_FAILED), min_size=1, max_size=3))
def test_a_failed_score_of_255_never_beats_a_real_one_and_never_passes(scores):
    task = Attempts(Finger.RIGHT_INDEX, 0, 3)
    for s in scores:
        task.add(s, s)
    real = [s for s in scores if s != parameters.NFIQ2_FAILED]
    assert task.best().score == (max(real) if real else parameters.NFIQ2_FAILED)
    assert task.sufficient == bool(real)


def _value(value, passed, mandatory=True):
    return GateValue("1.3", "roll", value, -8, 8, mandatory, passed)


def test_a_component_that_is_not_provided_fails_the_gate_only_when_it_is_mandatory():
    assert gate_passed([_value(1.0, True), _value(None, None, mandatory=False)])
    assert not gate_passed([_value(None, None, mandatory=True)])
    assert not gate_passed([_value(9.0, False)])


def test_mandatory_components_rank_before_optional_ones():
    assert gate_rank([_value(1, True)]) > gate_rank([_value(1, True, mandatory=False)] * 3)


def _comparison(modality, outcome):
    return Comparison(modality, "v", "p", 1.0, 2.0, 0.001, None, outcome)


def _candidate(person, score):
    return Candidate(person, "v", "N", "D", score, 1, (), same_document=False)


def test_one_failed_modality_is_inspected_and_a_failed_fusion_is_a_case():
    parts = [_comparison(Modality.FACE, Outcome.NO_MATCH), _comparison(Modality.FINGERS, Outcome.MATCH)]
    matched = [*parts, _comparison(Modality.FUSED, Outcome.MATCH)]
    assert to_inspect(matched) == (Modality.FACE,) and find(matched, [], "p", 5.0).case is None
    assert find([*parts, _comparison(Modality.FUSED, Outcome.NO_MATCH)], [], "p", 5.0).case is CaseReason.FUSED_NO_MATCH


def test_a_strong_candidate_who_is_somebody_else_is_a_case_and_the_traveller_themselves_is_not():
    match = [_comparison(Modality.FUSED, Outcome.MATCH)]
    assert find(match, [_candidate("p", 20.0)], "p", 5.0).case is None
    assert find(match, [_candidate("q", 20.0)], "p", 5.0).case is CaseReason.OTHER_CANDIDATE
    assert find([], [_candidate("q", 4.9)], None, 5.0).case is None
