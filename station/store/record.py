"""The one canonical form of a record: a JSON head and the binary parts behind it, lossless in both directions.

Layout: magic "BSR1" | u32 big-endian length of head | head | parts, one after the other. The head holds the kind, the
version of the form, the length of each part, and the value, in which {"part": i} stands for octets. Which type a value
has is not written: the dataclasses of station.domain say it, so an unknown or missing field is found when reading.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import struct
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from station.domain import foreign
from station.domain.visit import Visit
from station.store.errors import BadRecord

MAGIC = b"BSR1"
VERSION = 1
LONGEST_HEAD = 4 << 20  # octets; what is large in a record stands in its parts
MOST_PARTS = 1000
_BEYOND = 10**foreign.MOST_DIGITS
_HEAD = frozenset({"kind", "parts", "value", "version"})

T = TypeVar("T")


def encode(visit: Visit) -> bytes:
    """The canonical octets of a whole visit: the same visit always gives the same octets."""
    return pack(visit)


def decode(octets: bytes) -> Visit:
    """The visit again, equal to what was encoded; raises BadRecord."""
    return unpack(Visit, octets)


def pack(value: Any) -> bytes:
    """Any dataclass of station.domain in the same form.

    Raises ValueError for what `unpack` would refuse by its size: what is sealed can be opened.
    """
    parts: list[bytes] = []
    plain = _plain(value, parts)
    if len(parts) > MOST_PARTS:
        raise ValueError(f"a record cannot hold more than {MOST_PARTS} parts")
    head = {"kind": type(value).__name__, "version": VERSION, "parts": [len(p) for p in parts], "value": plain}
    octets = json.dumps(head, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode(
        "utf-8", "surrogatepass"
    )
    if len(octets) > LONGEST_HEAD:
        raise ValueError(f"the head of a record cannot be longer than {LONGEST_HEAD} octets")
    return b"".join((MAGIC, struct.pack(">I", len(octets)), octets, *parts))


def unpack(kind: type[T], octets: bytes) -> T:
    """The dataclass `kind` from its packed form; raises BadRecord."""
    try:
        if octets[:4] != MAGIC:
            raise BadRecord("the octets do not start like a record")
        (length,) = struct.unpack_from(">I", octets, 4)
        # texts as they were typed and read, lone surrogates too: a record is lossless
        read = foreign.read(octets[8 : 8 + length], size=LONGEST_HEAD, any_text=True)
        head = foreign.fields(read, _HEAD)
        if head["version"] != VERSION:
            raise BadRecord(f"version {head['version']!r} of the record form is unknown")
        if head["kind"] != kind.__name__:
            raise BadRecord(f"a {head['kind']!r} where a {kind.__name__} was expected")
        lengths = [foreign.whole(part) for part in foreign.items(head["parts"], MOST_PARTS)]
        parts = _split(octets, 8 + length, lengths)
        return typing.cast(T, _typed(kind, head["value"], parts))
    except (struct.error, ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError) as error:
        raise BadRecord("the record is cut short or is not one") from error


def value_at_start(read: Callable[[int], bytes]) -> Mapping[str, Any]:
    """The plain value of a packed dataclass, of which `read` gives the next octets: the head alone is read, and none of
    the parts behind it. Raises BadRecord."""
    try:
        magic, length = struct.unpack(">4sI", read(8))
        if magic != MAGIC or length > LONGEST_HEAD:
            raise BadRecord("the octets do not start like a record")
        head = foreign.fields(foreign.read(read(length), size=LONGEST_HEAD, any_text=True), _HEAD)
    except (struct.error, ValueError, KeyError, TypeError) as error:
        raise BadRecord("the record is cut short or is not one") from error
    if not isinstance(head["value"], dict):
        raise BadRecord("no value where one must be")
    return head["value"]


def _split(octets: bytes, start: int, lengths: list[int]) -> list[bytes]:
    parts = []
    for length in lengths:
        if length < 0 or start + length > len(octets):
            raise BadRecord("a part of the record is missing")
        parts.append(octets[start : start + length])
        start += length
    if start != len(octets):
        raise BadRecord("there is more behind the record than belongs to it")
    return parts


def _plain(value: Any, parts: list[bytes]) -> Any:  # noqa: PLR0911  one line a type
    match value:
        case None | bool() | str():
            return value
        case Enum():
            return value.value
        case int():
            if abs(value) >= _BEYOND:
                raise ValueError(f"a record cannot hold a number of more than {foreign.MOST_DIGITS} digits")
            return int(value)
        case float():
            # JSON has no infinity; a raw score can be one.
            return value if math.isfinite(value) else repr(value)
        case datetime() | date():
            return value.isoformat()
        case bytes():
            parts.append(value)
            return {"part": len(parts) - 1}
        case tuple() | list():
            return [_plain(item, parts) for item in value]
        case Mapping():
            return {str(key): _plain(item, parts) for key, item in value.items()}
        case _ if dataclasses.is_dataclass(value):
            return {
                f.name: _plain(getattr(value, f.name), parts)
                for f in dataclasses.fields(value)
                if not (f.metadata.get("where_said") and getattr(value, f.name) == f.default)
            }
        case _:
            raise TypeError(f"a record cannot hold a {type(value).__name__}")


_Reader = Callable[[Any, list[bytes]], Any]


@functools.cache
def _fields(kind: type) -> tuple[Mapping[str, _Reader], frozenset[str]]:
    """How every field is read, and the names of those that must be there."""
    hints = typing.get_type_hints(kind)
    needed = frozenset(
        f.name
        for f in dataclasses.fields(kind)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    )
    return {f.name: _reader(hints[f.name]) for f in dataclasses.fields(kind)}, needed


def _typed(hint: Any, value: Any, parts: list[bytes]) -> Any:
    return _reader(hint)(value, parts)


@functools.cache
def _reader(hint: Any) -> _Reader:
    """How a value of this type is read: a hint is taken apart once, not again in every row of a year."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        inner = [a for a in typing.get_args(hint) if a is not type(None)]
        return functools.partial(_union, _reader(inner[0]), len(inner) < len(typing.get_args(hint)))
    if origin is tuple:
        (item, *_) = typing.get_args(hint)
        return functools.partial(_tuple, _reader(item))
    if dataclasses.is_dataclass(hint):
        return functools.partial(_dataclass, typing.cast(type, hint))
    return functools.partial(_scalar, hint)


