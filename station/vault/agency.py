"""The agency's keys: one to open what stations seal, one to sign receipts, policies and station identities.

They belong on the agency's machine. In the demo they lie beside the demo's central database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from station.vault import files, hybrid, key_file
from station.vault.errors import KeysDamaged
from station.vault.signing import PUBLIC_BYTES, Ed25519Signer, Signer
from station.vault.sources import KeySource, Passphrase

FILE = "agency.keys.json"


@dataclass(frozen=True)
class AgencyPublic:
    """What every station knows of the agency."""

    sealing: bytes  # 1216 bytes, hybrid
    signing: bytes  # 32 bytes, Ed25519

    def to_text(self) -> str:
        return files.text(self.signing + self.sealing)

    @classmethod
    def from_text(cls, text: str) -> AgencyPublic:
        try:
            octets = files.octets(text)
        except ValueError as error:
            raise KeysDamaged("the agency's public key is not base64") from error
        if len(octets) != PUBLIC_BYTES + hybrid.PUBLIC_BYTES:
            raise KeysDamaged("the agency's public key has the wrong length")
        return cls(octets[PUBLIC_BYTES:], octets[:PUBLIC_BYTES])


@dataclass(frozen=True, repr=False)
class AgencyKeys:
    sealing_private: bytes
    signer: Signer
    public: AgencyPublic


def create(directory: Path, passphrase: str, source: KeySource | None = None) -> AgencyKeys:
    sealing = hybrid.new_private()
    seed = Ed25519Signer.new_seed()
    public = AgencyPublic(hybrid.public_of(sealing), Ed25519Signer(seed).public)
    secrets = {"sealing": files.text(sealing), "signing": files.text(seed)}
    key_file.create(directory / FILE, {"agency": public.to_text()}, secrets, passphrase, source or Passphrase())
    return AgencyKeys(sealing, Ed25519Signer(seed), public)


def unlock(directory: Path, passphrase: str, extra: Mapping[str, KeySource] | None = None) -> AgencyKeys:
    found = key_file.unlock(directory / FILE, passphrase, extra)
    sealing = files.octets(found.secrets["sealing"])
    seed = files.octets(found.secrets["signing"])
    return AgencyKeys(sealing, Ed25519Signer(seed), AgencyPublic.from_text(found.public["agency"]))
