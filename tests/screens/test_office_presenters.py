"""Presenters of the auditor's and the administrator's pages, without a window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from station.domain.desk import FingerHint
from station.domain.office import (
    BackupDone,
    LogPage,
    LogQuery,
    LogReport,
    RehearsalDone,
    SecondPerson,
    Secret,
    StateLists,
    Witnessed,
)
from station.domain.officer import Role
from station.domain.samples import Finger
from station.errors import StationError
from station.ui.office.auditor_desk import AuditorPresenter
from station.ui.office.officers_desk import OfficersPresenter
from station.ui.office.premises_desk import PremisesPresenter
from station.ui.office.rights_desk import RightsPresenter
from station.ui.office.states_desk import StatesPresenter
from station.ui.presenter import Problem
from station.work import Now
from tests.screens.fakes import Seen, at_once
from tests.screens.office_states import FACTS, FOUND, OFFICERS, PAGE, state_list_states
from tests.screens.people import NOW

REPORT = LogReport(10, "00", (), (), 0, 0, NOW)


class Later:
    """A runner whose jobs end when the test says so."""

    def __init__(self) -> None:
        self.jobs: list[tuple[Callable, Callable, Callable]] = []

    def run(self, job, done, failed) -> None:
        self.jobs.append((job, done, failed))

    def end(self) -> None:
        Now().run(*self.jobs.pop(0))


class Log:
    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.shares: tuple[float, ...] = (0.25, 0.5)
        self.fault = ""

    def actors(self):
        return ("rini", "system")

    def query(self, query):
        self.asked.append(("query", query))
        return PAGE

    def page(self, query, below):
        self.asked.append(("page", below))
        return LogPage(PAGE.entries[:3], older=below is None or below > 2300)

    def witnessed(self):
        return Witnessed(10, 8, 6, NOW)

    def verify(self, witnesses, cancel, on_progress):
        self.asked.append(("verify", witnesses))
        for share in self.shares:
            if cancel.is_set():
                raise StationError(code="cancelled")
            on_progress(share)
        return REPORT

    def _save(self, *what):
        if self.fault:
            raise StationError(code=self.fault)
        self.asked.append(what)

    def save_checkpoint(self, path):
        self._save("checkpoint", path)

    def save_proof(self, number, path):
        self._save("proof", number, path)

    def save_list(self, query, path):
        self._save("list", query, path)


def auditor(desk: Log, runner=None) -> tuple[AuditorPresenter, Seen]:
    seen = Seen()
    presenter = AuditorPresenter(seen.append, runner or Now(), desk, at_once)
    presenter.open()
    return presenter, seen


def test_the_log_is_read_when_the_page_opens():
    _, seen = auditor(Log())
    assert (seen.last.page, seen.last.actors, seen.last.witnessed.confirmed) == (PAGE, ("rini", "system"), 6)


def test_pages_are_turned_back_and_forth_without_a_new_entry_in_the_log():
    presenter, seen = auditor(desk := Log())
    presenter.older()
    presenter.older()
    assert seen.last.turned == 2
    presenter.newer()
    presenter.newer()
    presenter.newer()
    assert desk.asked[1:] == [("page", 2368), ("page", 2415), ("page", 2368), ("page", None)]
    assert seen.last.turned == 0


def test_another_question_begins_at_its_newest_page():
    presenter, seen = auditor(desk := Log())
    presenter.older()
    presenter.ask(LogQuery(actor="rini"))
    assert (desk.asked[-1], seen.last.turned) == (("query", LogQuery(actor="rini")), 0)


def test_the_check_shows_how_far_it_is_and_what_it_gave():
    presenter, seen = auditor(desk := Log())
    presenter.add_witness("/x/central.txt")
    presenter.verify()
    assert [s.share for s in seen if s.verifying] == [0.0, 0.25, 0.5]
    assert (seen.last.report, seen.last.verifying) == (REPORT, False)
    assert desk.asked[-1] == ("verify", (Path("/x/central.txt"),))


def test_the_check_is_stopped_by_the_same_key_and_by_leaving():
    for stop in (AuditorPresenter.verify, AuditorPresenter.leave):
        presenter, seen = auditor(Log(), later := Later())
        later.end()
        presenter.verify()
        stop(presenter)
        later.end()
        assert (seen.last.verifying, seen.last.report, seen.last.problem) == (False, None, Problem("cancelled"))


def test_a_new_witness_makes_the_last_verdict_void():
    presenter, seen = auditor(Log())
    presenter.verify()
    presenter.add_witness("/x/a")
    assert seen.last.report is None


def test_evidence_is_saved_and_the_page_names_the_file():
    presenter, seen = auditor(desk := Log())
    presenter.save_proof("/x/p.json")  # no entry is chosen
    presenter.select(2411)
    presenter.save_proof("/x/p.json")
    presenter.save_checkpoint("/x/c.txt")
    presenter.save_list("/x/l.pdf")
    assert desk.asked[1:] == [
        ("proof", 2411, Path("/x/p.json")),
        ("checkpoint", Path("/x/c.txt")),
        ("list", LogQuery(), Path("/x/l.pdf")),
    ]
    assert seen.last.saved == "l.pdf"
    desk.fault = "file_unwritten"
    presenter.save_list("/x/l.pdf")
    assert (seen.last.problem, seen.last.saved) == (Problem("file_unwritten"), "")


class Book:
    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.fault = ""
        self.hint: Callable[[FingerHint], None] | None = None
        self.cancel: threading.Event | None = None

    def _note(self, *what):
        self.asked.append(what)
        if self.fault:
            raise StationError(code=self.fault)

    def officers(self):
        return OFFICERS

    def add(self, name, display, role):
        self._note("add", name, display, role)
        return Secret(name, "temporary")

    def set_role(self, name, role):
        self._note("role", name, role)

    def set_active(self, name, active):
        self._note("active", name, active)

    def unlock(self, name):
        self._note("unlock", name)

    def reset_password(self, name):
        self._note("reset", name)
        return Secret(name, "temporary")

    def set_totp(self, name):
        self._note("totp", name)
        return Secret(name, "otpauth://x", ((True,),))

    def set_finger(self, name, finger, cancel, on_hint):
        self._note("finger", name, finger)
        self.cancel, self.hint = cancel, on_hint
        on_hint(FingerHint.SEARCHING_FINGERS)

    def clear_second_factor(self, name):
        self._note("clear", name)


def officers(desk: Book, runner=None) -> tuple[OfficersPresenter, Seen]:
    seen = Seen()
    presenter = OfficersPresenter(seen.append, runner or Now(), desk, at_once)
    presenter.open()
    return presenter, seen


def test_the_first_officer_is_chosen_and_every_change_is_about_the_chosen_one():
    presenter, seen = officers(desk := Book())
    assert seen.last.selected == "awijaya"
    presenter.select("bsantoso")
    presenter.set_role(Role.SUPERVISOR)
    presenter.toggle_active()
    presenter.unlock()
    presenter.clear_second_factor()
    assert desk.asked == [
        ("role", "bsantoso", Role.SUPERVISOR),
        ("active", "bsantoso", False),
        ("unlock", "bsantoso"),
        ("clear", "bsantoso"),
    ]
    assert (seen.last.changed, seen.last.busy) == ("bsantoso", False)


def test_the_role_that_somebody_has_already_is_no_change():
    presenter, _ = officers(desk := Book())
    presenter.set_role(Role.OFFICER)
    assert desk.asked == []


def test_what_is_shown_once_is_gone_with_the_next_step():
    presenter, seen = officers(Book())
    for hide in (
        lambda: presenter.select("bsantoso"),
        presenter.stop,
        presenter.begin_adding,
        presenter.leave,
        presenter.unlock,
        presenter.open,
    ):
        presenter.set_totp()
        assert seen.last.secret is not None
        hide()
        assert seen.last.secret is None
        presenter.stop()
        presenter.select("awijaya")


def test_a_new_officer_is_chosen_with_the_temporary_password_shown():
    presenter, seen = officers(desk := Book())
    presenter.begin_adding()
    presenter.add(" Wati ", "Wati", Role.AUDITOR)
    assert desk.asked == [("add", " Wati ", "Wati", Role.AUDITOR)]
    assert (seen.last.adding, seen.last.secret.text, seen.last.changed) == (False, "temporary", "wati")


def test_a_form_that_was_refused_stays_open():
    presenter, seen = officers(desk := Book())
    desk.fault = "sign_in_name_unfit"
    presenter.begin_adding()
    presenter.add("?", "X", Role.OFFICER)
    assert (seen.last.adding, seen.last.problem) == (True, Problem("sign_in_name_unfit"))


def test_the_scanner_tells_how_it_goes_and_can_be_stopped():
    presenter, seen = officers(desk := Book(), later := Later())
    later.end()
    presenter.set_finger(Finger.LEFT_INDEX)
    assert (seen.last.finger_runs, seen.last.hint) == (True, None)
    (job, _, failed) = later.jobs.pop()
    job()
    assert seen.last.hint is FingerHint.SEARCHING_FINGERS
    presenter.stop()
    assert desk.cancel is not None and desk.cancel.is_set()
    failed(StationError(code="cancelled"))
    assert (seen.last.finger_runs, seen.last.busy, seen.last.problem) == (False, False, Problem("cancelled"))


class House:
    def __init__(self) -> None:
        self.facts_now = FACTS
        self.asked: list[tuple[object, ...]] = []
        self.fault = ""

    def facts(self):
        return self.facts_now

    def back_up(self):
        self.asked.append(("back_up",))
        if self.fault:
            raise StationError(code=self.fault)
        return BackupDone("m", 10, 2, 100)

    def rehearse(self, folder, passphrase):
        self.asked.append(("rehearse", folder, passphrase))
        if self.fault:
            raise StationError(code=self.fault)
        return RehearsalDone(NOW, 3, 4, sound=True)


def premises(desk: House) -> tuple[PremisesPresenter, Seen]:
    seen = Seen()
    presenter = PremisesPresenter(seen.append, Now(), desk)
    presenter.open()
    return presenter, seen


def test_a_backup_and_a_rehearsal_say_what_they_gave():
    presenter, seen = premises(desk := House())
    presenter.back_up()
    assert (seen.last.backup, seen.last.running) == (BackupDone("m", 10, 2, 100), "")
    before = seen.last.attempt
    presenter.rehearse(" /safe ", "word")
    assert seen.last.rehearsal.sound
    assert seen.last.attempt > before  # the passphrase leaves its field
    assert desk.asked[-1] == ("rehearse", Path("/safe"), "word")


def test_without_a_folder_for_backups_nothing_is_tried():
    desk = House()
    desk.facts_now = replace(FACTS, backup_target="")
    presenter, _ = premises(desk)
    presenter.back_up()
    presenter.rehearse("/safe", "word")
    assert desk.asked == []


def test_a_wrong_word_empties_its_field_and_says_why():
    presenter, seen = premises(desk := House())
    desk.fault, before = "wrong_passphrase", seen.last.attempt
    presenter.rehearse("/safe", "guess")
    assert (seen.last.problem, seen.last.running) == (Problem("wrong_passphrase"), "")
    assert seen.last.attempt > before


class States:
    """The states' lists of a station."""

    def __init__(self) -> None:
        shown = next(one for one in state_list_states() if one.name == "states_overdue")
        self.found = shown.state.found
        self.fault = ""

    def view(self):
        if self.fault:
            raise StationError(code=self.fault)
        return self.found


