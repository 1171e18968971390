"""Whether everything that the agency signed as sent has arrived here: the station's side of station.wire.heads.

Rows are counted and folded as they arrive, and compared with the agency's head of each audience. Where they differ,
everything is read again from the start; if it still differs, something that was sent is missing: a gap.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from station.store import meta
from station.store.session import Unit
from station.wire import heads
from station.wire.heads import START, Head, Place

GAP = "pull_gap"
UNPROVEN = "pull_unproven"
REREAD_EVERY = timedelta(hours=1)  # while a gap stands
UNPROVEN_AFTER = timedelta(hours=1)  # without a newer head of the agency
MOST_PENDING = 2000  # rows that are kept one by one for an audience
_KEY = "central_stream"


@dataclass
class Audience:
    """What arrived for one audience: folded up to the place of the newest head that is known, and what came since."""

    count: int = 0
    chain: bytes = START
    number: int = 0  # of the last head that fitted
    expected: int = 0  # number of the newest head that is known
    bound: Place = (0, 0)  # its place
    pending: list[tuple[Place, bytes]] = field(default_factory=list)  # place and digest of each row behind it
    crowded: bool = False  # there were too many of them to keep

    def expect(self, head: Head) -> None:
        """A newer head is known: what is not behind it is folded, and not kept row by row."""
        if head.number > self.expected:
            self.expected, self.bound = head.number, head.place
            waiting, self.pending = self.pending, []
            for place, row in waiting:
                self.add(place, row)

    def add(self, place: Place, row: bytes) -> None:
        if place <= self.bound:
            self.count, self.chain = self.count + 1, heads.fold(self.chain, row)
        else:
            self.pending.append((place, row))


@dataclass
class Stream:
    """The state of the way back at this station, within one life of the agency's database."""

    epoch: str = ""
    place: Place = (0, 0)
    audiences: dict[str, Audience] = field(default_factory=dict)
    erased: dict[str, int] = field(default_factory=dict)  # rows without their body -> version, until they are withdrawn
    missing: dict[str, int] = field(default_factory=dict)  # audience -> rows that the agency sent and are not here
    suspect: bool = False  # a head did not fit: read everything again before it is called a gap
    again: bool = False  # this reading was begun because one did not fit
    begun: datetime | None = None  # when this reading from the start began
    proven: datetime | None = None  # when a newer head was last seen to fit

    def restarted(self, epoch: str, now: datetime) -> Stream:
        """Reading from the start; a gap stands until a reading has proven that there is none."""
        again = self.suspect or bool(self.missing)
        return Stream(epoch, missing=self.missing, again=again, begun=now, proven=self.proven)

    def wants_restart(self, now: datetime) -> bool:
        return self.suspect or (bool(self.missing) and self.begun is not None and now - self.begun > REREAD_EVERY)

    def note(self, audience: str, place: Place, message: bytes) -> None:
        """A row that the agency signed has arrived; a repeated one is known by its place."""
        if place > self.place:
            self.place = place
            mine = self.audiences.setdefault(audience, Audience())
            if len(mine.pending) < MOST_PENDING:
                mine.add(place, heads.digest(message))
            else:  # no head for so long: once there is one, everything is read again up to it
                mine.crowded = True

    def note_erased(self, audience: str, kind: str, key: str, version: int, withdrawn: bool) -> None:
        """A row came without its body; only a later one of the agency that withdraws it makes that right."""
        name = f"{audience}/{kind}/{key}"
        if not withdrawn:
            self.erased[name] = version
        elif version > self.erased.get(name, version):
            del self.erased[name]

    def expect(self, known: Iterable[Head]) -> None:
        """Heads that were read before the rows that come next."""
        for head in known:
            if head.epoch == self.epoch:
                mine = self.audiences.setdefault(head.audience, Audience())
                self.suspect = self.suspect or (mine.crowded and head.number > mine.expected)
                mine.expect(head)

    def prove(self, known: Iterable[Head], now: datetime) -> None:
        """Everything is here: compare with the heads that were expected."""
        for name in self.erased:
            if self.again:
                self.missing[name.partition("/")[0]] = len(self.erased)
            else:
                self.suspect = True
        for head in known:
            mine = self.audiences.setdefault(head.audience, Audience())
            if head.epoch != self.epoch or head.number <= mine.number or head.number != mine.expected:
                continue
            if (mine.count, mine.chain) == (head.count, head.chain):
                mine.number, self.proven = head.number, now
                if not any(name.startswith(head.audience + "/") for name in self.erased):
                    self.missing.pop(head.audience, None)
            elif self.again:
                self.missing[head.audience] = max(1, head.count - mine.count)
            else:
                self.suspect = True

    def trouble(self, now: datetime) -> str:
        """GAP, UNPROVEN or empty."""
        if self.missing:
            return GAP
        since = self.proven or self.begun
        return UNPROVEN if since is not None and now - since > UNPROVEN_AFTER else ""


def load(unit: Unit) -> Stream:
    kept = meta.get(unit, _KEY)
    if kept is None:
        return Stream()
    fields = json.loads(kept)
    xid, seq = fields["place"]
    return Stream(
        fields["epoch"],
        (xid, seq),
        {name: _audience(value) for name, value in fields["audiences"].items()},
        fields["erased"],
        fields["missing"],
        fields["suspect"],
        fields["again"],
        _time(fields["begun"]),
        _time(fields["proven"]),
    )


def keep(unit: Unit, stream: Stream) -> None:
    fields = {
        "again": stream.again,
        "audiences": {name: _fields(audience) for name, audience in stream.audiences.items()},
        "begun": stream.begun.isoformat() if stream.begun else None,
        "epoch": stream.epoch,
        "erased": stream.erased,
        "missing": stream.missing,
        "place": stream.place,
        "proven": stream.proven.isoformat() if stream.proven else None,
        "suspect": stream.suspect,
    }
    meta.put(unit, _KEY, json.dumps(fields, sort_keys=True).encode())


def _fields(audience: Audience) -> dict[str, Any]:
    pending = [[place[0], place[1], row.hex()] for place, row in audience.pending]
    return {
        "bound": audience.bound,
        "chain": audience.chain.hex(),
        "count": audience.count,
        "crowded": audience.crowded,
        "expected": audience.expected,
        "number": audience.number,
        "pending": pending,
    }


def _audience(fields: dict[str, Any]) -> Audience:
    rows: Sequence[Sequence[Any]] = fields["pending"]
    pending = [((int(xid), int(seq)), bytes.fromhex(row)) for xid, seq, row in rows]
    xid, seq = fields["bound"]
    chain = bytes.fromhex(fields["chain"])
    return Audience(
        fields["count"], chain, fields["number"], fields["expected"], (xid, seq), pending, fields["crowded"]
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
