"""A mocked machine with one emulated reader on it, for programs that use the real libusb.

libumockdev is called through ctypes by its public C interface. Programs with its preload library see a sysfs and a /dev
in which only the reader exists, and every usbfs request of theirs is answered by `usbfs.py`.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys

from drivers.emulated.usb import UsbDevice
from tests.umockdev.usbfs import Usbfs

_ROOT_HUB = (
    "P: /devices/pci0000:00/0000:00:14.0/usb1\nN: bus/usb/001/001\n"
    "E: DEVNAME=/dev/bus/usb/001/001\nE: DEVTYPE=usb_device\nE: SUBSYSTEM=usb\n"
    "E: BUSNUM=001\nE: DEVNUM=001\nE: MAJOR=189\nE: MINOR=0\nE: PRODUCT=1d6b/2/510\n"
    "A: busnum=1\\n\nA: devnum=1\\n\nA: speed=480\\n\nA: bConfigurationValue=1\\n\n"
    "A: idVendor=1d6b\\n\nA: idProduct=0002\\n\n"
    "H: descriptors=12010002090001406B1D020010050302010109021900010100E0000904000001090000000705810304000C\n"
)
_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
_PRELOAD = "libumockdev-preload.so.0"


def missing() -> str | None:
    """Why no testbed can be made here, None where it can."""
    if sys.platform != "linux":
        return "umockdev exists for Linux only"
    for name in ("libumockdev.so.0", _PRELOAD, "libgobject-2.0.so.0"):
        try:
            # The preload library must not be loaded into this process: looking for it is enough.
            if name == _PRELOAD:
                if not preload_path():
                    return "the Debian package umockdev is not installed"
            else:
                ctypes.CDLL(name)
        except OSError:
            return f"{name} is missing (Debian packages umockdev, libumockdev0)"
    return None


def preload_path() -> str | None:
    listing = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    for line in listing.splitlines():
        if line.strip().startswith(_PRELOAD):
            return line.split("=>")[-1].strip()
    return None


def _libraries() -> tuple[ctypes.CDLL, ctypes.CDLL]:
    mock, gobject = ctypes.CDLL("libumockdev.so.0"), ctypes.CDLL("libgobject-2.0.so.0")
    pointer, text, size = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
    for name, result, *arguments in (
        ("testbed_new", pointer),
        ("testbed_get_root_dir", text, pointer),
        ("testbed_add_from_string", ctypes.c_int, pointer, text, pointer),
        ("testbed_attach_ioctl", ctypes.c_int, pointer, text, pointer, pointer),
        ("testbed_detach_ioctl", ctypes.c_int, pointer, text, pointer),
        ("testbed_uevent", None, pointer, text, text),
        ("testbed_remove_device", None, pointer, text),
        ("ioctl_base_new", pointer),
        ("ioctl_client_get_request", ctypes.c_ulong, pointer),
        ("ioctl_client_get_arg", pointer, pointer),
        ("ioctl_client_complete", None, pointer, ctypes.c_long, ctypes.c_int),
        ("ioctl_data_resolve", pointer, pointer, size, size, pointer),
        ("ioctl_data_set_ptr", ctypes.c_int, pointer, size, pointer),
        ("ioctl_data_update", None, pointer, size, pointer, ctypes.c_int),
        ("ioctl_data_retrieve", None, pointer, ctypes.POINTER(pointer), ctypes.POINTER(ctypes.c_int)),
        ("ioctl_data_unref", None, pointer),
    ):
        function = getattr(mock, f"umockdev_{name}")
        function.restype, function.argtypes = result, arguments
    gobject.g_signal_connect_data.argtypes = [pointer, text, _HANDLER, pointer, pointer, ctypes.c_int]
    gobject.g_signal_connect_data.restype = ctypes.c_ulong
    gobject.g_object_unref.argtypes = [pointer]
    gobject.g_free.argtypes = [pointer]
    return mock, gobject


class Memory:
    """A piece of the client's memory: read it, write it back, follow a pointer in it."""

    def __init__(self, mock: ctypes.CDLL, gobject: ctypes.CDLL, pointer: int) -> None:
        self._mock, self._gobject, self.pointer = mock, gobject, pointer

    def follow(self, offset: int, size: int) -> Memory:
        """What the pointer at `offset` points to."""
        found = self._mock.umockdev_ioctl_data_resolve(self.pointer, offset, size, None)
        if not found:
            raise OSError("the client's pointer leads nowhere")
        return Memory(self._mock, self._gobject, found)

    def read(self) -> bytes:
        data, count = ctypes.c_void_p(), ctypes.c_int()
        self._mock.umockdev_ioctl_data_retrieve(self.pointer, ctypes.byref(data), ctypes.byref(count))
        result = ctypes.string_at(data.value, count.value) if data.value else b""
        self._gobject.g_free(data)
        return result

    def write(self, offset: int, data: bytes) -> None:
        if data:
            self._mock.umockdev_ioctl_data_update(self.pointer, offset, data, len(data))

    def point(self, offset: int, target: Memory) -> None:
        self._mock.umockdev_ioctl_data_set_ptr(self.pointer, offset, target.pointer)

    def free(self) -> None:
        self._mock.umockdev_ioctl_data_unref(self.pointer)


