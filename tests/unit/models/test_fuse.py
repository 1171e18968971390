"""Face and fingers become one decision, with what each part brought."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.matching.calibration import (
    CONDITIONS,
    LIVE,
    BadCalibration,
    Calibration,
    FaceModel,
    FingerScore,
    ScoreModel,
    bound,
)
from models.matching.fuse import fuse

CALIBRATION = Calibration.load()
DLIB = next(model for model in CALIBRATION.faces[LIVE] if model.encoders == ("dlib",))
COSINES = st.dictionaries(st.sampled_from(["dlib", "sface"]), st.floats(-1, 1), min_size=1)
FACES = st.none() | COSINES
Cosines = dict[str, float]
Fingers = dict[int, FingerScore]
SCORES = st.builds(FingerScore, st.floats(0, 1), st.integers(5, 90))
FINGERS = st.dictionaries(st.integers(1, 10), SCORES, max_size=10)


def whole(score: float) -> FingerScore:
    return FingerScore(score, 40)


def fingers_of(scores: dict[int, float]) -> dict[int, FingerScore]:
    return {position: whole(score) for position, score in scores.items()}


@given(FACES, FINGERS)
def test_the_parts_add_up_and_come_strongest_first(face: Cosines | None, fingers: Fingers) -> None:
    fused = fuse(face, fingers, CALIBRATION)
    assert fused.llr == pytest.approx(math.fsum(part.llr for part in fused.parts))
    assert {part.part for part in fused.parts} == {str(n) for n in fingers} | ({"face"} if face is not None else set())
    assert [part.llr for part in fused.parts] == sorted((part.llr for part in fused.parts), reverse=True)
    assert 0 < fused.fmr <= 1


@given(FACES, FINGERS)
def test_the_order_in_which_fingers_are_told_does_not_matter(face: Cosines | None, fingers: Fingers) -> None:
    backwards = dict(reversed(list(fingers.items())))
    assert fuse(face, fingers, CALIBRATION) == fuse(face, backwards, CALIBRATION)


@given(COSINES, FINGERS.filter(bool), st.floats(0, 1))
def test_a_better_part_never_makes_the_whole_worse(face: Cosines, fingers: Fingers, more: float) -> None:
    before = fuse(face, fingers, CALIBRATION).llr
    for encoder, cosine in face.items():
        assert fuse(face | {encoder: min(1.0, cosine + more)}, fingers, CALIBRATION).llr >= before - 1e-9
    first = min(fingers)
    held = fingers[first]
    better = fingers | {first: FingerScore(min(1.0, held.standard + more), held.cylinders)}
    assert fuse(face, better, CALIBRATION).llr >= before - 1e-9


def test_several_good_fingers_count_less_than_independent_witnesses_would() -> None:
    one = fuse(None, {2: whole(0.9)}, CALIBRATION).llr
    four = fuse(None, dict.fromkeys((2, 3, 4, 5), whole(0.9)), CALIBRATION).llr
    assert one < four < 4 * one


def test_a_finger_that_speaks_against_counts_in_full() -> None:
    good, bad = 0.9, 0.0
    alone = CALIBRATION.finger.llr(whole(bad))
    assert alone < -1
    fused = fuse(None, fingers_of({2: good, 3: bad}), CALIBRATION)
    assert fused.parts[-1].llr == pytest.approx(alone)


def test_one_part_alone_is_told_as_a_counted_rate_and_several_as_the_bound() -> None:
    raw = DLIB.curve.threshold(0.001)
    assert raw is not None
    face = {"dlib": raw}
    alone = fuse(face, {}, CALIBRATION)
    assert alone.encoders == ("dlib",)
    assert alone.counted and alone.fmr == pytest.approx(0.001, rel=0.05)
    assert alone.matches(0.0011) and not alone.matches(0.0009)
    both = fuse(face, {2: whole(0.5)}, CALIBRATION)
    assert not both.counted and both.fmr == pytest.approx(bound(both.llr))


def test_beyond_the_counted_rates_one_part_falls_back_to_the_bound() -> None:
    fused = fuse({"dlib": 1.0, "sface": 1.0}, {}, CALIBRATION)
    assert not fused.counted
    assert fused.fmr == pytest.approx(bound(fused.llr))


def test_a_template_of_several_impressions_gives_an_impostor_as_many_chances() -> None:
    raw = CALIBRATION.finger.threshold(0.001)
    assert raw is not None
    once, thrice = fuse(None, {2: whole(raw)}, CALIBRATION), fuse(None, {2: whole(raw)}, CALIBRATION, views=3)
    assert thrice.fmr == pytest.approx(3 * once.fmr)
    assert thrice.llr == pytest.approx(once.llr - math.log(3))


def test_nothing_says_nothing() -> None:
    fused = fuse(None, {}, CALIBRATION)
    assert fused.llr == 0 and fused.parts == () and fused.fmr == 1


def test_impostors_of_the_fused_kind_keep_below_the_bound() -> None:
    """Impostor scores drawn from the counted curves of face and two fingers, independently."""
    rng = np.random.default_rng(3)

    def draw(model: object, count: int) -> np.ndarray:
        rates = np.log(np.array(model.fmr_value))  # type: ignore[attr-defined]
        return np.interp(-np.log(rng.uniform(size=count)), -rates, model.fmr_raw)  # type: ignore[attr-defined]

    faces, fingers = draw(DLIB.curve, 20_000), draw(CALIBRATION.finger.whole, 40_000).reshape(-1, 2)
    pairs = zip(faces, fingers, strict=True)
    llrs = np.array([fuse({"dlib": face}, fingers_of({2: a, 7: b}), CALIBRATION).llr for face, (a, b) in pairs])
    for llr in (0.5, 2.0, 4.0, 6.0):
        assert np.mean(llrs >= llr) <= bound(llr)


@pytest.mark.parametrize("position", [0, 11, -1])
def test_an_eleventh_finger_is_refused(position: int) -> None:
    with pytest.raises(BadCalibration):
        fuse(None, {position: whole(0.5)}, CALIBRATION)


def test_scores_that_are_not_numbers_are_refused() -> None:
    with pytest.raises(BadCalibration):
        fuse({"dlib": math.nan}, {}, CALIBRATION)
    with pytest.raises(BadCalibration):
        fuse(None, {1: whole(math.nan)}, CALIBRATION)


def test_two_encoders_that_see_the_same_face_are_not_two_witnesses() -> None:
    """The score of both lies between that of the better one alone and the sum, where both speak for the person."""
    single = {model.encoders: model for model in CALIBRATION.faces[LIVE]}
    cosines = {"dlib": 0.95, "sface": 0.5}
    alone = [single[(name,)].curve.llr(cosine) for name, cosine in cosines.items()]
    both = fuse(cosines, {}, CALIBRATION)
    assert set(both.encoders) == {"dlib", "sface"} and len(both.parts) == 1
    assert both.llr < sum(alone)


def test_an_old_record_is_compared_by_what_both_sides_have() -> None:
    assert fuse({"dlib": 0.95}, {}, CALIBRATION).encoders == ("dlib",)
    nobody = fuse({"unknown": 0.95}, {}, CALIBRATION)
    assert nobody.parts == () and nobody.llr == 0


def test_a_policy_says_which_encoders_count() -> None:
    only = CALIBRATION.counting(["dlib"])
    assert fuse({"dlib": 0.95, "sface": -1.0}, {}, only) == fuse({"dlib": 0.95}, {}, CALIBRATION)
    with pytest.raises(BadCalibration):
        CALIBRATION.counting(["unknown"])


def test_a_condition_has_its_own_curves_and_an_unknown_one_is_refused() -> None:
    line = ScoreModel((0.0, 1.0), (-8.0, 12.0), (0.0, 1.0), (1.0, 1e-6), 1, 1, "a line")
    steep = ScoreModel((0.0, 1.0), (-8.0, 2.0), (0.0, 1.0), (1.0, 1e-6), 1, 1, "a line")
    faces = {LIVE: (FaceModel({"dlib": 1.0}, 0.0, line),), CONDITIONS[1]: (FaceModel({"dlib": 1.0}, 0.0, steep),)}
    calibration = Calibration(faces, CALIBRATION.finger, "2026-01-01")
    assert fuse({"dlib": 1.0}, {}, calibration).llr == 12
    assert fuse({"dlib": 1.0}, {}, calibration, condition=CONDITIONS[1]).llr == 2
    assert fuse({"dlib": 1.0}, {}, calibration, condition=CONDITIONS[2]).llr == 12  # not calibrated: as live
    with pytest.raises(BadCalibration):
        fuse({"dlib": 1.0}, {}, calibration, condition="painted")


@pytest.mark.parametrize(
    ("weights", "offset"), [({}, 0.0), ({"dlib": -1.0}, 0.0), ({"dlib": 0.0}, 0.0), ({"dlib": 1.0}, math.inf)]
)
def test_weights_that_would_reward_a_worse_score_are_refused(weights: dict[str, float], offset: float) -> None:
    with pytest.raises(BadCalibration):
        FaceModel(weights, offset, DLIB.curve)
