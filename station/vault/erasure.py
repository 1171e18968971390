"""A station's word that a visit was erased on request, signed; the agency erases its copy by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from station.domain import foreign
from station.vault import files, signing
from station.vault.errors import BadSignature
from station.vault.signing import Signer

_CONTEXT = b"biometric-station erasure 1\n"


def sign(fields: Mapping[str, str], signer: Signer) -> bytes:
    """`fields`: visit, approval, at."""
    octets = files.canonical(dict(fields))
    return files.canonical({"erasure": dict(fields), "signature": files.text(signer.sign(_CONTEXT + octets))})


def read(body: bytes, signer_public: bytes) -> dict[str, str]:
    """What the holder of the key signed; raises BadSignature."""
    try:
        document: Any = files.parse(body)
        fields = {name: foreign.text(value, 200) for name, value in document["erasure"].items()}
        signature = files.octets(document["signature"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSignature("not an erasure") from error
    signing.check(signer_public, signature, _CONTEXT + files.canonical(fields))
    return fields
