"""A face as one vector for each encoder: what the rest of the program asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import WeightsMissing
from models.face.detect import Face
from models.face.encoders import ENCODERS
from models.face.template import FaceTemplate, fuse, template

_SHARPEN = 4  # power of a frame's quality that is its weight: 1 to 4 were tried on spoiled frames


class Embedder:
    """The encoders named, by default all. Safe to share between threads. `cache`: folder of the converted networks.

    Raises WeightsMissing for an encoder that is not in the list.
    """

    def __init__(self, cache: Path | None = None, encoders: Iterable[str] = tuple(ENCODERS)) -> None:
        names = tuple(encoders)
        if not names or not set(names) <= set(ENCODERS):
            raise WeightsMissing(f"no such face encoder among {names}")
        self._encoders = {name: ENCODERS[name](cache) for name in names}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._encoders)

    def warm(self) -> None:
        """Run each network once, so that the first traveller does not wait for memory to be laid out."""
        for encoder in self._encoders.values():
            encoder.warm()

    def embed(self, bgr: NDArray[np.uint8], face: Face) -> FaceTemplate:
        """The template of one face of `bgr` (uint8 [height, width, 3]). Raises BadImage."""
        return self.embed_many([(bgr, face)])[0]

    def embed_many(self, pictures: Sequence[tuple[NDArray[np.uint8], Face]]) -> list[FaceTemplate]:
        """As `embed`, for several pictures in few forward passes. Raises BadImage."""
        columns = {name: encoder.embed_many(pictures) for name, encoder in self._encoders.items()}
        return [FaceTemplate({name: vectors[row] for name, vectors in columns.items()}) for row in range(len(pictures))]

    def embed_best(self, frames: Sequence[tuple[NDArray[np.uint8], Face]], count: int) -> FaceTemplate:
        """One template of the `count` frames of one person in which the face is best to be seen.

        An encoder that tells quality sees all frames, the others only those that it chose; better frames weigh more.
        Without such an encoder the first `count` count alike. Raises BadImage; BadTemplate without frames.
        """
        judge = next((name for name, encoder in self._encoders.items() if encoder.tells_quality), None)
        if judge is None or len(frames) < 2:
            return fuse(self.embed_many(frames[:count]))
        raw = self._encoders[judge].raw_many(frames)
        quality = np.array([float(np.linalg.norm(one)) for one in raw])
        best = np.argsort(-quality, kind="stable")[:count].tolist()
        chosen = [frames[place] for place in best]
        others = {name: one.embed_many(chosen) for name, one in self._encoders.items() if name != judge}
        seen = [
            template({judge: raw[place]} | {name: vectors[row] for name, vectors in others.items()})
            for row, place in enumerate(best)
        ]
        weights = (quality[best] / quality[best].max()) ** _SHARPEN
        return fuse(seen, weights.tolist())
