"""The real window, offscreen, in the demonstration: sign in, a whole visit, the supervisor's and technician's rooms."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drivers.camera.base import CameraState
from station.bench.rehearsed_tap import DEMO_CAMERA
from station.domain.desk import DeviceKind, Health, StepState
from station.ui import words
from station.ui.counter.demo_bar import DemoBar
from station.ui.keys import Act
from tests.rig.window import Window

pytestmark = pytest.mark.slow


@pytest.mark.timeout(400)
def test_an_officer_takes_a_traveller_through_and_a_supervisor_rules_on_an_impostor(window: Window):
    window.sign_in("officer", "document")
    assert "DEMO" in window.shell.banner.text()
    window.up_to_check()
    assert window.state.result.first_visit
    window.admit()
    window.until(lambda: window.behind.status().waiting == 0 and window.behind.status().online)
    assert window.behind.status().last_acknowledged is not None

    demo = window.behind._opened.result().demo
    bar = window.shell.findChild(DemoBar)
    bar._bearer.setCurrentIndex(1)
    bar._document.activated.emit(0)  # somebody else's document
    assert not bar._bearer.isEnabled()  # nobody else before the camera than who is named
    window.until(bar._bearer.isEnabled)
    assert demo.chosen == (1, 0)
    window.front._counter.next_traveller()
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
    bar = window.shell.findChild(DemoBar)
    assert (bar._bearer.currentIndex(), bar._document.currentIndex()) == demo.chosen == (1, 0)
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
def test_devices_rest_while_nobody_is_signed_in_and_are_back_when_somebody_is(window: Window) -> None:
    window.until(window.behind._station.done)
    assert words.there(datetime(2026, 3, 1, 17, 30, tzinfo=UTC)).isoformat() == "2026-03-02T00:30:00+07:00"
    station = window.behind._station.result()
    camera, faces, quality = station.camera, station.biometrics.embedder, station.biometrics.nfiq2
    prints = station.biometrics.extractor
    window.until(lambda: camera.state is CameraState.ASLEEP)
    window.until(lambda: faces.resting and prints.resting and quality.pid is None)
    window.until(lambda: window.behind.status().camera is Health.ASLEEP)
    window.front._log_in.log_in("officer", "not this one", "", "")
    window.until(lambda: window.front._log_in.state.problem is not None)
    assert camera.state is CameraState.ASLEEP
    window.until(lambda: faces.resting)
    window.sign_in("officer", "document")
    window.until(lambda: camera.state is CameraState.LIVE, 20)
    window.until(lambda: not faces.resting and not prints.resting and quality.pid is not None)
    window.front._asked(Act.LOCK)
    window.until(lambda: camera.state is CameraState.ASLEEP)
    window.front._log_in.log_in("officer", "demo-demo", "", "")
    window.until(lambda: camera.state is CameraState.LIVE, 20)
    window.sign_out()
    window.until(lambda: camera.state is CameraState.ASLEEP)


@pytest.mark.timeout(300)
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

    chip = next(d for d in window.state.devices if d.kind is DeviceKind.CHIP)
    assert chip.emulated and not chip.card.present
    window.presenter.select(chip.id)
    window.until(lambda: bool(window.state.card_key) and window.state.device.card.present)  # seen as it is laid down
    window.presenter.test_card(window.state.card_key)
    window.until(lambda: window.state.report is not None or window.state.problem is not None)
    assert window.state.problem is None
    assert window.state.report.passed and window.state.report.card.commands > 20
    window.presenter.select(camera.id)
    window.until(lambda: not next(d for d in window.state.devices if d.id == chip.id).card.present)
    window.sign_out()
