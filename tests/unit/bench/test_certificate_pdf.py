"""The certificate on paper: a file that a viewer can read, with everything that was signed."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from station.bench.certificate_pdf import certificate_pdf, limit_text, shown
from station.bench.drift import drift
from station.domain.calibration import Certificate, Reading, SignedCertificate, Target, Verdict
from station.pdf import Document, text_width

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


def words(pdf: bytes) -> list[str]:
    """What the pages say, read as a viewer would: by the cross-reference table."""
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", pdf).group(1))  # type: ignore[union-attr]
    assert pdf[start : start + 5] == b"xref\n"
    offsets = [int(m) for m in re.findall(rb"(\d{10}) 00000 n ", pdf[start:])]
    found: list[str] = []
    for number, at in enumerate(offsets, 1):
        assert pdf[at:].startswith(f"{number} 0 obj\n".encode())
        stream = re.match(rb"\d+ 0 obj\n<< /Length (\d+) /Filter /FlateDecode >>\nstream\n", pdf[at:])
        if stream:
            begin = at + stream.end()
            text = zlib.decompress(pdf[begin : begin + int(stream.group(1))]).decode("cp1252")
            found += [re.sub(r"\\(.)", r"\1", t) for t in re.findall(r"Td \((.*)\) Tj", text)]
    return found


def test_everything_that_was_signed_stands_on_the_paper() -> None:
    said = words(certificate_pdf(signed(certificate())))
    for text in (
        "CAL-1", "{x}(1)\\", "U.are.U® 4500 (emulated / emulasi)", "Å-tech", "2027-11-24", "linearity",
        "3.25 levels", "<= 7.65", "378.8 ppi", ">= 500", "0.8 .. 1.2", "outside profile / di luar profil",
        f"SHA-256 {'ab' * 32}", bytes(range(32)).hex(), "project", "not measured / tidak diukur",
    ):  # fmt: skip
        assert text in said, text


def test_a_long_table_goes_on_on_the_next_page_with_its_head() -> None:
    pdf = certificate_pdf(signed(certificate(150)))
    assert pdf.count(b"/Type /Page ") >= 3
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
    title = "Light since commissioning / Cahaya sejak pemasangan"
    assert title in words(certificate_pdf(signed(first), drift(tuple(later))))
    assert title not in words(certificate_pdf(signed(first), drift((first,))))


def test_the_same_certificate_gives_the_same_bytes() -> None:
    assert certificate_pdf(signed(certificate())) == certificate_pdf(signed(certificate()))


def test_text_that_the_font_does_not_have_does_not_break_the_file() -> None:
    paper = Document("漢字 (title")
    paper.text(10, 10, "a(b)\\c\n漢")
    assert words(paper.to_bytes()) == ["a(b)\\c ?"]
    assert text_width("AA", 10) == pytest.approx(13.34)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (500.0, "500"), (1234.5, "1234"), (0.00002, "0.00002"), (-0.25, "-0.25"), (99.999, "100")],
)
def test_values_are_shown_without_powers_of_ten(value: float, text: str) -> None:
    assert shown(value) == text


def test_a_limit_without_bounds_is_a_dash() -> None:
    assert limit_text(Reading("q", "raw", 1.0, "", None, None, "project", Verdict.PASSED)) == "-"
