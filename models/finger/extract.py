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
from models.finger.segment import bounding_box, foreground
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
        left, top, right, bottom = _grown(box, whole.shape)
        crop = whole[top:bottom, left:right]
        found = decode(self._run(padded(crop)), crop.shape)
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


def padded(image: Image) -> FloatArray:
    """float32 [1, 1, rows, columns]: the image, continued by its border's grey to multiples of LEADER_MULTIPLE."""
    rows, columns = (-(-side // p.LEADER_MULTIPLE) * p.LEADER_MULTIPLE for side in image.shape)
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    result = np.full((1, 1, rows, columns), np.median(border), np.float32)
    result[0, 0, : image.shape[0], : image.shape[1]] = image
    return result


def decode(output: Mapping[str, FloatArray], shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """[n, 5] x, y, angle, kind, quality 0..100 of the network's outputs for one image, within its `shape`."""
    rows, columns = shape
    confidence, highest = (output[name][0, 0, :rows, :columns] for name in ("confidence", "highest"))
    y, x = np.nonzero((confidence >= p.LEADER_QUALITY) & (confidence == highest))
    certainty = confidence[y, x]
    best = np.argsort(-certainty, kind="stable")[: p.MAX_MINUTIAE]
    x, y = x[best], y[best]
    cosine, sine = output["direction"][0][:, y, x]
    kind = np.where(output["kind"][0, 0, y, x] >= 0, ENDING, BIFURCATION)
    quality = np.clip(np.round(certainty[best] * 100), 0, 100)
    return np.stack([x, y, np.arctan2(sine, cosine), kind, quality], axis=1)


def _grown(box: tuple[int, int, int, int], shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """The box with a margin, inside the image: a minutia at the rim needs its surroundings."""
    left, top, right, bottom = box
    margin = p.LEADER_MARGIN
    return max(left - margin, 0), max(top - margin, 0), min(right + margin, shape[1]), min(bottom + margin, shape[0])
