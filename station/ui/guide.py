"""The part of the guide that is about a page: read from the files of the documentation site, which come along.

docs/guide holds the English pages and docs/guide/id the same ones in Indonesian, with the same anchors; a wheel and a
frozen station have them as resources/guide. Nothing is fetched, and pictures and links, which lead out of the window,
are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

import resources

SECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "log_in": ("officer", ("sign-in",)),
    "document": ("officer", ("document", "stay")),
    "manual": ("officer", ("by-hand",)),
    "face": ("officer", ("face",)),
    "fingers": ("officer", ("fingers",)),
    "check": ("officer", ("check",)),
    "decision": ("officer", ("decision",)),
    "done": ("officer", ("done",)),
    "leave": ("officer", ("leave",)),
    "past": ("officer", ("past",)),
    "parked": ("officer", ("parked",)),
    "stays": ("supervisor", ("stays",)),
    "figures": ("supervisor", ("figures",)),
    "supervisor": ("supervisor", ("queue", "case", "ruling")),
    "technician": ("technician", ("devices", "calibrate", "camera")),
    "auditor": ("auditor", ("log", "verify", "evidence")),
    "officers": ("administrator", ("officers",)),
    "premises": ("administrator", ("station", "backups")),
    "rights": ("administrator", ("rights",)),
    "states": ("administrator", ("states",)),
}
"""Page of the window -> page of the guide, and the anchors of its sections."""

LONGEST = 200_000  # characters of a page of the guide
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*(?:\{\s*#([\w-]+)\s*\})?\s*$")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_WORDS = re.compile(r"(?<![\w*])\*([^*\n]+?)\*(?![\w*])")
_ROW_END = re.compile(r"(?<!\\)\|")


class Kind(Enum):
    HEADING = "heading"
    TEXT = "text"
    POINT = "point"


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str  # plain; words that stand on the screen are in quotation marks


def folder() -> Path:
    """Where the guide is: beside the resources that were installed, or in the checkout."""
    try:
        return resources.path("guide")
    except FileNotFoundError:
        return Path(resources.__file__).parents[1] / "docs" / "guide"


def of_page(page: str, language: str) -> tuple[Piece, ...]:
    """What the guide says of a page of the window, in a language it is written in, else in English; empty where it
    says nothing, as on a machine without the guide."""
    name, anchors = SECTIONS.get(page, ("", ()))
    for file in (folder() / language / f"{name}.md", folder() / f"{name}.md"):
        if name and file.is_file():
            found = [piece for anchor in anchors for piece in section(file, anchor)]
            if found:
                return tuple(found)
    return ()


@lru_cache(maxsize=64)
def section(file: Path, anchor: str) -> tuple[Piece, ...]:
    """From the heading of that anchor to the next one of its level."""
    lines = _COMMENT.sub("", file.read_text("utf-8")[:LONGEST]).splitlines()
    taken: list[str] = []
    depth = 0
    for line in lines:
        heading = _HEADING.match(line)
        if heading is not None:
            if depth and len(heading[1]) <= depth:
                break
            if heading[3] == anchor:
                depth = len(heading[1])
        if depth:
            taken.append(line)
    return tuple(_pieces(taken))


def _pieces(lines: list[str]) -> list[Piece]:
    made: list[Piece] = []
    paragraph: list[str] = []
    fenced, rows = False, 0

    def close() -> None:
        if text := plain(" ".join(paragraph)):
            made.append(Piece(Kind.TEXT, text))
        paragraph.clear()

    for raw in lines:
        line = raw.strip()
        if line.startswith("```"):
            close()
            fenced = not fenced
        elif fenced:
            made.append(Piece(Kind.TEXT, line))
        elif (heading := _HEADING.match(line)) is not None:
            close()
            made.append(Piece(Kind.HEADING, plain(heading[2])))
        elif line.startswith("|"):
            close()
            rows += 1
            if rows > 2:  # the first says what the columns are, the second is a line
                cells = [plain(cell) for cell in _ROW_END.split(line.strip("|"))]
                made.append(Piece(Kind.POINT, ": ".join(cell for cell in cells if cell)))
        elif re.match(r"([-*]|\d+\.)\s", line):
            close()
            made.append(Piece(Kind.POINT, plain(re.sub(r"^[-*]\s+", "", line))))
        elif not line:
            close()
        else:
            paragraph.append(line)
        rows = rows if line.startswith("|") else 0
    close()
    return [piece for piece in made if piece.text]


def plain(text: str) -> str:
    """Without the signs of Markdown."""
    text = _LINK.sub(r"\1", _PICTURE.sub("", text))
    text = _WORDS.sub("“\\1”", _STRONG.sub(r"\1", text))
    return text.replace("`", "").replace("\\|", "|").strip()
