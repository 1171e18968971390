"""What a supervisor is shown of the document before the counter and of the one on record: pages, chips, findings."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

import resources
from models.exchange import iso_records
from models.standards import ber
from station.config import Config
from station.counter.documents import Documents
from station.counter.enrol import seal_visit
from station.domain.case import Case, chip_for_case
from station.domain.chip import ChipEvidence, ChipFile, ChipResult
from station.domain.officer import Officer, Role
from station.domain.outcome import CaseReason
from station.review.adjudicate import Adjudication
from station.review.cases import Cases
from station.store import officers, record
from station.ui.review.evidence_parts import CHIP, PAGE, RECORD_CHIP, parts_of
from station.workflow import policy
from tests.rig import visits

BUDI = Officer("budi", "Budi", Role.SUPERVISOR)
RULES = policy.parse(resources.path("policy/policy.json").read_bytes())


def jpeg(level: int) -> bytes:
    return bytes(cv2.imencode(".jpg", np.full((120, 96, 3), level, np.uint8))[1])


def chip(level: int, dg2: bytes | None = None) -> ChipEvidence:
    face = ber.write(0x5F2E, iso_records.write_face(jpeg(level), 96, 120))
    whole = ber.write(0x75, ber.write(0x7F61, ber.write(2, b"\1"), ber.write(0x7F60, ber.write(0xA1), face)))
    files = (ChipFile("SOD", b"sod"), ChipFile("DG1", b"zone"), ChipFile("DG2", whole if dg2 is None else dg2))
    return ChipEvidence(ChipResult.FAILED, "reader", visits.T0, files=files)


class Nothing:
    """Compares nothing: what is shown of documents does not hang on it."""

    threshold = 1.0
    calibration = None

    def compare(self, *_: Any) -> tuple[()]:
        return ()


@pytest.fixture
def service(store) -> Cases:
    with store.unit() as unit:
        officers.add(unit, BUDI, "")
    return Cases(store, Config(station=store.keys.station), RULES)


def desk(store, service: Cases) -> Adjudication:
    return Adjudication(store, service, Nothing(), Documents, RULES, BUDI)  # type: ignore[arg-type]


def opened(service: Cases, **changes: Any) -> Case:
    made = visits.case_of(visits.visit(1), str(uuid.uuid4()))
    made = replace(made, candidate_visit=None, reason=CaseReason.DOCUMENT, face=None, fingers=(), **changes)
    service.open(made)
    return made


def level(picture: Any) -> int:
    return round(float(picture.mean()))


def test_page_and_chip_of_the_document_at_the_counter_stand_beside_those_on_record(store, service):
    before = visits.visit(2, chip=chip(60), page=jpeg(90), face=None, fingers=())
    seal_visit(store, before)
    made = opened(service, page=jpeg(200), chip=chip_for_case(chip(150)))
    other = replace(made, id=str(uuid.uuid4()), candidate_visit=before.id)
    service.open(other)
    detail = desk(store, service).open_case(other.id)
    pictures = (detail.live_page, detail.live_chip, detail.document_face, detail.record_chip)
    assert [level(one) for one in pictures] == [200, 150, 90, 60]
    assert detail.chip == other.chip
    assert parts_of(detail)[-3:] == (CHIP, RECORD_CHIP, PAGE)
    alone = desk(store, service).open_case(made.id)
    assert (level(alone.live_page), level(alone.live_chip)) == (200, 150)
    assert (alone.document_face, alone.record_chip) == (None, None)
    assert parts_of(alone)[-2:] == (CHIP, PAGE)


def test_before_the_first_look_the_chip_s_face_is_shown_and_neither_its_findings_nor_a_page(store, service):
    made = opened(service, page=jpeg(200), chip=chip_for_case(chip(150)), blind=True)
    detail = desk(store, service).open_case(made.id)
    assert detail.blind
    assert detail.chip is None
    assert CHIP in parts_of(detail) and PAGE not in parts_of(detail)


def test_a_case_carries_the_chip_s_picture_and_findings_and_no_other_file(service):
    found = chip(10)
    kept = chip_for_case(found)
    assert kept is not None
    assert [file.name for file in kept.files] == ["DG2"]
    assert replace(kept, files=()) == replace(found, files=())
    assert chip_for_case(None) is None
    made = opened(service, page=jpeg(1), chip=kept)
    assert record.unpack(Case, record.pack(made)) == made
    plain = opened(service)
    assert b'"page"' not in record.pack(plain) and b'"chip"' not in record.pack(plain)  # as it was written before


def test_a_picture_that_cannot_be_unpacked_leaves_its_place_empty(store, service):
    made = opened(service, chip=chip(1, b"\x75\x02\x01\x01"))
    detail = desk(store, service).open_case(made.id)
    assert detail.live_chip is None
    assert detail.chip is not None
    assert CHIP not in parts_of(detail)
