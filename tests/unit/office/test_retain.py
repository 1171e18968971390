from __future__ import annotations

import io
import json
import uuid
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import text

import resources
from station.config import Config
from station.counter.enrol import seal_visit
from station.domain import merkle
from station.domain.audit import Act
from station.domain.case import Case, CaseStatus, record_of
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseRuling, Ruling
from station.errors import NotAllowed
from station.office import retain
from station.office.accounts import Accounts
from station.office.export import export_person
from station.office.log_in import LogIn, SignInRefused
from station.office.retain import ErasureProofInvalid, Retain
from station.office.two_person import ACTS, ApprovalInvalid, TwoPeople
from station.review.cases import Cases
from station.store import audit_log, audit_verify, cases, open_visits, outbox, records, references, spool, tables
from station.store.errors import RecordKeyGone, RecordMissing
from station.store.record import unpack
from station.vault import envelope, erasure, passwords
from station.vault.errors import BadSignature
from station.workflow import adjudication, policy
from station.workflow.policy import CHANGE_STAY, OVERRIDE, TWO_PERSON_ACTS, Retention
from tests.rig import open_visit_steps, visits
from tests.rig.pages import plain_pages
from tests.rig.visits import T0

RULES = Retention(
    visit_days=1825, reference_days=1825, key_days=0, case_days=1825, training_days=7, open_visit_hours=12
)
WORD = "selamat pagi"
POLICY = resources.path("policy/policy.json")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)


@pytest.fixture
def log_in(store):
    accounts = Accounts(store)
    for name, role in (
        ("rini", Role.OFFICER),
        ("budi", Role.SUPERVISOR),
        ("siti", Role.SUPERVISOR),
        ("adi", Role.ADMINISTRATOR),
    ):
        accounts.add("system", Officer(name, name.title(), role), WORD, must_change=False)
    return LogIn(store)


@pytest.fixture
def people(store, log_in):
    return TwoPeople(store, log_in)


@pytest.fixture
def budi(log_in):
    return log_in.sign_in("budi", WORD)


def events(store, act: str) -> list:
    with store.reading() as unit:
        return [e for _, e in audit_log.entries(unit) if e.act == act]


def sealed(store, seed: int = 1, **changes):
    visit = visits.visit(seed, **changes)
    return visit, seal_visit(store, visit)


def test_an_interrupted_visit_goes_after_its_hours_and_the_log_says_so(store, clock):
    kept = visits.visit(3)
    list(open_visit_steps.take(store, kept))
    clock.forward(hours=RULES.open_visit_hours - 1)
    assert Retain(store, RULES).run().open_visits_removed == 0
    clock.forward(hours=2)
    assert Retain(store, RULES).run().open_visits_removed == 1
    with store.reading() as unit:
        assert open_visits.every(unit) == [] and open_visits.samples(unit, kept.id) == (None, {})
    assert [e.subject for e in events(store, Act.VISIT_DISCARDED)] == [kept.id]


def test_references_have_days_of_their_own_and_the_record_stays(store, clock):
    visit, _ = sealed(store)
    rules = replace(RULES, reference_days=365)
    clock.forward(days=364)
    assert Retain(store, rules).run().references_removed == 0
    clock.forward(days=2)
    assert Retain(store, rules).run().references_removed == 1
    with store.reading() as unit:
        assert references.person_references(unit, visit.person) == []
        assert records.visit(unit, visit.id) == visit
    (entry,) = events(store, Act.ERASED)
    assert (entry.actor, entry.subject, entry.detail["what"]) == ("system", visit.id, "reference")


def test_an_erased_person_has_no_interrupted_visit_left(store, people, budi):
    visit, _ = sealed(store)
    again = replace(visits.visit(4), person=visit.person)
    list(open_visit_steps.take(store, again))
    approval = people.approve("erase", visit.person, budi, "adi", WORD, reason="request 7")
    Retain(store, RULES).erase(visit.person, approval, people)
    with store.reading() as unit:
        assert open_visits.every(unit) == []


