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

# What is found, and what to do about it; the window says the same in both languages (station.ui.sentences).
FOUND = {
    "versions": "station {station}, Python {python}, {system}",
    "clock_kept": "{now} UTC, kept by a time server",
    "clock_unkept": "{now} UTC, nobody is known to keep it",
    "disk_plenty": "{free} MiB free",
    "disk_low": "running out, {free} MiB free",
    "disk_spent": "spent, {free} MiB free",
    "keys_none": "none: this station is not commissioned",
    "keys_locked": "they do not open: {why}",
    "keys_open": "they open; from {source}",
    "identity_good": "valid; serial {serial}, until {until}",
    "identity_ending": "ends soon; serial {serial}, until {until}",
    "identity_expired": "not valid now; serial {serial}, from {since} until {until}",
    "identity_revoked": "revoked; serial {serial}",
    "identity_mismatch": "of another station or of other keys; serial {serial}",
    "identity_forged": "not signed by the agency whose key is here",
    "identity_missing": "none installed",
    "expiry": "{what} until {until}",
    "policy_signed": "{version}, signed by the agency",
    "policy_unsigned": "{version}, not signed by the agency",
    "records": "schema {schema}, {stored} stored at central, {receipted} receipted",
    "outbox": "{waiting} waiting",
    "revoked": "list {number} of revoked identities",
    "watchlist_none": "none here",
    "watchlist": "{entries} entries, of {dated}",
    "watchlist_undated": "{entries} entries, of no date",
    "trust_none": "no lists of the states: no chip is found genuine",
    "trust": "{count} lists and certificates of states",
    "trust_ending": "{count} lists and certificates of states; ending: {near}",
    "readers": "{names}",
    "readers_service": "behind services of their makers",
    "readers_none": "none on the bus",
    "readers_closed": "on the bus, but this account may not open them: {names}",
    "cameras": "{names}",
    "cameras_none": "none",
    "fonts": "those of the windows are here",
    "fonts_missing": "missing: {names}",
    "cjk": "for names in Chinese, Japanese and Korean: here",
    "cjk_none": "for names in Chinese, Japanese and Korean: none",
    "swap_none": "none in use",
    "swap": "{names}",
    "permissions": "keys and records are their owner's alone",
    "permissions_open": "{names}",
    "sockets": "no program of this station can be reached from outside",
    "sockets_open": "{names}",
    "central_none": "none is named",
    "central": "reached; its clock is {offset} s from ours",
    "failed": "{code} {detail}",
}
TO_DO = {
    "failed": "mend this first",
    "versions": "Python 3.11 to 3.13 is needed",
    "clock_unkept": "name a time server in /etc/systemd/timesyncd.conf; with chrony or ntpd see `central` below",
    "disk": "make room on this disk",
    "keys_none": "station-admin commission --agency FILE",
    "keys_locked": "give this station's passphrase or PIN",
    "identity": "station-admin agency issue at the agency, then station-admin identity install FILE",
    "expiry": "renew it ({code})",
    "policy_unsigned": "station-admin policy sign, at the agency",
    "outbox": "see central; or station-admin disk",
    "watchlist_none": "ask the agency whether it has sent one",
    "watchlist_old": "it is {days} days old: ask the agency",
    "trust_none": "ask the agency whether it has sent them",
    "trust_ending": "ask the agency for the next one: documents of a state whose list has ended stay undetermined",
    "readers_none": "plug a reader in; station-tech devices",
    "readers_closed": "the udev rule of the package is missing, or the account is not in plugdev; then plug it in anew",
    "cameras_none": "plug a camera in; station-tech devices",
    "fonts_missing": "install the package again",
    "cjk_none": "apt-get install fonts-noto-cjk",
    "swap": "swapoff, or encrypt it: keys are in memory",
    "permissions_open": "chmod go= each of them",
    "sockets_open": "find out why; nothing of a station listens outside",
    "central_none": "[central] url and tls in the settings",
    "central_clock": "set the clock right",
    "central_failed": "look at its name, the network, the certificate and the clock; the counter goes on meanwhile",
}


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
            to_do = "central_failed" if point == "central" else "failed"
            found.append(_point(point, False, "failed", to_do, code=error.code, detail=error.detail))
        except OSError as error:
            code = error.strerror or type(error).__name__
            found.append(_point(point, False, "failed", "failed", code=code, detail=""))
    return found


