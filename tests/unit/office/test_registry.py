from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import cv2
import numpy as np
import pytest

from models.document.codes import qr_modules, read_codes
from station.domain.audit import Act
from station.domain.officer import Officer, Role
from station.domain.samples import Finger
from station.domain.sign_in import SignInRules
from station.errors import NotAllowed
from station.office.accounts import Accounts, LastAdministrator
from station.office.log_in import BootClock, LogIn, SignInRefused
from station.office.registry import BadOfficer, OwnAccount, Registry, temporary_password
from station.store import audit_log, officers
from station.vault import passwords, totp
from tests.rig.visits import T0

WORD = "selamat pagi"
NEW = "sore hari ini hujan"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)


class Hand:
    """An officer before the scanner, whose template is known."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Finger]] = []

    def __call__(self, name: str, cancel: threading.Event):
        self.name = name
        return self

    def enrol(self, finger, cancel, on_hint) -> bytes:
        self.asked.append((self.name, finger))
        return b"template of " + self.name.encode()


@pytest.fixture
def log_in(store, clock):
    accounts = Accounts(store)
    for name, role in (("adi", Role.ADMINISTRATOR), ("rini", Role.OFFICER), ("siti", Role.ADMINISTRATOR)):
        accounts.add("system", Officer(name, name.title(), role), WORD, must_change=False)
    rules = SignInRules(free_attempts=3, second_factor=frozenset({Role.AUDITOR}))

    def seconds() -> float:
        return (clock.at - T0).total_seconds()

    return LogIn(store, rules, BootClock(lambda: "run 1", seconds))


@pytest.fixture
def hand():
    return Hand()


@pytest.fixture
def registry(store, log_in, hand):
    return Registry(store, log_in, log_in.sign_in("adi", WORD), hand)


def row(registry, name):
    return next(r for r in registry.officers() if r.name == name)


def last(store):
    with store.reading() as unit:
        return next(audit_log.newest(unit))[1]


def test_the_list_says_who_how_and_when(registry, log_in, clock):
    assert [r.name for r in registry.officers()] == ["adi", "rini", "siti"]
    clock.forward(hours=1)
    session = log_in.sign_in("rini", WORD)
    found = row(registry, "rini")
    assert (found.role, found.active, found.own, found.totp, found.finger) == (Role.OFFICER, True, False, False, False)
    assert abs(found.last_sign_in - session.signed_in_at) < timedelta(seconds=1)
    assert row(registry, "siti").last_sign_in is None
    assert row(registry, "adi").own


def test_taking_a_counter_over_counts_as_signing_in(registry, log_in, clock):
    first = log_in.sign_in("rini", WORD)
    clock.forward(hours=2)
    log_in.hand_over(first, "siti", WORD)
    assert row(registry, "siti").last_sign_in > row(registry, "rini").last_sign_in


def test_a_new_officer_gets_a_temporary_password_and_signs_in_with_a_code(registry, log_in, store, clock):
    secret = registry.add(" Wati ", "Wati P.", Role.AUDITOR)
    assert row(registry, "wati").must_change and row(registry, "wati").needs_second_factor
    with pytest.raises(SignInRefused) as caught:
        log_in.sign_in("wati", secret.text)
    assert caught.value.code == "password_must_change"
    with pytest.raises(SignInRefused) as caught:
        log_in.sign_in("wati", secret.text, new=NEW)
    assert caught.value.code == "second_factor_missing"
    registry.set_totp("wati")
    with store.reading() as unit:
        kept = officers.get(unit, "wati").totp
    code = totp.code(kept, totp.step_at(clock.at))
    assert log_in.sign_in("wati", secret.text, code, new=NEW).factors == ("password", "totp")


def test_the_secret_is_shown_as_a_qr_code_that_an_authenticator_reads(registry):
    shown = registry.set_totp("rini")
    dark = np.kron(np.array(shown.modules), np.ones((6, 6), bool))
    picture = np.pad(np.where(dark, 0, 255).astype(np.uint8), 24, constant_values=255)
    assert [c.text for c in read_codes(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))] == [shown.text]
    assert shown.text.startswith("otpauth://totp/POST-1%3Arini?secret=")


def test_a_secret_prints_nothing(registry):
    secret = registry.set_totp("rini")
    assert secret.text not in repr(secret)


def test_a_text_too_long_for_a_code_is_named():
    from models.errors import BadImage

    with pytest.raises(BadImage):
        qr_modules("x" * 5000)


@pytest.mark.parametrize("name", ["", "a", "with blank", "../x", "x" * 33, "rini<"])
def test_a_name_that_nobody_can_type_is_refused(registry, name):
    with pytest.raises(BadOfficer):
        registry.add(name, "X", Role.OFFICER)


def test_an_officer_needs_a_name_for_others(registry):
    with pytest.raises(BadOfficer) as caught:
        registry.add("wati", "  ", Role.OFFICER)
    assert caught.value.code == "display_name_missing"


def test_every_change_is_in_the_log_under_the_administrators_name(registry, store):
    registry.set_role("rini", Role.SUPERVISOR)
    assert (last(store).actor, last(store).act, last(store).subject) == ("adi", Act.OFFICER_CHANGED, "rini")
    assert last(store).detail == {"role": "supervisor"}
    registry.set_active("rini", False)
    assert (row(registry, "rini").active, last(store).detail) == (False, {"active": False})
    registry.reset_password("rini")
    assert last(store).detail == {"password": "reset"}
    registry.clear_second_factor("rini")
    assert last(store).detail == {"second_factor": "none"}


def test_a_lock_out_is_shown_and_can_be_ended(registry, log_in, clock):
    for _ in range(4):
        with pytest.raises(SignInRefused):
            log_in.sign_in("rini", "x")
    assert row(registry, "rini").locked_until > clock.at
    registry.unlock("rini")
    assert row(registry, "rini").locked_until is None
    log_in.sign_in("rini", WORD)


def test_a_lock_out_that_is_over_is_not_shown(registry, log_in, clock):
    for _ in range(4):
        with pytest.raises(SignInRefused):
            log_in.sign_in("rini", "x")
    clock.forward(hours=2)
    assert row(registry, "rini").locked_until is None


def test_an_administrator_cannot_lift_their_own_restrictions(registry):
    for change in (
        lambda: registry.set_role("ADI", Role.SUPERVISOR),
        lambda: registry.set_active("adi", False),
        lambda: registry.unlock("adi"),
        lambda: registry.reset_password("adi"),
        lambda: registry.clear_second_factor("adi"),
    ):
        with pytest.raises(OwnAccount):
            change()


def test_a_second_factor_may_be_added_to_the_own_account_but_not_replaced(registry, hand):
    registry.set_totp("adi")
    with pytest.raises(OwnAccount):
        registry.set_totp("adi")
    with pytest.raises(OwnAccount):
        registry.set_finger("adi", Finger.RIGHT_INDEX, threading.Event(), lambda _: None)
    assert hand.asked == []


def test_who_is_no_administrator_any_more_changes_nothing(registry, store):
    Accounts(store).set_role("siti", "adi", Role.AUDITOR)
    for call in (registry.officers, lambda: registry.add("wati", "Wati", Role.OFFICER)):
        with pytest.raises(NotAllowed):
            call()


def test_the_last_administrator_cannot_be_removed_even_by_a_session_that_raced(registry, store):
    registry.set_active("siti", False)
    with pytest.raises(LastAdministrator):
        Accounts(store).set_active("siti", "adi", False)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_sees_the_officers(registry, role):
    other = replace(registry, session=replace(registry.session, officer=Officer("adi", "Adi", role)))
    with pytest.raises(NotAllowed):
        other.officers()


def test_the_officers_finger_becomes_the_second_factor(registry, log_in, hand):
    registry.set_finger("rini", Finger.LEFT_INDEX, threading.Event(), lambda _: None)
    assert hand.asked == [("rini", Finger.LEFT_INDEX)]
    assert row(registry, "rini").finger
    log_in.sign_in("rini", WORD, finger=lambda template: template == b"template of rini")


def test_temporary_passwords_differ_and_are_long_enough():
    made = {temporary_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(word) == 14 for word in made)
