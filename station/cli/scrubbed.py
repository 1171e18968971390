"""Lines of a log for somebody outside: what happened, when and where in the program, without a word about anybody.

Our own lines carry nothing personal by type (station.logs); a library's message may, and so may a mistake of ours. So
a line leaves the house only by what is known to be harmless: named fields of plain kinds, and of a sentence the words
that are written small in plain letters. A name as papers write it, a number of a document, a line of a zone, a picture
as text do not pass, whatever put them there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

MASK = "…"
OWN = "station"  # the logger above all of ours
FREE = ("timestamp", "level", "logger", "code", "error", "where", "step", "mode", "kind", "state", "repeats", "seconds")
_WORD = re.compile(r"[a-z][a-z_]{0,23}[.,:;]?|[-+]?\d{1,3}([.,]\d{1,3})?%?|[-/=]")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.:\-+]{0,63}|[0-9:.+TZ\-]{4,40}")


def lines(text: Iterable[str]) -> Iterator[str]:
    """JSON lines in, JSON lines out; what is no JSON object is counted as a line and dropped."""
    for line in text:
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield json.dumps(_kept(found), ensure_ascii=False)


def _kept(found: dict[str, Any]) -> dict[str, Any]:
    own = str(found.get("logger", "")).split(".")[0] == OWN
    kept: dict[str, Any] = {}
    for name in FREE:
        value = found.get(name)
        if isinstance(value, bool | int | float):
            kept[name] = value if abs(value) < 1e6 else MASK
        elif isinstance(value, str):
            kept[name] = value if _CODE.fullmatch(value) and (own or name != "code") else MASK
    kept["event"] = sentence(str(found.get("event", ""))) if own else MASK
    return kept


def sentence(text: str) -> str:
    """The small plain words and short numbers of it; everything else masked."""
    return " ".join(word if _WORD.fullmatch(word) else MASK for word in text.split())
