"""The presenter of the commissioning page: what is accepted, refused, left for later, and taken away from the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from station import checkup
from station.domain.commissioning import Agrees
from station.domain.officer import Role
from station.errors import StationError
from station.road.standing import Standing
from station.ui import sentences, words
from station.ui.application import Application
from station.ui.office import commission
from station.ui.office.commission import CommissionScreen
from station.ui.office.commission_desk import CommissionPresenter, CommissionState
from station.work import Now
from station.workflow.commissioning import ORDER, CommissionEvent, CommissionStep
from tests.screens.office_states import COMMISSIONED, EMPTY, SECRET, TESTED
from tests.screens.shown import Nobody


class Desk:
    """Notes what is asked of it; `refuses` is raised by the next step."""

    def __init__(self) -> None:
        self.called: list[tuple[object, ...]] = []
        self.there = COMMISSIONED
        self.start = CommissionStep.LANGUAGE
        self.refuses: StationError | None = None

    def facts(self):
        return self.there

    def devices(self):
        self.called.append(("devices",))
        return self.there

    def goes_on(self) -> CommissionStep:
        return self.start

    def self_test(self):
        return TESTED

    def __getattr__(self, name: str):
        def call(*given: object) -> None:
            self.called.append((name, *given))
            if self.refuses is not None and name != "note":
                refused, self.refuses = self.refuses, None
                raise refused

        return call


@pytest.fixture
def desk() -> Desk:
    return Desk()


def presenter(desk: Desk, start: CommissionStep = CommissionStep.LANGUAGE):
    desk.start = start
    seen: list[CommissionState] = []
    spoken: list[str] = []
    ended: list[bool] = []
    made = CommissionPresenter(seen.append, Now(), desk, spoken.append, lambda: ended.append(True))
    made.open()
    return made, spoken, ended


def test_each_step_goes_to_its_own_work_and_then_on(desk: Desk):
    go, spoken, ended = presenter(desk)
    go.show_language("id")
    steps = {
        CommissionStep.LANGUAGE: lambda: go.language("id"),
        CommissionStep.STATION: lambda: go.station("training", "A", "B"),
        CommissionStep.AGENCY: lambda: go.agency(" a.pub "),
        CommissionStep.KEYS: lambda: go.keys("tpm", "word", "word", True),
        CommissionStep.IDENTITY: lambda: go.identity("i.json"),
        CommissionStep.CENTRAL: lambda: go.central("url", "folder"),
        CommissionStep.DEVICES: lambda: go.camera("0"),
        CommissionStep.POLICY: lambda: go.policy("  "),
        CommissionStep.OFFICERS: go.officers,
        CommissionStep.RECOVERY: lambda: go.recovery("r.pub", Agrees("a", "b"), Agrees("c", "d")),
        CommissionStep.SELF_TEST: go.finish,
    }
    for step in ORDER[:-1]:
        assert go.state.step is step
        steps[step]()
    assert spoken == ["id"] and ended == [True]
    asked = [name for name, *_ in desk.called if name not in {"note", "devices"}]
    assert asked == [
        "choose_language", "name_station", "take_agency", "make_keys", "install_identity", "reach_central",
        "choose_camera", "take_policy", "enough_officers", "set_recovery", "finish",
    ]  # fmt: skip
    assert ("take_agency", Path("a.pub")) in desk.called and ("take_policy", None) in desk.called
    assert [step for name, step in (one for one in desk.called if one[0] == "note")] == list(ORDER[1:-1])


def test_what_is_refused_stays_where_it_is_and_empties_the_secrets(desk: Desk):
    go, _, _ = presenter(desk, CommissionStep.KEYS)
    before = go.state.attempt
    go.keys("tpm", "word", "ward", True)
    assert go.state.problem is not None and go.state.problem.code == "passwords_differ"
    assert not any(name == "make_keys" for name, *_ in desk.called) and go.state.attempt == before + 1
    desk.refuses = StationError(code="key_source_absent")
    go.keys("tpm", "word", "word", True)
    assert go.state.step is CommissionStep.KEYS and go.state.problem.code == "key_source_absent"
    assert go.state.attempt == before + 2


def test_back_and_later_only_where_the_table_has_them(desk: Desk):
    go, _, _ = presenter(desk, CommissionStep.CENTRAL)
    go.later()
    assert go.state.step is CommissionStep.DEVICES and ("devices",) in desk.called
    go.later()
    assert go.state.step is CommissionStep.DEVICES
    go.back()
    assert go.state.step is CommissionStep.CENTRAL
    go.back()
    go.back()
    assert go.state.step is CommissionStep.IDENTITY
    go.unlock("word", False)  # nothing is locked
    assert not any(name == "unlock" for name, *_ in desk.called)


def test_a_station_that_was_begun_is_opened_first(desk: Desk):
    from dataclasses import replace

    desk.there = replace(COMMISSIONED, open=False)
    go, _, _ = presenter(desk, CommissionStep.KEYS)
    assert go.state.locked and not go.state.may(CommissionEvent.BACK)
    desk.there, desk.start = COMMISSIONED, CommissionStep.OFFICERS
    go.unlock("word", True)
    assert go.state.step is CommissionStep.OFFICERS and not go.state.locked
    go.add_officer("a", "A", Role.OFFICER, "word")
    assert go.state.kept == "officer" and go.state.step is CommissionStep.OFFICERS


def test_the_report_and_the_request_go_where_they_are_wanted(desk: Desk):
    go, _, ended = presenter(desk, CommissionStep.IDENTITY)
    go.save_request("/tmp/copy.json")  # noqa: S108  nothing is written
    assert go.state.kept == "request"
    go.save_report("/tmp/x.pdf", b"")  # noqa: S108
    go.finish()
    assert not ended and go.state.kept == "request"  # not before the self-test
    go, _, _ = presenter(desk, CommissionStep.RECOVERY)
    go.later()
    assert go.state.tested is TESTED
    go.look_again()
    go.save_report("/tmp/x.pdf", b"%PDF")  # noqa: S108
    assert go.state.kept == "report"
    go.print_report(b"%PDF")
    assert go.state.kept == "printed"
    desk.refuses = StationError(code="no_printer")
    go.print_report(b"%PDF")
    assert go.state.problem is not None and go.state.problem.code == "no_printer"


def test_the_page_sends_what_stands_in_its_fields(qtbot: QtBot, qapp: Application, monkeypatch: pytest.MonkeyPatch):
    page, go = CommissionScreen(), Nobody()
    qtbot.addWidget(page)
    page.join(go)
    page.translate()
    page.render_view(CommissionState(facts=EMPTY, step=CommissionStep.AGENCY))
    page._send()
    assert go.called == []  # the field is empty
    monkeypatch.setattr(commission, "ask_for_file", lambda _page, _title, chosen: chosen("/stick/agency.pub"))
    page._look_for("agency", False)
    page._send()
    page.render_view(CommissionState(facts=COMMISSIONED, step=CommissionStep.IDENTITY))
    monkeypatch.setattr(commission, "ask_where_to_save", lambda _page, _title, name, _kinds, chosen: chosen(name))
    page._ask_request()
    page.render_view(CommissionState(facts=COMMISSIONED, step=CommissionStep.SELF_TEST, tested=TESTED))
    page._save_report()
    page._print_report()
    assert [name for name, *_ in go.called] == ["agency", "save_request", "save_report", "print_report"]
    assert go.called[0] == ("agency", "/stick/agency.pub")
    assert go.called[2][1] == "self-test-CGK-T3-01.pdf" and go.called[3][1].startswith(b"%PDF")


def test_secrets_leave_the_fields_with_every_try(qtbot: QtBot, qapp: Application):
    page = CommissionScreen()
    qtbot.addWidget(page)
    page.join(Nobody())
    page.translate()
    page.render_view(CommissionState(facts=COMMISSIONED, step=CommissionStep.OFFICERS))
    form = page.forms[CommissionStep.OFFICERS]
    form.put("officer", "adi")
    form.put("first_password", "a first word")
    page.render_view(CommissionState(facts=COMMISSIONED, step=CommissionStep.OFFICERS, attempt=1))
    assert form.text("first_password") == "" and form.text("officer") == "adi"
    from station.domain.office import Secret

    shown = CommissionState(
        facts=COMMISSIONED, step=CommissionStep.OFFICERS, attempt=2, kept="officer", secret=Secret("adi", SECRET)
    )
    page.render_view(shown)
    assert form.text("officer") == "" and not page.secret.isHidden()
    page.render_view(CommissionState(facts=COMMISSIONED, step=CommissionStep.RECOVERY, attempt=3))
    assert page.secret.isHidden()


def test_what_the_self_test_found_is_said_in_the_language_of_the_window_and_in_the_terminals_english(qapp: Application):
    policy = next(one for one in TESTED.points if one.point == "policy")
    readers = next(one for one in TESTED.points if one.point == "readers")
    qapp.set_language("en")
    assert words.say_tested(policy) == f"{policy.words}\n→ {policy.advice}"
    qapp.set_language("id")
    said = words.say_tested(policy)
    qapp.set_language("en")
    assert said == "2026-11-1, tidak ditandatangani instansi\n→ station-admin policy sign, di instansi"
    assert words.say_tested(readers) == readers.words  # names only


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_self_test_shows_no_code_where_there_are_words(qapp: Application, language: str):
    """What the identity is worth, where the keys lie, and why something could not be looked at."""
    codes = [one.value for one in Standing]
    qapp.set_language(language)
    told = {"serial": "5", "since": "2026-11-24", "until": "2027-11-24"}
    said = [words.say_tested(checkup._point("identity", False, code, "identity", **told)) for code in codes]
    said.append(words.say_tested(checkup._point("keys", True, "keys_open", source="pkcs11")))
    said.append(words.say_tested(checkup._point("keys", False, "keys_locked", "keys_locked", why="keys_damaged")))
    said.append(words.say_tested(checkup._point("outbox", False, "failed", "failed", code="store_busy", detail="")))
    qapp.set_language("en")
    assert len(set(said)) == len(said)
    shown = [one for one in said if any(code in one for code in (*codes, "pkcs11", "keys_damaged", "store_busy"))]
    assert shown == []


def test_whatever_the_self_test_may_find_has_the_same_words_in_the_window():
    for group, table in (("found", checkup.FOUND), ("to_do", checkup.TO_DO)):
        in_window = {k.partition(".")[2]: v for k, v in sentences.KEYS.items() if k.startswith(f"{group}.")}
        assert in_window == {key: text for key, text in table.items() if key in in_window}
        untold = {re.sub(r"\{\w+\}", "", text).strip() for key, text in table.items() if key not in in_window}
        commands = {"station-admin commission --agency FILE", "apt-get install fonts-noto-cjk"}
        assert untold <= {"", *commands}
