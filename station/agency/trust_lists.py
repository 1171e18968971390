"""The states' lists at the agency: looked at, compared by two people, and put on the road to every station.

A list is believed by the authority that vouches for it: one that stands already, or one that the two people name now.
A certificate of an authority is believed by nothing but its fingerprint, which both have from elsewhere.

Who the two people are: as long as no two custodians are appointed, names that are typed by whoever holds the agency's
passphrase. From then on two custodians, each with a signature of their own key over exactly these octets; stations
check both.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import text

from models.document.chip import certificate, lists
from models.document.chip.certificate import ChipCertificate
from models.document.chip.lists import SignedList
from models.document.chip.trust import TrustStore
from models.document.chip.verdict import TrustState
from models.standards.ber import BadEncoding
from models.standards.key_info import Unsupported
from station.agency.desk import Desk
from station.agency.expiry import AgencyExpiry
from station.agency.install import engine_of
from station.wire import custodians, outgoing, trust_list
from station.wire.custodians import Custodian
from station.wire.errors import CentralGarbled, CentralRefused
from station.wire.failures import named
from station.wire.settings import CentralSettings
from station.wire.trust_list import ListKind, TrustList

MOST_CERTIFICATES = 200  # in one file of authorities
TYPED = 8  # digits at the end of the fingerprint that each of two people types
_REVOCATIONS = text(
    "SELECT body FROM (SELECT DISTINCT ON (key) key, body FROM border.outgoing WHERE audience = '*' AND kind = 'trust'"
    " AND key LIKE 'revocations/%' ORDER BY key, version DESC) AS newest"  # ListKind.REVOCATIONS
)


@dataclass(frozen=True)
class ListPart:
    """One row of what is taken in."""

    kind: ListKind
    origin: str
    octets: bytes
    dated: date | None
    signer: str
    says: str  # in one line, for whoever takes it in


@dataclass(frozen=True)
class Proposed:
    """A file as it was looked at. fingerprint: SHA-256 in hexadecimal of what decides: the authority that is named now,
    otherwise the file; vouched: whose certificate vouches for it, "" where nothing but the fingerprint does; named: the
    fingerprint of the authority that is named now and vouches for it, "" where none had to be."""

    parts: tuple[ListPart, ...]
    fingerprint: str
    vouched: str
    named: str = ""

    @property
    def digests(self) -> tuple[str, ...]:
        """What custodians agree to: SHA-256 of each part, and of the authority that is named now."""
        found = [hashlib.sha256(part.octets).hexdigest() for part in self.parts]
        return (*found, *((self.named,) if self.named else ()))


def digests_of(data: bytes, named: Sequence[ChipCertificate] = ()) -> tuple[str, ...]:
    """What a custodian agrees to who has the file and no way into the central database: SHA-256 of each list or
    certificate in it, and of the authority that is named beside it. Raises CentralRefused (`trust_unreadable`)."""
    if len(data) > trust_list.MOST_OCTETS:
        raise CentralRefused("larger than any list", code="trust_unreadable")
    blocks = _blocks(data)
    if not blocks[0] or not any(_reads(read, blocks[0]) for read in _FORMS):
        raise CentralRefused("no list or certificate of a state", code="trust_unreadable")
    return (*(hashlib.sha256(block).hexdigest() for block in blocks), *(one.fingerprint for one in named))


_FORMS: tuple[Callable[[bytes], object], ...] = (
    lists.parse_master_list, lists.parse_deviations, lists.parse_revocations, certificate.parse,
)  # fmt: skip


def _reads(read: Callable[[bytes], object], data: bytes) -> bool:
    try:
        read(data)
    except (BadEncoding, Unsupported):
        return False
    return True


def look(data: bytes, standing: Sequence[ChipCertificate], named: Sequence[ChipCertificate] = ()) -> Proposed:
    """What a file is: a master list, revocations, deviations, or certificates (DER or PEM, one or many).

    standing: authorities that the stations trust now; named: such as the two people name beside this file.
    Raises CentralRefused: `trust_unreadable`, `trust_unsigned` where no authority vouches for it.
    """
    if len(data) > trust_list.MOST_OCTETS:
        raise CentralRefused("larger than any list", code="trust_unreadable")
    blocks = _blocks(data)
    for read in (_master, _deviations, _revocations):
        try:
            part, signer = read(blocks[0], (*standing, *named))
        except (BadEncoding, Unsupported):
            continue
        new = any(signer.fingerprint == one.fingerprint for one in named)
        if new:
            return Proposed((part,), signer.fingerprint, str(signer.subject), signer.fingerprint)
        return Proposed((part,), _sha256(data), str(signer.subject))
    return _certificates(blocks, data, (*standing, *named))


def standing(desk: Desk) -> list[tuple[int, TrustList]]:
    """What the stations have now, with versions."""
    found = []
    for row in desk.standing(outgoing.EVERYBODY, trust_list.KIND):
        if row.body:
            try:
                found.append((row.version, trust_list.read(row.body)))
            except CentralGarbled:
                continue
    return found


def ends(settings: CentralSettings) -> tuple[AgencyExpiry, ...]:
    """When the lists of revocations that the stations have now end; read, not believed: whoever asks has no keys."""
    with named(), engine_of(settings, "station-admin").connect() as connection:
        bodies = [bytes(body) for body in connection.execute(_REVOCATIONS).scalars()]
    found = []
    for body in filter(None, bodies):
        with suppress(CentralGarbled, BadEncoding, Unsupported):
            one = trust_list.read(body)
            listed = lists.parse_revocations(one.octets)
            found.append(AgencyExpiry(one.key, listed.ends, listed.due))
    return tuple(sorted(found, key=lambda end: (end.until, end.name)))


def authorities(kept: Iterable[tuple[int, TrustList]]) -> list[ChipCertificate]:
    """The authorities among them."""
    found: list[ChipCertificate] = []
    for _, one in kept:
        if one.kind is ListKind.AUTHORITY:
            found.append(certificate.parse(one.octets))
        elif one.kind is ListKind.MASTER:
            found += lists.parse_master_list(one.octets).certificates
    return found


def take_in(
    desk: Desk,
    proposed: Proposed,
    people: Sequence[tuple[str, str]] = (),
    now: datetime | None = None,
    approvals: Sequence[str] = (),
) -> list[int]:
    """Put it on the road to every station, signed. people: two names, each with the last `TYPED` digits of the
    fingerprint as they have it from elsewhere; approvals: of two custodians, who are needed once two are appointed.
    The versions of the rows.

    Raises CentralRefused: `trust_one_person`, `trust_fingerprint_differs`, `trust_not_agreed`, `trust_older` than what
    stands.
    """
    first, second = _two(desk, proposed.fingerprint, people, approvals, custodians.Consent.TAKE_IN, proposed.digests)
    kept = {one.key: one for _, one in standing(desk)}
    at = now or datetime.now(UTC)
    made = [TrustList(p.kind, p.origin, p.octets, p.dated, first, second, at, p.signer) for p in proposed.parts]
    for one in made:
        before = kept.get(one.key)
        if before is not None and before.dated and one.dated and one.dated < before.dated:
            raise CentralRefused(f"{one.key} of {before.dated} stands already", code="trust_older")
    changed = [one for one in made if one.key not in kept or _other(kept[one.key], one)]
    if approvals:
        word = custodians.write_agreed(approvals)
        for one in changed:  # before the list: no station doubts it in between
            desk.post(outgoing.EVERYBODY, custodians.AGREED, one.sha256, word)
    return [desk.post(outgoing.EVERYBODY, trust_list.KIND, one.key, trust_list.write(one)) for one in changed]


def _other(before: TrustList, one: TrustList) -> bool:
    """Whether it is another list, or the same one by other people: custodians agree to what names were typed for."""
    return before.octets != one.octets or {before.first, before.second} != {one.first, one.second}


def withdraw(desk: Desk, key: str, people: Sequence[tuple[str, str]] = (), approvals: Sequence[str] = ()) -> int:
    """Take one back at every station, by two people who type its digits, or by two custodians. Raises CentralRefused as
    `take_in` does, and `trust_unknown`."""
    found = next((one for _, one in standing(desk) if one.key == key), None)
    if found is None:
        raise CentralRefused(key, code="trust_unknown")
    _two(desk, found.sha256, people, approvals, custodians.Consent.WITHDRAW, (found.sha256,))
    return desk.post(outgoing.EVERYBODY, trust_list.KIND, key, b"")


def custodians_of(desk: Desk) -> tuple[Custodian, ...]:
    """Who is appointed, the first one first; as every station sees it."""
    said = {row.key: row.body for row in desk.standing(outgoing.EVERYBODY, custodians.AGREED)}

    def approvals(digest: str) -> tuple[str, ...]:
        try:
            return custodians.read_agreed(said[digest]) if digest in said else ()
        except CentralGarbled:
            return ()

    rows = desk.standing(outgoing.EVERYBODY, custodians.CUSTODIAN)
    return custodians.appointed([(row.version, row.body) for row in rows], approvals)


def appoint(desk: Desk, one: Custodian, approvals: Sequence[str] = ()) -> int:
    """Another custodian, at every station. The first two by whoever holds the agency's passphrase; each later one by
    two who are. Raises CentralRefused: `trust_not_agreed`, `trust_custodian_known`."""
    standing_ones = custodians_of(desk)
    if any(other.name.casefold() == one.name.casefold() or other.public == one.public for other in standing_ones):
        raise CentralRefused("this name or key is appointed already", code="trust_custodian_known")
    if len(standing_ones) >= custodians.NEEDED:
        _need(approvals, standing_ones, custodians.Consent.APPOINT, (one.sha256,))
        desk.post(outgoing.EVERYBODY, custodians.AGREED, one.sha256, custodians.write_agreed(approvals))
    return desk.post(outgoing.EVERYBODY, custodians.CUSTODIAN, one.name, one.to_bytes())


def dismiss(desk: Desk, name: str, approvals: Sequence[str] = ()) -> int:
    """A custodian is none any more: by two others; where there are no two others, by whoever holds the agency's
    passphrase, so that a lost key is not the end of all lists. Raises CentralRefused: `trust_unknown`,
    `trust_not_agreed`."""
    found = custodians_of(desk)
    gone = next((one for one in found if one.name == name), None)
    if gone is None:
        raise CentralRefused(name, code="trust_unknown")
    others = [one for one in found if one is not gone]
    if len(others) >= custodians.NEEDED:
        _need(approvals, others, custodians.Consent.DISMISS, (gone.sha256,))
    return desk.post(outgoing.EVERYBODY, custodians.CUSTODIAN, name, b"")


def _two(
    desk: Desk,
    fingerprint: str,
    people: Sequence[tuple[str, str]],
    approvals: Sequence[str],
    act: custodians.Consent,
    digests: Sequence[str],
) -> tuple[str, str]:
    """The names of the two people who agree. Raises CentralRefused."""
    known = custodians_of(desk)
    if len(known) >= custodians.NEEDED or approvals:
        return _need(approvals, known, act, digests)
    _agreed(fingerprint, people)
    (first, _), (second, _) = people
    return first.strip(), second.strip()


def _need(
    approvals: Sequence[str], known: Sequence[Custodian], act: custodians.Consent, digests: Sequence[str]
) -> tuple[str, str]:
    """Two custodians who agreed to all of it. Raises CentralRefused (`trust_not_agreed`)."""
    if len(approvals) > custodians.NEEDED:
        raise CentralRefused("more approvals than two", code="trust_not_agreed")
    common = set.intersection(*(set(custodians.agreed(approvals, known, act, digest)) for digest in digests))
    if len(common) < custodians.NEEDED:
        who = ", ".join(sorted(common)) or "nobody"
        raise CentralRefused(f"two custodians are needed, agreed have: {who}", code="trust_not_agreed")
    first, second = sorted(common)[: custodians.NEEDED]
    return first, second


def _agreed(fingerprint: str, people: Sequence[tuple[str, str]]) -> None:
    names = {name.strip().casefold() for name, _ in people}
    if len(people) != 2 or len(names) != 2 or "" in names:
        raise CentralRefused("two people are needed", code="trust_one_person")
    for _, typed in people:
        compare(fingerprint, typed)


def compare(fingerprint: str, typed: str) -> None:
    """Raises CentralRefused (`trust_fingerprint_differs`) unless these are its last digits."""
    if "".join(typed.split()).lower() != fingerprint[-TYPED:]:
        raise CentralRefused("the digits that were typed are others", code="trust_fingerprint_differs")


def _blocks(data: bytes) -> list[bytes]:
    if b"-----BEGIN" not in data[:4096]:
        return [data]
    begun = data.split(b"-----BEGIN ", MOST_CERTIFICATES + 1)[1:]
    if len(begun) > MOST_CERTIFICATES:
        raise CentralRefused(f"more than {MOST_CERTIFICATES} blocks of PEM", code="trust_unreadable")
    found = []
    for block in begun:
        label, _, rest = block.partition(b"-----")
        inside, end, _ = rest.partition(b"-----END " + label + b"-----")
        try:
            if not end:
                raise CentralRefused("a block of PEM without end", code="trust_unreadable")
            found.append(base64.b64decode(b"".join(inside.split()), validate=True))
        except binascii.Error as error:
            raise CentralRefused("not PEM", code="trust_unreadable") from error
    if not 1 <= len(found) <= MOST_CERTIFICATES:
        raise CentralRefused(f"{len(found)} blocks of PEM", code="trust_unreadable")
    return found


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _day(when: datetime | None) -> date | None:
    return when.date() if when is not None else None


def _vouching(found: SignedList, known: Sequence[ChipCertificate]) -> ChipCertificate:
    authority = found.issued_under(known)
    if authority is None:
        raise CentralRefused("no known authority vouches for its signer", code="trust_unsigned")
    return authority


def _master(data: bytes, known: Sequence[ChipCertificate]) -> tuple[ListPart, ChipCertificate]:
    found = lists.parse_master_list(data)
    authority = _vouching(found, known)
    states = len({c.subject.country for c in found.certificates})
    says = f"master list: {len(found.certificates)} authorities of {states} states"
    dated = _day(found.signed.signers[0].signing_time) if found.signed.signers else None
    part = ListPart(ListKind.MASTER, authority.subject.country, data, dated, authority.fingerprint, says)
    return part, authority


def _deviations(data: bytes, known: Sequence[ChipCertificate]) -> tuple[ListPart, ChipCertificate]:
    found = lists.parse_deviations(data)
    authority = _vouching(found, known)
    says = f"deviation list of {authority.subject.country}: {len(found.deviations)} deviations"
    dated = _day(found.signed.signers[0].signing_time) if found.signed.signers else None
    part = ListPart(ListKind.DEVIATIONS, authority.subject.country, data, dated, authority.fingerprint, says)
    return part, authority


def _revocations(data: bytes, known: Sequence[ChipCertificate]) -> tuple[ListPart, ChipCertificate]:
    found = lists.parse_revocations(data)
    authority = next((c for c in known if (held := c.usable_key) is not None and found.signed_by(held)), None)
    if authority is None:
        raise CentralRefused("no known authority signed it", code="trust_unsigned")
    key = (found.authority_key or b"").hex()[:8]
    origin = "-".join(filter(None, (found.issuer.country, key)))
    says = f"revocations of {found.issuer.country} of {found.this_update:%Y-%m-%d}: {len(found.serials)}"
    part = ListPart(ListKind.REVOCATIONS, origin, data, found.this_update.date(), authority.fingerprint, says)
    return part, authority


def _certificates(blocks: Sequence[bytes], data: bytes, known: Sequence[ChipCertificate]) -> Proposed:
    try:
        found = [certificate.parse(block) for block in blocks]
    except BadEncoding as error:
        raise CentralRefused(str(error), code="trust_unreadable") from error
    store = TrustStore([*known, *(one for one in found if _authority(one))])
    parts, vouched = [], ""
    for one in found:
        span = f"{one.not_before:%Y-%m-%d} to {one.not_after:%Y-%m-%d}"
        if _authority(one):
            parts.append(
                ListPart(ListKind.AUTHORITY, one.fingerprint, one.raw, None, "", f"authority {one.subject} {span}")
            )
            continue
        chain = store.chain(one, datetime.now(UTC))
        if chain.state is TrustState.NOT_TRUSTED or not chain.path:
            raise CentralRefused(f"no known authority vouches for {one.subject}", code="trust_unsigned")
        vouched = str(chain.path[0].subject)
        says = f"signer {one.subject} {span}"
        parts.append(ListPart(ListKind.SIGNER, one.fingerprint, one.raw, None, chain.path[0].fingerprint, says))
    single = found[0].fingerprint if len(found) == 1 else _sha256(data)
    return Proposed(tuple(parts), single, vouched)


def _authority(one: ChipCertificate) -> bool:
    """Whether it may vouch for others: it says so, or, being old and saying nothing, it is its own issuer's."""
    if one.extensions.authority is not None:
        return one.extensions.authority
    return one.subject.normal == one.issuer.normal
