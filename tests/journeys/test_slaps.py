"""Several fingers at once, through the real window: the demonstration with a ten-finger device of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from drivers.emulated.authority import MakersAuthority
from drivers.emulated.sbi import EmulatedSbi
from drivers.emulated.sbi_seal import PLAIN, finger_record
from drivers.finger.sbi import SbiClient
from drivers.finger.sbi_device import NAMES
from drivers.finger.sbi_source import SbiSource
from models.synthesis.people import travellers
from station import assembly
from station.domain.samples import LEFT_FOUR, RIGHT_FOUR, Finger, MissingReason, Veto
from station.domain.slaps import Slap, SlapWarning
from station.store import records
from station.ui.application import Application
from tests.rig.window import Window

pytestmark = [pytest.mark.slow, pytest.mark.shared_devices]
THUMBS = (Finger.RIGHT_THUMB, Finger.LEFT_THUMB)


def hands() -> dict[str, bytes]:
    """Ten fingers of the demonstration's first traveller, as a device service cuts them out."""
    person = travellers(1)[0]
    return {NAMES[int(f)]: finger_record(person.finger(int(f), 0), position=int(f), packing=PLAIN) for f in Finger}


@pytest.fixture(scope="module")
def records_of() -> dict[str, bytes]:
    return hands()


@pytest.fixture
def service() -> Iterator[EmulatedSbi]:
    with EmulatedSbi(MakersAuthority("Adopter"), "TEN-1") as made:
        yield made


@pytest.fixture
def slaps(qapp: Application, tmp_path: Path, service: EmulatedSbi, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    client = SbiClient([service.authority.certificate], "station-test", [service.port])
    monkeypatch.setattr(assembly, "_device_services", lambda _config: [SbiSource(client, every=0.1)])
    qapp.set_language("en")
    opened = Window(qapp, tmp_path)
    yield opened
    opened.close()
    qapp.set_language("id")


def up_to_fingers(window: Window) -> None:
    window.sign_in("officer", "document")
    window.up_to_fingers()


def press(window: Window, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.shell.focusWidget() or window.shell, key, modifier)


def go_on(window: Window) -> None:
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def use_with_veto(window: Window) -> None:
    """The word against the gate where one of the synthetic prints is below its threshold."""
    before = window.state.slap_task
    go_on(window)
    window.until(lambda: window.state.slap_task is not before or window.state.veto_open)
    if window.state.veto_open:
        panel = window.shell.page().veto
        shown = [b for b in panel.findChildren(QPushButton) if b.isVisible()]
        QTest.mouseClick(shown[0], Qt.MouseButton.LeftButton)
        window.until(lambda: window.state.slap_task is not before)


@pytest.mark.timeout(400)
def test_a_hand_is_taken_at_once_a_mismatch_is_said_the_rest_singly_and_all_ten_are_sealed(
    slaps: Window, service: EmulatedSbi, records_of: dict[str, bytes]
) -> None:
    window = slaps
    up_to_fingers(window)
    page = window.shell.page()
    window.until(lambda: window.state.slap is Slap.RIGHT_FOUR and window.state.capturing)
    assert window.state.slaps and page.slap_live.isVisible() and "together" in page.band.what.text()
    assert [tile.finger for tile in page.tiles._tiles] == [*RIGHT_FOUR, *LEFT_FOUR, *THUMBS]

    service.present({name: one for name, one in records_of.items() if name != NAMES[Finger.RIGHT_LITTLE]})
    window.until(lambda: window.state.slap_task is not None, 120)
    assert SlapWarning.TOO_FEW in window.state.slap_attempt.warnings
    assert "3 fingers instead of 4" in page.band.what.text()
    assert page.tiles.tile(Finger.RIGHT_INDEX).accessibleName().startswith("Right index: ")
    use_with_veto(window)
    window.until(lambda: window.state.finger is Finger.RIGHT_LITTLE and window.state.capturing)
    assert {s.finger for s in window.state.taken} == set(RIGHT_FOUR[:3])
    service.present(records_of)
    window.until(lambda: window.state.slap is not None or window.state.task is not None, 120)
    if window.state.task is not None:  # below its threshold
        window.presenter.veto(Veto.OK_NO_OBVIOUS)
    window.until(lambda: window.state.slap is Slap.LEFT_FOUR, 120)
    while not window.state.done:
        window.until(lambda: window.state.done or window.state.slap_task is not None, 120)
        if window.state.slap_task is not None:
            use_with_veto(window)
    assert {s.finger for s in window.state.taken} == set(Finger)
    assert page._right.chip.text() == "10 of 10 taken"
    window.until(lambda: not window.state.busy)
    go_on(window)
    window.page("check", 120)
    window.until(lambda: window.state.result is not None and not window.state.busy, 120)
    window.admit()
    store = window.behind._opened.result().store
    with store.reading() as unit:
        sealed = records.visit(unit, window.shell.page().state.record.visit)
    assert [s.finger for s in sealed.fingers] == list(Finger)
    sources = {s.finger: s.source.serial for s in sealed.fingers}
    assert {sources[f] for f in Finger if f is not Finger.RIGHT_LITTLE} == {"TEN-1"}


@pytest.mark.timeout(300)
def test_at_any_moment_back_to_one_finger_and_to_slaps_again(
    slaps: Window, service: EmulatedSbi, records_of: dict[str, bytes]
) -> None:
    window = slaps
    up_to_fingers(window)
    window.until(lambda: window.state.slap is Slap.RIGHT_FOUR and window.state.capturing)
    press(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    window.until(lambda: window.state.finger is Finger.RIGHT_INDEX and window.state.capturing, 60)
    assert window.state.one_by_one and window.state.slap is None
    press(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    window.until(lambda: window.state.slap is Slap.RIGHT_FOUR and window.state.capturing, 60)
    press(window, Qt.Key.Key_F7)
    window.until(lambda: window.state.missing_open)
    panel = window.shell.page().missing
    assert not window.state.capturing
    service.present(records_of)  # laid down while the officer chooses: nothing of it is taken
    until = time.monotonic() + 1.5
    window.until(lambda: time.monotonic() > until)
    assert window.state.missing_open and window.state.slap_task is None and not window.state.taken
    service.present({})
    panel._finger.setCurrentIndex(panel._finger.findData(int(Finger.RIGHT_RING)))
    assert not panel._record.isEnabled()
    panel._reason.setCurrentIndex(panel._reason.findData(MissingReason.TEMPORARY.value))
    QTest.mouseClick(panel._record, Qt.MouseButton.LeftButton)
    window.until(lambda: bool(window.state.missing) and window.state.capturing, 60)
    service.present(records_of)
    window.until(lambda: window.state.slap is not Slap.RIGHT_FOUR or window.state.slap_task is not None, 120)
    exceptions = [asked["bio"][0].get("exception") for asked in service.asked]
    assert ["Right RingFinger"] in exceptions
    window.sign_out()
