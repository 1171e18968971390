"""The live traveller against one reference (1:1), and against everybody on this station (1:N)."""

from __future__ import annotations

import threading

from models.finger.compare import compare
from models.matching.fuse import FACE, Fused, fuse
from models.matching.gallery import Hit
from station.counter.biometrics import Biometrics
from station.domain.outcome import Comparison, Modality, Outcome, PartScore
from station.features import Features
from station.workflow.policy import Matching


class Verifier:
    def __init__(self, biometrics: Biometrics, rules: Matching) -> None:
        self._biometrics = biometrics
        self._rules = rules

    @property
    def threshold(self) -> float:
        """The fused log-likelihood ratio from which a 1:1 comparison is a match."""
        return float(self._biometrics.calibration.fused_threshold(self._rules.fmr_verification))

    @property
    def candidate_threshold(self) -> float:
        """The fused log-likelihood ratio from which a candidate counts as somebody on record."""
        return float(self._biometrics.calibration.fused_threshold(self._rules.fmr_candidates))

    def compare(
        self, live: Features, reference: Features, visit: str | None, person: str | None
    ) -> tuple[Comparison, ...]:
        """Face, fingers and both fused, each against the threshold of the same FMR."""
        with self._biometrics.stopwatch.step("check"):
            face = None if live.face is None or reference.face is None else float(live.face @ reference.face)
            common = [f for f in live.fingers if f in reference.fingers]
            fingers = {int(f): compare(live.fingers[f], reference.fingers[f]).score for f in common}
        calibration = self._biometrics.calibration
        results = []
        for modality, face_raw, finger_raw in (
            (Modality.FACE, face, {}),
            (Modality.FINGERS, None, fingers),
            (Modality.FUSED, face, fingers),
        ):
            if face_raw is None and not finger_raw:
                results.append(self._nothing(modality, visit, person))
            else:
                results.append(self._comparison(modality, fuse(face_raw, finger_raw, calibration), visit, person))
        return tuple(results)

    def search(self, live: Features, cancel: threading.Event) -> list[Hit]:
        """Everybody on this station, best first; candidates for a person to judge."""
        with self._biometrics.stopwatch.step("check"):
            fingers = {int(f): t for f, t in live.fingers.items()}
            return self._biometrics.gallery.search(live.face, fingers, self._rules.candidate_list, cancel)

    def _comparison(self, modality: Modality, fused: Fused, visit: str | None, person: str | None) -> Comparison:
        rate = self._rules.fmr_verification
        return Comparison(
            modality,
            visit,
            person,
            score=fused.llr,
            threshold=self._threshold_of(fused),
            fmr_at_threshold=rate,
            achieved_fmr=fused.fmr,
            outcome=Outcome.MATCH if fused.matches(rate) else Outcome.NO_MATCH,
            parts=parts(fused),
        )

    def _threshold_of(self, fused: Fused) -> float:
        """Where the threshold lies on the scale of the score: counted for one part, bounded for several."""
        if not fused.counted:
            return self.threshold
        calibration = self._biometrics.calibration
        model = calibration.face if fused.parts[0].part == FACE else calibration.finger
        raw = model.threshold(self._rules.fmr_verification)
        return self.threshold if raw is None else model.llr(raw)

    def _nothing(self, modality: Modality, visit: str | None, person: str | None) -> Comparison:
        return Comparison(
            modality, visit, person, 0.0, self.threshold, self._rules.fmr_verification, None, Outcome.NOT_DONE
        )


def parts(fused: Fused) -> tuple[PartScore, ...]:
    return tuple(PartScore(p.part, float(p.raw), float(p.llr)) for p in fused.parts)
