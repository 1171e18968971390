"""The experimental attack score: smooth, bounded, and moved by the cues it claims to use."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray

from models.errors import BadImage
from models.face.attack import attack_score, liveliness, raster_peak
from models.face.detect import Detector, Face
from models.face.measures import align

Picture = NDArray[np.uint8]


@pytest.fixture(scope="module")
def live() -> tuple[Picture, Face]:
    whole = np.ascontiguousarray(skimage.data.astronaut()[:, :, ::-1])
    picture = np.asarray(cv2.resize(whole, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC), np.uint8)
    return picture, Detector().find(picture)[0]


def on_a_display(picture: Picture, strength: float) -> Picture:
    """The beat of a display's pixels with the camera's, as a fine diagonal grating."""
    y, x = np.mgrid[: picture.shape[0], : picture.shape[1]]
    grating = strength * np.sin(2 * np.pi * (0.11 * x + 0.05 * y))
    return np.asarray(np.clip(picture + grating[..., None], 0, 255), np.uint8)


def test_a_display_raises_the_score_the_more_the_stronger_its_pattern_is(live: tuple[Picture, Face]) -> None:
    picture, face = live
    scores = [attack_score([on_a_display(picture, s)], [face]) for s in (0, 4, 8, 16)]
    assert scores == sorted(scores)
    assert scores[0] < 0.2 and scores[-1] > 0.8


def test_the_score_has_more_than_ten_steps_between_its_ends(live: tuple[Picture, Face]) -> None:
    picture, face = live
    scores = {round(attack_score([on_a_display(picture, s)], [face]), 2) for s in np.linspace(3, 10, 40)}
    assert len(scores) >= 11
    assert all(0 <= score <= 1 for score in scores)


def test_noise_has_no_lone_peak(live: tuple[Picture, Face]) -> None:
    picture, face = live
    noise = np.random.default_rng(1).normal(0, 6, picture.shape)
    noisy = np.asarray(np.clip(picture + noise, 0, 255), np.uint8)
    assert attack_score([noisy], [face]) < 0.3


def test_a_photograph_that_moves_as_one_piece_is_less_lively_than_a_mouth_that_opens(
    live: tuple[Picture, Face],
) -> None:
    picture, face = live
    rng = np.random.default_rng(2)
    still = [np.asarray(np.clip(picture + rng.normal(0, 2, picture.shape), 0, 255), np.uint8) for _ in range(6)]
    talking = [frame.copy() for frame in still]
    x, y = (round(float(v)) for v in face.landmarks[4])
    for number, frame in enumerate(talking):
        tall = 4 + 14 * (number % 2)
        cv2.ellipse(frame, (x, y + round(0.4 * face.eye_distance)), (45, tall), 0, 0, 360, (20, 15, 50), -1)
    alive, photograph = (liveliness([align(f, face) for f in frames]) for frames in (talking, still))
    assert alive > 1.5 * photograph
    assert attack_score(still, [face] * 6) > attack_score(talking, [face] * 6)
    assert attack_score(still, [face] * 6) <= 0.5  # holding still alone is no alarm


def test_the_peak_of_a_face_is_that_of_its_skin_at_every_size(live: tuple[Picture, Face]) -> None:
    picture, face = live
    small = np.asarray(cv2.resize(picture, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA), np.uint8)
    half = Face(face.box, ((face.landmarks + 0.5) * 0.6 - 0.5).astype(np.float32), face.score)
    assert abs(raster_peak(align(picture, face)) - raster_peak(align(small, half))) < 0.6


def test_frames_and_faces_belong_together(live: tuple[Picture, Face]) -> None:
    picture, face = live
    with pytest.raises(BadImage):
        attack_score([], [])
    with pytest.raises(BadImage):
        attack_score([picture], [face, face])
