"""What a station says about itself when it reports to central; it is shown, and nothing else follows from it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from station.domain import foreign

LONGEST = 8192  # characters


@dataclass(frozen=True)
class Said:
    """Empty or None: the station did not say."""

    software: str = ""  # version of the program
    schema: str = ""  # newest schema of the central database that the program knows
    policy: str = ""  # version of the policy in force, as its file names it
    policy_number: int | None = None  # central's number of it; 0: the station's own file is in force
    identity_until: datetime | None = None  # aware, the end of its identity
    certificate_until: datetime | None = None  # aware, the end of its way into the database
    pull: str = ""  # stable code of what is wrong with the way back, empty where nothing is

    def to_text(self) -> str:
        ends = {name: getattr(self, name) for name in ("identity_until", "certificate_until")}
        plain = {name: end.isoformat() if end else None for name, end in ends.items()}
        return json.dumps({**asdict(self), **plain}, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> Said:
        """From what the database kept of a station's words; nothing was said in what is not even JSON."""
        try:
            return cls.from_fields(foreign.read(text, size=LONGEST))
        except foreign.Malformed:
            return cls()

    @classmethod
    def from_fields(cls, fields: object) -> Said:
        """A part of another type counts as not said."""
        if not isinstance(fields, dict):
            return cls()
        words = {name: _word(fields.get(name)) for name in ("software", "schema", "policy", "pull")}
        number = fields.get("policy_number")
        return cls(
            **words,
            policy_number=number if type(number) is int and number >= 0 else None,
            identity_until=_aware(fields.get("identity_until")),
            certificate_until=_aware(fields.get("certificate_until")),
        )


UNSAID = Said()


def _word(value: object) -> str:
    return value[:100] if isinstance(value, str) and value.isprintable() else ""


def _aware(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
