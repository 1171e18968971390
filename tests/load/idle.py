"""What a station costs while nobody is signed in: `python -m tests.load.idle --seconds 30 --json OUT`.

A commissioned station in training mode is started as an office starts it, as a process of its own with a camera that
sends pictures all the time; the agency, whose server it would talk to, is not part of it. cores: processor seconds a
second of all its processes at the sign-in page. memory_mb: proportional set size (PSS) of all of them; what other
processes share of libraries makes it smaller, so that resident_mb, which counts every page, is its upper bound.
awake_cores: the same station with its devices kept awake (the state before it learned to rest), measured in the same
run. wake_seconds: from waking the camera until it gives a new picture, which falls into the time that a password takes.

`visits`: the window of the demonstration in a process of its own, by journeys: PSS of it at the sign-in page before
anybody signed in and after each of some visits that ended with signing out, without its database server.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QCoreApplication

from drivers.camera.opencv import Camera
from drivers.emulated.camera import LoopbackCamera
from station.ui.application import Application
from station.vault.process import share_heaps
from tests.rig import visits
from tests.rig.window import Window

SETTLED = 0.02  # cores; below three times that for five seconds, or after PATIENCE, it counts as started
PATIENCE = 180.0
SIZE = (1600, 1200)

VISITS = 2

_AWAKE = "from station.assembly import Station; Station.rest = lambda self: None; "
_RUN = "import sys; from station.__main__ import main; sys.exit(main(['run', *sys.argv[1:]]))"


def processes(root: psutil.Process) -> list[psutil.Process]:
    return [root, *root.children(recursive=True)]


def spent(root: psutil.Process) -> float:
    """Processor seconds so far of a process and its children."""
    total = 0.0
    for process in processes(root):
        with _gone():
            times = process.cpu_times()
            total += times.user + times.system
    return total


def memory(root: psutil.Process) -> dict[str, float]:
    """PSS in MB by process."""
    result = {}
    for process in processes(root):
        with _gone():
            result[f"{process.name()} {process.pid}"] = round(process.memory_full_info().pss / 1e6, 1)
    return result


class _gone:  # noqa: N801  reads as a word
    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        return kind is not None and issubclass(kind, psutil.NoSuchProcess)


def rate(root: psutil.Process, seconds: float) -> float:
    before, began = spent(root), time.monotonic()
    time.sleep(seconds)
    return (spent(root) - before) / (time.monotonic() - began)


def measure(folder: Path, camera: str, seconds: float, program: str) -> tuple[float, dict[str, float], float]:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "STATION_PASSPHRASE": visits.PASSPHRASE,
        "STATION_MODE": "training",
        "STATION_STATION": "POST-1",
        "STATION_DATA": str(folder),
        "STATION_CAMERA": camera,
        "STATION_CAMERA_WIDTH": str(SIZE[0]),
        "STATION_CAMERA_HEIGHT": str(SIZE[1]),
    }
    process = subprocess.Popen([sys.executable, "-c", program], env=environment)
    try:
        root, deadline = psutil.Process(process.pid), time.monotonic() + PATIENCE
        time.sleep(10)  # imports and networks
        last = rate(root, 5)
        while time.monotonic() < deadline:  # until two looks in turn say the same
            now = rate(root, 5)
            if abs(now - last) < SETTLED:
                break
            last = now
        if process.poll() is not None:
            raise SystemExit(f"the station ended with {process.returncode}")
        return rate(root, seconds), memory(root), sum(one.memory_info().rss for one in processes(root)) / 1e6
    finally:
        process.terminate()
        process.wait(30)


def waking(url: str, times: int = 5) -> float:
    """Median seconds from `wake` to the first new picture."""
    camera = Camera(url, width=SIZE[0], height=SIZE[1])
    camera.start()
    taken = []
    try:
        camera.wait(0, 10)
        for _ in range(times):
            camera.sleep()
            time.sleep(1.0)
            newest = camera.latest()
            began = time.monotonic()
            camera.wake()
            if camera.wait(newest.number if newest else 0, 10) is None:
                raise SystemExit("no picture after waking")
            taken.append(time.monotonic() - began)
    finally:
        camera.stop()
        camera.join()
    return sorted(taken)[len(taken) // 2]


def after_visits(folder: Path, times: int) -> list[float]:
    """In this process: PSS in MB at the sign-in page, first and after each visit and signing out."""
    share_heaps()  # as the program does
    app = Application([])
    window = Window(app, folder)
    try:
        window.until(window.behind._station.done, PATIENCE)
        station = window.behind._station.result()

        def rests() -> float:
            biometrics = station.biometrics
            window.until(lambda: biometrics.embedder.resting and biometrics.extractor.resting, PATIENCE)
            window.until(lambda: biometrics.nfiq2.pid is None, PATIENCE)
            until = time.monotonic() + 5
            window.until(lambda: time.monotonic() > until)
            return round(psutil.Process().memory_full_info().pss / 1e6, 1)

        seen = [rests()]
        for _ in range(times):
            window.sign_in("officer", "document")
            window.up_to_check()
            window.admit()
            window.sign_out()
            seen.append(rests())
        return seen
    finally:
        window.close()
        QCoreApplication.processEvents()


def run(seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="idle-") as name:
        folder = Path(name)
        visits.station_keys(folder / "station" / "keys", visits.agency_keys(folder / "agency"))
        camera = LoopbackCamera()
        try:
            awake, *_ = measure(folder / "station", camera.url, seconds, _AWAKE + _RUN)
            idle, sizes, resident = measure(folder / "station", camera.url, seconds, _RUN)
            woken = waking(camera.url)
        finally:
            camera.close()
    return {
        "cores": round(idle, 4),
        "awake_cores": round(awake, 4),
        "memory_mb": round(sum(sizes.values()), 1),
        "memory_by_process": sizes,
        "resident_mb": round(resident, 1),
        "wake_seconds": round(woken, 3),
        "visits": _in_a_process_of_its_own(VISITS),
    }


def _in_a_process_of_its_own(times: int) -> list[float]:
    with tempfile.TemporaryDirectory(prefix="idle-") as name:
        said = Path(name) / "said.json"
        subprocess.run(
            [sys.executable, "-m", "tests.load.idle", "--visits", str(times), "--json", str(said)],
            check=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )
        found: list[float] = json.loads(said.read_text())
        return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--visits", type=int, default=0, help="only that, in this process")
    options = parser.parse_args(arguments)
    report: Any
    if options.visits:
        with tempfile.TemporaryDirectory(prefix="idle-") as name:
            report = after_visits(Path(name), options.visits)
    else:
        report = run(options.seconds)
    options.json.write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
