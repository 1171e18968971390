"""What the counter is told of a document: what was read, what is open, what is missing, and the picture to compare."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from models.document.compose import compose
from models.document.read import DocumentReader, NoDocument, ReadingStopped
from models.document.wedge import decode
from models.synthesis.page import page
from station.counter.documents import Documents
from station.counter.enrol import seal_visit
from station.domain.desk import DocumentReading
from station.store.session import Store
from tests.rig import visits

TODAY = date(2026, 6, 15)


@pytest.fixture(scope="module")
def reader() -> DocumentReader:
    return DocumentReader()


@pytest.fixture
def documents(store: Store, reader: DocumentReader) -> Documents:
    return Documents(store, SimpleNamespace(reader=reader), lambda: TODAY)  # type: ignore[arg-type]


def lines(kind: str = "TD3", number: str = "X20431578", **fields: object) -> tuple[str, ...]:
    given: dict[str, object] = {
        "surname": "Rumbiak", "given_names": "Yohanes", "issuer": "AUS", "nationality": "AUS", "birth": "1988-11-02",
        "sex": "M", "expiry": date(2031, 5, 9),
    }  # fmt: skip
    return compose(kind, number=number, **(given | fields))  # type: ignore[arg-type]


def laid(*sheets: np.ndarray) -> np.ndarray:
    picture = np.full((830 * len(sheets), 1120, 3), 190, np.uint8)
    for i, sheet in enumerate(sheets):
        height = round(sheet.shape[0] * 1000 / sheet.shape[1])
        smaller = cv2.resize(sheet, (1000, height), interpolation=cv2.INTER_AREA)
        picture[830 * i + 50 : 830 * i + 50 + height, 60:1060] = smaller
    return picture


def codes(reading: DocumentReading) -> dict[str, tuple[str, ...]]:
    return {concern.code: concern.choices for concern in reading.concerns}


def test_a_document_that_leaves_a_question_takes_the_officer_s_answer_and_no_other(documents: Documents):
    reading = documents.parse("\n".join(lines(birth="1921-03-04")))
    assert [question.code for question in reading.questions] == ["birth_century"]
    answered = documents.answered(reading, {"birth_century": "1921-03-04"})
    assert answered.document is not None
    assert (answered.document.birth, answered.questions) == ("1921-03-04", ())
    with pytest.raises(ValueError, match="not offered"):
        documents.answered(reading, {"birth_century": "1821-03-04"})


def test_a_permanent_document_is_not_expired(documents: Documents):
    reading = documents.parse("\n".join(lines(expiry=date(1999, 12, 31))))
    assert not reading.expired
    really = documents.answered(reading, {"expiry_permanent": "1999-12-31"})
    assert (really.expired, really.questions) == (True, ())
    for answer in ("9999-12-31", "2099-12-31"):
        assert not documents.answered(reading, {"expiry_permanent": answer}).expired


def test_what_a_zone_lacks_is_the_start_of_manual_entry(documents: Documents):
    first, second = lines()
    reading = documents.parse(f"{first}\n{second.replace('AUS', '<<<')}")
    assert (reading.document, reading.missing, reading.refused) == (None, ("nationality",), ())
    assert {part.name: part.value for part in reading.parts}["surname"] == "RUMBIAK"
    assert [(problem.field, problem.code) for problem in reading.problems] == [("nationality", "mrz_missing")]


def test_a_border_pass_without_a_zone_misses_everything(documents: Documents):
    reading = documents.parse("PAS LINTAS BATAS 17/2026")
    assert (reading.document, reading.parts) == (None, ())
    assert {"number", "surname", "birth"} <= set(reading.missing)


def test_a_visa_alone_is_no_document(documents: Documents):
    reading = documents.parse("\n".join(lines("MRV-B", issuer="IDN")))
    assert reading.document is None
    assert reading.visa is not None
    assert [problem.code for problem in reading.problems] == ["visa_alone"]


def test_states_are_named_in_both_languages_and_an_unknown_one_is_a_warning(documents: Documents):
    german = documents.parse("\n".join(lines(issuer="D", nationality="D")))
    assert [(s.english, s.indonesian) for s in german.states] == [("Germany", "Jerman")]
    unknown = documents.parse("\n".join(lines(issuer="XQZ", nationality="XQZ")))
    assert unknown.document is not None
    assert unknown.states == ()
    assert "state_unknown" in codes(unknown)
    assert {"IDN", "XXA", "UNO", "GBN"} <= {entry.code for entry in documents.states()}


def test_a_scan_of_a_wedge_is_a_document_and_one_with_a_gap_is_not(documents: Documents):
    text = "\t".join(lines()) + "\r"
    read = documents.scanned(decode(text)).document
    assert read is not None
    assert read.lines == lines()
    gap = documents.scanned(decode(text.replace("X2043", "X2?43")))
    assert (gap.document, gap.refused) == (None, ("number",))
    assert gap.problems[0].code == "mrz_rejected"


def test_a_photographed_page_comes_with_the_picture_of_the_places_to_compare(documents: Documents):
    reading = documents.photograph(laid(page(lines(number="AG1234567"))))
    assert reading.photographed
    assert reading.document is not None
    assert reading.picture.shape[0] >= 128
    assert codes(reading)["look_alike"]
    places = [place for place, _ in reading.closeups]
    assert {concern.place for concern in reading.concerns if concern.place} == set(places)
    assert all(picture.shape[0] >= 64 for _, picture in reading.closeups)


def test_a_visa_beside_a_passport_belongs_to_it_or_is_said_not_to(documents: Documents):
    other = page(lines("MRV-A", number="9A1234567", issuer="IDN", birth="1990-01-01"))
    reading = documents.photograph(laid(page(lines()), other))
    assert reading.document is not None
    assert reading.document.lines == lines()
    assert reading.visa is not None
    assert (reading.visa.kind, reading.visa_differs) == ("MRV-A", ("birth",))


def test_of_two_passports_the_officer_takes_one(documents: Documents):
    second = lines(number="K71428563", surname="Tan", given_names="Mei Ling")
    reading = documents.photograph(laid(page(lines()), page(second)))
    assert reading.document is None
    assert [problem.code for problem in reading.problems] == ["several_documents"]
    assert [choice.lines for choice in reading.choices] == [lines(), second]


def test_a_stop_is_a_stop_and_an_empty_desk_no_document(documents: Documents):
    picture = laid(page(lines()))
    with pytest.raises(ReadingStopped):
        documents.photograph(picture, lambda: True)
    with pytest.raises(NoDocument):
        documents.photograph(np.full((480, 640, 3), 190, np.uint8))


def test_a_barcode_is_named_and_never_opened(documents: Documents):
    code = documents.code("https://evisa.imigrasi.go.id/check/AB-12")
    assert (code.kind, code.signed, code.key, code.host) == ("e_visa", False, "AB-12", "evisa.imigrasi.go.id")
    assert documents.codes(np.full((200, 200, 3), 255, np.uint8)) == ()


def test_the_last_visit_of_a_known_traveller_is_of_the_posts_day(
    store: Store, clock: visits.Clock, reader: DocumentReader
):
    clock.at = late = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)  # half past midnight of the next day in Jakarta
    sealed = replace(visits.visit(3), closed_at=late)
    seal_visit(store, sealed)
    at = {
        zone: Documents(store, SimpleNamespace(reader=reader), lambda: TODAY, zone=zone).known(sealed.document)  # type: ignore[arg-type]
        for zone in ("+07:00", "+00:00")
    }
    assert [at[zone].last_visit for zone in ("+07:00", "+00:00")] == [date(2026, 3, 2), date(2026, 3, 1)]  # type: ignore[union-attr]
