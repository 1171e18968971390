"""Days: on paper that is read in both languages, and by which clock."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

_ZONE = re.compile(r"[+-](0\d|1[0-4]):[0-5]\d")

_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_INDONESIAN = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def day_in_both(value: date) -> str:
    """24 Nov 2026; where the month has two names 5 Dec/Des 2026."""
    english, indonesian = _ENGLISH[value.month - 1], _INDONESIAN[value.month - 1]
    month = english if english == indonesian else f"{english}/{indonesian}"
    return f"{value.day} {month} {value.year}"


def moment_in_both(value: datetime) -> str:
    """With the time to the second and the offset of its zone, which evidence needs: 24 Nov 2026 14:32:05 +00:00."""
    zone = value.strftime("%z")
    offset = f" {zone[:3]}:{zone[3:5]}" if zone else ""
    return f"{day_in_both(value.date())} {value:%H:%M:%S}{offset}"


def zone_of(text: str) -> timezone:
    """Of "+07:00". Raises ValueError."""
    if not _ZONE.fullmatch(text):
        raise ValueError(f"no offset like +07:00: {text!r}")
    minutes = int(text[1:3]) * 60 + int(text[4:6])
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))
