"""Opens a station for the window: its keys and records first, then devices and models; real, or the demonstration."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from drivers.finger.base import ScannerInfo
from station import assembly
from station.assembly import Station
from station.config import Config
from station.demo import Demo, DemoCounter, DemoWorkshop
from station.domain.calibration import Target
from station.domain.officer import Officer, Role
from station.errors import StationError
from station.services import pulled_policy
from station.services.adjudicate import Adjudication
from station.services.frame_tap import FrameTap, HubTap
from station.services.log_in import LogIn, rules_of
from station.services.workshop import Workshop
from station.store import officers
from station.store.session import Store
from station.vault import keys, passwords
from station.workflow.policy import Policy

PASSPHRASE_VARIABLE = "STATION_PASSPHRASE"  # noqa: S105  the name of a variable
CREDENTIAL = "station-passphrase"  # of systemd's credentials folder

DEMO_OFFICERS = (
    Officer("officer", "A. Wijaya", Role.OFFICER),
    Officer("supervisor", "R. Hartono", Role.SUPERVISOR),
    Officer("technician", "S. Lestari", Role.TECHNICIAN),
)
DEMO_PASSWORD = "demo-demo"  # noqa: S105  said on the sign-in page of the demonstration


class NotCommissioned(StationError):
    """This machine has no keys yet: `station-admin` commissions it."""

    code = "not_commissioned"


@dataclass
class Opened:
    """Records are open; `assemble` opens the rest, after which the desks can be asked for."""

    config: Config
    policy: Policy
    store: Store
    log_in: LogIn
    build: Callable[[], Station]
    demo: Demo | None = None
    station: Station | None = None
    _closing: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def assemble(self) -> Station:
        self.station = self.build()
        self._closing.callback(self.station.close)
        if self.demo is not None:
            self.demo.meet(self.station)
        self.station.biometrics.warm()
        return self.station

    def counter_desk(self, officer: Officer) -> Any:
        counter = self._ready().counter(officer)
        return counter if self.demo is None else DemoCounter(counter, self.demo)

    def supervisor_desk(self, officer: Officer) -> Adjudication:
        station = self._ready()
        return Adjudication(self.store, station.cases, station.verifier, station.documents, self.policy, officer)

    def technician_desk(self, officer: Officer) -> Any:
        station = self._ready()
        workshop = Workshop(station.devices, station.calibrations, self._tap, _target, officer)
        return workshop if self.demo is None else DemoWorkshop(workshop, self.demo)

    def _tap(self, info: ScannerInfo) -> FrameTap:
        if self.demo is not None:
            return self.demo.tap(info)
        return HubTap(self._ready().hub, info)

    def _ready(self) -> Station:
        if self.station is None:
            raise RuntimeError("assemble comes first")
        return self.station

    def close(self) -> None:
        self._closing.close()


def _target(serial: str) -> Target:  # noqa: ARG001  one target a post; its paper names it, not the reader
    return Target("post-target", "see the paper of the target")


def open_real(config: Config) -> Opened:
    """Unlock the keys of a commissioned station.

    Raises:
        NotCommissioned: no key file. VaultError: wrong passphrase, locked. StoreError: records cannot be opened.
    """
    folder = config.data_folder / "keys"
    if not keys.exists(folder):
        raise NotCommissioned(f"no keys in {folder.name}")
    found = keys.unlock(folder, _passphrase())
    of_file = assembly.read_policy(config, found.agency.signing if config.mode == "production" else None)
    store = assembly.open_store(config, found)
    closing = contextlib.ExitStack()
    with contextlib.ExitStack() as guard:
        guard.push(closing)
        closing.callback(store.close)
        policy = pulled_policy.in_force(store, of_file)
        guard.pop_all()
    return Opened(
        config,
        policy,
        store,
        LogIn(store, rules_of(policy)),
        lambda: assembly.assemble(config, policy, store),
        _closing=closing,
    )


def _passphrase() -> str:
    """From systemd's credentials or the environment; never from an argument, which everybody can read."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder:
        with contextlib.suppress(OSError), open(os.path.join(folder, CREDENTIAL)) as file:  # noqa: PTH118, PTH123
            return file.read().strip()
    return os.environ.pop(PASSPHRASE_VARIABLE, "")


def open_demo(config: Config) -> Opened:
    """Everything emulated: reader, camera, central database, officers and travellers."""
    closing = contextlib.ExitStack()
    with contextlib.ExitStack() as guard:
        guard.push(closing)
        demo = Demo(config)
        closing.callback(demo.close)
        store = assembly.open_store(config, demo.keys)
        closing.callback(store.close)
        demo.identify(store)
        policy = pulled_policy.in_force(store, assembly.read_policy(config))
        _add_officers(store)
        staged = replace(config, camera=demo.desk.camera.url)
        guard.pop_all()
    rules = replace(rules_of(policy), offline_days=0)
    return Opened(
        config,
        policy,
        store,
        LogIn(store, rules),
        lambda: assembly.assemble(staged, policy, store, backends=[demo.desk.backend], central=demo.way_in),
        demo,
        _closing=closing,
    )


def _add_officers(store: Store) -> None:
    with store.reading() as unit:
        there = officers.find(unit, DEMO_OFFICERS[0].name) is not None
    if not there:
        hashed = passwords.hash_password(DEMO_PASSWORD)
        with store.unit() as unit:
            for officer in DEMO_OFFICERS:
                officers.add(unit, officer, hashed)
