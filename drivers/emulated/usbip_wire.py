"""Below the USB/IP server: octets of a line, and the structures of OP_REP_DEVLIST and OP_REP_IMPORT."""

from __future__ import annotations

import contextlib
import socket
import struct

from drivers.emulated.usb import UsbDevice

_BUS = 1


class BadUsbipFrame(Exception):
    """The other end does not speak USB/IP; its connection ends."""


def exactly(line: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = line.recv(count - len(parts))
        if not part:
            raise BadUsbipFrame(f"the line ended after {len(parts)} of {count} octets")
        parts += part
    return bytes(parts)


def hang_up(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def describe(device: UsbDevice) -> bytes:
    """struct usbip_usb_device: path, bus id, numbers, and what the device descriptor says."""
    own, configuration = device.device_descriptor, device.configuration
    path = f"/sys/devices/emulated/usb{_BUS}/{device.port}".encode()
    release = int.from_bytes(own[12:14], "little")
    return struct.pack(
        ">256s32sIIIHHHBBBBBB",
        path,
        device.port.encode(),
        _BUS,
        device.address,
        device.speed,
        device.vendor_id,
        device.product_id,
        release,
        *own[4:7],
        device.configured,
        own[17],
        configuration[4],
    )


def interfaces(device: UsbDevice) -> bytes:
    """Class, subclass and protocol of every interface, from the configuration's own descriptors."""
    found, at = b"", 0
    configuration = device.configuration
    while at + 1 < len(configuration) and configuration[at] > 0:
        if configuration[at + 1] == 4 and configuration[at + 3] == 0:  # an interface, alternate setting 0
            found += configuration[at + 5 : at + 8] + b"\0"
        at += configuration[at]
    return found
