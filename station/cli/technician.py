"""`station-tech`: devices, capture, selftest, calibrate, camera, cards, chart, bundle: the technician in a terminal."""

from __future__ import annotations

import argparse
import contextlib
import logging
import platform
import sys
import threading
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

import cv2

from drivers.card.source import PcscSource
from drivers.errors import DeviceError
from models.calibration import limits
from models.errors import BiometricError
from station import config, logs
from station.bench import self_test_report
from station.bench.calibrations import Calibrations
from station.bench.card_bench import CardBench
from station.bench.chart_pdf import chart_pdf
from station.cli import asking, ending, scrubbed
from station.cli.bench import Bench, open_bench, open_calibrations, software_version
from station.cli.sign_in import signed_in
from station.cli.tech_options import options
from station.cli.tech_output import as_json, write
from station.domain import desk
from station.domain.calibration import Step, Target, Verdict
from station.domain.camera_bench import CameraSetting
from station.domain.officer import Officer, Role
from station.errors import StationError
from station.hand_back import hand_back
from station.office.log_in import LogIn, rules_of
from station.road import pulled_policy
from station.store.mode import bind_mode
from station.store.session import Store
from station.vault.process import STATION_PASSPHRASE, harden, secret, take_secrets
from station.workflow.policy import Policy

