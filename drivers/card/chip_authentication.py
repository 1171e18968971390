"""Chip authentication: new session keys that only the genuine chip can have (ICAO Doc 9303-11, 6.2).

It proves the chip once the next protected command succeeds, and once the security object vouches for the key (DG14).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from drivers.card import pace
from drivers.card.ciphers import AUTHENTICATION, ENCRYPTION, SUITES, BadAnswer, derive
from drivers.card.secure_messaging import Command, SecureSession
from models.standards import ber
from models.standards.curves import Curve, NotOnCurve
from models.standards.security_info import ChipAuthInfo, ChipKey, SecurityInfos


def choose(infos: SecurityInfos) -> tuple[ChipAuthInfo, ChipKey] | None:
    """The way to take and the key for it: stronger ciphers first. None: the chip offers none that is known here."""
    for info in sorted(infos.chip, key=lambda each: -each.cipher):
        for key in infos.keys:
            same_kind = isinstance(key.key.group, Curve) == info.elliptic
            if same_kind and (info.key is None or key.number is None or info.key == key.number):
                return info, key
    return None


class ChipAuthentication:
    """One run. Both commands go under the old session, and so do their answers. scalar: as for PACE."""

    def __init__(
        self,
        info: ChipAuthInfo,
        key: ChipKey,
        scalar: Callable[[int], int] = lambda n: secrets.randbelow(n - 1) + 1,
    ) -> None:
        self.suite = SUITES[info.cipher]
        group = key.key.group
        private = scalar(group.n if isinstance(group, Curve) else group.q)
        self._public = pace.public(group, private)
        self._info = info
        try:
            self._secret = pace.agree(group, private, key.key.public)
        except NotOnCurve as error:
            raise BadAnswer("chip_key", str(error)) from error

    def commands(self) -> list[Command]:
        """What to send, in order; each must answer 9000."""
        named = b"" if self._info.key is None else ber.write(0x84, _number(self._info.key))
        if not self.suite.aes:
            return [Command(0x00, 0x22, 0x41, 0xA6, ber.write(0x91, self._public) + named)]
        return [
            Command(0x00, 0x22, 0x41, 0xA4, ber.write(0x80, ber.write_oid(self._info.oid)[2:]) + named),
            Command(0x00, 0x86, 0, 0, ber.write(0x7C, ber.write(0x80, self._public)), 256),
        ]

    def session(self) -> SecureSession:
        """The new session, counting from zero."""
        keys = (derive(self._secret, counter, self.suite) for counter in (ENCRYPTION, AUTHENTICATION))
        return SecureSession(self.suite, *keys)


def _number(number: int) -> bytes:
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")
