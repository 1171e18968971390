"""Three faces of one traveller: in the chip, on the page, before the counter; each pair compared as 1:1."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.document.chip import face as chip_face
from models.errors import BiometricError
from models.face.detect import principal
from models.face.template import FaceTemplate
from models.matching.fuse import fuse
from models.standards.ber import BadEncoding
from station import logs
from station.counter.biometrics import Biometrics
from station.domain.chip import FacePair, Pair
from station.domain.outcome import Outcome

# Which calibration a pair is judged by; one that was not made is judged as live against live, which asks for more.
CONDITIONS = {Pair.CHIP_LIVE: "chip", Pair.CHIP_PAGE: "photograph", Pair.PAGE_LIVE: "photograph"}


class FacesOfChip:
    """fmr: the false match rate of the policy for 1:1."""

    def __init__(self, biometrics: Biometrics, fmr: float) -> None:
        self._biometrics, self._fmr = biometrics, fmr

    @staticmethod
    def picture(group: bytes) -> Any:
        """The picture in DG2 as uint8[h, w, 3] BGR; None, and a line in the log, where it cannot be unpacked."""
        try:
            return chip_face.faces(group)[0].unpack()
        except (BadEncoding, BiometricError) as error:
            logs.log.info("the chip's picture cannot be shown", detail=str(error))
            return None

    def template(self, bgr: NDArray[np.uint8] | None) -> FaceTemplate | None:
        """Of the face that a picture is of; None where there is no picture or no face."""
        if bgr is None:
            return None
        try:
            found = principal(self._biometrics.detector.find(bgr, still=True), bgr.shape)
            return None if found is None else self._biometrics.embedder.embed(bgr, found)
        except BiometricError as error:
            logs.log.info("no face in a picture of the document", code=error.code)
            return None

    def pair(self, pair: Pair, one: FaceTemplate | None, other: FaceTemplate | None) -> FacePair:
        """The comparison of two; not done where one is missing or no calibration speaks of them."""
        if one is None or other is None:
            return FacePair(pair, Outcome.NOT_DONE)
        cosines = one.cosines(other)
        calibration, condition = self._biometrics.calibration, CONDITIONS[pair]
        model = calibration.face(cosines, condition) if cosines else None
        if model is None:
            return FacePair(pair, Outcome.NOT_DONE)
        fused = fuse(cosines, {}, calibration, condition=condition)
        raw = model.curve.threshold(self._fmr)
        threshold = calibration.fused_threshold(self._fmr) if raw is None else model.curve.llr(raw)
        outcome = Outcome.MATCH if fused.matches(self._fmr) else Outcome.NO_MATCH
        return FacePair(pair, outcome, float(fused.llr), float(threshold), float(fused.fmr))
