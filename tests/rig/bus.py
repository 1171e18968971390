"""An accessibility bus of its own under a virtual screen, and what a screen reader would hear there.

`python3 bus.py listen FILE` runs under the system's Python, which has the bindings; everything else is ours.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
SYSTEM_PYTHON = "/usr/bin/python3"
BINDINGS = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"


def missing(bindings: bool = True) -> str:
    """Why no bus can be had here; empty where one can. `bindings`: of the system's Python, for the `listener`."""
    for program in ("Xvfb", "dbus-daemon"):
        if shutil.which(program) is None:
            return f"{program} is not here"
    if not LAUNCHER.exists():
        return "at-spi2-core is not here"
    if bindings and subprocess.run([SYSTEM_PYTHON, "-c", BINDINGS], capture_output=True, check=False).returncode:
        return "python3-gi or gir1.2-atspi-2.0 is not here"
    return ""


@contextlib.contextmanager
def bus(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a desktop on which assistive technology runs."""
    with contextlib.ExitStack() as ends:

        def start(command: list[str], environment: dict[str, str], **more: object) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, **more)  # type: ignore[call-overload]
            ends.callback(process.wait)
            ends.callback(process.terminate)
            return process

        read, write = os.pipe()
        start(["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"], dict(os.environ),
              pass_fds=(write,), stdout=subprocess.DEVNULL)  # fmt: skip
        os.close(write)
        with os.fdopen(read) as said:
            display = said.readline().strip()
        environment = {**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": str(folder),
                       "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}  # fmt: skip
        daemon = start(["dbus-daemon", "--session", "--nofork", "--print-address"], environment, stdout=subprocess.PIPE)
        assert daemon.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = daemon.stdout.readline().decode().strip()
        ends.callback(daemon.stdout.close)
        start([str(LAUNCHER), "--launch-immediately"], environment, stdout=subprocess.DEVNULL)
        yield environment


@contextlib.contextmanager
def listener(environment: dict[str, str], heard: Path) -> Iterator[None]:
    process = subprocess.Popen([SYSTEM_PYTHON, __file__, "listen", str(heard)], env=environment)
    deadline = time.monotonic() + 30
    while not heard.exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.05)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _listen(path: str) -> None:
    import gi  # type: ignore[import-not-found]

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi  # type: ignore[import-not-found]

    Atspi.init()
    with open(path, "w", buffering=1, encoding="utf-8") as file:  # noqa: PTH123

        def hear(event: object) -> None:
            file.write(f"{event.type}\t{event.any_data!r}\n")  # type: ignore[attr-defined]

        kept = Atspi.EventListener.new(hear)
        for kind in ("object:text-changed", "object:property-change", "object:announcement", "object:state-changed"):
            kept.register(kind)
        file.write("ready\n")
        Atspi.event_main()


if __name__ == "__main__" and sys.argv[1:2] == ["listen"]:
    _listen(sys.argv[2])
