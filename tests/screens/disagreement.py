"""Pictures of one case from the counter to the third decision: `python -m tests.screens.disagreement OUTDIR`.

The journey of tests/journeys/test_disagreement.py, once, and of each page a picture in both languages at two sizes.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from station.ui.application import Application
from station.ui.shell import Shell
from station.ui.theme import THEMES, Look
from tests.rig.counter import build
from tests.rig.disagreement import SIZE, Disagreement
from tests.screens.gallery import settle

SIZES = (SIZE, (1920, 1080))


def look(app: Application, shell: Shell, out: Path, name: str) -> int:
    """How many pictures of one page; it is left as it was."""
    for language in ("en", "id"):
        app.set_language(language)
        for width, height in SIZES:
            shell.resize(width, height)
            settle(app)
            shell.grab().save(str(out / f"{name}_{language}_{width}x{height}.png"))
    shell.resize(*SIZE)
    app.set_language("en")
    settle(app)
    return 2 * len(SIZES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--theme", default="light", choices=sorted(THEMES))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    app = Application(language="en")
    app.set_look(Look(THEMES[given.theme]))
    with tempfile.TemporaryDirectory(prefix="disagreement-") as folder:
        rig = build(Path(folder))
        try:
            count = sum(look(app, shell, given.out, name) for name, shell in Disagreement(app, rig).steps())
        finally:
            rig.close()
    print(f"{count} pictures in {given.out}")


if __name__ == "__main__":
    main()
