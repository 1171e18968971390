"""The cameras of this machine under names that stay the same between boots.

/dev/video0 belongs to whoever came first. The links in /dev/v4l/by-id carry maker, model and serial number; a camera
without such a link is known by what the kernel calls it and where it hangs.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from drivers.camera.base import CameraInfo
from drivers.errors import NotFound

BY_ID = Path("/dev/v4l/by-id")
SYSFS = Path("/sys/class/video4linux")

# Names under which software cameras announce themselves.
_VIRTUAL = re.compile(
    r"v4l2loopback|dummy video|\bobs\b|virtual|loopback|droidcam|manycam|snap camera|xsplit|akvcam|iriun|epoccam",
    re.IGNORECASE,
)


def find_cameras(by_id: Path = BY_ID, sysfs: Path = SYSFS) -> tuple[CameraInfo, ...]:
    """Capture devices of a Linux machine, those with a stable name first. Empty on other systems."""
    links = sorted(by_id.glob("*-video-index0")) if by_id.is_dir() else []
    found = [_describe(link.resolve().name, link.name, str(link), sysfs) for link in links]
    named = {link.resolve().name for link in links}
    others = sorted(sysfs.glob("video*"), key=lambda p: int(p.name[5:])) if sysfs.is_dir() else []
    for node in others:
        if node.name in named or _index(node) != 0:  # index 1 is the metadata twin of a UVC camera
            continue
        kernel_name = _text(node / "name") or node.name
        found.append(_describe(node.name, f"{kernel_name}@{_place(node)}", f"/dev/{node.name}", sysfs))
    return tuple(found)


def camera_named(serial: str, cameras: tuple[CameraInfo, ...]) -> CameraInfo:
    """The camera whose stable name is `serial`. Raises NotFound."""
    for camera in cameras:
        if camera.serial == serial:
            return camera
    raise NotFound("no_camera", serial)


def describe(address: int | str, name: str, sysfs: Path = SYSFS) -> CameraInfo:
    """What is known of a camera before it is opened, from its address alone."""
    if isinstance(address, int):
        return _describe(f"video{address}", name or f"camera {address}", address, sysfs)
    path = Path(address)
    if address.startswith("/dev/"):
        info = _describe(path.resolve().name, path.name, address, sysfs)
        return replace(info, name=name or info.name, address=address)
    return CameraInfo(name or "camera", name or "stream", address, virtual=True)


def is_virtual_name(name: str) -> bool:
    """Whether a device name is one of the known software cameras."""
    return bool(_VIRTUAL.search(name))


def _describe(node: str, serial: str, address: int | str, sysfs: Path) -> CameraInfo:
    kernel_name = _text(sysfs / node / "name")
    place = _place(sysfs / node)
    virtual = is_virtual_name(kernel_name) or is_virtual_name(serial) or "/virtual/" in place
    return CameraInfo(kernel_name or serial, serial, address, virtual, _firmware(sysfs / node))


def _firmware(node: Path) -> str:
    """Vendor, product and device release of the USB device behind a video node, as its descriptor has them."""
    device = (node / "device").resolve().parent  # video node -> USB interface -> USB device
    vendor, product, release = (_text(device / name) for name in ("idVendor", "idProduct", "bcdDevice"))
    return f"usb {vendor}:{product} {release}" if vendor and product else ""


def same_device(one: int | str, other: int | str) -> bool:
    """Whether two addresses open the same video node, however they are written."""
    return one == other or (_node(one) is not None and _node(one) == _node(other))


def _node(address: int | str) -> Path | None:
    if isinstance(address, int):
        return Path(f"/dev/video{address}")
    return Path(address).resolve() if address.startswith("/dev/") else None


def _index(node: Path) -> int:
    text = _text(node / "index")
    return int(text) if text.isdigit() else 0


def _place(node: Path) -> str:
    try:
        return str((node / "device").resolve() if (node / "device").exists() else node.resolve())
    except OSError:
        return ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
