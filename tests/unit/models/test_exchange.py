"""Files for other agencies: written here, read back by an independent library; read from others within bounds."""

from __future__ import annotations

import contextlib
import random
from datetime import date

import cv2
import nistitl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.exchange import an_itl, iso_records
from models.exchange.an_itl import BadFile, ItlTransaction
from models.exchange.iso_records import BadIsoRecord, FingerView
from models.finger import wsq_image
from models.synthesis import prints

DAY = date(2026, 11, 29)
PIXELS = np.ascontiguousarray(prints.impression(prints.master(7, 2), 0))
HEIGHT, WIDTH = PIXELS.shape
WSQ = wsq_image.encode(PIXELS, 500.0)
JPEG = cv2.imencode(".jpg", np.full((640, 480, 3), 127, np.uint8))[1].tobytes()


def file() -> ItlTransaction:
    records = (
        an_itl.person({3: "00", 20: "ERIKSSON, ANNA\x1dMARIA", 30: "19740812"}),
        an_itl.face(JPEG, 480, 640, DAY, "IDIMI"),
        an_itl.finger(2, WSQ, WIDTH, HEIGHT, DAY, "IDIMI", score=61),
        an_itl.finger(3, b"", 0, 0, DAY, "IDIMI", missing=an_itl.MISSING["permanent"]),
    )
    return ItlTransaction("ENR", "IDXX00", "IDIMI0", "V-1", DAY, records)


def test_an_independent_library_reads_what_is_written():
    message = nistitl.Message()
    message.parse(an_itl.write(file()))
    kinds = [record.type for record in message]
    assert kinds == [1, 2, 10, 14, 14]
    first = message[0]
    assert first[2].value == an_itl.VERSION
    assert first[4].value == "ENR"
    (face,) = message.iter(10)
    assert bytes(face[999].value) == JPEG
    assert (face[6].value, face[7].value, face[11].value) == ("480", "640", "JPEGB")
    finger, missing = message.iter(14)
    assert bytes(finger[999].value) == WSQ
    assert (finger[13].value, finger[11].value, finger[9].value) == ("2", "WSQ20", "500")
    assert missing[13].value == "3"


def test_what_the_independent_library_writes_is_read_here():
    message = nistitl.Message()
    message.parse(an_itl.write(file()))
    found = an_itl.read(message.NIST)
    assert [record.kind for record in found.records] == [2, 10, 14, 14]
    assert found.records[2].picture == WSQ
    assert found.records[3].fields[18] == (("3", "XX"),)


def test_a_file_comes_back_whole_and_a_separator_in_a_name_ends_no_field():
    found = an_itl.read(an_itl.write(file()))
    assert (found.kind, found.to, found.sender, found.control, found.made) == ("ENR", "IDXX00", "IDIMI0", "V-1", DAY)
    assert found.records[0].text(20) == "ERIKSSON, ANNA MARIA"
    assert found.records[2].fields[24][0][:2] == ("2", "61")
    assert round(found.ppi) == 500


def test_the_print_went_through_one_lossy_pass_and_no_other():
    back = an_itl.read(an_itl.write(file())).records[2].picture
    assert back == WSQ
    pixels, _ = wsq_image.decode(back)
    assert pixels.shape == PIXELS.shape


def with_type_4(length: int) -> bytes:
    """The file with an old binary record before the person."""
    whole = an_itl.write(file())
    end = whole.index(an_itl.FS) + 1
    old = length.to_bytes(4, "big") + bytes(range(0x10, 0x24)) + an_itl.FS * 10
    head = whole[:end].replace(b"1.003:1\x1f4\x1e", b"1.003:1\x1f5\x1e4\x1f09\x1e")
    said = int(head[6 : head.index(b"\x1d")])
    head = head.replace(b"%d" % said, b"%d" % len(head), 1)
    return head + old + whole[end:]


def test_a_binary_record_of_an_old_kind_is_passed_over_by_its_length():
    found = an_itl.read(with_type_4(34))
    assert found.records == an_itl.read(an_itl.write(file())).records
    for wrong in (0, 17, 33, 1 << 31):
        with pytest.raises(BadFile):
            an_itl.read(with_type_4(wrong))


def test_a_file_larger_than_any_is_not_written():
    huge = b"\x89PNG" + bytes(an_itl.MOST_OCTETS)
    with pytest.raises(BadFile):
        an_itl.write(ItlTransaction("ENR", "A", "B", "C", DAY, (an_itl.finger(2, huge, 1, 1, DAY, "B"),)))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_a_file_of_somebody_else_is_read_or_refused_and_nothing_else(seed: int):
    dice, octets = random.Random(seed), bytearray(an_itl.write(file()))
    for _ in range(dice.randrange(1, 6)):
        octets[dice.randrange(min(len(octets), 700))] = dice.randrange(256)
    spoiled = bytes(octets[: dice.randrange(len(octets))]) if dice.random() < 0.3 else bytes(octets)
    with contextlib.suppress(BadFile):
        an_itl.read(spoiled)


def test_iso_records_come_back_as_they_were_packed():
    views = tuple(FingerView(p, WIDTH, HEIGHT, 61, iso_records.WSQ, WSQ) for p in (2, 3))
    assert iso_records.read_fingers(iso_records.write_fingers(views)) == views
    face = iso_records.read_face(iso_records.write_face(JPEG, 480, 640))
    assert (face.kind, face.data) == ("jpeg", JPEG)


def test_iso_records_that_are_none_are_refused():
    good = iso_records.write_fingers((FingerView(2, WIDTH, HEIGHT, 61, iso_records.WSQ, WSQ),))
    for wrong in (b"", good[:-1], good + b"x", b"FIR\x00020\x00" + good[8:], good[:40]):
        with pytest.raises(BadIsoRecord):
            iso_records.read_fingers(wrong)
    with pytest.raises(BadIsoRecord):
        iso_records.read_face(b"FAC\x00010\x00")
    with pytest.raises(BadIsoRecord):
        iso_records.write_face(b"BM", 1, 1)
