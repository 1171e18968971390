from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from station.domain.audit import Act
from station.domain.officer import Officer, Permission, Role
from station.domain.sign_in import SignInRules
from station.errors import NotAllowed, StationError
from station.office.accounts import Accounts, LastAdministrator
from station.office.log_in import BootClock, LogIn, SignInRefused, require
from station.store import audit_log
from station.store.errors import RecordExists, RecordMissing
from station.vault import passwords, totp
from tests.rig.visits import T0

WORD = "selamat pagi"
RULES = SignInRules(free_attempts=3, first_delay=timedelta(seconds=30), offline_days=14)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """The rules of signing in, not the cost of Argon2id, are tested here; test_passwords tests the shipped cost."""
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)


@pytest.fixture
def accounts(store):
    accounts = Accounts(store)
    accounts.add("system", Officer("rini", "Rini S.", Role.OFFICER), WORD, must_change=False)
    accounts.add("system", Officer("budi", "Budi", Role.SUPERVISOR), WORD, must_change=False)
    return accounts


class Machine:
    """A machine whose time goes with the test's clock, until somebody sets that clock."""

    def __init__(self, clock) -> None:
        self.clock, self.run, self.began, self.skew = clock, 1, T0, timedelta(0)

    def seconds(self) -> float:
        return (self.clock.at - self.skew - self.began).total_seconds()

    def set_clock(self, **by: float) -> None:
        self.clock.at += timedelta(**by)
        self.skew += timedelta(**by)

    def start_again(self) -> None:
        self.run += 1
        self.began = self.clock.at - self.skew

    def boot_clock(self) -> BootClock:
        return BootClock(lambda: f"run {self.run}", self.seconds)


@pytest.fixture
def machine(clock):
    return Machine(clock)


@pytest.fixture
def log_in(store, accounts, machine):
    return LogIn(store, RULES, machine.boot_clock())


def refused(call, *args, **kwargs) -> SignInRefused:
    with pytest.raises(SignInRefused) as caught:
        call(*args, **kwargs)
    return caught.value


def acts(store) -> list[tuple[str, str]]:
    with store.reading() as unit:
        return [(e.actor, e.act) for _, e in audit_log.entries(unit) if e.act != Act.OFFICER_ADDED]


def test_the_right_password_opens_a_session(log_in, store):
    session = log_in.sign_in("RINI", WORD)
    assert session.officer == Officer("rini", "Rini S.", Role.OFFICER)
    assert session.factors == ("password",)
    assert session.offline_days_left == 13
    assert acts(store) == [("rini", "signed_in")]


def test_a_wrong_password_and_an_unknown_name_look_the_same(log_in, store):
    assert refused(log_in.sign_in, "rini", "x").code == "sign_in_wrong"
    assert refused(log_in.sign_in, "nobody", "x").code == "sign_in_wrong"
    assert acts(store) == [("rini", "sign_in_failed"), ("unknown", "sign_in_failed")]


def test_an_unknown_name_is_not_written_into_the_log(log_in, store):
    refused(log_in.sign_in, "my password typed into the wrong field", "x")
    with store.reading() as unit:
        assert all("typed" not in e.leaf(0, b"").decode() for _, e in audit_log.entries(unit))


def test_wrong_attempts_lock_for_a_growing_time(log_in, clock):
    for _ in range(3):
        assert refused(log_in.sign_in, "rini", "x").code == "sign_in_wrong"
    locked = refused(log_in.sign_in, "rini", WORD)
    assert locked.code == "sign_in_locked"
    assert timedelta(seconds=29) < locked.wait <= timedelta(seconds=30)
    clock.forward(seconds=31)
    assert refused(log_in.sign_in, "rini", "x").code == "sign_in_wrong"
    assert timedelta(seconds=59) < refused(log_in.sign_in, "rini", WORD).wait <= timedelta(seconds=60)
    clock.forward(seconds=61)
    log_in.sign_in("rini", WORD)
    assert refused(log_in.sign_in, "rini", "x").code == "sign_in_wrong"
    log_in.sign_in("rini", WORD)  # a success starts the count again


