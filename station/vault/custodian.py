"""The key of a custodian: one of the people without whom the agency takes no list of the states in. It lies with its
owner, under a passphrase that nobody else knows or in reach of a token alone, and never on the agency's machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from station.vault import files, key_file
from station.vault.errors import KeysDamaged
from station.vault.signing import PUBLIC_BYTES, Ed25519Signer, Signer
from station.vault.sources import KeySource, Passphrase

FILE = "custodian.keys.json"


@dataclass(frozen=True, repr=False)
class CustodianKey:
    name: str
    signer: Signer


def create(directory: Path, name: str, passphrase: str, source: KeySource | None = None) -> bytes:
    """A custodian's key file; its 32-byte public half. source: what opens it, else a passphrase. `passphrase`: or the
    PIN of that. Raises WrongSecret, SecretLocked, KeySourceAbsent."""
    seed = Ed25519Signer.new_seed()
    public = Ed25519Signer(seed).public
    shown = {"custodian": name, "public": files.text(public)}
    key_file.create(directory / FILE, shown, {"signing": files.text(seed)}, passphrase, source or Passphrase())
    return public


def unlock(directory: Path, passphrase: str) -> CustodianKey:
    """Raises KeysMissing, WrongSecret, KeysDamaged; KeySourceAbsent, SecretLocked where a token or a TPM opens it."""
    found = key_file.unlock(directory / FILE, passphrase)
    try:
        name, seed = str(found.public["custodian"]), files.octets(found.secrets["signing"])
    except (KeyError, ValueError) as error:
        raise KeysDamaged("not a custodian's key") from error
    if len(seed) != PUBLIC_BYTES:
        raise KeysDamaged("not a custodian's key")
    return CustodianKey(name, Ed25519Signer(seed))
