"""docs/accessibility.md: every point of the standard stands in it, with a test that exists or the words that it is not
met."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| \d", line)]
# W3C, Web Content Accessibility Guidelines (WCAG) 2.2: the success criteria of the levels A and AA
CRITERIA = re.findall(
    r"\S+",
    """
    1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11
    1.4.12 1.4.13 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.4.6 2.4.7 2.4.11 2.5.1 2.5.2
    2.5.3 2.5.4 2.5.7 2.5.8 3.1.1 3.1.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1 3.3.2 3.3.3 3.3.4 3.3.7 3.3.8 4.1.2
    4.1.3
    """,
)


def named(row: str) -> set[str]:
    point = row.split("|")[1]
    found = set(re.findall(r"\d+\.\d+\.\d+", point))
    if (span := re.search(r"(\d+\.\d+)\.(\d+) to \1\.(\d+)", point)) is not None:
        found |= {f"{span[1]}.{last}" for last in range(int(span[2]), int(span[3]) + 1)}
    return found


def test_every_criterion_of_the_levels_a_and_aa_has_its_row():
    assert set(CRITERIA) - set().union(*map(named, ROWS)) == set()


def test_every_row_names_a_test_or_says_why_there_is_none():
    for row in ROWS:
        state = row.split("|")[2].strip()
        assert state in {
            "met", "partly met", "not met", "does not apply", "not asked", "not shown here", "does not apply or met"
        }, row  # fmt: skip
        if state in {"met", "partly met"}:
            assert "tests/" in row or state == "partly met", row
        if state == "partly met":
            assert "Not met:" in row, row


def test_every_test_that_it_names_exists():
    tests = re.findall(r"(tests/[\w/]+\.py)::(\w+)", PAGE)
    assert len(tests) > 40
    for file, name in set(tests):
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE), (file, name)


def test_every_command_that_it_names_exists():
    commands = re.findall(r"`python -m ([\w.]+) ", PAGE)
    assert len(commands) == 3
    for command in commands:
        assert importlib.util.find_spec(command) is not None