def test_a_clock_that_is_set_forward_ends_no_lock_out(log_in, machine, clock, store):
    for _ in range(4):
        refused(log_in.sign_in, "rini", "x")
        clock.forward(seconds=31)
    refused(log_in.sign_in, "rini", "x")
    machine.set_clock(days=2)
    assert refused(log_in.sign_in, "rini", WORD).code == "sign_in_locked"
    again = LogIn(store, RULES, machine.boot_clock())  # the program was started again, not the machine
    assert refused(again.sign_in, "rini", WORD).code == "sign_in_locked"
    clock.forward(seconds=240)
    again.sign_in("rini", WORD)


def test_a_clock_that_is_set_back_does_not_lengthen_a_lock_out(log_in, machine, clock):
    for _ in range(3):
        refused(log_in.sign_in, "rini", "x")
    machine.set_clock(days=-400)
    clock.forward(seconds=31)
    log_in.sign_in("rini", WORD)


def test_a_new_start_of_the_machine_with_its_clock_set_forward_ends_no_lock_out(log_in, machine, clock):
    for _ in range(3):
        refused(log_in.sign_in, "rini", "x")
    clock.forward(seconds=5)
    machine.start_again()
    machine.set_clock(days=2)
    assert refused(log_in.sign_in, "rini", WORD).wait > timedelta(seconds=29)
    clock.forward(seconds=31)
    log_in.sign_in("rini", WORD)


def test_a_new_start_with_the_clock_set_back_does_not_lengthen_a_lock_out_for_ever(log_in, machine, clock):
    for _ in range(3):
        refused(log_in.sign_in, "rini", "x")
    machine.start_again()
    machine.set_clock(days=-400)
    clock.forward(seconds=31)
    log_in.sign_in("rini", WORD)


def test_what_was_served_before_an_attempt_counts_over_a_new_start(log_in, machine, clock):
    for _ in range(3):
        refused(log_in.sign_in, "rini", "x")
    clock.forward(seconds=20)
    refused(log_in.sign_in, "rini", WORD)
    machine.start_again()
    assert refused(log_in.sign_in, "rini", WORD).wait <= timedelta(seconds=10)
    clock.forward(seconds=11)
    log_in.sign_in("rini", WORD)


def test_starting_again_and_again_ends_no_lock_out(log_in, machine, clock):
    for _ in range(3):
        refused(log_in.sign_in, "rini", "x")
    for _ in range(20):
        clock.forward(seconds=5)
        machine.start_again()
    assert refused(log_in.sign_in, "rini", WORD).code == "sign_in_locked"


def test_a_new_password_ends_a_lock_out_at_once(log_in, accounts):
    for _ in range(3):
        refused(log_in.sign_in, "rini", "x")
    accounts.reset_password("adi", "rini", "a new first password")
    assert refused(log_in.sign_in, "rini", "a new first password").code == "password_must_change"


def test_the_machines_own_clock_names_its_run_and_goes_on():
    clock = BootClock()
    first = clock.seconds()
    assert clock.boot() == clock.boot() != ""
    assert clock.seconds() >= first > 0


def test_a_lock_out_survives_a_restart(store, log_in, machine):
    for _ in range(3):
        refused(log_in.sign_in, "rini", "x")
    assert refused(LogIn(store, RULES, machine.boot_clock()).sign_in, "rini", WORD).code == "sign_in_locked"


def test_one_officers_lock_out_does_not_lock_the_other(log_in):
    for _ in range(4):
        refused(log_in.sign_in, "rini", "x")
    log_in.sign_in("budi", WORD)


def test_an_account_that_was_closed_cannot_sign_in(log_in, accounts):
    accounts.set_active("admin", "rini", False)
    assert refused(log_in.sign_in, "rini", WORD).code == "sign_in_inactive"
    assert refused(log_in.sign_in, "rini", "x").code == "sign_in_wrong"  # only who knows the password learns of it


def test_offline_sign_in_ends_after_its_days_until_central_confirms(log_in, accounts, clock):
    clock.forward(days=13)
    assert log_in.sign_in("rini", WORD).offline_days_left == 0
    clock.forward(days=2)
    assert refused(log_in.sign_in, "rini", WORD).code == "sign_in_offline_too_long"
    accounts.confirmed("rini", clock.at)
    assert log_in.sign_in("rini", WORD).offline_days_left == 13


def test_a_clock_that_is_set_back_buys_no_days(log_in, accounts, clock):
    clock.forward(days=20)
    assert refused(log_in.sign_in, "rini", WORD).code == "sign_in_offline_too_long"
    clock.forward(days=-10)
    assert refused(log_in.sign_in, "rini", WORD).code == "sign_in_offline_too_long"
    accounts.confirmed("rini", clock.at)  # central's word, and its time
    log_in.sign_in("rini", WORD)


