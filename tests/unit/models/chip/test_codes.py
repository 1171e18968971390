"""The table of reasons is whole: screens are tried against it."""

from __future__ import annotations

import ast
from pathlib import Path

from models.document.chip.verdict import CODES

ROOT = Path(__file__).resolve().parents[4] / "models" / "document"


def words(node: ast.expr) -> list[str]:
    """The codes that an expression can give; a part that is put in goes over both kinds of proof."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.IfExp):
        return words(node.body) + words(node.orelse)
    if isinstance(node, ast.Tuple):
        return words(node.elts[0])
    if isinstance(node, ast.JoinedStr):
        end = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
        return [kind + end for kind in ("active_authentication", "chip_authentication")]
    return []


def written() -> set[str]:
    found: set[str] = set()
    for path in [*sorted((ROOT / "chip").glob("*.py")), ROOT / "authenticate.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason" and node.args:
                found.update(words(node.args[0]))
            if isinstance(node, ast.Assign):
                target = node.targets[0]
                first = target.elts[0] if isinstance(target, ast.Tuple) else target
                if getattr(first, "id", "") == "code":
                    found.update(words(node.value))
    return found


def test_every_reason_that_is_given_is_in_the_table_and_no_other():
    assert written() == CODES
