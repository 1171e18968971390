"""A state that issues passports: authority, document signer, security objects, lists; all of it can be made wrong.

Certificates are written octet by octet, because issuers write what no library will: curves with their parameters
spelled out, curves without a name in `cryptography`, fields that should not be there. Keys and signatures are
`cryptography`'s where it has the curve.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from models.standards.ber import BIT_STRING, OCTET_STRING, SEQUENCE, SET, write, write_integer, write_oid
from models.standards.curves import CURVES, Curve

HASHES = {"sha1": hashes.SHA1(),  # noqa: S303
          "sha224": hashes.SHA224(), "sha256": hashes.SHA256(), "sha384": hashes.SHA384(),
          "sha512": hashes.SHA512()}  # fmt: skip
_HASH_OIDS = {"sha1": "1.3.14.3.2.26", "sha224": "2.16.840.1.101.3.4.2.4", "sha256": "2.16.840.1.101.3.4.2.1",
              "sha384": "2.16.840.1.101.3.4.2.2", "sha512": "2.16.840.1.101.3.4.2.3"}  # fmt: skip
_RSA_OIDS = {"sha1": 5, "sha224": 14, "sha256": 11, "sha384": 12, "sha512": 13}
_ECDSA_OIDS = {"sha1": "1.2.840.10045.4.1", "sha224": "1.2.840.10045.4.3.1", "sha256": "1.2.840.10045.4.3.2",
               "sha384": "1.2.840.10045.4.3.3", "sha512": "1.2.840.10045.4.3.4"}  # fmt: skip
BY_NAME = {curve.name: curve for curve in CURVES}
NULL = b"\x05\x00"


def seq(*values: bytes) -> bytes:
    return write(SEQUENCE, *values)


def bit_string(value: bytes) -> bytes:
    return write(BIT_STRING, b"\0", value)


def hash_algorithm(name: str) -> bytes:
    return seq(write_oid(_HASH_OIDS[name]), NULL)


@dataclass(frozen=True)
class Key:
    """A private key: of RSA, or a number on one of the curves. scheme: "pkcs1", "pss" or "ecdsa"."""

    private: rsa.RSAPrivateKey | int
    curve: Curve | None = None
    scheme: str = "ecdsa"
    digest: str = "sha256"
    mask: str = "sha256"
    salt: int = 32
    explicit: bool = False

    def info(self) -> bytes:
        """SubjectPublicKeyInfo."""
        if self.curve is None:
            numbers = self.private.public_key().public_numbers()
            key = seq(write_integer(numbers.n), write_integer(numbers.e))
            return seq(seq(write_oid("1.2.840.113549.1.1.1"), NULL), bit_string(key))
        point = self.curve.multiply(self.private, self.curve.generator)
        parameters = spelled_out(self.curve) if self.explicit else write_oid(self.curve.oid)
        return seq(seq(write_oid("1.2.840.10045.2.1"), parameters), bit_string(self.curve.encode(point)))

    def algorithm(self) -> bytes:
        if self.scheme == "pkcs1":
            return seq(write_oid(f"1.2.840.113549.1.1.{_RSA_OIDS[self.digest]}"), NULL)
        if self.scheme == "ecdsa":
            return seq(write_oid(_ECDSA_OIDS[self.digest]))
        mask = seq(write_oid("1.2.840.113549.1.1.8"), hash_algorithm(self.mask))
        return seq(
            write_oid("1.2.840.113549.1.1.10"),
            seq(write(0xA0, hash_algorithm(self.digest)), write(0xA1, mask), write(0xA2, write_integer(self.salt))),
        )

    def sign(self, data: bytes) -> bytes:
        if self.curve is None:
            how = padding.PKCS1v15()
            if self.scheme == "pss":
                how = padding.PSS(padding.MGF1(HASHES[self.mask]), self.salt)
            return self.private.sign(data, how, HASHES[self.digest])
        digest = hashlib.new(self.digest, data).digest()
        known = getattr(ec, self.curve.name[:1].upper() + self.curve.name[1:], None) or getattr(
            ec, self.curve.name.upper(), None
        )
        if known is not None:
            private = ec.derive_private_key(self.private, known())
            return private.sign(digest, ec.ECDSA(Prehashed(HASHES[self.digest])))
        n = self.curve.n
        e = int.from_bytes(digest, "big") >> max(0, 8 * len(digest) - n.bit_length())
        k = secrets.randbelow(n - 1) + 1
        r = self.curve.multiply(k, self.curve.generator)[0] % n
        return seq(write_integer(r), write_integer(pow(k, -1, n) * (e + r * self.private) % n))


def spelled_out(curve: Curve, generator: tuple[int, int] | None = None, **changed: int) -> bytes:
    """ECParameters with numbers instead of a name; `changed` replaces p, a, b or n."""
    p, a, b, n = (changed.get(name, getattr(curve, name)) for name in ("p", "a", "b", "n"))
    size = curve.octets
    return seq(
        write_integer(1),
        seq(write_oid("1.2.840.10045.1.1"), write_integer(p)),
        seq(write(OCTET_STRING, a.to_bytes(size, "big")), write(OCTET_STRING, b.to_bytes(size, "big"))),
        write(OCTET_STRING, curve.encode(generator or curve.generator)),
        write_integer(n),
        write_integer(1),
    )


def ec_key(name: str = "secp256r1", digest: str = "sha256", explicit: bool = False) -> Key:
    curve = BY_NAME[name]
    return Key(secrets.randbelow(curve.n - 1) + 1, curve, "ecdsa", digest, explicit=explicit)


_RSA_KEYS: dict[int, rsa.RSAPrivateKey] = {}


def rsa_key(scheme: str = "pkcs1", digest: str = "sha256", mask: str = "sha256", salt: int = 32, which: int = 0) -> Key:
    """An RSA key of 2048 bits; the same for the same `which`, since making one takes a while."""
    if which not in _RSA_KEYS:
        _RSA_KEYS[which] = rsa.generate_private_key(65537, 2048)
    return Key(_RSA_KEYS[which], None, scheme, digest, mask, salt)


def name(country: str, common: str, kind: int = 0x0C) -> bytes:
    def part(oid: str, value: str, tag: int) -> bytes:
        return write(SET, seq(write_oid(oid), write(tag, value.encode())))

    return seq(part("2.5.4.6", country, 0x13), part("2.5.4.3", common, kind))


def moment(when: datetime) -> bytes:
    if 1950 <= when.year < 2050:
        return write(0x17, when.strftime("%y%m%d%H%M%SZ").encode())
    return write(0x18, when.strftime("%Y%m%d%H%M%SZ").encode())


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def extension(oid: str, value: bytes) -> bytes:
    return seq(write_oid(oid), write(OCTET_STRING, value))


@dataclass(frozen=True)
class Holder:
    """Somebody with a key and a certificate, who may sign other certificates."""

    key: Key
    subject: bytes
    certificate: bytes
    key_id: bytes


@dataclass(frozen=True)
class Wish:
    """What a certificate shall say; the defaults are an authority's."""

    country: str = "UT"
    common: str = "CSCA Utopia"
    serial: int = 1
    start: str = "2020-01-01"
    end: str = "2035-01-01"
    usage: bytes | None = b"\x03\x02\x01\x06"
    authority: bool | None = True
    purposes: tuple[str, ...] = ()
    document_types: tuple[str, ...] = ()
    period: tuple[str, str] | None = None
    authority_key: bytes | None = None
    name_kind: int = 0x0C
    more: tuple[bytes, ...] = ()


