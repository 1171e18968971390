"""One person stays one person, however many accounts they hold; and a closed account does nothing more."""

from __future__ import annotations

import pytest

import resources
from station.config import Config
from station.counter.enrol import seal_visit
from station.domain.office import LogQuery, SecondPerson
from station.domain.officer import Officer, Role
from station.errors import NotAllowed
from station.office.accounts import Accounts
from station.office.auditing import Auditing
from station.office.log_in import LogIn, SignInRefused
from station.office.registry import Registry
from station.office.retain import Retain
from station.office.rights import Rights
from station.office.stewardship import Stewardship
from station.office.two_person import TwoPeople, independent
from station.road import pulled_officers
from station.store import officers
from station.vault import passwords, totp
from station.workflow import policy
from tests.rig import visits

WORD = "selamat pagi"
OWN = "sore hari ini hujan"
POLICY = policy.parse(resources.path("policy/policy.json").read_bytes())


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)


@pytest.fixture
def accounts(store):
    accounts = Accounts(store)
    for name, role in (("adi", Role.ADMINISTRATOR), ("eka", Role.ADMINISTRATOR), ("siti", Role.SUPERVISOR)):
        accounts.add("station-admin", Officer(name, name.title(), role), WORD, must_change=False)
    return accounts


@pytest.fixture
def log_in(store, accounts):
    return LogIn(store)


@pytest.fixture
def visit(store):
    made = visits.visit(1)
    seal_visit(store, made)
    return made


def registry(store, log_in, name="adi"):
    return Registry(store, log_in, log_in.sign_in(name, WORD), lambda *_: None)


def rights(store, log_in, session):
    return Rights(store, TwoPeople(store, log_in), Retain(store, POLICY.retention), session, lambda _: None)


def agrees(store, log_in, visit, first, second, password, tmp_path, code=""):
    """What comes of an export by `first`, a session, with `second` beside."""
    path = tmp_path / "out.zip"
    try:
        rights(store, log_in, first).export(visit.person, SecondPerson(second, password, "request 1", code), path)
    except (NotAllowed, SignInRefused) as error:
        assert not path.exists()
        return error.code
    return "agreed"


def test_two_people_of_their_own_agree(store, log_in, visit, tmp_path):
    assert agrees(store, log_in, visit, log_in.sign_in("adi", WORD), "siti", WORD, tmp_path) == "agreed"


def test_a_first_password_is_nobodys_word(store, log_in, visit, tmp_path):
    ghost = registry(store, log_in).add("ghost", "Ghost", Role.ADMINISTRATOR)
    assert agrees(store, log_in, visit, log_in.sign_in("adi", WORD), "ghost", ghost.text, tmp_path) == (
        "password_must_change"
    )


def test_who_made_an_account_is_not_seconded_by_it_also_after_its_password_was_changed(store, log_in, visit, tmp_path):
    ghost = registry(store, log_in).add("ghost", "Ghost", Role.ADMINISTRATOR)
    session = log_in.sign_in("ghost", ghost.text, new=OWN)
    adi = log_in.sign_in("adi", WORD)
    assert agrees(store, log_in, visit, adi, "ghost", OWN, tmp_path) == "second_person_in_hand"
    assert agrees(store, log_in, visit, session, "adi", WORD, tmp_path) == "second_person_in_hand"
    assert agrees(store, log_in, visit, session, "siti", WORD, tmp_path) == "agreed"


def test_a_ghosts_ghost_is_in_the_same_hand_and_so_are_two_ghosts_of_one_maker(store, log_in, visit, tmp_path):
    first = registry(store, log_in).add("ghost", "Ghost", Role.ADMINISTRATOR)
    log_in.sign_in("ghost", first.text, new=OWN)
    of_ghost = Registry(store, log_in, log_in.sign_in("ghost", OWN), lambda *_: None)
    second = of_ghost.add("ghost2", "Ghost 2", Role.SUPERVISOR)
    session = log_in.sign_in("ghost2", second.text, new=OWN + "!")
    adi = log_in.sign_in("adi", WORD)
    assert agrees(store, log_in, visit, adi, "ghost2", OWN + "!", tmp_path) == "second_person_in_hand"
    third = registry(store, log_in).add("ghost3", "Ghost 3", Role.SUPERVISOR)
    log_in.sign_in("ghost3", third.text, new=OWN + "?")
    assert agrees(store, log_in, visit, session, "ghost3", OWN + "?", tmp_path) == "second_person_in_hand"


def test_who_reset_a_password_is_not_seconded_by_it_until_another_one_did(store, log_in, visit, tmp_path):
    secret = registry(store, log_in).reset_password("siti")
    log_in.sign_in("siti", secret.text, new=OWN)
    adi, eka = log_in.sign_in("adi", WORD), log_in.sign_in("eka", WORD)
    assert agrees(store, log_in, visit, adi, "siti", OWN, tmp_path) == "second_person_in_hand"
    assert agrees(store, log_in, visit, eka, "siti", OWN, tmp_path) == "agreed"
    secret = registry(store, log_in, "eka").reset_password("siti")
    log_in.sign_in("siti", secret.text, new=OWN + "!")
    assert agrees(store, log_in, visit, adi, "siti", OWN + "!", tmp_path) == "agreed"


