"""Signed data (CMS, RFC 5652) of the kinds that travel documents use: one content, certificates beside it, its signers.

Read apart from any one use: security objects, EF.CardSecurity, master lists and deviation lists are all this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.document.chip import certificate as x509
from models.document.chip import keys
from models.document.chip.certificate import ChipCertificate, Name
from models.document.chip.states import same_country
from models.document.chip.verdict import Reason, Result
from models.standards import ber
from models.standards.ber import BadEncoding, Item
from models.standards.curves import NotOnCurve
from models.standards.key_info import Unsupported

_SIGNED_DATA = "1.2.840.113549.1.7.2"
_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_TIME = (f"1.2.840.113549.1.9.{at}" for at in (3, 4, 5))
# One certificate and one signer are the rule. Each pair costs a verification, which takes up to 30 ms.
_MOST_CERTIFICATES, _MOST_SIGNERS, _MOST_CANDIDATES = 64, 4, 4


@dataclass(frozen=True)
class SignerInfo:
    """One SignerInfo. Named by issuer and serial, or by a key's name; attributes: those that were signed, by name."""

    version: int
    issuer: Name | None
    serial: int | None
    subject_key: bytes | None
    digest: str
    attributes_raw: Item | None
    attributes: dict[str, list[Item]]
    algorithm: keys.Algorithm
    signature: bytes

    @property
    def signing_time(self) -> datetime | None:
        """When it says that it was signed; None: it says nothing readable."""
        try:
            return ber.moment(self.attributes[_SIGNING_TIME][0])
        except (KeyError, IndexError, BadEncoding):
            return None


@dataclass(frozen=True)
class SignedData:
    """A signed content. certificates: those beside it that can be read."""

    version: int
    content_type: str
    content: bytes
    certificates: tuple[ChipCertificate, ...]
    signers: tuple[SignerInfo, ...]


def parse(data: bytes) -> SignedData:
    """Signed data from its ContentInfo. Raises BadEncoding, and Unsupported for a hash or signature not known here."""
    info = ber.read_whole(data, ber.SEQUENCE).items(4)
    if len(info) < 2 or ber.oid(info[0]) != _SIGNED_DATA or info[1].tag != 0xA0:
        raise BadEncoding("not signed data")
    parts = ber.read(info[1].value).items(8)
    if len(parts) < 4:
        raise BadEncoding("signed data with too few fields")
    inner = parts[2].items(4)
    if len(inner) < 2 or inner[1].tag != 0xA0:
        raise BadEncoding("signed data without content")
    certificates = next((item.items(_MOST_CERTIFICATES) for item in parts[3:] if item.tag == 0xA0), [])
    if parts[-1].tag != ber.SET:
        raise BadEncoding("signed data without signers")
    return SignedData(
        version=ber.integer(parts[0]),
        content_type=ber.oid(inner[0]),
        content=ber.octets(ber.read(inner[1].value)),
        certificates=tuple(_certificates(certificates)),
        signers=tuple(_signer(item) for item in parts[-1].items(_MOST_SIGNERS)),
    )


def _certificates(found: list[Item]) -> list[ChipCertificate]:
    readable = []
    for item in found:
        try:
            readable.append(x509.parse(item.raw))
        except BadEncoding:  # another kind of certificate, or a broken one: the signer may be elsewhere
            continue
    return readable


