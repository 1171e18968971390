"""The guides say what the program says: words, keys and commands are the program's, both languages are whole, and the
site that is built of them asks nobody outside and is searched from files."""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.util
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

import build_installer
import resources
from station.ui.keys import EVERYWHERE, KEYS, Act
from tests.load.docs_run import ROOT, anchor
from tests.test_documents import PROGRAMS

GUIDES = ROOT / "docs/guide"
PAGES = tuple(sorted(file.name for file in GUIDES.glob("*.md")))
SCREENS = (  # what the help key opens: the same in both languages
    "sign-in", "document", "chip", "by-hand", "interrupted", "stay", "face", "fingers", "check", "supervisor",
    "decision", "done", "leave", "past", "parked", "help", "trouble", "never",
)  # fmt: skip
DEVELOPERS = ("add-a-scanner.md", "add-an-encoder.md", "add-a-scenario.md", "add-a-language.md")
_HEADING = re.compile(r"^#+ (.+)$", re.M)
_SCREEN_WORDS = re.compile(r"(?<![*\w])\*([^*\n]+)\*(?!\*)")
_CODE = re.compile(r"`([^`\n]+)`")
_KEY = re.compile(r"(?:(?:Ctrl|Shift|Alt)\+)*(?:F\d+|Esc|Enter|Del|[A-Z0-9+\-←→↑↓])")
_SIGNS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": "Enter"}
_ROOMS = {"officer.md": "counter", "supervisor.md": "review", "technician.md": "bench", "auditor.md": "office/auditor"}
NOT_A_PATH = {"resources/i18n/notice_nl.txt", "resources/traveller/nl.json"} | {  # what the reader will write
    f"resources/i18n/station_nl.{kind}" for kind in ("ts", "qm")
}


def guides() -> list[Path]:
    return [GUIDES / name for name in PAGES] + [GUIDES / "id" / name for name in PAGES]


def told() -> list[Path]:
    """The pages whose commands and files are held to the program."""
    return [*guides(), *(ROOT / "docs" / name for name in DEVELOPERS)]


def prose(text: str) -> str:
    """Without blocks, inline code, the names of headings and the addresses of links."""
    text = re.sub(r"\{ #[\w-]+ \}", "", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S))
    return re.sub(r"\]\([^)]*\)", "]", re.sub(r"`[^`\n]*`", "", text))


def messages() -> Iterator[tuple[str, str]]:
    """(English, Indonesian) of everything that the window says."""
    for one in ElementTree.parse(resources.path("i18n/station_id.ts")).getroot().iter("message"):  # noqa: S314  our own
        yield one.findtext("source", ""), one.findtext("translation", "")


# ---- both languages


@pytest.mark.parametrize("name", PAGES)
def test_a_guide_has_the_same_sections_in_both_languages_each_with_its_anchor(name: str):
    english, indonesian = (_HEADING.findall((folder / name).read_text()) for folder in (GUIDES, GUIDES / "id"))
    assert all(heading.endswith("}") for heading in [*english, *indonesian])
    assert [anchor(one) for one in english] == [anchor(one) for one in indonesian]
    assert len({anchor(one) for one in english}) == len(english)


@pytest.mark.parametrize("name", PAGES)
def test_a_guide_says_as_much_in_one_language_as_in_the_other(name: str):
    """Rows of tables, steps and pictures section by section: what one language lacks is seen."""

    def counted(folder: Path) -> list[tuple[int, int, int]]:
        parts = re.split(r"^#+ .+$", (folder / name).read_text(), flags=re.M)
        return [
            (part.count("\n|"), len(re.findall(r"^(?:\d\.|-) ", part, re.M)), part.count("![")) for part in parts[1:]
        ]

    english, indonesian = counted(GUIDES), counted(GUIDES / "id")
    if name in {"technician.md", "administrator.md", "auditor.md"}:  # their blocks of commands are run once
        assert [one[2] for one in english] == [one[2] for one in indonesian]
    else:
        assert english == indonesian


def test_the_officers_guide_has_a_section_for_each_screen():
    found = {anchor(one) for one in _HEADING.findall((GUIDES / "officer.md").read_text())}
    assert set(SCREENS) <= found


# ---- words and keys of the screens


