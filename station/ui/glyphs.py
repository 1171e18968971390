"""Which letters can be drawn here: by the product's own fonts, else by any font of the machine.

The one place that knows. Where no font has a letter, its word is shown in Latin letters in brackets, in the window and
on the traveller's slip alike, since a row of boxes says nothing. Needs a running QGuiApplication.
"""

from __future__ import annotations

from functools import lru_cache

from anyascii import anyascii
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from station.ui import theme

SHIPPED = theme.SUBSTITUTES
_NO_SCRIPT = ("lastresort", "last resort", "adobe blank")  # fonts that have a box for everything
_LATIN = {QFontDatabase.WritingSystem.Any, QFontDatabase.WritingSystem.Latin, QFontDatabase.WritingSystem.Symbol}
# Nothing is drawn for these: zero-width space and joiners, marks of direction, the byte order mark.
_UNSEEN = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def families(text: str, first: str) -> tuple[list[str], set[str]]:
    """(families that together write `text`, `first` leading, and what no font of product or machine has)."""
    left = {letter for letter in text if not letter.isspace() and letter not in _UNSEEN}
    chosen: list[str] = []
    for family in (first, *SHIPPED):
        left = _take(left, family, chosen)
    if left:  # only now is the machine asked: it may have hundreds
        for family in _of_machine():
            if left and family != first:
                left = _take(left, family, chosen)
    return chosen or [first], left


def _of_machine() -> list[str]:
    others = {f for w in QFontDatabase.writingSystems() if w not in _LATIN for f in QFontDatabase.families(w)}
    return [f for f in sorted(others - set(SHIPPED)) if not any(name in f.lower() for name in _NO_SCRIPT)]


def _take(left: set[str], family: str, chosen: list[str]) -> set[str]:
    """What of `left` this family does not have; it is chosen where it has anything."""
    known = QFontMetricsF(QFont(family))
    found = {letter for letter in left if known.inFontUcs4(ord(letter))}
    if found:
        chosen.append(family)
    return left - found


def writable(text: str, font: QFont) -> str:
    """`text` as it can be written, `font` set to the families that do; where none has a script, in Latin letters in
    brackets."""
    chosen, left = families(text, font.family())
    font.setFamilies(chosen)
    return _bracketed(text, left)


def shown(text: str) -> str:
    """`text` as the window can draw it in its own font and those that stand in for it."""
    return text if text.isascii() else _shown(text)


@lru_cache(maxsize=4096)
def _shown(text: str) -> str:
    return _bracketed(text, families(text, theme.FAMILY)[1])


def _bracketed(text: str, left: set[str]) -> str:
    """Line ends stay; a word with a letter of `left` is written in Latin letters."""
    if not left:
        return text
    return "\n".join(
        " ".join(word if left.isdisjoint(word) else _in_latin(word) for word in line.split(" "))
        for line in text.split("\n")
    )


def _in_latin(word: str) -> str:
    plain = "".join(c for c in word if c not in _UNSEEN)
    end = plain[len(plain.rstrip(",;:.")) :]  # the comma behind a surname is the list's, not the name's
    return f"[{anyascii(plain[: len(plain) - len(end)]).strip() or '?'}]{end}"
