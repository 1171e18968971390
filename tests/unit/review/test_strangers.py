import math
from datetime import timedelta

import numpy as np
import pytest

from models.face.template import FaceTemplate
from models.matching.calibration import Calibration
from models.operation.traffic import System
from station.features import Features
from station.review.strangers import KEPT, Strangers
from tests.rig import visits

RATE = 1e-3
FACE, FUSED = System("face"), System("fused")


@pytest.fixture(scope="module")
def calibration():
    return Calibration.load()


def encoders(calibration):
    return calibration.face({"sface"}).encoders


class Post:
    """Strangers of travellers with a face each."""

    def __init__(self, calibration, count):
        self.strangers, self.encoders = Strangers(calibration, RATE, count), encoders(calibration)
        self.seen = 0

    def met(self, vector, at=None, person=None):
        self.seen += 1
        unit = (vector / np.linalg.norm(vector)).astype(np.float32)
        live = Features(FaceTemplate(dict.fromkeys(self.encoders, unit)), {})
        moment = visits.T0 + timedelta(minutes=self.seen if at is None else at)
        return self.strangers.met(f"v{self.seen}", person or f"q{self.seen}", moment, live)


def test_each_probe_meets_some_who_were_there_before_it_and_never_itself(calibration):
    draw, post = np.random.default_rng(1), Post(calibration, 3)
    met = [post.met(draw.normal(size=128), person=f"p{i % 6}") for i in range(12)]
    assert [len(rows) for rows in met[:5]] == [0, 1, 2, 3, 3]
    assert all(row.reference != f"p{i % 6}" for i, rows in enumerate(met) for row in rows)
    assert all(set(row.scores) == {FACE, FUSED} for rows in met for row in rows)


def test_a_double_is_a_false_match_and_anybody_else_is_none(calibration):
    draw, post = np.random.default_rng(2), Post(calibration, 5)
    face = draw.normal(size=128)
    post.met(face)
    post.met(draw.normal(size=128))
    scores = sorted(row.scores[FACE] for row in post.met(face))
    assert scores[0] < 0 < scores[1]
    assert scores[1] <= math.log(RATE / 1e-12) + 1e-9


def test_who_came_too_long_ago_is_met_no_more(calibration):
    draw, post = np.random.default_rng(3), Post(calibration, 5)
    post.met(draw.normal(size=128), 0)
    assert post.met(draw.normal(size=128), KEPT / timedelta(minutes=1) + 1) == []


def test_a_face_that_cannot_be_compared_meets_nobody_and_stops_nothing(calibration):
    draw, post = np.random.default_rng(4), Post(calibration, 5)
    post.met(draw.normal(size=128))
    assert post.met(draw.normal(size=64)) == []
    assert len(post.met(draw.normal(size=128))) == 1
