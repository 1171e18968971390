"""People of other stations who come down the road are found by the search of a station that runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from models.matching.calibration import Calibration
from models.matching.gallery import Gallery
from station.config import Config
from station.counter.checks import Checks, NoWatchlist
from station.domain.visit import Visit
from station.features import live_features
from station.road.client import Cursor, Pulled, PulledPage
from station.road.road import open_road
from station.store import records, references
from station.store.session import Store
from station.wire import evidence, outgoing
from station.wire.delivery import Delivery
from station.wire.outgoing import ERASED
from tests.rig.central import agency_of, station_keys_of
from tests.unit.agency.test_matcher import Body


@dataclass
class Here:
    """A station with a gallery; `send` applies visits of another station as the road would, in one page."""

    store: Store
    gallery: Gallery
    checks: Checks
    send: Callable[..., None]
    withdraw: Callable[[Visit, str], None]

    def found(self, visit: Visit) -> list[str]:
        live = live_features(visit.face, visit.fingers)
        fingers = {int(f): t for f, t in live.fingers.items()}
        return [hit.key for hit in self.gallery.search(live.face, fingers) if hit.fused.llr > 0]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    agency = agency_of()
    keys, far = station_keys_of("HERE-1", agency), station_keys_of("FAR-1", agency)
    store = Store.open(tmp_path / "station.db", keys)
    gallery = Gallery(Calibration.load())
    rooms = SimpleNamespace(gallery=gallery)  # refreshing needs nothing else of the matching core
    nobody = SimpleNamespace()
    checks = Checks(store, rooms, nobody, nobody, nobody, Config(), NoWatchlist())  # type: ignore[arg-type]
    box = open_road(store, lambda: pytest.fail("no line is needed"), evidence=checks.refresh).inbox
    count = 0

    def signed(kind: str, key: str, body: bytes) -> Pulled:
        nonlocal count
        count += 1
        audience = outgoing.station_audience("HERE-1")
        signature = agency.signer.sign(outgoing.message(audience, kind, key, count, body))
        return Pulled(count, count, audience, kind, key, count, body, signature)

    def row(visit: Visit) -> Pulled:
        delivery = Delivery(visit.id, "FAR-1", "FAR", "visit", "", records.seal(far, visit).envelope)
        body = evidence.reseal(delivery, agency.sealing_private, keys.recipient_public)
        return signed(evidence.EVIDENCE, visit.id, body)

    def send(*visits: Visit) -> None:
        take(*(row(visit) for visit in visits))

    def withdraw(visit: Visit, kind: str) -> None:
        take(signed(kind, visit.id, b"" if kind == evidence.EVIDENCE else b'{"outcome": "erased"}'))

    def take(*rows: Pulled) -> None:
        box.apply(PulledPage(rows, Cursor("life", count, count), False, "HERE"))
        assert box.rejected == 0

    yield Here(store, gallery, checks, send, withdraw)
    store.close()


def test_who_comes_down_the_road_is_found_without_a_new_start(here: Here):
    first, second = Body(1), Body(2)
    expected = first.visit("FAR-1", "EXPECTED", "E1111111")
    assert here.found(first.visit("HERE-1", "OTHER", "O1111111")) == []
    here.send(expected, second.visit("FAR-1", "SECOND", "S1111111"))
    assert len(here.gallery) == 2
    assert here.found(first.visit("HERE-1", "OTHER", "O1111111")) == [expected.person]


def test_who_was_erased_elsewhere_is_forgotten_at_once(here: Here):
    body, other = Body(8), Body(9)
    gone, stays = body.visit("FAR-1", "GONE", "G1111111"), other.visit("FAR-1", "STAYS", "S1111111")
    here.send(gone, stays)
    here.withdraw(gone, evidence.EVIDENCE)
    assert list(here.gallery) == [stays.person]
    assert here.found(body.visit("HERE-1", "X", "X1")) == []
    assert here.found(other.visit("HERE-1", "X", "X1")) == [stays.person]


def test_who_is_erased_here_by_another_process_is_forgotten_with_the_agencys_answer(here: Here):
    body = Body(8)
    visit = body.visit("HERE-1", "GONE", "G1111111")
    here.checks.remember(visit)  # sealed by this process; its reference is gone from the records since
    assert here.found(body.visit("HERE-1", "X", "X1")) == [visit.person]
    here.withdraw(visit, ERASED)
    assert list(here.gallery) == []


def test_another_visit_takes_the_place_of_an_erased_one(here: Here):
    body = Body(8)
    first = body.visit("FAR-1", "EXPECTED", "E1111111")
    assert first.closed_at is not None
    second = body.visit("FAR-1", "EXPECTED", "E1111111", person=first.person)
    here.send(first, replace(second, closed_at=first.closed_at + timedelta(days=1)))
    here.withdraw(first, evidence.EVIDENCE)
    assert here.found(body.visit("HERE-1", "X", "X1")) == [first.person]
    here.withdraw(second, evidence.EVIDENCE)
    assert list(here.gallery) == []


def test_what_is_here_already_is_not_put_in_again(here: Here):
    expected = Body(3).visit("FAR-1", "EXPECTED", "E1111111")
    here.send(expected)
    assert here.checks.refresh([expected.id]) == 1  # the same person's reference, read anew
    assert len(here.gallery) == 1
    assert here.checks.refresh(["not-on-record"]) == 0


def test_a_later_visit_leaves_the_reference_of_the_first_one_and_an_earlier_one_takes_its_place(here: Here):
    body, impostor = Body(4), Body(5)
    first = body.visit("FAR-1", "EXPECTED", "E1111111")
    later = impostor.visit("FAR-1", "EXPECTED", "E1111111", person=first.person)
    assert first.closed_at is not None
    here.send(first)
    here.send(replace(later, closed_at=first.closed_at + timedelta(days=1)))
    assert here.found(body.visit("HERE-1", "X", "X1")) == [first.person]
    assert here.found(impostor.visit("HERE-1", "X", "X1")) == []
    earlier = impostor.visit("FAR-1", "EXPECTED", "E1111111", person=first.person)
    here.send(replace(earlier, closed_at=first.closed_at - timedelta(days=1)))
    assert here.found(body.visit("HERE-1", "X", "X1")) == []
    assert here.found(impostor.visit("HERE-1", "X", "X1")) == [first.person]
    here.gallery.remove(first.person)
    with here.store.reading() as unit:
        expected = references.first_references(unit)
    assert [here.checks.put(*one) for one in expected.items()] == [True]  # a new start holds the same
    assert here.found(impostor.visit("HERE-1", "X", "X1")) == [first.person]


def test_a_reference_that_cannot_be_compared_stops_neither_the_road_nor_the_others(here: Here):
    broken, sound = Body(6).visit("FAR-1", "BROKEN", "B1111111"), Body(7).visit("FAR-1", "SOUND", "S1111111")
    assert broken.face is not None
    here.send(replace(broken, face=replace(broken.face, embedding=b"\0" * 20), fingers=()), sound)
    assert list(here.gallery) == [sound.person]


def test_the_counter_and_the_road_may_fill_the_gallery_at_once(here: Here):
    arriving = [Body(10 + n).visit("FAR-1", "ARRIVING", f"A{n:07d}") for n in range(6)]
    sealed = [Body(20 + n).visit("HERE-1", "SEALED", f"S{n:07d}") for n in range(6)]
    failed: list[BaseException] = []

    def counter() -> None:
        try:
            for visit in (*sealed, *arriving):
                here.checks.remember(visit)
                here.found(visit)
        except Exception as error:  # noqa: BLE001  a thread's failure is the test's
            failed.append(error)

    thread = threading.Thread(target=counter)
    thread.start()
    for visit in arriving:
        here.send(visit)
    thread.join()
    assert not failed
    assert sorted(here.gallery) == sorted(v.person for v in (*arriving, *sealed))
    with here.store.reading() as unit:
        assert references.visit_reference(unit, arriving[0].id) is not None
