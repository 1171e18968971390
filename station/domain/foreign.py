"""The one reader of JSON that somebody else wrote: a station, the agency, a file, a device.

RFC 8259 leaves size, depth, range and repeated names to the reader, and Python's own takes `NaN`, `1e999` and any depth
that its stack bears. Here each is bounded, and every refusal is one kind of error: nothing else leaves a parser that
reads through this.
"""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Mapping, Set
from typing import Any

SIZE = 1 << 20  # octets, where a form does not say otherwise
DEPTH = 16  # nested lists and objects; the deepest form of this product, a policy, has 5
DIGITS = 19  # of a whole number: what fits into 64 bits
MOST_DIGITS = 100  # where texts are as they come: a field of the record says what it takes
TEXT = 4096  # characters of a text, where a field does not say otherwise
_LARGEST = 2**63 - 1
_BRACKETS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_UNCLEAN = re.compile("[\x00\ud800-\udfff]")  # no database and no UTF-8 takes these


# What leaves a reader that was written for what is well formed. Where items of others come after this one, these refuse
# the item. Nothing else does: a full disk or a lost line concerns all of them.
UNREADABLE: tuple[type[Exception], ...] = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error,
)  # fmt: skip


class Malformed(ValueError):
    """What was read is not of the form that was asked for. The text names the part, never a value of it."""


def read(content: bytes | str, *, size: int = SIZE, depth: int = DEPTH, any_text: bool = False) -> Any:
    """The JSON value in `content`: at most `size` octets, `depth` levels, finite numbers, no name twice.

    Texts hold neither NUL nor a lone surrogate, unless `any_text`. Octets are UTF-8 (with lone surrogates where
    `any_text`, as station.store.record writes them). Raises Malformed.
    """
    if len(content) > size:
        raise Malformed("longer than its form allows")
    try:
        found = _loaded(content, depth, any_text)
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not any_text and (isinstance(content, str) or b"\\u" in content):
        _walk(found)
    return found


def fields(value: Any, needed: Set[str], optional: Set[str] = frozenset()) -> dict[str, Any]:
    """`value` as an object with exactly these names; raises Malformed."""
    if not isinstance(value, dict):
        raise Malformed("no object where one must be")
    if missing := needed - value.keys():
        raise Malformed(f"misses {', '.join(sorted(missing))}")
    if unknown := value.keys() - needed - optional:
        raise Malformed(f"has {len(unknown)} names that its form does not know")
    return value


def record(
    content: bytes | str, needed: Set[str], optional: Set[str] = frozenset(), *, size: int = SIZE
) -> dict[str, Any]:
    """`read` and `fields` in one."""
    return fields(read(content, size=size), needed, optional)


def text(value: Any, most: int = TEXT, *, empty: bool = True) -> str:
    """`value` as a text of at most `most` characters without NUL or a lone surrogate; raises Malformed."""
    if not isinstance(value, str):
        raise Malformed("no text where one must be")
    if len(value) > most or (not value and not empty) or _UNCLEAN.search(value):
        raise Malformed("a text that its form does not allow")
    return value


def name(value: Any, most: int = 200) -> str:
    """A text that names something: not empty, no control characters; raises Malformed."""
    found = text(value, most, empty=False)
    if not found.isprintable():
        raise Malformed("a name with characters that nobody sees")
    return found


def whole(value: Any, low: int = 0, high: int = _LARGEST) -> int:
    """`value` as a whole number from `low` to `high`; a truth value is none. Raises Malformed."""
    if type(value) is not int or not low <= value <= high:
        raise Malformed("no whole number within its bounds")
    return value


def truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Malformed("no truth value where one must be")
    return value


def items(value: Any, most: int) -> list[Any]:
    """`value` as a list of at most `most`; raises Malformed."""
    if not isinstance(value, list) or len(value) > most:
        raise Malformed("no list within its bounds")
    return value


def texts(value: Any, most: int = 1000, longest: int = TEXT) -> tuple[str, ...]:
    """A list of at most `most` texts; raises Malformed."""
    return tuple(text(item, longest) for item in items(value, most))


def octets(value: Any, length: int | None = None, most: int = SIZE) -> bytes:
    """Octets written in hexadecimal, `length` of them where it is given; raises Malformed."""
    if not isinstance(value, str) or len(value) > 2 * most or not value.isascii():
        raise Malformed("no octets where they must be")
    try:
        found = bytes.fromhex(value)
    except ValueError as error:
        raise Malformed("no hexadecimal digits") from error
    if length is not None and len(found) != length:
        raise Malformed("octets of another length")
    return found


def _loaded(content: bytes | str, depth: int, any_text: bool) -> Any:
    octets = "surrogatepass" if any_text else "strict"
    text = content if isinstance(content, str) else content.decode("utf-8", octets)
    if _levels(text, depth) > depth:
        raise Malformed("nested deeper than its form allows")
    return json.loads(
        text,
        parse_float=_finite,
        parse_int=_lossless if any_text else _bounded,
        parse_constant=_constant,
        object_pairs_hook=_once,
    )


def _levels(content: str, enough: int) -> int:
    """How deep the brackets nest; stops looking beyond `enough`."""
    if content.count("[") + content.count("{") <= enough:
        return 0
    level = deepest = 0
    for found in _BRACKETS.finditer(content):
        mark = content[found.start()]
        if mark in "[{":
            level += 1
            if level > deepest:
                deepest = level
                if deepest > enough:
                    break
        elif mark in "]}":
            level -= 1
    return deepest


def _finite(digits: str) -> float:
    found = float(digits)
    if not math.isfinite(found):
        raise Malformed("a number that is not finite")
    return found


def _bounded(digits: str) -> int:
    if len(digits.lstrip("-")) > DIGITS:
        raise Malformed("a number with too many digits")
    return int(digits)


def _lossless(digits: str) -> int:
    if len(digits.lstrip("-")) > MOST_DIGITS:
        raise Malformed("a number with too many digits")
    return int(digits)


def _constant(name: str) -> float:
    raise Malformed(f"{name} is no number")


def _once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a name that stands there twice")
    return found


def _walk(found: Any) -> None:
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if _UNCLEAN.search(value):
                raise Malformed("a text with NUL or a lone surrogate")
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
