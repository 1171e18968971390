"""What a device service announces: its devices, the parts of them, and the names of fingers that the protocol has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from drivers import foreign_json
from drivers.finger.base import LEFT_SLAP, RIGHT_SLAP, THUMBS
from drivers.finger.jws import unverified_payload

SPECIFICATIONS = ("1.0.0", "1.0", "0.9.5")  # that are spoken, the best first
AUTHENTICATION = "Auth"


class SubId(IntEnum):
    """deviceSubId: which part of a slap scanner's work is meant."""

    UNKNOWN = 0
    LEFT_SLAP = 1
    RIGHT_SLAP = 2
    THUMBS = 3


SUB_IDS = {RIGHT_SLAP: SubId.RIGHT_SLAP, LEFT_SLAP: SubId.LEFT_SLAP, THUMBS: SubId.THUMBS}
NAMES = {
    1: "Right Thumb", 2: "Right IndexFinger", 3: "Right MiddleFinger", 4: "Right RingFinger", 5: "Right LittleFinger",
    6: "Left Thumb", 7: "Left IndexFinger", 8: "Left MiddleFinger", 9: "Left RingFinger", 10: "Left LittleFinger",
}  # fmt: skip
CODES = {name: code for code, name in NAMES.items()}
ANY_FINGER = "UNKNOWN"  # bioSubType of a finger that the device cannot name


@dataclass(frozen=True)
class SbiDevice:
    """A device as its service announces it. Nothing here is proved before `info` was asked."""

    port: int
    device_id: str
    device_code: str
    status: str  # "Ready", "Busy", "Not Ready", "Not Registered"
    sub_ids: tuple[int, ...]
    service_version: str
    spec_versions: tuple[str, ...]
    purpose: str  # "Registration", "Auth", "" where it is not registered
    model: str
    serial: str
    kind: str = ""  # "Slap", "Single", "Touchless"

    @property
    def slaps(self) -> tuple[int, ...]:
        """Codes of the slaps that it takes."""
        if self.kind.lower() not in ("slap", ""):
            return ()
        return tuple(slap for slap, sub_id in SUB_IDS.items() if int(sub_id) in self.sub_ids)

    @property
    def specification(self) -> str:
        """The version to speak with it."""
        return next((known for known in SPECIFICATIONS if known in self.spec_versions), SPECIFICATIONS[1])


def announced_device(port: int, entry: dict[str, Any]) -> SbiDevice:
    """An entry of a discovery. Raises Garbled."""
    identity = unverified_payload(str(entry.get("digitalId", "")))
    return SbiDevice(
        port=port,
        device_id=foreign_json.text(entry.get("deviceId")),
        device_code=foreign_json.text(entry.get("deviceCode")),
        status=foreign_json.text(entry.get("deviceStatus"), 20),
        sub_ids=tuple(int(n) for n in _words(entry.get("deviceSubId")) if re.fullmatch(r"[0-9]", n)),
        service_version=foreign_json.text(entry.get("serviceVersion"), 40),
        spec_versions=_words(entry.get("specVersion")),
        purpose=foreign_json.text(entry.get("purpose"), 20),
        model=foreign_json.text(identity.get("model"), 80),
        serial=_serial(identity.get("serialNo")),
        kind=foreign_json.text(identity.get("deviceSubType"), 20),
    )


def _serial(value: object) -> str:
    """As it is, or "": one that would have to be shortened or cleaned is not the one that will be signed."""
    return value if isinstance(value, str) and len(value) <= 80 and value.isprintable() else ""


def _words(listed: object) -> tuple[str, ...]:
    return tuple(foreign_json.text(word, 20) for word in listed[:20]) if isinstance(listed, list) else ()
