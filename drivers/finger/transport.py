"""Control, bulk and interrupt transfers over pyusb, with the errors of the operating system turned into ours.

The backend is injected: libusb of the system, the bundled `libusb_package`, or an emulator.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TypeVar

import usb.backend.libusb1
import usb.core
import usb.util

from drivers.errors import Busy, DeviceError, Garbled, NoPermission, NotFound, TimedOut, Unplugged

T = TypeVar("T")

CONTROL_TIMEOUT = 1.0  # seconds; registers answer within a millisecond, known drivers allow five seconds
STRING_TIMEOUT = 0.5
VENDOR_CLASS = 0xFF
_STRINGS = {"manufacturer": "iManufacturer", "product": "iProduct", "serial_number": "iSerialNumber"}
_GONE = {errno.ENODEV, errno.EIO, errno.ENXIO, errno.ENOENT, errno.ESHUTDOWN}
_UDEV_HINT = "install the udev rule of this station, put the user into the group plugdev, plug the reader in again"


def system_backend() -> Any:
    """libusb of this system, else the one that libusb_package bundles. Raises NotFound without either."""
    backend = usb.backend.libusb1.get_backend()
    if backend is None:
        import libusb_package  # noqa: PLC0415  only where the system has no libusb: it unpacks a library

        backend = libusb_package.get_libusb1_backend()
    if backend is None:
        raise NotFound("libusb_missing", "neither libusb-1.0 of the system nor the bundled one can be loaded")
    return backend


def find_devices(backend: Any) -> list[Any]:
    """All USB devices that `backend` sees now, as pyusb devices."""
    try:
        return list(usb.core.find(find_all=True, backend=backend) or [])
    except usb.core.NoBackendError as error:
        raise NotFound("libusb_missing", str(error)) from error
    except usb.core.USBError as error:
        translate(error, "enumerate")


def port_path(device: Any) -> str:
    """ "1-2.3" as the kernel writes it: bus, then the ports on the way; the address where no port is known."""
    ports = getattr(device, "port_numbers", None)
    if not ports:
        return f"{device.bus}-@{device.address}"
    return f"{device.bus}-{'.'.join(str(p) for p in ports)}"


def translate(error: usb.core.USBError, doing: str) -> NoReturn:
    """Raise the DeviceError that `error` stands for; `doing` goes into the technician's detail."""
    number = error.errno
    detail = f"{doing}: errno {number}, {error.strerror or error}"
    if isinstance(error, usb.core.USBTimeoutError) or number == errno.ETIMEDOUT:
        raise TimedOut("usb_timeout", detail) from error
    if number in _GONE:
        raise Unplugged("scanner_unplugged", detail) from error
    if number == errno.EBUSY:
        raise Busy("scanner_claimed", f"{detail}; another program holds it (fprintd? stop or mask it)") from error
    if number in {errno.EACCES, errno.EPERM}:
        raise NoPermission("usb_permission", f"{detail}; {_UDEV_HINT}") from error
    if number == errno.EOVERFLOW:
        raise Garbled("usb_overflow", detail) from error
    if number == errno.EPIPE:
        raise Garbled("usb_stall", detail) from error
    if number == errno.ENOSYS:
        raise NotFound("usb_driver_missing", f"{detail}; bind WinUSB to the reader") from error
    raise DeviceError("usb_error", detail) from error


