"""At central: what a station has erased on request is erased here too, and withdrawn from everybody who was sent it.

The agency's rule of this release: the sealed bytes of the visit and of the cases about it go, the matcher forgets it,
other stations are told to forget it, and copies on the way back go. The line of the delivery, its receipt and its
digest stay: they prove that there was a record, and hold nothing of the person.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from station.agency.case_relay import read_case
from station.agency.desk import Desk
from station.agency.ledger import Ledger
from station.agency.matcher import case_of
from station.vault import erasure
from station.vault.errors import BadSignature
from station.wire import evidence, outgoing
from station.wire.delivery import Delivery

log = logging.getLogger("station.erasure")

PAGE = 20


class CentralErasure:
    """`step` as an idle call of CentralProcess. `forget(visit)` makes the matcher forget."""

    def __init__(self, desk: Desk, ledger: Ledger, forget: Callable[[str], None] = lambda _: None) -> None:
        self._desk = desk
        self._ledger = ledger
        self._forget = forget

    def step(self) -> int:
        """Do every accepted erasure that was not done; how many. One that is interrupted is done again."""
        asked = self._ledger.erasures(PAGE)
        for delivery, keys in asked:
            visit = self._visit(delivery, keys)
            if visit is None:
                log.error("an accepted erasure of %s is not signed by it and not done", delivery.station)
                visit = delivery.record
            self._erase(delivery, visit)
        return len(asked)

    def _visit(self, delivery: Delivery, keys: tuple[bytes, ...]) -> str | None:
        """What the station asked for, once more from its signature: the database is not believed."""
        for key in keys:
            try:
                return str(UUID(erasure.read(delivery.body, key)["visit"]))
            except (BadSignature, KeyError, ValueError):
                continue
        return None

    def _erase(self, delivery: Delivery, visit: str) -> None:
        holder = self._ledger.station_of(visit)
        if holder in (None, delivery.station):  # a visit may never have come: its cases did, while it was open
            cases = self._cases(visit, delivery.station)
            if holder is not None:
                cases.setdefault(case_of(visit), set())  # what the search opened about it
                for audience, kind, key in self._ledger.sent(evidence.EVIDENCE, {visit}):
                    self._desk.post(audience, kind, key, b"")
            for audience, kind, key in self._ledger.sent(evidence.CASE, cases):
                self._desk.post(audience, kind, key, b"")
            for case, states in cases.items():
                self._ledger.erase_case(delivery.record, case, states)
            if holder is not None:
                self._forget(visit)
        outcome = self._ledger.erase(delivery.record, visit)  # last: with it the erasure is done
        answer = {"at": datetime.now(UTC).isoformat(), "outcome": outcome, "visit": visit}
        body = json.dumps(answer, sort_keys=True).encode()
        self._desk.post(outgoing.station_audience(delivery.station), outgoing.ERASED, visit, body)
        log.info("an erasure of %s is done: %s", delivery.station, outcome)

    def _cases(self, visit: str, station: str) -> dict[str, set[str]]:
        """Case -> the records that hold a state of it, for every case about the visit that `station` opened.

        A colleague of the post may have sent a state, a ruling say. One of another post, or about another station's
        visit, is none of the asking station's.
        """
        found: dict[str, set[str]] = {}
        after: str | None = None
        while page := self._ledger.deliveries(evidence.CASE, after, PAGE, matched=False):
            after = page[-1].record
            for delivery in page:
                case = read_case(self._desk, delivery)
                if case is not None and (case.visit, case.station) == (visit, station):
                    found.setdefault(case.id, set()).add(delivery.record)
        return found
