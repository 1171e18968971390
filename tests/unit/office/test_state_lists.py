"""The states' lists as the administrator sees them: age, what is overdue, and who took them in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.document.chip import certificate
from station.counter.trust import TrustLibrary
from station.domain.officer import Officer, Role
from station.domain.sign_in import Session
from station.errors import NotAllowed
from station.office.state_lists import StateListsHere
from station.store import officers, pulled
from station.store.session import Store
from station.vault import passwords
from station.vault.keys import StationKeys
from station.wire import trust_list
from station.wire.trust_list import ListKind, TrustList
from tests.rig.issuer import State

UTOPIA = State()
NOW = datetime.now(UTC)


def session(store: Store, role: Role = Role.ADMINISTRATOR) -> Session:
    officer = Officer("dkusuma", "D. Kusuma", role)
    with store.unit() as unit:
        officers.add(unit, officer, passwords.hash_password("a long password"))
    return Session("s", officer, NOW, ("password",), None)


def put(store: Store, *lists: TrustList) -> None:
    with store.unit() as unit:
        for version, one in enumerate(lists, 1):
            pulled.put(unit, trust_list.KIND, one.key, version, trust_list.write(one))


def made(kind: ListKind, origin: str, octets: bytes, days: int | None) -> TrustList:
    dated = None if days is None else NOW.date() - timedelta(days=days)
    return TrustList(kind, origin, octets, dated, "S. Rahman", "M. Lestari", NOW, "")


def test_each_list_is_shown_with_its_age_its_fingerprint_and_who_took_it_in(store: Store, keys: StationKeys):
    authority = UTOPIA.authority.certificate
    past = [(NOW - timedelta(days=days)).date().isoformat() for days in (400, 310)]
    old = UTOPIA.revoke(7, 9, update=past[0], until=past[1])
    put(
        store,
        made(ListKind.AUTHORITY, certificate.parse(authority).fingerprint, authority, None),
        made(ListKind.REVOCATIONS, "UT-1", old, 400),
        made(ListKind.DEVIATIONS, "UT", b"\x30\x00", 3),
    )
    found = StateListsHere(store, session(store), TrustLibrary(store)).view()
    assert (found.authorities, found.revocations, found.days, found.emulated) == (1, 1, 400, False)
    broken, overdue, whole = found.lists  # the gravest first
    assert (broken.kind, broken.readable) == ("deviations", False)
    assert (overdue.kind, overdue.overdue, overdue.days, overdue.holds) == ("revocations", True, 400, 2)
    assert (whole.kind, whole.overdue, whole.days, whole.sha256) == (
        "authority", False, None, certificate.parse(authority).fingerprint,
    )  # fmt: skip
    assert (whole.first, whole.second, whole.version) == ("S. Rahman", "M. Lestari", 1)


def test_nobody_but_the_administrator_looks(store: Store, keys: StationKeys):
    with pytest.raises(NotAllowed):
        StateListsHere(store, session(store, Role.OFFICER), TrustLibrary(store)).view()
