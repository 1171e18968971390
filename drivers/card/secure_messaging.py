"""Commands, and their protection under session keys (ISO/IEC 7816-4; ICAO Doc 9303-11, 9.8)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from drivers.card.ciphers import BadAnswer, Suite, authenticate, decrypt, encrypt, pad, unpad
from models.standards import ber
from models.standards.ber import BadEncoding

CIPHER, PLAIN, STATUS, EXPECTED, MAC = 0x87, 0x85, 0x99, 0x97, 0x8E
_MOST_OBJECTS = 8  # in an answer; it has three


@dataclass(frozen=True)
class Command:
    """A command. le: octets of answer that are wanted, 1..65536; None: none; 256 and 65536 mean all there are."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    le: int | None = None

    @property
    def extended(self) -> bool:
        """Whether its lengths need the long form."""
        return len(self.data) > 255 or (self.le or 0) > 256

    def encode(self) -> bytes:
        """Its octets."""
        return _encode(bytes((self.cla, self.ins, self.p1, self.p2)), self.data, self.le, self.extended)


def _encode(header: bytes, data: bytes, le: int | None, extended: bool) -> bytes:
    if extended:
        body = b"\0" + len(data).to_bytes(2, "big") + data if data else b""
        wanted = b"" if le is None else (b"" if data else b"\0") + (le % 65536).to_bytes(2, "big")
        return header + body + wanted
    body = bytes((len(data),)) + data if data else b""
    return header + body + (b"" if le is None else bytes((le % 256,)))


class SecureSession:
    """A protected session: counts, protects and opens. After any error it is over and says so."""

    def __init__(self, suite: Suite, encryption: bytes, authentication: bytes, counter: bytes | None = None) -> None:
        """counter: where counting starts, as long as a block; zeros when not given."""
        self.suite = suite
        self._encryption, self._authentication = encryption, authentication
        self._counter = int.from_bytes(counter or b"", "big")
        self.over = False

    @property
    def counter(self) -> bytes:
        """The send sequence counter."""
        return (self._counter % (1 << 8 * self.suite.block)).to_bytes(self.suite.block, "big")

    def protect(self, command: Command) -> bytes:
        """The octets of a command under protection. Raises BadAnswer when the session is over."""
        self._check()
        self._counter += 1
        header = bytes((command.cla | 0x0C, command.ins, command.p1, command.p2))
        objects = b""
        if command.data:
            hidden = encrypt(self.suite, self._encryption, pad(command.data, self.suite.block), self._iv())
            odd = command.ins & 1  # commands whose data are objects themselves
            objects += ber.write(PLAIN, hidden) if odd else ber.write(CIPHER, b"\x01", hidden)
        if command.le is not None:
            size = 2 if command.le > 256 else 1
            objects += ber.write(EXPECTED, (command.le % (1 << 8 * size)).to_bytes(size, "big"))
        mac = self._mac(pad(header, self.suite.block) + objects if objects else header)
        body = objects + ber.write(MAC, mac)
        extended = command.extended or len(body) > 255
        return _encode(header, body, 65536 if extended else 256, extended)

    def open(self, answer: bytes) -> tuple[bytes, int]:
        """Data and status of a protected answer, its authentication checked before anything is decrypted.

        Raises BadAnswer: `chip_session_lost` for an answer without protection, `chip_mac` for a wrong one,
        `chip_answer` and `chip_padding` for what a right chip does not send. The session is over then.
        """
        self._check()
        self.over = True  # until everything was right
        self._counter += 1
        data, status = self._open(answer)
        self.over = False
        return data, status

    def _open(self, answer: bytes) -> tuple[bytes, int]:
        if len(answer) < 2:
            raise BadAnswer("chip_answer", "shorter than a status")
        if len(answer) == 2:
            raise BadAnswer("chip_session_lost", f"status {answer.hex()}")
        try:
            found = ber.items(answer[:-2], _MOST_OBJECTS)
        except BadEncoding as error:
            raise BadAnswer("chip_answer", str(error)) from error
        objects = {item.tag: item.value for item in found}
        if len(objects) != len(found) or found[-1].tag != MAC or not set(objects) <= {CIPHER, PLAIN, STATUS, MAC}:
            raise BadAnswer("chip_answer", "objects twice, unknown or in another order")
        signed = b"".join(item.raw for item in found[:-1])
        if not signed:
            raise BadAnswer("chip_answer", "nothing but authentication")
        if not hmac.compare_digest(objects[MAC], self._mac(signed)):
            raise BadAnswer("chip_mac", "the answer is not the chip's")
        if len(objects.get(STATUS, b"")) != 2:
            raise BadAnswer("chip_answer", "no protected status")
        return self._data(objects), int.from_bytes(objects[STATUS], "big")

    def _data(self, objects: dict[int, bytes]) -> bytes:
        if CIPHER in objects and PLAIN in objects:
            raise BadAnswer("chip_answer", "data twice")
        hidden = objects.get(PLAIN, b"")
        if CIPHER in objects:
            if objects[CIPHER][:1] != b"\x01":
                raise BadAnswer("chip_answer", "another padding indicator")
            hidden = objects[CIPHER][1:]
        return unpad(decrypt(self.suite, self._encryption, hidden, self._iv())) if hidden else b""

    def _check(self) -> None:
        if self.over:
            raise BadAnswer("chip_session_lost", "ended by an error before")

    def _iv(self) -> bytes | None:
        return encrypt(self.suite, self._encryption, self.counter) if self.suite.aes else None

    def _mac(self, data: bytes) -> bytes:
        data = self.counter + data
        return authenticate(self.suite, self._authentication, pad(data, self.suite.block) if self.suite.aes else data)
