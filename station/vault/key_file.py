"""A JSON file of secrets under a root key, and the root key wrapped by a passphrase, a TPM or a token."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from station.vault import files, sources
from station.vault.errors import KeysDamaged, KeysMissing, WrongSecret
from station.vault.sources import KeySource

VERSION = 1


@dataclass(frozen=True, repr=False)
class Unlocked:
    """What a key file holds: `public` can be read by anybody and is bound to the secrets, `secrets` cannot."""

    public: dict[str, Any]
    secrets: dict[str, Any]
    root: bytes


def _associated(public: Mapping[str, Any]) -> bytes:
    return b"biometric-station key file 1\n" + files.canonical(public)


def _document(
    root: bytes, source_name: str, wrapped: Mapping[str, Any], public: Mapping[str, Any], secrets: Mapping[str, Any]
) -> bytes:
    nonce = os.urandom(12)
    sealed = nonce + AESGCM(root).encrypt(nonce, files.canonical(secrets), _associated(public))
    document = {
        "version": VERSION,
        "source": source_name,
        "wrapped": wrapped,
        "public": public,
        "secrets": files.text(sealed),
    }
    return json.dumps(document, indent=1, sort_keys=True).encode() + b"\n"


def create(path: Path, public: Mapping[str, Any], secrets: Mapping[str, Any], secret: str, source: KeySource) -> None:
    """A new file. Raises KeysDamaged (`keys_exist`) where there is one: what was sealed for its keys could never be
    opened again."""
    if path.exists():
        raise KeysDamaged(f"{path}: there is a key file already; it is not replaced", code="keys_exist")
    root = os.urandom(sources.ROOT_BYTES)
    files.write(path, _document(root, source.name, source.wrap(root, secret), public, secrets))


def _read(path: Path) -> dict[str, Any]:
    try:
        document = files.parse(path.read_bytes())
    except FileNotFoundError as error:
        raise KeysMissing("there is no key file; the station is not commissioned") from error
    except ValueError as error:
        raise KeysDamaged("the key file is not JSON") from error
    if document.get("version") != VERSION:
        raise KeysDamaged("the key file has an unknown version")
    return document


def source_name(path: Path) -> str:
    """Which source the file needs, so that the sign-in screen can ask for a PIN or a passphrase."""
    return str(_read(path).get("source"))


def unlock(path: Path, secret: str, extra: Mapping[str, KeySource] | None = None) -> Unlocked:
    document = _read(path)
    try:
        source = sources.find(document["source"], extra)
        root = source.unwrap(document["wrapped"], secret)
        sealed = files.octets(document["secrets"])
        public = document["public"]
    except (KeyError, TypeError, ValueError) as error:
        raise KeysDamaged("the key file misses a part") from error
    try:
        secrets = files.parse(AESGCM(root).decrypt(sealed[:12], sealed[12:], _associated(public)))
    except (InvalidTag, ValueError) as error:
        raise KeysDamaged("the key file was changed") from error
    return Unlocked(public, secrets, root)


def replace(
    path: Path, unlocked: Unlocked, public: Mapping[str, Any] | None = None, secrets: Mapping[str, Any] | None = None
) -> None:
    """Write new content under the same root key; the wrapping stays."""
    document = _read(path)
    new_public = unlocked.public if public is None else public
    new_secrets = unlocked.secrets if secrets is None else secrets
    files.write(path, _document(unlocked.root, document["source"], document["wrapped"], new_public, new_secrets))


def change_source(
    path: Path, secret: str, new_secret: str, new: KeySource, extra: Mapping[str, KeySource] | None = None
) -> None:
    """Move the file to another passphrase, a TPM or a token, under a new root key; all or nothing."""
    unlocked = unlock(path, secret, extra)
    root = os.urandom(sources.ROOT_BYTES)
    wrapped = new.wrap(root, new_secret)
    if new.unwrap(wrapped, new_secret) != root:
        raise WrongSecret("the new source does not give back what it wrapped")
    files.write(path, _document(root, new.name, wrapped, unlocked.public, unlocked.secrets))
