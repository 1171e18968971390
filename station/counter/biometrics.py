"""The matching core as one bundle, opened once; models that take long to load are loaded on first use or by `warm`."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from models.document.read import DocumentReader
from models.face.detect import Detector
from models.face.embed import Embedder
from models.face.mesh import MeshFinder
from models.finger.extract import Extractor
from models.finger.nfiq2 import Nfiq2
from models.matching.calibration import Calibration
from models.matching.gallery import Gallery
from station.counter.timing import Stopwatch
from station.vault import process

LATE_SECONDS = 3.0  # until what was shown last is let go, after somebody has signed out


@dataclass
class Biometrics:
    detector: Detector
    mesh: MeshFinder
    embedder: Embedder
    extractor: Extractor
    nfiq2: Nfiq2
    reader: DocumentReader
    calibration: Calibration
    gallery: Gallery
    stopwatch: Stopwatch = field(default_factory=Stopwatch)
    # one after the other, in the order in which somebody left and came
    _turns: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "biometrics"), repr=False)

    _somebody: threading.Event = field(
        default_factory=threading.Event, repr=False
    )  # is signed in, or the station closes
    _reads_pages: bool = field(default=False, repr=False)  # pages are photographed at this counter

    def warm(self) -> None:
        """Load every network, so that the first traveller waits no longer than the second."""
        self.mesh.warm()
        self.embedder.warm()
        self.extractor.warm()
        self.nfiq2.warm()

    def rest(self) -> None:
        """Nobody is signed in: the networks and NFIQ 2's process give their memory back. Returns at once."""
        self._somebody.clear()
        self._next(self._let_go)
        self._next(self._give_back_late)

    def resume(self) -> None:
        """Somebody signs in, which takes longer than opening them again. Returns at once."""
        self._somebody.set()
        for turn in (self.embedder.warm, self._wake_reader, self.extractor.warm, self.nfiq2.warm):
            self._next(turn)

    def _next(self, turn: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the station closes: nobody comes any more
            self._turns.submit(turn)

    def _wake_reader(self) -> None:
        if self._reads_pages:
            self.reader.warm()

    def _let_go(self) -> None:
        self.embedder.rest()
        self.extractor.rest()
        self._reads_pages = self.reader.rest() or self._reads_pages
        self.nfiq2.close()
        process.give_back()

    def _give_back_late(self) -> None:
        """Once more when the pages of who left are closed: their pictures are most of what a visit took."""
        if not self._somebody.wait(LATE_SECONDS):
            process.give_back()

    def close(self) -> None:
        self._somebody.set()
        self._turns.shutdown(wait=True, cancel_futures=True)
        self.nfiq2.close()
