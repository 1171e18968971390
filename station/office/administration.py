"""The administrator's room: officers, the station and its backups, travellers' rights, the states' lists."""

from __future__ import annotations

from dataclasses import dataclass

from station.office.registry import Registry
from station.office.rights import Rights
from station.office.state_lists import StateListsHere
from station.office.stewardship import Stewardship


@dataclass(frozen=True)
class Administration:
    """Everything bound to one administrator."""

    registry: Registry
    stewardship: Stewardship
    rights: Rights
    lists: StateListsHere
