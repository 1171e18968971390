"""Rehearsed visits that are marked: an emulated counter of its own for each, set up as a scenario's data say.

Everything is a training station's own: a folder that is made for the rehearsal, keys that are made in it, an agency
that exists nowhere else, records of mode "training" that no central of another mode takes. No path leads from here to a
production station: `rehearse` is given no settings, and refuses a folder in which something lies already.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

import resources
from models.synthesis import faces, prints
from models.synthesis.people import TOLD_APART_BY, SyntheticTraveller, travellers
from station import assembly, rehearsal
from station.assembly import Station
from station.config import Config
from station.counter.counter import Counter
from station.domain import desk
from station.domain.audit import AuditEvent
from station.domain.officer import Officer, Role
from station.domain.outcome import Verdict
from station.domain.samples import Finger, Veto
from station.domain.training import Check, Happened, Marking, Scenario
from station.domain.visit import Direction, Leaving, Purpose, Visit
from station.domain.watchlist import WatchEntry
from station.errors import StationError
from station.rehearsed_chips import ChipKind, EmulatedIssuers
from station.road.watchlist import PulledWatchlist
from station.store import audit_log, pulled, records, stays
from station.store.session import Store
from station.workflow import training as marking
from station.workflow.policy import Policy

INSTRUCTOR = Officer("instructor", "Instructor", Role.OFFICER)
FACE_SECONDS = 4.0  # a rehearsal waits less long for a picture that does not come
TURN_OF_HEAD = 35.0  # degrees by which a photograph is turned when its holder is asked
VISA, DAYS, LANGUAGE = "B1", 14, "en"
CROWD = 4  # invented people that take part


class FolderInUse(StationError):
    """Something lies in the folder of a rehearsal: it could be a station's."""

    code = "folder_in_use"


def scenarios() -> tuple[Scenario, ...]:
    return marking.parse(resources.path("training/scenarios.json").read_bytes())


@dataclass(frozen=True)
class SeenSoFar:
    """What an officer sees of the traveller with their own eyes; no device says it."""

    absent: dict[Finger, str] = field(default_factory=dict)  # fingers that are not there, and why
    strangely_still: bool = False
    distress: bool = False
    printed: tuple[
        tuple[str, str], ...
    ] = ()  # of a page whose lines no machine reads: field -> as printed, and the number of the visa in it
    cable_out: bool = False  # the reader is pulled out when its finger comes


class ScriptedTraveller:
    """Who stands there, and what they do when the counter asks."""

    def __init__(
        self, scenario: Scenario, crowd: list[SyntheticTraveller], emulated: rehearsal.EmulatedDesk, station: Station
    ) -> None:
        setup = scenario.setup
        self.bearer, self.owner = crowd[setup["bearer"]], crowd[setup["document"]]
        self._face_of = crowd[setup.get("face_of", setup["bearer"])]
        self._given = {int(asked): int(given) for asked, given in setup.get("given", {}).items()}
        self._worn = frozenset(setup.get("worn", ()))
        self._pulled = setup.get("pulled")
        self._setup, self._emulated, self._station = setup, emulated, station
        self.replug = threading.Event()  # the officer puts the cable back
        self.seen = SeenSoFar(
            {Finger(int(position)): reason for position, reason in setup.get("absent", {}).items()},
            bool(setup.get("photo")),
            bool(setup.get("distress")),
            tuple(
                {
                    "number": self.owner.number,
                    "surname": self.owner.surname or self.owner.given_names,
                    "given_names": self.owner.given_names if self.owner.surname else "",
                    "nationality": "UTO",  # of every invented traveller
                    "birth": self.owner.birth,
                    "sex": self.owner.sex,
                    "expiry": f"{self.owner.expiry:%Y-%m-%d}",
                    "visa": str(setup.get("visa", "")),
                }.items()
            )
            if setup.get("damaged")
            else (),
            self._pulled is not None,
        )

    @property
    def direction(self) -> Direction:
        return Direction(self._setup.get("direction", "arrival"))

    @property
    def lines(self) -> str:
        """Of the document, as its reader gives them."""
        lines = list(self.owner.mrz)
        if self._setup.get("damaged"):  # a scratch through number, birth and expiry
            lines[1] = "<<" + lines[1][2:6] + "<" + lines[1][7:14] + "0" + lines[1][15:]
        return "\n".join(lines)

    def stand(self, shot: int = 1) -> bool:
        """Before the camera, until the camera has seen it."""
        frame = portrait(self._face_of.face_seed, shot)
        return self._emulated.look(frame, self._station.camera)

    def turn(self) -> None:
        """Asked to turn the head: a photograph turns as a plane does."""
        frame = portrait(self._face_of.face_seed, 1)
        self._emulated.camera.show(as_plane(frame, TURN_OF_HEAD) if self.seen.strangely_still else frame)

    def touch(self, event: desk.FingerEvent, touched: set[int]) -> None:
        """What follows a hint of the reader: the finger that is asked for, or the one that is taken for it."""
        if event.hint is not desk.FingerHint.SEARCHING_FINGERS or event.attempt in touched:
            return
        touched.add(event.attempt)
        if self._pulled == int(event.finger):
            self._pulled = None
            touched.discard(event.attempt)
            self._emulated.reader.unplug()
            return
        position = self._given.get(int(event.finger), int(event.finger))
        picture = touch_of(self.bearer.print_seed, position, 1)
        self._emulated.touch(worn(picture) if position in self._worn else picture, 500.0)

    def plug(self) -> None:
        """The officer puts the cable back."""
        self._emulated.reader.plug()


