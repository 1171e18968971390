"""Lists that states sign: revoked certificates (RFC 5280, 5), master lists of authorities and lists of deviations
(ICAO Doc 9303-12, 7.2, 8 and 9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.document.chip import certificate as x509
from models.document.chip import cms, keys
from models.document.chip.certificate import ChipCertificate, Name
from models.document.chip.keys import Algorithm, PublicKey
from models.document.chip.verdict import Reason, Result
from models.standards import ber
from models.standards.ber import BadEncoding, Item
from models.standards.key_info import Unsupported

MASTER_LIST, MASTER_LIST_SIGNER = "2.23.136.1.1.2", "2.23.136.1.1.3"
DEVIATION_LIST, DEVIATION_LIST_SIGNER = "2.23.136.1.1.7", "2.23.136.1.1.8"
_AKI = "2.5.29.35"
WARN_BEFORE = timedelta(days=30)
_SHARE = 3  # of a list that lasts less than ninety days: its last third
MOST_REVOKED, MOST_AUTHORITIES, MOST_DEVIATIONS = 200_000, 5000, 2000


@dataclass(frozen=True)
class Revocations:
    """A state's list of revoked certificates. serials: their numbers; signed: the octets that its signature covers."""

    issuer: Name
    this_update: datetime
    next_update: datetime | None
    serials: frozenset[int]
    authority_key: bytes | None
    signed: bytes = field(repr=False)
    algorithm: Algorithm
    signature: bytes = field(repr=False)

    @property
    def ends(self) -> datetime:
        """From when on it says nothing more; one that says no end has ended when it was made."""
        return self.next_update or self.this_update

    @property
    def due(self) -> datetime:
        """From when on somebody should fetch the next one: thirty days before its end, or its last third."""
        return self.ends - min(WARN_BEFORE, (self.ends - self.this_update) / _SHARE)

    def signed_by(self, key: PublicKey) -> bool:
        """Whether the key made the list's signature."""
        try:
            return keys.verify(key, self.algorithm, self.signature, self.signed)
        except (BadEncoding, Unsupported):
            return False


def parse_revocations(data: bytes) -> Revocations:
    """A CertificateList from its octets. Raises BadEncoding, Unsupported."""
    whole = ber.read_whole(data, ber.SEQUENCE)
    parts = whole.items(4)
    if len(parts) < 3:
        raise BadEncoding("not a list of revocations")
    fields = parts[0].items(16)
    if fields and fields[0].tag == ber.INTEGER:
        fields = fields[1:]
    if len(fields) < 3:
        raise BadEncoding("a list of revocations with too few fields")
    rest = fields[3:]
    next_update = None
    if rest and rest[0].tag in (ber.UTC_TIME, ber.GENERAL_TIME):
        next_update = ber.moment(rest[0])
    rows = next((item for item in rest if item.tag == ber.SEQUENCE), None)
    serials = frozenset(ber.integer(ber.read(row.value)) for row in rows.items(MOST_REVOKED)) if rows else frozenset()
    return Revocations(
        issuer=x509.name(fields[1]),
        this_update=ber.moment(fields[2]),
        next_update=next_update,
        serials=serials,
        authority_key=_authority_key(next((item for item in rest if item.tag == 0xA0), None)),
        signed=parts[0].raw,
        algorithm=keys.signature_algorithm(parts[1]),
        signature=ber.bits(parts[2]),
    )


def _authority_key(extensions: Item | None) -> bytes | None:
    try:
        for row in extensions.items(2)[0].items(32) if extensions is not None else []:
            parts = row.items(4)
            if ber.oid(parts[0]) == _AKI:
                inner = ber.read(ber.octets(parts[-1])).find(0x80)
                return inner.value if inner is not None else None
    except (BadEncoding, IndexError):
        return None
    return None


