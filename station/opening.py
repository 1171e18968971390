"""Opens a station for the window: its keys and records first, then devices and models."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Protocol

from drivers.finger.base import ScannerInfo
from station import assembly
from station.assembly import Station, post_today
from station.bench.card_bench import CardBench
from station.bench.frame_tap import FrameTap, HubTap
from station.bench.workshop import Workshop
from station.config import Config
from station.counter.chip_faces import FacesOfChip
from station.counter.counter import Counter
from station.counter.documents import Documents
from station.counter.finger_capture import Scanner
from station.counter.trust import TrustLibrary
from station.domain.calibration import Target
from station.domain.officer import Officer
from station.domain.outcome import CaseRuling
from station.domain.sign_in import Session
from station.errors import StationError
from station.office.administration import Administration
from station.office.auditing import Auditing
from station.office.log_in import FingerCheck, LogIn, rules_of
from station.office.own_finger import OwnFinger
from station.office.preferences import KeptPreferences
from station.office.registry import Registry
from station.office.retain import Retain
from station.office.rights import Rights
from station.office.satisfaction import Satisfaction
from station.office.state_lists import StateListsHere
from station.office.stewardship import Stewardship
from station.office.two_person import TwoPeople
from station.register.in_country import InCountry
from station.register.past import PastTravellers
from station.review.adjudicate import Adjudication
from station.review.figures import PostFigures
from station.road import pulled_policy
from station.store.session import Store
from station.vault import keys, process
from station.workflow.policy import Policy


class NotCommissioned(StationError):
    """This machine has no keys yet: `station-admin` commissions it."""

    code = "not_commissioned"


class Staging(Protocol):
    """What a demonstration puts before the desks; a station that runs for real has none, and imports none."""

    @property
    def names(self) -> tuple[str, ...]:
        """The travellers of the panel, by number."""

    @property
    def chosen(self) -> tuple[int, int]:
        """Index of who stands at the counter, and of whose document they show."""

    def choose(self, bearer: int, document: int) -> None:
        """Blocks until they stand before the camera."""

    def lines(self) -> tuple[str, ...]:
        """The zone of the chosen document."""

    def meet(self, station: Station) -> None:
        """Devices and models are there."""

    def counter(self, station: Station, officer: Officer) -> Counter: ...
    def workshop(self, station: Station, target: Callable[[str], Target], officer: Officer) -> Workshop: ...
    def scanner(self, scanner: Scanner, officer: str) -> Scanner: ...


@dataclass
class OpenedStation:
    """Records are open; `assemble` opens the rest, after which the desks can be asked for."""

    config: Config
    policy: Policy
    store: Store
    log_in: LogIn
    build: Callable[[], Station]
    demo: Staging | None = None
    station: Station | None = None
    _closing: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def assemble(self) -> Station:
        self.station = self.build()
        self._closing.callback(self.station.close)
        if self.demo is not None:
            self.demo.meet(self.station)
        self.station.biometrics.warm()
        return self.station

    def counter_desk(self, officer: Officer) -> Counter:
        station = self._ready()
        return station.counter(officer) if self.demo is None else self.demo.counter(station, officer)

    def supervisor_desk(self, officer: Officer) -> Adjudication:
        station = self._ready()
        return Adjudication(self.store, station.cases, station.verifier, station.documents, self.policy, officer)

    def technician_desk(self, officer: Officer) -> Workshop:
        station, demo = self._ready(), self.demo
        if demo is not None:
            return demo.workshop(station, _target, officer)
        cards = CardBench(station.cards)
        return Workshop(station.devices, station.calibrations, self._tap, _target, officer, cards)

    def stays_desk(self, session: Session) -> InCountry:
        connected = self.demo is not None or bool(self.config.central.url)
        return InCountry(self.store, session, post_today(self.config, self.policy), connected)

    def figures_desk(self, session: Session) -> PostFigures:
        zone = assembly.post_offset(self.config, self.policy)
        return PostFigures(self.store, session, zone, self.config.mode, self.satisfaction.between)

    def past_desk(self, session: Session) -> PastTravellers:
        cases = self.station.cases if self.station is not None else None  # devices and models may still be opening
        reasons = tuple(self.policy.ruling_reasons.get(CaseRuling.DIFFERENT_PEOPLE.value, ()))
        return PastTravellers(self.store, session, Documents.picture, FacesOfChip.picture, cases, reasons)

    @property
    def zone(self) -> timezone | None:
        """The post's; None: the machine's own. Raises ConfigError."""
        return assembly.post_clock(self.config, self.policy)

    @property
    def preferences(self) -> KeptPreferences:
        return KeptPreferences(self.store)

    @property
    def satisfaction(self) -> Satisfaction:
        """By the post's clock, whose day an answer belongs to."""
        zone = assembly.post_offset(self.config, self.policy)
        return Satisfaction(self.store, lambda: datetime.now(zone))

    def auditor_desk(self, session: Session) -> Auditing:
        return Auditing(self.store, session, assembly.post_zone(self.config, self.policy))

    def administrator_desk(
        self, session: Session, own_finger: Callable[[str, threading.Event], OwnFinger]
    ) -> Administration:
        people = TwoPeople(self.store, self.log_in, self.policy.two_person)

        def finger(name: str) -> FingerCheck:
            """The scanner is waited for only once the password was right and a finger is on record."""
            stop = threading.Event()

            def fits(template: bytes) -> bool:
                return own_finger(name, stop).check(stop, lambda _hint: None)(template)

            return fits

        return Administration(
            Registry(self.store, self.log_in, session, own_finger),
            Stewardship(self.store, self.config, self.policy, session),
            Rights(self.store, people, Retain(self.store, self.policy.retention), session, self._forget, finger),
            StateListsHere(self.store, session, self._trust(), self.demo is not None),
        )

    def _trust(self) -> TrustLibrary:
        """The counter's own, where there is one by now."""
        return self.station.trust if self.station is not None else TrustLibrary(self.store)

    def own_finger(self, name: str) -> OwnFinger:
        """The scanner with the officer of this name before it."""
        station = self._ready()
        scanner = station.devices.scanner()
        before = scanner if self.demo is None else self.demo.scanner(scanner, name)
        return OwnFinger(before, station.biometrics, self.policy)

    def _forget(self, person: str) -> None:
        """Out of the gallery that is in memory, where it has been filled."""
        if self.station is not None:
            self.station.forget(person)

    def _tap(self, info: ScannerInfo) -> FrameTap:
        return HubTap(self._ready().hub, info)

    def _ready(self) -> Station:
        if self.station is None:
            raise RuntimeError("assemble comes first")
        return self.station

    def close(self) -> None:
        self._closing.close()