def test_sealing_a_visit_ends_its_being_kept(store):
    list(open_visit_steps.take(store, visits.visit(5)))
    sealed(store, 5)
    with store.reading() as unit:
        assert open_visits.every(unit) == [] and open_visits.parts(unit, visits.visit(5).id) == set()


def receive(store, visit_id: str) -> None:
    with store.unit() as unit:
        outbox.receipted(unit, visit_id, b"receipt", unit.now())


def test_the_local_key_goes_after_the_agencys_receipt_and_not_before(store):
    visit, _ = sealed(store, 1)
    other, _ = sealed(store, 2)
    assert Retain(store, RULES).run().keys_removed == 0
    receive(store, visit.id)
    assert Retain(store, RULES).run().keys_removed == 1
    with store.reading() as unit:
        with pytest.raises(RecordKeyGone):
            records.visit(unit, visit.id)
        assert records.visit(unit, other.id) == other
        assert records.latest_reference(unit, visit.document.key).embedding == visit.face.embedding
    (event,) = events(store, Act.DATA_KEY_REMOVED)
    assert event.subject == visit.id
    assert len(event.detail["key"]) == 64


def test_the_key_stays_for_the_days_that_the_policy_grants(store, clock):
    visit, _ = sealed(store)
    receive(store, visit.id)
    assert Retain(store, replace(RULES, key_days=2)).run().keys_removed == 0
    clock.forward(days=2, seconds=1)
    assert Retain(store, replace(RULES, key_days=2)).run().keys_removed == 1


def test_a_removed_key_is_on_no_page_of_the_file(store, tmp_path, keys):
    visit, _ = sealed(store)
    with store.reading() as unit:
        query = "SELECT wrapped FROM data_keys WHERE record_id = :id"
        wrapped = unit.connection.execute(text(query), {"id": visit.id}).scalar()
    path = tmp_path / "station.db"
    store.checkpoint()
    assert wrapped in plain_pages(path, keys.database_key)  # the search can find it
    receive(store, visit.id)
    Retain(store, RULES).run()
    assert (tmp_path / "station.db-wal").stat().st_size == 0
    assert wrapped not in plain_pages(path, keys.database_key)


def test_visits_go_after_their_days_once_central_has_them(store, clock):
    old, _ = sealed(store, 1)
    unsent, _ = sealed(store, 2)
    receive(store, old.id)
    clock.forward(days=1824)
    assert Retain(store, RULES).run().visits_removed == 0
    new, _ = sealed(store, 3)
    receive(store, new.id)
    clock.forward(days=2)
    assert Retain(store, RULES).run().visits_removed == 1
    with store.reading() as unit:
        assert not records.exists(unit, old.id)
        assert records.exists(unit, unsent.id)
        assert records.exists(unit, new.id)
        assert outbox.receipt(unit, old.id) == b"receipt"  # the proof of delivery stays


def test_training_visits_go_sooner(store, clock):
    visit, _ = sealed(store, 1, mode="training")
    receive(store, visit.id)
    clock.forward(days=8)
    assert Retain(store, RULES).run().visits_removed == 1


def test_ruled_cases_go_after_their_days_and_open_ones_never(store, clock):
    visit = visits.visit(1)
    with store.unit() as unit:
        cases.open_case(unit, visits.case_of(visit, "ruled"))
        cases.open_case(unit, visits.case_of(visit, "open"))
        cases.put(unit, adjudication.claim(cases.case(unit, "ruled"), "budi", T0))
        cases.put(unit, adjudication.rule(cases.case(unit, "ruled"), Ruling(CaseRuling.REFER, "r", "n", "budi", T0)))
    clock.forward(days=1826)
    assert Retain(store, RULES).run().cases_removed == 1
    with store.reading() as unit:
        assert [row.id for row in cases.rows(unit)] == ["open"]
        assert cases.ruled_rows(unit) == []


