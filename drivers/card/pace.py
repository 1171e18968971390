"""PACE: a session from a short password, with the generic, the integrated and the chip authentication mapping (ICAO Doc
9303-11, 4.4; BSI TR-03110).

The arithmetic is on whole numbers of Python and not of constant time; see `standards.curves`. The keys are of one use.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable

from drivers.card.ciphers import (
    AUTHENTICATION,
    ENCRYPTION,
    PASSWORD,
    SUITES,
    BadAnswer,
    Suite,
    authenticate,
    decrypt,
    derive,
    encrypt,
    unpad,
)
from drivers.card.password import Password
from drivers.card.secure_messaging import Command, SecureSession
from models.standards import ber
from models.standards.ber import BadEncoding
from models.standards.curves import Curve, Modp, NotOnCurve
from models.standards.security_info import PaceInfo

Group = Curve | Modp
# Constants of the integrated mapping (Doc 9303-11, 4.4.3.3.2), by the octets of the nonce: c0, c1.
_C = {
    16: (bytes.fromhex("a668892a7c41e3ca739f40b057d85904"), bytes.fromhex("a4e136ac725f738b01c1f60217c188ad")),
    32: (
        bytes.fromhex("d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676"),
        bytes.fromhex("54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517"),
    ),
}
_MAPPED, _MAPPING, _KEY, _TOKEN = (0x81, 0x82), (0x81, 0x82), (0x83, 0x84), (0x85, 0x86)
_MOST_OBJECTS = 8


def password_key(password: Password, suite: Suite) -> bytes:
    """The key that the nonce is encrypted with."""
    return derive(password.secret, PASSWORD, suite)


def public(group: Group, private: int, generator: object = None) -> bytes:
    """A public key's octets for a private one, under the group's generator or another."""
    if isinstance(group, Curve):
        return group.encode(group.multiply(private, group.generator if generator is None else generator))  # type: ignore[arg-type]
    return group.encode(pow(group.g if generator is None else generator, private, group.p))  # type: ignore[call-overload]


def map_generic(group: Group, nonce: bytes, private: int, other: bytes) -> tuple[int, int] | int:
    """The generator that nonce and both mapping keys give (4.4.3.3.1). Raises NotOnCurve."""
    s = int.from_bytes(nonce, "big")
    if isinstance(group, Curve):
        shared = group.multiply(private, group.decode(other))
        mapped = group.add(group.multiply(s, group.generator), shared)
        if mapped is None:
            raise NotOnCurve("the mapping gives no generator")
        return mapped
    generator = pow(group.g, s, group.p) * pow(group.decode(other), private, group.p) % group.p
    if not group.has(generator):
        raise NotOnCurve("the mapping gives no generator")
    return generator


def shared_point(curve: Curve, private: int, other: bytes) -> bytes:
    """The point that two mapping keys share: H of the generic mapping."""
    return curve.encode(curve.multiply(private, curve.decode(other)))


def pseudo_random(suite: Suite, nonce: bytes, other: bytes, p: int) -> tuple[bytes, int]:
    """R(s, t) and the number of the field that it gives (4.4.3.3.2). other: t, as long as a key."""
    c0, c1 = _C[len(nonce)]
    key = encrypt(suite, other, nonce)[: suite.key]
    out = b""
    while len(out) * 8 < p.bit_length() + 64:
        out += encrypt(suite, key, c1)
        key = encrypt(suite, key, c0)[: suite.key]
    return out, int.from_bytes(out, "big") % p


def encode_point(curve: Curve, t: int) -> tuple[int, int]:
    """A point for a number of the field (Doc 9303-11, B.2). Raises NotOnCurve for a curve or number without one."""
    p, a, b = curve.p, curve.a, curve.b
    alpha = -t * t % p
    if p % 4 != 3 or (alpha + alpha * alpha) % p == 0:
        raise NotOnCurve("the encoding is not defined")
    x2 = -b * pow(a, -1, p) * (1 + pow(alpha + alpha * alpha, -1, p)) % p
    x3 = alpha * x2 % p
    h2 = (x2**3 + a * x2 + b) % p
    u = t**3 * h2 % p
    root = pow(h2, p - 1 - (p + 1) // 4, p)
    point = (x2, root * h2 % p) if root * root * h2 % p == 1 else (x3, root * u % p)
    if not curve.has(point):
        raise NotOnCurve("the encoding gives no point")
    return point


def map_integrated(group: Group, suite: Suite, nonce: bytes, other: bytes) -> tuple[int, int] | int:
    """The generator that the nonce and the terminal's number give (4.4.3.3.2). Raises NotOnCurve."""
    _, number = pseudo_random(suite, nonce, other, group.p)
    if isinstance(group, Curve):
        return encode_point(group, number)
    generator = pow(number, (group.p - 1) // group.q, group.p)
    if not group.has(generator):
        raise NotOnCurve("the mapping gives no generator")
    return generator


def agree(group: Group, private: int, other: bytes) -> bytes:
    """The shared secret: the x coordinate or the number, as long as the field. Raises NotOnCurve."""
    if isinstance(group, Curve):
        point = group.multiply(private, group.decode(other))
        if point is None:
            raise NotOnCurve("no shared secret")
        return point[0].to_bytes(group.octets, "big")
    return group.encode(pow(group.decode(other), private, group.p))


def token(suite: Suite, key: bytes, oid: str, group: Group, other: bytes) -> bytes:
    """The word for having the same keys, over the other side's ephemeral key (4.4.3.4)."""
    inner = ber.write(0x86 if isinstance(group, Curve) else 0x84, other)
    return authenticate(suite, key, ber.write(0x7F49, ber.write_oid(oid), inner))


def chip_data(suite: Suite, key: bytes, data: bytes) -> int:
    """The chip's proof of the chip authentication mapping, opened (4.4.3.3.3). Raises BadAnswer."""
    iv = encrypt(suite, key, b"\xff" * suite.block)
    return int.from_bytes(unpad(decrypt(suite, key, data, iv)), "big")


def chip_proves(curve: Curve, proof: int, static: bytes, mapping: bytes) -> bool:
    """Whether the proof times the chip's static key is its mapping key: the chip has the static private one.

    static: from EF.CardSecurity, whose signature is checked elsewhere.
    """
    try:
        return curve.multiply(proof, curve.decode(static)) == curve.decode(mapping)
    except NotOnCurve:
        return False


class Pace:
    """One run of PACE as a terminal, step by step: each `ask` gives a command, each `take` reads the answer to it.

    scalar: a private key below its argument; octets: where the integrated mapping's number comes from.
    """

    def __init__(
        self,
        info: PaceInfo,
        password: Password,
        scalar: Callable[[int], int] = lambda n: secrets.randbelow(n - 1) + 1,
        octets: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.info, self.password = info, password
        self.suite = SUITES[info.cipher]
        self._scalar, self._octets = scalar, octets
        self._order = info.group.n if isinstance(info.group, Curve) else info.group.q
        self._nonce = self._number = self._public = self._other = b""
        self._private = 0
        self._generator: tuple[int, int] | int = 0
        self._encryption = self._authentication = b""
        self.mapping_key = b""
        self.proof: int | None = None

    def select(self, ambiguous: bool = False) -> Command:
        """MSE:SET AT. ambiguous: the chip offers this way on two groups."""
        data = ber.write(0x80, ber.write_oid(self.info.oid)[2:]) + ber.write(0x83, bytes((self.password.reference,)))
        if ambiguous:
            data += ber.write(0x84, bytes((self.info.number,)))
        return Command(0x00, 0x22, 0xC1, 0xA4, data)

    def ask_nonce(self) -> Command:
        """GENERAL AUTHENTICATE for the encrypted nonce."""
        return _general(b"")

    def take_nonce(self, data: bytes) -> None:
        """Raises BadAnswer."""
        hidden = _answer(data, 0x80)
        # Chips after older drafts send one block whatever the key; the integrated mapping takes whole ones only.
        fits = 8 <= len(hidden) <= 32 if self.info.mapping != "IM" else len(hidden) == self.suite.nonce
        if not fits or len(hidden) % self.suite.block:
            raise BadAnswer("chip_answer", f"a nonce of {len(hidden)} octets")
        self._nonce = decrypt(self.suite, password_key(self.password, self.suite), hidden)

    def ask_map(self) -> Command:
        """GENERAL AUTHENTICATE with the mapping key, or with the number of the integrated mapping."""
        if self.info.mapping == "IM":
            self._number = self._octets(self.suite.key)
            return _general(ber.write(_MAPPED[0], self._number))
        self._private = self._scalar(self._order)
        return _general(ber.write(_MAPPED[0], public(self.info.group, self._private)))

    def take_map(self, data: bytes) -> None:
        """Raises BadAnswer."""
        if self.info.mapping == "IM":
            with _Checked():
                self._generator = map_integrated(self.info.group, self.suite, self._nonce, self._number)
            return
        self.mapping_key = _answer(data, _MAPPING[1])
        with _Checked():
            self._generator = map_generic(self.info.group, self._nonce, self._private, self.mapping_key)

    def ask_key(self) -> Command:
        """GENERAL AUTHENTICATE with the ephemeral key."""
        self._private = self._scalar(self._order)
        self._public = public(self.info.group, self._private, self._generator)
        return _general(ber.write(_KEY[0], self._public))

    def take_key(self, data: bytes) -> None:
        """Raises BadAnswer, also for a chip that sends our own key back."""
        self._other = _answer(data, _KEY[1])
        if self._other == self._public:
            raise BadAnswer("chip_answer", "our own key came back")
        with _Checked():
            secret = agree(self.info.group, self._private, self._other)
        self._encryption = derive(secret, ENCRYPTION, self.suite)
        self._authentication = derive(secret, AUTHENTICATION, self.suite)

    def ask_token(self) -> Command:
        """GENERAL AUTHENTICATE with the token, the last of the chain."""
        mine = token(self.suite, self._authentication, self.info.oid, self.info.group, self._other)
        return _general(ber.write(_TOKEN[0], mine), last=True)

    def take_token(self, data: bytes) -> SecureSession:
        """The session. Raises BadAnswer."""
        theirs = token(self.suite, self._authentication, self.info.oid, self.info.group, self._public)
        if not hmac.compare_digest(_answer(data, _TOKEN[1]), theirs):
            raise BadAnswer("chip_mac", "the token is not the chip's")
        if self.info.mapping == "CAM":
            self.proof = chip_data(self.suite, self._encryption, _answer(data, 0x8A))
        return SecureSession(self.suite, self._encryption, self._authentication)

    def chip_proves(self, static: bytes) -> bool:
        """After a run with the chip authentication mapping: whether the chip has the key of EF.CardSecurity."""
        group = self.info.group
        if self.proof is None or not isinstance(group, Curve):
            return False
        return chip_proves(group, self.proof, static, self.mapping_key)


class _Checked:
    """Keys that are not of the group are the chip's fault."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, NotOnCurve):
            raise BadAnswer("chip_key", str(error)) from error


def _general(data: bytes, last: bool = False) -> Command:
    return Command(0x00 if last else 0x10, 0x86, 0, 0, ber.write(0x7C, data), 256)


def _answer(data: bytes, tag: int) -> bytes:
    """One object of dynamic authentication data. Raises BadAnswer."""
    try:
        found = {item.tag: item.value for item in ber.read_whole(data, 0x7C, 8192).items(_MOST_OBJECTS)}
    except BadEncoding as error:
        raise BadAnswer("chip_answer", str(error)) from error
    if tag not in found:
        raise BadAnswer("chip_answer", f"no {tag:X} in the answer")
    return found[tag]
