"""Pages, chips and seals of documents: kept in the sealed record, found again, exported for a lawful request, and
nowhere after an erasure."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from station.counter.draft import Draft
from station.counter.enrol import seal_visit
from station.counter.kept_visit import KeptVisits
from station.domain.audit import Act
from station.domain.case import chip_for_case
from station.domain.chip import (
    ChipCheck,
    ChipDetails,
    ChipEvidence,
    ChipFile,
    ChipReason,
    ChipResult,
    FacePair,
    Pair,
    SealEvidence,
    Substitution,
    TrustLists,
)
from station.domain.desk import DocumentReading
from station.domain.officer import Officer, Role
from station.domain.outcome import Outcome
from station.domain.visit import Visit
from station.office.accounts import Accounts
from station.office.export import export_person
from station.office.log_in import LogIn
from station.office.retain import Retain
from station.office.two_person import TwoPeople
from station.register.past import PastTravellers
from station.store import audit_log, cases, open_visits, outbox, records, spool
from station.store.errors import RecordMissing
from station.store.session import Store
from station.ui.review.past_desk import PastPresenter, PastState
from station.vault import envelope, passwords
from station.vault.agency import AgencyKeys
from station.vault.keys import StationKeys
from station.wire.delivery import record_identity
from station.work import Now
from station.workflow.policy import Retention
from tests.rig import visits
from tests.rig.pages import plain_pages
from tests.rig.visits import T0

RULES = Retention(
    visit_days=1825, reference_days=1825, key_days=0, case_days=1825, training_days=7, open_visit_hours=12
)
WORD = "selamat pagi"


def planted(mark: str) -> dict[str, bytes]:
    """Octets that stand nowhere else, by what they are."""
    return {name: f"<{mark} {name} PLANTED>".encode() * 40 for name in ("DG1", "DG2", "DG11", "SOD", "page", "seal")}


def evidence(octets: dict[str, bytes], name: str) -> ChipEvidence:
    return ChipEvidence(
        ChipResult.FAILED, "ACS ACR1252 00 00", T0, 2.4, way="PACE", mapping="GM", cipher="AES-128",
        checks=(ChipCheck("sod", ChipResult.SUCCESSFUL), ChipCheck("genuine", ChipResult.FAILED)),
        reasons=(ChipReason("active_authentication_wrong", ChipResult.FAILED),),
        files=tuple(ChipFile(group, octets[group]) for group in ("SOD", "DG1", "DG2", "DG11")),
        lines=("P<UTO", "C0"), details=ChipDetails(surname=name, personal_number=f"PN-{name}"),
        lists=TrustLists(9, 608, 74, 2, date(2026, 2, 1)),
        faces=(FacePair(Pair.CHIP_LIVE, Outcome.NO_MATCH, -4.0, 6.9),), substitution=Substitution.LIVE,
    )  # fmt: skip


def with_document(seed: int, mark: str, **changes: object) -> tuple[Visit, dict[str, bytes]]:
    octets = planted(mark)
    seal = SealEvidence(octets["seal"], "visa", "UTO", ChipResult.UNDETERMINED, T0)
    chip = evidence(octets, f"SURNAME{mark}")
    page = b"\xff\xd8\xff" + octets["page"]
    return visits.visit(seed, chip=chip, page=page, seals=(seal,), **changes), octets


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)


@pytest.fixture
def log_in(store: Store) -> LogIn:
    accounts = Accounts(store)
    for name, role in (("budi", Role.SUPERVISOR), ("siti", Role.SUPERVISOR), ("adi", Role.ADMINISTRATOR)):
        accounts.add("system", Officer(name, name.title(), role), WORD, must_change=False)
    return LogIn(store)


@pytest.fixture
def people(store: Store, log_in: LogIn) -> TwoPeople:
    return TwoPeople(store, log_in)


def erase(store: Store, log_in: LogIn, people: TwoPeople, person: str) -> None:
    approval = people.approve("erase", person, log_in.sign_in("budi", WORD), "siti", WORD, reason="request 7")
    Retain(store, RULES).erase(person, approval, people)


def opened(store: Store, agency: AgencyKeys) -> Iterator[bytes]:
    """Everything that any key of the station or of the agency still opens: records, and what waits for central."""
    with store.reading() as unit:
        for row in outbox.take(unit, 1000):
            if row.kind == "visit":
                identity = record_identity("visit", store.keys.station, row.record_id)
                yield envelope.open_as_agency(row.body, agency.sealing_private, identity)
            else:
                yield row.body


def nowhere(folder: Path, store: Store, keys: StationKeys, agency: AgencyKeys, octets: dict[str, bytes]) -> list[str]:
    """What of it is still found: on a page of the database, live or free, in a file, or under a key."""
    store.checkpoint()
    places = {"database": plain_pages(folder / "station.db", keys.database_key)}
    places |= {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    places |= {f"opened {number}": body for number, body in enumerate(opened(store, agency))}
    return [f"{name} in {place}" for place, body in places.items() for name, one in octets.items() if one[:60] in body]


def test_a_record_keeps_page_chip_and_seals_and_the_history_leads_to_them(store: Store, log_in: LogIn):
    visit, octets = with_document(1, "A")
    seal_visit(store, visit)
    past = PastTravellers(store, log_in.sign_in("budi", WORD))
    (found,) = past.search(visit.document.number).travellers
    (crossing,) = past.history(found.person).crossings
    with store.reading() as unit:
        kept = records.visit(unit, crossing.id)
    assert (kept.chip, kept.page, kept.seals) == (visit.chip, visit.page, visit.seals)
    assert kept.chip is not None
    assert kept.chip.file("DG2") == octets["DG2"]


def test_the_history_page_says_what_is_kept_of_a_document_and_who_looked_is_in_the_log(store: Store, log_in: LogIn):
    visit, octets = with_document(1, "A")
    bare = visits.visit(2)
    seal_visit(store, visit)
    seal_visit(store, bare)
    shown: list[PastState] = []
    past = PastTravellers(
        store, log_in.sign_in("budi", WORD), page=lambda page: ("page", page), face=lambda group: ("face", group)
    )
    presenter = PastPresenter(shown.append, Now(), past)
    presenter.select(visit.person)
    presenter.open_crossing(visit.id)
    kept = shown[-1].kept
    assert kept is not None
    assert (kept.chip, kept.seals, kept.has_page) == (visit.chip, visit.seals, True)
    assert (kept.page, kept.face) == (("page", visit.page), ("face", octets["DG2"]))
    with store.reading() as unit:
        found = list(audit_log.newest(unit, act=Act.RECORD_READ))
    looked = [event for _, event in found if event is not None and event.subject == visit.id]
    assert [(event.actor, event.detail) for event in looked] == [("budi", {"document": True})]
    presenter.select(bare.person)
    assert shown[-1].kept is None  # nobody else's document stands there
    presenter.open_crossing(bare.id)
    assert shown[-1].kept is not None and shown[-1].kept.empty
    with store.unit() as unit:
        records.remove_data_key(unit, visit.id)
    presenter.select(visit.person)
    presenter.open_crossing(visit.id)
    problem = shown[-1].problem
    assert problem is not None and problem.code == "record_key_gone"
    assert shown[-1].kept is None
    presenter.leave()
    assert (shown[-1].history, shown[-1].crossing, shown[-1].kept) == (None, "", None)


def test_a_lawful_request_gets_page_chip_and_seals_as_they_were_read(store: Store, log_in: LogIn, people: TwoPeople):
    visit, octets = with_document(1, "A")
    other, _ = with_document(2, "B")
    seal_visit(store, visit)
    seal_visit(store, other)
    approval = people.approve("export", visit.person, log_in.sign_in("budi", WORD), "adi", WORD, reason="request 8")
    with zipfile.ZipFile(io.BytesIO(export_person(store, visit.person, approval, people))) as archive:
        record = json.loads(archive.read("person.json"))["visits"][0]["record"]
        files = {file["name"]: archive.read(file["octets"]) for file in record["chip"]["files"]}
        assert files == {name: octets[name] for name in ("SOD", "DG1", "DG2", "DG11")}
        assert archive.read(record["page"]) == visit.page
        assert record["page"].endswith(".jpg")
        assert archive.read(record["seals"][0]["octets"]) == octets["seal"]
        assert record["chip"]["verdict"] == "failed"
        assert record["chip"]["reasons"][0]["code"] == "active_authentication_wrong"
        assert record["chip"]["details"]["personal_number"] == "PN-SURNAMEA"
        assert record["chip"]["substitution"] == "live"
        assert record["chip"]["lists"]["dated"] == "2026-02-01"
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"<B " not in everything  # nobody else's


def test_an_erased_person_s_page_chip_and_seals_are_nowhere(
    store: Store, log_in: LogIn, people: TwoPeople, keys: StationKeys, agency: AgencyKeys, tmp_path: Path
):
    visit, octets = with_document(1, "A")
    again, more = with_document(2, "A2", person=visit.person)
    other, others = with_document(3, "B")
    seal_visit(store, visit)
    seal_visit(store, other)
    keeper = KeptVisits(store, 24.0 * 3650)  # the same traveller stands at the counter again, and the power goes
    draft = Draft(again.officer, id=again.id, opened_at=again.opened_at, person=again.person)
    draft.reading, draft.document = DocumentReading(again.document, again.document.lines), again.document
    draft.chip, draft.page, draft.seals = again.chip, again.page, again.seals
    keeper.keep(draft)
    case = visits.case_of(visit, str(uuid.uuid4()))
    case = replace(case, page=visit.page, chip=chip_for_case(visit.chip))
    with store.unit() as unit:  # and a supervisor is to look at the document
        cases.open_case(unit, case)
        cases.queue(unit, case)

    before = nowhere(tmp_path, store, keys, agency, octets | {f"open {name}": one for name, one in more.items()})
    for name in octets:  # the search finds what is there
        assert any(found.startswith(f"{name} in opened") for found in before), name
        assert any(found.startswith(f"open {name} in database") for found in before), name
    erase(store, log_in, people, visit.person)
    assert nowhere(tmp_path, store, keys, agency, octets | {f"open {name}": one for name, one in more.items()}) == []
    with store.reading() as unit, pytest.raises(RecordMissing):
        cases.case(unit, case.id)
    with store.reading() as unit:
        assert open_visits.every(unit) == []
        with pytest.raises(RecordMissing):
            records.visit(unit, visit.id)
        kept = records.visit(unit, other.id)
    assert (kept.chip, kept.page, kept.seals) == (other.chip, other.page, other.seals)
    assert set(spool.held(store)) == {other.id}
    assert any("opened" in found for found in nowhere(tmp_path, store, keys, agency, others))
