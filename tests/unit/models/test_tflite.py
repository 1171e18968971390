"""The TensorFlow Lite reader on the packaged file, and on damaged ones."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import weights
from models.errors import WeightsMissing
from models.face import converted, mesh, tflite

OUTPUTS = {"points": 0, "presence": 1}


def test_both_engines_run_the_converted_mesh_and_agree() -> None:
    data = mesh.network(None)
    picture = np.random.default_rng(1).random((1, 3, 192, 192), np.float32)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    theirs = session.run(["points", "presence"], {"picture": picture})
    net = converted.load(data)
    net.setInput(picture)
    ours = net.forward(["points", "presence"])
    assert [a.shape for a in ours] == [(1, 1404), (1, 1)]
    assert all(np.abs(a - b).max() < 1e-2 for a, b in zip(ours, theirs, strict=True))  # of 192 pixels


@pytest.fixture(scope="module")
def packaged() -> bytes:
    return weights.path("face_mesh").read_bytes()


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_garbage_is_no_network(data: bytes) -> None:
    with pytest.raises(WeightsMissing):
        tflite.to_onnx(data, "mesh", OUTPUTS)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_cut_file_is_refused_or_is_the_same_network(packaged: bytes, data: st.DataObject) -> None:
    size = data.draw(st.integers(0, len(packaged) - 1))
    try:
        found = tflite.to_onnx(packaged[:size], "mesh", OUTPUTS)
    except WeightsMissing:
        return
    assert found == tflite.to_onnx(packaged, "mesh", OUTPUTS)


def test_an_output_that_is_not_there_is_refused(packaged: bytes) -> None:
    with pytest.raises(WeightsMissing):
        tflite.to_onnx(packaged, "mesh", {"more": 2})
