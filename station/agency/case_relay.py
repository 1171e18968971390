"""Cases between the counters of a post: what one station opened or ruled goes to the post's other stations."""

from __future__ import annotations

from collections.abc import Sequence

from station.agency.desk import Desk, Received
from station.agency.ledger import Ledger
from station.domain.case import Case
from station.store import record
from station.wire import evidence, outgoing
from station.wire.delivery import record_identity


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
