"""A pyusb backend on which emulated devices hang: the driver above cannot tell it from libusb."""

# ruff: noqa: ARG002  the arguments are those of pyusb's interface
from __future__ import annotations

import array
import errno
import os
import time
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any, NoReturn, TypeVar

import usb.backend
import usb.core

from drivers.emulated.usb import Gone, Overflow, Setup, Stall, UsbDevice

T = TypeVar("T")
_LIBUSB = {
    errno.ENODEV: -4,
    errno.EBUSY: -6,
    errno.EACCES: -3,
    errno.EPIPE: -9,
    errno.EOVERFLOW: -8,
    errno.ETIMEDOUT: -7,
    errno.EINVAL: -2,
}


class _Seen:
    """One device as it was found: a device that was plugged in again is another one."""

    def __init__(self, device: UsbDevice) -> None:
        self.device = device
        self.address = device.address


class _Handle:
    def __init__(self, seen: _Seen) -> None:
        self.seen = seen
        self.device = seen.device


def _fail(number: int) -> NoReturn:
    if number == errno.ETIMEDOUT:
        raise usb.core.USBTimeoutError("Operation timed out", _LIBUSB[number], number)
    raise usb.core.USBError(os.strerror(number), _LIBUSB[number], number)


class EmulatedBackend(usb.backend.IBackend):  # type: ignore[misc]  # pyusb has no types
    """The devices in `devices` that are plugged in now; more may be added while it runs."""

    emulated = True

    def __init__(self, devices: Iterable[UsbDevice] = ()) -> None:
        self.devices = list(devices)

    def add(self, device: UsbDevice) -> None:
        self.devices.append(device)

    # --- what is on the bus -----------------------------------------------------------------------------------------

    def enumerate_devices(self) -> Iterable[_Seen]:
        return [_Seen(device) for device in list(self.devices) if device.plugged]

    def get_device_descriptor(self, dev: _Seen) -> Any:
        raw = dev.device.device_descriptor
        words = {
            name: int.from_bytes(raw[at : at + 2], "little")
            for name, at in (("bcdUSB", 2), ("idVendor", 8), ("idProduct", 10), ("bcdDevice", 12))
        }
        octets = {
            "bLength": raw[0],
            "bDescriptorType": raw[1],
            "bDeviceClass": raw[4],
            "bDeviceSubClass": raw[5],
            "bDeviceProtocol": raw[6],
            "bMaxPacketSize0": raw[7],
            "iManufacturer": raw[14],
            "iProduct": raw[15],
            "iSerialNumber": raw[16],
            "bNumConfigurations": raw[17],
        }
        bus, _, path = dev.device.port.partition("-")
        ports = tuple(int(p) for p in path.split("."))
        where = {"bus": int(bus), "address": dev.address, "port_number": ports[-1], "port_numbers": ports}
        return SimpleNamespace(**words, **octets, **where, speed=dev.device.speed)

    def get_configuration_descriptor(self, dev: _Seen, config: int) -> Any:
        if config:
            raise IndexError(config)
        raw = dev.device.configuration
        return SimpleNamespace(
            bLength=raw[0],
            bDescriptorType=raw[1],
            wTotalLength=int.from_bytes(raw[2:4], "little"),
            bNumInterfaces=raw[4],
            bConfigurationValue=raw[5],
            iConfiguration=raw[6],
            bmAttributes=raw[7],
            bMaxPower=raw[8],
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, dev: _Seen, intf: int, alt: int, config: int) -> Any:
        if intf or alt or config:
            raise IndexError(intf)
        raw = dev.device.configuration[9:18]
        names = ("bLength", "bDescriptorType", "bInterfaceNumber", "bAlternateSetting", "bNumEndpoints")
        more = ("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol", "iInterface")
        return SimpleNamespace(**dict(zip(names + more, raw, strict=True)), extra_descriptors=[])

    def get_endpoint_descriptor(self, dev: _Seen, ep: int, intf: int, alt: int, config: int) -> Any:
        start = 18 + 7 * ep
        raw = dev.device.configuration[start : start + 7]
        if len(raw) < 7:
            raise IndexError(ep)
        return SimpleNamespace(
            bLength=raw[0],
            bDescriptorType=raw[1],
            bEndpointAddress=raw[2],
            bmAttributes=raw[3],
            wMaxPacketSize=int.from_bytes(raw[4:6], "little"),
            bInterval=raw[6],
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    # --- handles ----------------------------------------------------------------------------------------------------

    def open_device(self, dev: _Seen) -> _Handle:
        handle = _Handle(dev)
        self._present(handle)
        if dev.device.forbidden:
            _fail(errno.EACCES)
        return handle

    def close_device(self, dev_handle: _Handle) -> None:
        self._give_up(dev_handle)

    @staticmethod
    def _give_up(handle: _Handle) -> None:
        if handle.device.owner is handle:
            handle.device.owner = None

    def get_configuration(self, dev_handle: _Handle) -> int:
        self._present(dev_handle)
        return dev_handle.device.configured

    def set_configuration(self, dev_handle: _Handle, config_value: int) -> None:
        self._control(dev_handle, Setup(0x00, 0x09, config_value, 0, 0), b"")

    def claim_interface(self, dev_handle: _Handle, intf: int) -> None:
        self._present(dev_handle)
        device = dev_handle.device
        with device.changed:
            if device.claimed_elsewhere or device.owner not in (None, dev_handle):
                _fail(errno.EBUSY)
            device.owner = dev_handle

    def release_interface(self, dev_handle: _Handle, intf: int) -> None:
        self._present(dev_handle)
        self._give_up(dev_handle)

    def clear_halt(self, dev_handle: _Handle, ep: int) -> None:
        self._control(dev_handle, Setup(0x02, 0x01, 0, ep, 0), b"")

    def is_kernel_driver_active(self, dev_handle: _Handle, intf: int) -> bool:
        return False

    def reset_device(self, dev_handle: _Handle) -> None:
        self._present(dev_handle)
        with dev_handle.device.changed:
            dev_handle.device.reset()

    # --- transfers --------------------------------------------------------------------------------------------------

    def ctrl_transfer(
        self,
        dev_handle: _Handle,
        bmRequestType: int,  # noqa: N803  pyusb's names
        bRequest: int,  # noqa: N803
        wValue: int,  # noqa: N803
        wIndex: int,  # noqa: N803
        data: array.array[int],
        timeout: int,
    ) -> int:
        setup = Setup(bmRequestType, bRequest, wValue, wIndex, len(data) * data.itemsize)
        if not setup.to_host:
            self._control(dev_handle, setup, data.tobytes(), timeout)
            return setup.length
        answer = self._control(dev_handle, setup, b"", timeout)
        data[: len(answer)] = array.array("B", answer)
        return len(answer)

    def bulk_read(self, dev_handle: _Handle, ep: int, intf: int, buff: array.array[int], timeout: int) -> int:
        return self._read(dev_handle, ep, buff, timeout)

    def intr_read(self, dev_handle: _Handle, ep: int, intf: int, buff: array.array[int], timeout: int) -> int:
        return self._read(dev_handle, ep, buff, timeout)

    def bulk_write(self, dev_handle: _Handle, ep: int, intf: int, data: array.array[int], timeout: int) -> int:
        self._present(dev_handle)
        raw = data.tobytes()
        self._guard(lambda: dev_handle.device.accept(ep, raw))
        return len(raw)

    def _present(self, handle: _Handle) -> None:
        if not handle.device.plugged or handle.device.address != handle.seen.address:
            _fail(errno.ENODEV)

    def _control(self, handle: _Handle, setup: Setup, data: bytes, timeout: int = 1000) -> bytes:
        self._present(handle)
        device = handle.device
        with device.changed:
            answers = device.changed.wait_for(lambda: not (device.mute and device.plugged), timeout / 1000)
            if not answers:
                _fail(errno.ETIMEDOUT)
        self._present(handle)
        return self._guard(lambda: handle.device.control(setup, data))

    def _read(self, handle: _Handle, endpoint: int, buff: array.array[int], timeout: int) -> int:
        deadline = time.monotonic() + timeout / 1000 if timeout else float("inf")
        device = handle.device
        with device.changed:
            while True:
                self._present(handle)
                data = self._guard(lambda: device.fetch(endpoint, len(buff)))
                if data is not None:
                    buff[: len(data)] = array.array("B", data)
                    return len(data)
                now = time.monotonic()
                if now >= deadline:
                    _fail(errno.ETIMEDOUT)
                until = min(deadline, device.next_moment(endpoint) or deadline)
                device.changed.wait(min(max(until - now, 0.0), 60.0))

    @staticmethod
    def _guard(call: Callable[[], T]) -> T:
        try:
            return call()
        except Stall:
            _fail(errno.EPIPE)
        except Gone:
            _fail(errno.ENODEV)
        except Overflow:
            _fail(errno.EOVERFLOW)