def _union(inner: _Reader, optional: bool, value: Any, parts: list[bytes]) -> Any:
    if value is not None:
        return inner(value, parts)
    if not optional:
        raise BadRecord("nothing where a value must be")
    return None


def _tuple(item: _Reader, value: Any, parts: list[bytes]) -> Any:
    if not isinstance(value, list):
        raise BadRecord("no list where a list must be")
    return tuple([item(v, parts) for v in value])


def _dataclass(kind: type, value: Any, parts: list[bytes]) -> Any:
    readers, needed = _fields(kind)
    if not isinstance(value, dict):
        raise BadRecord(f"no {kind.__name__} where one must be")
    if unknown := value.keys() - readers.keys():
        raise BadRecord(f"{kind.__name__} has unknown fields {sorted(unknown)}")
    if missing := needed - value.keys():
        raise BadRecord(f"{kind.__name__} misses {sorted(missing)}")
    return kind(**{name: readers[name](item, parts) for name, item in value.items()})


def _scalar(hint: Any, value: Any, parts: list[bytes]) -> Any:
    if type(value) is hint and hint in (str, bool, int, float):
        return value
    if hint is bytes:
        return parts[value["part"]]
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is date:
        return date.fromisoformat(value)
    if hint is float:
        return float(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    raise BadRecord(f"a {type(value).__name__} where a {getattr(hint, '__name__', hint)} must be")
