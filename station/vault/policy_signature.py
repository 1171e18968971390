"""The agency's signature of a policy file: detached, beside the file, so that the policy stays plain JSON."""

from __future__ import annotations

from pathlib import Path

from station.vault import files, hybrid, signing
from station.vault.errors import BadSignature
from station.vault.signing import Signer

SUFFIX = ".sig"
_CONTEXT = b"biometric-station policy 1\n"


def beside(policy: Path) -> Path:
    return policy.with_name(policy.name + SUFFIX)


def sign(policy: bytes, agency: Signer) -> str:
    """One line: id of the agency's signing key, then the signature in base64."""
    return f"{hybrid.key_id(agency.public)} {files.text(agency.sign(_CONTEXT + policy))}\n"


def verify(policy: bytes, signature: str, agency_signing: bytes) -> None:
    """Raises BadSignature unless the agency (32-byte Ed25519 key) signed exactly these bytes."""
    try:
        name, encoded = signature.split()
        octets = files.octets(encoded)
    except ValueError as error:
        raise BadSignature("the signature of the policy cannot be read") from error
    if name != hybrid.key_id(agency_signing):
        raise BadSignature("the policy is signed by another key than the agency's")
    signing.check(agency_signing, octets, _CONTEXT + policy)


def read_verified(policy: Path, agency_signing: bytes) -> bytes:
    """The octets of a policy file whose signature lies beside it; raises BadSignature, also when there is none."""
    octets = policy.read_bytes()
    try:
        signature = beside(policy).read_text(encoding="ascii")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        raise BadSignature("the policy has no signature", code="policy_unsigned") from error
    verify(octets, signature, agency_signing)
    return octets
