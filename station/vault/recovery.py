"""The recovery officer's key, and the copy of a station's keys that only it opens.

The private half belongs in a safe, not on a station. The copy lies beside the station's keys and goes into every
backup; without the recovery key it is as closed as the rest of the disk.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from station.vault import files, hybrid, key_file
from station.vault.errors import KeysDamaged
from station.vault.sources import KeySource, Passphrase

OFFICER_FILE = "recovery.keys.json"
COPY_FILE = "station.keys.recovery"
_INFO = b"biometric-station recovery 1"


def create(directory: Path, passphrase: str, source: KeySource | None = None) -> bytes:
    """A recovery officer's key file; its 1216-byte public half."""
    private = hybrid.new_private()
    public = hybrid.public_of(private)
    path = directory / OFFICER_FILE
    key_file.create(
        path, {"recovery": files.text(public)}, {"private": files.text(private)}, passphrase, source or Passphrase()
    )
    return public


def unlock(directory: Path, passphrase: str, extra: Mapping[str, KeySource] | None = None) -> bytes:
    """The recovery officer's 96-byte private key."""
    return files.octets(key_file.unlock(directory / OFFICER_FILE, passphrase, extra).secrets["private"])


def write(directory: Path, public: Mapping[str, Any], secrets: Mapping[str, Any], recovery_public: bytes) -> None:
    """Put the copy beside the station's keys."""
    files.write(directory / COPY_FILE, _sealed(public, secrets, recovery_public))


def _sealed(public: Mapping[str, Any], secrets: Mapping[str, Any], recovery_public: bytes) -> bytes:
    key, nonce = AESGCM.generate_key(256), os.urandom(12)
    content = files.canonical({"public": public, "secrets": secrets})
    document = {
        "version": 1,
        "recovery_key": hybrid.key_id(recovery_public),
        "key": files.text(hybrid.seal(key, recovery_public, _INFO)),
        "keys": files.text(nonce + AESGCM(key).encrypt(nonce, content, _INFO)),
    }
    return json.dumps(document, indent=1).encode()


def open_sealed(copy: bytes, recovery_private: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The public and the secret part of the station's key file; raises KeysDamaged or EnvelopeDamaged."""
    try:
        document = files.parse(copy)
        sealed_key, sealed = files.octets(document["key"]), files.octets(document["keys"])
    except (ValueError, KeyError, TypeError) as error:
        raise KeysDamaged("not a recovery copy of station keys") from error
    key = hybrid.open_sealed(sealed_key, recovery_private, _INFO)
    try:
        content = files.parse(AESGCM(key).decrypt(sealed[:12], sealed[12:], _INFO))
    except (InvalidTag, ValueError) as error:
        raise KeysDamaged("the recovery copy was changed") from error
    return content["public"], content["secrets"]
