"""The dates of a machine readable zone: two digits of a year each, so that the century is a judgement (ICAO Doc 9303-3,
4.8). What may be meant otherwise is asked of the officer."""

from __future__ import annotations

from datetime import date

from models.document.layout import FILLER, Layout
from models.document.lines import BadMrz, Concern

PERMANENT = date.max  # the expiry of a document that states none, or the year 9999

OLDEST = 110  # years; a bearer older than this is not asked about (the oldest travellers known were about that age)
EXPIRED_LONG_AGO = 20  # years; no state issues a document for longer that has a last day at all


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _years_between(earlier: date, later: date) -> float:
    return (later - earlier).days / 365.25


def expiry_of(lines: tuple[str, ...], layout: Layout, today: date) -> tuple[date | None, tuple[Concern, ...]]:
    """The date with these last two digits of the year that lies nearest to today, and what must be asked of it.

    A document without a last day carries fillers; one that prints the year 9999 carries 99 with the first or last day
    of the year.
    """
    text = layout.expiry.of(lines)
    if not text.strip(FILLER):
        return PERMANENT, (Concern("expiry_permanent", "expiry", layout.expiry, (PERMANENT.isoformat(),)),)
    if text == "999999":
        choices: tuple[str, ...] = (PERMANENT.isoformat(),)
        return PERMANENT, (Concern("expiry_permanent", "expiry", layout.expiry, choices, asks=True),)
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    first = today.year // 100 * 100 + year - 100
    found = [d for century in (0, 100, 200) if (d := _date(max(first + century, 1), month, day)) is not None]
    if not found:
        return None, ()
    best = min(found, key=lambda d: abs(d - today))
    if year == 99 and (month, day) in ((12, 31), (1, 1)):
        rest = sorted((d for d in found if abs(d.year - today.year) <= 100), key=lambda d: abs(d - today))
        choices = tuple(d.isoformat() for d in (PERMANENT, *rest))
        return PERMANENT, (Concern("expiry_permanent", "expiry", layout.expiry, choices, asks=True),)
    later = [d for d in found if d > today]
    if later and best < today and _years_between(best, today) > EXPIRED_LONG_AGO:
        choices = (best.isoformat(), later[0].isoformat())
        return best, (Concern("expiry_century", "expiry", layout.expiry, choices, asks=True),)
    return best, ()


def birth_of(
    lines: tuple[str, ...], layout: Layout, today: date, expiry: date | None
) -> tuple[str, BadMrz | None, tuple[Concern, ...]]:
    """Birth as YYYY-MM-DD; the latest century in which it is neither in the future nor after the expiry.

    Unknown parts are fillers (Doc 9303-3, 4.8); "XX" and a month or day "00" are met in practice and read alike.
    Where the century before would make a person whom one may meet, the officer is asked.
    """
    text = layout.birth.of(lines)
    bad = BadMrz("mrz_date", "the birth is no date of the calendar", "birth", layout.birth)
    parts = [None if part in ("<<", "XX") else part for part in (text[:2], text[2:4], text[4:])]
    parts = [parts[0], *(None if part == "00" else part for part in parts[1:])]
    if any(part is not None and not part.isdigit() for part in parts):
        return "", BadMrz("mrz_date", "the birth mixes digits and fillers in one part", "birth", layout.birth), ()
    year, month, day = (None if part is None else int(part) for part in parts)
    if _date(2000, month or 1, day or 1) is None:  # a leap year: 29 February is judged with its century below
        return "", bad, ()
    tail = f"{parts[1] or 'XX'}-{parts[2] or 'XX'}"
    if year is None:
        return f"XXXX-{tail}", None, ()
    latest = min(today, expiry or today)
    found = []
    for century in (latest.year // 100 * 100, latest.year // 100 * 100 - 100):
        earliest = _date(century + year, month or 1, day or 1) if century + year > 0 else None
        if earliest is not None and earliest <= latest:
            found.append(earliest)
    if not found:
        return "", bad, ()
    choices = tuple(f"{d.year:04d}-{tail}" for d in found)
    if len(found) > 1 and _years_between(found[1], today) <= OLDEST:
        return choices[0], None, (Concern("birth_century", "birth", layout.birth, choices, asks=True),)
    return choices[0], None, ()