def test_erasure_needs_two_different_people_who_may(people, budi, log_in, store):
    visit, _ = sealed(store)
    with pytest.raises(NotAllowed) as caught:
        people.approve("erase", visit.id, budi, "BUDI", WORD, reason="request 7")
    assert caught.value.code == "second_person_needed"
    with pytest.raises(NotAllowed):
        people.approve("erase", visit.id, budi, "rini", WORD, reason="request 7")
    with pytest.raises(NotAllowed):
        people.approve("erase", visit.id, log_in.sign_in("rini", WORD), "siti", WORD, reason="request 7")
    with pytest.raises(SignInRefused):
        people.approve("erase", visit.id, budi, "siti", "wrong", reason="request 7")
    with pytest.raises(ApprovalInvalid):
        people.approve("erase", visit.id, budi, "siti", WORD, reason="  ")
    with pytest.raises(ApprovalInvalid):
        people.approve("burn", visit.id, budi, "siti", WORD, reason="request 7")
    assert events(store, Act.TWO_PERSON_ACT) == []


def test_an_approval_is_for_one_act_on_one_subject_once(people, budi, store):
    visit, _ = sealed(store)
    approval = people.approve("erase", visit.id, budi, "siti", WORD, reason="request 7")
    for act, subject in (("export", visit.id), ("erase", "another")):
        with pytest.raises(ApprovalInvalid):
            people.use(approval, act, subject)
    with pytest.raises(ApprovalInvalid):
        people.use(replace(approval, id="forged"), "erase", visit.id)
    people.use(approval, "erase", visit.id)
    with pytest.raises(ApprovalInvalid):
        people.use(approval, "erase", visit.id)


def test_an_act_that_the_policy_does_not_list_needs_one_person_who_may_and_is_written_down(store, log_in, budi):
    people = TwoPeople(store, log_in, ["export"])
    visit, _ = sealed(store)
    approval = people.approve("erase", visit.person, budi, reason="request 7")
    assert len(Retain(store, RULES).erase(visit.person, approval, people)) == 1
    (entry,) = events(store, Act.ONE_PERSON_ACT)
    assert (entry.actor, entry.subject, entry.detail["act"]) == ("budi", visit.person, "erase")
    with pytest.raises(NotAllowed):
        people.approve("erase", visit.person, log_in.sign_in("rini", WORD), reason="request 7")
    with pytest.raises(NotAllowed):
        people.approve("export", visit.person, budi, reason="request 7")


def test_an_override_is_approved_by_a_ruling_and_not_beside_it(people, log_in):
    with pytest.raises(ApprovalInvalid):
        people.approve("override_failed_check", "v", log_in.sign_in("rini", WORD), "siti", WORD, reason="scar")


def test_every_act_of_the_policy_has_its_people():
    assert {*ACTS, OVERRIDE} == {*TWO_PERSON_ACTS, CHANGE_STAY}  # a stay is changed by two whatever a policy says


def erase(store, people, budi, subject: str):
    approval = people.approve("erase", subject, budi, "siti", WORD, reason="request 7")
    return Retain(store, RULES).erase(subject, approval, people)


def test_an_erased_person_leaves_nothing_but_the_proof(store, people, budi, keys, tmp_path):
    visit, _ = sealed(store, 1)
    again, _ = sealed(store, 2, person=visit.person)
    other, _ = sealed(store, 3)
    with store.unit() as unit:
        cases.open_case(unit, visits.case_of(visit, "c1"))
        of_other = visits.case_of(other, "c2")
        named = replace(of_other.candidates[0], person=visit.person, name="TANUWIJAYA OF VISIT ONE")
        cases.open_case(unit, replace(of_other, candidates=(named,)))
    proofs = erase(store, people, budi, visit.person)
    assert len(proofs) == 2
    assert set(spool.held(store)) == {other.id}
    with store.reading() as unit:
        assert not records.exists(unit, visit.id)
        assert not records.exists(unit, again.id)
        assert records.visit(unit, other.id) == other
        (left,) = cases.every(unit)
        assert (left.id, left.candidates[0].name) == ("c2", "")
        assert [row.kind for row in outbox.take(unit)] == ["visit", "erasure", "erasure"]
    store.checkpoint()
    pages = plain_pages(tmp_path / "station.db", keys.database_key)
    for gone in (visit.face.embedding, visit.fingers[0].template, visit.document.number.encode(), b"OF VISIT ONE"):
        assert gone not in pages
    assert other.face.embedding[:60] in pages


