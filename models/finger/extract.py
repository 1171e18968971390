"""Minutiae by the LEADER network: raw grey image in, positions, directions and kinds out.

R. Cappelli, M. Ferrara, "LEADER: Lightweight End-to-End Attention-Gated Dual Autoencoder for Robust Minutiae
Extraction", arXiv:2602.15493; the network itself is in leader.py. Only the foreground goes through it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import onnxruntime

from models import parameters as p
from models.errors import NoFingerprint
from models.finger.leader import PATCH, rebuilt
from models.finger.resample import checked, to_500
from models.finger.segment import Box, bounding_box, foreground
from models.types import BIFURCATION, ENDING, FloatArray, Minutiae, minutiae
from models.weights import path

Image = npt.NDArray[np.uint8]

_DETECTED = ["confidence", "highest", "features"]
_DESCRIBED = ["cosine", "sine", "kind"]


class Extractor:
    """One session of the network. `threads`: how many cores one image may use. Safe to share between threads."""

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads
        self._sessions: tuple[onnxruntime.InferenceSession, onnxruntime.InferenceSession] | None = None
        self._opening = threading.Lock()

    def warm(self) -> None:
        """Loads the network and runs it once, so that the first traveller does not wait for it."""
        self._read(np.random.default_rng(0).integers(0, 256, (256, 256), np.uint8))

    @property
    def resting(self) -> bool:
        """Nothing of the network is in memory; it is opened again by whoever needs it."""
        return self._sessions is None

    def rest(self) -> None:
        """Give the network's memory back, some 50 MB, and 150 more once large prints went through it. A print that is
        being read is read to its end."""
        with self._opening:
            self._sessions = None

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
        """[n, 5] x, y, angle, kind, quality 0..100 of the most certain minutiae."""
        detector, describer = self._open()
        batch, (top, left) = padded(image)
        confidence, highest, features = detector.run(_DETECTED, {"image": batch})
        y, x, certainty = peaks(confidence[0, 0], highest[0, 0], (top, left, *image.shape))
        if not len(y):
            return np.zeros((0, 5))
        cosine, sine, kind = describer.run(_DESCRIBED, {"patches": patches(features[0], y, x)})
        quarter = (np.arange(len(y)), y % 2, x % 2)
        angle = np.arctan2(sine[quarter], cosine[quarter])
        kinds = np.where(kind[quarter] >= 0, ENDING, BIFURCATION)
        quality = np.clip(np.round(certainty * 100), 0, 100)
        return np.stack([x - left, y - top, angle, kinds, quality], axis=1)

    def _open(self) -> tuple[onnxruntime.InferenceSession, onnxruntime.InferenceSession]:
        with self._opening:
            if self._sessions is None:
                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = self._threads
                # Waiting threads sleep: spinning ones would take the cores from the camera and the screen.
                options.add_session_config_entry("session.intra_op.allow_spinning", "0")
                detector, describer = (
                    onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
                    for network in rebuilt(path("leader").read_bytes())
                )
                self._sessions = detector, describer
            return self._sessions


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


def peaks(
    confidence: FloatArray, highest: FloatArray, within: tuple[int, ...]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], FloatArray]:
    """(y, x, confidence) of the local maxima above LEADER_QUALITY within (top, left, rows, columns), best first."""
    top, left, rows, columns = within
    area = (slice(top, top + rows), slice(left, left + columns))
    y, x = np.nonzero((confidence[area] >= p.LEADER_QUALITY) & (confidence[area] == highest[area]))
    y, x = y + top, x + left
    best = np.argsort(-confidence[y, x], kind="stable")[: p.MAX_MINUTIAE]
    return y[best], x[best], confidence[y[best], x[best]]


def patches(features: FloatArray, y: npt.NDArray[np.intp], x: npt.NDArray[np.intp]) -> FloatArray:
    """float32 [k, FEATURES, PATCH, PATCH]: the features around each place of the image, zero outside.

    On the two outermost pixels the packaged network sees zeros one convolution later; there a direction may differ
    by a degree or two, and it is not reliable either way.
    """
    around = PATCH // 2
    wide = np.pad(features, ((0, 0), (around, around), (around, around)))
    windows = np.lib.stride_tricks.sliding_window_view(wide, (PATCH, PATCH), axis=(1, 2))
    return np.ascontiguousarray(windows[:, y // 2, x // 2].transpose(1, 0, 2, 3))


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