def _point(point: str, well: bool, found: str, to_do: str = "", **values: object) -> TestedPoint:
    """`found` and `to_do`: keys of FOUND and TO_DO; "" where nothing is to do. `values`: what they ask for."""
    told = {name: str(value) for name, value in values.items()}
    advice = TO_DO[to_do].format(**told) if to_do else ""
    return TestedPoint(point, well, FOUND[found].format(**told).strip(), advice, found, to_do, tuple(told.items()))


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
    yield _point(
        "versions", fits, "versions", "" if fits else "versions",
        station=told["station"], python=told["python"], system=told["system"],
    )  # fmt: skip


def _clock(_: Patient) -> Iterator[TestedPoint]:
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    if NTP.exists():
        yield _point("clock", True, "clock_kept", now=now)
    else:
        yield _point("clock", False, "clock_unkept", "clock_unkept", now=now)


def _disk(patient: Patient) -> Iterator[TestedPoint]:
    if patient.store is None:
        return
    room = space.restore(patient.store)
    well = room.state is space.SpaceState.PLENTY
    yield _point("disk", well, f"disk_{room.state.value}", "" if well else "disk", free=room.free_bytes >> 20)


def _keys(patient: Patient) -> Iterator[TestedPoint]:
    folder = patient.config.data_folder / "keys"
    if not keys.exists(folder):
        yield _point("keys", False, "keys_none", "keys_none")
    elif patient.store is None:
        yield _point("keys", False, "keys_locked", "keys_locked", why=patient.locked)
    else:
        yield _point("keys", True, "keys_open", source=keys.source_name(folder))


def _identity(patient: Patient) -> Iterator[TestedPoint]:
    if patient.store is None:
        return
    report = standing.look(patient.store)
    good = report.standing is standing.Standing.GOOD
    told = {"standing": report.standing.value, "detail": report.detail}  # for who reads the file
    if report.identity is not None:
        known = report.identity
        told |= {"serial": str(known.serial), "since": f"{known.not_before:%Y-%m-%d}"}
        told |= {"until": f"{known.not_after:%Y-%m-%d}"}
    yield _point("identity", good, report.standing.value, "" if good else "identity", **told)


def _expiry(patient: Patient) -> Iterator[TestedPoint]:
    if patient.store is None:
        return
    road = patient.config.central
    now = datetime.now(UTC)
    for end in expiry.of_the_station(patient.store, Path(road.tls) if road.url else None):
        near = end.until - now <= WARN_BEFORE
        what, until = f"{end.what} {end.detail}".strip(), f"{end.until:%Y-%m-%d}"
        yield _point("expiry", not near, "expiry", "expiry" if near else "", what=what, until=until, code=end.code(now))


def _policy(patient: Patient) -> Iterator[TestedPoint]:
    if patient.store is None:
        return
    config, store = patient.config, patient.store
    signing = store.keys.agency.signing if config.mode == "production" else None
    policy = pulled_policy.newest(store, pulled_policy.read_file(config, signing))
    signed = pulled_policy.is_signed(store, config)
    well = signed or config.mode != "production"
    found = "policy_signed" if signed else "policy_unsigned"
    yield _point("policy", well, found, "" if well else "policy_unsigned", version=policy.version)


def _lists(patient: Patient) -> Iterator[TestedPoint]:
    if patient.store is None:
        return
    with patient.store.reading() as unit:
        number, counts = standing.revoked_number(unit), outbox.counts(unit)
        schema = migrate.current(unit.connection) or ""
    yield _point("records", True, "records", schema=schema, stored=counts.stored, receipted=counts.receipted)
    well = counts.waiting < BACKLOG
    yield _point("outbox", well, "outbox", "" if well else "outbox", waiting=counts.waiting)
    yield _point("revoked", True, "revoked", number=number)
    state = PulledWatchlist(patient.store).state()
    if state is None:
        central = bool(patient.config.central.url)
        yield _point("watchlist", not central, "watchlist_none", "watchlist_none" if central else "")
        return
    days = (datetime.now(UTC).date() - state.dated).days if state.dated else 0
    found, to_do = "watchlist" if state.dated else "watchlist_undated", "" if days <= LIST_DAYS else "watchlist_old"
    yield _point("watchlist", not to_do, found, to_do, entries=state.entries, dated=state.dated or "", days=days)


