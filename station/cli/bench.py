"""What the technician's command works on: readers and cameras, real or emulated, and the calibrations of a station."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from drivers.camera.base import CameraInfo
from drivers.camera.find import describe, find_cameras
from drivers.camera.opencv import Camera
from drivers.emulated.camera import LoopbackCamera
from drivers.emulated.fs81 import EmulatedFs81
from drivers.emulated.uru4500 import EmulatedBackend, EmulatedUru4500
from drivers.finger.base import ScannerInfo
from drivers.finger.hub import FingerHub
from drivers.finger.rectify import Rectification
from drivers.finger.transport import system_backend
from models.synthesis.prints import impression, master
from station import __version__
from station.bench.calibrations import Calibrations
from station.bench.devices import Devices
from station.bench.frame_tap import FrameTap, HubTap
from station.bench.rehearsed_tap import DEMO_CAMERA, RehearsedTap
from station.bench.workshop import Workshop
from station.domain.calibration import Step, Target
from station.domain.officer import Officer
from station.store.session import Store
from station.vault import agency, keys
from station.vault.keys import StationKeys
from station.vault.sources import Passphrase

CAMERA_SIZE = (1600, 1200)
NO_CAMERA = "none"
# What a technician with a bar target does; charts are added where they are at hand.
USUAL = (Step.CLEAN, Step.DARK, Step.FLAT, Step.BARS_ALONG, Step.BARS_ACROSS, Step.FINGER)
_PASSING = "rehearsal"  # passphrase of keys that are thrown away with the command, so it need not be costly
_CHEAP = Passphrase(memory_kib=64, iterations=1, lanes=1)


def software_version() -> str:
    return __version__


@dataclass
class Bench:
    """Open devices. `touch` lays an emulated finger on the reader; None where readers are real. `find`: the cameras
    beside the emulated one, opened when they are asked for."""

    hub: FingerHub
    camera: Camera
    find: Callable[[], tuple[CameraInfo, ...]]
    tap: Callable[[FingerHub, ScannerInfo], FrameTap]
    touch: Callable[[], None] | None
    steps: tuple[Step, ...]

    def workshop(self, calibrations: Calibrations, officer: Officer, target: Target) -> Workshop:
        devices = Devices(self.hub, self.camera, True, calibrations.expires, find=self.find)
        return Workshop(devices, calibrations, lambda info: self.tap(self.hub, info), lambda _serial: target, officer)


@contextlib.contextmanager
def open_bench(
    records: Callable[[str], Rectification | None],
    *,
    emulated: str,
    cameras: bool = True,
    charts: bool = False,
    chart_shown: bool = False,
) -> Iterator[Bench]:
    """Every device of this machine, or one emulated reader and camera; `emulated` names the driver of that reader.

    `records(serial)`: what captures are corrected with. `charts`: step wedge and bar charts are at hand.
    `chart_shown`: the emulated camera sees its chart instead of a wall.
    """
    with contextlib.ExitStack() as closing:
        if emulated:
            yield _emulated(closing, emulated, records, cameras=cameras, chart_shown=chart_shown)
            return
        hub = _hub(closing, [system_backend()], records)
        steps = tuple(Step) if charts else USUAL
        yield Bench(hub, Camera("", NO_CAMERA), find_cameras if cameras else _none, HubTap, None, steps)


def _emulated(
    closing: contextlib.ExitStack,
    driver: str,
    records: Callable[[str], Rectification | None],
    *,
    cameras: bool,
    chart_shown: bool,
) -> Bench:
    device: EmulatedUru4500 | EmulatedFs81
    device = EmulatedFs81(time_scale=0) if driver == "fs81" else EmulatedUru4500(time_scale=0)
    hub = _hub(closing, [EmulatedBackend([device])], records)
    finger = impression(master(4500, 2), 0)

    def tap(of: FingerHub, info: ScannerInfo) -> FrameTap:
        return RehearsedTap(of, info, device.soil, finger)

    def touch() -> None:
        device.tap(finger)

    camera = Camera("", NO_CAMERA)
    if cameras:
        loop = closing.enter_context(LoopbackCamera())
        wall = np.full((CAMERA_SIZE[1], CAMERA_SIZE[0], 3), 200, np.uint8)
        loop.show(DEMO_CAMERA.frame() if chart_shown else wall)
        camera = _camera(closing, describe(loop.url, "emulated camera"))
        camera.wait(0, 2.0)
    return Bench(hub, camera, _none, tap, touch, tuple(Step))


def _none() -> tuple[CameraInfo, ...]:
    return ()


def _hub(
    closing: contextlib.ExitStack, backends: list[Any], records: Callable[[str], Rectification | None]
) -> FingerHub:
    hub = FingerHub(backends, calibrations=records)
    hub.start()
    closing.callback(hub.stop)
    return hub


def _camera(closing: contextlib.ExitStack, info: CameraInfo) -> Camera:
    camera = Camera(info.address, info.name, *CAMERA_SIZE)
    camera.start()

    def close() -> None:
        camera.stop()
        camera.join()

    closing.callback(close)
    return camera


@contextlib.contextmanager
def open_calibrations(data: Path | None, passphrase: Callable[[], str]) -> Iterator[Calibrations]:
    """The calibrations of the station whose data lie in `data`; without it, of a station that ends with the command.

    Raises StationError: wrong passphrase, damaged keys or database.
    """
    with contextlib.ExitStack() as closing:
        if data is not None:
            station_keys = keys.unlock(data / "keys", passphrase())
        else:
            folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="station-tech-"))
            data = Path(folder)
            station_keys = _passing_keys(data)
        store = Store.open(data / "station.db", station_keys)
        closing.callback(store.close)
        yield Calibrations(store, station_keys, lambda: datetime.now(UTC), software_version())


def _passing_keys(folder: Path) -> StationKeys:
    for name in ("agency", "keys"):
        (folder / name).mkdir()
    public = agency.create(folder / "agency", _PASSING, _CHEAP).public
    return keys.create(folder / "keys", _PASSING, station="bench", agency=public, source=_CHEAP)
