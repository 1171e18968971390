"""Old references get the vectors of newer encoders from the pictures that are kept beside them."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
import skimage.data

from models.face.detect import Detector
from models.face.embed import Embedder
from models.face.template import FaceTemplate
from models.matching.calibration import Calibration
from station.domain.audit import Act
from station.office.complete_faces import complete
from station.store import audit_log, references
from tests.rig import visits


@pytest.fixture(scope="module")
def models():
    return Detector(), Embedder()


@pytest.fixture(scope="module")
def portrait():
    return np.ascontiguousarray(skimage.data.astronaut()[:, :, ::-1])


@pytest.fixture
def store(keys, tmp_path):
    opened = visits.open_store(tmp_path, keys)
    yield opened
    opened.close()


def packed(pixels):
    return cv2.imencode(".jpg", pixels)[1].tobytes()


def put(store, number, embedding, picture):
    made = visits.visit(number)
    made = replace(made, face=replace(made.face, embedding=embedding, image=picture))
    with store.unit() as unit:
        references.add(unit, made)
    return made


def held(store, visit):
    with store.reading() as unit:
        return references.visit_reference(unit, visit).embedding


def test_old_faces_get_what_they_lack_and_nothing_else_changes(store, models, portrait):
    detector, embedder = models
    seen = embedder.embed(portrait, detector.find(portrait)[0])
    old = seen.vectors["dlib"].astype("<f4").tobytes()  # as records were before encoders had names
    stranger = np.random.default_rng(1).standard_normal(128).astype("<f4").tobytes()
    plain = packed(np.full((300, 300, 3), 120, np.uint8))
    lacking = put(store, 1, old, packed(portrait))
    whole = put(store, 2, seen.encode(), packed(portrait))
    without = put(store, 3, old, b"")
    nobody = put(store, 4, old, plain)
    another = put(store, 5, stranger, packed(portrait))
    unreadable = put(store, 6, b"no face at all", packed(portrait))
    before = {one.id: held(store, one.id) for one in (whole, without, nobody, another, unreadable)}

    done = complete(store, detector, embedder, Calibration.load(), "station-admin")

    assert (done.lacking, done.completed, done.no_picture, done.no_face, done.another) == (4, 1, 1, 1, 1)
    assert done.people == {lacking.person}
    made = FaceTemplate.decode(held(store, lacking.id))
    assert made.vectors.keys() == {"dlib", "sface"}
    assert made.vectors["dlib"] == pytest.approx(seen.vectors["dlib"], abs=1e-6)
    assert float(made.vectors["sface"] @ seen.vectors["sface"]) > 0.95  # one JPEG away
    assert {visit: held(store, visit) for visit in before} == before
    with store.reading() as unit:
        number, entry = list(audit_log.entries(unit))[-1]
    del number
    assert (entry.act, entry.detail["completed"]) == (Act.FACES_COMPLETED, 1)

    again = complete(store, detector, embedder, Calibration.load(), "station-admin")
    assert (again.lacking, again.completed) == (3, 0)
