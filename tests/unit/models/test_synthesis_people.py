"""The crowd of the demonstration: valid papers, faces that are found, pass the gate and are told apart."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from models.document.mrz import parse
from models.face.detect import Detector
from models.face.encoders import DlibResnet
from models.face.gate import assess
from models.face.mesh import MeshFinder
from models.synthesis import choose, people
from models.synthesis.people import SyntheticTraveller, travellers

TODAY = date(2026, 6, 15)
SHOWN = 3  # people whose pictures are made here; choose.py measured them all


@pytest.fixture(scope="module")
def crowd() -> list[SyntheticTraveller]:
    return travellers(12)


def test_everybody_has_valid_papers_of_utopia(crowd):
    for person in crowd:
        mrz = parse(person.mrz, TODAY)
        assert (mrz.kind, mrz.issuer, mrz.nationality) == ("TD3", "UTO", "UTO")
        assert (mrz.birth, mrz.sex, mrz.expiry, mrz.number) == (person.birth, person.sex, person.expiry, person.number)
        assert mrz.expiry > TODAY
        for kind in ("TD1", "TD2", "MRV-A", "MRV-B"):
            assert parse(person.papers(kind), TODAY).kind == kind


def test_no_two_people_share_a_name_a_number_a_face_or_fingers(crowd):
    for key in ("id", "number", "face_seed", "print_seed"):
        assert len({getattr(person, key) for person in crowd}) == len(crowd)
    assert len({(person.surname, person.given_names) for person in crowd}) == len(crowd)


def test_a_renewed_passport_keeps_the_person_and_changes_the_number(crowd):
    old, new = parse(crowd[0].mrz, TODAY), parse(crowd[0].papers("TD3", number="R7654321"), TODAY)
    assert (old.surname, old.birth) == (new.surname, new.birth)
    assert new.number == "R7654321"


def test_more_people_than_prepared_are_refused():
    with pytest.raises(ValueError, match="prepared"):
        travellers(10_000)


def test_faces_are_found_pass_the_sizes_of_the_gate_and_are_far_apart(crowd):
    detector, encoder, finder = Detector(), DlibResnet(), MeshFinder()
    described = []
    for person in crowd[:SHOWN]:
        shots = []
        for shot in (0, 1):
            frame = person.face(shot)
            assert frame.shape == (960, 1280, 3)
            (face,) = detector.find(frame)
            assert face.eye_distance >= 120
            portrait = assess(frame, face, finder.find(frame, face), [face])
            sizes = [c for c in portrait.components if c.id.startswith("5.") or c.id == "7.2"]
            assert all(c.passed for c in sizes), [(c.id, c.value) for c in sizes]
            shots.append(encoder.forward(encoder.chips(frame, face)[0][None])[0])
        assert np.linalg.norm(shots[0] - shots[1]) <= choose.SAME
        described.append(shots[0])
    distances = [np.linalg.norm(a - b) for i, a in enumerate(described) for b in described[:i]]
    assert min(distances) > choose.APART - 0.01  # rounding differs a little from machine to machine


def test_the_same_shot_is_the_same_picture_and_another_is_not(crowd):
    one = crowd[0].face(1)
    assert np.array_equal(one, crowd[0].face(1))
    assert not np.array_equal(one, crowd[0].face(2))


def test_fingers_are_ten(crowd):
    picture = crowd[0].finger(7, 1)
    assert picture.dtype == np.uint8
    assert np.array_equal(picture, crowd[0].finger(7, 1))
    for position in (0, 11):
        with pytest.raises(ValueError, match="1 to 10"):
            crowd[0].finger(position)


def test_the_chosen_crowd_was_measured_to_be_apart():
    import json

    chosen = json.loads(people.CROWD.read_text(encoding="utf-8"))["people"]
    assert len(chosen) >= 12
    assert all(entry["nearest"] > choose.KEPT_APART and entry["spread"] <= choose.SAME for entry in chosen)
    assert {entry["manly"] for entry in chosen} == {True, False}


def test_the_largest_group_apart_is_found():
    far = np.array([[0, 0], [0.1, 0], [1, 0], [1.1, 0], [2, 0]], np.float32)
    group = choose.apart(far, np.array([True, False, True, False, True]), rounds=50)
    assert len(group) == 3
    assert 4 in group
