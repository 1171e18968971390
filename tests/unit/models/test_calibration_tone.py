"""Grey levels, charts, limits and the everyday checks of the platen."""

from __future__ import annotations

import numpy as np
import pytest

from models.calibration import charts, flatfield, platen, tone
from models.calibration.errors import BadFrames, NoChart
from models.calibration.limits import SCANNER, Grade, ctf_minimum, judge
from models.synthesis.targets import Flat, PlantedReader, chart

PPI = (550.7, 378.8)


def seen(reader: PlantedReader, drawn: object) -> charts.View:
    return charts.View(reader.frame(drawn).astype(float), *reader.platen)  # type: ignore[arg-type]


def test_blocks_are_a_quarter_of_an_inch_in_both_directions() -> None:
    found = tone.blocks((290, 384), PPI)
    assert len(found) == 6
    assert {(b[0].stop - b[0].start, b[1].stop - b[1].start) for b in found} == {(94, 137)}
    with pytest.raises(BadFrames):
        tone.blocks((50, 60), PPI)


def test_uniformity_finds_a_planted_row_step_a_column_step_and_a_slope() -> None:
    even = np.full((290, 384), 100.0)
    striped = even + 6 * (np.arange(290) % 2)[:, None]
    assert tone.uniformity(striped, PPI).rows == pytest.approx(6)
    assert tone.uniformity(striped, PPI).columns == 0
    assert tone.uniformity(striped.T[:290, :290], PPI).columns == pytest.approx(6)
    slope = even + np.linspace(0, 30, 384)
    # block means lie 137 columns apart
    assert tone.uniformity(slope, PPI).areas == pytest.approx(30 / 383 * 137, rel=0.01)
    spiked = even.copy()
    spiked[::20, ::20] = 150
    assert tone.uniformity(spiked, PPI).pixels == pytest.approx(50, abs=0.5)


def test_masked_pixels_do_not_count() -> None:
    even = np.full((290, 384), 100.0)
    skip = np.zeros(even.shape, bool)
    skip[::7] = True
    skip[50:54, 30:200] = True
    even[skip] = 0
    found = tone.uniformity(even, PPI, skip)
    assert (found.rows, found.columns, found.pixels, found.areas) == (0, 0, 0, 0)


def test_signal_to_noise_is_the_planted_one() -> None:
    reader = PlantedReader(noise=1.6)
    noise = tone.signal_to_noise(reader.frame(Flat(1.0), 1), reader.frame(Flat(0.0), 2), PPI)
    assert noise.white == pytest.approx(217 / np.hypot(1.6, 12**-0.5), rel=0.03)
    assert noise.black_level == pytest.approx(8, abs=0.1)


def test_linearity_is_the_planted_bend_and_needs_nine_patches() -> None:
    r = np.linspace(0, 1, 11)
    assert tone.linearity(r, 10 + 200 * r).residual < 1e-9
    bent = tone.linearity(r, 10 + 200 * r + 4 * 12 * r * (1 - r))
    assert bent.residual == pytest.approx(7.2, abs=0.1)  # ends of a parabola of height 12 from its line
    with pytest.raises(NoChart):
        tone.linearity(r[:8], r[:8])


def test_grey_levels_count_from_five_pixels_and_gaps_are_seen() -> None:
    printed = np.repeat(np.arange(20, 240, dtype=np.uint8), 5)
    assert tone.grey_range(printed) == tone.GreyRange(220, 0)
    assert tone.grey_range(printed[printed != 100]) == tone.GreyRange(219, 1)
    assert tone.grey_range(printed[1:]) == tone.GreyRange(219, 0)
    with pytest.raises(BadFrames):
        tone.grey_range(printed, np.zeros(printed.shape, bool))


@pytest.mark.parametrize("off", [(0.0, 0.0), (0.9, -1.1), (-0.6, 0.4)])
def test_a_wedge_that_was_laid_off_its_place_is_found_and_read(off: tuple[float, float]) -> None:
    reader = PlantedReader(noise=1.0, curve=5.0)
    levels = charts.patch_levels(seen(reader, chart(charts.wedge(), off=off)), charts.wedge())
    r = np.array([p.reflectance for p in charts.wedge()])
    assert levels == pytest.approx(8 + 217 * r + 20 * r * (1 - r), abs=0.3)


def test_a_finger_or_nothing_is_no_wedge() -> None:
    for target in (Flat(0.0), Flat(0.7)):
        with pytest.raises(NoChart):
            charts.patch_levels(seen(PlantedReader(noise=1.0), target), charts.wedge())


def test_contrast_falls_with_blur_and_the_limits_are_those_of_the_source() -> None:
    frequencies = charts.frequencies("x")
    sharp, soft = (
        charts.contrast_transfer(seen(PlantedReader(noise=1.0, blur=b), chart(frequencies)), "x", frequencies, 10.8)
        for b in (0.4, 1.6)
    )
    assert all(a >= b - 0.01 for a, b in zip(sharp.value, soft.value, strict=True))
    judged = [judge(f"ctf_x_{f:.0f}", v).verdict for f, v in zip(soft.cycles, soft.value, strict=True)]
    assert judged[0] is Grade.PASSED
    assert judged[7] is Grade.FAILED
    table = (0.948, 0.869, 0.791, 0.713, 0.636, 0.559, 0.483, 0.408, 0.333, 0.259)
    assert [round(ctf_minimum(f), 3) for f in range(1, 11)] == pytest.approx(table, abs=0.0011)


