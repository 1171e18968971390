"""Presenters of the supervisor's and the technician's rooms and of the sign-in, without a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from station.domain.calibration import Wear
from station.domain.camera_bench import BenchView, CameraSetting, CameraSwitch, ChartLook
from station.domain.desk import (
    CalibrationResult,
    CalibrationStep,
    CardReaderView,
    CardTest,
    CaseCount,
    CaseDetail,
    CaseSummary,
    DeviceKind,
    DeviceView,
    DriftView,
    Health,
    QueueView,
    RulingChoice,
    SelfTestView,
    StepState,
)  # fmt: skip
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseReason, CaseRuling
from station.domain.sign_in import Session
from station.errors import StationError
from station.ui.application import Application
from station.ui.bench.technician_desk import TechnicianPresenter
from station.ui.keys import Act
from station.ui.office.log_in import LogInScreen
from station.ui.office.log_in_desk import LogInView
from station.ui.presenter import Problem
from station.ui.review.supervisor import SupervisorPresenter
from station.work import Now
from tests.screens.fakes import Seen, at_once
from tests.screens.people import NOW

SESSION = Session("s", Officer("ana", "Ana", Role.OFFICER), NOW, ("password",), None)


class Cases:
    def __init__(self) -> None:
        self.queue = tuple(
            CaseSummary(f"c{i}", f"N{i}", (CaseReason.WATCHLIST,), "01", NOW - timedelta(minutes=i)) for i in range(2)
        )
        self.asked: list[tuple[object, ...]] = []
        self.taken = False

    def waiting(self, lines, reason=None, counter="", after=None):
        self.asked.append(("waiting", lines, reason, counter, *((after.id,) if after else ())))
        if after is not None:
            return QueueView(())
        rows = tuple(one for one in self.queue if reason is None or reason in one.reasons)
        return QueueView(rows[:lines], (CaseCount(CaseReason.WATCHLIST, "01", len(self.queue)),), len(rows) > lines)

    def ruled(self, lines, after=None):
        return QueueView((), (CaseCount(CaseReason.WATCHLIST, "01", len(self.queue)),))

    def open_case(self, case, take_over=False):
        self.asked.append(("open", case, *(("over",) if take_over else ())))
        if self.taken and not take_over:
            raise StationError(code="case_conflict")
        return CaseDetail(self.queue[0], None, None, "A", "B", None, None, (), (), 1.0, 6.9, 0.001)

    def release(self, case):
        self.asked.append(("release", case))

    def choices(self):
        return (
            RulingChoice(CaseRuling.SAME_PERSON, ("features_agree",)),
            RulingChoice(CaseRuling.REFER, ("scores_between",)),
        )

    def rule(self, *what):
        self.asked.append(("rule", *what))
        self.queue = self.queue[1:]
        return True

    def watch(self, changed):
        self.changed = changed
        return lambda: self.asked.append(("unwatch",))


def supervisor(desk: Cases) -> tuple[SupervisorPresenter, Seen]:
    seen = Seen()
    presenter = SupervisorPresenter(seen.append, Now(), desk, at_once)
    presenter.open()
    presenter.select("c0")
    return presenter, seen


def test_a_ruling_needs_choice_reason_and_note():
    desk = Cases()
    presenter, seen = supervisor(desk)
    presenter.rule()
    presenter.choose(CaseRuling.REFER)
    presenter.set_reason("scores_between")
    presenter.rule()
    assert not [w for w in desk.asked if w[0] == "rule"]
    presenter.set_note("near the threshold")
    presenter.rule()
    assert ("rule", "c0", CaseRuling.REFER, "scores_between", "near the threshold") in desk.asked
    assert seen.last.ruled == "c0"


def test_a_case_that_a_colleague_has_says_so():
    desk = Cases()
    desk.taken = True
    _, seen = supervisor(desk)
    assert seen.last.problem == Problem("case_conflict")


def test_choosing_the_case_of_a_colleague_again_takes_it_over():
    desk = Cases()
    desk.taken = True
    presenter, seen = supervisor(desk)
    presenter.select("c0")
    assert [w for w in desk.asked if w[0] == "open"] == [("open", "c0"), ("open", "c0", "over")]
    assert seen.last.problem is None
    assert seen.last.detail is not None


def test_after_leaving_nobody_is_asked_any_more():
    desk = Cases()
    presenter, seen = supervisor(desk)
    presenter.leave()
    before = len(seen)
    presenter.reload()
    assert len(seen) == before
    assert ("release", "c0") in desk.asked


class CameraBench:
    def __init__(self) -> None:
        self.kept: list[CameraSetting] = []
        self.fault = ""
        self.seen: ChartLook | None = ChartLook(None, 0.1)
        self.switch = CameraSwitch("focus", 10.0, True)

    def view(self, device):
        return BenchView(device, CameraSetting(500.0), (self.switch,), 0.12) if device == "cam" else None

    def switches(self, device):
        return (self.switch,)

    def look(self, device):
        return self.seen

    def remember(self, device, setting):
        if setting.wrong():
            error = StationError(code="camera_setting")
            error.field = setting.wrong()[0]
            raise error
        self.kept.append(setting)

    def set_value(self, device, key, value):
        self.switch = CameraSwitch(key, value, False)
        return (self.switch,)

    def set_automatic(self, device, key, automatic):
        self.switch = CameraSwitch(key, self.switch.value, automatic)
        return (self.switch,)

    def measure(self, device, setting, cancel, on_progress):
        if self.fault:
            raise StationError(code=self.fault)
        on_progress(0.4)
        self.kept.append(setting)
        return CalibrationResult(device, "K1", NOW, True, ())

    def save_chart(self, path):
        self.chart = path


class Bench:
    def __init__(self) -> None:
        self.bench = CameraBench()
        self.steps = [CalibrationStep("dark"), CalibrationStep("flat")]
        self.fault = False
        self.drifts: list[str] = []
        self.certificates = 0
        self.view = DeviceView("S1", DeviceKind.FINGER, "M", "S1", "1", "", Health.READY)

    def devices(self):
        return (self.view,)

    def live(self, device):
        return None

    def stop_live(self):
        return None

    def watch(self, changed):
        return lambda: None

    def calibration_steps(self, device):
        return tuple(self.steps)

    def run_step(self, device, cancel, on_progress):
        if self.fault:
            raise StationError(code="calibration_not_dark")
        on_progress(0.5)
        at = next(i for i, s in enumerate(self.steps) if s.state is StepState.WAITING)
        self.steps[at] = CalibrationStep(self.steps[at].key, StepState.PASSED, 1.0)
        return tuple(self.steps)

    def drift(self, device):
        self.drifts.append(device)
        return DriftView(device, (), (), Wear.TOO_FEW)

    def save_certificate(self, device, path):
        if self.certificates == 0:
            raise StationError(code="no_certificate")
        return f"C{self.certificates} of {device} in {path.parent}"

    def self_test(self, device):
        return SelfTestView(device, NOW, True, ())

    def save_report(self, device, path):
        self.report = (device, path)

    def finish_calibration(self, device):
        self.certificates += 1
        self.steps = [CalibrationStep("dark"), CalibrationStep("flat")]
        return CalibrationResult(device, "C1", NOW, True, ())


def technician(desk: Bench) -> tuple[TechnicianPresenter, Seen]:
    seen = Seen()
    presenter = TechnicianPresenter(seen.append, Now(), desk, at_once)
    presenter.open()
    return presenter, seen


def test_a_calibration_goes_step_by_step_to_a_stored_result():
    presenter, seen = technician(Bench())
    presenter.calibrate()
    assert max(s.progress for state in seen for s in state.steps if s.state is StepState.RUNNING) == 0.5
    presenter.calibrate()
    presenter.calibrate()
    assert seen.last.result.certificate == "C1"
    assert [s.state for s in seen.last.steps] == [StepState.WAITING] * 2
    presenter.calibrate()  # the next key press begins a new run
    assert (seen.last.result, seen.last.steps[0].state) == (None, StepState.PASSED)


def test_a_step_that_fails_can_be_done_again():
    desk = Bench()
    desk.fault = True
    presenter, seen = technician(desk)
    presenter.calibrate()
    assert (seen.last.steps[0].state, seen.last.steps[0].error) == (StepState.FAILED, "calibration_not_dark")
    desk.fault = False
    presenter.calibrate()
    assert seen.last.steps[0].state is StepState.PASSED


def test_the_drift_of_the_chosen_reader_is_read_anew_after_a_calibration():
    desk = Bench()
    presenter, seen = technician(desk)
    assert (desk.drifts, seen.last.drift.device) == (["S1"], "S1")
    for _ in range(3):
        presenter.calibrate()
    assert desk.drifts == ["S1", "S1"]


def test_a_drift_that_comes_late_is_not_shown_for_another_device():
    desk = Bench()
    desk.drift = lambda device: DriftView("S0", (), (), Wear.WORN)
    _, seen = technician(desk)
    assert seen.last.drift is None


def test_a_certificate_is_saved_where_the_technician_says():
    desk = Bench()
    desk.certificates = 2
    presenter, seen = technician(desk)
    presenter.save_certificate("")
    assert seen.last.saved is None
    presenter.save_certificate(str(Path("folder") / "paper.pdf"))
    assert seen.last.saved == ("C2 of S1 in folder", "paper.pdf")
    assert any(state.running == "save" and state.busy for state in seen)
    presenter.calibrate()
    assert seen.last.saved is None


def test_a_certificate_that_cannot_be_saved_is_a_problem_and_nothing_is_called_saved():
    presenter, seen = technician(Bench())
    presenter.save_certificate("paper.pdf")
    assert (seen.last.problem, seen.last.saved, seen.last.busy) == (Problem("no_certificate"), None, False)


def camera_page(desk: Bench) -> tuple[TechnicianPresenter, Seen]:
    desk.view = DeviceView("cam", DeviceKind.CAMERA, "M", "cam", "/dev/video0", "", Health.READY)
    desk.steps = []
    return technician(desk)


class ChipBench(Bench):
    """A chip reader with a document on it."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = []
        self.keys: list[str] = []
        self.changed = lambda: None
        self.view = DeviceView(
            "pcsc:R", DeviceKind.CHIP, "R", "", "R 00 00", "", Health.READY, card=CardReaderView("R 00 00")
        )

    def watch(self, changed):
        self.changed = changed
        return lambda: None

    def reference(self, device):
        return "ABC"

    def test_card(self, device, key, cancel, on_progress):
        self.keys.append(key)
        if not key:
            raise StationError(code="card_needs_zone")
        on_progress(0.6)
        return SelfTestView(device, NOW, True, (), CardTest("R", "3B", "BAC 3DES", ((160, 160, 1.0),), 9, 1.0, 7.0))


