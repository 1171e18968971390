"""When the counter asks whether fingers were exchanged, before it calls for a supervisor."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from models.face.template import FaceTemplate, template
from models.finger.compare import FingerTemplate
from models.matching.calibration import Calibration
from station.counter.timing import Stopwatch
from station.counter.verify import Verifier
from station.domain.outcome import Modality, Outcome
from station.domain.samples import Finger
from station.features import Features
from station.workflow.policy import Matching
from tests.unit.models.prints import moved, random_minutiae

INDEX, MIDDLE = Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE
CALIBRATION = Calibration.load()
ALONG, ACROSS = np.eye(2, 128, dtype=np.float32)


def face(cosine: float) -> FaceTemplate:
    """As alike to `ALONG` as said, in both encoders."""
    seen = (cosine * ALONG + np.sqrt(1 - cosine**2) * ACROSS).astype(np.float32)
    return template({"dlib": seen, "sface": seen})


def print_of(finger: Finger, jitter: float) -> FingerTemplate:
    grown = random_minutiae(1000 + int(finger), 45, 400)
    return FingerTemplate.from_minutiae(moved(grown, 4, -3, 0.05, jitter=jitter, seed=3) if jitter else grown)


RECORD = Features(face(1.0), {INDEX: print_of(INDEX, 0), MIDDLE: print_of(MIDDLE, 0)})
GIVEN = {INDEX: print_of(MIDDLE, 5.0), MIDDLE: print_of(INDEX, 5.0)}  # in the other order, hardly alike enough


@pytest.mark.parametrize(
    ("cosine", "asked"),
    [(0.97, True), (None, True), (0.0, False)],
    ids=["the same face", "no face", "the face of somebody else"],
)
def test_exchanged_fingers_are_asked_about_only_where_they_explain_what_does_not_match(
    cosine: float | None, asked: bool
) -> None:
    rooms = SimpleNamespace(calibration=CALIBRATION, stopwatch=Stopwatch())
    verifier = Verifier(rooms, Matching(1e-3, 1e-4, 10, 1e-3))  # type: ignore[arg-type]
    live = Features(None if cosine is None else face(cosine), GIVEN)
    compared, advice = verifier.examine(live, RECORD, "v", "p")
    by_modality = {c.modality: c.outcome for c in compared}
    assert by_modality[Modality.FINGERS] is Outcome.NO_MATCH
    assert advice.exchanged == (((INDEX, MIDDLE), (MIDDLE, INDEX)) if asked else ())
    if not asked:  # what follows is a case, at once
        assert by_modality[Modality.FUSED] is Outcome.NO_MATCH
