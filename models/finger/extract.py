"""Minutiae by the LEADER network: raw grey image in, positions, directions and kinds out.

R. Cappelli, M. Ferrara, "LEADER: Lightweight End-to-End Attention-Gated Dual Autoencoder for Robust Minutiae
Extraction", arXiv:2602.15493; the network itself is in leader.py. Only the foreground goes through it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import onnxruntime

from models import parameters as p
from models.errors import NoFingerprint
from models.finger.leader import OUTPUTS, rebuilt
from models.finger.resample import checked, to_500
from models.finger.segment import Box, bounding_box, foreground
from models.types import BIFURCATION, ENDING, FloatArray, Minutiae, minutiae
from models.weights import path

Image = npt.NDArray[np.uint8]


class Extractor:
    """One session of the network. `threads`: how many cores one image may use. Safe to share between threads."""

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads
        self._session: onnxruntime.InferenceSession | None = None
        self._opening = threading.Lock()

    def warm(self) -> None:
        """Loads the network and runs it once, so that the first traveller does not wait for it."""
        self._run(np.zeros((1, 1, 256, 256), np.float32))

    def extract(self, image: Image, ppi: float = p.PPI) -> Minutiae:
        """The minutiae of one impression, at most 255, the most certain ones when there are more.

        image: uint8 [rows, columns], ridges dark, at `ppi` pixels per inch in both directions. Positions are
        those of the 500-ppi image. Raises BadImage for another type or size, NoFingerprint when there is no
        ridge pattern or fewer than MIN_MINUTIAE minutiae.
        """
        whole = to_500(checked(image), ppi)
        box = bounding_box(foreground(whole))
        if box is None:
            raise NoFingerprint("no ridge pattern in the image")
        left, top, right, bottom = worthwhile(box, whole.shape)
        found = self._read(whole[top:bottom, left:right])
        if len(found) < p.MIN_MINUTIAE:
            raise NoFingerprint(f"{len(found)} minutiae")
        return minutiae(
            found[:, 0] + left,
            found[:, 1] + top,
            found[:, 2],
            found[:, 3],
            found[:, 4],
            size=(whole.shape[1], whole.shape[0]),
        )

    def extract_many(self, images: Sequence[Image], ppi: float = p.PPI) -> list[Minutiae | NoFingerprint]:
        """As `extract` for each image; a print that cannot be read is its error, in its place."""
        results: list[Minutiae | NoFingerprint] = []
        for image in images:
            try:
                results.append(self.extract(image, ppi))
            except NoFingerprint as error:
                results.append(error)
        return results

    def _read(self, image: Image) -> npt.NDArray[np.float64]:
        batch, (top, left) = padded(image)
        rows, columns = image.shape
        output = self._run(batch)
        return decode({name: o[0, :, top : top + rows, left : left + columns] for name, o in output.items()})

    def _run(self, batch: FloatArray) -> dict[str, FloatArray]:
        return dict(zip(OUTPUTS, self._open().run(list(OUTPUTS), {"image": batch}), strict=True))

    def _open(self) -> onnxruntime.InferenceSession:
        with self._opening:
            if self._session is None:
                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = self._threads
                # Waiting threads sleep: spinning ones would take the cores from the camera and the screen.
                options.add_session_config_entry("session.intra_op.allow_spinning", "0")
                self._session = onnxruntime.InferenceSession(
                    rebuilt(path("leader").read_bytes()), options, providers=["CPUExecutionProvider"]
                )
            return self._session


def padded(image: Image) -> tuple[FloatArray, tuple[int, int]]:
    """(float32 [1, 1, rows, columns], (top, left)): the image in the middle of its border's grey, at the place given.

    The sides are the next multiples of LEADER_MULTIPLE.
    """
    rows, columns = (-(-side // p.LEADER_MULTIPLE) * p.LEADER_MULTIPLE for side in image.shape)
    top, left = (rows - image.shape[0]) // 2, (columns - image.shape[1]) // 2
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    result = np.full((1, 1, rows, columns), np.median(border), np.float32)
    result[0, 0, top : top + image.shape[0], left : left + image.shape[1]] = image
    return result, (top, left)


def decode(output: Mapping[str, FloatArray]) -> npt.NDArray[np.float64]:
    """[n, 5] x, y, angle, kind, quality 0..100 from the network's outputs for one image, [channels, rows, columns]."""
    confidence, highest = output["confidence"][0], output["highest"][0]
    y, x = np.nonzero((confidence >= p.LEADER_QUALITY) & (confidence == highest))
    certainty = confidence[y, x]
    best = np.argsort(-certainty, kind="stable")[: p.MAX_MINUTIAE]
    x, y = x[best], y[best]
    cosine, sine = output["direction"][:, y, x]
    kind = np.where(output["kind"][0, y, x] >= 0, ENDING, BIFURCATION)
    quality = np.clip(np.round(certainty[best] * 100), 0, 100)
    return np.stack([x, y, np.arctan2(sine, cosine), kind, quality], axis=1)


def worthwhile(box: Box, shape: tuple[int, ...]) -> Box:
    """The foreground's box with a margin; the whole image where cutting it down would save little.

    Minutiae at the rim of a cut move or vanish, so a cut must be worth it.
    """
    left, top, right, bottom = box
    margin = p.LEADER_MARGIN
    left, top = max(left - margin, 0), max(top - margin, 0)
    right, bottom = min(right + margin, shape[1]), min(bottom + margin, shape[0])
    if (right - left) * (bottom - top) > p.LEADER_CROP * shape[0] * shape[1]:
        return 0, 0, shape[1], shape[0]
    return left, top, right, bottom
