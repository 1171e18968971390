"""Visits without end on emulated devices whose cable somebody keeps pulling.

    python -m tests.load.device_soak --seconds 1800 --json soak.json

A visit is four fingers, each another picture, captured over the same hub as at the counter; a camera on loopback runs
beside it and is stalled and cut. Counted are captures, unplugs, calls that outlive their time-out (hangs), visits that
lost a finger or got a wrong picture, and what has grown at the end (threads, open files, memory).
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import psutil

from drivers.camera.base import CameraState
from drivers.camera.opencv import Camera
from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.camera import LoopbackCamera
from drivers.emulated.uru4500 import EmulatedUru4500, Fault
from drivers.errors import DeviceError
from drivers.finger.hub import CaptureEvent, FingerHub

FINGERS = 4
TIMEOUT = 20.0  # seconds a capture may take, pulled cables included
LATE = 0.5  # a call that returns later than this after its time-out hangs
CAMERA_LATE = 3.0
WARM_UP = 10.0  # seconds before memory is measured for the first time
GROWTH_MB = 25.0
PORTS = ("1-1", "1-2", "1-4.1", "3-1")
ONE_TIME = (Fault.EMPTY_FRAME, Fault.TRUNCATED, Fault.WRONG_KEY, Fault.DEATH, Fault.STALL, Fault.TOO_MANY_LINES)


@dataclass
class Tally:
    captures: int = 0
    unplugs: int = 0
    hangs: int = 0
    visits: int = 0
    lost_visits: int = 0
    recovery: list[float] = field(default_factory=list)
    camera_frames: int = 0
    camera_cuts: int = 0
    problems: list[str] = field(default_factory=list)


def finger(rng: np.random.Generator) -> np.ndarray:
    noise = rng.normal(size=(290, 384)).astype(np.float32)
    band = cv2.GaussianBlur(noise, (0, 0), 2.0) - cv2.GaussianBlur(noise, (0, 0), 3.5)
    return np.asarray(cv2.normalize(band, None, 0, 255, cv2.NORM_MINMAX), np.uint8)


def same(frame, picture: np.ndarray) -> bool:
    keep = np.ones(picture.shape, bool)
    keep[list(frame.interpolated_rows)] = False
    return int(((frame.raw != picture) & keep).sum()) <= 4  # the last pixel of each of four blocks is never sent


class Cable:
    """Pulls and plugs at random, changes the port, lets the machine sleep, sows faults."""

    def __init__(self, reader: EmulatedUru4500, hub: FingerHub, tally: Tally, seed: int) -> None:
        self._reader, self._hub, self._tally = reader, hub, tally
        self._random = random.Random(seed)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cable")
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._random.uniform(0.5, 4.0)):
            what = self._random.random()
            if what < 0.2:
                self._reader.faults.arm(self._random.choice(ONE_TIME), self._random.randint(1, 2))
            elif what < 0.3:
                self._reader.sleep_and_resume()
            elif what < 0.5:
                self._reader.faults.arm(Fault.UNPLUG_MID_FRAME, 1)
                if self._wait(lambda: not self._reader.plugged, 2.0):
                    self._back()
                self._reader.faults.disarm(Fault.UNPLUG_MID_FRAME)
                if not self._reader.plugged:
                    self._back()
            else:
                self._reader.unplug()
                self._back()

    def _back(self) -> None:
        self._tally.unplugs += 1
        self._stop.wait(self._random.uniform(0.05, 0.8))
        self._reader.plug(self._random.choice(PORTS))
        start = time.monotonic()
        if self._wait(lambda: self._reader.owner is not None, TIMEOUT):
            self._tally.recovery.append(time.monotonic() - start)
        else:
            self._tally.problems.append("a plugged reader was not taken into use")
            self._tally.hangs += 1

    @staticmethod
    def _wait(condition, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.005)
        return True


def visit(hub: FingerHub, reader: EmulatedUru4500, rng: np.random.Generator, tally: Tally) -> None:
    """Four fingers; lost when one of them does not arrive or is not the one that was presented."""
    tally.visits += 1
    for _ in range(FINGERS):
        picture = finger(rng)

        def react(event: CaptureEvent, picture=picture) -> None:
            if event is CaptureEvent.WAITING_FINGER:
                reader.present(picture)
            elif event is CaptureEvent.LIFT:
                reader.lift()

        reader.lift()
        start = time.monotonic()
        try:
            frame = hub.capture(TIMEOUT, on_event=react)
        except DeviceError as error:
            tally.problems.append(str(error))
            tally.lost_visits += 1
            return
        finally:
            tally.hangs += time.monotonic() - start > TIMEOUT + LATE
        if not same(frame, picture):
            tally.problems.append("a wrong picture")
            tally.lost_visits += 1
            return
        tally.captures += 1
        time.sleep(0.05)


class Webcam:
    """The camera beside it; stalled and cut from time to time, looked at like the window does."""

    def __init__(self, tally: Tally, seed: int) -> None:
        self._tally = tally
        self._random = random.Random(seed)
        self._stop = threading.Event()
        self._server = LoopbackCamera(fps=15)
        self._server.show(np.full((360, 640, 3), 120, np.uint8))
        self._camera = Camera(self._server.url, "soak")
        self._camera.start()
        self._thread = threading.Thread(target=self._run, name="webcam")
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(self._random.uniform(3.0, 8.0)):
            start = time.monotonic()
            self._camera.latest()
            self._tally.hangs += time.monotonic() - start > 0.1
            if self._random.random() < 0.5:
                self._server.drop()
            else:
                self._server.stall()
                self._stop.wait(self._random.uniform(0.2, 2.5))
                self._server.resume()
            self._tally.camera_cuts += 1
            frame = self._camera.latest()
            seen = frame.number if frame else 0
            if self._camera.wait(seen + 1, CAMERA_LATE) is None and not self._stop.is_set():
                self._tally.problems.append(f"the camera did not come back: {self._camera.state.value}")
                self._tally.hangs += 1

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        frame = self._camera.latest()
        self._tally.camera_frames = frame.number if frame else 0
        self._camera.stop()
        if not self._camera.join(5) or self._camera.state is not CameraState.CLOSED:
            self._tally.hangs += 1
        self._server.close()


def open_files() -> int:
    return len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0  # noqa: PTH208


def soak(seconds: float, seed: int = 1) -> dict[str, object]:
    """Run for `seconds` and return the figures."""
    tally = Tally()
    rng = np.random.default_rng(seed)
    process = psutil.Process()
    threads_before = threading.active_count()
    reader = EmulatedUru4500()
    hub = FingerHub([EmulatedBackend([reader])])
    hub.start()
    cable, webcam = Cable(reader, hub, tally, seed), Webcam(tally, seed + 1)
    start = time.monotonic()
    first: tuple[int, float] | None = None
    while time.monotonic() - start < seconds:
        visit(hub, reader, rng, tally)
        if first is None and time.monotonic() - start > min(WARM_UP, seconds / 3):
            gc.collect()
            first = (open_files(), process.memory_info().rss / 1e6)
    gc.collect()
    last = (open_files(), process.memory_info().rss / 1e6)
    cable.close()
    webcam.close()
    hub.stop()
    first = first or last
    leaks = []
    if threading.active_count() > threads_before:
        leaks.append(f"threads {[t.name for t in threading.enumerate()]}")
    if last[0] > first[0] + 8:
        leaks.append(f"open files {first[0]} -> {last[0]}")
    if last[1] > first[1] + GROWTH_MB:
        leaks.append(f"memory {first[1]:.0f} -> {last[1]:.0f} MB")
    if reader.owner is not None:
        leaks.append("the reader is still claimed")
    times = sorted(1000 * t for t in tally.recovery) or [0.0]
    return {
        "seconds": round(time.monotonic() - start, 1),
        "captures": tally.captures,
        "visits": tally.visits,
        "unplugs": tally.unplugs,
        "hangs": tally.hangs,
        "lost_visits": tally.lost_visits,
        "leaks": len(leaks),
        "leaked": leaks,
        "recovery_ms": {
            "median": round(statistics.median(times), 1),
            "p95": round(times[min(len(times) - 1, int(0.95 * len(times)))], 1),
            "max": round(times[-1], 1),
        },
        "camera_frames": tally.camera_frames,
        "camera_cuts": tally.camera_cuts,
        "memory_mb": {"start": round(first[1], 1), "end": round(last[1], 1)},
        "problems": tally.problems[:20],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    figures = soak(options.seconds, options.seed)
    text = json.dumps(figures, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0 if not (figures["hangs"] or figures["lost_visits"] or figures["leaks"]) else 1


if __name__ == "__main__":
    raise SystemExit(main())
