"""What every camera offers: its name, its newest picture, its state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Frame:
    """`pixels`: BGR uint8 (h, w, 3). `number` counts from 1 since the camera was started. `taken_at`: monotonic
    seconds when the picture had been read."""

    pixels: NDArray[np.uint8]
    number: int
    taken_at: float


@dataclass(frozen=True)
class CameraInfo:
    """`serial` names the same camera after every boot; `address` is what opens it now.

    `virtual`: the pictures may come from software (a loopback device, OBS, a file, a network address), so they may not
    feed an enrolment outside training.
    """

    name: str
    serial: str
    address: int | str
    virtual: bool


class CameraState(Enum):
    OPENING = "opening"
    LIVE = "live"
    STALLED = "stalled"  # open, but no picture for a while
    LOST = "lost"  # could not be opened, or went away; tried again and again
    CLOSED = "closed"


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
