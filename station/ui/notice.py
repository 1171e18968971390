"""The privacy notice in the traveller's language; its first line is the version that the record names."""

from __future__ import annotations

import resources
from station.domain.desk import NoticeText

LANGUAGES = ("id", "en")


def read(language: str) -> NoticeText:
    """The notice that ships with this release."""
    version, _, text = resources.path(f"i18n/notice_{language}.txt").read_text("utf-8").partition("\n")
    return NoticeText(version.strip(), language, text.strip())
