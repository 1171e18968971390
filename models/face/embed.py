"""A face as 128 numbers: aligned by five points, dlib's ResNet through OpenCV's dnn, mirrored and averaged."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models import weights
from models.errors import BadImage
from models.face.detect import Face, require_picture
from models.face.dlib_net import EMBEDDING_SIZE, INPUT_SIZE, to_onnx

_MEAN = np.array((122.782, 117.001, 104.298), np.float32)  # RGB; dlib, input_rgb_image: subtracted, then divided by 256
_SCALE = 1 / 256
_ONNX_NAME = "dlib-face-resnet-v1.onnx"
_ONNX_SHA256 = "25ee87365573181f9ef4f06da2efd7223d674879d2bc5a0c2e9bed9e2ed01548"

# Where the five points lie in an upright face, as fractions of the chip without its border
# (dlib/image_transforms/interpolation.h, get_face_chip_details for five parts), and dlib's border of a quarter.
_PLACES = np.array(
    [
        (0.8595674595992, 0.2134981538014),
        (0.6460604764104, 0.2289674387677),
        (0.1205750620789, 0.2137274526848),
        (0.3340850613712, 0.2290642403242),
        (0.4901123135679, 0.6277975316475),
    ]
)
_PADDING = 0.25
_BATCH = 32  # chips a forward pass; more only costs memory


def chip(bgr: NDArray[np.uint8], landmarks: NDArray[np.float32], size: int = INPUT_SIZE) -> NDArray[np.uint8]:
    """The upright face cut out as the network was trained on it: uint8 [size, size, 3], RGB.

    `landmarks`: float32[5, 2], pixels, dlib's order. The similarity transform with the least squared error
    (Umeyama 1991) lays them on dlib's places; a large face is averaged, not sampled.
    """
    matrix = _similarity(np.asarray(landmarks, np.float64), (_PLACES + _PADDING) / (1 + 2 * _PADDING) * size)
    shrink = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    source = bgr
    if shrink < 0.5:  # below half size, bilinear sampling would skip pixels
        factor = 2 * shrink
        source = np.asarray(cv2.resize(bgr, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
        across, down = source.shape[1] / bgr.shape[1], source.shape[0] / bgr.shape[0]
        back = np.array([[1 / across, 0, 0.5 / across - 0.5], [0, 1 / down, 0.5 / down - 0.5], [0, 0, 1]])
        matrix = matrix @ back
    cut = cv2.warpAffine(source, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.ascontiguousarray(cut[:, :, ::-1])


def _similarity(source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    middle_s, middle_t = source.mean(0), target.mean(0)
    s = (source - middle_s) @ (1, 1j)
    t = (target - middle_t) @ (1, 1j)
    spread = float(np.sum(np.abs(s) ** 2))
    if spread == 0:
        raise BadImage("the five landmarks fall on one point")
    turn = np.sum(np.conj(s) * t) / spread
    matrix = np.array([[turn.real, -turn.imag, 0.0], [turn.imag, turn.real, 0.0]])
    matrix[:, 2] = middle_t - matrix[:, :2] @ middle_s
    return matrix


def normalise(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """`vector` at unit length; raises BadImage where there is no length or a value is not finite."""
    length = float(np.linalg.norm(vector))
    if not np.isfinite(length) or length == 0:
        raise BadImage("an embedding without length")
    return np.asarray(vector / length, np.float32)


def fuse(embeddings: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """One template of several frames of one person: the mean of float32[128] unit vectors, at unit length.

    Raises BadImage without embeddings.
    """
    if not embeddings:
        raise BadImage("no embedding to fuse")
    return normalise(np.mean(np.stack(embeddings), axis=0, dtype=np.float32))


def similarity(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """The raw score of two faces: the cosine of two unit vectors, -1..1, higher is more alike."""
    return float(np.dot(one, other))


class Embedder:
    """Chips to unit vectors. Safe to share between threads; one forward pass runs at a time.

    `cache` is the folder for the converted network; by default the user's cache directory.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._net = cv2.dnn.readNetFromONNX(np.frombuffer(_network(cache or cache_directory()), np.uint8))

    def warm(self) -> None:
        """Run once, so that the first traveller does not wait for memory to be laid out."""
        self.forward(np.zeros((2, INPUT_SIZE, INPUT_SIZE, 3), np.uint8))

    def forward(self, chips: NDArray[np.uint8]) -> NDArray[np.float32]:
        """dlib's own descriptors, neither mirrored nor normalised: uint8 [n, 150, 150, 3] RGB -> float32 [n, 128]."""
        if chips.dtype != np.uint8 or chips.ndim != 4 or chips.shape[1:] != (INPUT_SIZE, INPUT_SIZE, 3):
            raise BadImage(f"chips of {INPUT_SIZE} pixels are needed, not {chips.shape}")
        out = np.empty((len(chips), EMBEDDING_SIZE), np.float32)
        for start in range(0, len(chips), _BATCH):
            part = chips[start : start + _BATCH].astype(np.float32)
            blob = np.ascontiguousarray(((part - _MEAN) * np.float32(_SCALE)).transpose(0, 3, 1, 2))
            with self._lock:
                self._net.setInput(blob)
                out[start : start + len(part)] = self._net.forward()
        return out

    def embed(self, bgr: NDArray[np.uint8], face: Face) -> NDArray[np.float32]:
        """float32[128] of unit length for one face of `bgr` (uint8 [height, width, 3])."""
        return self.embed_many([(bgr, face)])[0]

    def embed_many(self, pictures: Sequence[tuple[NDArray[np.uint8], Face]]) -> list[NDArray[np.float32]]:
        """As `embed`, for several pictures in few forward passes."""
        if not pictures:
            return []
        chips = []
        for bgr, face in pictures:
            require_picture(bgr)
            upright = chip(bgr, face.landmarks)
            chips += [upright, upright[:, ::-1]]
        raw = self.forward(np.stack(chips))
        return [normalise(raw[i] + raw[i + 1]) for i in range(0, len(raw), 2)]


def cache_directory() -> Path:
    """Where this user's programs may keep what they can make again: XDG, macOS or Windows."""
    if given := os.environ.get("XDG_CACHE_HOME"):
        base = Path(given)
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path.home() / ".cache"
    return base / "biometric-station"


def _network(folder: Path) -> bytes:
    """The converted network: from the cache when its content is right, else made and, if possible, kept."""
    target = folder / _ONNX_NAME
    with contextlib.suppress(OSError):
        data = target.read_bytes()
        if hashlib.sha256(data).hexdigest() == _ONNX_SHA256:
            return data
    data = to_onnx(weights.path("face_embedding").read_bytes())
    with contextlib.suppress(OSError):  # a read-only or full home only costs the conversion at each start
        _write(target, data)
    return data


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
