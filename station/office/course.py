"""How far each officer has come in the training scenarios, and the certificate for who has passed them all.

Kept in a training station's own folder, beside no record: marks and keys of scenarios only. Nothing here opens a
station's records, and a folder that is not of the mode "training" is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from station import __version__
from station.domain.training import Marking
from station.errors import StationError
from station.vault import files
from station.vault.signed import Form
from station.vault.signing import Signer
from station.workflow.training import PASS_MARK

FILE = "course.json"
_VERSION = 1
_LONGEST = 4 << 20  # bytes
CERTIFICATE = Form(
    b"training certificate 1\n",
    frozenset({"officer", "program", "scenarios", "marks", "issued_at", "station"}),
    beside="certificate",
)


class NotTraining(StationError):
    """The folder is not of a training station."""

    code = "not_training"


class NotPassed(StationError):
    """Not every scenario has been passed; `detail` names those that are left."""

    code = "training_not_passed"


@dataclass(frozen=True)
class OfficerStanding:
    """One scenario of one officer."""

    best: float  # 0..100
    tries: int
    last_at: datetime

    @property
    def passed(self) -> bool:
        return self.best >= PASS_MARK


class Course:
    """The book of marks in one folder."""

    def __init__(self, folder: Path, mode: str) -> None:
        """Raises NotTraining."""
        if mode != "training":
            raise NotTraining(mode)
        self._file = folder / FILE

    def note(self, officer: str, marked: Marking, at: datetime) -> OfficerStanding:
        """Another try; the best one stands."""
        book = self._read()
        mine = book.setdefault(officer, {})
        before = mine.get(marked.scenario, {"best": 0.0, "tries": 0})
        mine[marked.scenario] = {
            "best": max(float(before["best"]), marked.mark),
            "tries": int(before["tries"]) + 1,
            "last_at": at.isoformat(),
        }
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps({"v": _VERSION, "officers": book}, sort_keys=True, indent=1), "utf-8")
        fresh.replace(self._file)
        return self.of(officer)[marked.scenario]

    def of(self, officer: str) -> dict[str, OfficerStanding]:
        """By scenario."""
        return {
            key: OfficerStanding(float(one["best"]), int(one["tries"]), datetime.fromisoformat(one["last_at"]))
            for key, one in self._read().get(officer, {}).items()
        }

    def certificate(
        self, officer: str, scenarios: bytes, keys: Sequence[str], signer: Signer, station: str, at: datetime
    ) -> dict[str, Any]:
        """What says that every scenario of this set was passed, signed by the training station.

        scenarios: the file of the set, which is named by its SHA-256. Raises NotPassed.
        """
        standing = self.of(officer)
        left = [key for key in keys if key not in standing or not standing[key].passed]
        if left:
            raise NotPassed(" ".join(left))
        fields = {
            "officer": officer,
            "program": __version__,
            "scenarios": hashlib.sha256(scenarios).hexdigest(),
            "marks": {key: standing[key].best for key in keys},
            "issued_at": at.isoformat(),
            "station": station,
        }
        return CERTIFICATE.parts(fields, signer)

    def _read(self) -> dict[str, Any]:
        """Raises NotTraining for a file that is no book of marks."""
        if not self._file.exists():
            return {}
        octets = self._file.read_bytes()
        try:
            found = json.loads(octets) if len(octets) <= _LONGEST else None
        except ValueError:
            found = None
        if not isinstance(found, dict) or found.get("v") != _VERSION or not isinstance(found.get("officers"), dict):
            raise NotTraining(FILE)
        officers: dict[str, Any] = found["officers"]
        return officers


def read_certificate(document: Mapping[str, Any], public: bytes) -> dict[str, Any]:
    """The fields, if the training station of this key signed them. Raises BadSignature."""
    return CERTIFICATE.read_parts(files.canonical(dict(document)), public)
