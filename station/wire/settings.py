"""Where the central database is, and the certificate with which this station or person enters it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from station.config import MODES
from station.vault import sealed_key
from station.wire.errors import CentralRefused

CA_FILE = "ca.crt"
CERTIFICATE_FILE = "client.crt"
KEY_FILE = "client.key"


@dataclass(frozen=True)
class CentralSettings:
    """One way into the central database; TLS 1.3 with a client certificate is the only one."""

    host: str
    port: int
    database: str
    role: str
    tls: Path = field(repr=False)  # folder of ca.crt, client.crt and client.key
    mode: str = "production"
    timeout: float = 10.0  # seconds that one exchange may take
    chunk_size: int = 131_072  # bytes of a record that travel in one exchange
    bytes_per_second: float | None = None  # a limit of what a station may send, None for none
    key_password: str = field(default="", repr=False)  # of client.key, where it is sealed (vault.sealed_key)

    @classmethod
    def from_url(cls, url: str, tls: Path, mode: str = "production", timeout: float = 10.0) -> CentralSettings:
        """Read `postgresql://ROLE@HOST:PORT/DATABASE`, the one line of configuration.

        Raises CentralRefused with the code `central_bad_address` where a part is missing or unknown.
        """
        try:
            parts = urlsplit(url)
            port = parts.port or 5432
        except ValueError as error:
            raise CentralRefused("the address is not a URL", code="central_bad_address") from error
        database = parts.path.lstrip("/")
        if parts.scheme not in {"postgresql", "postgres"} or not parts.hostname or not parts.username or not database:
            raise CentralRefused("the address is not postgresql://ROLE@HOST:PORT/DATABASE", code="central_bad_address")
        if parts.password or parts.query:
            raise CentralRefused("the address may hold neither a password nor options", code="central_bad_address")
        if mode not in MODES:
            raise CentralRefused(f"unknown mode {mode!r}", code="central_bad_address")
        return cls(parts.hostname, port, unquote(database), unquote(parts.username), tls, mode, timeout)

    def sealed(self, secret: bytes) -> CentralSettings:
        """The same way in with its key sealed under `secret` of an unlocked key file, also from now on on the disk.
        Raises CentralRefused with the code `central_no_certificate` where this account may not read the key."""
        word = sealed_key.password(secret)
        try:
            sealed_key.seal(self.tls / KEY_FILE, word)
        except OSError as error:
            raise CentralRefused(f"{KEY_FILE}: {error.strerror}", code="central_no_certificate") from error
        return replace(self, key_password=word)

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"postgresql://{self.role}@{host}:{self.port}/{self.database}"

    def connect(self, application: str = "station") -> psycopg.Connection[tuple[object, ...]]:
        """A new connection; raises psycopg.Error. Nothing but TLS 1.3 to a server of our authority is accepted."""
        milliseconds = int(self.timeout * 1000)
        return psycopg.connect(
            host=self.host,
            port=self.port,
            dbname=self.database,
            user=self.role,
            sslmode="verify-full",
            sslrootcert=str(self.tls / CA_FILE),
            sslcert=str(self.tls / CERTIFICATE_FILE),
            sslkey=str(self.tls / KEY_FILE),
            sslpassword=self.key_password,
            ssl_min_protocol_version="TLSv1.3",
            gssencmode="disable",
            connect_timeout=max(2, round(self.timeout)),
            tcp_user_timeout=milliseconds,
            keepalives_idle=30,
            application_name=application,  # and no options: a pooler passes none on
        )
