"""How devices and the line to the agency are, for the header and the technician."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class Health(Enum):
    """How a device or a connection is, for the header and the technician."""

    READY = "ready"
    BUSY = "busy"
    ABSENT = "absent"
    STALLED = "stalled"
    FAULT = "fault"
    REFUSED = "refused"  # present, but not on the allow-list
    UNUSED = "unused"  # connected; nothing here has opened it
    ASLEEP = "asleep"  # let go while nobody is signed in


@dataclass(frozen=True)
class StationStatus:
    """What the header shows."""

    station: str
    place: str
    mode: str = "production"  # "production", "training", "demo"
    scanner: Health = Health.ABSENT
    camera: Health = Health.ABSENT
    online: bool = False
    waiting: int = 0  # records that central has not acknowledged
    last_acknowledged: datetime | None = None
    disk_full: bool = False
    stored: int = 0  # records that central has committed
    receipted: int = 0  # of these, with the agency's signed receipt
    road: str = ""  # stable code of what is wrong with the way back from the agency, empty where nothing is
    opening: bool = False  # records, devices or models are still being opened
    identity: str = ""  # stable code while the agency's word for this station ends soon or does not hold
    alarm: date | None = None  # of the newest weekly look of the station at itself, where it has one
