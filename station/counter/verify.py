"""The live traveller against one reference (1:1), and against everybody on this station (1:N)."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping

from models.face.template import FaceTemplate
from models.finger.compare import FingerTemplate, compare
from models.matching.calibration import Calibration, FingerScore
from models.matching.fuse import FACE, Fused, fuse, scored
from models.matching.gallery import Hit
from models.matching.second_look import TurnedLook, exchanged, second_chance, turned
from models.parameters import TURNED_ODDS
from station.counter.biometrics import Biometrics
from station.domain.desk import FingerAdvice
from station.domain.outcome import Comparison, Modality, Outcome, PartScore
from station.domain.samples import Finger
from station.features import Features
from station.workflow.policy import Matching

# Below it the evidence speaks for two different people: nobody is asked to judge such a candidate.
CANDIDATE_FLOOR = 0.0


class Verifier:
    def __init__(self, biometrics: Biometrics, rules: Matching) -> None:
        self._biometrics = biometrics
        self._rules = rules

    @property
    def calibration(self) -> Calibration:
        """What scores are worth."""
        return self._biometrics.calibration

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
        return self.examine(live, reference, visit, person)[0]

    def examine(
        self, live: Features, reference: Features, visit: str | None, person: str | None
    ) -> tuple[tuple[Comparison, ...], FingerAdvice]:
        """The same, and what is to be told of the fingers: too little of them, a reader the other way round, exchanged.

        Only fingers that do not match are looked at a second time.
        """
        calibration, rate = self._biometrics.calibration, self._rules.fmr_verification
        ours = {int(f): t for f, t in live.fingers.items()}
        theirs = {int(f): t for f, t in reference.fingers.items()}
        other_way: TurnedLook | None = None
        swapped: Mapping[int, int] = {}
        with self._biometrics.stopwatch.step("check"):
            face = None if live.face is None or reference.face is None else live.face.cosines(reference.face)
            compared = {f: compare(ours[f], theirs[f]) for f in ours if f in theirs}
            fingers: Mapping[int, FingerScore] = scored(compared, calibration)
            if ours and theirs and not fuse(None, fingers, calibration).matches(rate):
                other_way = turned(ours, theirs, calibration, rate)
            if other_way is None:
                swapped = exchanged(ours, theirs, compared, calibration, rate)
                if swapped and not self._explains(swapped, face, ours, theirs):
                    swapped = {}
        if other_way is not None:
            fingers = other_way.scores
        results = []
        for modality, face_raw, finger_raw in (
            (Modality.FACE, face or None, {}),
            (Modality.FINGERS, None, fingers),
            (Modality.FUSED, face or None, fingers),
        ):
            if face_raw is None and not finger_raw:
                results.append(self._nothing(modality, visit, person))
                continue
            fused = fuse(face_raw, finger_raw, calibration)
            odds = 1.0
            if other_way is not None and finger_raw:
                fused, odds = second_chance(fused), TURNED_ODDS
            results.append(self._comparison(modality, fused, finger_raw, odds, visit, person))
        advice = FingerAdvice(
            too_little=tuple(sorted(Finger(f) for f in compared if f not in fingers)),
            turned=None if other_way is None else round(other_way.degrees),
            exchanged=tuple((Finger(a), Finger(b)) for a, b in sorted(swapped.items())),
        )
        return tuple(results), advice

    def _explains(
        self,
        swapped: Mapping[int, int],
        face: Mapping[str, float] | None,
        ours: Mapping[int, FingerTemplate],
        theirs: Mapping[int, FingerTemplate],
    ) -> bool:
        """Whether the traveller would match with the fingers at the places that they look like, the face included.

        Where not, the order of the fingers is no reason for what does not match, and nobody is asked about it first:
        fingers of another person may resemble some of the record, a face beside them then says who stands there.
        """
        placed = {at: ours[finger] for finger, at in swapped.items()}
        placed |= {f: t for f, t in ours.items() if f not in swapped and f not in placed and f in theirs}
        again = scored({f: compare(t, theirs[f]) for f, t in placed.items()}, self._biometrics.calibration)
        fused = fuse(face or None, again, self._biometrics.calibration)
        return fused.matches(self._rules.fmr_verification)

    def face_agrees(self, live: FaceTemplate, reference: FaceTemplate) -> bool:
        """The face alone, against the threshold that the check uses; nothing is kept of it."""
        cosines = live.cosines(reference)
        if not cosines:
            return False
        return fuse(cosines, {}, self._biometrics.calibration).matches(self._rules.fmr_verification)

    def search(self, live: Features, cancel: threading.Event) -> list[Hit]:
        """Everybody on this station, best first; candidates for a person to judge."""
        with self._biometrics.stopwatch.step("check"):
            fingers = {int(f): t for f, t in live.fingers.items()}
            return self._biometrics.gallery.search(
                live.face, fingers, self._rules.candidate_list, cancel, CANDIDATE_FLOOR
            )

    def _comparison(
        self,
        modality: Modality,
        fused: Fused,
        fingers: Mapping[int, FingerScore],
        odds: float,
        visit: str | None,
        person: str | None,
    ) -> Comparison:
        rate = self._rules.fmr_verification
        return Comparison(
            modality,
            visit,
            person,
            score=fused.llr,
            threshold=self._threshold_of(fused, fingers, odds),
            fmr_at_threshold=rate,
            achieved_fmr=fused.fmr,
            outcome=Outcome.MATCH if fused.matches(rate) else Outcome.NO_MATCH,
            parts=parts(fused),
        )

    def _threshold_of(self, fused: Fused, fingers: Mapping[int, FingerScore], odds: float) -> float:
        """Where the threshold lies on the scale of the score: counted for one part, bounded for several."""
        rate = self._rules.fmr_verification / odds
        calibration = self._biometrics.calibration
        if len(fused.parts) != 1:
            return self.threshold
        if fused.parts[0].part == FACE:
            model = calibration.face(fused.encoders)
            raw = model.curve.threshold(rate) if model is not None and fused.counted else None
            return self.threshold if raw is None or model is None else model.curve.llr(raw)
        (score,) = fingers.values()
        raw = calibration.finger.threshold(rate, score.cylinders)
        if raw is None:
            return self.threshold
        return calibration.finger.llr(FingerScore(raw, score.cylinders)) - math.log(odds)

    def _nothing(self, modality: Modality, visit: str | None, person: str | None) -> Comparison:
        return Comparison(
            modality, visit, person, 0.0, self.threshold, self._rules.fmr_verification, None, Outcome.NOT_DONE
        )


def parts(fused: Fused) -> tuple[PartScore, ...]:
    return tuple(PartScore(p.part, float(p.raw), float(p.llr)) for p in fused.parts)
