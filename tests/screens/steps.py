"""How long a change of theme, text size or language takes: `python -m tests.screens.steps --json OUT`.

A window as a station has it, with every page made and one shown, and two that watch its keys as the window's front and
a document page do; the time until the new look is painted, of the processor and of the clock. Larger and smaller go
through the same pairs of sizes, so that none is asked for what it already has. The first change makes style sheet and
icons, the others find them in the cache."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject

from station.ui.application import Application
from station.ui.pages import Pages
from tests.screens.gallery import settle, window
from tests.screens.states import all_states

LIMIT_MS = 100.0
ONE_ROUND = (("theme", 3), ("larger", 3), ("smaller", 3), ("language", 2))  # ends as it began


class Watcher(QObject):
    """As the window's front, which asks of every event whether somebody is there."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        return event.type() is QEvent.Type.KeyPress and super().eventFilter(watched, event)


def measured(app: Application, step: Callable[[], None]) -> tuple[float, float]:
    """Milliseconds of the processor and of the clock until what changed is on the screen."""
    busy, begun = time.process_time(), time.perf_counter()
    step()
    settle(app)
    return 1000 * (time.process_time() - busy), 1000 * (time.perf_counter() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.screens.steps", description=__doc__)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--state", default="document_read")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    app = Application(language="en")
    shell = window(next(s for s in all_states() if s.name == given.state), (1366, 768))
    for name, page in Pages().named().items():
        shell.add_page(name, page)
    settle(app)
    watcher = Watcher()
    app.watch(watcher)
    steps: dict[str, Callable[[], None]] = {
        "theme": app.next_theme,
        "larger": lambda: app.resize_text(1),
        "smaller": lambda: app.resize_text(-1),
        "language": app.next_language,
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
    for _ in range(given.rounds):
        for name, often in ONE_ROUND:
            taken[name] += [measured(app, steps[name]) for _ in range(often)]
    found: dict[str, dict[str, float]] = {}
    for name, times in taken.items():
        busy, clock = [b for b, _ in times], [c for _, c in times]
        found[name] = {
            "cpu_ms_median": round(statistics.median(busy), 1),
            "cpu_ms_max": round(max(busy), 1),
            "clock_ms_median": round(statistics.median(clock), 1),
            "clock_ms_max": round(max(clock), 1),
        }
    given.json.write_text(json.dumps({"limit_ms": LIMIT_MS, "steps": found}, indent=1) + "\n", "utf-8")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
