"""Barcodes in a picture of a document or a boarding pass: QR, Aztec, PDF417, Data Matrix and the linear ones.

`describe` names what a code is: a visa's, an arrival card's, a seal's. What carries no signature proves nothing; it is
a key to look a record up with. Nothing here opens an address, and nothing that uses this may.
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import parse_qsl, unquote, urlsplit

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from models.errors import BadImage

LONGEST_KEY = 128  # characters of a look-up key; longer ones are cut
_DEEPEST = 8  # brackets in each other that a seal in JSON may have
_SEAL_MAGIC = 0xDC  # ICAO Doc 9303-13, 3.2.1: first byte of a visible digital seal
_SEAL_VERSIONS = (0x02, 0x03)  # versions 3 and 4
_LEAST_SEAL = 40  # octets: header 16 to 20, a message, and the shortest signature would be 56 alone
_BOARDING = re.compile(r"^[MS][1-4][A-Z0-9/ .'-]{20}.[A-Z0-9 ]{7}")  # IATA Resolution 792: format, legs, name, booking
_ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]{1,15}://", re.IGNORECASE)
_KEY_NAMES = ("code", "id", "key", "no", "number", "ref", "reference", "token", "uuid", "voa", "visa", "q")


class CodeKind(Enum):
    """What a code is, as far as its content tells."""

    E_VISA = "e_visa"
    E_VOA = "e_voa"
    ARRIVAL_CARD = "arrival_card"
    SEAL = "seal"  # a visible digital seal (ICAO Doc 9303-13): signed
    SEAL_JSON = "seal_json"  # VDS-NC (ICAO): signed
    BOARDING_PASS = "boarding_pass"  # noqa: S105  IATA's, no secret
    ZONE = "zone"  # the text of a machine readable zone
    ADDRESS = "address"  # of a host that is not on the list: anybody may have printed it
    TEXT = "text"


# Hosts of the Directorate General of Immigration that public announcements name, and what their codes are for. No
# format of the codes is published; an agency that knows better passes its own list.
PORTALS: Mapping[str, CodeKind] = {
    "evisa.imigrasi.go.id": CodeKind.E_VISA,
    "molina.imigrasi.go.id": CodeKind.E_VOA,
    "allindonesia.imigrasi.go.id": CodeKind.ARRIVAL_CARD,
}


@dataclass(frozen=True)
class Code:
    """One code. format: as ISO names it, "QRCode", "Aztec", "PDF417" ...; data: the bytes; text: as far as readable.

    corners: x, y in pixels, clockwise from the code's own upper left.
    """

    format: str
    data: bytes
    text: str
    corners: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class CodeFact:
    """What a code is. signed: it carries a signature, which somebody still has to verify; otherwise it proves nothing.

    key: what a record can be looked up with at the portal, printable, at most 128 characters, "" for none. host: of
    an address, in the form that shows foreign letters as "xn--...", "" for none. Never to be opened. lost: a seal that
    came as keys, some of whose octets no key carries.
    """

    kind: CodeKind
    signed: bool = False
    key: str = ""
    host: str = ""
    lost: bool = False


def octets_of(text: str) -> bytes | None:
    """The octets of a seal that a document reader sent as keys; None where the text is none, or has lost some.

    Keys carry text: a seal in JSON comes as it is, one of octets where the reader is set to send hexadecimal digits or
    base64 (RFC 4648, either alphabet). As they are octets do not come: no key stands for most control characters.
    """
    text = text.strip()
    if text.startswith("{"):
        return text.encode() if _is_seal(text) else None
    digits = "".join(text.split())
    found = b""
    if len(digits) > 2 * _LEAST_SEAL and re.fullmatch(r"(?:[0-9A-Fa-f]{2})+", digits):
        found = bytes.fromhex(digits)
    elif len(digits) > _LEAST_SEAL and re.fullmatch(r"[A-Za-z0-9+/_-]+={0,2}", digits):
        plain = digits.rstrip("=").replace("-", "+").replace("_", "/")
        if len(plain) % 4 != 1:
            found = base64.b64decode(plain + "=" * (-len(plain) % 4))
    return found if _begins_seal(found) else None


def _begins_seal(data: bytes) -> bool:
    return len(data) > 2 and data[0] == _SEAL_MAGIC and data[1] in _SEAL_VERSIONS


def read_codes(bgr: NDArray[np.uint8]) -> list[Code]:
    """Every valid code in `bgr` (uint8[h, w, 3] or [h, w]), at any angle; may be none. Raises BadImage."""
    if bgr.ndim not in (2, 3) or bgr.dtype != np.uint8 or bgr.size == 0 or (bgr.ndim == 3 and bgr.shape[2] != 3):
        raise BadImage("codes are read from a grey or BGR picture of 8 bits")
    found = zxingcpp.read_barcodes(np.ascontiguousarray(bgr))
    codes = []
    for result in found:
        at = result.position
        corners = tuple((p.x, p.y) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left))
        codes.append(Code(str(result.format).rpartition(".")[2], bytes(result.bytes), result.text, corners))
    return codes


def describe(code: Code | str, portals: Mapping[str, CodeKind] = PORTALS) -> CodeFact:
    """What a code, or the text of one that a wedge sent, is; never raises and never opens anything.

    `portals`: hosts that the agency knows, exactly as they are written in an address, each with its kind.
    """
    data = code.data if isinstance(code, Code) else b""
    text = (code.text if isinstance(code, Code) else code).strip()
    lost = isinstance(code, str) and text.startswith(chr(_SEAL_MAGIC)) and len(text) > _LEAST_SEAL
    keyed = isinstance(code, str) and not text.startswith("{") and octets_of(text) is not None
    if _begins_seal(data) or keyed or lost:
        return CodeFact(CodeKind.SEAL, signed=True, lost=lost)
    if _ADDRESS.match(text):
        return _address(text, portals)
    if text.startswith("{"):
        return CodeFact(CodeKind.SEAL_JSON, signed=True) if _is_seal(text) else CodeFact(CodeKind.TEXT, key=_key(text))
    if _BOARDING.match(text):
        return CodeFact(CodeKind.BOARDING_PASS, key=_key(text[23:30]))
    if re.fullmatch(r"[A-Z0-9<\s]{60,100}", text) and "<<" in text:
        return CodeFact(CodeKind.ZONE)
    return CodeFact(CodeKind.TEXT, key=_key(text))


def _address(text: str, portals: Mapping[str, CodeKind]) -> CodeFact:
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
        strange = parts.port not in (None, 443) or parts.username is not None or parts.scheme.lower() != "https"
    except ValueError:  # UnicodeError is one
        return CodeFact(CodeKind.ADDRESS)
    kind = CodeKind.ADDRESS if strange else portals.get(host, CodeKind.ADDRESS)
    named = {name.lower(): value for name, value in parse_qsl(parts.query, max_num_fields=None)[:64]}
    value = next((named[name] for name in _KEY_NAMES if named.get(name)), "")
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    return CodeFact(kind, key=_key(value or last or parts.query), host=host)


def _is_seal(text: str) -> bool:
    """Whether a JSON text has the parts of a VDS-NC: data with header and message, and a signature."""
    if max(text.count("{"), text.count("[")) > 256 or _depth(text) > _DEEPEST:
        return False
    try:
        content = json.loads(text)
    except ValueError:
        return False
    data, signature = content.get("data"), content.get("sig")
    return isinstance(data, dict) and "hdr" in data and "msg" in data and isinstance(signature, dict)


def _depth(text: str) -> int:
    deepest = depth = 0
    for character in text:
        depth += (character in "{[") - (character in "}]")
        deepest = max(deepest, depth)
    return deepest


def _key(text: str) -> str:
    """`text` as one printable line without marks that hide or turn what is shown."""
    plain = "".join(c if c.isprintable() and unicodedata.category(c)[0] != "C" else " " for c in text)
    return " ".join(plain.split())[:LONGEST_KEY]


def qr_modules(text: str) -> NDArray[np.bool_]:
    """The QR code of `text` (ISO/IEC 18004, level M) as bool[n, n]: True is dark; without the quiet zone.

    Raises BadImage where the text is longer than a QR code holds.
    """
    try:
        made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    except ValueError as error:
        raise BadImage("the text does not fit into a QR code") from error
    return np.array(zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False)) < 128
