"""What a run of CI may skip, by name: anything else that skips there ends the run as failed.

A test that quietly stops running protects nothing; the reason of each line is in the test itself.
"""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

LIST = Path(__file__).resolve().parents[1] / ".ci" / "skips.txt"


def allowed() -> tuple[str, ...]:
    """Patterns of test ids; a line begins with one, the rest is the reason."""
    lines = LIST.read_text().splitlines() if LIST.exists() else []
    return tuple(line.split()[0] for line in lines if line.strip() and not line.startswith("#"))


def unexpected(skipped: list[str]) -> list[str]:
    """Of the ids of skipped tests, those that no line names."""
    patterns = allowed()
    return sorted(name for name in set(skipped) if not any(fnmatch(name, pattern) for pattern in patterns))
