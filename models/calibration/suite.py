"""All measurements of one calibration run, from the frames of its steps to judged results and correction maps."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from models.calibration import bars, charts, flatfield, geometry, platen, tone
from models.calibration.errors import BadFrames
from models.calibration.limits import LimitResult, judge

Frames = NDArray[np.uint8]  # [n, rows, columns], light: bright means contact
Floats = NDArray[np.float64]
MM = 25.4


@dataclass(frozen=True, eq=False)
class Captured:
    """The frames of a run, light polarity; None where the technician has no such target.

    `flat` holds twice what a stack needs: half of it makes the maps, the other half proves them. `horizontal` and
    `vertical` hold at least two frames each, for the same reason. `lost` marks raw pixels the wire does not carry.
    """

    dark: Frames
    flat: Frames
    horizontal: Frames | None = None
    vertical: Frames | None = None
    wedge: Frames | None = None
    frequencies_x: Frames | None = None
    frequencies_y: Frames | None = None
    finger: Frames | None = None
    lost: NDArray[np.bool_] | None = None
    pitch: float = 1.0  # mm, from the bar target's own certificate


@dataclass(frozen=True)
class Baseline:
    """What the unit showed when it was commissioned."""

    dark_level: float
    flat_level: float


@dataclass(frozen=True, eq=False)
class SuiteMeasurement:
    results: tuple[LimitResult, ...]
    flat: flatfield.FlatField
    defects: flatfield.Defects
    geometry: geometry.Geometry | None  # None: no bar target, the nominal geometry stays in use
    resolution_map: dict[str, tuple[float, ...]] = field(default_factory=dict)  # raw ppi per strip: "x", "y"


def measure(captured: Captured, nominal_ppi: tuple[float, float], baseline: Baseline | None = None) -> SuiteMeasurement:
    """Everything that the frames allow; raises the named errors of models/calibration/errors.py where they do not."""
    if len(captured.flat) < 2 * flatfield.FRAMES:
        raise BadFrames(f"{len(captured.flat)} flat frames where {2 * flatfield.FRAMES} are needed")
    lost = captured.lost
    dark = flatfield.stack(captured.dark)
    flat, proof = flatfield.stack(captured.flat[0::2]), flatfield.stack(captured.flat[1::2])
    flatfield.check_dark(dark, lost)
    flatfield.check_flat(dark, flat, lost)
    defects = flatfield.find_defects(dark, flat, lost)
    field_ = flatfield.measure(dark, flat, proof, defects, lost)
    skip = defects.all if lost is None else defects.all | lost
    even = Even(field_, skip)
    results = _health(field_, dark, defects, baseline)
    shape = (captured.dark.shape[1], captured.dark.shape[2])
    found: geometry.Geometry | None = None
    strips: dict[str, tuple[float, ...]] = {}
    ppi = nominal_ppi
    if captured.horizontal is not None and captured.vertical is not None:
        found, strips, more = _geometry(captured, captured.horizontal, captured.vertical, even, shape)
        results += more
        ppi = (found.ppi_x, found.ppi_y)
    results += _tone(captured, even, skip, ppi)
    if found is not None:
        results += _charts(captured, even, found)
    if captured.finger is not None:
        results += _finger(captured.finger[0], even)
    return SuiteMeasurement(tuple(results), field_, defects, found, strips)


class Even:
    """Light of a raw frame with even illumination, pixels without information filled from their neighbours."""

    def __init__(self, field_: flatfield.FlatField, skip: NDArray[np.bool_]) -> None:
        self._field, self.skip = field_, skip

    def __call__(self, frame: NDArray[np.uint8]) -> Floats:
        light = (frame.astype(np.float64) - self._field.offset) * self._field.gain
        if self.skip.any():
            calm = cv2.medianBlur(np.pad(light.astype(np.float32), 2, mode="reflect"), 5)[2:-2, 2:-2]
            light[self.skip] = calm[self.skip]
        return light


def _health(
    field_: flatfield.FlatField, dark: flatfield.Stack, defects: flatfield.Defects, baseline: Baseline | None
) -> list[LimitResult]:
    lamp = None if baseline is None else flatfield.drift(field_.flat_level, baseline.flat_level)
    rise = None if baseline is None else field_.dark_level - baseline.dark_level
    return [
        judge("dark_noise", dark.noise, "raw"),
        judge("dark_rise", rise, "raw"),
        judge("lamp", lamp, "raw"),
        judge("prnu_before", field_.prnu_before, "raw"),
        judge("prnu_after", field_.prnu_after),
        judge("shading", field_.shading_before, "raw"),
        judge("defect_share", defects.share, "raw"),
        judge("defect_cluster", float(max(defects.largest_cluster())), "raw"),
    ]


def _geometry(
    captured: Captured, horizontal: Frames, vertical: Frames, even: Even, shape: tuple[int, int]
) -> tuple[geometry.Geometry, dict[str, tuple[float, ...]], list[LimitResult]]:
    if len(horizontal) < 2 or len(vertical) < 2:
        raise BadFrames("two frames of each placement of the bars are needed: one to measure, one to prove")
    upright = bars.find(even(vertical[0]), "x", even.skip)
    level = bars.find(even(horizontal[0]), "y", even.skip)
    g = geometry.fit(upright, level, captured.pitch, shape)
    strips: dict[str, tuple[float, ...]] = {
        b.axis: tuple(bars.strip_resolution(b, captured.pitch).tolist()) for b in (upright, level)
    }
    results = [
        judge("native_resolution_x", g.ppi_x, "raw", reachable=False),
        judge("native_resolution_y", g.ppi_y, "raw", reachable=False),
        judge("area_width", g.width * MM / geometry.PPI, "raw", reachable=False),
        judge("area_height", g.height * MM / geometry.PPI, "raw", reachable=False),
        judge("rotation", g.rotation, "raw"),
        judge("skew", g.skew, "raw"),
        judge("keystone_x", g.keystone_x, "raw"),
        judge("keystone_y", g.keystone_y, "raw"),
        judge("residual", g.residual, "raw"),
        judge("residual_after", g.residual_after),
    ]
    maps = geometry.raw_of_picture(g)
    proofs = [
        bars.find(rectified(even(vertical[1]), maps), "x"),
        bars.find(rectified(even(horizontal[1]), maps), "y"),
    ]
    ppi = [float(np.nanmean(bars.strip_resolution(b, captured.pitch, 1))) for b in proofs]
    true = [bars.accuracy(b, captured.pitch, geometry.PPI) for b in proofs]
    results += [
        judge("resolution_x", ppi[0]),
        judge("resolution_y", ppi[1]),
        judge("anisotropy", abs(ppi[0] - ppi[1]) / ((ppi[0] + ppi[1]) / 2)),
        judge("accuracy_short", max(a.short for a in true)),
        judge("accuracy_long", max(a.long for a in true)),
        judge("accuracy_along", max(a.along for a in true)),
    ]
    return g, strips, results


def _tone(captured: Captured, even: Even, skip: NDArray[np.bool_], ppi: tuple[float, float]) -> list[LimitResult]:
    results = []
    black, white = captured.dark[0], captured.flat[1]
    for stage, dark, bright in (("raw", black, white), ("corrected", even(black), even(white))):
        noise = tone.signal_to_noise(bright, dark, ppi, skip)
        results += [judge("snr_white", noise.white, stage), judge("snr_black", noise.black, stage)]
        if stage == "raw":
            results += [judge("black_level", noise.black_level, stage), judge("white_level", noise.white_level, stage)]
        for shade, frame in (("dark", dark), ("bright", bright)):
            u = tone.uniformity(frame, ppi, skip)
            results += [
                judge(f"{name}_{shade}", value, stage)
                for name, value in (("rows", u.rows), ("columns", u.columns), ("pixels", u.pixels), ("areas", u.areas))
            ]
    return results


def _charts(captured: Captured, even: Even, g: geometry.Geometry) -> list[LimitResult]:
    results = []
    if captured.wedge is None:
        results.append(judge("linearity", None))
    else:
        chart = charts.wedge()
        light = np.mean([even(f) for f in captured.wedge], axis=0)
        levels = charts.patch_levels(charts.View(light, *geometry.platen_of_raw(g, light.shape)), chart, even.skip)
        results.append(judge("linearity", tone.linearity(np.array([p.reflectance for p in chart]), levels).residual))
    sides: tuple[tuple[bars.Axis, Frames | None, float], ...] = (
        ("x", captured.frequencies_x, g.ppi_x),
        ("y", captured.frequencies_y, g.ppi_y),
    )
    for axis, frames, ppi in sides:
        nyquist = ppi / MM / 2
        if frames is None:
            results += [judge(f"ctf_{axis}_{f}", None, "raw") for f in charts.FREQUENCIES]
            continue
        chart = charts.frequencies(axis)
        light = np.mean([even(f) for f in frames], axis=0)
        ctf = charts.contrast_transfer(
            charts.View(light, *geometry.platen_of_raw(g, light.shape)), axis, chart, nyquist, even.skip
        )
        for cycles, value in zip(ctf.cycles, ctf.value, strict=True):
            # beyond half the sampling rate bars alias: folding still shows contrast, but it is no resolution
            results.append(judge(f"ctf_{axis}_{cycles:.0f}", value, "raw", resolved=cycles < nyquist))
    return results


def _finger(frame: NDArray[np.uint8], even: Even) -> list[LimitResult]:
    light = np.clip(np.rint(even(frame)), 0, 255).astype(np.uint8)
    area = cv2.dilate((light > 40).astype(np.uint8), np.ones((15, 15), np.uint8)) > 0
    if area.mean() < 0.1:
        raise BadFrames("no finger lies on the platen")
    spread = tone.grey_range(light, area)
    return [judge("grey_range", float(spread.levels)), judge("grey_gaps", float(spread.gaps))]


def rectified(light: Floats, maps: tuple[NDArray[np.float32], NDArray[np.float32]]) -> Floats:
    """The picture at 500 ppi, float64[height, width], cubic."""
    picture = cv2.remap(light.astype(np.float32), *maps, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(picture, np.float64)


def everyday(
    frame: NDArray[np.uint8], clean: Floats, noise: float, ppi: tuple[float, float], last: NDArray[np.uint8] | None
) -> list[LimitResult]:
    """The empty platen before a traveller: dirt, and the print of the one before where `last` is given."""
    seen = platen.cleanliness(frame, clean, noise, ppi)
    ghost = None if last is None else platen.latent(frame, clean, last)
    return [
        judge("dirt_blocks", seen.blocks, "raw"),
        judge("dirt_level", seen.level, "raw"),
        judge("latent", ghost, "raw"),
    ]
