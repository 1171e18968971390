"""Scores become likelihood ratios and false match rates that keep their word."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.experiment import Samples, face_trial
from models.face.template import template
from models.finger.compare import Extent
from models.matching.calibration import (
    DEFAULT_FILE,
    LIVE,
    BadCalibration,
    Calibration,
    FingerScore,
    ScoreModel,
    bound,
)
from models.matching.fit import fit, fit_faces
from models.rates import Trial, threshold_at

SCORES = st.floats(-1.5, 1.5)


@pytest.fixture(scope="module")
def shipped() -> Calibration:
    return Calibration.load()


def gaussian_trial(genuine: int, impostor: int, seed: int = 5) -> Trial:
    """Two normal distributions of variance 1, two apart: the true log-likelihood ratio is 2 s - 2."""
    rng = np.random.default_rng(seed)
    g, i = rng.normal(2, 1, genuine), rng.normal(0, 1, impostor)
    return Trial(g, i, np.zeros(genuine, np.int64), np.zeros((impostor, 2), np.int64))


def test_a_fit_finds_the_true_likelihood_ratio_where_there_is_data() -> None:
    model = fit(gaussian_trial(20_000, 200_000), "two bells")
    for raw in np.linspace(-0.5, 2.5, 13):
        assert model.llr(raw) == pytest.approx(2 * raw - 2, abs=0.35)


def test_a_fit_counts_the_false_match_rate_and_stops_where_three_errors_are_left() -> None:
    model = fit(gaussian_trial(1000, 100_000), "two bells")
    fresh = gaussian_trial(10, 400_000, seed=6).impostor
    for fmr in (0.1, 0.01, 0.001):
        threshold = model.threshold(fmr)
        assert threshold is not None
        assert np.mean(fresh >= threshold) == pytest.approx(fmr, rel=0.3)
        assert model.fmr(threshold) == pytest.approx(fmr, rel=0.02)
    assert model.reaches == pytest.approx(3e-5)
    assert model.threshold(2e-5) is None
    assert model.fmr(9.0) is None
    assert model.fmr(-9.0) == 1.0


def test_the_bound_holds_for_impostors_that_were_not_in_the_fit() -> None:
    model = fit(gaussian_trial(3000, 300_000), "two bells")
    fresh = gaussian_trial(10, 300_000, seed=7).impostor
    llrs = np.interp(fresh, model.llr_raw, model.llr_value)
    for llr in (1.0, 3.0, 5.0, 7.0):
        assert np.mean(llrs >= llr) <= bound(llr)


def test_a_perfectly_separated_set_gives_no_certainty() -> None:
    trial = Trial(np.linspace(0.5, 0.9, 100), np.linspace(0, 0.2, 9000), np.zeros(100, int), np.zeros((9000, 2), int))
    model = fit(trial, "apart")
    assert 6 < model.llr(1.0) <= math.log(9000 / 3) + 0.1
    assert -6 < model.llr(0.0) < -3
    assert model.llr(0.35) == pytest.approx((model.llr(0.2) + model.llr(0.5)) / 2, abs=0.1)


def test_a_better_score_comes_first_even_where_no_impostor_was_seen() -> None:
    calibration = Calibration.load()
    for cylinders in (5, 12, 40, 90):
        low, middle, high, perfect = (calibration.finger.llr(FingerScore(s, cylinders)) for s in (0.3, 0.6, 0.9, 1.0))
        assert high > middle > low and perfect - low < 1.01


def test_genuine_pairs_that_failed_to_enrol_do_not_lower_the_worth_of_a_score() -> None:
    whole = gaussian_trial(1000, 10_000)
    failed = Trial(
        np.append(whole.genuine, [-np.inf] * 50), whole.impostor, np.zeros(1050, int), whole.impostor_subjects
    )
    assert fit(whole, "a") == fit(failed, "a")


@given(SCORES, SCORES)
def test_a_better_score_is_never_worth_less(one: float, other: float) -> None:
    calibration = Calibration.load()
    low, high = sorted((one, other))
    for model in (*(f.curve for f in calibration.faces[LIVE]), *(curve for _, curve in calibration.finger.curves)):
        assert model.llr(low) <= model.llr(high)
        low_rate, high_rate = model.fmr(low), model.fmr(high)
        assert (low_rate if low_rate is not None else 0) >= (high_rate if high_rate is not None else 0)


def test_the_shipped_file_says_where_it_comes_from_and_how_far_it_reaches(shipped: Calibration) -> None:
    assert shipped.date in shipped.source
    assert "lfw" in shipped.source and "uareu4000" in shipped.source and "bound" in shipped.source
    faces = [model.curve for models in shipped.faces.values() for model in models]
    for model in (*faces, *(curve for _, curve in shipped.finger.curves)):
        assert model.threshold(0.001) is not None and model.threshold(0.0001) is not None
        assert model.reaches >= 3 / model.impostor * 0.99
        assert math.exp(model.llr(1e6)) < model.impostor  # no more certain than its data
    alone = {model.encoders: model.curve for model in shipped.faces[LIVE]}
    assert alone[("dlib",)].threshold(0.001) == pytest.approx(0.928, abs=0.004)  # the cosine measured on the same set
    assert alone[("sface",)].threshold(0.001) == pytest.approx(0.375, abs=0.01)
    assert shipped.faces[LIVE][0].encoders == ("dlib", "sface")  # all together are preferred
    assert set(shipped.faces) >= {LIVE, "chip"}


def test_a_fused_threshold_is_the_bound(shipped: Calibration) -> None:
    for fmr in (1e-3, 1e-4, 1e-5, 1e-9):
        assert bound(shipped.fused_threshold(fmr)) == pytest.approx(fmr)
    assert bound(-3) == 1.0


def test_a_saved_calibration_is_read_again(shipped: Calibration, tmp_path: Path) -> None:
    shipped.save(tmp_path / "c.json")
    assert Calibration.load(tmp_path / "c.json") == shipped


@pytest.mark.parametrize("fmr", [0.0, -1.0, 1.1, math.nan])
def test_a_senseless_false_match_rate_is_refused(shipped: Calibration, fmr: float) -> None:
    with pytest.raises(BadCalibration):
        shipped.fused_threshold(fmr)
    with pytest.raises(BadCalibration):
        shipped.faces[LIVE][0].curve.threshold(fmr)


def test_a_score_that_is_not_a_number_is_refused(shipped: Calibration) -> None:
    with pytest.raises(BadCalibration):
        shipped.faces[LIVE][0].curve.llr(math.nan)
    with pytest.raises(BadCalibration):
        shipped.finger.whole.fmr(math.nan)
    with pytest.raises(BadCalibration):
        FingerScore(math.nan, 40)
    with pytest.raises(BadCalibration):
        shipped.finger.standard(math.nan, (Extent(40, 5e4), Extent(40, 5e4)))


def _broken(change: str) -> bytes:
    content = json.loads(DEFAULT_FILE.read_text())
    if change == "version":
        content["version"] = 3
    elif change == "falling":
        content["faces"]["live"][0]["curve"]["llr"].reverse()
    elif change == "short":
        content["finger"]["curves"][0]["llr"].pop()
    elif change == "missing":
        del content["finger"]
    elif change == "certain":
        content["faces"]["live"][0]["curve"]["fmr"][-1] = 0.0
    elif change == "nan":
        content["faces"]["live"][0]["curve"]["llr_raw"][3] = math.nan
    elif change == "curves":
        content["finger"]["curves"].reverse()
    elif change == "none":
        content["finger"]["curves"] = []
    elif change == "standard":
        content["finger"]["standard"]["level"].pop()
    elif change == "weights":
        content["faces"]["live"][0]["weights"]["dlib"] = -1.0
    elif change == "dark":
        del content["faces"]["live"]
    elif change == "list":
        content = []
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    "change",
    [
        "version",
        "falling",
        "short",
        "missing",
        "certain",
        "nan",
        "list",
        "curves",
        "none",
        "standard",
        "weights",
        "dark",
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, change: str) -> None:
    (tmp_path / "c.json").write_bytes(_broken(change))
    with pytest.raises(BadCalibration):
        Calibration.load(tmp_path / "c.json")


def test_a_file_from_before_there_were_several_encoders_is_dlibs(shipped: Calibration, tmp_path: Path) -> None:
    content = json.loads(DEFAULT_FILE.read_text())
    (dlib,) = (model["curve"] for model in content["faces"]["live"] if list(model["weights"]) == ["dlib"])
    old = {"version": 1, "date": "2026-11-24", "face": dlib, "finger": content["finger"]["curves"][-1]}
    (tmp_path / "c.json").write_text(json.dumps(old))
    read = Calibration.load(tmp_path / "c.json")
    (model,) = read.faces[LIVE]
    assert model.encoders == ("dlib",) and model.raw({"dlib": 0.9}) == 0.9
    assert model.curve == shipped.face(["dlib"]).curve
    assert read.finger.whole == shipped.finger.whole


@given(st.binary(max_size=60))
def test_garbage_is_no_calibration(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "garbage.json"
    file.write_bytes(data)
    with pytest.raises(BadCalibration):
        Calibration.load(file)


def test_a_model_of_unequal_curves_is_refused() -> None:
    with pytest.raises(BadCalibration):
        ScoreModel((0, 1), (0, 1, 2), (0, 1), (0.5, 0.1), 1, 1, "")


EXTENTS = st.builds(Extent, st.integers(0, 255), st.floats(0, 2e5))


@given(st.tuples(EXTENTS, EXTENTS), st.floats(0, 1), st.floats(0, 1))
def test_the_standard_keeps_the_order_of_scores_and_does_not_care_which_print_came_first(
    extents: tuple[Extent, Extent], one: float, other: float
) -> None:
    standard = Calibration.load().finger.standard
    low, high = sorted((one, other))
    assert 0 <= standard(low, extents) <= standard(high, extents) <= 1
    assert standard(low, extents) == pytest.approx(standard(low, extents[::-1]))


def test_the_same_score_is_worth_less_where_less_of_the_finger_was_compared(shipped: Calibration) -> None:
    whole, part, less = Extent(40, 5e4), Extent(12, 1e4), Extent(6, 4e3)
    for score in (0.03, 0.05, 0.1):
        values = [shipped.finger.standard(score, (whole, extent)) for extent in (whole, part, less)]
        assert values == sorted(values, reverse=True) and values[0] > values[2]
        assert values[0] == pytest.approx(score, rel=1e-6)


def test_too_little_of_a_finger_says_nothing(shipped: Calibration) -> None:
    assert not shipped.finger.enough(shipped.finger.fewest - 1) and shipped.finger.enough(shipped.finger.fewest)


@given(st.integers(5, 120), st.floats(1e-4, 0.5))
def test_a_threshold_is_where_the_rate_is_met(cylinders: int, fmr: float) -> None:
    finger = Calibration.load().finger
    threshold = finger.threshold(fmr, cylinders)
    assert threshold is not None
    assert finger.matches(FingerScore(threshold, cylinders), fmr)
    assert not finger.matches(FingerScore(threshold - 1e-6, cylinders), fmr)


def test_a_file_of_the_first_version_is_still_read(shipped: Calibration, tmp_path: Path) -> None:
    """A ministry's own file, with one curve that was counted on whole prints."""
    content = json.loads(DEFAULT_FILE.read_text())
    curve = content["finger"]["curves"][-1]
    del curve["cylinders"]
    (tmp_path / "c.json").write_text(
        json.dumps({"version": 1, "date": "2026-11-24", "face": content["faces"]["live"][-1]["curve"], "finger": curve})
    )
    old = Calibration.load(tmp_path / "c.json")
    assert old.finger.standard == shipped.finger.standard and len(old.finger.curves) == 1
    assert old.finger.whole == shipped.finger.whole


