"""A reader that is none may not feed a record outside demo and training, and the officer is told why."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from drivers.camera.opencv import Camera
from drivers.emulated.backend import EmulatedBackend
from drivers.emulated.uru4500 import EmulatedUru4500
from drivers.finger.hub import FingerHub
from drivers.latest import Latest
from station.bench.devices import Devices, DeviceUnfit
from station.counter.finger_watch import FingerWatch


@pytest.fixture
def reader() -> EmulatedUru4500:
    return EmulatedUru4500(time_scale=0)


@pytest.fixture
def hub(reader: EmulatedUru4500) -> Iterator[FingerHub]:
    made = FingerHub([EmulatedBackend([reader])], poll=0.05)
    made.start()
    yield made
    made.stop()


def capture(devices: Devices, timeout: float = 30.0):
    force = threading.Event()
    force.set()
    watch = FingerWatch(Latest(), force, lambda _: None)
    return devices.scanner().capture(timeout, threading.Event(), lambda _: None, watch)


def test_an_emulated_reader_feeds_a_rehearsal_and_no_record(hub: FingerHub, reader: EmulatedUru4500):
    reader.present(np.full((290, 384), 100, np.uint8))
    camera = Camera("none", "none")
    assert capture(Devices(hub, camera, rehearsal=True)).info.emulated
    with pytest.raises(DeviceUnfit) as caught:
        capture(Devices(hub, camera, rehearsal=False))
    assert caught.value.code == "reader_emulated"


def test_an_emulated_reader_that_comes_while_one_waits_is_refused_as_well(hub: FingerHub, reader: EmulatedUru4500):
    reader.unplug()
    hub.look_now()
    threading.Timer(0.4, lambda: (reader.plug(), reader.present(np.full((290, 384), 100, np.uint8)))).start()
    with pytest.raises(DeviceUnfit) as caught:
        capture(Devices(hub, Camera("none", "none"), rehearsal=False))
    assert caught.value.code == "reader_emulated"
