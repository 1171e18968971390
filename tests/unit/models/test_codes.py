"""What a traveller's barcode is: named by what it says, never opened, and worth no more than its signature."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from models.document.codes import LONGEST_KEY, Code, CodeFact, CodeKind, describe, read_codes


def drawn(content: str | bytes, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.QRCode) -> np.ndarray:
    code = np.array(zxingcpp.create_barcode(content, kind).to_image(scale=4))
    frame = np.full((code.shape[0] + 80, code.shape[1] + 80, 3), 230, np.uint8)
    frame[40:-40, 40:-40] = code[..., None]
    return frame


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        (
            "https://evisa.imigrasi.go.id/web/visa/check/AB12-9",
            CodeFact(CodeKind.E_VISA, False, "AB12-9", "evisa.imigrasi.go.id"),
        ),
        (
            "https://molina.imigrasi.go.id/v?lang=en&code=XY77",
            CodeFact(CodeKind.E_VOA, False, "XY77", "molina.imigrasi.go.id"),
        ),
        (
            "https://allindonesia.imigrasi.go.id/arrival/9f3",
            CodeFact(CodeKind.ARRIVAL_CARD, False, "9f3", "allindonesia.imigrasi.go.id"),
        ),
    ],
)
def test_a_code_of_the_directorate_general_is_named_and_is_a_key_only(text: str, fact: CodeFact):
    (code,) = read_codes(cv2.rotate(drawn(text), cv2.ROTATE_90_CLOCKWISE))
    assert describe(code) == describe(text) == fact


@pytest.mark.parametrize(
    "text",
    [
        "https://evisa.imigrasi.go.id.example.org/check/AB12",
        "https://evisa.imigrasi.go.id@example.org/check/AB12",
        "http://evisa.imigrasi.go.id/check/AB12",
        "https://evisa.imigrasi.go.id:8443/check/AB12",
        "javascript://evisa.imigrasi.go.id/%0aalert(1)",
        "https://\u0435visa.imigrasi.go.id/check/AB12",  # a Cyrillic letter
        "https://[::1",
    ],
)
def test_an_address_that_only_looks_like_it_is_any_address(text: str):
    assert describe(text).kind is CodeKind.ADDRESS


def test_an_agency_names_its_own_hosts():
    own = {"visa.example.go.id": CodeKind.E_VISA}
    assert describe("https://visa.example.go.id/A1", own).kind is CodeKind.E_VISA
    assert describe("https://evisa.imigrasi.go.id/A1", own).kind is CodeKind.ADDRESS


def test_a_seal_is_signed_and_everything_else_is_not():
    seal = Code("DataMatrix", bytes.fromhex("dc03d9c56d32c8a72cb10f71") + b"x" * 40, "", ())
    assert describe(seal) == CodeFact(CodeKind.SEAL, signed=True)
    nested = '{"data":{"hdr":{"t":"icao.visa","v":1,"is":"UTO"},"msg":{}},"sig":{"alg":"ES256","sigvl":"AA"}}'
    assert describe(nested) == CodeFact(CodeKind.SEAL_JSON, signed=True)
    for text in ("UTO:X20431578", "{}", "{" * 5000, '{"data":1,"sig":2}'):
        assert not describe(text).signed


def test_a_boarding_pass_gives_its_booking_and_a_zone_is_no_key():
    boarding = "M1SIREGAR/PUTRI       EABC123 CGKDPSGA 0834 326Y001A0025 100"
    assert describe(boarding) == CodeFact(CodeKind.BOARDING_PASS, key="ABC123")
    zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    assert describe(zone) == CodeFact(CodeKind.ZONE)


def test_a_key_shows_nothing_that_hides_or_turns():
    assert describe("AB\u202e21\x00\n C").key == "AB 21 C"


@given(st.one_of(st.text(max_size=400), st.text(max_size=60).map("https://evisa.imigrasi.go.id/".__add__)))
def test_any_text_is_described(text):
    fact = describe(text)
    assert len(fact.key) <= LONGEST_KEY
    assert fact.key.isprintable()
    assert describe(Code("QRCode", text.encode(), text, ())).kind is fact.kind or text.encode()[:1] == b"\xdc"