def test_a_chip_reader_is_tested_with_the_key_of_the_document_on_it():
    desk = ChipBench()
    presenter, seen = technician(desk)
    assert seen.last.card_key == "ABC"
    presenter.test_card("")
    assert seen.last.problem == Problem("card_needs_zone")
    presenter.test_card("123456")
    assert desk.keys == ["", "123456"]
    assert any(s.running == "card" and s.busy and s.progress == 0.6 for s in seen)
    assert seen.last.report.card.commands == 9
    assert (seen.last.running, seen.last.busy) == ("", False)
    presenter.save_report("report.json")
    assert desk.report == ("pcsc:R", Path("report.json"))


def test_a_document_that_is_laid_down_is_seen_at_once_also_while_the_list_is_being_read():
    desk = ChipBench()
    seen, waiting = Seen(), []

    class Later(Now):
        def run(self, job, done, failed):
            waiting.append(lambda: Now.run(self, job, done, failed))

    presenter = TechnicianPresenter(seen.append, Later(), desk, at_once)
    presenter.open()
    found = desk.devices()
    job = waiting.pop()  # the list is being read, and a document comes
    desk.view = replace(desk.view, card=CardReaderView("R 00 00", "3B80", True, True))
    desk.changed()
    assert waiting == []
    presenter._listed(found)
    waiting[-1]()
    assert seen.last.devices[0].card.present
    assert job is not None