def _target(serial: str) -> Target:  # noqa: ARG001  one target a post; its paper names it, not the reader
    return Target("post-target", "see the paper of the target")


def open_real(config: Config, secret: str = "") -> OpenedStation:
    """Unlock the keys of a commissioned station; `secret`: what opens them, where it was just proved.

    Raises:
        NotCommissioned: no key file. VaultError: wrong passphrase, locked. StoreError: records cannot be opened.
    """
    folder = config.data_folder / "keys"
    if not keys.exists(folder):
        raise NotCommissioned(f"no keys in {folder.name}")
    found = keys.unlock(folder, secret or _passphrase())
    of_file = assembly.read_policy(config, found.agency.signing if config.mode == "production" else None)
    store = assembly.open_store(config, found)
    closing = contextlib.ExitStack()
    with contextlib.ExitStack() as guard:
        guard.push(closing)
        closing.callback(store.close)
        policy = pulled_policy.in_force(store, of_file)
        guard.pop_all()
    return OpenedStation(
        config,
        policy,
        store,
        LogIn(store, rules_of(policy)),
        lambda: assembly.assemble(config, policy, store),
        _closing=closing,
    )


def _passphrase() -> str:
    """From systemd's credentials or the environment; never from an argument, which everybody can read."""
    process.take_secrets()
    return process.secret(process.STATION_PASSPHRASE)
