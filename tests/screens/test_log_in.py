"""The sign-in page's presenter, without a window: second steps, hand-over, and what is remembered of a password."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from station.domain.desk import FingerHint
from station.domain.officer import Officer, Role
from station.domain.sign_in import FingerAsk, Session
from station.errors import StationError
from station.office.log_in import SignInRefused
from station.ui.office.log_in_desk import LogInPresenter
from station.ui.presenter import Problem
from station.work import Now
from tests.screens.fakes import Seen, at_once
from tests.screens.people import NOW

SESSION = Session("s", Officer("ana", "Ana", Role.OFFICER), NOW, ("password",), None)
Answer = str | BaseException


def needed(*factors: str) -> SignInRefused:
    return SignInRefused("second_factor_needed", factors=factors)


class Doors:
    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[object, ...]] = []
        self.secrets: list[str] = []
        self.news: list[str] = []
        self.asks: list[FingerAsk] = []

    def _answer(self, *what: object, finger: FingerAsk | None = None) -> Session:
        self.asked.append((*what, "finger") if finger else what)
        if finger is not None:
            self.asks.append(finger)
        answer = self.answers.pop(0) if self.answers else ""
        if isinstance(answer, BaseException):
            raise answer
        if answer:
            raise StationError(code=answer)
        return SESSION

    def sign_in(self, name, password, code=None, finger=None, new=""):
        self.secrets.append(password)
        self.news.append(new)
        return self._answer("sign_in", name, code, finger=finger)

    def unlock(self, session, password):
        self._answer("unlock")

    def hand_over(self, session, name, password, code=None, finger=None, new=""):
        self.news.append(new)
        return self._answer("hand_over", name, code, finger=finger)

    def change_password(self, name, old, new, code=None, finger=None):
        self._answer("change_password", name, code, finger=finger)


class Later:
    """A runner whose jobs end when the test says so: a finger is waited for meanwhile."""

    def __init__(self) -> None:
        self.jobs: list[tuple[Callable, Callable, Callable]] = []

    def run(self, job, done, failed) -> None:
        self.jobs.append((job, done, failed))

    def end(self) -> None:
        Now().run(*self.jobs.pop(0))


def doors(desk: Doors, runner=None) -> tuple[LogInPresenter, Seen]:
    seen = Seen()
    presenter = LogInPresenter(seen.append, runner or Now(), desk, seen.way("arrived"), at_once)
    presenter.open()
    return presenter, seen


def test_the_second_factor_is_asked_for_only_when_it_is_needed():
    desk = Doors(needed("totp"))
    presenter, seen = doors(desk)
    presenter.log_in("ana", "x", "", "")
    assert (seen.last.ask_code, seen.last.ask_finger, seen.ways) == (True, False, [])
    presenter.log_in("", "", "123456", "")
    assert desk.asked[-1] == ("sign_in", "ana", "123456")
    assert desk.secrets == ["x", "x"]
    assert seen.ways == [("arrived", SESSION)]


def test_a_wrong_code_may_be_typed_again_and_the_password_need_not():
    desk = Doors(needed("totp"), "second_factor_wrong")
    presenter, seen = doors(desk)
    presenter.log_in("ana", "x", "", "")
    before = seen.last.attempt
    presenter.log_in("", "", "000000", "")
    assert (seen.last.problem, seen.last.ask_code) == (Problem("second_factor_wrong"), True)
    assert seen.last.attempt > before  # the page empties the field
    presenter.log_in("", "", "123456", "")
    assert seen.ways == [("arrived", SESSION)]


def test_the_scanner_waits_for_the_own_finger_at_once_and_tells_how_it_goes():
    later = Later()
    presenter, seen = doors(desk := Doors(needed("finger")), later)
    presenter.log_in("ana", "x", "", "")
    later.end()
    assert (seen.last.finger_runs, seen.last.hint, seen.last.ask_code) == (True, None, False)
    (job, done, _failed) = later.jobs.pop()
    job()
    desk.asks[0].tell(FingerHint.SEARCHING_FINGERS)
    assert seen.last.hint is FingerHint.SEARCHING_FINGERS
    done(SESSION)
    assert seen.ways == [("arrived", SESSION)]
    assert not seen.last.finger_runs


@pytest.mark.parametrize("code", ["second_factor_wrong", "no_scanner", "finger_timeout"])
def test_a_finger_that_does_not_fit_or_does_not_come_may_be_tried_again(code: str):
    desk = Doors(needed("finger"), code)
    presenter, seen = doors(desk)
    presenter.log_in("ana", "x", "", "")
    assert (seen.last.problem, seen.last.ask_finger, seen.last.finger_runs) == (Problem(code), True, False)
    presenter.log_in("", "", "", "")
    assert desk.asked[-1] == ("sign_in", "ana", None, "finger")
    assert seen.ways == [("arrived", SESSION)]


def test_who_has_both_may_type_the_code_while_the_scanner_waits():
    later = Later()
    presenter, seen = doors(desk := Doors(needed("totp", "finger"), "capture_cancelled"), later)
    presenter.log_in("ana", "x", "", "")
    later.end()
    assert seen.last.ask_code and seen.last.finger_runs
    presenter.log_in("", "", "123456", "")
    later.end()  # the scanner stops
    assert desk.asks[0].cancel.is_set()
    later.end()
    assert desk.asked[-1] == ("sign_in", "ana", "123456")
    assert seen.ways == [("arrived", SESSION)]


def test_going_back_stops_the_scanner_and_forgets_the_password():
    later = Later()
    presenter, seen = doors(desk := Doors(needed("finger"), "capture_cancelled"), later)
    presenter.log_in("ana", "secret word", "", "")
    later.end()
    (job, _, failed) = later.jobs.pop()
    presenter.back()
    with pytest.raises(StationError) as caught:
        job()
    failed(caught.value)
    assert desk.asks[0].cancel.is_set()
    assert (seen.last.second_step, seen.last.busy, seen.last.problem) == (False, False, None)
    assert "secret word" not in str(vars(presenter))
    presenter.log_in("budi", "y", "", "")
    later.end()
    assert desk.asked[-1] == ("sign_in", "budi", None)


def test_a_lock_out_during_the_second_step_leads_back_to_the_first():
    desk = Doors(needed("totp"), "sign_in_locked")
    presenter, seen = doors(desk)
    presenter.log_in("ana", "x", "", "")
    presenter.log_in("", "", "000000", "")
    assert (seen.last.second_step, seen.last.problem) == (False, Problem("sign_in_locked"))


def test_a_first_password_is_changed_before_anything_else():
    desk = Doors("password_must_change")
    presenter, seen = doors(desk)
    presenter.log_in("ana", "old", "", "")
    assert seen.last.must_change
    presenter.log_in("", "", "", "a longer one", "another one")
    assert (seen.last.problem, len(desk.asked)) == (Problem("passwords_differ"), 1)
    presenter.log_in("", "", "", "a longer one", "a longer one")
    assert [w[0] for w in desk.asked] == ["sign_in", "sign_in"]
    assert (desk.secrets, desk.news) == (["old", "old"], ["", "a longer one"])


def test_a_new_password_that_is_refused_may_be_chosen_again():
    desk = Doors("password_must_change", "password_too_short")
    presenter, seen = doors(desk)
    presenter.log_in("ana", "old", "", "")
    presenter.log_in("", "", "", "short", "short")
    assert (seen.last.must_change, seen.last.problem) == (True, Problem("password_too_short"))
    presenter.log_in("", "", "", "a longer one", "a longer one")
    assert seen.ways == [("arrived", SESSION)]


def must_change(*factors: str) -> SignInRefused:
    return SignInRefused("password_must_change", factors=factors)


def test_a_first_password_is_changed_together_with_the_second_factor():
    desk = Doors(must_change("totp"))
    presenter, seen = doors(desk)
    presenter.log_in("ana", "old", "", "")
    assert (seen.last.must_change, seen.last.ask_code) == (True, True)
    presenter.log_in("", "", "123456", "a longer one", "a longer one")
    assert (desk.secrets, desk.news) == (["old", "old"], ["", "a longer one"])
    assert desk.asked[-1] == ("sign_in", "ana", "123456")
    assert seen.ways == [("arrived", SESSION)]


def test_the_own_finger_is_taken_with_the_new_password():
    desk = Doors(must_change("finger"))
    presenter, seen = doors(desk)
    presenter.log_in("ana", "old", "", "")
    presenter.log_in("", "", "", "a longer one", "a longer one")
    assert desk.asked[-1] == ("sign_in", "ana", None, "finger")
    assert (desk.news, seen.ways) == (["", "a longer one"], [("arrived", SESSION)])


def test_a_password_that_was_reset_behind_the_lock_is_changed_before_the_screen_opens():
    desk = Doors("password_must_change")
    presenter, seen = doors(desk)
    presenter.open(SESSION)
    presenter.log_in("ana", "old", "", "")
    presenter.log_in("", "", "", "a longer one", "a longer one")
    assert [asked[0] for asked in desk.asked] == ["unlock", "change_password", "unlock"]
    assert seen.ways == [("arrived", SESSION)]


def test_a_locked_counter_opens_for_its_officer_and_is_handed_over_to_another():
    for name, way in (("ANA", "unlock"), ("budi", "hand_over")):
        desk = Doors()
        presenter, _ = doors(desk)
        presenter.open(SESSION)
        presenter.log_in(name, "x", "", "")
        assert desk.asked[0][0] == way


def test_a_counter_is_handed_over_with_the_second_factor_of_who_takes_it():
    desk = Doors(needed("totp", "finger"), "no_scanner")
    presenter, seen = doors(desk)
    presenter.open(SESSION)
    presenter.log_in("budi", "x", "", "")
    presenter.log_in("", "", "123456", "")
    assert [w[0] for w in desk.asked] == ["hand_over"] * 3
    assert desk.asked[-1] == ("hand_over", "budi", "123456")
    assert seen.ways == [("arrived", SESSION)]


def test_what_nobody_expected_is_not_swallowed():
    presenter, seen = doors(Doors(ValueError("x")))
    with pytest.raises(ValueError, match="x"):
        presenter.log_in("ana", "x", "", "")
    assert (seen.last.problem, seen.last.busy) == (Problem("unexpected"), False)
