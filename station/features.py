"""What is compared of a traveller: the counter's and the agency's view of the samples, ready for the models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.finger import codec
from models.finger.compare import FingerTemplate
from station.domain.samples import FaceSample, Finger, FingerSample


@dataclass(frozen=True, eq=False)
class Features:
    """What is compared: a face embedding (float32[128], unit length) and one template a finger."""

    face: NDArray[np.float32] | None
    fingers: Mapping[Finger, FingerTemplate]

    def __bool__(self) -> bool:
        return self.face is not None or bool(self.fingers)


def live_features(face: FaceSample | None, fingers: Iterable[FingerSample]) -> Features:
    return Features(
        None if face is None else embedding(face),
        {sample.finger: template(sample.template) for sample in fingers},
    )


def template(record: bytes) -> FingerTemplate:
    """A finger minutiae record (ISO/IEC 19794-2:2005) ready to be compared; raises models.errors.BadTemplate."""
    return FingerTemplate.from_minutiae(*codec.decode(record).views)


def embedding(sample: FaceSample) -> NDArray[np.float32]:
    """float32[128] of unit length."""
    return np.frombuffer(sample.embedding, "<f4").astype(np.float32)
