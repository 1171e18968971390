"""A camera's certificate: written from its measurements, packed for the database, checked when it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from drivers.camera.base import CameraInfo
from models.calibration import limits
from station.bench.certify import Run, UnusableCalibration, new_id, reading
from station.domain.calibration import BadCertificate, Certificate, SignedCertificate, rounded
from station.vault.signing import PUBLIC_BYTES, SIGNATURE_BYTES, is_signed

VALID_DAYS = 365
_MAGIC = b"CAMB\x01"
_LIMIT = 1_000_000  # bytes of a packed certificate; more is refused before it is read


def write(
    run: Run,
    info: CameraInfo,
    results: Sequence[limits.LimitResult],
    frames: Sequence[NDArray[np.uint8]],
    now: datetime,
    *,
    levels: Mapping[str, float],
) -> Certificate:
    """No correction record; of the `frames` (BGR) the hashes are kept; `levels` tell how the camera stood."""
    hashes = tuple(hashlib.sha256(frame.tobytes()).hexdigest() for frame in frames)
    return Certificate(
        id=new_id(now),
        serial=info.serial,
        model=info.name,
        firmware=info.firmware,
        emulated=info.virtual,
        station=run.station,
        operator=run.operator,
        made_at=now,
        valid_until=now.date() + timedelta(days=VALID_DAYS),
        target=run.target,
        software=run.software,
        limits=limits.VERSION,
        record_sha256="",
        frames=(("chart", hashes),),
        levels=tuple((name, rounded(value)) for name, value in sorted(levels.items())),
        readings=tuple(reading(r) for r in results),
    )


def pack(signed: SignedCertificate) -> bytes:
    """One octet string for the database: magic, signature, public key, content."""
    return _MAGIC + signed.signature + signed.public + signed.content


def is_packed(content: bytes) -> bool:
    """Whether these octets are a camera's certificate and no reader's calibration."""
    return content.startswith(_MAGIC)


def unpack(content: bytes, trusted: Collection[bytes], serial: str) -> SignedCertificate:
    """The inverse of `pack`. Raises UnusableCalibration: damaged, altered, signed by another than `trusted`, or made
    for another camera than `serial`."""
    at = len(_MAGIC) + SIGNATURE_BYTES + PUBLIC_BYTES
    if not is_packed(content) or not at < len(content) <= _LIMIT:
        raise UnusableCalibration("not a camera's certificate")
    signature, public = content[len(_MAGIC) : len(_MAGIC) + SIGNATURE_BYTES], content[at - PUBLIC_BYTES : at]
    if public not in trusted:
        raise UnusableCalibration("signed by another station")
    if not is_signed(public, signature, content[at:]):
        raise UnusableCalibration("the signature does not belong to this certificate")
    try:
        certificate = Certificate.from_content(content[at:])
    except BadCertificate as error:
        raise UnusableCalibration(str(error)) from error
    if certificate.serial != serial:
        raise UnusableCalibration("stored for another camera")
    return SignedCertificate(certificate, content[at:], signature, public)
