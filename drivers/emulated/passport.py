"""An emulated passport: the chip's side of ICAO Doc 9303-10 and -11, for demonstration, training and tests.

It shares no code with the reader: ciphers are `cryptography`'s, curves `passport_curves`, everything else is written
here from the standard. Its keys and its signatures are as genuine as `passport_state` makes them, and each can be made
wrong. `transmit` takes and gives octets, as a reader does.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import cmac, hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from drivers.emulated.passport_curves import NUMBERS, PlainCurve, plain_curve
from drivers.emulated.passport_state import (
    CARD_SECURITY_CONTENT,
    EmulatedState,
    der_number,
    der_oid,
    public_info,
    tlv,
)
from drivers.errors import Unplugged

APPLICATION = bytes.fromhex("A0000002471001")
ATR = bytes.fromhex("3B888001000000000000000009")  # contactless (PC/SC 3, 3.1.3.2.3.1), with its check octet last
_PACE, _CA, _KEY = "0.4.0.127.0.7.2.2.4", "0.4.0.127.0.7.2.2.3.2", "0.4.0.127.0.7.2.2.1.2"
_ARCS = {"GM": 2, "IM": 4, "CAM": 6}
_KEYS = {1: 16, 2: 16, 3: 24, 4: 32}
_TAGS = {1: 0x61, 2: 0x75, 11: 0x6B, 12: 0x6C, 14: 0x6E, 15: 0x6F}
_COM, _SOD = 0x011E, 0x011D
_CARD_ACCESS, _CARD_SECURITY, _ATR_INFO = 0x011C, 0x011D, 0x2F01
# Doc 9303-11, 4.4.3.3.2: c0 and c1 for nonces of 16 and of 32 octets.
_C0 = {
    16: "a668892a7c41e3ca739f40b057d85904",
    32: "d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676",
}
_C1 = {
    16: "a4e136ac725f738b01c1f60217c188ad",
    32: "54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517",
}


class CardFault(StrEnum):
    """How an emulated chip misbehaves from its n-th answer on."""

    TRUNCATED = "truncated"
    RANDOM = "random"
    EMPTY = "empty"
    LONG = "long"
    MORE = "more"
    AGAIN = "again"
    WRONG_MAC = "wrong mac"
    REFUSED = "refused"
    LIFTED = "lifted"


@dataclass(frozen=True)
class Traits:
    """How the chip is made.

    pace: mapping (GM, IM, CAM), cipher (1 3DES, 2 to 4 AES) and number of the group, each way that is offered; bac:
    whether the older access is there; chip_authentication: its cipher, 0 for none; active: "ecdsa", "rsa" or "".
    extended: takes commands of the long form; most_read: octets that one answer gives at most; refused_read: READ of
    more octets answers 6700; seconds: for each command; fault, from_answer: see `CardFault`; hidden: groups that EF.COM
    does not name.
    """

    pace: tuple[tuple[str, int, int], ...] = (("GM", 2, 12),)
    bac: bool = True
    can: str = "123456"
    nonce: int = 0
    chip_authentication: int = 2
    chip_curve: int = 13
    active: str = "ecdsa"
    extended: bool = False
    announces_extended: bool | None = None
    most_read: int = 65536
    refused_read: int = 65536
    seconds: float = 0.0
    fault: CardFault | None = None
    from_answer: int = 0
    hidden: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Holder:
    """Whose passport it is. lines: the zone; picture: JPEG or JPEG 2000; birth, issued: for DG11 and DG12."""

    lines: tuple[str, ...]
    picture: bytes = field(repr=False)
    full_name: str = ""
    birth: date | None = None
    authority: str = "EMULATED AUTHORITY"
    issued: date | None = None
    size: tuple[int, int] = (480, 640)


def _block(cipher: int, key: bytes) -> tuple[algorithms.AES | TripleDES, int]:
    return (TripleDES(key + key[:8]), 8) if cipher == 1 else (algorithms.AES(key), 16)


def _cbc(cipher: int, key: bytes, data: bytes, iv: bytes = b"", back: bool = False) -> bytes:
    algorithm, block = _block(cipher, key)
    engine = Cipher(algorithm, modes.CBC(iv or bytes(block)))
    run = engine.decryptor() if back else engine.encryptor()
    return run.update(data) + run.finalize()


def _kdf(secret: bytes, counter: int, cipher: int) -> bytes:
    name = "sha1" if cipher < 3 else "sha256"
    return hashlib.new(name, secret + bytes((0, 0, 0, counter)), usedforsecurity=False).digest()[: _KEYS[cipher]]


def _filled(data: bytes, block: int) -> bytes:
    data += b"\x80"
    return data + b"\0" * (-len(data) % block)


def _mac(cipher: int, key: bytes, data: bytes) -> bytes:
    """Of data that are padded already where the cipher is 3DES."""
    if cipher > 1:
        run = cmac.CMAC(algorithms.AES(key))
        run.update(data)
        return run.finalize()[:8]
    one, two = key[:8] * 3, key[8:16] * 3
    state = bytes(8)
    for at in range(0, len(data), 8):
        state = _cbc(1, one[:16], bytes(a ^ b for a, b in zip(state, data[at : at + 8], strict=True)))
    return _cbc(1, one[:16], _cbc(1, two[:16], state, back=True))


def _objects(data: bytes) -> dict[int, bytes]:
    """Objects side by side, by tag. Raises ValueError."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        tag, at = data[at], at + 1
        if at >= len(data):
            raise ValueError("no length")
        size, at = data[at], at + 1
        if size > 0x82:
            raise ValueError("too long")
        if size > 0x80:
            count = size - 0x80
            size, at = int.from_bytes(data[at : at + count], "big"), at + count
        if at + size > len(data):
            raise ValueError("cut off")
        found[tag], at = data[at : at + size], at + size
    return found


