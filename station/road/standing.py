"""Whether the agency's word for this station holds: its identity, checked at every start and before every new visit.

Without it no new visit is opened. What is sealed still travels, and a visit that is open may be ended.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from station.domain.audit import Act, AuditEvent, Detail
from station.errors import StationError
from station.store import audit_log, look_back, meta
from station.store.session import Store, Unit
from station.vault import identity
from station.vault.errors import BadSignature
from station.vault.identity import Identity
from station.vault.keys import StationKeys

log = logging.getLogger("station.standing")

REVOKED_KIND = "revoked_identities"  # of the road; whatever its key, the body is the agency's signed list
WARN_BEFORE = timedelta(days=30)
_IDENTITY, _REVOKED, _NOTED = "identity", "identity_revoked_list", "identity_standing"


class Standing(Enum):
    """The value is the stable code of the sentence that a screen shows."""

    GOOD = "identity_good"
    ENDING = "identity_ending"  # within 30 days
    EXPIRED = "identity_expired"  # or not valid yet, by this station's clock
    REVOKED = "identity_revoked"
    MISMATCH = "identity_mismatch"  # of another station, or of keys that were changed since
    FORGED = "identity_forged"  # not signed by the agency whose key this station has
    MISSING = "identity_missing"


MAY_OPEN_VISIT = frozenset({Standing.GOOD, Standing.ENDING})


class IdentityUnfit(StationError):
    """This station's identity does not hold; `code` is the value of a Standing."""

    code = "identity_missing"


@dataclass(frozen=True)
class Report:
    """`identity` is None where none is there or the agency did not sign it."""

    standing: Standing
    detail: str = ""
    identity: Identity | None = None
    days_left: int | None = None

    @property
    def may_open_visit(self) -> bool:
        return self.standing in MAY_OPEN_VISIT


def judge(text: str | None, keys: StationKeys, at: datetime, revoked: frozenset[int] = frozenset()) -> Report:
    """What an identity is worth at `at` (aware) to the station whose keys these are."""
    if text is None:
        return Report(Standing.MISSING, "no identity is installed")
    try:
        found = identity.signed(text, keys.agency.signing)
    except BadSignature as error:
        return Report(Standing.FORGED, error.detail)
    pairs = (
        ("station", found.station, keys.station),
        ("signing key", found.public, keys.signer.public),
        ("recipient key", found.recipient, keys.recipient_public),
    )
    differing = [name for name, theirs, ours in pairs if theirs != ours]
    if differing:
        return Report(Standing.MISMATCH, f"differs in {', '.join(differing)}", found)
    if found.serial in revoked:
        return Report(Standing.REVOKED, f"serial {found.serial} is on the list", found)
    left = found.not_after - at
    if not found.not_before <= at <= found.not_after:
        return Report(Standing.EXPIRED, f"valid {found.not_before:%Y-%m-%d} to {found.not_after:%Y-%m-%d}", found)
    standing = Standing.ENDING if left <= WARN_BEFORE else Standing.GOOD
    return Report(standing, f"serial {found.serial}, until {found.not_after:%Y-%m-%d}", found, left.days)


def look(store: Store) -> Report:
    """The standing of this station now: one signature of the identity and one of the list of revocations (0.3 ms)."""
    with store.reading() as unit:
        return _look(unit)


def _look(unit: Unit) -> Report:
    kept = meta.get(unit, _IDENTITY)
    at = max(unit.now(), audit_log.latest(unit))  # a clock that was set back makes nothing valid again
    return judge(kept.decode() if kept is not None else None, unit.keys, at, _revoked(unit)[0])


def _revoked(unit: Unit) -> tuple[frozenset[int], int]:
    """The serials of the newest list and its number; nothing where the agency whose key is here signed none."""
    kept = meta.get(unit, _REVOKED)
    if kept is None:
        return frozenset(), 0
    try:
        return identity.read_revoked(kept.decode(), unit.keys.agency.signing)
    except BadSignature:  # of an agency key that was exchanged since: its identities are void as well
        return frozenset(), 0


def revoked_number(unit: Unit) -> int:
    """The number of the newest list of revocations that is kept; 0 without one."""
    return _revoked(unit)[1]


def require(store: Store) -> None:
    """Raises IdentityUnfit where no new visit may be opened, RolledBack where older records were put back."""
    with store.reading() as unit:
        look_back.require_none(unit)
    report = look(store)
    if not report.may_open_visit:
        log.warning("no visit is opened: %s, %s", report.standing.value, report.detail)
        raise IdentityUnfit(report.detail, report.standing.value)


def install(store: Store, text: str, actor: str) -> Report:
    """Keep a new identity for which visits may be opened from now on; audited.

    Raises IdentityUnfit: the agency did not sign it, it is not for these keys, expired or revoked. The one that is
    here stays then.
    """
    with store.unit() as unit:
        report = judge(text, unit.keys, unit.now(), _revoked(unit)[0])
        if report.identity is None or not report.may_open_visit:
            raise IdentityUnfit(report.detail, report.standing.value)
        meta.put(unit, _IDENTITY, text.encode())
        until = report.identity.not_after.isoformat()
        _audit(unit, actor, Act.IDENTITY_INSTALLED, {"serial": report.identity.serial, "until": until})
    return report


def take_revoked(unit: Unit, text: str, actor: str = "system") -> int:
    """Keep the agency's list of revoked identities; its number.

    Raises BadSignature: not signed by the agency, or (`revocations_replayed`) older than the one that is here.
    """
    known = _revoked(unit)[1]
    serials, number = identity.read_revoked(text, unit.keys.agency.signing, known)
    if number > known:
        meta.put(unit, _REVOKED, text.encode())
        _audit(unit, actor, Act.IDENTITIES_REVOKED, {"number": number, "serials": len(serials)})
    return number


def from_road(unit: Unit, key: str, body: bytes) -> None:  # noqa: ARG001  one list, whatever it is called
    """The list as it comes down the road; an empty body takes nothing back."""
    if body:
        take_revoked(unit, body.decode(errors="replace"))


def note(store: Store) -> Report:
    """Look, and write it down where the standing is another one than the last time; at every start and every hour."""
    with store.unit() as unit:
        report = _look(unit)
        now, before = report.standing.value, meta.get(unit, _NOTED)
        if before is None or before.decode() != now:
            meta.put(unit, _NOTED, now.encode())
            if before is not None or not report.may_open_visit:
                _audit(unit, "system", Act.IDENTITY_STANDING, {"standing": now, "detail": report.detail})
    if report.standing is not Standing.GOOD:
        log.warning("identity of this station: %s, %s", report.standing.value, report.detail)
    return report


def _audit(unit: Unit, actor: str, act: Act, detail: dict[str, Detail]) -> None:
    audit_log.append(unit, AuditEvent(unit.now(), actor, act, unit.keys.station, unit.keys.station, detail))
