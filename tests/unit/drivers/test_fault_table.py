"""The table in docs/devices.md names every fault that an emulated device knows."""

from __future__ import annotations

from drivers.emulated.fs81 import Fs81Fault
from drivers.emulated.sbi import SbiFault
from drivers.emulated.uru4500 import Fault
from tests.load import sbi_faults
from tests.load.device_faults import BEGIN, DOCUMENT, END, WORDS


def test_every_fault_has_its_row_and_no_picture_was_wrong():
    table = DOCUMENT.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    words = WORDS | sbi_faults.WORDS
    for fault in (*Fault, *Fs81Fault, *SbiFault):
        assert words[fault] in table, fault
    assert "WRONG" not in table
