"""What is compared of a traveller: the counter's and the agency's view of the samples, ready for the models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.face.template import FaceTemplate
from models.finger import codec
from models.finger.compare import FingerTemplate
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


def template(record: bytes) -> FingerTemplate:
    """A finger minutiae record (ISO/IEC 19794-2:2005) ready to be compared; raises models.errors.BadTemplate."""
    return FingerTemplate.from_minutiae(*codec.decode(record).views)
