"""Which driver speaks to which reader. A new make is one file beside this one and one line here."""

from __future__ import annotations

from collections.abc import Callable

from drivers.finger.base import FingerScanner, Rectifier
from drivers.finger.fs81 import FutronicFs81
from drivers.finger.transport import UsbTransport
from drivers.finger.uru4500 import Uru4500

Factory = Callable[[UsbTransport, Callable[[str], Rectifier | None] | None], FingerScanner]

SCANNERS: dict[tuple[int, int], Factory] = {
    (0x05BA, 0x0007): Uru4500,  # U.are.U 4000
    (0x05BA, 0x000A): Uru4500,  # U.are.U 4000B, 4500
    (0x045E, 0x00BD): Uru4500,  # Microsoft Fingerprint Reader, first generation
    (0x1491, 0x0020): FutronicFs81,
}

UNSUPPORTED: dict[tuple[int, int], str] = {
    (0x045E, 0x00BB): "Microsoft keyboard with a fingerprint reader: never tried on a unit",
    (0x045E, 0x00BC): "Microsoft IntelliMouse with a fingerprint reader: never tried on a unit",
    (0x045E, 0x00CA): "Microsoft Fingerprint Reader v2 wants a challenge answered",
    (0x1491, 0x0088): "Futronic FS88: its protocol is not public",
    (0x05BA, 0x0008): "U.are.U 4000 in a keyboard",
}

_VENDORS = {vendor for vendor, _ in (*SCANNERS, *UNSUPPORTED)} - {0x045E}  # Microsoft makes more than readers


def is_reader(vendor: int, product: int) -> bool:
    """A reader we drive, one we know that we cannot drive, or anything else of a maker of readers."""
    return (vendor, product) in SCANNERS or (vendor, product) in UNSUPPORTED or vendor in _VENDORS


def why_unsupported(vendor: int, product: int) -> str:
    """For the technician: why no driver is in `SCANNERS`."""
    return UNSUPPORTED.get((vendor, product), f"no driver for {vendor:04x}:{product:04x}")
