"""X.509 certificates as states write them: with curves written out, octets behind the end, broken extensions (ICAO Doc
9303-12, 7; RFC 5280). Read from their octets, since no library reads all that are in use."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from models.document.chip import keys
from models.document.chip.keys import Algorithm, PublicKey
from models.standards import ber
from models.standards.ber import BadEncoding, Item
from models.standards.curves import NotOnCurve
from models.standards.key_info import Unsupported

_SKI, _KEY_USAGE, _KEY_PERIOD = "2.5.29.14", "2.5.29.15", "2.5.29.16"
_BASIC, _AKI, _PURPOSES = "2.5.29.19", "2.5.29.35", "2.5.29.37"
_DOCUMENT_TYPES = "2.23.136.1.1.6.2"
_COUNTRY, _COMMON_NAME = "2.5.4.6", "2.5.4.3"
_SHORT = {"2.5.4.3": "CN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.10": "O", "2.5.4.11": "OU"}
MOST_CERTIFICATE = 64 << 10  # octets
_MOST_IN_FILE = 5000
_PEM = re.compile(rb"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([^-]*)-----END")


@dataclass(frozen=True)
class Name:
    """A distinguished name. raw: its octets; parts: (attribute, value) in order."""

    raw: bytes
    parts: tuple[tuple[str, str], ...]

    @cached_property
    def normal(self) -> tuple[tuple[str, str], ...]:
        """For comparing: kinds of string, case and spaces do not count (RFC 5280, 7.1), nor does the order."""
        return tuple(
            sorted(
                (kind, " ".join(unicodedata.normalize("NFKC", value).casefold().split())) for kind, value in self.parts
            )
        )

    @property
    def country(self) -> str:
        """The state, in capitals, or nothing."""
        return self._part(_COUNTRY).strip().upper()

    @property
    def common_name(self) -> str:
        """The name of the signer, or nothing."""
        return self._part(_COMMON_NAME)

    def _part(self, kind: str) -> str:
        return next((value for name, value in self.parts if name == kind), "")

    def __str__(self) -> str:
        return ", ".join(f"{_SHORT.get(kind, kind)}={value}" for kind, value in self.parts)


@dataclass(frozen=True)
class Extensions:
    """What of a certificate's extensions counts here; None or empty where it says nothing, or says it unreadably.

    key_usage: bits, first is digitalSignature, sixth keyCertSign; authority: for a CA; purposes: extended key usage;
    document_types: codes as in the MRZ; period: of the private key; unreadable: names of those that were passed over.
    """

    subject_key: bytes | None = None
    authority_key: bytes | None = None
    key_usage: frozenset[int] | None = None
    authority: bool | None = None
    purposes: frozenset[str] = frozenset()
    document_types: tuple[str, ...] | None = None
    period: tuple[datetime | None, datetime | None] = (None, None)
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChipCertificate:
    """One certificate. raw: its octets without any behind its end; signed: those that the signature covers.

    key_info: the public key's octets; see `key`.
    """

    raw: bytes
    signed: bytes
    serial: int
    issuer: Name
    subject: Name
    not_before: datetime
    not_after: datetime
    key_info: Item
    algorithm_info: Item
    signature: bytes
    extensions: Extensions = field(default_factory=Extensions)

    @cached_property
    def key(self) -> PublicKey:
        """The public key. Raises BadEncoding, Unsupported, NotOnCurve."""
        return keys.public_key(self.key_info)

    @property
    def usable_key(self) -> PublicKey | None:
        """The public key; None for one that nothing can be checked with."""
        try:
            return self.key
        except (BadEncoding, Unsupported, NotOnCurve):
            return None

    @cached_property
    def algorithm(self) -> Algorithm:
        """How it was signed. Raises BadEncoding, Unsupported."""
        return keys.signature_algorithm(self.algorithm_info)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the whole, in hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()

    @cached_property
    def key_names(self) -> frozenset[bytes]:
        """What may stand for this key in another certificate: its own word, and the two hashes of RFC 5280, 4.2.1.2."""
        own = self.extensions.subject_key
        try:
            octets = ber.bits(self.key_info.items(8)[1])
        except (BadEncoding, IndexError):  # no key is in it that could have another name
            return frozenset([own] if own else [])
        sha1 = hashlib.sha1(octets, usedforsecurity=False).digest()
        return frozenset({sha1, bytes([0x40 | sha1[-8] & 0x0F]) + sha1[-7:], *([own] if own else [])})

    def valid_at(self, when: datetime) -> bool:
        """Whether `when` lies in the certificate's validity."""
        return self.not_before <= when <= self.not_after

    def signed_by(self, key: PublicKey) -> bool:
        """Whether the key made this certificate's signature; False too where the two are of different kinds."""
        try:
            return keys.verify(key, self.algorithm, self.signature, self.signed)
        except (BadEncoding, Unsupported):
            return False


