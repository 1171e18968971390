"""Makes a fresh clone able to run: system libraries, `.venv`, pinned packages. Standard library only."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PACKAGING = ROOT / "resources" / "packaging"

# Shared object -> Debian package; what PySide6, OpenCV and pyusb load at run time.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libbrotlidec.so.1": "libbrotli1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libusb-1.0.so.0": "libusb-1.0-0",
}
# Test devices; a test that misses one skips itself and says so. File that shows it -> Debian packages.
TEST_PROGRAMS = {
    "/usr/bin/Xvfb": ("xvfb",),
    "/usr/bin/xauth": ("xauth",),  # xvfb-run only recommends it
    "/usr/bin/umockdev-run": ("umockdev",),
    "/usr/lib/x86_64-linux-gnu/libfprint-2.so.2": ("libfprint-2-2",),
    "/usr/lib/softhsm/libsofthsm2.so": ("softhsm2",),
    "/usr/bin/swtpm": ("swtpm", "swtpm-tools"),
    "/usr/bin/strace": ("strace",),
    "/usr/bin/dbus-daemon": ("dbus-daemon",),
    "/usr/libexec/at-spi-bus-launcher": ("at-spi2-core",),
    "/usr/lib/x86_64-linux-gnu/girepository-1.0/Atspi-2.0.typelib": ("python3-gi", "gir1.2-atspi-2.0"),
}


class SetupStopped(Exception):
    """Something only the person at the keyboard can do; the text is the exact line to run."""


def in_checkout() -> bool:
    return (ROOT / "pyproject.toml").is_file() and PACKAGING.is_dir()


def needed(dev: bool) -> bool:
    """Whether this interpreter cannot run the station yet and a set-up is to be done."""
    if getattr(sys, "frozen", False) or not in_checkout():
        return False
    if _in_venv():
        return _stamp_text(dev) not in _stamp_read()
    # an environment that somebody else prepared (pip install, uv) is taken as it is
    return importlib.util.find_spec("PySide6") is None or importlib.util.find_spec("sqlcipher3") is None


def run(dev: bool) -> Path:
    """Do what is missing and return the interpreter to go on with.

    Raises:
        SetupStopped: with the line that the person has to run.
    """
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise SetupStopped(f"Python 3.11 to 3.13 is needed, this is {sys.version.split()[0]}.")
    _system_packages(dev)
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        _say("Making the environment in .venv")
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)  # noqa: S603  our own interpreter
    if _stamp_text(dev) not in _stamp_read():
        _say("Installing the pinned packages (about 1.3 GB, once)")
        _pip(python, dev)
        with (VENV / "station.stamp").open("a") as stamp:
            stamp.writelines(_stamp_text(kind) + "\n" for kind in {dev, False})
    return python


def environment() -> dict[str, str]:
    """The environment for the interpreter of `.venv`: the checkout is importable from any folder."""
    path = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *([path] if path else [])])}


def _pip(python: Path, dev: bool) -> None:
    # --no-deps: the list is complete, and dlib-bin stands in for dlib, which pip would compile
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    listed = str(_requirements(dev))
    try:
        subprocess.run([*command, "--require-hashes", "-r", listed], check=True)  # noqa: S603
        # The project itself, in place: gives .venv/bin/station, station-tech, station-admin. Built by the setuptools of
        # the list above and without an index: a build of its own would fetch the newest that fits a range, unhashed.
        subprocess.run([*command, "--no-build-isolation", "--no-index", "--editable", str(ROOT)], check=True)  # noqa: S603
    except subprocess.CalledProcessError as error:
        raise SetupStopped(f"pip could not install the packages of {listed}; its message is above.") from error


def _requirements(dev: bool) -> Path:
    return PACKAGING / ("requirements-dev.txt" if dev else "requirements.txt")


def _stamp_text(dev: bool) -> str:
    return hashlib.sha256(_requirements(dev).read_bytes()).hexdigest()


def _stamp_read() -> str:
    stamp = VENV / "station.stamp"
    return stamp.read_text() if stamp.exists() else ""


def _in_venv() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def missing_libraries() -> tuple[str, ...]:
    """Debian packages whose shared objects cannot be loaded."""
    if not sys.platform.startswith("linux"):
        return ()
    return tuple(package for name, package in LIBRARIES.items() if not _loads(name))


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _system_packages(dev: bool) -> None:
    wanted = list(missing_libraries())
    if importlib.util.find_spec("ensurepip") is None and not VENV.exists():
        wanted.append("python3-venv")
    extra: list[str] = []
    if dev and sys.platform.startswith("linux"):
        extra = [p for file, packages in TEST_PROGRAMS.items() if not Path(file).exists() for p in packages]
    if not wanted and not extra:
        return
    line = "apt-get install -y --no-install-recommends"
    apt = shutil.which("apt-get")
    if apt is None or not _may_install():
        if wanted:
            raise SetupStopped(f"These system packages are missing. Run:\n  sudo {line} {' '.join(wanted)}")
        return  # test devices only: their tests skip themselves
    _say(f"Installing system packages: {' '.join([*wanted, *extra])}")
    prefix = [] if _is_root() else ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, apt, "update", "-qq"], check=False, env=environment)  # noqa: S603
    if wanted:
        done = subprocess.run([*prefix, *line.split(), "-qq", *wanted], check=False, env=environment)  # noqa: S603
        if done.returncode:
            raise SetupStopped(f"apt-get failed; its message is above. The line was:\n  {line} {' '.join(wanted)}")
    for package in extra:  # one by one: a package that this release lacks must not cost the others
        subprocess.run([*prefix, *line.split(), "-qq", package], check=False, env=environment)  # noqa: S603


def _is_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


def _may_install() -> bool:
    if _is_root():
        return True
    sudo = shutil.which("sudo")
    return sudo is not None and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0  # noqa: S603


def _say(text: str) -> None:
    print(f"station: {text}", file=sys.stderr, flush=True)  # noqa: T201  the terminal is the interface here
