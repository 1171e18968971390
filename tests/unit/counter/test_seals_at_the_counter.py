"""Seals in what the camera sees: judged by the states' lists, and a visa's seal joins the stay."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
import zxingcpp

from models.document.chip.certificate import parse
from models.document.compose import compose
from models.document.read import DocumentReader
from models.synthesis.page import page
from station.counter.documents import Documents
from station.counter.seals import Seals
from station.counter.trust import NOTHING, Trust, TrustLibrary
from station.domain.chip import ChipResult, TrustLists, seal_against
from station.store.session import Store
from tests.unit.models.chip.test_seals import MESSAGE, MESSAGES, TRUSTED, VISA_SIGNER, make, nc, pack

NOW = datetime(2026, 11, 29, tzinfo=UTC)
TODAY = date(2026, 11, 29)
LINES = compose(
    "TD3", issuer="UTO", nationality="UTO", number="L898902C3", surname="ERIKSSON", given_names="ANNA MARIA",
    birth="1974-08-12", sex="F", expiry=date(2032, 4, 15),
)  # fmt: skip
VISA = compose(
    "MRV-A", issuer="UTO", nationality="UTO", number="L898902C3", surname="ERIKSSON", given_names="ANNA MARIA",
    birth="1974-08-12", sex="F", expiry=date(2028, 4, 15),
)  # fmt: skip
OF_VISA = MESSAGES | {1: pack(VISA[0] + VISA[1][:28])}


def library(signers: bool = True) -> TrustLibrary:
    known = (parse(VISA_SIGNER.certificate),) if signers else ()
    return TrustLibrary(None, Trust(TRUSTED, known, (), TrustLists(authorities=1)))


def documents(store: Store, trust: TrustLibrary) -> Documents:
    found = SimpleNamespace(reader=DocumentReader())
    return Documents(store, found, lambda: TODAY, seals=Seals(trust, lambda: NOW))  # type: ignore[arg-type]


def sheet(octets: bytes, kind: object) -> np.ndarray:
    """A sheet of paper that bears nothing but the code."""
    code = np.array(zxingcpp.create_barcode(octets, kind).to_image(scale=5))
    white = np.full((code.shape[0] + 160, code.shape[1] + 160, 3), 255, np.uint8)
    white[80 : 80 + code.shape[0], 80 : 80 + code.shape[1]] = code[..., None]
    return white


@pytest.mark.parametrize(
    "kind", [zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.Aztec, zxingcpp.BarcodeFormat.QRCode]
)
def test_a_seal_is_read_from_a_picture_as_octets_and_its_visa_joins_the_passport(store: Store, kind: object):
    desk = documents(store, library())
    (seal,) = desk.seals(sheet(make(VISA_SIGNER, messages=OF_VISA), kind))
    assert (seal.verdict, seal.kind, seal.country) == (ChipResult.SUCCESSFUL, "visa", "UTO")
    reading = desk.with_seals(desk.parse("\n".join(LINES)), (seal,))
    assert reading.visa is not None
    assert (reading.visa.number, reading.visa.expiry) == ("L898902C3", date(2028, 4, 15))
    assert reading.visa_differs == ()
    assert (seal.entries, seal.stay, seal.passport) == (2, (30, 0, 0), "L898902C3")


def test_a_visa_that_was_made_for_another_passport_is_marked(store: Store):
    desk = documents(store, library())
    octets = make(VISA_SIGNER, messages=OF_VISA | {5: pack("X77777777"), 3: b"\0"})
    (seal,) = desk.seals(sheet(octets, zxingcpp.BarcodeFormat.DataMatrix))
    assert (seal.verdict, seal.entries, seal.passport) == (ChipResult.SUCCESSFUL, 0, "X77777777")
    assert desk.with_seals(desk.parse("\n".join(LINES)), (seal,)).visa_differs == ("number",)
    unread = replace(seal, verdict=ChipResult.FAILED)  # what a forged seal says is not held against the traveller
    assert desk.with_seals(desk.parse("\n".join(LINES)), (unread,)).visa_differs == ()


def test_the_visa_of_somebody_else_is_marked(store: Store):
    other = compose(
        "MRV-A", issuer="UTO", nationality="UTO", number="X00000001", surname="OKAFOR", given_names="CHIDI",
        birth="1980-01-01", sex="M", expiry=date(2028, 4, 15),
    )  # fmt: skip
    desk = documents(store, library())
    octets = make(VISA_SIGNER, messages=MESSAGES | {1: pack(other[0] + other[1][:28])})
    (seal,) = desk.seals(sheet(octets, zxingcpp.BarcodeFormat.DataMatrix))
    assert set(desk.with_seals(desk.parse("\n".join(LINES)), (seal,)).visa_differs) >= {"name", "birth"}


def test_a_forged_seal_fails_and_its_visa_is_not_taken(store: Store):
    octets = make(VISA_SIGNER, messages=OF_VISA).replace(b"\x04\x03\x1e\x00\x00", b"\x04\x03\xb4\x00\x00")
    desk = documents(store, library())
    (seal,) = desk.seals(sheet(octets, zxingcpp.BarcodeFormat.DataMatrix))
    assert seal.verdict is ChipResult.FAILED
    assert desk.with_seals(desk.parse("\n".join(LINES)), (seal,)).visa is None


def test_without_lists_a_seal_is_undetermined(store: Store):
    for trust in (library(signers=False), TrustLibrary(None, NOTHING)):
        (seal,) = documents(store, trust).seals(sheet(make(VISA_SIGNER), zxingcpp.BarcodeFormat.DataMatrix))
        assert seal.verdict is ChipResult.UNDETERMINED


def test_an_unsigned_code_is_no_seal(store: Store):
    picture = sheet(b"https://evisa.imigrasi.go.id/web/check?code=A1B2", zxingcpp.BarcodeFormat.QRCode)
    assert documents(store, library()).seals(picture) == ()


def test_a_photographed_page_is_kept_for_the_record(store: Store):
    picture = np.full((830, 1120, 3), 190, np.uint8)
    drawn = cv2.resize(page(LINES), (1000, 704), interpolation=cv2.INTER_AREA)
    picture[60:764, 60:1060] = drawn
    reading = documents(store, library()).photograph(picture)
    assert reading.page is not None
    kept = cv2.imdecode(np.frombuffer(reading.page, np.uint8), cv2.IMREAD_COLOR)
    assert kept.shape == picture.shape


def hexadecimal(octets: bytes) -> str:
    digits = octets.hex().upper()
    return "\n".join(digits[at : at + 60] for at in range(0, len(digits), 60))


def base64_of(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


@pytest.mark.parametrize("typed", [hexadecimal, base64_of], ids=["hexadecimal", "base64"])
def test_a_seal_that_a_wedge_sends_in_digits_is_judged_as_the_camera_s_is(store: Store, typed: Callable[[bytes], str]):
    octets = make(VISA_SIGNER, messages=OF_VISA)
    desk = documents(store, library())
    assert (desk.code(typed(octets)).kind, desk.code(typed(octets)).lost) == ("seal", False)
    (seal,) = desk.seals_of_keys(typed(octets))
    (seen,) = desk.seals(sheet(octets, zxingcpp.BarcodeFormat.DataMatrix))
    assert seal == seen
    assert desk.with_seals(desk.parse("\n".join(LINES)), (seal,)).visa is not None


def test_a_wedge_s_lost_key_accuses_nobody(store: Store):
    octets = make(VISA_SIGNER, messages=OF_VISA)
    digits = octets.hex()
    desk = documents(store, library())
    for wrong in (digits[:-2], digits[:60] + digits[62:], digits[:70] + "7f" + digits[72:]):
        (seal,) = desk.seals_of_keys(wrong)
        assert seal.verdict is ChipResult.UNDETERMINED
        assert seal.reasons[0].code == "seal_as_keys"
        assert not seal_against(seal)
        assert desk.with_seals(desk.parse("\n".join(LINES)), (seal,)).visa is None  # nothing of it is taken over


def test_octets_as_keys_are_named_and_not_judged(store: Store):
    octets = make(VISA_SIGNER, messages=OF_VISA)
    printable = "".join(c for c in octets.decode("latin-1") if c.isprintable())  # what a keyboard carries of them
    desk = documents(store, library())
    assert (desk.code(printable).kind, desk.code(printable).lost) == ("seal", True)
    assert desk.seals_of_keys(printable) == ()
    for no_seal in ("DC03", "", "ABCD" * 40, "https://evisa.imigrasi.go.id/web/check?code=A1B2", "{}", "00" * 50):
        assert desk.seals_of_keys(no_seal) == ()


def test_a_screen_s_seal_comes_as_the_text_it_is(store: Store):
    text = json.dumps(nc(VISA_SIGNER, MESSAGE), ensure_ascii=False)
    desk = documents(store, library())
    (seal,) = desk.seals_of_keys(text)
    (same,) = Seals(library(), lambda: NOW).judge_octets(text.encode())
    assert seal == same
    (changed,) = desk.seals_of_keys(text.replace("UTO", "UTA", 1))
    assert changed.verdict is not ChipResult.SUCCESSFUL
    assert not seal_against(changed)