def test_an_erasure_is_proven_to_anybody_with_the_stations_public_key(store, people, budi, keys):
    visit, record = sealed(store)
    (proof,) = erase(store, people, budi, visit.id)
    event = retain.verify_proof(proof, "POST-1", keys.signer.public)
    assert (event.subject, event.actor, event.detail["second"]) == (visit.id, "budi", "siti")
    assert event.detail["digest"] == record.digest
    with pytest.raises(ErasureProofInvalid):
        forged = proof.leaf.replace(b'"budi"', b'"rini"')
        retain.verify_proof(replace(proof, leaf=forged), "POST-1", keys.signer.public)
    with pytest.raises(BadSignature):
        retain.verify_proof(proof, "POST-1", bytes(32))
    with store.reading() as unit:
        assert audit_verify.verify(unit, [proof.checkpoint]).sound
        other = retain.ErasureProof(
            unit.connection.execute(text("SELECT leaf FROM audit_entries WHERE number = 0")).scalar(),
            0,
            tuple(audit_log.prove_inclusion(unit, [0], audit_log.size(unit))[0]),
            proof.checkpoint,
        )
    with pytest.raises(ErasureProofInvalid):
        retain.verify_proof(other, "POST-1", keys.signer.public)  # a true entry, but of another act
    assert merkle.leaf_hash(proof.leaf)


def test_central_is_told_of_an_erasure_by_a_signed_record(store, people, budi, keys):
    visit, _ = sealed(store)
    erase(store, people, budi, visit.id)
    with store.reading() as unit:
        (row,) = outbox.take(unit)
    uuid.UUID(row.record_id)  # central takes nothing else
    assert erasure.read(row.body, keys.signer.public)["visit"] == visit.id
    with pytest.raises(BadSignature):
        erasure.read(row.body.replace(visit.id.encode(), b"x" * 36), keys.signer.public)


def test_nobody_is_erased_who_is_not_there(store, people, budi):
    with pytest.raises(RecordMissing):
        erase(store, people, budi, "nobody")


def test_one_persons_record_is_exported_whole(store, people, budi):
    visit, _ = sealed(store, 1)
    again, _ = sealed(store, 2, person=visit.person)
    other, _ = sealed(store, 3)
    with store.unit() as unit:
        cases.open_case(unit, visits.case_of(visit, "c1"))
        records.remove_data_key(unit, again.id)
    approval = people.approve("export", visit.person, budi, "adi", WORD, reason="request 8")
    with zipfile.ZipFile(io.BytesIO(export_person(store, visit.person, approval, people))) as archive:
        content = json.loads(archive.read("person.json"))
        by_id = {v["summary"]["id"]: v for v in content["visits"]}
        assert set(by_id) == {visit.id, again.id}
        assert by_id[visit.id]["held_by"] == "station"
        assert archive.read(by_id[visit.id]["record"]["face"]["image"]) == visit.face.image
        assert by_id[visit.id]["record"]["document"]["surname"] == "TANUWIJAYA"
        assert by_id[again.id]["held_by"] == "agency"
        assert archive.read(by_id[again.id]["reference"]["face_crop"]) == again.face.image
        assert content["cases"][0]["candidates"] == 1
        assert "OTHER, NAME" not in archive.read("person.json").decode()
        assert other.id not in archive.read("person.json").decode()
        assert {e["act"] for e in content["audit"]} >= {"visit_sealed"}
    (event,) = events(store, Act.EXPORTED)
    assert (event.actor, event.detail["second"], event.detail["visits"]) == ("budi", "adi", 2)