@lru_cache(maxsize=16)
def portrait(face_seed: int, shot: int) -> NDArray[np.uint8]:
    """Somebody before the camera; painting one takes seconds, and every try of a scenario shows the same."""
    return np.asarray(faces.portrait(face_seed, shot, rehearsal.FRAME), np.uint8)


@lru_cache(maxsize=64)
def touch_of(print_seed: int, position: int, impression: int) -> NDArray[np.uint8]:
    """A finger on the glass."""
    return np.asarray(prints.impression(prints.master(print_seed, position), impression), np.uint8)


def as_plane(frame: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """The picture on a flat sheet that is turned about its upright axis, seen by a camera at 2.5 times its width."""
    height, width = frame.shape[:2]
    angle, distance = np.radians(degrees), 2.5 * width
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    across = corners[:, 0] - width / 2
    depth = distance + across * np.sin(angle)
    seen = np.stack(
        [
            width / 2 + across * np.cos(angle) * distance / depth,
            height / 2 + (corners[:, 1] - height / 2) * distance / depth,
        ],
        1,
    ).astype(np.float32)
    return np.asarray(
        cv2.warpPerspective(
            frame, cv2.getPerspectiveTransform(corners, seen), (width, height), borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )


def worn(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A print with its ridges rubbed off in patches: what a mason's finger leaves on the glass."""
    patches = np.random.default_rng(7)
    coarse = cv2.resize(patches.random((9, 8)).astype(np.float32), picture.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(picture, (0, 0), 3.2)
    share = np.clip((coarse - 0.25) * 3.0, 0.0, 1.0)
    return np.asarray(np.clip(picture * (1 - share) + (0.5 * soft + 115) * share, 0, 255), np.uint8)


@dataclass
class Rehearsed:
    """One scenario at a counter of its own."""

    scenario: Scenario
    store: Store
    station: Station
    traveller: ScriptedTraveller
    officer: Officer
    first: int  # entries of the log that belong to the preparation
    _prepared: frozenset[str]

    def counter(self) -> Counter:
        """A new one: after a power cut it offers what was open."""
        return self.station.counter(self.officer)

    @property
    def cut_after(self) -> int | None:
        """Fingers after which the power fails; None: it does not."""
        after = self.scenario.setup.get("cut_after")
        return None if after is None else int(after)

    def events(self) -> list[AuditEvent]:
        with self.store.reading() as unit:
            return [event for _, event in audit_log.entries(unit, self.first)]

    def happened(self) -> Happened:
        """From log and record, whoever played."""
        events = self.events()
        sealed = dict.fromkeys(event.subject for event in events if str(event.act) == "visit_sealed")
        with self.store.reading() as unit:
            visits: list[Visit] = [records.visit(unit, one) for one in sealed if one not in self._prepared]
        return marking.happened_of(events, visits)

    def marked(self) -> Marking:
        return marking.mark(self._filled(), self.happened())

    def _filled(self) -> Scenario:
        """`$number` and the like in what is asked: the truth of this traveller's document."""
        owner = self.traveller.owner
        truth = {"$number": owner.number, "$surname": owner.surname or owner.given_names}

        def fill(check: Check) -> Check:
            fields: dict[str, Any] = dict(check.given)
            if "fields" in fields:
                fields["fields"] = {name: truth.get(value, value) for name, value in fields["fields"].items()}
            return replace(check, given=fields)

        return replace(self.scenario, checks=tuple(fill(check) for check in self.scenario.checks))


@dataclass
class PreparedPost:
    """An empty training station in a new folder, and how to open its devices and models."""

    config: Config
    policy: Policy
    store: Store
    emulated: rehearsal.EmulatedDesk
    issuers: EmulatedIssuers | None
    crowd: list[SyntheticTraveller]

    def assemble(self) -> Station:
        return assembly.assemble(
            replace(self.config, camera=self.emulated.camera.url), self.policy, self.store,
            backends=[self.emulated.backend], central=None, cards=self.emulated.cards,
            trust=None if self.issuers is None else self.issuers.trust,
        )  # fmt: skip

    def stage(self, station: Station, scenario: Scenario, officer: Officer) -> Rehearsed:
        """Bring everything to where the scenario begins; earlier visits are made as every visit is."""
        if scenario.setup.get("listed"):  # a station without a road has no list of its own
            station.checks = replace(station.checks, watchlist=PulledWatchlist(self.store))
        traveller = ScriptedTraveller(scenario, self.crowd, self.emulated, station)
        if scenario.setup.get("known"):
            _known(station, self.emulated, traveller.owner)
        if "overstayed" in scenario.setup:
            _overstay(self.store, int(scenario.setup["overstayed"]))
        if self.issuers is not None:
            kind = ChipKind(scenario.setup["chip"])
            made = self.issuers.document(traveller.owner.mrz, traveller.owner.face(), kind)
            if made is not None:
                self.emulated.cards.lay(made)
        with self.store.reading() as unit:
            first = audit_log.size(unit)
            before = [event for _, event in audit_log.entries(unit) if str(event.act) == "visit_sealed"]
        seals = frozenset(event.subject for event in before)
        return Rehearsed(scenario, self.store, station, traveller, officer, first, seals)


def prepare(folder: Path, scenario: Scenario, closing: contextlib.ExitStack) -> PreparedPost:
    """Raises FolderInUse."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderInUse(folder.name)
    folder.mkdir(parents=True, exist_ok=True)
    crowd = travellers(CROWD)
    config = Config(mode="training", station="training-01", place="Training", data=str(folder / "station"))
    policy = assembly.read_policy(config)
    policy = replace(policy, face=replace(policy.face, encoders=TOLD_APART_BY))
    issuers = EmulatedIssuers() if "chip" in scenario.setup else None
    emulated = rehearsal.EmulatedDesk(time_scale=0.0, fps=10.0)
    closing.callback(emulated.close)
    of_agency = rehearsal.agency_keys(folder / "agency")
    keys = rehearsal.station_keys(config, of_agency.public)
    store = assembly.open_store(config, keys)
    closing.callback(store.close)
    rehearsal.identify(store, of_agency)
    _list(store, scenario, crowd)
    return PreparedPost(config, policy, store, emulated, issuers, crowd)


@contextlib.contextmanager
def rehearse(folder: Path, scenario: Scenario, officer: Officer) -> Iterator[Rehearsed]:
    """A training counter in a new folder, ready for `officer`. Raises FolderInUse."""
    with contextlib.ExitStack() as closing:
        prepared = prepare(folder, scenario, closing)
        prepared.policy = replace(prepared.policy, face=replace(prepared.policy.face, timeout_seconds=FACE_SECONDS))
        station = prepared.assemble()
        closing.callback(station.close)
        yield prepared.stage(station, scenario, officer)


def _list(store: Store, scenario: Scenario, crowd: list[SyntheticTraveller]) -> None:
    """The traveller's name on the watchlist."""
    if not scenario.setup.get("listed"):
        return
    person = crowd[scenario.setup["document"]]
    entry = WatchEntry("training-1", (f"{person.surname}, {person.given_names}",), birth=person.birth, reason="wanted")
    with store.unit() as unit:
        pulled.put(unit, "watchlist", entry.id, 1, entry.to_bytes())


def _known(station: Station, emulated: rehearsal.EmulatedDesk, person: SyntheticTraveller) -> None:
    """An earlier visit of whoever the document belongs to, made as every visit is."""
    counter = station.counter(INSTRUCTOR)
    counter.begin()
    reading = counter.document.read_lines("\n".join(person.mrz))
    if reading.document is None:
        raise RuntimeError("an invented passport was not read")
    counter.document.confirm_document(replace(reading.document, name_confirmed=True), False, None)
    counter.document.set_stay(Direction.ARRIVAL, Purpose.TOURISM, VISA, DAYS, LANGUAGE)
    emulated.look(portrait(person.face_seed, 0), station.camera)
    captured = counter.face.capture_face(threading.Event(), threading.Event(), lambda _: None)
    counter.face.accept_face(captured.best, None)
    while (finger := counter.fingers.expected_finger()) is not None:
        touched: set[int] = set()
        position = int(finger)

        def touch(event: desk.FingerEvent, position: int = position, touched: set[int] = touched) -> None:
            if event.hint is desk.FingerHint.SEARCHING_FINGERS and event.attempt not in touched:
                touched.add(event.attempt)
                emulated.touch(touch_of(person.print_seed, position, 0), 500.0)

        task = counter.fingers.capture_finger(finger, threading.Event(), touch)
        counter.fingers.accept_finger(finger, task.chosen, None if task.sufficient else Veto.OK_NO_OBVIOUS)
    counter.fingers.finish_fingers()
    counter.check.compare()
    counter.check.finish_check()
    counter.decision.sign(Verdict.ADMIT, "in_order", "")
    counter.close()


def _overstay(store: Store, days: int) -> None:
    """The stay of the earlier visit ended so many days ago."""
    with store.unit() as unit:
        people = {row.person for row in records.recent(unit)}
        for stay in stays.of_traveller(unit, people, only_open=True):
            if stay.last_day is None or stay.arrived_on is None:
                continue
            back = (stay.last_day - stay.arrived_on) + timedelta(days=days)
            stays.change(unit, stay, arrived_on=stay.arrived_on - back, last_day=stay.arrived_on - timedelta(days=days))


def give_up(counter: Counter, why: Leaving) -> None:
    """Whatever is open there, left for this reason."""
    with contextlib.suppress(StationError):
        counter.leave(why)
