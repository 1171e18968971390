"""The composition root: settings -> keys -> records -> devices and models -> window."""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, Qt, QTimer

from drivers.errors import Cancelled
from station import config as settings
from station import logs
from station.config import Config, ConfigError
from station.domain.commissioning import KEY_FILE, NOTE_FILE
from station.domain.desk import StationStatus
from station.domain.officer import Officer, Preferences
from station.domain.outcome import Verdict
from station.domain.satisfaction import OVERALL
from station.domain.sign_in import FingerAsk, Session, SignInRules
from station.errors import StationError
from station.hand_back import hand_back
from station.ui import words
from station.ui.application import Application, clear_foreign_qt, system_language
from station.ui.collector import GuiCollector
from station.ui.facing import Facing
from station.ui.front import Front
from station.ui.shell import Shell
from station.ui.theme import THEMES, Look, Tone
from station.ui.traveller.monitors import LOOSE, OFF, TravellerScreen
from station.ui.traveller.voice import Voice
from station.ui.traveller.window import TravellerWindow
from station.vault.process import Hardened, harden, share_heaps
from station.work import Pool, Runner

if TYPE_CHECKING:
    from station.assembly import Station
    from station.bench.workshop import Workshop
    from station.counter.counter import Counter
    from station.domain.commissioning import TestedPoint
    from station.domain.training import Marking, Scenario
    from station.office.administration import Administration
    from station.office.auditing import Auditing
    from station.office.commissioning import Commissioning
    from station.office.log_in import FingerCheck
    from station.office.own_finger import OwnFinger
    from station.office.satisfaction import Satisfaction
    from station.opening import OpenedStation, Staging
    from station.register.in_country import InCountry
    from station.register.past import PastTravellers
    from station.review.adjudicate import Adjudication
    from station.review.figures import PostFigures
    from station.store.session import Store
    from station.ui.commissioning import CommissionFront
    from station.vault.keys import StationKeys

WORKERS = 3
# Of the road: what no waiting mends, so it is said in its own words and not as a missing line.
FOR_A_PERSON = frozenset(
    {
        "central_certificate_expired",
        "central_authority_expired",
        "central_no_certificate",
        "central_not_admitted",
        "central_not_allowed",
        "central_untrusted_server",
    }
)
STOP_SECONDS = 20.0
LOOK_SECONDS = 0.2  # between two looks whether waiting for the devices was called off


