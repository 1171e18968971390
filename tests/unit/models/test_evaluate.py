"""The figures of an evaluation, checked against counts done by hand and known distributions."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st

from models import evaluate
from models.experiment import Samples, face_scores, face_trial, fused_face_trial
from models.face.template import FaceTemplate, template
from models.matching.calibration import FaceModel, ScoreModel
from models.rates import Trial, clopper_pearson, det_curve, figures, threshold_at


def made(genuine: list[float], impostor: list[float]) -> Trial:
    pairs = np.stack([np.arange(len(impostor)) % 7, 1 + np.arange(len(impostor)) % 5], 1)
    return Trial(np.array(genuine, float), np.array(impostor, float), np.arange(len(genuine)) % 7, pairs)


def test_rates_counted_by_hand() -> None:
    found = figures(made([0.9, 0.8, 0.7, 0.2], [0.1] * 299 + [0.75]))
    assert (found["genuine"], found["impostor"]) == (4, 300)
    assert found["fnmr_at_fmr_0.01"] == 0.0  # three false matches are allowed: the threshold falls to above 0.1
    assert found["zero_fmr"] == 0.5  # above 0.75 only 0.9 and 0.8 are left
    assert found["fnmr_at_fmr_0.001"] is None and found["fnmr_at_fmr_0.001_ci95"] is None  # 300 pairs cannot tell
    low, high = found["zero_fmr_ci95"]  # type: ignore[misc]
    assert (low, high) == pytest.approx((0.0676, 0.9324), abs=1e-3)


def test_a_rate_is_told_from_three_expected_errors_on() -> None:
    assert figures(made([1.0], [0.0] * 299))["fnmr_at_fmr_0.01"] is None
    assert figures(made([1.0], [0.0] * 300))["fnmr_at_fmr_0.01"] == 0.0


def test_the_equal_error_rate_of_two_bells_is_the_known_one() -> None:
    rng = np.random.default_rng(0)
    found = figures(made(list(rng.normal(2, 1, 4000)), list(rng.normal(0, 1, 40_000))))
    assert found["eer"] == pytest.approx(0.1587, abs=0.01)  # Phi(-1)
    low, high = found["eer_ci95"]  # type: ignore[misc]
    assert low < 0.1587 < high


def test_a_failure_to_enrol_is_a_false_non_match_at_every_threshold() -> None:
    found = figures(made([-np.inf, 1.0], [0.0] * 300))
    assert found["fnmr_at_fmr_0.01"] == 0.5
    assert found["zero_fmr"] == 0.5
    assert found["eer"] == pytest.approx(0.0, abs=0.5)


def test_without_pairs_nothing_is_told() -> None:
    found = figures(made([], []))
    assert found["eer"] is None and found["zero_fmr"] is None


def test_ties_with_the_threshold_are_never_too_many_false_matches() -> None:
    impostor = np.array([0.5] * 50 + [0.1] * 50)
    assert np.mean(impostor >= threshold_at(impostor, 0.1)) <= 0.1
    assert threshold_at(impostor, 1.0) == -np.inf


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=60), st.floats(0, 1))
def test_a_threshold_keeps_the_false_match_rate_it_was_set_for(scores: list[float], fmr: float) -> None:
    impostor = np.array(scores)
    assert np.mean(impostor >= threshold_at(impostor, fmr)) <= fmr + 1e-9


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=40), st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_only_the_order_of_scores_counts(genuine: list[int], impostor: list[int]) -> None:
    plain = figures(made([float(g) for g in genuine], [float(i) for i in impostor]))
    bent = figures(made([g**3 + 1.0 for g in genuine], [i**3 + 1.0 for i in impostor]))
    assert plain["eer"] == pytest.approx(bent["eer"])
    assert plain["zero_fmr"] == bent["zero_fmr"]
    assert 0 <= plain["eer"] <= 1  # type: ignore[operator]


def test_intervals_of_clopper_and_pearson() -> None:
    assert clopper_pearson(0, 1000) == pytest.approx((0, 0.00368), abs=1e-5)  # about 3 / n
    assert clopper_pearson(1000, 1000) == pytest.approx((0.99632, 1), abs=1e-5)
    assert clopper_pearson(5, 100) == pytest.approx((0.01643, 0.11283), abs=1e-4)
    assert clopper_pearson(0, 0) == (0, 1)


def test_a_det_curve_falls() -> None:
    fmr, fnmr = det_curve(made(list(np.linspace(0, 1, 50)), list(np.linspace(-0.5, 0.6, 1000))))
    assert (np.diff(fmr) > 0).all() and (np.diff(fnmr) <= 0).all()


LINE = ScoreModel((0.0, 1.0), (-8.0, 12.0), (0.0, 1.0), (1.0, 1e-6), 1, 1, "a line")
DLIB = FaceModel({"dlib": 1.0}, 0.0, LINE)
BOTH = FaceModel({"dlib": 0.5, "sface": 2.0}, -1.0, LINE)


def people(count: int, pictures: int, noise: float) -> Samples[FaceTemplate]:
    rng = np.random.default_rng(2)
    centres = rng.normal(size=(count, 128))
    vectors = np.repeat(centres, pictures, 0) + rng.normal(scale=noise, size=(count * pictures, 128))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    subjects = np.repeat(np.arange(count), pictures)
    templates = [template({"dlib": vector}) for vector in vectors]
    return Samples([""] * len(vectors), subjects, list(templates), [], np.diff(subjects, prepend=-1) > 0)


def test_pairs_of_people_are_all_pairs() -> None:
    result, _ = face_trial(people(6, 4, 0.1), DLIB)
    assert len(result.genuine) == 6 * 6 and len(result.impostor) == 15 * 16
    assert result.genuine.min() > result.impostor.max()


def test_a_picture_without_a_face_misses_every_genuine_pair_and_no_impostor_pair() -> None:
    samples = people(3, 3, 0.1)
    samples.templates[0] = None
    result, _ = face_trial(samples, DLIB)
    assert np.isinf(result.genuine).sum() == 2
    assert len(result.impostor) == 27 - 6


def test_more_frames_a_side_make_the_same_people_more_alike() -> None:
    samples = people(60, 6, 2.5)
    (one, people_of_one), (three, people_of_three) = (
        fused_face_trial(samples, DLIB, 1, 3),
        fused_face_trial(samples, DLIB, 3, 3),
    )
    assert people_of_one == people_of_three == 60
    assert len(one.genuine) == len(three.genuine) == 360
    assert three.genuine.mean() > one.genuine.mean()
    assert figures(three)["eer"] < figures(one)["eer"]  # type: ignore[operator]


def test_the_score_of_several_encoders_is_the_weighted_sum_and_needs_all_of_them() -> None:
    rng = np.random.default_rng(4)
    one, other = (template({"dlib": rng.normal(size=128), "sface": rng.normal(size=64)}) for _ in range(2))
    old = template({"dlib": rng.normal(size=128)})
    table = face_scores([one, old, None], [other], BOTH)
    assert table[0, 0] == pytest.approx(BOTH.raw(one.cosines(other)), abs=1e-6)
    assert np.isnan(table[1:, 0]).all()


def test_a_picture_is_compared_with_the_others_reference() -> None:
    samples = people(4, 2, 0.1)
    trial, _ = face_trial(samples, DLIB, samples)
    assert len(trial.genuine) == 8 and len(trial.impostor) == 48  # each pair from both sides


def test_people_with_too_few_pictures_for_two_sides_take_no_part_in_fusing() -> None:
    trial, people_of = fused_face_trial(people(5, 3, 0.1), DLIB, 2, 2)
    assert people_of == 0 and len(trial.genuine) == 0


def test_a_folder_of_faces_is_evaluated_with_its_failures(tmp_path: Path) -> None:
    picture = np.ascontiguousarray(skimage.data.astronaut()[:300, 50:350, ::-1])
    for person in ("a", "b"):
        (tmp_path / "faces" / person).mkdir(parents=True)
    cv2.imwrite(str(tmp_path / "faces/a/a_1.png"), picture)
    cv2.imwrite(str(tmp_path / "faces/a/a_2.jpg"), np.asarray(picture * 0.8, np.uint8))
    cv2.imwrite(str(tmp_path / "faces/b/b_1.png"), np.full((200, 200, 3), 80, np.uint8))
    (tmp_path / "faces/b/b_2.jpg").write_bytes(b"no picture")
    out = tmp_path / "deep/out.json"
    assert evaluate.main(["faces", str(tmp_path / "faces"), "--json", str(out)]) == 0
    found = json.loads(out.read_text())
    assert (found["genuine"], found["impostor"], found["failures"], found["images"]) == (2, 0, 2, 4)
    assert found["extract_ms"]["median"] > 0
    assert found["encoder"] == "fused" and set(found["encoders"]) == {"dlib", "sface"}
    assert evaluate.main(["faces", str(tmp_path / "faces"), "--json", str(out), "--encoder", "sface"]) == 0
    assert json.loads(out.read_text())["encoders"] == ["sface"]
    assert {
        "eer",
        "eer_ci95",
        "fnmr_at_fmr_0.0005",
        "fnmr_at_fmr_0.01",
        "fnmr_at_fmr_0.0001",
        "zero_fmr",
        "match_us",
    } <= set(found)


def test_a_folder_of_prints_is_evaluated_with_first_or_all_impostors(tmp_path: Path, shared: Path) -> None:
    names = ["012-01_1.png", "012-01_2.png", "012-02_1.png", "012-02_2.png"]
    for name in names:
        (tmp_path / name).symlink_to(shared / "data/fingerprints/uareu4000" / name)
    cv2.imwrite(str(tmp_path / "blank_1.tif"), np.full((300, 300), 255, np.uint8))
    cv2.imwrite(str(tmp_path / "blank_2.bmp"), np.full((300, 300), 255, np.uint8))
    out = tmp_path / "out.json"
    arguments = ["fingers", str(tmp_path), "--ppi", "512", "--json", str(out), "--jobs", "1"]
    assert evaluate.main(arguments) == 0
    first = json.loads(out.read_text())
    assert (first["genuine"], first["impostor"], first["failures"]) == (3, 1, 2)
    assert first["zero_fmr"] == pytest.approx(1 / 3)  # the blank finger
    assert evaluate.main([*arguments, "--impostors", "all"]) == 0
    assert json.loads(out.read_text())["impostor"] == 4


@pytest.mark.parametrize("kind", [["faces"], ["fingers", "--ppi", "500"]])
def test_an_empty_or_absent_folder_is_an_answer_and_not_a_crash(tmp_path: Path, kind: list[str]) -> None:
    out = str(tmp_path / "out.json")
    assert evaluate.main([*kind, str(tmp_path / "nowhere"), "--json", out]) == 2
    (tmp_path / "empty").mkdir()
    assert evaluate.main([*kind, str(tmp_path / "empty"), "--json", out]) == 2