def test_without_a_limit_offline_days_are_not_counted(store, accounts, clock):
    clock.forward(days=5000)
    assert LogIn(store, SignInRules(offline_days=0)).sign_in("rini", WORD).offline_days_left is None


def authenticator(accounts: Accounts, store) -> bytes:
    accounts.set_totp("admin", "rini")
    from station.store import officers

    with store.reading() as unit:
        return officers.get(unit, "rini").totp


def test_an_authenticator_is_asked_for_where_one_is_set(log_in, accounts, store, clock):
    secret = authenticator(accounts, store)
    assert refused(log_in.sign_in, "rini", WORD).code == "second_factor_needed"
    code = totp.code(secret, totp.step_at(clock.at))
    assert log_in.sign_in("rini", WORD, code).factors == ("password", "totp")
    assert refused(log_in.sign_in, "rini", WORD, code).code == "second_factor_wrong"  # it works once


def test_wrong_codes_count_as_wrong_attempts(log_in, accounts, store):
    authenticator(accounts, store)
    for _ in range(3):
        assert refused(log_in.sign_in, "rini", WORD, "000000x").code == "second_factor_wrong"
    assert refused(log_in.sign_in, "rini", WORD, "000000x").code == "sign_in_locked"


def test_a_known_password_takes_no_wrong_code_back(log_in, accounts, store, clock):
    secret = authenticator(accounts, store)
    session = log_in.sign_in("rini", WORD, totp.code(secret, totp.step_at(clock.at)))
    for _ in range(2):
        assert refused(log_in.sign_in, "rini", WORD, "000000x").code == "second_factor_wrong"
        assert refused(log_in.change_password, "rini", WORD, WORD).code == "password_same"
        log_in.unlock(session, WORD)
    assert refused(log_in.change_password, "rini", WORD, "sore hujan", "000000x").code == "second_factor_wrong"
    assert refused(log_in.sign_in, "rini", WORD, "000000x").code == "sign_in_locked"
    assert refused(log_in.confirm, "rini", WORD).code == "sign_in_locked"


def test_a_password_is_not_changed_without_the_second_factor(log_in, accounts, store, clock):
    secret = authenticator(accounts, store)
    assert refused(log_in.change_password, "rini", WORD, "sore hujan").code == "second_factor_needed"
    code = totp.code(secret, totp.step_at(clock.at))
    log_in.change_password("rini", WORD, "sore hujan", code)
    assert refused(log_in.sign_in, "rini", WORD).code == "sign_in_wrong"
    assert refused(log_in.sign_in, "rini", "sore hujan").code == "second_factor_needed"


def test_wrong_codes_are_forgotten_with_the_right_one(log_in, accounts, store, clock):
    secret = authenticator(accounts, store)
    for _ in range(2):
        assert refused(log_in.sign_in, "rini", WORD, "000000x").code == "second_factor_wrong"
    log_in.sign_in("rini", WORD, totp.code(secret, totp.step_at(clock.at)))
    for _ in range(2):
        assert refused(log_in.sign_in, "rini", WORD, "000000x").code == "second_factor_wrong"
    assert refused(log_in.sign_in, "rini", "x").code == "sign_in_wrong"


def test_the_officers_own_finger_is_a_second_factor(log_in, accounts):
    accounts.set_finger("admin", "rini", b"template")
    session = log_in.sign_in("rini", WORD, finger=lambda template: template == b"template")
    assert session.factors == ("password", "finger")
    assert refused(log_in.sign_in, "rini", WORD, finger=lambda template: False).code == "second_factor_wrong"
    accounts.clear_second_factor("admin", "rini")
    assert log_in.sign_in("rini", WORD).factors == ("password",)


def test_a_role_that_needs_a_second_factor_cannot_do_without(store, accounts):
    strict = LogIn(store, SignInRules(second_factor=frozenset({Role.SUPERVISOR})))
    assert refused(strict.sign_in, "budi", WORD).code == "second_factor_missing"
    strict.sign_in("rini", WORD)


def test_the_idle_lock_opens_for_the_same_officer_only(log_in, store):
    session = log_in.sign_in("rini", WORD)
    log_in.locked(session)
    assert refused(log_in.unlock, session, "x").code == "sign_in_wrong"
    log_in.unlock(session, WORD)
    assert acts(store)[1:] == [("rini", "locked_idle"), ("rini", "sign_in_failed"), ("rini", "unlocked")]