@pytest.mark.parametrize("page", guides(), ids=lambda page: str(page.relative_to(GUIDES)))
def test_words_in_italics_stand_on_the_screen(page: Path):
    place = 1 if page.parent.name == "id" else 0
    said = {pair[place] for pair in messages()}
    named = set(_SCREEN_WORDS.findall(prose(page.read_text()))) - {"Words like this", "Kata bercetak miring"}
    strange = [one for one in named if one not in said and not any(_begins(one, text) for text in said)]
    assert sorted(strange) == []


def _begins(told: str, text: str) -> bool:
    """ "Waiting for the central database: …" is the beginning of a sentence with a number in it."""
    return told.endswith(" …") and "{" in text and text.startswith(told.removesuffix("…"))


def test_a_word_that_is_on_no_screen_would_be_found():
    assert not any("Press the red knob" in pair for pair in messages())
    assert _SCREEN_WORDS.findall("a *Press the red knob* **strong** b") == ["Press the red knob"]


@pytest.mark.parametrize("name", PAGES)
def test_the_indonesian_guides_keep_to_the_glossary(name: str):
    rows = (ROOT / "docs/glossary.md").read_text().splitlines()
    never = [word.strip() for row in rows if row.startswith("| ") for word in row.split("|")[4].split(",")]
    text = prose((GUIDES / "id" / name).read_text())
    found = [one for one in never if one and one != "Never" and re.search(rf"\b{re.escape(one)}\b", text, re.I)]
    assert found == []


def written_keys() -> set[str]:
    """Every key of the program as the guides write it."""
    found = set()
    for key in KEYS.values():
        text = key.sequence
        for name, sign in _SIGNS.items():
            text = re.sub(rf"\b{name}\b", sign, text)
        found.add(text)
    return found


@pytest.mark.parametrize("page", guides(), ids=lambda page: str(page.relative_to(GUIDES)))
def test_every_key_that_a_guide_names_is_one_of_the_program(page: Path):
    named = {code for code in _CODE.findall(page.read_text()) if _KEY.fullmatch(code)}
    assert named - written_keys() - {"Enter", "XX"} == set()


def keys_of(room: str) -> set[Act]:
    """What the pages of a room offer."""
    place = ROOT / "station/ui" / room
    files = place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]
    found = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Act":
                found.add(Act[node.attr])
    return found


@pytest.mark.parametrize("folder", ["", "id"])
@pytest.mark.parametrize("name", _ROOMS)
def test_a_guide_names_every_key_of_its_pages(name: str, folder: str):
    shown = {Act.NEXT, Act.BACK, Act.CANCEL, Act.OLDER, Act.NEWER}  # beside their buttons everywhere
    shown |= {Act.CHOICE_4, Act.CHOICE_5, Act.REFRESH, Act.PRINT_REPORT, *EVERYWHERE}
    text = (GUIDES / folder / name).read_text()
    named = set(_CODE.findall(text))
    if "`Alt+5`" in text:  # "to Alt+8"
        named |= {f"Alt+{number}" for number in range(5, 9)}
    missing = []
    for act in keys_of(_ROOMS[name]) - shown:
        sequence = KEYS[act].sequence
        for word, sign in _SIGNS.items():
            sequence = re.sub(rf"\b{word}\b", sign, sequence)
        if sequence not in named:
            missing.append(f"{act.name} {sequence}")
    assert sorted(missing) == []


# ---- commands and files


def commands(text: str) -> Iterator[list[str]]:
    for code in _CODE.findall(text):
        words = code.split()
        if words[0] in PROGRAMS:
            yield words


@pytest.mark.parametrize("page", told(), ids=lambda page: str(page.relative_to(ROOT / "docs")))
def test_every_command_in_a_line_is_one_that_its_program_has(page: Path):
    for words in commands(page.read_text()):
        module, name = PROGRAMS[words[0]].split(":")
        parser: argparse.ArgumentParser | None = getattr(importlib.import_module(module), name)()
        bare = re.sub(r"--[a-z-]+ [A-Z]+|--[a-z-]+", "", " ".join(words[1:])).split()
        for word in bare:
            inner = next((a for a in parser._actions if isinstance(a, argparse._SubParsersAction)), None)
            if inner is None or not re.fullmatch(r"[a-z][a-z-]*", word):
                break
            assert word in inner.choices, f"{page.name}: {' '.join(words)}"
            parser = inner.choices[word]
        options = {option for action in parser._actions for option in action.option_strings} | {"--emulated", "--data"}
        assert {word for word in words if word.startswith("--")} <= options, f"{page.name}: {' '.join(words)}"


