"""The states' lists: agreed by two people, sent as signed rows, read by a station, replaced, taken back."""

from __future__ import annotations

import argparse
import ssl
from datetime import UTC, datetime, timedelta

import pytest

from models.document.chip import certificate
from station.agency import status, trust_lists
from station.agency.desk import Desk
from station.cli import central_trust
from station.counter.trust import TrustLibrary, assemble, custodians_of, days_old, ending, every, kept
from station.domain.chip import TrustLists
from station.errors import StationError
from station.store import pulled
from station.store.session import Store
from station.vault import custodian, sources
from station.vault.signing import Ed25519Signer
from station.wire import custodians, trust_list
from station.wire.custodians import Consent, Custodian
from station.wire.errors import CentralGarbled, CentralRefused
from station.wire.outgoing import EVERYBODY
from station.wire.trust_list import ListKind, TrustList
from tests.rig.central import agency_of
from tests.rig.issuer import State, Wish, day
from tests.unit.models.chip.test_passive import master_list

UTOPIA = State()
NOW = datetime.now(UTC)
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
    options.approval = []
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


class People:
    """Custodians with keys on sticks of their own."""

    def __init__(self, *names: str) -> None:
        self.keys = {name: Ed25519Signer(Ed25519Signer.new_seed()) for name in names}

    def one(self, name: str) -> Custodian:
        return Custodian(name, self.keys[name].public)

    def agree(self, names: tuple[str, ...], digests: tuple[str, ...], act: Consent = Consent.TAKE_IN) -> list[str]:
        return [custodians.approve(name, self.keys[name], act, digests) for name in names]


def road(store: Store, desk: Desk) -> None:
    """Every row of the three kinds, as the inbox keeps them."""
    with store.unit() as unit:
        for kind in (custodians.CUSTODIAN, custodians.AGREED, trust_list.KIND):
            for row in desk.history(EVERYBODY, kind):
                pulled.put(unit, kind, row.key, row.version, row.body)


def test_with_two_custodians_no_list_is_taken_in_or_believed_without_both(desk, store: Store):
    people = People("Ana", "Budi", "Citra", "Mallory")
    found = trust_lists.look(UTOPIA.authority.certificate, ())
    trust_lists.take_in(desk, found, two(found))  # while there are none, names are typed
    trust_lists.appoint(desk, people.one("Ana"))
    trust_lists.appoint(desk, people.one("Budi"))
    road(store, desk)
    (typed,) = every(store)
    assert (typed.agreed, typed.believed, kept(store)) == ((), False, [])

    both = people.agree(("Ana", "Budi"), found.digests)
    for wrong in (
        [], both[:1], both[:1] * 2, people.agree(("Ana", "Mallory"), found.digests),
        people.agree(("Ana", "Budi"), ("00" * 32,)), people.agree(("Ana", "Budi"), found.digests, Consent.WITHDRAW),
        [*both, both[0]],
    ):  # fmt: skip
        with pytest.raises(CentralRefused) as refused:
            trust_lists.take_in(desk, found, two(found), approvals=wrong)
        assert refused.value.code == "trust_not_agreed"
    assert len(trust_lists.take_in(desk, found, approvals=both)) == 1
    assert trust_lists.take_in(desk, found, approvals=both) == []
    road(store, desk)
    (signed,) = every(store)
    assert (signed.agreed, signed.believed, signed.one.first, signed.one.second) == (
        ("Ana", "Budi"),
        True,
        "Ana",
        "Budi",
    )

    # The word for the next list comes before it, and takes nothing from the one that stands.
    newer = trust_lists.look(UTOPIA.revoke(7), (AUTHORITY,))
    word = custodians.write_agreed(people.agree(("Ana", "Budi"), newer.digests))
    desk.post(EVERYBODY, custodians.AGREED, newer.digests[0], word)
    road(store, desk)
    assert [row.believed for row in every(store)] == [True]

    # Whoever has the agency's keys alone replaces the list: no station believes it.
    forged = TrustList(signed.one.kind, signed.one.origin, State().authority.certificate, None, "Ana", "Budi", NOW)
    desk.post(EVERYBODY, trust_list.KIND, forged.key, trust_list.write(forged))
    road(store, desk)
    assert [row.believed for row in every(store)] == [False]
    assert TrustLibrary(store).now().lists.authorities == 0


