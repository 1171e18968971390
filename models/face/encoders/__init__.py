"""The face encoders of this program. A further one is one file here, its line below, and its curves in
models/matching/calibration.json (`python -m models.matching.fit`)."""

from __future__ import annotations

from collections.abc import Mapping

from models.face.encoders.base import Encoder
from models.face.encoders.dlib_resnet import DlibResnet
from models.face.encoders.sface import SFace

__all__ = ["ENCODERS", "DlibResnet", "Encoder", "SFace"]

ENCODERS: Mapping[str, type[Encoder]] = {kind.id: kind for kind in (DlibResnet, SFace)}
