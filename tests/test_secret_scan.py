"""No key, token or password lies in a tracked file."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

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
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name.decode() for name in listed.stdout.split(b"\0") if name]


def findings(content: bytes) -> set[str]:
    return {what for what, pattern in PATTERNS.items() if pattern.search(content)}


def test_no_secret_lies_in_a_tracked_file():
    found = {str(p.relative_to(ROOT)): findings(p.read_bytes()) for p in tracked() if p.is_file()}
    assert {name: what for name, what in found.items() if what} == {}


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
