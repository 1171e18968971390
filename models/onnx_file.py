"""The small part of the ONNX file format (onnx.proto3) that reading weights from a network and writing another needs.

Done by hand so that no program needs the whole `onnx` package. Numbers are protobuf field numbers of onnx.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from models.errors import WeightsMissing

Array = npt.NDArray[np.float32] | npt.NDArray[np.int64]
Attribute = int | float | str | Sequence[int]

IR_VERSION = 9  # onnx.proto: the version of ONNX 1.14 to 1.15, opsets up to 20
OPSET = 20  # LayerNormalization came with 17, Gelu with 20
_FLOAT, UINT8, INT8, INT32, _INT64 = 1, 2, 3, 6, 7  # TensorProto.DataType
_STORED = {_FLOAT: "<f4", INT8: "i1", _INT64: "<i8"}  # as raw_data holds them
_VARINT, _FIXED64, _BLOCK, _FIXED32 = 0, 1, 2, 5  # protobuf wire types


@dataclass(frozen=True)
class Node:
    """An operator: what it is, the names of what goes in and comes out, and its numbers (texts are left out)."""

    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Attribute] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, eq=False)
class Network:
    """The nodes of a file by the name of each output, in the order of the file, and its constants by name: those of
    float32, and those of int8 and int64."""

    nodes: Mapping[str, Node]
    constants: Mapping[str, npt.NDArray[np.float32]]
    integers: Mapping[str, npt.NDArray[np.int8] | npt.NDArray[np.int64]]

    def constants_of(self, output: str) -> list[npt.NDArray[np.float32]]:
        """The constants among the inputs of the node that makes `output`, in order; KeyError when there is none."""
        return [self.constants[name] for name in self.nodes[output].inputs if name in self.constants]


def read(data: bytes) -> Network:
    """Nodes and constants of an ONNX file. Raises WeightsMissing when it is none."""
    try:
        graphs = [value for tag, value in _fields(memoryview(data)) if tag == 7]
        nodes: dict[str, Node] = {}
        constants: dict[str, npt.NDArray[np.float32]] = {}
        integers: dict[str, npt.NDArray[np.int8] | npt.NDArray[np.int64]] = {}
        for tag, value in _fields(_view(graphs[0])):
            if tag == 1:
                node = _read_node(_view(value))
                nodes.update(dict.fromkeys(node.outputs, node))
            elif tag == 5:
                name, values = _read_tensor(_view(value))
                if values is not None and values.dtype == np.float32:
                    constants[name] = values.astype(np.float32)
                elif values is not None:
                    integers[name] = values
    except (IndexError, ValueError, UnicodeDecodeError, struct.error) as error:
        raise WeightsMissing("not an ONNX file") from error
    return Network(nodes, constants, integers)


def _view(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise ValueError("a number where a block belongs")  # noqa: TRY004  the caller names every damage alike
    return value


def _fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    at = 0
    while at < len(data):
        key, at = _read_varint(data, at)
        kind = key & 7
        if kind == _VARINT:
            value, at = _read_varint(data, at)
            yield key >> 3, value
            continue
        if kind == _BLOCK:
            size, at = _read_varint(data, at)
        elif kind in (_FIXED32, _FIXED64):
            size = 4 if kind == _FIXED32 else 8
        else:
            raise ValueError(f"wire type {kind}")
        if at + size > len(data):
            raise ValueError("a field longer than its message")
        yield key >> 3, data[at : at + size]
        at += size


def _read_varint(data: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("a number of more than ten bytes")


def _read_node(data: memoryview) -> Node:
    texts: dict[int, list[str]] = {1: [], 2: [], 4: []}
    attributes: dict[str, Attribute] = {}
    for tag, value in _fields(data):
        if tag in texts:
            texts[tag].append(bytes(_view(value)).decode())
        elif tag == 5:
            attributes.update(_read_attribute(_view(value)))
    return Node(texts[4][0], tuple(texts[1]), tuple(texts[2]), attributes)


def _read_attribute(data: memoryview) -> dict[str, Attribute]:
    name = ""
    single: int | float | None = None
    several: list[int] = []
    for tag, value in _fields(data):
        if tag == 1:
            name = bytes(_view(value)).decode()
        elif tag == 2:
            (single,) = struct.unpack("<f", _view(value))
        elif tag == 3 and isinstance(value, int):
            single = value
        elif tag == 8:
            several += [value] if isinstance(value, int) else _packed(value)
    if single is not None:
        return {name: single}
    return {name: several} if several else {}


def _read_tensor(data: memoryview) -> tuple[str, npt.NDArray[Any] | None]:
    shape: list[int] = []
    kind, name, raw = 0, "", memoryview(b"")
    for tag, value in _fields(data):
        if tag == 1:  # one number a dimension, or all of them packed
            shape += [value] if isinstance(value, int) else _packed(value)
        elif tag == 2 and isinstance(value, int):
            kind = value
        elif tag == 8:
            name = bytes(_view(value)).decode()
        elif tag == 9 or (tag == 4 and not isinstance(value, int)):  # raw, or float32 packed: the same bytes
            raw = _view(value)
    if kind not in _STORED:
        return name, None
    return name, np.frombuffer(raw, _STORED[kind]).reshape(shape)


def _packed(data: memoryview) -> list[int]:
    numbers, at = [], 0
    while at < len(data):
        number, at = _read_varint(data, at)
        numbers.append(number)
    return numbers


@dataclass
class Graph:
    """A network under construction: nodes in the order of execution, and named constants."""

    name: str
    _nodes: list[bytes] = field(default_factory=list)
    _constants: list[bytes] = field(default_factory=list)
    _count: int = 0

    def constant(self, values: Array) -> str:
        """Store float32 or int64 `values`; the name under which a node can use them."""
        name = f"constant{len(self._constants)}"
        kind = _FLOAT if values.dtype == np.float32 else _INT64
        raw = values.astype("<f4" if kind == _FLOAT else "<i8").tobytes()
        shape = b"".join(_number(1, size) for size in values.shape)
        self._constants.append(shape + _number(2, kind) + _block(8, name) + _block(9, raw))
        return name

    def node(self, kind: str, *inputs: str, **attributes: Attribute) -> str:
        """Append an operator with one output; its output's name. An input named "" is left out."""
        return self.split(kind, 1, *inputs, **attributes)[0]

    def split(self, kind: str, count: int, *inputs: str, **attributes: Attribute) -> list[str]:
        """Append an operator with `count` outputs; their names."""
        self._count += 1
        outputs = [f"{kind.lower()}{self._count}_{n}" for n in range(count)]
        self._append(kind, inputs, outputs, attributes)
        return outputs

    def output(self, name: str, source: str) -> None:
        """Give `source` the name under which the caller asks for it."""
        self._append("Identity", [source], [name], {})

    def _append(
        self, kind: str, inputs: Sequence[str], outputs: Sequence[str], attributes: Mapping[str, Attribute]
    ) -> None:
        body = b"".join(_block(1, name) for name in inputs) + b"".join(_block(2, name) for name in outputs)
        body += _block(4, kind) + b"".join(_block(5, _attribute(k, v)) for k, v in sorted(attributes.items()))
        self._nodes.append(body)

    def model(
        self,
        inputs: Mapping[str, Sequence[int | str]],
        outputs: Mapping[str, Sequence[int | str]],
        kinds: Mapping[str, int] | None = None,
    ) -> bytes:
        """The bytes of the finished file; a dimension given as text is free; float32 where `kinds` says nothing."""
        kinds = kinds or {}
        graph = b"".join(_block(1, node) for node in self._nodes) + _block(2, self.name)
        graph += b"".join(_block(5, constant) for constant in self._constants)
        for tag, values in ((11, inputs), (12, outputs)):
            graph += b"".join(_block(tag, _value(n, shape, kinds.get(n, _FLOAT))) for n, shape in values.items())
        return _number(1, IR_VERSION) + _block(7, graph) + _block(8, _block(1, "") + _number(2, OPSET))


def _varint(value: int) -> bytes:
    value &= 0xFFFFFFFFFFFFFFFF
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _number(tag: int, value: int) -> bytes:
    return _varint(tag << 3 | _VARINT) + _varint(value)


def _block(tag: int, content: bytes | str) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return _varint(tag << 3 | _BLOCK) + _varint(len(raw)) + raw


def _attribute(name: str, value: Attribute) -> bytes:
    head = _block(1, name)
    if isinstance(value, int):  # AttributeProto.type: 2 INT, 1 FLOAT, 3 STRING, 7 INTS
        return head + _number(3, value) + _number(20, 2)
    if isinstance(value, float):
        return head + _varint(2 << 3 | _FIXED32) + struct.pack("<f", value) + _number(20, 1)
    if isinstance(value, str):
        return head + _block(4, value) + _number(20, 3)
    return head + b"".join(_number(8, number) for number in value) + _number(20, 7)


def _value(name: str, shape: Sequence[int | str], kind: int) -> bytes:
    sizes = b"".join(_block(1, _block(2, d) if isinstance(d, str) else _number(1, d)) for d in shape)
    return _block(1, name) + _block(2, _block(1, _number(1, kind) + _block(2, sizes)))
