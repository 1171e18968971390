"""Cases between the counters of a post: what one station opened or ruled goes to the post's other stations."""

from __future__ import annotations

import logging
from uuid import UUID

from station.agency.desk import Desk
from station.agency.ledger import Ledger
from station.domain.case import Case
from station.store import record
from station.wire import evidence, outgoing
from station.wire.delivery import Delivery, record_identity

log = logging.getLogger("station.cases")

PAGE = 5  # cases in memory at once, pictures and all


class CaseRelay:
    """`step` as an idle call of CentralProcess: what was receipted and not relayed is next, whoever was interrupted.

    One that is interrupted between sending and noting it sends the same again, which changes nothing.
    """

    def __init__(self, desk: Desk, ledger: Ledger) -> None:
        self._desk = desk
        self._ledger = ledger

    def step(self) -> int:
        """Relay what is new; how many records."""
        page = self._ledger.cases_to_relay(PAGE)
        for delivery in page:
            case = read_case(self._desk, delivery)
            if case is not None:
                self._relay(delivery, case)
            self._ledger.note_relay(delivery.record, "sent" if case is not None else "unreadable")
        return len(page)

    def _relay(self, delivery: Delivery, case: Case) -> None:
        payload = record.pack(case)
        for station, recipient in self._ledger.recipients(delivery.post):
            if station != delivery.station:
                identity = record_identity(evidence.CASE, station, case.id)
                body = evidence.seal_for(identity, payload, recipient, self._desk.keys.signer)
                self._desk.post(outgoing.station_audience(station), evidence.CASE, case.id, body)


def read_case(desk: Desk, delivery: Delivery) -> Case | None:
    """The case in a delivered record; None, with a line in the log, where there is none that can be read."""
    try:
        case = record.unpack(Case, desk.open(delivery))
        UUID(case.id)
    except Exception as error:  # whatever is sealed inside, those of other stations come next  # noqa: BLE001
        log.warning("a case of %s cannot be read: %s", delivery.station, type(error).__name__)
        return None
    return case
