"""What the attack scores tell, on simulated attacks; no real one was at hand."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.face import attack, attack_trial
from models.face.attack import AttackWatch, Cues, FacePlane, FrameStream, Turn, edges_around
from models.face.attack_trial import TrialStage, as_head, as_plane, rotation
from models.face.detect import Face
from models.face.mesh import Mesh

Picture = NDArray[np.uint8]


@pytest.fixture(scope="module")
def stage() -> TrialStage:
    return TrialStage()


@pytest.fixture(scope="module")
def picture() -> Picture:
    return np.ascontiguousarray(skimage.data.astronaut()[:, :, ::-1])


@pytest.fixture(scope="module")
def straight(stage: TrialStage, picture: Picture) -> Mesh:
    found = stage.mesh(picture)
    assert found is not None
    return found


@pytest.mark.parametrize("angle", [-25, 20])
def test_a_flat_face_that_is_turned_is_told_from_a_head(
    stage: TrialStage, picture: Picture, straight: Mesh, angle: float
) -> None:
    turn = rotation(angle, 2, -2)
    plane = stage.mesh(stage.shot(as_plane(picture, straight, turn, 900)))
    head = stage.mesh(stage.shot(as_head(picture, straight, turn, 900)))
    assert plane is not None and head is not None
    flat, solid = Turn.between(straight, plane), Turn.between(straight, head)
    assert flat.relief < Turn.limit() < solid.relief
    assert flat.flatness > 0.5 > solid.flatness


@settings(max_examples=50, deadline=None)
@given(st.floats(-0.3, 0.3), st.floats(0.5, 1.5), st.floats(0.5, 1.5), st.floats(-50, 50))
def test_no_move_of_a_flat_figure_looks_like_depth(shear: float, across: float, down: float, shift: float) -> None:
    points = np.random.default_rng(1).normal(size=(468, 3)) * (50, 60, 20)
    moved = points.copy()
    moved[:, :2] = points[:, :2] @ np.array([[across, shear], [0, down]]) + shift
    turn = Turn.between(Mesh(points.astype(np.float32), 1), Mesh(moved.astype(np.float32), 1))
    assert turn.depth == pytest.approx(0, abs=1e-3)


def test_depth_is_how_far_near_points_move_against_far_ones() -> None:
    points = np.random.default_rng(2).normal(size=(468, 3)) * (50, 60, 20)
    moved = points + 0.3 * points[:, 2:] * (1, 0, 0)
    turn = Turn.between(Mesh(points.astype(np.float32), 1), Mesh(moved.astype(np.float32), 1))
    assert turn.depth == pytest.approx(0.3, abs=1e-3)


def frames(picture: Picture, count: int) -> list[Picture]:
    rng = np.random.default_rng(3)
    return [np.clip(picture + rng.normal(0, 1, picture.shape), 0, 255).astype(np.uint8) for _ in range(count)]


def score(shown: list[Picture]) -> float | None:
    stream = FrameStream()
    for frame in shown:
        stream.add(frame)
    return stream.score


def test_a_camera_never_repeats_itself_and_a_stream_that_was_fed_in_does(picture: Picture) -> None:
    seen = frames(picture, 12)
    assert score(seen) == 0.0
    still, loop = score([seen[0]] * 12), score(seen[:5] * 2)
    assert still is not None and loop is not None and still >= 0.9 and loop >= 0.9


def test_a_camera_that_gives_each_picture_twice_in_the_dark_is_no_alarm(picture: Picture) -> None:
    doubled = score([frame for frame in frames(picture, 8) for _ in range(2)])
    assert doubled is not None and doubled <= 0.4


def test_a_covered_lens_says_nothing_and_neither_do_few_frames(picture: Picture) -> None:
    assert score([np.zeros_like(picture)] * 20) is None
    assert score(frames(picture, 3)) is None


def held_up(x: float, y: float) -> tuple[Picture, Face]:
    """A frame with a bright card, and where a face on it would be."""
    frame = np.full((480, 640, 3), 60, np.uint8)
    cv2.rectangle(frame, (round(x - 110), round(y - 140)), (round(x + 110), round(y + 140)), (200, 200, 200), -1)
    return frame, Face((x - 70, y - 70, x + 70, y + 70), np.zeros((5, 2), np.float32), 1.0)


def test_the_edges_of_a_card_are_found_at_their_distance() -> None:
    frame, face = held_up(320, 240)
    assert edges_around(frame, face) == pytest.approx(np.array([110, 110, 140, 140]) / 140, abs=0.05)
    assert np.isnan(edges_around(np.full_like(frame, 60), face)).all()


def test_a_rectangle_that_moves_with_the_face_is_an_attack_and_one_behind_it_is_a_door() -> None:
    card, door, still = FacePlane(), FacePlane(), FacePlane()
    behind, _ = held_up(320, 240)
    for step in range(12):
        frame, face = held_up(290 + 5 * step, 240)
        card.add(frame, face)
        door.add(behind, face)
        still.add(*held_up(320, 240))
    assert card.score is not None and card.score > 0.7
    assert door.score is not None and door.score < 0.5
    assert still.score is not None and still.score <= 0.3  # nothing moved: no more than a hint


def test_what_was_not_seen_is_not_provided(picture: Picture, straight: Mesh) -> None:
    watch = AttackWatch()
    assert watch.cues == Cues(None, None, None) and watch.cues.score is None
    for frame in frames(picture, 6):
        watch.add(frame, None, straight)
    assert watch.cues == Cues(0.0, None, None) and watch.cues.score == 0.0


def test_the_strongest_cue_is_the_score(stage: TrialStage, picture: Picture, straight: Mesh) -> None:
    watch = AttackWatch()
    turned = stage.mesh(stage.shot(as_plane(picture, straight, rotation(30, 0, 0), 900)))
    for mesh in (straight, turned, straight):
        watch.add(picture, None, mesh)
    assert watch.cues.flat is not None and watch.cues.flat > 0.5
    assert watch.cues.score == watch.cues.flat


def test_the_trial_says_how_many_of_each_it_saw(tmp_path: Path, picture: Picture) -> None:
    for name in ("a", "b"):
        (tmp_path / "faces" / name).mkdir(parents=True)
        cv2.imwrite(str(tmp_path / "faces" / name / "1.png"), picture[:300, 60:360])
    out = tmp_path / "out.json"
    assert attack_trial.main([str(tmp_path / "faces"), "--json", str(out)]) == 0
    found = json.loads(out.read_text())
    assert found["turned"]["heads"] == found["turned"]["planes"] == 2 * len(attack_trial.ANGLES)
    assert found["injected"]["still"]["curve"][-1]["attacks_caught"] == 1.0
    assert attack_trial.main([str(tmp_path / "nothing"), "--json", str(out)]) == 2
    assert attack.FRAMES >= 25
