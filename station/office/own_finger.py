"""An officer's own finger as second factor: taken twice by an administrator, compared at every sign-in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from drivers.finger.base import FingerFrame
from drivers.latest import Latest
from models.errors import BiometricError, NoFingerprint
from models.finger import codec
from models.finger.compare import FingerTemplate, compare, most
from models.types import Minutiae
from station.counter.biometrics import Biometrics
from station.counter.finger_capture import PPI, Scanner
from station.counter.finger_watch import FingerWatch
from station.domain.desk import FingerHint
from station.domain.samples import Finger
from station.errors import StationError
from station.office.log_in import FingerCheck
from station.workflow.fingers import passes
from station.workflow.policy import Policy

OnHint = Callable[[FingerHint], None]


class FingerUnfit(StationError):
    """Codes: finger_too_weak, finger_too_little, fingers_disagree."""

    code = "finger_too_weak"


@dataclass(frozen=True)
class OwnFinger:
    scanner: Scanner
    biometrics: Biometrics
    policy: Policy

    def enrol(self, finger: Finger, cancel: threading.Event, on_hint: OnHint) -> bytes:
        """An ISO/IEC 19794-2 template of two impressions that match each other; blocks until both are there.

        Raises DeviceError, FingerUnfit.
        """
        first, first_quality = self._graded(finger, cancel, on_hint)
        second, second_quality = self._graded(finger, cancel, on_hint)
        if not self._same(FingerTemplate.from_minutiae(first), FingerTemplate.from_minutiae(second)):
            raise FingerUnfit("the two prints do not match", "fingers_disagree")
        return codec.encode([first, second], int(finger), [first_quality, second_quality])

    def check(self, cancel: threading.Event, on_hint: OnHint) -> FingerCheck:
        """What signing in asks with the stored template: a finger is taken, and compared with it.

        The check raises DeviceError, and FingerUnfit for a print below the threshold of a control or with too little
        of the finger: it is not compared, so it is no wrong attempt either. A picture without any print is no match,
        like the finger of somebody else.
        """

        def fits(template: bytes) -> bool:
            stored = codec.decode(template)
            reference = FingerTemplate.from_minutiae(*stored.views)
            frame = self._capture(cancel, on_hint, stored.position or None)
            try:
                probe = FingerTemplate.from_minutiae(self._extract(frame))
            except NoFingerprint:
                return False
            self._demand(frame, Finger(stored.position), self.policy.fingers.nfiq2_control)
            shown = most(probe).cylinders
            if not self.biometrics.calibration.finger.enough(shown):
                raise FingerUnfit(f"{shown} cylinders", "finger_too_little")
            return self._same(probe, reference)

        return fits

    def _same(self, probe: FingerTemplate, reference: FingerTemplate) -> bool:
        """Whether they match at the lowest rate that is known: genuine prints of one reader lie far above it."""
        model = self.biometrics.calibration.finger
        found = model.scored(compare(probe, reference))
        return found is not None and model.matches(found, model.reaches(found.cylinders))

    def _graded(self, finger: Finger, cancel: threading.Event, on_hint: OnHint) -> tuple[Minutiae, int]:
        """A print that is good enough to be compared for years, and its NFIQ 2 score."""
        frame = self._capture(cancel, on_hint, int(finger))
        score = self._demand(frame, finger, self.policy.fingers.nfiq2_enrolment)
        try:
            return self._extract(frame), score
        except BiometricError as error:
            raise FingerUnfit(error.code) from error

    def _demand(self, frame: FingerFrame, finger: Finger, limits: Mapping[Finger, int]) -> int:
        """The NFIQ 2 score. Raises FingerUnfit below the limit of this finger."""
        score = self.biometrics.nfiq2.score(np.ascontiguousarray(frame.pixels))
        if not passes(score, limits[finger]):
            raise FingerUnfit(f"NFIQ 2 {score}")
        return score

    def _capture(self, cancel: threading.Event, on_hint: OnHint, finger: int | None) -> FingerFrame:
        watch = FingerWatch(Latest(), threading.Event(), on_hint)
        frame = self.scanner.capture(self.policy.fingers.capture_seconds, cancel, on_hint, watch, finger)
        on_hint(FingerHint.SCORING)
        return frame

    def _extract(self, frame: FingerFrame) -> Minutiae:
        return self.biometrics.extractor.extract(np.ascontiguousarray(frame.pixels), PPI)