class _Protection:
    """The chip's end of secure messaging."""

    def __init__(self, cipher: int, secret: bytes, counter: int = 0) -> None:
        self.cipher = cipher
        self.block = 8 if cipher == 1 else 16
        self.enc, self.mac = _kdf(secret, 1, cipher), _kdf(secret, 2, cipher)
        self.count = counter

    def _step(self) -> bytes:
        self.count = (self.count + 1) % (1 << 8 * self.block)
        return self.count.to_bytes(self.block, "big")

    def _iv(self, count: bytes) -> bytes:
        return bytes(8) if self.cipher == 1 else _cbc(self.cipher, self.enc, count)

    def open(self, header: bytes, body: bytes) -> tuple[bytes, int | None]:
        """Data and Le of a command. Raises ValueError."""
        count = self._step()
        found = _objects(body)
        given = found.pop(0x8E, b"")
        objects = body[: len(body) - 10] if body[-10:-8] == b"\x8e\x08" else body
        text = count + _filled(header, self.block) + (_filled(objects, self.block) if objects else b"")
        if not hmac.compare_digest(_mac(self.cipher, self.mac, text), given):
            raise ValueError("mac")
        hidden = found.get(0x85) or found.get(0x87, b"")[1:]
        if len(hidden) % self.block:
            raise ValueError("no whole blocks")
        plain = b""
        if hidden:
            plain = _cbc(self.cipher, self.enc, hidden, self._iv(count), back=True).rstrip(b"\0")
            if plain[-1:] != b"\x80":
                raise ValueError("padding")
            plain = plain[:-1]
        if 0x97 not in found:
            return plain, None
        wanted = int.from_bytes(found[0x97], "big")
        return plain, wanted or (65536 if len(found[0x97]) == 2 else 256)

    def close(self, data: bytes, status: int, odd: bool) -> bytes:
        """A protected answer."""
        count = self._step()
        objects = b""
        if data:
            hidden = _cbc(self.cipher, self.enc, _filled(data, self.block), self._iv(count))
            objects = tlv(0x85, hidden) if odd else tlv(0x87, b"\x01", hidden)
        word = status.to_bytes(2, "big")
        objects += tlv(0x99, word)
        return objects + tlv(0x8E, _mac(self.cipher, self.mac, count + _filled(objects, self.block))) + word


@dataclass
class _Pace:
    """One run of it. step: which of the four messages comes next."""

    mapping: str
    cipher: int
    oid: bytes
    curve: PlainCurve
    secret: bytes
    nonce: bytes
    step: int = 0
    private: int = 0
    generator: tuple[int, int] | None = None
    theirs: bytes = b""
    mine: bytes = b""
    shared: bytes = b""


