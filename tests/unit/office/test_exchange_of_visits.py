"""A visit leaves for another agency, two people having agreed; what came with the document is kept and exported."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict, replace
from datetime import date
from io import BytesIO

import cv2
import numpy as np
import pytest

from models.exchange import an_itl, iso_records
from models.finger import wsq_image
from models.synthesis import prints
from station.domain.chip import (
    ChipCheck,
    ChipDifference,
    ChipEvidence,
    ChipFile,
    ChipReason,
    ChipResult,
    FacePair,
    Pair,
    SealEvidence,
    Substitution,
)
from station.domain.outcome import Outcome
from station.domain.samples import MissingFinger, MissingReason
from station.domain.visit import Visit
from station.office import exchange
from station.office.exchange import ExchangeForm, NotExchanged
from station.office.export import _with_parts, _zip
from station.store import record
from station.store.errors import BadRecord
from tests.rig import visits

PIXELS = np.ascontiguousarray(prints.impression(prints.master(7, 2), 0))
PNG = cv2.imencode(".png", PIXELS)[1].tobytes()
JPEG = cv2.imencode(".jpg", np.full((800, 600, 3), 127, np.uint8))[1].tobytes()
CHIP = ChipEvidence(
    ChipResult.FAILED, "ACR1252", visits.T0, 2.5, keys=1, way="PACE", mapping="GM", cipher="AES-128",
    checks=(ChipCheck("sod", ChipResult.SUCCESSFUL), ChipCheck("genuine", ChipResult.FAILED)),
    reasons=(ChipReason("active_authentication_wrong", ChipResult.FAILED, "P-256"), ChipReason("weak_hash", None)),
    files=(ChipFile("DG1", b"\x61\x5b"), ChipFile("SOD", b"\x77\x82")), lines=("P<UTO", "L8"),
    differences=(ChipDifference("number", "L898902C3", "L898902G3"),),
    faces=(FacePair(Pair.CHIP_LIVE, Outcome.NO_MATCH, -7.0, 6.9, 0.5),), substitution=Substitution.LIVE,
)  # fmt: skip
SEAL = SealEvidence(b"\xdc\x03", "visa", "UTO", ChipResult.SUCCESSFUL, visits.T0, issued=date(2026, 1, 31))


def visit(**changes: object) -> Visit:
    made = visits.visit()
    face = replace(made.face, image=JPEG) if made.face is not None else None
    fingers = tuple(replace(sample, image=PNG) for sample in made.fingers)
    return replace(made, face=face, fingers=fingers, **changes)  # type: ignore[arg-type]


def test_a_chip_a_page_and_seals_are_kept_in_the_sealed_record():
    whole = visit(page=JPEG, chip=CHIP, seals=(SEAL,))
    assert record.decode(record.encode(whole)) == whole


def test_a_record_without_them_is_octet_for_octet_what_it_was_before_there_were_any():
    octets = record.encode(visit())
    length = int.from_bytes(octets[4:8], "big")
    fields = json.loads(octets[8 : 8 + length])["value"]
    assert not {"page", "chip", "seals"} & fields.keys()
    assert record.decode(octets).chip is None


def test_a_chip_s_part_that_nobody_knows_is_refused():
    octets = record.encode(visit(chip=CHIP))
    with pytest.raises(BadRecord):
        record.decode(octets.replace(b'"substitution":"live"', b'"substitution":"xxxx"'))


def test_a_visit_goes_as_a_file_with_one_lossy_pass():
    gone = visit(missing=(MissingFinger(next(iter(visit().fingers)).finger.__class__(9), MissingReason.PERMANENT),))
    found = an_itl.read(exchange.of_visit(gone, to="IDXX00", sender="IDIMI0"))
    kinds = [one.kind for one in found.records]
    assert kinds == [2, 10, *[14] * len(gone.fingers), 14]
    assert found.records[1].picture == JPEG
    assert found.records[2].picture == wsq_image.encode(PIXELS, 500.0)
    assert found.records[-1].fields[18] == (("9", "XX"),)
    assert found.records[0].text(3) == gone.document.name


def test_what_another_agency_sent_is_said_picture_by_picture():
    found, pictures = exchange.held(exchange.of_visit(visit(), to="A", sender="B"))
    assert (found.to, found.sender) == ("A", "B")
    assert [one.kind for one in pictures] == ["face", *["finger"] * len((*visit().fingers, *visit().missing))]
    assert [one.problem for one in pictures] == [""] * len(pictures)
    assert (pictures[0].width, pictures[0].height) == (600, 800)
    height, width = PIXELS.shape
    view = iso_records.FingerView(2, width, height, 61, iso_records.WSQ, wsq_image.encode(PIXELS, 500.0))
    _, (finger,) = exchange.held(iso_records.write_fingers((view,)))
    assert (finger.position, finger.width, finger.height, finger.problem) == (2, width, height, "")
    _, (face,) = exchange.held(iso_records.write_face(JPEG, 600, 800))
    assert (face.kind, face.width) == ("face", 600)
    for wrong in (b"", b"1.001:12\x1d", b"FIR\x00010\x00" + bytes(40)):
        with pytest.raises(NotExchanged):
            exchange.held(wrong)


def test_a_visit_goes_as_records_of_iso_19794_with_one_lossy_pass_and_comes_back():
    gone = visit()
    octets = exchange.iso_of_visit(gone, ExchangeForm.ISO_FINGERS)
    height, width = PIXELS.shape
    views = iso_records.read_fingers(octets)
    assert [(v.position, v.width, v.height, v.quality) for v in views] == [
        (int(one.finger), width, height, one.nfiq2) for one in gone.fingers
    ]
    assert {view.picture for view in views} == {wsq_image.encode(PIXELS, 500.0)}
    _, pictures = exchange.held(octets)
    assert [(one.position, one.problem) for one in pictures] == [(int(one.finger), "") for one in gone.fingers]
    face = exchange.iso_of_visit(gone, ExchangeForm.ISO_FACE)
    assert iso_records.read_face(face).data == JPEG
    for form in (ExchangeForm.ISO_FINGERS, ExchangeForm.ISO_FACE):
        with pytest.raises(NotExchanged):
            exchange.iso_of_visit(replace(gone, face=None, fingers=()), form)


@pytest.mark.parametrize("position", ["9" * 5000, "\u0663", "11", "-1", "", "1.5"])
def test_a_position_that_is_none_costs_nobody_the_other_fingers(position: str):
    taken = date(2026, 1, 2)
    made = an_itl.finger(9, b"", 0, 0, taken, "A", missing="XX")
    wrong = replace(made, fields={**made.fields, 13: ((position,),)})
    octets = an_itl.write(an_itl.ItlTransaction("ENR", "A", "B", "1", taken, (wrong, made)))
    _, pictures = exchange.held(octets)
    assert [one.position for one in pictures] == [0, 9]


@pytest.mark.parametrize("resolution", [b"1e999", b"nan", b"-inf"])
def test_a_resolution_without_end_is_none(resolution: bytes):
    octets = exchange.of_visit(visit(), to="A", sender="B").replace(b"1.011:19.69", b"1.011:" + resolution)
    length = int(octets[6 : octets.index(b"\x1d")])
    octets = octets.replace(b"%d" % length, b"%d" % (length + len(resolution) - 5), 1)
    with pytest.raises(NotExchanged):
        exchange.held(octets)


def test_the_export_of_a_person_holds_page_chip_and_seals_as_files():
    parts: dict[str, bytes] = {}
    content = _with_parts(asdict(visit(page=JPEG, chip=CHIP, seals=(SEAL,))), "visits/v", parts)
    archive = zipfile.ZipFile(BytesIO(_zip(content, parts)))
    names = set(archive.namelist())
    assert "visits/v/page.jpg" in names
    assert {n for n in names if n.startswith("visits/v/chip/files/")} == {
        "visits/v/chip/files/0/octets.bin", "visits/v/chip/files/1/octets.bin",
    }  # fmt: skip
    assert archive.read("visits/v/seals/0/octets.bin") == SEAL.octets
    assert json.loads(archive.read("person.json"))["chip"]["verdict"] == "failed"