def test_a_camera_is_measured_as_it_stands_and_its_drift_is_read_anew():
    desk = Bench()
    presenter, seen = camera_page(desk)
    assert (seen.last.bench.device, seen.last.setting.distance_mm) == ("cam", 500.0)
    stands = CameraSetting(650.0, 158.0)
    presenter.change_setting(stands)
    assert desk.bench.kept == [stands]
    presenter.calibrate()
    assert desk.bench.kept == [stands, stands]
    assert any(s.running == "measure" and s.progress == 0.4 for s in seen)
    assert (seen.last.result.certificate, seen.last.busy) == ("K1", False)
    assert desk.drifts == ["cam", "cam"]


def test_a_setting_that_cannot_be_names_its_field():
    presenter, seen = camera_page(Bench())
    presenter.change_setting(CameraSetting(chart=" "))
    assert seen.last.problem == Problem("camera_setting", "chart")


def test_without_a_chart_in_view_a_measurement_says_so_and_can_be_repeated():
    desk = Bench()
    desk.bench.fault = "camera_chart_not_seen"
    presenter, seen = camera_page(desk)
    presenter.calibrate()
    assert (seen.last.problem, seen.last.result, seen.last.busy) == (Problem("camera_chart_not_seen"), None, False)
    desk.bench.fault = ""
    presenter.calibrate()
    assert seen.last.result is not None and seen.last.problem is None


