"""Calibration certificates: written from measurements, signed, stored with the correction record, checked again."""

from __future__ import annotations

import hashlib
import secrets
import struct
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from drivers.finger.base import ScannerInfo
from drivers.finger.rectify import BadRectification, Rectification
from models.calibration import limits, suite
from station.domain import desk
from station.domain.calibration import (
    BadCertificate,
    Certificate,
    Reading,
    SignedCertificate,
    Target,
    Verdict,
    rounded,
)
from station.errors import StationError
from station.vault.signing import PUBLIC_BYTES, SIGNATURE_BYTES, Signer, is_signed

_MAGIC = b"CALB\x01"
_LIMIT = 4_000_000  # bytes of one stored part; more is refused before it is read


class UnusableCalibration(StationError):
    """A stored calibration that is damaged, altered, or signed by somebody else: it is not applied."""

    code = "bad_device_calibration"


@dataclass(frozen=True)
class Run:
    """Who calibrates with which target, and what the reader showed at its commissioning."""

    operator: str
    station: str
    target: Target
    software: str
    before: Certificate | None = None


@dataclass(frozen=True, eq=False)
class Stored:
    """What is kept of one run: certificate, correction record, and the clean platen uint8[rows, columns] (light)."""

    signed: SignedCertificate
    record: Rectification
    clean: NDArray[np.uint8]

    @property
    def certificate(self) -> Certificate:
        return self.signed.certificate


def write(
    run: Run,
    info: ScannerInfo,
    measured: suite.SuiteMeasurement,
    record: Rectification,
    *,
    frames: Mapping[str, NDArray[np.uint8]],
    now: datetime,
) -> Certificate:
    """The certificate of one run; `frames` by step, uint8[n, rows, columns], are kept as hashes only."""
    strips = [
        (f"resolution_{axis}_strip_{k}", rounded(value))
        for axis, values in sorted(measured.resolution_map.items())
        for k, value in enumerate(values, 1)
        if np.isfinite(value)
    ]
    return Certificate(
        id=record.id,
        serial=info.serial,
        model=info.model,
        firmware=info.firmware,
        emulated=info.emulated,
        station=run.station,
        operator=run.operator,
        made_at=now,
        valid_until=record.valid_until or now.date(),
        target=run.target,
        software=run.software,
        limits=limits.VERSION,
        record_sha256=hashlib.sha256(record.to_bytes()).hexdigest(),
        frames=tuple((step, _hashes(taken)) for step, taken in frames.items()),
        levels=(
            ("dark_level", rounded(measured.flat.dark_level)),
            ("flat_level", rounded(measured.flat.flat_level)),
            ("noise", rounded(measured.flat.noise)),
            *strips,
        ),
        readings=tuple(reading(r) for r in measured.results),
    )


def new_id(now: datetime) -> str:
    """Unique, and short enough for a label: the day and 32 random bits."""
    return f"CAL-{now:%Y%m%d}-{secrets.token_hex(4)}"


def sign(certificate: Certificate, signer: Signer) -> SignedCertificate:
    content = certificate.content()
    return SignedCertificate(certificate, content, signer.sign(content), signer.public)


def reading(result: limits.LimitResult) -> Reading:
    """A judged result in the words of the certificate."""
    limit = result.limit
    return Reading(
        quantity=result.quantity,
        stage=result.stage,
        value=None if result.value is None else rounded(float(result.value)),
        unit=limit.unit,
        low=limit.low,
        high=limit.high,
        source=limit.source,
        verdict=Verdict(result.verdict.value),
    )


_STATES = {
    Verdict.PASSED: desk.StepState.PASSED,
    Verdict.FAILED: desk.StepState.FAILED,
    Verdict.OUTSIDE: desk.StepState.OUTSIDE,
    Verdict.NOT_MEASURED: desk.StepState.WAITING,
}


def shown(found: Reading, *, staged: bool = True) -> desk.Measurement:
    """A reading as the screen has it; the name says where a reader was measured as it delivers. `staged` False: this
    device has no correction, so there is nothing to tell apart."""
    name = found.quantity if found.stage == "corrected" or not staged else f"{found.quantity}_raw"
    own = found.source == limits.PROJECT
    return desk.Measurement(
        name, found.value, found.unit, found.low, found.high, _STATES[found.verdict], own, "" if own else found.source
    )


def _hashes(frames: NDArray[np.uint8]) -> tuple[str, ...]:
    """SHA-256 of each raw frame's bytes, row by row, light."""
    return tuple(hashlib.sha256(frame.tobytes()).hexdigest() for frame in frames)


def pack(stored: Stored) -> bytes:
    """One octet string for the database: magic, signature, public key, then three length-prefixed parts."""
    head = _MAGIC + stored.signed.signature + stored.signed.public
    parts = (stored.signed.content, stored.record.to_bytes(), zlib.compress(stored.clean.tobytes(), 6))
    return head + b"".join(struct.pack("<I", len(part)) + part for part in parts)


def unpack(content: bytes, trusted: Collection[bytes] | None, serial: str | None = None) -> Stored:
    """The inverse of `pack`. `trusted`: public keys that may have signed; None: whoever the content names.

    Raises UnusableCalibration: damaged, altered, a record that the certificate does not name, another signer, or
    another reader than `serial` where that is given.
    """
    try:
        stored = _unpack(content, trusted)
    except (BadCertificate, BadRectification, zlib.error, struct.error) as error:
        raise UnusableCalibration(str(error)) from error
    if serial is not None and stored.certificate.serial != serial:
        raise UnusableCalibration("stored for another reader")
    return stored


def _unpack(content: bytes, trusted: Collection[bytes] | None) -> Stored:
    at = len(_MAGIC) + SIGNATURE_BYTES + PUBLIC_BYTES
    if len(content) < at or not content.startswith(_MAGIC):
        raise UnusableCalibration("not a stored calibration")
    signature = content[len(_MAGIC) : len(_MAGIC) + SIGNATURE_BYTES]
    public = content[len(_MAGIC) + SIGNATURE_BYTES : at]
    parts = []
    for _ in range(3):
        (length,) = struct.unpack_from("<I", content, at)
        if length > _LIMIT or at + 4 + length > len(content):
            raise UnusableCalibration("a part is too long")
        parts.append(content[at + 4 : at + 4 + length])
        at += 4 + length
    if at != len(content):
        raise UnusableCalibration("bytes behind the last part")
    if trusted is not None and public not in trusted:
        raise UnusableCalibration("signed by another station")
    if not is_signed(public, signature, parts[0]):
        raise UnusableCalibration("the signature does not belong to this certificate")
    certificate = Certificate.from_content(parts[0])
    if hashlib.sha256(parts[1]).hexdigest() != certificate.record_sha256:
        raise UnusableCalibration("the correction record is not the one that was signed")
    record = Rectification.from_bytes(parts[1])
    size = record.rows * record.columns
    opened = zlib.decompressobj()
    clean = opened.decompress(parts[2], size + 1)
    if len(clean) != size or not opened.eof:
        raise UnusableCalibration("the picture of the clean platen has another size")
    picture = np.frombuffer(clean, np.uint8).reshape(record.rows, record.columns)
    return Stored(SignedCertificate(certificate, parts[0], signature, public), record, picture)