@pytest.mark.parametrize("page", told(), ids=lambda page: str(page.relative_to(ROOT / "docs")))
def test_every_file_and_module_that_a_page_names_is_there(page: Path):
    for code in _CODE.findall(page.read_text()):
        if re.fullmatch(r"(?:station|models|drivers|resources|tests|docs)/[\w./-]+", code) and code not in NOT_A_PATH:
            assert (ROOT / code).exists(), f"{page.name}: {code}"
        elif found := re.match(r"(?:\S*python3? )?-m ([\w.]+)", code):
            assert importlib.util.find_spec(found[1]) is not None, f"{page.name}: {code}"


def test_the_page_on_languages_counts_the_sentences():
    count = len(json.loads(resources.path("traveller/en.json").read_text("utf-8")))
    assert f"{count} sentences" in (ROOT / "docs/add-a-language.md").read_text()


# ---- the site


class Fetched(HTMLParser):
    """What a browser would load by itself, and the anchors of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        if tag in {"script", "img", "iframe", "source", "video", "audio", "embed", "object", "input", "track"}:
            self.sources += [given.get(name) or "" for name in ("src", "srcset", "data", "poster")]
        if tag == "link" and (given.get("rel") or "") not in {"canonical", "prev", "next", "alternate"}:
            self.sources.append(given.get("href") or "")
        self.sources += re.findall(r"url\(([^)]+)\)", given.get("style") or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `build_installer.py site` builds it, strictly, from a copy: nothing else that builds is in its way."""
    pytest.importorskip("zensical", reason="the documentation site needs the extra build")
    project = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "docs", project / "docs")
    shutil.copyfile(ROOT / "zensical.toml", project / "zensical.toml")
    shutil.copytree(ROOT / "resources/packaging/site", project / "resources/packaging/site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build_installer, "ROOT", project)
        return build_installer.site(project / "dist/site")


def looked_at(page: Path) -> Fetched:
    found = Fetched()
    found.feed(page.read_text("utf-8"))
    return found


def test_no_page_of_the_site_fetches_anything_from_outside(site: Path):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        outside = [one for one in looked_at(page).sources if re.match(r"\s*['\"]?(https?:)?//", one)]
        assert outside == [], page.name
        assert build_installer.OUTSIDE_WORKER not in page.read_text("utf-8")
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(?:@import|url\()\s*['\"]?(?:https?:)?//", sheet.read_text("utf-8")), sheet.name


def test_each_page_says_its_language(site: Path):
    """A screen reader takes its voice from it."""
    for page in site.rglob("*.html"):
        assert ('<html lang="id"' in page.read_text("utf-8")) == (page.parent.name == "id"), page


def test_what_would_be_fetched_is_seen():
    page = Fetched()
    page.feed('<img src="https://example.org/a.png"><link rel="stylesheet" href="//example.org/b.css"><i id="x">')
    assert page.sources[0] == "https://example.org/a.png" and page.sources[-1] == "//example.org/b.css"
    assert "x" in page.ids


def test_every_section_of_a_guide_is_reached_by_its_anchor(site: Path):
    for file in guides():
        page = site / file.relative_to(ROOT / "docs").with_suffix(".html")
        wanted = {anchor(one) for one in _HEADING.findall(file.read_text())}
        assert wanted <= looked_at(page).ids, file.name


def test_every_picture_of_a_page_is_in_the_site(site: Path):
    for page in (site / "guide").rglob("*.html"):
        pictures = [one for one in looked_at(page).sources if one.endswith(".png")]
        assert all((page.parent / one).is_file() for one in pictures), page.name


def test_the_search_from_files_knows_both_languages(site: Path):
    """A script, not a request: what a page that was opened as a file may load."""
    text = (site / "search.js").read_text("utf-8")
    index = json.loads((site / "search.json").read_text("utf-8"))
    items = index["items"]
    assert json.loads(text.removeprefix("var __index = ").rstrip(";\n"))["items"] == items
    for word, page in (("perlintasan", "guide/id/officer.html"), ("watchlist", "guide/officer.html")):
        hits = [one["location"] for one in items if word in json.dumps(one, ensure_ascii=False).lower()]
        assert any(hit.startswith(page) for hit in hits), word


def test_the_first_page_leads_to_every_guide():
    text = (ROOT / "docs/index.md").read_text()
    for file in guides():
        assert f"({file.relative_to(ROOT / 'docs')})" in text
