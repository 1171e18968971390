"""Chips for the travellers of demonstration and journey: passports of emulated states, genuine and otherwise.

The states' keys are made when the program starts and are trusted by it alone; every certificate says that it is an
emulation's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.emulated.passport import EmulatedPassport, Holder, Traits, face_group, with_forged_sod
from drivers.emulated.passport_state import EmulatedState
from models.document.chip.certificate import parse as parse_certificate
from models.document.chip.states import countries
from models.document.chip.trust import TrustStore
from models.document.mrz import parse
from station.counter.trust import Trust
from station.domain.chip import TrustLists

SIZE = (480, 640)  # width, height of the picture in a chip
QUALITY = 80  # of its JPEG: some 25 kB, as chips of the field have
_WAYS = (
    Traits(),
    Traits(pace=(("CAM", 2, 13), ("GM", 2, 13))),
    Traits(pace=(("IM", 2, 12),)),
    Traits(pace=(), chip_authentication=1),
)


class ChipKind(Enum):
    """What is wrong with a document's chip."""

    GENUINE = "genuine"
    CLONE = "clone"  # everything that can be read, without the keys that cannot
    CHANGED = "changed"  # another picture in a genuine chip
    FORGED = "forged"  # another picture, signed by somebody in the state's name
    UNKNOWN = "unknown"  # of a state that nobody here knows


class EmulatedIssuers:
    """States that issue chips, made as they are needed; known from then on, except those that are to be unknown."""

    def __init__(self, issuers: Sequence[str] = ("UTO",)) -> None:
        """issuers: codes of the zone, of the states that are known."""
        self._states = {code: EmulatedState(min(countries(code))) for code in issuers if countries(code)}
        self._strangers: dict[str, EmulatedState] = {}
        self._made: dict[tuple[tuple[str, ...], int], EmulatedPassport] = {}

    @property
    def trust(self) -> Trust:
        """Everything that is known, as the lists of a station are."""
        store = TrustStore([parse_certificate(state.authority.der) for state in self._states.values()])
        return Trust(store, (), (), TrustLists(authorities=store.keys))

    def document(
        self,
        lines: Sequence[str],
        face: NDArray[np.uint8],
        kind: ChipKind = ChipKind.GENUINE,
        other: NDArray[np.uint8] | None = None,
        way: int = 0,
    ) -> EmulatedPassport | None:
        """A chip for these lines and this face (BGR); None where no such chip is emulated. `other`: the face that a
        forger puts in; `way`: which of several ways the chip is opened."""
        holder = self._holder(lines, face)
        state = self._states.get(state_of(lines))
        if state is None:
            return None
        if kind is ChipKind.UNKNOWN:
            stranger = self._strangers.setdefault(state.country, EmulatedState(state.country))
            return EmulatedPassport(stranger, holder, _WAYS[way % len(_WAYS)])
        key = (tuple(lines), way)
        try:
            genuine = self._made.get(key) or EmulatedPassport(state, holder, _WAYS[way % len(_WAYS)])
        except ValueError:  # a long number, which the emulation does not know
            return None
        self._made[key] = genuine
        if kind is ChipKind.CLONE:
            return genuine.clone()
        if kind is ChipKind.GENUINE or other is None:
            return genuine
        made = EmulatedPassport(state, holder, _WAYS[way % len(_WAYS)])
        made.groups[2] = made.files[0x0102] = face_group(portrait(other), SIZE)
        return with_forged_sod(made) if kind is ChipKind.FORGED else made

    @staticmethod
    def _holder(lines: Sequence[str], face: NDArray[np.uint8]) -> Holder:
        zone = parse(tuple(lines), datetime.now(UTC).date())
        name = f"{zone.surname}<<{zone.given_names}".replace(" ", "<")
        return Holder(tuple(lines), portrait(face), name, size=SIZE)


def state_of(lines: Sequence[str]) -> str:
    """The issuer's code of a zone."""
    return lines[0][2:5]


def portrait(bgr: NDArray[np.uint8]) -> bytes:
    """A photograph as it stands in a chip: the middle of it, 3:4, JPEG."""
    height, width = bgr.shape[:2]
    wide = min(width, height * 3 // 4)
    tall = min(height, wide * 4 // 3)
    left, top = (width - wide) // 2, (height - tall) // 2
    cut = cv2.resize(bgr[top : top + tall, left : left + wide], SIZE, interpolation=cv2.INTER_AREA)
    _, octets = cv2.imencode(".jpg", cut, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return bytes(octets)
