"""Digital seals in a picture of a document: judged by the states' lists, octets and never text. An unsigned code is a
look-up key and no seal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from models.document.chip import seal as vds
from models.document.chip import sealed
from models.document.chip.seal import Seal, SealedVisa
from models.document.chip.sealed import SealFinding
from models.document.codes import Code, CodeKind, describe, octets_of
from models.document.lines import BadMrz
from models.document.mrz import Mrz, parse
from models.standards.ber import BadEncoding
from station.counter.trust import TrustLibrary
from station.domain.chip import ChipCheck, ChipReason, ChipResult, SealEvidence

MOST_SEALS = 8  # of one visit
_AS_KEYS = "seal_as_keys"
_KINDS = (CodeKind.SEAL, CodeKind.SEAL_JSON)


class Seals:
    """Judges codes by the trust of the station."""

    def __init__(self, trust: TrustLibrary, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._trust, self._clock = trust, clock

    def judge(self, codes: Sequence[Code]) -> tuple[SealEvidence, ...]:
        """Those of the codes that are seals."""
        found: list[SealEvidence] = []
        for code in codes:
            if describe(code).kind in _KINDS:
                found += self.judge_octets(code.data)
        return tuple(found[:MOST_SEALS])

    def judge_keys(self, text: str) -> tuple[SealEvidence, ...]:
        """What a document reader sent as keys: seals as far as keys can carry them, none for anything else.

        A key may be lost or be another's on this keyboard: a signature that does not fit is no proof against the
        paper then, and undetermined until the camera has seen the code.
        """
        octets = octets_of(text)
        if octets is None:
            return ()
        return tuple(map(_as_keys, self.judge_octets(octets)))[:MOST_SEALS]

    def judge_octets(self, octets: bytes) -> tuple[SealEvidence, ...]:
        """One code: a seal, or a list of seals for screens."""
        trust, now = self._trust.now(), self._clock()
        findings = sealed.judge(octets, trust.signers, trust.store, now)
        return tuple(self._evidence(octets, one, now) for one in findings)

    def _evidence(self, octets: bytes, found: SealFinding, now: datetime) -> SealEvidence:
        what = found.seal
        kind = country = ""
        issued: date | None = None
        lines: tuple[str, ...] = ()
        visa: SealedVisa | None = None
        if isinstance(what, Seal):
            kind, country, issued = what.kind, what.country, what.issued
            lines, visa = visa_lines(what), _visa(what)
        elif what is not None:
            kind, country = what.kind, what.issuer
        return SealEvidence(
            octets=octets,
            kind=kind,
            country=country,
            verdict=ChipResult(found.verdict.value),
            read_at=now,
            checks=tuple(ChipCheck(name, ChipResult(result.value)) for name, result in found.checks.items()),
            reasons=tuple(
                ChipReason(r.code, None if r.result is None else ChipResult(r.result.value), r.detail)
                for r in found.reasons
            ),
            issued=issued,
            lines=lines,
            lists=self._trust.figures,
            entries=visa.entries if visa is not None else None,
            stay=(visa.stay or ()) if visa is not None else (),
            passport=visa.passport if visa is not None else "",
        )


def _as_keys(one: SealEvidence) -> SealEvidence:
    """Of a seal whose octets nothing vouches for but its signature."""
    integrity = next((check.result for check in one.checks if check.name == "integrity"), None)
    if one.verdict is not ChipResult.FAILED or integrity is not ChipResult.FAILED:
        return one
    checks = tuple(
        replace(check, result=ChipResult.UNDETERMINED) if check.result is ChipResult.FAILED else check
        for check in one.checks
    )
    reasons = tuple(
        replace(reason, result=ChipResult.UNDETERMINED) if reason.result is ChipResult.FAILED else reason
        for reason in one.reasons
    )
    told = ChipReason(_AS_KEYS, ChipResult.UNDETERMINED, "")
    return replace(one, verdict=ChipResult.UNDETERMINED, checks=checks, reasons=(told, *reasons))


def doubtful(one: SealEvidence) -> bool:
    """Whether it came as keys and its signature did not fit: the camera has to see it."""
    return any(reason.code == _AS_KEYS for reason in one.reasons)


def visa_lines(found: Seal) -> tuple[str, ...]:
    """The zone of a visa that its seal repeats, its lines filled up; none for another paper."""
    visa = _visa(found)
    if visa is None:
        return ()
    first, second = visa.lines
    return (first, second.ljust(len(first), "<"))


def _visa(found: Seal) -> SealedVisa | None:
    try:
        return vds.visa(found)
    except BadEncoding:
        return None


def for_another(seals: Sequence[SealEvidence], number: str) -> bool:
    """Whether a visa's seal names a passport of another number than the one in hand."""
    named = (_plain(one.passport) for one in seals if one.verdict is not ChipResult.FAILED and not doubtful(one))
    return any(passport and passport != _plain(number) for passport in named)


def _plain(number: str) -> str:
    return "".join(letter for letter in number.upper() if letter.isalnum())


def visa_of(seals: Sequence[SealEvidence], today: date) -> Mrz | None:
    """The visa that a seal speaks of, the first whose signature is not wrong and whose lines hold."""
    for one in seals:
        if one.lines and one.verdict is not ChipResult.FAILED and not doubtful(one):
            try:
                visa = parse(one.lines, today)
            except BadMrz:
                continue
            if visa.is_visa:
                return visa
    return None