def test_two_encoders_get_the_weights_that_made_their_scores() -> None:
    """Cosines drawn so that the true log-odds are known: 20 a - 5 and 8 b - 2, sharing what they have in common."""
    rng = np.random.default_rng(12)
    people, pictures = 60, 4

    def vectors(noise: float) -> np.ndarray:
        centres = np.repeat(rng.normal(size=(people, 64)), pictures, 0)
        return centres + rng.normal(scale=noise, size=centres.shape)

    tables = {"good": vectors(0.8), "poor": vectors(2.0)}
    templates = [template({name: table[n] for name, table in tables.items()}) for n in range(people * pictures)]
    subjects = np.repeat(np.arange(people), pictures)
    samples = Samples([""] * len(templates), subjects, list(templates), [], np.diff(subjects, prepend=-1) > 0)
    models = fit_faces(samples, "drawn")
    assert [set(model.encoders) for model in models] == [{"good", "poor"}, {"good"}, {"poor"}]
    both, good, poor = models
    assert both.weights["good"] > both.weights["poor"] > 0
    misses = [
        float(np.mean(trial.genuine < threshold_at(trial.impostor, 0.001)))
        for trial, _ in (face_trial(samples, model) for model in (both, good, poor))
    ]
    assert misses[0] <= misses[1] < misses[2]
    assert both.curve.llr(both.raw({"good": 1.0, "poor": 1.0})) < sum(model.curve.llr(1.0) for model in (good, poor))


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('"genuine": ', '"genuine": 1e999, "was": '),
        ('"cylinders": ', '"cylinders": 1e999, "was": '),
        ('"date": ', '"date": ' + "[" * 100_000),
    ],
)
def test_a_file_with_numbers_or_levels_without_end_is_refused_by_name(tmp_path, written: str, instead: str) -> None:
    file = tmp_path / "c.json"
    file.write_text(DEFAULT_FILE.read_text("utf-8").replace(written, instead, 1), "utf-8")
    with pytest.raises(BadCalibration):
        Calibration.load(file)
