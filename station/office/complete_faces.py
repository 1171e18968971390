"""Brings the faces of old references up to the encoders of today, from the picture that is kept beside them.

Only what the law has left is used: a reference whose days are over is gone, and one without its picture stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from models.errors import BiometricError
from models.face.detect import Detector, principal
from models.face.embed import Embedder
from models.face.template import FaceTemplate
from models.matching.calibration import Calibration
from models.picture import BadHeader, header
from station.domain.audit import Act, AuditEvent
from station.domain.reference import Reference
from station.store import audit_log, references
from station.store.session import Store, Unit

_BATCH = 100  # references between two looks at who is left


@dataclass(frozen=True)
class Completed:
    """How many references lacked an encoder, and what came of them. people: whose face is another one now.

    no_picture: nothing is kept that a vector could be made from. no_face: none is found in the picture. another: the
    picture does not show whom the vectors are of.
    """

    lacking: int
    completed: int
    no_picture: int
    no_face: int
    another: int
    people: frozenset[str]


def complete(
    store: Store,
    detector: Detector,
    embedder: Embedder,
    calibration: Calibration,
    actor: str,
    say: Callable[[int], None] = lambda _: None,
) -> Completed:
    """Add the vectors of `embedder` that references lack; what was done is an entry of the log, with counts only."""
    wanted = set(embedder.names)
    counts = dict.fromkeys(("completed", "no_picture", "no_face", "another"), 0)
    people: set[str] = set()
    lacking = 0
    with store.reading() as unit:
        visits = references.with_face(unit)
    for start in range(0, len(visits), _BATCH):
        for visit in visits[start : start + _BATCH]:
            with store.reading() as unit:
                reference = references.visit_reference(unit, visit)
            held = None if reference is None else _held(reference)
            if reference is None or held is None or not wanted - held.vectors.keys():
                continue
            lacking += 1
            outcome, made = _made(reference, held, detector, embedder, calibration)
            counts[outcome] += 1
            if made is not None:
                encoded = made.encode()
                store.write(lambda unit, visit=visit, face=encoded: references.set_face(unit, visit, face))  # type: ignore[misc]
                people.add(reference.person)
        say(min(len(visits), start + _BATCH))
    done = Completed(lacking, **counts, people=frozenset(people))

    def entry(unit: Unit) -> None:
        station = unit.keys.station
        detail: dict[str, str | int | float | bool | None] = {
            "lacking": lacking,
            **counts,
            "encoders": " ".join(sorted(wanted)),
        }
        audit_log.append(unit, AuditEvent(unit.now(), actor, Act.FACES_COMPLETED, station, station, detail))

    store.write(entry)
    return done


def _held(reference: Reference) -> FaceTemplate | None:
    if reference.embedding is None:
        return None
    try:
        return FaceTemplate.decode(reference.embedding)
    except BiometricError:  # it cannot be compared, and nothing says whose it is
        return None


def _made(
    reference: Reference, held: FaceTemplate, detector: Detector, embedder: Embedder, calibration: Calibration
) -> tuple[str, FaceTemplate | None]:
    try:
        header(reference.face_crop or b"")
        bgr = cv2.imdecode(np.frombuffer(reference.face_crop or b"", np.uint8), cv2.IMREAD_COLOR)
    except BadHeader:
        return "no_picture", None
    if bgr is None:
        return "no_picture", None
    pixels = np.asarray(bgr, np.uint8)
    try:
        face = principal(detector.find(pixels, still=True), pixels.shape)
        seen = None if face is None else embedder.embed(pixels, face)
    except BiometricError:
        seen = None
    if seen is None:
        return "no_face", None
    cosines = held.cosines(seen)
    model = calibration.face(cosines)
    if model is None or model.curve.llr(model.raw(cosines)) <= 0:
        return "another", None
    return "completed", FaceTemplate({**seen.vectors, **held.vectors})
