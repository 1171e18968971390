"""Contact sheets of every page: `python -m tests.screens.sheets OUTDIR [--only NAME] [--sizes 1366x768,1920x1080]
[--scales 1.0,2.0] [--themes light,dark,contrast] [--languages en,id]`.

One picture a size, text size, theme and language, with every state of the gallery small beside its name; they are for
looking at, by a person."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter

from station.ui.application import Application
from station.ui.shell import Shell
from station.ui.theme import THEMES, Look
from tests.screens.gallery import poll, settle, swap, window
from tests.screens.shown import Shown
from tests.screens.states import all_states

COLUMNS, WIDTH, GAP, LINE = 6, 460, 8, 18


def sheet(app: Application, states: list[Shown], size: tuple[int, int]) -> QImage:
    """Every state in a window of `size`, in the look and the language of now."""
    height = round(WIDTH * size[1] / size[0])
    rows = -(-len(states) // COLUMNS)
    made = QImage(COLUMNS * (WIDTH + GAP) + GAP, rows * (height + LINE + GAP) + GAP, QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.darkGray)
    painter = QPainter(made)
    painter.setPen(Qt.GlobalColor.white)
    shell: Shell | None = None
    for place, shown in enumerate(states):
        shell = window(shown, size) if shell is None else swap(shell, shown)
        settle(app)
        poll(shell)
        settle(app)
        small = shell.grab().toImage().scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
        at = QPoint(GAP + place % COLUMNS * (WIDTH + GAP), GAP + place // COLUMNS * (height + LINE + GAP))
        painter.drawText(at + QPoint(2, LINE - 5), shown.name)
        painter.drawImage(at + QPoint(0, LINE), small)
    painter.end()
    if shell is not None:
        shell.close()
        shell.deleteLater()
    return made


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.screens.sheets", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", default="", help="states whose name holds this")
    parser.add_argument("--sizes", default="1366x768,1920x1080")
    parser.add_argument("--scales", default="1.0,2.0")
    parser.add_argument("--themes", default=",".join(THEMES))
    parser.add_argument("--languages", default="en,id")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    app = Application(language="en")
    states = [s for s in all_states() if given.only in s.name]
    for theme in given.themes.split(","):
        for scale in given.scales.split(","):
            app.set_look(Look(THEMES[theme], float(scale)))
            for language in given.languages.split(","):
                app.set_language(language)
                for size in given.sizes.split(","):
                    wide, high = (int(part) for part in size.split("x"))
                    path = given.out / f"{size}_{round(100 * float(scale))}_{theme}_{language}.png"
                    sheet(app, states, (wide, high)).save(str(path))
                    print(path, file=sys.stderr)


if __name__ == "__main__":
    main()