def _signer(item: Item) -> SignerInfo:
    fields = item.items(8)
    if len(fields) < 5:
        raise BadEncoding("a signer with too few fields")
    version, who, hashed, *rest = fields
    attributes = None
    if rest[0].tag == 0xA0:
        attributes, *rest = rest
    if len(rest) < 2:
        raise BadEncoding("a signer with too few fields")
    issuer, serial, subject_key = None, None, None
    if who.tag == ber.SEQUENCE:
        pair = who.items(2)
        if len(pair) < 2:
            raise BadEncoding("a signer without a name")
        issuer, serial = x509.name(pair[0]), ber.integer(pair[1])
    else:
        subject_key = who.value if who.tag == 0x80 else ber.octets(ber.read(who.value))
    named: dict[str, list[Item]] = {}
    for attribute in attributes.items(64) if attributes is not None else []:
        inner = attribute.items(4)
        if len(inner) != 2:
            raise BadEncoding("not an attribute")
        kind = ber.oid(inner[0])
        if kind in named:
            raise BadEncoding(f"attribute {kind} twice")
        named[kind] = inner[1].items(16)
    return SignerInfo(
        version=ber.integer(version),
        issuer=issuer,
        serial=serial,
        subject_key=subject_key,
        digest=keys.digest_of(hashed),
        attributes_raw=attributes,
        attributes=named,
        algorithm=keys.signature_algorithm(rest[0]),
        signature=ber.octets(rest[1]),
    )


def find(signer: SignerInfo, certificates: Sequence[ChipCertificate]) -> list[ChipCertificate]:
    """The certificates that the signer may mean, best first: same issuer and serial, or another name of the issuer's
    state and the same serial; else same key's name. Whether it is the one, its signature and its chain say."""
    if signer.issuer is not None:
        same = [c for c in certificates if c.serial == signer.serial]
        exact = [c for c in same if c.issuer.raw == signer.issuer.raw]
        others = [c for c in same if c not in exact and c.issuer.normal == signer.issuer.normal]
        others += [c for c in same if c not in exact + others and same_country(c.issuer.country, signer.issuer.country)]
        return (exact + others)[:_MOST_CANDIDATES]
    return [c for c in certificates if signer.subject_key in c.key_names][:_MOST_CANDIDATES]


def check_content(signed: SignedData, signer: SignerInfo) -> list[Reason]:
    """Whether the signed attributes speak of this content: its kind and its hash."""
    if signer.attributes_raw is None:
        return [Reason("sod_attributes_missing", Result.UNDETERMINED, "the content is signed without attributes")]
    reasons = []
    try:
        kind = ber.oid(signer.attributes[_CONTENT_TYPE][0])
        if kind != signed.content_type:
            reasons.append(Reason("sod_content_changed", Result.FAILED, f"content type {kind} was signed"))
        hashed = ber.octets(signer.attributes[_MESSAGE_DIGEST][0])
    except (KeyError, IndexError, BadEncoding) as error:
        return [Reason("sod_content_changed", Result.FAILED, f"signed attributes: {error!r}")]
    if hashed != keys.digest(signer.digest, signed.content):
        reasons.append(Reason("sod_content_changed", Result.FAILED, "the content's hash differs from the signed one"))
    return reasons


def check_signature(signed: SignedData, signer: SignerInfo, certificate: ChipCertificate) -> list[Reason]:
    """Whether the certificate's key made the signature."""
    try:
        key = certificate.key
        for data in _signed_octets(signed, signer):
            # PKCS #1 under the plain name of RSA, and ECDSA by some, take the hash from the field beside.
            if keys.verify(key, signer.algorithm, signer.signature, data, signer.digest):
                return []
    except NotOnCurve as error:
        return [Reason("signer_key_invalid", Result.FAILED, str(error))]
    except (Unsupported, BadEncoding) as error:
        return [Reason("algorithm_unknown", Result.UNDETERMINED, str(error))]
    return [Reason("sod_signature_wrong", Result.FAILED, f"{key.name} {signer.algorithm.name}")]


def _signed_octets(signed: SignedData, signer: SignerInfo) -> list[bytes]:
    """What may have been signed: the attributes as they were sent, and in the order they should have been sent in."""
    if signer.attributes_raw is None:
        return [signed.content]
    sent = ber.write(ber.SET, signer.attributes_raw.value)
    ordered = ber.write(ber.SET, *sorted(item.raw for item in signer.attributes_raw.items(64)))
    return [sent] if sent == ordered else [sent, ordered]
