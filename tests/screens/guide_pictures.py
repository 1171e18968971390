"""The pictures of the guides: `python -m tests.screens.guide_pictures` takes all of them anew into docs/images/guide.

Each is a page of the program in a state of the gallery, with invented people, in both languages. Beside them stands
`pictures.json`: of which state a picture is, the SHA-256 of the words that the window said, and that of the file.
`test_guide_pictures.py` renders every state again; a screen that has changed since makes it fail.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from station.ui.application import Application
from station.ui.shell import Shell
from station.ui.theme import Look
from tests.screens.gallery import poll, settle, window
from tests.screens.states import all_states

Pixels = NDArray[np.uint8]  # [height, width, 3] RGB

FOLDER = Path(__file__).resolve().parents[2] / "docs/images/guide"
LANGUAGES = ("en", "id")
SIZE = (1366, 768)  # a small office's monitor
COLOURS, EXACT = 80, 32  # of a picture; the commonest of them stay as they are
FAR = 40  # of 255, in one channel
PICTURES = {  # name of the picture: state of the gallery
    "sign-in": "log_in",
    "document": "document_read",
    "chip": "document_chip_differs",
    "by-hand": "manual_wrong",
    "interrupted": "document_interrupted",
    "face": "face_live",
    "face-lost": "face_lost",
    "fingers": "fingers_scanning",
    "fingers-below": "fingers_below",
    "fingers-unplugged": "fingers_unplugged",
    "check": "check_match",
    "no-match": "check_inspect",
    "decision": "decision_ready",
    "done": "done_admitted",
    "past": "past_history",
    "parked": "parked_some",
    "case": "supervisor_case",
    "stays": "stays_list",
    "figures": "figures_shift",
    "devices": "technician_result",
    "officers": "officers_list",
    "station": "premises_good",
    "rights": "rights_chosen",
    "states": "states_good",
    "log": "auditor_broken",
}


@dataclass(frozen=True)
class Taken:
    """What is written down of one picture."""

    state: str
    words: str  # SHA-256 of what the window says
    sha256: str  # of the PNG


@dataclass(frozen=True, eq=False)
class Rendered:
    name: str  # "en/document.png"
    state: str
    words: str
    pixels: Pixels


def said(shell: Shell) -> str:
    """Everything in words that the window shows, widget by widget in the order of their making."""
    lines = []
    for widget in shell.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel | QAbstractButton):
            lines.append(widget.text())
        elif isinstance(widget, QLineEdit):
            lines.append(widget.text() or widget.placeholderText())
        lines.append(widget.accessibleName())
    return "\n".join(line for line in lines if line)


def packed(pixels: Pixels) -> bytes:
    """As a PNG of few colours: those of the window exactly, the rest so that none is far from what it stands for."""
    wide = pixels.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    colours, counts = np.unique(wide, return_counts=True)
    commonest = colours[np.argsort(-counts)[:EXACT]]
    palette = [int(one) >> shift & 255 for one in commonest for shift in (16, 8, 0)]
    rest = pixels[~np.isin(wide, commonest)]
    if len(rest):
        few = Image.fromarray(rest[np.newaxis]).quantize(
            COLOURS - EXACT, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
        palette += (few.getpalette() or [])[: 3 * (COLOURS - EXACT)]
    chosen = Image.new("P", (1, 1))
    chosen.putpalette(palette + palette[:3] * (256 - len(palette) // 3))
    made = io.BytesIO()
    Image.fromarray(pixels).quantize(palette=chosen, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return made.getvalue()


def grabbed(shell: Shell) -> Pixels:
    image = shell.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


@contextmanager
def universal_time() -> Iterator[None]:
    """Times of day are those of the machine: the pictures show UTC wherever they are taken."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


def rendered(app: Application, language: str) -> Iterator[Rendered]:
    """Every picture of one language, fresh."""
    app.set_look(Look())
    app.set_language(language)
    states = {one.name: one for one in all_states()}
    with universal_time():
        for name, state in PICTURES.items():
            shell = window(states[state], SIZE)
            settle(app)
            poll(shell)
            settle(app)
            words = hashlib.sha256(said(shell).encode()).hexdigest()
            yield Rendered(f"{language}/{name}.png", state, words, grabbed(shell))
            shell.close()
            shell.deleteLater()
            settle(app)


def unlike(pixels: Pixels, picture: Path) -> float:
    """Share of the pixels, 0 to 1, that differ by more than the few colours of the file explain; 1 for another size."""
    kept = np.asarray(Image.open(picture).convert("RGB"), np.int16)
    if kept.shape != pixels.shape:
        return 1.0
    return float((np.abs(kept - pixels).max(axis=2) > FAR).mean())


def written() -> dict[str, Taken]:
    """What is written down of the pictures that are there."""
    content: dict[str, dict[str, Any]] = json.loads((FOLDER / "pictures.json").read_text())
    return {name: Taken(**entry) for name, entry in content.items()}


def take(app: Application, folder: Path = FOLDER) -> dict[str, Taken]:
    """Take all pictures anew; those of states that are no longer shown go."""
    made: dict[str, Taken] = {}
    for language in LANGUAGES:
        (folder / language).mkdir(parents=True, exist_ok=True)
        for one in rendered(app, language):
            png = packed(one.pixels)
            (folder / one.name).write_bytes(png)
            made[one.name] = Taken(one.state, one.words, hashlib.sha256(png).hexdigest())
    for file in folder.rglob("*.png"):
        if file.relative_to(folder).as_posix() not in made:
            file.unlink()
    text = json.dumps({name: asdict(made[name]) for name in sorted(made)}, indent=1)
    (folder / "pictures.json").write_text(text + "\n")
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    folder: Path = parser.parse_args().folder
    made = take(Application(language="en"), folder)
    size = sum((folder / name).stat().st_size for name in made)
    print(f"{len(made)} pictures, {size / 1e6:.2f} MB, in {folder}")


if __name__ == "__main__":
    main()
