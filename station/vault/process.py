"""Keep what is in this process's memory out of crash dumps, of swap, and of reach of the user's other processes.

Every program that has keys in memory calls `harden` first: the window, `station-admin`, `station-tech`,
`station-central` and its search workers.
"""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass
from pathlib import Path

PR_SET_DUMPABLE = 4  # linux/prctl.h
MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT = 1, 2, 4  # linux/mman.h of x86 and ARM
SWAPS = Path("/proc/swaps")

# Environment variables that hold a secret of a service that starts by itself.
STATION_PASSPHRASE = "STATION_PASSPHRASE"  # noqa: S105  the name of a variable
AGENCY_PASSPHRASE = "BORDER_AGENCY_PASSPHRASE"  # noqa: S105  the name of a variable
# The same as systemd's credentials (LoadCredential=, LoadCredentialEncrypted=): files of this name in the folder that
# $CREDENTIALS_DIRECTORY names. A credential is in no environment, so it comes first.
CREDENTIALS_FOLDER = "CREDENTIALS_DIRECTORY"
CREDENTIALS = {STATION_PASSPHRASE: "station-passphrase", AGENCY_PASSPHRASE: "agency-passphrase"}
PACKAGED = Path("/etc/biometric-station/credentials")
_LONGEST = 4096  # octets of a credential
_taken: dict[str, str] = {}


_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h


@dataclass(frozen=True)
class Hardened:
    """What this machine allowed."""

    core_files: bool  # a crash may still write one
    locked: bool  # no page of this process goes into swap
    swap: tuple[str, ...] = ()  # swap that is in use on this machine, by device; encrypted or not is not known

    @property
    def may_be_swapped(self) -> bool:
        return bool(self.swap) and not self.locked


def harden() -> Hardened:
    """No core files, no ptrace or /proc/PID/mem by other processes of the same user, memory locked where it may be.

    Locking needs an unlimited RLIMIT_MEMLOCK or CAP_IPC_LOCK: with a small limit every later allocation could fail, so
    it is not tried then, and the answer says so. Linux; elsewhere nothing.
    """
    if not sys.platform.startswith("linux"):
        return Hardened(core_files=True, locked=False)
    import resource  # noqa: PLC0415  not on every system

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    return Hardened(core_files=False, locked=_lock(libc), swap=swap_in_use())


def share_heaps() -> None:
    """At most two heaps for all threads of this process, where the C library is glibc: one for each thread holds some
    22 MB of freed memory. Before threads are started."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(_ARENA_MAX, 2)


def give_back() -> None:
    """Hand freed memory of this process back to the system, where the C library is glibc, which else keeps it."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)


def take_secrets() -> None:
    """Take the secrets out of this process's environment, once it starts: no child inherits them, and the block that
    /proc/PID/environ shows has zeros in their place. `secret` still gives them."""
    for name in (STATION_PASSPHRASE, AGENCY_PASSPHRASE):
        value = os.environ.get(name)
        if value is None:
            continue
        if sys.platform.startswith("linux"):
            _wipe(name)
        del os.environ[name]
        _taken[name] = value


def secret(name: str) -> str:
    """The secret of this name, of systemd's credentials or the environment; empty where the service was given none."""
    return _credential(name) or _taken.get(name) or os.environ.get(name, "")


def _credential(name: str) -> str:
    folder, file = os.environ.get(CREDENTIALS_FOLDER), CREDENTIALS.get(name)
    if not folder or not file:
        return ""
    try:
        with (Path(folder) / file).open("rb") as opened:
            return opened.read(_LONGEST).decode().strip()
    except (OSError, UnicodeDecodeError):
        return ""


def credential_folders() -> tuple[Path, ...]:
    """Where credentials lie on this machine: the package's folder, and what systemd or somebody named."""
    named = os.environ.get(CREDENTIALS_FOLDER)
    return tuple(dict.fromkeys((PACKAGED, *((Path(named),) if named else ()))))


def unread_credentials() -> tuple[tuple[Path, str], ...]:
    """Credentials that lie there and give nothing: which, and why."""
    folder = os.environ.get(CREDENTIALS_FOLDER)
    found = []
    for path in [Path(folder) / file for file in CREDENTIALS.values()] if folder else ():
        try:
            if not path.read_bytes().strip():
                found.append((path, "it is empty"))
        except FileNotFoundError:
            continue
        except OSError as error:
            found.append((path, error.strerror or type(error).__name__))
    return tuple(found)


def _wipe(name: str) -> None:
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_void_p
    at = libc.getenv(name.encode())
    if at:
        ctypes.memset(at, 0, len(ctypes.string_at(at)))


def _lock(libc: ctypes.CDLL) -> bool:
    import resource  # noqa: PLC0415  not on every system

    _, hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if hard != resource.RLIM_INFINITY and not _may_lock():
        return False
    if hard == resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (hard, hard))
    # ONFAULT: pages are locked as they are used, the models' untouched ones are not read in for it
    return bool(libc.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0)


def _may_lock() -> bool:
    """CAP_IPC_LOCK (bit 14) among the effective capabilities, which lifts the limit."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return bool(int(line.split()[1], 16) >> 14 & 1)
    return False


def swap_in_use() -> tuple[str, ...]:
    """The devices and files that this machine swaps to."""
    try:
        lines = SWAPS.read_text().splitlines()[1:]
    except OSError:
        return ()
    return tuple(line.split()[0] for line in lines if line.strip())
