"""People who are expected at a post: their records, sealed once more for each of its stations, before they arrive."""

from __future__ import annotations

from collections.abc import Iterable

from station.agency.desk import Desk
from station.agency.ledger import Ledger
from station.wire import evidence, outgoing
from station.wire.errors import CentralRefused


def expect(desk: Desk, ledger: Ledger, post: str, records: Iterable[str]) -> int:
    """Send records to every station in service at `post`; how many were sent. Stations keep what they have already.

    Raises CentralRefused: `post_unknown` (no station in service there), `record_unknown`.
    """
    recipients = ledger.recipients(post)
    if not recipients:
        raise CentralRefused("no station in service at that post has a recipient key", code="post_unknown")
    sent = 0
    for record in records:
        delivery = ledger.delivery(record)
        if delivery is None:
            raise CentralRefused("no such record", code="record_unknown")
        for station, key in recipients:
            if station != delivery.station:
                body = evidence.reseal(delivery, desk.keys.sealing_private, key)
                desk.post(outgoing.station_audience(station), evidence.EVIDENCE, record, body)
                sent += 1
    return sent
