"""What a counter costs may hardly grow with the people on record: work is counted, and time is held against itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from models import parameters
from models.finger import batch
from models.finger import compare as comparing
from tests.load.growth import Opened, fill

FEW, MANY = 20, 640
STEP = MANY / FEW


class Work:
    """How often the dear things were done."""

    def __init__(self) -> None:
        self.comparisons = self.templates = 0


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    work = Work()
    compare, cylinders = batch.Probe.compare, comparing.cylinders

    def compared(self: batch.Probe, references: Any) -> Any:
        work.comparisons += len(references)
        return compare(self, references)

    def made(minutiae: Any) -> Any:
        work.templates += 1
        return cylinders(minutiae)

    with monkeypatch.context() as patch:
        patch.setattr(batch.Probe, "compare", compared)
        patch.setattr(comparing, "cylinders", made)
        yield work


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folders = {people: tmp_path_factory.mktemp(f"post-{people}") for people in (FEW, MANY)}
    for people, folder in folders.items():
        fill(folder, people, whole=False)
    return folders


def test_a_start_builds_no_template_again_however_many_people_there_are(
    posts: dict[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for people, folder in posts.items():
        with counted(monkeypatch) as work:
            opened = Opened(folder)
            opened.close()
        first = 4 + 4  # the traveller of the first check: four live fingers, and as much again leaves room for a second
        assert len(opened.kept.gallery) == people and opened.behind == 0
        assert work.templates <= first


def test_a_check_costs_hardly_more_with_many_people_than_with_few(
    posts: dict[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds: dict[int, float] = {}
    for people, folder in posts.items():
        opened = Opened(folder)
        travellers = opened.travellers()[::5]
        with counted(monkeypatch) as work:
            for one in travellers:
                opened.check(*one)
        # One list of candidates over face and fingers; most of them are out of it before the third finger.
        assert work.comparisons <= len(travellers) * 3 * parameters.SEARCH_CANDIDATES
        taken = []
        for one in travellers:
            began = time.process_time()
            opened.check(*one)
            taken.append(time.process_time() - began)
        seconds[people] = min(taken)
        opened.close()
    # Comparing everybody would take 32 times as long; a list of candidates that is full takes some three times.
    assert seconds[MANY] < STEP / 3 * seconds[FEW], seconds


def test_what_is_kept_of_a_person_stays_within_its_measure(posts: dict[int, Path]) -> None:
    size = sum(path.stat().st_size for path in (posts[MANY] / "gallery").iterdir())
    assert size / MANY / 4 < 10_000
