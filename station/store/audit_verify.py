"""Check the whole audit log, and name each entry that was removed, changed, moved or back-dated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from station.domain.audit import Act, AuditEvent, Checkpoint, Finding
from station.domain.audit import Defect as Defect  # noqa: PLC0414  a word of this module, too
from station.domain.merkle import EMPTY_ROOT, HASH_BYTES, Frontier, leaf_hash
from station.store import audit_log
from station.store.errors import StoreDamaged
from station.store.session import Unit
from station.store.tables import audit_entries
from station.vault import note, signing
from station.vault.errors import BadSignature

T = TypeVar("T")
Progress = Callable[[float], None]  # the share that is done, 0..1
TOLD_EVERY = 500  # entries


@dataclass(frozen=True)
class AuditReport:
    size: int
    root: bytes
    findings: tuple[Finding, ...]
    clock_steps: tuple[int, ...]  # entries that note a clock that was set back: no defect, worth a look
    checkpoints: int  # how many were compared

    @property
    def sound(self) -> bool:
        return not self.findings


@dataclass(frozen=True)
class _Row:
    number: int
    leaf: bytes
    root: bytes
    signature: bytes
    hashed: bytes
    event: AuditEvent | None  # None: the leaf is no entry
    claimed: int  # the number inside of the leaf
    previous: bytes


def _untold(_share: float) -> None:
    return None


def verify(unit: Unit, witnesses: Sequence[str] = (), progress: Progress = _untold) -> AuditReport:
    """Read every entry; `witnesses` are checkpoints that central kept (C2SP notes), beside those kept here.

    `progress` is told in the caller's thread how far it is; what it raises ends the check.
    """
    signers = (unit.keys.signer.public, *unit.keys.past_signers)
    log = audit_log.origin(unit.keys.station)
    findings: list[Finding] = []
    notes = [text for text, _ in audit_log.checkpoints(unit)]
    heads, bad = _heads([*notes, *witnesses], signers, log)
    findings += bad
    count = audit_log.count(unit)
    try:
        edge = audit_log.size(unit)
    except StoreDamaged:
        edge = 0
        findings.append(Finding(Defect.CHANGED, count, "the edge of the tree cannot be read"))
    times = _Times()
    roots = _whole_tree(times.seeing(_telling(_rows(unit), count, (0.0, 0.35), progress)), signers, log, set(heads))
    if roots is not None:
        size = max([count, edge, *heads])
        findings += [Finding(Defect.REMOVED, n, "cut off at the end") for n in range(count, size)]
        findings += _compare(heads, roots, whole=True)
        last = roots.get(size) or roots[count]
    else:  # now each is held beside the others: which of them is wrong depends on all
        rows = list(_telling(_rows(unit), count, (0.35, 0.5), progress))
        size = max([edge, *heads, *(row.number + 1 for row in rows)], default=0)
        findings += _each_row(_telling(rows, count, (0.5, 1.0), progress), signers, log, size)
        roots = {row.number + 1: row.root for row in rows if row.number == row.claimed}
        findings += _compare(heads, roots, whole=False)
        times = _Times()
        for row in sorted(rows, key=lambda row: row.claimed):
            times.see(row)
        last = roots.get(size) or (rows[-1].root if rows else EMPTY_ROOT)
    findings += times.back_dated
    return AuditReport(size, last, tuple(sorted(set(findings), key=_order)), tuple(times.steps), len(heads))


def _telling(rows: Iterable[T], count: int, share: tuple[float, float], progress: Progress) -> Iterator[T]:
    """The same rows; `progress` goes from the first to the second share while they are read."""
    first, last = share
    for index, row in enumerate(rows):
        if index % TOLD_EVERY == 0:
            progress(first + (last - first) * min(1.0, index / max(1, count)))
        yield row


def _order(finding: Finding) -> tuple[int, str]:
    return finding.number, finding.defect.value


def _rows(unit: Unit) -> Iterator[_Row]:
    for row in unit.connection.execute(select(audit_entries).order_by(audit_entries.c.number)):
        leaf, root, signature = (_octets(value) for value in (row.leaf, row.root, row.signature))
        try:
            event, claimed, previous = AuditEvent.from_leaf(leaf)
        except ValueError:
            yield _Row(row.number, leaf, root, signature, leaf_hash(leaf), None, -1, b"")
        else:
            yield _Row(row.number, leaf, root, signature, leaf_hash(leaf), event, claimed, previous)


def _octets(value: object) -> bytes:
    """A column of octets as it is read; SQLite keeps whatever kind of value somebody put there."""
    return value if isinstance(value, bytes) else str(value).encode()


def _signed(row: _Row, number: int, root: bytes, signers: Sequence[bytes], log: str) -> bool:
    message = audit_log.entry_message(log, number, row.hashed, root)
    return any(signing.is_signed(public, row.signature, message) for public in signers)


def _whole_tree(rows: Iterable[_Row], signers: Sequence[bytes], log: str, wanted: set[int]) -> dict[int, bytes] | None:
    """The roots of the wanted sizes and of the last; None where the rows are not whole. Where they are, one signature,
    the last, vouches for all leaves. One row in memory at a time: a log of years is as large as its station's."""
    frontier, previous, roots = Frontier(), bytes(HASH_BYTES), {0: EMPTY_ROOT}
    row: _Row | None = None
    for index, row in enumerate(rows):
        if row.number != index or row.claimed != index or row.previous != previous:
            return None
        frontier.push(row.hashed)
        if row.root != frontier.root():
            return None
        if index + 1 in wanted:
            roots[index + 1] = row.root
        previous = row.hashed
    if row is None:
        return roots
    if not _signed(row, row.number, frontier.root(), signers, log):
        return None
    return {**roots, row.number + 1: row.root}