class Behind:
    """What stands behind the window. It opens on a thread, so that the window is there at once."""

    def __init__(self, config: Config, demo: bool, open_it: Callable[[Config], OpenedStation] | None = None) -> None:
        """`open_it`: what opens the station, where it is neither the real one nor the demonstration."""
        self._config = config
        self._demo = demo
        self._open_it = open_it
        self._opened: Future[OpenedStation] = Future()
        self._station: Future[Station] = Future()
        self._thread = threading.Thread(target=self._open, name="opening")
        self._awake = False
        self._turns = threading.Lock()  # of waking and resting

    def start(self) -> None:
        self._thread.start()

    def _open(self) -> None:
        """Records first, because signing in needs nothing else; then devices and models."""
        try:
            # here: OpenCV, dlib and onnxruntime take longer than the window may; only a demonstration has its own
            if self._open_it is not None:
                open_it = self._open_it
            elif self._demo:
                from station.demo import open_demo as open_it  # noqa: PLC0415
            else:
                from station.opening import open_real as open_it  # noqa: PLC0415

            clear_foreign_qt()
            opened = open_it(self._config)
            words.tell_time_of(opened.zone)
            self._opened.set_result(opened)
        except BaseException as error:  # noqa: BLE001  handed to whoever waits for it
            self._not_opened(error)
            self._opened.set_exception(error)
            self._station.set_exception(error)
            return
        try:
            self._station.set_result(opened.assemble())
            self._settle()
        except BaseException as error:  # noqa: BLE001  handed to whoever waits for it
            self._not_opened(error)
            self._station.set_exception(error)

    def _not_opened(self, error: BaseException) -> None:
        """The officer hears of it when signing in; the technician reads why here."""
        code, detail = getattr(error, "code", type(error).__name__), getattr(error, "detail", "")
        logs.log.error("station not opened", code=code, detail=detail, where=logs.where(error))
        print(f"station: not opened: {code} {detail}".rstrip(), file=sys.stderr)

    def wake(self) -> None:
        """Somebody signs in: devices come back while the password is still being checked. Returns at once."""
        self._awake = True
        self._settle()

    def rest(self) -> None:
        """Nobody is signed in, or the screen is locked: the devices rest, and so does the processor."""
        self._awake = False
        self._settle()

    def _settle(self) -> None:
        with self._turns:
            if self._station.done() and self._station.exception() is None:
                station = self._station.result()
                if self._awake:
                    station.resume()
                else:
                    station.rest()

    def done(self) -> bool:
        """Whether the station has opened, or never will."""
        return self._station.done()

    @property
    def failed(self) -> bool:
        """Records, devices or models did not open."""
        return self._station.done() and self._station.exception() is not None

    # ---- what the window asks

    def log_in_desk(self) -> _LogIn:
        return _LogIn(self)

    def counter(self, officer: Officer) -> Counter:
        self._station.result()
        return self._opened.result().counter_desk(officer)

    def supervisor(self, officer: Officer) -> Adjudication:
        self._station.result()
        return self._opened.result().supervisor_desk(officer)

    def technician(self, officer: Officer) -> Workshop:
        self._station.result()
        return self._opened.result().technician_desk(officer)

    def auditor(self, session: Session) -> Auditing:
        return self._opened.result().auditor_desk(session)

    def administrator(self, session: Session) -> Administration:
        """Without devices and models: an administrator is needed most where those do not come up."""
        return self._opened.result().administrator_desk(session, self.own_finger)

    def own_finger(self, name: str, cancel: threading.Event) -> OwnFinger:
        """The scanner with the officer of this name before it; waits until devices and models are ready.

        Raises Cancelled, and whatever kept the station from being assembled.
        """
        while True:
            try:
                self._station.result(LOOK_SECONDS)
                return self._opened.result().own_finger(name)
            except TimeoutError:
                if cancel.is_set():
                    raise Cancelled("capture_cancelled") from None

    def rehearsal(self) -> Staging | None:
        return self._opened.result().demo if self._opened.done() else None

    def status(self) -> StationStatus:
        config = self._config
        blank = StationStatus(config.station, config.place, config.mode)
        if not self._station.done() or self._station.exception() is not None:
            return replace(blank, opening=not self._station.done())
        station = self._station.result()
        sync = station.sync.status() if station.sync is not None else None
        return replace(
            blank,
            scanner=station.devices.scanner_health(),
            camera=station.devices.camera_health(),
            online=sync.online if sync else False,
            waiting=sync.waiting if sync else 0,
            stored=sync.stored if sync else 0,
            receipted=sync.receipted if sync else 0,
            road=(sync.trouble or (sync.detail if sync.detail in FOR_A_PERSON else "")) if sync else "",
            last_acknowledged=sync.last_acknowledged if sync else None,
            disk_full=not station.housekeeping.space.may_open_visit,
            identity=station.housekeeping.identity_code,
            alarm=station.housekeeping.alarm,
        )

    def opened(self) -> OpenedStation:
        """Waits for the records. Raises what kept them from being opened."""
        return self._opened.result()

    def stays(self, session: Session) -> InCountry:
        return self._opened.result().stays_desk(session)

    def figures(self, session: Session) -> PostFigures:
        return self._opened.result().figures_desk(session)

    def past(self, session: Session) -> PastTravellers:
        return self._opened.result().past_desk(session)

    def preferences(self, session: Session) -> Preferences | None:
        return self._opened.result().preferences.of(session.officer.name)

    def keep_preferences(self, session: Session, preferences: Preferences) -> None:
        self._opened.result().preferences.keep(session.officer.name, preferences)

    def satisfaction(self) -> Satisfaction:
        return self._opened.result().satisfaction

    def sign_out(self, session: Session) -> None:
        self.rest()
        self._opened.result().log_in.sign_out(session)

    def locked(self, session: Session) -> None:
        self.rest()
        self._opened.result().log_in.locked(session)

    def close(self) -> None:
        self._thread.join(STOP_SECONDS)
        words.tell_time_of(None)
        if self._opened.done() and self._opened.exception() is None:
            with contextlib.suppress(StationError):  # the window is gone: nobody is left to be told
                self._opened.result().close()


