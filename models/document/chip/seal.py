"""Visible digital seals: the octets of a barcode, signed by the issuer of a paper (ICAO Doc 9303-13; BSI TR-03137-1).

Octets in, never text: a barcode reader that makes text of them destroys them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.standards.ber import BadEncoding

MAGIC = 0xDC
_VERSIONS = {2: 3, 3: 4}  # the header's octet counts from zero
_SIGNATURE = 0xFF
_UNLATCH = 0xFE
_MOST_OCTETS, _MOST_MESSAGES, _MOST_REFERENCE = 8192, 64, 64  # the largest symbols hold some 3,000 octets
_BASIC = "\0\0\0 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KINDS = {
    0x5D01: "visa", 0x5D02: "visa", 0x5E03: "emergency travel document", 0xFB06: "residence permit",
    0xFD02: "arrival attestation", 0xFC04: "social insurance card", 0xF908: "address sticker", 0xF60D: "passport",
    0xF70B: "identity card",
}  # fmt: skip


@dataclass(frozen=True)
class Seal:
    """version: 3 or 4; country: three letters at most; signer: the state's two and the authority's two; reference:
    which of its certificates; issued, sealed: None where it is no date; feature: what the messages
    mean; messages: by tag."""

    version: int
    country: str
    signer: str
    reference: str
    issued: date | None
    sealed: date | None
    feature: int
    messages: dict[int, bytes]
    signed: bytes
    signature: bytes

    @property
    def kind(self) -> str:
        """What paper it is on, or nothing."""
        return KINDS.get(self.feature, "")


def parse(data: bytes) -> Seal:
    """A seal of version 3 or 4. Raises BadEncoding."""
    if len(data) > _MOST_OCTETS:
        raise BadEncoding(f"a seal of {len(data)} octets")
    if len(data) < 18 or data[0] != MAGIC:
        raise BadEncoding("not a seal")
    version = _VERSIONS.get(data[1])
    if version is None:
        raise BadEncoding(f"a seal of version octet {data[1]}")
    country = c40(data[2:4]).replace(" ", "<")
    who, at = _signer(data, version)
    if len(data) < at + 8:
        raise BadEncoding("a seal cut short")
    messages, end, signature = _messages(data, at + 8)
    return Seal(
        version=version,
        country=country.rstrip("<"),
        signer=who[:4],
        reference=who[4:],
        issued=_date(data[at : at + 3]),
        sealed=_date(data[at + 3 : at + 6]),
        feature=int.from_bytes(data[at + 6 : at + 8], "big"),
        messages=messages,
        signed=data[:end],
        signature=signature,
    )


def _signer(data: bytes, version: int) -> tuple[str, int]:
    """Four letters of the signer and the certificate's reference; where the header goes on."""
    if version == 3:  # five characters, always
        return c40(data[4:10]), 10
    head = c40(data[4:8])
    try:
        size = int(head[4:6], 16)
    except ValueError as error:
        raise BadEncoding("a reference without length") from error
    if size > _MOST_REFERENCE:
        raise BadEncoding(f"a reference of {size} characters")
    at = 4 + 2 * ((6 + size + 2) // 3)
    word = c40(data[4:at])
    if len(word) < 6 + size:
        raise BadEncoding("a seal cut short")
    return word[:4] + word[6 : 6 + size], at


def _messages(data: bytes, at: int) -> tuple[dict[int, bytes], int, bytes]:
    found: dict[int, bytes] = {}
    while at < len(data):
        tag, start = data[at], at
        size, at = _length(data, at + 1)
        if at + size > len(data):
            raise BadEncoding("a seal cut short")
        value = data[at : at + size]
        at += size
        if tag == _SIGNATURE:
            if data[at:].strip(b"\0"):
                raise BadEncoding("octets behind the signature")
            return found, start, value
        if tag in found or len(found) == _MOST_MESSAGES:
            raise BadEncoding(f"message {tag:X} twice, or too many")
        found[tag] = value
    raise BadEncoding("a seal without signature")


def _length(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise BadEncoding("a seal cut short")
    size, at = data[at], at + 1
    if size < 0x80:
        return size, at
    count = size & 0x7F
    if not 1 <= count <= 2 or at + count > len(data):
        raise BadEncoding("a length that cannot be")
    return int.from_bytes(data[at : at + count], "big"), at + count


def c40(data: bytes) -> str:
    """Text packed three characters in two octets (Doc 9303-13, 2.7; ISO/IEC 16022, 5.2.5.2). Raises BadEncoding."""
    out = []
    for at in range(0, len(data) - 1, 2):
        if data[at] == _UNLATCH:  # the last character alone, as ASCII plus one
            out.append(chr((data[at + 1] - 1) & 0x7F))
            continue
        number = int.from_bytes(data[at : at + 2], "big") - 1
        digits = (number // 1600, number // 40 % 40, number % 40)
        if number < 0 or digits[0] >= 40:
            raise BadEncoding("not packed text")
        out += [_BASIC[digit] for digit in digits]
    return "".join(out).replace("\0", "")


def _date(octets: bytes) -> date | None:
    number = int.from_bytes(octets, "big")
    try:
        return date(number % 10_000, number // 1_000_000, number // 10_000 % 100)
    except ValueError:
        return None


@dataclass(frozen=True)
class SealedVisa:
    """What a visa's seal says. lines: of the zone, the second without its optional field; entries: 0 for any number,
    None where the seal has none; stay: days, months, years, None where the seal has none; passport: number of the
    passport it stands in."""

    lines: tuple[str, str]
    entries: int | None
    stay: tuple[int, int, int] | None
    passport: str


def visa(seal: Seal) -> SealedVisa:
    """A visa (Doc 9303-13, 3). Raises BadEncoding for another paper, or without a zone."""
    sizes = {1: (44, 28), 2: (36, 28)}
    tag = next((tag for tag in sizes if tag in seal.messages), None)
    if seal.kind != "visa" or tag is None:
        raise BadEncoding("not a visa")
    first, second = sizes[tag]
    word = zone_text(seal.messages[tag])
    if len(word) < first + second:
        raise BadEncoding("a zone cut short")
    entries = seal.messages.get(3, b"")
    stay = seal.messages.get(4, b"")
    return SealedVisa(
        (word[:first], word[first : first + second]),
        entries[0] if entries else None,
        (stay[0], stay[1], stay[2]) if len(stay) == 3 else None,
        c40(seal.messages.get(5, b"")).strip(),
    )


def zone_text(message: bytes) -> str:
    """A message that is a machine readable zone: fillers travel as spaces."""
    return c40(message).replace(" ", "<")
