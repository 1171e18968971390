"""Nothing that the station can say is without words, in either language."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

import resources
import station.domain
from drivers.finger import sbi
from models.calibration import limits
from station.domain.register import Certainty, StayAct
from station.domain.samples import GateValue
from station.ui import keys, problems, sentences, words
from station.ui.application import Application
from station.workflow import policy
from tests.screens.codes import ROOT, all_codes

TS = resources.path("i18n/station_id.ts")


def _tool(name: str) -> str:
    found = Path(sys.executable).with_name(name)
    if not found.exists():
        pytest.skip(f"{name} of PySide6-Essentials is not beside this Python")
    return str(found)


def _messages(path: Path) -> dict[tuple[str, str], str | None]:
    """(context, source) -> finished translation, None where it is missing."""
    found: dict[tuple[str, str], str | None] = {}
    for context in ET.fromstring(path.read_text("utf-8").split("<!DOCTYPE TS>")[1]).iter("context"):  # noqa: S314  our own file
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            done = translation is not None and translation.get("type") is None and bool(translation.text)
            found[name, message.findtext("source") or ""] = (
                translation.text if done and translation is not None else None
            )
    return found


def _domain_enums() -> list[type[Enum]]:
    found = pkgutil.walk_packages(station.domain.__path__, "station.domain.")
    modules = [importlib.import_module(m.name) for m in found]
    return [
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Enum) and kind.__module__ == module.__name__
    ]


# Kept with each stay and each event of it; the pages say what follows from them.
NOT_SHOWN = (Certainty, StayAct)


@pytest.mark.parametrize("kind", _domain_enums(), ids=lambda kind: kind.__name__)
def test_every_member_of_a_domain_enum_has_words(kind: type[Enum]):
    """Some have theirs under a key, because the policy or the register names them too."""
    if kind in NOT_SHOWN:
        return
    named = {member for member in kind if f"{kind.__name__.lower()}.{member.value}" in sentences.KEYS}
    assert [member.name for member in kind if not sentences.ENUMS.get(member) and member not in named] == []


def test_every_error_code_has_a_sentence():
    missing = {code: where for code, where in all_codes().items() if code not in problems.PROBLEMS}
    assert missing == {}


def test_a_code_that_an_error_gives_itself_is_seen():
    assert all_codes()["bad_rectification"] == "drivers/finger/rectify.py"


def test_every_measured_quantity_with_a_limit_has_words():
    plain = {name for name in (*limits.SCANNER, *limits.CAMERA) if not name.startswith("ctf_")}
    assert plain - set(sentences.MEASURES) == set()


def test_an_unknown_code_still_says_something_and_names_the_code(app: Application):
    assert "no_such_code" in words.say_problem("no_such_code")


def test_every_reason_of_the_policy_has_words():
    rules = policy.parse(resources.path("policy/policy.json").read_bytes())
    wanted = {r for reasons in (*rules.decision_reasons.values(), *rules.ruling_reasons.values()) for r in reasons}
    assert {r for r in wanted if f"reason.{r}" not in sentences.KEYS} == set()


def test_every_warning_of_a_service_has_words():
    found = set()
    for path in sorted((ROOT / "station").rglob("*.py")):
        found |= set(re.findall(r"warnings\.add\(\"([a-z_]+)\"\)", path.read_text("utf-8")))
    assert found
    assert {w for w in found if f"warning.{w}" not in sentences.KEYS} == set()


def test_every_sentence_of_the_tables_is_translated():
    known = _messages(TS)
    tables = {
        "Words": [*sentences.ENUMS.values(), *sentences.GATE.values(), *sentences.KEYS.values(),
                  *sentences.MEASURES.values()],
        "Problems": list(problems.PROBLEMS.values()),
        "Keys": [key.sentence for key in keys.KEYS.values()],
    }  # fmt: skip
    assert [(c, t) for c, texts in tables.items() for t in texts if not known.get((c, t))] == []


def test_the_translation_file_knows_every_string_of_the_sources(tmp_path: Path):
    fresh = tmp_path / "fresh.ts"
    files = sorted(str(p) for p in (ROOT / "station" / "ui").rglob("*.py"))
    command = [_tool("pyside6-lupdate"), *files, "-locations", "none", "-ts", str(fresh)]
    subprocess.run(command, check=True, capture_output=True)
    known = _messages(TS)
    assert [where for where in _messages(fresh) if not known.get(where)] == []


def test_the_compiled_translation_is_the_one_of_the_sources(tmp_path: Path):
    made = tmp_path / "station_id.qm"
    command = [_tool("pyside6-lrelease"), "-fail-on-unfinished", str(TS), "-qm", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    assert made.read_bytes() == resources.path("i18n/station_id.qm").read_bytes()


def test_translations_keep_their_placeholders():
    holes = re.compile(r"\{\w+\}")
    wrong = [s for (_, s), t in _messages(TS).items() if t and sorted(holes.findall(s)) != sorted(holes.findall(t))]
    assert wrong == []


def _glossary() -> list[tuple[str, str, tuple[str, ...]]]:
    """English term, Indonesian term, words that stand for neither."""
    rows = (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("| ")]
    return [(one[0], one[1], tuple(w.strip() for w in one[3].split(",") if w.strip())) for one in cells[1:]]


def _ruled_out() -> re.Pattern[str]:
    never = [word for _, _, words_ in _glossary() for word in words_]
    assert len(never) > 20
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in never), re.IGNORECASE)


def test_no_translation_uses_a_word_that_the_glossary_rules_out():
    ruled_out = _ruled_out()
    assert {s: t for (_, s), t in _messages(TS).items() if t and ruled_out.search(t)} == {}


def _in_indonesian(tree: object) -> Iterator[str]:
    """Every text of {"en": ..., "id": ...} in a tree of JSON."""
    for value in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _in_indonesian(value)
    if isinstance(tree, dict) and "en" in tree:
        yield tree["id"]


def test_no_exercise_guide_or_text_for_travellers_uses_a_word_that_the_glossary_rules_out():
    exercises = json.loads((ROOT / "resources" / "training" / "scenarios.json").read_text("utf-8"))
    texts = {f"exercise: {text}": text for text in _in_indonesian(exercises)}
    travellers = json.loads((ROOT / "resources" / "traveller" / "id.json").read_text("utf-8"))
    texts |= {f"traveller: {key}": text for key, text in travellers.items()}
    commands = re.compile(r"`[^`]*`|\{[^}]*\}|\]\([^)]*\)")  # and anchors and links
    for guide in sorted((ROOT / "docs" / "guide" / "id").glob("*.md")):
        lines = commands.sub("", guide.read_text("utf-8")).splitlines()
        texts |= {f"{guide.name}:{n + 1}": line for n, line in enumerate(lines)}
    assert len(texts) > 300
    ruled_out = _ruled_out()
    assert {place: text for place, text in texts.items() if ruled_out.search(text)} == {}


def test_a_text_that_is_a_term_is_translated_with_the_term():
    known = {source: text.lower() for (_, source), text in _messages(TS).items() if text}
    wrong = {e: known[e] for e, i, _ in _glossary() if e in known and known[e] != i}
    assert wrong == {}
    assert sum(e in known for e, _, _ in _glossary()) > 12


def test_numbers_and_rates_follow_the_language(app: Application):
    assert (words.number(1234.6), words.number(-0.25), words.number(7)) == ("1,235", "−0.25", "7")
    assert words.rate(0.001) == "1 in 1,000"
    assert words.rate(2.5e-9) == "1 in 10⁸"
    app.set_language("id")
    assert (words.number(-0.25), words.rate(0.001)) == ("−0,25", "1 dari 1.000")


@pytest.mark.parametrize(
    ("value", "passed", "says"),
    [(1.0, True, "OK"), (3.0, False, "NOK"), (1.0, None, "no limit"), (None, None, "not provided")],
)
def test_a_gate_value_is_ok_nok_or_not_provided(app: Application, value: float, passed: bool, says: str):
    assert words.gate_verdict(GateValue("1.3", "roll", value, 0.0, 2.0, True, passed)) == says


def test_limits_are_written_as_one_or_two_bounds(app: Application):
    written = [
        words.limits(-8, 8),
        words.limits(120, None),
        words.limits(None, 3),
        words.limits(1, 1),
        words.limits(None, None),
    ]
    assert written == ["−8 … 8", "≥ 120", "≤ 3", "1", "–"]


def test_everything_that_a_device_service_says_of_itself_has_a_sentence():
    assert {f"sbi_device_{number}" for number in sbi.KINDS} - set(problems.PROBLEMS) == set()


def test_no_text_hides_from_the_translators_inside_a_formatted_string():
    """The tool that collects them does not look into f"{...}": what stands there is said in English for ever."""
    hidden = []
    for file in sorted((ROOT / "station" / "ui").rglob("*.py")):
        for formatted in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(formatted, ast.JoinedStr):
                calls = [part.func for part in ast.walk(formatted) if isinstance(part, ast.Call)]
                named = [f.attr for f in calls if isinstance(f, ast.Attribute)]
                hidden += [f"{file.name}:{formatted.lineno}"] * ("tr" in named)
    assert hidden == []
