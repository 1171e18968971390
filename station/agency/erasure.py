"""At central: what a station has erased on request is erased here too, and withdrawn from everybody who was sent it.

The agency's rule of this release: the sealed bytes of the visit and of the cases about it go, the matcher forgets it,
other stations are told to forget it, and copies on the way back go. The line of the delivery, its receipt and its
digest stay: they prove that there was a record, and hold nothing of the person.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from station.agency.desk import Desk
from station.agency.ledger import Ledger
from station.agency.matcher import case_of
from station.domain.case import Case
from station.errors import StationError
from station.store import record
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
            self._erase(delivery, visit)
        return len(asked)

    def _visit(self, delivery: Delivery, keys: tuple[bytes, ...]) -> str:
        """What the station asked for, once more from its signature: the database is not believed."""
        for key in keys:
            try:
                return erasure.read(delivery.body, key)["visit"]
            except BadSignature:
                continue
        raise BadSignature("an accepted erasure that its station did not sign")

    def _erase(self, delivery: Delivery, visit: str) -> None:
        if self._ledger.may_erase(delivery.record, visit):
            cases = list(self._cases(visit))
            names = {case for case, _ in cases} | {case_of(visit)}
            for audience, kind, key in self._ledger.sent(evidence.EVIDENCE, {visit}):
                self._desk.post(audience, kind, key, b"")
            for audience, kind, key in self._ledger.sent(evidence.CASE, names):
                self._desk.post(audience, kind, key, b"")
            for target in sorted(names | {sealed for _, sealed in cases}):
                self._ledger.erase(delivery.record, target)
            self._forget(visit)
        outcome = self._ledger.erase(delivery.record, visit)  # last: with it the erasure is done
        answer = {"at": datetime.now(UTC).isoformat(), "outcome": outcome, "visit": visit}
        body = json.dumps(answer, sort_keys=True).encode()
        self._desk.post(outgoing.station_audience(delivery.station), outgoing.ERASED, visit, body)
        log.info("an erasure of %s is done: %s", delivery.station, outcome)

    def _cases(self, visit: str) -> Iterator[tuple[str, str]]:
        """(id of the case, id of the record that holds one state of it) for every case about the visit."""
        after: str | None = None
        while page := self._ledger.deliveries(evidence.CASE, after, PAGE, matched=False):
            after = page[-1].record
            for delivery in page:
                try:
                    case = record.unpack(Case, self._desk.open(delivery))
                except StationError as error:
                    log.warning("a case cannot be read: %s", error.code)
                    continue
                if case.visit == visit:
                    yield case.id, delivery.record
