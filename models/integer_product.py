"""Matrix products of small whole numbers, exact, several times as fast as in float32.

NumPy multiplies integers in a plain loop. ONNX Runtime, which runs the networks here anyway, has products of 8-bit
matrices in the instructions that the processor offers (AVX2, AVX-VNNI, AVX-512, AMX, NEON); a network of that one
operator makes them callable.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import onnxruntime

from models.onnx_file import INT8, INT32, UINT8, Graph

# The AVX2 kernel of MLAS adds two neighbouring products of an unsigned and a signed octet in 16 bits, with saturation
# (vpmaddubsw). With 255 on one side that stays exact up to this magnitude on the other.
LARGEST_BESIDE_BYTES = 64


@cache
def _session() -> onnxruntime.InferenceSession:
    graph = Graph("product")
    graph.output("product", graph.node("MatMulInteger", "left", "right", "zero"))
    model = graph.model(
        {"left": ["rows", "inner"], "right": ["inner", "columns"], "zero": []},
        {"product": ["rows", "columns"]},
        kinds={"left": UINT8, "right": INT8, "zero": UINT8, "product": INT32},
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # as with BLAS: a search brings its own threads
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def product(left: npt.NDArray[np.uint8], right: npt.NDArray[np.int8], zero: int = 0) -> npt.NDArray[np.int32]:
    """(left uint8[n, k] - zero) @ right int8[k, m] = int32[n, m], exact where |right| <= LARGEST_BESIDE_BYTES."""
    given = {"left": left, "right": right, "zero": np.array(zero, np.uint8)}
    result: npt.NDArray[np.int32] = _session().run(None, given)[0]
    return result
