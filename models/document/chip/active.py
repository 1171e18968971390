"""Active authentication: whether the chip has the private key to DG15 (ICAO Doc 9303-11, 6.1).

The answer proves the chip only when a trusted security object vouches for DG15.
"""

from __future__ import annotations

import hmac

from models.document.chip import keys
from models.document.chip.groups import TAGS
from models.document.chip.keys import EcKey, PublicKey, RsaKey
from models.document.chip.verdict import Reason, Result
from models.standards import ber
from models.standards.ber import BadEncoding, Item
from models.standards.curves import NotOnCurve
from models.standards.key_info import Unsupported

# Hashes by the first octet of a two-octet trailer (ISO/IEC 10118-3), ISO/IEC 9796-2, 8.1.3.
_TRAILERS = {0x33: "sha1", 0x34: "sha256", 0x35: "sha512", 0x36: "sha384", 0x38: "sha224"}
_MOST_RSA_BITS = 4096  # chips have 1024 to 3072; the exponent may be as long, and costs the cube of it
_ECDSA_HASHES = ("sha256", "sha1", "sha224", "sha384", "sha512")


def public_key(data: bytes) -> PublicKey:
    """The chip's key from DG15. Raises BadEncoding, Unsupported, NotOnCurve."""
    return keys.public_key(ber.read(ber.read_whole(data, TAGS[15], 1 << 14).value))


def verify(data: bytes, challenge: bytes, answer: bytes, algorithm: str = "") -> tuple[Result, tuple[Reason, ...]]:
    """Judges the answer to INTERNAL AUTHENTICATE with `challenge` (8 octets) under the key of `data`, which is DG15.

    algorithm: the signature's name from DG14's ActiveAuthenticationInfo, empty when there is none.
    """
    try:
        key = public_key(data)
    except NotOnCurve as error:
        return _with(Reason("chip_key_invalid", Result.FAILED, str(error)))
    except BadEncoding as error:
        return _with(Reason("group_not_conforming", Result.FAILED, f"DG15: {error}"))
    except Unsupported as error:
        return _with(Reason("algorithm_unknown", Result.UNDETERMINED, str(error)))
    if isinstance(key, RsaKey):
        if key.n.bit_length() > _MOST_RSA_BITS:
            return _with(Reason("algorithm_unknown", Result.UNDETERMINED, key.name))
        right, remarks = _rsa(key, challenge, answer), list[Reason]()
    else:
        right, remarks = _ecdsa(key, challenge, answer, algorithm)
    if right:
        return Result.SUCCESSFUL, tuple(remarks)
    return _with(Reason("active_authentication_wrong", Result.FAILED, key.name))


def _with(reason: Reason) -> tuple[Result, tuple[Reason, ...]]:
    return reason.result or Result.SUCCESSFUL, (reason,)


def _rsa(key: RsaKey, challenge: bytes, answer: bytes) -> bool:
    size = (key.n.bit_length() + 7) // 8
    signature = int.from_bytes(answer, "big")
    if len(answer) != size or not 0 < signature < key.n:
        return False
    block = pow(signature, key.e, key.n)
    if block & 0x0F != 0x0C:  # the signer took the smaller of the two roots
        block = key.n - block
    return recovered(block.to_bytes(size, "big"), challenge)


def recovered(block: bytes, challenge: bytes) -> bool:
    """Whether a block recovered from a signature is right: scheme 1 of ISO/IEC 9796-2 with partial recovery."""
    name, trailer = "sha1", 1
    if block[-1:] == b"\xcc":
        name, trailer = _TRAILERS.get(block[-2], ""), 2
    elif block[-1:] != b"\xbc":
        return False
    block = block.lstrip(b"\0")
    if not name or block[:1] != b"\x6a":
        return False
    size = len(keys.digest(name))
    end = len(block) - trailer - size
    if end < 1:
        return False
    return hmac.compare_digest(block[end:-trailer], keys.digest(name, block[1:end], challenge))


def _ecdsa(key: EcKey, challenge: bytes, answer: bytes, algorithm: str) -> tuple[bool, list[Reason]]:
    remarks: list[Reason] = []
    pair = keys.plain_r_s(answer)
    if answer[:1] == b"\x30" and len(answer) != 2 * ((key.curve.n.bit_length() + 7) // 8):
        try:
            r, s = (ber.natural(item) for item in ber.read_whole(answer, ber.SEQUENCE).items(2))
        except (BadEncoding, ValueError):
            return False, []
        pair = r, s
        remarks.append(Reason("active_authentication_form", None, "a sequence instead of r and s side by side"))
    if pair is None:
        return False, []
    names = _hashes(algorithm)
    if not algorithm:
        remarks.append(Reason("active_authentication_hash_unnamed", None, "DG14 does not say which"))
    right = any(keys.verify_ecdsa(key, keys.digest(name, challenge), name, *pair) for name in names)
    return right, remarks


def _hashes(algorithm: str) -> tuple[str, ...]:
    """The named hash; without a name all of them, which lets nobody sign who has no key."""
    if algorithm:
        try:
            found = keys.signature_algorithm(Item(ber.SEQUENCE, ber.write_oid(algorithm), b"")).digest
        except Unsupported:
            found = None
        if found is not None:
            return (found,)
    return _ECDSA_HASHES
