"""Everything that a station needs, looked at: each point is well, or says what to do. Nothing personal is in any of it.

One function a point, so that one that cannot be looked at costs no other. Nothing is opened that a running window has
open: readers are looked for on the bus, cameras by their names.
"""

from __future__ import annotations

import os
import platform
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil

import resources
from drivers.camera.find import find_cameras
from drivers.errors import DeviceError
from drivers.finger.registry import SCANNERS
from drivers.finger.transport import find_devices, system_backend
from station import __version__, assembly
from station.config import Config
from station.counter.trust import ending, kept
from station.domain.commissioning import TestedPoint
from station.errors import StationError
from station.road import expiry, pulled_policy, standing
from station.road.client import CentralClient
from station.road.standing import WARN_BEFORE
from station.road.watchlist import PulledWatchlist
from station.store import migrate, outbox, space
from station.store.session import Store
from station.vault import keys, process
from station.wire.settings import KEY_FILE

PACKAGES = (
    "numpy", "opencv-python-headless", "pyusb", "PySide6-Essentials", "onnxruntime", "sqlcipher3", "cryptography",
    "psycopg",
)  # fmt: skip
CLOCK_OFF = 30.0  # seconds from central's clock at which central raises `clock_off`
LIST_DAYS = 30  # age of a watchlist's date from which somebody should ask whether the line brings anything
BACKLOG = 500  # records that wait, as central's `backlog_high`
FONTS = ("Inter-Regular.otf", "JetBrainsMono-Medium.ttf")
CJK = "NotoSansCJK*"  # fonts-noto-cjk
OUR_PROGRAMS = ("station", "station-admin", "station-tech", "station-central", "station-search", "biometric-station")
NTP = Path("/run/systemd/timesync/synchronized")
PRIVATE = 0o077  # nobody but the owner


@dataclass(frozen=True)
class Patient:
    """What is there to look at; `store` is None where the keys are not there or do not open, and `locked` says why."""

    config: Config
    store: Store | None
    locked: str = ""


def look(patient: Patient) -> list[TestedPoint]:
    """Every point, in the order in which they are mended."""
    found: list[TestedPoint] = []
    for point, check in POINTS.items():
        try:
            found += check(patient)
        except (StationError, DeviceError) as error:
            found.append(TestedPoint(point, False, f"{error.code} {error.detail}".strip(), "mend this first"))
        except OSError as error:
            found.append(TestedPoint(point, False, error.strerror or type(error).__name__, "mend this first"))
    return found