def test_stays_and_a_visit_that_waits_are_exported_too_and_nothing_of_them_is_left_after_an_erasure(
    store, people, budi, erase_person
):
    visit, _ = sealed(store, 1)
    waits = visits.visit(5, person=visit.person)
    list(open_visit_steps.take(store, waits))
    approval = people.approve("export", visit.person, budi, "adi", WORD, reason="request 8")
    with zipfile.ZipFile(io.BytesIO(export_person(store, visit.person, approval, people))) as archive:
        content = json.loads(archive.read("person.json"))
        (stay,) = content["stays"]
        assert (stay["arrival_visit"], stay["last_day"]) == (visit.id, "2026-03-30")
        assert [event["act"] for event in stay["events"]] == ["opened"]
        (kept,) = content["open_visits"]
        assert (kept["id"], len(kept["fingers"])) == (waits.id, len(waits.fingers))
        assert archive.read(kept["face"]["image"]) == waits.face.image
    erase_person(visit.person)
    with store.reading() as unit:
        left = {
            table.name: unit.connection.execute(table.select()).all()
            for table in (tables.stays, tables.stay_events, tables.who, tables.open_visits, tables.open_samples)
        }
    assert not any(left.values())


def test_who_is_here_only_by_a_visit_that_waits_is_exported(store, people, budi):
    waits = visits.visit(5)
    list(open_visit_steps.take(store, waits))
    approval = people.approve("export", waits.person, budi, "adi", WORD, reason="request 8")
    with zipfile.ZipFile(io.BytesIO(export_person(store, waits.person, approval, people))) as archive:
        content = json.loads(archive.read("person.json"))
    assert (content["visits"], len(content["open_visits"])) == ([], 1)


@pytest.fixture
def erase_person(store, people, budi):
    def act(person):
        approval = people.approve("erase", person, budi, "adi", WORD, reason="request 7")
        return Retain(store, RULES).erase(person, approval, people)

    return act


def _waiting(store):
    with store.reading() as unit:
        return [(row.kind, row.body) for row in outbox.take(unit, 50)]


def _opened_by_the_service(store, visit, **changes):
    case = replace(visits.case_of(visit, str(uuid.uuid4())), **changes)
    service = Cases(store, Config(station=store.keys.station), policy.parse(POLICY.read_bytes()))
    service.open(case)
    return service, case


def test_no_state_of_a_case_of_an_erased_person_leaves_for_central(store, erase_person):
    visit = replace(visits.visit(1), id=str(uuid.uuid4()))
    seal_visit(store, visit)
    service, case = _opened_by_the_service(store, visit)
    siti = Officer("siti", "Siti", Role.SUPERVISOR)
    service.claim(case.id, siti)
    service.rule(case.id, siti, CaseRuling.REFER, "scores_between", "seen")
    assert [kind for kind, _ in _waiting(store)] == ["visit", "case", "case", "correction"]
    erase_person(visit.person)
    assert [kind for kind, _ in _waiting(store)] == ["erasure"]


def test_a_person_who_is_here_only_by_a_case_is_erased_and_central_is_told(store, erase_person):
    visit = replace(visits.visit(1), id=str(uuid.uuid4()))  # given up at the counter: never sealed
    _opened_by_the_service(store, visit, station=store.keys.station)
    (proof,) = erase_person(visit.person)
    retain.verify_proof(proof, store.keys.station, store.keys.signer.public)
    ((kind, body),) = _waiting(store)
    assert kind == "erasure"
    assert erasure.read(body, store.keys.signer.public)["visit"] == visit.id


def test_the_name_of_an_erased_candidate_does_not_leave_in_the_case_of_somebody_else(store, erase_person, agency):
    gone = replace(visits.visit(1), id=str(uuid.uuid4()))
    seal_visit(store, gone)
    other = replace(visits.visit(2), id=str(uuid.uuid4()))
    case = visits.case_of(other)
    named = replace(case.candidates[0], person=gone.person, name="TANUWIJAYA", document="IDN:X1")
    service, case = _opened_by_the_service(store, other, candidates=(named,))
    erase_person(gone.person)
    bodies = [body for kind, body in _waiting(store) if kind == "case"]
    assert len(bodies) == 1
    identity = f"case/{store.keys.station}/{record_of(case.id, CaseStatus.WAITING)}".encode()
    sent = unpack(Case, envelope.open_as_agency(bodies[0], agency.sealing_private, identity))
    assert [(c.name, c.document) for c in sent.candidates] == [("", "")]
    assert service.case(case.id).candidates == sent.candidates
