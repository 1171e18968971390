"""The published schemas of the log of transactions, made of its fields: `python -m tests.rig.transaction_schema`.

A test holds the files in resources/transactions to what this makes, and validates real files against them by libraries
that know nothing of this product.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from datetime import datetime
from pathlib import Path
from typing import Any

from station.domain.transaction import Transaction
from station.office.transaction_log import NAMESPACE

FOLDER = Path(__file__).parents[2] / "resources" / "transactions"
XSD, JSON = FOLDER / "transactions-1.xsd", FOLDER / "transaction-1.schema.json"
NUMBERS = {  # least and most, where a field has them
    "finger": (1, 10), "asked": (1, 10), "duplicates": (1, 10), "position": (0, 10), "nfiq2": (0, 255),
    "threshold_": (0, 100), "attempt": (1, 99), "attempts": (0, 99), "slap": (0, 15), "number": (1, None),
    "chosen": (1, None), "searched": (0, None), "rank": (1, None), "pad_score": (0, 1), "hand_score": (0, 1),
    "fmr": (0, 1), "achieved_fmr": (0, 1), "verification_fmr": (0, 1), "candidate_fmr": (0, 1),
    "uniqueness_fmr": (0, 1),
    "face_timeout_ms": (0, None), "finger_timeout_ms": (0, None), "finger_attempts": (1, None),
}  # fmt: skip
WORDS = {
    "outcome": ["admit", "refer", "refuse", "cancelled", "abandoned", "match", "no_match", "not_done"],
    "mode": ["production", "training", "demo"],
    "modality": ["face", "fingers", "fused"],
    "hand_check": ["on", "off", "evaluation"],
}
PATTERNS = {"record": "([0-9a-f]{64})?", "id": "[0-9A-Za-z.-]{1,64}"}


def _field(owner: type, name: str, hint: Any) -> tuple[Any, bool, bool]:
    """The type of one value, whether it may be missing, and whether it is repeated."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return next(a for a in typing.get_args(hint) if a is not type(None)), True, False
    if origin is tuple:
        return typing.get_args(hint)[0], True, True
    return hint, False, False


def _classes(kind: type, found: dict[str, type]) -> dict[str, type]:
    hints = typing.get_type_hints(kind)
    for field in dataclasses.fields(kind):
        inner, _, _ = _field(kind, field.name, hints[field.name])
        if dataclasses.is_dataclass(inner):
            _classes(typing.cast(type, inner), found)
    found[kind.__name__] = kind
    return found


def json_schema() -> dict[str, Any]:
    def value(name: str, kind: Any) -> dict[str, Any]:
        if dataclasses.is_dataclass(kind):
            return {"$ref": f"#/$defs/{typing.cast(type, kind).__name__}"}
        if kind is datetime:
            return {"type": "string", "format": "date-time"}
        if kind is str:
            if name in WORDS:
                return {"enum": WORDS[name]}
            limits = {"pattern": f"^{PATTERNS[name]}$"} if name in PATTERNS else {}
            return {"type": "string", "maxLength": 1000, **limits}
        if kind is bool:
            return {"type": "boolean"}
        low, high = NUMBERS.get(name, (None, None))
        bounds = {key: bound for key, bound in (("minimum", low), ("maximum", high)) if bound is not None}
        return {"type": "integer" if kind is int else "number", **bounds}

    def of(kind: type) -> dict[str, Any]:
        hints, properties, needed = typing.get_type_hints(kind), {}, []
        for field in dataclasses.fields(kind):
            inner, missing, many = _field(kind, field.name, hints[field.name])
            one = value(field.name, inner)
            properties[field.name] = {"type": "array", "items": one} if many else one
            if many or not missing:
                needed.append(field.name)
        return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}

    found = _classes(Transaction, {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{NAMESPACE}:json",
        "title": "One line of the log of transactions of a biometric station, version 1",
        "$ref": "#/$defs/Transaction",
        "$defs": {name: of(kind) for name, kind in found.items()},
    }


def xsd() -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!-- The log of transactions of a biometric station, version 1. -->",
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{NAMESPACE}"',
        f'           targetNamespace="{NAMESPACE}" elementFormDefault="qualified">',
        '  <xs:element name="transactions"><xs:complexType><xs:sequence>',
        '    <xs:element name="transaction" type="Transaction" minOccurs="0" maxOccurs="unbounded"/>',
        "  </xs:sequence></xs:complexType></xs:element>",
    ]

    def element(name: str, kind: Any, missing: bool, many: bool) -> str:
        occurs = (' minOccurs="0"' if missing else "") + (' maxOccurs="unbounded"' if many else "")
        if dataclasses.is_dataclass(kind):
            return f'    <xs:element name="{name}" type="{typing.cast(type, kind).__name__}"{occurs}/>'
        base = {datetime: "dateTime", str: "string", bool: "boolean", int: "integer", float: "double"}[kind]
        limits = []
        if kind is str and name in WORDS:
            limits = [f'<xs:enumeration value="{word}"/>' for word in WORDS[name]]
        elif kind is str and name in PATTERNS:
            limits = [f'<xs:pattern value="{PATTERNS[name]}"/>']
        elif kind is str:
            limits = ['<xs:maxLength value="1000"/>']
        elif kind in (int, float):
            low, high = NUMBERS.get(name, (None, None))
            if low is not None:
                limits.append(f'<xs:minInclusive value="{low}"/>')
            if high is not None:
                limits.append(f'<xs:maxInclusive value="{high}"/>')
        if not limits:
            return f'    <xs:element name="{name}" type="xs:{base}"{occurs}/>'
        inner = f'<xs:simpleType><xs:restriction base="xs:{base}">{"".join(limits)}</xs:restriction></xs:simpleType>'
        return f'    <xs:element name="{name}"{occurs}>{inner}</xs:element>'

    for name, kind in _classes(Transaction, {}).items():
        hints = typing.get_type_hints(kind)
        lines.append(f'  <xs:complexType name="{name}"><xs:sequence>')
        lines += [element(f.name, *_field(kind, f.name, hints[f.name])) for f in dataclasses.fields(kind)]
        lines.append("  </xs:sequence></xs:complexType>")
    return "\n".join([*lines, "</xs:schema>", ""])


def json_text() -> str:
    return json.dumps(json_schema(), indent=1) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    XSD.write_text(xsd(), encoding="utf-8")
    JSON.write_text(json_text(), encoding="utf-8")