@dataclass(frozen=True)
class SignedList:
    """A list in signed data, not yet trusted. signers: certificates beside it; see `signers_of`."""

    signed: cms.SignedData
    purpose: str

    def signer(self) -> ChipCertificate | None:
        """Who signed the list, if the signature is right and the certificate is for such lists; None otherwise."""
        for signer in self.signed.signers:
            if cms.check_content(self.signed, signer):
                continue
            for found in cms.find(signer, self.signed.certificates):
                fit = self.purpose in found.extensions.purposes
                if fit and not cms.check_signature(self.signed, signer, found):
                    return found
        return None

    def issued_under(self, pinned: Iterable[ChipCertificate]) -> ChipCertificate | None:
        """The authority among `pinned` that vouches for the signer of this list; None: do not use it."""
        signer = self.signer()
        if signer is None:
            return None
        return next((c for c in pinned if _made(signer, c)), None)


def _made(signer: ChipCertificate, authority: ChipCertificate) -> bool:
    """Whether the authority signed this certificate; one whose key cannot be used signed none."""
    key = authority.usable_key
    return key is not None and signer.signed_by(key)


@dataclass(frozen=True)
class MasterList(SignedList):
    """Authorities' certificates that a state vouches for. unreadable: how many of them are no certificates."""

    certificates: tuple[ChipCertificate, ...] = ()
    unreadable: int = 0


def parse_master_list(data: bytes) -> MasterList:
    """A master list from its octets. It counts once `issued_under` names a pinned authority. Raises BadEncoding."""
    signed = cms.parse(data)
    if signed.content_type != MASTER_LIST:
        raise BadEncoding(f"content of type {signed.content_type}")
    parts = ber.read_whole(signed.content, ber.SEQUENCE).items(4)
    if len(parts) < 2 or ber.integer(parts[0]) != 0:
        raise BadEncoding("a master list of another version")
    found, unreadable = [], 0
    for item in parts[1].items(MOST_AUTHORITIES):
        try:
            found.append(x509.parse(item.raw))
        except BadEncoding:
            unreadable += 1
    return MasterList(signed, MASTER_LIST_SIGNER, tuple(found), unreadable)


@dataclass(frozen=True)
class Deviation:
    """A fault that a state admits. Empty fields do not narrow. kind: 2.23.136.1.1.7. and more; groups: data groups it
    speaks of; signers: serials, keys' names and hashes of certificates."""

    kind: str
    text: str
    document_type: str = ""
    serial: tuple[tuple[tuple[str, str], ...], int] | None = None
    subject_key: bytes | None = None
    certificate_digest: bytes | None = None
    issued: tuple[datetime, datetime] | None = None
    numbers: frozenset[str] = frozenset()
    group: int | None = None


@dataclass(frozen=True)
class DeviationList(SignedList):
    """The faults that a state admits of documents it issued."""

    deviations: tuple[Deviation, ...] = ()
    digest: str = "sha256"


# Doc 9303-12, appendix with the deviation list's types: which of our reasons each of them explains.
EXPLAINS: dict[str, frozenset[str]] = {
    f"{DEVIATION_LIST}.1.1": frozenset({"signer_certificate_forged", "signer_not_valid_when_signing"}),
    f"{DEVIATION_LIST}.1.2": frozenset({"signer_wrong_purpose", "document_type_not_allowed", "states_differ"}),
    f"{DEVIATION_LIST}.2.1": frozenset({"group_not_conforming"}),
    f"{DEVIATION_LIST}.2.2": frozenset({"group_changed"}),
    f"{DEVIATION_LIST}.2.3": frozenset({"sod_signature_wrong", "sod_content_changed"}),
    f"{DEVIATION_LIST}.2.4": frozenset({"com_differs"}),
}


def parse_deviations(data: bytes) -> DeviationList:
    """A deviation list from its octets. It counts once `issued_under` names an authority. Raises BadEncoding."""
    signed = cms.parse(data)
    if signed.content_type != DEVIATION_LIST:
        raise BadEncoding(f"content of type {signed.content_type}")
    parts = ber.read_whole(signed.content, ber.SEQUENCE).items(4)
    rows = next((item for item in parts if item.tag == ber.SET), None)
    if rows is None or ber.integer(parts[0]) != 0:
        raise BadEncoding("a deviation list of another version")
    algorithm = next((item for item in parts if item.tag == ber.SEQUENCE), None)
    found: list[Deviation] = []
    for row in rows.items(MOST_DEVIATIONS):
        inner = row.items(4)
        if len(inner) < 2:
            raise BadEncoding("a deviation with too few fields")
        where = _documents(inner[0])
        found += [_described(item, where) for item in inner[1].items(64)]
    return DeviationList(
        signed, DEVIATION_LIST_SIGNER, tuple(found), keys.digest_of(algorithm) if algorithm is not None else "sha256"
    )