class EmulatedPassport:
    """A passport of `state` for `holder`. files: elementary files of the application by identifier, to be changed at
    will; `commands` counts what came."""

    atr = ATR

    def __init__(self, state: EmulatedState, holder: Holder, traits: Traits | None = None) -> None:
        self.traits = traits or Traits()
        self.state, self.holder = state, holder
        self._new_keys()
        self.groups = self._make_groups()
        self.files: dict[int, bytes] = {0x0100 + number: data for number, data in self.groups.items()}
        self.files[_SOD] = state.security_object(self.groups)
        named = bytes(_TAGS[number] for number in self.groups if number not in self.traits.hidden)
        self.files[_COM] = tlv(0x60, tlv(0x5F01, b"0107"), tlv(0x5F36, b"040000"), tlv(0x5C, named))
        self.master = self._make_master()
        self.lifted = False
        self.commands = 0
        self._mrz = self._information()
        self.reset()

    # What is in it

    def _new_keys(self) -> None:
        self._chip = ec.generate_private_key(NUMBERS[self.traits.chip_curve])
        self._active: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = (
            rsa.generate_private_key(65537, 1024)  # noqa: S505 # nosec B505 - what passports of the field have
            if self.traits.active == "rsa"
            else ec.generate_private_key(ec.SECP256R1())
        )
        mapped = next((number for mapping, _, number in self.traits.pace if mapping == "CAM"), 12)
        self._static = ec.generate_private_key(NUMBERS[mapped])

    def clone(self) -> EmulatedPassport:
        """A copy of everything that can be read: the keys of the chip cannot."""
        copy = EmulatedPassport(self.state, self.holder, self.traits)
        copy.files, copy.master, copy.groups = dict(self.files), dict(self.master), dict(self.groups)
        return copy

    def _information(self) -> str:
        lines = self.holder.lines
        if len(lines) == 3:
            if lines[0][14] == "<":
                raise ValueError("long numbers are not emulated")
            return lines[0][5:15] + lines[1][:7] + lines[1][8:15]
        return lines[1][:10] + lines[1][13:20] + lines[1][21:28]

    def _make_groups(self) -> dict[int, bytes]:
        holder = self.holder
        groups = {
            1: tlv(0x61, tlv(0x5F1F, "".join(holder.lines).encode("ascii"))),
            2: face_group(holder.picture, holder.size),
        }
        if holder.full_name or holder.birth:
            parts = {}
            if holder.full_name:
                parts[0x5F0E] = holder.full_name.encode()
            if holder.birth:
                parts[0x5F2B] = holder.birth.strftime("%Y%m%d").encode()
            listed = b"".join(tag.to_bytes(2, "big") for tag in parts)
            groups[11] = tlv(0x6B, tlv(0x5C, listed), *(tlv(tag, value) for tag, value in parts.items()))
        if holder.issued:
            issued = tlv(0x5F26, holder.issued.strftime("%Y%m%d").encode())
            authority = tlv(0x5F19, holder.authority.encode())
            groups[12] = tlv(0x6C, tlv(0x5C, b"\x5f\x19\x5f\x26"), authority, issued)
        infos = []
        if self.traits.chip_authentication:
            oid = f"{_CA}.{self.traits.chip_authentication}"
            infos.append(tlv(0x30, der_oid(oid), der_number(1)))
            infos.append(tlv(0x30, der_oid(_KEY), public_info(self._chip)))
        if self.traits.active == "ecdsa":
            plain_sha256 = "0.4.0.127.0.7.1.1.4.1.3"
            infos.append(tlv(0x30, der_oid("2.23.136.1.1.5"), der_number(1), der_oid(plain_sha256)))
        if infos:
            groups[14] = tlv(0x6E, tlv(0x31, *sorted(infos)))
        if self.traits.active:
            info = self._active.public_key().public_bytes(
                serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            groups[15] = tlv(0x6F, info)
        return groups

    def _make_master(self) -> dict[int, bytes]:
        files: dict[int, bytes] = {}
        announced = self.traits.extended if self.traits.announces_extended is None else self.traits.announces_extended
        if announced:
            files[_ATR_INFO] = tlv(0x7F66, tlv(2, b"\x08\x00"), tlv(2, b"\x75\x30"))
        if self.traits.pace:
            infos = [
                tlv(0x30, der_oid(f"{_PACE}.{_ARCS[mapping]}.{cipher}"), der_number(2), der_number(number))
                for mapping, cipher, number in self.traits.pace
            ]
            files[_CARD_ACCESS] = tlv(0x31, *sorted(infos))
        if any(mapping == "CAM" for mapping, _, _ in self.traits.pace):
            key = tlv(0x30, der_oid(_KEY), public_info(self._static))
            files[_CARD_SECURITY] = self.state.sign(tlv(0x31, key), CARD_SECURITY_CONTENT)
        return files

    # The wire

    def reset(self) -> None:
        """Laid on anew: no session, nothing selected."""
        self._protection: _Protection | None = None
        self._next: _Protection | None = None
        self._opened = self._in_application = False
        self._file: bytes | None = None
        self._pace: _Pace | None = None
        self._challenge = b""
        self._chain = b""
        self._chip_cipher = 0

    def transmit(self, apdu: bytes) -> bytes:
        """The answer to a command. Raises Unplugged when the card was lifted."""
        if self.lifted:
            raise Unplugged("card_lifted")
        self.commands += 1
        if self.traits.seconds:
            time.sleep(self.traits.seconds)
        answer = self._answer(apdu)
        if self.traits.fault is not None and self.commands > self.traits.from_answer:
            return self._spoil(self.traits.fault, answer)
        return answer

    def _spoil(self, fault: CardFault, answer: bytes) -> bytes:
        if fault is CardFault.LIFTED:
            self.lifted = True
            raise Unplugged("card_lifted")
        spoiled: dict[CardFault, Callable[[], bytes]] = {
            CardFault.TRUNCATED: lambda: answer[: len(answer) // 2],
            CardFault.RANDOM: lambda: secrets.token_bytes(secrets.randbelow(300)),
            CardFault.EMPTY: lambda: b"",
            CardFault.LONG: lambda: secrets.token_bytes(65536) + b"\x90\x00",
            CardFault.MORE: lambda: b"\x61\xff",
            CardFault.AGAIN: lambda: b"\x6c\xff",
            CardFault.WRONG_MAC: lambda: (
                answer[:-3] + bytes((answer[-3] ^ 1,)) + answer[-2:] if len(answer) > 2 else answer
            ),
            CardFault.REFUSED: lambda: b"\x6f\x00",
        }
        return spoiled[fault]()

    def _answer(self, apdu: bytes) -> bytes:
        try:
            header, data, le, extended = _command(apdu)
        except ValueError:
            self.reset()
            return b"\x67\x00"
        if extended and not self.traits.extended:
            self._protection = None
            self._opened = False
            return b"\x67\x00"
        protection = self._protection
        if header[0] & 0x0C != 0x0C:
            if protection is not None:  # a plain command ends the session
                self._protection, self._opened = None, False
            try:
                out, status = self._run(header, data, le, 65536 if extended else 256)
            except ValueError:
                out, status = b"", 0x6A80
            self._protection, self._next = self._next or self._protection, None
            return out + status.to_bytes(2, "big")
        if protection is None:
            return b"\x69\x88"
        try:
            plain, wanted = protection.open(header, data)
        except ValueError:
            self._protection, self._opened = None, False
            return b"\x69\x88"
        room = 65000 if extended else (231 if protection.cipher == 1 else 223)
        try:
            out, status = self._run(header, plain, wanted, room)
        except ValueError:
            out, status = b"", 0x6A80
        answer = protection.close(out, status, bool(header[1] & 1))
        if status >= 0x6300 and status not in (0x6282, 0x9000) and status >> 8 == 0x67:
            self._protection, self._opened = None, False
        if self._next is not None:
            self._protection, self._next = self._next, None
        return answer

    def _run(self, header: bytes, data: bytes, le: int | None, room: int) -> tuple[bytes, int]:
        chained, ins, p1, p2 = bool(header[0] & 0x10), header[1], header[2], header[3]
        if ins in (0xB0, 0xB1):
            return self._read(ins, p1, p2, data, le or 256, room)
        runs: dict[int, Callable[[], tuple[bytes, int]]] = {
            0xA4: lambda: self._select(p1, data),
            0x84: lambda: self._get_challenge(le),
            0x82: lambda: self._external(data),
            0x22: lambda: self._manage(p1, p2, data),
            0x86: lambda: self._general(data, chained),
            0x88: lambda: self._internal(data),
        }
        return runs[ins]() if ins in runs else (b"", 0x6D00)

    # Files

    def _select(self, p1: int, data: bytes) -> tuple[bytes, int]:
        if p1 == 4:
            if data != APPLICATION:
                return b"", 0x6A82
            self._in_application, self._file = True, None
            return b"", 0x9000
        if p1 == 0 and data in (b"", b"\x3f\x00"):
            self._in_application, self._file = False, None
            return b"", 0x9000
        if p1 != 2 or len(data) != 2:
            return b"", 0x6A86
        return self._choose(int.from_bytes(data, "big"))

    def _choose(self, name: int) -> tuple[bytes, int]:
        files = self.files if self._in_application else self.master
        if name not in files:
            return b"", 0x6A82
        if not self._opened and (self._in_application or name == _CARD_SECURITY):
            return b"", 0x6982
        self._file = files[name]
        return b"", 0x9000

    def _read(self, ins: int, p1: int, p2: int, data: bytes, le: int, room: int) -> tuple[bytes, int]:
        if le > self.traits.refused_read:
            return b"", 0x6700
        if ins == 0xB1:
            offset = int.from_bytes(_objects(data)[0x54], "big")
            room, le = min(room, le), 65536
            room -= 2 if room < 130 else 3 if room < 259 else 4  # the object around the octets counts
        elif p1 & 0x80:
            _, status = self._choose(0x0100 | p1 & 0x1F)
            if status != 0x9000:
                return b"", status
            offset = p2
        else:
            offset = p1 << 8 | p2
        if self._file is None:
            return b"", 0x6986
        if not self._opened and self._in_application:
            return b"", 0x6982
        if offset >= len(self._file):
            return b"", 0x6B00
        part = self._file[offset : offset + min(le, room, self.traits.most_read)]
        status = 0x9000 if len(part) == le or le in (256, 65536) else 0x6282
        return (tlv(0x53, part) if ins == 0xB1 else part), status

    # Basic access control

    def _get_challenge(self, le: int | None) -> tuple[bytes, int]:
        if le != 8 or not self.traits.bac:
            return b"", 0x6985
        self._challenge = secrets.token_bytes(8)
        return self._challenge, 0x9000

    def _external(self, data: bytes) -> tuple[bytes, int]:
        challenge, self._challenge = self._challenge, b""
        if not challenge or not self._in_application or len(data) != 40:
            return b"", 0x6985
        seed = hashlib.sha1(self._mrz.encode(), usedforsecurity=False).digest()[:16]
        enc, mac = _kdf(seed, 1, 1), _kdf(seed, 2, 1)
        if not hmac.compare_digest(_mac(1, mac, _filled(data[:32], 8)), data[32:]):
            return b"", 0x6300
        plain = _cbc(1, enc, data[:32], back=True)
        if plain[8:16] != challenge:
            return b"", 0x6300
        share = secrets.token_bytes(16)
        hidden = _cbc(1, enc, challenge + plain[:8] + share)
        self._next = _Protection(
            1,
            bytes(a ^ b for a, b in zip(plain[16:], share, strict=True)),
            int.from_bytes(challenge[4:] + plain[4:8], "big"),
        )
        self._opened = True
        return hidden + _mac(1, mac, _filled(hidden, 8)), 0x9000

    # PACE and chip authentication

    def _manage(self, p1: int, p2: int, data: bytes) -> tuple[bytes, int]:
        found = _objects(data)
        if (p1, p2) == (0xC1, 0xA4):
            return self._begin_pace(found)
        if p1 != 0x41 or p2 not in (0xA4, 0xA6) or self._protection is None or not self.traits.chip_authentication:
            return b"", 0x6A88
        self._chip_cipher = self.traits.chip_authentication
        if p2 == 0xA6:
            return self._agree_chip(found.get(0x91, b"")) if self._chip_cipher == 1 else (b"", 0x6A80)
        if found.get(0x80) != der_oid(f"{_CA}.{self._chip_cipher}")[2:]:
            return b"", 0x6A80
        return b"", 0x9000

    def _agree_chip(self, point: bytes) -> tuple[bytes, int]:
        curve = NUMBERS[self.traits.chip_curve]
        other = ec.EllipticCurvePublicKey.from_encoded_point(curve, point)
        self._next = _Protection(self._chip_cipher, self._chip.exchange(ec.ECDH(), other))
        self._chip_cipher = 0
        return b"", 0x9000

    def _begin_pace(self, found: dict[int, bytes]) -> tuple[bytes, int]:
        for mapping, cipher, number in self.traits.pace:
            oid = der_oid(f"{_PACE}.{_ARCS[mapping]}.{cipher}")
            if found.get(0x80) == oid[2:] and found.get(0x84, bytes((number,))) == bytes((number,)):
                word = {b"\x01": hashlib.sha1(self._mrz.encode(), usedforsecurity=False).digest(),
                        b"\x02": self.traits.can.encode()}.get(found.get(0x83, b""))  # fmt: skip
                if word is None:
                    return b"", 0x6A88
                size = 32 if mapping == "IM" and cipher > 2 else 16
                nonce = secrets.token_bytes(self.traits.nonce or size)
                self._pace = _Pace(mapping, cipher, oid, plain_curve(number), _kdf(word, 3, cipher), nonce)
                return b"", 0x9000
        return b"", 0x6A80

    def _general(self, data: bytes, chained: bool) -> tuple[bytes, int]:  # noqa: PLR0911 - a table of steps
        found = _objects(_objects(data).get(0x7C, b""))
        if self._chip_cipher and self._protection is not None and 0x80 in found:
            return tlv(0x7C), self._agree_chip(found[0x80])[1]
        run = self._pace
        expected = {0: None, 1: 0x81, 2: 0x83, 3: 0x85}
        if run is None or (run.step < 3) != chained or (run.step and expected[run.step] not in found):
            self._pace = None
            return b"", 0x6985
        step = run.step
        run.step += 1
        try:
            if step == 0:
                return tlv(0x7C, tlv(0x80, _cbc(run.cipher, run.secret, run.nonce))), 0x9000
            if step == 1:
                return self._map(run, found[0x81]), 0x9000
            if step == 2:
                return self._agree(run, found[0x83]), 0x9000
            return self._finish(run, found[0x85])
        except ValueError:
            self._pace = None
            return b"", 0x6300

    def _map(self, run: _Pace, value: bytes) -> bytes:
        curve = run.curve
        if run.mapping == "IM":
            run.generator = _integrated(run, value)
            return tlv(0x7C, tlv(0x82))
        run.private = secrets.randbelow(curve.n - 1) + 1
        shared = curve.times(run.private, curve.read(value))
        nonce = int.from_bytes(run.nonce, "big")
        run.generator = curve.add(curve.times(nonce, curve.g), shared)
        return tlv(0x7C, tlv(0x82, curve.write(curve.times(run.private, curve.g))))

    def _agree(self, run: _Pace, value: bytes) -> bytes:
        private = secrets.randbelow(run.curve.n - 1) + 1
        run.theirs, run.mine = value, run.curve.write(run.curve.times(private, run.generator))
        run.shared = run.curve.write(run.curve.times(private, run.curve.read(value)))[1 : 1 + run.curve.size]
        return tlv(0x7C, tlv(0x84, run.mine))

    def _finish(self, run: _Pace, value: bytes) -> tuple[bytes, int]:
        self._pace = None
        protection = _Protection(run.cipher, run.shared)

        def token(point: bytes) -> bytes:
            text = tlv(0x7F49, run.oid, tlv(0x86, point))
            return _mac(run.cipher, protection.mac, text if run.cipher > 1 else _filled(text, 8))

        if not hmac.compare_digest(token(run.mine), value):
            return b"", 0x6300
        parts = [tlv(0x86, token(run.theirs))]
        if run.mapping == "CAM":
            static = self._static.private_numbers().private_value
            proof = pow(static, -1, run.curve.n) * run.private % run.curve.n
            iv = _cbc(run.cipher, protection.enc, b"\xff" * 16)
            plain = _filled(proof.to_bytes(run.curve.size, "big"), 16)
            parts.append(tlv(0x8A, _cbc(run.cipher, protection.enc, plain, iv)))
        self._next, self._opened = protection, True
        return tlv(0x7C, *parts), 0x9000

    # Active authentication

    def _internal(self, challenge: bytes) -> tuple[bytes, int]:
        if not self.traits.active or not self._opened or len(challenge) != 8:
            return b"", 0x6985
        key = self._active
        if isinstance(key, ec.EllipticCurvePrivateKey):
            r, s = decode_dss_signature(key.sign(challenge, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big"), 0x9000
        numbers = key.private_numbers()
        n = numbers.public_numbers.n
        size = (n.bit_length() + 7) // 8
        recoverable = secrets.token_bytes(size - 2 - 20)
        digest = hashlib.sha1(recoverable + challenge, usedforsecurity=False).digest()
        block = b"\x6a" + recoverable + digest + b"\xbc"
        return pow(int.from_bytes(block, "big"), numbers.d, n).to_bytes(size, "big"), 0x9000


def _integrated(run: _Pace, key: bytes) -> tuple[int, int]:
    """The integrated mapping with the point encoding of Doc 9303-11, B.2. Raises ValueError."""
    if len(key) != _KEYS[run.cipher]:
        raise ValueError("a key of another length")
    c0, c1 = bytes.fromhex(_C0[len(run.nonce)]), bytes.fromhex(_C1[len(run.nonce)])
    state = _cbc(run.cipher, key, run.nonce)[: len(key)]
    curve, stream = run.curve, b""
    p, a, b = curve.p, curve.a, curve.b
    while 8 * len(stream) < p.bit_length() + 64:
        stream += _cbc(run.cipher, state, c1)
        state = _cbc(run.cipher, state, c0)[: len(key)]
    t = int.from_bytes(stream, "big") % p
    alpha = (p - t * t % p) % p
    x2 = (p - b) * pow(a, -1, p) * (1 + pow(alpha * (1 + alpha), -1, p)) % p
    h = (x2**3 + a * x2 + b) % p
    if pow(h, (p - 1) // 2, p) == 1:
        return x2, pow(h, (p + 1) // 4, p)
    return alpha * x2 % p, t**3 * h * pow(pow(h, (p + 1) // 4, p), -1, p) % p


def _command(apdu: bytes) -> tuple[bytes, bytes, int | None, bool]:
    """Header, data, Le and whether the form is the long one. Raises ValueError."""
    header, body = apdu[:4], apdu[4:]
    if len(header) < 4:
        raise ValueError("no header")
    if not body:
        return header, b"", None, False
    if len(body) == 1:
        return header, b"", body[0] or 256, False
    if body[0]:
        size, rest = body[0], body[1:]
        if len(rest) not in (size, size + 1):
            raise ValueError("another length")
        return header, rest[:size], (rest[size] or 256) if len(rest) > size else None, False
    if len(body) == 3:
        return header, b"", int.from_bytes(body[1:], "big") or 65536, True
    size, rest = int.from_bytes(body[1:3], "big"), body[3:]
    if len(rest) not in (size, size + 2):
        raise ValueError("another length")
    le = int.from_bytes(rest[size:], "big") or 65536 if len(rest) > size else None
    return header, rest[:size], le, True


def face_group(picture: bytes, size: tuple[int, int]) -> bytes:
    """DG2 with one picture (ISO/IEC 19794-5:2005 in a template of ISO/IEC 7816-11). size: width, height."""
    kind = 0 if picture[:2] == b"\xff\xd8" else 1
    width, height = (side.to_bytes(2, "big") for side in size)
    image = bytes((1, kind)) + width + height + bytes((1, 2, 0, 0, 0, 0))
    block = (32 + len(picture)).to_bytes(4, "big") + bytes(16) + image + picture
    record = b"FAC\x00010\x00" + (14 + len(block)).to_bytes(4, "big") + b"\x00\x01" + block
    header = tlv(0xA1, tlv(0x80, b"\x01\x01"), tlv(0x81, b"\x02"), tlv(0x87, b"\x01\x01"), tlv(0x88, b"\x00\x08"))
    return tlv(0x75, tlv(0x7F61, tlv(2, b"\x01"), tlv(0x7F60, header, tlv(0x5F2E, record))))


def with_changed_group(passport: EmulatedPassport, number: int = 2) -> EmulatedPassport:
    """The same chip with an octet in the middle of a data group turned over."""
    changed = bytearray(passport.files[0x0100 + number])
    changed[len(changed) // 2] ^= 0x01
    passport.files[0x0100 + number] = bytes(changed)
    return passport


def with_forged_sod(passport: EmulatedPassport) -> EmulatedPassport:
    """The same chip with a security object by somebody who took over every name of the state's certificates, and
    does not have its key."""
    forger = passport.state.forger()
    groups = {number: passport.files[0x0100 + number] for number in passport.groups}
    passport.files[_SOD] = forger.security_object(groups)
    return passport


def with_traits(passport: EmulatedPassport, **changed: object) -> EmulatedPassport:
    """The same chip behaving otherwise: speed, sizes, faults."""
    passport.traits = replace(passport.traits, **changed)  # type: ignore[arg-type]
    return passport
