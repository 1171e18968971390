"""Cases on the road: central sends what was found or ruled elsewhere, the post's stations take it into their queue."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from station.agency.desk import Desk, Received
from station.agency.ledger import Ledger, record_identity
from station.domain.case import Case, CaseStatus
from station.domain.visit import Visit
from station.road.inbox import Handler
from station.store import cases, record, references
from station.store.errors import CaseConflict, RecordMissing
from station.store.session import Unit
from station.wire import evidence, outgoing

log = logging.getLogger("station.cases")


class CaseRelay:
    """At central: a case that one station of a post opened or ruled goes to the post's other stations."""

    def __init__(self, desk: Desk, ledger: Ledger) -> None:
        self._desk = desk
        self._ledger = ledger

    def __call__(self, batch: Sequence[Received]) -> None:
        for received in batch:
            if received.delivery.kind == evidence.CASE and not received.receipt.reason:
                self._relay(received)

    def _relay(self, received: Received) -> None:
        payload = self._desk.open(received.delivery)
        case = record.unpack(Case, payload)
        for station, recipient in self._ledger.recipients(received.delivery.post):
            if station != received.delivery.station:
                identity = record_identity(evidence.CASE, station, case.id)
                body = evidence.seal_for(identity, payload, recipient, self._desk.keys.signer)
                self._desk.post(outgoing.station_audience(station), evidence.CASE, case.id, body)


def handlers(station: str) -> dict[str, Handler]:
    """For StoreInbox(handlers=...): cases into the queue, the other side's record among the references."""
    return {evidence.CASE: _taking(station), evidence.EVIDENCE: _take_evidence}


def _taking(station: str) -> Callable[[Unit, str, bytes], None]:
    def take(unit: Unit, key: str, body: bytes) -> None:
        if not body:  # the visit was erased on request
            cases.remove(unit, key)
            return
        identity = record_identity(evidence.CASE, station, key)
        payload = evidence.open_for(body, identity, unit.keys.recipient_private, unit.keys.agency.signing)
        merge(unit, record.unpack(Case, payload))

    return take


def _take_evidence(unit: Unit, key: str, body: bytes) -> None:
    if not body:
        references.remove(unit, key)
        return
    opened = evidence.open_resealed(body, unit.keys.recipient_private)
    visit = record.unpack(Visit, opened.payload)
    if opened.record == key == visit.id and references.visit_reference(unit, visit.id) is None:
        references.add(unit, visit)


def merge(unit: Unit, arrived: Case) -> None:
    """The state that went further wins: a ruling over a claim over a case that waits."""
    try:
        own = cases.case(unit, arrived.id)
    except RecordMissing:
        cases.open_case(unit, arrived)
        return
    if arrived.status is not CaseStatus.RULED or own.status is CaseStatus.RULED or arrived.ruling is None:
        return
    if own.claimed_by not in (None, arrived.ruling.supervisor):
        try:
            cases.release(unit, own.id, own.claimed_by or "")
        except CaseConflict:
            return
    cases.claim(unit, own.id, arrived.ruling.supervisor, arrived.ruling.decided_at)
    cases.rule(unit, own.id, arrived.ruling)