def _documents(item: Item) -> dict[str, object]:
    where: dict[str, object] = {}
    for part in item.items(16):
        inner = part.items(4096) if part.constructed else []
        if part.tag == 0x80:
            where["document_type"] = part.value.decode("ascii", "replace").rstrip("< ").upper()
        elif part.tag == 0xA1:
            pair = inner[0].items(4) if len(inner) == 1 else inner
            if len(pair) < 2:
                raise BadEncoding("not a signer of documents")
            where["serial"] = (x509.name(pair[0]).normal, ber.integer(pair[1]))
        elif part.tag in (0x82, 0xA2):
            where["subject_key"] = ber.octets(inner[0]) if inner else part.value
        elif part.tag in (0x83, 0xA3):
            where["certificate_digest"] = ber.octets(inner[0]) if inner else part.value
        elif part.tag == 0xA4:
            pair = inner[0].items(4) if len(inner) == 1 else inner
            if len(pair) < 2:
                raise BadEncoding("not a period")
            where["issued"] = (ber.moment(pair[0]), ber.moment(pair[1]))
        elif part.tag == 0xA5:
            rows = inner[0].items(4096) if len(inner) == 1 and inner[0].tag == ber.SET else inner
            where["numbers"] = frozenset(ber.text(row).strip("< ").upper() for row in rows)
    return where


def _described(item: Item, where: dict[str, object]) -> Deviation:
    kind, text, group = "", "", None
    for part in item.items(8):
        if part.tag == ber.OID:
            kind = ber.oid(part)
        elif part.tag in (ber.PRINTABLE, ber.UTF8):
            text = ber.text(part)[:500]
        elif part.tag == 0xA0:
            first = part.items(8)
            group = ber.integer(first[0]) if first and first[0].tag == ber.INTEGER else None
        elif part.tag == 0x80:
            group = int.from_bytes(part.value[:2], "big")
    return Deviation(kind, text, group=group, **where)  # type: ignore[arg-type]


def excuse(
    reasons: list[Reason],
    lists: Iterable[DeviationList],
    signer: ChipCertificate | None,
    document_type: str = "",
    number: str = "",
    issued: datetime | None = None,
) -> list[Reason]:
    """Reasons that failed and that the issuing state's own lists explain become undetermined, with the state's words.

    lists: trusted ones of that state only. A deviation that narrows by something not known here does not apply.
    """
    applying = [
        d for each in lists for d in each.deviations if _applies(d, each, signer, document_type, number, issued)
    ]
    out = []
    for reason in reasons:
        known = next((d for d in applying if reason.result is Result.FAILED and _explains(d, reason)), None)
        if known is None:
            out.append(reason)
        else:
            out += [
                Reason(reason.code, Result.UNDETERMINED, reason.detail),
                Reason("deviation_known", None, known.text),
            ]
    return out


def _explains(deviation: Deviation, reason: Reason) -> bool:
    if reason.code not in EXPLAINS.get(deviation.kind, ()):
        return False
    return deviation.group is None or reason.detail.split(":")[0] == f"DG{deviation.group}"


def _applies(
    deviation: Deviation,
    listed: DeviationList,
    signer: ChipCertificate | None,
    document_type: str,
    number: str,
    issued: datetime | None,
) -> bool:
    if deviation.document_type and deviation.document_type not in (document_type, document_type[:1]):
        return False
    if deviation.numbers and number.strip("< ").upper() not in deviation.numbers:
        return False
    if deviation.issued and not (issued and deviation.issued[0] <= issued <= deviation.issued[1]):
        return False
    named = (deviation.serial, deviation.subject_key, deviation.certificate_digest)
    if any(word is not None for word in named):
        if signer is None:
            return False
        return (
            deviation.serial == (signer.issuer.normal, signer.serial)
            or (deviation.subject_key is not None and deviation.subject_key in signer.key_names)
            or deviation.certificate_digest == keys.digest(listed.digest, signer.raw)
        )
    return True
