"""Words of the technician's bench: the steps of a calibration, its results and its certificate."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from station.domain import foreign

VERSION = 1
NOTICE = "in-service check, no certification of the reader"
_STEPS = 9  # significant digits of a stored value


class Step(StrEnum):
    """What the technician does, in this order; the values are the keys that the screen translates."""

    CLEAN = "clean"  # wipe the platen, leave it free
    DARK = "dark"  # cover the free platen
    FLAT = "flat"  # lay on the uniform target
    BARS_ALONG = "target_along"  # bar target, bars lying across the finger: measures along the finger
    BARS_ACROSS = "target_across"  # bar target, bars running along the finger: measures across it
    WEDGE = "wedge"  # step wedge of known reflectance
    CHART_ACROSS = "chart_across"  # bars of 1 to 10 cycles per mm, across the finger
    CHART_ALONG = "chart_along"  # the same, along the finger
    FINGER = "verify"  # one finger, as a traveller would lay it


OPTIONAL = frozenset({Step.BARS_ALONG, Step.BARS_ACROSS, Step.WEDGE, Step.CHART_ACROSS, Step.CHART_ALONG, Step.FINGER})


class Verdict(StrEnum):
    PASSED = "pass"
    FAILED = "fail"
    OUTSIDE = "outside_profile"  # this kind of reader cannot reach the limit
    NOT_MEASURED = "not_measured"


class BadCertificate(ValueError):
    """Octets that are no certificate of this station, or an altered one."""


@dataclass(frozen=True)
class Target:
    """What was laid on the platen, as its own paper describes it."""

    id: str
    certificate: str
    pitch_mm: float = 1.0  # of the bar target, from its certificate

    def __post_init__(self) -> None:
        if not 0.2 <= self.pitch_mm <= 5 or not self.id:
            raise ValueError("a bar target has an id and a pitch of 0.2 to 5 mm")


@dataclass(frozen=True)
class Reading:
    """One quantity against its limit. `stage`: "raw" as the sensor delivers, "corrected" as captures are stored."""

    quantity: str
    stage: str
    value: float | None
    unit: str
    low: float | None
    high: float | None
    source: str  # of the limit; "project" where nobody published one
    verdict: Verdict


@dataclass(frozen=True)
class Certificate:
    """What was measured on one device, when, by whom, with what; the content that is signed."""

    id: str
    serial: str
    model: str
    firmware: str
    emulated: bool
    station: str
    operator: str  # sign-in name
    made_at: datetime  # aware
    valid_until: date
    target: Target
    software: str
    limits: str  # version of the table of limits
    record_sha256: str  # of the stored correction record that captures are rectified with
    frames: tuple[tuple[str, tuple[str, ...]], ...]  # (step, SHA-256 of each raw frame), in order
    levels: tuple[tuple[str, float], ...]  # without limits: what later runs are compared with, and maps
    readings: tuple[Reading, ...]
    notice: str = NOTICE

    @property
    def verdict(self) -> Verdict:
        """Failed when anything failed, else outside the profile when anything is; unmeasured things decide nothing.

        Where a quantity was measured as the sensor delivers and as captures are stored, the stored one decides: the
        raw one tells the technician what the correction has to do.
        """
        both = {r.quantity for r in self.readings if r.stage == "corrected"}
        found = {r.verdict for r in self.readings if r.stage == "corrected" or r.quantity not in both}
        return next((v for v in (Verdict.FAILED, Verdict.OUTSIDE) if v in found), Verdict.PASSED)

    def expired(self, today: date) -> bool:
        return today > self.valid_until

    def level(self, name: str) -> float | None:
        return dict(self.levels).get(name)

    def reading(self, quantity: str, stage: str | None = None) -> Reading | None:
        return next((r for r in self.readings if r.quantity == quantity and stage in {None, r.stage}), None)

    def content(self) -> bytes:
        """Canonical JSON: sorted keys, no spaces, UTF-8, no NaN."""
        fields = {
            "emulated": self.emulated,
            "firmware": self.firmware,
            "frames": [[step, list(hashes)] for step, hashes in self.frames],
            "id": self.id,
            "levels": [[name, rounded(value)] for name, value in self.levels],
            "limits": self.limits,
            "made_at": self.made_at.isoformat(),
            "model": self.model,
            "notice": self.notice,
            "operator": self.operator,
            "readings": [_reading_fields(r) for r in self.readings],
            "record_sha256": self.record_sha256,
            "serial": self.serial,
            "software": self.software,
            "station": self.station,
            "target": [self.target.id, self.target.certificate, rounded(self.target.pitch_mm)],
            "valid_until": self.valid_until.isoformat(),
            "verdict": str(self.verdict),
            "version": VERSION,
        }
        return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()

    @classmethod
    def from_content(cls, content: bytes) -> Certificate:
        """The inverse of `content`; BadCertificate for anything that `content` did not write."""
        try:
            certificate = cls._parse(foreign.read(content))
            again = certificate.content()
        except BadCertificate:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise BadCertificate(f"no certificate: {type(error).__name__}") from error
        if again != content:
            raise BadCertificate("the certificate is not in its canonical form")
        return certificate

    @classmethod
    def _parse(cls, fields: Mapping[str, Any]) -> Certificate:
        if fields["version"] != VERSION:
            raise BadCertificate("a certificate of another version")
        target = fields["target"]
        texts = [fields[name] for name in _TEXTS] + [target[0], target[1]]
        texts += [r[name] for r in fields["readings"] for name in ("quantity", "stage", "unit", "source")]
        texts += [text for step, hashes in fields["frames"] for text in (step, *hashes)]
        if not all(isinstance(text, str) for text in texts) or not isinstance(fields["emulated"], bool):
            raise BadCertificate("a field of a wrong type")
        return cls(
            id=fields["id"],
            serial=fields["serial"],
            model=fields["model"],
            firmware=fields["firmware"],
            emulated=fields["emulated"],
            station=fields["station"],
            operator=fields["operator"],
            made_at=datetime.fromisoformat(fields["made_at"]),
            valid_until=date.fromisoformat(fields["valid_until"]),
            target=Target(target[0], target[1], target[2]),
            software=fields["software"],
            limits=fields["limits"],
            record_sha256=fields["record_sha256"],
            frames=tuple((step, tuple(hashes)) for step, hashes in fields["frames"]),
            levels=tuple((name, value) for name, value in fields["levels"]),
            readings=tuple(_reading(r) for r in fields["readings"]),
            notice=fields["notice"],
        )


_TEXTS = ("id", "serial", "model", "firmware", "station", "operator", "software", "limits", "record_sha256", "notice")


def rounded(value: float) -> float:
    """Nine significant digits: what is printed is what was signed, on every machine. ValueError for NaN, infinity."""
    if not math.isfinite(value):
        raise ValueError("a measured value is not a number")
    return float(f"{value:.{_STEPS}g}")


def _reading_fields(reading: Reading) -> dict[str, Any]:
    return {
        "high": reading.high,
        "low": reading.low,
        "quantity": reading.quantity,
        "source": reading.source,
        "stage": reading.stage,
        "unit": reading.unit,
        "value": None if reading.value is None else rounded(reading.value),
        "verdict": str(reading.verdict),
    }


def _reading(fields: Mapping[str, Any]) -> Reading:
    return Reading(
        fields["quantity"],
        fields["stage"],
        fields["value"],
        fields["unit"],
        fields["low"],
        fields["high"],
        fields["source"],
        Verdict(fields["verdict"]),
    )


@dataclass(frozen=True)
class SignedCertificate:
    """`content` is what was signed; `certificate` is what it says."""

    certificate: Certificate
    content: bytes
    signature: bytes  # Ed25519, 64 bytes
    public: bytes  # 32 bytes


class PlatenState(StrEnum):
    """The empty platen, looked at between two travellers."""

    CLEAN = "clean"
    DIRTY = "dirty"  # wipe it
    LATENT = "latent"  # the print of the last traveller still lies on it: wipe it before the next
    OCCUPIED = "occupied"  # a finger lies on it: look again later
    UNKNOWN = "unknown"  # no baseline: the reader was never calibrated


class Wear(StrEnum):
    """What the readings since commissioning say."""

    STEADY = "steady"
    REPLACE_SOON = "replace_soon"  # a limit will be crossed within a month
    WORN = "worn"  # a limit is crossed
    TOO_FEW = "too_few"  # fewer than four readings
