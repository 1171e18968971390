"""dlib's serialised face network (Davis King's ResNet, CC0) read without dlib, and written again as ONNX.

The format is dlib's own (`dlib/serialize.h`, `dlib/dnn/layers.h`): whole numbers are one control byte
(length, sign in the top bit) and little-endian bytes; a float is mantissa and binary exponent; a tensor is
its version, four sizes and raw little-endian float32; a layer begins with its name as a counted string.
Layers are stored from the input to the output. The topology is that of `dnn_face_recognition_ex.cpp`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import BadNetwork
from models.onnx_file import Graph

INPUT_SIZE = 150  # pixels, square, RGB
EMBEDDING_SIZE = 128
_LAYER = re.compile(
    rb"\x01(?:\x05con_4|\x07affine_|\x05relu_|\x0amax_pool_2|\x0aavg_pool_2|\x09add_prev_|\x04fc_2|\x15input_rgb_image_sized)"
)
_GAP = 600  # bytes of bookkeeping between two layers, at most


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer: `weights` is float32 [out, in, rows, columns] for a convolution, [in, out] for `fc`."""

    kind: str
    weights: NDArray[np.float32] | None = None
    bias: NDArray[np.float32] | None = None
    stride: int = 1
    padding: int = 0


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def whole(self) -> int:
        control = self.data[self.at]
        size = control & 0x0F
        raw = self.data[self.at + 1 : self.at + 1 + size]
        if not 1 <= size <= 8 or len(raw) != size:
            raise BadNetwork(f"no whole number at byte {self.at}")
        self.at += 1 + size
        value = int.from_bytes(raw, "little")
        return -value if control & 0x80 else value

    def real(self) -> float:
        mantissa = self.whole()
        return float(mantissa * 2.0 ** self.whole())

    def tensor(self) -> NDArray[np.float32]:
        if self.whole() != 2:
            raise BadNetwork(f"unknown tensor version at byte {self.at}")
        shape = [self.whole() for _ in range(4)]
        count = int(np.prod(shape))
        if count < 0 or self.at + 4 * count > len(self.data):
            raise BadNetwork(f"tensor at byte {self.at} reaches beyond the file")
        values = np.frombuffer(self.data, "<f4", count, self.at).reshape(shape)
        self.at += 4 * count
        return values.astype(np.float32)


def read_layers(data: bytes) -> tuple[tuple[float, float, float], list[Layer]]:
    """The mean colour (R, G, B) and the layers, input first, of a `.dat` file.

    Raises BadNetwork where the bytes are not the expected file.
    """
    reader = _Reader(data)
    mean: tuple[float, float, float] | None = None
    layers: list[Layer] = []
    channels = 3
    while True:
        found = _LAYER.search(data, reader.at, reader.at + _GAP)
        if found is None:
            break
        reader.at = found.end()
        kind = found.group()[2:].decode()
        try:
            if kind == "input_rgb_image_sized":
                mean = (reader.real(), reader.real(), reader.real())
            elif kind == "con_4":
                layer = _convolution(reader, channels)
                channels = len(layer.weights) if layer.weights is not None else channels
                layers.append(layer)
            elif kind == "affine_":
                factors, offsets = np.split(reader.tensor().ravel(), 2)  # all factors, then all offsets
                layers.append(Layer("affine", factors, offsets))
            elif kind == "fc_2":
                layers.append(_fully_connected(reader, channels))
            else:
                layers.append(Layer(kind.rstrip("_0123456789")))
        except (IndexError, ValueError) as error:
            raise BadNetwork(f"layer {len(layers)} ({kind}) is cut short") from error
    if mean is None or not layers or layers[-1].kind != "fc":
        raise BadNetwork("the file does not hold the expected layers")
    return mean, layers


def _convolution(reader: _Reader, channels: int) -> Layer:
    values = reader.tensor().ravel()
    filters, rows, columns, stride, stride_x, padding, padding_x = (reader.whole() for _ in range(7))
    count = filters * channels * rows * columns
    if stride != stride_x or padding != padding_x or values.size != count + filters:
        raise BadNetwork("a convolution has unexpected sizes")
    weights = values[:count].reshape(filters, channels, rows, columns)
    return Layer("con", weights, values[count:], stride, padding)


def _fully_connected(reader: _Reader, channels: int) -> Layer:
    outputs, inputs = reader.whole(), reader.whole()
    values = reader.tensor().ravel()
    if (outputs, inputs) != (EMBEDDING_SIZE, channels) or values.size != outputs * inputs:
        raise BadNetwork("the last layer has unexpected sizes")
    return Layer("fc", values.reshape(inputs, outputs))


