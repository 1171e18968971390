"""The whole life of the package in a bare Debian, as root: `python -m tests.load.package_life --suite bookworm|trixie
--deb FILE --json OUT [--next FILE] [--base FOLDER]`.

debootstrap, installation, the server by docs/central.md, commissioning in the window over the accessibility bus, memory
at the sign-in page, a journey, a new version that comes as a delta with one change of the schema more, the way back
refused once a visit was sealed, a version whose change fails and one whose window does not start, both rolled back by
one command, purge, and what is left. Each step's seconds, sizes and words go into OUT; the first that is not as it
should be ends it, with status 1.

The versions of tomorrow are made of the package that is given: the same files, a later number, and one module of the
schema's changes more (or one that fails). With --next a real later package is taken instead of the first of them.
The network is the machine's; port 5432 must be free.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

import build_installer
from station.store.migrations import HEAD
from tests.load import docs_run, idle
from tests.rig import bus

ROOT = Path(__file__).resolve().parents[2]
POSTGRES = {"bookworm": "15", "trixie": "17"}
MIRROR = "http://deb.debian.org/debian"
PACKAGE = "biometric-station"
INSTALLED = Path("opt") / PACKAGE
CREDENTIALS = "/etc/biometric-station/credentials"
DATA = "/var/lib/biometric-station"
WORD = "seven grey herons by the river"
FIRST = "first-of-adi-88"
OWN = ("a lantern over the wet stairs", "three ferries before the storm")
# What docs/installation.md says of a purge: records and keys, the machine's secrets, the accounts.
STAYS = (DATA, "/var/lib/biometric-central", CREDENTIALS, "/etc/biometric-station/tls", "/etc/biometric-station")
URL = f"postgresql://station_cgk_t3_01@{docs_run.HOST}/border"


class Stopped(Exception):
    """A step that was not as it should be."""


# ---- versions of tomorrow


def _compiled(source: str, name: str) -> bytes:
    """As the freezer makes it: no line of it depends on where it was made."""
    import importlib.util
    import marshal

    code = compile(source, f"{name}.py", "exec", optimize=1)
    return importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8) + marshal.dumps(code)


def derived(package: Path, version: str, out: Path, changes: Sequence[str] = (), window: str = "") -> Path:
    """The package with a later number; `changes`: further steps of the schema; `window`: source of its window."""
    with tempfile.TemporaryDirectory(dir=out) as folder:
        tree = Path(folder) / "tree"
        subprocess.run(["dpkg-deb", "--raw-extract", package, tree], check=True)
        library = tree / INSTALLED / "lib" / "station"
        _one(library / "__init__.pyc", re.sub(r'"\d+\.\d+\.\d+\S*"', f'"{version}"', _source("station/__init__.py")))
        if changes:
            every, before = _source("station/store/migrations/__init__.py"), HEAD
            for change in changes:
                after = f"{int(before) + 1:04d}"
                body = f'revision, down_revision = "{after}", "{before}"\n\n\ndef upgrade(operations):\n    {change}\n'
                _one(library / "store/migrations" / f"r{after}_tomorrow.pyc", body)
                more = (
                    f"from station.store.migrations import r{after}_tomorrow\nREVISIONS += (r{after}_tomorrow,)\nHEAD"
                )
                every, before = every.replace("\nHEAD", f"\n{more}", 1), after
            _one(library / "store/migrations/__init__.pyc", every)
        if window:
            _one(library / "app.pyc", window)
        for name, pattern in (("control", r"(?m)(?<=^Version: )\S+"), ("preinst", r'(?<="\$2" lt )\S+')):
            file = tree / "DEBIAN" / name
            text, changed = re.subn(pattern, version, file.read_text())
            if changed != 1:
                raise Stopped(f"{name} of the package does not say its version once")
            file.write_text(text)
        made = out / f"{PACKAGE}_{version}_{package.stem.rpartition('_')[2]}.deb"
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zzstd", "-z1", "--build", tree, made], check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
    return made


def _source(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _one(path: Path, source: str) -> None:
    if path.exists() and path.read_bytes()[:4] != _compiled("", "x")[:4]:
        raise Stopped(f"{path.name} is of another Python than this one")
    path.write_bytes(_compiled(source, path.stem))


# ---- the machine


class Machine:
    """A bare Debian in a folder; commands run in it as root."""

    def __init__(self, root: Path, screen: dict[str, str]) -> None:
        self.root = root
        self.environment = {
            "HOME": "/root", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive",
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "CREDENTIALS_DIRECTORY": CREDENTIALS,
            **{k: v for k, v in os.environ.items() if k.lower().endswith("_proxy")},
            **{k: screen[k] for k in ("DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR",
                                      "QT_LINUX_ACCESSIBILITY_ALWAYS_ON",
                                      "DBUS_SESSION_BUS_ADDRESS")},
        }  # fmt: skip

    def command(self, text: str) -> list[str]:
        return ["chroot", str(self.root), "bash", "-c", f"cd /root; set -eu -o pipefail; {text}"]

    def tried(self, text: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(text), env=self.environment, capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL)  # fmt: skip

    def run(self, text: str) -> str:
        done = self.tried(text)
        if done.returncode:
            raise Stopped(f"{text}\nended with {done.returncode}\n{(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    def start(self, text: str) -> subprocess.Popen[bytes]:
        log = (self.root / "root" / "window.log").open("ab")
        return subprocess.Popen(self.command(f"exec {text}"), env=self.environment, stdout=log, stderr=log,
                                stdin=subprocess.DEVNULL)  # fmt: skip

    def size(self, *names: str) -> float:
        """Megabytes on the disk."""
        done = subprocess.run(["du", "-sk", *(str(self.root / name) for name in names)], capture_output=True, text=True,
                              check=False)  # fmt: skip
        return round(sum(int(line.split()[0]) for line in done.stdout.splitlines()) * 1024 / 1e6, 1)

    def everything(self) -> set[str]:
        done = self.run("find / -xdev -path /proc -prune -o -path /dev -prune -o -path /sys -prune -o -print")
        return set(done.splitlines())


def copied(base: Path, work: Path) -> Path:
    """A copy of the bare Debian in which packages can be installed; nothing starts by being installed."""
    root = work / "root"
    subprocess.run(["cp", "-a", str(base), str(root)], check=True)
    shutil.copyfile("/etc/resolv.conf", root / "etc/resolv.conf")
    shutil.copytree("/etc/apt/apt.conf.d", root / "etc/apt/apt.conf.d", dirs_exist_ok=True)
    (root / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
    (root / "usr/sbin/policy-rc.d").chmod(0o755)
    with (root / "etc/hosts").open("a") as hosts:
        hosts.write(f"127.0.0.1 localhost {docs_run.HOST}\n")
    return root


@contextlib.contextmanager
def machine(base: Path, work: Path) -> Iterator[Machine]:
    root = copied(base, work)
    (work / "desk").mkdir(mode=0o700)
    with contextlib.ExitStack() as mounts, bus.bus(work / "desk") as screen:

        def mount(arguments: list[str]) -> None:
            subprocess.run(["mount", *arguments], check=True)
            mounts.callback(subprocess.run, ["umount", "--recursive", "--lazy", arguments[-1]], check=True)

        mount(["-t", "proc", "proc", str(root / "proc")])
        mount(["--rbind", "--make-rslave", "/dev", str(root / "dev")])
        address = screen["DBUS_SESSION_BUS_ADDRESS"]
        for path in (work / "desk", *(Path(p) for p in re.findall(r"unix:path=([^,]+)", address))):
            inside = root / path.relative_to("/")
            inside.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                inside.mkdir(exist_ok=True)
            else:
                inside.touch()
            mount(["--bind", str(path), str(inside)])
        yield Machine(root, screen)


def hands(at: Machine, work: Path, steps: list[list[object]]) -> list[str]:
    file = work / "steps.json"
    file.write_text(json.dumps(steps))
    done = subprocess.run(
        [bus.SYSTEM_PYTHON, str(ROOT / "tests/rig/hands.py"), str(file)],
        env={**os.environ, **{k: v for k, v in at.environment.items() if k not in {"PATH", "HOME"}}},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        log = (at.root / "root" / "window.log").read_text(errors="replace")[-1500:]
        raise Stopped(f"{done.stdout[-4000:]}\n{done.stderr[-500:]}\nthe window said: {log}")
    return done.stdout.splitlines()


# ---- the steps


class Life:
    def __init__(self, at: Machine, work: Path, options: argparse.Namespace) -> None:
        self.at, self.work, self.options = at, work, options
        self.report: dict[str, Any] = {"suite": options.suite, "steps": []}
        self.deb: Path = options.deb

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[dict[str, Any]]:
        row: dict[str, Any] = {"step": name}
        began = time.monotonic()
        self.report["steps"].append(row)
        try:
            yield row
        except Stopped as stopped:
            row["stopped"] = str(stopped)
            raise
        finally:
            row["seconds"] = round(time.monotonic() - began, 1)
            print(json.dumps(row), flush=True)

    def whole(self) -> None:
        self.install()
        self.server()
        self.commission()
        self.journey(2)
        self.versions()
        self.upgrade()
        self.journey(2)
        self.back_refused()
        self.fails("a change of the schema that fails", self.failing, refused=True)
        self.fails("a window that does not start", self.lame, refused=False)
        self.opens()
        self.purge()

    def take(self, package: Path) -> str:
        shutil.copyfile(package, self.at.root / "root" / package.name)
        return f"/root/{package.name}"

    def install(self) -> None:
        at = self.at
        with self.step("apt-get update"):
            at.run("apt-get update -qq")
        self.before = at.everything()
        with self.step("install") as row:
            at.run(f"apt-get install -y --no-install-recommends {self.take(self.deb)}")
            row["package_mb"] = round(self.deb.stat().st_size / 1e6, 1)
            row["installed_mb"] = at.size(str(INSTALLED))
            row["units"] = at.run("ls /usr/lib/systemd/system | grep biometric").split()
            row["accounts"] = at.run("getent passwd biometric-station biometric-central | cut -d: -f1,6").split()
            row["folders"] = at.run(f"stat -c '%n %U %a' {DATA} {CREDENTIALS}").splitlines()
            for name in build_installer.PROGRAMS:
                at.run(f"{name} --help > /dev/null")

    def server(self) -> None:
        with self.step("the agency and its server, by docs/central.md") as row:
            wanted = docs_run.FIRST[0].partition("#")[2]
            blocks = [b for b in docs_run.in_order() if b.file == "docs/central.md" and b.section == wanted]
            version = POSTGRES[self.options.suite]
            texts = [re.sub("(PGVERSION=|postgresql-)15", rf"\g<1>{version}", b.text)
                     for b in blocks if b.mark != "skip" and PACKAGE + "_*" not in b.text]  # fmt: skip
            self.at.run("\n".join(texts))
            row["blocks"] = len(texts)
            word = "a word for the safe of the recovery officer"
            self.at.run(
                f"printf '%s\\n' '{word}' '{word}' | "
                "station-admin --secrets-fd 0 recovery create /srv/recovery > /srv/recovery.pub"
            )

    def commission(self) -> None:
        at = self.at
        issue = next(
            b.text for b in docs_run.in_order() if b.file == "docs/installation.md" and "agency issue" in b.text
        )
        agency = at.command(issue)
        go = ["press", "Check and go on"]
        steps: list[list[object]] = [
            ["see", "Bahasa jendela", 90], ["choose", "Bahasa jendela", "English"],
            ["see", "Language of the window"], go,
            ["see", "Name of the station"], ["choose", "Mode", "Training"],
            ["write", "Name of the station, as the agency writes it", "CGK-T3-01"],
            ["write", "Place, as the header shows it", "Terminal 3"], go,
            ["see", "File with the agency"], ["write", "File with the agency's public key", "/srv/agency.pub"], go,
            ["see", "Passphrase or PIN"], ["type", "Passphrase or PIN", WORD], ["type", "Once more", WORD],
            ["tick", "Keep it on this machine"], go,
            ["see", "Take the request"], ["run", *agency],
            ["write", "File with the identity that the agency issued", "/srv/CGK-T3-01.identity.json"], go,
            ["see", "The address of the central database"],
            ["write", "Address: postgresql://ROLE@HOST:PORT/DATABASE", URL],
            ["write", "Folder with the certificate", "/srv/CGK-T3-01"], go,
            ["see", "Readers and cameras"], go,
            ["see", "The agency's rules"], go,
            ["see", "Who signs in first"],
        ]  # fmt: skip
        added: list[str] = []
        for name, role in (("adi", "Administrator"), ("siti", "Supervisor"), ("budi", "Counter officer")):
            added.append(f"{name} ({role})")
            steps += [
                ["write", "Sign-in name", name], ["write", "Name that others see", name.title()],
                ["choose", "Role", role],
                ["type", "First password", FIRST], ["press", "Add this officer"], ["see", ", ".join(sorted(added))],
            ]  # fmt: skip
        steps += [
            go, ["see", "A copy of the keys for the recovery officer"],
            ["write", "File with the recovery officer's public key", "/srv/recovery.pub"],
            ["write", "Sign-in name of who agrees", "siti"], ["type", "Their password", FIRST],
            ["type", "Their own new password, where it is the first sign-in", OWN[1]],
            ["write", "Sign-in name of the second person", "adi"], ["type", "Password of the second person", FIRST],
            ["type", "Own new password of the second person", OWN[0]], go,
            ["see", "Everything that a station needs", 120], ["press", "Open the station"],
            ["see", "Sign in", 120],
        ]  # fmt: skip
        with self.step("commissioned in the window, over the accessibility bus") as row:
            window = at.start("station run")
            try:
                said = hands(at, self.work, steps)
                row["steps"] = len(steps)
                row["first_page_seconds"] = float(said[0].split()[-2])
                self._rest(window, row)
            finally:
                _end(window)
            row["doctor"] = [x for x in at.tried("station-admin doctor").stdout.splitlines() if x.startswith("WORK")]
            row["officers"] = at.run("station-admin officers list").splitlines()

    def _rest(self, window: subprocess.Popen[bytes], row: dict[str, Any]) -> None:
        """Memory of all its processes (PSS) at the sign-in page, once they have come to rest."""
        process, quiet = psutil.Process(window.pid), 0
        end = time.monotonic() + idle.PATIENCE
        while quiet < 10 and time.monotonic() < end:
            before = idle.spent(process)
            time.sleep(1)
            quiet = quiet + 1 if idle.spent(process) - before < 3 * idle.SETTLED else 0
        row["idle_mb"] = idle.memory(process)
        row["idle_pss_mb"] = round(sum(row["idle_mb"].values()), 1)

    def opens(self) -> None:
        with self.step("the window opens again") as row:
            window = self.at.start("station run")
            try:
                row["seconds_to_sign_in"] = float(hands(self.at, self.work, [["see", "Sign in", 120]])[0].split()[-2])
            finally:
                _end(window)

    def journey(self, sealed: int) -> None:
        at = self.at
        with self.step("a journey: somebody comes twice, with the agency's receipts") as row:
            process = at.start(
                "env CREDENTIALS_DIRECTORY=/srv/agency/credentials station-central --central "
                f"postgresql://border_central_process@{docs_run.HOST}/border --tls /srv/border-process "
                "--agency /srv/agency --mode training --metrics -1"
            )
            try:
                at.run("QT_QPA_PLATFORM=offscreen station journey --config /etc/biometric-station/station.toml "
                       "--invented 1 --json /tmp/visit.json")  # fmt: skip
            finally:
                _end(process)
            told = json.loads((at.root / "tmp/visit.json").read_text())
            text = json.dumps(told)
            if f'"receipted": {sealed}' not in text:
                raise Stopped(f"not every visit has its receipt: {text[:600]}")
            row["status"] = self.records()

    def records(self) -> list[str]:
        """What stands in the station, in its own words, without what a clock or the disk says."""
        told = self.at.run("station-admin status").splitlines()
        return [line for line in told if line.startswith(("identity", "policy", "outbox"))]

    def log(self) -> str:
        return self.at.run("station-admin audit verify").strip()

    def versions(self) -> None:
        with self.step("the versions of tomorrow") as row:
            out = self.work
            whole, _, patch = build_installer.version().rpartition(".")
            later = [f"{whole}.{int(patch) + more}" for more in (1, 2, 3)]
            table = 'operations.execute("CREATE TABLE of_tomorrow (id INTEGER PRIMARY KEY)")'
            self.next = self.options.next or derived(self.deb, later[0], out, [table])
            bad = 'operations.execute("SELECT of_nobody()")'
            self.failing = derived(self.next, later[1], out, [bad] if self.options.next else [table, bad])
            self.lame = derived(self.next, later[2], out, window='raise ImportError("made not to start")\n')
            row["packages_mb"] = {
                p.name: round(p.stat().st_size / 1e6, 1) for p in (self.next, self.failing, self.lame)
            }

    def upgrade(self) -> None:
        at = self.at
        key = Ed25519PrivateKey.generate()
        private = self.work / "release.key"
        private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        with self.step("a delta is made and signed") as row:
            made = build_installer.delta(self.deb, self.next)
            signature = build_installer.sign(made, private)
            row["delta_mb"] = round(made.stat().st_size / 1e6, 2)
        with self.step("put together on the counter, compared, installed") as row:
            public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            (at.root / "etc/biometric-station/release.pem").write_bytes(public)
            before = self.log()
            update = self.take(made)
            self.take(signature)
            at.run(f"station-admin upgrade delta {update} --out /var/cache/station-update")
            row["together"] = at.run("ls -s --block-size=1000000 /var/cache/station-update").split()
            at.run(f"station-admin upgrade begin --package /var/cache/station-update/{self.deb.name.replace('~', '_')}")
            row["installation"] = at.run(f"dpkg --install /var/cache/station-update/{self.next.name}").splitlines()[-9:]
            row["log"] = [before, self.log()]
            row["version"] = self.version()
            if row["version"] != self.next.name.split("_")[1]:
                raise Stopped(f"installed is {row['version']}")
            at.run("rm -r /var/cache/station-update /etc/biometric-station/release.pem")

    def version(self) -> str:
        return self.at.run(f"dpkg-query --show --showformat '${{Version}}' {PACKAGE}")

    def back_refused(self) -> None:
        with self.step("going back is refused: visits were sealed since") as row:
            done = self.at.tried("station-admin upgrade back --install")
            row["status"], row["words"] = done.returncode, (done.stdout + done.stderr).strip()[-300:]
            if done.returncode == 0 or self.version() != self.next.name.split("_")[1]:
                raise Stopped("it went back")
            self.at.run("station-admin upgrade done")

    def fails(self, what: str, package: Path, refused: bool) -> None:
        """A version that fails; then one command, and everything is as it was."""
        at = self.at
        with self.step(f"{what}: rolled back") as row:
            version, log, status = self.version(), self.log(), self.records()
            at.run(f"station-admin upgrade begin --package {self.take(self.next)}")
            done = at.tried(f"dpkg --install {self.take(package)}")
            row["installation"] = {"status": done.returncode, "words": (done.stdout + done.stderr).splitlines()[-8:]}
            if (done.returncode != 0) != refused:
                raise Stopped("the installation ended otherwise")
            if not refused:
                started = at.tried("QT_QPA_PLATFORM=offscreen timeout 30 station run")
                row["window"] = {"status": started.returncode, "words": started.stderr.strip()[-200:]}
                if started.returncode in {0, 124}:
                    raise Stopped("it started")
            began = time.monotonic()
            row["back"] = at.run("station-admin upgrade back --install").splitlines()[-6:]
            row["back_seconds"] = round(time.monotonic() - began, 1)
            row["version"] = self.version()
            if (row["version"], self.records()) != (version, status):
                raise Stopped(f"not as it was: {row['version']}, {self.records()}")
            row["log"] = [log, self.log()]
            at.run("station-admin upgrade done")

    def purge(self) -> None:
        at = self.at
        with self.step("purge") as row:
            at.run(f"apt-get purge -y {PACKAGE}")
            ours = re.compile(r"biometric|/opt/|release\.pem|station-(?:admin|tech|central|search)")
            left = {path for path in at.everything() - self.before if ours.search(path)}
            # what the rehearsal itself made: files that were carried in, the agency's side, logs
            others = ("/root/", "/srv/", "/tmp/", "/var/log/", "/var/lib/postgresql/", str(self.work))  # noqa: S108
            left = {path for path in left if not path.startswith(others)}
            row["left"] = sorted(path for path in left if path.count("/") < 6)[:40]
            row["left_mb"] = at.size(DATA.lstrip("/"))
            unsaid = sorted(path for path in left if not path.startswith(STAYS) and path != "/opt")
            if unsaid:
                raise Stopped(f"left without being told: {unsaid[:20]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """A program that was started in the machine, and its children."""
    with contextlib.suppress(psutil.NoSuchProcess):
        every = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
        for one in every:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.terminate()
        _, alive = psutil.wait_procs(every, 20)
        for one in alive:
            one.kill()
    process.wait(20)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", choices=tuple(POSTGRES), required=True)
    parser.add_argument("--deb", type=Path, required=True)
    parser.add_argument("--next", type=Path, help="a later package; without it one is made of the first")
    parser.add_argument("--base", type=Path, help="folder of a bare Debian, made if it is not there; it is copied")
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.inside:  # mounts and processes of its own, which end with it
        inside = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", sys.executable, "-m"]
        return subprocess.run([*inside, "tests.load.package_life", *sys.argv[1:], "--inside"], check=False).returncode
    if reason := bus.missing():
        raise SystemExit(reason)
    if any(c.laddr.port == 5432 for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN):
        raise SystemExit("port 5432 is somebody else's")
    work = Path(tempfile.mkdtemp(prefix="package-life-"))
    work.chmod(0o755)
    found = bare(options, work)
    try:
        with machine(found["base"], work) as at:
            whole = _live(Life(at, work, options), found)
    finally:
        if str(work) not in Path("/proc/self/mounts").read_text():  # never through a mount that stayed
            shutil.rmtree(work)
    return 0 if whole else 1


def _live(life: Life, found: dict[str, Any]) -> bool:
    at = life.at
    life.report["debootstrap_seconds"] = found["seconds"]
    life.report["debian"] = (at.root / "etc/debian_version").read_text().strip()
    life.report["whole"] = False
    try:
        life.whole()
        life.report["whole"] = True
    except Stopped as stopped:
        print(f"STOPPED: {stopped}")
    finally:
        life.report["seconds"] = round(sum(row.get("seconds", 0.0) for row in life.report["steps"]), 1)
        life.options.json.write_text(json.dumps(life.report, indent=2) + "\n")
        with contextlib.suppress(Stopped):
            at.run("pg_lsclusters -h | while read v c rest; do pg_ctlcluster $v $c stop -m fast; done")
    return bool(life.report["whole"])


def bare(options: argparse.Namespace, work: Path) -> dict[str, Any]:
    base = options.base or work / "base"
    if (base / "etc/debian_version").exists():
        return {"base": base, "seconds": None}
    began = time.monotonic()
    subprocess.run(["debootstrap", "--variant=minbase", options.suite, str(base), MIRROR], check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    return {"base": base, "seconds": round(time.monotonic() - began, 1)}


if __name__ == "__main__":
    sys.exit(main())
