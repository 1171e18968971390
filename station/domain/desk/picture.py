"""Pictures as every desk hands them over.

NumPy arrays (uint8, HxW grey or HxWx3 BGR); they are typed `Any` because this room knows the standard library only.
"""

from __future__ import annotations

from typing import Any, Protocol

Picture = Any


class PictureSlot(Protocol):
    """The newest picture of a device; `drivers.latest.Latest` is one."""

    def get(self) -> tuple[int, Any]:
        """The number of the newest picture and the picture; number 0 means that none came yet."""
        ...