def _each_row(rows: Iterable[_Row], signers: Sequence[bytes], log: str, size: int) -> Iterator[Finding]:
    """The slow way: every row is judged by its own signature, so one defect does not hide the next."""
    present: set[int] = set()
    signed: dict[int, _Row] = {}
    for row in rows:
        if row.event is None or not _signed(row, row.claimed, row.root, signers, log):
            present.add(row.number)
            yield Finding(Defect.CHANGED, row.number, "the entry is not the one that was signed")
            continue
        present.add(row.claimed)
        signed[row.claimed] = row
        if row.claimed != row.number:
            yield Finding(Defect.REORDERED, row.claimed, f"stands at {row.number}", row.number)
    for number in sorted(set(range(size)) - present):
        yield Finding(Defect.REMOVED, number)
    for number, row in signed.items():  # what a holder of the station's key signed anew does not fit its neighbours
        before = signed.get(number - 1)
        if before is not None and row.previous != before.hashed:
            yield Finding(Defect.REWRITTEN, number, "does not continue the entry before it")


def _heads(
    texts: Sequence[str], signers: Sequence[bytes], log: str
) -> tuple[dict[int, list[Checkpoint]], list[Finding]]:
    heads: dict[int, list[Checkpoint]] = {}
    bad = []
    for text in texts:
        checkpoint = _head(text, signers, log)
        if checkpoint is None:
            bad.append(Finding(Defect.BAD_CHECKPOINT, -1, "a checkpoint is not signed by this station"))
        else:
            heads.setdefault(checkpoint.size, []).append(checkpoint)
    return heads, bad


def _head(text: str, signers: Sequence[bytes], log: str) -> Checkpoint | None:
    for public in signers:
        try:
            return note.verify(text, public, log)
        except BadSignature:
            continue
    return None


def _compare(heads: Mapping[int, Sequence[Checkpoint]], roots: Mapping[int, bytes], whole: bool) -> Iterator[Finding]:
    """Where the log is whole, every checkpoint must fit; the entries since the last one that fits were rewritten."""
    fits = 0
    for size in sorted(heads):
        if size not in roots:  # removed entries are reported by their numbers
            continue
        if any(head.root != roots[size] for head in heads[size]):
            words = f"the entries {fits} to {size - 1} are not those of the checkpoint"
            yield Finding(Defect.REWRITTEN, size - 1, words, fits)
        elif whole:
            fits = size


@dataclass
class _Times:
    """Whether the times of entries, in their order, go forward."""

    latest: datetime | None = None
    back_dated: list[Finding] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)

    def see(self, row: _Row) -> None:
        event = row.event
        if event is None:
            return
        if event.act == Act.CLOCK_SET_BACK:
            self.steps.append(row.claimed)
        elif self.latest is not None and event.at < self.latest - audit_log.CLOCK_TOLERANCE:
            self.back_dated.append(Finding(Defect.BACK_DATED, row.claimed, "earlier than the entry before it"))
            return
        self.latest = event.at

    def seeing(self, rows: Iterable[_Row]) -> Iterator[_Row]:
        for row in rows:
            self.see(row)
            yield row
