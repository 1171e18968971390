"""Reference updates, cell by cell: BSI TR-03121-3-1 v7.0, section 3.13."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from station.domain.outcome import Inspection, Outcome
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger, MissingReason
from station.workflow.adjudication_update import (
    BothHands,
    Change,
    FaceFacts,
    StoredFinger,
    better,
    face,
    fingers,
    may_update,
)

PLAIN = FaceFacts(
    new_document=False,
    from_chip=False,
    age=30,
    years=1.0,
    low_quality=False,
    live_ok=True,
    fingers_verified=False,
    fingers_impossible=False,
    face_verified=False,
)


@pytest.mark.parametrize(
    ("facts", "row", "replaced"),
    [
        ({"new_document": True, "live_ok": False}, 1, True),
        ({"new_document": True, "from_chip": True}, 1, True),
        ({"from_chip": True, "fingers_verified": True}, 2, True),
        ({"from_chip": True, "fingers_verified": True, "live_ok": False}, 2, False),
        ({"from_chip": True, "fingers_impossible": True, "face_verified": True}, 2, True),
        ({"from_chip": True, "fingers_impossible": True}, 2, False),
        ({"from_chip": True, "face_verified": True}, 2, False),
        ({"from_chip": True, "years": 9.0}, 2, False),  # the first row that holds decides, also against
        ({"years": 3.1}, 3, True),
        ({"years": 3.1, "live_ok": False}, 3, False),
        ({"years": 3.0}, 5, False),
        ({"years": 1.1, "age": 12}, 3, True),
        ({"years": 1.1, "age": 13}, 5, False),
        ({"years": 1.1, "age": None}, 5, False),
        ({"low_quality": True}, 4, True),
        ({"low_quality": True, "live_ok": False}, 4, False),
        ({}, 5, False),
    ],
)
def test_the_first_row_that_holds_decides_about_the_face(facts, row, replaced):
    found = face(replace(PLAIN, **facts))
    assert (found.row, found.replace) == (row, replaced)


INDEX_R, MIDDLE_R, INDEX_L = Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE, Finger.LEFT_INDEX
R, L = {INDEX_R: StoredFinger(40)}, {INDEX_L: StoredFinger(40)}
BAD_R, BAD_L = {INDEX_R: StoredFinger(20, bad=True)}, {INDEX_L: StoredFinger(20, bad=True)}
GONE_R = dict.fromkeys(RIGHT_FOUR, MissingReason.PERMANENT)
GONE_L = dict.fromkeys(LEFT_FOUR, MissingReason.PERMANENT)
SOON_R = GONE_R | {INDEX_R: MissingReason.TEMPORARY}
SOON_L = GONE_L | {INDEX_L: MissingReason.UNABLE}


@pytest.mark.parametrize(
    ("cell", "stored", "live", "missing", "changes"),
    [
        (1, {}, {INDEX_R: 50}, {}, {Change.ADD_RIGHT}),
        (1, {}, {INDEX_R: 50, INDEX_L: 90}, {}, {Change.ADD_RIGHT}),
        (2, {}, {INDEX_L: 50}, GONE_R, {Change.RIGHT_REASONS, Change.ADD_LEFT}),
        (3, BAD_R, {INDEX_R: 50}, {}, {Change.REPLACE_RIGHT}),
        (3, R, {INDEX_R: 90}, {}, set()),
        (3, R, {INDEX_R: 10, MIDDLE_R: 10}, {}, {Change.REPLACE_RIGHT}),
        (4, R, {INDEX_L: 50}, SOON_R, {Change.DELETE_RIGHT, Change.RIGHT_REASONS, Change.ADD_LEFT}),
        (5, {}, {}, {}, {Change.RIGHT_REASONS, Change.LEFT_REASONS}),
        (6, R, {}, GONE_R, {Change.DELETE_RIGHT, Change.LEFT_REASONS}),
        (6, R, {}, SOON_R, set()),
        (7, L, {INDEX_R: 50}, {}, {Change.DELETE_LEFT, Change.ADD_RIGHT}),
        (7, L, {INDEX_R: 50, INDEX_L: 90}, {}, {Change.DELETE_LEFT, Change.ADD_RIGHT}),
        (8, BAD_L, {INDEX_L: 50}, SOON_R, {Change.RIGHT_REASONS, Change.REPLACE_LEFT}),
        (8, L, {INDEX_L: 90}, GONE_R, {Change.RIGHT_REASONS}),
        (9, L, {}, GONE_R | GONE_L, {Change.RIGHT_REASONS, Change.DELETE_LEFT, Change.LEFT_REASONS}),
        (9, L, {}, GONE_R | SOON_L, {Change.RIGHT_REASONS}),
    ],
)
def test_each_cell_says_what_happens_to_the_fingers(cell, stored, live, missing, changes):
    found = fingers(stored, live, missing)
    assert (found.cell, found.changes) == (cell, changes)


def test_references_of_both_hands_are_a_state_that_there_is_not():
    with pytest.raises(BothHands):
        fingers(R | L, {INDEX_R: 50}, {})


def test_never_both_hands_whatever_comes():
    one_hand = [{}, R, BAD_R, L, BAD_L]
    lives = [
        dict(zip(c, s, strict=True))
        for c in ((), (INDEX_R,), (INDEX_L,), (INDEX_R, INDEX_L))
        for s in ((50,) * len(c),)
    ]
    for stored, live, missing in itertools.product(one_hand, lives, ({}, GONE_R, GONE_L, GONE_R | GONE_L)):
        changes = fingers(stored, live, missing).changes
        right = (any(f.is_right for f in stored) and Change.DELETE_RIGHT not in changes) or Change.ADD_RIGHT in changes
        left = (any(not f.is_right for f in stored) and Change.DELETE_LEFT not in changes) or Change.ADD_LEFT in changes
        assert not (right and left), (stored, live, missing)


@pytest.mark.parametrize(
    ("stored", "live", "is_better"),
    [
        ({INDEX_R: StoredFinger(40)}, {INDEX_R: 5, MIDDLE_R: 5}, True),
        ({INDEX_R: StoredFinger(20, True)}, {INDEX_R: 20}, True),
        ({INDEX_R: StoredFinger(20, True)}, {INDEX_R: 19}, False),
        ({INDEX_R: StoredFinger(20, True)}, {INDEX_R: 255}, False),
        ({INDEX_R: StoredFinger(255, True)}, {INDEX_R: 0}, True),
        ({INDEX_R: StoredFinger(20, True)}, {MIDDLE_R: 90}, False),
        ({INDEX_R: StoredFinger(20, True), MIDDLE_R: StoredFinger(50)}, {INDEX_R: 60, MIDDLE_R: 49}, False),
        ({INDEX_R: StoredFinger(20, True), MIDDLE_R: StoredFinger(50)}, {INDEX_R: 60}, False),
        ({INDEX_R: StoredFinger(40)}, {INDEX_R: 90}, False),
    ],
)
def test_rule_q_replaces_only_what_is_better(stored, live, is_better):
    assert better(stored, live) is is_better


@pytest.mark.parametrize(
    ("verifications", "allowed"),
    [
        ([], True),
        ([(Outcome.MATCH, None)], True),
        ([(Outcome.MATCH, Inspection.FALSE_MATCH)], False),
        ([(Outcome.NO_MATCH, None)], False),
        ([(Outcome.NO_MATCH, Inspection.TRUE_NON_MATCH)], False),
        ([(Outcome.NO_MATCH, Inspection.FALSE_NON_MATCH), (Outcome.MATCH, None)], True),
        ([(Outcome.NOT_DONE, None)], True),
    ],
)
def test_nothing_is_updated_unless_every_verification_holds(verifications, allowed):
    assert may_update(verifications) is allowed