def parse(data: bytes) -> ChipCertificate:
    """A certificate from its octets; any behind its end are left. Raises BadEncoding."""
    if len(data) > MOST_CERTIFICATE:
        raise BadEncoding(f"a certificate of {len(data)} octets")
    whole = ber.read(data)
    parts = whole.items(8)
    if whole.tag != ber.SEQUENCE or len(parts) < 3 or parts[0].tag != ber.SEQUENCE:
        raise BadEncoding("not a certificate")
    fields = parts[0].items(16)
    if fields and fields[0].tag == 0xA0:
        fields = fields[1:]
    if len(fields) < 6:
        raise BadEncoding("a certificate with too few fields")
    validity = fields[3].items(4)
    if len(validity) < 2:
        raise BadEncoding("a certificate without validity")
    extensions = next((item for item in fields[6:] if item.tag == 0xA3), None)
    return ChipCertificate(
        raw=whole.raw,
        signed=parts[0].raw,
        serial=ber.integer(fields[0]),
        issuer=name(fields[2]),
        subject=name(fields[4]),
        not_before=ber.moment(validity[0]),
        not_after=ber.moment(validity[1]),
        key_info=fields[5],
        algorithm_info=parts[1],
        signature=ber.bits(parts[2]),
        extensions=_extensions(extensions),
    )


def parse_all(data: bytes) -> tuple[list[ChipCertificate], int]:
    """Every certificate of a file, PEM or DER, one or many; and how many more it has that are none."""
    blocks = _PEM.findall(data)
    if not blocks:
        return _parse_each(_side_by_side(data) or [data])
    der = []
    for block in blocks:
        try:
            der.append(base64.b64decode(block, validate=False))
        except binascii.Error:
            der.append(b"")
    return _parse_each(der)


def _side_by_side(data: bytes) -> list[bytes]:
    """Sequences in a row, as far as they go; zeros and anything else behind them are left."""
    found: list[bytes] = []
    at = 0
    while data[at : at + 1] == b"\x30" and len(found) < _MOST_IN_FILE:
        try:
            item = ber.read(data, at)
        except BadEncoding:
            break
        found.append(item.raw)
        at += len(item.raw)
    return found


def _parse_each(blocks: list[bytes]) -> tuple[list[ChipCertificate], int]:
    found, bad = [], 0
    for block in blocks:
        try:
            found.append(parse(block))
        except BadEncoding:
            bad += 1
    return found, bad


def name(item: Item) -> Name:
    """A distinguished name. Raises BadEncoding."""
    parts = []
    for group in item.items(64):
        for pair in group.items(16):
            inner = pair.items(4)
            if len(inner) != 2:
                raise BadEncoding("not a name")
            parts.append((ber.oid(inner[0]), ber.text(inner[1])))
    return Name(item.raw, tuple(parts))


def _extensions(outer: Item | None) -> Extensions:
    """Those that can be read; a broken one counts as absent, for some states' certificates in use have them."""
    found: dict[str, object] = {}
    unreadable = []
    try:
        rows = outer.items(2)[0].items(64) if outer is not None else []
    except (BadEncoding, IndexError):
        return Extensions(unreadable=("all",))
    for row in rows:
        try:
            parts = row.items(4)
            kind = ber.oid(parts[0])
        except (BadEncoding, IndexError):
            unreadable.append("?")
            continue
        try:
            found |= _extension(kind, ber.read(ber.octets(parts[-1])))
        except (BadEncoding, IndexError):
            unreadable.append(kind)
    return Extensions(**found, unreadable=tuple(unreadable))  # type: ignore[arg-type]


def _extension(kind: str, value: Item) -> dict[str, object]:  # noqa: PLR0911 - a table of forms
    if kind == _SKI:
        return {"subject_key": ber.octets(value)}
    if kind == _AKI:
        inner = value.find(0x80)
        return {"authority_key": inner.value} if inner is not None else {}
    if kind == _KEY_USAGE:
        octets = ber.bits(value)
        return {
            "key_usage": frozenset(8 * at + bit for at, o in enumerate(octets) for bit in range(8) if o << bit & 0x80)
        }
    if kind == _BASIC:
        return {"authority": any(item.tag == ber.BOOLEAN and item.value != b"\0" for item in value.items(4))}
    if kind == _PURPOSES:
        return {"purposes": frozenset(ber.oid(item) for item in value.items(64))}
    if kind == _DOCUMENT_TYPES:
        listed = next((item for item in value.items(8) if item.tag == ber.SET), None)
        codes = listed.items(64) if listed is not None else []
        return {"document_types": tuple(ber.text(code).strip().upper() for code in codes)}
    if kind == _KEY_PERIOD:
        ends = {item.tag: ber.moment(Item(ber.GENERAL_TIME, item.value, b"")) for item in value.items(4)}
        return {"period": (ends.get(0x80), ends.get(0x81))}
    return {}


__all__ = ["ChipCertificate", "Extensions", "Name", "NotOnCurve", "name", "parse", "parse_all"]
