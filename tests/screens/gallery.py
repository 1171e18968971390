"""Pictures of every page: `python -m tests.screens.gallery OUTDIR [--only NAME] [--sizes 1440x900]`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent

from station.ui.application import Application
from station.ui.shell import Shell
from station.ui.theme import THEMES, Look
from tests.screens.shown import Nobody
from tests.screens.states import STATUS, Shown, all_states, rail, traveller

SIZES = ((1280, 720), (1440, 900), (1920, 1080))


def window(shown: Shown, size: tuple[int, int]) -> Shell:
    """A shell that shows one state; the caller closes it."""
    shell = Shell()
    page = shown.page()
    page.join(Nobody())
    shell.add_page("page", page)
    shell.render_status(STATUS, shown.officer)
    shell.render_rail(rail(shown))
    shell.render_traveller(traveller(shown))
    page.render_view(shown.state)
    shell.resize(*size)
    shell.show()
    shell.show_page("page")
    return shell


def swap(shell: Shell, shown: Shown) -> Shell:
    """The same window with another state: cheaper than a new one, and what an officer's window goes through."""
    old = shell.page()
    page = shown.page()
    page.join(Nobody())
    shell.add_page(shown.name, page)
    shell.render_status(STATUS, shown.officer)
    shell.render_rail(rail(shown))
    shell.render_traveller(traveller(shown))
    page.render_view(shown.state)
    shell.show_page(shown.name)
    if old is not None:
        shell.remove_page(old)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return shell


def settle(app: Application) -> None:
    """Let layouts and live slots come to rest."""
    for _ in range(4):
        app.processEvents()


def pictures(
    app: Application,
    out: Path,
    shown: list[Shown],
    *,
    sizes: list[tuple[int, int]],
    themes: list[str],
    languages: list[str],
) -> Iterator[Path]:
    for theme in themes:
        app.set_look(Look(THEMES[theme]))
        for language in languages:
            app.set_language(language)
            for size in sizes:
                for one in shown:
                    shell = window(one, size)
                    settle(app)
                    poll(shell)
                    settle(app)
                    path = out / f"{one.name}_{language}_{theme}_{size[0]}x{size[1]}.png"
                    shell.grab().save(str(path))
                    shell.close()
                    shell.deleteLater()
                    settle(app)
                    yield path


def poll(shell: Shell) -> None:
    """Bring the pictures of the live slots in without waiting for their timers."""
    from station.ui.widgets.images import ImageView

    for view in shell.findChildren(ImageView):
        view._poll()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--sizes", default="1280x720,1440x900,1920x1080")
    parser.add_argument("--themes", default="light,dark,contrast")
    parser.add_argument("--languages", default="en,id")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    app = Application(language="en")
    sizes = [(int(a), int(b)) for a, b in (s.split("x") for s in given.sizes.split(","))]
    shown = [s for s in all_states() if given.only in s.name]
    themes, languages = given.themes.split(","), given.languages.split(",")
    count = sum(1 for _ in pictures(app, given.out, shown, sizes=sizes, themes=themes, languages=languages))
    print(f"{count} pictures in {given.out}")


if __name__ == "__main__":
    main()
