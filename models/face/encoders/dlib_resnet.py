"""dlib's ResNet (Davis King, CC0), the face and its mirror image added."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.face import converted
from models.face.chip import chip
from models.face.detect import Face
from models.face.dlib_net import EMBEDDING_SIZE, INPUT_SIZE, to_onnx
from models.face.encoders.base import Encoder

_MEAN = np.array((122.782, 117.001, 104.298), np.float32)  # RGB; dlib, input_rgb_image: subtracted, then divided by 256
_SCALE = 1 / 256

# Where the five points lie in an upright face, as fractions of the chip without its border
# (dlib/image_transforms/interpolation.h, get_face_chip_details for five parts), and dlib's border of a quarter.
_FRACTIONS = np.array(
    [
        (0.8595674595992, 0.2134981538014),
        (0.6460604764104, 0.2289674387677),
        (0.1205750620789, 0.2137274526848),
        (0.3340850613712, 0.2290642403242),
        (0.4901123135679, 0.6277975316475),
    ]
)
_PADDING = 0.25
PLACES = (_FRACTIONS + _PADDING) / (1 + 2 * _PADDING) * INPUT_SIZE  # pixels of the chip, dlib's order


class DlibResnet(Encoder):
    id = "dlib"
    version = "dlib_face_recognition_resnet_model_v1"
    sha256 = "25ee87365573181f9ef4f06da2efd7223d674879d2bc5a0c2e9bed9e2ed01548"
    size = EMBEDDING_SIZE
    input_size = INPUT_SIZE
    cost = 0.54  # twice 0.27, for the mirror image

    def network(self, cache: Path | None) -> bytes:
        return converted.converted("face_embedding", to_onnx, "dlib-face-resnet-v1.onnx", self.sha256, cache)

    def runner(self, network: bytes) -> converted.Forward:
        """Half of OpenCV's time here; for SFace it takes twice as long."""
        return converted.by_onnxruntime(network)

    def chips(self, bgr: NDArray[np.uint8], face: Face) -> list[NDArray[np.uint8]]:
        upright = chip(bgr, face.landmarks, PLACES, INPUT_SIZE)
        return [upright, np.ascontiguousarray(upright[:, ::-1])]

    def blob(self, chips: NDArray[np.uint8]) -> NDArray[np.float32]:
        centred = (chips.astype(np.float32) - _MEAN) * np.float32(_SCALE)
        return np.ascontiguousarray(centred.transpose(0, 3, 1, 2))
