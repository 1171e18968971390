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

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from station.ui.application import Application
from station.ui.shell import Shell
from station.ui.theme import THEMES, Look
from tests.screens.gallery import poll, settle, window
from tests.screens.states import all_states

Pixels = NDArray[np.uint8]  # [height, width, 3] RGB

FOLDER = Path(__file__).resolve().parents[2] / "docs/images/guide"
LANGUAGES = ("en", "id")
SIZE = (1366, 768)  # a small office's monitor
EXACT, MEANS = 20, 28  # colours of a picture: see `packed`
SAMPLE = 20_000  # pixels by which the means are found
FAR = 56  # of 255, in one channel
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


def look_colours() -> NDArray[np.float32]:
    """float32[n, 3]: what the light look is made of, so that a sign keeps its colour beside a photograph."""
    texts = {text for text in asdict(THEMES["light"]).values() if isinstance(text, str) and text.startswith("#")}
    return np.array([list(bytes.fromhex(text[1:])) for text in sorted(texts)], np.float32)


def packed(pixels: Pixels) -> bytes:
    """As a PNG of few colours: those of the look and the commonest exactly, the rest by their means."""
    height, width = pixels.shape[:2]
    wide = pixels.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    numbers, place, counts = np.unique(wide.ravel(), return_inverse=True, return_counts=True)
    colours = (numbers[:, np.newaxis] >> np.array([16, 8, 0], np.uint32) & 255).astype(np.uint8)
    order = np.argsort(-counts)
    parts = [look_colours(), colours[order[:EXACT]].astype(np.float32)]
    rest = colours[order[EXACT:]]
    if len(rest) > MEANS:
        seen = np.repeat(rest, np.minimum(counts[order[EXACT:]], 40), axis=0).astype(np.float32)
        cv2.setRNGSeed(1)
        ends = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 12, 1.0)
        none = np.empty((0, 1), np.int32)
        parts.append(cv2.kmeans(seen[:: max(1, len(seen) // SAMPLE)], MEANS, none, ends, 1, cv2.KMEANS_PP_CENTERS)[2])
    palette = np.unique(np.rint(np.concatenate(parts)), axis=0)
    index = np.empty(len(colours), np.uint8)
    for start in range(0, len(colours), 8192):
        apart = colours[start : start + 8192, np.newaxis].astype(np.float32) - palette
        index[start : start + 8192] = (apart * apart).sum(axis=2).argmin(axis=1)
    picture = Image.fromarray(index[place.ravel()].reshape(height, width), "P")
    picture.putpalette(palette.astype(np.uint8).ravel().tolist())
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
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