class UsbTransport:
    """One USB device with one interface of class ff/ff/ff. Transfers may come from several threads at once."""

    def __init__(self, device: Any) -> None:
        self._device = device
        self._interface: int | None = None
        self.vendor_id: int = device.idVendor
        self.product_id: int = device.idProduct
        self.release: int = device.bcdDevice
        self.port = port_path(device)
        self.emulated = bool(getattr(device.backend, "emulated", False))

    def open(self) -> None:
        """Configure where nothing is configured, take the interface. Raises Busy, NoPermission, Unplugged."""
        self._run("open", self._claim)

    def _claim(self) -> None:
        device = self._device
        try:
            configuration = device.get_active_configuration()
        except usb.core.USBError as error:
            if error.errno in _GONE | {errno.EACCES, errno.EPERM, errno.EBUSY}:
                raise
            device.set_configuration()  # only where none is active: it resets the pipes
            configuration = device.get_active_configuration()
        for interface in configuration:
            if interface.bInterfaceClass == VENDOR_CLASS:
                number = interface.bInterfaceNumber
                self._free_from_kernel(number)
                usb.util.claim_interface(device, number)
                self._interface = number
                self._endpoints = {e.bEndpointAddress: e.bmAttributes & 3 for e in interface}
                return
        raise Garbled("descriptor_unexpected", "no vendor-specific interface")

    def _free_from_kernel(self, number: int) -> None:
        try:
            if self._device.is_kernel_driver_active(number):
                self._device.detach_kernel_driver(number)
        except NotImplementedError:
            return  # Windows and macOS have no such call

    def require(self, endpoint: int, kind: int) -> None:
        """Check that `endpoint` exists with transfer type `kind` (2 bulk, 3 interrupt). Raises Garbled."""
        if self._endpoints.get(endpoint) != kind:
            raise Garbled("descriptor_unexpected", f"endpoint {endpoint:#04x} of type {kind} is missing")

    def string(self, which: str) -> str:
        """One of "manufacturer", "product", "serial_number"; "" where the device has none or sends no text.

        Raises TimedOut where it does not answer: a reader without a name is another reader, so that must not pass.
        """
        index = getattr(self._device, _STRINGS[which])
        if not index:
            return ""
        try:
            languages = self._string_descriptor(0, 0)
            raw = self._string_descriptor(index, int.from_bytes(languages[2:4], "little"))
            text = raw[2 : raw[0]].decode("utf-16-le") if raw else ""
        except (Garbled, UnicodeDecodeError):  # a stall, or bytes that are no UTF-16
            return ""
        return "".join(letter for letter in text if letter.isprintable()).strip()

    def _string_descriptor(self, index: int, language: int) -> bytes:
        return bytes(
            self._run(
                f"string {index}",
                lambda: self._device.ctrl_transfer(
                    0x80, 6, 0x0300 | index, language, 255, _milliseconds(STRING_TIMEOUT)
                ),
                retry_stall=True,
            )
        )

    def control_in(self, request: int, value: int, length: int, timeout: float = CONTROL_TIMEOUT) -> bytes:
        """Vendor read from the device; exactly `length` bytes, else Garbled."""
        data = bytes(
            self._run(
                f"read {value:#06x}",
                lambda: self._device.ctrl_transfer(0xC0, request, value, 0, length, _milliseconds(timeout)),
                retry_stall=True,
            )
        )
        if len(data) != length:
            raise Garbled("short_answer", f"register {value:#06x}: {len(data)} of {length} bytes")
        return data

    def control_out(self, request: int, value: int, data: bytes, timeout: float = CONTROL_TIMEOUT) -> None:
        """Vendor write to the device."""
        self._run(
            f"write {value:#06x}",
            lambda: self._device.ctrl_transfer(0x40, request, value, 0, data, _milliseconds(timeout)),
            retry_stall=True,
        )

    def read(self, endpoint: int, size: int, timeout: float) -> bytes:
        """Up to `size` bytes. A stalled endpoint is cleared and read once more. Raises TimedOut when nothing came."""
        return bytes(
            self._run(
                f"endpoint {endpoint:#04x}",
                lambda: self._device.read(endpoint, size, _milliseconds(timeout)),
                retry_stall=True,
                endpoint=endpoint,
            )
        )

    def write(self, endpoint: int, data: bytes, timeout: float) -> None:
        """All of `data`, else Garbled."""
        written = self._run(
            f"endpoint {endpoint:#04x}",
            lambda: self._device.write(endpoint, data, _milliseconds(timeout)),
            retry_stall=True,
            endpoint=endpoint,
        )
        if written != len(data):
            raise Garbled("short_write", f"endpoint {endpoint:#04x}: {written} of {len(data)} bytes")

    def close(self) -> None:
        """Let go of everything; a device that is gone already is no error."""
        try:
            if self._interface is not None:
                usb.util.release_interface(self._device, self._interface)
        except usb.core.USBError:
            pass  # gone: nothing is left to release
        finally:
            self._interface = None
            usb.util.dispose_resources(self._device)

    def _run(self, doing: str, call: Callable[[], T], *, retry_stall: bool = False, endpoint: int | None = None) -> T:
        try:
            return call()
        except usb.core.USBError as error:
            if error.errno != errno.EPIPE or not retry_stall:
                translate(error, doing)
        except (IndexError, ValueError, TypeError, AttributeError) as error:  # pyusb over senseless descriptors
            raise Garbled("descriptor_unexpected", f"{doing}: {error!r}") from error
        try:
            if endpoint is not None:
                self._device.clear_halt(endpoint)
            return call()
        except usb.core.USBError as error:
            translate(error, doing)


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))  # 0 would mean "for ever" to libusb


def matching(backend: Any, wanted: Callable[[int, int], bool]) -> Iterator[Any]:
    """The devices of `backend` whose vendor and product number `wanted` accepts."""
    for device in find_devices(backend):
        if wanted(device.idVendor, device.idProduct):
            yield device
