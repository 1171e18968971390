"""The log of transactions as a file: XML, or JSON Lines, by the published schemas (resources/transactions).

Streamed: one transaction in memory at a time, into a file beside the wanted one, which takes its place when it is whole
and on the disk. Both forms have the same names for the same fields; what is not known is left out.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from station.domain.audit import Act, AuditEvent, Detail
from station.domain.transaction import Transaction
from station.errors import StationError
from station.store import audit_log, transactions
from station.store.session import Store

NAMESPACE = "urn:biometric-station:transactions:1"
XML, JSON_LINES = "xml", "jsonl"
FORMS = (XML, JSON_LINES)
MOST_DAYS = 400  # of one file: a year with its edges
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class LogNotSaved(StationError):
    """Codes: transactions_span (no days, or too many), transactions_unwritable."""

    code = "transactions_unwritable"


def save(store: Store, path: Path, start: datetime, end: datetime, form: str, actor: str = "system") -> int:
    """Every transaction that was closed from `start` on and before `end`, aware; how many. Audited.

    Whole or not at all, readable by its owner only. Raises LogNotSaved, ValueError for another form.
    """
    if form not in FORMS:
        raise ValueError(form)
    if not start < end <= start + timedelta(days=MOST_DAYS):
        raise LogNotSaved(f"from {start.isoformat()} to {end.isoformat()}", code="transactions_span")
    with store.reading() as unit:
        found = transactions.between(unit, start, end)
        count = _whole(path, lambda out: _write(out, found, form))
    detail: dict[str, Detail] = {"from": start.isoformat(), "to": end.isoformat(), "form": form, "count": count}
    with store.unit() as unit:
        station = store.keys.station
        audit_log.append(unit, AuditEvent(unit.now(), actor, Act.TRANSACTIONS_SAVED, station, station, detail))
    return count


def _whole(path: Path, write: Callable[[BinaryIO], int]) -> int:
    part = path.with_name(f"{path.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            count = write(out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        raise LogNotSaved(error.strerror or type(error).__name__) from error
    finally:
        with contextlib.suppress(OSError):  # nothing is left of what did not become whole
            part.unlink(missing_ok=True)
    return count


def _write(out: BinaryIO, found: Iterator[Transaction], form: str) -> int:
    count = 0
    if form == XML:
        out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<transactions xmlns="{NAMESPACE}">\n'.encode())
    for count, one in enumerate(found, 1):  # noqa: B007  the count is the answer
        if form == XML:
            out.write("".join((*_elements("transaction", plain(one)), "\n")).encode())
        else:
            out.write(json.dumps(plain(one), ensure_ascii=False, allow_nan=False).encode() + b"\n")
    if form == XML:
        out.write(b"</transactions>\n")
    return count


def plain(value: Any) -> Any:
    """As JSON: fields in the order of the schema; None is left out."""
    if dataclasses.is_dataclass(value):
        named = ((one.name, getattr(value, one.name)) for one in dataclasses.fields(value))
        return {name: plain(found) for name, found in named if found is not None}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _elements(name: str, value: Any) -> Iterator[str]:
    """One element a field; a list is its element, repeated."""
    if isinstance(value, list):
        for one in value:
            yield from _elements(name, one)
        return
    yield f"<{name}>"
    if isinstance(value, dict):
        for inner, found in value.items():
            yield from _elements(inner, found)
    elif isinstance(value, bool):
        yield "true" if value else "false"
    else:
        yield _text(str(value))
    yield f"</{name}>"


def _text(text: str) -> str:
    """Without what XML 1.0 cannot hold."""
    return escape(_NOT_IN_XML.sub("\ufffd", text))
