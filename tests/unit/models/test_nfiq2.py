import multiprocessing
import os
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from models.errors import BadImage
from models.finger import nfiq2
from models.finger.nfiq2 import Nfiq2
from models.finger.resample import to_500
from tests.unit.models.prints import ridges

pytest.importorskip("nbis", reason="nbis-py has a wheel for Linux only")


@pytest.fixture(scope="module")
def quality() -> Iterator[Nfiq2]:
    running = Nfiq2(timeout=60.0)
    yield running
    running.close()


def test_a_clean_print_scores_above_a_smeared_one(quality: Nfiq2) -> None:
    image, _ = ridges(1)
    smeared = cv2.GaussianBlur(image, (0, 0), 6)
    clean, bad = quality.score(image), quality.score(smeared)
    assert 0 <= clean <= 100
    assert bad == 255 or bad < clean


def test_an_image_without_a_finger_fails_and_does_not_score(quality: Nfiq2) -> None:
    assert quality.score(np.full((200, 200), 255, np.uint8)) == 255


def test_what_is_no_image_is_refused_before_the_process_sees_it(quality: Nfiq2) -> None:
    with pytest.raises(BadImage):
        quality.score(np.zeros((10, 10), np.uint8))


def test_the_native_library_never_enters_this_process(quality: Nfiq2) -> None:
    image, _ = ridges(2)
    quality.score(image)
    assert quality.pid is not None and quality.pid != os.getpid()


def test_after_a_crash_the_next_image_is_scored(quality: Nfiq2) -> None:
    image, _ = ridges(1)
    before = quality.score(image)
    assert quality.pid is not None
    os.kill(quality.pid, signal.SIGKILL)
    after = quality.score(image)
    if after == 255:  # the death was noticed only when the answer failed to come
        after = quality.score(image)
    assert after == before


def stalled(pipe: Connection) -> None:
    """A library that never answers."""
    pipe.send_bytes(b"\0")
    pipe.recv_bytes()
    multiprocessing.Event().wait(60)


def dying(pipe: Connection) -> None:
    """A library that takes its process down with the image."""
    pipe.send_bytes(b"\0")
    pipe.recv_bytes()
    os._exit(11)


@pytest.mark.parametrize(("library", "timeout"), [(stalled, 0.2), (dying, 20.0)])
def test_a_library_that_stalls_or_dies_costs_one_score(
    monkeypatch: pytest.MonkeyPatch, library: object, timeout: float
) -> None:
    monkeypatch.setattr(nfiq2, "serve", library)
    running = Nfiq2(timeout=timeout)
    image, _ = ridges(1)
    assert running.score(image) == 255
    assert running.pid is None
    running.close()


def test_real_prints_score_as_measured_before(quality: Nfiq2, shared: Path) -> None:
    folder = shared / "data/fingerprints/uareu4000"
    scores = []
    for name in ("012-01_1.png", "012-01_2.png", "012-01_3.png"):
        image = cv2.imread(str(folder / name), cv2.IMREAD_GRAYSCALE)
        assert image is not None
        scores.append(quality.score(to_500(image.astype(np.uint8), 512)))
    assert all(20 <= score <= 80 for score in scores)


def native() -> Any:
    import nbis

    settings = nbis.NbisExtractorSettings(
        min_quality=0.0, get_center=False, check_fingerprint=False, compute_nfiq2=True, ppi=500.0
    )
    return nbis.new_nbis_extractor(settings)


def measured(found: Any) -> tuple[int, list[tuple[str, float]]]:
    quality = found.quality()
    return quality.score, [(value.name, value.value) for value in quality.features]


def packed(image: np.ndarray, level: int) -> bytes:
    return bytes(cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, level])[1])


def test_a_picture_by_the_name_of_memory_has_every_measure_that_it_has_octet_by_octet() -> None:
    extractor = native()
    read = nfiq2.in_memory(extractor)
    for seed, rows in ((1, 300), (2, 383), (3, 200)):  # a smaller one after a larger one leaves nothing of it
        image = np.ascontiguousarray(cv2.resize(ridges(seed)[0], (260, rows)), np.uint8)
        assert measured(read(packed(image, 0))) == measured(extractor.extract_minutiae(packed(image, 3)))


class Named:
    """An extractor that looks at what it is given, and refuses it."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.held: list[bytes] = []

    def extract_minutiae(self, png: bytes) -> str:
        return f"octets {len(png)}"

    def extract_minutiae_from_image_file(self, name: str) -> str:
        self.names.append(name)
        self.held.append(Path(name).read_bytes())
        raise ValueError("no fingerprint")


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="no files without a name on this system")
def test_no_picture_stays_in_memory_after_it_was_looked_at_not_even_a_refused_one() -> None:
    extractor = Named()
    read = nfiq2.in_memory(extractor)
    for picture in (b"longer picture", b"short one"):
        with pytest.raises(ValueError, match="no fingerprint"):
            read(picture)
        assert Path(extractor.names[-1]).read_bytes() == b""
    assert extractor.held == [b"longer picture", b"short one"]
    os.close(int(extractor.names[0].rpartition("/")[2]))


def test_where_the_system_has_no_such_file_the_picture_goes_octet_by_octet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "exists", lambda _: False)  # /proc shows nothing
    assert nfiq2.in_memory(Named())(b"12345") == "octets 5"
    monkeypatch.delattr(os, "memfd_create", raising=False)
    assert nfiq2.in_memory(Named())(b"1234") == "octets 4"
