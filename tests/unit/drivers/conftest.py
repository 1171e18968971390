"""Emulated readers and pictures that look like fingers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.uru4500 import EmulatedUru4500
from drivers.finger.hub import FingerHub

Image = NDArray[np.uint8]


def ridges(seed: int = 1, height: int = 290, width: int = 384) -> Image:
    """Band-passed noise: as smooth and as contrasty as a fingerprint, different for every seed."""
    noise = np.random.default_rng(seed).normal(size=(height, width)).astype(np.float32)
    band = cv2.GaussianBlur(noise, (0, 0), 2.0) - cv2.GaussianBlur(noise, (0, 0), 3.5)
    return np.asarray(cv2.normalize(band, None, 0, 255, cv2.NORM_MINMAX), np.uint8)


@pytest.fixture
def picture() -> Image:
    return ridges()


@pytest.fixture
def reader() -> EmulatedUru4500:
    """A reader without artificial waiting."""
    return EmulatedUru4500(time_scale=0)


@pytest.fixture
def make_hub() -> Iterator[Callable[..., FingerHub]]:
    """Hubs that are stopped at the end, however the test ends."""
    with contextlib.ExitStack() as hubs:

        def make(*devices: EmulatedUru4500, **options: object) -> FingerHub:
            hub = FingerHub([EmulatedBackend(devices)], **options)  # type: ignore[arg-type]
            hubs.callback(hub.stop)
            hub.start()
            return hub

        yield make
