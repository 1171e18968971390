"""Visible digital seals for non-constrained environments, VDS-NC: signed JSON in a QR code (ICAO Doc 9303-13, part on
VDS-NC; ICAO TR VDS-NC)."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from models.document.chip import certificate as x509
from models.document.chip.certificate import ChipCertificate
from models.document.chip.keys import Algorithm
from models.standards.ber import BadEncoding

ALGORITHMS = {"ES256": "sha256", "ES384": "sha384", "ES512": "sha512"}
_MOST_OCTETS, _MOST_DEPTH, _MOST_SEALS = 65_536, 16, 16
_MOST_NUMBER = 1 << 53  # beyond, canonical JSON rounds


@dataclass(frozen=True)
class SealNC:
    """kind: such as icao.visa; issuer: three letters; message: what it says; signed: the canonical octets."""

    kind: str
    version: int
    issuer: str
    message: dict[str, object]
    signed: bytes
    algorithm: Algorithm
    signature: bytes
    certificate: ChipCertificate


def looks_like(data: bytes) -> bool:
    """Whether a code's octets are JSON, and so perhaps such a seal."""
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def parse(data: bytes) -> tuple[SealNC, ...]:
    """The seals of a code: one, or a list. Raises BadEncoding."""
    if len(data) > _MOST_OCTETS:
        raise BadEncoding(f"a seal of {len(data)} octets")
    if data.count(b"[") + data.count(b"{") > 2000:
        raise BadEncoding("nested too deep")
    try:
        found = json.loads(
            data.decode("utf-8-sig"), parse_float=_refuse, parse_constant=_refuse, object_pairs_hook=_once
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadEncoding("not JSON") from error
    except ValueError as error:  # a number of thousands of digits
        raise BadEncoding(str(error)) from error
    rows = found if isinstance(found, list) else [found]
    if not 1 <= len(rows) <= _MOST_SEALS:
        raise BadEncoding(f"{len(rows)} seals")
    return tuple(_seal(row) for row in rows)


def _seal(row: object) -> SealNC:
    content, signature = _part(row, "data"), _part(row, "sig")
    head, message = _part(content, "hdr"), _part(content, "msg")
    _check(content, 0)
    name = signature.get("alg")
    if not isinstance(name, str) or name not in ALGORITHMS:
        raise BadEncoding(f"signature {name!r:.20}")
    kind, version, issuer = head.get("t"), head.get("v"), head.get("is")
    if not isinstance(kind, str) or not isinstance(version, int) or not isinstance(issuer, str):
        raise BadEncoding("a header without kind, version or issuer")
    return SealNC(
        kind=kind[:32],
        version=version,
        issuer=issuer[:3].upper(),
        message=message,
        signed=canonical(content),
        algorithm=Algorithm("ecdsa", ALGORITHMS[name], plain=True),
        signature=_octets(signature.get("sigvl")),
        certificate=x509.parse(_octets(signature.get("cer"))),
    )


def canonical(content: object) -> bytes:
    """RFC 8785, for what `_check` lets pass: no fractions, no names beyond the basic plane."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def _part(row: object, name: str) -> dict[str, object]:
    found = row.get(name) if isinstance(row, dict) else None
    if not isinstance(found, dict):
        raise BadEncoding(f"no {name}")
    return found


def _check(value: object, depth: int) -> None:
    if depth > _MOST_DEPTH:
        raise BadEncoding("nested too deep")
    if isinstance(value, dict):
        if any(max(name, default="") > "\ud7ff" for name in value):
            raise BadEncoding("names whose order is not the same everywhere")
        for inner in value.values():
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)
    elif isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:  # half of a pair
            raise BadEncoding("not text") from error
    elif isinstance(value, int) and abs(value) > _MOST_NUMBER:
        raise BadEncoding("a number too large")


def _octets(word: object) -> bytes:
    """Base64 with either alphabet, padded or not."""
    if not isinstance(word, str) or not word.isascii():
        raise BadEncoding("not base64")
    word = word.strip().rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(word + "=" * (-len(word) % 4), validate=True)
    except binascii.Error as error:
        raise BadEncoding("not base64") from error


def _refuse(word: str) -> object:
    raise BadEncoding(f"a number that is not whole: {word[:12]}")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadEncoding("a name twice")
    return found
