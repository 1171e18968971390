"""How each officer likes the window: kept with the records, encrypted, by the name that the officer signs in with."""

from __future__ import annotations

import json

from station.domain.officer import Preferences
from station.store import meta
from station.store.session import Store

_VERSION = 1
_LONGEST = 1000  # bytes; what is longer was not written here


class KeptPreferences:
    """One value for each officer; what cannot be read counts as not there, for nobody may be kept out by a colour."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, officer: str) -> Preferences | None:
        with self._store.reading() as unit:
            kept = meta.get(unit, _key(officer))
        return None if kept is None else _read(kept)

    def keep(self, officer: str, preferences: Preferences) -> None:
        values = {
            "v": _VERSION,
            "language": preferences.language,
            "theme": preferences.theme,
            "scale": preferences.scale,
            "toured": preferences.toured,
        }
        body = json.dumps(values, separators=(",", ":")).encode()
        with self._store.unit() as unit:
            meta.put(unit, _key(officer), body)


def _key(officer: str) -> str:
    return f"look:{officer.casefold()}"


def _read(kept: bytes) -> Preferences | None:
    if len(kept) > _LONGEST:
        return None
    try:
        values = json.loads(kept)
    except ValueError:
        return None
    if not isinstance(values, dict) or values.get("v") != _VERSION:
        return None
    language, theme, scale = values.get("language"), values.get("theme"), values.get("scale")
    if not isinstance(language, str) or not isinstance(theme, str) or not isinstance(scale, int | float):
        return None
    return Preferences(language, theme, float(scale), values.get("toured") is True)
