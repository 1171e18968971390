"""Passive authentication: whether the issuing state signed what the chip says (ICAO Doc 9303-11, 5.1), told apart by
check and in the words of BSI TR-03135.

A pure function over octets: it never raises for what a chip sent, and what it cannot say is undetermined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.document.chip import cms, groups, keys, lists, security_object
from models.document.chip.certificate import ChipCertificate
from models.document.chip.groups import COM
from models.document.chip.lists import DeviationList
from models.document.chip.security_object import SecurityObject
from models.document.chip.states import same_country, same_state
from models.document.chip.trust import Chain, TrustStore
from models.document.chip.verdict import GroupState, Reason, Result, TrustState, combine
from models.standards.ber import BadEncoding
from models.standards.curves import NotOnCurve
from models.standards.key_info import Unsupported

CARD_SECURITY = "0.4.0.127.0.7.3.2.1"  # BSI TR-03110-3, A.1.2.5
_DIGITAL_SIGNATURE = 0
_CLOCK = timedelta(days=1)  # signing times come from presses of every time zone, some without one
# Certificates of the same authorities that are for something else (Doc 9303-12, 7.1.1): they sign no documents.
_OTHER_PURPOSES = {lists.MASTER_LIST_SIGNER, lists.DEVIATION_LIST_SIGNER, "2.23.136.1.1.11.1", "2.23.136.1.1.14.2"}


@dataclass(frozen=True)
class Authenticity:
    """What came of passive authentication.

    checks: results by name: sod, signer, chain, hashes, com, states, document_type; groups: by data group 1..16;
    certificate: what the signer's is worth; security_object, signer, path: None and empty where there is none.
    """

    verdict: Result
    checks: dict[str, Result]
    reasons: tuple[Reason, ...]
    groups: dict[int, GroupState]
    certificate: TrustState
    security_object: SecurityObject | None = None
    signer: ChipCertificate | None = None
    signing_time: datetime | None = None
    path: tuple[ChipCertificate, ...] = ()


def authenticate(
    sod: bytes | None,
    files: Mapping[int, bytes],
    store: TrustStore,
    now: datetime,
    *,
    com: bytes | None = None,
    signers: Sequence[ChipCertificate] = (),
    deviations: Sequence[DeviationList] = (),
    expected: frozenset[int] = frozenset(),
    aborted: frozenset[int] = frozenset(),
) -> Authenticity:
    """Judges the security object `sod` and the data groups `files` (number 1..16 to the whole file with its tag).

    com: EF.COM; signers: document signers' certificates kept apart, for objects that carry none; deviations: trusted
    lists of the states; expected: groups that must have been read; aborted: those whose reading broke off; now: with a
    zone.
    """
    states = dict.fromkeys(aborted, GroupState.ABORTED)
    if sod is None:
        missing = Reason("sod_missing", Result.FAILED)
        return _ended({"sod": [missing]}, states | dict.fromkeys(files, GroupState.PRESENT))
    try:
        parsed = security_object.parse(sod)
    except BadEncoding as error:
        broken = Reason("sod_not_conforming", Result.FAILED, str(error))
        return _ended({"sod": [broken]}, states | dict.fromkeys(files, GroupState.PRESENT))
    except Unsupported as error:
        unknown = Reason("algorithm_unknown", Result.UNDETERMINED, str(error))
        return _ended({"sod": [unknown]}, states | dict.fromkeys(files, GroupState.PRESENT))

    signer, certificate, found = _sod(parsed, signers)
    groups_, changed = _hashed(parsed, files)
    zone = _zone(files, states)
    for number in sorted(aborted - set(files)):
        changed.append(Reason("group_aborted", Result.ABORTED, f"DG{number}"))
    for number in sorted(expected - set(files) - aborted):
        listed = number in parsed.hashes
        groups_[number] = GroupState.NOT_PRESENT
        changed.append(Reason("group_missing", Result.FAILED if listed else None, f"DG{number}"))
    checks: dict[str, list[Reason] | None] = {"sod": found, "hashes": changed if groups_ or changed else None}
    chain = Chain(TrustState.UNDETERMINED, (), ())
    if certificate is not None:
        chain = store.chain(certificate, now)
        checks["signer"] = _signer(certificate, signer.signing_time, now, zone)
        checks["chain"] = list(chain.reasons)
        checks["states"] = _states(zone, certificate, chain.path)
        checks["document_type"] = _document_type(zone, certificate)
    else:
        checks["signer"] = [Reason("signer_missing", Result.UNDETERMINED, "neither inside nor in the store")]
        checks["chain"] = [Reason("signer_missing", Result.UNDETERMINED)]
    checks["com"] = _com(com, parsed) if com is not None else None
    if deviations and certificate is not None:
        own = [each for each in deviations if _own(each, certificate)]
        kind, serial = (zone.kind.rstrip("<"), zone.number) if zone else ("", "")
        checks = {
            name: lists.excuse(reasons, own, certificate, kind, serial, signer.signing_time) if reasons else reasons
            for name, reasons in checks.items()
        }
    return _ended(checks, groups_ | states, parsed, certificate, signer.signing_time, chain)


def _ended(
    checks: Mapping[str, list[Reason] | None],
    states: dict[int, GroupState],
    parsed: SecurityObject | None = None,
    certificate: ChipCertificate | None = None,
    signing_time: datetime | None = None,
    chain: Chain | None = None,
) -> Authenticity:
    """Checks that were not made (None) are not supported; one without a reason to the contrary succeeded."""
    results = {
        name: Result.NOT_SUPPORTED if reasons is None else combine([Result.SUCCESSFUL, *(r.result for r in reasons)])
        for name, reasons in checks.items()
    }
    reasons = {(r.code, r.result, r.detail): r for each in checks.values() for r in each or ()}
    return Authenticity(
        verdict=combine(result for result in results.values() if result is not Result.NOT_SUPPORTED),
        checks=results,
        reasons=tuple(reasons.values()),
        groups=dict(sorted(states.items())),
        certificate=chain.state if chain is not None else TrustState.UNDETERMINED,
        security_object=parsed,
        signer=certificate,
        signing_time=signing_time,
        path=chain.path if chain is not None else (),
    )


def _sod(
    parsed: SecurityObject, signers: Sequence[ChipCertificate]
) -> tuple[cms.SignerInfo, ChipCertificate | None, list[Reason]]:
    """The signer that holds, his certificate, and what is against him. Of several signers one that holds is enough."""
    best: tuple[cms.SignerInfo, ChipCertificate | None, list[Reason]] | None = None
    for signer in parsed.signed.signers:
        content = cms.check_content(parsed.signed, signer)
        candidates = cms.find(signer, (*parsed.signed.certificates, *signers))
        if not candidates and best is None:
            best = signer, None, content
        for certificate in candidates:
            reasons = content + cms.check_signature(parsed.signed, signer, certificate)
            if not reasons:
                return signer, certificate, _remarks(parsed, signer)
            if best is None or best[1] is None:
                best = signer, certificate, reasons
    if best is None:  # a security object without signers does not parse
        raise AssertionError("no signer")
    return best


def _remarks(parsed: SecurityObject, signer: cms.SignerInfo) -> list[Reason]:
    remarks = []
    if parsed.digest == "sha1" or (signer.algorithm.digest or signer.digest) == "sha1":
        remarks.append(Reason("weak_hash", None, "SHA-1"))
    if signer.signing_time is None:
        remarks.append(Reason("signing_time_missing", None))
    return remarks


def _signer(
    certificate: ChipCertificate, signed: datetime | None, now: datetime, zone: groups.ChipZone | None = None
) -> list[Reason]:
    """Whether the certificate was for this, and was valid when it was used."""
    reasons = []
    extensions = certificate.extensions
    wrong_usage = extensions.key_usage is not None and _DIGITAL_SIGNATURE not in extensions.key_usage
    if wrong_usage or extensions.authority or extensions.purposes & _OTHER_PURPOSES:
        reasons.append(Reason("signer_wrong_purpose", Result.FAILED, str(certificate.subject)))
    try:
        certificate.key  # noqa: B018 - read for what it raises
    except NotOnCurve as error:
        reasons.append(Reason("signer_key_invalid", Result.FAILED, str(error)))
    except (BadEncoding, Unsupported) as error:
        reasons.append(Reason("algorithm_unknown", Result.UNDETERMINED, str(error)))
    span = f"{certificate.not_before:%Y-%m-%d} to {certificate.not_after:%Y-%m-%d}"
    if now + _CLOCK < certificate.not_before:
        reasons.append(Reason("signer_not_valid_yet", Result.FAILED, span))
    if signed is None:
        # Nothing says when it was signed. The signer's validity has to cover the documents under it (Doc 9303-12, 5.1),
        # so one that is expired and whose document is not was used after its time, or by somebody else.
        if now > certificate.not_after:
            outlived = zone is not None and zone.expiry is not None and zone.expiry > certificate.not_after.date()
            code, result = ("signer_expired", Result.UNDETERMINED) if outlived else ("signer_expired_since", None)
            reasons.append(Reason(code, result, span))
        return reasons
    if not certificate.not_before - _CLOCK <= signed <= certificate.not_after + _CLOCK:
        detail = f"{span}, signed {signed:%Y-%m-%d}"
        reasons.append(Reason("signer_not_valid_when_signing", Result.FAILED, detail))
    elif not _within(extensions.period, signed):
        reasons.append(Reason("signer_key_period", Result.UNDETERMINED, f"signed {signed:%Y-%m-%d}"))
    elif now > certificate.not_after:
        reasons.append(Reason("signer_expired_since", None, span))
    if signed > now + _CLOCK:
        reasons.append(Reason("signed_in_the_future", Result.FAILED, f"signed {signed:%Y-%m-%d}"))
    return reasons


def _within(period: tuple[datetime | None, datetime | None], when: datetime) -> bool:
    start, end = period
    return not (start and when < start - _CLOCK) and not (end and when > end + _CLOCK)


def _hashed(parsed: SecurityObject, files: Mapping[int, bytes]) -> tuple[dict[int, GroupState], list[Reason]]:
    states: dict[int, GroupState] = {}
    reasons: list[Reason] = []
    for number, data in sorted(files.items()):
        if number not in parsed.hashes:
            states[number] = GroupState.PRESENT
            reasons.append(Reason("group_not_in_sod", Result.FAILED, f"DG{number}"))
        elif keys.digest(parsed.digest, data) == parsed.hashes[number]:
            states[number] = GroupState.IDENTICAL
        elif groups.number_of(data) != number:
            states[number] = GroupState.NON_CONFORMANCE
            reasons.append(Reason("group_not_conforming", Result.FAILED, f"DG{number}"))
        else:
            states[number] = GroupState.NOT_IDENTICAL
            reasons.append(Reason("group_changed", Result.FAILED, f"DG{number}"))
    return states, reasons


def _zone(files: Mapping[int, bytes], states: Mapping[int, GroupState]) -> groups.ChipZone | None:
    """What DG1 says of the document itself."""
    if 1 not in files or states.get(1) is GroupState.ABORTED:
        return None
    try:
        return groups.zone(files[1])
    except BadEncoding:
        return None


def _states(
    zone: groups.ChipZone | None, certificate: ChipCertificate, path: Sequence[ChipCertificate]
) -> list[Reason] | None:
    """Whether DG1, the signer and the authority are of one state (Doc 9303-11, 5.1, 4)."""
    reasons = []
    country = certificate.subject.country or certificate.issuer.country
    if path and path[0].subject.country and not same_country(country, path[0].subject.country):
        reasons.append(Reason("states_differ", Result.FAILED, f"signer {country}, authority {path[0].subject.country}"))
    if zone is not None:
        same = same_state(zone.issuer, country)
        if same is None:
            reasons.append(Reason("state_code_unknown", Result.UNDETERMINED, f"zone {zone.issuer}, signer {country}"))
        elif not same:
            reasons.append(Reason("states_differ", Result.FAILED, f"zone {zone.issuer}, signer {country}"))
    return reasons if zone is not None or path else None


def _document_type(zone: groups.ChipZone | None, certificate: ChipCertificate) -> list[Reason] | None:
    """Whether the signer may sign documents of this type (Doc 9303-12, 7.1.1.6); without a list he may sign all."""
    allowed = certificate.extensions.document_types
    if zone is None or not allowed:
        return None
    kind = zone.kind.rstrip("<")
    if any(entry.rstrip("<") in (kind, kind[:1]) for entry in allowed):
        return []
    return [Reason("document_type_not_allowed", Result.FAILED, f"{kind}, allowed {', '.join(allowed)}")]


def _com(com: bytes, parsed: SecurityObject) -> list[Reason]:
    """EF.COM against the signed list: a group that is missing in one of them was taken out or put in."""
    try:
        listed: COM = groups.com(com)
    except BadEncoding as error:
        return [Reason("com_not_conforming", Result.FAILED, str(error))]
    only_com, only_sod = set(listed.groups) - set(parsed.hashes), set(parsed.hashes) - set(listed.groups)
    if not only_com and not only_sod:
        return []
    words = [
        f"only in {where} {sorted(numbers)}" for where, numbers in (("COM", only_com), ("SOD", only_sod)) if numbers
    ]
    return [Reason("com_differs", Result.FAILED, "; ".join(words))]


def _own(listed: DeviationList, certificate: ChipCertificate) -> bool:
    signer = listed.signer()
    return signer is not None and same_country(signer.issuer.country, certificate.issuer.country)


def check_card_security(
    data: bytes, store: TrustStore, now: datetime, signers: Sequence[ChipCertificate] = ()
) -> tuple[bytes | None, list[Reason]]:
    """The signed content of EF.CardSecurity (a SET OF SecurityInfo), and what is against its signer and chain.

    The content is None when the file is no such thing; trust it only when no reason failed or is undetermined.
    """
    try:
        signed = cms.parse(data)
    except BadEncoding as error:
        return None, [Reason("card_security_not_conforming", Result.FAILED, str(error))]
    except Unsupported as error:
        return None, [Reason("algorithm_unknown", Result.UNDETERMINED, str(error))]
    if signed.content_type != CARD_SECURITY or not signed.signers:
        return None, [Reason("card_security_not_conforming", Result.FAILED, signed.content_type)]
    signer = signed.signers[0]
    reasons = cms.check_content(signed, signer)
    found = cms.find(signer, (*signed.certificates, *signers))
    if not found:
        return signed.content, [*reasons, Reason("signer_missing", Result.UNDETERMINED)]
    reasons += cms.check_signature(signed, signer, found[0])
    reasons += _signer(found[0], signer.signing_time, now)
    return signed.content, [*reasons, *store.chain(found[0], now).reasons]
