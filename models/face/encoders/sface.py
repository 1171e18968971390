"""SFace (Y. Zhong and others, "SFace: Sigmoid-Constrained Hypersphere Loss for Robust Face Recognition", IEEE TIP
2021), the weights of OpenCV's model zoo (Apache-2.0), brought from their block-wise eight bits back to float32.

The packaged file lists its weights as inputs of the graph and holds them as int8 with a scale for every block, which
neither OpenCV 5 nor onnxruntime runs as it is. Here the same graph is written again with plain weights and one input.
Its authors name what it was trained on only as a group: CASIA-WebFace, VGGFace2, MS1MV2.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import BadNetwork
from models.face import converted
from models.face.chip import chip
from models.face.detect import Face
from models.face.encoders.base import Encoder
from models.onnx_file import Graph, Network, read

INPUT_SIZE = 112
SIZE = 128

# Where the five points of models.face.detect lie in SFace's upright face, pixels of the chip: the mean positions of
# these points, over photographs, in faces that were aligned by the centres of the eyes, the tip of the nose and the
# corners of the mouth to the places that the network was trained with (OpenCV, FaceRecognizerSF::alignCrop).
PLACES = np.array([(79.55, 53.19), (65.61, 53.57), (30.11, 53.64), (44.23, 53.86), (55.10, 80.49)])

_KEPT = ("group", "kernel_shape", "pads", "strides", "epsilon", "transB")  # what the operators here need of attributes


def plain(packaged: bytes) -> bytes:
    """The packaged network with float32 weights: input "data" float32 [n, 3, 112, 112], RGB, 0..255; output
    "embedding" float32 [n, 128], any length. Raises BadNetwork, WeightsMissing."""
    source = read(packaged)
    try:
        return _Rebuilt(source).model()
    except (KeyError, ValueError, IndexError) as error:
        raise BadNetwork(f"not the expected graph: {type(error).__name__}") from error


class _Rebuilt:
    def __init__(self, source: Network) -> None:
        self.source = source
        self.graph = Graph("sface_2021dec")
        self.names = {"data": "data"}  # an output of the packaged graph -> the same in the new one
        self.stored: dict[str, str] = {}  # a constant -> its name in the new graph
        self.made: dict[str, NDArray[np.float32]] = {}  # weights that are no longer quantised

    def model(self) -> bytes:
        for output, node in self.source.nodes.items():
            if node.kind == "DequantizeLinear":
                axis, size = node.attributes["axis"], node.attributes["block_size"]
                values, zero = (self.source.integers[node.inputs[i]] for i in (0, 2))
                scale = self.source.constants[node.inputs[1]]
                if not isinstance(axis, int) or not isinstance(size, int):
                    raise ValueError("a block without a size")
                self.made[output] = dequantised(values, zero, scale, axis, size)
            elif node.kind == "Reshape":
                self.made[output] = self.made[node.inputs[0]].reshape(self.source.integers[node.inputs[1]])
            elif node.kind == "Dropout":  # at rest it does nothing
                self.names[output] = self.names[node.inputs[0]]
            elif node.kind != "Constant":  # the share that is dropped: no longer used
                kept = {key: value for key, value in node.attributes.items() if key in _KEPT}
                self.names[output] = self.graph.node(node.kind, *map(self._input, node.inputs), **kept)
        self.graph.output("embedding", self.names["fc1"])
        return self.graph.model({"data": ["n", 3, INPUT_SIZE, INPUT_SIZE]}, {"embedding": ["n", SIZE]})

    def _input(self, name: str) -> str:
        if name in self.names:
            return self.names[name]
        if name not in self.stored:
            values = self.made[name] if name in self.made else self.source.constants[name]
            self.stored[name] = self.graph.constant(values)
        return self.stored[name]


def dequantised(
    values: NDArray[np.int8] | NDArray[np.int64],
    zero: NDArray[np.int8] | NDArray[np.int64],
    scale: NDArray[np.float32],
    axis: int,
    size: int,
) -> NDArray[np.float32]:
    """(values - zero) x scale, where each `size` numbers along `axis` share a zero and a scale (ONNX DequantizeLinear
    with block_size, opset 21)."""
    block = np.arange(values.shape[axis]) // size
    offset = values.astype(np.int16) - np.take(zero, block, axis).astype(np.int16)
    return np.asarray(offset.astype(np.float32) * np.take(scale, block, axis), np.float32)


class SFace(Encoder):
    id = "sface"
    version = "face_recognition_sface_2021dec_int8bq"
    sha256 = "445c3f70028eb634432fc60d4b80208210edad168b3fd97bf310254663b5b440"
    size = SIZE
    input_size = INPUT_SIZE
    cost = 0.57
    # Over six spoiled frames each of 200 faces (blur, darkness, noise) the length goes with the cosine to another
    # picture of the person by a correlation of 0.90 within a person; the detector's confidence 0.42, sharpness 0.33.
    tells_quality = True

    def network(self, cache: Path | None) -> bytes:
        return converted.converted("face_sface", plain, "sface-2021dec.onnx", self.sha256, cache)

    def chips(self, bgr: NDArray[np.uint8], face: Face) -> list[NDArray[np.uint8]]:
        return [chip(bgr, face.landmarks, PLACES, INPUT_SIZE)]

    def blob(self, chips: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.ascontiguousarray(chips.transpose(0, 3, 1, 2).astype(np.float32))
