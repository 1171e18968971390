"""Files that are not code, found the same way from source, wheel and frozen build."""

from __future__ import annotations

from pathlib import Path


def path(name: str) -> Path:
    """The file or folder `name` (relative, forward slashes) of the resources."""
    found = Path(__file__).parent / name
    if not found.exists():
        raise FileNotFoundError(name)
    return found
