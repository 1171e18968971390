"""Checkpoints as signed notes (c2sp.org/signed-note and c2sp.org/tlog-checkpoint), Ed25519."""

from __future__ import annotations

import base64
import binascii
import hashlib

from station.domain.audit import Checkpoint
from station.vault import signing
from station.vault.errors import BadSignature
from station.vault.signing import Signer

_ED25519 = b"\x01"  # signature type, c2sp.org/signed-note
_DASH = "\u2014"


def key_hash(name: str, public: bytes) -> bytes:
    """4 bytes: SHA-256(name || newline || 0x01 || public key), cut."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def sign(checkpoint: Checkpoint, signer: Signer) -> str:
    """The whole note; the signer's name is the origin of the log."""
    return attach(checkpoint, signer.public, signer.sign(checkpoint.body()))


def attach(checkpoint: Checkpoint, public: bytes, signature: bytes) -> str:
    line = base64.b64encode(key_hash(checkpoint.origin, public) + signature).decode()
    return f"{checkpoint.body().decode()}\n{_DASH} {checkpoint.origin} {line}\n"


def read(text: str) -> tuple[Checkpoint, list[tuple[str, bytes]]]:
    """The checkpoint and (name, key hash + signature) of each signature line; raises BadSignature when malformed."""
    try:
        body, signatures = text.split("\n\n", 1)
        name, size, root, *_ = body.split("\n")
        checkpoint = Checkpoint(name, int(size), base64.b64decode(root, validate=True))
        lines = []
        for line in signatures.splitlines():
            dash, signer, octets = line.split(" ")
            if dash != _DASH:
                raise BadSignature("a signature line does not start with a dash")
            lines.append((signer, base64.b64decode(octets, validate=True)))
        canonical = checkpoint.body().decode() == body + "\n"
    except (ValueError, binascii.Error) as error:
        raise BadSignature("not a checkpoint") from error
    if not name or len(checkpoint.root) != 32 or checkpoint.size < 0 or not canonical:
        raise BadSignature("not a checkpoint")
    return checkpoint, lines


def verify(text: str, public: bytes, origin: str) -> Checkpoint:
    """The checkpoint, if it is of the log `origin` and signed by the holder of `public`; raises BadSignature."""
    checkpoint, lines = read(text)
    if checkpoint.origin != origin:
        raise BadSignature("the checkpoint is of another log")
    wanted = key_hash(origin, public)
    for name, octets in lines:
        if name == origin and octets[:4] == wanted:
            signing.check(public, octets[4:], checkpoint.body())
            return checkpoint
    raise BadSignature("the checkpoint is not signed by this station")