class Testbed:
    """The mocked machine. Its process must run with the preload library, else it cannot send kernel events."""

    def __init__(self, device: UsbDevice) -> None:
        self._mock, self._gobject = _libraries()
        self._bed = self._mock.umockdev_testbed_new()
        self.root = self._mock.umockdev_testbed_get_root_dir(self._bed).decode()
        self.device = device
        self._calls: list[object] = []  # ctypes callbacks must outlive their registration
        self._describe(_ROOT_HUB)
        self._add()

    def _describe(self, text: str) -> None:
        if not self._mock.umockdev_testbed_add_from_string(self._bed, text.encode(), None):
            raise OSError("umockdev did not take the description of the device")

    def _add(self) -> None:
        device = self.device
        self._syspath = f"/sys/devices/pci0000:00/0000:00:14.0/usb1/{device.port}"
        self._node = f"/dev/bus/usb/001/{device.address:03d}"
        self._describe(self._description())
        base = self._mock.umockdev_ioctl_base_new()
        opened: dict[int, Usbfs] = {}

        def handle(_: int, client: int, __: int) -> int:
            usbfs = opened.setdefault(client, Usbfs(device))
            request = self._mock.umockdev_ioctl_client_get_request(client)
            argument = Memory(self._mock, self._gobject, self._mock.umockdev_ioctl_client_get_arg(client))
            result, error = usbfs.answer(request, argument)
            self._mock.umockdev_ioctl_client_complete(client, result, error)
            return 1

        call = _HANDLER(handle)
        self._calls.append(call)
        self._gobject.g_signal_connect_data(base, b"handle-ioctl", call, None, None, 0)
        vanished = _HANDLER(lambda _, client, __: int(opened.pop(client, None) is not None))
        self._calls.append(vanished)
        self._gobject.g_signal_connect_data(base, b"client-vanished", vanished, None, None, 0)
        if not self._mock.umockdev_testbed_attach_ioctl(self._bed, self._node.encode(), base, None):
            raise OSError("umockdev did not take the handler")

    def _description(self) -> str:
        device = self.device
        product = (
            f"{device.vendor_id:x}/{device.product_id:x}/{int.from_bytes(device.device_descriptor[12:14], 'little'):x}"
        )
        descriptors = (device.device_descriptor + device.configuration).hex().upper()
        speed = {2: "12", 3: "480"}[device.speed]
        return (
            f"P: {self._syspath.removeprefix('/sys')}\nN: bus/usb/001/{device.address:03d}\n"
            f"E: DEVNAME={self._node}\nE: DEVTYPE=usb_device\nE: SUBSYSTEM=usb\nE: DRIVER=usb\n"
            f"E: BUSNUM=001\nE: DEVNUM={device.address:03d}\nE: MAJOR=189\nE: MINOR={device.address - 1}\n"
            f"E: PRODUCT={product}\nE: TYPE=0/0/0\n"
            f"A: busnum=1\\n\nA: devnum={device.address}\\n\nA: speed={speed}\\n\nA: bConfigurationValue=1\\n\n"
            f"A: idVendor={device.vendor_id:04x}\\n\nA: idProduct={device.product_id:04x}\\n\n"
            f"A: bNumConfigurations=1\\n\nA: bNumInterfaces= 1\\n\n"
            f"H: descriptors={descriptors}\n"
        )

    def unplug(self) -> None:
        """The reader is pulled out: the kernel says so, and pending requests end."""
        self.device.unplug()
        self._mock.umockdev_testbed_uevent(self._bed, self._syspath.encode(), b"remove")
        self._mock.umockdev_testbed_detach_ioctl(self._bed, self._node.encode(), None)
        self._mock.umockdev_testbed_remove_device(self._bed, self._syspath.encode())

    def plug(self) -> None:
        """Plugged in again, with a new address."""
        self.device.plug()
        self._add()
        self._mock.umockdev_testbed_uevent(self._bed, self._syspath.encode(), b"add")

    def close(self) -> None:
        self._gobject.g_object_unref(self._bed)
        shutil.rmtree(self.root, ignore_errors=True)
