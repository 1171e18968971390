"""The documents say what is there: blocks, commands, variables, settings and links are held to the code."""

from __future__ import annotations

import argparse
import ast
import dataclasses
import importlib
import itertools
import re
import shlex
import tomllib
from collections import Counter

import pytest

from station.config import Central, Config, load
from tests.load.docs_run import ROOT, SHELL, anchor, blocks, documents, in_order, script

# Why a block of commands may be left out of the run of the documents; more reasons than these are not to be had.
REASONS = {
    "opens a window until somebody closes it, and runs the tests that run this",
    "uv is not among the tools of a station",
    "packages are installed",
    "a service is started by systemd, which is not the first process there",
}
MOST = {"skip": 3, "only chroot": 6}  # of blocks that are never run, and of those that install packages
PROGRAMS = {
    "station-admin": "station.cli.admin:parser",
    "station-central": "station.cli.central:parser",
    "station-search": "station.cli.search:parser",
    "station-tech": "station.cli.tech_options:options",
}
LANGUAGES = {SHELL, "text", "toml", "python", "ini", "json"}
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*_?")
NO_VARIABLES = {"MJPG", "PORT", "SECONDS"}  # words in capitals beside the reading of variables
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


def test_every_block_says_what_it_is():
    for file in documents():
        for block in blocks(file):
            assert block.language in LANGUAGES, block.place


def test_what_is_not_run_is_little_and_has_a_reason():
    marked = [block for block in in_order() if block.mark]
    assert {block.reason for block in marked} <= REASONS
    assert Counter(block.mark for block in marked) <= Counter(MOST)
    assert len(in_order()) > 25


def test_the_installation_comes_first_and_the_readme_is_there():
    order = [block.file for block in in_order()]
    assert order[0] == "docs/central.md"
    assert "README.md" in order
    assert len(order) == len({block.place for block in in_order()})


def commands(text: str) -> list[list[str]]:
    """The programs of ours that a block calls, with their arguments."""
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="();<>|&{}")
        lexer.commenters = "#"
        lexer.whitespace_split = True
        words: list[str] = []
        for token in [*lexer, ";"]:
            if set(token) <= set("();<>|&{}"):
                if words:
                    found.append(words)
                words = []
            else:
                words.append(token)
    before = re.compile(r"[A-Z_]+=.*|if|then|do|!|test")  # words of the shell that stand before a program
    bare = [list(itertools.dropwhile(before.fullmatch, words)) for words in found]
    return [words for words in bare if words and words[0] in PROGRAMS]


def test_every_command_is_one_that_its_program_takes(capsys):
    seen = 0
    for block in in_order():
        for words in commands(block.text):
            module, name = PROGRAMS[words[0]].split(":")
            parser = getattr(importlib.import_module(module), name)()
            try:
                parser.parse_args([re.sub(r"\$\w+", "1", word) for word in words[1:]])
            except SystemExit:
                pytest.fail(f"{block.place}: {' '.join(words)}\n{capsys.readouterr().err}")
            seen += 1
    assert seen > 25


def test_a_command_that_is_no_longer_taken_would_be_found(capsys):
    from station.cli.admin import parser

    words = commands('X=1 station-admin central init --mood production | grep "a;b"')
    assert words == [["station-admin", "central", "init", "--mood", "production"]]
    with pytest.raises(SystemExit):
        parser().parse_args(words[0][1:])


def test_the_run_ends_at_the_first_failure_and_names_each_block():
    text = script(in_order(), postgres="17", chroot=False)
    assert text.startswith("set -eu -o pipefail")
    assert "PGVERSION=17" in text and "PGVERSION=15" not in text
    assert text.count("@@docs-run") == len(in_order()) + 1


# ---- variables and settings


def variables() -> set[str]:
    """Every name that is read from or put into the environment, wherever os.environ or getenv is touched."""
    found: set[str] = set()
    for room in ("station", "drivers", "models", "resources"):
        for file in (ROOT / room).rglob("*.py"):
            tree = ast.parse(file.read_text())
            nodes = list(ast.walk(tree))
            if any(isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} for node in nodes):
                found |= {
                    node.value
                    for node in nodes
                    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 3
                    if _VARIABLE.fullmatch(node.value)
                }
    found |= set(re.findall(r'environ[.\w]*[\[(]"([A-Z_]+)"', (ROOT / "build_installer.py").read_text()))
    return (found - NO_VARIABLES) | of_the_units()


