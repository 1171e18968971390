"""Digital seals in a picture of a document: judged by the states' lists, octets and never text. An unsigned code is a
look-up key and no seal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from models.document.chip import seal as vds
from models.document.chip import sealed
from models.document.chip.seal import Seal
from models.document.chip.sealed import SealFinding
from models.document.codes import Code, CodeKind, describe
from models.document.lines import BadMrz
from models.document.mrz import Mrz, parse
from models.standards.ber import BadEncoding
from station.counter.trust import TrustLibrary
from station.domain.chip import ChipCheck, ChipReason, ChipResult, SealEvidence

MOST_SEALS = 8  # of one visit
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
        if isinstance(what, Seal):
            kind, country, issued = what.kind, what.country, what.issued
            lines = visa_lines(what)
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
        )


def visa_lines(found: Seal) -> tuple[str, ...]:
    """The zone of a visa that its seal repeats, its lines filled up; none for another paper."""
    try:
        lines = vds.visa(found).lines
    except BadEncoding:
        return ()
    width = len(lines[0])
    return (lines[0], lines[1].ljust(width, "<"))


def visa_of(seals: Sequence[SealEvidence], today: date) -> Mrz | None:
    """The visa that a seal speaks of, the first whose signature is not wrong and whose lines hold."""
    for one in seals:
        if one.lines and one.verdict is not ChipResult.FAILED:
            try:
                visa = parse(one.lines, today)
            except BadMrz:
                continue
            if visa.is_visa:
                return visa
    return None
