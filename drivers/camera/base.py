"""What every camera offers: its name, its newest picture, its state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Frame:
    """`pixels`: BGR uint8 (h, w, 3). `number` counts new pictures from 1 since the camera was started; one that shows
    what an earlier one showed is none. `taken_at`: monotonic seconds when the picture had been read."""

    pixels: NDArray[np.uint8]
    number: int
    taken_at: float


@dataclass(frozen=True)
class CameraInfo:
    """`serial` names the same camera after every boot; `address` is what opens it now.

    `virtual`: the pictures may come from software (a loopback device, OBS, a file, a network address), so they may not
    feed an enrolment outside training. `firmware`: what the device says of itself on the bus, "" where that is nothing.
    `port`: where it hangs, "" where nobody knows. `aliases`: other names it was or may be called by. `ambiguous`:
    another one that is connected now cannot be told from it but by its port.
    """

    name: str
    serial: str
    address: int | str
    virtual: bool
    firmware: str = ""
    port: str = ""
    aliases: tuple[str, ...] = ()
    ambiguous: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Under which its papers may be filed: its own name first, those that another camera may bear only where none
        that is connected does."""
        return (self.serial,) if self.ambiguous else (self.serial, *self.aliases)


class CameraState(Enum):
    OPENING = "opening"
    LIVE = "live"
    STALLED = "stalled"  # open, but nothing new for a while: no picture, or the same one again and again
    ASLEEP = "asleep"  # let go until somebody needs it
    LOST = "lost"  # could not be opened, or went away; tried again and again
    CLOSED = "closed"


@dataclass(frozen=True)
class CameraEvent:
    """What happened to a camera: "plugged", "unplugged", "stalled" or "recovered". `at`: seconds since the epoch."""

    at: float
    code: str


# What the control AUTO_EXPOSURE counts: enum v4l2_exposure_auto_type of the Linux kernel, "manual" and "aperture
# priority"; webcams know these two.
EXPOSURE_BY_HAND, EXPOSURE_BY_CAMERA = 1.0, 3.0


class CameraControl(Enum):
    """What a camera may let us set; the units are the camera's own."""

    AUTO_EXPOSURE = "auto_exposure"
    EXPOSURE = "exposure"
    GAIN = "gain"
    AUTOFOCUS = "autofocus"
    FOCUS = "focus"
    AUTO_WHITE_BALANCE = "auto_white_balance"
    WHITE_BALANCE = "white_balance"
    BRIGHTNESS = "brightness"
