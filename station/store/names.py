"""Names as they are searched: without case, accents and punctuation."""

from __future__ import annotations

import unicodedata

# Letters that have no decomposition; ICAO 9303 part 3, section 6, table A transliterates them so.
_LETTERS = str.maketrans(
    {"ß": "SS", "ẞ": "SS", "Æ": "AE", "æ": "AE", "Ø": "OE", "ø": "OE", "Œ": "OE", "œ": "OE", "Ð": "D", "ð": "D",
     "Þ": "TH", "þ": "TH", "Ł": "L", "ł": "L", "Đ": "D", "đ": "D", "ı": "I", "Ħ": "H", "ħ": "H", "Ŋ": "N", "ŋ": "N"}
)  # fmt: skip


def fold(text: str) -> str:
    """Upper case letters and digits with single spaces; SQLite's own folding knows ASCII only."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    kept = (c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(kept).upper().split())
