"""`station training`: rehearsed visits for an officer to play in the window, their marks, progress and the certificate.

    station training                                   the scenarios, and how far everybody has come
    station training --officer NAME --scenario KEY     play one; the debrief is shown when the window is closed
    station training --officer NAME --certificate OUT  for who has passed them all

Every play has a folder of its own below the training folder, which is taken away afterwards; what stays is the book of
marks. The power cut is not among those for the window: `python -m tests.journeys.training` plays it with a script.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import resources
from station import app, rehearsal, training
from station.assembly import Station
from station.bench.workshop import Targets, Workshop
from station.config import Config, default_data_folder
from station.counter.counter import Counter
from station.counter.face_step import FaceStep
from station.counter.finger_capture import Scanner
from station.counter.fingers_step import FingersStep
from station.domain.desk import FaceCapture, FaceEvent, FingerEvent, FingerHint, FingerTask
from station.domain.officer import Officer, Role
from station.domain.samples import Finger
from station.domain.training import Marking, Scenario
from station.errors import StationError
from station.office.accounts import Accounts
from station.office.course import Course
from station.office.log_in import LogIn, rules_of
from station.opening import OpenedStation
from station.training import PreparedPost, Rehearsed, ScriptedTraveller
from station.workflow.training import LANGUAGES, PASS_MARK

PASSWORD = "training-training"  # noqa: S105  # nosec B105 - said aloud, gone with the window
REACH_SECONDS = 0.9  # between "place the finger" and the finger on the glass
PLUG_SECONDS = 6.0  # until somebody puts the cable back
NOT_IN_WINDOW = ("power_cut",)
COURSE = default_data_folder("training").with_name("training-course")  # beside every station's folder, in none


@dataclass(frozen=True, eq=False)
class TurningFace(FaceStep):
    """The traveller turns the head when asked; a photograph turns as a plane does."""

    traveller: ScriptedTraveller = field(kw_only=True)

    def watch_turn(self, cancel: threading.Event, on_event: Callable[[FaceEvent], None]) -> FaceCapture:
        turn = threading.Timer(REACH_SECONDS, self.traveller.turn)
        turn.start()
        try:
            return super().watch_turn(cancel, on_event)
        finally:
            turn.cancel()
            self.traveller.stand()


@dataclass(frozen=True, eq=False)
class ReachingFingers(FingersStep):
    """The traveller lays down the finger that is asked for, or the one that they take for it."""

    traveller: ScriptedTraveller

    def capture_finger(
        self,
        finger: Finger,
        cancel: threading.Event,
        on_event: Callable[[FingerEvent], None],
        force: threading.Event | None = None,
        onward: bool = False,
    ) -> FingerTask:
        touched: set[int] = set()

        def tell(event: FingerEvent) -> None:
            on_event(event)
            if finger not in self.traveller.seen.absent:
                threading.Timer(REACH_SECONDS, self.traveller.touch, (event, touched)).start()
            if event.hint is FingerHint.UNPLUGGED:
                threading.Timer(PLUG_SECONDS, self.traveller.plug).start()

        return super().capture_finger(finger, cancel, tell, force, onward)


class Staged:
    """The rehearsal behind the window: `station.opening.Rehearsal` for one scenario."""

    def __init__(self, prepared: PreparedPost, scenario: Scenario, officer: Officer, language: str) -> None:
        self._prepared, self._scenario, self._officer = prepared, scenario, officer
        self._language = language
        self.played: Rehearsed | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What is printed on a page that no machine reads stands behind the title: the officer enters it by hand."""
        printed = () if self.played is None else self.played.traveller.seen.printed
        return (" · ".join((self._scenario.title[self._language], *(text for _, text in printed if text))),)

    @property
    def chosen(self) -> tuple[int, int]:
        return 0, 0

    def choose(self, bearer: int, document: int) -> None:
        """There is one traveller."""

    def _now(self) -> Rehearsed:
        if self.played is None:
            raise RuntimeError("the station is not there yet")
        return self.played

    def lines(self) -> tuple[str, ...]:
        return tuple(self._now().traveller.lines.splitlines())

    def meet(self, station: Station) -> None:
        self.played = self._prepared.stage(station, self._scenario, self._officer)
        self.played.traveller.stand()

    def counter(self, station: Station, officer: Officer) -> Counter:
        traveller = self._now().traveller
        made = station.counter(officer, fingers=partial(ReachingFingers, traveller=traveller))
        before = made.face
        face = TurningFace(before.visit, before.devices, before.acquisition, before.likeness, traveller=traveller)
        return replace(made, face=face)

    def workshop(self, station: Station, target: Targets, officer: Officer) -> Workshop:  # noqa: ARG002  no technician
        raise StationError(code="no_room_for_role")

    def scanner(self, scanner: Scanner, officer: str) -> Scanner:  # noqa: ARG002  nobody signs in with a finger here
        return scanner


