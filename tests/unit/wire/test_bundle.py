"""The same protocol on a removable disk: once, whole, and never after somebody edited it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.agency import install, intake, status, witness
from station.agency.desk import Desk
from station.road import disk_road
from station.road.inbox import StoreInbox
from station.store import audit_growth, audit_log, outbox
from station.store.session import Store
from station.vault import envelope
from station.vault.agency import AgencyKeys
from station.vault.signing import Ed25519Signer
from station.wire import bundle
from station.wire.bundle import Outbound, Parcel
from station.wire.delivery import record_identity
from station.wire.errors import BadBundle, CentralError, CentralRefused
from tests.rig.central import agency_of, station_keys_of


@pytest.fixture(scope="module")
def agency() -> AgencyKeys:
    return agency_of()


class Remote:
    """A post without a line."""

    def __init__(self, central, agency: AgencyKeys, folder: Path, name: str) -> None:
        keys = station_keys_of(name, agency)
        central.another(name, "FAR", signing_key=keys.signer.public, recipient_key=keys.recipient_public)
        self.name = name
        self.store = Store.open(folder / "remote.db", keys)
        self.inbox = StoreInbox(self.store, name, "FAR")

    def put(self, payload: bytes) -> str:
        record_id = str(uuid.uuid4())
        keys = self.store.keys
        identity = record_identity("visit", self.name, record_id)
        with self.store.unit() as unit:
            outbox.put(
                unit, record_id, "visit", envelope.seal(payload, identity, keys.agency_public, keys.signer).envelope
            )
        return record_id

    def counts(self) -> outbox.OutboxCounts:
        with self.store.reading() as unit:
            return outbox.counts(unit)


@pytest.fixture
def remote(central, agency, tmp_path) -> Iterator[Remote]:
    made = Remote(central, agency, tmp_path, f"FAR-{uuid.uuid4().hex[:8]}")
    yield made
    made.store.close()


def test_records_go_and_receipts_come_back_on_a_disk(central, agency, remote, tmp_path) -> None:
    for size in (10, 300_000, 1_000):
        remote.put(b"x" * size)
    disk, back = tmp_path / "out.bundle", tmp_path / "back.bundle"
    assert disk_road.write(disk, remote.store, remote.inbox, "demo", "rini") == 3
    taken = intake.take(disk, central.process)
    assert (taken.records, taken.new) == (3, 3)
    assert intake.take(disk, central.process).new == 0  # the same disk again
    desk = Desk(central.process, agency)
    while desk.receive():
        pass
    assert remote.counts().waiting == 3
    assert intake.answer(back, central.process, taken, agency.signer) >= 3
    disk_road.read(back, remote.store, remote.inbox, "rini")
    counts = remote.counts()
    assert (counts.waiting, counts.receipted) == (0, 3)
    assert disk_road.write(disk, remote.store, remote.inbox, "demo", "rini") == 0
    again = intake.take(disk, central.process)
    assert again.cursor is not None
    assert intake.answer(back, central.process, again, agency.signer) == 0  # it goes on where the station is


def verdicts(central, remote: Remote) -> list[str]:
    return [kept.verdict for kept in witness.checkpoints(central.process, remote.name)]


def test_central_witnesses_the_log_of_a_post_without_a_line(central, agency, remote, tmp_path) -> None:
    disk, back = tmp_path / "out.bundle", tmp_path / "back.bundle"

    def there_and_back() -> None:
        disk_road.write(disk, remote.store, remote.inbox, "demo", "rini")
        intake.answer(back, central.process, intake.take(disk, central.process), agency.signer)
        disk_road.read(back, remote.store, remote.inbox, "rini")

    for _ in range(3):  # the first finds nothing in the log yet
        there_and_back()
    assert verdicts(central, remote) == ["first", "grown"]
    with remote.store.reading() as unit:
        assert audit_log.unwitnessed(unit, 0) == []
        assert audit_growth.shown_size(unit) > 0

    lost, late = tmp_path / "lost.bundle", tmp_path / "late.bundle"
    disk_road.write(lost, remote.store, remote.inbox, "demo", "rini")
    disk_road.write(late, remote.store, remote.inbox, "demo", "rini")
    there_and_back()  # carries what the two disks carry that have not arrived
    assert verdicts(central, remote) == ["first", "grown", "grown", "grown", "grown"]
    intake.answer(back, central.process, intake.take(late, central.process), agency.signer)
    assert verdicts(central, remote) == ["first", "grown", "grown", "grown", "grown"]  # nothing new, and no fork


def test_a_log_that_was_cut_at_a_post_without_a_line_is_a_fork(central, agency, remote, tmp_path) -> None:
    disk, back = tmp_path / "out.bundle", tmp_path / "back.bundle"
    for _ in range(3):
        disk_road.write(disk, remote.store, remote.inbox, "demo", "rini")
    intake.answer(back, central.process, intake.take(disk, central.process), agency.signer)
    other = Store.open(tmp_path / "other.db", remote.store.keys)  # the log begun anew under the same keys
    try:
        inbox = StoreInbox(other, remote.name, "FAR")
        for _ in range(2):
            disk_road.write(disk, other, inbox, "demo", "rini")
        taken = intake.take(disk, central.process)
        intake.answer(back, central.process, taken, agency.signer)
        disk_road.read(back, other, inbox, "rini")
        with other.reading() as unit:
            assert audit_growth.shown_size(unit) == 0  # what central holds is another history than this
    finally:
        other.close()
    assert "forked" in verdicts(central, remote)
    assert f"audit_forked:{remote.name}" in status.read(central.process).alerts()


def test_a_bundle_edited_at_any_place_is_refused(central, remote, tmp_path) -> None:
    remote.put(b"a visit that somebody wants to change")
    disk = tmp_path / "out.bundle"
    disk_road.write(disk, remote.store, remote.inbox, "demo", "rini")
    whole = disk.read_bytes()
    for place in (0, 5, 20, 60, len(whole) // 2, len(whole) - 65, len(whole) - 1):
        disk.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BadBundle):
            intake.take(disk, central.process)
    for cut in (0, 3, 30, len(whole) - 64, len(whole) - 1):
        disk.write_bytes(whole[:cut])
        with pytest.raises(BadBundle):
            intake.take(disk, central.process)
    disk.write_bytes(whole + b"more")
    with pytest.raises(BadBundle):
        intake.take(disk, central.process)


def test_a_bundle_in_the_name_of_another_station_is_refused(central, remote, tmp_path) -> None:
    forger = Ed25519Signer(Ed25519Signer.new_seed())
    disk = tmp_path / "forged.bundle"
    parcel = Parcel(str(uuid.uuid4()), "visit", "00" * 32, b"x")
    bundle.write_outbound(disk, Outbound(remote.name, "demo", None, 1), [parcel], forger)
    with pytest.raises(BadBundle) as refused:
        intake.take(disk, central.process)
    assert refused.value.code == "bundle_forged"
    bundle.write_outbound(disk, Outbound("NOBODY", "demo", None, 0), [], forger)
    with pytest.raises(BadBundle) as refused:
        intake.take(disk, central.process)
    assert refused.value.code == "bundle_of_nobody"


def test_a_bundle_of_another_mode_is_refused(central, remote, tmp_path) -> None:
    disk = tmp_path / "out.bundle"
    disk_road.write(disk, remote.store, remote.inbox, "production", "rini")
    with pytest.raises(CentralRefused) as refused:
        intake.take(disk, central.process)
    assert refused.value.code == "central_wrong_mode"


def test_a_bundle_of_a_revoked_station_is_refused(central, agency, tmp_path) -> None:
    leaver = Remote(central, agency, tmp_path, f"GONE-{uuid.uuid4().hex[:8]}")
    try:
        disk = tmp_path / "out.bundle"
        disk_road.write(disk, leaver.store, leaver.inbox, "demo", "rini")
        install.revoke_station(central.owner, central.server.authority, leaver.name)
        with pytest.raises(CentralError):
            intake.take(disk, central.process)
    finally:
        leaver.store.close()


def test_an_answer_that_was_edited_or_is_for_another_station_is_refused(central, agency, remote, tmp_path) -> None:
    disk, back = tmp_path / "out.bundle", tmp_path / "back.bundle"
    Desk(central.process, agency).post("*", "policy", "by-disk", b"the policy")
    disk_road.write(disk, remote.store, remote.inbox, "demo", "rini")
    intake.answer(back, central.process, intake.take(disk, central.process), agency.signer)
    whole = back.read_bytes()
    with pytest.raises(BadBundle) as refused:
        bundle.read_answer(back, agency.public.signing, "SOMEBODY-ELSE")
    assert refused.value.code == "bundle_not_for_us"
    back.write_bytes(whole.replace(b"the policy", b"our policy"))
    with pytest.raises(BadBundle):
        disk_road.read(back, remote.store, remote.inbox, "rini")


def test_a_record_that_cannot_be_taken_is_named_and_the_next_one_comes(central, remote, tmp_path) -> None:
    good, bad = (str(uuid.uuid4()) for _ in range(2))
    digest = hashlib.sha256(b"body").hexdigest()
    parcels = [
        Parcel("not-a-uuid", "visit", digest, b"body"),
        Parcel(bad, "visit", "00" * 32, b"body"),
        Parcel(str(uuid.uuid4()), "Visit!", digest, b"body"),
        Parcel(good, "visit", digest, b"body"),
    ]
    disk = tmp_path / "out.bundle"
    head = Outbound(remote.name, "demo", None, len(parcels))
    bundle.write_outbound(disk, head, parcels, remote.store.keys.signer)
    taken = intake.take(disk, central.process)
    assert (taken.new, [code for _, code in taken.refused]) == (1, ["bundle_damaged"] * 2 + ["central_rejected"])
    assert central.query("SELECT count(*) FROM border.records WHERE id = %s", good) == [(1,)]


def test_a_disk_does_not_bring_back_what_was_erased(central, remote, tmp_path) -> None:
    name = str(uuid.uuid4())
    parcel = Parcel(name, "visit", hashlib.sha256(b"body").hexdigest(), b"body")
    disk = tmp_path / "out.bundle"
    bundle.write_outbound(disk, Outbound(remote.name, "demo", None, 1), [parcel], remote.store.keys.signer)
    assert intake.take(disk, central.process).new == 1
    central.query("DELETE FROM border.chunks WHERE id = %s RETURNING 1", name)  # as border.erase_record does
    assert intake.take(disk, central.process).new == 0
    assert central.query("SELECT count(*) FROM border.chunks WHERE id = %s", name) == [(0,)]
