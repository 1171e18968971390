"""The demonstration: invented travellers who stand before emulated devices, and do what the counter asks of them."""

from __future__ import annotations

import contextlib
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from drivers.finger.base import FingerFrame, ScannerInfo
from drivers.finger.hub import Watch
from models.synthesis import people, prints
from models.synthesis.page import page, under_camera
from station import assembly, rehearsal
from station.assembly import Station
from station.bench.calibrations import Calibrations
from station.bench.card_bench import CardBench
from station.bench.device_views import CHIP_READER
from station.bench.devices import Devices
from station.bench.rehearsed_tap import DEMO_CAMERA, RehearsedTap
from station.bench.workshop import Targets, Workshop
from station.config import Config
from station.counter.counter import Counter
from station.counter.decision_step import DecisionStep
from station.counter.document_step import DocumentStep
from station.counter.finger_capture import Scanner
from station.counter.fingers_step import FingersStep
from station.domain.desk import (
    DeviceKind,
    DocumentReading,
    FingerEvent,
    FingerHint,
    FingerTask,
    PictureSlot,
    SignedRecord,
)
from station.domain.officer import Officer, Role
from station.domain.outcome import Verdict
from station.domain.samples import Finger
from station.domain.sign_in import DEMO_PASSWORD
from station.office.log_in import LogIn, rules_of
from station.opening import OpenedStation
from station.rehearsed_chips import ChipKind, EmulatedIssuers
from station.road import pulled_policy
from station.store import officers
from station.store.session import Store
from station.vault import passwords
from station.wire.settings import CentralSettings

CROWD = 8
REACH_SECONDS = 0.9  # between "place the finger" and the finger on the glass

DEMO_OFFICERS = (
    Officer("officer", "A. Wijaya", Role.OFFICER),
    Officer("supervisor", "R. Hartono", Role.SUPERVISOR),
    Officer("technician", "S. Lestari", Role.TECHNICIAN),
    Officer("administrator", "D. Kusuma", Role.ADMINISTRATOR),
    Officer("auditor", "N. Rahayu", Role.AUDITOR),
)