def _trust(patient: Patient) -> Iterator[TestedPoint]:
    """What chips and seals are judged by."""
    if patient.store is None:
        return
    rows = kept(patient.store)
    if not rows:
        central = bool(patient.config.central.url)
        yield _point("trust", not central, "trust_none", "trust_none" if central else "")
        return
    near = ", ".join(f"{key} {until:%Y-%m-%d}" for key, until in ending(rows, datetime.now(UTC)))
    if near:
        yield _point("trust", False, "trust_ending", "trust_ending", count=len(rows), near=near)
    else:
        yield _point("trust", True, "trust", count=len(rows))


def _devices(patient: Patient) -> Iterator[TestedPoint]:
    there = [found for found in find_devices(system_backend()) if (found.idVendor, found.idProduct) in SCANNERS]
    names = ", ".join(f"{found.idVendor:04x}:{found.idProduct:04x}" for found in there)
    if names and not all(_may_open(found) for found in there):
        yield _point("readers", False, "readers_closed", "readers_closed", names=names)
    elif names:
        yield _point("readers", True, "readers", names=names)
    elif patient.config.sbi_authorities:
        yield _point("readers", True, "readers_service")
    else:
        yield _point("readers", False, "readers_none", "readers_none")
    cameras = ", ".join(camera.name for camera in find_cameras())
    if cameras:
        yield _point("cameras", True, "cameras", names=cameras)
    else:
        yield _point("cameras", False, "cameras_none", "cameras_none")


def _may_open(device: Any) -> bool:
    """Whether this account may open the device: its node is what a udev rule gives away."""
    node = Path(f"/dev/bus/usb/{device.bus or 0:03d}/{device.address or 0:03d}")
    return not node.exists() or os.access(node, os.R_OK | os.W_OK)


def _fonts(_: Patient) -> Iterator[TestedPoint]:
    missing = ", ".join(name for name in FONTS if not (resources.path("fonts") / name).is_file())
    told = "fonts_missing" if missing else ""
    yield _point("fonts", not missing, told or "fonts", told, names=missing)
    wide = any(Path("/usr/share/fonts").rglob(CJK))
    yield _point("fonts", wide, "cjk" if wide else "cjk_none", "" if wide else "cjk_none")


def _swap(_: Patient) -> Iterator[TestedPoint]:
    names = " ".join(process.swap_in_use())
    yield _point("swap", not names, "swap" if names else "swap_none", "swap" if names else "", names=names)


def _permissions(patient: Patient) -> Iterator[TestedPoint]:
    config = patient.config
    private = [config.data_folder, config.data_folder / "keys", config.data_folder / "station.db"]
    if config.central.tls:
        private.append(Path(config.central.tls) / KEY_FILE)
    private += [folder / name for folder in process.credential_folders() for name in process.CREDENTIALS.values()]
    open_ones = []
    for path in private:
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        folder_of_others = stat.S_ISDIR(mode) and not mode & 0o007 and path != config.data_folder / "keys"
        if mode & PRIVATE and not folder_of_others:
            open_ones.append(f"{path} {stat.S_IMODE(mode):o}")
    if open_ones:
        yield _point("permissions", False, "permissions_open", "permissions_open", names=", ".join(open_ones))
    else:
        yield _point("permissions", True, "permissions")


def _sockets(_: Patient) -> Iterator[TestedPoint]:
    """What our programs listen on. The search machines listen for each other by design, over TLS."""
    outside = [
        f"{found.program} {found.address}:{found.port}"
        for found in listening()
        if not _is_loopback(found.address) and found.program != "station-search"
    ]
    if outside:
        yield _point("sockets", False, "sockets_open", "sockets_open", names=", ".join(outside))
    else:
        yield _point("sockets", True, "sockets")


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
        yield _point("central", False, "central_none", "central_none")
        return
    if patient.store is None:
        return
    client = CentralClient(assembly.way_in(patient.config, patient.store.keys), "doctor")
    try:
        offset = (client.measure_clock().offset_ms or 0.0) / 1000
    finally:
        client.close()
    off = abs(offset) > CLOCK_OFF
    yield _point("central", not off, "central", "central_clock" if off else "", offset=f"{offset:+.1f}")


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
