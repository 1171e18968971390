"""A list of audit entries on paper and as JSON. Acts and fields keep their stable keys: evidence has one language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from station.domain.days import day_in_both, moment_in_both
from station.domain.office import LogEntry, LogQuery
from station.pdf import HEIGHT, WIDTH, Colour, PdfDocument, drawable, text_width

LEFT, RIGHT, TOP, BOTTOM = 36.0, WIDTH - 36.0, 46.0, HEIGHT - 46.0
SIZE, ROW = 7.0, 9.5
GREY: Colour = (0.35, 0.35, 0.35)
PALE: Colour = (0.94, 0.95, 0.97)
COLUMNS = (("No.", 0.0), ("Time UTC / Waktu UTC", 32.0), ("Who / Siapa", 132.0), ("Act / Tindakan", 200.0),
           ("Subject / Pokok", 300.0), ("Detail / Rincian", 400.0))  # fmt: skip


def list_json(station: str, query: LogQuery, entries: Sequence[LogEntry], checkpoint: str, at: datetime) -> bytes:
    """The entries with the query that chose them and the signed checkpoint of the log they come from."""
    content = {
        "station": station,
        "saved_at": at.isoformat(),
        "query": {
            "first_day": query.first_day.isoformat() if query.first_day else None,
            "last_day": query.last_day.isoformat() if query.last_day else None,
            "actor": query.actor or None,
            "act": query.act or None,
            **({"text": query.text} if query.text else {}),
        },
        "checkpoint": checkpoint,
        "entries": [
            {
                "number": e.number,
                "at": e.at.isoformat() if e.at else None,
                "actor": e.actor,
                "act": e.act,
                "subject": e.subject,
                "detail": dict(e.detail),
            }
            for e in entries
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False).encode()


def list_pdf(station: str, query: LogQuery, entries: Sequence[LogEntry], checkpoint: str, at: datetime) -> bytes:
    """The same on A4."""
    paper = PdfDocument(f"Audit log {station}")
    paper.text(LEFT, TOP, "Audit log / Log audit", 14, bold=True)
    paper.text(RIGHT, TOP, station, 11, bold=True, colour=GREY, right=True)
    days = " - ".join(day_in_both(day) if day else "..." for day in (query.first_day, query.last_day))
    chosen = f"{days}; {query.actor or '*'}; {query.act or '*'}; {query.text or '*'}; {len(entries)}"
    lines = [f"{moment_in_both(at)}; {chosen}", *checkpoint.splitlines()]
    y = TOP + 16
    for line in lines:
        paper.text(LEFT, y, line, SIZE, colour=GREY)
        y += ROW
    y = _head(paper, y + 6)
    for number, entry in enumerate(entries):
        cells = _cells(entry)
        high = ROW * max(len(cell) for cell in cells)
        if y + high > BOTTOM:
            paper.page()
            y = _head(paper, TOP)
        if number % 2:
            paper.box(LEFT - 3, y - 7, RIGHT - LEFT + 6, high, PALE)
        for (_, x), cell in zip(COLUMNS, cells, strict=True):
            for line_number, line in enumerate(cell):
                paper.text(LEFT + x, y + ROW * line_number, line, SIZE)
        y += high
    return paper.to_bytes()


def _head(paper: PdfDocument, y: float) -> float:
    for name, x in COLUMNS:
        paper.text(LEFT + x, y, name, SIZE, bold=True)
    paper.line([(LEFT, y + 3), (RIGHT, y + 3)])
    return y + ROW + 4


def _cells(entry: LogEntry) -> list[list[str]]:
    at = f"{day_in_both(entry.at.date())} {entry.at:%H:%M:%S}.{entry.at.microsecond // 1000:03d}" if entry.at else "-"
    detail = ", ".join(f"{key}={value}" for key, value in sorted(entry.detail.items()))
    texts = (str(entry.number), at, entry.actor, entry.act if entry.at else "unreadable", entry.subject, detail)
    ends = [x for _, x in COLUMNS[1:]] + [RIGHT - LEFT]
    return [list(_lines(text, end - x - 4)) for text, (_, x), end in zip(texts, COLUMNS, ends, strict=True)]


def _lines(text: str, width: float) -> Iterator[str]:
    """The text in pieces that fit; ids and digests have no blanks to break at."""
    piece, used = "", 0.0
    for letter in drawable(text):
        wide = text_width(letter, SIZE)
        if used + wide > width:
            yield piece
            piece, used = "", 0.0
        piece, used = piece + letter, used + wide
    yield piece