def test_a_verdict_says_pass_fail_or_outside_the_profile() -> None:
    assert judge("native_resolution_y", 378.8, reachable=False).verdict is Grade.OUTSIDE
    assert judge("native_resolution_x", 550.0, reachable=False).verdict is Grade.PASSED
    assert judge("linearity", 7.65).verdict is Grade.PASSED
    assert judge("linearity", 7.66).verdict is Grade.FAILED
    assert judge("ctf_y_9", 0.7, resolved=False).verdict is Grade.OUTSIDE
    assert judge("lamp", None).verdict is Grade.NOT_MEASURED
    with pytest.raises(BadFrames):
        judge("beauty", 1.0)


def test_every_limit_names_its_source() -> None:
    assert all(limit.source for limit in SCANNER.values())
    assert not SCANNER["prnu_before"].published
    assert SCANNER["linearity"].published


def clean() -> tuple[PlantedReader, np.ndarray]:
    reader = PlantedReader(noise=1.2, prnu=0.02)
    return reader, flatfield.stack(reader.frames(Flat(0.0), 16)).mean


def ridges(reader: PlantedReader) -> np.ndarray:
    x, y = reader.platen
    return (0.5 + 0.5 * np.cos(2 * np.pi * 2.1 * np.hypot(x - 1, y + 14))) * (np.hypot(x / 7, y / 9) < 1)


def test_a_clean_platen_is_clean_and_a_smeared_one_is_not() -> None:
    reader, baseline = clean()
    empty = platen.cleanliness(reader.frame(Flat(0.0), 50), baseline, 1.2, PPI)
    assert not empty.dirty and empty.blocks < 0.001
    levels = reader.levels(Flat(0.0))
    levels[100:160, 50:260] += 40 * np.random.default_rng(3).random((60, 210))
    smeared = platen.cleanliness(reader.expose(levels, 51), baseline, 1.2, PPI)
    assert smeared.dirty
    assert smeared.blocks == pytest.approx(60 * 210 / (288 * 384), abs=0.015)


def test_a_film_of_breath_shows_in_the_level_though_no_block_varies() -> None:
    reader, baseline = clean()
    fogged = platen.cleanliness(reader.expose(reader.levels(Flat(0.0)) + 9, 52), baseline, 1.2, PPI)
    assert fogged.dirty and fogged.blocks < 0.02 and fogged.level == pytest.approx(9, abs=1)


def test_a_latent_print_is_told_from_another_print_and_from_nothing() -> None:
    reader, baseline = clean()
    empty, print_ = reader.levels(Flat(0.0)), ridges(reader)
    last = reader.expose(empty + 180 * print_, 60)
    other = np.cos(2 * np.pi * 2.0 * reader.platen[0]) * (np.abs(reader.platen[1]) < 8)
    limit = SCANNER["latent"]
    assert not limit.holds(platen.latent(reader.expose(empty + 9 * print_, 61), baseline, last))
    assert limit.holds(platen.latent(reader.expose(empty + 9 * (other > 0), 62), baseline, last))
    assert limit.holds(platen.latent(reader.expose(empty, 63), baseline, last))
    assert platen.latent(reader.expose(empty, 64), baseline, reader.expose(empty, 65)) == 0.0


def test_ridges_are_told_from_dust_by_their_frequency() -> None:
    reader, baseline = clean()
    smear = platen.cleanliness(reader.expose(reader.levels(Flat(0.0)) + 12 * ridges(reader), 70), baseline, 1.2, PPI)
    dust = reader.levels(Flat(0.0))
    for k in range(30):
        dust[9 * k : 9 * k + 2, 12 * k : 12 * k + 2] += 80
    specks = platen.cleanliness(reader.expose(dust, 71), baseline, 1.2, PPI)
    assert smear.ridges > 2 * specks.ridges


def test_a_fading_lamp_is_foretold_and_a_steady_one_is_not() -> None:
    days = np.arange(0.0, 120, 10)
    noise = np.random.default_rng(1).normal(0, 0.004, len(days))
    fading = platen.trend(days, 1 - 0.0015 * days + noise, low=0.8, high=1.2)
    assert fading is not None and fading.replace_soon
    assert fading.days_left == pytest.approx((1 - 0.0015 * 110 - 0.8) / 0.0015, abs=6)
    steady = platen.trend(days, 1 + noise, low=0.8, high=1.2)
    assert steady is not None and not steady.replace_soon
    assert platen.trend(days[:3], days[:3]) is None
    gone = platen.trend(days, 0.7 + noise, low=0.8)
    assert gone is not None and gone.days_left == 0.0
