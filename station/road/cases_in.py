"""Cases on the road: central sends what was found or ruled elsewhere, the post's stations take it into their queue."""

from __future__ import annotations

import logging
from collections.abc import Callable

from station.domain.case import Case
from station.domain.visit import Visit
from station.road.inbox import Handler
from station.store import cases, corrections, record, references
from station.store.errors import RecordMissing
from station.store.session import Unit
from station.wire import evidence
from station.wire.delivery import record_identity
from station.workflow import adjudication

log = logging.getLogger("station.cases")


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
    """The state that went further wins, and no supervisor's opinion is lost."""
    try:
        own = cases.case(unit, arrived.id)
    except RecordMissing:
        cases.open_case(unit, arrived)
        corrections.apply(unit, arrived)
        return
    joined = adjudication.join(own, arrived)
    if joined != own:
        cases.put(unit, joined)
        if joined.ruling != own.ruling:
            corrections.apply(unit, joined)
