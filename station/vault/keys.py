"""The keys of one station, created at commissioning and unlocked when it starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from station.domain.commissioning import KEY_FILE
from station.vault import files, hybrid, key_file, recovery
from station.vault.agency import AgencyPublic
from station.vault.errors import KeysDamaged
from station.vault.signing import Ed25519Signer, Signer
from station.vault.sources import KeySource, Passphrase

FILE = KEY_FILE
KEY_BYTES = 32


@dataclass(frozen=True, repr=False)
class StationKeys:
    """Secrets in memory; never printed, never logged."""

    station: str
    database_key: bytes  # 32 bytes, SQLCipher's raw key
    record_keys: Mapping[int, bytes]  # generation -> 32 bytes; they wrap the local copies of data keys
    signer: Signer
    recipient_private: bytes  # 96 bytes: the agency re-seals the evidence of a case to its public half
    agency: AgencyPublic
    database_key_next: bytes | None = None  # while the database is being written anew under it
    past_signers: tuple[bytes, ...] = ()  # public keys that were renewed; what they signed stays theirs

    @property
    def agency_public(self) -> bytes:
        """The agency's 1216-byte sealing key."""
        return self.agency.sealing

    @property
    def recipient_public(self) -> bytes:
        return hybrid.public_of(self.recipient_private)

    @property
    def generation(self) -> int:
        """The record key that wraps new data keys; the others wait until rotation has passed over every row."""
        return max(self.record_keys)


def _public(station: str, seed: bytes, recipient: bytes, agency: AgencyPublic) -> dict[str, str]:
    return {
        "station": station,
        "signer": files.text(Ed25519Signer(seed).public),
        "recipient": files.text(hybrid.public_of(recipient)),
        "agency": agency.to_text(),
    }


def create(
    directory: Path, passphrase: str, *, station: str, agency: AgencyPublic, source: KeySource | None = None
) -> StationKeys:
    """Make and store fresh keys; `source` may be a TPM or a token, then `passphrase` is its PIN."""
    if (directory / FILE).exists():
        raise KeysDamaged("there is a key file already; a station is commissioned once", code="keys_exist")
    seed = Ed25519Signer.new_seed()
    recipient = hybrid.new_private()
    secrets = {
        "database": files.text(os.urandom(KEY_BYTES)),
        "records": {"1": files.text(os.urandom(KEY_BYTES))},
        "signer": files.text(seed),
        "recipient": files.text(recipient),
    }
    public = _public(station, seed, recipient, agency)
    key_file.create(directory / FILE, public, secrets, passphrase, source or Passphrase())
    return _keys(public, secrets)


def _keys(public: Mapping[str, Any], secrets: Mapping[str, Any]) -> StationKeys:
    try:
        return StationKeys(
            public["station"],
            files.octets(secrets["database"]),
            {int(number): files.octets(key) for number, key in secrets["records"].items()},
            Ed25519Signer(files.octets(secrets["signer"])),
            files.octets(secrets["recipient"]),
            AgencyPublic.from_text(public["agency"]),
            files.octets(secrets["database_next"]) if "database_next" in secrets else None,
            tuple(files.octets(key) for key in public.get("past_signers", ())),
        )
    except (KeyError, ValueError) as error:
        raise KeysDamaged("the key file misses a key") from error


def exists(directory: Path) -> bool:
    return (directory / FILE).exists()


def source_name(directory: Path) -> str:
    """ "passphrase", "tpm" or "pkcs11"."""
    return key_file.source_name(directory / FILE)


def unlock(directory: Path, passphrase: str, extra: Mapping[str, KeySource] | None = None) -> StationKeys:
    found = key_file.unlock(directory / FILE, passphrase, extra)
    return _keys(found.public, found.secrets)


def change_source(
    directory: Path,
    passphrase: str,
    new_passphrase: str,
    new: KeySource | None = None,
    extra: Mapping[str, KeySource] | None = None,
) -> None:
    key_file.change_source(directory / FILE, passphrase, new_passphrase, new or Passphrase(), extra)


def _rewrite(
    path: Path,
    found: key_file.Unlocked,
    public: Mapping[str, Any] | None = None,
    secrets: Mapping[str, Any] | None = None,
) -> StationKeys:
    """Write new content, and the recovery officer's copy of it first: a backup is never behind the keys."""
    new_public = dict(found.public if public is None else public)
    new_secrets = dict(found.secrets if secrets is None else secrets)
    if "recovery" in new_public:
        recovery.write(path.parent, new_public, new_secrets, files.octets(new_public["recovery"]))
    key_file.replace(path, found, new_public, new_secrets)
    return _keys(new_public, new_secrets)


