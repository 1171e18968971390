import time

import numpy as np
import onnxruntime
import pytest

from models.finger.extract import patches
from models.finger.leader import rebuilt
from models.weights import path
from tests.unit.models.prints import ridges


def session(network: bytes | str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def packaged() -> onnxruntime.InferenceSession:
    return session(str(path("leader")))


@pytest.fixture(scope="module")
def ours() -> tuple[onnxruntime.InferenceSession, onnxruntime.InferenceSession]:
    detector, describer = rebuilt(path("leader").read_bytes())
    return session(detector), session(describer)


@pytest.mark.parametrize(("seed", "size"), [(1, 288), (2, 320)])
def test_the_rebuilt_network_gives_the_same_minutiae(
    packaged: onnxruntime.InferenceSession, ours: tuple[onnxruntime.InferenceSession, ...], seed: int, size: int
) -> None:
    image = ridges(seed, size=size)[0].astype(np.float32)
    image += np.random.default_rng(seed).normal(0, 12, image.shape).astype(np.float32)
    (expected,) = packaged.run(None, {"input": image[None, :, :, None]})
    detector, describer = ours
    confidence, highest, features = (out[0] for out in detector.run(None, {"image": image[None, None]}))
    peaks = np.where(confidence == highest, confidence, 0)[0]
    places = expected[0, :, :, 3] > 0.1
    assert places.sum() > 15
    assert np.abs(peaks - expected[0, :, :, 3])[places].max() < 1e-4
    assert np.array_equal(peaks > 0.1, places)
    y, x = np.nonzero(places)
    quarter = (np.arange(len(y)), y % 2, x % 2)
    cosine, sine, kind = (out[quarter] for out in describer.run(None, {"patches": patches(features, y, x)}))
    turn = np.arctan2(sine, cosine) - expected[0, y, x, 1]
    assert np.abs(np.angle(np.exp(1j * turn))).max() < 1e-4
    assert np.array_equal(kind >= 0, expected[0, y, x, 2] >= 0.5)


@pytest.mark.parametrize("shape", [(32, 32), (32, 96), (160, 64)])
def test_the_rebuilt_network_takes_the_smallest_sides_too(
    packaged: onnxruntime.InferenceSession, ours: tuple[onnxruntime.InferenceSession, ...], shape: tuple[int, int]
) -> None:
    image = np.random.default_rng(5).integers(0, 256, shape).astype(np.float32)
    (expected,) = packaged.run(None, {"input": image[None, :, :, None]})
    confidence, highest = (out[0, 0] for out in ours[0].run(["confidence", "highest"], {"image": image[None, None]}))
    peaks = np.where(confidence == highest, confidence, 0)
    assert np.abs(peaks - expected[0, :, :, 3]).max() < 1e-4


def test_the_rebuilt_network_is_much_faster_on_the_same_thread(
    packaged: onnxruntime.InferenceSession, ours: tuple[onnxruntime.InferenceSession, ...]
) -> None:
    image = ridges(3, size=320)[0].astype(np.float32)

    def seconds(network: onnxruntime.InferenceSession, feed: dict[str, np.ndarray]) -> float:
        spent = []
        for _ in range(3):
            before = time.process_time()  # not the clock on the wall: other programs run here
            network.run(None, feed)
            spent.append(time.process_time() - before)
        return min(spent)

    plain = seconds(packaged, {"input": image[None, :, :, None]})
    assert plain > 1.5 * seconds(ours[0], {"image": image[None, None]})
