import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import WeightsMissing
from models.onnx_file import Graph, read


def small() -> tuple[bytes, np.ndarray]:
    weights = np.arange(9, dtype=np.float32).reshape(1, 1, 3, 3)
    graph = Graph("small")
    convolved = graph.node("Conv", "x", graph.constant(weights), kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    upper, lower = graph.split("Split", 2, graph.node("LeakyRelu", convolved, alpha=0.5), axis=2, num_outputs=2)
    graph.output("y", graph.node("Concat", lower, upper, axis=2))
    shape = ("n", 1, 4, 4)
    return graph.model({"x": shape}, {"y": shape}), weights


def test_a_written_network_runs() -> None:
    data, weights = small()
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    x = np.zeros((1, 1, 4, 4), np.float32)
    x[0, 0, 1, 1] = -2
    (y,) = session.run(["y"], {"x": x})
    expected = np.zeros((4, 4), np.float32)
    expected[:3, :3] = -weights[0, 0, ::-1, ::-1]  # twice the weights, halved below zero
    assert np.array_equal(y[0, 0], np.roll(expected, 2, axis=0))


def test_a_written_network_is_read_again() -> None:
    data, weights = small()
    network = read(data)
    assert network.nodes["conv1_0"].kind == "Conv" and network.nodes["y"].inputs == ("concat4_0",)
    assert np.array_equal(network.constants_of("conv1_0")[0], weights)
    with pytest.raises(KeyError):
        network.constants_of("nothing")


def run(data: bytes, **inputs: np.ndarray) -> np.ndarray:
    quiet = onnxruntime.SessionOptions()
    quiet.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # the file as it was written
    quiet.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(data, quiet, providers=["CPUExecutionProvider"])
    (y,) = session.run(["y"], inputs)
    return y


floats = st.floats(width=32, allow_nan=False)
shapes = st.lists(st.integers(0, 5), max_size=4)


@given(shapes, st.data(), st.text(max_size=200))
def test_onnxruntime_reads_every_float_constant_to_the_last_bit(
    shape: list[int], data: st.DataObject, name: str
) -> None:
    size = int(np.prod(shape, dtype=np.int64))
    values = np.array(data.draw(st.lists(floats, min_size=size, max_size=size)), np.float32).reshape(shape)
    graph = Graph(name)
    graph.output("y", graph.constant(values))
    written = graph.model({}, {"y": shape})
    assert run(written).tobytes() == values.tobytes() and run(written).shape == values.shape
    assert next(iter(read(written).constants.values())).tobytes() == values.tobytes()


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=20))
def test_onnxruntime_reads_every_integer_constant(numbers: list[int]) -> None:
    values = np.array(numbers, np.int64)
    graph = Graph("integers")
    graph.output("y", graph.constant(values))
    written = graph.model({}, {"y": [len(numbers)]}, {"y": 7})  # TensorProto.INT64
    assert np.array_equal(run(written), values)
    assert np.array_equal(next(iter(read(written).integers.values())), values)


@given(st.permutations(range(4)), st.lists(st.integers(1, 6), min_size=4, max_size=4), floats, st.integers(-4, 3))
def test_onnxruntime_reads_attributes_of_every_kind(
    order: list[int], shape: list[int], alpha: float, axis: int
) -> None:
    x = np.arange(np.prod(shape), dtype=np.float32).reshape(shape) - 7
    graph = Graph("attributes")
    turned = graph.node("Transpose", "x", perm=order)  # several integers
    scaled = graph.node("LeakyRelu", turned, alpha=alpha)  # a number
    both = graph.node("Concat", scaled, turned, axis=axis)  # an integer, negative ones too
    graph.output("y", graph.node("Gelu", both, approximate="tanh"))  # a text
    written = graph.model({"x": ["a", "b", "c", "d"]}, {"y": ["e", "f", "g", "h"]})
    y = x.transpose(order)
    with np.errstate(over="ignore", invalid="ignore"):
        y = np.concatenate([np.where(y < 0, np.float32(alpha) * y, y), y], axis).astype(np.float32)
        cubed = np.float32(np.sqrt(2 / np.pi)) * (y + np.float32(0.044715) * y**3)
        y = np.float32(0.5) * y * (1 + np.tanh(cubed))
    np.testing.assert_allclose(run(written, x=x), y, rtol=1e-4, atol=1e-4)
    nodes = read(written).nodes
    assert nodes["transpose1_0"].attributes == {"perm": order}
    assert nodes["concat3_0"].attributes["axis"] % 2**64 == axis % 2**64


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_garbage_is_no_network(data: bytes) -> None:
    try:
        read(data)
    except WeightsMissing:
        return


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(small()[0]) - 1))
def test_a_truncated_network_is_refused_or_lacks_nodes(size: int) -> None:
    data, _ = small()
    try:
        assert len(read(data[:size]).nodes) <= len(read(data).nodes)
    except WeightsMissing:
        return