SIGNER = Wish(
    common="DS Utopia", serial=7, start="2024-01-01", end="2034-06-01", usage=b"\x03\x02\x07\x80", authority=None
)


def certify(wish: Wish, key: Key, issuer: Holder | None = None, issuer_name: bytes | None = None) -> Holder:
    """A certificate for `key`; without an issuer, by itself."""
    subject = name(wish.country, wish.common, wish.name_kind)
    info = key.info()
    key_id = hashlib.sha1(info, usedforsecurity=False).digest()
    signing = issuer.key if issuer else key
    rows = [extension("2.5.29.14", write(OCTET_STRING, key_id))]
    named = wish.authority_key or (issuer.key_id if issuer else key_id)
    rows.append(extension("2.5.29.35", seq(write(0x80, named))))
    if wish.usage is not None:
        rows.append(extension("2.5.29.15", wish.usage))
    if wish.authority is not None:
        rows.append(extension("2.5.29.19", seq(b"\x01\x01\xff" if wish.authority else b"")))
    if wish.purposes:
        rows.append(extension("2.5.29.37", seq(*map(write_oid, wish.purposes))))
    if wish.document_types:
        codes = write(SET, *(write(0x13, code.encode()) for code in wish.document_types))
        rows.append(extension("2.23.136.1.1.6.2", seq(write_integer(0), codes)))
    if wish.period:
        ends = [
            write(tag, day(when).strftime("%Y%m%d%H%M%SZ").encode())
            for tag, when in zip((0x80, 0x81), wish.period, strict=True)
        ]
        rows.append(extension("2.5.29.16", seq(*ends)))
    signed = seq(
        write(0xA0, write_integer(2)),
        write_integer(wish.serial),
        signing.algorithm(),
        issuer_name or (issuer.subject if issuer else subject),
        seq(moment(day(wish.start)), moment(day(wish.end))),
        subject,
        info,
        write(0xA3, seq(*rows, *wish.more)),
    )
    return Holder(key, subject, seq(signed, signing.algorithm(), bit_string(signing.sign(signed))), key_id)


