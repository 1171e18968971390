"""The matching core as one bundle, opened once; models that take long to load are loaded on first use or by `warm`."""

from __future__ import annotations

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

    def warm(self) -> None:
        """Load every network, so that the first traveller waits no longer than the second."""
        self.mesh.warm()
        self.embedder.warm()
        self.extractor.warm()
        self.nfiq2.warm()

    def close(self) -> None:
        self.nfiq2.close()