def test_the_first_list_is_chosen_and_the_chosen_one_stays_chosen_when_the_lists_are_read_again():
    seen = Seen()
    presenter = StatesPresenter(seen.append, Now(), desk := States())
    presenter.open()
    assert seen.last.chosen == desk.found.lists[0]
    presenter.select(desk.found.lists[2].key)
    presenter.reload()
    assert seen.last.chosen == desk.found.lists[2]
    desk.found = replace(desk.found, lists=desk.found.lists[:1])  # it was taken back
    presenter.reload()
    assert seen.last.chosen == desk.found.lists[0]
    desk.found = StateLists()
    presenter.reload()
    assert (seen.last.chosen, seen.last.selected) == (None, "")
    desk.fault = "not_allowed"
    presenter.reload()
    assert seen.last.problem == Problem("not_allowed")


class Archive:
    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.fault = ""
        self.people = FOUND

    def find(self, text):
        self.asked.append(("find", text))
        return self.people

    def _act(self, *what):
        self.asked.append(what)
        if self.fault:
            raise StationError(code=self.fault)

    def export(self, person, second, path):
        self._act("export", person, second, path)

    def erase(self, person, second, path):
        self._act("erase", person, second, path)
        return 4


SECOND = SecondPerson("budi", "word", "17/2026")