def test_a_second_factor_that_another_one_set_keeps_a_reset_account_its_owners(store, log_in, visit, tmp_path, clock):
    registry(store, log_in, "eka").set_totp("siti")
    with store.reading() as unit:
        factor = officers.get(unit, "siti").totp
    secret = registry(store, log_in).reset_password("siti")
    clock.forward(minutes=1)
    log_in.sign_in("siti", secret.text, totp.code(factor, totp.step_at(clock.at)), new=OWN)
    adi = log_in.sign_in("adi", WORD)
    assert agrees(store, log_in, visit, adi, "siti", OWN, tmp_path) == "second_factor_needed"
    clock.forward(minutes=1)
    code = totp.code(factor, totp.step_at(clock.at))
    assert agrees(store, log_in, visit, adi, "siti", OWN, tmp_path, code) == "agreed"
    registry(store, log_in).set_totp("siti")  # now both are in one hand
    with store.reading() as unit:
        assert not independent(unit, "adi", "siti")
        assert independent(unit, "eka", "siti")


def test_a_password_of_the_agency_is_in_nobodys_hand(store, log_in, visit, tmp_path):
    registry(store, log_in).reset_password("siti")
    sent = pulled_officers.SentOfficer(Officer("siti", "Siti", Role.SUPERVISOR), passwords.hash_password(OWN))
    with store.unit() as unit:
        pulled_officers.take(unit, "siti", sent.to_bytes())
    assert agrees(store, log_in, visit, log_in.sign_in("adi", WORD), "siti", OWN, tmp_path) == "agreed"


def test_the_second_persons_own_finger_is_asked_for(store, log_in, visit, accounts, tmp_path):
    accounts.set_finger("eka", "siti", b"template")
    desk = rights(store, log_in, log_in.sign_in("adi", WORD))
    asked = []

    def finger(name, right):
        return lambda template: asked.append((name, template)) or right

    second = SecondPerson("siti", WORD, "request 1")
    for right in (False, True):
        look = Rights(desk.store, desk.people, desk.retain, desk.session, desk.forget, lambda n, r=right: finger(n, r))
        if right:
            look.export(visit.person, second, tmp_path / "out.zip")
        else:
            with pytest.raises(SignInRefused) as refused:
                look.export(visit.person, second, tmp_path / "out.zip")
            assert refused.value.code == "second_factor_wrong"
    assert asked == [("siti", b"template")] * 2


def closed(accounts, name):
    accounts.set_active("eka", name, False)


def moved(accounts, name):
    accounts.set_role("eka", name, Role.OFFICER)


@pytest.mark.parametrize("end", [closed, moved])
def test_a_closed_or_moved_account_does_nothing_more_in_its_open_session(store, log_in, accounts, visit, tmp_path, end):
    accounts.add("station-admin", Officer("nur", "Nur", Role.AUDITOR), WORD, must_change=False)
    adi, nur, siti = (log_in.sign_in(name, WORD) for name in ("adi", "nur", "siti"))
    desk, audit = rights(store, log_in, adi), Auditing(store, nur)
    steward = Stewardship(store, Config(mode="demo", data=str(tmp_path)), POLICY, adi)
    of_siti = rights(store, log_in, siti)
    for name in ("adi", "nur", "siti"):
        end(accounts, name)
    second = SecondPerson("eka", WORD, "request 1")
    acts = (
        lambda: desk.find("TANUWIJAYA"),
        lambda: desk.export(visit.person, second, tmp_path / "a.zip"),
        lambda: desk.erase(visit.person, second, tmp_path / "a.json"),
        lambda: of_siti.export(visit.person, second, tmp_path / "b.zip"),
        steward.facts,
        lambda: steward.rehearse(tmp_path, "x"),
        lambda: audit.query(LogQuery()),
        lambda: audit.page(LogQuery(), None),
        audit.actors,
        audit.witnessed,
        lambda: audit.verify([], None, lambda _: None),
        lambda: audit.save_checkpoint(tmp_path / "c"),
        lambda: audit.save_proof(0, tmp_path / "d"),
        lambda: audit.save_list(LogQuery(), tmp_path / "e.json"),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert not {path.name for path in tmp_path.iterdir()} & {"a.zip", "a.json", "b.zip", "c", "d", "e.json"}


def test_a_visit_is_not_sealed_by_a_closed_account(store, accounts):
    made = visits.visit(3)
    accounts.add("station-admin", Officer(made.officer, "O", Role.OFFICER), WORD, must_change=False)
    closed(accounts, made.officer)
    with pytest.raises(NotAllowed):
        seal_visit(store, made)
    accounts.set_active("eka", made.officer, True)
    seal_visit(store, made)


def test_a_closed_supervisor_claims_no_case(store, accounts):
    import uuid

    from station.review.adjudicate import Adjudication
    from station.review.cases import Cases
    from station.store import cases

    case = visits.case_of(visits.visit(2), str(uuid.uuid4()))
    with store.unit() as unit:
        cases.open_case(unit, case)
    desk, siti = Cases(store, Config(station="POST-1"), POLICY), Officer("siti", "Siti", Role.SUPERVISOR)
    closed(accounts, "siti")
    with pytest.raises(NotAllowed):
        desk.claim(case.id, siti)
    with pytest.raises(NotAllowed):
        Adjudication(store, desk, None, None, POLICY, siti).waiting(10)  # whose names stand in the queue
