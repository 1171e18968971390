"""A new version as what it changes: the package is put together on the counter from the files that are installed and
those that came, and then installed by dpkg as if it had come whole, with everything that its scripts do.

A delta is one file: an xz-compressed tar whose first member, `manifest.json`, names every file of the package before
and of the package after by its SHA-256; then the files that changed, each once by its digest. Beside it, as FILE.sig,
an Ed25519 signature over its SHA-256 (`build_installer.py sign`). Nothing is unpacked before the signature fits,
nothing is built before every installed file is the one that was shipped, and nothing is written but in the folders
that the caller names.
Settings (conffiles) and the package's scripts travel whole, for those on the machine may have been edited.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import shutil
import stat
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from station.errors import StationError

FORMAT = 1
MANIFEST = "manifest.json"
SCRIPTS = "DEBIAN"
_MOST = 2 << 30  # bytes that a delta may unpack to
_MOST_FILE = 1 << 30
_MOST_MANIFEST = 16 << 20
_MOST_FILES = 100_000
_BLOCK = 1 << 20
# What a file that is no delta makes of reading it
_BROKEN = (OSError, EOFError, lzma.LZMAError, tarfile.TarError, StopIteration, ValueError, KeyError, TypeError)


class DeltaRefused(StationError):
    """Codes: delta_forged, the signature does not fit; delta_damaged, the file is none or breaks its own digests;
    delta_unfit, it is for another version or what is installed was changed."""

    code = "delta_damaged"


@dataclass(frozen=True)
class Entry:
    """A file or a link of a package. `what`: SHA-256 of its content, or where the link leads."""

    kind: Literal["file", "link", "folder"]
    mode: int
    what: str = ""


Tree = dict[str, Entry]


def digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def tree(folder: Path) -> Tree:
    """What a package holds, by its path below `folder`, in order."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        name, mode = path.relative_to(folder).as_posix(), stat.S_IMODE(path.lstat().st_mode)
        if path.is_symlink():
            found[name] = Entry("link", 0o777, str(path.readlink()))
        elif path.is_dir():
            found[name] = Entry("folder", mode)
        else:
            found[name] = Entry("file", mode, digest(path))
    return found


def _control(folder: Path) -> dict[str, str]:
    lines = (folder / SCRIPTS / "control").read_text("utf-8").splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines if line[:1] not in " \t")}


def _travels(name: str, conffiles: set[str]) -> bool:
    return name.split("/", maxsplit=1)[0] == SCRIPTS or f"/{name}" in conffiles


def write(before: Path, after: Path, made: Path) -> None:
    """The delta from one unpacked package (`dpkg-deb --raw-extract`) to another: one pair of folders, one file."""
    old, new = tree(before), tree(after)
    told, tells = _control(before), _control(after)
    if told["Package"] != tells["Package"]:
        raise DeltaRefused("the packages are not of one name")
    conffiles: set[str] = set()
    for folder in (before, after):
        listed = folder / SCRIPTS / "conffiles"
        conffiles |= set(listed.read_text().split()) if listed.exists() else set()
    kept = {entry.what for name, entry in old.items() if entry.kind == "file" and not _travels(name, conffiles)}
    carried: dict[str, Path] = {}
    for folder, entries in ((after, new), (before, old)):
        for name, entry in entries.items():
            wanted = folder is after or _travels(name, conffiles)
            if entry.kind == "file" and wanted and entry.what not in kept:
                carried.setdefault(entry.what, folder / name)
    manifest = {
        "format": FORMAT,
        "package": tells["Package"],
        "architecture": tells["Architecture"],
        "before": {"version": told["Version"], "tree": _rows(old)},
        "after": {"version": tells["Version"], "tree": _rows(new)},
        "travel": sorted(name for name in {*old, *new} if _travels(name, conffiles)),
        "removed": sorted(name for name in old if name not in new),  # for whoever reads it; the tree says it, too
    }
    with lzma.open(made, "wb", preset=9) as stream, tarfile.open(fileobj=stream, mode="w|") as tar:
        _add(tar, MANIFEST, json.dumps(manifest, indent=0, sort_keys=True).encode())
        for what, path in sorted(carried.items()):
            _add(tar, what, path.read_bytes())


def _rows(entries: Tree) -> dict[str, list[object]]:
    return {name: [entry.kind, entry.mode, entry.what] for name, entry in entries.items()}


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    import io  # noqa: PLC0415

    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


# ---- on the counter


@dataclass(frozen=True)
class Delta:
    """One whose signature fits, with its content unpacked beside it."""

    package: str
    architecture: str
    versions: tuple[str, str]  # before and after
    trees: tuple[Tree, Tree]
    travel: frozenset[str]
    content: Path  # folder: files by their digest


def verify(file: Path, public: Path) -> None:
    """Raises DeltaRefused `delta_forged` where FILE.sig is not a signature over FILE by this key (PEM)."""
    try:
        key = load_pem_public_key(public.read_bytes())
        if not isinstance(key, Ed25519PublicKey):
            raise DeltaRefused("the key is not Ed25519", "delta_forged")
        signature = file.with_name(file.name + ".sig")
        if signature.stat().st_size != 64:
            raise DeltaRefused("no signature of 64 bytes", "delta_forged")
        key.verify(signature.read_bytes(), bytes.fromhex(digest(file)))
    except (OSError, ValueError, InvalidSignature) as error:
        raise DeltaRefused(type(error).__name__, "delta_forged") from error


