"""Basic access control: keys from the printed zone, then a session under 3DES (ICAO Doc 9303-11, 4.3)."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable

from drivers.card.ciphers import (
    AUTHENTICATION,
    ENCRYPTION,
    TRIPLE_DES,
    BadAnswer,
    authenticate,
    decrypt,
    derive,
    encrypt,
)
from drivers.card.password import Password
from drivers.card.secure_messaging import Command, SecureSession

GET_CHALLENGE = Command(0x00, 0x84, 0, 0, le=8)


class Bac:
    """One run of basic access control. octets: where random numbers come from."""

    def __init__(self, password: Password, octets: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self.encryption = derive(password.seed, ENCRYPTION, TRIPLE_DES)
        self.authentication = derive(password.seed, AUTHENTICATION, TRIPLE_DES)
        self._octets = octets
        self._challenge = self._mine = self._share = b""

    def ask(self, challenge: bytes) -> Command:
        """EXTERNAL AUTHENTICATE for the chip's challenge of eight octets. Raises BadAnswer."""
        if len(challenge) != 8:
            raise BadAnswer("chip_answer", f"a challenge of {len(challenge)} octets")
        self._challenge, self._mine, self._share = challenge, self._octets(8), self._octets(16)
        hidden = encrypt(TRIPLE_DES, self.encryption, self._mine + challenge + self._share)
        return Command(0x00, 0x82, 0, 0, hidden + authenticate(TRIPLE_DES, self.authentication, hidden), 40)

    def take(self, answer: bytes) -> SecureSession:
        """The session from the chip's answer of 40 octets. Raises BadAnswer."""
        if len(answer) != 40:
            raise BadAnswer("chip_answer", f"{len(answer)} octets instead of 40")
        hidden, mac = answer[:32], answer[32:]
        if not hmac.compare_digest(mac, authenticate(TRIPLE_DES, self.authentication, hidden)):
            raise BadAnswer("chip_mac", "the answer is not the chip's")
        plain = decrypt(TRIPLE_DES, self.encryption, hidden)
        if plain[:8] != self._challenge or plain[8:16] != self._mine:
            raise BadAnswer("chip_answer", "the answer is to another challenge")
        seed = bytes(a ^ b for a, b in zip(self._share, plain[16:], strict=True))
        return SecureSession(
            TRIPLE_DES,
            derive(seed, ENCRYPTION, TRIPLE_DES),
            derive(seed, AUTHENTICATION, TRIPLE_DES),
            self._challenge[4:] + self._mine[4:],
        )
