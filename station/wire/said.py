"""What a station says about itself when it reports to central; it is shown, and nothing else follows from it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime


@dataclass(frozen=True)
class Said:
    """Empty or None: the station did not say."""

    software: str = ""  # version of the program
    schema: str = ""  # newest schema of the central database that the program knows
    policy: str = ""  # version of the policy in force, as its file names it
    policy_number: int | None = None  # central's number of it; 0: the station's own file is in force
    identity_until: datetime | None = None  # aware, the end of its identity
    pull: str = ""  # stable code of what is wrong with the way back, empty where nothing is

    def to_text(self) -> str:
        until = self.identity_until.isoformat() if self.identity_until else None
        return json.dumps({**asdict(self), "identity_until": until}, sort_keys=True)

    @classmethod
    def from_fields(cls, fields: object) -> Said:
        """From what the database kept; a part of another type counts as not said."""
        if not isinstance(fields, dict):
            return cls()
        text = {name: str(fields.get(name) or "")[:100] for name in ("software", "schema", "policy", "pull")}
        number = fields.get("policy_number")
        return cls(
            **text,
            policy_number=number if isinstance(number, int) else None,
            identity_until=_aware(fields.get("identity_until")),
        )


UNSAID = Said()


def _aware(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
