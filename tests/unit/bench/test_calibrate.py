"""The wizard from the first wipe to the signed certificate, on planted readers and through the emulated driver."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from drivers.camera.base import CameraInfo
from drivers.emulated.uru4500 import EmulatedBackend, EmulatedUru4500
from drivers.errors import Cancelled, DeviceError, NotFound
from drivers.finger.base import FingerFrame, ScannerInfo
from drivers.finger.hub import FingerHub
from models.calibration.errors import BadFrames, NoBars, NotDark, NotFlat
from models.synthesis.camera_view import PlantedCamera
from models.synthesis.targets import Bars, Flat, Picture, PlantedReader, Target
from station.bench import certify
from station.bench.calibrate import Finished, OtherReader, OutOfOrder, Wizard
from station.bench.calibrations import Calibrations
from station.bench.certify import Run, Stored, UnusableCalibration
from station.bench.drift import drift
from station.bench.frame_tap import HubTap, Progress, Taken, gather
from station.bench.platen_watch import PlatenWatch
from station.bench.rehearsed_tap import DEMO_READER, RehearsedTap, target_of
from station.domain import desk
from station.domain.audit import Act
from station.domain.calibration import (
    BadCertificate,
    Certificate,
    PlatenState,
    Step,
    Verdict,
    Wear,
    rounded,
)
from station.domain.calibration import Target as BarTarget
from station.domain.camera_bench import CameraSetting
from station.domain.officer import Officer, Role
from station.errors import NotAllowed
from station.store import audit_log
from station.store import devices as device_rows
from station.store.session import Store
from station.vault.keys import StationKeys
from station.vault.signing import Ed25519Signer, check

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
INFO = ScannerInfo("U.are.U 4500", "{unit-1}", "1-1", 0x05BA, 0x000A, "fw", "uru4500", emulated=True)
SIGNER = Ed25519Signer(bytes(range(32)))
TARGET = BarTarget("RT-17", "PTB 5.2-17", 1.0)
TECHNICIAN = Officer("tech1", "Technician", Role.TECHNICIAN)
READER = PlantedReader(noise=1.0, prnu=0.02, falloff=0.1, dead=4, hot=1, rotation=0.2, blur=0.4, seed=8)


def finger() -> np.ndarray:
    y, x = np.mgrid[0:383, 0:349]
    waves = 127 + 110 * np.cos(2 * np.pi * np.hypot(x - 170, y + 200) / 9.3)
    return np.where(np.hypot((x - 174) / 140, (y - 191) / 175) < 1, waves, 255).astype(np.uint8)


FINGER = finger()


class PlantedTap:
    """A planted reader without USB. `wrong` exchanges what lies on the platen at a step; `broken` fails it once."""

    info = INFO

    def __init__(self, reader: PlantedReader = READER, wrong: dict[Step, Target] | None = None) -> None:
        self.reader, self.wrong = reader, wrong or {}
        self.broken: dict[Step, DeviceError] = {}
        self.number = 0

    def take(self, step: Step, count: int, cancel: threading.Event, progress: Progress) -> Taken:
        if step in self.broken:
            raise self.broken.pop(step)
        if cancel.is_set():
            raise Cancelled("cancelled")
        self.number += 100
        frames = self.reader.frames(self.wrong.get(step, target_of(step, FINGER)), count, self.number)
        progress(1.0)
        rows = np.zeros(290, bool)
        rows[49] = True
        frames[:, rows] = 0
        lost = np.zeros((290, 384), bool)
        lost[120, 0] = True
        return Taken(frames, rows, lost)


def wizard(tap: PlantedTap | None = None, before: Certificate | None = None) -> Wizard:
    run = Run(TECHNICIAN.name, "station-1", TARGET, "0.1.0", before)
    return Wizard(tap or PlantedTap(), run, SIGNER, lambda: NOW)


def finished(
    tap: PlantedTap | None = None, before: Certificate | None = None, skip: set[Step] = frozenset()
) -> Finished:  # type: ignore[assignment]
    w = wizard(tap, before)
    while w.step is not None:
        if w.step in skip:
            w.skip()
        else:
            w.run()
    return w.finish()


@pytest.fixture(scope="module")
def full() -> Finished:
    return finished()


@pytest.fixture(scope="module")
def flat_only() -> Finished:
    return finished(skip={Step.BARS_ALONG, Step.FINGER})


def test_a_whole_run_ends_in_a_certificate_with_everything_that_was_used(full: Finished) -> None:
    certificate = full.signed.certificate
    assert (certificate.serial, certificate.operator, certificate.target) == ("{unit-1}", "tech1", TARGET)
    assert [step for step, _ in certificate.frames] == [str(s) for s in Step]
    assert [len(h) for _, h in certificate.frames] == [16, 16, 32, 2, 2, 4, 4, 4, 1]
    assert len({h for _, hashes in certificate.frames for h in hashes}) == 81
    check(SIGNER.public, full.signed.signature, certificate.content())
    assert certificate.valid_until == date(2027, 11, 24)
    assert full.record.id == certificate.id == full.record.calibration_id
    assert {r.quantity for r in certificate.readings} >= {
        "resolution_x", "resolution_y", "anisotropy", "accuracy_short", "accuracy_long", "accuracy_along", "rotation",
        "keystone_x", "linearity", "ctf_x_10", "ctf_y_1", "snr_white", "rows_dark", "columns_bright", "pixels_dark",
        "areas_bright", "grey_range", "defect_share", "prnu_before", "dark_noise", "native_resolution_y",
    }  # fmt: skip


def test_a_4500_is_certified_as_outside_the_profile_and_says_by_what_values(full: Finished) -> None:
    certificate = full.signed.certificate
    assert certificate.verdict is Verdict.OUTSIDE
    rows = certificate.reading("native_resolution_y")
    assert rows is not None and rows.verdict is Verdict.OUTSIDE and rows.value == pytest.approx(378.8, abs=0.4)
    fine = certificate.reading("ctf_y_9")
    assert fine is not None and fine.verdict is Verdict.OUTSIDE and fine.value is not None


def test_planted_defects_are_in_the_record_and_the_wires_gaps_are_not(full: Finished) -> None:
    planted = sorted(k for part in READER.defects for k in part.tolist() if k // 384 != 49)
    assert [int(r) * 384 + int(c) for r, c in full.record.defects] == planted


def test_the_screen_sees_steps_progress_and_measurements() -> None:
    w = wizard()
    assert [s.key for s in w.steps()][:5] == ["clean", "dark", "flat", "target_along", "target_across"]
    assert w.steps()[0].state is desk.StepState.WAITING
    w.run()
    assert (w.steps()[0].state, w.steps()[0].progress) == (desk.StepState.PASSED, 1.0)
    assert w.step is Step.DARK


def test_the_result_for_the_screen_marks_the_projects_own_limits(full: Finished) -> None:
    result = full.result()
    by_name = {m.name: m for m in result.measurements}
    assert result.passed and result.certificate == full.record.id
    assert by_name["prnu_after"].own_limit and not by_name["linearity"].own_limit
    assert by_name["native_resolution_y_raw"].state is desk.StepState.OUTSIDE


def test_a_run_without_bar_targets_keeps_the_geometry_and_lasts_a_month(flat_only: Finished) -> None:
    assert flat_only.record.homography == pytest.approx(full_nominal().homography)
    assert flat_only.signed.certificate.valid_until == NOW.date() + timedelta(days=31)
    assert [s for s, _ in flat_only.signed.certificate.frames] == ["clean", "dark", "flat"]


def full_nominal() -> object:
    from drivers.finger.rectify import Rectification

    return Rectification.nominal()


@pytest.mark.parametrize(
    ("step", "lies", "error"),
    [
        (Step.CLEAN, Flat(0.6), NotDark),
        (Step.DARK, Flat(0.9), NotDark),
        (Step.FLAT, Flat(0.02), NotFlat),
        (Step.FLAT, Picture(FINGER), NotFlat),
        (Step.BARS_ALONG, Bars("x"), NoBars),
        (Step.BARS_ACROSS, Flat(1.0), NoBars),
        (Step.FINGER, Flat(0.0), BadFrames),
    ],
)
def test_the_wrong_thing_on_the_platen_is_told_at_once_and_the_step_is_done_again(
    step: Step, lies: Target, error: type[Exception]
) -> None:
    tap = PlantedTap(wrong={step: lies})
    w = wizard(tap)
    while w.step is not step:
        w.run()
    with pytest.raises(error) as told:
        w.run()
    state = next(s for s in w.steps() if s.key == str(step))
    assert (state.state, state.error) == (desk.StepState.FAILED, told.value.code)  # type: ignore[attr-defined]
    tap.wrong.clear()
    assert w.run() is step


def test_an_unplugged_reader_costs_one_step_not_the_run() -> None:
    tap = PlantedTap()
    tap.broken[Step.FLAT] = NotFound("no_scanner")
    w = wizard(tap)
    w.run()
    w.run()
    with pytest.raises(NotFound):
        w.run()
    assert w.step is Step.FLAT
    assert w.run() is Step.FLAT


def test_steps_that_are_needed_cannot_be_skipped_nor_a_run_finished_early() -> None:
    w = wizard()
    for _ in range(2):
        with pytest.raises(OutOfOrder):
            w.skip()
        with pytest.raises(OutOfOrder):
            w.finish()
        w.run()


def test_a_step_can_be_repeated_and_takes_the_later_ones_with_it() -> None:
    w = wizard()
    for _ in range(3):
        w.run()
    w.again(Step.DARK)
    assert w.step is Step.DARK
    assert [s.state for s in w.steps()][:3] == [desk.StepState.PASSED, desk.StepState.WAITING, desk.StepState.WAITING]


def test_a_reader_with_another_sensor_is_refused_at_the_first_step() -> None:
    class Tall(PlantedTap):
        def take(self, step: Step, count: int, cancel: threading.Event, progress: Progress) -> Taken:
            return Taken(np.zeros((count, 480, 320), np.uint8), np.zeros(480, bool), np.zeros((480, 320), bool))

    with pytest.raises(OtherReader):
        wizard(Tall()).run()
    unknown = PlantedTap()
    unknown.info = replace(INFO, driver="sbi")
    with pytest.raises(OtherReader, match="sbi"):
        wizard(unknown)


def test_a_cancelled_step_can_be_run_again() -> None:
    w = wizard()
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        w.run(stop)
    assert w.run() is Step.CLEAN


# ---- the certificate


def test_a_certificate_reads_back_from_its_content_and_only_from_that(full: Finished) -> None:
    content = full.signed.content
    assert Certificate.from_content(content) == full.signed.certificate
    fields = json.loads(content)
    for change in (
        {"version": 2}, {"verdict": "pass"}, {"serial": 5}, {"made_at": "yesterday"}, {"readings": [{}]}, {"more": 1},
        {"target": ["x", "y", 99.0]},
    ):  # fmt: skip
        text = json.dumps({**fields, **change}, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        with pytest.raises(BadCertificate):
            Certificate.from_content(text)
    with pytest.raises(BadCertificate):
        Certificate.from_content(content + b" ")


def test_a_value_that_is_no_number_is_never_certified() -> None:
    assert rounded(1 / 3) == 0.333333333
    for bad in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="not a number"):
            rounded(bad)


def test_a_stored_calibration_is_refused_when_anything_was_exchanged(flat_only: Finished) -> None:
    stored = Stored(flat_only.signed, flat_only.record, flat_only.clean)
    packed = certify.pack(stored)
    again = certify.unpack(packed, {SIGNER.public}, "{unit-1}")
    assert again.certificate == stored.certificate
    assert np.array_equal(again.clean, stored.clean)
    with pytest.raises(UnusableCalibration, match="another station"):
        certify.unpack(packed, {bytes(32)})
    with pytest.raises(UnusableCalibration, match="another reader"):
        certify.unpack(packed, None, "{unit-2}")
    other = replace(flat_only.record, defects=flat_only.record.defects[1:])
    with pytest.raises(UnusableCalibration, match="not the one that was signed"):
        certify.unpack(certify.pack(replace(stored, record=other)), None)
    for at in range(0, len(packed), len(packed) // 60):
        damaged = bytearray(packed)
        damaged[at] ^= 0x10
        with pytest.raises(UnusableCalibration):
            certify.unpack(bytes(damaged), {SIGNER.public})
    for cut in (0, 5, 100, 200, len(packed) - 1):
        with pytest.raises(UnusableCalibration):
            certify.unpack(packed[:cut], {SIGNER.public})


# ---- kept by the station


def test_a_kept_run_is_used_named_audited_and_outlives_a_restart(
    store: Store, keys: StationKeys, clock: object
) -> None:
    kept = Calibrations(store, keys, lambda: NOW, "0.1.0")
    assert kept.record("{unit-1}") is None and kept.expires("{unit-1}") is None
    w = kept.begin(PlantedTap(), TECHNICIAN, TARGET)
    while w.step is not None:
        w.skip() if w.step in {Step.BARS_ALONG, Step.FINGER} else w.run()
    kept.keep(w.finish())
    record = kept.record("{unit-1}")
    assert record is not None and record.id.startswith("CAL-20261124-")
    assert kept.expires("{unit-1}") == date(2026, 12, 25)
    assert not kept.due_soon("{unit-1}")
    later = Calibrations(store, keys, lambda: NOW + timedelta(days=20), "0.1.0")
    again = later.record("{unit-1}")
    assert again is not None and again.to_bytes() == record.to_bytes()
    assert later.due_soon("{unit-1}")
    with store.reading() as unit:
        acts = [e for _, e in audit_log.entries(unit) if e.act == Act.CALIBRATED]
    assert [(e.subject, e.actor, e.detail["certificate"]) for e in acts] == [("{unit-1}", "tech1", record.id)]


def test_a_calibration_that_somebody_else_wrote_into_the_database_is_not_used(
    store: Store, keys: StationKeys, flat_only: Finished
) -> None:
    foreign = certify.pack(Stored(flat_only.signed, flat_only.record, flat_only.clean))  # signed by another key
    with store.unit() as unit:
        device_rows.seen(unit, "{unit-1}", "U.are.U 4500")
        device_rows.put_calibration(unit, device_rows.StoredCalibration("c", "{unit-1}", NOW, "tech1", foreign, "pass"))
    assert Calibrations(store, keys, lambda: NOW, "0.1.0").record("{unit-1}") is None


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR])
def test_only_a_technician_calibrates(store: Store, keys: StationKeys, role: Role) -> None:
    with pytest.raises(NotAllowed):
        Calibrations(store, keys, lambda: NOW, "0").begin(PlantedTap(), Officer("o", "O", role), TARGET)


def test_a_camera_is_certified_by_a_technician_only(store: Store, keys: StationKeys) -> None:
    kept = Calibrations(store, keys, lambda: NOW, "0.1.0")
    info = CameraInfo("cam", "cam-1", 0, virtual=False)
    frame = PlantedCamera(1300, 960, 4.4, blur=1.0).frame()
    signed = kept.check_camera(info, [frame], CameraSetting(), TECHNICIAN)
    check(keys.signer.public, signed.signature, signed.certificate.content())
    assert (signed.certificate.serial, signed.certificate.record_sha256) == ("cam-1", "")
    assert Certificate.from_content(signed.content) == signed.certificate
    with pytest.raises(NotAllowed):
        kept.check_camera(info, [frame], CameraSetting(), Officer("o", "O", Role.OFFICER))


def aged(first: Certificate, day: float, lamp: float) -> Certificate:
    levels = dict(first.levels)
    levels["flat_level"] = levels["flat_level"] * lamp
    return replace(first, made_at=NOW + timedelta(days=day), levels=tuple(levels.items()))


def test_a_lamp_that_fades_is_announced_before_it_fails(flat_only: Finished) -> None:
    first = flat_only.signed.certificate
    assert drift((first,)).wear is Wear.TOO_FEW
    steady = drift(tuple(aged(first, 30 * k, 1 + 0.002 * (-1) ** k) for k in range(6)))
    assert steady.wear is Wear.STEADY
    fading = drift(tuple(aged(first, 30 * k, 1 - 0.03 * k + 0.001 * (-1) ** k) for k in range(7)))
    assert fading.wear is Wear.REPLACE_SOON
    assert fading.days_left == pytest.approx(20, abs=6)
    assert [round(p.lamp, 2) for p in fading.points] == [1.0, 0.97, 0.94, 0.91, 0.88, 0.85, 0.82]
    assert drift(tuple(aged(first, 30 * k, 1 - 0.05 * k) for k in range(6))).wear is Wear.WORN
    assert drift(()).wear is Wear.TOO_FEW


def test_a_later_run_is_compared_with_the_commissioning_one(flat_only: Finished) -> None:
    worn = finished(
        PlantedTap(replace(READER, lamp=0.75)), flat_only.signed.certificate, skip={Step.BARS_ALONG, Step.FINGER}
    )
    lamp = worn.signed.certificate.reading("lamp")
    assert lamp is not None and lamp.verdict is Verdict.FAILED and lamp.value == pytest.approx(0.75, abs=0.01)


# ---- every day


def frame(levels: np.ndarray, number: int) -> FingerFrame:
    raw = 255 - READER.expose(levels, number)
    return FingerFrame(raw, 500.0, raw, INFO, None, (49,))


def test_dirt_and_a_latent_print_are_told_before_the_next_traveller(flat_only: Finished) -> None:
    stored = Stored(flat_only.signed, flat_only.record, flat_only.clean)
    watch = PlatenWatch(lambda serial: stored if serial == "{unit-1}" else None)
    empty = READER.levels(Flat(0.0))
    print_ = READER.levels(Picture(FINGER)) - empty
    assert watch.look(frame(empty, 1)).state is PlatenState.CLEAN
    watch.captured(frame(empty + print_, 2))
    ghost = watch.look(frame(empty + 0.06 * print_, 3))
    assert ghost.state is PlatenState.LATENT and ghost.latent is not None and ghost.latent > 0.3
    assert watch.look(frame(empty, 4)).state is PlatenState.CLEAN  # wiped: the print is forgotten
    assert watch.look(frame(empty + 0.06 * print_, 5)).latent is None
    smeared = empty.copy()
    smeared[40:120, 60:220] += 50 * np.random.default_rng(2).random((80, 160))
    assert watch.look(frame(smeared, 6)).state is PlatenState.DIRTY
    assert watch.look(frame(empty + print_, 7)).state is PlatenState.OCCUPIED


def test_without_a_calibration_nothing_is_said_about_the_platen() -> None:
    assert PlatenWatch(lambda _: None).look(frame(READER.levels(Flat(0.0)), 1)).state is PlatenState.UNKNOWN


# ---- through the driver


@pytest.fixture
def bench() -> Iterator[tuple[EmulatedUru4500, FingerHub]]:
    device = EmulatedUru4500(serial="{unit-1}", time_scale=0)
    hub = FingerHub([EmulatedBackend([device])], poll=0.05)
    hub.start()
    yield device, hub
    hub.stop()


def test_frames_pass_the_emulated_wire_without_inventing_a_defect(bench: tuple[EmulatedUru4500, FingerHub]) -> None:
    device, hub = bench
    reader = replace(DEMO_READER, seed=3, dsnu=0.0)
    w = Wizard(
        RehearsedTap(hub, hub.status()[0].info, device.soil, FINGER, reader),
        Run("tech1", "s", TARGET, "0"), SIGNER, lambda: NOW,
    )  # fmt: skip
    while w.step is not None:
        w.skip() if w.step in {Step.BARS_ALONG, Step.FINGER} else w.run()
    planted = {k for part in reader.defects for k in part.tolist()}
    found = {int(r) * 384 + int(c) for r, c in w.finish().record.defects}
    assert found <= planted
    assert len(planted - found) <= 1  # one may fall on a row that the wire does not carry


def test_the_tap_of_a_real_reader_sees_what_lies_there_and_stops_when_asked(
    bench: tuple[EmulatedUru4500, FingerHub],
) -> None:
    device, hub = bench
    raw = np.full((290, 384), 180, np.uint8)
    raw[100:200, 100:300] = 40
    device.soil(raw)
    tap = HubTap(hub, hub.status()[0].info)
    shares: list[float] = []
    taken = tap.take(Step.CLEAN, 3, threading.Event(), shares.append)
    assert taken.frames.shape == (3, 290, 384) and shares[-1] == 1.0
    inner = taken.frames[0][110:150, 110:290]
    assert (inner[~taken.rows[110:150]] == 255 - 40).all()
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        tap.take(Step.CLEAN, 3, stop, shares.append)
    device.unplug()
    with pytest.raises(DeviceError):
        tap.take(Step.CLEAN, 3, threading.Event(), shares.append)


def test_the_platen_of_an_idle_reader_is_looked_at_between_two_travellers(
    bench: tuple[EmulatedUru4500, FingerHub], flat_only: Finished
) -> None:
    device, hub = bench
    stored = Stored(flat_only.signed, flat_only.record, flat_only.clean)
    watch = PlatenWatch(lambda _: stored)
    device.soil(255 - READER.frame(Flat(0.0), 5))
    assert watch.look_now(hub, "{unit-1}").state is PlatenState.CLEAN
    dirty = READER.levels(Flat(0.0))
    dirty[40:120, 60:220] += 50 * np.random.default_rng(2).random((80, 160))
    device.soil(255 - READER.expose(dirty, 6))
    assert watch.look_now(hub, "{unit-1}").state is PlatenState.DIRTY
    device.unplug()
    with pytest.raises(DeviceError):
        watch.look_now(hub, "{unit-1}")


def test_only_pixels_that_the_driver_calls_lost_count_as_lost() -> None:
    raw = np.full((290, 384), 255, np.uint8)  # no light anywhere, which is no reason to leave a pixel out
    frames = [FingerFrame(raw, 500.0, raw, INFO, None, (7,), lost) for lost in (((10, 0),), ((10, 0), (30, 0)))]
    taken = gather(frames)
    assert np.argwhere(taken.lost).tolist() == [[10, 0], [30, 0]]
    assert np.flatnonzero(taken.rows).tolist() == [7]


def test_captures_of_a_calibrated_reader_are_true_and_name_the_certificate(
    bench: tuple[EmulatedUru4500, FingerHub],
) -> None:
    device, hub = bench
    reader = replace(READER, ppi_x=568.0, ppi_y=368.0, keystone_y=0.05, barrel=0.02, lost=None)
    w = Wizard(PlantedTap(reader), Run("tech1", "s", TARGET, "0"), SIGNER, lambda: NOW)
    while w.step is not None:
        w.skip() if w.step in {Step.WEDGE, Step.CHART_ACROSS, Step.CHART_ALONG, Step.FINGER} else w.run()
    done = w.finish()
    # dots at known places: 4 mm apart, so that their distances can be told on the picture
    y, x = np.mgrid[0:383, 0:349]
    places = [(174 + 78.74 * i, 191 + 78.74 * j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    dots = np.minimum.reduce([255 - 235 * np.exp(-(((x - a) ** 2 + (y - b) ** 2) / 50)) for a, b in places])
    raw = 255 - reader.frame(Picture(dots.astype(np.uint8)), 5)
    second = FingerHub([EmulatedBackend([device])], calibrations=lambda _serial: done.record, poll=0.05)
    hub.stop()
    second.start()
    try:
        device.tap(raw)
        frame = second.capture(5.0, threading.Event())
    finally:
        second.stop()
    assert frame.calibration_id == done.signed.certificate.id
    from drivers.finger.rectify import Rectification

    true = spread(frame.pixels)
    nominal = spread(Rectification.nominal().apply(frame.raw))
    assert true == pytest.approx([2 * 78.74, 2 * 78.74], abs=0.6)
    assert np.abs(np.array(nominal) - 2 * 78.74).max() > 3


def spread(picture: np.ndarray) -> list[float]:
    """Distance of the left from the right dots, and of the upper from the lower ones, in pixels."""
    light = np.clip(200.0 - picture, 0, None)
    sides = []
    for axis in (0, 1):
        along = light.sum(axis=axis)
        third = len(along) / 2
        at = np.arange(len(along))
        low, high = at < third - 40, at > third + 40
        sides.append(float((along * at)[high].sum() / along[high].sum() - (along * at)[low].sum() / along[low].sum()))
    return sides
