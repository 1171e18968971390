"""Bars and geometry against planted resolution, rotation, keystone and lens distortion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.finger.rectify import Rectification
from models.calibration import bars, geometry
from models.calibration.errors import NoBars
from models.synthesis.targets import Bars, Flat, PlantedReader

SHAPE = (290, 384)


def fitted(reader: PlantedReader, turn: float = 0.1) -> geometry.Geometry:
    upright = bars.find(reader.frame(Bars("x", turn=turn), 1), "x")
    level = bars.find(reader.frame(Bars("y", turn=-turn), 2), "y")
    return geometry.fit(upright, level, 1.0, SHAPE)


@settings(max_examples=6, deadline=None)
@given(
    st.tuples(st.floats(520, 580), st.floats(360, 400)),
    st.floats(-0.7, 0.7),
    st.tuples(st.floats(-0.05, 0.05), st.floats(-0.05, 0.05)),
    st.integers(0, 99),
)
def test_resolution_rotation_and_keystone_are_recovered(
    ppi: tuple[float, float], rotation: float, keystone: tuple[float, float], seed: int
) -> None:
    reader = PlantedReader(*ppi, rotation, *keystone, blur=0.5, noise=1.5, seed=seed)
    found = fitted(reader)
    assert found.ppi_x == pytest.approx(ppi[0], rel=0.001)
    assert found.ppi_y == pytest.approx(ppi[1], rel=0.001)
    assert found.rotation == pytest.approx(rotation, abs=0.05)
    assert found.skew == pytest.approx(0.2, abs=0.05)
    assert found.keystone_x == pytest.approx(keystone[0], abs=0.002)
    assert found.keystone_y == pytest.approx(keystone[1], abs=0.002)


def test_a_bent_lens_leaves_a_residual_that_the_displacement_map_takes_up() -> None:
    found = fitted(PlantedReader(barrel=0.01, noise=1.0, blur=0.5))
    straight = fitted(PlantedReader(noise=1.0, blur=0.5))
    assert found.residual > 4 * straight.residual
    assert found.residual_after < 1.6 * straight.residual_after


def test_a_rectified_picture_has_five_hundred_pixels_per_inch_and_true_distances() -> None:
    reader = PlantedReader(565, 371, 0.4, 0.03, 0.05, noise=1.0, blur=0.5)
    found = fitted(reader)
    record = replace(
        Rectification.nominal(), id="c", homography=found.to_raw, width=found.width, height=found.height,
        displacement=found.displacement,
    )  # fmt: skip
    for axis in ("x", "y"):
        raw = reader.frame(Bars(axis, turn=0.1 if axis == "x" else -0.1), 9)
        before = 255 - Rectification.nominal().apply(255 - raw)
        after = 255 - record.apply(255 - raw)
        assert bars.strip_resolution(bars.find(after, axis), 1.0, 1)[0] == pytest.approx(500, rel=0.001)
        assert abs(bars.strip_resolution(bars.find(before, axis), 1.0, 1)[0] - 500) > 5
        true = bars.accuracy(bars.find(after, axis), 1.0, 500)
        assert true.short <= 0.0007 and true.long <= 0.01 and true.along <= 0.016
    assert bars.accuracy(bars.find(before, "y"), 1.0, 500).long > 0.01


def test_the_record_of_the_driver_looks_where_the_measurement_says() -> None:
    found = fitted(PlantedReader(barrel=0.01, rotation=0.3, noise=1.0, blur=0.5))
    record = replace(
        Rectification.nominal(), id="c", homography=found.to_raw, width=found.width, height=found.height,
        displacement=found.displacement,
    )  # fmt: skip
    for mine, theirs in zip(geometry.raw_of_picture(found), record.maps, strict=True):
        assert np.abs(mine - theirs).max() < 1e-3


def test_raw_pixels_and_platen_coordinates_are_inverse() -> None:
    found = fitted(PlantedReader(barrel=0.01, rotation=0.3, noise=1.0, blur=0.5))
    x, y = geometry.platen_of_raw(found, SHAPE)
    u, v = geometry.raw_of_picture(found)
    i, j = 170, 200
    column, row = round(float(u[j, i])), round(float(v[j, i]))
    picture = np.array([x[row, column], y[row, column]]) * 500 / 25.4 + [(found.width - 1) / 2, (found.height - 1) / 2]
    a, b = int(picture[0]), int(picture[1])
    part = picture - [a, b]
    back_u = u[b, a] + part[0] * (u[b, a + 1] - u[b, a]) + part[1] * (u[b + 1, a] - u[b, a])
    back_v = v[b, a] + part[0] * (v[b, a + 1] - v[b, a]) + part[1] * (v[b + 1, a] - v[b, a])
    assert (back_u, back_v) == pytest.approx((column, row), abs=0.01)


def test_a_wrong_claim_of_resolution_shows_as_geometric_error() -> None:
    upright = bars.find(PlantedReader(noise=1.0).frame(Bars("x")), "x")
    assert bars.accuracy(upright, 1.0, PlantedReader().ppi_x * 1.02).long == pytest.approx(0.0196, abs=0.001)


def test_dust_on_the_target_does_not_move_the_result() -> None:
    reader = PlantedReader(noise=1.0, blur=0.5)
    frame = reader.frame(Bars("x"), 1)
    rng = np.random.default_rng(4)
    for _ in range(25):
        row, column = rng.integers(0, 280), rng.integers(0, 370)
        frame[row : row + 6, column : column + 9] = 10
    found = geometry.fit(bars.find(frame, "x"), bars.find(reader.frame(Bars("y"), 2), "y"), 1.0, SHAPE)
    assert found.ppi_x == pytest.approx(reader.ppi_x, rel=0.001)
    assert abs(found.rotation) < 0.05


def test_rows_that_were_not_sent_are_left_out() -> None:
    reader = PlantedReader(noise=1.0)
    frame = reader.frame(Bars("x"), 1)
    skip = np.zeros(SHAPE, bool)
    skip[100:104] = True
    frame[skip] = 0
    assert not np.isin(np.arange(100, 104), bars.find(frame, "x", skip).v).any()


@pytest.mark.parametrize("row", range(140, 156, 2))
def test_a_row_that_was_not_sent_splits_no_bar(row: int) -> None:
    reader = PlantedReader(noise=1.0)
    frame = reader.frame(Bars("y"), 1)
    skip = np.zeros(SHAPE, bool)
    skip[row] = True
    frame[row] = 0
    found = bars.find(frame, "y", skip)
    assert found.coverage > 0.9
    assert bars.strip_resolution(found, 1.0, 1)[0] == pytest.approx(reader.ppi_y, rel=0.001)


@pytest.mark.parametrize("target", [Flat(0.0), Flat(1.0), Flat(0.5), Bars("y")])
def test_without_bars_across_the_axis_nothing_is_measured(target: Flat | Bars) -> None:
    with pytest.raises(NoBars):
        bars.find(PlantedReader(noise=1.5).frame(target), "x")


def test_a_target_over_half_the_platen_is_refused() -> None:
    frame = PlantedReader(noise=1.0).frame(Bars("x"))
    frame[150:] = 10
    with pytest.raises(NoBars, match="%"):
        bars.find(frame, "x")


def test_noise_alone_is_no_bar_target() -> None:
    noise = np.random.default_rng(2).integers(0, 256, SHAPE, dtype=np.uint8)
    with pytest.raises(NoBars):
        bars.find(noise, "x")


def test_two_sets_of_the_same_bars_give_no_geometry() -> None:
    upright = bars.find(PlantedReader().frame(Bars("x")), "x")
    with pytest.raises(NoBars):
        geometry.fit(upright, upright, 1.0, SHAPE)
