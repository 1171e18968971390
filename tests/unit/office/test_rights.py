from __future__ import annotations

import json
import zipfile
from dataclasses import replace

import pytest

import resources
from station.counter.enrol import seal_visit
from station.domain.audit import Act
from station.domain.office import SecondPerson
from station.domain.officer import Officer, Role
from station.errors import NotAllowed
from station.office import proof_file
from station.office.accounts import Accounts
from station.office.log_in import LogIn, SignInRefused
from station.office.proof_file import FileUnwritten
from station.office.retain import Retain, verify_proof
from station.office.rights import Rights, SearchTooShort
from station.office.two_person import ApprovalInvalid, TwoPeople
from station.store import audit_log, records
from station.vault import passwords
from station.workflow import policy
from tests.rig import visits

WORD = "selamat pagi"
RULES = policy.parse(resources.path("policy/policy.json").read_bytes()).retention
BUDI = SecondPerson("budi", WORD, "request 17/2026")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)


@pytest.fixture
def forgotten():
    return []


@pytest.fixture
def rights(store, forgotten):
    accounts = Accounts(store)
    for name, role in (("adi", Role.ADMINISTRATOR), ("budi", Role.SUPERVISOR), ("rini", Role.OFFICER)):
        accounts.add("system", Officer(name, name.title(), role), WORD, must_change=False)
    log_in = LogIn(store)
    session = log_in.sign_in("adi", WORD)
    return Rights(store, TwoPeople(store, log_in), Retain(store, RULES), session, forgotten.append)


@pytest.fixture
def visit(store):
    made = visits.visit(1)
    seal_visit(store, made)
    seal_visit(store, visits.visit(2, document=visits.document("D7654321", "HALVORSEN", "IDA")))
    return made


def entries(store):
    with store.reading() as unit:
        return [e for _, e in audit_log.entries(unit)]


@pytest.mark.parametrize("text", ["tanuwijaya", "sri tanu", "C0000001", "c 000-0001"])
def test_a_person_is_found_by_name_or_by_the_number_of_the_document(rights, visit, text):
    (found,) = rights.find(text)
    assert (found.person, found.document, found.visits) == (visit.person, "UTO:C0000001", 1)


def test_a_search_is_in_the_log_without_what_was_searched(rights, visit, store):
    rights.find("Tanuwijaya")
    last = entries(store)[-1]
    assert (last.actor, last.act, last.detail) == ("adi", Act.RECORDS_SEARCHED, {"found": 1})
    assert "TANUWIJAYA" not in str(last).upper()


@pytest.mark.parametrize("text", ["", "ab", " - "])
def test_nobody_lists_everybody(rights, visit, text):
    with pytest.raises(SearchTooShort):
        rights.find(text)


def test_nobody_is_found_by_a_part_of_a_number(rights, visit):
    assert rights.find("0000001") == ()


def test_an_export_needs_two_people_and_is_a_zip_of_everything(rights, visit, tmp_path, store):
    rights.export(visit.person, BUDI, tmp_path / "person.zip")
    with zipfile.ZipFile(tmp_path / "person.zip") as archive:
        content = json.loads(archive.read("person.json"))
    assert content["person"] == visit.person
    assert [e.act for e in entries(store)][-2:] == [Act.TWO_PERSON_ACT, Act.EXPORTED]


def test_an_erasure_leaves_a_proof_and_nobody_in_the_gallery(rights, visit, tmp_path, store, keys, forgotten):
    assert rights.erase(visit.person, BUDI, tmp_path / "proof.json") == 1
    (proof,) = proof_file.from_json((tmp_path / "proof.json").read_bytes())
    event = verify_proof(proof, "POST-1", keys.signer.public)
    assert (event.subject, event.detail["second"]) == (visit.id, "budi")
    assert forgotten == [visit.person]
    assert rights.find("tanuwijaya") == ()
    assert len(rights.find("halvorsen")) == 1


@pytest.mark.parametrize(
    ("second", "error"),
    [
        (SecondPerson("budi", "wrong", "r"), SignInRefused),
        (SecondPerson("adi", WORD, "r"), NotAllowed),
        (SecondPerson("rini", WORD, "r"), NotAllowed),
        (SecondPerson("budi", WORD, " "), ApprovalInvalid),
    ],
)
def test_without_a_second_person_who_may_nothing_is_erased_and_no_file_appears(
    rights, visit, tmp_path, store, second, error
):
    for act in (rights.erase, rights.export):
        with pytest.raises(error):
            act(visit.person, second, tmp_path / "file")
    assert list(tmp_path.glob("file*")) == []
    with store.reading() as unit:
        assert records.exists(unit, visit.id)


def test_a_proof_that_would_find_no_room_stops_the_erasure_before_it_begins(rights, visit, tmp_path, store):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileUnwritten):
        rights.erase(visit.person, BUDI, tmp_path / "file" / "proof.json")
    with store.reading() as unit:
        assert records.exists(unit, visit.id)


def test_a_file_that_is_there_stays_when_the_second_person_refuses(rights, visit, tmp_path):
    (tmp_path / "old.zip").write_bytes(b"kept")
    with pytest.raises(SignInRefused):
        rights.export(visit.person, SecondPerson("budi", "wrong", "r"), tmp_path / "old.zip")
    assert (tmp_path / "old.zip").read_bytes() == b"kept"


def test_an_auditor_may_not_search_records(rights):
    other = replace(rights, session=replace(rights.session, officer=Officer("wati", "Wati", Role.AUDITOR)))
    with pytest.raises(NotAllowed):
        other.find("tanuwijaya")


def test_a_password_is_never_printed():
    assert WORD not in repr(BUDI)