def test_the_best_sharpness_since_the_camera_was_chosen_is_kept():
    desk = Bench()
    presenter, seen = camera_page(desk)
    for sharpness, detail in ((None, 0.2), (0.3, 0.5), (0.2, 0.4)):
        desk.bench.seen = ChartLook(sharpness, detail)
        presenter.look()
    assert (seen.last.look.sharpness, seen.last.best_sharpness, seen.last.best_detail) == (0.2, 0.3, 0.5)
    desk.bench.seen = None
    presenter.look()
    assert (seen.last.look, seen.last.best_sharpness) == (None, 0.3)


def test_controls_are_set_and_read_back():
    presenter, seen = camera_page(Bench())
    presenter.set_value("focus", 40.0)
    assert seen.last.bench.switches == (CameraSwitch("focus", 40.0, False),)
    presenter.set_automatic("focus", True)
    assert seen.last.bench.switches[0].automatic is True and not seen.last.busy


def test_chart_and_report_go_to_their_files():
    desk = Bench()
    presenter, seen = camera_page(desk)
    presenter.save_chart("")
    assert seen.last.written is None
    presenter.save_chart("a/chart.pdf")
    assert (seen.last.written, desk.bench.chart) == (("chart", "chart.pdf"), Path("a/chart.pdf"))
    presenter.self_test()
    assert seen.last.written is None
    presenter.save_report("a/test.json")
    assert (seen.last.written, desk.report) == (("report", "test.json"), ("cam", Path("a/test.json")))


def test_a_page_listens_to_the_presenter_of_whoever_is_signed_in_now(app: Application):
    class Heard:
        def __init__(self) -> None:
            self.names: list[str] = []

        def log_in(self, name: str, *_secrets: str) -> None:
            self.names.append(name)

        def back(self) -> None:
            self.names.append("")

    page, first, second = LogInScreen(), Heard(), Heard()
    page.join(first)  # type: ignore[arg-type]
    page.part()
    page.join(second)  # type: ignore[arg-type]
    page.render_view(LogInView())
    for field, text in zip(page._fields, ("wijaya", "secret"), strict=False):
        field.setText(text)
    page.act(Act.NEXT)
    assert (first.names, second.names) == ([], ["wijaya"])