class Demo:
    """Who stands at the counter, and whose document they show; the panel of the window chooses both."""

    def __init__(self, config: Config) -> None:
        self.travellers = people.travellers(CROWD)
        self.bearer = 0  # index of who stands there
        self.document = 0  # index of whose document is shown
        self.issuers = EmulatedIssuers()
        self._turns = threading.Lock()  # of whoever steps before the camera: the counter's thread and the window's
        self.visits: dict[str, int] = {}  # how often each has been before the devices: the next impression
        self._closing = contextlib.ExitStack()
        with contextlib.ExitStack() as guard:  # whatever fails, nothing is left running
            guard.push(self._closing)
            self.desk = rehearsal.EmulatedDesk()
            self._closing.callback(self.desk.close)
            self._central = rehearsal.start_central(config.data_folder / "central", config.mode)
            self._closing.callback(self._central.close)
            self.keys = rehearsal.station_keys(config, self._central.agency_keys.public)
            self._way_in = self._central.commission(config.station, "DEMO", self.keys)
            guard.pop_all()
        self._station: Station | None = None
        self._chart: NDArray[np.uint8] | None = None
        self._timers: list[threading.Timer] = []
        self._signed: dict[str, int] = {}  # how often each officer has laid the finger down

    def way_in(self) -> CentralSettings:
        return self._way_in

    def identify(self, store: Store) -> None:
        """The agency's word for this station, at the station and at central."""
        self._central.identify(store)

    def meet(self, station: Station) -> None:
        """The station is there: the traveller steps before the camera."""
        self._station = station
        self.stand()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(
            f"{t.surname or t.given_names}, {t.given_names}" if t.surname else t.given_names for t in self.travellers
        )

    @property
    def chosen(self) -> tuple[int, int]:
        """Index of who stands there, and of whose document they show. At once."""
        return self.bearer, self.document

    def choose(self, bearer: int, document: int) -> None:
        """Nobody stands before the camera until the chosen one does: a face is painted in a second or more."""
        with self._turns:
            same, self.bearer, self.document = bearer == self.bearer, bearer, document
            self.desk.cards.lift()
            if not same:
                self.desk.camera.show(self.desk.blank())
                self._stand()

    def lines(self) -> tuple[str, ...]:
        return tuple(self.travellers[self.document].mrz)

    def stand(self) -> None:
        """The bearer before the camera, at 60 cm."""
        with self._turns:
            self._stand()

    def _stand(self) -> None:
        traveller = self.travellers[self.bearer]
        shot = self.visits.get(traveller.id, 0)
        self.desk.camera.show(traveller.face(shot, rehearsal.FRAME))

    def show_page(self) -> None:
        """The document before the camera."""
        traveller = self.travellers[self.document]
        self.desk.camera.show(under_camera(page(traveller.mrz, traveller.face()), size=rehearsal.FRAME))

    def lay(self) -> None:
        """The document onto the chip reader. Whoever shows somebody else's has it copied: the chip is a clone, without
        the keys that cannot be read out of the genuine one."""
        owner = self.travellers[self.document]
        kind = ChipKind.GENUINE if self.bearer == self.document else ChipKind.CLONE
        made = self.issuers.document(owner.mrz, owner.face(), kind, way=self.document)
        if made is not None:
            self.desk.cards.lay(made)

    def lay_reference(self) -> None:
        """A genuine document onto the chip reader, for its self-test."""
        owner = self.travellers[self.document]
        made = self.issuers.document(owner.mrz, owner.face(), way=self.document)
        if made is not None:
            self.desk.cards.lay(made)

    def lift(self) -> None:
        self.desk.cards.lift()

    def show_chart(self) -> None:
        """The camera bench's chart before the camera, at 60 cm."""
        if self._chart is None:
            self._chart = DEMO_CAMERA.frame()
        self.desk.camera.show(self._chart)

    def touch(self, finger: Finger) -> None:
        """The bearer lays the finger on the glass after a moment."""
        traveller = self.travellers[self.bearer]
        impression = self.visits.get(traveller.id, 0)
        self._reach(traveller.finger(int(finger), impression))

    def touch_own(self, officer: str) -> None:
        """An officer lays the finger on the glass that signs them in; another impression every time."""
        seed = zlib.crc32(officer.encode())
        impression = self._signed[officer] = self._signed.get(officer, -1) + 1
        self._reach(prints.impression(prints.master(seed, int(Finger.RIGHT_INDEX)), impression))

    def _reach(self, picture: NDArray[np.uint8]) -> None:
        timer = threading.Timer(REACH_SECONDS, lambda: self.desk.touch(picture, 500.0))
        timer.daemon = True
        self._timers = [t for t in self._timers if t.is_alive()] + [timer]
        timer.start()

    def went(self) -> None:
        """A visit is over: the next one of this traveller shows other impressions."""
        self.desk.cards.lift()
        traveller = self.travellers[self.bearer]
        self.visits[traveller.id] = self.visits.get(traveller.id, 0) + 1
        self.stand()

    def tap(self, info: ScannerInfo) -> RehearsedTap:
        if self._station is None:
            raise RuntimeError("the station is not there yet")
        finger = self.travellers[self.bearer].finger(int(Finger.RIGHT_INDEX), 0)
        return RehearsedTap(self._station.hub, info, self._lay, finger)

    def _lay(self, raw: NDArray[np.uint8] | None) -> None:
        self.desk.reader.soil(raw)

    def counter(self, station: Station, officer: Officer) -> Counter:
        return counter(station, officer, self)

    def workshop(self, station: Station, target: Targets, officer: Officer) -> DemoWorkshop:
        cards = CardBench(station.cards, emulated=True)
        return DemoWorkshop(self, station.devices, station.calibrations, target, officer, cards)

    def scanner(self, scanner: Scanner, officer: str) -> DemoScanner:
        return DemoScanner(scanner, self, officer)

    def close(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._closing.close()


class DemoScanner:
    """The scanner of the demonstration with one of its officers before it, who lays the finger down when asked."""

    def __init__(self, scanner: Scanner, demo: Demo, officer: str) -> None:
        self._scanner, self._demo, self._officer = scanner, demo, officer

    def capture(
        self,
        timeout: float,
        cancel: threading.Event,
        on_event: Callable[[FingerHint], None],
        watch: Watch,
        finger: int | None = None,
    ) -> FingerFrame:
        touched = threading.Event()

        def tell(hint: FingerHint) -> None:
            on_event(hint)
            if hint is FingerHint.SEARCHING_FINGERS and not touched.is_set():
                touched.set()
                self._demo.touch_own(self._officer)

        return self._scanner.capture(timeout, cancel, tell, watch, finger)


@dataclass(frozen=True, eq=False)
class ShownDocument(DocumentStep):
    """The traveller lays the page before the camera when it is photographed."""

    demo: Demo

    def photograph(self, stop: Callable[[], bool] = lambda: False) -> DocumentReading:
        self.demo.show_page()
        self.demo.lay()
        try:
            return super().photograph(stop)
        finally:
            self.demo.stand()

    def read_lines(self, text: str) -> DocumentReading:
        self.demo.lay()
        return super().read_lines(text)


@dataclass(frozen=True, eq=False)
class TouchingFingers(FingersStep):
    """The traveller lays the finger down that is asked for."""

    demo: Demo

    def capture_finger(
        self,
        finger: Finger,
        cancel: threading.Event,
        on_event: Callable[[FingerEvent], None],
        force: threading.Event | None = None,
        onward: bool = False,
    ) -> FingerTask:
        touched: set[int] = set()  # one touch an attempt, or the next finger would find this one on the glass

        def tell(event: FingerEvent) -> None:
            on_event(event)
            if event.hint is FingerHint.SEARCHING_FINGERS and event.attempt not in touched:
                touched.add(event.attempt)
                self.demo.touch(finger)

        return super().capture_finger(finger, cancel, tell, force, onward)


@dataclass(frozen=True, eq=False)
class LastDecision(DecisionStep):
    """The traveller goes once the visit is sealed."""

    demo: Demo

    def sign(self, verdict: Verdict, reason: str, note: str) -> SignedRecord:
        record = super().sign(verdict, reason, note)
        self.demo.went()
        return record


def counter(station: Station, officer: Officer, demo: Demo) -> Counter:
    """The counter of the demonstration: the traveller acts when the devices ask; everything else is the real one."""
    return station.counter(
        officer,
        document=partial(ShownDocument, demo=demo),
        fingers=partial(TouchingFingers, demo=demo),
        decision=partial(LastDecision, demo=demo),
    )


class DemoWorkshop(Workshop):
    """The technician's room of the demonstration: whoever looks at the camera has its chart before it, and whoever
    looks at the chip reader a document on it."""

    def __init__(
        self,
        demo: Demo,
        devices: Devices,
        calibrations: Calibrations,
        target: Targets,
        officer: Officer,
        cards: CardBench,
    ) -> None:
        super().__init__(devices, calibrations, demo.tap, target, officer, cards)
        self._demo = demo

    def live(self, device: str) -> PictureSlot | None:
        slot = super().live(device)  # stops what was looked at before, and the traveller stands there again
        if any(view.id == device and view.kind is DeviceKind.CAMERA and view.in_use for view in self.devices()):
            self._demo.show_chart()
        return slot

    def reference(self, device: str) -> str:
        """The lines of the document that is laid down for it."""
        if not device.startswith(CHIP_READER):
            return ""
        self._demo.lay_reference()
        return "\n".join(self._demo.lines())

    def stop_live(self) -> None:
        self._demo.lift()
        self._demo.stand()
        super().stop_live()


def open_demo(config: Config) -> OpenedStation:
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
        policy = replace(policy, face=replace(policy.face, encoders=people.TOLD_APART_BY))
        _add_officers(store)
        staged = replace(config, camera=demo.desk.camera.url)
        guard.pop_all()
    rules = replace(rules_of(policy), offline_days=0)
    return OpenedStation(
        config,
        policy,
        store,
        LogIn(store, rules),
        lambda: assembly.assemble(
            staged,
            policy,
            store,
            backends=[demo.desk.backend],
            central=demo.way_in,
            cards=demo.desk.cards,
            trust=demo.issuers.trust,
        ),
        demo,
        _closing=closing,
    )


def _add_officers(store: Store) -> None:
    """The officers of the demonstration; those that a later version added come to an older folder, too."""
    with store.reading() as unit:
        missing = [officer for officer in DEMO_OFFICERS if officers.find(unit, officer.name) is None]
    if missing:
        hashed = passwords.hash_password(DEMO_PASSWORD)
        with store.unit() as unit:
            for officer in missing:
                officers.add(unit, officer, hashed)