def test_a_counter_is_handed_over_with_both_names(log_in, store):
    first = log_in.sign_in("rini", WORD)
    second = log_in.hand_over(first, "budi", WORD)
    assert second.officer.name == "budi"
    with store.reading() as unit:
        (*_, (_, event)) = audit_log.entries(unit)
    assert (event.actor, event.act, event.detail["from"]) == ("budi", "handed_over", "rini")


def test_a_password_can_be_changed_by_who_knows_it(log_in, store):
    assert refused(log_in.change_password, "rini", "x", "sore hari ini hujan").code == "sign_in_wrong"
    assert refused(log_in.change_password, "rini", WORD, "short").code == "password_too_short"
    assert refused(log_in.change_password, "rini", WORD, WORD).code == "password_same"
    log_in.change_password("rini", WORD, "sore hari ini hujan")
    assert refused(log_in.sign_in, "rini", WORD).code == "sign_in_wrong"
    log_in.sign_in("rini", "sore hari ini hujan")


def test_a_first_password_must_be_changed_before_anything(log_in, accounts):
    accounts.add("admin", Officer("tono", "Tono", Role.TECHNICIAN), WORD)
    assert refused(log_in.sign_in, "tono", WORD).code == "password_must_change"
    log_in.change_password("tono", WORD, "sore hari ini hujan")
    log_in.sign_in("tono", "sore hari ini hujan")


def test_a_reset_password_ends_a_lock_out(log_in, accounts):
    for _ in range(4):
        refused(log_in.sign_in, "rini", "x")
    accounts.reset_password("admin", "rini", "kata baru 1")
    assert refused(log_in.sign_in, "rini", "kata baru 1").code == "password_must_change"


def test_accounts_refuse_short_passwords_doubles_and_strangers(accounts):
    assert refused(accounts.add, "admin", Officer("x", "X", Role.OFFICER), "short").code == "password_too_short"
    assert refused(accounts.reset_password, "admin", "rini", "short").code == "password_too_short"
    with pytest.raises(RecordExists):
        accounts.add("admin", Officer("RINI", "X", Role.OFFICER), WORD)
    with pytest.raises(RecordMissing):
        accounts.set_role("admin", "nobody", Role.OFFICER)


def test_roles_have_the_least_they_need(log_in, store):
    session = log_in.sign_in("rini", WORD)
    require(store, session, Permission.ENROL)
    for permission in (Permission.ERASE, Permission.EXPORT, Permission.ADMINISTER, Permission.AUDIT):
        with pytest.raises(NotAllowed):
            require(store, session, permission)


def test_no_role_may_do_everything():
    from station.domain.officer import ALLOWED

    assert set(ALLOWED) == set(Role)
    for role, permissions in ALLOWED.items():
        assert permissions, role
        assert permissions != frozenset(Permission), role
    assert Permission.AUDIT not in ALLOWED[Role.ADMINISTRATOR]
    assert not ALLOWED[Role.AUDITOR] - {Permission.AUDIT}


def test_what_is_needed_says_what_it_can_be_answered_with(log_in, accounts):
    accounts.set_finger("admin", "rini", b"template")
    assert refused(log_in.sign_in, "rini", WORD).factors == ("finger",)
    accounts.set_totp("admin", "rini")
    assert refused(log_in.sign_in, "rini", WORD).factors == ("totp", "finger")


def test_one_code_changes_a_first_password_and_signs_in(log_in, accounts, store, clock):
    secret = authenticator(accounts, store)
    accounts.reset_password("admin", "rini", "kata baru 1")
    code = totp.code(secret, totp.step_at(clock.at))
    asked = refused(log_in.sign_in, "rini", "kata baru 1", code)
    assert (asked.code, asked.factors) == ("password_must_change", ("totp",))
    assert refused(log_in.sign_in, "rini", "kata baru 1", None, None, "sore hujan").code == "second_factor_needed"
    session = log_in.sign_in("rini", "kata baru 1", code, None, "sore hujan")
    assert session.factors == ("password", "totp")
    assert refused(log_in.sign_in, "rini", "kata baru 1").code == "sign_in_wrong"


