"""Faces in records: those from before encoders had names, those of today, and both together."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from models.errors import BadTemplate
from models.face.template import template
from models.matching.calibration import Calibration
from models.matching.gallery import Gallery
from station.counter.timing import Stopwatch
from station.counter.verify import Verifier
from station.domain.outcome import Modality, Outcome
from station.domain.reference import Reference
from station.features import Features, features_of, live_features
from station.workflow.policy import Matching
from tests.rig import visits

VISIT = visits.visit(1)
CALIBRATION = Calibration.load()
RULES = Matching(1e-3, 1e-4, 10, 1e-3)


def vector(seed: int, near: np.ndarray | None = None, cosine: float = 0.0) -> np.ndarray:
    drawn = np.random.default_rng(seed).normal(size=128).astype(np.float32)
    if near is None:
        return drawn / np.linalg.norm(drawn)
    drawn -= (drawn @ near) * near
    return (cosine * near + np.sqrt(1 - cosine**2) * drawn / np.linalg.norm(drawn)).astype(np.float32)


DLIB, SFACE = vector(1), vector(2)
OLD = DLIB.astype("<f4").tobytes()
NEW = template({"dlib": DLIB, "sface": SFACE}).encode()


def stored(embedding: bytes | None) -> Reference:
    return Reference("p", "v", VISIT.document, datetime.now(UTC), embedding, None, True)


def live(dlib: float, sface: float) -> Features:
    seen = template({"dlib": vector(3, DLIB, dlib), "sface": vector(4, SFACE, sface)})
    assert VISIT.face is not None
    return live_features(replace(VISIT.face, embedding=seen.encode()), [])


@pytest.fixture
def verifier() -> Verifier:
    rooms = SimpleNamespace(calibration=CALIBRATION, stopwatch=Stopwatch(), gallery=Gallery(CALIBRATION))
    return Verifier(rooms, RULES)  # type: ignore[arg-type]


@pytest.mark.parametrize(("embedding", "expected"), [(OLD, {"dlib"}), (NEW, {"dlib", "sface"})])
def test_records_of_both_ages_are_compared_on_what_they_have(
    verifier: Verifier, embedding: bytes, expected: set[str]
) -> None:
    reference = features_of(stored(embedding))
    assert reference.face is not None and set(reference.face.vectors) == expected
    by_modality = {c.modality: c for c in verifier.compare(live(0.98, 0.7), reference, "v", "p")}
    assert by_modality[Modality.FACE].outcome is Outcome.MATCH
    assert by_modality[Modality.FINGERS].outcome is Outcome.NOT_DONE
    somebody = {c.modality: c for c in verifier.compare(live(0.85, 0.05), reference, "v", "p")}
    assert somebody[Modality.FACE].outcome is Outcome.NO_MATCH
    face = somebody[Modality.FACE]
    assert face.score < face.threshold


def test_the_second_encoder_decides_where_the_first_would_be_wrong(verifier: Verifier) -> None:
    """0.94 is a match to dlib at one false match in a thousand; a face that SFace calls a stranger's is none."""
    old = verifier.compare(live(0.94, 0.0), features_of(stored(OLD)), "v", "p")
    new = verifier.compare(live(0.94, 0.0), features_of(stored(NEW)), "v", "p")
    assert old[0].outcome is Outcome.MATCH
    assert new[0].outcome is Outcome.NO_MATCH


def test_old_and_new_people_are_found_in_one_search(verifier: Verifier) -> None:
    gallery = verifier._biometrics.gallery
    for key, embedding in (("old", OLD), ("new", NEW)):
        gallery.put(key, features_of(stored(embedding)).face, {})
    gallery.put("other", template({"dlib": vector(8), "sface": vector(9)}), {})
    hits = verifier.search(live(0.98, 0.8), threading.Event())
    assert [hit.key for hit in hits[:2]] == ["new", "old"]


def test_a_face_that_cannot_be_read_costs_only_the_face() -> None:
    assert features_of(stored(b"of a later version")).face is None
    assert features_of(stored(None)).face is None
    assert VISIT.face is not None
    with pytest.raises(BadTemplate):
        live_features(replace(VISIT.face, embedding=OLD[:100]), [])


def test_a_finger_that_cannot_be_read_is_left_out_and_the_face_still_counts():
    spoilt = replace(stored(OLD), fingers={2: SimpleNamespace(template=b"no template", nfiq2=50, sufficient=True)})
    found = features_of(spoilt)
    assert found.fingers == {} and found.face is not None
