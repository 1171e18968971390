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
# Frames beyond those that a template is made of, which are looked at for it. Of six spoiled frames each of 200 people
# (models.face.frames_trial) four by the detector's word, three of them by SFace's and dlib's vector of the best alone
# missed as many as all six and three: 2.5 %; the last four missed 3.5 %, the three by the detector's word alone 4.5 %.
_SPARE = 1


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

    @property
    def resting(self) -> bool:
        """Every network has given its memory back."""
        return all(encoder.resting for encoder in self._encoders.values())

    def rest(self) -> None:
        """Give the networks' memory back (dlib 50 MB, SFace 85 MB); the next face, or `warm`, opens them again."""
        for encoder in self._encoders.values():
            encoder.rest()

    def embed(self, bgr: NDArray[np.uint8], face: Face) -> FaceTemplate:
        """The template of one face of `bgr` (uint8 [height, width, 3]). Raises BadImage."""
        return self.embed_many([(bgr, face)])[0]

    def embed_many(self, pictures: Sequence[tuple[NDArray[np.uint8], Face]]) -> list[FaceTemplate]:
        """As `embed`, for several pictures in few forward passes. Raises BadImage."""
        columns = {name: encoder.embed_many(pictures) for name, encoder in self._encoders.items()}
        return [FaceTemplate({name: vectors[row] for name, vectors in columns.items()}) for row in range(len(pictures))]

    def embed_best(self, frames: Sequence[tuple[NDArray[np.uint8], Face]], count: int) -> FaceTemplate:
        """One template of the `count` frames of one person in which the face is best to be seen.

        An encoder that tells quality sees the frames of which the detector was surest, one more than `count`; better
        ones weigh more, and the other encoders see the best alone. Without such an encoder the first `count` count
        alike. Raises BadImage; BadTemplate without frames.
        """
        judge = next((name for name, encoder in self._encoders.items() if encoder.tells_quality), None)
        if judge is None or len(frames) < 2:
            return fuse(self.embed_many(frames[:count]))
        surest = sorted(range(len(frames)), key=lambda place: -frames[place][1].score)[: count + _SPARE]
        raw = self._encoders[judge].raw_many([frames[place] for place in surest])
        quality = np.array([float(np.linalg.norm(one)) for one in raw])
        best = np.argsort(-quality, kind="stable")[:count].tolist()
        first = [frames[surest[best[0]]]]
        others = {name: one.embed_many(first)[0] for name, one in self._encoders.items() if name != judge}
        weights = (quality[best] / quality[best].max()) ** _SHARPEN
        together = fuse([template({judge: raw[place]}) for place in best], weights.tolist())
        return template({**together.vectors, **others})
