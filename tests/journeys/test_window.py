"""The real window, offscreen, in the demonstration: sign in, a whole visit, the supervisor's and technician's rooms."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from station import app as root
from station.config import Config
from station.domain.desk import DeviceKind, StepState
from station.domain.outcome import Verdict
from station.domain.samples import Veto
from station.services.rehearsed_tap import DEMO_CAMERA
from station.ui.application import Application
from station.ui.collector import GuiCollector
from station.ui.front import Front
from station.ui.shell import Shell
from station.ui.theme import THEMES, Look
from station.work import Pool

pytestmark = pytest.mark.slow


class Window:
    def __init__(self, app: Application, folder: Path) -> None:
        config = Config(mode="demo", station="demo-01", place="Test", data=str(folder), language="en")
        self.app = app
        self.collector = GuiCollector()
        app.set_look(Look(THEMES["light"]))
        self.shell = Shell()
        self.behind = root.Behind(config, demo=True)
        self.side, self.in_order = Pool(2, "side", app.gui.post), Pool(1, "counter", app.gui.post)
        self.front = Front(app, self.shell, self.behind, self.side, self.in_order, root._idle_rules(demo=True))
        self.shell.resize(1440, 900)
        self.shell.show()
        self.behind.start()

    def close(self) -> None:
        self.front.close()
        self.in_order.close()
        self.side.close()
        self.behind.close()
        self.shell.close()
        app, collector = self.app, self.collector
        vars(self).clear()  # nobody holds the window when it is collected, in this thread
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        app.processEvents()
        collector.stop()

    @property
    def presenter(self) -> Any:
        return self.front._room.presenters[self.front._page]

    @property
    def state(self) -> Any:
        return self.presenter.state

    def until(self, what: Callable[[], bool], seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < end, f"on page {self.front._page}"
            self.app.processEvents()
            time.sleep(0.01)

    def page(self, name: str, seconds: float = 60.0) -> None:
        self.until(lambda: self.front._page == name, seconds)

    def sign_in(self, name: str, page: str) -> None:
        self.front._log_in.log_in(name, "demo-demo", "", "")
        self.page(page, 120)

    def sign_out(self) -> None:
        self.front._sign_out()
        self.page("log_in")

    def up_to_check(self) -> None:
        self.page("document")
        demo = self.behind._opened.result().demo
        self.presenter.read(demo.lines())
        self.until(lambda: self.state.reading is not None)
        self.presenter.confirm_name(True)
        self.presenter.notice_shown(True)
        self.presenter.next()
        self.page("face")
        self.until(lambda: self.state.capture is not None)
        if self.state.shot.passed:
            self.presenter.accept()
        else:
            self.presenter.veto(Veto.OK_NO_OBVIOUS, "test")
        self.page("fingers")
        self.until(lambda: self.state.done or self.state.task is not None, 120)
        while not self.state.done:
            self.until(lambda: self.state.done or (self.state.task is not None and not self.state.busy), 60)
            if not self.state.done:
                self.presenter.veto(Veto.OK_NO_OBVIOUS)
                self.until(lambda: self.state.task is None or self.state.done)
        self.until(lambda: not self.state.busy)
        self.presenter.use()
        self.page("check")
        self.until(lambda: self.state.result is not None)


@pytest.fixture
def window(qtbot: QtBot, qapp: Application, tmp_path: Path) -> Iterator[Window]:
    opened = Window(qapp, tmp_path)
    yield opened
    opened.close()


@pytest.mark.timeout(400)
def test_an_officer_takes_a_traveller_through_and_a_supervisor_rules_on_an_impostor(window: Window):
    window.sign_in("officer", "document")
    assert "DEMO" in window.shell.banner.text()
    window.up_to_check()
    assert window.state.result.first_visit
    window.presenter.next()
    window.page("decision")
    window.until(lambda: window.state.preview is not None)
    window.presenter.choose(Verdict.ADMIT)
    window.presenter.set_reason("in_order")
    window.presenter.sign()
    window.page("done")
    window.until(lambda: window.behind.status().waiting == 0 and window.behind.status().online)
    assert window.behind.status().last_acknowledged is not None

    window.behind._opened.result().demo.choose(1, 0)
    window.front._next_traveller()
    window.up_to_check()
    assert window.state.result.case is not None
    window.sign_out()

    window.sign_in("supervisor", "supervisor")
    window.until(lambda: bool(window.state.queue))
    window.presenter.select(window.state.queue[0].id)
    window.until(lambda: window.state.detail is not None)
    assert window.state.detail.live_face is not None and window.state.detail.fingers
    window.sign_out()

    window.sign_in("officer", "document")  # the visit that waited was not cancelled: it is offered again
    window.until(lambda: window.state.offered is not None)
    window.presenter.resume()
    window.page("check")
    window.until(lambda: window.state.result is not None)
    assert window.state.result.case is not None
    window.sign_out()

    window.sign_in("technician", "technician")
    window.until(lambda: len(window.state.devices) >= 2)
    window.presenter.self_test()
    window.until(lambda: window.state.report is not None)
    assert window.state.report.passed


@pytest.mark.timeout(200)
def test_a_technician_takes_the_camera_over_the_bench_and_its_samples_name_the_certificate(
    window: Window, tmp_path: Path
) -> None:
    window.sign_in("technician", "technician")
    window.until(lambda: any(d.kind is DeviceKind.CAMERA for d in window.state.devices) and not window.state.busy)
    camera = next(d for d in window.state.devices if d.kind is DeviceKind.CAMERA)
    window.presenter.select(camera.id)
    window.until(lambda: window.state.bench is not None)
    window.until(lambda: window.state.look is not None and window.state.look.sharpness is not None)
    assert window.state.look.sharpness == pytest.approx(DEMO_CAMERA.half_frequency(), rel=0.1)
    stands = replace(window.state.setting, lens_height_cm=158.0, travel_up_cm=30.0, travel_down_cm=38.0)
    window.presenter.change_setting(stands)
    window.presenter.calibrate()
    window.until(lambda: window.state.result is not None or window.state.problem is not None)
    assert window.state.problem is None
    value = {m.name: m for m in window.state.result.measurements}
    assert value["roll"].value == pytest.approx(DEMO_CAMERA.roll, abs=0.05)
    assert value["body_low"].state is StepState.PASSED and value["body_high"].state is StepState.PASSED
    window.until(lambda: window.state.device.calibration == window.state.result.certificate)
    window.presenter.save_certificate(str(tmp_path / "camera.pdf"))
    window.until(lambda: window.state.saved is not None)
    assert (tmp_path / "camera.pdf").read_bytes().startswith(b"%PDF-")
    opened = window.behind._opened.result()
    assert opened.station.devices.camera_source().calibration_id == window.state.result.certificate

    opened.demo.stand()  # somebody took the chart away
    window.until(lambda: window.state.look is not None and window.state.look.sharpness is None)
    window.presenter.calibrate()
    window.until(lambda: window.state.problem is not None)
    assert window.state.problem.code == "camera_chart_not_seen"
    window.sign_out()