LOG_BYTES = 200_000  # of each log file that goes into a bundle
PACKAGES = (
    "biometric-station", "numpy", "opencv-python-headless", "pyusb", "PySide6-Essentials", "onnxruntime", "sqlcipher3",
)  # fmt: skip
INSTRUCTIONS = {
    Step.CLEAN: "Clean the platen with the cloth and leave it free.",
    Step.DARK: "Cover the free platen: no light may reach it.",
    Step.FLAT: "Lay on the uniform target.",
    Step.BARS_ALONG: "Lay on the bar target, bars lying across the finger.",
    Step.BARS_ACROSS: "Turn the bar target by 90 degrees.",
    Step.WEDGE: "Lay on the step wedge.",
    Step.CHART_ACROSS: "Lay on the frequency chart, bars running along the finger.",
    Step.CHART_ALONG: "Turn the frequency chart by 90 degrees.",
    Step.FINGER: "Lay on a finger as a traveller would.",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 0: done and nothing failed; 1: a check failed; 2: it could not be done; 4: a fault of the
    program, whose place is in the log; 130: stopped by Ctrl+C."""
    if argv is None:  # as a command: the process is ours to close, before the station's keys are in it
        harden()
        take_secrets()
    chosen = options().parse_args(argv)
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "devices": _devices, "capture": _capture, "selftest": _selftest, "calibrate": _calibrate, "bundle": _bundle,
        "camera": _camera, "chart": _chart, "cards": _cards,
    }  # fmt: skip

    def work() -> int:
        try:
            chosen.ask = asking.source(chosen)
            with logs.to_stream(level=logging.WARNING):
                return commands[chosen.command](chosen)
        except (StationError, DeviceError, BiometricError) as error:
            print(f"{error.code}: {error.detail}" if error.detail else error.code, file=sys.stderr)
            return 2

    try:
        return ending.of(work, lambda: chosen.data, refused=2)
    finally:
        if chosen.data is not None:
            hand_back(chosen.data)


class _OpenedBench:
    """A desk for one command: bench, calibrations of the station, the technician."""

    def __init__(self, operator: Officer, bench: Bench, calibrations: Calibrations, target: Target) -> None:
        self.bench, self.calibrations = bench, calibrations
        self.officer = operator
        self.room = bench.workshop(calibrations, self.officer, target)

    def views(self, kind: desk.DeviceKind | None = None) -> list[desk.DeviceView]:
        return [view for view in self.room.devices() if kind in {None, view.kind}]


def _operator(chosen: argparse.Namespace, calibrations: Calibrations, *, signs: bool) -> Officer:
    """Who is at the keyboard: by a sign-in where a certificate of a station will carry the name.

    Without `--data` nothing that is signed is a station's, and what is only looked at carries no name.
    Raises SignInRefused, NotAllowed.
    """
    if chosen.data is None or not signs:
        return Officer(chosen.operator, chosen.operator, Role.TECHNICIAN)
    log_in = LogIn(calibrations.store, rules_of(_policy(calibrations.store)))
    return signed_in(chosen.ask, log_in, chosen.operator).officer


def _policy(store: Store) -> Policy:
    """What is in force at this station. Raises StationError (`store_other_mode`) with the settings of another one."""
    settings = config.load()
    bind_mode(store, settings.mode)
    signing = store.keys.agency.signing if settings.mode == "production" else None
    return pulled_policy.newest(store, pulled_policy.read_file(settings, signing))


def _passphrase(chosen: argparse.Namespace) -> Callable[[], str]:
    return lambda: secret(STATION_PASSPHRASE) or str(chosen.ask("Passphrase of the station: "))


def _with(
    chosen: argparse.Namespace,
    work: Callable[[_OpenedBench], int],
    *,
    cameras: bool = True,
    chart: bool = False,
    signs: bool = False,
) -> int:
    """`signs`: the command ends in a certificate."""
    target = Target(
        getattr(chosen, "target", "none"), getattr(chosen, "target_certificate", ""), getattr(chosen, "pitch", 1.0)
    )
    with (
        open_calibrations(chosen.data, _passphrase(chosen)) as calibrations,
        contextlib.nullcontext(_operator(chosen, calibrations, signs=signs)) as operator,
        open_bench(
            calibrations.record,
            emulated=chosen.reader if chosen.emulated else "",
            cameras=cameras,
            charts=getattr(chosen, "charts", False),
            chart_shown=chart,
        ) as bench,
    ):
        opened = _OpenedBench(operator, bench, calibrations, target)
        try:
            return work(opened)
        finally:
            opened.room.close()


def _devices(chosen: argparse.Namespace) -> int:
    def work(opened: _OpenedBench) -> int:
        views = opened.views()
        if chosen.json:
            print(as_json([asdict(v) for v in views]))
            return 0
        for v in views:
            emulated = " (emulated)" if v.emulated else ""
            print(f"{v.kind.value:8}{v.health.value:10}{v.model}{emulated}\n{'':18}{v.serial} at {v.port}")
            print(f"{'':18}calibration {v.calibration or 'none'}{' EXPIRED' if v.calibration_expired else ''}")
        if not views:
            print("no reader and no camera")
        return 0

    return _with(chosen, work)


def _cards(chosen: argparse.Namespace) -> int:
    """Status 1 where a document takes longer than the limit. Needs no keys and no records."""
    bench = CardBench(PcscSource())
    if not chosen.test:
        readers = bench.readers()
        if chosen.json:
            print(as_json([asdict(reader) for reader in readers]))
            return 0
        for reader in readers:
            kind = "slot inside" if reader.slot else "contactless" if reader.contactless else "reader"
            print(f"{kind:14}{reader.name}\n{'':14}{reader.atr or 'nothing lies on it'}")
        if not readers:
            print("no chip reader")
        return 0
    found = bench.test(chosen.ask("Printed lines of the document, one after the other, or its card access number: "))
    if chosen.json:
        print(as_json([asdict(found)]))
    else:
        print(f"{found.reader}, ATR {found.atr}, {found.way}")
        for asked, held, seconds in found.sizes:
            print(f"{asked:6} octets a READ: " + (f"{held} held, {seconds:.2f} s" if held else "the reader failed"))
        print(f"whole document {found.seconds:.2f} s in {found.commands} commands; limit {found.limit:g} s")
    return 0 if found.passed else 1


def _capture(chosen: argparse.Namespace) -> int:
    def work(opened: _OpenedBench) -> int:
        if opened.bench.touch is not None:
            opened.bench.touch()
        else:
            print("Lay on a finger. The picture is biometric data: delete it when it is not needed any more.")
        frame = opened.bench.hub.capture(chosen.timeout, threading.Event(), chosen.serial)
        done, png = cv2.imencode(".png", frame.pixels)
        if not done:
            raise StationError("the picture cannot be written as PNG", "unexpected")
        chosen.out.write_bytes(png.tobytes())
        size = f"{frame.pixels.shape[1]}x{frame.pixels.shape[0]}"
        print(
            f"{chosen.out}: {size} at {frame.ppi:g} ppi, {frame.info.serial}, calibration {frame.calibration_id or '-'}"
        )
        return 0

    return _with(chosen, work, cameras=False)


def _tests(opened: _OpenedBench) -> dict[str, Any]:
    """Self-tests of all devices; one that cannot be tested counts as failed, with the reason."""
    devices = []
    for view in opened.views():
        try:
            devices.append(self_test_report.entry(view, opened.room.self_test(view.id)))
        except (DeviceError, StationError) as error:
            failed = {"passed": False, "error": error.code, "detail": error.detail}
            devices.append({**self_test_report.device(view), **failed})
    passed = bool(devices) and all(d["passed"] for d in devices)
    return {"at": datetime.now(UTC), "software": software_version(), "passed": passed, "devices": devices}


def _selftest(chosen: argparse.Namespace) -> int:
    def work(opened: _OpenedBench) -> int:
        report = _tests(opened)
        if chosen.json:
            print(as_json(report))
        else:
            for device in report["devices"]:
                print(f"{'passed' if device['passed'] else 'FAILED':8}{device['model']}  {device['serial']}")
                for step in device.get("steps", ()):
                    print(f"{'':8}{step['name']:20}{step['value']:10.1f} {step['unit']}  {step['state']}")
                if "error" in device:
                    print(f"{'':8}{device['error']}: {device['detail']}")
        return 0 if report["passed"] else 1

    return _with(chosen, work)


def _calibrate(chosen: argparse.Namespace) -> int:
    def work(opened: _OpenedBench) -> int:
        readers = opened.views(desk.DeviceKind.FINGER)
        device = chosen.serial or (readers[0].id if readers else "")
        while (step := _due(opened.room.calibration_steps(device))) is not None:
            if step in opened.bench.steps:
                _step(opened, device, step, ask=opened.bench.touch is None)
            else:
                opened.room.skip_step(device)
        result = opened.room.finish_calibration(device)
        stored = opened.calibrations.newest(device)
        if stored is None:
            raise StationError("the run was not stored", "unexpected")
        write(chosen.out, stored.signed, opened.calibrations.drift(device))
        verdict = stored.certificate.verdict
        print(f"{result.certificate}: {verdict}, valid until {stored.certificate.valid_until}; limits {limits.VERSION}")
        return 1 if verdict is Verdict.FAILED else 0

    return _with(chosen, work, cameras=False, signs=True)


def _due(steps: tuple[desk.CalibrationStep, ...]) -> Step | None:
    if not steps:
        raise StationError("no reader to calibrate", "no_scanner")
    return next((Step(s.key) for s in steps if s.state is not desk.StepState.PASSED), None)


def _camera(chosen: argparse.Namespace) -> int:
    def work(opened: _OpenedBench) -> int:
        cameras = opened.views(desk.DeviceKind.CAMERA)
        if not 0 <= chosen.camera < len(cameras):
            raise StationError(f"{len(cameras)} cameras, none of number {chosen.camera}", "no_camera")
        device = cameras[chosen.camera].id
        setting = CameraSetting(
            chosen.distance, chosen.lens_height, chosen.travel_up, chosen.travel_down, chosen.target,
            chosen.target_certificate,
        )  # fmt: skip
        opened.room.bench.measure(device, setting, threading.Event(), lambda _share: None)
        signed = opened.calibrations.paper(device)
        if signed is None:
            raise StationError("the certificate was not stored", "unexpected")
        write(chosen.out, signed, None)
        print(f"{signed.certificate.id}: {signed.certificate.verdict}, valid until {signed.certificate.valid_until}")
        return 1 if signed.certificate.verdict is Verdict.FAILED else 0

    return _with(chosen, work, chart=True, signs=True)


def _chart(chosen: argparse.Namespace) -> int:
    chosen.out.write_bytes(chart_pdf())
    print(f"{chosen.out}: print at 100 %, 280 x 200 mm")
    return 0


def _step(opened: _OpenedBench, device: str, step: Step, *, ask: bool) -> None:
    """One step, again and again until it holds or the technician gives up."""
    while True:
        print(INSTRUCTIONS[step])
        if ask:
            asking.enter("Press Enter when it is so: ")
        try:
            opened.room.run_step(device, threading.Event(), lambda _share: None)
        except (DeviceError, BiometricError) as error:
            print(f"  {error.code}: {error.detail}")
            if not ask or asking.enter("Again? [Y/n] ").strip().lower().startswith("n"):
                raise
        else:
            return


def _bundle(chosen: argparse.Namespace) -> int:
    def work(opened: _OpenedBench) -> int:
        versions = {"python": platform.python_version(), "system": platform.platform(), **_versions()}
        views = opened.views()
        with zipfile.ZipFile(chosen.out, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("versions.json", as_json(versions))
            packed.writestr("devices.json", as_json([asdict(v) for v in views]))
            packed.writestr("selftest.json", as_json(_tests(opened)))
            for view in views:
                for certificate in opened.calibrations.history(view.serial):
                    packed.writestr(f"certificates/{certificate.id}.json", certificate.content())
            for log in sorted((chosen.data / "logs").glob("station.log*")) if chosen.data else ():
                text = log.read_bytes()[-LOG_BYTES:].decode(errors="replace")
                packed.writestr(f"logs/{log.name}", "".join(f"{line}\n" for line in scrubbed.lines(text.splitlines())))
        print(f"{chosen.out}: {chosen.out.stat().st_size} bytes, no pictures and no names of travellers")
        return 0

    return _with(chosen, work)


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "absent"
    return found


if __name__ == "__main__":
    sys.exit(main())
