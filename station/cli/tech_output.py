"""What `station-tech` prints and writes."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from station.bench.certificate_pdf import certificate_pdf, limit_text, shown
from station.bench.drift import Drift
from station.domain.calibration import SignedCertificate


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def as_json(value: Any) -> str:
    return json.dumps(value, indent=1, default=_plain, ensure_ascii=False)


def write(folder: Path, signed: SignedCertificate, drift: Drift | None) -> None:
    """Certificate as signed, its signature, and the paper; every reading to the terminal."""
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / signed.certificate.id
    base.with_suffix(".json").write_bytes(signed.content)
    base.with_suffix(".sig").write_text(f"Ed25519 {signed.signature.hex()} {signed.public.hex()}\n", encoding="ascii")
    base.with_suffix(".pdf").write_bytes(certificate_pdf(signed, drift))
    for r in signed.certificate.readings:
        value = "-" if r.value is None else shown(r.value)
        print(f"{r.quantity:22}{r.stage:11}{value:>12} {r.unit:8}{limit_text(r):>16}  {r.verdict}")
