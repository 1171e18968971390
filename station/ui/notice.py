"""The privacy notice in the traveller's language; its first line is the version that the record names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import resources
from station.domain.desk import NoticeText


@dataclass(frozen=True)
class Language:
    """A language that the notice was written in; `name` is its own name for itself."""

    name: str
    right_to_left: bool = False


LANGUAGES: dict[str, Language] = {
    "id": Language("Bahasa Indonesia"),
    "en": Language("English"),
    "zh": Language("中文"),
    "ja": Language("日本語"),
    "ko": Language("한국어"),
    "ar": Language("العربية", right_to_left=True),
    "ru": Language("Русский"),
    "fr": Language("Français"),
    "de": Language("Deutsch"),
    "es": Language("Español"),
}
_OTHERWISE = "en"
# Nationality (ICAO 9303-3, section 5) -> what most of its bearers read; a first guess that the officer changes.
_SPOKEN: dict[str, str] = {
    **dict.fromkeys(("IDN", "MYS", "BRN", "TLS"), "id"),
    **dict.fromkeys(("CHN", "TWN", "MAC"), "zh"),
    "JPN": "ja",
    **dict.fromkeys(("KOR", "PRK"), "ko"),
    **dict.fromkeys(("SAU", "ARE", "EGY", "QAT", "KWT", "OMN", "BHR", "JOR", "YEM", "IRQ", "SYR", "LBN"), "ar"),
    **dict.fromkeys(("DZA", "MAR", "TUN", "LBY", "SDN", "PSE"), "ar"),
    **dict.fromkeys(("RUS", "BLR", "KAZ", "KGZ"), "ru"),
    **dict.fromkeys(("FRA", "MCO", "SEN", "CIV"), "fr"),
    **dict.fromkeys(("D", "DEU", "AUT", "LIE"), "de"),
    **dict.fromkeys(("ESP", "MEX", "ARG", "COL", "CHL", "PER", "VEN", "ECU", "URY", "CUB"), "es"),
}


def read(language: str) -> NoticeText:
    """The notice that ships with this release."""
    version, _, text = resources.path(f"i18n/notice_{language}.txt").read_text("utf-8").partition("\n")
    return NoticeText(version.strip(), language, text.strip())


def offered(codes: Sequence[str]) -> tuple[str, ...]:
    """Of the languages that the policy lists, those that are written; the fonts of the program show each of them."""
    return tuple(code for code in codes if code in LANGUAGES)


def suggested(nationality: str, among: Sequence[str]) -> str | None:
    """The language to begin with for a bearer of this nationality; None where none of `among` is a good guess."""
    wanted = _SPOKEN.get(nationality, _OTHERWISE)
    return wanted if wanted in among else _OTHERWISE if _OTHERWISE in among else None
