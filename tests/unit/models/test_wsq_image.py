import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import BadImage, BadWsq
from models.finger.wsq_image import decode, encode
from tests.unit.models.prints import ridges

IMAGE = ridges(1)[0]
GOOD = encode(IMAGE, 500)


def test_an_image_survives_wsq_with_small_losses() -> None:
    image, ppi = decode(GOOD)
    assert image.shape == IMAGE.shape and image.dtype == np.uint8 and ppi == 500
    assert 10 * np.log10(255**2 / np.mean((image.astype(float) - IMAGE) ** 2)) > 25
    assert len(GOOD) < IMAGE.size / 8


def test_rows_and_columns_are_not_exchanged() -> None:
    image, _ = decode(encode(np.ascontiguousarray(IMAGE[:150]), 500))
    assert image.shape == (150, 288)
    assert np.corrcoef(image.ravel(), IMAGE[:150].ravel())[0, 1] > 0.95


@pytest.mark.parametrize("ppi", [500, 512.0, 1000])
def test_the_resolution_is_written_as_it_is(ppi: float) -> None:
    assert decode(encode(IMAGE, ppi))[1] == ppi


@pytest.mark.parametrize(
    "image", [np.zeros((300, 300, 3), np.uint8), np.zeros((4, 4), np.uint8), np.zeros((300, 300), np.int32)]
)
def test_what_is_no_image_is_not_written(image: np.ndarray) -> None:
    with pytest.raises(BadImage):
        encode(image, 500)


@given(st.integers(0, len(GOOD) - 3))
@settings(max_examples=60, deadline=None)
def test_a_truncated_file_is_refused(size: int) -> None:
    with pytest.raises(BadWsq):
        decode(GOOD[:size])


@given(st.binary(max_size=300))
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(BadWsq):
        decode(data)


def test_a_header_that_promises_a_huge_image_is_refused_before_memory_is_taken() -> None:
    at = GOOD.index(b"\xff\xa2")
    damaged = GOOD[: at + 6] + b"\xff\xff\xff\xff" + GOOD[at + 10 :]
    with pytest.raises(BadWsq, match="65535x65535"):
        decode(damaged)


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_refused_or_is_an_image(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for at, value in changes:
        data[at] = value
    try:
        image, _ = decode(bytes(data))
    except BadWsq:
        return
    assert image.ndim == 2 and image.dtype == np.uint8


def test_a_few_octets_that_say_they_are_a_huge_image_cost_no_time() -> None:
    """8192 x 8192 took half a minute to decode; the header is enough to refuse it."""
    at = GOOD.index(b"\xff\xa2")
    damaged = GOOD[: at + 6] + b"\x20\x00\x20\x00" + GOOD[at + 10 :]
    with pytest.raises(BadWsq, match="8192x8192"):
        decode(damaged)


def test_an_encoders_minus_one_is_no_resolution() -> None:
    at = GOOD.index(b"PPI 500")
    assert decode(GOOD)[1] == 500
    assert decode(GOOD[:at] + b"PPI 255" + GOOD[at + 7 :])[1] is None
    assert decode(GOOD[:at] + b"PPI -1\n" + GOOD[at + 7 :])[1] is None
    with pytest.raises(BadImage):
        encode(IMAGE, 255)