def test_a_password_that_was_reset_meanwhile_does_not_open_the_idle_lock(log_in, accounts):
    session = log_in.sign_in("rini", WORD)
    accounts.reset_password("admin", "rini", "kata baru 1")
    assert refused(log_in.unlock, session, "kata baru 1").code == "password_must_change"
    log_in.change_password("rini", "kata baru 1", "sore hari ini hujan")
    log_in.unlock(session, "sore hari ini hujan")


WEAK = ["password", "        ", "Passw0rd!", "12345678", "budibudi", "BUDI-2026", "imigrasi1"]


@pytest.mark.parametrize("password", WEAK)
def test_what_anybody_tries_first_is_no_password(accounts, password):
    assert refused(accounts.reset_password, "admin", "budi", password).code == "password_known"
    assert refused(accounts.add, "admin", Officer("budi2026", "Budi", Role.OFFICER), password).code == "password_known"


def test_a_password_alone_is_longer_than_one_beside_a_second_factor(log_in, accounts, store, clock):
    assert refused(log_in.change_password, "rini", WORD, "sore hujan").code == "password_too_short"
    secret = authenticator(accounts, store)
    log_in.change_password("rini", WORD, "sore hujan", totp.code(secret, totp.step_at(clock.at)))


def test_an_account_is_not_called_as_the_log_calls_what_no_officer_did(accounts):
    for name in ("System", "agency", "station-admin"):
        with pytest.raises(StationError) as caught:
            accounts.add("admin", Officer(name, "X", Role.OFFICER), WORD)
        assert caught.value.code == "sign_in_name_unfit"


def answers(log_in, name: str, tries: int) -> list[str]:
    return [refused(log_in.sign_in, name, "x").code for _ in range(tries)]


def test_a_name_that_nobody_has_locks_like_one_that_somebody_has(log_in, clock, store, machine):
    known, unknown = answers(log_in, "rini", 5), answers(log_in, "nobody", 5)
    assert known == unknown and known[-1] == "sign_in_locked"
    waits = [refused(log_in.sign_in, name, "x").wait.total_seconds() for name in ("rini", "nobody")]
    assert waits[0] == pytest.approx(waits[1], abs=0.01)
    again = LogIn(store, RULES, machine.boot_clock())
    assert refused(again.sign_in, "NOBODY", "x").code == "sign_in_locked"
    clock.forward(seconds=31)
    assert answers(log_in, "nobody", 2) == answers(log_in, "rini", 2) == ["sign_in_wrong", "sign_in_locked"]


def test_guesses_at_once_are_counted_one_after_the_other(log_in):
    codes: list[str] = []

    def guess() -> None:
        codes.append(refused(log_in.sign_in, "rini", "x").code)

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes.count("sign_in_wrong") == RULES.free_attempts


def test_the_last_administrator_stays_one_who_can_sign_in(accounts, log_in):
    accounts.add("system", Officer("adi", "Adi", Role.ADMINISTRATOR), WORD, must_change=False)
    for change in (lambda: accounts.set_active("x", "ADI", False), lambda: accounts.set_role("x", "adi", Role.OFFICER)):
        with pytest.raises(LastAdministrator):
            change()
    accounts.set_role("x", "budi", Role.ADMINISTRATOR)
    accounts.set_active("x", "adi", False)
    assert refused(log_in.sign_in, "adi", WORD).code == "sign_in_inactive"
    with pytest.raises(LastAdministrator):
        accounts.set_role("x", "budi", Role.SUPERVISOR)
    accounts.set_active("x", "adi", False)  # nothing changes


def test_a_lock_out_can_be_ended_before_its_time(log_in, accounts):
    for _ in range(4):
        refused(log_in.sign_in, "rini", "x")
    accounts.unlock("admin", "rini")
    log_in.sign_in("rini", WORD)


def test_the_policy_says_which_roles_need_a_second_factor():
    import json

    import resources
    from station.office.log_in import rules_of
    from station.workflow import policy

    raw = json.loads(resources.path("policy/policy.json").read_bytes())
    raw["sessions"]["second_factor"] = ["administrator", "auditor"]
    rules = rules_of(policy.parse(json.dumps(raw)))
    assert rules.second_factor == {Role.ADMINISTRATOR, Role.AUDITOR}
    raw["sessions"]["second_factor"] = ["porter"]
    with pytest.raises(policy.PolicyError):
        policy.parse(json.dumps(raw))
