"""What every face encoder is: a network with a name, that turns an upright face into a vector of unit length."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from models.errors import BadImage
from models.face import converted
from models.face.detect import Face, require_picture

_BATCH = 32  # chips a forward pass; more only costs memory


class Encoder(ABC):
    """One network. Safe to share between threads; one forward pass runs at a time.

    id: the word under which a template holds its vector, and calibration.json its curves: never used for another
    network. version: which training of it. sha256: of the converted file that runs. size: numbers of its vector.
    input_size: pixels a side of a chip. tells_quality: whether its vectors are longer the better a face is to be seen.
    cost: 10^9 multiplications a face, all passes of it together.
    """

    id: ClassVar[str]
    version: ClassVar[str]
    sha256: ClassVar[str]
    size: ClassVar[int]
    input_size: ClassVar[int]
    cost: ClassVar[float]
    tells_quality: ClassVar[bool] = False

    def __init__(self, cache: Path | None = None) -> None:
        """cache: folder of the converted network, by default the user's."""
        self._lock = threading.Lock()
        self._cache = cache
        self._run: converted.Forward | None = self.opened(self.network(cache))

    @abstractmethod
    def network(self, cache: Path | None) -> bytes:
        """The file that runs, as ONNX; its SHA-256 is `sha256`."""

    def opened(self, data: bytes) -> converted.Forward:
        """The network ready to run, by whatever runs it fastest."""
        return converted.by_opencv(data)

    @abstractmethod
    def chips(self, bgr: NDArray[np.uint8], face: Face) -> list[NDArray[np.uint8]]:
        """The upright cuts of one face, uint8 [input_size, input_size, 3], RGB, whose vectors are added."""

    @abstractmethod
    def blob(self, chips: NDArray[np.uint8]) -> NDArray[np.float32]:
        """uint8 [n, input_size, input_size, 3] as the network wants it: float32 [n, 3, input_size, input_size]."""

    def warm(self) -> None:
        """Run once, so that the first traveller does not wait for memory to be laid out."""
        self.forward(np.zeros((2, self.input_size, self.input_size, 3), np.uint8))

    @property
    def resting(self) -> bool:
        return self._run is None

    def rest(self) -> None:
        """Give the network's memory back; it is opened again when it is next asked."""
        with self._lock:
            self._run = None

    def forward(self, chips: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The network's own numbers, not normalised: uint8 [n, input_size, input_size, 3] RGB -> float32 [n, size]."""
        if chips.dtype != np.uint8 or chips.ndim != 4 or chips.shape[1:] != (self.input_size, self.input_size, 3):
            raise BadImage(f"chips of {self.input_size} pixels are needed, not {chips.shape}")
        out = np.empty((len(chips), self.size), np.float32)
        for start in range(0, len(chips), _BATCH):
            part = chips[start : start + _BATCH]
            with self._lock:
                if self._run is None:
                    self._run = self.opened(self.network(self._cache))
                out[start : start + len(part)] = self._run(self.blob(part))
        return out

    def embed_many(self, pictures: Sequence[tuple[NDArray[np.uint8], Face]]) -> list[NDArray[np.float32]]:
        """float32[size] of unit length for one face of each picture (uint8 [height, width, 3]), in few passes.

        Raises BadImage.
        """
        return [normalise(raw) for raw in self.raw_many(pictures)]

    def raw_many(self, pictures: Sequence[tuple[NDArray[np.uint8], Face]]) -> list[NDArray[np.float32]]:
        """As `embed_many`, of the length that the network gives: see `tells_quality`."""
        cuts = []
        for bgr, face in pictures:
            require_picture(bgr)
            cuts.append(self.chips(bgr, face))
        if not cuts:
            return []
        raw = self.forward(np.stack([one for own in cuts for one in own]))
        starts = np.cumsum([0, *(len(own) for own in cuts[:-1])])
        return list(np.add.reduceat(raw, starts, axis=0))


def normalise(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """`vector` at unit length; raises BadImage where there is no length or a value is not finite."""
    length = float(np.linalg.norm(vector))
    if not np.isfinite(length) or length == 0:
        raise BadImage("an embedding without length")
    return np.asarray(vector / length, np.float32)
