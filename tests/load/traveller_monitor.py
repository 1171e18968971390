"""The traveller's monitor goes and comes back: `python -m tests.load.traveller_monitor --json OUT [--times 100]`.

A real X server (Xvfb) with two RandR monitors of one screen; "unplugged" is RRDeleteMonitor and "plugged" RRSetMonitor,
of which Qt's own X11 platform makes QScreens that go and come. No cable and no graphics driver takes part; under
Wayland nothing was tried. A window manager moves windows off a monitor that has gone; without one (--manager, else
openbox where it is installed) X leaves them where nobody looks, and the run proves less: `manager` says which it was.
After each event the officer's monitor is photographed from the X server and held against the officer's window: what
differs is covered. Keys: times, looks, covered, seen_on_officers, shown_again, told, manager.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import ctypes.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LEFT, RIGHT = ("left", (0, 0, 1024, 768)), ("right", (1024, 0, 1280, 800))
WHOLE = (2304, 800)
SECONDS = 5.0  # for Qt to hear of a change


@contextlib.contextmanager
def x_server() -> Iterator[str]:
    """Raises RuntimeError where there is no Xvfb."""
    if shutil.which("Xvfb") is None:
        raise RuntimeError("Xvfb is not installed")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WHOLE[0]}x{WHOLE[1]}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as numbers:
            yield f":{numbers.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


class _MonitorInfo(ctypes.Structure):
    """XRRMonitorInfo of Xrandr.h."""

    _fields_ = [
        ("name", ctypes.c_ulong), ("primary", ctypes.c_int), ("automatic", ctypes.c_int), ("noutput", ctypes.c_int),
        ("x", ctypes.c_int), ("y", ctypes.c_int), ("width", ctypes.c_int), ("height", ctypes.c_int),
        ("mwidth", ctypes.c_int), ("mheight", ctypes.c_int), ("outputs", ctypes.POINTER(ctypes.c_ulong)),
    ]  # fmt: skip


class _Resources(ctypes.Structure):
    """The head of XRRScreenResources."""

    _fields_ = [
        ("timestamp", ctypes.c_ulong), ("config", ctypes.c_ulong), ("ncrtc", ctypes.c_int),
        ("crtcs", ctypes.POINTER(ctypes.c_ulong)), ("noutput", ctypes.c_int),
        ("outputs", ctypes.POINTER(ctypes.c_ulong)),
    ]  # fmt: skip


class Plugs:
    """Monitors of an X screen, by RandR 1.5."""

    def __init__(self, display: str) -> None:
        x11, randr = (ctypes.CDLL(f"lib{name}") for name in ("X11.so.6", "Xrandr.so.2"))
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XDefaultRootWindow.restype = x11.XInternAtom.restype = ctypes.c_ulong
        x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
        x11.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
        randr.XRRSetMonitor.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.POINTER(_MonitorInfo)]
        randr.XRRDeleteMonitor.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong]
        randr.XRRGetScreenResources.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        randr.XRRGetScreenResources.restype = ctypes.POINTER(_Resources)
        self._x11, self._randr = x11, randr
        self._display = x11.XOpenDisplay(display.encode())
        if not self._display:
            raise RuntimeError(f"no X server at {display}")
        self._root = x11.XDefaultRootWindow(self._display)

    def _atom(self, name: str) -> int:
        return int(self._x11.XInternAtom(self._display, name.encode(), 0))

    def plug(self, name: str, area: tuple[int, int, int, int], output: bool = False) -> None:
        found = self._randr.XRRGetScreenResources(self._display, self._root).contents
        outputs = (ctypes.c_ulong * 1)(found.outputs[0]) if output else None
        info = _MonitorInfo(self._atom(name), int(output), 0, int(output), *area, 300, 200, outputs)
        self._randr.XRRSetMonitor(self._display, self._root, ctypes.byref(info))
        self._x11.XSync(self._display, 0)

    def unplug(self, name: str) -> None:
        self._randr.XRRDeleteMonitor(self._display, self._root, self._atom(name))
        self._x11.XSync(self._display, 0)


def run(times: int, display: str) -> dict[str, Any]:
    os.environ |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    plugs = Plugs(display)
    plugs.plug(*LEFT, output=True)
    plugs.plug(*RIGHT)

    from PySide6.QtCore import QRect

    from station.ui.application import Application
    from station.ui.shell import Shell
    from station.ui.traveller.monitors import TravellerScreen
    from station.ui.traveller.view import view_of
    from station.ui.traveller.window import TravellerWindow
    from tests.screens.traveller_states import traveller_facts

    app = Application(language="id")
    shell = Shell()
    first = next(one for one in app.screens() if one.geometry().x() == 0)
    shell.setGeometry(first.geometry())
    shell.show()
    window = TravellerWindow(moves=False)
    window.render_view(view_of(traveller_facts("ar")["fingers_place"]))
    keeper = TravellerScreen(window, shell)
    told: list[str] = []
    keeper.lost.connect(lambda: told.append("lost"))
    keeper.found.connect(lambda: told.append("found"))
    keeper.start()
    counted = {"times": 0, "covered": 0, "seen_on_officers": 0, "shown_again": 0, "looks": 0}
    area = QRect(*LEFT[1])

    def look() -> None:
        """The officer's monitor as the X server has it, against the officer's window."""
        counted["looks"] += 1
        if window.isVisible() and window.geometry().intersects(area):
            counted["seen_on_officers"] += 1
        officer = next((one for one in app.screens() if one.geometry().x() == 0), None)
        if officer is None:
            return
        there = officer.grabWindow(0).toImage().convertToFormat(own.format()).copy(0, 0, own.width(), own.height())
        if there != own:
            counted["covered"] += 1

    def wait(done: Any) -> bool:
        until = time.monotonic() + SECONDS
        while not done() and time.monotonic() < until:
            app.processEvents()
            if window.isVisible() and window.geometry().intersects(area):
                counted["seen_on_officers"] += 1
            time.sleep(0.002)
        for _ in range(4):
            app.processEvents()
        return bool(done())

    wait(lambda: window.isVisible() and len(app.screens()) == 2)
    own = first.grabWindow(0).toImage()
    own = own.copy(0, 0, area.width(), area.height())
    for _ in range(times):
        plugs.unplug(RIGHT[0])
        wait(lambda: len(app.screens()) == 1)
        look()
        plugs.plug(*RIGHT)
        back = wait(lambda: len(app.screens()) == 2 and window.isVisible())
        look()
        placed = QRect(*RIGHT[1]).contains(window.geometry())
        counted["shown_again"] += int(back and placed)
        counted["times"] += 1
    keeper.stop()
    return counted | {"told": {word: told.count(word) for word in ("lost", "found")}}


@contextlib.contextmanager
def managed(display: str, command: str) -> Iterator[None]:
    """A window manager on the display, where there is one."""
    if not command:
        yield
        return
    started = subprocess.Popen([*command.split()], env=os.environ | {"DISPLAY": display}, stderr=subprocess.DEVNULL)
    time.sleep(1.5)  # it says nowhere that it is ready
    if started.poll() is not None:
        raise RuntimeError(f"{command} ended at once")
    try:
        yield
    finally:
        started.terminate()
        started.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.traveller_monitor", description=__doc__)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--manager", default="openbox" if shutil.which("openbox") else "")
    given = parser.parse_args()
    with x_server() as display, managed(display, given.manager):
        numbers = run(given.times, display) | {"manager": given.manager.partition(" ")[0].rpartition("/")[2]}
    given.json.write_text(json.dumps(numbers, indent=1) + "\n", "utf-8")
    sys.stdout.write(json.dumps(numbers) + "\n")
    return 0 if not numbers["covered"] and not numbers["seen_on_officers"] else 1


if __name__ == "__main__":
    sys.exit(main())
