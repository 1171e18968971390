"""What is compared of a traveller: the counter's and the agency's view of the samples, ready for the models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from weakref import WeakValueDictionary

from models.errors import BiometricError
from models.face.template import FaceTemplate
from models.finger import codec
from models.finger.compare import FingerTemplate
from station import logs
from station.domain.reference import Reference
from station.domain.samples import FaceSample, Finger, FingerSample


@dataclass(frozen=True, eq=False)
class Features:
    """What is compared: a face, with a vector for each encoder, and one template a finger."""

    face: FaceTemplate | None
    fingers: Mapping[Finger, FingerTemplate]

    def __bool__(self) -> bool:
        return self.face is not None or bool(self.fingers)


def live_features(face: FaceSample | None, fingers: Iterable[FingerSample]) -> Features:
    return Features(
        None if face is None else FaceTemplate.decode(face.embedding),
        {sample.finger: template(sample.template) for sample in fingers},
    )


# What somebody still holds: a finger that was taken is compared with the next ones, then checked, then put on record.
_ready: WeakValueDictionary[bytes, FingerTemplate] = WeakValueDictionary()


def template(record: bytes) -> FingerTemplate:
    """A finger minutiae record (ISO/IEC 19794-2:2005) ready to be compared, the same object as long as it is in use;
    raises models.errors.BadTemplate."""
    ready = _ready.get(record)
    if ready is None:
        ready = _ready[record] = FingerTemplate.from_minutiae(*codec.decode(record).views)
    return ready


def features_of(reference: Reference) -> Features:
    """A stored reference ready to be compared; a template that cannot be read is left out and logged."""
    fingers: dict[Finger, FingerTemplate] = {}
    for position, stored in reference.fingers.items():
        try:
            fingers[Finger(position)] = template(stored.template)
        except BiometricError as error:
            logs.log.warning("reference template unreadable", visit=reference.visit, finger=position, code=error.code)
    return Features(face_of(reference), fingers)


def face_of(reference: Reference) -> FaceTemplate | None:
    """The face of a stored reference; None, and a line in the log, where it cannot be read."""
    if reference.embedding is None:
        return None
    try:
        return FaceTemplate.decode(reference.embedding)
    except BiometricError as error:
        logs.log.warning("reference face unreadable", visit=reference.visit, code=error.code)
        return None
