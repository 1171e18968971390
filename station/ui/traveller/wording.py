"""What the station says to a traveller, in the traveller's language: one file a language in resources/traveller.

Apart from the officer's texts: these ten languages are the policy's, not the window's, and no officer changes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from PySide6.QtCore import QDate, QLocale

import resources
from station.ui.notice import LANGUAGES

OTHERWISE = "en"
FONTS: dict[str, str] = {"zh": "Station Sans SC", "ja": "Station Sans JP", "ko": "Station Sans KR"} | {
    "ar": "Station Sans Arabic"
}
BASE = "Inter"
ALL_FONTS = (BASE, *FONTS.values())
_LOCALES = {"ar": "ar_EG", "zh": "zh_CN", "en": "en_GB"}  # digits and order of a date; ar_EG: ٠١٢٣


@lru_cache(maxsize=16)
def texts(language: str) -> Mapping[str, str]:
    """Raises FileNotFoundError for a language that nobody wrote."""
    found: dict[str, str] = json.loads(resources.path(f"traveller/{language}.json").read_text("utf-8"))
    return found


def written(language: str) -> str:
    """The language itself where it is written, else English."""
    return language if language in LANGUAGES else OTHERWISE


def say(language: str, key: str, **values: str) -> str:
    """The sentence for a key; "" for ""."""
    return texts(written(language))[key].format(**values) if key else ""


def number(language: str, value: int) -> str:
    """With the digits of the language."""
    return QLocale(_LOCALES.get(language, language)).toString(value)


def day(language: str, value: date) -> str:
    """As the language writes it, the month in words: "14 January 2027"."""
    locale = QLocale(_LOCALES.get(language, language))
    pattern = locale.dateFormat(QLocale.FormatType.LongFormat)
    for weekday in ("dddd, ", "dddd، ", ", dddd", "dddd ", " dddd", "dddd"):
        pattern = pattern.replace(weekday, "")
    return locale.toString(QDate(value.year, value.month, value.day), pattern.strip()).strip()


def families(language: str) -> list[str]:
    """Fonts that come with the program, the language's own one first."""
    own = FONTS.get(language)
    return [BASE, *FONTS.values()] if own is None else [own, BASE, *(f for f in FONTS.values() if f != own)]


def right_to_left(language: str) -> bool:
    return LANGUAGES[written(language)].right_to_left
