"""The scanner that docs/add-a-scanner.md adds as an example works as written there."""

from __future__ import annotations

import re
import types
from pathlib import Path

import numpy as np
import pytest

from drivers.emulated.usb import InQueue, Setup, Stall, UsbDevice
from drivers.finger import registry
from tests.unit.drivers.conftest import ridges

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "add-a-scanner.md"


class EmulatedGlass1(UsbDevice):
    vendor_id, product_id = 0x1209, 0x0F17
    device_descriptor = bytes.fromhex("12010002000000400912170f0001010203" + "01")
    configuration = bytes.fromhex("090219000101008032" + "0904000001ffffff00" + "07058102400000")
    strings = ("Example", "Glass 1", "G1-0042")

    def __init__(self) -> None:
        super().__init__(time_scale=0)
        self.queues = {0x81: InQueue(64, closes=False)}
        self.picture = np.full((400, 400), 255, np.uint8)

    def vendor(self, setup: Setup, data: bytes) -> bytes:
        if setup.request == 1 and not setup.to_host:
            self.queues[0x81].put(self.picture.tobytes())
            return b""
        if setup.request == 2 and setup.to_host:
            return b"\x01"
        raise Stall


@pytest.fixture
def driver():
    text = DOCUMENT.read_text(encoding="utf-8")
    source, line = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[:2]
    module = types.ModuleType("glass1")
    exec(compile(source, "glass1.py", "exec"), module.__dict__)  # noqa: S102  our own document
    assert line.strip() == "(0x1209, 0x0F17): Glass1,"
    return module.Glass1


def test_one_file_and_one_line_make_a_scanner(driver, make_hub, monkeypatch):
    monkeypatch.setitem(registry.SCANNERS, (0x1209, 0x0F17), driver)
    device = EmulatedGlass1()
    hub = make_hub(device, poll=0.2)
    device.picture = ridges(6, 400, 400)
    frame = hub.capture(3)
    assert np.array_equal(frame.pixels, device.picture)
    assert frame.info.serial == "G1-0042"
    assert hub.self_test("G1-0042").passed
    device.unplug()
    device.plug("2-7")
    device.picture = ridges(7, 400, 400)
    assert hub.capture(3).info.port == "2-7"