@dataclass(frozen=True)
class _Map:
    """A feature map of the graph: its name, its height (square) and its channels."""

    name: str
    size: int
    channels: int


_STEM = ["con", "affine", "relu", "max_pool"]
_BLOCK = ["con", "affine", "relu", "con", "affine", "add_prev", "relu"]  # ares<>
_BLOCK_DOWN = ["con", "affine", "relu", "con", "affine", "avg_pool", "add_prev", "relu"]  # ares_down<>
_TAIL = ["avg_pool", "fc"]


def to_onnx(data: bytes) -> bytes:
    """The network of a dlib `.dat` file as an .onnx file: float32 [n, 3, 150, 150] -> float32 [n, 128].

    The input is RGB, less the mean colour, divided by 256, as dlib's `input_rgb_image` does it; `affine` layers
    (batch normalisation at rest) are folded into the convolution before them. Raises BadNetwork.
    """
    _, layers = read_layers(data)
    kinds = [layer.kind for layer in layers]
    if kinds[:4] != _STEM or kinds[-2:] != _TAIL:
        raise BadNetwork("the network begins or ends in another way")
    graph = Graph("dlib_face_recognition_resnet_v1")
    here = _convolve(graph, _Map("chip", INPUT_SIZE, 3), layers[0], layers[1])
    name = graph.node("MaxPool", graph.node("Relu", here.name), kernel_shape=[3, 3], strides=[2, 2])
    here = _Map(name, (here.size - 3) // 2 + 1, here.channels)
    at = 4
    while at < len(layers) - 2:
        down = kinds[at : at + 8] == _BLOCK_DOWN
        if not down and kinds[at : at + 7] != _BLOCK:
            raise BadNetwork(f"unknown block at layer {at}")
        here = _residual(graph, here, layers[at : at + 5], down)
        at += 8 if down else 7
    weights = layers[-1].weights
    if weights is None or weights.shape[0] != here.channels:
        raise BadNetwork("the last layer does not fit")
    pooled = graph.node("Flatten", graph.node("GlobalAveragePool", here.name), axis=1)
    graph.output("embedding", graph.node("MatMul", pooled, graph.constant(weights)))
    return graph.model({"chip": ["n", 3, INPUT_SIZE, INPUT_SIZE]}, {"embedding": ["n", EMBEDDING_SIZE]})


def _convolve(graph: Graph, source: _Map, layer: Layer, affine: Layer) -> _Map:
    if layer.weights is None or layer.bias is None or affine.weights is None or affine.bias is None:
        raise BadNetwork("a convolution without weights")
    if len(affine.weights) != len(layer.weights):
        raise BadNetwork("an affine layer does not fit its convolution")
    weights = layer.weights * affine.weights[:, None, None, None]
    bias = layer.bias * affine.weights + affine.bias
    rows = layer.weights.shape[2]
    name = graph.node(
        "Conv",
        source.name,
        graph.constant(weights),
        graph.constant(bias),
        kernel_shape=[rows, rows],
        strides=[layer.stride, layer.stride],
        pads=[layer.padding] * 4,
    )
    return _Map(name, (source.size + 2 * layer.padding - rows) // layer.stride + 1, len(bias))


def _residual(graph: Graph, source: _Map, layers: list[Layer], down: bool) -> _Map:
    first = _convolve(graph, source, layers[0], layers[1])
    first = _Map(graph.node("Relu", first.name), first.size, first.channels)
    path = _convolve(graph, first, layers[3], layers[4])
    skip = source
    if down:
        pooled = graph.node("AveragePool", source.name, kernel_shape=[2, 2], strides=[2, 2])
        skip = _Map(pooled, source.size // 2, source.channels)
    size, channels = max(path.size, skip.size), max(path.channels, skip.channels)
    total = graph.node("Add", _grown(graph, path, size, channels), _grown(graph, skip, size, channels))
    return _Map(graph.node("Relu", total), size, channels)


def _grown(graph: Graph, source: _Map, size: int, channels: int) -> str:
    """dlib's `add_prev` adds maps of different sizes as if the smaller had zeros behind its last row and channel."""
    if (source.size, source.channels) == (size, channels):
        return source.name
    amounts = np.array([0, 0, 0, 0, 0, channels - source.channels, size - source.size, size - source.size], np.int64)
    return graph.node("Pad", source.name, graph.constant(amounts), graph.constant(np.zeros((), np.float32)))