def open_training(
    prepared: PreparedPost, staged: Staged, officer: Officer, closing: contextlib.ExitStack
) -> Callable[[Config], OpenedStation]:
    def opened(config: Config) -> OpenedStation:
        Accounts(prepared.store).add("system", officer, PASSWORD, must_change=False)
        rules = replace(rules_of(prepared.policy), offline_days=0)
        return OpenedStation(
            config, prepared.policy, prepared.store, LogIn(prepared.store, rules), prepared.assemble, staged,
            _closing=closing.pop_all(),
        )  # fmt: skip

    return opened


def play(
    folder: Path, scenario: Scenario, officer: Officer, language: str, keep: Callable[[Marking], object]
) -> Marking | None:
    """The window, until it is closed, and the debrief after it; None where nothing was played. `keep` notes the mark
    before anybody reads it."""
    with contextlib.ExitStack() as closing:
        prepared = training.prepare(folder, scenario, closing)
        staged = Staged(prepared, scenario, officer, language)
        marked: list[Marking] = []
        before = contextlib.ExitStack()
        # asked for before the records close, after the window's last job
        before.callback(lambda: marked.append(staged.played.marked()) if staged.played is not None else None)
        closing.push(before)
        config = replace(prepared.config, language=language)

        def debriefed() -> tuple[Scenario, Marking] | None:
            if not marked:
                return None
            keep(marked[0])
            return scenario, marked[0]

        app.rehearsal_window(config, open_training(prepared, staged, officer, closing), debriefed)
    return marked[0] if marked else None


def debrief(scenario: Scenario, marked: Marking, language: str) -> str:
    """Mark, what was missed, and what a good officer does."""
    lines = [f"{scenario.title[language]}: {marked.mark:.0f}/100 ({PASS_MARK:.0f})"]
    lines += [f"  !! {check.say[language]}" for check in marked.grave]
    lines += [f"  -  {check.say[language]}" for check in marked.missed]
    return "\n".join([*lines, f"  =  {scenario.good[language]}"])


def listing(scenarios: Sequence[Scenario], course: Course, officer: str, language: str) -> str:
    standing = course.of(officer) if officer else {}
    rows = []
    for one in scenarios:
        mine = standing.get(one.key)
        mark = "" if mine is None else f"{mine.best:5.1f} {'*' if mine.passed else ' '} x{mine.tries}"
        rows.append(f"{one.key:<18} {one.title[language]:<28} {mark}".rstrip())
    return "\n".join(rows)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="station training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--officer", default="", help="sign-in name of who plays")
    parser.add_argument("--scenario", default="", metavar="KEY", help="which one, by its key in the list")
    parser.add_argument("--certificate", type=Path, metavar="OUT", help="file for the certificate")
    parser.add_argument(
        "--language", choices=LANGUAGES, default="id", help="of the window and of the scenario (default: %(default)s)"
    )
    parser.add_argument("--folder", type=Path, default=COURSE, help="of the book of marks")
    given = parser.parse_args(arguments)
    known = training.scenarios()
    try:
        course = Course(given.folder, "training")
        if given.certificate is not None:
            return _certify(course, [one.key for one in known], given.officer, given.folder, given.certificate)
        if not given.scenario:
            print(listing(known, course, given.officer, given.language))
            return 0
        return _play(course, known, given)
    except StationError as error:
        print(f"station: {error.code} {error.detail}".rstrip(), file=sys.stderr)
        return 1


def _play(course: Course, known: Sequence[Scenario], given: argparse.Namespace) -> int:
    scenario = next((one for one in known if one.key == given.scenario), None)
    if scenario is None or not given.officer or scenario.key in NOT_IN_WINDOW:
        print("station: --officer and one of the listed scenarios are needed", file=sys.stderr)
        return 2
    if not app.has_screen():
        print("station: there is no screen here", file=sys.stderr)
        return 2
    print(f"{scenario.title[given.language]}: {scenario.brief[given.language]}")
    print(f"{given.officer} / {PASSWORD}")
    officer = Officer(given.officer, given.officer, Role.OFFICER)
    with tempfile.TemporaryDirectory(prefix="training-") as folder:
        marked = play(
            Path(folder) / "counter", scenario, officer, given.language,
            lambda marking: course.note(given.officer, marking, datetime.now(UTC)),
        )  # fmt: skip
    if marked is None:
        return 1
    print(debrief(scenario, marked, given.language))
    return 0


def _certify(course: Course, keys: Sequence[str], officer: str, folder: Path, out: Path) -> int:
    scenarios = resources.path("training/scenarios.json").read_bytes()
    config = Config(mode="training", station="training-01", data=str(folder))
    station_keys = rehearsal.station_keys(config, rehearsal.agency_keys(folder / "agency").public)
    made = course.certificate(officer, scenarios, keys, station_keys.signer, config.station, datetime.now(UTC))
    out.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", "utf-8")
    return 0