def of_the_units() -> set[str]:
    """What the units of the package read or set, and the file beside them."""
    packaging = ROOT / "resources/packaging/debian"
    text = "\n".join(file.read_text() for file in [*packaging.glob("*.service"), *packaging.glob("*.env")])
    found = re.findall(r"\$\{?([A-Z_]+)", text) + re.findall(r"^(?:Environment=\"?)?([A-Z][A-Z_]+)=", text, re.M)
    return set(found)


def test_the_file_of_the_unit_gives_all_that_the_unit_reads():
    packaging = ROOT / "resources/packaging/debian"
    given = set(re.findall(r"^([A-Z_]+)=", (packaging / "central.env").read_text(), re.M))
    assert given == set(re.findall(r"\$\{([A-Z_]+)\}", (packaging / "central.service").read_text())) != set()


def told(title: str) -> str:
    page = (ROOT / "docs/settings.md").read_text()
    return page.split(f"## {title}")[1].split("\n## ")[0]


def first_cells(text: str) -> set[str]:
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def test_the_table_of_variables_holds_all_that_the_code_touches_and_no_other():
    listed = {name.replace("…", "") for name in first_cells(told("Variables of the environment"))}
    assert listed == variables()


def test_the_table_of_settings_holds_every_key():
    keys = {field.name for field in dataclasses.fields(Config)} - {"central"}
    keys |= {f"central.{field.name}" for field in dataclasses.fields(Central)}
    assert first_cells(told("The settings file")) == keys


def test_the_settings_file_of_the_package_is_taken_and_names_every_key():
    file = ROOT / "resources/packaging/debian/station.toml"
    found = load(file, {})
    assert (found.mode, found.data) == ("production", "/var/lib/biometric-station")
    written = set(re.findall(r"^#? ?(\w+) = ", file.read_text(), re.M))
    keys = {field.name for kind in (Config, Central) for field in dataclasses.fields(kind)} - {"central"}
    assert written == keys


def test_every_commented_setting_is_taken_when_it_is_uncommented(tmp_path):
    text = (ROOT / "resources/packaging/debian/station.toml").read_text()
    bare = tmp_path / "station.toml"
    bare.write_text(re.sub(r"^# (?=\w+ = )", "", text, flags=re.M))
    found = load(bare, {})
    assert found.central.url.startswith("postgresql://")
    assert tomllib.loads(bare.read_text())["scanners"] == list(found.scanners)


# ---- links


def anchors(text: str) -> set[str]:
    return {anchor(line.lstrip("#")) for line in text.splitlines() if line.startswith("#")}


def test_every_link_leads_to_a_file_and_a_heading_that_are_there():
    dead = []
    for file in [*documents(), ROOT / "SECURITY.md"]:
        for plain, picture in _LINK.findall(file.read_text()):
            target, _, part = (plain or picture).partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            other = (file.parent / target) if target else file
            if not other.exists() or (part and part not in anchors(other.read_text())):
                dead.append(f"{file.relative_to(ROOT)}: {target}#{part}")
    assert dead == []


def test_every_page_is_in_the_table_of_contents():
    site = tomllib.loads((ROOT / "zensical.toml").read_text())["project"]

    def pages(entries: list[object]) -> set[str]:
        found: set[str] = set()
        for entry in entries:
            for target in entry.values() if isinstance(entry, dict) else [entry]:
                found |= pages(target) if isinstance(target, list) else {str(target)}
        return found

    every = {str(file.relative_to(ROOT / "docs")) for file in (ROOT / "docs").rglob("*.md")}
    assert pages(site["nav"]) | {name for name in every if name.startswith("decisions/0")} == every


def test_argparse_of_every_program_is_reached():
    for place in PROGRAMS.values():
        module, name = place.split(":")
        assert isinstance(getattr(importlib.import_module(module), name)(), argparse.ArgumentParser)
