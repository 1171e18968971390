"""The scenario that docs/add-a-scenario.md adds as an example is taken and marked, and its tables are the code's."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from station.domain.training import Happened, Scenario
from station.workflow.training import GRAVE_CAP, RULES, WEIGHTS, mark, parse

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "docs/add-a-scenario.md").read_text("utf-8")


@pytest.fixture
def scenario() -> Scenario:
    written = re.search(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)
    assert written is not None
    entry = json.loads(written[1])
    assert set(entry) == first_cells("part")  # no more and no less than the page says an entry holds
    return parse(json.dumps({"scenarios": [entry]}).encode())[0]


def first_cells(head: str) -> set[str]:
    """Names in the first column of the table that begins with this heading."""
    table = DOCUMENT.split(f"| {head} | what it ")[1].split("\n\n")[0]
    return {name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])}


def asked_of_setup() -> set[str]:
    """Every name that the code looks up in `setup`."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / "station/training.py").read_text("utf-8"))):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("setup"):
            found.add(ast.literal_eval(node.slice))
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setup.get"):
            found.add(ast.literal_eval(node.args[0]))
        elif isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]).endswith("setup"):
            found.add(ast.literal_eval(node.left))
    return found


def test_the_entry_of_the_page_is_marked(scenario: Scenario):
    good = Happened(visits=1, sealed=True, verdict="admit", missing={2: "permanent", 7: "permanent"})
    assert mark(scenario, good).mark == 100
    careless = mark(scenario, Happened(visits=1, sealed=True, verdict="admit", missing={2: "temporary"}))
    assert careless.mark == 100 - WEIGHTS["procedure"]
    assert [check.rule for check in careless.missed] == ["missing"]
    assert mark(scenario, Happened(visits=1, sealed=True, verdict="refuse")).mark <= GRAVE_CAP


def test_the_table_of_setup_holds_all_that_the_code_brings_about_and_no_other():
    assert first_cells("name") == asked_of_setup()


def test_the_page_names_every_rule_and_every_weight():
    said = DOCUMENT.split("**Rules**")[1].split("\n")[0]
    assert set(re.findall(r"`(\w+)`", said.split(". Parts")[0])) - {"RULES"} == set(RULES)
    for part, points in WEIGHTS.items():
        assert f"{part} {points:.0f}" in said
