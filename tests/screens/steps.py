"""How long a change of theme, text size or language takes: `python -m tests.screens.steps --json OUT`.

A window as a station has it, with every page made and one shown; the time until the new look is painted, of the
processor and of the clock. The first change makes style sheet and icons, the others find them in the cache."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from station.ui.application import Application
from station.ui.pages import Pages
from tests.screens.gallery import settle, window
from tests.screens.states import all_states

LIMIT_MS = 100.0


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
    steps: dict[str, Callable[[], None]] = {
        "theme": app.next_theme,
        "larger": lambda: app.resize_text(1),
        "smaller": lambda: app.resize_text(-1),
        "language": app.next_language,
    }
    found: dict[str, dict[str, float]] = {}
    for name, step in steps.items():
        times = [measured(app, step) for _ in range(3 * given.rounds)]
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
