"""What came from a chip, judged: passive authentication, the chip's own proofs, and the chip against the page.

Pure over what was read, so that it may be asked again and again while the rest is still coming. It never raises for
what a chip sent; what cannot be said is undetermined.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from drivers.card.chip_authentication import choose
from drivers.card.read import CardReading, MappingProof
from models.document.chip import active, genuine, groups
from models.document.chip.genuine import Proofs
from models.document.chip.passive import Authenticity, authenticate, check_card_security
from models.document.chip.verdict import Reason, Result
from models.document.lines import BadMrz
from models.document.mrz import Mrz, parse
from models.standards.ber import BadEncoding
from models.standards.curves import NotOnCurve
from models.standards.key_info import Unsupported
from models.standards.security_info import SecurityInfos
from models.standards.security_info import parse as parse_infos
from station.counter.trust import Trust
from station.domain.chip import (
    ChipCheck,
    ChipDetails,
    ChipDifference,
    ChipGroup,
    ChipReason,
    ChipResult,
    combine,
)

_NEEDED = frozenset({1, 2})
_WANTED = frozenset({11, 12, 14, 15})  # read where the security object lists them
_FIELDS = ("surname", "given_names", "number", "nationality", "issuer", "birth", "sex", "expiry", "optional")
_UNREADABLE = (BadEncoding, Unsupported, NotOnCurve)


@dataclass(frozen=True)
class ChipJudged:
    """What is said of the files so far."""

    verdict: ChipResult
    checks: tuple[ChipCheck, ...]
    reasons: tuple[ChipReason, ...]
    groups: tuple[ChipGroup, ...]
    lines: tuple[str, ...]
    details: ChipDetails
    differences: tuple[ChipDifference, ...]


def judge(
    files: Mapping[str, bytes],
    trust: Trust,
    now: datetime,
    printed: Sequence[str],
    *,
    reading: CardReading | None = None,
) -> ChipJudged:
    """files: by name, as far as they are there; printed: the lines of the page; reading: the whole of it once it is
    over, with what broke off and with the chip's proofs."""
    numbered = {int(name[2:]): data for name, data in files.items() if name.startswith("DG")}
    broken, expected = frozenset[int](), frozenset[int]()
    if reading is not None:
        broken = frozenset(int(name[2:]) for name in reading.aborted if name.startswith("DG"))
        refused = {int(name[2:]) for name in reading.refused if name.startswith("DG")}
        expected = (_NEEDED | (_listed(files.get("SOD"), trust, now) & _WANTED)) - refused
    found = authenticate(
        files.get("SOD"),
        numbered,
        trust.store,
        now,
        com=files.get("COM"),
        signers=trust.signers,
        deviations=trust.deviations,
        expected=expected,
        aborted=broken,
    )
    checks = [ChipCheck(name, ChipResult(result.value)) for name, result in found.checks.items()]
    reasons = [_reason(reason) for reason in found.reasons]
    if reading is not None:
        result, more = _genuine(reading, found, trust, now)
        checks.append(ChipCheck("genuine", ChipResult(result.value)))
        reasons += map(_reason, more)
    lines, differences = _against_the_page(numbered.get(1), printed, now.date())
    if lines and printed:
        same = not differences
        checks.append(ChipCheck("zone", ChipResult.SUCCESSFUL if same else ChipResult.FAILED))
        if not same:
            reasons.append(ChipReason("zone_differs", ChipResult.FAILED, ", ".join(d.field for d in differences)))
    details = _details(numbered)
    return ChipJudged(
        combine(check.result for check in checks),
        tuple(checks),
        tuple(dict.fromkeys(reasons)),
        tuple(ChipGroup(number, state.value) for number, state in found.groups.items()),
        lines,
        details,
        (*differences, *_more_differences(details, lines, now.date())),
    )


def _reason(reason: Reason) -> ChipReason:
    return ChipReason(reason.code, None if reason.result is None else ChipResult(reason.result.value), reason.detail)


def _listed(sod: bytes | None, trust: Trust, now: datetime) -> frozenset[int]:
    """The groups that the security object vouches for: a chip that hides one is held against it."""
    found = authenticate(sod, {}, trust.store, now).security_object
    return frozenset(found.hashes) if found is not None else frozenset()


# ---- the chip itself


def _genuine(
    reading: CardReading, found: Authenticity, trust: Trust, now: datetime
) -> tuple[Result, tuple[Reason, ...]]:
    infos = _infos(reading.files.get("DG14"))
    proofs, extra = _proofs(reading, infos, trust, now)
    try:
        offered = infos is not None and choose(infos) is not None
    except _UNREADABLE:
        offered = True
    result, reasons = genuine.genuine(found, proofs, offered)
    return result, (*reasons, *extra)


def _infos(data: bytes | None) -> SecurityInfos | None:
    try:
        return parse_infos(data) if data is not None else None
    except _UNREADABLE:
        return None


