"""A station's word that a visit was erased on request, signed; the agency erases its copy by it."""

from __future__ import annotations

from collections.abc import Mapping

from station.domain import foreign
from station.vault import files
from station.vault.errors import BadSignature
from station.vault.signed import Form
from station.vault.signing import Signer

_FORM = Form(b"biometric-station erasure 1\n", frozenset({"approval", "at", "visit"}), beside="erasure")


def sign(fields: Mapping[str, str], signer: Signer) -> bytes:
    """`fields`: visit, approval, at."""
    return files.canonical(_FORM.parts(fields, signer))


def read(body: bytes, signer_public: bytes) -> dict[str, str]:
    """What the holder of the key signed; raises BadSignature."""
    fields = _FORM.read_parts(body, signer_public)
    try:
        return {name: foreign.text(value, 200) for name, value in fields.items()}
    except ValueError as error:
        raise BadSignature("not an erasure") from error
