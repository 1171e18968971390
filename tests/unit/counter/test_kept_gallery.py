"""A post's gallery beside its database: what a start finds after whatever happened to the files and the records."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from models.errors import BrokenPrint
from models.matching import segment
from models.matching.calibration import Calibration
from station.config import Config
from station.counter import kept_gallery
from station.counter.checks import Checks, NoWatchlist
from station.counter.enrol import seal_visit
from station.counter.kept_gallery import FOLDER, KeptGallery
from station.counter.verify import live_features
from station.domain.visit import Visit
from station.office import rotate
from station.store import records
from station.store.session import Store
from tests.rig import visits
from tests.unit.agency.test_matcher import Body

CALIBRATION = Calibration.load()
PEOPLE = [Body(number).visit("POST-1", f"PERSON {number}", f"P{number:07d}") for number in range(6)]


class Post:
    """A station's records with some people, started and stopped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.station = visits.station_keys(folder / "keys", visits.agency_keys(folder / "agency"))
        self.store = visits.open_store(folder, self.station)
        for visit in PEOPLE:
            seal_visit(self.store, visit)

    @contextmanager
    def running(self) -> Iterator[tuple[KeptGallery, Checks, int]]:
        """The kept gallery, the checks, and how many people it was behind by."""
        kept = KeptGallery(self.store, CALIBRATION)
        nobody = SimpleNamespace()
        checks = Checks(
            self.store,
            SimpleNamespace(gallery=kept.gallery),  # type: ignore[arg-type]
            nobody,  # type: ignore[arg-type]
            nobody,  # type: ignore[arg-type]
            nobody,  # type: ignore[arg-type]
            Config(),
            NoWatchlist(),
            missing=lambda: kept.missing,
            changed=kept.changed,
        )
        behind = kept.mend(checks.put)
        kept.start()
        try:
            yield kept, checks, behind
        finally:
            kept.stop()

    def files(self) -> list[Path]:
        return sorted((self.folder / FOLDER).iterdir())


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    post = Post(tmp_path)
    with post.running() as (_, _, behind):
        assert behind == len(PEOPLE)
    yield post
    post.store.close()


def found(kept: KeptGallery, visit: Visit) -> list[str]:
    live = live_features(visit.face, visit.fingers)
    hits = kept.gallery.search(live.face, {int(f): t for f, t in live.fingers.items()})
    return [hit.key for hit in hits if hit.fused.llr > 0]


def test_a_second_start_opens_what_the_first_one_made(post: Post) -> None:
    with post.running() as (kept, _, behind):
        assert behind == 0 and sorted(kept.gallery) == sorted(visit.person for visit in PEOPLE)
        for visit in PEOPLE:
            assert found(kept, visit) == [visit.person]
            assert kept.gallery.note(visit.person) == visit.id


def test_who_was_sealed_since_the_last_save_is_put_in_again(post: Post) -> None:
    late = Body(20).visit("POST-1", "LATE", "L0000001")
    seal_visit(post.store, late)  # and the machine stops
    with post.running() as (kept, _, behind):
        assert behind == 1 and found(kept, late) == [late.person]
    with post.running() as (_, _, behind):
        assert behind == 0


def test_who_was_erased_while_the_station_was_off_is_out_before_anybody_signs_in(post: Post) -> None:
    with post.store.unit() as unit:
        records.remove(unit, PEOPLE[2].id)
    with post.running() as (kept, _, behind):
        assert behind == 0 and PEOPLE[2].person not in kept.gallery and found(kept, PEOPLE[2]) == []
    assert PEOPLE[2].id not in KeptGallery(post.store, CALIBRATION).gallery.notes().values()


def test_an_erasure_at_a_running_station_is_in_the_files_at_once(post: Post) -> None:
    (before,) = post.files()
    with post.running() as (kept, checks, _):
        with post.store.unit() as unit:
            records.remove(unit, PEOPLE[1].id)
        assert checks.refresh([PEOPLE[1].id]) == 1
        done = threading.Event()
        for _ in range(200):
            if not before.exists():
                break
            done.wait(0.05)
        assert PEOPLE[1].person not in KeptGallery(post.store, CALIBRATION).gallery
        assert kept.gallery.note(PEOPLE[0].person) == PEOPLE[0].id


@pytest.mark.parametrize("damage", ["torn", "changed", "gone", "another key", "older", "another version"])
def test_files_that_cannot_be_used_are_made_again_from_the_records(
    post: Post, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = post.files()
    content = file.read_bytes()
    monkeypatch.setattr(kept_gallery, "AT_ONCE", 2)  # so that the thread has to do it
    if damage == "torn":
        file.write_bytes(content[: len(content) // 2])
    elif damage == "changed":
        file.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:])
    elif damage == "gone":
        file.unlink()
    elif damage == "another key":
        monkeypatch.setattr(kept_gallery, "PURPOSE", "something else")
    elif damage == "another version":
        monkeypatch.setattr(segment, "VERSION", segment.VERSION + 1)
    else:  # an old copy was put back: one person is missing, one was erased since
        with post.store.unit() as unit:
            records.remove(unit, PEOPLE[0].id)
        seal_visit(post.store, Body(30).visit("POST-1", "NEWER", "N0000001"))
    with post.running() as (kept, _, behind):
        assert behind == (1 if damage == "older" else len(PEOPLE))
        waiting = threading.Event()
        for _ in range(400):
            if not kept.missing:
                break
            waiting.wait(0.05)
        assert kept.missing == 0
        assert found(kept, PEOPLE[3]) == [PEOPLE[3].person]
    with post.running() as (kept, _, behind):
        assert behind == 0 and len(kept.gallery) == len(PEOPLE)


def test_a_print_that_was_changed_in_its_file_is_read_from_the_records_again(post: Post) -> None:
    (file,) = post.files()
    content = bytearray(file.read_bytes())
    content[-600] ^= 1  # within the last print, before the table at the end
    file.write_bytes(content)
    with post.running() as (kept, checks, behind):
        assert behind == 0  # nothing is noticed before a search reads it
        with pytest.raises(BrokenPrint) as broken:
            found(kept, PEOPLE[5])
        assert checks.read_again(broken.value.key) == 1
        for visit in PEOPLE:
            assert found(kept, visit) == [visit.person]
    with post.running() as (kept, _, behind):
        assert behind == 0 and all(found(kept, visit) == [visit.person] for visit in PEOPLE)


def test_a_disk_that_takes_no_more_stops_nobody(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    late = Body(21).visit("POST-1", "LATE", "L0000002")
    with post.running() as (kept, checks, _):
        seal_visit(post.store, late)
        checks.remember(late)
        monkeypatch.setattr(os, "fsync", full)
        kept.save()
        assert found(kept, late) == [late.person]
        monkeypatch.undo()
    with post.running() as (kept, _, behind):
        assert behind in (0, 1) and found(kept, late) == [late.person]


def test_the_files_follow_the_key_of_the_database(post: Post, tmp_path: Path) -> None:
    post.store.close()
    rotated = rotate.database_key(tmp_path / "station.db", tmp_path / "keys", visits.PASSPHRASE)
    post.store = Store.open(tmp_path / "station.db", rotated)
    with post.running() as (kept, _, behind):
        assert behind == 0 and found(kept, PEOPLE[0]) == [PEOPLE[0].person]


def test_nobody_else_on_the_machine_may_read_the_folder(post: Post, tmp_path: Path) -> None:
    assert (tmp_path / FOLDER).stat().st_mode & 0o077 == 0