class _LogIn:
    """Signing in while the records may still be opening: each call waits for them. The devices wake meanwhile."""

    def __init__(self, behind: Behind) -> None:
        self._behind = behind

    def sign_in(
        self, name: str, password: str, code: str | None = None, finger: FingerAsk | None = None, new: str = ""
    ) -> Session:
        with self._waking() as opened:
            return opened.log_in.sign_in(name, password, code, self._check(name, finger), new)

    def unlock(self, session: Session, password: str) -> None:
        with self._waking() as opened:
            opened.log_in.unlock(session, password)

    def hand_over(
        self,
        session: Session,
        name: str,
        password: str,
        code: str | None = None,
        finger: FingerAsk | None = None,
        new: str = "",
    ) -> Session:
        with self._waking() as opened:
            return opened.log_in.hand_over(session, name, password, code, self._check(name, finger), new)

    def change_password(
        self, name: str, old: str, new: str, code: str | None = None, finger: FingerAsk | None = None
    ) -> None:
        self._behind.opened().log_in.change_password(name, old, new, code, self._check(name, finger))

    @contextlib.contextmanager
    def _waking(self) -> Iterator[OpenedStation]:
        """Whoever is not let in leaves the devices asleep."""
        opened = self._behind.opened()
        self._behind.wake()
        try:
            yield opened
        except BaseException:
            self._behind.rest()
            raise

    def _check(self, name: str, ask: FingerAsk | None) -> FingerCheck | None:
        """What compares the officer's finger; the scanner is waited for only once the password was right."""
        if ask is None:
            return None

        def fits(template: bytes) -> bool:
            ask.tell(None)
            return self._behind.own_finger(name, ask.cancel).check(ask.cancel, ask.tell)(template)

        return fits


def main(command: str, arguments: Sequence[str]) -> int:
    """`run` or `demo`: open the window and stay until it is closed."""
    parser = argparse.ArgumentParser(prog=f"station {command}")
    parser.add_argument("--config", type=Path, help="settings file (TOML)")
    parser.add_argument("--data", type=Path, help="folder of database, keys and logs")
    parser.add_argument("--camera", help="index or stable name of the camera; outside production a file or URL, too")
    parser.add_argument("--language", choices=("id", "en"), help="of the window at its start")
    parser.add_argument("--theme", choices=tuple(THEMES), help="of the window at its start")
    parser.add_argument(
        "--traveller-screen",
        dest="traveller_screen",
        metavar="monitor",
        help=f"auto, {OFF}, or name, serial or model of the traveller's monitor; a demonstration may say {LOOSE!r}",
    )
    if command == "run":
        parser.add_argument(
            "--commission", action="store_true", help="make this machine a station, or go on with that; see the guide"
        )
    parser.add_argument("--exit-after", type=float, metavar="SECONDS", help="close by itself; for measuring the start")
    given = parser.parse_args(arguments)
    try:
        config = _config(command, given)
    except ConfigError as error:
        print(f"station: {error.detail}", file=sys.stderr)
        return 2
    if not has_screen():
        print(
            "station: there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set).\n"
            "  With a virtual one:  xvfb-run -a python3 -m station demo\n"
            "  Without a window:    python3 -m station journey --help",
            file=sys.stderr,
        )
        return 2
    commission = None
    if command == "run" and (given.commission or (given.exit_after is None and not is_commissioned(config))):
        commission = given.config or settings.SYSTEM_FILE
    return _window(config, demo=command == "demo", exit_after=given.exit_after, commission=commission)


def rehearsal_window(
    config: Config,
    open_it: Callable[[Config], OpenedStation],
    debrief: Callable[[], tuple[Scenario, Marking] | None] = lambda: None,
) -> int:
    """A window on a station that is opened so; `config` is of the mode "training". `debrief` is asked once the station
    is closed, and what it says is shown until somebody has read it."""
    return _window(config, demo=False, exit_after=None, open_it=open_it, debrief=debrief)


def is_commissioned(config: Config) -> bool:
    """Whether there are keys, and nothing was left to do when they were made."""
    folder = config.data_folder
    return (folder / "keys" / KEY_FILE).exists() and not (folder / NOTE_FILE).exists()


