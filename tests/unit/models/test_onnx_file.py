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