def add_record_key(directory: Path, passphrase: str, extra: Mapping[str, KeySource] | None = None) -> StationKeys:
    """A new generation of the record key; rows move to it one by one (store.rotation)."""
    found = key_file.unlock(directory / FILE, passphrase, extra)
    records = dict(found.secrets["records"])
    records[str(max(map(int, records)) + 1)] = files.text(os.urandom(KEY_BYTES))
    return _rewrite(directory / FILE, found, secrets={**found.secrets, "records": records})


def drop_record_keys(
    directory: Path, passphrase: str, before: int, extra: Mapping[str, KeySource] | None = None
) -> StationKeys:
    """Forget the generations below `before`, once no row is wrapped by them."""
    found = key_file.unlock(directory / FILE, passphrase, extra)
    records = {number: key for number, key in found.secrets["records"].items() if int(number) >= before}
    if not records:
        raise KeysDamaged("the last record key cannot be dropped", code="last_record_key")
    return _rewrite(directory / FILE, found, secrets={**found.secrets, "records": records})


def renew_signer(directory: Path, passphrase: str, extra: Mapping[str, KeySource] | None = None) -> StationKeys:
    """A new signing key; the agency must issue a new identity for it (vault.identity)."""
    found = key_file.unlock(directory / FILE, passphrase, extra)
    seed = Ed25519Signer.new_seed()
    secrets = {**found.secrets, "signer": files.text(seed)}
    past = [*found.public.get("past_signers", ()), found.public["signer"]]
    public = {**found.public, "signer": files.text(Ed25519Signer(seed).public), "past_signers": past}
    return _rewrite(directory / FILE, found, public, secrets)


def set_agency(
    directory: Path, passphrase: str, agency: AgencyPublic, extra: Mapping[str, KeySource] | None = None
) -> StationKeys:
    """The agency has a new key; what still waits must be sealed again for it (services.rotate)."""
    found = key_file.unlock(directory / FILE, passphrase, extra)
    return _rewrite(directory / FILE, found, {**found.public, "agency": agency.to_text()})


def set_recovery(
    directory: Path, passphrase: str, recovery_public: bytes, extra: Mapping[str, KeySource] | None = None
) -> StationKeys:
    """Leave a copy of the keys that only the recovery officer opens, and renew it whenever the keys change."""
    found = key_file.unlock(directory / FILE, passphrase, extra)
    return _rewrite(directory / FILE, found, {**found.public, "recovery": files.text(recovery_public)})


def restore(
    directory: Path, sealed: bytes, recovery_private: bytes, passphrase: str, source: KeySource | None = None
) -> StationKeys:
    """The keys of a lost station on a new machine, under a new passphrase, PIN or token."""
    if (directory / FILE).exists():
        raise KeysDamaged("there is a key file already", code="keys_exist")
    public, secrets = recovery.open_sealed(sealed, recovery_private)
    recovery.write(directory, public, secrets, files.octets(public["recovery"]))
    key_file.create(directory / FILE, public, secrets, passphrase, source or Passphrase())
    return _keys(public, secrets)


def stage_database_key(
    directory: Path, passphrase: str, extra: Mapping[str, KeySource] | None = None
) -> tuple[bytes, bytes]:
    """The database key in use and the next one, which is kept beside it until `promote_database_key`."""
    found = key_file.unlock(directory / FILE, passphrase, extra)
    secrets = {"database_next": files.text(os.urandom(KEY_BYTES)), **found.secrets}
    _rewrite(directory / FILE, found, secrets=secrets)
    return files.octets(secrets["database"]), files.octets(secrets["database_next"])


def promote_database_key(
    directory: Path, passphrase: str, *, promote: bool, extra: Mapping[str, KeySource] | None = None
) -> StationKeys:
    """The next database key becomes the one in use (the file was rewritten under it), or is forgotten."""
    found = key_file.unlock(directory / FILE, passphrase, extra)
    secrets = dict(found.secrets)
    following = secrets.pop("database_next", None)
    if promote and following is not None:
        secrets["database"] = following
    return _rewrite(directory / FILE, found, secrets=secrets)
