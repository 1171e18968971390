"""What can go wrong with a device.

Every error has a stable `code`; `detail` is for the technician and holds nothing personal.
"""

from __future__ import annotations


class DeviceError(Exception):
    """A device did not do what was asked. `code` is snake_case and stable: screens map it to a sentence."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class NotFound(DeviceError):
    """No such device is connected, or the library that reaches it is missing."""


class Busy(DeviceError):
    """Another program, or another part of this one, holds the device."""


class NoPermission(DeviceError):
    """The operating system does not let this user open the device."""


class Unplugged(DeviceError):
    """The device went away; a fresh search and a full initialisation are needed."""


class TimedOut(DeviceError):
    """Nothing came in the time that was given."""


class Garbled(DeviceError):
    """What the device sent cannot be right."""


class Refused(DeviceError):
    """The device works, but may not feed a record."""


class Declined(DeviceError):
    """The device works and will not do this: asking it again changes nothing, asking for something else may."""


class Cancelled(DeviceError):
    """The caller asked to stop."""
