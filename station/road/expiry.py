"""When this station's way to central ends: nothing warns of an expired certificate but whoever reads it in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from station.wire.settings import CA_FILE, CERTIFICATE_FILE

WARN_BEFORE = timedelta(days=30)
ENDING, EXPIRED = "certificate_ending", "certificate_expired"


def until(tls: Path) -> datetime | None:
    """The end of the station's certificate or of its authority's, whichever comes first; None where none is there."""
    ends = []
    for file in (CERTIFICATE_FILE, CA_FILE):
        try:
            ends.append(x509.load_pem_x509_certificate((tls / file).read_bytes()).not_valid_after_utc)
        except (OSError, ValueError):  # what is missing or broken, the connection names
            continue
    return min(ends, default=None)


def trouble(tls: Path, at: datetime | None = None) -> str:
    """Stable code of what is wrong at `at` (aware, now by default), empty where nothing is."""
    end, now = until(tls), at or datetime.now(UTC)
    if end is None or end - now > WARN_BEFORE:
        return ""
    return EXPIRED if end <= now else ENDING
