"""The calibration wizard: one step after the other, each judged at once, all measured and signed at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from drivers.finger.rectify import Rectification
from drivers.finger.sensors import SENSORS
from models.calibration import bars, flatfield, suite
from models.calibration.errors import BadFrames
from station.bench import certify
from station.bench.certify import Run
from station.bench.frame_tap import FrameTap, Progress, Taken
from station.domain import desk
from station.domain.calibration import OPTIONAL, SignedCertificate, Step, Verdict
from station.errors import StationError
from station.vault.signing import Signer

# Frames of each step: a stack for statistics over time, two stacks where one half proves the other, pairs for bars.
FRAMES: dict[Step, int] = {
    Step.CLEAN: flatfield.FRAMES,
    Step.DARK: flatfield.FRAMES,
    Step.FLAT: 2 * flatfield.FRAMES,
    Step.BARS_ALONG: 2,
    Step.BARS_ACROSS: 2,
    Step.WEDGE: 4,
    Step.CHART_ACROSS: 4,
    Step.CHART_ALONG: 4,
    Step.FINGER: 1,
}
FULL_DAYS, FLAT_DAYS = (
    365,
    31,
)  # validity: geometry yearly, flat field and defects monthly (calibration page, procedure)
COVERED = 0.1  # of the platen, by a finger
CONTACT = 40  # levels of light


class OutOfOrder(StationError):
    """A step that the run is not at, or a run that is not complete."""

    code = "calibration_order"


class OtherReader(StationError):
    """A reader whose sensor the bench does not know, or one that answers with frames of another sensor: it keeps its
    nominal geometry."""

    code = "calibration_reader"


@dataclass(frozen=True, eq=False)
class Finished:
    """What a run leaves: the signed certificate, the record for the driver, and the clean platen as it was."""

    signed: SignedCertificate
    record: Rectification
    clean: NDArray[np.uint8]  # uint8[rows, columns], light, mean of the step "clean"
    measurement: suite.SuiteMeasurement

    def result(self) -> desk.CalibrationResult:
        """For the screen."""
        certificate = self.signed.certificate
        return desk.CalibrationResult(
            device=certificate.serial,
            certificate=certificate.id,
            at=certificate.made_at,
            passed=certificate.verdict is not Verdict.FAILED,
            measurements=tuple(certify.shown(r) for r in certificate.readings),
        )


class Wizard:
    """One run on one reader. `run` the steps in order, `skip` the optional ones, then `finish`.

    Errors of the reader (DeviceError) and of what lies on it (BiometricError) leave the step where it is: it is simply
    done again. `record` may come from an earlier run, whose geometry a monthly flat-field run keeps.

    Raises OtherReader for a driver whose sensor is not in drivers/finger/sensors.py.
    """

    def __init__(
        self,
        tap: FrameTap,
        run: Run,
        signer: Signer,
        clock: Callable[[], datetime],
        record: Rectification | None = None,
    ) -> None:
        self._tap, self._run, self._signer, self._clock = tap, run, signer, clock
        sensor = SENSORS.get(tap.info.driver)
        if sensor is None:
            raise OtherReader(f"no sensor is known for driver {tap.info.driver}")
        self._sensor = sensor
        self._record = record or Rectification.nominal(tap.info.serial, sensor)
        self._taken: dict[Step, Taken] = {}
        self._states = {step: desk.CalibrationStep(str(step)) for step in Step}
        self._skipped: set[Step] = set()
        self._bars: dict[Step, bool] = {}

    def steps(self) -> tuple[desk.CalibrationStep, ...]:
        """For the screen, in order; skipped steps are left out."""
        return tuple(state for step, state in self._states.items() if step not in self._skipped)

    @property
    def step(self) -> Step | None:
        """The one to do now; None when the run may be finished."""
        return next((s for s in Step if s not in self._taken and s not in self._skipped), None)

    def skip(self) -> None:
        """Leave out the step that is due, when no such target is at hand. Raises OutOfOrder for the needed ones."""
        step = self.step
        if step is None or step not in OPTIONAL:
            raise OutOfOrder(f"step {step} cannot be left out")
        self._skipped.add(step)
        if step in {Step.BARS_ALONG, Step.BARS_ACROSS}:  # one direction tells nothing about geometry or charts
            self._skipped |= {Step.BARS_ALONG, Step.BARS_ACROSS, Step.WEDGE, Step.CHART_ACROSS, Step.CHART_ALONG}
            self._taken.pop(Step.BARS_ALONG, None)

    def again(self, step: Step) -> None:
        """Repeat from `step` on."""
        for later in list(Step)[list(Step).index(step) :]:
            self._taken.pop(later, None)
            self._skipped.discard(later)
            self._states[later] = desk.CalibrationStep(str(later))

    def run(self, cancel: threading.Event | None = None, progress: Progress = lambda _: None) -> Step:
        """Do the step that is due. Raises DeviceError, BiometricError (the step may be run again), OutOfOrder."""
        step = self.step
        if step is None:
            raise OutOfOrder("every step is done")
        state = desk.CalibrationStep(str(step), desk.StepState.RUNNING)
        self._states[step] = state

        def told(share: float) -> None:
            self._states[step] = replace(state, progress=share)
            progress(share)

        try:
            taken = self._tap.take(step, FRAMES[step], cancel or threading.Event(), told)
            self._look(step, taken)
        except Exception as error:
            code = getattr(error, "code", "unexpected")
            self._states[step] = replace(state, state=desk.StepState.FAILED, error=str(code))
            raise
        self._taken[step] = taken
        self._states[step] = replace(state, state=desk.StepState.PASSED, progress=1.0)
        return step

    def _look(self, step: Step, taken: Taken) -> None:
        """Is this the right target? Better asked while it still lies there than at the end."""
        if taken.frames.shape[1:] != self._sensor.shape:
            raise OtherReader(f"{self._tap.info.model}: frames of {taken.frames.shape[2]}x{taken.frames.shape[1]}")
        skip = taken.lost | taken.rows[:, None]
        if step in {Step.CLEAN, Step.DARK}:
            flatfield.check_dark(flatfield.stack(taken.frames), skip)
        elif step is Step.FLAT:
            dark = flatfield.stack(self._taken[Step.DARK].frames)
            flatfield.check_flat(dark, flatfield.stack(taken.frames), skip)
        elif step in {Step.BARS_ALONG, Step.BARS_ACROSS}:
            bars.find(taken.frames[0], "y" if step is Step.BARS_ALONG else "x", skip)
        elif step is Step.FINGER and float((taken.frames[0] > CONTACT).mean()) < COVERED:
            raise BadFrames("no finger lies on the platen")

    def _lost(self) -> NDArray[np.bool_]:
        """What the wire did not carry in at least one step."""
        rows = np.logical_or.reduce([t.rows for t in self._taken.values()])
        pixels = np.logical_or.reduce([t.lost for t in self._taken.values()])
        return np.asarray(pixels | rows[:, None])

    def finish(self) -> Finished:
        """Measure, judge and sign. Raises OutOfOrder while a step is due; BiometricError where a frame will not do."""
        if self.step is not None:
            raise OutOfOrder(f"step {self.step} is still due")
        baseline = self._baseline()

        def frames(step: Step) -> NDArray[np.uint8] | None:
            return self._taken[step].frames if step in self._taken else None

        measured = suite.measure(
            suite.Captured(
                dark=self._taken[Step.DARK].frames,
                flat=self._taken[Step.FLAT].frames,
                horizontal=frames(Step.BARS_ALONG),
                vertical=frames(Step.BARS_ACROSS),
                wedge=frames(Step.WEDGE),
                frequencies_x=frames(Step.CHART_ACROSS),
                frequencies_y=frames(Step.CHART_ALONG),
                finger=frames(Step.FINGER),
                lost=self._lost(),
                pitch=self._run.target.pitch_mm,
            ),
            self._sensor.ppi,
            baseline,
        )
        now = self._clock()
        name = certify.new_id(now)
        record = self._corrected(measured, name, now)
        frames_of = {str(step): taken.frames for step, taken in self._taken.items()}
        signed = certify.sign(
            certify.write(self._run, self._tap.info, measured, record, frames=frames_of, now=now), self._signer
        )
        clean = np.rint(flatfield.stack(self._taken[Step.CLEAN].frames).mean).astype(np.uint8)
        return Finished(signed, record, clean, measured)

    def _baseline(self) -> suite.Baseline | None:
        before = self._run.before
        dark, flat = (None, None) if before is None else (before.level("dark_level"), before.level("flat_level"))
        return None if dark is None or flat is None else suite.Baseline(dark, flat)

    def _corrected(self, measured: suite.SuiteMeasurement, name: str, now: datetime) -> Rectification:
        geometry = measured.geometry
        days = FULL_DAYS if geometry is not None else FLAT_DAYS
        flat = replace(
            self._record,
            id=name,
            serial=self._tap.info.serial,
            offset=measured.flat.offset,
            gain=measured.flat.gain,
            defects=measured.defects.positions(),
            valid_until=now.date() + timedelta(days=days),
        )
        if geometry is None:
            return flat
        return replace(
            flat,
            homography=geometry.to_raw,
            displacement=geometry.displacement.astype(np.float32),
            width=geometry.width,
            height=geometry.height,
        )
