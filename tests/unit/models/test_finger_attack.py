"""The experimental attack score of fingerprints: low for skin, high for obvious copies, fine-grained, never a crash."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import BadImage
from models.finger.attack import _flatness, _raster, attack_score, cues
from models.synthesis.prints import Touch, impression, master


@pytest.fixture(scope="module")
def prints() -> list[np.ndarray]:
    return [impression(master(seed, 2), 0, touch=Touch(dryness=0.4)) for seed in (1, 2, 3)]


def test_prints_of_the_generator_look_like_skin(prints):
    assert all(attack_score(image) < 0.3 for image in prints)


def test_a_photocopy_is_suspicious(prints):
    for image in prints:
        copy = np.where(cv2.GaussianBlur(image, (0, 0), 1) < cv2.blur(image, (19, 19)), 20, 245).astype(np.uint8)
        assert attack_score(copy) > 0.7


def test_a_printer_s_raster_is_suspicious(prints):
    y, x = np.mgrid[: prints[0].shape[0], : prints[0].shape[1]]
    raster = 30 * np.cos(2 * np.pi * x / 3.2) * np.cos(2 * np.pi * y / 3.2)
    for image in prints:
        assert attack_score(np.clip(image + raster, 0, 255).astype(np.uint8)) > attack_score(image) + 0.2


def test_the_score_has_many_steps(prints):
    y, x = np.mgrid[: prints[0].shape[0], : prints[0].shape[1]]
    wave = np.cos(2 * np.pi * x / 3.2) * np.cos(2 * np.pi * y / 3.2)
    scores = {attack_score(np.clip(prints[0] + a * wave, 0, 255).astype(np.uint8)) for a in range(0, 50, 2)}
    assert len(scores) >= 11
    assert all(abs(score * 100 - round(score * 100)) < 1e-9 for score in scores)


def test_live_prints_of_four_sensors_raise_few_alarms(shared: Path):
    files = sorted((shared / "data/fingerprints").glob("*/*_1.*"))[::2]
    scores = [attack_score(cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)) for file in files]
    assert len(scores) >= 20
    assert np.mean(np.array(scores) > 0.5) <= 0.02


def test_nothing_to_judge_gives_the_middle():
    assert cues(np.full((300, 300), 240, np.uint8)) is None
    assert attack_score(np.full((300, 300), 240, np.uint8)) == 0.5


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1), st.integers(64, 200), st.integers(64, 200))
def test_noise_gives_a_score_between_zero_and_one(seed, height, width):
    noise = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    assert 0.0 <= attack_score(noise) <= 1.0


def test_what_is_no_grey_picture_is_refused():
    for bad in (np.zeros((99, 99, 3), np.uint8), np.zeros((99, 99), np.float32), np.zeros((20, 99), np.uint8)):
        with pytest.raises(BadImage):
            attack_score(bad)


def test_half_a_spectrum_says_what_the_whole_one_says(prints):
    """The raster by the definition: the whole spectrum of one tile, with no frequency in the middle."""
    tiles = np.stack([prints[0][y : y + 64, x : x + 64] for y in (64, 96) for x in (64, 96, 128)]).astype(np.float32)
    window = np.outer(np.hanning(64), np.hanning(64))
    y, x = np.mgrid[:64, :64] - 32
    fine = (np.hypot(x, y) > 64 / 4.5) & (np.hypot(x, y) < 64 / 2.05)
    for tile, found in zip(tiles, _raster(tiles), strict=True):
        band = np.abs(np.fft.fftshift(np.fft.fft2((tile - tile.mean()) * window)))[fine]
        assert found == pytest.approx(np.log(band.max() / np.median(band)), abs=1e-6)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(0, 255), st.integers(0, 255))
def test_the_share_between_dark_and_light_is_that_of_the_percentiles_to_the_last_bit(seed, one, other):
    dark, light = sorted((one, other))
    tiles = np.random.default_rng(seed).integers(dark, light + 1, (3, 64, 64), np.uint8)
    pixels = tiles.reshape(3, -1)
    low, high = np.percentile(pixels, (10, 90), axis=1)
    quarter = 0.25 * (high - low)
    middle = (pixels > (low + quarter)[:, None]) & (pixels < (high - quarter)[:, None])
    assert np.array_equal(_flatness(tiles), 1 - middle.mean(axis=1))
