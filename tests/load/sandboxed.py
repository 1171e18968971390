"""The services of the package under their sandbox, as root: `python -m tests.load.sandboxed --suite bookworm|trixie
--deb FILE --json OUT [--base FOLDER]`.

Debian's own systemd boots as the first process of a bare Debian, in namespaces of its own (mounts, processes, network,
control groups): the units are started by it and by nothing else. The agency and its server by docs/central.md, a
station by the commands of docs/installation.md; two visits are sealed while the server is down; then the timer's
biometric-station-sync.service sends them, biometric-station-central.service signs receipts, and the next turn of the
timer brings them. What the units may not do is tried by a program that runs with the same settings. The line is then
held to one address, the agency's process killed, the machine booted again. Each step's seconds and words go into OUT;
the first that is not as it should be ends it, with status 1.

The kernel is this machine's, and its network is a loopback alone: what is needed is installed before it boots.
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
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from tests.load import docs_run
from tests.load.package_life import CREDENTIALS, POSTGRES, Stopped, bare, copied

SYNC, CENTRAL = "biometric-station-sync.service", "biometric-station-central.service"
TIMER = "biometric-station-sync.timer"
ACCOUNTS = {SYNC: "biometric-station", CENTRAL: "biometric-central"}
AS_SERVICE = re.compile(r"\bbiometric-(?:station-)?central\b")
PATIENCE = 180.0  # seconds for receipts, a start, a stop
# What the kernel, systemd or a program says where a sandbox stood in its way.
DENIED = re.compile(
    r"SIGSYS|status=31/SYS|core-dump|Operation not permitted|Read-only file system|Permission denied|"
    r"Failed to (?:set|drop|load|apply|install|mount|allocate)|not supported, ignoring|, ignoring"
)
# As the first process of a container starts: its own /proc, /dev, /run, the kernel's settings read only. Shared
# mounts: a credential's folder reaches its service as one.
BOOT = r"""
set -eu
R="$1"
ip link set lo up
mount --make-rprivate /
mount --bind "$R" "$R"
mount -t proc proc "$R/proc"
mount --bind "$R/proc/sys" "$R/proc/sys"
mount -o remount,bind,ro "$R/proc/sys"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$R/sys"
mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 "$R/sys/fs/cgroup"
mount -t tmpfs -o mode=755,nosuid dev "$R/dev"
for n in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 "$R/dev/${n%:*}" c 1 "${n#*:}"; done
mknod -m 666 "$R/dev/tty" c 5 0
mkdir "$R/dev/pts" "$R/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$R/dev/pts"
ln -s pts/ptmx "$R/dev/ptmx"
ln -s /proc/self/fd "$R/dev/fd"
mount -t tmpfs -o mode=1777 shm "$R/dev/shm"
mount -t tmpfs -o mode=755 run "$R/run"
mount -t tmpfs -o mode=1777 tmp "$R/tmp"
mkdir -p "$R/mnt/before"
cd "$R"
pivot_root . mnt/before
umount -l /mnt/before
mount --make-rshared /
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd
"""
# What a service of ours never needs; and, with a plus, what it does. Perl is in every Debian.
PROBE = r"""
try() {
    local name="$1"; shift
    if "$@" > /dev/null 2>&1; then echo "probe $name: allowed"; else echo "probe $name: refused"; fi
}
state="$1"
try "+ write its own folder" bash -c "echo x > $state/probe && rm $state/probe"
try "+ write a temporary file" bash -c "echo x > /tmp/probe && rm /tmp/probe"
try "+ read the settings" test -r /etc/biometric-station
try "+ see what the processor can" grep -q processor /proc/cpuinfo
try "+ a connection" perl -e 'socket(my $s, 2, 1, 0) or die'
try "write to /etc" bash -c "echo x > /etc/probe"
try "write to /usr" bash -c "echo x > /usr/probe"
try "write to /var/tmp of all" test -e /var/tmp/of-all
try "see other processes" test -r /proc/1/status
try "change the kernel's settings" bash -c "echo probe > /proc/sys/kernel/domainname"
try "see root's home" test -r /root/of-root
try "see homes" test -r /home/of-all
try "the devices of all" test -e /dev/of-all
try "mount" mount -t tmpfs probe /tmp
try "a namespace of its own" unshare --user true
try "change its root" chroot / true
try "the clock" date --set=2020-01-01
try "the name of the machine" hostname probe
try "priority" perl -e 'setpriority(0, 0, 5) or die'
try "a packet socket" perl -e 'socket(my $s, 17, 2, 0) or die'
try "a netlink socket" perl -e 'socket(my $s, 16, 3, 0) or die'
set_uid="cp /bin/true $state/probe && chmod u+s $state/probe; r=\$?; rm -f $state/probe; exit \$r"
try "a program that runs as its owner" bash -c "$set_uid"
"""


class Booted:
    """A Debian whose first process is systemd."""

    def __init__(self, root: Path, log: Path) -> None:
        self.root = root
        self.group = _own_group() / f"sandboxed-{os.getpid()}"
        self.group.mkdir(exist_ok=True)
        inside = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--cgroup", "--uts", "--ipc", "--net"]
        move = f'echo 0 > {self.group}/cgroup.procs; exec "$@"'  # 0: whoever writes it
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                ["sh", "-c", move, "sh", *inside, "bash", "-c", BOOT, "bash", str(root)],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            )  # fmt: skip

    def first(self) -> int:
        """The number that systemd has outside."""
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.process.pid).children():
                return child.pid
        raise Stopped("systemd is not there")

    def tried(self, text: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "HOME": "/root", "LC_ALL": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "CREDENTIALS_DIRECTORY": CREDENTIALS, "DEBIAN_FRONTEND": "noninteractive", "SYSTEMD_PAGER": "",
        }  # fmt: skip
        return subprocess.run(
            ["nsenter", "--target", str(self.first()), "--all",
             "bash", "-c", f"cd /root; set -eu -o pipefail; {text}"],
            env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def run(self, text: str) -> str:
        done = self.tried(text)
        if done.returncode:
            raise Stopped(f"{text}\nended with {done.returncode}\n{(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    def off(self) -> None:
        """As by its button; what does not end is ended."""
        with contextlib.suppress(Stopped):
            self.tried("systemctl poweroff")
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Stopped("the machine did not go off") from None
        finally:
            for folder, _, _ in os.walk(self.group, topdown=False):
                with contextlib.suppress(OSError):
                    Path(folder).rmdir()


def _own_group() -> Path:
    """The folder of this process in the tree of control groups of version 2."""
    own = re.search(r"^0::/(.*)$", Path("/proc/self/cgroup").read_text(), re.M)
    tree = re.search(r"^\S+ (\S+) cgroup2 ", Path("/proc/self/mounts").read_text(), re.M)
    if own is None or tree is None:
        raise SystemExit("control groups of version 2 are not mounted here")
    return Path(tree[1]) / own[1]


def until(asked: Callable[[], bool], what: str, seconds: float = PATIENCE) -> float:
    """Seconds until it is so. Raises Stopped."""
    began = time.monotonic()
    while not asked():
        if time.monotonic() - began > seconds:
            raise Stopped(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.5)
    return round(time.monotonic() - began, 1)


class Services:
    """The steps, in their order."""

    def __init__(self, root: Path, work: Path, options: argparse.Namespace) -> None:
        self.root, self.work, self.options = root, work, options
        self.report: dict[str, Any] = {"suite": options.suite, "steps": []}
        self.at: Booted | None = None

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
        self.boot("boots")
        self.server()
        self.central()
        self.station()
        self.visits()
        self.may_not(SYNC)
        self.may_not(CENTRAL)
        self.carried()
        self.one_address()
        self.killed()
        self.again()
        self.denials()

    # ---- before it boots

    def install(self) -> None:
        package: Path = self.options.deb
        shutil.copyfile(package, self.root / "root" / package.name)
        wanted = f"systemd systemd-sysv dbus postgresql-{POSTGRES[self.options.suite]} /root/{package.name}"
        with self.step("installed, not yet booted") as row:
            done = _in_chroot(self.root, f"apt-get update -qq; apt-get install -y --no-install-recommends {wanted}")
            if done.returncode:
                raise Stopped((done.stdout + done.stderr)[-3000:])
            row["package_mb"] = round(package.stat().st_size / 1e6, 1)
        (self.root / "usr/sbin/policy-rc.d").unlink()
        # the cluster was made beside this machine's own servers, which may have the port
        settings = self.root / f"etc/postgresql/{POSTGRES[self.options.suite]}/main/postgresql.conf"
        settings.write_text(re.sub(r"(?m)^port = \d+", "port = 5432", settings.read_text()))
        folder = self.root / f"etc/systemd/system/{TIMER}.d"
        folder.mkdir()  # the same timer, sooner; the first line takes away what was there
        sooner = "OnBootSec=\nOnBootSec=5\nOnUnitInactiveSec=10\nRandomizedDelaySec=0\nAccuracySec=1\n"
        (folder / "sooner.conf").write_text(f"[Timer]\n{sooner}")
        for name in ("root/of-root", "home/of-all", "var/tmp/of-all"):
            (self.root / name).write_text("for the probe\n")

    def boot(self, name: str) -> None:
        with self.step(name) as row:
            self.at = at = Booted(self.root, self.work / "console.log")

            def state() -> str:
                with contextlib.suppress(Stopped):
                    return at.tried("systemctl is-system-running").stdout.strip()
                return ""

            row["up"] = until(lambda: state() in {"running", "degraded"}, f"systemd is up: {state()}")
            row["systemd"] = at.run("systemctl --version").split("\n")[0]
            row["state"] = state()
            until(lambda: self.times() > 1, "the timer has come twice")
            row["timer_came"] = self.times()
            row["failed"] = [line.split()[0] for line in at.run("systemctl --failed --plain --no-legend").splitlines()]
            if any(name.startswith(("biometric", "postgresql")) for name in row["failed"]):
                raise Stopped(f"{row['failed']}")

    def times(self) -> int:
        """How often the timer has started its service, or tried to: before a station is commissioned it has nothing."""
        told = self.here.run("journalctl --no-pager --boot --output=cat --unit=" + SYNC)
        return len(re.findall(r"^(?:Starting|.* skipped)", told, re.M))

    # ---- by the documents

    def by(self, file: str, sections: set[str], *, chosen: Callable[[docs_run.Block], bool] = lambda b: True) -> int:
        blocks = [b for b in docs_run.in_order() if b.file == file and b.section in sections and chosen(b)]
        blocks = [b for b in blocks if "apt-get install" not in b.text]
        version = POSTGRES[self.options.suite]
        self.here.run("\n".join(b.text.replace("PGVERSION=15", f"PGVERSION={version}") for b in blocks))
        return len(blocks)

    @property
    def here(self) -> Booted:
        if self.at is None:
            raise Stopped("nothing has booted")
        return self.at

    def server(self) -> None:
        with self.step("the agency and its server, by docs/central.md") as row:
            wanted = docs_run.FIRST[0].partition("#")[2]
            row["blocks"] = self.by("docs/central.md", {wanted}, chosen=lambda b: not AS_SERVICE.search(b.text))

    def central(self) -> None:
        with self.step("its process as a service, by docs/central.md") as row:
            wanted = docs_run.FIRST[0].partition("#")[2]
            row["blocks"] = self.by("docs/central.md", {wanted}, chosen=lambda b: bool(AS_SERVICE.search(b.text)))
            row["status"] = self.active(CENTRAL)

    def active(self, unit: str) -> dict[str, str]:
        time.sleep(3)  # what dies at once is not active
        told = self.here.run(f"systemctl show --property=ActiveState,SubState,MainPID,NRestarts {unit}")
        found = dict(line.split("=", 1) for line in told.splitlines())
        if found["ActiveState"] != "active":
            raise Stopped(f"{found}\n{self.journal(unit)}")
        return found

    def journal(self, unit: str) -> str:
        return self.here.tried(f"journalctl --no-pager --lines=60 --unit={unit}").stdout

    def station(self) -> None:
        with self.step("a station, by docs/installation.md") as row:
            self.here.run(f"systemctl stop {TIMER}")  # at this pace it would be in the way of each command
            row["blocks"] = self.by("docs/installation.md", {"settings", "secrets-without-a-terminal", "commissioning"})

    # ---- what the units do

    def visits(self) -> None:
        """Sealed while the server is away; the program ends before anybody came for them."""
        at = self.here
        with self.step("two visits sealed while the server is down") as row:
            at.run(f"systemctl stop {TIMER} {CENTRAL} postgresql")
            process = subprocess.Popen(
                ["nsenter", "--target", str(at.first()), "--all", "env", "-i", "HOME=/root", "LC_ALL=C.UTF-8",
                 "PATH=/usr/bin:/bin", f"CREDENTIALS_DIRECTORY={CREDENTIALS}", "QT_QPA_PLATFORM=offscreen", "station",
                 "journey", "--config", "/etc/biometric-station/station.toml", "--invented", "1",
                 "--json", "/srv/visits"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            try:
                said = []
                assert process.stdout is not None
                for line in process.stdout:
                    said.append(line.strip())
                    if "returned" in line:
                        break
                else:
                    raise Stopped("\n".join(said))
            finally:
                for one in (*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        one.terminate()
                process.communicate()
            row["said"] = said[-2:]
            row["outbox"] = self.outbox()
            at.run(f"systemctl start postgresql {CENTRAL}")
            row["central"] = self.active(CENTRAL)

    def outbox(self) -> str:
        told = self.here.run("station-admin status").splitlines()
        return next((line for line in told if line.startswith("outbox")), "")

    def may_not(self, unit: str) -> None:
        """The unit's own settings, another program; the same program with the account alone tells what was the unit."""
        at = self.here
        folder = "/var/lib/" + ("biometric-station" if unit == SYNC else "biometric-central")
        with self.step(f"what {unit} may not do") as row:
            text = (self.root / "usr/lib/systemd/system" / unit).read_text()
            text = re.sub(r"(?m)^(Condition|Restart|Type|EnvironmentFile)\w*=.*\n", "", text)
            text = re.sub(r"(?m)^ExecStart=.*$", f"Type=oneshot\nExecStart=/bin/bash /srv/probe.sh {folder}", text)
            (self.root / "srv/probe.sh").write_text(PROBE)
            (self.root / f"etc/systemd/system/probe-{unit}").write_text(text)
            at.run(f"systemctl daemon-reload; touch /dev/of-all; systemctl start probe-{unit}; journalctl --sync")
            with_unit = _probed(at.run(f"journalctl --no-pager --output=cat --unit=probe-{unit}"))
            alone = _probed(at.run(f"runuser -u {ACCOUNTS[unit]} -- bash /srv/probe.sh {folder}"))
            row["refused"] = sorted(name for name, answer in with_unit.items() if answer == "refused")
            row["refused_by_the_unit_alone"] = sorted(n for n in row["refused"] if alone.get(n) == "allowed")
            wrong = {n: a for n, a in with_unit.items() if a != ("allowed" if n.startswith("+") else "refused")}
            if wrong or len(with_unit) < 15:
                raise Stopped(f"{wrong or with_unit}")
            at.run(f"rm /etc/systemd/system/probe-{unit}; systemctl daemon-reload")
            if unit == CENTRAL:
                row["kernel"] = _kernel(at, self.active(CENTRAL)["MainPID"])

    def carried(self) -> None:
        at = self.here
        with self.step("the timer's service sends them, central's signs, the next turn brings the receipts") as row:
            at.run(f"systemctl start {TIMER}")
            row["receipted_after"] = until(lambda: self.receipted() >= 2, f"two receipts; {self.journal(SYNC)}")
            row["turns"] = self.turns()
            row["outbox"] = self.outbox()
            at.run(f"systemctl stop {TIMER}")
            row["audit"] = at.run("station-admin audit verify").strip()

    def turns(self) -> list[str]:
        told = self.here.run(f"journalctl --no-pager --output=cat --unit={SYNC}")
        return [line for line in told.splitlines() if re.search(r"receipted$|^central:|CPU time|Failed", line)]

    def receipted(self) -> int:
        """As the last turn of the service said it: nothing else opens the folder here."""
        said = re.findall(r"(\d+) receipted", "\n".join(self.turns()))
        return int(said[-1]) if said else 0

    def one_address(self) -> None:
        """The two lines that the unit has for whoever knows where central is."""
        at = self.here
        with self.step("held to one address") as row:
            for address, status in (("127.0.0.1", 0), ("192.0.2.10", 1)):
                folder = self.root / f"etc/systemd/system/{SYNC}.d"
                folder.mkdir(exist_ok=True)
                (folder / "line.conf").write_text(f"[Service]\nIPAddressDeny=any\nIPAddressAllow={address}\n")
                done = at.tried(f"systemctl daemon-reload; systemctl start {SYNC}")
                row[address] = [done.returncode, self.turns()[-2:]]
                if bool(done.returncode) != bool(status):
                    raise Stopped(f"with {address}: {done.returncode}\n{self.journal(SYNC)}")
            shutil.rmtree(folder)
            at.run(f"systemctl daemon-reload; systemctl reset-failed {SYNC}")

    def killed(self) -> None:
        at = self.here
        with self.step("central's service killed: comes back; stopped: ends by itself") as row:
            before = self.active(CENTRAL)["MainPID"]
            at.run(f"systemctl kill --signal=KILL {CENTRAL}")

            def back() -> bool:
                told = at.run(f"systemctl show --property=ActiveState,MainPID {CENTRAL}")
                return "ActiveState=active" in told and f"MainPID={before}\n" not in told

            row["back_after"] = until(back, "central is back")
            self.active(CENTRAL)
            began = time.monotonic()
            at.run(f"systemctl stop {CENTRAL}")
            row["stopped_after"] = round(time.monotonic() - began, 1)
            row["result"] = at.run(f"systemctl show --property=Result,ExecMainStatus {CENTRAL}").split()
            if "Result=success" not in row["result"]:
                raise Stopped(f"{row['result']}")

    def again(self) -> None:
        with self.step("off") as row:
            began = time.monotonic()
            self.here.off()
            row["off_after"] = round(time.monotonic() - began, 1)
        self.boot("boots again, nobody starts anything")
        with self.step("central, its server and the timer are there by themselves") as row:
            until(lambda: self.active(CENTRAL)["SubState"] == "running", "central")
            row["central"] = self.active(CENTRAL)
            row["turns"] = self.turns()[-2:]

    def denials(self) -> None:
        with self.step("denials in the journal, of the services and of systemd about them") as row:
            told = self.here.run(
                f"journalctl --no-pager --output=short-unix --unit={SYNC} --unit={CENTRAL} --unit=postgresql@* "
                f"--unit={TIMER}"
            )
            row["lines"] = len(told.splitlines())
            row["denied"] = [line for line in told.splitlines() if DENIED.search(line)]
            if row["denied"]:
                raise Stopped("\n".join(row["denied"][-20:]))