def read(file: Path, public: Path, content: Path) -> Delta:
    """Verify, and unpack into `content` (an empty folder of ours). Raises DeltaRefused."""
    verify(file, public)
    try:
        with lzma.open(file) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            members = iter(tar)
            first = next(members)
            if first.name != MANIFEST or first.size > _MOST_MANIFEST:
                raise DeltaRefused("no manifest at its beginning")
            told = _told(_bytes(tar, first).read())
            whole = 0
            for member in members:
                whole += member.size
                if not member.isreg() or member.size > _MOST_FILE or whole > _MOST or len(member.name) != 64:
                    raise DeltaRefused("a member that does not belong there")
                _unpack(_bytes(tar, member), content / bytes.fromhex(member.name).hex(), member.name)
    except _BROKEN as error:
        raise DeltaRefused(f"{type(error).__name__}: {error}") from error
    return Delta(*told, content)


def _bytes(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    stream = tar.extractfile(member)
    if stream is None:
        raise DeltaRefused("a member without content")
    return stream


def _unpack(stream: IO[bytes], to: Path, wanted: str) -> None:
    seen = hashlib.sha256()
    with to.open("xb") as out:
        while block := stream.read(_BLOCK):
            seen.update(block)
            out.write(block)
    if seen.hexdigest() != wanted:
        raise DeltaRefused("a file is not what it is called by")


def _told(text: bytes) -> tuple[str, str, tuple[str, str], tuple[Tree, Tree], frozenset[str]]:
    manifest: dict[str, Any] = json.loads(text)
    if manifest["format"] != FORMAT:
        raise DeltaRefused("of a later form than this version reads", "delta_unfit")
    before, after = manifest["before"], manifest["after"]
    trees = _tree(before["tree"]), _tree(after["tree"])
    return (
        str(manifest["package"]), str(manifest["architecture"]), (str(before["version"]), str(after["version"])), trees,
        frozenset(str(name) for name in manifest["travel"]),
    )  # fmt: skip


def _tree(rows: dict[str, list[Any]]) -> Tree:
    if len(rows) > _MOST_FILES:
        raise DeltaRefused("too many files")
    found: Tree = {}
    for name, (kind, mode, what) in rows.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or kind not in {"file", "link", "folder"}:
            raise DeltaRefused("a name that leads elsewhere")
        if kind == "file" and (len(what) != 64 or not set(what) <= set("0123456789abcdef")):
            raise DeltaRefused("a digest that is none")
        found[name] = Entry(kind, int(mode) & 0o777, str(what))
    return found


def check_installed(delta: Delta, root: Path = Path("/")) -> None:
    """Whether every file of the version before is as it was shipped; DeltaRefused `delta_unfit` names the first that
    is not."""
    for name, entry in delta.trees[0].items():
        path = root / name
        if name in delta.travel:
            continue
        if entry.kind == "link":
            fits = path.is_symlink() and str(path.readlink()) == entry.what
        elif entry.kind == "folder":
            fits = path.is_dir()
        else:
            fits = path.is_file() and not path.is_symlink() and digest(path) == entry.what
        if not fits:
            raise DeltaRefused(f"/{name} is not as it was installed: install the whole package", "delta_unfit")


def assemble(delta: Delta, which: Literal[0, 1], to: Path, root: Path = Path("/")) -> Path:
    """The package before (0) or after (1) in the folder `to`, uncompressed, complete or not at all.

    check_installed came first. A file whose content is neither installed nor carried, or changed meanwhile, raises
    DeltaRefused.
    """
    wanted = delta.trees[which]
    places = {
        entry.what: root / name
        for name, entry in delta.trees[0].items()
        if entry.kind == "file" and name not in delta.travel
    }
    made = to / f"{delta.package}_{delta.versions[which]}_{delta.architecture}.deb"
    with tempfile.TemporaryDirectory(dir=to, prefix=".delta-") as folder:
        build = Path(folder) / "tree"
        build.mkdir(mode=0o755)
        for name, entry in wanted.items():  # folders stand before what is in them
            path = build / name
            if entry.kind == "folder":
                path.mkdir(parents=True, exist_ok=True)
                path.chmod(entry.mode)
            elif entry.kind == "link":
                path.symlink_to(entry.what)
            else:
                source = delta.content / entry.what
                source = source if source.exists() else places.get(entry.what, source)
                if not source.is_file():
                    raise DeltaRefused(f"{name} is not in it")
                shutil.copyfile(source, path)
                path.chmod(entry.mode)
                if digest(path) != entry.what:
                    raise DeltaRefused(f"/{name} was changed meanwhile", "delta_unfit")
        half = Path(folder) / "package"
        command = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(build), str(half)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  no shell, our names
        if done.returncode:
            raise DeltaRefused(done.stderr.strip()[-200:])
        half.replace(made)
    return made


def installed_version(package: str) -> str:
    """What dpkg says is installed; empty where nothing is."""
    command = ["dpkg-query", "--show", "--showformat", "${Version}", package]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  no shell
    return done.stdout.strip() if done.returncode == 0 else ""
