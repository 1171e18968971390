"""Whom the states trust: their signing authorities, the links from one key to the next, and what they revoked.

The model is the shell's: every certificate is judged at the time it was used, so an authority expires and the documents
under it do not (ICAO Doc 9303-12, 5 and 7). A path has two certificates: the signer's, and an authority's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.document.chip.certificate import ChipCertificate
from models.document.chip.lists import Revocations
from models.document.chip.verdict import Reason, Result, TrustState
from models.standards.ber import BadEncoding
from models.standards.curves import NotOnCurve
from models.standards.key_info import Unsupported

_KEY_CERT_SIGN = 5
_SURE_NAME = 8  # octets of a key's name, the shortest form of RFC 5280, 4.2.1.2
_MOST_LINKS = 16  # keys of one state in a row; the longest of the field has six
_CLOCKS = timedelta(days=1)  # a signing time without its zone, a day's production dated by the day


@dataclass(frozen=True)
class Chain:
    """What came of looking for the authority. path: from the signer's issuer to the anchor."""

    state: TrustState
    path: tuple[ChipCertificate, ...]
    reasons: tuple[Reason, ...]


class TrustStore:
    """Authorities' certificates, self-signed ones being anchors and links counting once an anchor's key signed them.

    revocations: None where no lists are kept at all: then revocation is not checked, and that is said; with lists, a
    state without a current one leaves its signers undetermined.
    """

    def __init__(
        self, authorities: Iterable[ChipCertificate], revocations: Iterable[Revocations] | None = None
    ) -> None:
        self.certificates: tuple[ChipCertificate, ...] = tuple({c.fingerprint: c for c in authorities}.values())
        self.refused: list[tuple[ChipCertificate, str]] = []
        self._by_state: dict[str, list[ChipCertificate]] = defaultdict(list)
        self._by_key: dict[bytes, list[ChipCertificate]] = defaultdict(list)
        self._trusted: dict[str, tuple[ChipCertificate, ...]] = {}
        for certificate in self.certificates:
            try:
                certificate.key  # noqa: B018 - read now, so that what cannot be read is known at import
            except (BadEncoding, Unsupported, NotOnCurve) as error:
                self.refused.append((certificate, str(error)))
                continue
            self._by_state[certificate.subject.country].append(certificate)
            for name in certificate.key_names:
                self._by_key[name].append(certificate)
        self._revocations = None if revocations is None else tuple(revocations)

    def _usable(self) -> list[ChipCertificate]:
        refused = {certificate.fingerprint for certificate, _ in self.refused}
        return [certificate for certificate in self.certificates if certificate.fingerprint not in refused]

    @property
    def keys(self) -> int:
        """How many authorities' keys can be used."""
        return len(self.certificates) - len(self.refused)

    def path(self, certificate: ChipCertificate) -> tuple[ChipCertificate, ...]:
        """From an authority's certificate of this store to its anchor; empty when no anchor vouches for it."""
        known = self._trusted.get(certificate.fingerprint)
        if known is None:
            known = self._path(certificate, frozenset())
            self._trusted[certificate.fingerprint] = known
        return known

    def _path(self, certificate: ChipCertificate, seen: frozenset[str]) -> tuple[ChipCertificate, ...]:
        if _may_not_certify(certificate) or len(seen) >= _MOST_LINKS:
            return ()
        own = certificate.usable_key
        if own is None:
            return ()
        if certificate.signed_by(own):
            return (certificate,)
        seen |= {certificate.fingerprint}
        for older in self._candidates(certificate):
            if older.fingerprint not in seen and certificate.signed_by(older.key):
                rest = self._path(older, seen)
                if rest:
                    return (certificate, *rest)
        return ()

    def _candidates(self, certificate: ChipCertificate) -> list[ChipCertificate]:
        """Who may have signed this: by the key's name first, then everybody of the state, then by the issuer's name."""
        named = self._by_key.get(certificate.extensions.authority_key or b"", [])
        state = self._by_state.get(certificate.issuer.country, [])
        issuer = certificate.issuer.normal
        same = [c for c in self._usable() if c.subject.normal == issuer] if not state else []
        return list({c.fingerprint: c for c in (*named, *state, *same)}.values())

    def chain(self, signer: ChipCertificate, now: datetime) -> Chain:
        """Whether an authority of this store vouches for the signer's certificate."""
        reasons: list[Reason] = []
        found = [c for c in self._candidates(signer) if c.fingerprint != signer.fingerprint and signer.signed_by(c.key)]
        if not found:
            return self._unknown(signer)
        vouched = [(c, self.path(c)) for c in found]
        paths = [path for _, path in vouched if path]
        if not paths:
            detail = f"{found[0].subject} of {found[0].not_before:%Y-%m-%d}"
            code = "authority_may_not_certify" if all(map(_may_not_certify, found)) else "link_without_anchor"
            return Chain(TrustState.UNDETERMINED, (found[0],), (Reason(code, Result.UNDETERMINED, detail),))
        used = signer.not_before
        valid = [path for path in paths if path[0].not_before - _CLOCKS <= used <= path[0].not_after + _CLOCKS]
        path = min(valid or paths, key=len)
        if not valid:
            detail = f"{path[0].not_before:%Y-%m-%d} to {path[0].not_after:%Y-%m-%d}, used {used:%Y-%m-%d}"
            reasons.append(Reason("authority_not_valid_when_signing", Result.UNDETERMINED, detail))
        elif path[0].not_after < now:
            reasons.append(Reason("authority_expired_since", None, f"{path[0].not_after:%Y-%m-%d}"))
        reasons += self._revoked(signer, path, now)
        results = {reason.result for reason in reasons}
        state = TrustState.TRUSTED
        if Result.FAILED in results:
            state = TrustState.NOT_TRUSTED
        elif Result.UNDETERMINED in results:
            state = TrustState.UNDETERMINED
        return Chain(state, path, tuple(reasons))

    def _unknown(self, signer: ChipCertificate) -> Chain:
        named = signer.extensions.authority_key or b""
        # A name of a few octets is no proof: another key of the state, not known here, may have it too.
        certain = self._by_key.get(named, []) if len(named) >= _SURE_NAME else []
        claimed = [c for c in certain if _same_key_words(c, signer)]
        if claimed:
            try:
                signer.algorithm  # noqa: B018 - an algorithm that is not known says nothing against the signer
            except (BadEncoding, Unsupported) as error:
                unknown = Reason("algorithm_unknown", Result.UNDETERMINED, str(error))
                return Chain(TrustState.UNDETERMINED, (), (unknown,))
            detail = f"names the key of {claimed[0].subject}"
            reason = Reason("signer_certificate_forged", Result.FAILED, detail)
            return Chain(TrustState.NOT_TRUSTED, (), (reason,))
        state = signer.issuer.country
        code = "authority_key_unknown" if self._by_state.get(state) else "state_unknown"
        return Chain(TrustState.UNDETERMINED, (), (Reason(code, Result.UNDETERMINED, str(signer.issuer)),))

    def _revoked(self, signer: ChipCertificate, path: tuple[ChipCertificate, ...], now: datetime) -> list[Reason]:
        if self._revocations is None:
            return [Reason("revocation_not_checked", None, "no revocation lists are kept")]
        state = signer.issuer.country
        names = {signer.issuer.normal, *(c.subject.normal for c in path)}
        genuine = [
            r
            for r in self._revocations
            if (r.issuer.country == state or r.issuer.normal in names) and self._signed_by_state(r, state)
        ]
        for revocations in genuine:
            if signer.serial in revocations.serials:
                sure = revocations.issuer.normal in names
                code, result = (
                    ("signer_revoked", Result.FAILED) if sure else ("signer_perhaps_revoked", Result.UNDETERMINED)
                )
                return [Reason(code, result, f"list of {revocations.this_update:%Y-%m-%d}")]
        if not genuine:
            return [Reason("revocation_list_missing", Result.UNDETERMINED, state)]
        newest = max(genuine, key=lambda r: r.this_update)
        if newest.next_update is None or newest.next_update < now:
            return [Reason("revocation_list_stale", Result.UNDETERMINED, f"{newest.this_update:%Y-%m-%d}")]
        return []

    def _signed_by_state(self, revocations: Revocations, state: str) -> bool:
        named = self._by_key.get(revocations.authority_key or b"", [])
        return any(revocations.signed_by(c.key) and self.path(c) for c in (*named, *self._by_state.get(state, [])))


def _may_not_certify(certificate: ChipCertificate) -> bool:
    """Whether the certificate says that it is no authority's; what says nothing may, as old ones do."""
    usage = certificate.extensions.key_usage
    return certificate.extensions.authority is False or (usage is not None and _KEY_CERT_SIGN not in usage)


def _same_key_words(authority: ChipCertificate, signer: ChipCertificate) -> bool:
    """Whether the signer's certificate means this authority: the key's own name, under the same state."""
    return authority.subject.country == signer.issuer.country and not _may_not_certify(authority)