def _proofs(
    reading: CardReading, infos: SecurityInfos | None, trust: Trust, now: datetime
) -> tuple[Proofs, tuple[Reason, ...]]:
    extra: tuple[Reason, ...] = ()
    actively: Result | None = None
    if reading.active is not None:
        algorithm = infos.active if infos is not None else ""
        asked = reading.active
        actively, extra = active.verify(reading.files["DG15"], asked.challenge, asked.answer, algorithm)
    elif reading.active_detail:
        actively = Result.UNDETERMINED
    chip: Result | None = None
    if reading.chip_authentication is not None:
        chip = Result.SUCCESSFUL if reading.chip_authentication else Result.FAILED
        # A status is a refusal; only an answer that is wrong under the new keys shows that the key is not there.
        if chip is Result.FAILED and not reading.chip_authentication_detail.startswith("chip_"):
            chip = Result.UNDETERMINED
    mapping: Result | None = None
    against: Sequence[Reason] = ()
    if reading.mapping_proof is not None:
        mapping, against = _mapped(reading.mapping_proof, reading.card_security, trust, now)
    return Proofs(actively, chip, mapping, tuple(against)), tuple(r for r in extra if r.result is None)


def _mapped(proof: MappingProof, security: bytes, trust: Trust, now: datetime) -> tuple[Result, Sequence[Reason]]:
    """The chip authentication mapping against the keys of EF.CardSecurity."""
    if not security:
        return Result.UNDETERMINED, ()
    content, against = check_card_security(security, trust.store, now, trust.signers)
    if content is None:
        return combine_results(against), against
    try:
        keys = parse_infos(content).keys
    except _UNREADABLE as error:
        return Result.FAILED, [Reason("card_security_not_conforming", Result.FAILED, str(error))]
    for key in keys:
        try:
            if proof.proves(key.key.public):
                return Result.SUCCESSFUL, against
        except _UNREADABLE:
            continue
    return Result.FAILED, against


def combine_results(reasons: Sequence[Reason]) -> Result:
    """The gravest of some reasons."""
    return Result.FAILED if any(reason.result is Result.FAILED for reason in reasons) else Result.UNDETERMINED


# ---- the chip against the page


def _against_the_page(
    data: bytes | None, printed: Sequence[str], today: date
) -> tuple[tuple[str, ...], tuple[ChipDifference, ...]]:
    """The lines of DG1, and the fields in which they say something else than the page."""
    if data is None:
        return (), ()
    try:
        lines = groups.zone(data).lines
    except BadEncoding:
        return (), ()
    if not printed or tuple(printed) == lines:
        return lines, ()
    chip, page = _parsed(lines, today), _parsed(printed, today)
    if chip is None or page is None:
        return lines, (ChipDifference("lines", " ".join(printed), " ".join(lines)),)
    differ = tuple(
        ChipDifference(name, str(getattr(page, name)), str(getattr(chip, name)))
        for name in _FIELDS
        if getattr(page, name) != getattr(chip, name)
    )
    return lines, differ or (ChipDifference("lines", " ".join(printed), " ".join(lines)),)


def _parsed(lines: Sequence[str], today: date) -> Mrz | None:
    try:
        return parse(tuple(lines), today)
    except BadMrz:
        return None


def _details(numbered: Mapping[int, bytes]) -> ChipDetails:
    """DG11 and DG12; what cannot be read says nothing, its hash is judged elsewhere."""
    details = ChipDetails()
    try:
        if 11 in numbered:
            who = groups.person(numbered[11])
            details = ChipDetails(
                surname=who.surname,
                given_names=who.given_names,
                other_names=who.other_names,
                personal_number=who.personal_number,
                birth="" if who.birth is None else str(who.birth),
                place_of_birth=who.place_of_birth,
            )
    except BadEncoding:
        pass
    try:
        if 12 in numbered:
            issue = groups.issue(numbered[12])
            issued = "" if issue.issued is None else str(issue.issued)
            details = ChipDetails(**{**vars(details), "authority": issue.authority, "issued": issued})
    except BadEncoding:
        pass
    return details


def _more_differences(details: ChipDetails, lines: Sequence[str], today: date) -> tuple[ChipDifference, ...]:
    """DG11 beside the zone: marked for the officer's eye. A name in other letters than the zone's is not compared."""
    zone = _parsed(lines, today) if lines else None
    if zone is None:
        return ()
    found = []
    if details.birth and not _same_birth(zone.birth, details.birth):
        found.append(ChipDifference("full_birth", zone.birth, details.birth))
    whole, short = _letters(details.surname + details.given_names), _letters(zone.surname + zone.given_names)
    if whole and details.name.isascii() and not (whole == short or (zone.name_may_be_cut and whole.startswith(short))):
        found.append(ChipDifference("full_name", f"{zone.surname}, {zone.given_names}".strip(", "), details.name))
    return tuple(found)


def _same_birth(zone: str, full: str) -> bool:
    """YYYY-MM-DD against the same; "XX" and "00" are unknown. The century of a zone is a guess."""
    ours, theirs = zone.split("-"), full.split("-")
    pairs = list(zip(ours, theirs, strict=False))
    known = [(a, b) for a, b in pairs if "X" not in a and set(b) != {"0"}]
    return all(a[-2:] == b[-2:] for a, b in known)


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.upper())
    return "".join(c for c in plain if "A" <= c <= "Z")