def rights(desk: Archive) -> tuple[RightsPresenter, Seen]:
    seen = Seen()
    presenter = RightsPresenter(seen.append, Now(), desk)
    presenter.open()
    presenter.find("santoso")
    return presenter, seen


def test_one_who_was_found_alone_is_chosen_and_of_two_nobody_is():
    _, seen = rights(Archive())
    assert (seen.last.people, seen.last.selected) == (FOUND, "")
    desk = Archive()
    desk.people = FOUND[:1]
    _, seen = rights(desk)
    assert seen.last.selected == "p-1"


def test_nothing_is_exported_or_erased_while_nobody_is_chosen():
    presenter, _ = rights(desk := Archive())
    presenter.export(SECOND, "/x/a.zip")
    presenter.erase(SECOND, "/x/p.json")
    assert desk.asked == [("find", "santoso")]


def test_who_is_erased_leaves_the_list_and_the_page_names_the_proof():
    presenter, seen = rights(desk := Archive())
    presenter.select("p-1")
    presenter.export(SECOND, "/x/a.zip")
    assert seen.last.exported == "a.zip"
    presenter.erase(SECOND, "/x/p.json")
    assert desk.asked[-1] == ("erase", "p-1", SECOND, Path("/x/p.json"))
    assert (seen.last.erased, [p.person for p in seen.last.people]) == ((4, "p.json"), ["p-2"])


@pytest.mark.parametrize("act", [RightsPresenter.export, RightsPresenter.erase])
def test_a_second_person_who_is_refused_changes_nothing_and_the_password_goes(act):
    presenter, seen = rights(desk := Archive())
    presenter.select("p-1")
    desk.fault, before = "sign_in_wrong", seen.last.attempt
    act(presenter, SECOND, "/x/f")
    assert (seen.last.problem, seen.last.people) == (Problem("sign_in_wrong"), FOUND)
    assert seen.last.attempt > before


def test_leaving_the_page_takes_the_names_away():
    presenter, seen = rights(Archive())
    presenter.leave()
    assert (seen.last.people, seen.last.selected, seen.last.searched) == ((), "", False)
