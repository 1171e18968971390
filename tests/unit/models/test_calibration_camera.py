"""The camera bench on frames of the chart with planted faults."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.calibration import camera, camera_chart, colour, edge, prove_camera
from models.calibration.errors import NoCameraChart
from models.calibration.limits import CAMERA, Grade
from models.synthesis.camera_view import PlantedCamera

SMALL = {"width": 1300, "height": 960, "scale": 4.4}


@pytest.fixture(scope="module")
def sharp() -> np.ndarray:
    return PlantedCamera(**SMALL, blur=0.8).frame()  # type: ignore[arg-type]


def values(frame: np.ndarray, setting: camera.Setting | None = None) -> dict[str, tuple[float, Grade]]:
    return {r.quantity: (r.value or 0.0, r.verdict) for r in camera.measure([frame], setting or camera.Setting())}


def test_planted_faults_of_a_camera_are_recovered() -> None:
    rows = list(prove_camera.prove(2, prove_camera.CAMERAS[1]))
    assert [f"{r.quantity} {r.error}" for r in rows if not r.held] == []


def test_a_good_camera_passes_but_for_what_its_frame_cannot_hold(sharp: np.ndarray) -> None:
    found = values(sharp)
    assert set(found) == set(CAMERA)
    assert {q for q, (_, v) in found.items() if v is Grade.FAILED} == set()
    assert found["portrait_height"] == (960.0, Grade.OUTSIDE)


def test_a_camera_out_of_focus_or_overexposed_fails(sharp: np.ndarray) -> None:
    import cv2

    soft = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 3.0))
    assert values(soft)["focus"][1] is Grade.FAILED
    bright = np.clip(sharp.astype(float) * 1.3, 0, 255).astype(np.uint8)
    assert values(bright)["clipped"][1] is Grade.FAILED
    assert values(bright)["white_level"][1] is Grade.FAILED
    tinted = np.clip(sharp * np.array([0.75, 1.0, 1.1]), 0, 255).astype(np.uint8)
    assert values(tinted)["grey_chroma"][1] is Grade.FAILED


def test_a_tall_frame_that_moves_reaches_everybody_between_140_and_200_cm() -> None:
    # 1200 x 1600 upright, 4.9 px/mm at 60 cm, lens at 158 cm, 28 cm of travel up and 32 cm down
    found = camera.reach(4.9, (1200, 1600), camera.Setting(lens_height=158, travel_up=28, travel_down=32))
    assert found["portrait_height"] >= 1440 and found["portrait_width"] >= 1080
    assert found["eye_distance_far"] >= 120
    assert found["body_low"] <= 140 and found["body_high"] >= 200
    fixed = camera.reach(4.9, (1200, 1600), camera.Setting(lens_height=158))
    assert fixed["body_low"] > 140


def test_a_chart_that_is_nearer_or_farther_than_60_cm_gives_the_same_reach() -> None:
    near = camera.reach(7.5, (1200, 1600), camera.Setting(distance=400))
    usual = camera.reach(5.0, (1200, 1600), camera.Setting(distance=600))
    assert near == pytest.approx(usual)


def test_without_the_whole_chart_nothing_is_measured(sharp: np.ndarray) -> None:
    cut = sharp.copy()
    cut[:, :200] = 120
    for frame in (np.full_like(sharp, 128), cut):
        with pytest.raises(NoCameraChart):
            camera.measure([frame], camera.Setting())
    with pytest.raises(NoCameraChart, match="beside the frame"):
        camera._piece(sharp, camera_chart.find(sharp), (-200.0, 100.0), (5, 5))


@pytest.mark.parametrize("sigma", [0.5, 0.8, 1.2, 2.0])
def test_an_edge_gives_the_frequency_where_its_blur_halves_contrast(sigma: float) -> None:
    # an edge behind square pixels and a Gaussian lens, sampled eight times finer and averaged
    from math import erf

    rows, columns, fine = 80, 60, 8
    y = (np.arange(rows * fine) + 0.5) / fine
    x = (np.arange(columns * fine) + 0.5) / fine
    distance = (x[None, :] - 30 - np.tan(np.radians(5)) * (y[:, None] - 40)) * np.cos(np.radians(5))
    light = 0.1 + 0.7 * np.vectorize(lambda d: 0.5 * (1 + erf(d / sigma / 2**0.5)))(
        distance[:: fine // 4, :: fine // 4]
    )
    step = 4
    pixels = light.reshape(rows, step, columns, step).mean(axis=(1, 3))
    f = np.linspace(0, 1, 5001)
    wanted = f[int(np.argmax(np.sinc(f) * np.exp(-2 * (np.pi * sigma * f) ** 2) < 0.5))]
    assert edge.half_frequency(pixels) == pytest.approx(wanted, rel=0.05)


@settings(max_examples=40, deadline=None)
@given(arrays(np.float64, (20, 24), elements=st.floats(0, 1)))
def test_anything_that_is_no_edge_is_refused_or_measured_but_never_breaks(patch: np.ndarray) -> None:
    with contextlib.suppress(NoCameraChart):
        assert 0 <= edge.half_frequency(patch) <= 1


# pairs and differences from Sharma, Wu and Dalal (2005), table 1
@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1, 2), (50, 0, 0), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_colour_differences_are_the_published_ones(
    one: tuple[float, ...], other: tuple[float, ...], apart: float
) -> None:
    assert float(colour.difference(np.array(one), np.array(other))) == pytest.approx(apart, abs=1e-4)
    assert float(colour.difference(np.array(other), np.array(one))) == pytest.approx(apart, abs=1e-4)


def test_srgb_and_linear_light_are_inverse() -> None:
    v = np.arange(256.0)
    assert colour.encoded(colour.linear(v)) == pytest.approx(v, abs=1e-9)
    assert colour.lab(np.array([255.0, 255, 255])) == pytest.approx([100, 0, 0], abs=1e-9)
