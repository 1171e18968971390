import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from models.errors import BadImage, NoFingerprint
from models.finger.compare import FingerTemplate, compare
from models.finger.extract import Extractor
from models.finger.resample import to_500
from models.finger.segment import bounding_box, foreground
from models.types import Minutiae
from tests.unit.models.prints import ridges


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(threads=2)


def near(found: Minutiae, places: np.ndarray) -> float:
    """The share of places with a minutia within ten pixels."""
    distance = np.hypot(found.x[:, None] - places[:, 0], found.y[:, None] - places[:, 1])
    return float(np.mean(distance.min(axis=0) < 10))


def test_minutiae_are_found_where_ridges_begin_and_end(extractor: Extractor) -> None:
    image, places = ridges(1)
    found = extractor.extract(image)
    assert near(found, places) > 0.85
    assert len(found) < 1.6 * len(places)
    assert (found.width, found.height) == (image.shape[1], image.shape[0])
    assert found.angle.dtype == np.float32 and np.all((found.angle >= 0) & (found.angle < 2 * np.pi))
    assert set(found.kind) <= {1, 2} and found.quality.min() >= 40


def test_a_turned_print_gives_turned_minutiae(extractor: Extractor) -> None:
    image, _ = ridges(2)
    upright, turned = extractor.extract(image), extractor.extract(np.rot90(image).copy())  # a quarter counter-clockwise
    x, y = upright.y, image.shape[1] - 1 - upright.x
    distance = np.hypot(x[:, None] - turned.x, y[:, None] - turned.y)
    nearest = distance.argmin(axis=1)
    close = distance.min(axis=1) < 6
    off = np.angle(np.exp(1j * (turned.angle[nearest] - upright.angle - np.pi / 2)))[close]
    assert close.mean() > 0.8 and np.median(np.abs(off)) < 0.2


def test_resolution_is_honoured(extractor: Extractor) -> None:
    image, places = ridges(3)
    double = cv2.resize(image, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    found = extractor.extract(double, 1000)
    assert near(found, places) > 0.85 and (found.width, found.height) == (288, 288)


def test_a_print_in_a_large_white_image_is_the_same_print(extractor: Extractor) -> None:
    image, _ = ridges(4)
    large = np.full((700, 900), 255, np.uint8)
    large[300 : 300 + 288, 500 : 500 + 288] = image
    found, alone = extractor.extract(large), extractor.extract(image)
    assert compare(FingerTemplate.from_minutiae(found), FingerTemplate.from_minutiae(alone)).score > 0.7
    assert near(found, np.stack([alone.x + 500, alone.y + 300], axis=1)) > 0.9


def test_many_at_once_are_the_same_as_one_by_one(extractor: Extractor) -> None:
    images = [ridges(5)[0], np.full((200, 200), 255, np.uint8), ridges(6, size=260)[0]]
    first, blank, last = extractor.extract_many(images)
    assert isinstance(blank, NoFingerprint)
    for found, image in ((first, images[0]), (last, images[2])):
        alone = extractor.extract(image)
        assert isinstance(found, Minutiae)
        assert near(found, np.stack([alone.x, alone.y], axis=1)) == 1.0


@pytest.mark.parametrize("image", [np.full((300, 300), 255, np.uint8), np.zeros((300, 300), np.uint8)])
def test_an_empty_image_has_no_fingerprint(extractor: Extractor, image: np.ndarray) -> None:
    with pytest.raises(NoFingerprint):
        extractor.extract(image)


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((300, 300, 3), np.uint8),
        np.zeros((300, 300), np.float32),
        np.zeros((5, 300), np.uint8),
        np.zeros((0, 0), np.uint8),
        np.zeros((9000, 40), np.uint8),
    ],
)
def test_what_is_no_fingerprint_image_is_refused(extractor: Extractor, image: np.ndarray) -> None:
    with pytest.raises(BadImage):
        extractor.extract(image)


@pytest.mark.parametrize("ppi", [0.0, -500.0, 99.0, 5000.0, float("nan"), float("inf")])
def test_an_impossible_resolution_is_refused(ppi: float) -> None:
    with pytest.raises(BadImage):
        to_500(np.zeros((300, 300), np.uint8), ppi)


@settings(max_examples=15, deadline=None)
@given(hnp.arrays(np.uint8, st.tuples(st.integers(32, 90), st.integers(32, 90))))
def test_any_picture_gives_minutiae_or_no_fingerprint(image: np.ndarray) -> None:
    try:
        found = Extractor(threads=1).extract(image) if image.std() > 40 else None
    except NoFingerprint:
        return
    if found is not None:
        assert np.all((found.x >= 0) & (found.x < image.shape[1]) & (found.y >= 0) & (found.y < image.shape[0]))


def test_two_resolutions_of_one_scanner_are_both_corrected() -> None:
    assert to_500(np.zeros((300, 600), np.uint8), 1000, 500).shape == (300, 300)
    image = np.zeros((300, 600), np.uint8)
    assert to_500(image, 500) is image


def test_the_foreground_is_where_the_ridges_are() -> None:
    image, _ = ridges(7)
    large = np.full((500, 600), 230, np.uint8)
    large += np.random.default_rng(1).integers(0, 6, large.shape).astype(np.uint8)
    large[100:388, 200:488] = image
    mask = foreground(large)
    yy, xx = np.mgrid[:500, :600]
    disc = np.hypot(xx - 344, yy - 244) < 132
    assert np.mean(mask == disc) > 0.95
    box = bounding_box(mask)
    assert box is not None and np.allclose(box, (212, 112, 476, 376), atol=18)
    assert bounding_box(np.zeros((40, 40), bool)) is None
