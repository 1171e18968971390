"""The small part of the ONNX file format (onnx.proto3, IR version 8) that one convolutional network needs.

Written out by hand so that converting a weight file does not pull in the whole `onnx` package.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

IR_VERSION = 8
OPSET = 13  # Pad takes its amounts as an input, everything else used here is unchanged since
_FLOAT, _INT64 = 1, 7  # TensorProto.DataType
_ATTRIBUTE_INT, _ATTRIBUTE_INTS = 2, 7  # AttributeProto.AttributeType

Array = NDArray[np.float32] | NDArray[np.int64]


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append((value & 0x7F) | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(tag: int, value: int) -> bytes:
    return _varint(tag << 3) + _varint(value & 0xFFFFFFFFFFFFFFFF)


def _block(tag: int, content: bytes | str) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return _varint(tag << 3 | 2) + _varint(len(raw)) + raw


def _tensor(name: str, values: Array) -> bytes:
    kind = _FLOAT if values.dtype == np.float32 else _INT64
    dims = b"".join(_number(1, size) for size in values.shape)
    raw = np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes()
    return dims + _number(2, kind) + _block(8, name) + _block(9, raw)


def _value(name: str, shape: Sequence[int | str]) -> bytes:
    dims = b"".join(_block(1, _block(2, d) if isinstance(d, str) else _number(1, d)) for d in shape)
    return _block(1, name) + _block(2, _block(1, _number(1, _FLOAT) + _block(2, dims)))


def _attribute(name: str, value: int | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _block(1, name) + _number(3, value) + _number(20, _ATTRIBUTE_INT)
    return _block(1, name) + b"".join(_number(8, v) for v in value) + _number(20, _ATTRIBUTE_INTS)


@dataclass
class Graph:
    """An ONNX graph under construction: nodes in execution order, named constants, one input, one output."""

    name: str
    _nodes: list[bytes] = field(default_factory=list)
    _constants: list[bytes] = field(default_factory=list)
    _count: int = 0

    def constant(self, values: Array) -> str:
        """Store float32 or int64 `values` in the file; returns the name that a node may use as an input."""
        name = f"c{len(self._constants)}"
        self._constants.append(_tensor(name, values))
        return name

    def node(self, kind: str, inputs: Iterable[str], **attributes: int | Sequence[int]) -> str:
        """Append an operator of the default domain; returns the name of its only output."""
        self._count += 1
        output = f"{kind.lower()}{self._count}"
        body = b"".join(_block(1, i) for i in inputs) + _block(2, output) + _block(3, output) + _block(4, kind)
        self._nodes.append(body + b"".join(_block(5, _attribute(k, v)) for k, v in sorted(attributes.items())))
        return output

    def model(
        self, source: tuple[str, Sequence[int | str]], result: tuple[str, Sequence[int | str]], producer: str
    ) -> bytes:
        """The bytes of the finished .onnx file; a dimension given as text is free."""
        graph = b"".join(_block(1, n) for n in self._nodes) + _block(2, self.name)
        graph += b"".join(_block(5, c) for c in self._constants)
        graph += _block(11, _value(*source)) + _block(12, _value(*result))
        opset = _block(1, "") + _number(2, OPSET)
        return _number(1, IR_VERSION) + _block(2, producer) + _block(7, graph) + _block(8, opset)
