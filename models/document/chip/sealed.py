"""Whether a seal is genuine: integrity, signer, chain and state, in the words of BSI TR-03135.

A signer's certificate is vouched for by an authority of the trust store, as a document signer's is. Without a trust
store it is pinned: whoever gave it answers for it and for the states it signs for, and the finding says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from models.document.chip import keys, seal, seal_nc
from models.document.chip.certificate import ChipCertificate
from models.document.chip.keys import Algorithm, EcKey
from models.document.chip.seal import Seal
from models.document.chip.seal_nc import SealNC
from models.document.chip.states import same_state
from models.document.chip.trust import Chain, TrustStore
from models.document.chip.verdict import Reason, Result, TrustState, combine
from models.standards.ber import BadEncoding
from models.standards.curves import NotOnCurve
from models.standards.key_info import Unsupported

_CLOCK = timedelta(days=1)  # dates of seals are days
# The hash goes by the length of the key (Doc 9303-13, 2.5).
_HASHES = ((224, "sha224"), (256, "sha256"), (384, "sha384"))


@dataclass(frozen=True)
class SealFinding:
    """What came of one seal. seal: None when it is none; checks: integrity, signer, chain, state."""

    verdict: Result
    checks: dict[str, Result]
    reasons: tuple[Reason, ...]
    seal: Seal | SealNC | None = None
    signer: ChipCertificate | None = None
    certificate: TrustState = TrustState.UNDETERMINED
    path: tuple[ChipCertificate, ...] = ()


def judge(
    data: bytes, signers: Sequence[ChipCertificate], store: TrustStore | None, now: datetime
) -> tuple[SealFinding, ...]:
    """Judges the octets of a code: a seal, or a list of seals for screens. Never raises for what they are.

    signers: certificates of seal signers that are known here; store: None takes them as pinned.
    """
    try:
        if seal_nc.looks_like(data):
            return tuple(_judge_nc(each, signers, store, now) for each in seal_nc.parse(data))
        return (_judge(seal.parse(data), signers, store, now),)
    except BadEncoding as error:
        return (_ended({"integrity": [Reason("seal_not_conforming", Result.FAILED, str(error))]}),)


def _ended(
    checks: dict[str, list[Reason] | None],
    found: Seal | SealNC | None = None,
    signer: ChipCertificate | None = None,
    chain: Chain | None = None,
) -> SealFinding:
    results = {
        name: Result.NOT_SUPPORTED if reasons is None else combine([Result.SUCCESSFUL, *(r.result for r in reasons)])
        for name, reasons in checks.items()
    }
    reasons = tuple(reason for each in checks.values() for reason in each or ())
    state = chain.state if chain else TrustState.UNDETERMINED
    return SealFinding(combine(results.values()), results, reasons, found, signer, state, chain.path if chain else ())


def _judge(found: Seal, signers: Sequence[ChipCertificate], store: TrustStore | None, now: datetime) -> SealFinding:
    candidates = _named(found, signers)
    if not candidates:
        who = f"{found.signer} {found.reference}"
        unknown = Reason("seal_signer_unknown", Result.UNDETERMINED, who)
        return _ended({"integrity": [unknown], "signer": [unknown]}, found)
    wrong: list[Reason] = []
    for certificate in candidates:
        try:
            key = certificate.key
            name = _hash_of(key) if isinstance(key, EcKey) else "sha256"
            algorithm = Algorithm("ecdsa", name, plain=True)
            if keys.verify(key, algorithm, found.signature, found.signed):
                return _signed(found, found.country, certificate, found.sealed, signers, store, now)
            wrong.append(Reason("seal_signature_wrong", Result.FAILED, f"{key.name} {certificate.subject}"))
        except (BadEncoding, Unsupported, NotOnCurve) as error:
            wrong.append(Reason("algorithm_unknown", Result.UNDETERMINED, str(error)))
    exact = [c for c in candidates if _serial(found.reference) == c.serial]
    if not exact:  # keys of the same signer, but not the one that is named
        wrong = [Reason("seal_signer_unknown", Result.UNDETERMINED, f"{found.signer} {found.reference}")]
    return _ended({"integrity": wrong[:1]}, found, candidates[0])


def _named(found: Seal, signers: Sequence[ChipCertificate]) -> list[ChipCertificate]:
    """Certificates of the signer that the header names, the one with the named serial number first.

    The header has the state's two letters and two of the signer's, which are its common name (TR-03137-1, 5.2).
    """
    same = [
        c
        for c in signers
        if found.signer in (_word(c.subject.country + c.subject.common_name), _word(c.subject.common_name))
    ]
    serial = _serial(found.reference)
    return sorted(same, key=lambda c: c.serial != serial)


def _word(name: str) -> str:
    return name.replace(" ", "").upper()


def _serial(reference: str) -> int:
    try:
        return int(reference, 16)
    except ValueError:
        return -1


def _hash_of(key: EcKey) -> str:
    bits = key.curve.n.bit_length()
    return next((name for most, name in _HASHES if bits <= most), "sha512")


def _judge_nc(
    found: SealNC, signers: Sequence[ChipCertificate], store: TrustStore | None, now: datetime
) -> SealFinding:
    certificate = found.certificate
    try:
        right = keys.verify(certificate.key, found.algorithm, found.signature, found.signed)
    except (BadEncoding, Unsupported, NotOnCurve) as error:
        unknown = Reason("algorithm_unknown", Result.UNDETERMINED, str(error))
        return _ended({"integrity": [unknown]}, found, certificate)
    if not right:
        wrong = Reason("seal_signature_wrong", Result.FAILED, certificate.key.name)
        return _ended({"integrity": [wrong]}, found, certificate)
    return _signed(found, found.issuer, certificate, None, signers, store, now)


def _signed(
    found: Seal | SealNC,
    country: str,
    certificate: ChipCertificate,
    sealed: date | None,
    signers: Sequence[ChipCertificate],
    store: TrustStore | None,
    now: datetime,
) -> SealFinding:
    """The signature is right: who made it?"""
    pinned = any(certificate.fingerprint == each.fingerprint for each in signers)
    checks: dict[str, list[Reason] | None] = {"integrity": [], "signer": _signer(certificate, sealed, now)}
    if store is None and pinned:
        chain = Chain(TrustState.TRUSTED, (), (Reason("signer_pinned", None, str(certificate.subject)),))
    else:
        chain = (store or TrustStore([])).chain(certificate, now)
    checks["chain"] = list(chain.reasons)
    checks["state"] = _state(country, certificate, chain)
    return _ended(checks, found, certificate, chain)


def _signer(certificate: ChipCertificate, sealed: date | None, now: datetime) -> list[Reason]:
    span = f"{certificate.not_before:%Y-%m-%d} to {certificate.not_after:%Y-%m-%d}"
    reasons = []
    usage = certificate.extensions.key_usage
    if certificate.extensions.authority or (usage is not None and 0 not in usage):
        reasons.append(Reason("signer_wrong_purpose", Result.FAILED, str(certificate.subject)))
    when = datetime.combine(sealed, time(12), UTC) if sealed else None
    if when is not None and not certificate.not_before - _CLOCK <= when <= certificate.not_after + _CLOCK:
        reasons.append(Reason("signer_not_valid_when_signing", Result.FAILED, f"{span}, sealed {sealed}"))
    elif when is not None and when > now + _CLOCK:
        reasons.append(Reason("signed_in_the_future", Result.FAILED, f"sealed {sealed}"))
    elif now > certificate.not_after:
        reasons.append(Reason("signer_expired_since", None, span))
    return reasons


def _state(country: str, certificate: ChipCertificate, chain: Chain) -> list[Reason]:
    """A state that vouches for another's seal is a forgery; while nobody vouches, it is only another open question."""
    same = same_state(country, certificate.subject.country)
    if same:
        return []
    detail = f"seal {country}, signer {certificate.subject.country}"
    if chain.state is TrustState.TRUSTED and not chain.path:  # pinned
        return [Reason("states_differ", None, detail)]
    if same is None:
        return [Reason("state_code_unknown", Result.UNDETERMINED, detail)]
    vouched = chain.state is TrustState.TRUSTED
    return [Reason("states_differ", Result.FAILED if vouched else Result.UNDETERMINED, detail)]