def as_fields(found: list[TestedPoint]) -> dict[str, Any]:
    """For --json and for the bundle."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "well": all(finding.well for finding in found),
        "findings": [asdict(finding) for finding in found],
    }


def versions() -> dict[str, str]:
    found = {
        "station": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {psutil.virtual_memory().total >> 20} MiB",
    }
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "absent" if not getattr(sys, "frozen", False) else "frozen"
    return found


def _versions(_: Patient) -> Iterator[TestedPoint]:
    told = versions()
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    yield TestedPoint(
        "versions",
        fits,
        f"station {told['station']}, Python {told['python']}, {told['system']}",
        "" if fits else "Python 3.11 to 3.13 is needed",
    )


def _clock(_: Patient) -> Iterator[TestedPoint]:
    now = datetime.now(UTC)
    if NTP.exists():
        yield TestedPoint("clock", True, f"{now:%Y-%m-%d %H:%M:%S} UTC, kept by a time server")
    else:
        yield TestedPoint(
            "clock",
            False,
            f"{now:%Y-%m-%d %H:%M:%S} UTC, nobody is known to keep it",
            "name a time server in /etc/systemd/timesyncd.conf; with another one (chrony, ntpd) see `central` below",
        )


def _disk(patient: Patient) -> Iterator[TestedPoint]:
    if patient.store is None:
        return
    room = space.restore(patient.store)
    well = room.state is space.SpaceState.PLENTY
    yield TestedPoint(
        "disk", well, f"{room.state.value}, {room.free_bytes >> 20} MiB free", "" if well else "make room on this disk"
    )


def _keys(patient: Patient) -> Iterator[TestedPoint]:
    folder = patient.config.data_folder / "keys"
    if not keys.exists(folder):
        yield TestedPoint(
            "keys", False, "none: this station is not commissioned", "station-admin commission --agency FILE"
        )
    elif patient.store is None:
        yield TestedPoint("keys", False, f"they do not open: {patient.locked}", "give this station's passphrase or PIN")
    else:
        yield TestedPoint("keys", True, f"they open; from {keys.source_name(folder)}")


def _identity(patient: Patient) -> Iterator[TestedPoint]:
    if patient.store is None:
        return
    report = standing.look(patient.store)
    good = report.standing is standing.Standing.GOOD
    advice = "" if good else "station-admin agency issue at the agency, then station-admin identity install FILE"
    yield TestedPoint("identity", good, f"{report.standing.value} {report.detail}".strip(), advice)


def _expiry(patient: Patient) -> Iterator[TestedPoint]:
    if patient.store is None:
        return
    road = patient.config.central
    now = datetime.now(UTC)
    for end in expiry.of_the_station(patient.store, Path(road.tls) if road.url else None):
        near = end.until - now <= WARN_BEFORE
        words = f"{end.what} {end.detail}".strip() + f" until {end.until:%Y-%m-%d}"
        yield TestedPoint("expiry", not near, words, f"renew it ({end.code(now)})" if near else "")


def _policy(patient: Patient) -> Iterator[TestedPoint]:
    if patient.store is None:
        return
    config, store = patient.config, patient.store
    signing = store.keys.agency.signing if config.mode == "production" else None
    policy = pulled_policy.newest(store, pulled_policy.read_file(config, signing))
    signed = pulled_policy.is_signed(store, config)
    well = signed or config.mode != "production"
    words = f"{policy.version}, {'signed' if signed else 'not signed'} by the agency"
    yield TestedPoint("policy", well, words, "" if well else "station-admin policy sign, at the agency")


def _lists(patient: Patient) -> Iterator[TestedPoint]:
    if patient.store is None:
        return
    with patient.store.reading() as unit:
        number, counts = standing.revoked_number(unit), outbox.counts(unit)
        schema = migrate.current(unit.connection) or ""
    yield TestedPoint(
        "records", True, f"schema {schema}, {counts.stored} stored at central, {counts.receipted} receipted"
    )
    well = counts.waiting < BACKLOG
    advice = "" if well else "see central; or station-admin disk"
    yield TestedPoint("outbox", well, f"{counts.waiting} waiting", advice)
    yield TestedPoint("revoked", True, f"list {number} of revoked identities")
    state = PulledWatchlist(patient.store).state()
    if state is None:
        central = bool(patient.config.central.url)
        yield TestedPoint(
            "watchlist", not central, "none here", "ask the agency whether it has sent one" if central else ""
        )
        return
    days = (datetime.now(UTC).date() - state.dated).days if state.dated else 0
    yield TestedPoint(
        "watchlist",
        days <= LIST_DAYS,
        f"{state.entries} entries, {'of ' + str(state.dated) if state.dated else 'of no date'}",
        "" if days <= LIST_DAYS else f"it is {days} days old: ask the agency",
    )


def _trust(patient: Patient) -> Iterator[TestedPoint]:
    """What chips and seals are judged by."""
    if patient.store is None:
        return
    rows = kept(patient.store)
    if not rows:
        central = bool(patient.config.central.url)
        advice = "ask the agency whether it has sent them" if central else ""
        yield TestedPoint("trust", not central, "no lists of the states: no chip is found genuine", advice)
        return
    near = ending(rows, datetime.now(UTC))
    words = f"{len(rows)} lists and certificates of states"
    if near:
        words += "; " + ", ".join(f"{key} until {until:%Y-%m-%d}" for key, until in near)
    advice = "ask the agency for the next one: documents of a state whose list has ended stay undetermined"
    yield TestedPoint("trust", not near, words, advice if near else "")


def _devices(patient: Patient) -> Iterator[TestedPoint]:
    there = [found for found in find_devices(system_backend()) if (found.idVendor, found.idProduct) in SCANNERS]
    names = ", ".join(f"{found.idVendor:04x}:{found.idProduct:04x}" for found in there)
    services = patient.config.sbi_authorities
    yield TestedPoint(
        "readers",
        bool(there or services),
        names or ("behind services of their makers" if services else "none on the bus"),
        "" if there or services else "plug a reader in; station-tech devices",
    )
    cameras = find_cameras()
    yield TestedPoint(
        "cameras",
        bool(cameras),
        ", ".join(camera.name for camera in cameras) or "none",
        "" if cameras else "plug a camera in, or name a network camera in the settings",
    )


def _fonts(_: Patient) -> Iterator[TestedPoint]:
    shipped = [name for name in FONTS if not (resources.path("fonts") / name).is_file()]
    yield TestedPoint("fonts", not shipped, "those of the windows are here" if not shipped else f"missing: {shipped}")
    wide = any(Path("/usr/share/fonts").rglob(CJK))
    yield TestedPoint(
        "fonts",
        wide,
        "for names in Chinese, Japanese and Korean: " + ("here" if wide else "none"),
        "" if wide else "apt-get install fonts-noto-cjk",
    )


def _swap(_: Patient) -> Iterator[TestedPoint]:
    swap = process.swap_in_use()
    yield TestedPoint(
        "swap", not swap, " ".join(swap) or "none in use", "swapoff, or encrypt it: keys are in memory" if swap else ""
    )


def _permissions(patient: Patient) -> Iterator[TestedPoint]:
    config = patient.config
    private = [config.data_folder, config.data_folder / "keys", config.data_folder / "station.db"]
    if config.central.tls:
        private.append(Path(config.central.tls) / KEY_FILE)
    open_ones = []
    for path in private:
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        folder_of_others = stat.S_ISDIR(mode) and not mode & 0o007 and path != config.data_folder / "keys"
        if mode & PRIVATE and not folder_of_others:
            open_ones.append(f"{path} {stat.S_IMODE(mode):o}")
    yield TestedPoint(
        "permissions",
        not open_ones,
        "keys and records are their owner's alone" if not open_ones else ", ".join(open_ones),
        "" if not open_ones else "chmod go= each of them",
    )


def _sockets(_: Patient) -> Iterator[TestedPoint]:
    """What our programs listen on. The search machines listen for each other by design, over TLS."""
    outside = [
        f"{found.program} on {found.address}:{found.port}"
        for found in listening()
        if not _is_loopback(found.address) and found.program != "station-search"
    ]
    yield TestedPoint(
        "sockets",
        not outside,
        "no program of this station can be reached from outside" if not outside else ", ".join(outside),
        "" if not outside else "find out why; nothing of a station listens outside",
    )


@dataclass(frozen=True)
class Listening:
    program: str
    pid: int
    address: str
    port: int


def listening() -> list[Listening]:
    """Every TCP socket on which a program of this station listens, as far as this account may see it."""
    found = []
    for one in psutil.process_iter(["name", "cmdline"]):
        program = _program(one.info["name"] or "", one.info["cmdline"] or [])
        if not program:
            continue
        try:
            sockets = one.net_connections(kind="tcp")
        except psutil.Error:
            continue
        found += [
            Listening(program, one.pid, socket.laddr.ip, socket.laddr.port)
            for socket in sockets
            if socket.status == psutil.CONN_LISTEN
        ]
    return found


def _program(name: str, command: list[str]) -> str:
    called = [Path(part).name for part in command[:3]]
    if name in OUR_PROGRAMS:
        return called[0] if called and called[0] in OUR_PROGRAMS else name
    if "-m" in command[:2] and len(command) > 2 and command[2].startswith("station"):
        return {"station.cli.search": "station-search", "station.cli.central": "station-central"}.get(
            command[2], "station"
        )
    return next((part for part in called if part in OUR_PROGRAMS), "")


def _is_loopback(address: str) -> bool:
    return address.startswith("127.") or address == "::1"


def _central(patient: Patient) -> Iterator[TestedPoint]:
    if not patient.config.central.url:
        yield TestedPoint("central", False, "none is named", "[central] url and tls in the settings")
        return
    if patient.store is None:
        return
    client = CentralClient(assembly.way_in(patient.config, patient.store.keys), "doctor")
    try:
        offset = (client.measure_clock().offset_ms or 0.0) / 1000
    finally:
        client.close()
    off = abs(offset) > CLOCK_OFF
    yield TestedPoint(
        "central", not off, f"reached; its clock is {offset:+.1f} s from ours", "set the clock right" if off else ""
    )


POINTS: dict[str, Callable[[Patient], Iterator[TestedPoint]]] = {
    "versions": _versions,
    "clock": _clock,
    "keys": _keys,
    "disk": _disk,
    "identity": _identity,
    "expiry": _expiry,
    "policy": _policy,
    "records": _lists,
    "trust": _trust,
    "devices": _devices,
    "fonts": _fonts,
    "swap": _swap,
    "permissions": _permissions,
    "sockets": _sockets,
    "central": _central,
}
