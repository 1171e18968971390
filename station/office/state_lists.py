"""The states' lists that this station judges documents by, for who administers it: what each holds, how old it is, by
which fingerprint it can be told, and who took it in at the agency. They come over the road; nothing is changed here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from models.document.chip import certificate, lists
from models.document.chip.certificate import Name
from models.standards.ber import BadEncoding
from models.standards.key_info import Unsupported
from station.counter.trust import KeptList, TrustLibrary, custodians_of, days_old, every
from station.domain.office import StateList, StateLists
from station.domain.officer import Permission
from station.domain.sign_in import Session
from station.office.log_in import require
from station.store.session import Store
from station.wire.trust_list import ListKind, TrustList


@dataclass(frozen=True)
class StateListsHere:
    """Bound to one administrator. `library`: the one that the counter judges by. Every method may block, and raises
    NotAllowed for anybody else."""

    store: Store
    session: Session
    library: TrustLibrary
    emulated: bool = False  # the demonstration trusts states of its own

    def view(self) -> StateLists:
        require(self.store, self.session, Permission.ADMINISTER)
        now = datetime.now(UTC)
        rows = sorted((_row(kept, now) for kept in every(self.store)), key=_grave_first)
        people = tuple(one.name for one in custodians_of(self.store))
        figures = self.library.now().lists
        return StateLists(
            tuple(rows), figures.authorities, figures.revocations, figures.deviations, days_old(figures, now.date()),
            self.emulated, people,
        )  # fmt: skip


def _grave_first(one: StateList) -> tuple[bool, bool, str, str]:
    """What does not count, then what is overdue, then by kind and state."""
    return one.readable and one.believed, not one.overdue, one.kind, one.origin


def _row(kept: KeptList, now: datetime) -> StateList:
    one = kept.one
    readable, holds, whose, until = True, 0, None, None
    try:
        holds, whose, until = _content(one)
    except (BadEncoding, Unsupported):
        readable = False
    overdue = one.kind is ListKind.REVOCATIONS and until is not None and until < now
    return StateList(
        key=one.key,
        kind=one.kind.value,
        origin=one.origin,
        name="" if whose is None else str(whose),
        holder=one.origin.upper() if whose is None else f"{whose.country} {whose.common_name}".strip(),
        dated=one.dated,
        days=_days(one.dated, now.date()),
        until=until.date() if until is not None else None,
        overdue=overdue,
        readable=readable,
        holds=holds,
        octets=len(one.octets),
        version=kept.version,
        sha256=one.sha256,
        vouched=one.signer,
        first=one.first,
        second=one.second,
        imported=one.imported,
        signed=bool(kept.agreed),
        believed=kept.believed,
    )


def _days(dated: date | None, today: date) -> int | None:
    return None if dated is None else (today - dated).days


def _content(one: TrustList) -> tuple[int, Name | None, datetime | None]:
    """How many certificates, revoked numbers or deviations; whose; until when. Raises BadEncoding, Unsupported."""
    if one.kind is ListKind.MASTER:
        found = lists.parse_master_list(one.octets).certificates
        return len(found), None, None
    if one.kind is ListKind.REVOCATIONS:
        revoked = lists.parse_revocations(one.octets)
        return len(revoked.serials), revoked.issuer, revoked.next_update
    if one.kind is ListKind.DEVIATIONS:
        return len(lists.parse_deviations(one.octets).deviations), None, None
    holder = certificate.parse(one.octets)
    return 1, holder.subject, holder.not_after