@dataclass(frozen=True)
class SodWish:
    """How a security object shall be made; the defaults are right."""

    digest: str = "sha256"
    version: int = 0
    content_type: str = "2.23.136.1.1.1"
    signing_time: str | None = "2024-03-01"
    certificates: bool = True
    by_key_id: bool = False
    attributes: bool = True
    unordered: bool = False
    digest_field: str | None = None
    order: tuple[int, ...] = ()


def security_content(groups: dict[int, bytes], wish: SodWish) -> bytes:
    rows = [
        seq(write_integer(number), write(OCTET_STRING, hashlib.new(wish.digest, groups[number]).digest()))
        for number in wish.order or groups
    ]
    version = [seq(write(0x13, b"0108"), write(0x13, b"040000"))] if wish.version == 1 else []
    return seq(write_integer(wish.version), hash_algorithm(wish.digest), seq(*rows), *version)


def signed_data(content: bytes, content_type: str, signer: Holder, wish: SodWish, issuer: bytes, serial: int) -> bytes:
    """ContentInfo with one signer."""
    digest = wish.digest_field or signer.key.digest
    rows = [
        seq(write_oid("1.2.840.113549.1.9.3"), write(SET, write_oid(content_type))),
        seq(write_oid("1.2.840.113549.1.9.4"), write(SET, write(OCTET_STRING, hashlib.new(digest, content).digest()))),
    ]
    if wish.signing_time:
        rows.append(seq(write_oid("1.2.840.113549.1.9.5"), write(SET, moment(day(wish.signing_time)))))
    rows.sort(reverse=wish.unordered)
    signature = signer.key.sign(write(SET, *rows) if wish.attributes else content)
    who = write(0x80, signer.key_id) if wish.by_key_id else seq(issuer, write_integer(serial))
    info = seq(
        write_integer(3 if wish.by_key_id else 1),
        who,
        hash_algorithm(digest),
        *([write(0xA0, *rows)] if wish.attributes else []),
        signer.key.algorithm(),
        write(OCTET_STRING, signature),
    )
    inner = seq(
        write_integer(3),
        write(SET, hash_algorithm(digest)),
        seq(write_oid(content_type), write(0xA0, write(OCTET_STRING, content))),
        *([write(0xA0, signer.certificate)] if wish.certificates else []),
        write(SET, info),
    )
    return seq(write_oid("1.2.840.113549.1.7.2"), write(0xA0, inner))


def dg1(issuer: str = "UTO", kind: str = "P<", expiry: str = "3204155") -> bytes:
    """DG1 of a passport; digits are not what these tests are about."""
    lines = f"{kind}{issuer}ERIKSSON<<ANNA<MARIA".ljust(44, "<") + f"L898902C36{issuer}7408122F{expiry}".ljust(44, "<")
    return write(0x61, write(0x5F1F, lines.encode()))


def com(*numbers: int) -> bytes:
    tags = {1: 0x61, 2: 0x75, 11: 0x6B, 12: 0x6C, 14: 0x6E, 15: 0x6F}
    return write(0x60, write(0x5F01, b"0107"), write(0x5F36, b"040000"), write(0x5C, bytes(tags[n] for n in numbers)))


@dataclass
class State:
    """Utopia: an authority, a signer, and two data groups that a passport of it carries."""

    authority_key: Key = field(default_factory=ec_key)
    signer_key: Key = field(default_factory=ec_key)
    authority_wish: Wish = field(default_factory=Wish)
    signer_wish: Wish = SIGNER
    groups: dict[int, bytes] = field(default_factory=lambda: {1: dg1(), 2: write(0x75, b"picture" * 40)})

    def __post_init__(self) -> None:
        self.authority = certify(self.authority_wish, self.authority_key)
        self.signer = certify(self.signer_wish, self.signer_key, self.authority)

    def sod(self, wish: SodWish | None = None, signer: Holder | None = None) -> bytes:
        wish, signer = wish or SodWish(), signer or self.signer
        content = security_content(self.groups, wish)
        data = signed_data(content, wish.content_type, signer, wish, self.authority.subject, self.signer_wish.serial)
        return write(0x77, data)

    def revoke(
        self, *serials: int, by: Holder | None = None, update: str = "2026-11-01", until: str = "2027-02-01"
    ) -> bytes:
        """A list of revocations."""
        by = by or self.authority
        rows = [seq(write_integer(serial), moment(day(update))) for serial in serials]
        signed = seq(
            write_integer(1), by.key.algorithm(), by.subject, moment(day(update)), moment(day(until)),
            *([seq(*rows)] if rows else []),
            write(0xA0, seq(extension("2.5.29.35", seq(write(0x80, by.key_id))))),
        )  # fmt: skip
        return seq(signed, by.key.algorithm(), bit_string(by.key.sign(signed)))


__all__ = ["SIGNER", "Holder", "Key", "SodWish", "State", "Wish", "certify", "replace"]
