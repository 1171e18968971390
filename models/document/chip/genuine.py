"""Whether the chip is the one that was issued, from the proofs it gave (ICAO Doc 9303-11, 6).

A copy of a genuine chip passes passive authentication: it has all the data and all the signatures. What it does not
have is the private key, so it fails a proof, or hides that it could give one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.document.chip.passive import Authenticity
from models.document.chip.verdict import GroupState, Reason, Result, combine

DG14, DG15 = 14, 15


@dataclass(frozen=True)
class Proofs:
    """What came of each proof; None where it was not tried, because the chip does not offer it.

    active: to DG15; chip: chip authentication with the key of DG14, a failed one being an answer under the new keys
    that is not right; mapping: PACE with the chip authentication mapping; card_security: what is against
    EF.CardSecurity.
    """

    active: Result | None = None
    chip: Result | None = None
    mapping: Result | None = None
    card_security: Sequence[Reason] = ()


def genuine(found: Authenticity, proofs: Proofs, chip_key_offered: bool = True) -> tuple[Result, tuple[Reason, ...]]:
    """The chip's genuineness: `found` says whom its keys were vouched for by.

    chip_key_offered: whether DG14 has a key for chip authentication; it may hold other things only. A chip whose
    security object lists DG15 and that was not asked, or would not show it, is not green.
    """
    listed = found.security_object.hashes if found.security_object else {}
    reasons: list[Reason] = []
    results: list[Result] = []
    for number, result, name in (
        (DG15, proofs.active, "active_authentication"),
        (DG14, proofs.chip, "chip_authentication"),
    ):
        if result is Result.SUCCESSFUL:
            result, reason = _vouched(found, number, name)  # noqa: PLW2901
            reasons += reason
        elif result is Result.FAILED:
            reasons.append(Reason(f"{name}_wrong", Result.FAILED))
        elif result is not None and result is not Result.NOT_SUPPORTED:
            reasons.append(Reason(f"{name}_open", result))
        elif number in listed and (number == DG15 or chip_key_offered):
            hidden = found.groups.get(number, GroupState.NOT_PRESENT) is GroupState.NOT_PRESENT
            result = Result.UNDETERMINED  # noqa: PLW2901
            code = "chip_key_hidden" if hidden else "chip_not_asked"
            reasons.append(Reason(code, result, f"DG{number}"))
        if result is not None:
            results.append(result)
    if proofs.mapping is not None:
        against = combine([Result.SUCCESSFUL, *(reason.result for reason in proofs.card_security)])
        result = proofs.mapping if proofs.mapping is not Result.SUCCESSFUL else against
        results.append(result)
        if result is not Result.SUCCESSFUL:
            wrong = proofs.mapping is Result.FAILED
            reasons.append(Reason("chip_mapping_wrong" if wrong else "chip_key_not_vouched", result, "EF.CardSecurity"))
    if not results or set(results) == {Result.NOT_SUPPORTED}:
        return Result.NOT_SUPPORTED, (Reason("chip_cannot_prove", None),)
    return _one_is_enough(results), tuple(reasons)


def _one_is_enough(results: Sequence[Result]) -> Result:
    """What failed or broke off counts before all; of the others one vouched proof shows that the key is there."""
    combined = combine(results)
    if combined is Result.UNDETERMINED and Result.SUCCESSFUL in results:
        return Result.SUCCESSFUL
    return combined


def _vouched(found: Authenticity, number: int, name: str) -> tuple[Result, list[Reason]]:
    """A proof is worth what the hash of its key in a trusted security object is."""
    if found.groups.get(number) is not GroupState.IDENTICAL:
        return Result.FAILED, [Reason("chip_key_changed", Result.FAILED, f"DG{number}")]
    signed = combine([found.checks.get("sod"), found.checks.get("signer"), found.checks.get("chain")])
    if signed is Result.SUCCESSFUL:
        return signed, []
    return signed, [Reason("chip_key_not_vouched", signed, name)]
