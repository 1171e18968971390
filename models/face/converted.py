"""Networks that are made once from the packaged weights, checked by SHA-256 before and after, and kept."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models import weights
from models.errors import WeightsMissing

Forward = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""A network with one input and one output, ready to run; for one thread at a time."""


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


def converted(weight: str, make: Callable[[bytes], bytes], name: str, sha256: str, folder: Path | None = None) -> bytes:
    """The network `name` that `make` builds from the packaged file `weight`: as kept where that is right, else made.

    `folder`: by default the user's cache directory. Raises WeightsMissing when the packaged file is absent or another
    one, or when what was made is not the network that the figures were measured with.
    """
    target = (folder or cache_directory()) / name
    with contextlib.suppress(OSError):
        data = target.read_bytes()
        if hashlib.sha256(data).hexdigest() == sha256:
            return data
    data = make(weights.path(weight).read_bytes())
    digest = hashlib.sha256(data).hexdigest()
    if digest != sha256:
        raise WeightsMissing(f"{name} was made with SHA-256 {digest}, expected {sha256}")
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


def load(data: bytes) -> cv2.dnn.Net:
    """An ONNX file, as bytes, ready for OpenCV's dnn."""
    return cv2.dnn.readNetFromONNX(np.frombuffer(data, np.uint8))


def by_opencv(data: bytes) -> Forward:
    """An ONNX file, as bytes, run by OpenCV's dnn."""
    net = load(data)

    def forward(blob: NDArray[np.float32]) -> NDArray[np.float32]:
        net.setInput(blob)
        return np.asarray(net.forward(), np.float32)

    return forward


def by_onnxruntime(data: bytes) -> Forward:
    """An ONNX file, as bytes, run by onnxruntime on the caller's thread."""
    import onnxruntime  # noqa: PLC0415  a window that is only starting does not wait for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def forward(blob: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(session.run(None, {name: blob})[0], np.float32)

    return forward
