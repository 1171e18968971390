"""Where readers are found: a bus, or services on this machine. The hub asks each source what is there now."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Protocol

from drivers.errors import Refused
from drivers.finger.base import FingerScanner, Rectifier, ScannerInfo
from drivers.finger.registry import SCANNERS, is_reader, why_unsupported
from drivers.finger.transport import UsbTransport, matching

Calibrations = Callable[[str], Rectifier | None]


class ReaderFound(Protocol):
    """A reader that is there now, before anybody opened it."""

    @property
    def key(self) -> Hashable:
        """Where it is within its source; another one after it was plugged in again."""
        ...

    @property
    def info(self) -> ScannerInfo:
        """What is known without asking the reader."""
        ...

    @property
    def problem(self) -> Refused | None:
        """Why it cannot be driven at all."""
        ...

    def serial(self) -> str:
        """Its serial number, "" where it has none. Raises DeviceError."""
        ...

    def scanner(self, calibrations: Calibrations) -> FingerScanner:
        """Its driver, not opened yet; only where there is no `problem`."""
        ...

    def let_go(self) -> None:
        """Nobody will open it."""
        ...


class Source(Protocol):
    """`start` and `stop` belong to whoever looks; `here` may be called in between, by one thread."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def sleep(self) -> None:
        """What runs between two looks may run seldom."""
        ...

    def wake(self) -> None:
        """And now as before, beginning at once."""
        ...

    def here(self) -> Iterable[ReaderFound]:
        """Everything that is there now. Raises DeviceError where nobody can tell."""
        ...


class UsbSource:
    """The readers on the bus of one pyusb backend."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def start(self) -> None:
        """Nothing runs between two looks."""

    def stop(self) -> None:
        """Nothing runs between two looks."""

    def sleep(self) -> None:
        """Nothing runs between two looks."""

    def wake(self) -> None:
        """Nothing runs between two looks."""

    def here(self) -> Iterable[ReaderFound]:
        return [UsbFound(device) for device in matching(self._backend, is_reader)]


class UsbFound:
    """One reader on a bus."""

    def __init__(self, device: Any) -> None:
        self.key: Hashable = (device.bus, device.address)
        self._device = device
        self._usb: UsbTransport | None = None

    @property
    def _transport(self) -> UsbTransport:
        if self._usb is None:
            self._usb = UsbTransport(self._device)
        return self._usb

    @property
    def info(self) -> ScannerInfo:
        usb = self._transport
        model = f"{usb.vendor_id:04x}:{usb.product_id:04x}"
        return ScannerInfo(model, "", usb.port, usb.vendor_id, usb.product_id, "", "", usb.emulated)

    @property
    def problem(self) -> Refused | None:
        vendor, product = self._transport.vendor_id, self._transport.product_id
        if (vendor, product) in SCANNERS:
            return None
        return Refused("reader_unsupported", why_unsupported(vendor, product))

    def serial(self) -> str:
        return self._transport.string("serial_number")

    def scanner(self, calibrations: Calibrations) -> FingerScanner:
        usb = self._transport
        return SCANNERS[(usb.vendor_id, usb.product_id)](usb, calibrations)

    def let_go(self) -> None:
        self._transport.close()
