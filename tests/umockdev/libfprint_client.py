"""Captures one picture with Debian's libfprint by its public C interface and prints what it found as JSON."""

from __future__ import annotations

import ctypes
import json
import sys
from pathlib import Path


class PointerArray(ctypes.Structure):
    _fields_ = (("data", ctypes.POINTER(ctypes.c_void_p)), ("length", ctypes.c_uint))


class Failure(ctypes.Structure):
    _fields_ = (("domain", ctypes.c_uint32), ("code", ctypes.c_int), ("message", ctypes.c_char_p))


def library() -> ctypes.CDLL:
    fprint = ctypes.CDLL("libfprint-2.so.2")
    pointer = ctypes.c_void_p
    error = ctypes.POINTER(ctypes.POINTER(Failure))
    for name, result, *arguments in (
        ("context_new", pointer),
        ("context_get_devices", ctypes.POINTER(PointerArray), pointer),
        ("device_get_name", ctypes.c_char_p, pointer),
        ("device_get_driver", ctypes.c_char_p, pointer),
        ("device_open_sync", ctypes.c_int, pointer, pointer, error),
        ("device_close_sync", ctypes.c_int, pointer, pointer, error),
        ("device_capture_sync", pointer, pointer, ctypes.c_int, pointer, error),
        ("image_get_width", ctypes.c_uint, pointer),
        ("image_get_height", ctypes.c_uint, pointer),
        ("image_get_data", ctypes.POINTER(ctypes.c_ubyte), pointer, ctypes.POINTER(ctypes.c_size_t)),
    ):
        function = getattr(fprint, f"fp_{name}")
        function.restype, function.argtypes = result, arguments
    return fprint


def main(picture: str) -> int:
    fprint = library()
    context = fprint.fp_context_new()
    devices = fprint.fp_context_get_devices(context).contents
    if devices.length == 0:
        print(json.dumps({"devices": 0}))
        return 1
    device = devices.data[0]
    told = {
        "devices": devices.length,
        "driver": fprint.fp_device_get_driver(device).decode(),
        "name": fprint.fp_device_get_name(device).decode(),
    }
    failure = ctypes.POINTER(Failure)()
    if not fprint.fp_device_open_sync(device, None, ctypes.byref(failure)):
        print(json.dumps(told | {"error": f"open: {failure.contents.message.decode()}"}))
        return 1
    print(json.dumps({"opened": True}), flush=True)
    image = fprint.fp_device_capture_sync(device, 1, None, ctypes.byref(failure))
    if not image:
        told["error"] = f"capture: {failure.contents.message.decode()}"
    else:
        size = ctypes.c_size_t()
        data = fprint.fp_image_get_data(image, ctypes.byref(size))
        Path(picture).write_bytes(ctypes.string_at(data, size.value))
        told |= {"width": fprint.fp_image_get_width(image), "height": fprint.fp_image_get_height(image)}
    fprint.fp_device_close_sync(device, None, None)
    print(json.dumps(told), flush=True)
    return 0 if image else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
