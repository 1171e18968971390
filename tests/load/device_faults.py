"""Every fault that the emulated devices know, with its outcome and the time until the next good picture.

    python -m tests.load.device_faults            prints the table of docs/devices.md
    python -m tests.load.device_faults --write    puts it there

Times are those of a reader at its real pace (a frame takes 127 ms), from the moment the fault strikes.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from drivers.camera.base import CameraState
from drivers.camera.opencv import Camera
from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.camera import LoopbackCamera
from drivers.emulated.fs81 import EmulatedFs81, Fs81Fault
from drivers.emulated.uru4500 import EmulatedUru4500, Fault
from drivers.emulated.usb import UsbDevice
from drivers.errors import DeviceError
from drivers.finger.hub import FingerHub
from tests.load import sbi_faults

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "devices.md"
BEGIN, END = "<!-- begin fault table -->", "<!-- end fault table -->"
TIMEOUT = 4.0
ON_POWER = (Fault.WEDGED, Fault.NO_POWER_EVENT, Fs81Fault.WRONG_INFO, Fs81Fault.ENDLESS, Fs81Fault.SILENT)

WORDS = {
    Fault.NO_POWER_EVENT: "no power-on event (56aa)",
    Fault.WEDGED: "wedged unit, register 7 = 0x85",
    Fault.DEATH: "event 0800, scan unit falls silent",
    Fault.STALE_EVENTS: "old events after a mode change",
    Fault.EMPTY_FRAME: "frame of 0 bytes",
    Fault.TOO_MANY_LINES: "header with 290 lines or more",
    Fault.WRONG_KEY: "wrong key, picture would be noise",
    Fault.TRUNCATED: "frame stops in the middle",
    Fault.SILENT: "no frame comes",
    Fault.UNPLUG_MID_FRAME: "cable pulled in mid-frame, back after 0.3 s",
    Fault.CLEAR_BUT_FLAGGED: "clear bytes flagged as scrambled",
    Fault.CLEAR: "clear frame",
    Fault.STALL: "register access stalled",
    Fault.BABBLE: "more bytes than a frame has",
    Fault.BAD_RECORDS: "block records that do not add up",
    Fault.NEXT_KEY: "key change inside a frame",
    Fs81Fault.SHORT_FRAME: "short frame",
    Fs81Fault.SILENT: "a command without a reply",
    Fs81Fault.WRONG_INFO: "impossible picture size",
    Fs81Fault.ENDLESS: "data without end before the first command",
    Fs81Fault.UNPLUG_MID_FRAME: "cable pulled in mid-frame, back after 0.3 s",
}


@dataclass(frozen=True)
class Row:
    device: str
    fault: str
    once: str
    always: str


def finger(high: int, wide: int) -> np.ndarray:
    noise = np.random.default_rng(3).normal(size=(high, wide)).astype(np.float32)
    band = cv2.GaussianBlur(noise, (0, 0), 2.0) - cv2.GaussianBlur(noise, (0, 0), 3.5)
    picture = np.asarray(cv2.normalize(band, None, 0, 255, cv2.NORM_MINMAX), np.uint8)
    picture[-3:] = 255  # no ridges in the first rows on the wire, as with most fingers
    return picture


@contextmanager
def hub_of(*devices: UsbDevice, **options) -> Iterator[FingerHub]:
    hub = FingerHub([EmulatedBackend(devices)], **options)
    hub.start()
    try:
        yield hub
    finally:
        hub.stop()


def attempt(hub: FingerHub, picture: np.ndarray, since: float, timeout: float = TIMEOUT) -> str:
    """What one capture gave, in words with the time since `since`."""
    try:
        frame = hub.capture(timeout)
    except DeviceError as error:
        return f"`{error.code}` after {time.monotonic() - since:.1f} s"
    keep = np.ones(picture.shape, bool)
    keep[list(frame.interpolated_rows)] = False
    right = int(((frame.raw != picture) & keep).sum()) <= 5  # pixels that scrambling destroys
    return f"{'right' if right else 'WRONG'} picture after {1000 * (time.monotonic() - since):.0f} ms"


def strike(device, picture: np.ndarray, fault, times: int | None) -> tuple[str, str]:
    """Outcome with the fault, and of the next capture without it."""
    with hub_of(device) as hub:
        replug = None
        if fault in ON_POWER:
            device.unplug()
            device.faults.arm(fault, times)
            time.sleep(0.05)
            device.plug()
        else:
            device.faults.arm(fault, times)
        if fault.name == "UNPLUG_MID_FRAME":
            replug = threading.Thread(target=_replug, args=(device,))
            replug.start()
        device.present(picture)
        outcome = attempt(hub, picture, time.monotonic())
        device.faults.disarm(fault)
        if replug:
            replug.join()
        device.plug()
        device.present(picture)
        return outcome, attempt(hub, picture, time.monotonic())


def _replug(device: UsbDevice) -> None:
    deadline = time.monotonic() + TIMEOUT
    while device.plugged and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(0.3)
    device.plug()


def scanner_rows() -> Iterator[Row]:
    for fault in Fault:
        once, _ = strike(EmulatedUru4500(), finger(290, 384), fault, 1)
        always, then = strike(EmulatedUru4500(), finger(290, 384), fault, None)
        yield Row("4500", WORDS[fault], once, _both(always, then))
    for fs81_fault in Fs81Fault:
        once, _ = strike(EmulatedFs81(), finger(480, 320), fs81_fault, 1)
        always, then = strike(EmulatedFs81(), finger(480, 320), fs81_fault, None)
        yield Row("FS81", WORDS[fs81_fault], once, _both(always, then))


def _both(always: str, then: str) -> str:
    return always if always.startswith("right") else f"{always}; without the fault: {then}"


def bus_rows() -> Iterator[Row]:
    picture = finger(290, 384)

    def waiting(name: str, act: Callable[[EmulatedUru4500], None], **options) -> Row:
        reader = EmulatedUru4500()
        moment: list[float] = []

        def happen() -> None:
            time.sleep(0.3)
            act(reader)
            moment.append(time.monotonic())
            reader.present(picture)

        with hub_of(reader, **options) as hub:
            thread = threading.Thread(target=happen)
            thread.start()
            try:
                hub.capture(TIMEOUT)
                told = f"right picture after {1000 * (time.monotonic() - moment[0]):.0f} ms"
            except DeviceError as error:
                told = f"`{error.code}`"
            thread.join()
        return Row("any", name, told, "-")

    def pull(port: str | None) -> Callable[[EmulatedUru4500], None]:
        def act(reader: EmulatedUru4500) -> None:
            reader.unplug()
            time.sleep(0.3)
            reader.plug(port)

        return act

    yield waiting("pulled while waiting, same port", pull(None))
    yield waiting("pulled while waiting, another port", pull("3-2"))
    yield waiting("sleep and resume, unit in low power", EmulatedUru4500.sleep_and_resume)

    def refused(name: str, prepare: Callable[[EmulatedUru4500], None], *more: UsbDevice, **options) -> Row:
        reader = EmulatedUru4500()
        prepare(reader)
        reader.present(picture)
        with hub_of(reader, *more, **options) as hub:
            return Row("any", name, attempt(hub, picture, time.monotonic(), 1.0), "-")

    yield refused("held by another program (fprintd)", lambda r: setattr(r, "claimed_elsewhere", True))
    yield refused("no permission", lambda r: setattr(r, "forbidden", True))
    yield refused("not on the station's list", lambda r: None, allowed=lambda serial: False)
    yield refused("no driver", _strange)
    yield refused("pulled out for good", UsbDevice.unplug)
    reader = EmulatedUru4500()
    with hub_of(reader) as hub:
        threading.Timer(0.2, setattr, (reader, "mute", True)).start()
        time.sleep(0.25)
        told = attempt(hub, picture, time.monotonic(), 1.0)
        reader.unplug()
    yield Row("any", "takes requests and never answers (time-out 1 s)", told, "-")


def _strange(reader: EmulatedUru4500) -> None:
    reader.device_descriptor = reader.device_descriptor[:10] + b"\x99\x00" + reader.device_descriptor[12:]


def camera_rows() -> Iterator[Row]:
    def when(condition: Callable[[], bool]) -> float:
        start = time.monotonic()
        while not condition() and time.monotonic() - start < TIMEOUT:
            time.sleep(0.005)
        return time.monotonic() - start

    ways = (
        ("sends nothing", LoopbackCamera.stall),
        ("repeats one picture", LoopbackCamera.freeze),
        ("refused", LoopbackCamera.refuse),
    )
    for name, hurt in ways:
        with LoopbackCamera() as server:
            camera = Camera(server.url, "table")
            camera.start()
            camera.wait(0, 5)
            hurt(server)
            noticed = when(lambda camera=camera: camera.state is not CameraState.LIVE)
            state = camera.state.value
            time.sleep(0.5)
            server.resume()
            back = when(lambda camera=camera: camera.state is CameraState.LIVE)
            camera.stop()
            camera.join()
        yield Row("camera", name, f"`{state}` after {noticed:.1f} s", f"live {1000 * back:.0f} ms after it is back")
    with LoopbackCamera() as server:
        camera = Camera(server.url, "table")
        camera.start()
        seen = camera.wait(0, 5)
        server.drop()
        start = time.monotonic()
        camera.wait(camera.latest().number if seen else 0, TIMEOUT)
        again = when(lambda: camera.reconnects > 0 and camera.state is CameraState.LIVE)
        camera.stop()
        camera.join()
    total = 1000 * max(time.monotonic() - start, again)
    yield Row("camera", "connection cut", f"live again after {total:.0f} ms", "-")


def table() -> str:
    lines = ["| device | fault | once | every time |", "| --- | --- | --- | --- |"]
    services = (Row("SBI", *row) for row in sbi_faults.rows())
    for rows in (scanner_rows(), services, bus_rows(), camera_rows()):
        lines += [f"| {r.device} | {r.fault} | {r.once} | {r.always} |" for r in rows]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    made = table()
    print(made)
    if options.write:
        text = DOCUMENT.read_text(encoding="utf-8")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        DOCUMENT.write_text(f"{before}{BEGIN}\n{made}\n{END}{after}", encoding="utf-8")
    return 1 if "WRONG" in made else 0


if __name__ == "__main__":
    raise SystemExit(main())
