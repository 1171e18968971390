"""Dates of birth as lists have them, exact, in parts, about, or between two years, and what they say beside another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Bits for and against, our own: two people share a whole date in one of about 20,000 cases, which typing errors,
# invented papers and the first of January of those who know no day soften; a year within two is met by one in fifteen.
SAME_DAY, SWAPPED, SAME_YEAR, NEAR = 9.0, 6.0, 3.0, 1.0
OTHER_DAY, NEXT_YEAR, OTHER_YEAR, FAR = -1.0, -3.0, -12.0, -18.0
YEARS_NEAR, YEARS_ABOUT, DIGIT = 2, 4, 10  # years apart that still say something


@dataclass(frozen=True)
class Birth:
    """Years `first` to `last`, both included; `month` and `day` 0 where unknown; `about`: the year is a guess."""

    first: int
    last: int
    month: int = 0
    day: int = 0
    about: bool = False

    @classmethod
    def of(cls, text: str) -> Birth | None:
        """From YYYY-MM-DD with X, 0 or nothing for what is unknown, YYYY, "YYYY~" for about, "YYYY/YYYY" for between.

        None where no year is known.
        """
        text = text.strip()
        if "/" in text:
            first, last = (_year(part.strip()) for part in text.split("/", 1))
            return cls(min(first, last), max(first, last)) if first and last else None
        about = text.endswith("~")
        parts = text.rstrip("~").split("-")
        year = _year(parts[0])
        if not year:
            return None
        month, day = (_part(parts, place, most) for place, most in ((1, 12), (2, 31)))
        return cls(year, year, month, day if month else 0, about)

    @property
    def whole(self) -> bool:
        return self.first == self.last and self.month > 0 and self.day > 0


def birth_bits(listed: Iterable[Birth], own: Birth | None) -> tuple[float, str]:
    """The best that any listed date says: bits, and "same", "near", "other", or "" where nothing can be compared."""
    if own is None:
        return 0.0, ""
    said = [_bits(one, own) for one in listed]
    return max(said, default=(0.0, ""))


def _bits(listed: Birth, own: Birth) -> tuple[float, str]:
    apart = max(listed.first - own.last, own.first - listed.last, 0)
    if listed.whole and own.whole and not listed.about:
        return _of_days(listed, own, apart)
    if apart == 0:
        return SAME_YEAR, "near"
    if apart <= (YEARS_ABOUT if listed.about else YEARS_NEAR):
        return (NEAR if listed.about else NEXT_YEAR), "near"
    return _other(apart)


def _of_days(listed: Birth, own: Birth, apart: int) -> tuple[float, str]:
    """Two whole dates, `apart` years from each other."""
    theirs, ours = (listed.month, listed.day), (own.month, own.day)
    unknown_day = (1, 1) in {theirs, ours}  # the first of January stands for a day that nobody knows
    if apart == 0:
        if theirs == ours:
            return SAME_DAY, "same"
        if theirs == ours[::-1]:
            return SWAPPED, "near"
        return (SAME_YEAR if unknown_day else OTHER_DAY), "near"
    if theirs == ours and not unknown_day and apart <= DIGIT:
        return SAME_YEAR, "near"  # one digit of the year read or typed wrong
    return (NEXT_YEAR, "near") if apart == 1 else _other(apart)


def _other(apart: int) -> tuple[float, str]:
    return (FAR if apart > DIGIT else OTHER_YEAR), "other"


def _year(text: str) -> int:
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() and 1850 <= int(text) <= 2200 else 0


def _part(parts: list[str], place: int, most: int) -> int:
    text = parts[place][:2] if place < len(parts) else ""
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text) <= most else 0
