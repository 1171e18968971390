"""False matches of a station, counted on its own travellers (TR-03121-3-1 3.10 and 3.12): each probe is compared with a
few of the last travellers who are somebody else. Nothing of it reaches a decision; references live in memory, for as
long as the counting goes on.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from random import Random

from models.errors import BiometricError
from models.finger.compare import compare
from models.matching.calibration import Calibration
from models.matching.fuse import Fused, fuse, scored
from models.operation.impostor_cache import ImpostorCache
from models.operation.traffic import ImpostorRow, System
from station.domain.outcome import Modality
from station.features import Features, features_of
from station.store import references
from station.store.session import Store

CACHED = 200  # people
STRANGERS = 3  # that each probe meets
KEPT = timedelta(days=2)
_LEAST = 1e-12  # false match rates below it are alike
_SEED = 3121


class Strangers:
    """Visits are given in the order of time."""

    def __init__(self, calibration: Calibration, rate: float, count: int) -> None:
        """rate: the FMR that the station's threshold stands for; count: strangers that each probe meets."""
        self._calibration, self._rate, self._count = calibration, rate, count
        self._cache: ImpostorCache[Features] = ImpostorCache(CACHED, KEPT, Random(_SEED))  # noqa: S311  # nosec B311 - it picks whom a probe is compared with

    def met(self, visit: str, person: str, at: datetime, live: Features) -> list[ImpostorRow]:
        """Comparisons of this visit's probe; from now on its person is a stranger to others."""
        met = self._cache.others(person, self._count, at)
        try:
            rows = [ImpostorRow(visit, other, self._scores(live, features)) for other, features in met]
        except BiometricError:  # of a form that nobody compares any more: it meets nobody
            return []
        if live:
            self._cache.add(person, live, at)
        return [row for row in rows if row.scores]

    def _scores(self, live: Features, other: Features) -> dict[System, float]:
        face = None if live.face is None or other.face is None else live.face.cosines(other.face) or None
        both = {int(f): compare(live.fingers[f], other.fingers[f]) for f in live.fingers if f in other.fingers}
        fingers = scored(both, self._calibration)
        made = {}
        for modality, cosines, prints in (
            (Modality.FACE, face, {}),
            (Modality.FINGERS, None, fingers),
            (Modality.FUSED, face, fingers),
        ):
            if cosines or prints:
                made[System(modality.value)] = margin(fuse(cosines, prints, self._calibration), self._rate)
        return made


def kept_features(store: Store, visit: str) -> Features | None:
    """What the station keeps of a visit to verify its person again; None where it keeps nothing."""
    with store.reading() as unit:
        reference = references.visit_reference(unit, visit)
    return None if reference is None else features_of(reference)


def margin(fused: Fused, rate: float) -> float:
    """How far beyond the threshold a comparison lies, as a natural logarithm of false match rates: 0 is the threshold,
    ln 10 ten times stricter. One scale for one part and for several, whose thresholds lie at different scores."""
    return math.log(rate / max(_LEAST, fused.fmr))
