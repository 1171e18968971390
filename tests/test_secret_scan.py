"""No key, token or password lies in a tracked file."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MADE = {
    ".git", ".venv", "__pycache__", "build", "dist", "shots", "out", ".pytest_cache", ".mypy_cache", ".ruff_cache",
    ".hypothesis", ".import_linter_cache", "coverage.json",
}  # fmt: skip

# The forms that gitleaks and detect-secrets look for first; written so that this file does not match itself.
PATTERNS = {
    "private key": re.compile(rb"-----BEGIN (?:[A-Z]+ )*PRIVATE" rb" KEY-----\s+[A-Za-z0-9+/=]{20}"),
    "password in an address": re.compile(rb"postgres(?:ql)?://[^\s:/@\"'{}<>]+:(?!//)[^\s@\"'{}<>]{4,}@"),
    "access key": re.compile(rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "token": re.compile(rb"\b(?:ghp|gho|ghs|glpat|xox[abp]|pypi)[-_][A-Za-z0-9_-]{20,}"),
    "passphrase": re.compile(
        rb"(?i)(?:passphrase|password|secret)[\"']?\s*[=:]\s*[\"'](?=[^\"']*[0-9])[A-Za-z0-9+/]{24,}[\"']"
    ),
}


def tracked() -> list[Path]:
    """What git tracks; in a copy without git every file but what tools make."""
    if shutil.which("git") is not None:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
        if not listed.returncode:
            return [ROOT / name.decode() for name in listed.stdout.split(b"\0") if name]
    return list(copied(ROOT))


def copied(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or path.name in MADE or path.suffix in {".egg-info", ".pyc"}:
            continue
        if path.is_dir():
            yield from copied(path)
        else:
            yield path


def findings(content: bytes) -> set[str]:
    return {what for what, pattern in PATTERNS.items() if pattern.search(content)}


def test_no_secret_lies_in_a_tracked_file():
    found = {str(p.relative_to(ROOT)): findings(p.read_bytes()) for p in tracked() if p.is_file()}
    assert {name: what for name, what in found.items() if what} == {}


def test_a_copy_without_git_is_scanned_as_well(monkeypatch):
    with_git = set(tracked())
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert {path for path in with_git if path.is_file()} <= set(tracked())


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("private key", b"-----BEGIN EC PRIVATE" + b" KEY-----\nMHcCAQEEIAbcdefghijklmnopqrstuvwxyz"),
        ("password in an address", b"postgresql://border:" + b"hunter2222@db/border"),
        ("access key", b"AKIA" + b"IOSFODNN7EXAMPLE"),
        ("token", b"ghp_" + b"abcdefghijklmnopqrstuvwxyz0123"),
        ("passphrase", b"password = '" + b"abcdefghijklmnopqrstuvwx12'"),
    ],
)
def test_the_scan_finds_each_kind(what, content):
    assert findings(content) == {what}
