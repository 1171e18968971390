"""When the certificates of the road end, as the agency's own machine can see it: files beside it, and the server's own.

PostgreSQL tells nobody which certificate it shows, so it is asked as any client asks: SSLRequest, then TLS.
"""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from station.agency.certificates import CRL_FILE
from station.wire.settings import CA_FILE, CERTIFICATE_FILE, CentralSettings

_SSL_REQUEST = struct.pack(">II", 8, 80877103)  # PostgreSQL, frontend/backend protocol, message SSLRequest
SECONDS = 5.0


@dataclass(frozen=True)
class AgencyExpiry:
    """`name`: server, authority, client, revocation_list, search or search_authority; of a state's list the key of its
    row. `due`: from when on somebody is told, thirty days before its end where it is None."""

    name: str
    until: datetime  # aware
    due: datetime | None = None


def of(
    settings: CentralSettings, authority: Path | None = None, search: Path | None = None
) -> tuple[AgencyExpiry, ...]:
    """What can be read from here, in order of its end. `authority`: the folder of the authority, for its list;
    `search`: of the certificate with which this machine comes to the search."""
    return tuple(sorted(_all(settings, authority, search), key=lambda expiry: expiry.until))


def _all(settings: CentralSettings, authority: Path | None, search: Path | None) -> Iterator[AgencyExpiry]:
    kept = [("authority", settings.tls / CA_FILE), ("client", settings.tls / CERTIFICATE_FILE)]
    if search is not None:
        kept += [("search_authority", search / CA_FILE), ("search", search / CERTIFICATE_FILE)]
    for name, file in kept:
        with suppress(OSError, ValueError):
            found = x509.load_pem_x509_certificate(file.read_bytes())
            yield AgencyExpiry(name, found.not_valid_after_utc)
    with suppress(OSError, ValueError):
        shown = x509.load_der_x509_certificate(server_certificate(settings))
        yield AgencyExpiry("server", shown.not_valid_after_utc)
    if authority is not None:
        with suppress(OSError, ValueError):
            revoked = x509.load_pem_x509_crl((authority / CRL_FILE).read_bytes())
            if revoked.next_update_utc is not None:
                yield AgencyExpiry("revocation_list", revoked.next_update_utc)


def server_certificate(settings: CentralSettings) -> bytes:
    """The certificate that the server shows, DER; read, not believed: an expired one is what we look for.

    Raises OSError (also ssl.SSLError), ValueError where no TLS is offered.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is sent to it and nothing is believed but the date
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    with socket.create_connection((settings.host, settings.port), SECONDS) as plain:
        plain.sendall(_SSL_REQUEST)
        if plain.recv(1) != b"S":
            raise ValueError("the server offers no TLS")
        with context.wrap_socket(plain) as shown:
            found = shown.getpeercert(binary_form=True)
    if not found:
        raise ValueError("the server shows no certificate")
    return found
