"""The cameras of this machine under names that stay the same between boots.

/dev/video0 belongs to whoever came first. The links in /dev/v4l/by-id carry maker, model and serial number, but most
webcams have no serial number: two of one model share one link, which goes to whichever the kernel met last. So a camera
whose number is its own is known by that link, every other one by what the kernel calls it and the port it hangs on.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from drivers.camera.base import CameraInfo
from drivers.errors import NotFound, Refused

BY_ID = Path("/dev/v4l/by-id")
SYSFS = Path("/sys/class/video4linux")

# Names under which software cameras announce themselves.
_VIRTUAL = re.compile(
    r"v4l2loopback|dummy video|\bobs\b|virtual|loopback|droidcam|manycam|snap camera|xsplit|akvcam|iriun|epoccam",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Node:
    """One video node that takes pictures."""

    node: str  # "video2"
    link: Path | None  # in by-id
    kernel_name: str
    place: str  # in sysfs
    model: tuple[str, str, str]  # what the kernel calls it, vendor, product
    number: str  # the device's own serial number, "" where it has none


def find_cameras(by_id: Path = BY_ID, sysfs: Path = SYSFS) -> tuple[CameraInfo, ...]:
    """Capture devices of a Linux machine, those with a number of their own first. Empty on other systems.

    Links by port are looked for beside `by_id`.
    """
    links = {link.resolve().name: link for link in sorted(by_id.glob("*-video-index0"))} if by_id.is_dir() else {}
    ports = by_id.parent / "by-path"
    by_port = {link.resolve().name: link for link in sorted(ports.glob("*-video-index0"))} if ports.is_dir() else {}
    listed = {node.name for node in sysfs.glob("video*") if _index(node) == 0} if sysfs.is_dir() else set()
    order = sorted(listed | set(links), key=lambda name: (name not in links, int(re.sub(r"\D", "", name) or 0)))
    nodes = [_node_of(name, links.get(name), sysfs) for name in order]  # index 1 is the metadata twin of a UVC camera
    kinds = Counter((node.model, node.number) for node in nodes)
    shared = {(node.model, node.number): node.link.name for node in nodes if node.link is not None}
    found = []
    for node in nodes:
        kind = (node.model, node.number)
        if node.link is not None and node.number != "" and kinds[kind] == 1:
            found.append(_describe(node.node, node.link.name, str(node.link), sysfs))
            continue
        address = str(by_port.get(node.node, f"/dev/{node.node}"))
        port = _port(node.place) or node.node
        names = (shared.get(kind), f"{node.kernel_name}@{node.place}")
        info = _describe(node.node, f"{node.kernel_name}@{port}", address, sysfs)
        aliases = tuple(name for name in names if name is not None and name != info.serial)
        found.append(replace(info, aliases=aliases, ambiguous=kinds[kind] > 1))
    return tuple(sorted(found, key=lambda info: info.address not in {str(link) for link in links.values()}))


def camera_named(name: str, cameras: tuple[CameraInfo, ...]) -> CameraInfo:
    """The camera whose stable name is `name`, or the only one that is or was called so.

    Raises NotFound; Refused where several are, for which one is meant would change with the boot.
    """
    for camera in cameras:
        if camera.serial == name:
            return camera
    called = [camera for camera in cameras if name == camera.name or name in camera.aliases]
    if len(called) > 1:
        raise Refused("camera_ambiguous", f"{name}: " + ", ".join(camera.serial for camera in called))
    if called:
        return called[0]
    raise NotFound("no_camera", name)


def _node_of(name: str, link: Path | None, sysfs: Path) -> _Node:
    node = sysfs / name
    kernel_name = _text(node / "name") or name
    device = (node / "device").resolve().parent  # video node -> USB interface -> USB device
    model = (kernel_name, _text(device / "idVendor"), _text(device / "idProduct"))
    return _Node(name, link, kernel_name, _place(node), model, _text(device / "serial") if model[1] else "")


def _port(place: str) -> str:
    """ "0000:00:14.0-usb-2.1:1.0": controller, ports from its root, interface. Buses are counted anew at every boot, so
    the number of the bus is left out. Other places as they are."""
    usb = re.fullmatch(r".*/([^/]+)/usb\d+(?:/[^/]+)*/\d+-([\d.]+):([\d.]+)", place)
    return f"{usb[1]}-usb-{usb[2]}:{usb[3]}" if usb else place


def names_device(address: int | str) -> bool:
    """Whether an address is one of a video node, plugged in or not. Files may lie below /dev too, in memory."""
    in_memory = str(address).startswith("/dev/shm/")  # noqa: S108  # nosec B108  read at most, never written
    return isinstance(address, int) or (address.startswith("/dev/") and not in_memory)


def describe(address: int | str, name: str, sysfs: Path = SYSFS) -> CameraInfo:
    """What is known of a camera before it is opened, from its address alone."""
    if isinstance(address, int):
        return _describe(f"video{address}", name or f"camera {address}", address, sysfs)
    path = Path(address)
    if names_device(address):
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
    return CameraInfo(kernel_name or serial, serial, address, virtual, _firmware(sysfs / node), _port(place))


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
    return Path(address).resolve() if names_device(address) else None


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