def has_screen() -> bool:
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _config(command: str, given: argparse.Namespace) -> Config:
    config = settings.load(given.config)
    changes: dict[str, Any] = {
        name: str(value)
        for name in ("data", "camera", "language", "theme", "traveller_screen")
        if (value := getattr(given, name)) is not None
    }
    if command == "demo":
        changes |= {"mode": "demo", "station": config.station or "demo-01", "place": config.place or "Demo"}
    return replace(config, **changes)


def _window(
    config: Config,
    demo: bool,
    exit_after: float | None,
    open_it: Callable[[Config], OpenedStation] | None = None,
    commission: Path | None = None,
    debrief: Callable[[], tuple[Scenario, Marking] | None] = lambda: None,
) -> int:
    """`commission`: the settings file of a machine that is to become a station first. `debrief`: what is to be shown of
    a rehearsal when its station has closed."""
    started = time.perf_counter()
    share_heaps()
    hardened = None if demo or open_it is not None else harden()  # before any key is in memory
    handler = logs.start(config.data_folder / "logs")
    if hardened is not None:
        _say_of_memory(hardened)
    language = config.language or (system_language() if demo else "id")
    look = Look(THEMES.get(config.theme, next(iter(THEMES.values()))), touch=config.touch == "yes")
    app = Application(["station"], language, look)
    app.install_hook(
        lambda kind, error, _: logs.log.error(
            "unexpected", kind=kind.__name__, code=getattr(error, "code", ""), where=logs.where(error)
        )
    )
    collector = GuiCollector(app)
    collector.opened = lambda: False  # the larger part is still to be loaded
    shell = Shell()
    side, counter = Pool(WORKERS, "side", app.gui.post), Pool(1, "counter", app.gui.post)
    if commission is not None:
        made = _commissioned(app, shell, side, config, commission, exit_after)
        if made is None:
            for pool in (side, counter):
                pool.close()
            collector.stop()
            logs.stop(handler)
            return 1
        config, open_it = made
    behind = Behind(config, demo, open_it)
    facing, monitor = _traveller(config, shell, behind, side)
    front = Front(app, shell, behind, side, counter, _idle_rules(demo), facing)
    collector.opened, collector.at_rest = behind.done, front.at_rest
    shell.closing.connect(app.quit)
    shell.open_up()
    app.processEvents()
    monitor.start()
    logs.log.info("window shown", seconds=round(time.perf_counter() - started, 3))
    behind.start()
    if exit_after is not None:
        front.close_after(exit_after)
    with contextlib.ExitStack() as at_the_end:  # the last goes first, and what fails keeps no other from closing
        at_the_end.callback(logs.stop, handler)
        if commission is not None:
            at_the_end.callback(hand_back, config.data_folder)
        at_the_end.callback(collector.stop)
        at_the_end.callback(behind.close)
        at_the_end.callback(front.release)
        at_the_end.callback(side.close)
        at_the_end.callback(counter.close)
        at_the_end.callback(monitor.stop)
        at_the_end.callback(front.close)
        ended = until_closed(app, shell)
    told = debrief()
    if told is not None:
        show_debrief(app, *told)
    return ended or int(behind.failed)  # known now, also where the window was closed while it still opened


def until_closed(app: Application, shell: Shell) -> int:
    """Runs the loop until the window, whose `closing` is joined to quit, is closed; what the program ends with.

    A window that was closed while the rest was built is gone already: quit ends no loop that does not run yet, and one
    that is begun after it would have nobody left to end it.
    """
    return int(app.exec()) if shell.isVisible() else 0


def show_debrief(app: Application, scenario: Scenario, marked: Marking) -> None:
    """In a window of its own, until it is closed."""
    from station.ui.debrief import DebriefFront, DebriefState  # noqa: PLC0415  after a rehearsal only

    collector = GuiCollector(app)  # the station's own has stopped, and its pages may still be garbage
    shell = Shell()
    front = DebriefFront(app, shell, DebriefState(scenario, marked), app.quit)
    shell.open_up()
    until_closed(app, shell)
    front.deleteLater()
    collector.stop()


def commissioning(
    app: Application, shell: Shell, runner: Runner, desk: Commissioning, ended: Callable[[], None]
) -> CommissionFront:
    """The pages that make this machine a station, in a window that is open."""
    from station.ui.commissioning import CommissionFront  # noqa: PLC0415  once in the life of a station

    return CommissionFront(app, shell, runner, desk, ended)


