"""Data groups: what issuers write is read, what nobody may write is refused, and random octets do no harm."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.document.chip import active, face, groups
from models.document.chip.groups import PartialDate
from models.document.mrz import parse
from models.errors import BadImage
from models.standards import ber, security_info
from models.standards.ber import BadEncoding, write, write_integer, write_oid
from models.standards.curves import NotOnCurve
from models.standards.key_info import Unsupported

BESIDE = Path(__file__).resolve().parents[5] / "shared/data/chip"
beside = pytest.mark.skipif(not BESIDE.is_dir(), reason="the reference documents are not beside the project here")


def zone(*lines: str) -> bytes:
    return write(0x61, write(0x5F1F, "".join(lines).encode()))


def test_the_zone_of_every_layout_is_read_with_its_long_number():
    td3 = groups.zone(
        zone("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
    )
    assert (td3.kind, td3.issuer, td3.number, td3.expiry) == ("P<", "UTO", "L898902C3", date(2012, 4, 15))
    assert parse(td3.lines, date(2010, 1, 1)).surname == "ERIKSSON"
    td2 = groups.zone(zone("I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<", "D23145890<UTO3407127M95071227349<<<8"))
    td1 = groups.zone(
        zone("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<")
    )
    assert td1.number == td2.number == "D23145890734"
    with pytest.raises(BadEncoding):
        groups.zone(zone("P<UTO"))
    with pytest.raises(BadEncoding):
        groups.zone(zone("p" * 88))


def test_the_list_of_groups_is_read_in_any_order():
    found = groups.com(write(0x60, write(0x5F01, b"0107"), write(0x5F36, b"040000"), write(0x5C, b"\x75\x61\x6e\x42")))
    assert (found.lds, found.unicode, found.groups, found.unknown) == ("0107", "040000", (2, 1, 14), (0x42,))


def test_the_full_name_and_the_birth_solve_what_the_zone_leaves_open():
    found = groups.person(write(
        0x6B, write(0x5C, b"\x5f\x0e\x5f\x2b"), write(0x5F0E, "Śmith<-Jones<<Ágnes<Mária".encode()),
        write(0x5F2B, bytes.fromhex("19340712")), write(0x5F10, b"123456<<"), write(0x5F11, b"Budapest<Hungary"),
        write(0xA0, write(0x02, b"\x01"), write(0x5F0F, b"Nagy<<Agi")),
    ))  # fmt: skip
    assert (found.surname, found.given_names) == ("Śmith -Jones", "Ágnes Mária")
    assert found.birth == PartialDate(1934, 7, 12)
    assert found.personal_number == "123456"
    assert found.place_of_birth == ("Budapest", "Hungary")
    assert found.other_names == ("Nagy Agi",)


@pytest.mark.parametrize(("written", "read"), [
    (b"20240131", PartialDate(2024, 1, 31)), (bytes.fromhex("20240131"), PartialDate(2024, 1, 31)),
    (b"195500<<", PartialDate(1955, 0, 0)), (b"2024013", None), (b"2024O131", None), (b"", None),
])  # fmt: skip
def test_a_date_is_read_in_both_codings(written: bytes, read: PartialDate | None):
    assert groups.issue(write(0x6C, write(0x5F26, written), write(0x5F19, b"Imigrasi<Jakarta"))).issued == read
    assert PartialDate(1955, 0, 0).date is None
    assert PartialDate(2024, 1, 31).date == date(2024, 1, 31)


def picture(extension: str = ".jpg", shape: tuple[int, int] = (120, 96)) -> bytes:
    grey = np.linspace(0, 255, shape[0] * shape[1] * 3, dtype=np.uint8).reshape(*shape, 3)
    done, octets = cv2.imencode(extension, grey)
    assert done
    return bytes(octets)


def record_2005(data: bytes, kind: int = 0, points: int = 2, size: int | None = None) -> bytes:
    body = points.to_bytes(2, "big") + bytes(14) + bytes(8 * points) + bytes([1, kind]) + bytes(10) + data
    block = (4 + len(body) if size is None else size).to_bytes(4, "big") + body
    return b"FAC\x00010\x00" + (14 + len(block)).to_bytes(4, "big") + b"\x00\x01" + block


def dg2(*blocks: bytes) -> bytes:
    rows = [write(0x7F60, write(0xA1, write(0x80, b"\x01\x01")), block) for block in blocks]
    return write(0x75, write(0x7F61, write_integer(len(rows)), *rows))


def test_a_face_is_found_in_records_of_2005_and_unpacked():
    for extension, kind, said in ((".jpg", "jpeg", 0), (".jp2", "jpeg2000", 1), (".jp2", "jpeg2000", 0)):
        (found,) = face.faces(dg2(write(0x5F2E, record_2005(picture(extension), said))))
        assert (found.kind, found.points) == (kind, 2)
        assert found.said == ("jpeg", "jpeg2000")[said]
        assert found.unpack().shape == (120, 96, 3)


def test_a_face_is_found_in_records_of_2019():
    image = write(0xA1, write(0xA0, write(0xA0, write(0x80, picture()), write(0xA1, write(0x80, b"\x01")))))
    block = write(0x65, write(0xA0, write(0x80, b"\x03")), write(0xA1, write(0x30, write(0x80, b"\x01"), image)))
    for outer in (write(0x7F2E, block), write(0x5F2E, block), write(0x7F2E, write(0xA1, block))):
        (found,) = face.faces(dg2(outer))
        assert found.standard == "ISO/IEC 39794-5:2019"
        assert found.unpack().shape == (120, 96, 3)


def test_several_templates_and_a_wrong_length_around_the_only_picture_are_taken():
    assert len(face.faces(dg2(*[write(0x5F2E, record_2005(picture()))] * 2))) == 2
    assert face.faces(dg2(write(0x5F2E, record_2005(picture(), size=9999))))[0].unpack().shape == (120, 96, 3)


def test_a_picture_that_would_unpack_to_gigabytes_is_refused_before_it_is():
    small = bytearray(picture())
    at = small.index(b"\xff\xc0")
    small[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    (found,) = face.faces(dg2(write(0x5F2E, record_2005(bytes(small)))))
    before = time.perf_counter()
    with pytest.raises(BadImage):
        found.unpack()
    assert time.perf_counter() - before < 1
    with pytest.raises(BadImage):
        face.FacePicture("jpeg", picture()[:20], "").unpack()


def test_what_is_no_face_is_refused():
    for block in (write(0x5F2E, b"FAC\x00030\x00" + bytes(60)), write(0x5F2E, record_2005(b"GIF89a" + bytes(50))),
                  write(0x5F2E, record_2005(picture())[:40]), write(0x5F2E), write(0x80, b"")):  # fmt: skip
        with pytest.raises(BadEncoding):
            face.faces(dg2(block))


READERS = (groups.com, groups.zone, groups.person, groups.issue, face.faces, security_info.parse, active.public_key)
TAGS = st.sampled_from(
    [0x60, 0x61, 0x75, 0x6B, 0x6C, 0x6E, 0x6F, 0x30, 0x31, 0xA0, 0x7F61, 0x7F60, 0x5F2E, 0x5F1F, 6, 2]
)


def _row(inner: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    rows = st.lists(st.tuples(TAGS, inner), max_size=4)
    return rows.map(lambda found: b"".join(write(tag, value) for tag, value in found))


NESTED = st.recursive(st.binary(max_size=40), _row, max_leaves=12)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([0x60, 0x61, 0x75, 0x6B, 0x6C, 0x6E, 0x6F]), NESTED)
def test_random_objects_are_read_or_refused_and_nothing_else(tag: int, inner: bytes):
    for read in READERS:
        for data in (inner, write(tag, inner)):
            try:
                read(data)
            except (BadEncoding, Unsupported, NotOnCurve):
                continue


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80))
def test_random_octets_are_walked_or_refused(data: bytes):
    try:
        found = list(ber.walk(data))
    except BadEncoding:
        return
    assert sum(len(item.raw) for depth, item in found if depth == 0) == len(data)


def test_nesting_number_and_lengths_are_bounded():
    deep = b""
    for _ in range(200):
        deep = write(0x30, deep)
    with pytest.raises(BadEncoding):
        list(ber.walk(deep))
    with pytest.raises(BadEncoding):
        ber.read(b"\x30\x80" * 100_000)
    with pytest.raises(BadEncoding):
        ber.items(b"\x05\x00" * 30_000)
    for wrong in (
        b"",
        b"\x30",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x85\0\0\0\0\0",
        b"\x7f\xff\xff\xff\xff\x01",
        b"\x30\x05\0",
    ):
        with pytest.raises(BadEncoding):
            ber.read(wrong)


@given(st.lists(st.integers(0, 1 << 40), min_size=1, max_size=8), st.integers(0, 2), st.integers(0, 39))
def test_names_and_numbers_come_back_as_written(arcs: list[int], first: int, second: int):
    name = ".".join(map(str, (first, second, *arcs)))
    assert ber.oid(ber.read(write_oid(name))) == name
    assert [ber.integer(ber.read(write_integer(number))) for number in arcs] == arcs


def test_pieces_of_old_encodings_are_joined():
    pieces = b"\x24\x80" + write(4, b"abc") + write(4, b"def") + b"\0\0"
    assert ber.octets(ber.read(pieces)) == b"abcdef"
    assert ber.read_whole(b"\x30\x80" + pieces + b"\0\0").items()[0].raw == pieces


@beside
def test_the_reference_groups_are_read_and_the_malformed_ones_named():
    assert groups.zone((BESIDE / "dg/dg1-1.bin").read_bytes()).issuer == "NLD"
    good, bad = (security_info.parse((BESIDE / f"dg/dg14-{n}.bin").read_bytes()) for n in (1, 3))
    assert (len(good.chip), len(bad.chip)) == (1, 0)
    assert good.keys[0].key.group.name == "brainpoolP224r1"
    assert active.public_key((BESIDE / "dg/dg15-1.bin").read_bytes()).name == "RSA 1024"
    with pytest.raises(BadEncoding):
        active.public_key((BESIDE / "dg/dg15-3.bin").read_bytes())


@beside
def test_the_generated_face_is_unpacked():
    found = face.FacePicture("jpeg2000", (BESIDE / "jp2/face.jp2").read_bytes(), "")
    assert found.unpack().shape == (129, 100, 3)
