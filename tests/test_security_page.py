"""The security page names only tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = re.compile(r"`(test_\w+\.py)(?:::(test_\w+))?`")
MORE = re.compile(r"`(test_\w+)`")


def sources() -> dict[str, str]:
    """The text of every test file by name; two rooms may have one of the same name."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        found[path.name] = found.get(path.name, "") + path.read_text()
    return found


def test_every_test_that_the_page_names_is_there():
    page = (ROOT / "docs" / "security.md").read_text()
    files = sources()
    missing = [name for name, _ in FILE.findall(page) if name not in files]
    missing += [f"{f}::{t}" for f, t in FILE.findall(page) if t and f in files and f"def {t}(" not in files[f]]
    everything = "\n".join(files.values())
    missing += [t for t in MORE.findall(page) if f"def {t}(" not in everything]
    assert missing == []
    assert len(FILE.findall(page)) > 30


def test_every_threat_has_a_test_or_says_not_covered():
    page = (ROOT / "docs" / "security.md").read_text()
    table = page.split("## Threats")[1].split("##")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 20
    assert [row for row in rows if not (FILE.search(row) or MORE.search(row) or "not covered" in row.lower())] == []