def test_a_third_custodian_comes_and_goes_by_two_others_and_so_does_a_list(desk, store: Store):
    people = People("Ana", "Budi", "Citra", "Mallory")
    for name in ("Ana", "Budi"):
        trust_lists.appoint(desk, people.one(name))
    with pytest.raises(CentralRefused) as known:
        trust_lists.appoint(desk, Custodian("ana", people.keys["Citra"].public))
    assert known.value.code == "trust_custodian_known"
    with pytest.raises(CentralRefused) as alone:
        trust_lists.appoint(desk, people.one("Citra"))
    assert alone.value.code == "trust_not_agreed"
    both = people.agree(("Ana", "Budi"), (people.one("Citra").sha256,), Consent.APPOINT)
    trust_lists.appoint(desk, people.one("Citra"), both)
    desk.post(EVERYBODY, custodians.CUSTODIAN, "Mallory", people.one("Mallory").to_bytes())  # the agency's key alone
    road(store, desk)
    assert [one.name for one in custodians_of(store)] == ["Ana", "Budi", "Citra"]

    found = trust_lists.look(UTOPIA.authority.certificate, ())
    trust_lists.take_in(desk, found, approvals=people.agree(("Budi", "Citra"), found.digests))
    (_, one), = trust_lists.standing(desk)  # fmt: skip
    with pytest.raises(CentralRefused):
        trust_lists.withdraw(desk, one.key, [("A", one.sha256[-8:]), ("B", one.sha256[-8:])])
    trust_lists.withdraw(desk, one.key, approvals=people.agree(("Ana", "Citra"), (one.sha256,), Consent.WITHDRAW))
    assert trust_lists.standing(desk) == []
    gone = people.one("Citra").sha256
    with pytest.raises(CentralRefused):
        trust_lists.dismiss(desk, "Citra")
    trust_lists.dismiss(desk, "Citra", people.agree(("Ana", "Budi"), (gone,), Consent.DISMISS))
    with pytest.raises(CentralRefused) as unknown:
        trust_lists.dismiss(desk, "Citra")
    assert unknown.value.code == "trust_unknown"
    trust_lists.dismiss(desk, "Budi")  # of two one may have lost the key
    assert [one.name for one in trust_lists.custodians_of(desk)] == ["Ana", "Mallory"]  # the agency's word counts again


def test_custodians_agree_on_machines_of_their_own_and_the_agency_takes_their_files(
    desk, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(central_trust, "desk_of", lambda _options: desk)
    monkeypatch.setattr(custodian, "Passphrase", lambda: sources.Passphrase(memory_kib=64, iterations=1, lanes=1))
    authority, listed = tmp_path / "csca.der", tmp_path / "list.ml"
    authority.write_bytes(UTOPIA.authority.certificate)
    listed.write_bytes(master_list(UTOPIA, UTOPIA.authority))

    def run(*words: str, says: tuple[str, ...] = ()) -> int:
        answers = iter(says)
        parser = argparse.ArgumentParser()
        central_trust.add_commands(parser.add_subparsers(required=True))
        where = ["--central", "postgresql://x", "--tls", ".", "--agency", "."]
        reached = words[0] == "import" or words[1] in ("appoint", "list", "dismiss")
        options = parser.parse_args(["trust", *words, *(where if reached else [])])
        options.ask = lambda _question: next(answers)
        return int(options.run(options))

    for name in ("Ana", "Budi"):
        folder = tmp_path / name
        assert run("custodian", "make", str(folder), "--name", name, says=("secret", "secret")) == 0
        run("custodian", "appoint", str(folder / "custodian.public.json"))
    with pytest.raises(StationError) as differ:
        run("custodian", "make", str(tmp_path / "c"), "--name", "C", says=("one", "other"))
    assert differ.value.code == "passphrases_differ"
    end = AUTHORITY.fingerprint[-8:]
    given = []
    for name in ("Ana", "Budi"):
        out = tmp_path / f"{name}.approval"
        given += ["--approval", str(out)]
        words = (
            "approve", str(listed), "--csca", str(authority), "--custodian", str(tmp_path / name), "--out", str(out),
        )  # fmt: skip
        with pytest.raises(StationError) as wrong:
            run(*words, says=("secret", "00000000"))
        assert wrong.value.code == "trust_fingerprint_differs"
        assert run(*words, says=("secret", end)) == 0
    assert end not in capsys.readouterr().out.replace(" ", "")
    with pytest.raises(StationError) as typed:
        run("import", str(listed), "--csca", str(authority), "--first", "Ana", "--second", "Budi")
    assert typed.value.code == "trust_not_agreed"
    assert run("import", str(listed), "--csca", str(authority), *given) == 0
    assert [one.kind for _, one in trust_lists.standing(desk)] == [ListKind.MASTER]
    assert run("custodian", "list") == 0
    assert "Ana" in capsys.readouterr().out


def test_what_is_no_list_is_not_agreed_to():
    for data in (b"", b"\x30\x03abc", b"PK"):
        with pytest.raises(CentralRefused):
            trust_lists.digests_of(data)
    data = UTOPIA.revoke(7)
    assert trust_lists.digests_of(data) == trust_lists.look(data, (AUTHORITY,)).digests
