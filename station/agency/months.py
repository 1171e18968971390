"""The visits and cases of a month, over all posts, opened one at a time for figures: a picture outlives its turn in no
list, and nothing of it is kept; and what each station tells of its travellers' answers."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from station.agency.case_relay import read_case
from station.agency.desk import Desk
from station.agency.install import engine_of
from station.agency.ledger import Ledger
from station.domain.case import Case
from station.domain.satisfaction import KIND, ToldAnswers
from station.domain.visit import Visit
from station.store import record
from station.wire.failures import named
from station.wire.settings import CentralSettings

log = logging.getLogger("station.agency")

LATE = timedelta(days=31)  # after a month's end a record may still come from a post that was cut off
_KEPT = text(
    "SELECT r.id FROM border.records r JOIN border.receipts q ON q.id = r.id AND q.verdict = 'accepted'"
    " WHERE r.kind = :kind AND r.stored_at >= :start AND r.stored_at < :until"
    " AND r.month >= CAST(:month AS date)"
    " AND NOT EXISTS (SELECT FROM border.erasures e WHERE e.record = r.id AND e.outcome = 'erased')"
    " ORDER BY r.seq"
)


class Months:
    """Reads for one command; decides nothing."""

    def __init__(self, settings: CentralSettings, desk: Desk) -> None:
        self._engine, self._ledger, self._desk = engine_of(settings, "station-central"), Ledger(settings), desk

    def posts(self) -> dict[str, str]:
        """The post of each station that was ever added."""
        with named(), self._engine.connect() as connection:
            rows = connection.execute(text("SELECT name, post FROM border.stations"))
            return {str(row.name): str(row.post) for row in rows}

    def mode(self) -> str:
        return self._ledger.mode()

    def visits(self, start: datetime, end: datetime) -> Iterator[Visit]:
        """Accepted, not erased, of this database's mode, stored from `start` until some weeks after `end`. What cannot
        be read is left out, with a line in the log."""
        mode = self.mode()
        for delivery in self._stored("visit", start, end):
            if (found := self._ledger.delivery(delivery)) is None:
                continue
            try:
                visit = record.decode(self._desk.open(found))
            except Exception as error:  # whatever is sealed inside, the others count  # noqa: BLE001
                log.warning("a record of %s cannot be read: %s", found.station, type(error).__name__)
                continue
            if visit.mode == mode and (visit.id, visit.station) == (found.record, found.station):
                yield visit

    def cases(self, start: datetime, end: datetime) -> Iterator[Case]:
        """Each state in which a case was delivered, the oldest first; a case that was ruled comes more than once."""
        for delivery in self._stored("case", start, end):
            if (found := self._ledger.delivery(delivery)) is not None and (case := read_case(self._desk, found)):
                yield case

    def answers(self, month: date, after: date) -> Iterator[ToldAnswers]:
        """What each station told of its travellers' answers in the month that begins on `month` and is over `after`;
        nothing of a station whose record cannot be read or says what none may say."""
        mode = self.mode()
        start, end = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (month, after))
        for delivery in self._stored(KIND, start, end):
            if (found := self._ledger.delivery(delivery)) is None:
                continue
            try:
                told = record.unpack(ToldAnswers, self._desk.open(found))
            except Exception as error:  # whatever is sealed inside, the others count  # noqa: BLE001
                log.warning("answers of %s cannot be read: %s", found.station, type(error).__name__)
                continue
            if told.month == month and (told.mode, told.station) == (mode, found.station):
                yield told

    def _stored(self, kind: str, start: datetime, end: datetime) -> list[str]:
        values = {"kind": kind, "start": start, "until": end + LATE, "month": start.date().replace(day=1)}
        with named(), self._engine.connect() as connection:
            return [str(found) for found in connection.execute(_KEPT, values).scalars()]