def _in_chroot(root: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Before it boots: with the machine's network, for its mirror."""
    environment = {
        "HOME": "/root", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive",
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        **{k: v for k, v in os.environ.items() if k.lower().endswith("_proxy")},
    }  # fmt: skip
    inside = f'mount -t proc proc {root}/proc; mount --rbind /dev {root}/dev; exec chroot {root} bash -c "$1"'
    return subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "--kill-child", "bash", "-c", inside, "bash", f"set -eu; {text}"],
        env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def _probed(text: str) -> dict[str, str]:
    return dict(re.findall(r"probe (.+): (allowed|refused)$", text, re.M))


def _kernel(at: Booted, number: str) -> dict[str, str]:
    """What the kernel holds the running process to. Raises Stopped where it does not."""
    told = at.run(f"grep -E '^(Seccomp|NoNewPrivs|CapEff|CapBnd|Uid):' /proc/{number}/status")
    found = {name: value.split()[0] for name, value in (line.split(":", 1) for line in told.splitlines())}
    if (found["Seccomp"], found["NoNewPrivs"], int(found["CapEff"], 16), int(found["CapBnd"], 16)) != ("2", "1", 0, 0):
        raise Stopped(f"{found}")
    for name in ("user", "mnt"):
        found[name] = at.run(f"readlink /proc/{number}/ns/{name}").strip()
        if found[name] == at.run(f"readlink /proc/1/ns/{name}").strip():
            raise Stopped(f"the namespace {name} is the machine's")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", choices=tuple(POSTGRES), required=True)
    parser.add_argument("--deb", type=Path, required=True)
    parser.add_argument("--base", type=Path, help="folder of a bare Debian, made if it is not there; it is copied")
    parser.add_argument("--json", type=Path, required=True)
    options = parser.parse_args()
    if os.geteuid() != 0:
        raise SystemExit("as root: it makes namespaces and mounts")
    work = Path(tempfile.mkdtemp(prefix="sandboxed-"))
    work.chmod(0o755)
    found = bare(options, work)
    services = Services(copied(found["base"], work), work, options)
    services.report |= {"debootstrap_seconds": found["seconds"], "kernel": os.uname().release, "whole": False}
    try:
        services.whole()
        services.report["whole"] = True
    except Stopped as stopped:
        print(f"STOPPED: {stopped}")
    finally:
        if services.at is not None:
            services.at.off()
        services.report["seconds"] = round(sum(row.get("seconds", 0.0) for row in services.report["steps"]), 1)
        options.json.write_text(json.dumps(services.report, indent=2) + "\n")
        if str(work) not in Path("/proc/self/mounts").read_text():  # never through a mount that stayed
            shutil.rmtree(work)
    return 0 if services.report["whole"] else 1


if __name__ == "__main__":
    sys.exit(main())