def commissioning_desk(config: Config, file: Path) -> Commissioning:
    """`file`: the settings file that is written. Loads what a station is made of, which takes seconds."""
    from station import assembly, checkup  # noqa: PLC0415  not before the window is there
    from station.office.commissioning import Commissioning  # noqa: PLC0415
    from station.road.client import CentralClient  # noqa: PLC0415

    clear_foreign_qt()

    def reach(config: Config, keys: StationKeys) -> float:
        client = CentralClient(assembly.way_in(config, keys), "commissioning")
        try:
            return (client.measure_clock().offset_ms or 0.0) / 1000
        finally:
            client.close()

    def look(config: Config, store: Store) -> list[TestedPoint]:
        return checkup.look(checkup.Patient(config, store))

    return Commissioning(config, file, reach, look)


def open_with(secret: str) -> Callable[[Config], OpenedStation]:
    """What opens the station whose passphrase was just chosen."""

    def open_it(config: Config) -> OpenedStation:
        from station.opening import open_real  # noqa: PLC0415  heavy, see Behind

        return open_real(config, secret)

    return open_it


def _commissioned(
    app: Application, shell: Shell, side: Pool, config: Config, file: Path, exit_after: float | None
) -> tuple[Config, Callable[[Config], OpenedStation]] | None:
    """Waits until the machine is a station; None where the window was closed before."""
    loop, done = QEventLoop(), []

    def ended() -> None:
        done.append(True)
        loop.quit()

    shell.open_up()
    app.processEvents()
    desk = commissioning_desk(config, file)
    front = commissioning(app, shell, side, desk, ended)
    shell.closing.connect(loop.quit)
    logs.log.info("commissioning shown")
    if exit_after is not None:
        QTimer.singleShot(round(exit_after * 1000), shell.close)
    if shell.isVisible():  # as until_closed
        loop.exec()
    shell.closing.disconnect(loop.quit)
    if done:
        return desk.config, open_with(desk.secret)
    front.close()
    side.close()  # before the records: a step may still be writing
    desk.close()
    hand_back(config.data_folder)  # done by root where the settings are root's; the records are the account's
    return None


def _traveller(config: Config, shell: Shell, behind: Behind, side: Pool) -> tuple[Facing, TravellerScreen]:
    """The traveller's window and what keeps it on their monitor. A loose window is for demonstrations: at a counter it
    could lie on the officer's."""
    touched = config.traveller_touch != "no"
    window = TravellerWindow(moves=config.traveller_moves != "no", answers=touched)
    recordings = Path(config.traveller_voice) if config.traveller_voice else None
    voice = None if config.traveller_voice == OFF else Voice(recordings)

    def keep(language: str, verdict: Verdict, element: str, score: int | None) -> None:
        def job() -> None:
            answers = behind.satisfaction()
            if score is not None:
                answers.answered(language, verdict, score, element)
            elif element == OVERALL:
                answers.asked(language, verdict)
            else:
                answers.asked_further(element)

        side.run(
            job, lambda _: None, lambda error: logs.log.warning("answer not kept", code=getattr(error, "code", ""))
        )

    chance = random.SystemRandom()

    def draw() -> str:
        from station.review.satisfaction import further_question  # noqa: PLC0415  long after the start

        return further_question(chance).name.lower()

    facing = Facing(window, keep, voice, touched, draw)
    wanted = OFF if config.traveller_screen == LOOSE and config.mode == "production" else config.traveller_screen
    if wanted == LOOSE:
        window.setWindowFlags(Qt.WindowType.Window)
        window.resize(1280, 800)
    screen = TravellerScreen(window, shell, wanted)
    screen.lost.connect(lambda: shell.say(Tone.WARN, facing.say_lost))
    screen.found.connect(lambda: shell.say(Tone.INFO, facing.say_found))
    return facing, screen


def _say_of_memory(hardened: Hardened) -> None:
    """For the technician: whether keys and pictures can reach the disk through swap."""
    if hardened.may_be_swapped:
        logs.log.warning("memory may be swapped", swap=" ".join(hardened.swap), locked=False)
    else:
        logs.log.info("memory", locked=hardened.locked, swap=len(hardened.swap))


def _idle_rules(demo: bool) -> SignInRules:
    """A demonstration is looked at for longer than a counter is left alone."""
    rules = SignInRules()
    return replace(rules, idle_after=timedelta(hours=1)) if demo else rules
