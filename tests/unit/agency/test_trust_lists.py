"""The states' lists: agreed by two people, sent as signed rows, read by a station, replaced, taken back."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest

from models.document.chip import certificate
from station.agency import status, trust_lists
from station.agency.desk import Desk
from station.cli import central_trust
from station.counter.trust import TrustLibrary, assemble, days_old, ending
from station.domain.chip import TrustLists
from station.store import pulled
from station.store.session import Store
from station.wire import trust_list
from station.wire.errors import CentralGarbled, CentralRefused
from station.wire.trust_list import ListKind, TrustList
from tests.rig.central import agency_of
from tests.rig.issuer import State, Wish, day
from tests.unit.models.chip.test_passive import master_list

UTOPIA = State()
AUTHORITY = certificate.parse(UTOPIA.authority.certificate)


def digits(found: trust_lists.Proposed) -> str:
    return found.fingerprint[-trust_lists.TYPED :]


def two(found: trust_lists.Proposed) -> list[tuple[str, str]]:
    return [("S. Rahman", digits(found)), ("M. Lestari", digits(found).upper())]


@pytest.fixture
def desk(central) -> Desk:
    return Desk(central.process, agency_of())


def test_an_authority_is_believed_by_its_fingerprint_alone_and_a_list_by_its_authority():
    found = trust_lists.look(UTOPIA.authority.certificate, ())
    assert [part.kind for part in found.parts] == [ListKind.AUTHORITY]
    assert found.fingerprint == AUTHORITY.fingerprint
    assert found.vouched == ""
    revoked = UTOPIA.revoke(7)
    with pytest.raises(CentralRefused) as refused:
        trust_lists.look(revoked, ())
    assert refused.value.code == "trust_unsigned"
    known = trust_lists.look(revoked, (AUTHORITY,))
    assert (known.parts[0].kind, known.parts[0].dated) == (ListKind.REVOCATIONS, day("2026-11-01").date())
    named = trust_lists.look(master_list(UTOPIA, UTOPIA.authority), (), (AUTHORITY,))
    assert named.parts[0].kind is ListKind.MASTER
    assert named.fingerprint == AUTHORITY.fingerprint  # what decides is whom they name now


def test_a_list_that_somebody_else_signed_is_refused():
    stranger = State(authority_wish=Wish(common="CSCA Other"))
    for data in (stranger.revoke(7), master_list(stranger, stranger.authority), stranger.signer.certificate):
        with pytest.raises(CentralRefused) as refused:
            trust_lists.look(data, (AUTHORITY,))
        assert refused.value.code == "trust_unsigned"
    for data in (b"", b"\x30\x03abc", b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----"):
        with pytest.raises(CentralRefused) as refused:
            trust_lists.look(data, (AUTHORITY,))
        assert refused.value.code == "trust_unreadable"


def test_a_file_of_beginnings_is_refused_before_each_is_looked_to_its_end():
    block = b"-----BEGIN CERTIFICATE-----\n"
    for count, words in ((trust_lists.MOST_CERTIFICATES + 1, "more than"), (2, "without end")):
        with pytest.raises(CentralRefused) as refused:
            trust_lists.look(block * count, ())
        assert (refused.value.code, words in refused.value.detail) == ("trust_unreadable", True)
    pem = ssl.DER_cert_to_PEM_cert(UTOPIA.authority.certificate).encode()
    found = trust_lists.look(b"words before\n" + pem * 2, ())
    assert [part.octets for part in found.parts] == [UTOPIA.authority.certificate] * 2


def test_two_people_type_what_they_have_from_elsewhere(desk):
    found = trust_lists.look(UTOPIA.authority.certificate, ())
    right = digits(found)
    for people, code in (
        ([("One", right)], "trust_one_person"),
        ([("One", right), ("one ", right)], "trust_one_person"),
        ([("One", right), ("", right)], "trust_one_person"),
        ([("One", right), ("Two", "0" * 8)], "trust_fingerprint_differs"),
    ):
        with pytest.raises(CentralRefused) as refused:
            trust_lists.take_in(desk, found, people)
        assert refused.value.code == code


def test_what_is_taken_in_reaches_a_station_that_judges_by_it_and_says_its_age(desk, store: Store):
    library = TrustLibrary(store)
    assert library.now().lists == TrustLists()
    found = trust_lists.look(UTOPIA.authority.certificate, ())
    trust_lists.take_in(desk, found, two(found))
    assert trust_lists.take_in(desk, found, two(found)) == []  # it is there already
    revoked = trust_lists.look(UTOPIA.revoke(99), trust_lists.authorities(trust_lists.standing(desk)))
    trust_lists.take_in(desk, revoked, two(revoked))

    def road() -> None:
        with store.unit() as unit:
            for version, one in trust_lists.standing(desk):
                pulled.put(unit, trust_list.KIND, one.key, version, trust_list.write(one))
        library.told(frozenset({trust_list.KIND}))

    road()
    trust = library.now()
    assert (trust.lists.authorities, trust.lists.revocations) == (1, 1)
    assert trust.lists.version > 0
    assert days_old(trust.lists, day("2026-11-11").date()) == 10
    chain = trust.store.chain(certificate.parse(UTOPIA.signer.certificate), day("2026-11-20"))
    assert [reason.code for reason in chain.reasons] == []

    older = trust_lists.look(UTOPIA.revoke(7, update="2026-10-01"), (AUTHORITY,))
    with pytest.raises(CentralRefused) as refused:
        trust_lists.take_in(desk, older, two(older))
    assert refused.value.code == "trust_older"

    newer = trust_lists.look(UTOPIA.revoke(7, update="2026-11-15"), (AUTHORITY,))
    trust_lists.take_in(desk, newer, two(newer))
    road()
    chain = library.now().store.chain(certificate.parse(UTOPIA.signer.certificate), day("2026-11-20"))
    assert [reason.code for reason in chain.reasons] == ["signer_revoked"]

    listed = {one.key: one for _, one in trust_lists.standing(desk)}
    key = f"authority/{AUTHORITY.fingerprint}"
    assert (listed[key].first, listed[key].second) == ("S. Rahman", "M. Lestari")
    end = listed[key].sha256[-trust_lists.TYPED :]
    version = trust_lists.withdraw(desk, key, [("A", end), ("B", end)])
    with store.unit() as unit:
        pulled.put(unit, trust_list.KIND, key, version, b"")
    library.told(frozenset({trust_list.KIND}))
    assert library.now().lists.authorities == 0


@pytest.mark.parametrize(
    ("update", "until", "at", "near"),
    [
        ("2026-11-01", "2027-02-01", "2027-01-01", False),
        ("2026-11-01", "2027-02-01", "2027-01-03", True),
        ("2026-11-01", "2027-02-01", "2027-03-01", True),
        ("2026-11-01", "2026-11-16", "2026-11-10", False),  # of fifteen days, fetched every week
        ("2026-11-01", "2026-11-16", "2026-11-12", True),
    ],
)
def test_a_list_that_ends_soon_is_told_before_its_documents_are_undetermined(update, until, at, near):
    octets = UTOPIA.revoke(7, update=update, until=until)
    rows = [(1, TrustList(kind, "UT", octets, None, "A", "B", day(update))) for kind in ListKind]
    assert ending(rows, day(at)) == ((("revocations/UT", day(until)),) if near else ())


def test_centrals_status_names_the_list_of_a_state_that_ends(desk, central):
    state = State(authority_wish=Wish(country="XB", common="CSCA Ends"))
    soon, late = (datetime.now(UTC) + timedelta(days=days) for days in (20, 80))
    update = (datetime.now(UTC) - timedelta(days=40)).date().isoformat()
    known = certificate.parse(state.authority.certificate)

    def alerts(until: datetime) -> list[str]:
        octets = state.revoke(7, update=update, until=until.date().isoformat())
        proposed = trust_lists.look(octets, (known,))
        trust_lists.take_in(desk, proposed, two(proposed))
        told = status.read(central.owner, trust_lists.ends(central.owner)).alerts()
        return [alert for alert in told if alert.startswith("list_ending:revocations/XB")]

    assert len(alerts(soon)) == 1
    assert alerts(late) == []


def test_the_command_shows_the_fingerprint_without_its_end(desk, central, tmp_path, capsys, monkeypatch):
    state = State(authority_wish=Wish(country="XA", common="CSCA Command"))
    file = tmp_path / "csca.der"
    file.write_bytes(state.authority.certificate)
    fingerprint = certificate.parse(state.authority.certificate).fingerprint
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return fingerprint[-8:]

    class Options:
        first, second, csca = "One", "Two", None

    options = Options()
    options.file, options.ask = file, ask
    monkeypatch.setattr(central_trust, "desk_of", lambda _options: desk)
    assert central_trust.take_in(options) == 0
    said = capsys.readouterr().out
    assert fingerprint[:8] in said
    assert fingerprint[-8:] not in said
    assert len(asked) == 2
    assert central_trust.show(options) == 0
    assert f"authority/{fingerprint}" in capsys.readouterr().out


def test_a_row_that_was_cut_or_changed_is_not_a_list():
    one = TrustList(ListKind.AUTHORITY, "x", b"octets", None, "a", "b", day("2026-11-01"))
    body = trust_list.write(one)
    assert trust_list.read(body) == one
    for wrong in (body[:-1], body + b"x", b"", body[:10], b"XXXX" + body[4:]):
        with pytest.raises(CentralGarbled):
            trust_list.read(wrong)


def test_a_list_that_cannot_be_read_costs_only_itself():
    good = TrustList(ListKind.AUTHORITY, "x", UTOPIA.authority.certificate, None, "a", "b", day("2026-11-01"))
    bad = TrustList(ListKind.MASTER, "XX", b"\x30\x00", None, "a", "b", day("2026-11-01"))
    trust = assemble([(3, bad), (2, good)])
    assert (trust.lists.authorities, trust.lists.version) == (1, 2)
