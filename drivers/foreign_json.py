"""JSON that somebody else wrote: bounded in depth, finite in its numbers, one kind of error."""

from __future__ import annotations

import json
import math
from typing import Any

from drivers.errors import Garbled

DEEPEST = 32  # levels; the deepest answer of a device service has four


def read(data: bytes | str, code: str) -> Any:
    """What `data` says. Raises Garbled(`code`) for no JSON, numbers that are none, and what is nested too deep."""
    try:
        value = json.loads(data, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError) as error:  # ValueError: also bytes that are no UTF-8, and endless integers
        raise Garbled(code, f"no JSON: {type(error).__name__}") from error
    level, deep = [value], 0
    while level := [child for node in level for child in _children(node)]:
        deep += 1
        if deep > DEEPEST:
            raise Garbled(code, f"JSON of more than {DEEPEST} levels")
    return value


def obj(data: bytes | str, code: str) -> dict[str, Any]:
    """A JSON object. Raises Garbled(`code`) for anything else."""
    value = read(data, code)
    if not isinstance(value, dict):
        raise Garbled(code, f"a JSON {type(value).__name__} where an object was expected")
    return value


def text(value: object, longest: int = 200) -> str:
    """A word of theirs for a name, a screen or a log: printable and short. "" for what is no text."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    return "".join(letter for letter in str(value)[:longest] if letter.isprintable())


def _children(node: object) -> list[Any]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("a number without end")
    return value
