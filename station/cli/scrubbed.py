"""Lines of a log for somebody outside: what happened, when and where in the program, without a word about anybody.

Our own lines carry nothing personal by type (station.logs); a library's message may, and so may a mistake of ours. So
a line leaves the house only by what is known to be harmless: named fields of plain kinds, and of a sentence the words
that are written small in plain letters. A name as papers write it, a number of a document, a line of a zone, a picture
as text do not pass, whatever put them there.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from station.domain import foreign

MASK = "…"
OWN = "station"  # the logger above all of ours
_WORD = re.compile(r"[a-z][a-z_]{0,23}[.,:;]?|[-+]?\d{1,3}([.,]\d{1,3})?%?|[-/=]")
_SNAKE = re.compile(r"[a-z][a-z0-9_]{0,47}")  # codes, kinds and states of ours
_PATTERNS = {
    "timestamp": re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)"),
    "level": re.compile(r"debug|info|warning|error|critical"),
    "logger": re.compile(r"[a-z_]+(\.[a-z_]+){0,5}"),
    "where": re.compile(r"[a-z_0-9]{1,40}\.py:\d{1,5}"),
    **dict.fromkeys(("code", "step", "mode", "kind", "state"), _SNAKE),
}
_NUMBERS = ("repeats", "seconds")
_LARGEST = 1e6


def lines(text: Iterable[str]) -> Iterator[str]:
    """JSON lines in, JSON lines out; what is no JSON object is counted as a line and dropped."""
    for line in text:
        try:
            found = foreign.read(line, any_text=True)
        except foreign.Malformed:
            continue
        if isinstance(found, dict):
            yield json.dumps(_kept(found), ensure_ascii=False)


def _kept(found: dict[str, Any]) -> dict[str, Any]:
    own = str(found.get("logger", "")).split(".")[0] == OWN
    kept: dict[str, Any] = {}
    for name, pattern in _PATTERNS.items():
        if name in found:
            value = str(found[name])
            kept[name] = value if pattern.fullmatch(value) else MASK
    if "error" in found:
        kept["error"] = found["error"] if found["error"] in _errors() else MASK
    for name in _NUMBERS:
        number = found.get(name)
        if isinstance(number, int | float) and abs(number) < _LARGEST:
            kept[name] = number
    kept["event"] = sentence(str(found.get("event", ""))) if own else MASK
    return kept


@functools.cache
def _errors() -> frozenset[str]:
    """Names of the exceptions that are known here."""
    known, new = {BaseException}, [BaseException]
    while new:
        found = [kind for kind in new.pop().__subclasses__() if kind not in known]
        known.update(found)
        new += found
    return frozenset(kind.__name__ for kind in known)


def sentence(text: str) -> str:
    """The small plain words and short numbers of it; everything else masked."""
    return " ".join(word if _WORD.fullmatch(word) else MASK for word in text.split())
