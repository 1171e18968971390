"""The live face against the one on record while it is being taken: what the newest pictures say so far, never a gate.

Runs in a thread of its own, so that neither the window nor the acquisition waits for it. What counts is compared at
the check, with the picture that was used.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from models.errors import BiometricError
from models.face.detect import Face
from models.face.template import FaceTemplate, fuse
from station import logs
from station.domain.desk import FaceVerdict

EVERY_SECONDS = 0.6  # between two pictures once as many were compared as a template is made of

Embed = Callable[[NDArray[np.uint8], Face], FaceTemplate]
Judge = Callable[[FaceTemplate], bool]  # whether a template is of the person on record, at the check's own threshold


class SoFar:
    """One capture of one traveller. `see` and `somebody_else` are for the acquisition's thread; `told` is called from
    a thread of this one's."""

    def __init__(
        self,
        embed: Embed,
        judge: Judge,
        most: int,
        told: Callable[[FaceVerdict], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """most: pictures that are looked at together, as many as the template of the visit is made of."""
        self._embed, self._judge, self._most, self._told, self._clock = embed, judge, most, told, clock
        self._lock = threading.Lock()
        self._waiting: deque[tuple[NDArray[np.uint8], Face]] = deque(maxlen=most)
        self._templates: deque[FaceTemplate] = deque(maxlen=most)
        self._agree: deque[bool] = deque(maxlen=most)
        self._idle = threading.Event()
        self._idle.set()
        self._last = float("-inf")
        self._person = 0  # counts up with every other face: what is still being compared of the one before is dropped
        self._turns = ThreadPoolExecutor(1, "face so far")
        self.verdict = FaceVerdict(of=most)

    def see(self, pixels: NDArray[np.uint8], face: Face) -> None:
        """A picture of one face; returns at once."""
        with self._lock:
            full = len(self._templates) == self._most
            if full and self._clock() - self._last < EVERY_SECONDS:
                return
            self._waiting.append((pixels, face))
            start = self._idle.is_set()
            self._idle.clear()
        if start:
            self._turns.submit(self._work)

    def somebody_else(self) -> None:
        """Another face came before the camera: nothing of the one before counts."""
        with self._lock:
            self._person += 1
            for row in (self._waiting, self._templates, self._agree):
                row.clear()
            self.verdict = FaceVerdict(of=self._most)
            told = self.verdict
        self._told(told)

    def close(self) -> None:
        """What waits is still compared; nothing new is taken. Returns at once."""
        self._turns.shutdown(wait=False)

    def settle(self, seconds: float) -> FaceVerdict:
        """What is known when everything that waits was compared, or after so many seconds."""
        self._idle.wait(seconds)
        return self.verdict

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._idle.set()
                    return
                (pixels, face), person = self._waiting.popleft(), self._person
            try:
                found = self._embed(pixels, face)
                alone = self._judge(found)
                with self._lock:
                    together = fuse([*self._templates, found][-self._most :])
                agrees = self._judge(together)
            except BiometricError as error:
                logs.log.info("a live face could not be compared", code=error.code)
                continue
            with self._lock:
                if person != self._person:
                    continue
                self._templates.append(found)
                self._agree.append(alone)
                self._last = self._clock()
                self.verdict = FaceVerdict(tuple(self._agree), agrees, self._most)
                told = self.verdict
            self._told(told)
