"""Scores become likelihood ratios and false match rates that keep their word."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.matching.calibration import DEFAULT_FILE, BadCalibration, Calibration, ScoreModel, bound
from models.matching.fit import fit
from models.rates import Trial

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
    assert calibration.finger.llr(0.9) > calibration.finger.llr(0.6) > calibration.finger.llr(0.3)
    assert calibration.finger.llr(1.0) - calibration.finger.llr(0.3) < 1.01


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
    for model in (calibration.face, calibration.finger):
        assert model.llr(low) <= model.llr(high)
        low_rate, high_rate = model.fmr(low), model.fmr(high)
        assert (low_rate if low_rate is not None else 0) >= (high_rate if high_rate is not None else 0)


def test_the_shipped_file_says_where_it_comes_from_and_how_far_it_reaches(shipped: Calibration) -> None:
    assert shipped.date in shipped.source
    assert "lfw" in shipped.source and "uareu4000" in shipped.source and "bound" in shipped.source
    for model in (shipped.face, shipped.finger):
        assert model.threshold(0.001) is not None and model.threshold(0.0001) is not None
        assert model.reaches >= 3 / model.impostor * 0.99
        assert math.exp(model.llr(1.0)) < model.impostor  # no more certain than its data
    assert shipped.face.threshold(0.001) == pytest.approx(0.928, abs=0.004)  # the cosine measured on the same set


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
        shipped.face.threshold(fmr)


def test_a_score_that_is_not_a_number_is_refused(shipped: Calibration) -> None:
    with pytest.raises(BadCalibration):
        shipped.face.llr(math.nan)
    with pytest.raises(BadCalibration):
        shipped.finger.fmr(math.nan)


def _broken(change: str) -> bytes:
    content = json.loads(DEFAULT_FILE.read_text())
    if change == "version":
        content["version"] = 2
    elif change == "falling":
        content["face"]["llr"].reverse()
    elif change == "short":
        content["finger"]["llr"].pop()
    elif change == "missing":
        del content["finger"]
    elif change == "certain":
        content["face"]["fmr"][-1] = 0.0
    elif change == "nan":
        content["face"]["llr_raw"][3] = math.nan
    elif change == "list":
        content = []
    return json.dumps(content).encode()


@pytest.mark.parametrize("change", ["version", "falling", "short", "missing", "certain", "nan", "list"])
def test_a_damaged_file_is_refused(tmp_path: Path, change: str) -> None:
    (tmp_path / "c.json").write_bytes(_broken(change))
    with pytest.raises(BadCalibration):
        Calibration.load(tmp_path / "c.json")


@given(st.binary(max_size=60))
def test_garbage_is_no_calibration(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "garbage.json"
    file.write_bytes(data)
    with pytest.raises(BadCalibration):
        Calibration.load(file)


def test_a_model_of_unequal_curves_is_refused() -> None:
    with pytest.raises(BadCalibration):
        ScoreModel((0, 1), (0, 1, 2), (0, 1), (0.5, 0.1), 1, 1, "")
