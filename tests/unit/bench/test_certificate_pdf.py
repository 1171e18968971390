"""The certificate on paper: a file that a viewer can read, with everything that was signed."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from anyascii import anyascii
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics

from station.bench.certificate_pdf import certificate_pdf, limit_text, shown
from station.bench.drift import drift
from station.domain.calibration import Certificate, Reading, SignedCertificate, Target, Verdict
from station.pdf import FONTS, PdfDocument, drawable, text_width
from tests.rig.paper import pages, title, words

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def certificate(readings: int = 3) -> Certificate:
    some = (
        Reading("linearity", "corrected", 3.25, "levels", None, 7.65, "BSI TR-03122-3 v6.0, test", Verdict.PASSED),
        Reading("native_resolution_y", "raw", 378.8, "ppi", 500.0, None, "BSI TR-03122-3 v6.0, test", Verdict.OUTSIDE),
        Reading("lamp", "raw", None, "ratio", 0.8, 1.2, "project", Verdict.NOT_MEASURED),
    )
    return Certificate(
        id="CAL-1", serial="{x}(1)\\", model="U.are.U® 4500", firmware="fw", emulated=True, station="s1",
        operator="Å-tech", made_at=NOW, valid_until=date(2027, 11, 24), target=Target("RT", "c"), software="0.1",
        limits="v", record_sha256="ab" * 32, frames=(("dark", ("00" * 32,) * 16),),
        levels=(("dark_level", 8.0), ("flat_level", 200.0)), readings=(some * readings)[:readings],
    )  # fmt: skip


def signed(c: Certificate) -> SignedCertificate:
    return SignedCertificate(c, c.content(), bytes(range(64)), bytes(range(32)))


def test_everything_that_was_signed_stands_on_the_paper() -> None:
    said = words(certificate_pdf(signed(certificate())))
    for text in (
        "CAL-1", "{x}(1)\\", "U.are.U® 4500 (emulated / emulasi)", "Å-tech", "24 Nov 2027", "linearity",
        "3.25 levels", "<= 7.65", "378.8 ppi", ">= 500", "0.8 .. 1.2", "outside profile / di luar profil",
        f"SHA-256 {'ab' * 32}", bytes(range(32)).hex(), "project", "not measured / tidak diukur",
    ):  # fmt: skip
        assert text in said, text


def test_a_long_table_goes_on_on_the_next_page_with_its_head() -> None:
    pdf = certificate_pdf(signed(certificate(150)))
    assert pages(pdf) >= 3
    assert words(pdf).count("Value / Nilai") >= 3
    assert words(pdf).count("linearity") == 50


def test_the_drift_is_plotted_from_the_second_reading_on() -> None:
    first = certificate()
    later = [
        replace(
            first, made_at=NOW + timedelta(days=30 * k), levels=(("dark_level", 8.0), ("flat_level", 200.0 - 8 * k))
        )
        for k in range(4)
    ]
    head = "Light since commissioning / Cahaya sejak pemasangan"
    assert head in words(certificate_pdf(signed(first), drift(tuple(later))))
    assert head not in words(certificate_pdf(signed(first), drift((first,))))


def test_the_same_certificate_gives_the_same_bytes() -> None:
    assert certificate_pdf(signed(certificate())) == certificate_pdf(signed(certificate()))


NAMES = {
    "Ævar Łukasiewicz İbrahim Nguyễn": "Ævar Łukasiewicz İbrahim Nguyễn",
    "Мария Їжакевич Ўткір Әсел": "Мария Їжакевич Ўткір Әсел",
    "Ιωάννης Παπαδόπουλος": "Ιωάννης Παπαδόπουλος",
    "王小明": "[WangXiaoMing]",
    "สมชาย (teknisi)": "[smchay] (teknisi)",
    "محمد علي, s1": "[mhmd `ly], s1",
    "김철수": "[GimCheolSu]",
    "e\N{COMBINING ACUTE ACCENT}\tx\ny": "é x y",
    "\ue000": "\N{WHITE SQUARE}",  # private use: nobody can say what it stands for
}


@pytest.mark.parametrize(("name", "drawn"), NAMES.items())
def test_a_name_is_drawn_in_its_letters_or_says_in_latin_that_it_is_not(name: str, drawn: str) -> None:
    paper = PdfDocument(name)
    paper.text(10, 10, name)
    paper.text(500, 30, name, bold=True, right=True)
    pdf = paper.to_bytes()
    assert words(pdf) == [drawn, drawn]
    assert title(pdf) == name  # the file itself has every letter


@given(st.text(max_size=40))
def test_no_letter_is_drawn_that_the_font_lacks_and_none_becomes_a_question_mark(text: str) -> None:
    width = text_width(text, 10.0)
    shown_text = drawable(text)
    for name in FONTS.values():
        assert all(ord(c) in pdfmetrics.getFont(name).face.charWidths for c in shown_text)
    assert shown_text.count("?") >= text.count("?")
    if "?" not in anyascii(text):
        assert "?" not in shown_text
    assert width >= 0.0


@given(st.text(string.ascii_letters + " ?()", max_size=40))
def test_latin_letters_are_drawn_as_they_are(text: str) -> None:
    assert drawable(text) == text


def test_what_stands_to_the_right_ends_where_it_should() -> None:
    assert text_width("AA", 10) == pytest.approx(2 * text_width("A", 10))
    assert text_width("WWW", 9) > 2 * text_width("iii", 9)
    assert text_width("WWW", 9, bold=True) != text_width("WWW", 9)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (500.0, "500"), (1234.5, "1234"), (0.00002, "0.00002"), (-0.25, "-0.25"), (99.999, "100")],
)
def test_values_are_shown_without_powers_of_ten(value: float, text: str) -> None:
    assert shown(value) == text


def test_a_limit_without_bounds_is_a_dash() -> None:
    assert limit_text(Reading("q", "raw", 1.0, "", None, None, "project", Verdict.PASSED)) == "-"
