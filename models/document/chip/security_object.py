"""The document security object, EF.SOD: the hashes of the data groups, signed (ICAO Doc 9303-10, 4.6.2)."""

from __future__ import annotations

from dataclasses import dataclass

from models.document.chip import cms, keys
from models.document.chip.cms import SignedData
from models.standards import ber
from models.standards.ber import BadEncoding

EF_SOD = 0x77
CONTENT_TYPE = "2.23.136.1.1.1"
_MOST_GROUPS = 16


@dataclass(frozen=True)
class SecurityObject:
    """version: 0 or 1; digest: the hash's name; hashes: by data group 1..16; lds, unicode: of version 1."""

    signed: SignedData
    version: int
    digest: str
    hashes: dict[int, bytes]
    lds: str = ""
    unicode: str = ""


def parse(data: bytes) -> SecurityObject:
    """EF.SOD with its outer tag 77, or the signed data alone. Raises BadEncoding, Unsupported."""
    outer = ber.read_whole(data, most=1 << 18)
    signed = cms.parse(outer.value if outer.tag == EF_SOD else outer.raw)
    if signed.content_type != CONTENT_TYPE:
        raise BadEncoding(f"content of type {signed.content_type}")
    if not signed.signers:
        raise BadEncoding("nobody signed")
    parts = ber.read_whole(signed.content, ber.SEQUENCE).items(8)
    if len(parts) < 3:
        raise BadEncoding("a security object with too few fields")
    version = ber.integer(parts[0])
    if version not in (0, 1):
        raise BadEncoding(f"a security object of version {version}")
    digest = keys.digest_of(parts[1])
    hashes: dict[int, bytes] = {}
    for row in parts[2].items(_MOST_GROUPS):
        pair = row.items(4)
        if len(pair) < 2:
            raise BadEncoding("not the hash of a data group")
        number = ber.integer(pair[0])
        if not 1 <= number <= _MOST_GROUPS or number in hashes:
            raise BadEncoding(f"data group {number} twice or out of range")
        hashes[number] = ber.octets(pair[1])
    info = [ber.text(item) for item in parts[3].items(4)] if len(parts) > 3 else []
    if not hashes or (version == 1 and len(info) < 2):
        raise BadEncoding("a security object without hashes or without its version")
    return SecurityObject(signed, version, digest, hashes, *info[:2])
