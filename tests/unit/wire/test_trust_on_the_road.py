"""The states' lists reach a station over the line and on a disk, with who agreed to them; it says how old they are."""

from __future__ import annotations

import io
import json
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.document.chip import certificate
from station.agency import intake, trust_lists
from station.agency.desk import Desk
from station.agency.head_keeper import HeadKeeper
from station.cli import admin_trust
from station.counter.trust import TrustLibrary, days_old, every
from station.road import disk_road
from station.store import pulled
from station.vault.agency import AgencyKeys
from station.vault.signing import Ed25519Signer
from station.wire import custodians, outgoing, trust_list
from station.wire.custodians import Consent, Custodian
from tests.rig.central import agency_of
from tests.rig.issuer import State
from tests.unit.wire.test_heads import Post, commission

UTOPIA = State()
AUTHORITY = certificate.parse(UTOPIA.authority.certificate)
SIGNER = certificate.parse(UTOPIA.signer.certificate)
KEYS = {name: Ed25519Signer(Ed25519Signer.new_seed()) for name in ("S. Rahman", "M. Lestari")}
OLD = datetime.now(UTC) - timedelta(days=45)


@pytest.fixture
def agency() -> AgencyKeys:
    return agency_of()


@pytest.fixture
def desk(central, agency) -> Desk:
    return Desk(central.process, agency)


@pytest.fixture
def post(central, agency, tmp_path) -> Iterator[Post]:
    made = commission(central, agency, tmp_path)
    yield made
    made.store.close()


def agree(desk: Desk, data: bytes, act: Consent = Consent.TAKE_IN) -> None:
    """Two custodians take it in."""
    found = trust_lists.look(data, trust_lists.authorities(trust_lists.standing(desk)))
    trust_lists.take_in(desk, found, approvals=[custodians.approve(n, k, act, found.digests) for n, k in KEYS.items()])


def revoked(days: int) -> bytes:
    """A list of revocations that the state made so long ago."""
    day = (datetime.now(UTC) - timedelta(days=days)).date()
    return UTOPIA.revoke(SIGNER.serial, update=day.isoformat(), until=(day + timedelta(days=90)).isoformat())


def over_the_line(post: Post, library: TrustLibrary, keeper: HeadKeeper) -> None:
    keeper.bring_up_to_date()
    post.inbox._changed = library.told
    assert post.contact() == ""


def on_the_disk(central, agency: AgencyKeys, post: Post, library: TrustLibrary, folder: Path) -> None:
    disk, answer = folder / "out.bundle", folder / "answer.bundle"
    post.inbox._changed = library.told
    disk_road.write(disk, post.store, post.inbox, "demo", "rini")
    intake.answer(answer, central.process, intake.take(disk, central.process), agency.signer)
    assert disk_road.read(answer, post.store, post.inbox, "rini").rows > 0


@pytest.mark.parametrize("way", ["line", "disk"])
def test_lists_reach_a_station_that_judges_by_them_and_says_how_old_they_are(
    way: str, central, agency: AgencyKeys, desk: Desk, post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    library, keeper = TrustLibrary(post.store), HeadKeeper(central.process, agency)
    carry: Callable[[], None] = {
        "line": lambda: over_the_line(post, library, keeper),
        "disk": lambda: on_the_disk(central, agency, post, library, tmp_path),
    }[way]
    for name, key in KEYS.items():
        trust_lists.appoint(desk, Custodian(name, key.public))
    agree(desk, UTOPIA.authority.certificate)
    carry()
    trust = library.now()
    assert (trust.lists.authorities, trust.lists.revocations, days_old(trust.lists)) == (1, None, None)
    assert [row.agreed for row in every(post.store)] == [("M. Lestari", "S. Rahman")]
    assert not any(r.code == "signer_revoked" for r in trust.store.chain(SIGNER, datetime.now(UTC)).reasons)

    agree(desk, revoked(45))
    carry()
    trust = library.now()
    assert (trust.lists.revocations, days_old(trust.lists)) == (1, 45)
    assert any(r.code == "signer_revoked" for r in trust.store.chain(SIGNER, datetime.now(UTC)).reasons)
    agree(desk, revoked(2))
    carry()
    assert days_old(library.now().lists) == 2

    @contextmanager
    def opened(_options: object) -> Iterator[object]:
        yield post.store

    monkeypatch.setattr(admin_trust.desk, "opened", opened)
    said = io.StringIO()
    with redirect_stdout(said):
        assert admin_trust.show(Namespace(json=True)) == 0
    found = json.loads(said.getvalue())
    assert (found["days_old"], found["authorities"], len(found["custodians"])) == (2, 1, 2)
    assert {row["key"].split("/")[0]: row["believed"] for row in found["lists"]} == {
        "authority": True, "revocations": True,
    }  # fmt: skip


def test_what_somebody_changed_on_the_way_or_the_agency_did_not_sign_is_not_taken_in(
    central, agency: AgencyKeys, desk: Desk, post: Post
):
    found = trust_lists.look(UTOPIA.authority.certificate, ())
    end = found.fingerprint[-trust_lists.TYPED :]
    trust_lists.take_in(desk, found, [("A", end), ("B", end)])
    stranger = Desk(central.process, agency_of())
    body = trust_list.write(trust_lists.standing(desk)[0][1])
    stranger.post(outgoing.EVERYBODY, trust_list.KIND, "authority/stranger", body)
    before = post.inbox.rejected
    post.contact()
    assert post.inbox.rejected > before
    with post.store.reading() as unit:
        assert [key for key, _ in pulled.every(unit, trust_list.KIND)] == [f"authority/{AUTHORITY.fingerprint}"]
