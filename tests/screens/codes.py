"""Every error code that the code can raise, read from the sources: class attributes, keywords and first arguments."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from station.road import expiry
from station.road.standing import Standing
from station.wire import failures

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"[a-z][a-z0-9_]+")
ERROR_MODULES = ("station", "drivers", "models")
TERMINAL = ROOT / "station" / "cli"  # its errors are printed in a terminal and never reach the window


def _constants(node: ast.expr) -> list[str]:
    """The text constants that an expression can give."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _constants(node.body) + _constants(node.orelse)
    return []


def _error_classes(trees: list[ast.Module]) -> dict[str, str]:
    """Names of exception classes and the place of their code: "class", "first" (a code is the first argument)."""
    bases: dict[str, list[str]] = {}
    first: set[str] = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases.setdefault(node.name, []).extend(  # two rooms may have a class of one name
                    b.attr if isinstance(b, ast.Attribute) else getattr(b, "id", "") for b in node.bases
                )
                for item in node.body:
                    if isinstance(item, ast.FunctionDef) and item.name == "__init__":
                        names = [a.arg for a in item.args.args]
                        if len(names) > 1 and names[1] == "code":
                            first.add(node.name)
    roots = {"StationError", "DeviceError", "BiometricError"}

    def is_error(name: str) -> bool:
        return name in roots or any(is_error(b) for b in bases.get(name, ()))

    def code_first(name: str) -> bool:
        return name in first or any(code_first(b) for b in bases.get(name, ()))

    return {name: "first" if code_first(name) else "class" for name in bases if is_error(name)}


def _own_codes(node: ast.ClassDef, first: bool) -> list[str]:
    """What an error class calls itself: its attribute `code`, or what it hands to its base."""
    texts: list[str] = []
    for item in node.body:
        target = item.targets[0] if isinstance(item, ast.Assign) else getattr(item, "target", None)
        value = getattr(item, "value", None)
        if isinstance(target, ast.Name) and target.id == "code" and isinstance(value, ast.expr):
            texts += _constants(value)
    if first:  # super().__init__("code", ...)
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and call.args and getattr(call.func, "attr", "") == "__init__":
                texts += _constants(call.args[0])
    return texts


@cache
def all_codes() -> dict[str, str]:
    """Code -> a file in which it is raised."""
    files = [p for room in ERROR_MODULES for p in sorted((ROOT / room).rglob("*.py")) if p.parent != TERMINAL]
    trees = {p: ast.parse(p.read_text("utf-8")) for p in files}
    classes = _error_classes(list(trees.values()))
    found: dict[str, str] = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            texts: list[str] = []
            if isinstance(node, ast.ClassDef) and node.name in classes:
                texts += _own_codes(node, classes[node.name] == "first")
            elif isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in classes:
                    for keyword in node.keywords:
                        if keyword.arg == "code":
                            texts += _constants(keyword.value)
                    if classes[name] == "first" and node.args:
                        texts += _constants(node.args[0])
            for text in texts:
                if CODE.fullmatch(text):
                    found.setdefault(text, str(path.relative_to(ROOT)))
    return found | _of_tables()


def _of_tables() -> dict[str, str]:
    """Codes that are looked up and not written where the error is raised."""
    named = {
        *failures._OWN.values(),
        *failures._REFUSED_STATES.values(),
        *(code for _, code in failures._REFUSED_WORDS),
        "central_full",
    }
    standings = {standing.value for standing in Standing} - {Standing.GOOD.value}
    return {
        **dict.fromkeys(named, "station/wire/failures.py"),
        **dict.fromkeys(expiry.CODES, "station/road/expiry.py"),
        **dict.fromkeys(standings, "station/road/standing.py"),
    }
