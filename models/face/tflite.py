"""A TensorFlow Lite file read without TensorFlow, and its convolutional network written again as ONNX.

The container is a FlatBuffer (flatbuffers.dev, "FlatBuffers Internals": little-endian offsets to tables, each with a
table of where its fields lie); the fields are those of tensorflow/lite/schema/schema.fbs, version 3. Only the operators
of Google's face networks are known: anything else is refused, not guessed.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import WeightsMissing
from models.onnx_file import Graph

_ADD, _CONV, _DEPTHWISE, _MAX_POOL, _RESHAPE, _PAD, _PRELU = 0, 3, 4, 17, 22, 34, 54  # BuiltinOperator
_FLOAT32, _INT32 = 0, 2  # TensorType
_SAME = 0  # Padding
_DTYPES = {_FLOAT32: "<f4", _INT32: "<i4"}
_MAX_ITEMS = 100_000  # in one vector of offsets: a damaged file must not ask for more


@dataclass(frozen=True)
class _Table:
    data: bytes
    at: int

    def _field(self, number: int) -> int:
        """Where a field lies; 0 when the table leaves it out."""
        (back,) = struct.unpack_from("<i", self.data, self.at)
        layout = self.at - back
        (size,) = struct.unpack_from("<H", self.data, layout)
        if 4 + 2 * number >= size:
            return 0
        (offset,) = struct.unpack_from("<H", self.data, layout + 4 + 2 * number)
        return self.at + offset if offset else 0

    def number(self, field: int, kind: str, default: int = 0) -> int:
        at = self._field(field)
        return int(struct.unpack_from("<" + kind, self.data, at)[0]) if at else default

    def _vector(self, field: int) -> tuple[int, int]:
        at = self._field(field)
        if not at:
            return 0, 0
        start = at + struct.unpack_from("<I", self.data, at)[0]
        return int(struct.unpack_from("<I", self.data, start)[0]), start + 4

    def tables(self, field: int) -> list[_Table]:
        count, start = self._vector(field)
        if count > _MAX_ITEMS:
            raise ValueError("a list that is too long")
        offsets = struct.unpack_from(f"<{count}I", self.data, start)
        return [_Table(self.data, start + 4 * n + offset) for n, offset in enumerate(offsets)]

    def table(self, field: int) -> _Table:
        at = self._field(field)
        if not at:
            raise ValueError("a table that is left out")
        return _Table(self.data, at + struct.unpack_from("<I", self.data, at)[0])

    def numbers(self, field: int) -> list[int]:
        count, start = self._vector(field)
        if count > _MAX_ITEMS:
            raise ValueError("a list that is too long")
        return list(struct.unpack_from(f"<{count}i", self.data, start)) if count else []

    def content(self, field: int) -> memoryview:
        count, start = self._vector(field)
        if start + count > len(self.data):
            raise ValueError("a block that reaches beyond the file")
        return memoryview(self.data)[start : start + count]


def to_onnx(data: bytes, name: str, outputs: Mapping[str, int]) -> bytes:
    """The network of a `.tflite` file as an .onnx file: input "picture" float32 [n, 3, side, side], one output
    float32 [n, numbers] for each name in `outputs`, the position of the output in the packaged file.

    A feature map keeps its values, channels first. Raises WeightsMissing when it is not such a file.
    """
    try:
        return _Converter(data, name).model(outputs)
    except (struct.error, ValueError, IndexError, KeyError) as error:
        raise WeightsMissing(f"not the expected TensorFlow Lite network: {error}") from error


class _Converter:
    def __init__(self, data: bytes, name: str) -> None:
        model = _Table(data, struct.unpack_from("<I", data, 0)[0])
        # The old field has one byte; the new one counts when the operator is beyond it.
        self.kinds = [max(code.number(0, "b"), code.number(3, "i")) for code in model.tables(1)]
        (self.part,) = model.tables(2)
        self.tensors = self.part.tables(0)
        self.buffers = model.tables(4)
        self.graph = Graph(name)
        self.names: dict[int, str] = {}

    def model(self, outputs: Mapping[str, int]) -> bytes:
        (source,) = self.part.numbers(1)
        _, height, width, channels = self._shape(source)
        self.names[source] = "picture"
        for operator in self.part.tables(3):
            self._operator(self.kinds[operator.number(0, "I")], operator)
        sizes: dict[str, list[int | str]] = {}
        for name, position in outputs.items():
            tensor = self.part.numbers(2)[position]
            self.graph.output(name, self.graph.node("Flatten", self.names[tensor], axis=1))
            sizes[name] = ["n", int(np.prod(self._shape(tensor)))]
        return self.graph.model({"picture": ["n", channels, height, width]}, sizes)

    def _shape(self, tensor: int) -> list[int]:
        return self.tensors[tensor].numbers(0)

    def _values(self, tensor: int) -> NDArray[np.float32] | NDArray[np.int32]:
        table = self.tensors[tensor]
        raw = self.buffers[table.number(2, "I")].content(0)
        return np.frombuffer(raw, _DTYPES[table.number(1, "b")]).reshape(table.numbers(0))

    def _constant(self, values: NDArray[np.float32] | NDArray[np.int32]) -> str:
        return self.graph.constant(np.ascontiguousarray(values, np.float32))

    def _operator(self, kind: int, operator: _Table) -> None:
        inputs, (output,) = operator.numbers(1), operator.numbers(2)
        source = self.names[inputs[0]]
        if kind == _ADD:
            made = self.graph.node("Add", source, self.names[inputs[1]])
        elif kind == _PRELU:
            made = self.graph.node("PRelu", source, self._constant(self._values(inputs[1]).reshape(-1, 1, 1)))
        elif kind == _PAD:
            zero = self._constant(np.zeros((), np.float32))
            made = self.graph.node("Pad", source, self.graph.constant(self._amounts(inputs[1])), zero)
        elif kind == _RESHAPE:  # of one pixel: its channels are the numbers
            made = source
            if self._shape(inputs[0])[1:3] != [1, 1]:
                raise ValueError("a feature map is reshaped")
        elif kind in (_CONV, _DEPTHWISE):
            made = self._convolution(kind, source, inputs, operator.table(4))
        elif kind == _MAX_POOL:
            options = operator.table(4)
            size, stride = (
                [options.number(4, "i"), options.number(3, "i")],
                [options.number(2, "i"), options.number(1, "i")],
            )
            if options.number(5, "b"):
                raise ValueError("a fused activation")
            pads = self._pads(options, self._shape(inputs[0]), size, stride)
            made = self.graph.node("MaxPool", source, kernel_shape=size, strides=stride, pads=pads)
        else:
            raise ValueError(f"operator {kind}")
        self.names[output] = made

    def _convolution(self, kind: int, source: str, inputs: list[int], options: _Table) -> str:
        weights, bias = self._values(inputs[1]), self._values(inputs[2])
        rows, columns = weights.shape[1:3]
        depthwise = kind == _DEPTHWISE
        # Conv2DOptions and DepthwiseConv2DOptions agree but for one field before the activation.
        if options.number(4 if depthwise else 3, "b") or (depthwise and options.number(3, "i") != 1):
            raise ValueError("a fused activation, or several filters a channel")
        stride = [options.number(2, "i"), options.number(1, "i")]
        return self.graph.node(
            "Conv",
            source,
            self._constant(weights.transpose(3, 0, 1, 2) if depthwise else weights.transpose(0, 3, 1, 2)),
            self._constant(bias),
            group=weights.shape[3] if depthwise else 1,
            kernel_shape=[rows, columns],
            strides=stride,
            pads=self._pads(options, self._shape(inputs[0]), [rows, columns], stride),
        )

    @staticmethod
    def _pads(options: _Table, shape: list[int], kernel: list[int], stride: list[int]) -> list[int]:
        """Rows above, columns before, rows below, columns after; "same" puts the odd one below and after."""
        if options.number(0, "b") != _SAME:
            return [0, 0, 0, 0]
        totals = [
            max(0, (-(-size // step) - 1) * step + reach - size)
            for size, reach, step in zip(shape[1:3], kernel, stride, strict=True)
        ]
        return [*(t // 2 for t in totals), *(t - t // 2 for t in totals)]

    def _amounts(self, tensor: int) -> NDArray[np.int64]:
        before, after = self._values(tensor).astype(np.int64).T
        order = [0, 3, 1, 2]
        return np.concatenate([before[order], after[order]])
