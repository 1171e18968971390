"""Whether everything that the agency signed as sent has arrived here: the station's side of station.central.heads.

Rows are counted and folded as they arrive, and compared with the agency's head of each audience. Where they differ,
everything is read again from the start; if it still differs, something that was sent is missing: a gap.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from station.central import heads
from station.central.heads import START, Head, Place
from station.store import meta
from station.store.session import Unit

GAP = "pull_gap"
UNPROVEN = "pull_unproven"
REREAD_EVERY = timedelta(hours=1)  # while a gap stands
UNPROVEN_AFTER = timedelta(hours=1)  # without a newer head of the agency
_KEY = "central_stream"


@dataclass
class Audience:
    """What arrived for one audience: proven up to a head, and since."""

    count: int = 0
    chain: bytes = START
    number: int = 0  # of the last head that fitted
    pending: list[tuple[Place, bytes]] = field(default_factory=list)  # place and digest of each row since

    def reached(self, head: Head) -> tuple[int, bytes]:
        """(rows, hash) up to the place of the head."""
        count, chain = self.count, self.chain
        for place, row in self.pending:
            if place <= head.place:
                count, chain = count + 1, heads.fold(chain, row)
        return count, chain

    def prove(self, head: Head) -> bool:
        """Whether exactly what the head says has arrived; then it is the new beginning."""
        count, chain = self.reached(head)
        if (count, chain) != (head.count, head.chain):
            return False
        self.count, self.chain, self.number = count, chain, head.number
        self.pending = [entry for entry in self.pending if entry[0] > head.place]
        return True


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
            self.audiences.setdefault(audience, Audience()).pending.append((place, heads.digest(message)))

    def note_erased(self, audience: str, kind: str, key: str, version: int, withdrawn: bool) -> None:
        """A row came without its body; only a later one of the agency that withdraws it makes that right."""
        name = f"{audience}/{kind}/{key}"
        if not withdrawn:
            self.erased[name] = version
        elif version > self.erased.get(name, version):
            del self.erased[name]

    def prove(self, found: Iterable[Head], now: datetime) -> None:
        """Compare with heads that were read before the last of the rows."""
        for name in self.erased:
            if self.again:
                self.missing[name.partition("/")[0]] = len(self.erased)
            else:
                self.suspect = True
        for head in found:
            mine = self.audiences.setdefault(head.audience, Audience())
            if head.epoch != self.epoch or head.number <= mine.number:
                continue
            if mine.prove(head):
                self.proven = now
                if not any(name.startswith(head.audience + "/") for name in self.erased):
                    self.missing.pop(head.audience, None)
            elif self.again:
                self.missing[head.audience] = max(1, head.count - mine.reached(head)[0])
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
    return {"chain": audience.chain.hex(), "count": audience.count, "number": audience.number, "pending": pending}


def _audience(fields: dict[str, Any]) -> Audience:
    rows: Sequence[Sequence[Any]] = fields["pending"]
    pending = [((int(xid), int(seq)), bytes.fromhex(row)) for xid, seq, row in rows]
    return Audience(fields["count"], bytes.fromhex(fields["chain"]), fields["number"], pending)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
