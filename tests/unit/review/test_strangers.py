import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from models.face.template import FaceTemplate
from models.matching.calibration import Calibration
from models.operation.traffic import System
from station.review.strangers import KEPT, Strangers
from tests.rig import visits

RATE = 1e-3
FACE, FUSED = System("face"), System("fused")


@pytest.fixture(scope="module")
def calibration():
    return Calibration.load()


def encoders(calibration):
    return calibration.face({"sface"}).encoders


def visit(number, vector, calibration, at=0, person=None):
    made = visits.visit(number, 10)
    unit = (vector / np.linalg.norm(vector)).astype(np.float32)
    face = replace(made.face, embedding=FaceTemplate(dict.fromkeys(encoders(calibration), unit)).encode())
    opened = visits.T0 + timedelta(minutes=at)
    return replace(made, face=face, fingers=(), opened_at=opened, person=person or made.person)


def test_each_probe_meets_some_who_were_there_before_it_and_never_itself(calibration):
    draw = np.random.default_rng(1)
    strangers = Strangers(calibration, RATE, 3)
    met = [strangers.met(visit(i, draw.normal(size=128), calibration, i, f"p{i % 6}")) for i in range(12)]
    assert [len(rows) for rows in met[:5]] == [0, 1, 2, 3, 3]
    assert all(row.reference != f"p{i % 6}" for i, rows in enumerate(met) for row in rows)
    assert all(set(row.scores) == {FACE, FUSED} for rows in met for row in rows)


def test_a_double_is_a_false_match_and_anybody_else_is_none(calibration):
    draw = np.random.default_rng(2)
    face = draw.normal(size=128)
    strangers = Strangers(calibration, RATE, 5)
    strangers.met(visit(1, face, calibration, 0))
    strangers.met(visit(2, draw.normal(size=128), calibration, 1))
    scores = sorted(row.scores[FACE] for row in strangers.met(visit(3, face, calibration, 2)))
    assert scores[0] < 0 < scores[1]
    assert scores[1] <= math.log(RATE / 1e-12) + 1e-9


def test_who_came_too_long_ago_is_met_no_more(calibration):
    draw = np.random.default_rng(3)
    strangers = Strangers(calibration, RATE, 5)
    strangers.met(visit(1, draw.normal(size=128), calibration, 0))
    late = KEPT / timedelta(minutes=1) + 1
    assert strangers.met(visit(2, draw.normal(size=128), calibration, late)) == []


def test_a_sample_that_nobody_can_read_meets_nobody_and_stops_nothing(calibration):
    draw = np.random.default_rng(4)
    strangers = Strangers(calibration, RATE, 5)
    strangers.met(visit(1, draw.normal(size=128), calibration, 0))
    broken = visits.visit(2, 10)
    assert strangers.met(replace(broken, face=replace(broken.face, embedding=b"x"), fingers=())) == []
    assert len(strangers.met(visit(3, draw.normal(size=128), calibration, 2))) == 1
