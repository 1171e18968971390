"""A visit that waits for a supervisor is set aside, several of them; a supervisor rules at the counter itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from models.synthesis.people import travellers
from station.counter.counter import Counter
from station.counter.in_hand import VisitIncomplete
from station.domain.audit import Act
from station.domain.case import CaseStatus
from station.domain.outcome import CaseRuling, Verdict
from station.domain.visit import Leaving
from station.review.adjudicate import Adjudication
from station.store import audit_log, open_visits, records
from station.ui.application import Application
from station.workflow.counter import Step
from tests.rig.counter import OFFICER, SUPERVISOR, Rig, build
from tests.rig.window import Window

pytestmark = pytest.mark.shared_devices
PEOPLE = travellers(4)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    built = build(tmp_path_factory.mktemp("parking"))
    counter = built.counter()
    built.up_to_check(counter, PEOPLE[0], PEOPLE[0].mrz, 0)
    built.admit(counter)
    counter.close()
    yield built
    built.close()


def acts(rig: Rig, subject: str) -> list[tuple[str, str]]:
    with rig.store.reading() as unit:
        return [(e.act, e.actor) for _, e in audit_log.entries(unit) if e.subject == subject]


def up_to_case(rig: Rig, counter: Counter, person: int) -> tuple[str, str]:
    """Somebody with the document of the first traveller: the visit's id, and the case's."""
    result = rig.up_to_check(counter, PEOPLE[person], PEOPLE[0].mrz, 0)
    if result.advice.exchanged:  # invented fingers that happen to look like others of the record
        counter.check.keep_order()
        result = counter.check.compare()
    assert result.case is not None and counter.step is Step.WAITING
    return counter.visit.draft.id, result.case.id


def test_parked_visits_survive_a_kill_and_are_taken_up_with_what_was_ruled(rig: Rig):
    counter = rig.counter()
    first, case = up_to_case(rig, counter, 1)
    counter.park()
    assert counter.step is Step.IDLE and (Act.VISIT_PARKED, OFFICER.name) in acts(rig, first)
    second, other = up_to_case(rig, counter, 2)
    counter.park()
    with pytest.raises(VisitIncomplete):
        counter.park()
    counter.close()  # the process is gone: only the disk knows

    again = rig.counter()
    parked = {v.id: v for v in again.interrupted()}
    assert set(parked) == {first, second} and all(v.parked for v in parked.values())
    assert {v.case.status for v in parked.values()} == {CaseStatus.WAITING}
    desk = Adjudication(
        rig.store, rig.station.cases, rig.station.verifier, rig.station.documents, rig.policy, SUPERVISOR
    )
    desk.open_case(case)
    desk.rule(case, CaseRuling.DIFFERENT_PEOPLE, rig.policy.ruling_reasons["different_people"][0], "looked at both")
    state = {v.id: v.case for v in again.interrupted()}
    assert state[first].status is CaseStatus.RULED and state[first].ruling.supervisor == SUPERVISOR.name
    assert state[second].status is CaseStatus.WAITING and state[second].id == other

    again.begin()
    empty = again.visit.draft.id
    assert again.take_up(first) is Step.CHECK
    assert (Act.VISIT_CANCELLED, OFFICER.name) in acts(rig, empty)
    result = again.check.compare()
    assert result.case is not None and result.case.id == case and result.case.status is CaseStatus.RULED
    ruled = again.check.case_state()
    assert ruled is not None and again.step is Step.DECISION
    assert again.decision.preview().ruling == ruled.ruling
    again.decision.sign(Verdict.REFER, "case_open", "to the second line")
    assert [v.id for v in again.interrupted()] == [second]
    with rig.store.reading() as unit:
        assert "parked" not in records.visit(unit, first).warnings

    again.begin()
    again.document.read_lines("\n".join(PEOPLE[3].mrz))
    with pytest.raises(VisitIncomplete) as caught:  # nothing that was read is thrown away for it
        again.take_up(second)
    assert caught.value.code == "visit_open"
    again.leave(Leaving.MISTAKE)
    again.discard(second, Leaving.TRAVELLER_LEFT)
    again.close()
    with rig.store.reading() as unit:
        assert open_visits.every(unit) == []


# ---- through the window


@pytest.fixture
def told(qapp: Application, tmp_path: Path) -> Iterator[Window]:
    window = Window(qapp, tmp_path)
    yield window
    window.close()
    qapp.set_language("id")


def press(window: Window, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.shell.focusWidget() or window.shell, key, modifier)


def fill(window: Window, name: str) -> None:
    fields = [f for f in window.shell.page().findChildren(QLineEdit) if f.isVisible()]
    for field, text in zip(fields, (name, "demo-demo"), strict=True):
        field.setFocus()
        field.clear()
        QTest.keyClicks(field, text)
    QTest.keyClick(fields[-1], Qt.Key.Key_Return)


@pytest.mark.slow
@pytest.mark.timeout(500)
def test_the_counter_goes_on_and_a_supervisor_rules_at_it_under_their_own_name(told: Window):
    window = told
    window.sign_in("officer", "document")
    window.app.set_language("id")
    window.up_to_check()
    window.presenter.next()
    window.page("decision")
    window.until(lambda: window.state.preview is not None)
    window.presenter.choose(Verdict.ADMIT)
    window.presenter.sign()
    window.page("done")
    demo = window.behind._opened.result().demo
    demo.choose(1, 0)
    press(window, Qt.Key.Key_Return)
    window.up_to_check()
    assert window.state.result.case is not None
    officer = window.front._session
    press(window, Qt.Key.Key_K, CONTROL)  # set aside
    window.page("document")
    room = window.front._counter
    window.until(lambda: len(room._parked) == 1)
    demo.choose(2, 2)
    window.presenter.read(demo.lines())  # the next traveller is served meanwhile
    window.until(lambda: window.state.reading is not None)
    room.desk.leave(Leaving.MISTAKE)
    room.next_traveller()
    window.until(lambda: window.state.reading is None and not window.state.busy)
    press(window, Qt.Key.Key_K, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    window.page("parked")
    press(window, Qt.Key.Key_1)
    press(window, Qt.Key.Key_Return, CONTROL)
    window.page("check", 120)
    window.until(lambda: window.state.result is not None and window.state.case is not None and not window.state.busy)
    case = window.state.case.id

    window.app.set_language("en")
    press(window, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    window.page("log_in")
    fill(window, "technician")  # signs in, but rules nothing
    window.until(lambda: window.shell.page().state.problem is not None, 60)
    assert window.shell.page().state.problem.code == "not_a_supervisor"
    press(window, Qt.Key.Key_Escape)
    window.page("check")
    press(window, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    window.page("log_in")
    fill(window, "supervisor")
    window.page("supervisor", 60)
    page = window.shell.page()
    window.until(lambda: page.state.detail is not None and not page.state.busy, 60)
    assert page.state.detail.summary.id == case and window.front._guest.officer.name == "supervisor"
    assert window.front._session is officer
    press(window, Qt.Key.Key_2)
    window.until(lambda: page.state.ruling is CaseRuling.DIFFERENT_PEOPLE)
    page.presenter.set_reason(page.state.reasons[0])
    page.presenter.set_note("looked at both")
    window.until(lambda: page.state.ready)
    press(window, Qt.Key.Key_Return, CONTROL)
    window.page("check", 60)
    assert not window.front._guest.here and window.front._session is officer
    window.until(lambda: window.state.case.status is CaseStatus.RULED, 60)
    assert "supervisor" in window.shell.page()._case.text.text()
    press(window, Qt.Key.Key_Return, CONTROL)
    window.page("decision", 60)
    window.until(lambda: window.state.preview is not None)
    assert window.state.preview.ruling.supervisor == "supervisor"
    with window.behind._opened.result().store.reading() as unit:
        log = [(e.act, e.actor) for _, e in audit_log.entries(unit)]
    assert (Act.CASE_RULED, "supervisor") in log
    assert (Act.CASE_RULED, "officer") not in log
