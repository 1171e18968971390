"""Dark frame, flat field and defects against readers whose faults were planted."""

from __future__ import annotations

import numpy as np
import pytest

from models.calibration import flatfield
from models.calibration.errors import BadFrames, NotDark, NotFlat
from models.synthesis.targets import Flat, PlantedReader


def stacks(reader: PlantedReader) -> tuple[flatfield.Stack, flatfield.Stack, flatfield.Stack]:
    return (
        flatfield.stack(reader.frames(Flat(0.0), 16)),
        flatfield.stack(reader.frames(Flat(1.0), 16, 100)),
        flatfield.stack(reader.frames(Flat(1.0), 16, 200)),
    )


@pytest.mark.parametrize("seed", range(4))
def test_every_planted_defect_is_found_and_none_is_invented(seed: int) -> None:
    reader = PlantedReader(prnu=0.03, dsnu=0.8, noise=1.2, falloff=0.25, dead=17, hot=6, stuck=5, seed=seed)
    dark, flat, _ = stacks(reader)
    found = flatfield.find_defects(dark, flat)
    dead, hot, stuck = reader.defects
    assert np.flatnonzero(found.hot).tolist() == hot.tolist()
    assert np.flatnonzero(found.stuck).tolist() == stuck.tolist()
    assert np.flatnonzero(found.dead).tolist() == dead.tolist()


def test_a_perfect_reader_has_no_defects_even_without_any_noise() -> None:
    dark, flat, _ = stacks(PlantedReader())
    assert flatfield.find_defects(dark, flat).count == 0


def test_pixels_that_the_wire_loses_are_not_called_dead() -> None:
    lost = np.zeros((290, 384), bool)
    lost[72], lost[121:123, 5], lost[289, 0] = True, True, True
    reader = PlantedReader(noise=1.0, dead=3, seed=5, lost=lost)
    dark, flat, proof = stacks(reader)
    found = flatfield.find_defects(dark, flat, lost)
    planted = [k for k in reader.defects[0].tolist() if not lost.reshape(-1)[k]]
    assert np.flatnonzero(found.all).tolist() == planted
    assert flatfield.measure(dark, flat, proof, found, lost).prnu_before < 0.002


def test_the_flat_field_recovers_prnu_level_and_noise() -> None:
    reader = PlantedReader(prnu=0.04, noise=1.5, falloff=0.3, dsnu=0.5, seed=9)
    dark, flat, proof = stacks(reader)
    field = flatfield.measure(dark, flat, proof, flatfield.find_defects(dark, flat))
    assert field.prnu_before == pytest.approx(0.04, rel=0.02)
    assert field.prnu_after < 0.01
    assert field.noise == pytest.approx(np.hypot(1.5, 12**-0.5), rel=0.04)  # planted and eight-bit noise
    assert field.dark_level == pytest.approx(8.0, abs=0.1)


def test_drift_is_the_light_that_is_left() -> None:
    new, old = PlantedReader(noise=1.0), PlantedReader(noise=1.0, lamp=0.77, seed=2)
    levels = []
    for reader in (new, old):
        dark, flat, proof = stacks(reader)
        levels.append(flatfield.measure(dark, flat, proof, flatfield.find_defects(dark, flat)).flat_level)
    assert flatfield.drift(levels[1], levels[0]) == pytest.approx(0.77, abs=0.005)
    with pytest.raises(BadFrames):
        flatfield.drift(levels[1], 0.0)


def test_a_cluster_in_the_central_area_is_reported_with_its_size() -> None:
    dark, flat, _ = stacks(PlantedReader(noise=1.0))
    flat.mean[100:103, 200:202] = 20.0
    flat.mean[0:2, 0:2] = 20.0  # at the edge: not in the central area
    found = flatfield.find_defects(dark, flat)
    assert found.count == 10
    assert found.largest_cluster() == (3, 2)


def test_a_finger_on_the_platen_is_no_dark_frame() -> None:
    bright = flatfield.stack(PlantedReader(noise=1.0).frames(Flat(0.6), 16))
    with pytest.raises(NotDark):
        flatfield.check_dark(bright)


def test_a_target_that_covers_half_the_platen_is_no_flat_field() -> None:
    reader = PlantedReader(noise=1.0)
    frames = reader.frames(Flat(1.0), 16)
    dark = flatfield.stack(reader.frames(Flat(0.0), 16))
    frames[:, :, :190] = 8
    with pytest.raises(NotFlat):
        flatfield.check_flat(dark, flatfield.stack(frames))


def test_a_saturated_flat_field_is_refused() -> None:
    reader = PlantedReader(white=300.0)
    dark, flat, _ = stacks(reader)
    with pytest.raises(NotFlat, match="saturates"):
        flatfield.check_flat(dark, flat)


@pytest.mark.parametrize(
    "frames", [np.zeros((3, 290, 384), np.uint8), np.zeros((16, 290, 384)), np.zeros((4, 4), np.uint8)]
)
def test_too_few_or_wrong_frames_are_refused(frames: np.ndarray) -> None:
    with pytest.raises(BadFrames):
        flatfield.stack(frames)
