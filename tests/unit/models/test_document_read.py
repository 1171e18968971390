"""Photographed pages: read whole or not at all, whatever their turn; wrong digits and strange pictures are refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from models.document.codes import read_codes
from models.document.compose import compose
from models.document.mrz import BadMrz
from models.document.read import DocumentReader, NoDocument, UnreadableZone
from models.errors import BadImage
from models.synthesis.page import page, under_camera

TODAY = date(2026, 6, 15)


@pytest.fixture(scope="module")
def reader() -> DocumentReader:
    return DocumentReader()


def lines(kind: str, number: str = "X20431578") -> tuple[str, ...]:
    return compose(
        kind, issuer="UTO", nationality="UTO", number=number, surname="Rumbiak", given_names="Yohanes",
        birth="1988-11-02", sex="M", expiry=date(2031, 5, 9),
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["TD1", "TD2", "TD3", "MRV-A", "MRV-B"])
def test_a_page_under_the_camera_is_read(reader: DocumentReader, kind: str):
    frame = under_camera(page(lines(kind)), take=1)
    assert reader.read(frame, TODAY).lines == lines(kind)


@pytest.mark.parametrize("turn", [cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE])
def test_a_page_that_lies_the_wrong_way_is_read(reader: DocumentReader, turn: int):
    frame = np.asarray(cv2.rotate(under_camera(page(lines("TD3")), take=2), turn), np.uint8)
    assert reader.read(frame, TODAY).lines == lines("TD3")


def test_a_zone_with_a_wrong_digit_comes_back_for_the_officer_and_is_never_returned_as_read(reader: DocumentReader):
    good = lines("TD3")
    wrong, other = page(good), page(lines("TD3", "K71428563"))
    rows, columns = np.s_[wrong.shape[0] - 130 :], np.s_[: round(wrong.shape[1] * 0.22)]
    wrong[rows, columns] = other[rows, columns]  # most of another number pasted over: the digit fails
    with pytest.raises(UnreadableZone) as caught:
        reader.read(under_camera(wrong, take=1), TODAY)
    assert isinstance(caught.value, BadMrz)
    assert (caught.value.code, caught.value.field) == ("mrz_check_digit", "number")
    assert caught.value.lines[0] == good[0]
    assert caught.value.lines[1].startswith("K7142856")


def test_a_picture_without_a_zone_is_no_document(reader: DocumentReader):
    y, x = np.mgrid[:480, :640]
    stripes = np.dstack([127 + 100 * np.sin(x / 7), 127 + 100 * np.sin(y / 9), x % 255]).astype(np.uint8)
    with pytest.raises(NoDocument):
        reader.read(stripes, TODAY)


def test_what_is_no_colour_picture_is_refused(reader: DocumentReader):
    for bad in (np.zeros((9, 9, 3), np.uint8), np.zeros((99, 99), np.uint8), np.zeros((99, 99, 3), np.float32)):
        with pytest.raises(BadImage):
            reader.read(bad, TODAY)  # type: ignore[arg-type]


def test_noise_and_flat_pictures_crash_nothing(reader: DocumentReader):
    noise = np.random.default_rng(3).integers(0, 255, (240, 320, 3), np.uint8)
    for picture in (noise, np.full((64, 700, 3), 255, np.uint8)):
        with pytest.raises((NoDocument, UnreadableZone)):
            reader.read(picture, TODAY)


def test_the_specimens_are_read_and_the_bank_card_is_none(reader: DocumentReader, shared: Path):
    folder = shared / "data/documents"
    for name, truth in json.loads((folder / "truth.json").read_text()).items():
        picture = cv2.GaussianBlur(cv2.imread(str(folder / name)), (0, 0), 0.7)
        if truth:
            assert [line.rstrip("<") for line in reader.read(picture, TODAY).lines] == [t.rstrip("<") for t in truth]
        else:
            with pytest.raises(NoDocument):
                reader.read(picture, TODAY)


def test_a_code_beside_the_text_is_read():
    barcode = zxingcpp.create_barcode("UTO:X20431578", zxingcpp.BarcodeFormat.QRCode)
    drawn = np.array(barcode.to_image(scale=5))
    frame = np.full((480, 640, 3), 210, np.uint8)
    frame[100 : 100 + drawn.shape[0], 200 : 200 + drawn.shape[1]] = drawn[..., None]
    (code,) = read_codes(cv2.rotate(frame, cv2.ROTATE_90_CLOCKWISE))
    assert (code.text, code.data) == ("UTO:X20431578", b"UTO:X20431578")
    assert read_codes(np.full((50, 50, 3), 255, np.uint8)) == []
    with pytest.raises(BadImage):
        read_codes(np.zeros((5, 5, 4), np.uint8))
