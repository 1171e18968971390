"""A new version as what it changes: put together on the counter, compared byte by byte, refused where it must be."""

from __future__ import annotations

import lzma
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import build_installer
from station.office import delta

pytestmark = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg is not here")

BEFORE = {
    "opt/counter/code.pyc": b"first" * 1000,
    "opt/counter/library.so": bytes(range(256)) * 4000,
    "opt/counter/gone.pyc": b"leaves",
    "etc/counter.toml": b"mode = 1\n",
}
AFTER = {
    **{name: content for name, content in BEFORE.items() if "gone" not in name},
    "opt/counter/code.pyc": b"second" * 1000,
    "opt/counter/new/more.pyc": b"comes",
    "etc/counter.toml": b"mode = 2\n",
}


def package(folder: Path, version: str, files: dict[str, bytes]) -> Path:
    tree = folder / f"tree-{version}"
    for name, content in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/counter").symlink_to("/opt/counter/code.pyc")
    control = tree / "DEBIAN"
    control.mkdir()
    (control / "control").write_text(
        f"Package: counter\nVersion: {version}\nArchitecture: all\nMaintainer: nobody <nobody@example.invalid>\n"
        "Description: a package of this test\n several lines\n"
    )
    (control / "conffiles").write_text("/etc/counter.toml\n")
    (control / "postinst").write_text(f"#!/bin/sh\n# {version}\n")
    (control / "postinst").chmod(0o755)
    made = folder / f"counter_{version}_all.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "--build", tree, made], check=True, stdout=subprocess.DEVNULL)
    return made


class Release:
    """Two versions, what lies between them signed, and a machine that has the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.old, self.new = package(folder, "1.0", BEFORE), package(folder, "1.1", AFTER)
        key = Ed25519PrivateKey.generate()
        private, self.public = folder / "release.key", folder / "release.pem"
        private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        self.public.write_bytes(
            key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )
        self.key = private
        self.update = build_installer.delta(self.old, self.new)
        build_installer.sign(self.update, private)
        self.root = folder / "root"
        subprocess.run(["dpkg-deb", "--extract", self.old, self.root], check=True)
        (self.root / "etc/counter.toml").write_text("mode = 1  # and what the technician added\n")

    def read(self) -> delta.Delta:
        content = self.folder / "content"
        shutil.rmtree(content, ignore_errors=True)
        content.mkdir()
        return delta.read(self.update, self.public, content)


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return Release(tmp_path)


def unpacked(made: Path, to: Path) -> delta.Tree:
    subprocess.run(["dpkg-deb", "--raw-extract", made, to], check=True)
    return delta.tree(to)


def test_both_packages_come_out_as_they_were_and_only_what_changed_travels(release: Release, tmp_path: Path):
    update = release.read()
    delta.check_installed(update, release.root)
    out = tmp_path / "out"
    out.mkdir()
    for which, whole in enumerate((release.old, release.new)):
        made = delta.assemble(update, which, out, release.root)  # type: ignore[arg-type]
        assert made.name == whole.name
        assert unpacked(made, tmp_path / f"a{which}") == unpacked(whole, tmp_path / f"b{which}")
    assert sorted(path.name for path in out.iterdir()) == [release.old.name, release.new.name]
    assert release.update.stat().st_size < 4000  # the library of a megabyte stayed at home


def test_the_same_packages_give_the_same_bytes(release: Release):
    first = release.update.read_bytes()
    assert build_installer.delta(release.old, release.new).read_bytes() == first


@pytest.mark.parametrize("name", ["opt/counter/library.so", "opt/counter/gone.pyc", "usr/bin/counter"])
def test_a_machine_on_which_a_file_was_changed_is_refused(release: Release, name: str):
    path = release.root / name
    path.unlink()
    path.write_bytes(b"something else")
    with pytest.raises(delta.DeltaRefused) as refused:
        delta.check_installed(release.read(), release.root)
    assert refused.value.code == "delta_unfit" and name in refused.value.detail


def test_a_file_that_changes_after_the_look_leaves_no_package(release: Release, tmp_path: Path):
    update = release.read()
    delta.check_installed(update, release.root)
    (release.root / "opt/counter/library.so").write_bytes(b"changed")
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(delta.DeltaRefused):
        delta.assemble(update, 1, out, release.root)
    assert not list(out.iterdir())


def test_nothing_is_read_without_its_signature(release: Release):
    octets = bytearray(release.update.read_bytes())
    octets[len(octets) // 2] ^= 1
    release.update.write_bytes(octets)
    with pytest.raises(delta.DeltaRefused) as refused:
        release.read()
    assert refused.value.code == "delta_forged"
    release.update.with_name(release.update.name + ".sig").unlink()
    with pytest.raises(delta.DeltaRefused):
        release.read()


@pytest.mark.parametrize("content", [b"", b"no xz", lzma.compress(b"no tar")])
def test_what_is_signed_but_no_update_is_refused_in_words(release: Release, content: bytes):
    release.update.write_bytes(content)
    build_installer.sign(release.update, release.key)
    with pytest.raises(delta.DeltaRefused) as refused:
        release.read()
    assert refused.value.code == "delta_damaged"


@pytest.mark.parametrize("name", ["/etc/passwd", "../outside", "opt/../../outside"])
def test_no_name_leads_out_of_the_folder(name: str):
    with pytest.raises(delta.DeltaRefused):
        delta._tree({name: ["file", 0o644, "0" * 64]})
